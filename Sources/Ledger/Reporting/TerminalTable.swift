/// A statement in aligned text: the head, the table under a rule, the notes. It has no colour and no control character.
///
/// Amounts below zero stand in parentheses with their digits under the others'; a subtotal has a rule above its amounts,
/// a total a double rule below.
struct TerminalTable {
  private let statement: Statement
  private let width: Int
  private let layout: TerminalLayout
  private let cells: [[String]]
  /// The cells at the right of each column that stay free unless a parenthesis stands there: one or none.
  private let room: [Int]

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
    self.room = room
    self.cells = cells
    layout = TerminalLayout(columns: statement.columns, natural: natural, room: room, width: self.width)
  }

  /// The table, ending with a line end.
  var text: String {
    var blocks = [head]
    if !statement.facts.isEmpty { blocks.append(facts) }
    blocks.append([columnTitles, rows].flatMap { $0 })
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
    let lineWidth = min(width, max(layout.total, 60))
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

// The table.
extension TerminalTable {
  private var columnTitles: [String] {
    let titles = layout.shown.map { index in
      let title = VisibleText.escaped(statement.columns[index].title)
      let lines = TextWrap.lines(title, width: layout.widths[index] - room[index])
      return lines.map { $0 + String(repeating: " ", count: room[index]) }
    }
    let height = titles.map(\.count).max() ?? 0
    let rule = String(repeating: "─", count: layout.total)
    guard height > 0 else { return [rule] }
    let lines = (0..<height).map { row in
      line { place, index in
        let lines = titles[place]
        return row < height - lines.count ? "" : lines[row - (height - lines.count)]
      }
    }
    return lines + [rule]
  }

  private var rows: [String] {
    var lines: [String] = []
    var previous: StatementRow.Kind?
    for (row, texts) in zip(statement.rows, cells) {
      switch row.kind {
      case .heading:
        if !lines.isEmpty { lines.append("") }
        let label = String(repeating: "  ", count: row.indent) + VisibleText.escaped(row.label ?? "")
        lines += [DisplayWidth.shortened(label, to: max(layout.total, width))]
      case .detail:
        if previous == .subtotal { lines.append("") }
        lines.append(line(row, texts))
      case .subtotal:
        lines += [amountRule("─"), line(row, texts)]
      case .total:
        lines += [amountRule("─"), line(row, texts), amountRule("═")]
      }
      previous = row.kind
    }
    return lines
  }

  private func line(_ row: StatementRow, _ texts: [String]) -> String {
    line { _, index in
      if case .bar(let tenths) = row.cells[index] { return CellText.bar(tenths: tenths, width: layout.widths[index]) }
      return texts[index]
    }
  }

  private func amountRule(_ mark: String) -> String {
    line { _, index in
      statement.columns[index].type == .money ? String(repeating: mark, count: layout.widths[index]) : ""
    }
  }

  private func line(_ text: (_ place: Int, _ index: Int) -> String) -> String {
    let parts = layout.shown.enumerated().map { place, index in
      let cell = DisplayWidth.shortened(text(place, index), to: layout.widths[index])
      return TextWrap.aligned(
        cell, width: layout.widths[index], onTheRight: statement.columns[index].type.isOnTheRight)
    }
    return parts.joined(separator: String(repeating: " ", count: layout.gap))
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
