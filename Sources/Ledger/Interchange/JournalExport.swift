/// The journal as CSV, a line of an entry each, for auditors and for other accounting systems: docs/journal-export.md.
public enum JournalExport {
  /// The columns, in order.
  public static let columns = [
    "entry", "line", "date", "kind", "account", "account_name", "fund", "debit", "credit", "description", "memo",
    "party",
    "party_name", "award", "budget_line", "class", "function", "program", "service_from", "service_through",
    "commitment",
    "reverses", "refunds", "key", "recorded_at", "recorded_by",
  ]

  /// Columns of what people wrote, which a spreadsheet might run.
  static let words: Set = [
    "account_name", "fund", "description", "memo", "party", "party_name", "award", "budget_line", "program", "key",
    "recorded_by",
  ]
}

extension Books {
  /// Writes an organization's journal from its first entry number to its last, piece by piece, as it stands at one moment.
  /// Amounts are US dollars, never negative; texts that a spreadsheet would run get an apostrophe. Returns how many lines.
  public func exportJournal(
    of organization: Organization, from: Day? = nil, through: Day? = nil, write: (String) throws -> Void
  ) throws -> Int {
    var header = CSVWriter()
    header.write(JournalExport.columns.map { .text($0) })
    try write(header.text)
    return try connection.transaction(isolation: .repeatableRead, readOnly: true) { _ in
      var (count, last): (Int, Int64?) = (0, 0)
      while let after = last {
        var piece = CSVWriter()
        last = nil
        try connection.execute(exportQuery(organization, from, through, after: after)).forEachRow { row in
          last = try row.int64("entry")
          count += 1
          piece.write(try Self.exported(row))
        }
        if last != nil { try write(piece.text) }
      }
      return count
    }
  }

  private func exportQuery(_ organization: Organization, _ from: Day?, _ through: Day?, after: Int64) -> Query {
    """
    select l.entry_id as entry, l.line_number as line, l.entry_date::date as date, e.kind, l.account_code as account,
      a.name as account_name, l.fund_code as fund, case when l.amount_cents > 0 then l.amount_cents end as debit,
      case when l.amount_cents < 0 then -l.amount_cents end as credit, e.description, l.memo, l.party_code as party,
      p.name as party_name, l.award_code as award, l.budget_line_code as budget_line, l.net_asset_class as class, l.function,
      l.program_code as program, l.service_from::date, l.service_through::date, l.commitment_number as commitment,
      e.reverses_entry_id as reverses, e.refunds_entry_id as refunds, e.idempotency_key as key,
      to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as recorded_at, e.recorded_by
    from (
      select e.*
      from ledger.journal_entry e
      where e.organization_id = \(organization.id) and e.id > \(after)
        and (\(from)::date is null or e.entry_date >= \(from)::date)
        and (\(through)::date is null or e.entry_date <= \(through)::date)
      order by e.organization_id, e.id
      limit 5000
    ) e
    join ledger.journal_line l on l.organization_id = e.organization_id and l.entry_id = e.id
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    left join ledger.party p on p.organization_id = l.organization_id and p.code = l.party_code
    order by l.entry_id, l.line_number
    """
  }

  private static func exported(_ row: borrowing Row) throws -> [CSVValue] {
    return try JournalExport.columns.map { column in
      if column == "debit" || column == "credit" {
        return try row.moneyOrNil(column).map { .number($0.description) } ?? .empty
      }
      guard let text = try row.textOrNil(column) else { return .empty }
      return JournalExport.words.contains(column) ? .text(text) : .number(text)
    }
  }
}
