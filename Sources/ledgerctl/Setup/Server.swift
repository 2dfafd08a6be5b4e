import ArgumentParser
import Ledger

struct Server: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "server", abstract: "Your local books' own PostgreSQL server.",
    subcommands: [Start.self, Stop.self, Status.self])

  struct Start: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "start", abstract: "Start it, making it where there is none.")

    func run() throws {
      let cluster = try LocalCluster.standard(environment: Console.environment())
      try cluster.ensureRunning()
      Console.noteDone()
      print("The server of your local books runs, in \(cluster.home).")
    }
  }

  struct Stop: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "stop", abstract: "Stop it; running statements are rolled back.")

    func run() throws {
      let cluster = try LocalCluster.standard(environment: Console.environment())
      let hasStopped = try cluster.stop()
      Console.noteDone()
      print(
        hasStopped
          ? "The server of your local books is stopped." : "The server of your local books was not running.")
    }
  }

  struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "status", abstract: "Say whether it runs, and where.")

    func run() throws {
      let status = try LocalCluster.standard(environment: Console.environment()).status()
      let version = status.version.map { "PostgreSQL \($0)" } ?? "not made yet; \"ledgerctl init\" makes it"
      print(
        """
        Server:       \(status.isRunning ? "running" : "stopped")\(status.processIdentifier.map { ", process \($0)" } ?? "")
        Version:      \(version)
        Data folder:  \(status.dataFolder)
        Socket:       \(status.socket)
        """)
      if status.hasLostSocket {
        print(
          """

          Its socket file was removed, so nothing reaches it. "ledgerctl server start", or any other command, stops it and
          starts it again; what runs is rolled back.
          """)
      }
    }
  }
}
