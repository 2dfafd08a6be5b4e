/// The journal as CSV, a line of an entry each, for auditors and for other accounting systems: docs/journal-export.md.
package enum JournalExport {
  /// The columns, in order: those of the view `report.journal`.
  package static let columns = [
    "organization", "entry_number", "line_number", "entry_date", "kind", "account", "account_name", "fund", "debit",
    "credit", "description", "memo", "party", "party_name", "participant", "award", "budget_line", "class", "function",
    "program",
    "service_from", "service_through", "commitment", "settles_entry", "reverses_entry", "reversed_by_entry",
    "reversal_reason", "refunds_entry", "origin", "origin_number", "origin_part", "invoice_number", "invoiced_on",
    "due_on", "payment_method", "payment_reference", "proposal", "prepared_by", "approved_by", "documents", "import",
    "membership", "approval_version", "closing", "idempotency_key", "recorded_at", "recorded_by",
  ]

  /// The same as a query takes them: times are UTC, and the side that a line is not on is empty.
  static var selected: Query {
    Query(
      unescaped: columns.map { column in
        switch column {
        case "recorded_at": "to_char(j.recorded_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') as recorded_at"
        case "debit", "credit": "nullif(j.\(column), 0) as \(column)"
        default: "j.\(column)"
        }
      }.joined(separator: ", "))
  }

  /// Columns of what people wrote, which a spreadsheet might run.
  static let words: Set = [
    "account_name", "fund", "description", "memo", "party", "party_name", "participant", "award", "budget_line",
    "program", "reversal_reason", "invoice_number", "payment_reference", "prepared_by", "approved_by",
    "idempotency_key", "recorded_by",
  ]
}

extension Books {
  /// Writes an organization's journal from its first entry number to its last, piece by piece, as it stands at one moment.
  /// Amounts are US dollars, never negative; texts that a spreadsheet would run get an apostrophe. Returns how many lines.
  package func exportJournal(
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
          last = try row.int64("entry_number")
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
    select \(JournalExport.selected)
    from (
      select min(e.id) as first, max(e.id) as last
      from (
        select e.id
        from ledger.journal_entry e
        where e.organization_id = \(organization.id) and e.id > \(after)
          and (\(from)::date is null or e.entry_date >= \(from)::date)
          and (\(through)::date is null or e.entry_date <= \(through)::date)
        order by e.organization_id, e.id
        limit 5000
      ) e
    ) piece
    join report.journal j on j.organization = \(organization.code) and j.entry_number between piece.first and piece.last
    where (\(from)::date is null or j.entry_date >= \(from)::date)
      and (\(through)::date is null or j.entry_date <= \(through)::date)
    order by j.entry_number, j.line_number
    """
  }

  private static func exported(_ row: borrowing Row) throws -> [CSVValue] {
    return try JournalExport.columns.map { column in
      guard let text = try row.textOrNil(column) else { return .empty }
      return JournalExport.words.contains(column) ? .text(text) : .number(text)
    }
  }
}
