/// A statement's rows for a spreadsheet: titles, then a line for each row but headings, which says its kind first.
///
/// Facts and notes are left out, so that the sheet is one table; bars are left out, because a percentage says the same.
struct CSVReport {
  let text: String

  init(_ statement: Statement) {
    let shown = statement.columns.indices.filter { statement.columns[$0].type != .bar }
    var writer = CSVWriter()
    writer.write([.text("kind")] + shown.map { .text(statement.columns[$0].title) })
    for row in statement.rows where row.kind != .heading {
      writer.write([.text(row.kind.rawValue)] + shown.map { CSVReport.value(row.cells[$0]) })
    }
    text = writer.text
  }

  private static func value(_ cell: StatementCell) -> CSVValue {
    if case .text(let text) = cell { return .text(text) }
    return cell.exact.map { .number($0) } ?? .empty
  }
}
