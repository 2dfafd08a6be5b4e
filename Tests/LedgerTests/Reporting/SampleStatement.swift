@testable import Ledger

/// A budget versus actual as the ledger makes it, with every kind of row and cell.
enum SampleStatement {
  static let budget = Statement(
    title: "Budget versus actual",
    subtitle: "Riverside Youth Collaborative",
    facts: [
      StatementFact("Award", "RYC-2021 Together for Students, from the Example Family Foundation, $32,500.00"),
      StatementFact("Term", "2021-07-01 through 2022-06-30"),
      StatementFact("As of", "2022-03-31; 274 of 365 days, 75.1% of the term"),
      StatementFact("Basis", "accrual; US dollars"),
    ],
    columns: [
      StatementColumn("line", "Budget line", .text), StatementColumn("budget", "Budget", .money),
      StatementColumn("period", "This period", .money), StatementColumn("to_date", "To date", .money),
      StatementColumn("available", "Available", .money), StatementColumn("used", "% used", .percent),
      StatementColumn("bar", "Used", .bar),
    ],
    rows: [
      .heading("Direct costs"),
      line("Coordinator stipend", 1_200_000, 100_000, 900_000),
      line("Youth leaders' stipends", 800_000, 64_050, 612_345),
      line("Food and supplies for monthly convenings", 350_000, 21_999, 371_204),
      line("Travel", 200_000, -4_500, 12_000),
      .subtotal(cells("Total direct", 2_550_000, 181_549, 1_895_549)),
      .heading("Indirect costs"),
      line("Fiscal sponsor's fee, 10%", 700_000, 0, 525_000),
      .subtotal(cells("Total indirect", 700_000, 0, 525_000)),
      .detail([
        .text("On no budget line"), .notApplicable, .money(.zero), .money(Money(cents: 1_525)), .notApplicable,
        .notApplicable, .empty,
      ]),
      .total(cells("Total", 3_250_000, 181_549, 2_422_074)),
    ],
    notes: [
      "Spending on no budget line is shown so that the totals agree with the trial balance.",
      "Food: an invoice of 2021-12-20 came on 2022-03-02.",
    ])

  private static func line(_ name: String, _ budget: Int64, _ period: Int64, _ toDate: Int64) -> StatementRow {
    .detail(cells(name, budget, period, toDate), indent: 1)
  }

  private static func cells(_ name: String, _ budget: Int64, _ period: Int64, _ toDate: Int64) -> [StatementCell] {
    let tenths = Money(cents: toDate).tenthsOfPercent(of: Money(cents: budget)) ?? 0
    return [
      .text(name), .money(Money(cents: budget)), .money(Money(cents: period)), .money(Money(cents: toDate)),
      .money(Money(cents: budget - toDate)), .percent(tenths: tenths), .bar(tenths: tenths),
    ]
  }
}
