import ArgumentParser
import Ledger

struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Make the books, or bring them up to date.",
    discussion: """
      Makes the database, its roles and rules, the first organization, and registers the login that daily use connects as.
      Safe to repeat: what is there stays. On a terminal, what is missing is asked for, again after an answer that cannot be read.
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
    var isNew = false
    let report = try target.whileNobodyElseMakesBooks { try Migrator().install(target) }
    try connection.openAsInstaller { books in
      if try books.organizations().isEmpty {
        let first = try firstOrganization()
        try target.whileNobodyElseMakesBooks { try add(first, books) }
        isNew = true
      }
      if let org, try !books.organizations().contains(where: { $0.code == org }) {
        throw Refusal(
          "these books have organizations already", nextStep: "add another with \"ledgerctl org add \(org) NAME\"")
      }
      let login = try dailyLogin ?? (isLocal ? LocalCluster.systemUserName() : nil)
      if let login {
        let isAdded = try books.write { try books.grant(.financeAdmin, to: login, in: .books) }
        // A login with the role may still lack the way in: an init that was cut has made the one without the other.
        try target.localCluster?.allow(login: login)
        if isAdded { print("Daily use connects as \(login), a finance administrator of these books.") }
      } else {
        print("No login of daily use was registered; name one with --login.")
      }
    }
    Console.noteDone()
    let applied = report.migrations.count + report.functions.count
    print(applied == 0 ? "The books are up to date." : "The books are ready (\(applied) scripts applied).")
    if isNew {
      print("Next: \"ledgerctl todo\" says what is recorded first; \"ledgerctl help tasks\" how everything is done.")
    }
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
    let name = try self.name ?? Console.ask("Name of the organization", Self.name)
    let code = try org ?? Console.ask("Short name for it, as thrive-chicago") { try Code(parsing: $0).text }
    var (ein, month) = (self.ein, fiscalYearStart ?? 7)
    if ein == nil, Console.isInteractive { ein = try Console.ask("EIN, NN-NNNNNNN, or nothing", Self.ein) }
    if fiscalYearStart == nil, Console.isInteractive {
      month = try Console.ask("Month in which the fiscal year starts, 1 to 12", fallback: "7", Self.month)
    }
    return (code, name, ein, month)
  }

  private static func name(_ answer: String) throws -> String {
    guard !answer.trimmingSpaces.isEmpty, answer.count <= 200 else {
      throw Refusal("a name has 1 to 200 characters", nextStep: "write it as in its letters")
    }
    return answer
  }

  private static func ein(_ answer: String) throws -> String? {
    if answer.isEmpty { return nil }
    guard answer.wholeMatch(of: /[0-9]{2}-[0-9]{7}/) != nil else {
      throw Refusal(
        "‹\(VisibleText.escaped(answer))› is no EIN", nextStep: "write it as 36-1234567, or nothing where it has none")
    }
    return answer
  }

  private static func month(_ answer: String) throws -> Int {
    guard let number = Int(answer), (1...12).contains(number) else {
      throw Refusal("‹\(VisibleText.escaped(answer))› is not a month", nextStep: "write its number, 1 to 12")
    }
    return number
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
