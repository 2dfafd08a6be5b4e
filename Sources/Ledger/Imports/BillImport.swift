/// A file of bills: every row becomes a bill that is owed, or the file is refused with every fault in it.
package enum BillImport {
  /// Columns of a file of bills, in any order.
  package static let columns: [CSVColumn] = [
    .required("payee"), .required("number"), .required("invoice_date"), .optional("due"), .required("award"),
    .required("line"),
    .required("amount"), .required("service_date"), .optional("service_through"), .optional("date"),
    .optional("account"),
    .optional("memo"),
  ]
}

extension Books {
  /// Records a file of bills, all or none. A row is known by what it says, so that the same file twice adds nothing; another
  /// bill under a number that is known is refused (LB004). `due` is 30 days after the invoice where it is left out. Throws as
  /// `importExpenses`.
  package func importBills(
    _ file: InputFile, dryRun: Bool = false, again: Bool = false,
    progress: @escaping (ImportProgress) -> Void = { _ in }
  ) throws -> RecordedFile {
    let reader = try expenseReader()
    return try record(file, .bills, columns: BillImport.columns, dryRun: dryRun, again: again, progress: progress) {
      stage in
      var rows = try CSVRows(file, columns: BillImport.columns)
      while let row = try rows.next() {
        let number = rows.faults.text(row["number"])
        let invoiced = rows.faults.day(row["invoice_date"])
        let due = row["due"].ifFilled.map { rows.faults.day($0) } ?? invoiced?.adding(days: 30)
        guard let entry = reader.bill(row, &rows.faults), let number, let invoiced, let due else { continue }
        if due < invoiced {
          rows.faults.add(at: row["due"], cause: "the bill is due before its invoice", nextStep: "check both days")
          continue
        }
        let payee = entry.draft.lines[0].party ?? ""
        let said = entry.draft.said + [number, "\(invoiced)", "\(due)"]
        try stage(
          FileEntry(
            organization: entry.organization, draft: entry.draft, contentKey: SHA256.mark(of: ["bill"] + said),
            bill: BillDraft(payee: payee, invoice: number, invoicedOn: invoiced, due: due), line: row.line),
          rows.fraction)
      }
      return rows.faults
    }
  }
}
