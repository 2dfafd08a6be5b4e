import Testing

@testable import Interchange
@testable import Ledger
@testable import Values

/// What is read is what was written, and nothing else is read.
@Suite struct ParserPropertyTests {
  /// Bytes as they come in amounts, dates and codes, and now and then any others.
  private static func soup(_ random: inout SeededRandom) -> String {
    let usual = Array("0123456789012345678900--..,$ +e()2021-07-01T:".utf8)
    let bytes = (0..<Int.random(in: 0...18, using: &random)).map { _ in
      Int.random(in: 0..<20, using: &random) == 0
        ? UInt8.random(in: 0...255, using: &random) : usual[Int.random(in: usual.indices, using: &random)]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The amount as it should be printed, by this test's own reading of the grammar; nil where the text is no amount.
  private func printed(_ text: String) -> String? {
    guard let match = text.wholeMatch(of: /(-?)([0-9]{1,15})(?:\.([0-9]{1,2}))?/) else { return nil }
    let dollars = match.2.drop { $0 == "0" }
    let cents = match.3.map { $0.count == 1 ? $0 + "0" : String($0) } ?? "00"
    let isZero = dollars.isEmpty && cents == "00"
    if isZero, !match.1.isEmpty { return nil }
    return "\(match.1)\(dollars.isEmpty ? "0" : dollars).\(cents)"
  }

  @Test func amountsAreReadExactlyOrNotAtAll() throws {
    var random = SeededRandom(seed: ModelBooksTests.seed)
    var read: [String: Money] = [:]
    for _ in 0..<60_000 {
      let text = Self.soup(&random)
      let money = try? Money(parsing: text)
      #expect(money?.description == printed(text), "‹\(text)›")
      if let money { read[text] = money }
    }
    #expect(read.count > 1000)
    let texts = read.keys.sorted()
    try TestBooks.copy().asInstaller().execute(
      """
      select t.text, (t.text::numeric * 100)::bigint as cents
      from unnest(\(texts)::text[]) as t (text)
      """
    ).forEachRow { row in
      let (text, cents) = (try row.text("text"), try row.int64("cents"))
      #expect(read[text]?.cents == cents)
    }
  }

  @Test func amountsRoundTrip() throws {
    var random = SeededRandom(seed: ModelBooksTests.seed)
    for _ in 0..<20_000 {
      let digits = Int.random(in: 1...56, using: &random)
      let money = Money(cents: Int64.random(in: -(1 << digits)...(1 << digits), using: &random))
      #expect(try Money(parsing: money.description) == money)
      #expect(money.grouped.filter { $0 != "," } == money.description)
    }
  }

  @Test func soupIsNoDayMonthOrCodeUnlessItPrintsTheSame() {
    var random = SeededRandom(seed: ModelBooksTests.seed)
    var days = 0
    for _ in 0..<60_000 {
      var text = Self.soup(&random)
      if Int.random(in: 0..<2, using: &random) == 0 {
        let numbers = [2015...2030, 0...14, 0...33].map { Int.random(in: $0, using: &random) }
        text = Day.spelled(numbers[0], numbers[1], numbers[2])
      }
      if let day = try? Day(parsing: text) {
        days += 1
        #expect(day.description.utf8.elementsEqual(text.utf8))
      }
      if let month = try? Month(parsing: text) { #expect(month.description.utf8.elementsEqual(text.utf8)) }
      if let code = try? Code(parsing: text) { #expect(code.text.utf8.elementsEqual(text.utf8)) }
    }
    #expect(days > 1000)
  }

  /// Every day of the books' century, and no other, as PostgreSQL knows them.
  @Test func daysAreThoseOfPostgreSQL() throws {
    let known = try TestBooks.copy().asInstaller().execute(
      """
      select to_char(d, 'YYYY-MM-DD') as day, d::date - date '1970-01-01' as number,
        to_char(date_trunc('month', d) + interval '1 month' - interval '1 day', 'YYYY-MM-DD') as month_end
      from generate_series(timestamp '2000-01-01', timestamp '2099-12-31', interval '1 day') d
      """
    ).map { (day: try $0.text("day"), number: try $0.int("number"), monthEnd: try $0.text("month_end")) }
    #expect(known.count == 36_525)
    let wrong = known.filter { expected in
      guard let day = try? Day(parsing: expected.day) else { return true }
      return day.description != expected.day || day.daysSinceEpoch != expected.number
        || day.month.lastDay.description != expected.monthEnd
    }
    #expect(wrong.isEmpty)

    let days = Set(known.map(\.day))
    for year in [0, 1900, 1999, 2000, 2001, 2024, 2099, 2100, 9999] {
      for month in 0...13 {
        for day in 0...32 {
          let text = Day.spelled(year, month, day)
          #expect(((try? Day(parsing: text)) != nil) == days.contains(text), "\(text)")
        }
      }
    }
  }

  @Test func csvComesBackAsWritten() {
    var random = SeededRandom(seed: ModelBooksTests.seed)
    let marks = ["a", "é", "\"", ",", "\n", "\r\n", "\r", " ", "日本", "e\u{301}", ";", "=", "1", "\u{feff}", "\u{85}"]
    for _ in 0..<500 {
      let rows = (0..<Int.random(in: 1...5, using: &random)).map { _ in
        (0..<3).map { _ in
          "x" + (0..<Int.random(in: 0...6, using: &random)).map { _ in marks.randomElement(using: &random)! }.joined()
        }
      }
      var writer = CSVWriter()
      writer.write(["one", "two", "three"].map { .text($0) })
      for row in rows { writer.write(row.map { .text($0) }) }
      let table = CSVTable(
        parsing: Array(writer.text.utf8), file: "x.csv", columns: ["three", "one", "two"].map { .required($0) })
      #expect(table.faults.isEmpty)
      let read = table.rows.map { row in ["one", "two", "three"].map { Array(row[$0].text.unicodeScalars) } }
      #expect(read == rows.map { $0.map { Array($0.unicodeScalars) } })
    }
  }
}
