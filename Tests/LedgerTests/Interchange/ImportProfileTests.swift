import Testing

@testable import Interchange
@testable import Ledger

/// Dates and amounts under declared forms: what is written so is read so, and nothing else is read at all.
@Suite struct ImportProfileTests {
  private func profile(
    _ order: ImportProfile.DateOrder = .yearMonthDay, _ grouping: String = "", _ decimal: String = ".",
    _ currency: String = "", _ negative: ImportProfile.Negative = .minus
  ) -> ImportProfile {
    var profile = ImportProfile(kind: .expenses)
    (profile.dateOrder, profile.grouping, profile.decimal, profile.currency, profile.negative) = (
      order, grouping, decimal, currency, negative
    )
    return profile
  }

  @Test func datesAreReadInTheDeclaredOrder() {
    #expect(profile(.monthDayYear).day("3/4/2022") == "2022-03-04")
    #expect(profile(.dayMonthYear).day("3/4/2022") == "2022-04-03")
    #expect(profile(.dayMonthYear).day("31.12.2021") == "2021-12-31")
    #expect(profile().day("2022-3-4") == "2022-03-04")
    for text in [
      "13/04/2022", "3/4/22", "2022/3/4", "3/4", "3/4/2022 ", "+3/4/2022", "٣/4/2022", "2/30/2022", "0/4/2022",
      "3//2022", "03.04.1999",
    ] {
      #expect(profile(.monthDayYear).day(text) == nil, "\(text)")
    }
  }

  /// Any amount, written in any declared form, is read as that amount; in another form it is refused or means the same.
  @Test func amountsAreReadInTheDeclaredForm() {
    var random = SeededRandom(seed: 17)
    let forms = [
      profile(), profile(.yearMonthDay, ",", ".", "$"), profile(.yearMonthDay, ".", ",", "€", .brackets),
      profile(.yearMonthDay, "'", ".", "CHF", .minus), profile(.yearMonthDay, "", ",", "", .brackets),
    ]
    for _ in 0..<400 {
      let cents = Int64.random(in: -999_999_999...999_999_999, using: &random)
      for form in forms {
        let written = Self.written(cents, form)
        #expect(form.amount(written) == Money(cents: cents).description, "\(written)")
        for other in forms {
          if let read = other.amount(written), other.decimal == form.decimal {
            #expect(read == Money(cents: cents).description, "\(written)")
          }
        }
      }
    }
    for text in [
      "1,23", "12,34.5", "1,2345", "1,,234", "$", "--1", "(1", "1)", "(1)", "1.234", "1e3", "١", "1 234", ",234",
      "1,234.", "+1", "$$1",
    ] {
      #expect(forms[1].amount(text) == nil, "\(text)")
    }
    #expect(
      forms[2].amount("-1,00") == nil && forms[2].amount("(€1.234,50)") == "-1234.50" && forms[1].amount("-$5") == "-5"
        && forms[1].amount("$-5") == "-5")
  }

  private static func written(_ cents: Int64, _ form: ImportProfile) -> String {
    let size = cents.magnitude
    var digits = String(size / 100)
    var groups: [String] = []
    while digits.count > 3, !form.grouping.isEmpty {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits = String(digits.dropLast(3))
    }
    groups.insert(digits, at: 0)
    let part = size % 100
    let text = "\(form.currency)\(groups.joined(separator: form.grouping))\(form.decimal)\(part < 10 ? "0" : "")\(part)"
    return cents >= 0 ? text : form.negative == .brackets ? "(\(text))" : "-\(text)"
  }

  /// What `CSVWriter` puts before a formula is taken off again, whatever the text.
  @Test func formulasComeBackUnchanged() {
    var random = SeededRandom(seed: 23)
    let pieces = ["=", "+", "-", "@", "'", "\t", " ", "x", "\u{200D}", "＝", "\"", ",", "\n", "é", "1", "\r"]
    var seen: Set<String> = []
    for _ in 0..<3000 {
      let text = (0..<Int.random(in: 0...5, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
        .joined()
      var writer = CSVWriter()
      writer.write([.text(text), .text("end")])
      var faults = FaultCollector(source: SourceText(Array(writer.text.utf8)[...], file: "x"))
      var reader = CSVReader(source: SourceText(Array(writer.text.utf8)[...], file: "x"), isLast: true)
      let fields = reader.next(&faults)?.fields ?? []
      #expect(faults.isEmpty && fields.count == 2)
      #expect(Array(fields[0].words.utf8) == Array(text.utf8), "\(text.debugDescription)")
      #expect(!CSVWriter.startsFormula(fields[0].text), "\(text.debugDescription)")
      if fields[0].text != text { seen.insert(text) }
    }
    #expect(seen.count > 50)
  }

  @Test func otherSeparatorsAreExchangedOutsideOfQuotes() throws {
    let text = "a;b\n1,5;\"x;y\"\n"
    let table = try SourceTable(csv: Array(text.utf8), name: "x.csv", separator: UInt8(ascii: ";"))
    #expect(table.rows.map { $0.map(\.text) } == [["a", "b"], ["1,5", "x;y"]])
    #expect(table.rows[1][1].place.hasPrefix("2:"))
  }
}
