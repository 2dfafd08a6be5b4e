/// How large the books of an organization are, and how far they are sealed.
package struct BooksStats: Sendable, Hashable {
  /// Entries, reversals included.
  package let entries: Int
  /// Their lines.
  package let lines: Int
  /// The first and the last day of an entry; nil without entries.
  package let days: DayWindow?
  /// Awards, and how many of them are closed.
  package let awards: Int
  package let closedAwards: Int
  /// Payees, givers and staff.
  package let parties: Int
  /// Documents kept.
  package let documents: Int
  /// The last month that is closed.
  package let lastClosed: Month?
  /// Entries above the last seal.
  package let unsealed: Int
}

extension Books {
  /// Counts an organization's books at one moment.
  package func stats(of organization: Organization) throws -> BooksStats {
    try connection.execute(
      """
      select
        (select count(*) from ledger.journal_entry where organization_id = \(organization.id)) as entries,
        (select count(*) from ledger.journal_line where organization_id = \(organization.id)) as lines,
        (select min(entry_date)::date from ledger.journal_entry where organization_id = \(organization.id)) as first_day,
        (select max(entry_date)::date from ledger.journal_entry where organization_id = \(organization.id)) as last_day,
        (select count(*) from ledger.award where organization_id = \(organization.id)) as awards,
        (select count(*) from ledger.award_progress where organization_id = \(organization.id) and closed_on is not null)
          as closed_awards,
        (select count(*) from ledger.party where organization_id = \(organization.id)) as parties,
        (select count(*) from ledger.document where organization_id = \(organization.id)) as documents,
        (select closed_through::date from ledger.closing_event
         where organization_id = \(organization.id) order by number desc limit 1) as last_closed,
        (select count(*) from ledger.journal_entry e
         where e.organization_id = \(organization.id) and e.id > (select s.entry_floor from ledger.sealing s) and not exists (
           select from ledger.leaf l where l.organization_id = e.organization_id and l.kind = 'entry' and l.number = e.id)) as unsealed
      """
    ).only { row in
      let (first, last) = (try row.dayOrNil("first_day"), try row.dayOrNil("last_day"))
      return BooksStats(
        entries: try row.int("entries"), lines: try row.int("lines"),
        days: first.flatMap { first in last.map { DayWindow(unchecked: first, $0) } },
        awards: try row.int("awards"), closedAwards: try row.int("closed_awards"), parties: try row.int("parties"),
        documents: try row.int("documents"), lastClosed: try row.dayOrNil("last_closed")?.month,
        unsealed: try row.int("unsealed"))
    }
  }
}
