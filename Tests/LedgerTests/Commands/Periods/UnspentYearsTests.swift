import Testing

@testable import Ledger

/// Several fiscal years that are closed at once: what is unspent goes back on the last day of the one in which its award ended.
@Suite struct UnspentYearsTests: ProgramStory {
  let program: Program

  init() throws {
    (program, _, _) = try Program.withBooks()
    try ok("party", "add", "funder", "The Funder", "--kind", "foundation")
    try ok("party", "add", "shop", "The Corner Shop")
  }

  private func award(_ code: String, through end: String, received: String, spent: String, _ day: String) throws {
    try ok(
      "award", "add", code, "Seasons", "--funder", "funder", "--amount", "1000.00", "--from", "2021-07-01", "--through",
      end, "--recognition", "unconditional")
    let budget = "line,name,category,account,amount\nfood,Food,supplies,8110,1000.00\n"
    try ok(
      "budget", "import", code, try temporaryFile(Array(budget.utf8)), "--approved-by", "Funder", "--effective",
      "2021-07-01")
    try ok("award", "promise", code, "--date", "2021-07-15", "--amount", "1000.00")
    try ok("award", "receive", code, "--amount", received, "--date", "2021-08-01")
    try ok(
      "expense", "add", "--award", code, "--line", "food", "--amount", spent, "--payee", "shop", "--service-date", day,
      "--paid-from", "bank", "--key", code)
  }

  private func due(_ day: String) throws -> String {
    let rows = try ok("statement", "trial-balance", "--as-of", day, "--format", "csv").split(separator: "\n")
    return rows.first { $0.hasPrefix("detail,2420,") }.map(String.init) ?? ""
  }

  /// With --yes nobody is asked, and what was not said is not recorded.
  @Test func yesAsksNothing() throws {
    try award("FIRST", through: "2022-06-30", received: "900.00", spent: "400.00", "2022-05-10")
    let terminal = try Terminal(program, ["period", "close", "2022-06", "--year-end", "--reason", "Year", "--yes"])
    #expect(terminal.end() == 0 && !terminal.screen.contains("yes or no"), "\(terminal.screen)")
    #expect(terminal.screen.contains("It is not recorded."), "\(terminal.screen)")
    #expect(try due("2022-06-30").isEmpty)
  }

  @Test func eachYearGivesBackItsOwn() throws {
    try award("FIRST", through: "2022-06-30", received: "900.00", spent: "400.00", "2022-05-10")
    try award("SECOND", through: "2023-05-31", received: "1000.00", spent: "300.00", "2022-09-10")
    // What comes of the first after its year is of the next.
    try ok("award", "receive", "FIRST", "--amount", "60.00", "--date", "2022-09-01")
    let close = ["period", "close", "2023-06", "--year-end", "--reason", "Years"]
    let listed = """
      Of the fiscal year ended 2022-06-30:
      FIRST ended on 2022-06-30 with 500.00 unspent, which goes back to its funder by its terms.
      Of the fiscal year ended 2023-06-30:
      FIRST ended on 2022-06-30 with 60.00 unspent, which goes back to its funder by its terms.
      SECOND ended on 2023-05-31 with 700.00 unspent, which goes back to its funder by its terms.
      """
    let trial = try ok(close + ["--return-unspent", "--dry-run"])
    #expect(trial.hasPrefix(listed) || trial.contains("\n" + listed), "\(trial)")
    let without = try ok(close)
    #expect(
      without.contains("To record it in these years, reopen 2022-06 and close through 2023-06 with --return-unspent"),
      "\(without)")
    try ok("period", "reopen", "2022-06", "--reason", "It goes back")
    let closed = try ok(close + ["--return-unspent"])
    for words in [
      "500.00 of FIRST goes back to its funder, 2022-06-30", "60.00 of FIRST goes back to its funder, 2023-06-30",
      "700.00 of SECOND goes back to its funder, 2023-06-30", "Closed the fiscal year ended 2022-06-30 to net assets",
      "Closed the fiscal year ended 2023-06-30 to net assets",
    ] { #expect(closed.contains(words), "\(words): \(closed)") }
    #expect(try due("2022-06-29") == "" && due("2022-06-30").contains("500.00"))
    #expect(try due("2023-06-29").contains("500.00") && due("2023-06-30").contains("1260.00"))
    // Of the first 100.00 is owed still, 60.00 of which comes later; of the second 1,000.00 is there.
    let first = try ok("statement", "activities", "--as-of", "2022-06-30", "--format", "csv")
    #expect(first.contains("total,Net assets at end,0.00,1100.00,1100.00"), "\(first)")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// An end that was agreed later changes nothing of the years before: what is unspent by it goes back in the year in which that was known.
  @Test func anEndThatWasAgreedLaterIsOfItsYear() throws {
    try award("FIRST", through: "2023-06-30", received: "900.00", spent: "400.00", "2021-10-10")
    try ok(
      "award", "extend", "FIRST", "--through", "2021-12-31", "--shorter", "--approved-on", "2022-09-15",
      "--approved-by",
      "Funder", "--document", "Letter", "--reason", "Ended early")
    let closed = try ok("period", "close", "2023-06", "--year-end", "--return-unspent", "--reason", "Years")
    #expect(closed.contains("500.00 of FIRST goes back to its funder"), "\(closed)")
    #expect(try due("2022-06-30") == "" && due("2023-06-29") == "" && due("2023-06-30").contains("500.00"))
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// What ended in a year that is closed goes back on the last day of the first open one.
  @Test func whatEndedInAClosedYearGoesBackInTheFirstOpenOne() throws {
    try award("FIRST", through: "2022-06-30", received: "900.00", spent: "400.00", "2022-05-10")
    try ok("period", "close", "2022-06", "--year-end", "--reason", "Year")
    try ok("award", "receive", "FIRST", "--amount", "100.00", "--date", "2022-09-01")
    let closed = try ok("period", "close", "2024-06", "--year-end", "--return-unspent", "--reason", "Years")
    #expect(closed.contains("600.00 of FIRST goes back to its funder, 2023-06-30"), "\(closed)")
    #expect(try due("2023-06-29") == "" && due("2023-06-30").contains("600.00"))
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// The earliest year that is not closed to net assets is the one to reopen.
  @Test func theEarliestOpenYearIsNamed() throws {
    try award("FIRST", through: "2024-06-30", received: "900.00", spent: "400.00", "2022-05-10")
    try ok("period", "close", "2023-06", "--reason", "Months")
    for month in ["2023-06", "2024-06"] {
      let outcome = try program.run(["period", "close", month, "--year-end", "--reason", "Year"])
      #expect(
        outcome.status != 0 && outcome.errors.contains("the fiscal year ended 2022-06-30 is not closed to net assets")
          && outcome.errors.contains("reopen 2022-06 first: ledgerctl period reopen 2022-06 --org site"), "\(outcome)")
    }
    try ok("period", "reopen", "2022-06", "--reason", "Year end")
    let closed = try ok("period", "close", "2023-06", "--reason", "Months")
    #expect(
      closed.contains("The fiscal year ended 2022-06-30 is not closed to net assets: reopen 2022-06")
        && !closed.contains("reopen the month"), "\(closed)")
    try ok("period", "reopen", "2022-06", "--reason", "Year end")
    try ok("period", "close", "2023-06", "--year-end", "--reason", "Years")
  }
}
