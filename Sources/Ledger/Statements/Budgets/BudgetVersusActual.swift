/// Budget versus actual of one award, or of several: what was approved, spent and is left, line by line.
///
///     line | approved | revisions | revised | prior | this period, or one column a month, quarter or year | to date
///          | committed | available | % used | variance, and what the award's rule says of it
///
/// Actual spending is what carries the award's budget line, whatever the account, without depreciation and gifts in
/// kind; spending in the award's fund on no line is a row of its own, so that totals always foot.
public struct BudgetVersusActual: Sendable {
  /// The days a statement covers.
  package struct Span: Sendable, Hashable {
    /// Days shown as "this period", or divided into columns; spending before them is in "to date" only.
    package let window: DayWindow
    /// How the window is divided; nil shows it as one period.
    package let period: DayWindow.Period?

    /// From the first day through the as-of day.
    package init(_ window: DayWindow, by period: DayWindow.Period? = nil) {
      self.window = window
      self.period = period
    }
  }

  /// A line of the statement.
  package struct Line: Sendable, Hashable {
    /// The line's code; nil for spending on no budget line.
    package let code: String?
    /// Its name.
    package let name: String
    /// The account that its costs are on where none is named; nil for spending on no budget line.
    package let account: String?
    /// Its object class; nil for spending on no budget line.
    package let category: BudgetCategory?
    /// Whether its costs are, where no account is named, an asset in the financial statements: equipment.
    package let isAsset: Bool
    /// What the first version of the budget gave it.
    package let approved: Money
    /// What the version of the statement gives it.
    package let budget: Money
    /// Spent.
    package let spent: BudgetActivity.Line
    /// Open commitments as of the last day.
    package let committed: Money
    /// What was planned through the last day and for the days after it; nil where the line is not spread over months as it is budgeted.
    package let plan: Plan?
    /// Whether it is above its budget, and what the award's rule says of that.
    package let variance: Variance

    /// Neither spent nor committed.
    package var available: Money { budget - spent.toDate - committed }
    /// What was spent above the budget; zero where nothing was.
    package var overrun: Money { max(.zero, spent.toDate - budget) }
    /// What the line comes to in the end: spent, and what is planned for the days after the last one or, where that is more, committed.
    package var projected: Money? { plan.map { spent.toDate + max($0.after, committed) } }
  }

  /// A budget line's plan, divided by a day.
  package struct Plan: Sendable, Hashable {
    /// Planned through the day.
    package let toDate: Money
    /// Planned for the days after it.
    package let after: Money
  }

  /// What an award's rule says of a line.
  package enum Variance: String, Sendable {
    /// Not above its budget.
    case none = ""
    /// Above it, and not beyond the rule.
    case withinRule = "within rule"
    /// Beyond the rule, and explained.
    case explained
    /// Beyond the rule; the explanation is missing.
    case unexplained = "to explain"
  }

  /// One award with its lines.
  public struct Part: Sendable, Hashable {
    /// The award.
    package let award: Award
    /// Its lines in order, then spending on no line where there is any.
    package let lines: [Line]
    /// Why lines are above their budgets.
    package let explanations: [VarianceExplanation]
    /// The columns of its own statement, in order and without gaps.
    package let windows: [DayWindow]

    /// Lines with money and no plan.
    package var unplanned: [Line] { lines.filter { $0.code != nil && $0.plan == nil } }
  }

  /// The awards, in the order asked for.
  public let parts: [Part]
  /// What it covers.
  package let span: Span
  /// Awards that nobody named and that have not begun by the last day: they are left out.
  package let notBegun: [Award]

  /// The seal that it shows the books as of; nil shows all that was recorded.
  package let asRecorded: Seal?
  /// Whether it has the columns in short: budget, period, to date, committed, available, % used.
  package let isBrief: Bool
  /// Whether what was spent before the first column has one: always, but of a short statement only where the columns begin on a day asked for.
  let hasPrior: Bool
  /// The month that years begin with in columns of several organizations.
  let yearStart: Int

