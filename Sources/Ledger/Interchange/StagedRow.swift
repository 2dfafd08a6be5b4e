/// A row of `ledger.staged_line`: a line of an entry, the entry's own fields on its first, and where a second line only
/// balances it, both in one.
struct StagedRow {
  static let columns = """
    import_id, organization_id, entry_ordinal, line_number, row_number, idempotency_key, content_key, entry_date, kind, description,
    refunds_entry_id, account_code, balancing_account_code, fund_code, amount_cents, net_asset_class, function, program_code,
    award_code, budget_line_code, party_code, service_from, service_through, memo, commitment_number
    """

  /// All but the number of the import, in the order of `columns`.
  let fields: [String?]

  static func rows(of entry: FileEntry, ordinal: Int) -> [StagedRow] {
    let lines = entry.draft.lines
    if lines.count == 2, lines[1].balances(lines[0]) {
      return [StagedRow(entry, ordinal, number: 1, lines[0], balancing: lines[1].account)]
    }
    // An entry without lines is staged too: its header is refused as any other.
    if lines.isEmpty { return [StagedRow(entry, ordinal, number: 1, nil, balancing: nil)] }
    return lines.enumerated().map { StagedRow(entry, ordinal, number: $0.offset + 1, $0.element, balancing: nil) }
  }

  /// The 32 hexadecimal digits of a number, as PostgreSQL reads a uuid.
  static func digits(_ number: UInt128) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: 32 - text.utf8.count) + text
  }

  private init(_ entry: FileEntry, _ ordinal: Int, number: Int, _ line: EntryLine?, balancing: String?) {
    let draft = number == 1 ? entry.draft : nil
    fields = [
      String(entry.organization.id), String(ordinal), String(number), String(entry.line),
      // The date is on every line: each row makes lines of its own.
      entry.contentKey == nil ? draft?.key : nil, draft == nil ? nil : entry.contentKey.map(Self.digits),
      entry.draft.date.parameterText, draft?.kind.rawValue, draft?.description,
      draft?.refunds?.parameterText,
      line?.account, balancing, line?.fund, line?.amount.parameterText, line?.netAssetClass?.rawValue,
      line?.function?.rawValue, line?.program, line?.award, line?.budgetLine, line?.party,
      line?.service?.from.parameterText, line?.service?.through.parameterText, line?.memo,
      line?.commitment?.parameterText,
    ]
  }
}

extension EntryLine {
  /// Whether it is the other side of a line and says nothing else.
  fileprivate func balances(_ line: EntryLine) -> Bool {
    self == EntryLine(account: account, fund: line.fund, amount: -line.amount, party: line.party)
  }
}
