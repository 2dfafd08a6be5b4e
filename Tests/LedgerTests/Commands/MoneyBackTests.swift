import Testing

@testable import Ledger

/// Money that goes back to funders: what was received and is not spent, never what never came, and nothing twice.
@Suite struct MoneyBackTests {
  private let program: Program
  private let books: TestBooks
  private let login: String

  init() throws {
    (program, books, login) = try Program.withBooks()
    try program.addAward()
  }

  @discardableResult
  private func ok(_ arguments: String...) throws -> String {
    let outcome = try program.run(arguments)
    #expect(outcome.status == 0, "\(arguments): \(outcome)")
    return outcome.output
  }

  private func refused(_ rule: String, _ arguments: String...) throws {
    let outcome = try program.run(arguments)
    #expect(outcome.status != 0 && (outcome.output + outcome.errors).contains(rule), "\(arguments): \(outcome)")
  }

  /// What the funder never paid is not paid back.
  @Test func whatNeverCameDoesNotGoBack() throws {
    try refused("LA018", "award", "return", "YOUTH", "--amount", "1.00", "--date", "2021-08-01", "--reason", "x")
    try ok("award", "receive", "YOUTH", "--amount", "6000.00", "--date", "2021-07-20")
    #expect(try program.addExpense("1000.00", key: "a").status == 0)
    try refused("LA018", "award", "return", "YOUTH", "--amount", "5000.01", "--date", "2021-10-01", "--reason", "x")
    try ok("award", "return", "YOUTH", "--amount", "5000.00", "--date", "2021-10-01", "--reason", "x")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// A return that was paid is not undone under its payment: what is due to the funder never falls below zero.
  @Test func aPaidReturnIsNotUndoneByHalf() throws {
    try ok("award", "receive", "YOUTH", "--amount", "10000.00", "--date", "2021-07-20")
    try ok(
      "award", "return", "YOUTH", "--amount", "700.00", "--date", "2021-10-01", "--reason", "x", "--key", "back",
      "--paid-from", "bank")
    try refused("LA015", "undo", "back", "--reason", "half")
    try refused(
      "LA015", "entry", "post", "--date", "2021-10-02", "--description", "Twice", "--key", "twice", "--line",
      "2420 700.00 fund=YOUTH award=YOUTH party=funder", "--line", "1010 -700.00 fund=YOUTH")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// A mistake that was found after its months were closed and released: what is unspent goes back, wherever its release stands.
  @Test func whatCameBackAfterItsReleaseGoesBack() throws {
    try ok("award", "receive", "YOUTH", "--amount", "30000.00", "--date", "2021-07-20")
    #expect(try program.addExpense("1000.00", key: "a", "--date", "2022-05-01").status == 0)
    #expect(try program.addExpense("200.00", key: "b", "--date", "2022-05-02").status == 0)
    let words = ["period", "close", "2022-06", "--year-end", "--return-unspent", "--reason", "Year end"]
    #expect(try program.run(words).output.contains("28,800.00 of YOUTH goes back"))
    try ok("period", "reopen", "2022-05", "--reason", "Digits")
    try ok("correct", "a", "--amount", "400.00", "--reason", "Digits")
    let again = try program.run(words)
    #expect(again.status == 0 && again.output.contains("600.00 of YOUTH goes back"), "\(again)")
    // A refund of the next month does too, before that month is closed; and the award is not closed over it.
    try ok("expense", "refund", "b", "--amount", "100.00", "--date", "2022-07-10")
    try refused("is no longer spent", "award", "close", "YOUTH", "--date", "2022-07-20", "--final-report", "2022-07-20")
    try ok("award", "return", "YOUTH", "--amount", "100.00", "--date", "2022-07-15", "--reason", "Refund")
    try ok("period", "close", "2022-07", "--reason", "Month")
    let position = try ok("statement", "position", "--as-of", "2022-07-31", "--format", "csv")
    #expect(position.contains("detail,Due to funder,29500.00"), "\(position)")
    let activities = try ok("statement", "activities", "--as-of", "2022-07-31", "--format", "csv")
    #expect(activities.contains("total,Net assets at end,0.00,0.00,0.00"), "\(activities)")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// What was released because time came and what was spent use the same support: the rest goes back.
  @Test func timeAndSpendingUseTheSameSupport() throws {
    try ok("award", "receive", "YOUTH", "--amount", "30000.00", "--date", "2021-07-20")
    try ok(
      "award", "release", "YOUTH", "--for", "time", "--date", "2021-12-31", "--reason", "The season began", "--amount",
      "6000.00")
    #expect(try program.addExpense("5000.00", key: "a", "--date", "2022-02-10").status == 0)
    let closed = try ok("period", "close", "2022-06", "--year-end", "--return-unspent", "--reason", "Year end")
    #expect(closed.contains("24,000.00 of YOUTH goes back"), "\(closed)")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// Of two closed awards a refund goes to that of its cost.
  @Test func aRefundIsOfItsOwnAward() throws {
    try program.addConditionalAward()
    try ok("award", "recognize", "COND", "--amount", "100.00", "--date", "2022-06-01", "--evidence", "Report")
    try ok("award", "receive", "COND", "--amount", "100.00", "--date", "2022-06-15")
    try ok("award", "receive", "YOUTH", "--amount", "30000.00", "--date", "2021-07-20")
    #expect(try program.addConditionalExpense("100.00", on: "2022-06-10").status == 0)
    #expect(try program.addExpense("50.00", key: "a").status == 0)
    try ok("period", "close", "2022-06", "--year-end", "--return-unspent", "--reason", "Year end")
    try ok("award", "return", "YOUTH", "--owed", "--date", "2022-07-05", "--paid-from", "bank")
    for award in ["COND", "YOUTH"] {
      try ok("award", "close", award, "--date", "2022-07-20", "--final-report", "2022-07-20")
    }
    let refunds = [("cond-100.00", "COND"), ("a", "YOUTH")]
    for (key, award) in refunds {
      let refund = try ok("expense", "refund", key, "--amount", "12.00", "--date", "2022-08-02")
      #expect(refund.contains("Award \(award) is closed: 12.00 of it is due to the funder"), "\(refund)")
    }
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// What an auditor asks for most: a cost of the closed year comes down, with its release.
  @Test func anAdjustmentLowersACost() throws {
    try ok("award", "receive", "YOUTH", "--amount", "30000.00", "--date", "2021-07-20")
    #expect(try program.addExpense("1000.00", key: "a", "--date", "2022-05-01").status == 0)
    try ok("period", "close", "2022-06", "--year-end", "--reason", "Year end")
    let letter = try temporaryFile(Array("Proposed entries".utf8), name: "letter.txt")
    let adjusted = try ok(
      "period", "adjust", "2022-06", "--description", "Duplicate", "--line", "1010 300.00 fund=YOUTH", "--line",
      "8110 -300.00 fund=YOUTH class=without function=program program=program award=YOUTH budget-line=food party=shop service=2022-05-01",
      "--approved-by", "The auditor", "--document", letter, "--reason", "Duplicate", "--key", "aje")
    #expect(adjusted.contains("Took back a release of 300.00 of YOUTH, 2022-06."), "\(adjusted)")
    #expect(try ok("check").hasPrefix("Sound"))
    // Elsewhere it still may not.
    try refused(
      "LA017", "entry", "post", "--date", "2022-07-01", "--description", "Less", "--key", "less", "--line",
      "1010 100.00 fund=YOUTH", "--line",
      "8110 -100.00 fund=YOUTH class=without function=program program=program award=YOUTH budget-line=food party=shop service=2022-05-01"
    )
  }
}
