import Ledger

/// A statement for programs. Amounts and percentages are strings, so that no reader makes them floating point.
struct JSONReport {
  let text: String

  init(_ statement: Statement) {
    let shown = statement.columns.indices.filter { statement.columns[$0].type != .bar }
    var members: [(key: String, value: JSONText)] = [("title", .string(statement.title))]
    if let subtitle = statement.subtitle { members.append(("subtitle", .string(subtitle))) }
    members += [
      (
        "facts",
        .array(statement.facts.map { .object([("label", .string($0.label)), ("value", .string($0.value))]) })
      ),
      ("columns", .array(shown.map { JSONReport.column(statement.columns[$0]) })),
      ("rows", .array(statement.rows.map { JSONReport.row($0, shown, statement.columns) })),
      ("notes", .array(statement.notes.map { .string($0) })),
    ]
    text = JSONText.object(members).document
  }

  /// Several statements, as one array.
  static func array(_ statements: [Statement]) -> String {
    "[\n" + statements.map { String(JSONReport($0).text.dropLast()) }.joined(separator: ",\n") + "\n]\n"
  }

  private static func column(_ column: StatementColumn) -> JSONText {
    .object([("key", .string(column.key)), ("title", .string(column.title)), ("type", .string(column.type.rawValue))])
  }

  private static func row(_ row: StatementRow, _ shown: [Int], _ columns: [StatementColumn]) -> JSONText {
    var members: [(key: String, value: JSONText)] = [
      ("kind", .string(row.kind.rawValue)), ("indent", .integer(row.indent)),
    ]
    if let label = row.label { members.append(("label", .string(label))) }
    let about = zip(StatementKeys.names, row.keys.values).compactMap { name, value in
      value.map { (key: name, value: JSONText.string($0)) }
    }
    if !about.isEmpty { members.append(("about", .object(about))) }
    let cells = row.kind == .heading ? [] : shown.map { (key: columns[$0].key, value: value(row.cells[$0])) }
    members.append(("cells", .object(cells)))
    return .object(members)
  }

  private static func value(_ cell: StatementCell) -> JSONText {
    if case .integer(let integer) = cell { return .integer(integer) }
    return cell.exact.map { .string($0) } ?? .null
  }
}
