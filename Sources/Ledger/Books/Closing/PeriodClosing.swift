/// What the closing of the books through a month posted before it closed them.
package struct PeriodClosing: Sendable, Hashable {
  /// A release of donor restrictions.
  package struct Release: Sendable, Hashable {
    /// The month it was posted for, on its last day.
    package let month: Month
    /// The award.
    package let award: String
    /// Released; negative where spending was taken back after its release.
    package let amount: Money
    /// The entry.
    package let entry: Int64
    /// Whether the calendar released it: the time came of what spending had earned before.
    package let isByTime: Bool
  }

  /// The releases, by month and award.
  package internal(set) var releases: [Release] = []
  /// The entries that closed a year, by the month it ended with. None where nothing was open.
  package internal(set) var yearEnds: [Month: Int64] = [:]

  /// This closing and the one that followed it, as one.
  package func followed(by next: PeriodClosing) -> PeriodClosing {
    var both = self
    both.releases += next.releases
    both.yearEnds.merge(next.yearEnds) { $1 }
    return both
  }

  /// Reads a row that tells what was posted.
  fileprivate mutating func read(_ row: borrowing Row) throws {
    let month = try row.day("starts_on").month
    if let award = try row.textOrNil("award_code") {
      releases.append(
        .init(
          month: month, award: award, amount: try row.money("amount_cents"), entry: try row.int64("entry_id"),
          isByTime: try row.text("kind") == AccountRole.releaseTime.rawValue))
    } else {
      yearEnds[month] = try row.int64("entry_id")
    }
  }
}

/// What an adjustment of a closed year recorded.
package struct YearAdjustment: Sendable {
  /// The adjustments, in their order.
  package internal(set) var entries: [PostedEntry] = []
  /// The releases that changed, and the further closings of years. Empty where the adjustments were recorded before.
  package internal(set) var closing = PeriodClosing()
}

/// What is to be released of an award as of a day.
package struct DueRelease: Sendable, Hashable {
  /// The award's code.
  package let award: String
  /// Qualifying spending.
  package let spent: Money
  /// Recognized without restrictions directly, by the policy of simultaneous release.
  package let direct: Money
  /// Released so far.
  package let released: Money
  /// Net assets with restrictions of the award's fund.
  package let restricted: Money
  /// What is due; negative where spending was taken back after its release.
  package let due: Money
  /// What of the restricted is so by time through that day, and not to be released yet.
  package let timeRestricted: Money
  /// What of the due the calendar releases: its time came, and spending had earned it before.
  package let dueByTime: Money
}

extension Books {
  /// Closes the books through the last day of a month, after posting what closing needs: the releases of donor restrictions of each
  /// open month on the way, and with `yearEnd` the closing of each fiscal year that ends on the way.
  /// `early` closes a month that is not over. For finance administrators; throws SQLSTATE LM001, LP002 or LP004, or constraint
  /// `closing_event_early_check`.
  @discardableResult
  package func close(
    through month: Month, of organization: Organization, reason: String, yearEnd: Bool = false, early: Bool = false
  ) throws -> PeriodClosing {
    var closing = PeriodClosing()
    try connection.execute(
      """
      select starts_on, kind, award_code, amount_cents, entry_id
      from ledger.close_books(\(organization.id), \(month.firstDay), \(reason), \(yearEnd), \(early))
      """
    ).forEachRow { try closing.read($0) }
    return closing
  }

  /// Records adjustments of a fiscal year that is closed to net assets, such as an auditor's: dated its last day, with who approved them and
  /// the document they rest on; then the releases that change in that month and in every later closed one, and a further closing of that year
  /// and of each later closed one. All or nothing, and the books are closed through the same day as before. Keys that are recorded already
  /// answer with their entries. For finance administrators; throws SQLSTATE LM001, LP007, LK001, LP004, LD001 to LD003, or whatever
  /// rule an entry breaks.
  package func adjust(
    yearEnded yearEnd: Day, of organization: Organization, _ drafts: [EntryDraft], approvedBy: String,
    document: DocumentDraft,
    reason: String
  ) throws -> YearAdjustment {
    let mediaType = try document.knownMediaType()
    var adjustment = YearAdjustment()
    try connection.execute(
      """
      select starts_on, kind, award_code, amount_cents, entry_id, already_recorded
      from ledger.adjust_year(
        \(organization.id), \(yearEnd), \(DraftParameters(drafts).query), \(approvedBy), \(ByteText(document.bytes))::bytea,
        \(mediaType), \(document.fileName), \(reason))
      """
    ).forEachRow { row in
      if try row.text("kind") == "journal" {
        adjustment.entries.append(
          PostedEntry(number: try row.int64("entry_id"), wasRecorded: try row.bool("already_recorded")))
      } else {
        try adjustment.closing.read(row)
      }
    }
    return adjustment
  }

  /// The last entry that closed the fiscal year ended on a day, where the books are closed through it; else nil.
  package func closingEntry(ofYearEnded day: Day, of organization: Organization) throws -> Int64? {
    guard let closed = try closedThrough(of: organization), closed >= day else { return nil }
    var filter = EntryFilter()
    (filter.from, filter.through) = (day, day)
    return try entries(of: organization, filter).last {
      $0.draft.kind == .closing && $0.reversedBy == nil && $0.reverses == nil
    }?
    .number
  }

