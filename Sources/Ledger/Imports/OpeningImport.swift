/// A file of balances with which books begin: one entry, by fund and class.
package enum OpeningImport {
  /// Columns of a file of opening balances, in any order.
  package static let columns: [CSVColumn] = [
    .required("account"), .required("fund"), .optional("class"), .required("debit"), .required("credit"),
    .optional("party"),
    .optional("award"), .optional("memo"),
  ]
}

extension Books {
  /// Records the balances with which the books of an organization begin, as one entry on a day, all or none; the same file twice adds
  /// nothing. Every fund balances by itself. Balances of payables, cards and advances become open items of their party. Throws
  /// `SourceFaults` with every fault, or what posting throws.
  package func importOpening(
    _ file: InputFile, of organization: Organization, on day: Day, dryRun: Bool = false
  ) throws -> RecordedFile {
    let accounts = try accounts(of: organization)
    let funds = try funds(of: organization).map(\.code)
    let parties = try parties(of: organization).map(\.code)
    let awards = try awards().filter { $0.organization == organization }.map(\.code)
    let silent: (ImportProgress) -> Void = { _ in }
    return try record(file, .opening, columns: OpeningImport.columns, dryRun: dryRun, progress: silent) { stage in
      var rows = try CSVRows(file, columns: OpeningImport.columns)
      var lines: [EntryLine] = []
      var last: CSVRow?
      while let row = try rows.next() {
        last = row
        let account = rows.faults.choice(row["account"], of: accounts, by: \.code)
        let fund = rows.faults.choice(row["fund"], of: funds)
        let party = row["party"].ifFilled.flatMap { rows.faults.choice($0, of: parties) }
        let award = row["award"].ifFilled.flatMap { rows.faults.choice($0, of: awards) }
        let sides = ["debit", "credit"].map { row[$0].ifFilled.map { rows.faults.money($0) } }
        guard sides.count(where: { $0 != nil }) == 1, let side = sides.compactMap({ $0 }).first else {
          rows.faults.add(
            at: row["debit"], cause: "a balance is either a debit or a credit", nextStep: "fill in one of both")
          continue
        }
        guard let account, let fund, let amount = side, amount > .zero else {
          if let amount = side, amount <= .zero {
            rows.faults.add(
              at: row[sides[0] == nil ? "credit" : "debit"], cause: "a balance is more than zero",
              nextStep: "leave the row out")
          }
          continue
        }
        var line = EntryLine(
          account: account.code, fund: fund, amount: sides[0] == nil ? -amount : amount, award: award, party: party,
          memo: row["memo"].ifFilled?.text)
        switch account.kind {
        case .netAssets:
          guard let text = rows.faults.choice(row["class"], of: NetAssetClass.allCases.map(\.rawValue)) else {
            continue
          }
          line.netAssetClass = NetAssetClass(rawValue: text)
        case .asset, .liability: break
        case .revenue, .expense, .release:
          rows.faults.add(
            at: row["account"],
            cause: "account \(account.code) is \(account.kind.rawValue): its balance is part of net assets",
            nextStep:
              "open books with assets, liabilities and net assets; what this year has earned and spent so far is net assets"
          )
          continue
        }
        lines.append(line)
      }
      for fund in Set(lines.map(\.fund)).sorted() {
        let total = lines.filter { $0.fund == fund }.map(\.amount).total()
        if total != .zero, let last, rows.faults.isEmpty {
          rows.faults.add(
            at: last["fund"], cause: "fund \(fund) does not balance: debits less credits are \(total.grouped)",
            nextStep: "its net assets are what is left of assets less liabilities")
        }
      }
      let draft = EntryDraft(
        key: "opening:\(organization.code)", date: day, kind: .opening, description: "Opening balances", lines: lines)
      if rows.faults.isEmpty, let last {
        try stage(FileEntry(organization: organization, draft: draft, line: last.line), 1)
      }
      return rows.faults
    }
  }
}
