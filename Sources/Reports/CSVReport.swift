import Ledger

/// Statements for a spreadsheet or a program: one table, a line for each row but headings.
///
/// Each line says its kind first, and after its cells what it is about, so that every one reads by itself: section, statement, organization,
/// fund, award, account, budget line and days, and of budgets which version. Facts and notes are left out, so that the sheet is one table; bars are
/// left out, because a percentage says the same. Budgets are one table with the columns of all of them, and so are schedules of awards: cells are
/// empty where one has no such column. Other statements of other columns begin a table of their own after an empty line.
struct CSVReport {
  let text: String

  init(_ statements: [Statement]) {
    var tables: [(columns: [StatementColumn], statements: [Statement])] = []
    for statement in statements {
      let columns = statement.columns.filter { $0.type != .bar }
      if let scope = statement.scope, let last = tables.last, last.statements[0].scope?.statement == scope.statement,
        last.columns == columns || Self.mergedKinds.contains(scope.statement)
      {
        tables[tables.count - 1].statements.append(statement)
        tables[tables.count - 1].columns = Self.merged(last.columns, columns)
      } else {
        tables.append((columns, [statement]))
      }
    }
    text = tables.map(Self.table).joined(separator: "\n")
  }

  /// Kinds of statements whose columns differ by what few of them have.
  private static let mergedKinds = ["budget", "award-schedule"]

  /// All columns of both, each new one where it stands among its own: after the one that both have before it.
  private static func merged(_ columns: [StatementColumn], _ others: [StatementColumn]) -> [StatementColumn] {
    var merged = columns
    var place = 0
    for column in others {
      if let known = merged.firstIndex(of: column) {
        place = known + 1
      } else {
        while place < merged.count, isBefore(merged[place], column), !others.contains(merged[place]) {
          place += 1
        }
        merged.insert(column, at: place)
        place += 1
      }
    }
    return merged
  }

  /// Of columns of days, the earlier stands first.
  private static func isBefore(_ column: StatementColumn, _ other: StatementColumn) -> Bool {
    column.key.hasPrefix("from_") && other.key.hasPrefix("from_") && column.key < other.key
  }

  private static func table(_ columns: [StatementColumn], _ statements: [Statement]) -> String {
    var writer = CSVWriter()
    let scope = statements[0].scope
    let isBudget = scope?.statement == "budget"
    let about =
      scope == nil
      ? [] : ["section", "statement"] + StatementKeys.names + ["from", "as_of"] + (isBudget ? ["budget_version"] : [])
    writer.write([.text("kind")] + columns.map { .text($0.title) } + about.map { .text($0) })
    for statement in statements {
      let shown = columns.map { column in statement.columns.firstIndex(of: column) }
      var headings: [(indent: Int, label: String)] = []
      for row in statement.rows {
        if row.kind == .heading || row.indent == 0 { headings.removeAll { $0.indent >= row.indent } }
        if row.kind == .heading {
          headings.append((row.indent, row.label ?? ""))
          continue
        }
        let cells = shown.map { place in place.map { value(row.cells[$0]) } ?? .empty }
        let said = statement.scope.map { Self.about(row, $0, headings.map(\.label)) } ?? []
        let version = (row.keys.budgetVersion ?? statement.scope?.keys.budgetVersion).map { CSVValue.number("\($0)") }
        writer.write([.text(row.kind.rawValue)] + cells + said + (isBudget ? [version ?? .empty] : []))
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
