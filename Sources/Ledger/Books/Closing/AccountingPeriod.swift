/// A calendar month of an organization's books.
package struct AccountingPeriod: Sendable, Hashable {
  /// The month.
  package let month: Month
  /// Whether entries can no longer be dated in it.
  package let isClosed: Bool
  /// How many entries are dated in it.
  package let entryCount: Int
  /// The last event that closed, reopened or adjusted it: `close`, `reopen` or `adjust`, with its reason, login and time.
  package let lastEvent: String?
}

/// An event that closed or reopened the books of an organization, or adjusted a year of them.
package struct ClosingEvent: Sendable {
  /// From 1, in the order of recording.
  package let number: Int
  /// What it did.
  package let action: Action
  /// The last day that is closed from then on.
  package let closedThrough: Day
  /// Why.
  package let reason: String
  /// When, by the server's clock, UTC, and by which login.
  package let recordedAt: String
  package let recordedBy: String
  /// Whether it closed days that were not over.
  package let isEarly: Bool
  /// Who approved an adjustment, and the document it rests on; nil of any other event.
  package let approval: (approvedBy: String, document: Int64)?

  /// What a closing event did.
  package enum Action: String, Sendable {
    /// Closed the books through a day.
    case close
    /// Reopened them after that day.
    case reopen
    /// Took adjustments of a fiscal year that was closed, whose last month begins after that day; the next event closes the books again.
    case adjust
  }

  /// In words, with the day.
  package var words: String {
    switch action {
    case .close: "closed through \(closedThrough)\(isEarly ? ", before it was over" : "")"
    case .reopen: "reopened from \(closedThrough.adding(days: 1)) on"
    case .adjust:
      "adjusted the year ended \(closedThrough.adding(days: 1).month.lastDay)"
        + (approval.map { ", approved by \($0.approvedBy), document \($0.document)" } ?? "")
    }
  }
}

extension Books {
  /// Every closing, reopening and adjustment, in the order of recording; or the one of a number.
  package func closingEvents(of organization: Organization, number: Int? = nil) throws -> [ClosingEvent] {
    try connection.execute(
      """
      select c.number, c.action, c.closed_through::date, c.reason, c.recorded_by, c.is_early, c.approved_by, d.number as document,
        to_char(c.recorded_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as recorded_at
      from ledger.closing_event c
      left join ledger.document d on d.organization_id = c.organization_id and d.sha256 = c.document_sha256
      where c.organization_id = \(organization.id) and (\(number)::integer is null or c.number = \(number)::integer)
      order by c.number
      """
    ).map { row in
      let document = try row.int64OrNil("document")
      return ClosingEvent(
        number: try row.int("number"), action: .init(rawValue: try row.text("action")) ?? .close,
        closedThrough: try row.day("closed_through"), reason: try row.text("reason"),
        recordedAt: try row.text("recorded_at"), recordedBy: try row.text("recorded_by"),
        isEarly: try row.bool("is_early"),
        approval: try row.textOrNil("approved_by").map { ($0, document ?? 0) })
    }
  }

  /// Months that have entries, or that a closing ended with, in order.
  package func periods(of organization: Organization) throws -> [AccountingPeriod] {
    try connection.execute(
      """
      with event as (
        select v.*, lag(v.closed_through) over (order by v.number) as closed_before,
          lag(v.action) over (order by v.number) as action_before
        from ledger.closing_event v
        where v.organization_id = \(organization.id)
      ), month as (
        select date_trunc('month', entry_date)::date as starts_on, count(*) as entry_count
        from ledger.journal_entry
        where organization_id = \(organization.id)
        group by 1
        union all
        select date_trunc('month', closed_through)::date, 0 from event where action = 'close'
      )
      select m.starts_on, sum(m.entry_count)::bigint as entry_count,
        coalesce((select v.closed_through from event v order by v.number desc limit 1) >= m.starts_on, false) as is_closed,
        (
          select v.action || ' by ' || v.recorded_by || ' on ' || to_char(v.recorded_at at time zone 'UTC', 'YYYY-MM-DD')
            || ': ' || v.reason
          from event v
          where case v.action
              when 'close' then v.closed_through >= m.starts_on and coalesce(v.closed_before < m.starts_on, true)
                and v.action_before is distinct from 'adjust'
              else v.closed_through < m.starts_on and v.closed_before >= m.starts_on
            end
          order by v.number desc
          limit 1
        ) as last_event
      from month m
      group by m.starts_on
      order by m.starts_on
      """
    ).map { row in
      AccountingPeriod(
        month: try row.day("starts_on").month, isClosed: try row.bool("is_closed"),
        entryCount: try row.int("entry_count"),
        lastEvent: try row.textOrNil("last_event"))
    }
  }

  /// The day through which the books of an organization are closed; nil where nothing is.
  package func closedThrough(of organization: Organization) throws -> Day? {
    try connection.execute(
      """
      select closed_through::date
      from ledger.closing_event
      where organization_id = \(organization.id)
      order by number desc
      limit 1
      """
    ).map { try $0.day("closed_through") }.first
  }

  /// Reopens the books from the first day of a month on, and undoes the closing of each year that is open again, on its own day. Returns
  /// these, by year. For finance administrators; throws SQLSTATE LM001, LP003 or LP004.
  @discardableResult
  package func reopen(from month: Month, of organization: Organization, reason: String) throws -> [UndoneClosing] {
    try connection.execute(
      """
      select entry_id, reversal_id, entry_date
      from ledger.reopen_books(\(organization.id), \(month.firstDay), \(reason))
      """
    ).map {
      UndoneClosing(
        yearEnd: try $0.day("entry_date"), entry: try $0.int64("entry_id"), reversal: try $0.int64("reversal_id"))
    }
  }
}

/// The closing of a year that a reopening undid.
package struct UndoneClosing: Sendable, Hashable {
  /// The last day of the year, on which both entries are dated.
  package let yearEnd: Day
  /// The closing entry.
  package let entry: Int64
  /// Its reversal.
  package let reversal: Int64
}
