/// A calendar month of an organization's books.
public struct AccountingPeriod: Sendable, Hashable {
  /// The month.
  public let month: Month
  /// Whether entries can no longer be dated in it.
  public let isClosed: Bool
  /// How many entries are dated in it.
  public let entryCount: Int
  /// The last event: `close` or `reopen`, with its reason, login and time.
  public let lastEvent: String?
}

extension Books {
  /// Months that have entries, or were ever closed, in order.
  public func periods(of organization: Organization) throws -> [AccountingPeriod] {
    try connection.execute(
      """
      select p.starts_on::date, p.state = 'closed' as is_closed, coalesce(e.entry_count, 0) as entry_count,
        v.action || ' by ' || v.recorded_by || ' on ' || to_char(v.recorded_at at time zone 'UTC', 'YYYY-MM-DD')
          || ': ' || v.reason as last_event
      from ledger.accounting_period p
      left join (
        select date_trunc('month', entry_date)::date as starts_on, count(*) as entry_count
        from ledger.journal_entry
        where organization_id = \(organization.id)
        group by 1
      ) e on e.starts_on = p.starts_on
      left join lateral (
        select v.*
        from ledger.period_event v
        where v.organization_id = p.organization_id and v.starts_on = p.starts_on
        order by v.id desc
        limit 1
      ) v on true
      where p.organization_id = \(organization.id) and (e.entry_count is not null or v.id is not null)
      order by p.starts_on
      """
    ).map { row in
      AccountingPeriod(
        month: try row.day("starts_on").month, isClosed: try row.bool("is_closed"),
        entryCount: try row.int("entry_count"),
        lastEvent: try row.textOrNil("last_event"))
    }
  }

  /// The closed months of an organization.
  public func closedMonths(of organization: Organization) throws -> Set<Month> {
    Set(
      try connection.execute(
        """
        select starts_on::date
        from ledger.accounting_period
        where organization_id = \(organization.id) and state = 'closed'
        """
      ).map { try $0.day("starts_on").month })
  }

  /// Reopens closed months, all or none. For finance administrators; throws SQLSTATE LM001 or LP003.
  public func reopen(_ months: [Month], of organization: Organization, reason: String) throws {
    try connection.execute(
      "select ledger.change_period(\(organization.id), \(months.map(\.firstDay)), 'reopen', \(reason))")
  }
}
