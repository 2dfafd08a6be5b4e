import Ledger

extension Statement {
  /// A plain list: text columns, one row an item.
  static func list(_ title: String, _ columns: [StatementColumn], _ rows: [[StatementCell]], empty: String) -> Statement
  {
    Statement(title: title, columns: columns, rows: rows.map { .detail($0) }, notes: rows.isEmpty ? [empty] : [])
  }
}

extension StatementCell {
  /// The text, or nothing.
  static func optional(_ text: String?) -> StatementCell { text.map { .text($0) } ?? .empty }

  /// The amount, or nothing for zero.
  static func unlessZero(_ amount: Money) -> StatementCell { amount == .zero ? .empty : .money(amount) }
}
