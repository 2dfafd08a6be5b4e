/// The day on which what was recorded is turned, where nobody names one: its own day while that is open, so that its month comes out right,
/// else the first open day; not before what had settled or refunded it was undone itself. Of what belongs together, the day of the first; what is dated later is turned on its own day.
package struct ReversalDay: Sendable, Hashable {
  /// The day.
  package let day: Day
  /// The day of what is turned, where that is closed.
  package let closed: Day?

  /// The last month of the fiscal year of what is turned, where that year was closed.
  package let closedYear: Month?

  /// The day on which what had settled or refunded it was undone, where it is turned on no day before that for this reason.
  package let heldUntil: Day?

  /// Whether some of what is turned each on its own day waits until what had settled or refunded it was undone.
  package let hasHeld: Bool

  /// Of what belongs together, the day of the last.
  private let last: Day

  /// Whether some of it is dated later, and turned on its own day.
  package var hasLater: Bool { last > day }

  /// A day that somebody named.
  package init(named day: Day) {
    (self.day, closed, closedYear, heldUntil, hasHeld, last) = (day, nil, nil, nil, false, day)
  }

  /// The same, on a day that somebody named instead.
  package func moved(to day: Day) -> ReversalDay { ReversalDay(day: day, last: last) }

  private init(day: Day, last: Day) {
    (self.day, closed, closedYear, heldUntil, hasHeld, self.last) = (day, nil, nil, nil, false, last)
  }

  init(first: Day, last: Day, closedThrough: Day?, yearClosedOn: Day?, freedOn: Day?, isEachByItself: Bool) {
    let isClosed = closedThrough.map { first <= $0 } ?? false
    let open = isClosed ? closedThrough.map { $0.adding(days: 1) } ?? first : first
    let held = freedOn.flatMap { $0 > open ? $0 : nil }
    hasHeld = isEachByItself && held != nil
    heldUntil = isEachByItself ? nil : held
    day = heldUntil ?? open
    closed = isClosed ? first : nil
    closedYear = isClosed ? yearClosedOn?.month : nil
    self.last = last
  }

  /// In words that go on, as `dated 2022-07-01, the first day that is open, since 2022-05-31 is closed`.
  package var inWords: String {
    if heldUntil != nil { return "dated \(day), when what had settled or refunded it was undone" }
    return "dated \(day)" + (closed.map { ", the first day that is open, since \($0) is closed" } ?? "")
  }

  /// The same of an entry of a day: what is dated later is turned on its own.
  package func inWords(of entry: Day) -> String { entry > day ? "dated \(entry)" : inWords }

  /// Where the year of what is turned was closed: how that year itself is changed, as a sentence.
  package var adjustment: String? {
    closedYear.map {
      "The year ended \($0) was closed and stays as it is; what its auditor wants changed is recorded in it with \"ledgerctl period adjust \($0)\"."
    }
  }
}

extension Books {
  /// The day on which an entry is turned, with everything that is undone together with it; nil where there is no such entry.
  package func reversalDay(ofEntry number: Int64, of organization: Organization) throws -> ReversalDay? {
    try reversalDay(
      "select unnest(ledger.undone_together(\(organization.id), \(number)))", organization)
  }

  /// The day on which these entries are turned, which a query names; `isEachByItself`: what is held waits for its own.
  func reversalDay(_ entries: Query, _ organization: Organization, isEachByItself: Bool = false) throws -> ReversalDay?
  {
    let days = try connection.execute(
      """
      select d.*, (
          select min(c.entry_date)::date
          from ledger.journal_entry c
          where c.organization_id = \(organization.id) and c.kind = 'closing'
            and c.entry_date between d.first_day and d.first_day + interval '1 year' - interval '1 day'
            and not exists (
              select from ledger.journal_entry r where r.organization_id = c.organization_id and r.reverses_entry_id = c.id)
        ) as year_closed_on, (
          select max(f.on_day) from ledger.freed_days(\(organization.id), array(\(entries))) f
        ) as freed_on
      from (
        select min(e.entry_date)::date as first_day, max(e.entry_date)::date as last_day
        from ledger.journal_entry e
        where e.organization_id = \(organization.id) and e.id in (\(entries))
      ) d
      """
    ).only {
      (
        try $0.dayOrNil("first_day"), try $0.dayOrNil("last_day"), try $0.dayOrNil("year_closed_on"),
        try $0.dayOrNil("freed_on")
      )
    }
    guard let first = days.0, let last = days.1 else { return nil }
    return ReversalDay(
      first: first, last: last, closedThrough: try closedThrough(of: organization), yearClosedOn: days.2,
      freedOn: days.3, isEachByItself: isEachByItself)
  }
}
