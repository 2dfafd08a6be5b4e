/// Statements for a spreadsheet or a program: one table, a line for each row but headings.
///
/// Each line says its kind first, and after its cells what it is about, so that every one reads by itself: section, statement, organization,
/// fund, award, account, budget line and days. Facts and notes are left out, so that the sheet is one table; bars are left out, because a percentage
/// says the same. Statements of other columns begin a table of their own after an empty line.
struct CSVReport {
  let text: String

  init(_ statements: [Statement]) {
    var tables: [(columns: [StatementColumn], statements: [Statement])] = []
    for statement in statements {
      let columns = statement.columns.filter { $0.type != .bar }
      if statement.scope != nil, let last = tables.last, last.columns == columns, last.statements[0].scope != nil {
        tables[tables.count - 1].statements.append(statement)
      } else {
        tables.append((columns, [statement]))
      }
    }
    text = tables.map(Self.table).joined(separator: "\n")
  }

  private static func table(_ columns: [StatementColumn], _ statements: [Statement]) -> String {
    var writer = CSVWriter()
    let isAbout = statements[0].scope != nil
    let about = isAbout ? ["section", "statement"] + StatementKeys.names + ["from", "as_of"] : []
    writer.write([.text("kind")] + columns.map { .text($0.title) } + about.map { .text($0) })
    for statement in statements {
      let shown = statement.columns.indices.filter { statement.columns[$0].type != .bar }
      var headings: [(indent: Int, label: String)] = []
      for row in statement.rows {
        if row.kind == .heading || row.indent == 0 { headings.removeAll { $0.indent >= row.indent } }
        if row.kind == .heading {
          headings.append((row.indent, row.label ?? ""))
          continue
        }
        let cells = shown.map { value(row.cells[$0]) }
        let said = statement.scope.map { Self.about(row, $0, headings.map(\.label)) } ?? []
        writer.write([.text(row.kind.rawValue)] + cells + said)
      }
    }
    return writer.text
  }

  private static func about(_ row: StatementRow, _ scope: StatementScope, _ headings: [String]) -> [CSVValue] {
    let keys = row.keys.over(scope.keys)
    func optional(_ text: String?) -> CSVValue { text.map { .text($0) } ?? .empty }
    return [.text(headings.joined(separator: ": ")), .text(scope.statement)] + keys.values.map(optional)
      + [optional(scope.from?.description), .text(scope.asOf.description)]
  }

  private static func value(_ cell: StatementCell) -> CSVValue {
    if case .text(let text) = cell { return .text(text) }
    return cell.exact.map { .number($0) } ?? .empty
  }
}
