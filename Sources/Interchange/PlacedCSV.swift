/// A table written out as the CSV that an import reads, with the way back from each place in it to the cell that it came from.
package struct PlacedCSV: Sendable {
  private struct Start {
    let line: Int
    let column: Int
    let cell: SourceCell
  }

  package private(set) var text = ""
  private var starts: [Start] = []
  private var line = 1

  /// An empty one.
  package init() {}

  /// Writes a row. Every field is quoted, so that nothing in it is more than text.
  package mutating func write(_ cells: [SourceCell]) {
    var column = 1
    for (index, cell) in cells.enumerated() {
      if index > 0 {
        text += ","
        column += 1
      }
      starts.append(Start(line: line, column: column, cell: cell))
      text += "\""
      column += 1
      var isAfterReturn = false
      for scalar in cell.text.unicodeScalars {
        if scalar == "\"" {
          text += "\""
          column += 1
        }
        text.unicodeScalars.append(scalar)
        column += 1
        // CR, LF and both together end a line.
        if scalar == "\n" || scalar == "\r" { (line, column) = (isAfterReturn && scalar == "\n" ? line : line + 1, 1) }
        isAfterReturn = scalar == "\r"
      }
      text += "\""
      column += 1
    }
    text += "\n"
    line += 1
  }

  /// The cell at a place of the text.
  package func cell(line: Int, column: Int) -> SourceCell? {
    var (low, high) = (0, starts.count)
    while low < high {
      let middle = (low + high) / 2
      if (starts[middle].line, starts[middle].column) <= (line, column) { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? starts[low - 1].cell : nil
  }
}
