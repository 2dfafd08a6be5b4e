import Ledger

/// A statement in aligned text: the head, the table under a rule, the notes. It has no color and no control character.
///
/// A table that is wider than the terminal is drawn in panels, one under the other, each with the first column of text.
struct TerminalTable {
  private let statement: Statement
  private let width: Int
  private let panels: [TerminalPanel]

  /// - Parameter width: the cells that a line may take; less than 20 counts as 20.
  init(_ statement: Statement, width: Int) {
    self.statement = statement
    self.width = max(20, width)
    let firstText = statement.columns.firstIndex { $0.type == .text }
    let room = statement.columns.indices.map { statement.hasNegative(in: $0) ? 1 : 0 }
    let cells = statement.rows.map { Self.texts(of: $0, statement.columns, room, firstText) }
    let natural = statement.columns.indices.map { column in
      cells.reduce(0) { max($0, $1.isEmpty ? 0 : DisplayWidth.of($1[column])) }
    }
    // What names a row, and what wraps, keeps its words whole, which may be codes, as far as there is room.
    let words = statement.columns.indices.map { column in
      guard statement.columns[column].type == .text, column == firstText || statement.columns[column].wraps else {
        return 0
      }
      return cells.reduce(0) { longest, texts in
        texts.isEmpty ? longest : max(longest, TextWrap.longestWord(texts[column]))
      }
    }
    panels = TerminalLayout.panels(
      columns: statement.columns, natural: natural, words: words, room: room, width: self.width
    ).map {
      TerminalPanel(statement: statement, width: max(20, width), layout: $0, cells: cells, room: room)
    }
  }

  /// The table, ending with a line end.
  var text: String {
    var blocks = [head]
    if !statement.facts.isEmpty { blocks.append(facts) }
    for (index, panel) in panels.enumerated() {
      if index > 0 {
        blocks.append(TextWrap.lines(VisibleText.escaped("\(statement.title) (continued)"), width: width))
      }
      blocks.append(panel.lines)
    }
    if !statement.notes.isEmpty { blocks.append(notes) }
    let lines = blocks.filter { !$0.isEmpty }.joined(separator: [""])
    return lines.map(Self.withoutTrailingSpace).joined(separator: "\n") + "\n"
  }

  /// The words of each cell; amounts that are not in parentheses leave room for one where the column has any.
  private static func texts(
    of row: StatementRow, _ columns: [StatementColumn], _ room: [Int], _ firstText: Int?
  ) -> [String] {
    guard row.kind != .heading else { return [] }
    return columns.indices.map { index in
      let text = VisibleText.escaped(CellText.of(row.cells[index]))
      if index == firstText { return String(repeating: "  ", count: row.indent) + text }
      return text.isEmpty || text.hasSuffix(")") ? text : text + String(repeating: " ", count: room[index])
    }
  }
}

// The head and the notes.
extension TerminalTable {
  private var head: [String] {
    let lines = [statement.title] + (statement.subtitle.map { [$0] } ?? [])
    return lines.flatMap { TextWrap.lines(VisibleText.escaped($0), width: width) }
  }

  private var facts: [String] {
    let labels = statement.facts.map { VisibleText.escaped($0.label) + ":" }
    let labelWidth = min(labels.map { DisplayWidth.of($0) }.max() ?? 0, width / 2)
    return zip(labels, statement.facts).flatMap { label, fact in
      let values = TextWrap.lines(VisibleText.escaped(fact.value), width: width - labelWidth - 2)
      let first = TextWrap.aligned(DisplayWidth.shortened(label, to: labelWidth), width: labelWidth, onTheRight: false)
      let rest = values.dropFirst().map { String(repeating: " ", count: labelWidth + 2) + $0 }
      return [first + "  " + (values.first ?? "")] + rest
    }
  }

  private var notes: [String] {
    let lineWidth = min(width, max(panels.map(\.layout.total).max() ?? 0, 60))
    return statement.notes.flatMap { note in
      let lines = TextWrap.lines(VisibleText.escaped(note), width: lineWidth - 2)
      return lines.enumerated().map { ($0.offset == 0 ? "• " : "  ") + $0.element }
    }
  }

  private static func withoutTrailingSpace(_ line: String) -> String {
    var scalars = line.unicodeScalars[...]
    while scalars.last == " " { scalars = scalars.dropLast() }
    return String(scalars)
  }
}

extension Statement {
  /// Whether any amount or percentage of the column is below zero.
  fileprivate func hasNegative(in column: Int) -> Bool {
    rows.contains { row in
      guard row.kind != .heading else { return false }
      switch row.cells[column] {
      case .money(let money): return money.isNegative
      case .percent(let tenths): return tenths < 0
      default: return false
      }
    }
  }
}
