/// A file of expenses, read and resolved against the books: every row is an entry ready to post, or the file is refused
/// with every fault in it.
public struct ExpenseImport: Sendable {
  /// Columns of an expense file, in any order.
  public static let columns: [CSVColumn] = [
    .required("date"), .required("award"), .required("line"), .required("amount"), .required("payee"),
    .required("service_date"), .optional("service_through"), .optional("paid_from"), .optional("account"),
    .optional("memo"), .optional("key"),
  ]

  /// The entries of one organization, with the line of the file each came from.
  public struct Batch: Sendable {
    /// Whose entries.
    public let organization: Organization
    /// In the order of the file.
    public internal(set) var drafts: [EntryDraft]
    /// The line of the file of each draft.
    public internal(set) var fileLines: [Int]
  }

  /// By organization, in the order of the file.
  public let batches: [Batch]

  /// How many expenses the file holds.
  public var count: Int { batches.map(\.drafts.count).reduce(0, +) }

  /// Their sum.
  public var total: Money { batches.flatMap(\.drafts).map { $0.lines[0].amount }.total() }
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
    var batches: [ExpenseImport.Batch] = []
    var keys = RowKeys()
    var inClosedPeriods: [(award: Award, draft: EntryDraft, row: CSVRow)] = []
    for row in table.rows {
      guard let (award, draft) = reader.draft(row, &table.faults, &keys) else { continue }
      if reader.isClosed(draft.date.month, of: award.organization) { inClosedPeriods.append((award, draft, row)) }
      if let index = batches.firstIndex(where: { $0.organization == award.organization }) {
        batches[index].drafts.append(draft)
        batches[index].fileLines.append(row.line)
      } else {
        batches.append(ExpenseImport.Batch(organization: award.organization, drafts: [draft], fileLines: [row.line]))
      }
    }
    // A row that was recorded before its month was closed is no fault: the file may be imported again.
    for batch in batches {
      let late = inClosedPeriods.filter { $0.award.organization == batch.organization }
      let known = try recordedKeys(late.map(\.draft.key), of: batch.organization)
      for (_, draft, row) in late where !known.contains(draft.key) {
        table.faults.add(
          at: row["date"], cause: "the accounting period \(draft.date.month) is closed",
          nextStep:
            "date it in an open period, or have it reopened with \"ledgerctl period reopen \(draft.date.month)\"")
      }
    }
    try table.faults.throwIfAny()
    return ExpenseImport(batches: batches)
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

  /// Posts a file of expenses as one transaction, and answers in the order of its batches.
  public func post(_ expenses: ExpenseImport, dryRun: Bool = false) throws -> [[PostedEntry]] {
    try write(dryRun: dryRun) {
      try expenses.batches.map { try post($0.drafts, to: $0.organization) }
    }
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
