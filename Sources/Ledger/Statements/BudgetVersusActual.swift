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
      if let unbudgeted = activity.lines[nil] {
        lines.append(Line(code: nil, name: "On no budget line", category: nil, budget: .zero, spent: unbudgeted))
      }
      return Part(award: award, lines: lines)
    }
  }
}

extension Books {
  /// Budget versus actual of awards. Reads at one moment; throws `UnknownCode` or `Refusal`.
  ///
  /// `span` nil means through `today`, with the month of that day as the period. Columns by year are fiscal years of
  /// the first award's organization.
  public func budgetVersusActual(
    _ references: [String], span: BudgetVersusActual.Span? = nil, today: Day
  ) throws -> BudgetVersusActual {
    try connection.transaction(isolation: .repeatableRead, readOnly: true) { _ in
      let awards = try awards(references, asOf: span?.window.through ?? today)
      let span = try span ?? .init(DayWindow(from: today.month.firstDay, through: today))
      let yearStart = awards.first?.organization.fiscalYearFirstMonth ?? 1
      let windows = span.period.map { span.window.split(by: $0, yearStart: yearStart) } ?? [span.window]
      let activities = try activity(of: awards, in: windows)
      return BudgetVersusActual(awards: awards, activities: activities, span: span, windows: windows)
    }
  }
}
