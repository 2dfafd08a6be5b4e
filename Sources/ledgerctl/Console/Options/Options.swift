import ArgumentParser
import Ledger
import Reports

/// Where the books are, and who asks.
struct BooksOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The books: a libpq connection string or a service name; defaults to LEDGER_BOOKS, then your local books.",
      valueName: "conninfo|service"))
  var books: String?

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "Ask as this database login; on local books defaults to LEDGER_LOGIN, then your own name.", valueName: "login"))
  var login: String?

  @Flag(help: "Talk to a remote server although its identity is not verified (sslmode below verify-full).")
  var allowUnverifiedServer = false

  @Flag(help: "Write errors as JSON on standard error.")
  var jsonErrors = false

  func target() throws -> ConnectionTarget {
    try ConnectionTarget(
      books: books, login: login, allowUnverifiedServer: allowUnverifiedServer, environment: Console.environment())
  }

  /// Runs `body` with the books open; database errors are explained while they are.
  func open<Value>(_ body: (borrowing Books) throws -> Value) throws -> Value {
    try Self.explaining(Books(try Migrator().openBooks(try target(), notices: Console.warn)), body)
  }

  /// Runs `body` as the installer of the books: for what an ordinary login may not do.
  func openAsInstaller<Value>(_ body: (borrowing Books) throws -> Value) throws -> Value {
    let target = try installerTarget()
    let connection = try target.connectAsInstaller(notices: Console.warn)
    try Migrator().verify(connection)
    return try Self.explaining(Books(connection), body)
  }

  /// The place of the books, for the installer. Throws where another login is named that could not be it.
  func installerTarget() throws -> ConnectionTarget {
    let target = try target()
    if let login, target.localCluster != nil {
      throw Refusal(
        "--as \(login) cannot make logins or books",
        nextStep: "leave --as out: on local books their installer does this")
    }
    return target
  }

  private static func explaining<Value>(_ books: consuming Books, _ body: (borrowing Books) throws -> Value) throws
    -> Value
  {
    do {
      return try body(books)
    } catch {
      var failure = Failure(error)
      if !(error is ExplainedError), let explanation = books.explanation(of: error) {
        failure = Failure(failure.status, explanation.inCommands, code: failure.code)
      }
      throw ExplainedError(failure: lost(failure, books))
    }
  }

  /// Where somebody else recorded something while this command ran, and it is refused, the other was first.
  private static func lost(_ failure: Failure, _ books: borrowing Books) -> Failure {
    guard [.refused, .conflict].contains(failure.status), failure.faults.isEmpty, !Recording.process.hasCommitted,
      let others = try? books.meanwhile(), !others.isEmpty
    else { return failure }
    let deeds = others.map { "\(VisibleText.escaped($0.login)) recorded \($0.what) at \($0.moment) UTC" }
    return Failure(
      .conflict,
      "\(failure.cause)\n  Meanwhile \(deeds.joined(separator: "; ")). Nothing of this command was recorded.",
      code: failure.code,
      nextStep: failure.nextStep ?? "look at what was recorded, then run it again if it is still needed")
  }
}

/// Which organization a command is about.
struct OrganizationOption: ParsableArguments {
  @Option(
    help: ArgumentHelp("The organization; may be left out where the books hold one.", valueName: "code"),
    completion: .organizations)
  var org: String?
}

/// For whatever writes.
struct WriteOptions: ParsableArguments {
  @Flag(help: "Try everything, check every rule, record nothing.")
  var dryRun = false
  @Flag(name: [.customLong("yes"), .customShort("y")], help: "Do not prompt; record without asking.")
  var isSilent = false

  /// Says which entry was posted; a dry run has no number to name. Throws where somebody recorded the same under the same made key meanwhile.
  func say(_ posted: PostedEntry, _ what: String) throws {
    if posted.wasRecorded, Repeat.hasMadeKey { throw Self.conflict("entry \(posted.number) says the same") }
    say(dryRun ? "\(what)." : posted.sentence(what))
  }

  /// Says what was done, or what would have been.
  func say(_ text: String) {
    let shown = VisibleText.escaped(text)
    print(dryRun ? "dry run, nothing recorded: \(shown)" : shown)
  }
}

/// How a list or statement is drawn, and where it goes.
struct OutputOptions: ParsableArguments {
  @Option(help: "table, csv, json, markdown or html; defaults to what the name of the output file ends in, then table.")
  var format: ReportFormat?

  @Option(name: .shortAndLong, help: ArgumentHelp("Write to this file.", valueName: "file"))
  var output: String?

  @Option(help: "The width of a table in characters; defaults to that of the terminal, then 100.")
  var width: Int?

  func validate() throws {
    if let width, width < 40 { throw ValidationError("--width takes 40 or more") }
  }

  func write(_ statement: Statement) throws { try write([statement]) }

  /// A page of several tables; of a spreadsheet, one table of all of it.
  func write(page statements: [Statement]) throws {
    try write(try chosenFormat() == .csv ? [statements.oneTable] : statements)
  }

  /// Whether it is drawn as a table for a terminal or a text file.
  var isTable: Bool { get throws { try chosenFormat() == .table } }

  private func chosenFormat() throws -> ReportFormat {
    let named = output.flatMap { $0.split(separator: ".").last }.flatMap { ReportFormat(fileExtension: String($0)) }
    if let output, format == nil, named == nil, output.split(separator: "/").last?.contains(".") == true {
      throw Refusal(
        "‹\(VisibleText.escaped(output))› has an ending that says no format",
        nextStep: "end it in .txt, .csv, .json, .md or .html, or say --format")
    }
    return format ?? named ?? .table
  }

  func write(_ statements: [Statement]) throws {
    let text = statements.render(try chosenFormat(), width: width ?? Console.width)
    if let output { try Console.replace(output, with: text) } else { Console.write(text) }
  }
}

extension PayrollAccount: ExpressibleByArgument {}
extension ReportFormat: ExpressibleByArgument {}
extension Party.Kind: ExpressibleByArgument {}
extension DayWindow.Period: ExpressibleByArgument {}
extension TrialBalance.Grouping: ExpressibleByArgument {}
extension Activities.Grouping: ExpressibleByArgument {}
extension Position.Grouping: ExpressibleByArgument {}

/// Readers of what people type, for options and arguments.
enum Read {
  @Sendable static func money(_ text: String) throws -> Money { try Money(typed: text) }
  @Sendable static func day(_ text: String) throws -> Day { try Day(parsing: text) }
  @Sendable static func month(_ text: String) throws -> Month { try Month(parsing: text) }
  @Sendable static func code(_ text: String) throws -> String { try Code(parsing: text).text }
}
