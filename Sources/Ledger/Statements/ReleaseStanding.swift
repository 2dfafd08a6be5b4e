/// What of an organization's spending is not released yet, between one closing and the next: closing a month releases it.
struct ReleaseStanding: Sendable {
  /// The last day that releases are made through; nil where no month is closed.
  let through: Day?
  /// Whether it is of books as of a seal, of which that is not figured.
  var isOfSeal = false
  /// The awards of which something is to be released or taken back, or is restricted by time.
  let awards: [DueRelease]

  private static let unsaid = "What was spent and not released by then is not said of books as of a seal."

  /// What a statement of net assets leaves out.
  var notes: [String] {
    if isOfSeal { return [Self.unsaid] }
    let due = awards.filter { $0.due != .zero }
    guard !due.isEmpty else { return [] }
    let made =
      through.map { "Releases are made through \($0)" } ?? "No month is closed, so nothing is released by a closing"
    func listed(_ awards: [DueRelease], _ amount: (DueRelease) -> Money) -> String {
      awards.map { "\(amount($0).grouped) of \($0.award)" }.joined(separator: ", ")
    }
    let spent = due.filter { $0.due > .zero }
    let back = due.filter { $0.due < .zero }
    return [
      "\(made). "
        + (spent.isEmpty ? "" : "Spent, and not released yet: \(listed(spent, \.due)). ")
        + (back.isEmpty
          ? "" : "Released, and to be taken back since its spending or support fell: \(listed(back) { -$0.due }). ")
        + "Closing the month does it."
    ]
  }

  /// What of net assets with donor restrictions is for a later time.
  var timeNote: [String] {
    let later = awards.map(\.timeRestricted).total()
    return later == .zero
      ? []
      : [
        "Of net assets with donor restrictions, \(later.grouped) is restricted by time: due in a later fiscal year than it was promised."
      ]
  }
}

extension Books {
  /// What is not released yet as of a day; of books as of a seal, nothing.
  func releaseStanding(of organization: Organization, asOf day: Day, asRecorded seal: Seal?) throws -> ReleaseStanding {
    guard seal == nil else { return ReleaseStanding(through: nil, isOfSeal: true, awards: []) }
    return ReleaseStanding(
      through: try closedThrough(of: organization),
      awards: try dueReleases(of: organization, through: day).filter { $0.due != .zero || $0.timeRestricted != .zero })
  }
}
