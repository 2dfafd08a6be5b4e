import ArgumentParser
import Ledger

struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Make the books, or bring them up to date.",
    discussion: """
      Makes the database, its roles and rules, the first organization, and registers the login that daily use connects as.
      Safe to repeat: what is there stays. On a terminal, what is missing is asked for.
      """)

  @OptionGroup var connection: BooksOptions
  @Option(help: ArgumentHelp("Short name of the first organization.", valueName: "code"), transform: Read.code) var org:
    String?
  @Option(help: "Its legal name.") var name: String?
  @Option(help: "Its Employer Identification Number, NN-NNNNNNN.") var ein: String?
  @Option(help: "The month its fiscal year starts in, 1 to 12; 7 where nothing is said.") var fiscalYearStart: Int?
  @Option(name: .customLong("login"), help: "The ordinary login of daily use; on local books, your own user name.")
  var dailyLogin: String?

  func run() throws {
    do { try make() } catch let lost as DatabaseError where lost.isConnectionLost && !lost.isRefusal {
      var failure = Failure(lost)
      failure.nextStep = "run it again: what it did stays, and it goes on where it stopped"
      throw ExplainedError(failure: failure)
    }
  }

  private func make() throws {
    let target = try connection.target()
    let isLocal = target.localCluster != nil
    if isLocal, let cluster = target.localCluster, try cluster.status().version == nil {
      print("Making your local books in \(cluster.home) ...")
    }
    let report = try target.whileNobodyElseMakesBooks { try Migrator().install(target) }
    try connection.openAsInstaller { books in
      if try books.organizations().isEmpty {
        let first = try firstOrganization()
        try target.whileNobodyElseMakesBooks { try add(first, books) }
      }
      if let org, try !books.organizations().contains(where: { $0.code == org }) {
        throw Refusal(
          "these books have organizations already", nextStep: "add another with \"ledgerctl org add \(org) NAME\"")
      }
      let login = try dailyLogin ?? (isLocal ? LocalCluster.systemUserName() : nil)
      if let login {
        let isNew = try books.write { try books.grant(.financeAdmin, to: login, in: .books) }
        // A login with the role may still lack the way in: an init that was cut has made the one without the other.
        try target.localCluster?.allow(login: login)
        if isNew { print("Daily use connects as \(login), a finance administrator of these books.") }
      } else {
        print("No login of daily use was registered; name one with --login.")
      }
    }
    Console.noteDone()
    let applied = report.migrations.count + report.functions.count
    print(applied == 0 ? "The books are up to date." : "The books are ready (\(applied) scripts applied).")
  }

  private typealias First = (code: String, name: String, ein: String?, month: Int)

  private func firstOrganization() throws -> First {
    guard Console.isInteractive || (org != nil && name != nil) else {
      throw Refusal(
        "new books need a first organization",
        nextStep:
          "name it: ledgerctl init --org thrive-chicago --name \"Thrive Chicago\" [--ein NN-NNNNNNN] [--fiscal-year-start 7]"
      )
    }
    let name = try self.name ?? Console.ask("Name of the organization")
    let code = try Code(parsing: try org ?? Console.ask("Short name for it, as thrive-chicago")).text
    var ein = self.ein
    if ein == nil, Console.isInteractive {
      let answer = try Console.ask("EIN, NN-NNNNNNN, or nothing")
      ein = answer.isEmpty ? nil : answer
    }
    var month = fiscalYearStart
    if month == nil, Console.isInteractive {
      let answer = try Console.ask("Month in which the fiscal year starts, 1 to 12", fallback: "7")
      guard let number = Int(answer), (1...12).contains(number) else {
        throw Refusal("‹\(VisibleText.escaped(answer))› is no month", nextStep: "write its number, 1 to 12")
      }
      month = number
    }
    return (code, name, ein, month ?? 7)
  }

  /// Adds it, unless somebody else who made the same books did meanwhile.
  private func add(_ first: First, _ books: borrowing Books) throws {
    guard try books.organizations().isEmpty else { return }
    try books.write {
      try books.addOrganization(
        code: first.code, name: first.name, ein: first.ein, fiscalYearFirstMonth: first.month)
    }
    print("Added organization \(first.code), \(first.name).")
  }
}
