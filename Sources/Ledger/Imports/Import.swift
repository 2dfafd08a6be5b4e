/// An import of a file, in one organization.
package struct Import: Sendable, Hashable {
  /// Its number.
  package let number: Int64
  /// What the file holds.
  package let kind: ImportKind
  /// Name of the file.
  package let file: String
  /// The entries that it recorded, and of these the ones that stand.
  package let recorded: Int
  package let standing: Int
  /// When, by the server's clock, UTC, and by which login.
  package let recordedAt: String
  package let recordedBy: String
  /// The day and the reason of its undoing.
  package let undoneOn: Day?
  package let undoneBecause: String?
}

extension Books {
  /// The imports of an organization, by number; the one of this number where it is given.
  package func imports(of organization: Organization, number: Int64? = nil) throws -> [Import] {
    try connection.execute(
      """
      select b.number, b.kind, b.file_name, count(e.id) as recorded, count(e.id) - count(r.id) as standing,
        to_char(b.recorded_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as recorded_at, b.recorded_by,
        u.on_date::date, u.reason
      from ledger.import_batch b
      left join ledger.import_undo u on u.organization_id = b.organization_id and u.import_number = b.number
      left join ledger.journal_entry e on e.organization_id = b.organization_id and e.import_number = b.number
      left join ledger.journal_entry r on r.organization_id = e.organization_id and r.reverses_entry_id = e.id
      where b.organization_id = \(organization.id) and (\(number)::bigint is null or b.number = \(number)::bigint)
      group by b.organization_id, b.number, b.kind, b.file_name, b.recorded_at, b.recorded_by, u.on_date, u.reason
      order by b.number
      """
    ).map { row in
      Import(
        number: try row.int64("number"), kind: ImportKind(rawValue: try row.text("kind")) ?? .expenses,
        file: try row.text("file_name"), recorded: try row.int("recorded"), standing: try row.int("standing"),
        recordedAt: try row.text("recorded_at"), recordedBy: try row.text("recorded_by"),
        undoneOn: try row.dayOrNil("on_date"), undoneBecause: try row.textOrNil("reason"))
    }
  }

  /// The import of this number. Throws `UnknownCode`.
  package func importBatch(_ number: Int64, of organization: Organization) throws -> Import {
    guard let found = try imports(of: organization, number: number).first else {
      throw UnknownCode(
        "import", "\(number)", among: try imports(of: organization).map { "\($0.number)" },
        listCommand: "ledgerctl import list --org \(organization.code)")
    }
    return found
  }

  /// Reverses every entry of an import that stands on a day, those dated later on their own day, all or none; returns how many. The same file
  /// can be imported again then.
  /// Throws `Refusal` with everything that is in the way, or what reversing throws.
  @discardableResult
  package func undo(_ batch: Import, of organization: Organization, on day: Day, reason: String) throws -> Int {
    let obstacles = try obstacles(to: batch, of: organization)
    guard obstacles.isEmpty else {
      throw Refusal(
        "import \(batch.number) cannot be undone: \(obstacles.count) of its entries are in use",
        nextStep: "settle each first:" + obstacles.prefix(20).map { "\n    \($0)" }.joined()
          + (obstacles.count > 20 ? "\n    and \(obstacles.count - 20) more" : ""))
    }
    return try connection.execute(
      "select reversed from ledger.undo_import(\(organization.id), \(batch.number), \(day), \(reason))"
    ).only { try $0.int("reversed") }
  }

  /// The day on which the entries of an import are turned that stand; nil where none does.
  package func reversalDay(of batch: Import, of organization: Organization) throws -> ReversalDay? {
    try reversalDay(
      """
      select i.id
      from ledger.journal_entry i
      where i.organization_id = \(organization.id) and i.import_number = \(batch.number) and not exists (
        select from ledger.journal_entry r where r.organization_id = i.organization_id and r.reverses_entry_id = i.id)
      """, organization, isEachByItself: true)
  }

  /// Entries of an import that were corrected, with what stands in the place of each.
  package func corrections(of batch: Import, _ organization: Organization) throws -> [(
    corrected: Int64, standing: Int64
  )] {
    try connection.execute(
      """
      select e.id, c.standing
      from ledger.journal_entry e
      cross join lateral ledger.standing_correction(e.organization_id, e.id) c (standing)
      where e.organization_id = \(organization.id) and e.import_number = \(batch.number) and c.standing is not null
      order by e.id
      """
    ).map { (corrected: try $0.int64("id"), standing: try $0.int64("standing")) }
  }

  /// What rests on entries of an import that stand: payments and refunds.
  private func obstacles(to batch: Import, of organization: Organization) throws -> [String] {
    try connection.execute(
      """
      select e.id, p.id as settled_by, p.kind as settled_kind, f.id as refunded_by
      from ledger.journal_entry e
      left join lateral (
        select min(s.id) as id, min(s.kind) as kind
        from ledger.journal_line l
        join ledger.journal_entry s on s.organization_id = l.organization_id and s.id = l.entry_id and s.kind <> 'reversal'
        where l.organization_id = e.organization_id and l.settles_entry_id = e.id and not exists (
          select from ledger.journal_entry v where v.organization_id = s.organization_id and v.reverses_entry_id = s.id)
      ) p on true
      left join lateral (
        select min(s.id) as id
        from ledger.journal_entry s
        where s.organization_id = e.organization_id and coalesce(s.reverses_entry_id, s.refunds_entry_id) = e.id
          and s.adjustment_number is not null and s.refunds_entry_id = e.id and not exists (
          select from ledger.journal_entry v where v.organization_id = s.organization_id and v.reverses_entry_id = s.id)
      ) f on true
      where e.organization_id = \(organization.id) and e.import_number = \(batch.number)
        and (p.id is not null or f.id is not null)
        and not exists (
          select from ledger.journal_entry r where r.organization_id = e.organization_id and r.reverses_entry_id = e.id)
      order by e.id
      """
    ).map { row in
      let number = try row.int64("id")
      if let payment = try row.int64OrNil("settled_by") {
        let verb = try row.text("settled_kind") == "payment" ? "payment void" : "undo"
        return "entry \(number) is settled by entry \(payment): ledgerctl \(verb) \(payment) --reason ..."
      }
      let refund = try row.int64("refunded_by")
      return "entry \(number) is refunded by entry \(refund): ledgerctl undo \(refund) --reason ..."
    }
  }
}
