/// What of an organization's spending is not released on a day, as that is between one closing and the next; and what the closing of its month makes of
/// that, or has made.
struct ReleaseStanding: Sendable {
  /// What is due of an award on the day, above zero to be released, below zero to be taken back; and what of that is so at the end of its month.
  struct Due: Sendable {
    let award: String
    /// On the day.
    let due: Money
    /// At the end of its month, as the books stand.
    let dueAtEnd: Money
    /// What was released from the day to the end of its month.
    let releasedSince: Money

    /// What of the due the closing of the month does, or did.
    func done(isClosed: Bool) -> Money {
      let reached = isClosed ? releasedSince : dueAtEnd
      return due > .zero ? max(.zero, min(due, reached)) : min(.zero, max(due, reached))
    }
  }

  /// The day.
  let day: Day
  /// The last day that releases are made through; nil where no month is closed.
  let through: Day?
  /// Whether it is of books as of a seal, of which that is not figured.
  var isOfSeal = false
  /// The awards of which something is restricted by time.
  let awards: [DueRelease]
  /// The awards of which something is to be released or taken back on the day.
  let due: [Due]

  private static let unsaid = "What was spent and not released by then is not said of books as of a seal."

  /// What a statement of net assets leaves out.
  var notes: [String] {
    if isOfSeal { return [Self.unsaid] }
    let isClosed = through.map { $0 >= day } ?? false
    func listed(_ words: String, _ amount: (Due) -> Money) -> String? {
      let amounts = due.filter { amount($0) > .zero }.map { "\(amount($0).grouped) of \($0.award)" }
      return amounts.isEmpty ? nil : "\(words): \(amounts.joined(separator: ", "))."
    }
    let end = day.month.lastDay
    let done =
      isClosed
      ? [
        listed("Spent by \(day), and released by the closing of its month, by \(end)") { $0.done(isClosed: true) },
        listed("Released by \(day), and taken back by the closing of its month, by \(end)") {
          -$0.done(isClosed: true)
        },
      ]
      : [
        listed("Spent, and not released yet") { $0.done(isClosed: false) },
        listed("Released, and to be taken back, for it is more than is to be released") { -$0.done(isClosed: false) },
      ]
    // What is due on the day, and no longer when its month ends.
    let left = [
      listed("Spent by \(day), and not to be released any more at the end of its month, \(end)") {
        $0.due > .zero ? $0.due - $0.done(isClosed: isClosed) : .zero
      },
      listed("Released by \(day) beyond what is to be released, and no longer so at the end of its month, \(end)") {
        $0.due < .zero ? $0.done(isClosed: isClosed) - $0.due : .zero
      },
    ]
    let said = done.compactMap { $0 }
    guard !said.isEmpty || left.contains(where: { $0 != nil }) else { return [] }
    let made =
      through.map { "Releases are made through \($0)." } ?? "No month is closed, so nothing is released by a closing."
    return [
      ([made] + said + (said.isEmpty || isClosed ? [] : ["Closing the month does it."]) + left.compactMap { $0 })
        .joined(separator: " ")
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
  /// What is not released as of a day; of books as of a seal, nothing.
  func releaseStanding(of organization: Organization, asOf day: Day, asRecorded seal: Seal?) throws -> ReleaseStanding {
    guard seal == nil else { return ReleaseStanding(day: day, through: nil, isOfSeal: true, awards: [], due: []) }
    let onDay = try dueReleases(of: organization, through: day)
    let due = onDay.filter { $0.due != .zero }
    let end = day.month.lastDay
    let atEnd = due.isEmpty || end == day ? onDay : try dueReleases(of: organization, through: end)
    return ReleaseStanding(
      day: day, through: try closedThrough(of: organization), awards: onDay.filter { $0.timeRestricted != .zero },
      due: due.map { award in
        let last = atEnd.first { $0.award == award.award } ?? award
        return ReleaseStanding.Due(
          award: award.award, due: award.due, dueAtEnd: last.due, releasedSince: last.released - award.released)
      })
  }
}
