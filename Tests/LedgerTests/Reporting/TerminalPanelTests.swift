import Testing

@testable import Ledger
@testable import Reports

@Suite struct TerminalPanelTests {
  /// A year by month: more amounts than a terminal is wide.
  private static let year: Statement = {
    let months = (0..<12).map { Month(unchecked: 2021, 7).adding(months: $0).description }
    func cells(_ name: String, _ cents: Int64) -> [StatementCell] {
      let spent = (0..<12).map { Money(cents: $0 == 2 ? -cents / 10 : cents * Int64($0) / 7) }
      let total = spent.total()
      let budget = Money(cents: cents * 10)
      let tenths = total.tenthsOfPercent(of: budget) ?? 0
      return [.text(name), .money(budget)] + spent.map { .money($0) }
        + [.money(total), .money(budget - total), .percent(tenths: tenths), .bar(tenths: tenths)]
    }
    return Statement(
      title: "Budget versus actual", subtitle: "Riverside Youth Collaborative",
      facts: [StatementFact("Term", "2021-07-01 through 2022-06-30")],
      columns: [StatementColumn("line", "Budget line", .text), StatementColumn("budget", "Budget", .money)]
        + months.map { StatementColumn("from_\($0)-01", $0, .money) }
        + [
          StatementColumn("to_date", "To date", .money), StatementColumn("available", "Available", .money),
          StatementColumn("used", "% used", .percent), StatementColumn("bar", "", .bar),
        ],
      rows: [
        .heading("Direct costs"), .detail(cells("Coordinator stipend", 140_000), indent: 1),
        .detail(cells("Food and supplies for monthly convenings", 7_000), indent: 1),
        .total(cells("Total", 147_000)),
      ], notes: ["Amounts are illustrative."])
  }()

  @Test func drawsTwelveMonthsInPanels() {
    #expect(
      Self.year.render(.table, width: 80) == """
        Budget versus actual
        Riverside Youth Collaborative

        Term:  2021-07-01 through 2022-06-30

        Budget line                 Budget  2021-07  2021-08  2021-09   2021-10  2021-11
        ────────────────────────────────────────────────────────────────────────────────
        Direct costs
          Coordinator stipend    14,000.00     0.00   200.00  (140.00)   600.00   800.00
          Food and supplies for     700.00     0.00    10.00    (7.00)    30.00    40.00
          monthly convenings
                                 ─────────  ───────  ───────  ────────  ───────  ───────
        Total                    14,700.00     0.00   210.00  (147.00)   630.00   840.00
                                 ═════════  ═══════  ═══════  ════════  ═══════  ═══════

        Budget versus actual (continued)

        Budget line               2021-12   2022-01   2022-02   2022-03   2022-04
        ─────────────────────────────────────────────────────────────────────────
        Direct costs
          Coordinator stipend    1,000.00  1,200.00  1,400.00  1,600.00  1,800.00
          Food and supplies for     50.00     60.00     70.00     80.00     90.00
          monthly convenings
                                 ────────  ────────  ────────  ────────  ────────
        Total                    1,050.00  1,260.00  1,470.00  1,680.00  1,890.00
                                 ════════  ════════  ════════  ════════  ════════

        Budget versus actual (continued)

        Budget line               2022-05   2022-06    To date  Available  % used
        ─────────────────────────────────────────────────────────────────────────
        Direct costs
          Coordinator stipend    2,000.00  2,200.00  12,660.00   1,340.00   90.4%
          Food and supplies for    100.00    110.00     633.00      67.00   90.4%
          monthly convenings
                                 ────────  ────────  ─────────  ─────────
        Total                    2,100.00  2,310.00  13,293.00   1,407.00   90.4%
                                 ════════  ════════  ═════════  ═════════

        • Amounts are illustrative.

        """)
  }

  @Test(arguments: 40...260)
  func panelsFitAndHoldEveryColumnOnce(width: Int) {
    let text = Self.year.render(.table, width: width)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for line in lines { #expect(DisplayWidth.of(line) <= width, "\(line)") }
    let shown = Self.year.columns.filter { $0.type != .bar && $0.key != "line" }
    let words = text.split { " \n".contains($0) }
    for column in shown where column.key.hasPrefix("from") {
      #expect(words.filter { String($0) == column.title }.count == 1, "\(column.title) at width \(width)")
    }
    for case .money(let money) in Self.year.rows[3].cells { #expect(text.contains(money.grouped.drop { $0 == "-" })) }
    let totals = lines.filter { $0.hasPrefix("Total") }
    #expect(lines.filter { $0 == "Budget versus actual (continued)" }.count == totals.count - 1)
    #expect(width < 220 || totals.count == 1)
  }

  @Test func severalTextsGoIntoPanelsToo() {
    let statement = Statement(
      title: "Wide", columns: (0..<9).map { StatementColumn("c\($0)", "Column \($0)", $0 < 3 ? .text : .money) },
      rows: [
        .detail((0..<9).map { $0 < 3 ? .text(String(repeating: "\($0)", count: 50)) : .money(Money(cents: 1_234_500)) })
      ])
    let lines = statement.render(.table, width: 40).split(separator: "\n")
    for line in lines { #expect(DisplayWidth.of(line) <= 40) }
    #expect(lines.joined(separator: " ").split(separator: " ").filter { $0 == "12,345.00" }.count == 6)
  }
}
