/// A file of expenses: every row becomes an entry, or the file is refused with every fault in it.
package enum ExpenseImport {
  /// Columns of an expense file, in any order.
  package static let columns: [CSVColumn] = [
    .required("date"), .required("award"), .required("line"), .required("amount"), .required("payee"),
    .required("service_date"), .optional("service_through"), .optional("paid_from"), .optional("account"),
    .optional("memo"), .optional("key"),
  ]
}

/// What an import needs to know of an organization.
struct ImportScope {
  /// Accounts that a cost can be booked to.
  let costAccounts: [Account]
  let parties: [Party]
  let partiesByCode: [String: Party]
  let partiesByName: [String: [Party]]

  init(accounts: [Account], parties: [Party]) {
    costAccounts = accounts.filter { $0.kind == .expense || $0.kind == .asset }
    self.parties = parties
    partiesByCode = Dictionary(uniqueKeysWithValues: parties.map { ($0.code, $0) })
    partiesByName = Dictionary(grouping: parties, by: \.name)
  }
}

extension Books {
  /// Records a file of expenses, all or none, whatever its size, in one transaction.
  ///
  /// A row without a key is known by what it says, however that is written, and by how often that stood above it, so that the same file
  /// twice adds nothing, be it a CSV and then a workbook, and two rows alike in one file are two expenses; `alike` is asked about them. Throws `SourceFaults` with every fault of the
  /// file and every row that a rule refuses; otherwise as `record`.
  package func importExpenses(
    _ file: InputFile, dryRun: Bool = false, again: Bool = false,
    progress: @escaping (ImportProgress) -> Void = { _ in },
    alike: ([AlikeRows]) throws -> Void = { _ in }
  ) throws -> RecordedFile {
    let reader = try expenseReader()
    return try record(
      file, .expenses, columns: ExpenseImport.columns, dryRun: dryRun, again: again, alike: alike, progress: progress
    ) { stage in
      var rows = try CSVRows(file, columns: ExpenseImport.columns)
      while let row = try rows.next() {
        guard let entry = reader.entry(row, &rows.faults) else { continue }
        try stage(entry, rows.fraction)
      }
      return rows.faults
    }
  }

  /// Reads rows against the books as they are.
  func expenseReader() throws -> ExpenseRowReader {
    let scopes: [Int64: ImportScope] = try organizations().reduce(into: [:]) { scopes, organization in
      scopes[organization.id] = ImportScope(
        accounts: try accounts(of: organization), parties: try parties(of: organization))
    }
    return ExpenseRowReader(awards: try awards(), scopes: scopes)
  }
}
