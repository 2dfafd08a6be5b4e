/// An entry as it stands in the journal.
package struct RecordedEntry: Sendable, Hashable {
  /// The permanent number.
  package let number: Int64
  /// What was posted.
  package let draft: EntryDraft
  /// The entry that reverses this one.
  package let reversedBy: Int64?
  /// What it came of; nil where it stands for itself.
  package let origin: EntryOrigin?
  /// The import that recorded it.
  package let importNumber: Int64?
  /// The refunds of this expense.
  package let refundedBy: [Int64]
  /// The reclassifications of its cost to another line.
  package let reclassedBy: [Int64]
  /// When it was recorded, by the server's clock, UTC.
  package let recordedAt: String
  /// The login that recorded it.
  package let recordedBy: String

  /// The entry that this one reverses.
  package var reverses: Int64? { draft.reverses }
  /// Why it was reversed.
  package var reversalReason: String? { draft.reversalReason }
  /// Debits of the entry.
  package var debits: Money { draft.lines.map(\.amount).filter { $0 > .zero }.total() }

  /// What it is about: of a payment what was paid, where what the payee owed was taken off; of any other all that it debits.
  package func amount(_ accounts: RoleAccounts) -> Money {
    // What moves between funds stands in each of them: once is what it is about.
    let moved = draft.lines.filter { accounts.role(of: $0.account) != .interfund }
    guard draft.kind == .payment else {
      return moved.count == draft.lines.count ? debits : moved.map(\.amount).filter { $0 > .zero }.total()
    }
    let paid = draft.lines.filter { accounts.role(of: $0.account).map(AccountRole.money.contains) == true }
    return paid.isEmpty ? debits : -paid.map(\.amount).total()
  }

  /// What of it is an award's: its costs there, or where it has none, what it brings or moves on lines that name the award; below zero where that is
  /// taken back.
  package func share(of award: String) -> Money {
    let lines = draft.lines.filter { $0.award == award }
    let costs = lines.filter { $0.function != nil || $0.budgetLine != nil }.map(\.amount).total()
    if costs != .zero { return costs }
    let net = lines.map(\.amount).total()
    return net == .zero ? lines.first?.amount ?? .zero : -net
  }
}

/// Which entries to list; what is nil does not limit.
package struct EntryFilter: Sendable, Hashable {
  /// Entries dated on or after it.
  package var from: Day?
  /// Entries dated on or before it.
  package var through: Day?
  /// Entries with a line of this award.
  package var award: String?
  /// Entries with a line on this account.
  package var account: String?
  /// The entries of this import.
  package var importNumber: Int64?
  /// The entry of this number.
  package var number: Int64?
  /// The entry of this key.
  package var key: String?
  /// The entries of these numbers.
  var numbers: [Int64]?
  /// At most so many, the latest.
  package var limit: Int?

  /// No limit at all.
  package init() {}
}

extension Books {
  /// Entries with their lines, by date and number.
  package func entries(of organization: Organization, _ filter: EntryFilter = EntryFilter()) throws -> [RecordedEntry] {
    var found: [Int64: RecordedEntry] = [:]
    var order: [Int64] = []
    var lines: [Int64: [EntryLine]] = [:]
    try connection.execute(entryQuery(organization, filter)).forEachRow { row in
      let number = try row.int64("id")
      lines[number, default: []].append(try EntryLine(reading: row))
      guard found[number] == nil else { return }
      order.append(number)
      found[number] = try Self.entry(row, number)
    }
    return order.compactMap { number in
      found[number].map { $0.withLines(lines[number] ?? []) }
    }
  }

  /// The entry of this number, or of this key. Throws `UnknownCode`.
  package func entry(_ numberOrKey: String, of organization: Organization) throws -> RecordedEntry {
    var filter = EntryFilter()
    if let number = Int64(numberOrKey), numberOrKey.utf8.allSatisfy({ (48...57).contains($0) }) {
      filter.number = number
      if let found = try entries(of: organization, filter).first { return found }
      filter.number = nil
    }
    filter.key = numberOrKey
    if let found = try entries(of: organization, filter).first { return found }
    let billed = try entries(ofBill: numberOrKey, organization)
    let bills = billed.stand.isEmpty ? billed.undone : billed.stand
    if let bill = bills.first, bills.count == 1 { return try entry(String(bill), of: organization) }
    if bills.count > 1 {
      throw Refusal(
        "\(bills.count) bills are called ‹\(VisibleText.escaped(numberOrKey))›",
        nextStep: "write the entry number: \(bills.map(String.init).joined(separator: ", "))")
    }
    throw UnknownCode(
      "entry", numberOrKey, among: [], listCommand: "ledgerctl entry list --org \(organization.code)")
  }