  /// What is to be released through a day, award by award.
  package func dueReleases(of organization: Organization, through day: Day) throws -> [DueRelease] {
    try connection.execute(
      "select * from ledger.due_releases(\(organization.id), \(day)) order by award_code"
    ).map { row in
      DueRelease(
        award: try row.text("award_code"), spent: try row.money("spent_cents"), direct: try row.money("direct_cents"),
        released: try row.money("released_cents"), restricted: try row.money("restricted_cents"),
        due: try row.money("due_cents"), timeRestricted: try row.money("time_restricted_cents"),
        dueByTime: try row.money("time_due_cents"))
    }
  }

  /// What is unspent of awards that ended by a day and goes back by their terms.
  package func unspentOfEndedAwards(of organization: Organization, through day: Day) throws -> [UnspentAward] {
    try connection.execute(
      "select award_code, ended_on, amount_cents, committed_cents from ledger.unspent_of_ended(\(organization.id), \(day))"
    ).map {
      UnspentAward(
        award: try $0.text("award_code"), endedOn: try $0.day("ended_on"), amount: try $0.money("amount_cents"),
        committed: try $0.money("committed_cents"))
    }
  }

  /// What is unspent of awards that ended and goes back by their terms, by the fiscal years that end on the days from one to another: of each in
  /// the first on whose last day it is, and in a later one only what is more.
  package func unspentByYear(of organization: Organization, from first: Day, through last: Day) throws -> [UnspentYear]
  {
    var years: [UnspentYear] = []
    var before: [String: Money] = [:]
    var end = organization.fiscalYear(of: first).through
    while end <= last {
      let awards = try unspentOfEndedAwards(of: organization, through: end).compactMap { one -> UnspentAward? in
        let more = one.amount - before[one.award, default: .zero]
        guard more > .zero else { return nil }
        before[one.award, default: .zero] += more
        return UnspentAward(award: one.award, endedOn: one.endedOn, amount: more, committed: one.committed)
      }
      if !awards.isEmpty { years.append(UnspentYear(end: end, awards: awards)) }
      end = organization.fiscalYear(of: end.adding(days: 1)).through
    }
    return years
  }

  /// Awards of which money was given back by a day that was spent meanwhile.
  package func returnedAndSpent(of organization: Organization, through day: Day) throws -> [ReturnedAndSpent] {
    try connection.execute(
      "select award_code, amount_cents, entry_id, undone_on from ledger.returned_and_spent(\(organization.id), \(day))"
    ).map {
      ReturnedAndSpent(
        organization: organization, award: try $0.text("award_code"), amount: try $0.money("amount_cents"),
        entry: try $0.int64("entry_id"), undoneOn: try $0.dayOrNil("undone_on"))
    }
  }

  /// The last day of the first fiscal year that ended before a day and whose revenue and expenses are not closed to net assets; nil where none is.
  package func yearLeftOpen(of organization: Organization, before day: Day) throws -> Day? {
    var left: Day?
    var last = organization.fiscalYear(of: day).from.adding(days: -1)
    while try isYearOpen(last, of: organization) {
      left = last
      last = organization.fiscalYear(of: last).from.adding(days: -1)
    }
    return left
  }

  /// Whether some revenue, expense or release is not closed to net assets through a day.
  private func isYearOpen(_ day: Day, of organization: Organization) throws -> Bool {
    try connection.execute(
      """
      select exists (
        select
        from ledger.account_balances(\(organization.id), \(day)::date, null) b
        join ledger.account a on a.organization_id = \(organization.id) and a.code = b.account_code
        where a.type in ('revenue', 'expense', 'release')
        group by b.account_code
        having sum(b.balance_cents) <> 0) as is_open
      """
    ).only { try $0.bool("is_open") }
  }
}

/// An award of which more was given back than is left.
package struct ReturnedAndSpent: Sendable, Hashable {
  let organization: Organization
  /// The award.
  package let award: String
  /// How much of what was returned is spent.
  package let amount: Money
  /// The last return that stands on the day.
  package let entry: Int64
  /// The later day on which that is undone; nil where it is not.
  package let undoneOn: Day?

  /// What is open, for a list.
  var what: String {
    "\(amount.grouped) that was returned to the funder is spent"
      + (undoneOn.map { ", until entry \(entry) is undone on \($0)" } ?? "")
  }
  /// How it is mended.
  var command: String {
    undoneOn != nil
      ? "ledgerctl entry move \(entry) --date DAY --org \(organization.code) --reason WHY, where it never went back"
      : "ledgerctl undo \(entry) --org \(organization.code) --reason WHY, a payment of its own before it, and return what is left"
  }
}

/// An award that ended, and what of it is unspent and goes back to its funder by its terms.
package struct UnspentAward: Sendable, Hashable {
  /// The award.
  package let award: String
  /// The last day of its term.
  package let endedOn: Day
  /// What is neither spent nor committed, more than zero.
  package let amount: Money
  /// What is committed and open, and stays.
  package let committed: Money
}

/// The last day of a fiscal year, and what goes back on it.
package struct UnspentYear: Sendable, Hashable {
  /// The last day.
  package let end: Day
  /// The awards, at least one.
  package let awards: [UnspentAward]
}
