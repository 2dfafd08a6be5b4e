/// A calendar month of an organization's books.
public struct AccountingPeriod: Sendable, Hashable {
  /// The month.
  public let month: Month
  /// Whether entries can no longer be dated in it.
  public let isClosed: Bool
  /// How many entries are dated in it.
  public let entryCount: Int
  /// The last event that closed or reopened it: `close` or `reopen`, with its reason, login and time.
  public let lastEvent: String?
}

extension Books {
  /// Months that have entries, or that a closing ended with, in order.
  public func periods(of organization: Organization) throws -> [AccountingPeriod] {
    try connection.execute(
      """
      with event as (
        select v.*, lag(v.closed_through) over (order by v.number) as closed_before
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
  public func closedThrough(of organization: Organization) throws -> Day? {
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

  /// Reopens the books from the first day of a month on. For finance administrators; throws SQLSTATE LM001, LP003 or LP004.
  public func reopen(from month: Month, of organization: Organization, reason: String) throws {
    try connection.execute("select ledger.reopen_books(\(organization.id), \(month.firstDay), \(reason))")
  }
}
