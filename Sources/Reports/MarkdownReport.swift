import Ledger

/// A statement as GitHub's Markdown: a heading, the facts as a list, a table with its amounts on the right, the notes.
struct MarkdownReport {
  let text: String

  init(_ statement: Statement) {
    var blocks = ["# \(MarkdownReport.escaped(statement.title))"]
    if let subtitle = statement.subtitle { blocks.append("**\(MarkdownReport.escaped(subtitle))**") }
    if !statement.facts.isEmpty {
      let facts = statement.facts.map {
        "- **\(MarkdownReport.escaped($0.label)):** \(MarkdownReport.escaped($0.value))"
      }
      blocks.append(facts.joined(separator: "\n"))
    }
    blocks.append(MarkdownReport.table(statement))
    if !statement.notes.isEmpty {
      blocks.append(statement.notes.map { "- \(MarkdownReport.escaped($0))" }.joined(separator: "\n"))
    }
    text = blocks.joined(separator: "\n\n") + "\n"
  }

  private static func table(_ statement: Statement) -> String {
    let shown = statement.columns.indices.filter { statement.columns[$0].type != .bar }
    let columns = shown.map { statement.columns[$0] }
    var lines = [line(columns.map { escaped($0.title) }), line(columns.map { $0.type.isOnTheRight ? "---:" : "---" })]
    let first = columns.firstIndex { $0.type == .text } ?? 0
    for row in statement.rows {
      var cells = columns.map { _ in "" }
      if let label = row.label, !cells.isEmpty { cells[first] = escaped(label) }
      if row.kind != .heading {
        for (place, index) in shown.enumerated() { cells[place] = escaped(CellText.of(row.cells[index])) }
      }
      if row.kind != .detail, row.kind != .memo { cells = cells.map { $0.isEmpty ? "" : "**\($0)**" } }
      if !cells.isEmpty { cells[first] = String(repeating: "&emsp;", count: row.indent) + cells[first] }
      lines.append(line(cells))
    }
    return lines.joined(separator: "\n")
  }

  private static func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }

  /// The text with whatever Markdown or HTML would act on made plain; control characters are escaped first.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for (position, scalar) in VisibleText.escaped(text).unicodeScalars.enumerated() {
      switch scalar {
      case "\\", "|", "`", "*", "_", "[", "]", "~": result += "\\"
      case "#", "+", "-": if position == 0 { result += "\\" }
      case "<":
        result += "&lt;"
        continue
      case ">":
        result += "&gt;"
        continue
      case "&":
        result += "&amp;"
        continue
      default: break
      }
      result.unicodeScalars.append(scalar)
    }
    return result
  }
}
