import Ledger
import Testing

@Suite struct MoneyTests {
  @Test(
    arguments: [
      ("0", 0), ("5", 500), ("-5", -500), ("12.5", 1250), ("12.05", 1205), ("-0.01", -1), ("007", 700),
      ("999999999999999.99", 99_999_999_999_999_999), ("-999999999999999.99", -99_999_999_999_999_999),
    ] as [(String, Int64)])
  func readsProperAmounts(text: String, cents: Int64) throws {
    #expect(try Money(parsing: text).cents == cents)
  }

  @Test(
    arguments: [
      ("", .empty, nil), ("  ", .empty, nil), ("1,2.50", .comma, "12.50"), ("1,234.50", .comma, "1234.50"),
      ("12,50", .comma, "12.50"), ("1.234,50", .comma, "1234.50"), ("1,250", .comma, "1250.00"),
      ("$5", .currencySign, "5.00"), ("-$1,250.00", .currencySign, "-1250.00"), ("5€", .currencySign, "5.00"),
      ("1e3", .exponent, nil), ("1.5E-3", .exponent, nil), ("+5", .plusSign, "5.00"), ("1.005", .tooManyDecimals, nil),
      ("5.", .trailingPoint, "5.00"), (".5", .leadingPoint, "0.50"), ("-.5", .leadingPoint, "-0.50"),
      ("٣", .foreignDigits, "3.00"), ("²", .foreignDigits, nil), ("１２", .foreignDigits, "12.00"),
      ("(5.00)", .parentheses, "-5.00"), ("−5", .foreignMinus, "-5.00"), ("-0", .negativeZero, nil),
      ("-0.00", .negativeZero, nil), ("-000.0", .negativeZero, nil), ("10000000000000000", .tooManyDigits, nil),
      (" 5", .space, "5.00"), ("5\u{a0}", .space, "5.00"), ("5\r\n", .space, "5.00"), ("12abc", .unreadable, nil),
      ("--1", .unreadable, nil), ("-", .unreadable, nil), (".", .unreadable, nil), ("1.2.3", .unreadable, nil),
      ("NaN", .unreadable, nil), ("0x1F", .unreadable, nil), ("5\u{301}", .unreadable, nil), ("1e", .unreadable, nil),
      ("5\0", .unreadable, nil), ("infinity", .unreadable, nil), (",", .unreadable, nil),
    ] as [(String, MoneyError.Reason, String?)])
  func tellsWhatIsWrong(text: String, reason: MoneyError.Reason, suggestion: String?) {
    let error = #expect(throws: MoneyError.self) { try Money(parsing: text) }
    #expect(error?.reason == reason)
    #expect(error?.suggestion?.description == suggestion)
    #expect(error?.text == text)
  }

  @Test func errorsReadAsSentences() {
    func message(_ text: String) -> String? {
      #expect(throws: MoneyError.self) { try Money(parsing: text) }?.description
    }
    #expect(message("1,2.50") == "amount ‹1,2.50› has a comma in it: write amounts without commas, as 12.50")
    #expect(message("1e3") == "amount ‹1e3› has an exponent: write the amount out in full")
    #expect(message("") == "the amount is empty: write dollars and cents, as 12.50")
    #expect(message("5\u{1b}[2J") == "amount ‹5\\x1B[2J› is not an amount: write dollars and cents, as 12.50")
  }

  @Test func showsEveryCent() {
    let cents: [Int64] = [0, 1, -1, 99, 100, 123_450, -123_450, 99_999, 100_000, 1_234_567_890, .max, .min]
    let grouped = [
      "0.00", "0.01", "-0.01", "0.99", "1.00", "1,234.50", "-1,234.50", "999.99", "1,000.00", "12,345,678.90",
      "92,233,720,368,547,758.07", "-92,233,720,368,547,758.08",
    ]
    #expect(cents.map { Money(cents: $0).grouped } == grouped)
    #expect(cents.map { Money(cents: $0).description } == grouped.map { $0.filter { $0 != "," } })
  }

  @Test func whatIsShownReadsBack() throws {
    var random = SeededRandom(seed: 2021)
    for _ in 0..<2000 {
      let limit: Int64 = 99_999_999_999_999_999
      let money = Money(cents: Int64.random(in: -limit...limit, using: &random))
      #expect(try Money(parsing: money.description) == money)
    }
  }

  @Test func arithmetic() {
    #expect([Money(cents: 5), Money(cents: -7)].total() == -Money(cents: 2))
    #expect(Money(cents: 5) * 3 - Money(cents: 1) == Money(cents: 14))
    #expect(Money(cents: -1) < .zero)
  }

  @Test(
    arguments: [
      (432, 1000, 432), (1, 3, 333), (2, 3, 667), (1, 2000, 1), (1, 2001, 0), (-1, 2000, -1), (1500, 1000, 1500),
      (5, -10, -500), (0, 7, 0), (Int64.min, 1, Int.min + 1),
    ] as [(Int64, Int64, Int)])
  func percentages(part: Int64, whole: Int64, tenths: Int) {
    #expect(Money(cents: part).tenthsOfPercent(of: Money(cents: whole)) == tenths)
  }

  @Test func nothingIsAPercentageOfNothing() { #expect(Money(cents: 5).tenthsOfPercent(of: .zero) == nil) }
}

@Suite struct MoneySplitTests {
  @Test(
    arguments: [
      (100, [1, 1, 1], [34, 33, 33]), (-100, [1, 1, 1], [-34, -33, -33]), (2, [1, 1, 1, 1], [1, 1, 0, 0]),
      (1000, [50, 30, 20], [500, 300, 200]), (10, [0, 1], [0, 10]), (1, [3, 5], [0, 1]), (0, [1, 2], [0, 0]),
      (101, [1, 2], [34, 67]),
    ] as [(Int64, [Int64], [Int64])])
  func dividesToTheCent(cents: Int64, weights: [Int64], parts: [Int64]) {
    #expect(Money(cents: cents).split(weights: weights).map(\.cents) == parts)
  }

  @Test func holdsAtTheLimits() {
    for cents in [Int64.max, .min] {
      let parts = Money(cents: cents).split(weights: [.max, .max, 1, .max - 1])
      #expect(parts.total().cents == cents)
    }
    #expect(Money(cents: .min).split(weights: [.max]) == [Money(cents: .min)])
    #expect(Money(cents: 7).split(into: 3).map(\.cents) == [3, 2, 2])
  }

  @Test func partsSumAndStayWithinACent() {
    var random = SeededRandom(seed: 2021)
    for _ in 0..<500 {
      let money = Money(cents: Int64.random(in: -1_000_000...1_000_000, using: &random))
      let weights = (0..<Int.random(in: 1...12, using: &random)).map { _ in Int64.random(in: 0...9, using: &random) }
      let sum = weights.reduce(0, +)
      guard sum > 0 else { continue }
      let parts = money.split(weights: weights)
      #expect(parts.total() == money)
      for (part, weight) in zip(parts, weights) {
        #expect((part.cents * sum - money.cents * weight).magnitude < sum.magnitude, "\(money) by \(weights)")
      }
    }
  }

  @Test func refusesWeightsThatSumToZero() async {
    await #expect(processExitsWith: .failure) { _ = Money(cents: 5).split(weights: [0, 0]) }
    await #expect(processExitsWith: .failure) { _ = Money(cents: 5).split(weights: [-1, 2]) }
    await #expect(processExitsWith: .failure) { _ = Money(cents: .max) + Money(cents: 1) }
  }
}
