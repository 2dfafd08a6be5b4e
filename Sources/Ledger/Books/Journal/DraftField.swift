/// A field of what is drafted for the books, under the name of its column: how it is written into a draft, a staged row or a proposal, and
/// read back. The fields of an entry and of a line are named here, in the order of `ledger.entry_draft` and `ledger.line_draft`, and
/// nowhere else in the library.
struct DraftField<Draft>: Sendable {
  /// The column.
  let name: String
  /// What it says, in PostgreSQL's text format; nil for NULL.
  let text: @Sendable (Draft) -> String?
  /// Takes it from a row of a query that has its column.
  let read: @Sendable (inout Draft, borrowing Row) throws -> Void

  init(
    _ name: String, _ text: @escaping @Sendable (Draft) -> String?,
    _ read: @escaping @Sendable (inout Draft, borrowing Row) throws -> Void
  ) {
    self.name = name
    self.text = text
    self.read = read
  }
}

extension EntryLine {
  /// Every field of a line.
  static let fields: [DraftField<EntryLine>] = [
    .init("account_code", { $0.account }, { $0.account = try $1.text("account_code") }),
    .init("fund_code", { $0.fund }, { $0.fund = try $1.text("fund_code") }),
    .init("amount_cents", { $0.amount.parameterText }, { $0.amount = try $1.money("amount_cents") }),
    .init(
      "net_asset_class", { $0.netAssetClass?.rawValue },
      {
        $0.netAssetClass = try $1.textOrNil("net_asset_class").flatMap { NetAssetClass(rawValue: $0) }
      }),
    .init(
      "function", { $0.function?.rawValue },
      {
        $0.function = try $1.textOrNil("function").flatMap { ExpenseFunction(rawValue: $0) }
      }),
    .init("program_code", { $0.program }, { $0.program = try $1.textOrNil("program_code") }),
    .init("award_code", { $0.award }, { $0.award = try $1.textOrNil("award_code") }),
    .init("budget_line_code", { $0.budgetLine }, { $0.budgetLine = try $1.textOrNil("budget_line_code") }),
    .init("party_code", { $0.party }, { $0.party = try $1.textOrNil("party_code") }),
    .init("participant_code", { $0.participant }, { $0.participant = try $1.textOrNil("participant_code") }),
    // The two days of a service come as a pair.
    .init(
      "service_from", { $0.service?.from.parameterText },
      { line, row in
        let (from, through) = (try row.dayOrNil("service_from"), try row.dayOrNil("service_through"))
        line.service = from.flatMap { from in through.flatMap { try? DayWindow(from: from, through: $0) } }
      }),
    .init("service_through", { $0.service?.through.parameterText }, { _, _ in }),
    .init(
      "commitment_number", { $0.commitment?.parameterText },
      {
        $0.commitment = try $1.int64OrNil("commitment_number")
      }),
    .init("settles_entry_id", { $0.settles?.parameterText }, { $0.settles = try $1.int64OrNil("settles_entry_id") }),
    .init("memo", { $0.memo }, { $0.memo = try $1.textOrNil("memo") }),
  ]
}

extension EntryDraft {
  /// Every field of an entry but its lines.
  static let fields: [DraftField<EntryDraft>] = [
    .init("entry_date", { $0.date.parameterText }, { $0.date = try $1.day("entry_date") }),
    .init("kind", { $0.kind.rawValue }, { $0.kind = EntryKind(rawValue: try $1.text("kind")) ?? .journal }),
    .init("description", { $0.description }, { $0.description = try $1.text("description") }),
    .init("idempotency_key", { $0.key }, { $0.key = try $1.text("idempotency_key") }),
    .init(
      "reverses_entry_id", { $0.reverses?.parameterText }, { $0.reverses = try $1.int64OrNil("reverses_entry_id") }),
    .init("reversal_reason", { $0.reversalReason }, { $0.reversalReason = try $1.textOrNil("reversal_reason") }),
    .init("refunds_entry_id", { $0.refunds?.parameterText }, { $0.refunds = try $1.int64OrNil("refunds_entry_id") }),
  ]

  /// An entry and its lines from rows that have the columns of both.
  init(reading row: borrowing Row) throws {
    self.init(key: "", date: try row.day("entry_date"), description: "", lines: [])
    for field in Self.fields { try field.read(&self, row) }
  }
}

extension EntryLine {
  /// A line from a row that has its columns.
  init(reading row: borrowing Row) throws {
    self.init(account: "", fund: "", amount: .zero)
    for field in Self.fields { try field.read(&self, row) }
  }
}

extension Array {
  /// The columns of fields, of the table of this name in a query.
  func columns<Draft>(of table: String) -> Query where Element == DraftField<Draft> {
    Query(unescaped: map { "\(table).\($0.name)" }.joined(separator: ", "))
  }
}

/// A row of a composite type, in PostgreSQL's text format.
struct CompositeParameter: QueryParameter {
  /// Its fields, in their order; nil is NULL.
  let fields: [String?]

  var parameterText: String? {
    var literal: [UInt8] = [UInt8(ascii: "(")]
    for (position, field) in fields.enumerated() {
      if position > 0 { literal.append(UInt8(ascii: ",")) }
      guard let field else { continue }
      literal.append(UInt8(ascii: "\""))
      for byte in field.utf8 {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { literal.append(UInt8(ascii: "\\")) }
        literal.append(byte)
      }
      literal.append(UInt8(ascii: "\""))
    }
    literal.append(UInt8(ascii: ")"))
    return String(decoding: literal, as: UTF8.self)
  }
}

/// Entries as the door of the books takes them: `ledger.entry_draft[]` and `ledger.line_draft[]`.
struct DraftParameters {
  let entries: [CompositeParameter]
  let lines: [CompositeParameter]

  init(_ drafts: [EntryDraft]) {
    entries = drafts.map { draft in CompositeParameter(fields: EntryDraft.fields.map { $0.text(draft) }) }
    lines = drafts.enumerated().flatMap { index, draft in
      draft.lines.enumerated().map { number, line in
        CompositeParameter(fields: [String(index + 1), String(number + 1)] + EntryLine.fields.map { $0.text(line) })
      }
    }
  }

  /// Both, with their types.
  var query: Query { "\(entries)::ledger.entry_draft[], \(lines)::ledger.line_draft[]" }
}
