import Testing

@testable import Ledger

/// Names that change, as people change them.
@Suite struct RenameCommandTests {
  private let program: Program

  init() throws {
    (program, _, _) = try Program.withBooks()
    try program.addAward()
  }

  /// A command that renames, what is renamed in words, and a list that shows it.
  struct Case: Sendable, CustomTestStringConvertible {
    let command: [String]
    let what: String
    let list: [String]
    let typo: String
    let near: String
    var testDescription: String { command.joined(separator: " ") }
  }

  static let cases = [
    Case(
      command: ["org", "rename", "site"], what: "Organization site", list: ["org", "list"], typo: "sit", near: "site"),
    Case(
      command: ["party", "rename", "funder"], what: "Party funder", list: ["party", "list"], typo: "fumder",
      near: "funder"),
    Case(
      command: ["account", "rename", "8110"], what: "Account 8110", list: ["account", "list"], typo: "81100",
      near: "8110"
    ),
    Case(
      command: ["fund", "rename", "general"], what: "Fund general", list: ["fund", "list"], typo: "genral",
      near: "general"),
    Case(
      command: ["program", "rename", "program"], what: "Program program", list: ["program", "list"], typo: "progam",
      near: "program"),
    Case(
      command: ["budget", "rename", "YOUTH", "stipends"], what: "Budget line stipends of award YOUTH",
      list: ["award", "show", "YOUTH"], typo: "stipend", near: "stipends"),
  ]

  @Test(arguments: cases) func namesAreChangedShownAndListed(of named: Case) throws {
    let rename = named.command + ["Our new name", "--reason", "The board's decision"]
    let tried = try program.run(rename + ["--dry-run"])
    #expect(
      tried.status == 0
        && tried.output.hasPrefix("dry run, nothing recorded: \(named.what) is ‹Our new name›, no longer ‹"), "\(tried)"
    )
    #expect(try !program.run(named.list + ["--format", "csv"]).output.contains("Our new name"))
    #expect(try program("org", "names").output.contains("No name was changed."))
    let done = try program.run(rename)
    #expect(done.status == 0 && tried.output == "dry run, nothing recorded: \(done.output)", "\(done)")
    let again = try program.run(rename)
    #expect(again.status == 0 && again.output == "\(named.what) is ‹Our new name› already; nothing is recorded.\n")
    #expect(try program.run(named.list + ["--format", "csv"]).output.contains("Our new name"))
    let names = try program("org", "names", "--format", "csv").output
    #expect(names.contains("Our new name") && names.contains("The board's decision"), "\(names)")
    let typed = try program.run(named.command.dropLast() + [named.typo, "Name", "--reason", "x"])
    #expect(typed.status == 1 && typed.errors.contains("did you mean ‹\(named.near)›?"), "\(typed.errors)")
    let blank = try program.run(named.command + [" ", "--reason", "x"])
    #expect(blank.status == 1 && blank.errors.contains("A name may not be blank"), "\(blank.errors)")
    #expect(try program("check").output.hasPrefix("Sound"))
  }

  @Test func theJournalIsExportedWithTheNewNames() throws {
    try program("account", "rename", "1010", "Main bank", "--reason", "A second one is opened")
    try program("party", "rename", "shop", "Shop on the square", "--reason", "Moved")
    try #require(try program.addExpense(key: "one").status == 0)
    let journal = try program("export", "journal").output
    #expect(journal.contains("Main bank") && journal.contains("Shop on the square"), "\(journal)")
  }
}
