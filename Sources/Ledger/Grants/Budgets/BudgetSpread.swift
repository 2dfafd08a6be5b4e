/// What a budget line is planned to spend month by month. It holds while it adds up to the line's budget.
package struct BudgetSpread: Sendable, Hashable {
  /// The line's code.
  package let line: String
  /// Its first month.
  package let firstMonth: Month
  /// What is planned for that month and for each one after it, zero or more.
  package let amounts: [Money]

  init(line: String, firstMonth: Month, amounts: [Money]) {
    self.line = line
    self.firstMonth = firstMonth
    self.amounts = amounts
  }

  /// A line spread evenly, to the cent: the first months take the cents left over.
  /// - Precondition: the last month is not before the first.
  package init(_ line: BudgetLine, from first: Month, through last: Month) {
    precondition(first <= last, "a spread ends before it begins")
    let months = Self.months(first, last)
    self.init(line: line.code, firstMonth: first, amounts: line.amount.split(into: months.count))
  }

  /// A line with what each month has. The books refuse one that does not add up to the line's budget.
  /// - Precondition: there is a month.
  package init(line: String, byMonth amounts: [Month: Money]) {
    guard let first = amounts.keys.min(), let last = amounts.keys.max() else {
      preconditionFailure("a spread needs a month")
    }
    self.init(line: line, firstMonth: first, amounts: Self.months(first, last).map { amounts[$0] ?? .zero })
  }

  private static func months(_ first: Month, _ last: Month) -> [Month] {
    Array(sequence(first: first) { $0 < last ? $0.adding(months: 1) : nil })
  }

  /// All of it.
  package var total: Money { amounts.total() }

  /// Its months, in order.
  package var months: [Month] { amounts.indices.map { firstMonth.adding(months: $0) } }

  /// What a month has.
  package subscript(month: Month) -> Money {
    months.firstIndex(of: month).map { amounts[$0] } ?? .zero
  }

  /// The same shape of another amount, to the cent.
  /// - Precondition: this has something in some month.
  package func scaled(to amount: Money) -> BudgetSpread {
    BudgetSpread(line: line, firstMonth: firstMonth, amounts: amount.split(weights: amounts.map(\.cents)))
  }

  /// Planned through a day: the months that ended by then and, of the month that the day lies in, the part that its days are of it, to the cent.
  package func planned(through day: Day) -> Money {
    zip(months, amounts).map { month, amount in
      if month.lastDay <= day { return amount }
      if month.firstDay > day { return .zero }
      let passed = Int64(month.firstDay.days(until: day) + 1)
      return amount.split(weights: [passed, Int64(month.window.days) - passed])[0]
    }.total()
  }
}

extension Books {
  /// Spreads lines of the version of the budget that the award was read with over months, from a day on. For recorders and finance
  /// administrators; throws SQLSTATE LM001, or LA020 where months do not add up to their line's budget.
  package func spread(_ spreads: [BudgetSpread], of award: Award, from day: Day) throws {
    var lines: [String] = []
    var months: [Day] = []
    var amounts: [Money] = []
    for spread in spreads {
      for (month, amount) in zip(spread.months, spread.amounts) {
        lines.append(spread.line)
        months.append(month.firstDay)
        amounts.append(amount)
      }
    }
    try connection.execute(
      """
      select ledger.spread_budget(
        \(award.organization.id), \(award.code), \(award.budgetVersion), \(day), \(lines), \(months), \(amounts))
      """)
  }

  /// How lines of awards are spread over months on a day, by code, award by award; as of what a seal covers, where one is given.
  package func spreads(of awards: [Award], asOf day: Day, asRecorded seal: Seal? = nil) throws -> [[String:
    BudgetSpread]]
  {
    var found = awards.map { _ in [String: BudgetSpread]() }
    try connection.execute(
      """
      select organization_id, award_code, budget_line_code, first_month, array_to_string(months_cents, ' ') as cents
      from ledger.spreads_as_of(\(awards.map(\.organization.id)), \(awards.map(\.code)), \(day), \(seal?.number))
      """
    ).forEachRow { row in
      let organization = try row.int64("organization_id")
      let code = try row.text("award_code")
      let spread = BudgetSpread(
        line: try row.text("budget_line_code"), firstMonth: try row.day("first_month").month,
        amounts: try row.text("cents").split(separator: " ").compactMap { Int64($0).map(Money.init(cents:)) })
      for (index, award) in awards.enumerated() where award.organization.id == organization && award.code == code {
        found[index][spread.line] = spread
      }
    }
    return found
  }
}
