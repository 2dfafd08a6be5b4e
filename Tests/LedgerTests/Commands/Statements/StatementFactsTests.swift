import Testing

@testable import Ledger

/// What statements and lists say of the day, of what they cover, and of all that they leave out.
@Suite struct StatementFactsTests: ProgramStory {
  let program: Program

  init() throws {
    (program, _, _) = try Program.withBooks()
    try program.addConditionalAward(code: "SMALL", recognition: "unconditional")
    try ok("award", "promise", "SMALL", "--date", "2021-07-05", "--amount", "10000.00")
  }

  private func spend(_ amount: String, _ day: String, _ memo: String = "Bread") throws {
    try ok(
      "expense", "add", "--award", "SMALL", "--line", "food", "--amount", amount, "--payee", "shop", "--service-date",
      day, "--paid-from", "bank", "--memo", memo)
  }

  private func said(_ arguments: String...) throws -> String {
    try ok(["statement"] + arguments + ["--format", "markdown"])
  }

  /// What is owed and has no bill stands under the bills; together they are the liabilities of the statement of position.
  @Test func payablesNameTheOtherLiabilities() throws {
    #expect(try said("payables", "--as-of", "2021-08-31").contains("Nothing is owed."))
    try ok("award", "receive", "SMALL", "--amount", "500.00", "--date", "2021-07-10")
    try ok("award", "return", "SMALL", "--amount", "200.00", "--date", "2021-08-10", "--reason", "Too much")
    let owed = try ok("statement", "payables", "--as-of", "2021-08-31", "--format", "csv")
    #expect(
      owed.contains("detail,2420 Due to funder,,,,,200.00,") && owed.contains("total,Total liabilities,,,,,200.00,"))
    let words = try said("payables", "--as-of", "2021-08-31")
    #expect(!words.contains("Nothing is owed") && !words.contains("in all"), "\(words)")
    let position = try ok("statement", "position", "--as-of", "2021-08-31", "--format", "csv")
    #expect(position.contains("Total liabilities,200.00,"), "\(position)")
  }

  /// An account below zero was paid with no other fund's money.
  @Test func cashBelowZeroIsSaid() throws {
    try spend("300.00", "2021-08-10")
    let none = try said("cash", "--as-of", "2021-08-31")
    #expect(
      none.contains("Account 1010 is below zero by 300.00.") && none.contains("300.00 more from 1010 than it had.")
        && !none.contains("other funds"), "\(none)")
    #expect(try said("position", "--as-of", "2021-08-31").contains("(1010) is 300.00 below zero."))
    try ok(
      "entry", "post", "--date", "2021-08-11", "--description", "Dues", "--key", "dues", "--line", "1010 100.00",
      "--line", "5490 -100.00 class=without")
    #expect(try said("cash", "--as-of", "2021-08-31").contains("than it had: other funds' money paid for part of it."))
    try ok(
      "entry", "post", "--date", "2021-08-12", "--description", "Dues", "--key", "more", "--line", "1010 400.00",
      "--line", "5490 -400.00 class=without")
    let enough = try said("cash", "--as-of", "2021-08-31")
    #expect(enough.contains("other funds' money paid for it.") && !enough.contains("below zero"), "\(enough)")
  }

  /// A trial balance says how far books are recorded and closed, and how organizations of one total differ.
  @Test func aTrialBalanceSaysWhatItCovers() throws {
    try spend("300.00", "2021-08-10")
    let open = try said("trial-balance", "--as-of", "2022-07-31", "--org", "site")
    #expect(
      open.contains("**Recorded through:** entry 2") && open.contains("**Closed through:** no month is closed")
        && open.contains("No fiscal year is closed"), "\(open)")
    try ok("period", "close", "2022-06", "--year-end", "--reason", "Year")
    let closed = try said("trial-balance", "--as-of", "2022-07-31", "--org", "site")
    #expect(
      closed.contains("**Closed through:** 2022-06-30")
        && closed.contains("Fiscal years are closed through 2022-06-30. Revenue and expenses of closed years stand"),
      "\(closed)")
    #expect(try said("trial-balance", "--as-of", "2022-05-31", "--org", "site").contains("No fiscal year is closed"))
    try ok("org", "add", "other", "Another", "--fiscal-year-start", "7")
    try ok(
      "entry", "post", "--org", "other", "--date", "2021-08-12", "--description", "Dues", "--key", "more", "--line",
      "1010 400.00", "--line", "5490 -400.00 class=without")
    let both = try said("trial-balance", "--as-of", "2022-07-31")
    #expect(
      both.contains("Books are closed through 2022-06-30 (site), no month (other).")
        && both.contains("Fiscal years are closed through 2022-06-30 (site), none (other).")
        && both.contains("The organizations differ in that"), "\(both)")
  }

  /// A page of several tables is one table in a spreadsheet, with all that it says.
  @Test func aPageIsOneTableInASpreadsheet() throws {
    for page in [["award", "show", "SMALL"], ["budget", "history", "SMALL"]] {
      let rows = try ok(page + ["--format", "csv"]).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      #expect(rows.count { $0.hasPrefix("kind,Section,Item,Value,") } == 1 && !rows.contains(""), "\(rows)")
    }
    let shown = try ok("award", "show", "SMALL", "--format", "csv")
    #expect(
      shown.contains("memo,Award SMALL,State,\"open, term over\",") && shown.contains("Unspent money"), "\(shown)")
    #expect(shown.contains("memo,\"Terms, version 1\",Note,No reports or tranches are recorded.,"), "\(shown)")
  }

  /// Lists of awards say how each stands; lists of entries wrap what is long, and say where there are more.
  @Test func listsAreWhole() throws {
    #expect(try ok("award", "list", "--as-of", "2021-06-30", "--format", "csv").contains("site/SMALL,not begun,"))
    #expect(try ok("award", "list", "--as-of", "2021-07-01", "--format", "csv").contains("site/SMALL,open,"))
    #expect(try ok("award", "list", "--as-of", "2022-07-01", "--format", "csv").contains("\"open, term over\""))
    let memo = "Groceries and paper plates for the picnic in the park by the river after the last day of school in June"
    try spend("300.00", "2021-08-10", memo)
    for list in [["entry", "list"], ["register", "--account", "1010"]] {
      let table = try ok(list + ["--width", "90"])
      #expect(!table.contains("…") && table.contains("in June"), "\(table)")
    }
    let last = try ok("entry", "list", "--limit", "1")
    #expect(last.contains("There are earlier entries") && !last.contains("Promise of"), "\(last)")
    #expect(try !ok("entry", "list", "--limit", "2").contains("There are earlier entries"))
  }

  /// A plan of what is not spread shows the lines all the same, and a short statement has what was spent before its columns.
  @Test func whatIsNotInTheColumnsHasAColumn() throws {
    let plan = try ok("budget", "plan", "SMALL", "--format", "csv")
    #expect(
      plan.contains("kind,Budget line,Not spread,Total") || plan.contains("kind,Line,Not spread,Total"), "\(plan)")
    #expect(plan.contains("detail,Food,10000.00,10000.00,"), "\(plan)")
    try spend("300.00", "2021-08-10")
    try spend("40.00", "2021-09-10")
    let brief = try ok(
      "statement", "budget", "SMALL", "--brief", "--by", "month", "--from", "2021-09-01", "--to", "2021-10-31",
      "--format", "csv")
    #expect(brief.contains("Budget,Prior,2021-09,2021-10,To date,"), "\(brief)")
    #expect(brief.contains("detail,Food,10000.00,300.00,40.00,0.00,340.00,"), "\(brief)")
  }

  /// A day that is not over yet is named as such.
  @Test func aDayToComeIsNamed() throws {
    for statement in ["budget", "trial-balance", "activities", "position", "award-schedule", "payables", "cash"] {
      #expect(try said(statement, "--as-of", "2099-01-31").contains("2099-01-31 is after today, "), "\(statement)")
      #expect(try !said(statement, "--as-of", "2021-08-31").contains("is after today"), "\(statement)")
    }
  }
}
