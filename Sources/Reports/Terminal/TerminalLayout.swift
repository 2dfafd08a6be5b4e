import Ledger

/// How wide each column of a table is drawn, and which columns are drawn at all.
///
/// Amounts and codes are never cut. Where the width is too small, titles go over several lines, bars get shorter, then bars
/// are dropped, the widest column of text is narrowed step by step and its texts go over several lines, columns move together, then
/// the columns go into panels one under the other, and last the table is wider than was asked.
struct TerminalLayout {
  /// The positions of the columns drawn.
  private(set) var shown: [Int]
  /// The width of each column by its position in the statement, in cells.
  private(set) var widths: [Int]
  /// The space between two columns.
  private(set) var gap = 2

  private static let barWidths = 10...16
  static let leastText = 16
  static let leastTextAtLast = 8
  /// How wide a word may be that is kept whole before columns move together.
  static let widestWord = 40

  /// A layout that was worked out elsewhere.
  init(shown: [Int], widths: [Int], gap: Int) {
    self.shown = shown
    self.widths = widths
    self.gap = gap
  }

  /// - Parameters:
  ///   - natural: the width of the widest cell of each column.
  ///   - words: the width of the longest word of each column whose words are kept whole, else zero.
  ///   - room: the cells to the right of each column's title that stay free, for a parenthesis below.
  ///   - width: the cells that the table may take.
  init(columns: [StatementColumn], natural: [Int], words: [Int], room: [Int], width: Int) {
    let all = Array(columns.indices)
    let withoutBars = all.filter { columns[$0].type != .bar }
    let titles = zip(columns, room).map { column, room in
      let words = column.title.split(separator: " ").map { DisplayWidth.of(VisibleText.escaped(String($0))) }
      return (whole: words.reduce(words.count - 1, +) + room, longestWord: (words.max() ?? 0) + room)
    }
    let attempts = [
      (all, titles.map(\.whole), Int.max, 2), (all, titles.map(\.longestWord), Int.max, 2),
      (withoutBars, titles.map(\.longestWord), Self.leastText, 2),
      (withoutBars, titles.map(\.longestWord), Self.leastTextAtLast, 1),
    ]
    (shown, widths) = (all, natural)
    for (shown, titles, leastText, gap) in attempts {
      self.shown = shown
      self.gap = gap
      let least = columns.indices.map { max(natural[$0], titles[$0], columns[$0].minWidth ?? 0) }
      widths = Self.fit(shown, columns, least, leastText, words, excess: (shown.count - 1) * gap - width)
      if total <= width { return }
    }
  }

  /// The width of the whole table.
  var total: Int { shown.reduce(0) { $0 + widths[$1] } + max(0, shown.count - 1) * gap }

  private static func fit(
    _ shown: [Int], _ columns: [StatementColumn], _ natural: [Int], _ leastText: Int, _ words: [Int], excess: Int
  ) -> [Int] {
    var widths = columns.indices.map { columns[$0].type == .bar ? max(natural[$0], barWidths.upperBound) : natural[$0] }
    var excess = shown.reduce(excess) { $0 + widths[$1] }
    for index in shown where columns[index].type == .bar && excess > 0 {
      let cut = min(excess, max(0, widths[index] - max(natural[index], barWidths.lowerBound)))
      widths[index] -= cut
      excess -= cut
    }
    // What names the rows is the last to be cut: the table goes into panels first.
    let first = columns.firstIndex { $0.type == .text }
    while excess > 0 {
      let texts = shown.filter {
        let least = max($0 == first ? max(leastText, Self.leastText) : leastText, min(words[$0], Self.widestWord))
        return columns[$0].type == .text && widths[$0] > least
      }
      guard let widest = texts.max(by: { (widths[$0], $1) < (widths[$1], $0) }) else { break }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }
}
