/// What was spent month by month, as a chart: of one award, or all expenses of an organization.
public struct MonthlySpending: Sendable {
  let facts: [StatementFact]
  /// Every month of the time, spent or not; refunds deducted.
  let months: [(month: Month, spent: Money)]
  /// What was spent before the first month.
  let before: Money

  /// The chart: a row a month, the bar as long as its share of the largest.
  public func statement() -> Statement {
    let largest = months.map(\.spent).max() ?? .zero
    var sum = before
    var rows: [StatementRow] = []
    if before != .zero { rows.append(.detail([.text("Before"), .money(before), .money(before), .empty])) }
    for (month, spent) in months {
      sum += spent
      let tenths = largest > .zero ? Int(max(0, spent.cents) * 1000 / largest.cents) : 0
      rows.append(.detail([.text("\(month)"), .money(spent), .money(sum), .bar(tenths: tenths)]))
    }
    rows.append(.total([.text("Total"), .money(sum), .money(sum), .empty]))
    return Statement(
      title: "Spending by month", facts: facts,
      columns: [
        StatementColumn("month", "Month", .text), StatementColumn("spent", "Spent", .money),
        StatementColumn("to_date", "To date", .money), StatementColumn("bar", "", .bar),
      ],
      rows: rows, notes: months.isEmpty ? ["Nothing was spent."] : [])
  }
}

extension Books {
  /// What an award spent in each month of its term through a day: the last balance is "to date" of its budget statement.
  public func monthlySpending(of award: Award, through day: Day) throws -> MonthlySpending {
    let windows = DayWindow(unchecked: min(award.term.from, day), day).split(by: .month)
    let activity = try activity(of: [award], in: windows)[0]
    let months = windows.enumerated().map { index, window in
      (window.from.month, activity.lines.values.map { $0.windows[index] }.total())
    }
    return MonthlySpending(
      facts: [
        StatementFact("Award", "\(award.code), \(award.name)"), StatementFact("Term", "\(award.term)"),
        StatementFact("Through", "\(day)"),
      ], months: months, before: activity.lines.values.map(\.before).total())
  }

  /// Expenses of an organization by month, entries that close a year left out; from its first expense where no day is given.
  public func monthlySpending(of organization: Organization, from: Day? = nil, through day: Day) throws
    -> MonthlySpending
  {
    var found: [Month: Money] = [:]
    try connection.execute(
      """
      select date_trunc('month', l.entry_date)::date as month, sum(l.amount_cents)::bigint as cents
      from ledger.journal_line l
      join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
      join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
      left join ledger.journal_entry r on r.organization_id = e.organization_id and r.id = e.reverses_entry_id
      where l.organization_id = \(organization.id) and a.type = 'expense' and coalesce(r.kind, e.kind) <> 'closing'
        and (\(from)::date is null or l.entry_date >= \(from)::date) and l.entry_date <= \(day)::date
      group by 1
      """
    ).forEachRow { found[try $0.day("month").month] = try $0.money("cents") }
    var months: [(month: Month, spent: Money)] = []
    if var month = from?.month ?? found.keys.min() {
      while month <= day.month {
        months.append((month, found[month] ?? .zero))
        month = month.adding(months: 1)
      }
    }
    return MonthlySpending(
      facts: [
        StatementFact("Organization", organization.name), StatementFact("Of", "all expenses"),
        StatementFact("Through", "\(day)"),
      ], months: months, before: .zero)
  }
}
