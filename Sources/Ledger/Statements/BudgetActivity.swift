/// Actual spending of one award, by budget line and window of days.
public struct BudgetActivity: Sendable, Hashable {
  /// What was spent in each window, refunds deducted, and before the first.
  public struct Line: Sendable, Hashable {
    /// Spending dated before the first window.
    public var before = Money.zero
    /// Spending in each window, in order.
    public var windows: [Money]
    /// The part of the windows' spending whose service ended before its window began.
    public var earlierService = Money.zero

    /// Everything through the end of the last window.
    public var toDate: Money { before + windows.total() }
  }

  /// By budget line; nil is spending in the award's fund on no budget line.
  public var lines: [String?: Line] = [:]
}

extension Books {
  /// Actual spending of awards through the end of the last window, as the books stand or stood at a seal. The windows
  /// adjoin, in order.
  /// - Precondition: at least one window.
  public func activity(of awards: [Award], in windows: [DayWindow], asRecorded seal: Seal? = nil) throws
    -> [BudgetActivity]
  {
    guard let last = windows.last else { preconditionFailure("activity needs a window") }
    let bounds = windows.map(\.from) + [last.through.adding(days: 1)]
    var activities = awards.map { _ in BudgetActivity() }
    try connection.execute(
      """
      select organization_id, award_code, budget_line_code, bucket, actual_cents, earlier_service_cents
      from ledger.award_activity(\(awards.map(\.organization.id)), \(awards.map(\.code)), \(bounds), \(seal?.number))
      """
    ).forEachRow { row in
      let organization = try row.int64("organization_id")
      let code = try row.text("award_code")
      let line = try row.textOrNil("budget_line_code")
      let bucket = try row.int("bucket")
      let amount = try row.money("actual_cents")
      let earlier = try row.money("earlier_service_cents")
      for (index, award) in awards.enumerated() where award.organization.id == organization && award.code == code {
        var found = activities[index].lines[line] ?? BudgetActivity.Line(windows: windows.map { _ in .zero })
        if bucket == 0 {
          found.before += amount
        } else {
          found.windows[bucket - 1] += amount
          found.earlierService += earlier
        }
        activities[index].lines[line] = found
      }
    }
    return activities
  }
}
