/// Actual spending of one award, by budget line and window of days.
package struct BudgetActivity: Sendable, Hashable {
  /// What was spent in each window, refunds deducted, and before the first.
  package struct Line: Sendable, Hashable {
    /// Spending dated before the first window.
    package var before = Money.zero
    /// Spending in each window, in order.
    package var windows: [Money]
    /// The part of the windows' spending whose service ended before its window began.
    package var earlierService = Money.zero

    /// Everything through the end of the last window.
    package var toDate: Money { before + windows.total() }
  }

  /// By budget line; nil is spending in the award's fund on no budget line.
  package var lines: [String?: Line] = [:]
}

extension Books {
  /// Actual spending of awards through the end of the last window, as the books stand or stood at a seal. The windows
  /// adjoin, in order.
  /// - Precondition: at least one window.
  package func activity(of awards: [Award], in windows: [DayWindow], asRecorded seal: Seal? = nil) throws
    -> [BudgetActivity]
  {
    guard let last = windows.last else { preconditionFailure("activity needs a window") }
    let bounds = windows.map(\.from) + [last.through.adding(days: 1)]
    var found: [AwardKey: BudgetActivity] = [:]
    try connection.execute(
      """
      select organization_id, award_code, budget_line_code, bucket, actual_cents, earlier_service_cents
      from ledger.award_activity(\(awards.map(\.organization.id)), \(awards.map(\.code)), \(bounds), \(seal?.number))
      """
    ).forEachRow { row in
      let award = AwardKey(organization: try row.int64("organization_id"), code: try row.text("award_code"))
      let line = try row.textOrNil("budget_line_code")
      let bucket = try row.int("bucket")
      let amount = try row.money("actual_cents")
      var spent = found[award]?.lines[line] ?? BudgetActivity.Line(windows: windows.map { _ in .zero })
      if bucket == 0 {
        spent.before += amount
      } else {
        spent.windows[bucket - 1] += amount
        spent.earlierService += try row.money("earlier_service_cents")
      }
      found[award, default: BudgetActivity()].lines[line] = spent
    }
    return awards.map { found[AwardKey(organization: $0.organization.id, code: $0.code)] ?? BudgetActivity() }
  }
}

/// An award among those of all organizations.
private struct AwardKey: Hashable {
  let organization: Int64
  let code: String
}
