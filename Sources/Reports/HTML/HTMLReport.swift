import Ledger

/// Statements as one page for a browser and for paper: HTML that is well-formed XML too, with its styles in it, nothing to run, and nothing
/// that is fetched from elsewhere.
struct HTMLReport {
  let text: String

  init(_ statements: [Statement]) {
    let title = statements.first.map { [$0.title, $0.subtitle].compactMap(\.self).joined(separator: ", ") } ?? ""
    text = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width"/>
      <title>\(Self.escaped(title))</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      \(statements.map(Self.section).joined(separator: "\n"))
      </body>
      </html>

      """
  }

  private static func section(_ statement: Statement) -> String {
    let shown = statement.columns.indices.filter { statement.columns[$0].type != .bar }
    var blocks = ["<h1>\(escaped(statement.title))</h1>"]
    if let subtitle = statement.subtitle { blocks.append("<p class=\"subtitle\">\(escaped(subtitle))</p>") }
    if !statement.facts.isEmpty {
      let facts = statement.facts.map { "<dt>\(escaped($0.label))</dt><dd>\(escaped($0.value))</dd>" }
      blocks.append("<dl>\n\(facts.joined(separator: "\n"))\n</dl>")
    }
    if !shown.isEmpty { blocks.append(HTMLTable(statement, shown).text) }
    if !statement.notes.isEmpty {
      let notes = statement.notes.map { "<li>\(escaped($0))</li>" }
      blocks.append("<ul class=\"notes\">\n\(notes.joined(separator: "\n"))\n</ul>")
    }
    let names = HTMLPaper.names(of: statement, shown).map { " class=\"\($0)\"" } ?? ""
    return "<section\(names)>\n\(blocks.joined(separator: "\n"))\n</section>"
  }

  /// The text with whatever HTML would act on made plain, in quotes too; control characters are escaped first.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in VisibleText.escaped(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      // No XML can hold these, and nobody can see them.
      case "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// The table of a statement: its sums at the end are the foot, and what stands under a heading is a group of rows.
private struct HTMLTable {
  private let statement: Statement
  /// The places of the columns that are shown.
  private let shown: [Int]
  private let firstText: Int?

  init(_ statement: Statement, _ shown: [Int]) {
    (self.statement, self.shown) = (statement, shown)
    firstText = shown.first { statement.columns[$0].type == .text }
  }

  var text: String {
    let rows = statement.rows
    let footStart = rows.lastIndex { $0.kind != .total }.map { $0 + 1 } ?? 0
    var groups: [[StatementRow]] = []
    for row in rows[..<footStart] {
      if groups.isEmpty || row.kind == .heading && row.indent == 0 { groups.append([]) }
      groups[groups.count - 1].append(row)
    }
    let bodies = groups.map { part("tbody", $0.map(line)) }
    let foot = footStart < rows.count ? [part("tfoot", rows[footStart...].map(line))] : []
    let head = part("thead", [line(of: shown.map { heading($0) }, class: nil)])
    return (["<table>", head] + bodies + foot + ["</table>"]).joined(separator: "\n")
  }

  private func part(_ name: String, _ lines: [String]) -> String {
    "<\(name)>\n\(lines.joined(separator: "\n"))\n</\(name)>"
  }

  private func line(of cells: [String], class name: String?) -> String {
    "<tr\(name.map { " class=\"\($0)\"" } ?? "")>\(cells.joined())</tr>"
  }

  private func heading(_ index: Int) -> String {
    let column = statement.columns[index]
    return "<th scope=\"col\"\(style(of: column))>\(HTMLReport.escaped(column.title))</th>"
  }

  private func line(_ row: StatementRow) -> String {
    guard row.kind != .heading else {
      let label = HTMLReport.escaped(row.label ?? "")
      return line(
        of: ["<th colspan=\"\(shown.count)\" scope=\"rowgroup\"\(indent(row))>\(label)</th>"], class: "heading")
    }
    return line(of: shown.map { cell(row, $0) }, class: row.kind.rawValue)
  }

  private func cell(_ row: StatementRow, _ index: Int) -> String {
    let said = CellText.of(row.cells[index])
    let isWord = statement.columns[index].type == .text && HTMLPaper.isWord(said)
    let text = HTMLReport.escaped(said)
    if index == firstText { return "<th scope=\"row\"\(indent(row, isWord: isWord))>\(text)</th>" }
    if isWord { return "<td class=\"word\">\(text)</td>" }
    return "<td\(style(of: statement.columns[index], isNegative: text.hasSuffix(")")))>\(text)</td>"
  }

  /// Parentheses hang over the edge that digits stand at.
  private func style(of column: StatementColumn, isNegative: Bool = false) -> String {
    if column.type.isOnTheRight { return isNegative ? " class=\"number negative\"" : " class=\"number\"" }
    return column.type == .date ? " class=\"day\"" : ""
  }

  private func indent(_ row: StatementRow, isWord: Bool = false) -> String {
    let names = (row.indent == 0 ? [] : ["in\(min(row.indent, 4))"]) + (isWord ? ["word"] : [])
    return names.isEmpty ? "" : " class=\"\(names.joined(separator: " "))\""
  }
}
