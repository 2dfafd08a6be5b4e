import Foundation
import Testing

@testable import Ledger

/// First use and upgrades, through the command, on a cluster of the test's own.
@Suite struct InitTests {
  @Test func initIsSafeToRepeatAndSaysWhatItNeeds() throws {
    let cluster = LocalCluster(
      home: TestCluster.temporaryHome(), environment: ProcessInfo.processInfo.environment,
      extraSettings: TestCluster.fastSettings)
    defer { cluster.destroy() }
    try cluster.ensureRunning()
    let program = Program(environment: ["LEDGER_HOME": cluster.home])

    let early = try program("award", "list")
    #expect(early.status == 1)
    #expect(early.errors.contains("ledgerctl init"))

    let bare = try program("init")
    #expect(bare.status == 1)
    #expect(bare.errors.contains("ledgerctl init --org"))

    let wrong = try program("init", "--org", "site", "--name", "Site", "--ein", "123")
    #expect(wrong.status == 1)
    #expect(wrong.errors.contains("NN-NNNNNNN"))

    let made = try program(
      "init", "--org", "site", "--name", "Site", "--ein", "12-3456789", "--fiscal-year-start", "10")
    #expect(made.status == 0, "\(made.errors)")
    #expect(made.output.contains("Daily use connects as \(try LocalCluster.systemUserName())"))
    let again = try program("init", "--org", "site", "--name", "Site")
    #expect(again.status == 0)
    #expect(again.output == "The books are up to date.\n")
    #expect(try program("org", "list").output.contains("12-3456789"))

    #expect(try program("server", "status").output.contains("running"))
    #expect(try program("server", "stop").output.contains("stopped"))
    #expect(try program("server", "status").output.contains("stopped"))
    #expect(try program("check").output == "Sound: 0 entries with 0 lines keep every rule.\n")

    let installer = try cluster.connectAsInstaller(database: LocalCluster.booksDatabase)
    try installer.execute("insert into meta.migration (version, name, checksum) values (9999, 'V9999_future', '')")
    let newer = try program("org", "list")
    #expect(newer.status == 1)
    #expect(newer.errors.contains("Install the newer ledgerctl"))
  }

  @Test func helpIsThereForEveryCommand() throws {
    let program = Program(environment: [:])
    let help = try program("--help").output
    for line in help.split(separator: "\n") { #expect(line.count <= 80) }
    for command in [
      "init", "server", "user", "org", "account", "fund", "party", "award", "budget", "expense", "entry", "period",
      "statement", "check", "backup", "restore", "document", "receipt",
    ] {
      #expect(help.contains("  \(command) "))
      #expect(try program(command, "--help").status == 0)
    }
    #expect(try program("--version").output == "\(ledgerVersion)\n")
  }
}
