/// A row of `ledger.staged_line`: a line of an entry, the entry's own fields on its first, and where a second line only
/// balances it, both in one.
struct StagedRow {
  static let columns = {
    let own = [
      "import_id", "organization_id", "entry_ordinal", "row_number", "content_key", "balancing_account_code",
      "line_number",
    ]
    return (own + EntryDraft.fields.map(\.name) + EntryLine.fields.map(\.name)).joined(separator: ", ")
  }()

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
    let key = entry.contentKey
    fields =
      [
        String(entry.organization.id), String(ordinal), String(entry.line),
        number == 1 ? key.map(Self.digits) : nil, balancing, String(number),
      ]
      + EntryDraft.fields.map { field in
        // The entry's own fields stand on its first row; a row without a key is known by its content.
        number > 1 || (field.name == "idempotency_key" && key != nil) ? nil : field.text(entry.draft)
      }
      + EntryLine.fields.map { field in line.flatMap { field.text($0) } }
  }
}

extension EntryLine {
  /// Whether it is the other side of a line and says nothing else.
  fileprivate func balances(_ line: EntryLine) -> Bool {
    self == EntryLine(account: account, fund: line.fund, amount: -line.amount, party: line.party)
  }
}
