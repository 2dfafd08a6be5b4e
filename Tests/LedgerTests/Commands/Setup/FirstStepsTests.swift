import Foundation
import Testing

@testable import Ledger

/// New books, followed by what `todo` says alone; and what is unspent when a term has ended.
@Suite struct FirstStepsTests: ProgramStory {
  let program: Program

  /// Books that hold no organization.
  init() throws {
    let books = try TestBooks.copy()
    let login = try LocalCluster.systemUserName()
    _ = try books.as(login: login, roles: ["ledger_finance_admin"])
    try Books(try books.asInstaller()).grant(.financeAdmin, to: login, in: .books)
    program = Program(books: books, login: login)
  }

  /// What is to be done, and the command for it.
  private func toDo(_ day: String = "2021-07-20", _ award: String? = nil) throws -> [(what: String, command: String)] {
    let words = ["todo"] + (award.map { [$0] } ?? []) + ["--as-of", day, "--format", "json"]
    let json = try JSONSerialization.jsonObject(with: Data(try ok(words).utf8)) as? [String: Any]
    return try #require(json?["rows"] as? [[String: Any]]).map { row in
      let cells = row["cells"] as? [String: Any] ?? [:]
      return (cells["what"] as? String ?? "", cells["command"] as? String ?? "")
    }
  }

  /// The words of a command as it is printed, with what somebody fills in.
  private func filled(_ command: String) throws -> [String] {
    let budget = "line,name,category,account,amount\nfood,Food,supplies,8110,30000.00\n"
    let values = [
      "ORG": "site", "NAME": "A Name", "MONTH": "7", "FUNDER": "funder", "AWARD": "YOUTH", "TITLE": "Youth engagement",
      "AMOUNT": "30000.00", "KIND": "unconditional", "WHO": "Office", "WHY": "Unspent", "WHERE": "Letter",
      "FILE.xlsx": command.contains(" template ")
        ? try temporaryFile([], name: "budget.xlsx") : try temporaryFile(Array(budget.utf8), name: "budget.csv"),
    ]
    let words = Program.words(of: command)
    return words.dropFirst().enumerated().map { index, word in
      guard word == "DAY" else { return values[word] ?? word }
      return words[index] == "--through" ? "2022-06-30" : "2021-07-01"
    }
  }

  /// Each list is done in its order, until nothing is missing.
  @Test func theReaderIsLedToBooksThatAreReady() throws {
    var said: [String] = []
    while let list = Optional(try toDo()), !list.isEmpty, said.count < 20 {
      for (what, command) in list {
        said.append(what)
        try ok(try filled(command))
      }
    }
    #expect(
      said == [
        "there is no organization yet", "no funder is recorded: a foundation, a nonprofit or a government",
        "no award is recorded; KIND is unconditional, conditional, agency, exchange, as its letter says",
        "it has no budget: a workbook to fill in, where the budget is not in a file already",
        "it has no budget: the file of it is recorded",
        "its promise of 30,000.00 is not recorded; DAY is that of the award letter",
      ])
    #expect(try ok("todo", "--as-of", "2021-07-20").contains("Nothing is missing"))
  }

  /// Of one award alone its own steps; a conditional one has no promise, and a funder that is there is not asked for.
  @Test func onlyWhatIsMissingIsTold() throws {
    try ok("org", "add", "site", "Site", "--fiscal-year-start", "7")
    try ok("party", "add", "funder", "The Funder", "--kind", "foundation")
    #expect(try toDo().map { $0.command.prefix(19) } == ["ledgerctl award add"])
    for (code, recognition) in [("ONE", "conditional"), ("TWO", "unconditional")] {
      try ok(
        "award", "add", code, "Sessions", "--funder", "funder", "--amount", "100.00", "--from", "2021-09-01",
        "--through", "2022-06-30", "--recognition", recognition)
    }
    // Before its term begins, too.
    #expect(try toDo().count == 5 && toDo("2021-07-20", "ONE").count == 2)
    #expect(try toDo("2021-07-20", "TWO").last?.command == "ledgerctl award promise site/TWO --date DAY")
  }

  @Test func whatIsUnspentAfterTheTermGoesBackOrTheTermIsExtended() throws {
    try ok("org", "add", "site", "Site", "--fiscal-year-start", "7")
    try program.addAward()
    try ok("award", "receive", "YOUTH", "--amount", "30000.00", "--date", "2021-07-05")
    try ok(
      "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", "400.00", "--payee", "shop", "--service-date",
      "2021-09-01", "--paid-from", "bank")
    func rows(_ day: String) throws -> [String] {
      try toDo(day, "YOUTH").filter { $0.what.contains("unspent") }.map(\.command)
    }
    #expect(try rows("2022-06-30").isEmpty)
    let told = try rows("2022-07-10")
    #expect(
      told == [
        "ledgerctl award return site/YOUTH --amount 29600.00 --date 2022-07-10 --reason WHY",
        "ledgerctl award extend site/YOUTH --through DAY --approved-on DAY --approved-by WHO --document WHERE --reason WHY",
      ])
    try ok(try filled(try #require(told.last).replacing("--through DAY", with: "--through 2022-12-31")))
    #expect(try rows("2022-07-10").isEmpty)
    let later = try rows("2023-01-05")
    #expect(later.count == 2)
    try ok(try filled(later[0]))
    #expect(try rows("2023-01-05").isEmpty)
    #expect(try ok("check").hasPrefix("Sound"))
  }
}
