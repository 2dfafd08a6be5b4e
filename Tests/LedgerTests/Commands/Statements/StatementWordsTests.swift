import Testing

@testable import Ledger

/// Statements say what they leave out, and what their amounts mean.
@Suite struct StatementWordsTests: ProgramStory {
  let program: Program

  init() throws {
    (program, _, _) = try Program.withBooks()
    try program.addConditionalAward(code: "SMALL", recognition: "unconditional")
    try ok("award", "promise", "SMALL", "--date", "2021-07-05", "--amount", "10000.00")
    try ok("award", "receive", "SMALL", "--amount", "10000.00", "--date", "2021-07-10")
  }

  private func spend(_ amount: String, _ day: String, key: String) throws {
    try ok(
      "expense", "add", "--award", "SMALL", "--line", "food", "--amount", amount, "--payee", "shop", "--service-date",
      day, "--paid-from", "bank", "--key", key)
  }

  /// Between two closings spending is there and its release is not.
  @Test func whatIsNotReleasedIsSaid() throws {
    try spend("300.00", "2021-08-10", key: "a")
    func notes(_ kind: String, _ day: String) throws -> String {
      try ok("statement", kind, "--as-of", day, "--format", "markdown")
    }
    let kinds = ["activities", "position", "award-schedule"]
    for kind in kinds {
      let said = try notes(kind, "2021-08-31")
      #expect(
        said.contains("No month is closed") && said.contains("Spent, and not released yet: 300.00 of SMALL"), "\(said)")
    }
    try ok("period", "close", "2021-08", "--reason", "Month")
    for kind in kinds { #expect(try !notes(kind, "2021-08-31").contains("not released yet"), "\(kind)") }
    try spend("50.00", "2021-09-10", key: "b")
    try ok("expense", "refund", "a", "--amount", "70.00", "--date", "2021-09-20", "--to", "bank")
    // What came back since lets the closing take more back than it releases: it is due on the day, and no longer when its month ends.
    for kind in kinds {
      let said = try notes(kind, "2021-09-15")
      #expect(
        said.contains(
          "Spent by 2021-09-15, and not to be released any more at the end of its month, 2021-09-30: 50.00 of SMALL")
          && !said.contains("Closing the month does it"), "\(said)")
    }
    for kind in kinds {
      let said = try notes(kind, "2021-09-30")
      #expect(
        said.contains("Releases are made through 2021-08-31")
          && said.contains("to be taken back, for it is more than is to be released: 20.00 of SMALL"), "\(said)")
    }
    try ok("period", "close", "2021-09", "--reason", "Month")
    for kind in kinds { #expect(try !notes(kind, "2021-09-30").contains("taken back"), "\(kind)") }
    // Of a day inside a month that is closed, what its closing has made of it; of days in which nothing happened, too.
    try spend("40.00", "2021-10-10", key: "c")
    #expect(
      try ok("statement", "activities", "--from", "2021-10-12", "--to", "2021-10-15").contains(
        "not released yet: 40.00 of SMALL"))
    try ok("period", "close", "2021-10", "--reason", "Month")
    for kind in kinds {
      let said = try notes(kind, "2021-10-12")
      #expect(
        said.contains(
          "Releases are made through 2021-10-31. Spent by 2021-10-12, and released by the closing of its month, by 2021-10-31: 40.00 of SMALL."
        )
          && !said.contains("not released yet") && !said.contains("Closing the month does it"), "\(said)")
      let before = try notes(kind, "2021-09-20")
      #expect(
        before.contains(
          "Released by 2021-09-20, and taken back by the closing of its month, by 2021-09-30: 20.00 of SMALL"),
        "\(before)")
    }
  }

  /// An amount beside its rule, and what of an award that spent more than it is its funder bears.
  @Test func anAwardAboveItsAmountSaysWhoseTheRestIs() throws {
    try spend("9000.00", "2021-08-10", key: "a")
    let within = try ok("statement", "budget", "SMALL", "--as-of", "2021-08-31", "--format", "csv")
    #expect(
      within.contains("% used,Variance,Rule") && within.contains(",90.0,1000.00,,") && !within.contains("own"),
      "\(within)")
    try spend("1195.20", "2021-08-11", key: "b")
    for statement in [["budget", "SMALL"], ["budget", "--consolidated"]] {
      let above = try ok(["statement"] + statement + ["--as-of", "2021-08-31", "--format", "csv"])
      #expect(above.contains(",-195.20,") && above.contains(",10195.20,"), "\(above)")
      #expect(above.contains("Within the award") && above.contains(",10000.00,,,,"), "\(above)")
      #expect(above.contains("organization's own\",,,,,,195.20,"), "\(above)")
    }
    let table = try ok("statement", "budget", "SMALL", "--as-of", "2021-08-31", "--full")
    #expect(table.contains("(195.20)") && table.contains("to explain"), "\(table)")
  }

  /// What is paid of a bill from which something was taken off, and what of a shared cost is an award's.
  @Test func aListOfEntriesSaysAmountAndShare() throws {
    try ok(
      "expense", "split", "--amount", "90.00", "--share", "SMALL:food 60.00", "--share", "unrestricted:8110 rest",
      "--payee", "shop", "--service-date", "2021-08-10", "--paid-from", "payable", "--memo", "Paper", "--key", "both")
    let shared = try ok("entry", "list", "--award", "SMALL", "--format", "csv")
    #expect(shared.contains("Amount,Of SMALL,Description") && shared.contains("expense,90.00,60.00,Paper"), "\(shared)")
    #expect(shared.contains("receipt,10000.00,10000.00,"), "\(shared)")
    try ok(
      "bill", "add", "--award", "SMALL", "--line", "food", "--amount", "50.00", "--payee", "shop", "--number", "B-1",
      "--service-date", "2021-08-12", "--key", "bill")
    try ok("payment", "add", "--bill", "B-1", "--method", "check", "--number", "7", "--date", "2021-08-20")
    try ok("expense", "refund", "bill", "--amount", "10.00", "--date", "2021-08-21", "--to", "payable")
    try ok("payment", "add", "--all", "--payee", "shop", "--method", "check", "--number", "8", "--date", "2021-08-25")
    #expect(try ok("entry", "list", "--format", "csv").contains("payment,80.00,"))
  }

  /// Money that is not there and debts below nothing are named; no rule forbids them.
  @Test func aBalanceOnTheWrongSideIsNamed() throws {
    try ok(
      "entry", "post", "--date", "2021-08-01", "--description", "Safe", "--key", "safe", "--line", "1040 -25.00",
      "--line", "1010 25.00")
    let said = "account 1040, Petty cash, is 25.00 below zero"
    #expect(try ok("todo", "--format", "csv").contains(said))
    let checked = try ok("check")
    #expect(
      checked.hasPrefix("Sound") && checked.contains("No rule forbids it, and it is to be looked at: \(said)"),
      "\(checked)")
    try ok("undo", "safe", "--reason", "Counted again")
    #expect(try !ok("check").contains("to be looked at"))
  }

  /// What the books were opened with, inside a year, was there before: no change of net assets.
  @Test func whatTheBooksWereOpenedWithIsNoChange() throws {
    let rows = "account,fund,class,party,debit,credit\n1010,general,,,900.00,\n3010,general,without,,,900.00\n"
    try ok("opening", "import", try temporaryFile(Array(rows.utf8)), "--date", "2021-10-01")
    let activities = try ok("statement", "activities", "--as-of", "2021-12-31", "--format", "csv")
    #expect(activities.contains("memo,Net assets at beginning,900.00,0.00,900.00,"), "\(activities)")
    #expect(!activities.contains("Other changes"), "\(activities)")
    let words = try ok("statement", "activities", "--as-of", "2021-12-31", "--format", "markdown")
    #expect(words.contains("are those that the books were opened with"), "\(words)")
    let later = try ok("statement", "activities", "--as-of", "2022-12-31", "--format", "markdown")
    #expect(!later.contains("opened with"), "\(later)")
  }

  /// Debts on a card, and those of an award's fund, are to be done; lists of several organizations are one table; a bill list names what else is owed.
  @Test func whatIsOwedIsToDoAndInTheLists() throws {
    func cost(_ amount: String, _ from: String, _ day: String) throws {
      try ok(
        "expense", "add", "--award", "SMALL", "--line", "food", "--amount", amount, "--payee", "shop", "--service-date",
        day, "--paid-from", from)
    }
    try cost("30.00", "card", "2021-08-02")
    try cost("5.00", "card", "2021-08-20")
    try cost("70.00", "payable", "2021-08-03")
    let toDo = try ok("todo", "SMALL", "--as-of", "2021-09-10", "--format", "csv")
    #expect(toDo.contains("2021-09-01,SMALL,\"30.00 on card 2015 is not paid, bought since 2021-08-02\""), "\(toDo)")
    #expect(toDo.contains(",SMALL,70.00 is due to The Corner Shop,"), "\(toDo)")
    #expect(try !ok("todo", "--as-of", "2021-08-31", "--format", "csv").contains("on card"))
    try ok("org", "add", "other", "Another", "--fiscal-year-start", "7")
    let both = try ok("todo", "--as-of", "2021-09-10", "--format", "csv")
    #expect(both.split(separator: "\n").count { $0.hasPrefix("kind,") } == 1 && both.contains(",todo,site,"), "\(both)")
    let bills = try ok("bill", "list", "--org", "site", "--as-of", "2021-09-10", "--format", "markdown")
    #expect(bills.contains("Not shown: 70.00 that is owed and was recorded without an invoice"), "\(bills)")
  }

  /// What an award's share of a purchase without a receipt is; what moved between own accounts; what is over, ahead of a plan, or closed.
  @Test func sharesMovesAndPlansAreSaid() throws {
    try ok(
      "expense", "split", "--amount", "100.00", "--share", "SMALL:food 75.00", "--share", "unrestricted:8110 rest",
      "--payee", "shop", "--service-date", "2021-08-10", "--paid-from", "bank", "--memo", "Paper")
    let missing = try ok("document", "missing", "SMALL", "--as-of", "2021-08-31", "--format", "csv")
    #expect(missing.contains("Paper,75.00,100.00,75.00"), "\(missing)")
    #expect(
      try ok("todo", "SMALL", "--as-of", "2021-08-31", "--format", "csv").contains("Paper, 75.00 of 100.00, has no"))
    try ok(
      "entry", "post", "--date", "2021-08-05", "--description", "Petty cash", "--key", "filled", "--line",
      "1040 60.00", "--line", "1010 -60.00")
    let cash = try ok("statement", "cash", "--from", "2021-07-01", "--to", "2021-08-31", "--format", "markdown")
    #expect(cash.contains("both have 60.00 that moved") && cash.contains("from others came 10,000.00"), "\(cash)")
    try ok("undo", "filled", "--reason", "Not filled", "--date", "2021-08-31")
    #expect(
      try !ok("statement", "cash", "--from", "2021-07-01", "--to", "2021-08-31", "--format", "markdown").contains(
        "that moved"))

    try spend("9000.00", "2021-08-11", key: "most")
    try ok("budget", "spread", "SMALL", "--line", "food", "--from", "2021-09", "--through", "2021-10")
    let ahead = try ok("statement", "budget", "SMALL", "--as-of", "2021-08-31", "--format", "markdown")
    #expect(ahead.contains("Spent 9,075.00 more than planned to date"), "\(ahead)")
    #expect(ahead.contains("Food is projected 9,075.00 above its budget"), "\(ahead)")
    #expect(ahead.contains("SMALL is projected at 19,075.00, 9,075.00 above its budget"), "\(ahead)")
    try ok(
      "commitment", "add", "SMALL", "--line", "food", "--amount", "1000.00", "--payee", "shop", "--date", "2021-08-31",
      "--for", "Bread")
    let ordered = try ok("statement", "budget", "SMALL", "--as-of", "2021-08-31", "--format", "markdown")
    #expect(ordered.contains("Food: spent and committed are 75.00 above its budget"), "\(ordered)")
  }
}
