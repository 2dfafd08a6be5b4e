import Testing

@testable import Ledger
@testable import Reports
@testable import Spreadsheets

/// Statements as HTML, read back by a parser that takes well-formed XML alone.
@Suite struct HTMLReportTests {
  private let hostile =
    #"<script>alert("1")</script> & 'x' ]]> &amp; <!-- "# + "\u{202E}\u{0}\u{FFFE}\u{2028}e\u{301} 👩"

  private func statement(_ text: String) -> Statement {
    Statement(
      title: text, subtitle: text, facts: [StatementFact(text, text)],
      columns: [
        StatementColumn("name", text, .text), StatementColumn("amount", "Amount", .money),
        StatementColumn("bar", "", .bar), StatementColumn("day", "Day", .date),
      ],
      rows: [
        .heading(text), .detail([.text(text), .money(Money(cents: -123_450)), .bar(tenths: 5), .empty], indent: 1),
        .total([.text(text), .notApplicable, .empty, .day(Day(unchecked: 2021, 7, 1))]),
      ], notes: [text])
  }

  @Test func hostileTextsAreWords() throws {
    let html = statement(hostile).render(.html)
    let page = try HTMLPage(html)
    let shown = VisibleText.escaped(hostile).replacing("\u{FFFE}", with: "\u{FFFD}")
    #expect(page.texts("h1") == [shown] && page.texts("p") == [shown] && page.texts("li") == [shown])
    #expect(page.texts("dt") == [shown] && page.texts("dd") == [shown])
    #expect(page.texts("title") == ["\(shown), \(shown)"])
    #expect(
      page.rows.map(\.cells) == [
        [shown, "Amount", "Day"], [shown], [shown, "(1,234.50)", ""], [shown, "–", "2021-07-01"],
      ])
    #expect(page.rows.map(\.part) == ["thead", "tbody", "tbody", "tfoot"])
    let names: Set = [
      "html", "head", "meta", "title", "style", "body", "section", "h1", "p", "dl", "dt", "dd", "table", "thead",
      "tbody", "tfoot", "tr", "th", "td", "ul", "li",
    ]
    #expect(page.names.isSubset(of: names), "nothing but what we write: \(page.names.subtracting(names))")
    #expect(
      !html.unicodeScalars.contains { $0 != "\n" && ($0.properties.generalCategory == .control || $0 == "\u{202E}") })
  }

  /// Account numbers and codes stay in one line; texts of several words, and what is too long for it, do not.
  @Test func codesAreNotBroken() throws {
    let long = String(repeating: "x", count: 41)
    let columns = [StatementColumn("a", "Account", .text), StatementColumn("b", "Award", .text)]
    let rows = [
      ["1010", "TFS-2021/YOUTH-2"], ["Office supplies", long], ["", "two words"], [String(long.dropLast()), "-"],
    ].map { cells in StatementRow.detail(cells.map { .text($0) }, indent: cells[0] == "1010" ? 1 : 0) }
    let html = Statement(title: "T", columns: columns, rows: rows).render(.html)
    #expect(html.contains(#"<th scope="row" class="in1 word">1010</th><td class="word">TFS-2021/YOUTH-2</td>"#))
    #expect(html.contains(#"<th scope="row">Office supplies</th><td>\#(long)</td>"#))
    #expect(html.contains(#"<th scope="row"></th><td>two words</td>"#))
    #expect(html.contains(#"<th scope="row" class="word">\#(long.dropLast())</th><td class="word">-</td>"#))
    #expect(html.contains(".day, .word { white-space: nowrap; }"))
  }

  /// What a page of letter paper does not hold upright is on a broad one, in letters that are as small as its amounts need.
  @Test func aWideOneFits() throws {
    // Inches between the margins of `HTMLReport.style`, and the size of the letters in points.
    let pages: [(names: String?, inches: Double, points: Double)] = [
      (nil, 7, 9), ("wide", 10, 8), ("wide small", 10, 7), ("wide smaller", 10, 6), ("wide smallest", 10, 5),
    ]
    var taken: [String?] = []
    for count in 1...13 {
      let columns =
        [StatementColumn("award", "Award", .text)]
        + (1...count).map { StatementColumn("m\($0)", "Recognized, net", .money) }
      let amount = StatementCell.money(Money(cents: -1_234_567_890))
      let row = StatementRow.total([.text("TFS-CHICAGO-2021")] + (1...count).map { _ in amount })
      let html = Statement(title: "Schedule", columns: columns, rows: [row]).render(.html)
      let names = html.firstMatch(of: #/<section class="([a-z ]+)">/#).map { String($0.output.1) }
      let page = try #require(pages.first { $0.names == names }, "\(names ?? "")")
      // A bold digit of DejaVu Sans, the broadest that a browser may take, is 0.696 of its size, a capital 0.77; the space beside a cell is 0.85.
      let digits = "(12,345,678.90)".reduce(0) { $0 + ($1.isNumber ? 0.696 : $1 == "(" || $1 == ")" ? 0.457 : 0.38) }
      let ems = Double(count) * (digits + 0.85) + 16 * 0.77 + 0.8
      #expect(ems * page.points <= page.inches * 72, "\(count) columns: \(names ?? "upright")")
      if taken.last != names { taken.append(names) }
    }
    #expect(taken == pages.map(\.names))
  }

  /// A page runs nothing and asks nobody for anything.
  @Test func aPageStandsByItself() throws {
    let html = SampleStatement.budget.render(.html)
    for word in ["<script", "src=", "href=", "url(", "@import", "http:", "https:", "<link", "javascript"] {
      #expect(!html.lowercased().contains(word), "\(word)")
    }
    #expect(html.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>"))
    #expect(html.contains("@media print") && html.contains("size: letter") && html.contains("tabular-nums"))
  }

  @Test func cellsAreThoseOfTheCSV() throws {
    let statement = SampleStatement.budget
    let page = try HTMLPage(statement.render(.html))
    let titles = statement.columns.filter { $0.type != .bar }.map(\.title)
    let table = CSVTable(
      parsing: Array(statement.render(.csv).utf8), file: "s.csv", columns: (["kind"] + titles).map { .required($0) })
    #expect(table.faults.isEmpty && !table.rows.isEmpty)
    let found = page.rows.filter { $0.part != "thead" && $0.kind != "heading" }
    #expect(found.map { [$0.kind] + $0.exact } == table.rows.map { row in (["kind"] + titles).map { row[$0].text } })
    #expect(page.rows.first?.cells == titles)
    #expect(page.rows.last?.part == "tfoot")
  }

  @Test func severalStatementsAreOnePage() throws {
    let page = try HTMLPage([SampleStatement.budget, statement("Other")].render(.html))
    #expect(page.texts("h1").count == 2 && page.texts("title").count == 1)
    #expect(page.rows.filter { $0.part == "thead" }.count == 2)
    #expect(try HTMLPage([Statement].init().render(.html)).rows.isEmpty)
    #expect(
      try HTMLPage(Statement(title: "None", columns: [], rows: []).render(.html)).names.contains("table") == false)
  }

  /// A sum in the middle stands where it is: only what ends the table is its foot.
  @Test func onlySumsAtTheEndAreTheFoot() throws {
    let columns = [StatementColumn("a", "A", .text)]
    func parts(_ rows: [StatementRow]) throws -> [String] {
      try HTMLPage(Statement(title: "T", columns: columns, rows: rows).render(.html)).rows.dropFirst().map(\.part)
    }
    #expect(try parts([.total([.text("1")]), .memo([.text("2")])]) == ["tbody", "tbody"])
    #expect(
      try parts([.detail([.text("1")]), .total([.text("2")]), .total([.text("3")])]) == ["tbody", "tfoot", "tfoot"])
    #expect(try parts([.total([.text("1")])]) == ["tfoot"])
    #expect(try parts([]) == [])
  }
}
