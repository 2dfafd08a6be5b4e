import Ledger

/// The table of a statement, or those of its columns that fit beside each other.
///
/// Amounts below zero stand in parentheses with their digits under the others'; a subtotal has a rule above its amounts,
/// a total a double rule below.
struct TerminalPanel {
  let statement: Statement
  let width: Int
  let layout: TerminalLayout
  /// The words of each row by column; none for a heading.
  let cells: [[String]]
  /// The cells at the right of each column that stay free unless a parenthesis stands there: one or none.
  let room: [Int]

  /// The titles of the columns, a rule, the rows.
  var lines: [String] { columnTitles + rows }

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
        lines += TextWrap.lines(VisibleText.escaped(row.label ?? ""), width: max(layout.total, width) - 2 * row.indent)
          .map { String(repeating: "  ", count: row.indent) + $0 }
      case .detail, .memo:
        if previous == .subtotal { lines.append("") }
        lines += wrapped(row, texts)
      case .subtotal:
        lines += [amountRule("─")] + wrapped(row, texts)
      case .total:
        lines += [amountRule("─")] + wrapped(row, texts) + [amountRule("═")]
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

  /// The row, and below it what its cells have more than fits, of what names it and of columns that wrap.
  private func wrapped(_ row: StatementRow, _ texts: [String]) -> [String] {
    let naming = statement.columns.firstIndex { $0.type == .text }
    let parts = texts.enumerated().map { index, text in
      guard statement.columns[index].wraps || index == naming, DisplayWidth.of(text) > layout.widths[index] else {
        return [text]
      }
      let indent = text.prefix { $0 == " " }
      return TextWrap.lines(text, width: layout.widths[index] - indent.count).map { indent + $0 }
    }
    let height = layout.shown.map { parts[$0].count }.max() ?? 1
    guard height > 1 else { return [line(row, texts)] }
    return [line(row, parts.map { $0.first ?? "" })]
      + (1..<height).map { number in line { _, index in number < parts[index].count ? parts[index][number] : "" } }
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
