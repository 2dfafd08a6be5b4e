/// What was spent month by month, as a chart: of one award, or all expenses of an organization.
package struct MonthlySpending: Sendable {
  let facts: [StatementFact]
  /// Every month of the time, spent or not; refunds deducted.
  let months: [(month: Month, spent: Money)]
  /// What was spent before the first month.
  let before: Money

  /// The chart: a row a month, the bar as long as its share of the largest.
  package func statement() -> Statement {
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
  package func monthlySpending(of award: Award, through day: Day) throws -> MonthlySpending {
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

  /// Expenses of an organization by month, as its statement of activities has them; from the first day of the fiscal year
  /// where no day is given.
  package func monthlySpending(of organization: Organization, from: Day? = nil, through day: Day) throws
    -> MonthlySpending
  {
    let windows = try DayWindow(from: from ?? organization.fiscalYear(of: day).from, through: day).split(by: .month)
    let months = try connection.transaction(isolation: .repeatableRead, readOnly: true) { _ in
      try windows.map { window in
        let expenses = try classifiedBalances(of: organization, window, asRecorded: nil)
          .filter { $0.kind == .expense && !$0.isClosing }
        return (window.from.month, expenses.map(\.within).total())
      }
    }
    return MonthlySpending(
      facts: [
        StatementFact("Organization", organization.name), StatementFact("Of", "all expenses"),
        StatementFact("Days", "\(windows[0].from) through \(day)"),
      ], months: months, before: .zero)
  }
}
