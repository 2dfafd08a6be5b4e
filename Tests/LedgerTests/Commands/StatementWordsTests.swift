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
    #expect(try notes("position", "2021-09-15").contains("Spent, and not released yet: 50.00 of SMALL"))
    for kind in kinds {
      let said = try notes(kind, "2021-09-30")
      #expect(
        said.contains("Releases are made through 2021-08-31")
          && said.contains("to be taken back since its spending or support fell: 20.00 of SMALL"), "\(said)")
    }
    try ok("period", "close", "2021-09", "--reason", "Month")
    for kind in kinds { #expect(try !notes(kind, "2021-09-30").contains("taken back"), "\(kind)") }
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
    let table = try ok("statement", "budget", "SMALL", "--as-of", "2021-08-31")
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
}
