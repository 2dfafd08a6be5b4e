import Ledger

extension TerminalLayout {
  /// The table as one layout, or as several where its columns do not fit beside each other.
  ///
  /// Each panel has the first column of text, then as many others as fit, their texts over several lines; bars are left out. There are as few panels
  /// as can be, and the first column is as wide as that allows, the same in all of them. What is left of a line goes to the other texts.
  static func panels(
    columns: [StatementColumn], natural: [Int], words: [Int], room: [Int], width: Int
  ) -> [TerminalLayout] {
    let whole = TerminalLayout(columns: columns, natural: natural, words: words, room: room, width: width)
    guard whole.total > width, let first = columns.firstIndex(where: { $0.type == .text }) else { return [whole] }
    let others = columns.indices.filter { $0 != first && columns[$0].type != .bar }
    guard others.count > 1 else { return [whole] }

    let needed = columns.indices.map { index in
      max(natural[index], leastTitle(columns[index], natural[index]) + room[index], columns[index].minWidth ?? 0)
    }
    func panels(_ firstWidth: Int, gap: Int) -> [TerminalLayout] {
      let widths = columns.indices.map { index in
        if index == first { return firstWidth }
        guard columns[index].type == .text else { return needed[index] }
        let title = leastTitle(columns[index], natural[index])
        let narrow = max(leastText, min(words[index], widestWord), title, columns[index].minWidth ?? 0)
        return min(needed[index], narrow, max(leastTextAtLast, width - firstWidth - gap))
      }
      var panels: [TerminalLayout] = []
      for column in others {
        let wider = TerminalLayout(shown: (panels.last?.shown ?? [first]) + [column], widths: widths, gap: gap)
        if wider.total <= width || panels.isEmpty {
          panels = panels.dropLast() + [wider]
        } else {
          panels.append(TerminalLayout(shown: [first, column], widths: widths, gap: gap))
        }
      }
      return panels.map { $0.widened(to: width, needed, texts: others.filter { columns[$0].type == .text }) }
    }

    let least = max(leastText, min(words[first], widestWord))
    let narrow = panels(min(needed[first], least), gap: 2)
    guard narrow.allSatisfy({ $0.total <= width }) else {
      return panels(min(needed[first], leastTextAtLast), gap: 1)
    }
    var best = narrow
    for firstWidth in least..<max(least + 1, min(needed[first], width / 2) + 1) {
      let wider = panels(min(needed[first], firstWidth), gap: 2)
      guard wider.count == narrow.count, wider.allSatisfy({ $0.total <= width }) else { break }
      best = wider
    }
    return best
  }

  /// The same, what is left of the line given to texts that are longer than their column, the narrowest first.
  private func widened(to width: Int, _ needed: [Int], texts: [Int]) -> TerminalLayout {
    var widths = widths
    for _ in 0..<max(0, width - total) {
      let short = texts.filter { shown.contains($0) && widths[$0] < needed[$0] }
      guard let narrowest = short.min(by: { (widths[$0], $0) < (widths[$1], $1) }) else { break }
      widths[narrowest] += 1
    }
    return TerminalLayout(shown: shown, widths: widths, gap: gap)
  }

  /// The title on one line where that takes at most two cells more than the amounts, else its longest word.
  private static func leastTitle(_ column: StatementColumn, _ natural: Int) -> Int {
    let words = column.title.split(separator: " ").map { DisplayWidth.of(VisibleText.escaped(String($0))) }
    let whole = words.reduce(words.count - 1, +)
    return whole <= natural + 2 ? whole : words.max() ?? 0
  }
}
