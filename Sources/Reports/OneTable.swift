import Ledger

extension [Statement] {
  /// All of it as one table, for a spreadsheet: each row says its section, the heads and notes are rows of their own, and the columns are those
  /// of all sections, empty where a section has no such column.
  public var oneTable: Statement {
    var columns: [StatementColumn] = []
    for column in flatMap(\.columns) where column.type != .bar && !columns.contains(where: { $0.isNamed(as: column) }) {
      columns.append(column)
    }
    var rows: [StatementRow] = []
    for statement in self {
      func said(_ label: String, _ value: String) -> StatementRow {
        .memo([.text(statement.title), .text(label), .text(value)] + columns.map { _ in .empty })
      }
      let places = columns.map { column in statement.columns.firstIndex { $0.isNamed(as: column) } }
      rows += (statement.subtitle.map { [said("Title", $0)] } ?? []) + statement.facts.map { said($0.label, $0.value) }
      var heading: String?
      for row in statement.rows {
        if row.kind == .heading {
          heading = row.label
          continue
        }
        let cells = places.map { place in place.map { row.cells[$0] } ?? .empty }
        let start: [StatementCell] = [.text(statement.title), heading.map { .text($0) } ?? .empty, .empty]
        rows.append(row.with(start + cells))
      }
      rows += statement.notes.map { said("Note", $0) }
    }
    return Statement(
      title: first?.title ?? "",
      columns: [
        StatementColumn("section", "Section", .text), StatementColumn("item", "Item", .text),
        StatementColumn("value", "Value", .text),
      ] + columns, rows: rows)
  }
}

extension StatementColumn {
  /// Whether two columns can be one: they are called the same and hold the same.
  fileprivate func isNamed(as other: StatementColumn) -> Bool { title == other.title && type == other.type }
}
