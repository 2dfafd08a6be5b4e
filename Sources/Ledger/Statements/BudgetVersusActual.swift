/// Budget versus actual of one award, or of several: what was approved, spent and is left, line by line.
///
///     line | budget | this period, or one column a month, quarter or year | to date | available | % used
///
/// Actual spending is what carries the award's budget line, whatever the account, without depreciation and gifts in
/// kind; spending in the award's fund on no line is a row of its own, so that totals always foot.
public struct BudgetVersusActual: Sendable {
  /// The days a statement covers.
  public struct Span: Sendable, Hashable {
    /// Days shown as "this period", or divided into columns; spending before them is in "to date" only.
    public let window: DayWindow
    /// How the window is divided; nil shows it as one period.
    public let period: DayWindow.Period?

    /// From the first day through the as-of day.
    public init(_ window: DayWindow, by period: DayWindow.Period? = nil) {
      self.window = window
      self.period = period
    }
  }

  /// A line of the statement.
  public struct Line: Sendable, Hashable {
    /// The line's code; nil for spending on no budget line.
    public let code: String?
    /// Its name.
    public let name: String
    /// Its object class; nil for spending on no budget line.
    public let category: BudgetCategory?
    /// Budgeted.
    public let budget: Money
    /// Spent.
    public let spent: BudgetActivity.Line
  }

  /// One award with its lines.
  public struct Part: Sendable, Hashable {
    /// The award.
    public let award: Award
    /// Its lines in order, then spending on no line where there is any.
    public let lines: [Line]
  }

  /// The awards, in the order asked for.
  public let parts: [Part]
  /// What it covers.
  public let span: Span
  /// The columns: one window, or one for each period.
  public let windows: [DayWindow]

  init(awards: [Award], activities: [BudgetActivity], span: Span, windows: [DayWindow]) {
    self.span = span
    self.windows = windows
    let nothing = BudgetActivity.Line(windows: windows.map { _ in .zero })
    parts = zip(awards, activities).map { award, activity in
      var lines = award.lines.map { line in
        Line(
          code: line.code, name: line.name, category: line.category, budget: line.amount,
          spent: activity.lines[line.code] ?? nothing)
      }
      if let unbudgeted = activity.lines[nil], unbudgeted != nothing {
        lines.append(Line(code: nil, name: "On no budget line", category: nil, budget: .zero, spent: unbudgeted))
      }
      return Part(award: award, lines: lines)
    }
  }
}

extension Books {
  /// Budget versus actual of awards, all that this login may read where none is named. Reads at one moment; throws
  /// `UnknownCode` or `Refusal`.
  ///
  /// The period: `from` through `to` where given; else the month of `asOf`, or of `today`, through that day. Divided `by`
  /// months, quarters or fiscal years, it begins with the first day of the terms where `from` is not given.
  public func budgetVersusActual(
    _ references: [String] = [], asOf: Day? = nil, from: Day? = nil, to: Day? = nil, by period: DayWindow.Period? = nil,
    today: Day
  ) throws -> BudgetVersusActual {
    try connection.transaction(isolation: .repeatableRead, readOnly: true) { _ in
      let through = to ?? asOf ?? today
      let awards = try awards(references, asOf: through)
      let earliest = awards.map(\.term.from).min().map { min($0, through) }
      let first = from ?? (period == nil ? through.month.firstDay : earliest ?? through)
      let window = try DayWindow(from: first, through: through)
      let yearStart = awards.first?.organization.fiscalYearFirstMonth ?? 1
      let windows = period.map { window.split(by: $0, yearStart: yearStart) } ?? [window]
      return BudgetVersusActual(
        awards: awards, activities: try activity(of: awards, in: windows), span: .init(window, by: period),
        windows: windows)
    }
  }
}
