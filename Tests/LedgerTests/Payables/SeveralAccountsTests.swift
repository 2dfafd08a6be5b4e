import Testing

@testable import Ledger

/// A second bank account and a second card, by their roles alone: expense, bill, payment, refund, and the statements that tie out.
@Suite struct SeveralAccountsTests {
  private let program: Program

  init() throws {
    (program, _, _) = try Program.withBooks()
    try program.addAward()
    try run(["party", "add", "card-bank", "Bank of the card"])
    try run(["account", "add", "bank-two", "Second bank", "--kind", "asset", "--role", "cash"])
    try run(["account", "add", "2016", "Second card", "--kind", "liability", "--role", "card"])
  }

  private func run(_ words: [String], _ status: Int32 = 0, _ said: String...) throws {
    let outcome = try program.run(words)
    #expect(outcome.status == status, "\(words): \(outcome.output)\(outcome.errors)")
    for text in said {
      #expect((outcome.output + outcome.errors).contains(text), "\(words): \(outcome.output)\(outcome.errors)")
    }
  }

  private func buy(_ amount: String, from source: String, _ more: String...) -> [String] {
    [
      "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", amount, "--payee", "shop", "--service-date",
      "2021-09-05", "--paid-from", source,
    ] + more
  }

  @Test func eachIsSpentPaidAndTiesOut() throws {
    try run(["award", "receive", "YOUTH", "--amount", "500.00", "--date", "2021-08-01", "--to", "bank-two"])
    try run(buy("40.00", from: "bank-two"))
    try run(buy("25.00", from: "2016"))
    try run(buy("10.00", from: "card"))
    try run(["expense", "refund", "4", "--amount", "5.00", "--date", "2021-09-07", "--to", "2016"])
    try run([
      "bill", "add", "--award", "YOUTH", "--line", "food", "--amount", "60.00", "--payee", "shop", "--number", "7",
      "--service-date", "2021-09-06",
    ])
    try run(
      [
        "payment", "add", "--method", "transfer", "--bill", "7", "--date", "2021-09-20", "--from", "bank-two",
      ], 0, "60.00 to The Corner Shop")
    let payables = try program("statement", "payables", "--as-of", "2021-09-30", "--format", "csv").output
    for part in ["memo,Balance of 2015,,,,,10.00", "memo,Balance of 2016,,,,,20.00"] {
      #expect(payables.contains(part), "\(payables)")
    }
    #expect(!payables.contains("differ"), "\(payables)")
    let card = [
      "payment", "add", "--method", "direct-debit", "--card", "--through", "2021-09-30", "--payee", "card-bank",
      "--date", "2021-10-15", "--from", "bank-two", "--amount",
    ]
    try run(card + ["30.00"], 1, "add up to 10.00")
    try run(card + ["20.00", "--card-account", "2016"], 0, "20.00 to Bank of the card")
    try run(card + ["10.00"], 0, "10.00 to Bank of the card")
    let cash = try program("statement", "cash", "--from", "2021-07-01", "--to", "2021-12-31", "--format", "csv").output
    #expect(cash.contains("Total bank-two,0.00,500.00,130.00,370.00"), "\(cash)")
    try run(["statement", "award-schedule", "--as-of", "2021-12-31"], 0)
    try run(["check"], 0, "Sound")
  }

  @Test func whatHasNoSuchRoleIsRefused() throws {
    try run(
      buy("1.00", from: "8110"), 1, "a cost is not paid from ‹8110›", "1010, bank-two, 1040, 2015, 2016, 2010, 1070")
    for wrong in ["purse", "no code", "1110"] {
      try run(buy("1.00", from: wrong), 1, "a cost is not paid from ‹\(wrong)›")
    }
    try run(buy("1.00", from: "bnak"), 1, "did you mean bank?")
    try run(buy("1.00", from: "savings"), 0, "1.00 to")
    try run(buy("1.00", from: "1070"), 4, "says the same")
    try run(
      [
        "payment", "add", "--method", "direct-debit", "--card", "--through", "2021-09-30", "--payee", "card-bank",
        "--date", "2021-10-15", "--amount", "1.00", "--card-account", "2010",
      ], 1, "is not a card", "2015, 2016")
    try run(["account", "add", "BANK-TWO", "Again", "--kind", "asset"], 4, "perhaps in other case")
    try run(["account", "add", "x", "X", "--kind", "asset", "--role", "card"], 1, "account roles")
    try run(["account", "add", "x", "X", "--kind", "asset", "--role", "purse"], 1, "staff_advances")
    try run(["account", "roles"], 0, "bank-two", "petty_cash", "Cash on hand.")
  }
}
