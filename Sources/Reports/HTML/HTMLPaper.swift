import Ledger

/// How a table fits letter paper: upright or landscape, and the size of its letters, by what cannot be broken into lines.
enum HTMLPaper {
  /// What a page holds between its margins, in ems of a size; the sizes of `HTMLReport.style`.
  private static let pages: [(names: String?, room: Double)] = [
    (nil, 7 * 72 / 9.0), ("wide", 10 * 72 / 8.0), ("wide small", 10 * 72 / 7.0), ("wide smaller", 10 * 72 / 6.0),
    ("wide smallest", 10 * 72 / 5.0),
  ]
  /// The space on both sides of a cell in print, in ems.
  private static let padding = 0.9
  /// A column of words has so many ems where its texts are that long.
  private static let wordsInLine = 11.0
  /// How much broader bold letters are.
  private static let bold = 1.1

  /// The classes of the section of a statement with these columns; nil for an upright page.
  static func names(of statement: Statement, _ shown: [Int]) -> String? {
    let needed = shown.map { width(of: statement, column: $0) + padding }.reduce(0, +)
    return (pages.first { needed <= $0.room } ?? pages.last)?.names
  }

  /// Whether a text is a code, which is not broken: of no more than 40 characters and without a space.
  static func isWord(_ text: String) -> Bool { (1...40).contains(text.count) && !text.contains(" ") }

  /// The least that a column takes, in ems.
  private static func width(of statement: Statement, column: Int) -> Double {
    let type = statement.columns[column].type
    let title = longestWord(statement.columns[column].title) * bold
    return statement.rows.filter { $0.kind != .heading }.reduce(title) { widest, row in
      let text = VisibleText.escaped(CellText.of(row.cells[column]))
      let weight = row.kind == .total || row.kind == .subtotal ? bold : 1
      let indent = Double(min(row.indent, 4)) * 1.3
      guard type == .text, !isWord(text) else { return max(widest, ems(text) * weight + (type == .text ? indent : 0)) }
      return max(widest, max(longestWord(text), min(ems(text), wordsInLine)) * weight + indent)
    }
  }

  private static func longestWord(_ text: String) -> Double {
    text.split(separator: " ").map { ems($0) }.max() ?? 0
  }

  /// The width of a text in ems, of the broadest letters that a browser may take where it has none of those that the page names (DejaVu Sans).
  private static func ems(_ text: some StringProtocol) -> Double {
    text.reduce(0) { sum, character in
      switch character {
      case ",", ".", "(", ")", "-", " ", ":", "/", "i", "j", "l", "t", "f": sum + 0.4
      case "0"..."9", "a"..."z": sum + 0.64
      case "M", "W", "m", "w", "%": sum + 0.98
      case "A"..."Z": sum + 0.76
      default: sum + Double(DisplayWidth.of(character)) * 0.9
      }
    }
  }
}