  init(
    awards: [Award], activities: [BudgetActivity], spreads: [[String: BudgetSpread]],
    explanations: [[VarianceExplanation]], windows: [[DayWindow]], span: Span, asRecorded: Seal?,
    isBrief: Bool, hasPrior: Bool, yearStart: Int, isNamed: Bool
  ) {
    self.asRecorded = asRecorded
    self.span = span
    self.isBrief = isBrief
    self.hasPrior = hasPrior
    self.yearStart = yearStart
    let all = awards.indices.map { index in
      let (award, activity) = (awards[index], activities[index])
      return Part(
        award: award, lines: Self.lines(of: award, activity, windows[index], spreads[index]),
        explanations: explanations[index].filter { $0.asOf <= span.window.through }, windows: windows[index])
    }
    // An award that nobody named is left out before it begins, unless something was spent or ordered.
    parts = all.filter { part in
      isNamed || part.award.term.from <= span.window.through
        || part.lines.contains {
          $0.spent.toDate != .zero || $0.committed != .zero || $0.spent.windows.contains { $0 != .zero }
        }
    }
    let shown = Set(parts.map(\.award.reference))
    notBegun = awards.filter { !shown.contains($0.reference) }
  }

  /// Which awards are left out since they have not begun, in a sentence; nil where none is.
  package var notShown: String? {
    notBegun.isEmpty
      ? nil
      : "Not shown: \(notBegun.map { "\($0.code), begins \($0.term.from)" }.joined(separator: "; "))."
  }

  /// As spending on no budget line is called.
  static let noLine = "On no budget line"

  private static func lines(
    of award: Award, _ activity: BudgetActivity, _ windows: [DayWindow], _ spreads: [String: BudgetSpread]
  ) -> [Line] {
    let nothing = BudgetActivity.Line(windows: windows.map { _ in .zero })
    let whole = award.lines.map(\.amount).total()
    func line(_ budgeted: BudgetLine?, _ spent: BudgetActivity.Line) -> Line {
      let budget = budgeted?.amount ?? .zero
      let committed = budgeted?.committed ?? .zero
      let over = spent.toDate - budget
      let isBeyond = award.varianceRule.isPassed(by: over, of: award.varianceRule.basis == .line ? budget : whole)
      let explained = budgeted?.explained ?? award.unbudgetedExplained
      return Line(
        code: budgeted?.code, name: budgeted?.name ?? noLine, account: budgeted?.account,
        category: budgeted?.category, isAsset: budgeted?.accountKind == .asset,
        approved: budgeted?.approved ?? .zero, budget: budget, spent: spent, committed: committed,
        plan: plan(budgeted, budgeted.flatMap { spreads[$0.code] }, windows.last),
        variance: over <= .zero ? .none : !isBeyond ? .withinRule : explained >= over ? .explained : .unexplained)
    }
    var lines = award.lines.compactMap { budgeted -> Line? in
      let spent = activity.lines[budgeted.code] ?? nothing
      // A line that a later version added is not in the statement of an earlier one.
      if !budgeted.isInVersion, spent == nothing, budgeted.committed == .zero { return nil }
      return line(budgeted, spent)
    }
    if let unbudgeted = activity.lines[nil], unbudgeted != nothing { lines.append(line(nil, unbudgeted)) }
    return lines
  }

  /// The plan of a line; one without money, and spending on no line, is planned as nothing.
  private static func plan(_ line: BudgetLine?, _ spread: BudgetSpread?, _ last: DayWindow?) -> Plan? {
    guard let line, line.amount > .zero else { return Plan(toDate: .zero, after: .zero) }
    guard let spread, let last, spread.total == line.amount else { return nil }
    let toDate = spread.planned(through: last.through)
    return Plan(toDate: toDate, after: spread.total - toDate)
  }
}

