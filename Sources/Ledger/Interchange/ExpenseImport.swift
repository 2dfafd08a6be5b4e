/// A file of expenses, read and resolved against the books: every row is an entry ready to post, or the file is refused
/// with every fault in it.
public struct ExpenseImport: Sendable {
  /// Columns of an expense file, in any order.
  public static let columns: [CSVColumn] = [
    .required("date"), .required("award"), .required("line"), .required("amount"), .required("payee"),
    .required("service_date"), .optional("service_through"), .optional("paid_from"), .optional("account"),
    .optional("memo"), .optional("key"),
  ]

  /// In the order of the file.
  public let entries: [FileEntry]
  /// The file, for what the rules refuse of it.
  let source: FaultCollector

  /// How many expenses the file holds.
  public var count: Int { entries.count }

  /// Their sum.
  public var total: Money { entries.map { $0.draft.lines[0].amount }.total() }
}

/// What an import needs to know of an organization.
struct ImportScope {
  let organization: Organization
  let accounts: [Account]
  let parties: [Party]
  let closed: Set<Month>
}

extension Books {
  /// Reads a file of expenses. Throws `SourceFaults` with every fault: nothing is posted by this.
  ///
  /// A row without a key is known by its content and by how often that content stood above it, so that the same file
  /// twice adds nothing and two rows alike in one file are two expenses.
  public func readExpenses(_ bytes: [UInt8], file: String) throws -> ExpenseImport {
    var table = CSVTable(parsing: bytes, file: file, columns: ExpenseImport.columns)
    let reader = ExpenseRowReader(awards: try awards(), scopes: try importScopes())
    var entries: [FileEntry] = []
    var keys = RowKeys()
    var inClosedPeriods: [(entry: FileEntry, row: CSVRow)] = []
    for row in table.rows {
      guard let (award, draft) = reader.draft(row, &table.faults, &keys) else { continue }
      let entry = FileEntry(organization: award.organization, draft: draft, line: row.line)
      if reader.isClosed(draft.date.month, of: award.organization) { inClosedPeriods.append((entry, row)) }
      entries.append(entry)
    }
    // A row that was recorded before its month was closed is no fault: the file may be imported again.
    for (organization, late) in Dictionary(grouping: inClosedPeriods, by: \.entry.organization) {
      let known = try recordedKeys(late.map(\.entry.draft.key), of: organization)
      for (entry, row) in late where !known.contains(entry.draft.key) {
        let month = entry.draft.date.month
        table.faults.add(
          at: row["date"], cause: "the accounting period \(month) is closed",
          nextStep: "date it in an open period, or have it reopened with \"ledgerctl period reopen \(month)\"")
      }
    }
    try table.faults.throwIfAny()
    return ExpenseImport(entries: entries, source: table.faults)
  }

  private func recordedKeys(_ keys: [String], of organization: Organization) throws -> Set<String> {
    if keys.isEmpty { return [] }
    return Set(
      try connection.execute(
        """
        select idempotency_key
        from ledger.journal_entry
        where organization_id = \(organization.id) and idempotency_key = any (\(keys)::text[])
        """
      ).map { try $0.text("idempotency_key") })
  }

  /// Posts a file of expenses as one transaction. Throws as `record` does.
  public func post(
    _ expenses: ExpenseImport, dryRun: Bool = false, progress: (ImportProgress) -> Void = { _ in }
  ) throws -> RecordedFile {
    try record(expenses.entries, from: expenses.source, dryRun: dryRun, progress: progress)
  }

  private func importScopes() throws -> [Int64: ImportScope] {
    var scopes: [Int64: ImportScope] = [:]
    for organization in try organizations() {
      scopes[organization.id] = ImportScope(
        organization: organization, accounts: try accounts(of: organization), parties: try parties(of: organization),
        closed: try closedMonths(of: organization))
    }
    return scopes
  }
}