  /// The entries of the bills of an invoice number: those that stand, and those that were undone.
  private func entries(
    ofBill number: String, _ organization: Organization
  ) throws -> (stand: [Int64], undone: [Int64]) {
    let bills = try connection.execute(
      """
      select e.id, exists (
        select from ledger.journal_entry r where r.organization_id = e.organization_id and r.reverses_entry_id = e.id) as is_undone
      from ledger.bill b
      join ledger.journal_entry e
        on e.organization_id = b.organization_id and e.origin_kind = 'bill' and e.origin_number = b.origin_number
      where b.organization_id = \(organization.id) and b.invoice_number = \(number)
      order by e.id
      """
    ).map { (number: try $0.int64("id"), isUndone: try $0.bool("is_undone")) }
    return (bills.filter { !$0.isUndone }.map(\.number), bills.filter(\.isUndone).map(\.number))
  }

  private func entryQuery(_ organization: Organization, _ filter: EntryFilter) -> Query {
    """
    with chosen as (
      select e.*
      from ledger.journal_entry e
      where e.organization_id = \(organization.id)
        and (\(filter.from)::date is null or e.entry_date >= \(filter.from)::date)
        and (\(filter.through)::date is null or e.entry_date <= \(filter.through)::date)
        and (\(filter.number)::bigint is null or e.id = \(filter.number)::bigint)
        and (\(filter.importNumber)::bigint is null or e.import_number = \(filter.importNumber)::bigint)
        and (\(filter.key)::text is null or e.idempotency_key = \(filter.key)::text)
        and (\(filter.numbers)::bigint[] is null or e.id = any (\(filter.numbers)::bigint[]))
        and ((\(filter.award)::text is null and \(filter.account)::text is null) or exists (
          select
          from ledger.journal_line l
          where l.organization_id = e.organization_id and l.entry_id = e.id
            and (\(filter.award)::text is null or l.award_code = \(filter.award)::text)
            and (\(filter.account)::text is null or l.account_code = \(filter.account)::text)))
      order by e.entry_date desc, e.id desc
      limit \(filter.limit)::bigint
    )
    select e.id, \(EntryDraft.fields.columns(of: "e")),
      to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as recorded_at, e.recorded_by,
      r.id as reversed_by, e.import_number, e.origin_kind, e.origin_number, e.origin_part,
      (select string_agg(o.id::text, ' ' order by o.origin_part)
       from ledger.journal_entry o
       where o.organization_id = e.organization_id and o.origin_kind = e.origin_kind and o.origin_number = e.origin_number
      ) as of_origin,
      (select string_agg(f.id::text, ' ' order by f.id)
       from ledger.journal_entry f
       where f.organization_id = e.organization_id and coalesce(f.reverses_entry_id, f.refunds_entry_id) = e.id
         and f.adjustment_number is not null and f.kind = 'refund') as refunded_by,
      (select string_agg(f.id::text, ' ' order by f.id)
       from ledger.journal_entry f
       where f.organization_id = e.organization_id and coalesce(f.reverses_entry_id, f.refunds_entry_id) = e.id
         and f.adjustment_number is not null and f.kind = 'reclass') as reclassed_by,
      \(EntryLine.fields.columns(of: "l"))
    from chosen e
    join ledger.journal_line l on l.organization_id = e.organization_id and l.entry_id = e.id
    left join ledger.journal_entry r on r.organization_id = e.organization_id and r.reverses_entry_id = e.id
    order by e.entry_date, e.id, l.line_number
    """
  }

  private static func entry(_ row: borrowing Row, _ number: Int64) throws -> RecordedEntry {
    RecordedEntry(
      number: number, draft: try EntryDraft(reading: row),
      reversedBy: try row.int64OrNil("reversed_by"), origin: try origin(row),
      importNumber: try row.int64OrNil("import_number"), refundedBy: try numbers(row, "refunded_by"),
      reclassedBy: try numbers(row, "reclassed_by"),
      recordedAt: try row.text("recorded_at"), recordedBy: try row.text("recorded_by"))
  }

  private static func numbers(_ row: borrowing Row, _ column: String) throws -> [Int64] {
    (try row.textOrNil(column) ?? "").split(separator: " ").compactMap { Int64($0) }
  }

  private static func origin(_ row: borrowing Row) throws -> EntryOrigin? {
    guard let kind = try row.textOrNil("origin_kind") else { return nil }
    return EntryOrigin(
      kind: kind, number: try row.int64("origin_number"), part: try row.int("origin_part"),
      entries: try numbers(row, "of_origin"))
  }
}

extension RecordedEntry {
  fileprivate func withLines(_ lines: [EntryLine]) -> RecordedEntry {
    var draft = draft
    draft.lines = lines
    return RecordedEntry(
      number: number, draft: draft, reversedBy: reversedBy, origin: origin, importNumber: importNumber,
      refundedBy: refundedBy, reclassedBy: reclassedBy,
      recordedAt: recordedAt, recordedBy: recordedBy)
  }
}