extension Books {
  /// Budget versus actual of awards, all that this login may read where none is named. Reads at one moment, in a trial that is under way what it tries; throws
  /// `UnknownCode` or `Refusal`.
  ///
  /// The period: `from` through `to` where given; else the month of `asOf`, or of `today`, through that day. Divided `by`
  /// months, quarters or fiscal years, it begins with the first day of the award's term where `from` is not given, and its years are the
  /// organization's; `consolidated`: with the first day of all terms, and its years are those of the first organization. The budget is
  /// the version that held on the last day, or the version asked for. `asRecorded`: as the books stood at a seal.
  public func budgetVersusActual(
    _ references: [String] = [], asOf: Day? = nil, from: Day? = nil, to: Day? = nil, by period: DayWindow.Period? = nil,
    version: Int? = nil, brief: Bool = false, consolidated: Bool = false, asRecorded moment: RecordedMoment? = nil,
    today: Day
  ) throws -> BudgetVersusActual {
    try connection.atOneMoment {
      let through = to ?? asOf ?? today
      let seal = try moment.map { try self.seal($0) }
      let awards = try awards(references, asOf: through, budgetVersion: version, asRecorded: seal)
      if let version, let without = awards.first(where: { $0.budgetVersion == nil }) {
        throw Refusal(
          "the budget of \(without.code) has no version \(version)",
          nextStep: "\"ledgerctl budget history \(without.reference)\" lists its versions")
      }
      let first = from ?? awards.map(\.term.from).min().map { min($0, through) } ?? through
      let window = try DayWindow(from: period == nil ? from ?? through.month.firstDay : first, through: through)
      let yearStart = awards.first?.organization.fiscalYearFirstMonth ?? 1
      let windows = try awards.map { award in
        guard let period else { return [window] }
        let own = try DayWindow(from: consolidated ? first : from ?? min(award.term.from, through), through: through)
        return own.split(
          by: period, yearStart: consolidated ? yearStart : award.organization.fiscalYearFirstMonth)
      }
      return BudgetVersusActual(
        awards: awards, activities: try activity(of: awards, eachIn: windows, asRecorded: seal),
        spreads: try awards.contains(where: \.isSpread)
          ? spreads(of: awards, asOf: through, asRecorded: seal) : awards.map { _ in [:] },
        explanations: try awards.map { try $0.hasExplanations ? explanations(of: $0, asRecorded: seal) : [] },
        windows: windows, span: .init(window, by: period), asRecorded: seal, isBrief: brief,
        hasPrior: !brief || period != nil && from != nil, yearStart: yearStart, isNamed: !references.isEmpty)
    }
  }

  /// Actual spending of awards, each in its own windows: one reading for all that have the same.
  private func activity(
    of awards: [Award], eachIn windows: [[DayWindow]], asRecorded seal: Seal?
  ) throws -> [BudgetActivity] {
    var found = awards.map { _ in BudgetActivity() }
    for (windows, members) in Dictionary(grouping: awards.indices, by: { windows[$0] }) {
      let read = try activity(of: members.map { awards[$0] }, in: windows, asRecorded: seal)
      for (index, activity) in zip(members, read) { found[index] = activity }
    }
    return found
  }

  /// Where an award's lines stand with everything that was recorded, whatever its day; nil for a stranger to it.
  package func standing(of award: Award) throws -> BudgetVersusActual.Part? {
    try budgetVersusActual([award.reference], asOf: .latest, today: .latest).parts.first
  }

  /// Which of these lines of an award are above the last version of its budget, open commitments counted, and by how much: one row read a line, where
  /// `standing(of:)` reads the award. Nil for a line is spending on no line. In a trial that is under way, what it tries counts.
  package func overruns(of award: Award, lines: [String?]) throws -> [(code: String?, name: String, amount: Money)] {
    let over = try connection.execute(
      """
      select m.budget_line_code, (m.used_amount - m.limit_amount)::bigint as cents
      from ledger.measure m
      where m.organization_id = \(award.organization.id)::bigint and m.kind = 'budget_line' and m.award_code = \(award.code)
        and m.budget_line_code = any (\(lines.compactMap(\.self))::text[]) and m.used_amount > m.limit_amount
      """
    ).map { (code: try $0.text("budget_line_code"), amount: try $0.money("cents")) }
    var found: [(code: String?, name: String, amount: Money)] = award.lines.flatMap { line in
      over.filter { $0.code == line.code }.map { (code: line.code, name: line.name, amount: $0.amount) }
    }
    if lines.contains(nil) {
      let recorded = try standing(of: award)?.lines.first { $0.code == nil }?.spent.toDate ?? .zero
      let amount = try recorded + tried(onNoLineOf: award)
      if amount > .zero { found.append((code: nil, name: BudgetVersusActual.noLine, amount: amount)) }
    }
    return found
  }

  /// What is spent of an award on no line by a trial, which draws numbers below zero, so that statements do not read it.
  private func tried(onNoLineOf award: Award) throws -> Money {
    try connection.execute(
      """
      select coalesce(sum(l.amount_cents), 0)::bigint as cents
      from ledger.journal_line l
      where l.organization_id = \(award.organization.id) and l.award_code = \(award.code) and l.entry_id < 0
        and l.budget_line_code is null and l.function is not null
      """
    ).only { try $0.money("cents") }
  }
}

extension Award {
  fileprivate var hasExplanations: Bool {
    unbudgetedExplained > .zero || lines.contains { $0.explained > .zero }
  }
}
