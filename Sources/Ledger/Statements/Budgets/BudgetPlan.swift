extension Award {
  /// What the lines of its budget are planned to spend month by month, as of a day. Lines that are not spread as they are budgeted have their amount in a
  /// column of its own.
  package func planned(_ spreads: [String: BudgetSpread], asOf day: Day) -> Statement {
    let held = lines.compactMap { line in
      spreads[line.code].flatMap { $0.total == line.amount ? (line, $0) : nil }
    }
    let stale = lines.filter { line in line.amount > .zero && !held.contains { $0.0.code == line.code } }
    let months = Set(held.flatMap(\.1.months)).sorted()
    return Statement(
      title: "Budget of \(code) by month", subtitle: organization.name,
      facts: [
        StatementFact("As of", day.description), StatementFact("Term", term.description),
        StatementFact("Budget", budgetVersion.map { "version \($0)" } ?? "none"),
      ],
      columns: [StatementColumn("line", "Line", .text)]
        + months.map { StatementColumn("\($0)", "\($0)", .money) }
        + (stale.isEmpty ? [] : [StatementColumn("not_spread", "Not spread", .money)])
        + [StatementColumn("total", "Total", .money)],
      rows: held.map { line, spread in
        .detail(
          [.text(line.name)] + months.map { .money(spread[$0]) } + (stale.isEmpty ? [] : [.empty]) + [
            .money(spread.total)
          ],
          keys: StatementKeys(account: line.account, budgetLine: line.code))
      }
        + stale.map { line in
          .detail(
            [.text(line.name)] + months.map { _ in .empty } + [.money(line.amount), .money(line.amount)],
            keys: StatementKeys(account: line.account, budgetLine: line.code))
        } + [
          .total(
            [.text("Total")] + months.map { month in .money(held.map { $0.1[month] }.total()) }
              + (stale.isEmpty ? [] : [.money(stale.map(\.amount).total())])
              + [.money(held.map(\.1.total).total() + stale.map(\.amount).total())])
        ],
      notes: stale.isEmpty
        ? []
        : [
          "Not spread as budgeted: \(stale.map(\.name).joined(separator: ", ")); \"ledgerctl budget spread \(reference)\" spreads \(stale.count == 1 ? "it" : "them")."
        ],
      scope: StatementScope(
        "budget-plan",
        StatementKeys(organization: organization.code, fund: fund, award: code), asOf: day))
  }
}
