import Ledger
import Testing

/// Amounts and days as people type them.
@Suite struct TypedTests {
  @Test(
    arguments: [
      ("$1,048.20", 104_820), ("48.2", 4820), (" 12 ", 1200), ("-$5", -500), ("1,234,567.89", 123_456_789),
      ("$0.5", 50),
      ("-1,000", -100_000), ("$-5", -500),
    ] as [(String, Int64)])
  func amountsAreReadAsTheyAreTyped(text: String, cents: Int64) throws {
    #expect(try Money(typed: text).cents == cents)
  }

  /// What could mean two amounts, or none, is refused as files refuse it.
  @Test(
    arguments: [
      "12,50", "1,2.50", "1234,567", "1,,000", ",100", "100,", "$", "", "$$5", "--5", "(45.00)", "5€", "1.234,50",
      "1,048.2.0",
      "1 048.20", "1.005",
    ])
  func whatIsUnclearIsRefused(text: String) {
    #expect(throws: MoneyError.self) { try Money(typed: text) }
  }

  private static let today = "2026-11-30".day

  @Test(
    arguments: [
      ("2026-08-03", "2026-08-03"), ("8/3", "2026-08-03"), ("08/03", "2026-08-03"), ("8/3/26", "2026-08-03"),
      ("8/3/2025", "2025-08-03"), ("12/1", "2025-12-01"), ("11/30", "2026-11-30"), ("2/29", "2024-02-29"),
      ("yesterday", "2026-11-29"), ("Today", "2026-11-30"), (" 8/3 ", "2026-08-03"),
    ])
  func daysThatHappened(text: String, day: String) throws {
    #expect(try Day(typed: text, today: Self.today) == day.day)
  }

  @Test(arguments: [("12/1", "2026-12-01"), ("8/3", "2027-08-03"), ("11/30", "2026-11-30"), ("2/29", "2028-02-29")])
  func daysThatAreComing(text: String, day: String) throws {
    #expect(try Day(typed: text, today: Self.today, .coming) == day.day)
  }

  @Test(arguments: [
    "13/1", "2/30", "0/5", "8/3/199", "8/3/1999", "8/3/26/1", "8-3", "3.8.2026", "tomorrow", "", "/", "8/",
  ])
  func whatIsNoDayIsRefused(text: String) {
    #expect(throws: DayError.self) { try Day(typed: text, today: Self.today) }
  }
}
