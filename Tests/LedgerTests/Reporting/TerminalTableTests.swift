import Testing

@testable import Ledger
@testable import Reports
@testable import Values

@Suite struct TerminalTableTests {
  @Test func drawsAStatementInEightyCells() {
    #expect(
      SampleStatement.budget.render(.table) == """
        Budget versus actual
        Riverside Youth Collaborative

        Award:  RYC-2021 Together for Students, from the Example Family Foundation,
                $32,500.00
        Term:   2021-07-01 through 2022-06-30
        As of:  2022-03-31; 274 of 365 days, 75.1% of the term
        Basis:  accrual; US dollars

                                                    This
        Budget line                     Budget    period     To date  Available   % used
        ────────────────────────────────────────────────────────────────────────────────
        Direct costs
          Coordinator stipend        12,000.00  1,000.00    9,000.00   3,000.00    75.0%
          Youth leaders' stipends     8,000.00    640.50    6,123.45   1,876.55    76.5%
          Food and supplies for       3,500.00    219.99    3,712.04    (212.04)  106.1%
          monthly convenings
          Travel                      2,000.00    (45.00)     120.00   1,880.00     6.0%
                                     ─────────  ─────────  ─────────  ──────────
        Total direct                 25,500.00  1,815.49   18,955.49   6,544.51    74.3%

        Indirect costs
          Fiscal sponsor's fee, 10%   7,000.00      0.00    5,250.00   1,750.00    75.0%
                                     ─────────  ─────────  ─────────  ──────────
        Total indirect                7,000.00      0.00    5,250.00   1,750.00    75.0%

        On no budget line                    –      0.00       15.25          –        –
                                     ─────────  ─────────  ─────────  ──────────
        Total                        32,500.00  1,815.49   24,220.74   8,279.26    74.5%
                                     ═════════  ═════════  ═════════  ══════════

        • Spending on no budget line is shown so that the totals agree with the trial
          balance.
        • Food: an invoice of 2021-12-20 came on 2022-03-02.

        """)
  }

  @Test func drawsBarsWhereThereIsRoom() {
    let lines = SampleStatement.budget.render(.table, width: 130).split(separator: "\n").map(String.init)
    #expect(lines.contains { $0.hasSuffix("Used") })
    #expect(lines.contains { $0.hasPrefix("  Travel") && $0.contains(" 6.0%  ") && $0.hasSuffix("░") })
    #expect(lines.contains { $0.contains("106.1%  ") && $0.hasSuffix("▶") })
  }

  @Test func leavesBarsOutBeforeItShortensWords() {
    let text = SampleStatement.budget.render(.table, width: 100)
    #expect(!text.contains("░"))
    #expect(!text.contains("…"))
  }

  @Test(arguments: 60...130)
  func fitsTheWidthAndNeverCutsAmounts(width: Int) {
    let text = SampleStatement.budget.render(.table, width: width)
    for line in text.split(separator: "\n") { #expect(DisplayWidth.of(line) <= width) }
    for amount in ["12,000.00", "(45.00)", "(212.04)", "24,220.74", "106.1%"] { #expect(text.contains(amount)) }
  }

  @Test func keepsAmountsWhereNothingFits() {
    let text = SampleStatement.budget.render(.table, width: 1)
    for amount in ["12,000.00", "(212.04)", "24,220.74"] { #expect(text.contains(amount)) }
  }

  @Test func digitsStandUnderDigits() {
    let statement = Statement(
      title: "T", columns: [StatementColumn("a", "Amount", .money)],
      rows: [.detail([.money(Money(cents: -123_456))]), .detail([.money(Money(cents: 5))])])
    #expect(statement.render(.table) == "T\n\n   Amount\n──────────\n(1,234.56)\n     0.05\n")
  }

  @Test func listsAndEmptyListsAreStatements() {
    let columns = [
      StatementColumn("id", "Id", .integer, minWidth: 4), StatementColumn("day", "Day", .date),
      StatementColumn("name", "Name", .text),
    ]
    let day = Day(unchecked: 2021, 7, 1)
    let list = Statement(
      title: "Parties", columns: columns,
      rows: [.detail([.integer(7), .day(day), .text("日本")]), .detail([.integer(12), .empty, .text("e\u{301}x")])])
    #expect(
      list.render(.table) == """
        Parties

          Id  Day         Name
        ──────────────────────
           7  2021-07-01  日本
          12              e\u{301}x

        """)
    let none = Statement(title: "Parties", columns: columns, rows: [])
    #expect(none.render(.table) == "Parties\n\n  Id  Day  Name\n───────────────\n")
  }

  @Test func escapesControlCharacters() {
    let wicked = "a\u{1b}[2J\r\n\u{202e}b\u{85}"
    let statement = Statement(
      title: wicked, subtitle: wicked, facts: [StatementFact(wicked, wicked)],
      columns: [StatementColumn("c", wicked, .text)], rows: [.heading(wicked), .detail([.text(wicked)])],
      notes: [wicked])
    for format in [ReportFormat.table, .markdown, .json, .html] {
      let scalars = statement.render(format).unicodeScalars
      #expect(!scalars.contains { $0 != "\n" && ($0.properties.generalCategory == .control || $0 == "\u{202e}") })
    }
  }

  @Test(arguments: [
    (0, "░░░ "), (1, "▏░░ "), (334, "█░░ "), (376, "█▏░ "), (999, "██▉ "), (1000, "███ "), (1001, "███▶"), (-5, "░░░ "),
    (Int.max, "███▶"), (Int.min, "░░░ "),
  ])
  func drawsBars(tenths: Int, bar: String) {
    #expect(CellText.bar(tenths: tenths, width: 4) == bar)
  }

  @Test(arguments: [
    ("a bc d", 4, ["a bc", "d"]), ("abcdef g", 4, ["abcd", "ef g"]), ("", 4, []), ("日本語", 4, ["日本", "語"]),
  ])
  func wrapsAtSpaces(text: String, width: Int, lines: [String]) {
    #expect(TextWrap.lines(text, width: width) == lines)
  }

  @Test func refusesCellsThatDoNotFitTheirColumn() async {
    await #expect(processExitsWith: .failure) {
      _ = Statement(title: "", columns: [StatementColumn("a", "A", .money)], rows: [.detail([.text("5")])])
    }
    await #expect(processExitsWith: .failure) {
      _ = Statement(title: "", columns: [StatementColumn("a", "A", .money)], rows: [.detail([])])
    }
  }

  @Test func aColumnThatWrapsLosesNothing() {
    let statement = Statement(
      title: "Rules",
      columns: [
        StatementColumn("rule", "Rule", .text), StatementColumn("base", "Base", .text, wraps: true),
        StatementColumn("percent", "%", .percent),
      ],
      rows: [
        .detail([.text("printer"), .text("pages printed by the counter of the office printer"), .percent(tenths: 196)]),
        .detail([.text("phone"), .text("desks"), .percent(tenths: 804)]),
      ])
    #expect(
      statement.render(.table, width: 40) == """
        Rules

        Rule     Base                          %
        ────────────────────────────────────────
        printer  pages printed by the      19.6%
                 counter of the office
                 printer
        phone    desks                     80.4%

        """)
  }

  @Test func aWrappedRowKeepsItsIndent() {
    let statement = Statement(
      title: "Owed",
      columns: [
        StatementColumn("payee", "Payee", .text, wraps: true), StatementColumn("due", "Due", .text),
        StatementColumn("owed", "Owed", .money),
      ],
      rows: [
        .heading("Cards"),
        .detail([.text("Stage Light Rentals"), .text("2022-06-02"), .money(Money(cents: 100))], indent: 1),
        .detail([.text("Hall"), .text("2022-06-02"), .money(Money(cents: 200))], indent: 1),
      ])
    #expect(
      statement.render(.table, width: 36) == """
        Owed

        Payee               Due         Owed
        ────────────────────────────────────
        Cards
          Stage Light       2022-06-02  1.00
          Rentals
          Hall              2022-06-02  2.00

        """)
  }
}
