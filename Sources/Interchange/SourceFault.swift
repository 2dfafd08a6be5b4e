import Values

/// One thing wrong in a file, with its place, so that it can be found and mended.
package struct SourceFault: Error, Sendable, Hashable {
  /// The file's name as the user gave it.
  package var file: String
  /// The physical line, from 1; lines inside a quoted field count.
  package var line: Int
  /// The place in the line, counted in Unicode scalars from 1.
  package var column: Int
  /// The text of that line, without its end.
  package var excerpt: String
  /// What is wrong, as a clause: `amount ‹1,2.50› has a comma in it`.
  package var cause: String
  /// What to do about it.
  package var nextStep: String?
  /// The same with the acts that do it, where a rule of the books refuses the row.
  package var advice: NextStep?
  /// What was probably meant, where something known is near.
  package var suggestion: String?
  /// The cell of a spreadsheet, in place of line and column: `sheet ‹May›, cell C5`.
  package var cell: String?

  /// Makes a fault.
  package init(
    file: String, line: Int, column: Int, excerpt: String, cause: String, nextStep: String? = nil,
    suggestion: String? = nil, advice: NextStep? = nil
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.excerpt = excerpt
    self.cause = cause
    self.nextStep = nextStep
    self.advice = advice
    self.suggestion = suggestion
  }
}

/// Everything wrong in a file: never empty, in the order of the lines.
package struct SourceFaults: Error, Sendable, Hashable {
  /// The faults, by line and column.
  package let faults: [SourceFault]

  package init(_ faults: [SourceFault]) {
    precondition(!faults.isEmpty, "a refusal names at least one fault")
    self.faults = faults.sorted { ($0.line, $0.column, $0.cause) < ($1.line, $1.column, $1.cause) }
  }
}

extension SourceFault {
  /// Moves it to the cell that it is about: of a workbook by sheet and cell, of text by line and column. `rank` orders those that are
  /// found cell by cell.
  mutating func place(at source: SourceCell, rank: Int?) {
    excerpt = source.text
    if let position = source.position {
      (line, column, excerpt) = (position.line, position.column, "")
    } else {
      cell = source.place
      if let rank { (line, column) = (0, rank) }
    }
  }
}

extension SourceFault: CustomStringConvertible {
  /// The place and cause in one line: `expenses.csv:3:12: amount ‹1,2.50› has a comma in it`.
  package var description: String {
    guard let cell else { return VisibleText.escaped("\(file):\(line):\(column): \(cause)") }
    return VisibleText.escaped("\(file): \(cell): \(cause)")
  }

  /// The fault for a person: place and cause, the line with a caret under the place, and the next thing to do.
  ///
  /// Control characters are escaped, and of a long line only the part around the place is shown.
  /// - Parameter width: the cells of the terminal that the excerpt may take.
  package func render(width: Int = 80) -> String {
    var lines = [description]
    if cell != nil {
      if !excerpt.isEmpty {
        lines.append("    \(DisplayWidth.shortened(VisibleText.escaped(excerpt), to: max(20, width - 4)))")
      }
    } else if !excerpt.isEmpty {
      let (text, caret) = window(width: max(20, width - 4))
      lines += ["    \(text)", "    \(String(repeating: " ", count: caret))^"]
    }
    if let nextStep { lines.append("  \(VisibleText.escaped(nextStep))") }
    if let suggestion { lines.append("  did you mean \(VisibleText.quoted(suggestion))?") }
    return lines.joined(separator: "\n")
  }

  /// The escaped part of the line around the column that fits the width, and the cells before the column in it.
  private func window(width: Int) -> (text: String, caret: Int) {
    let scalars = excerpt.unicodeScalars
    let place = scalars.index(scalars.startIndex, offsetBy: column - 1, limitedBy: scalars.endIndex) ?? scalars.endIndex
    var before = VisibleText.escaped(String(scalars[..<place].suffix(4 * width)))
    let after = VisibleText.escaped(String(scalars[place...].prefix(4 * width)))
    if DisplayWidth.of(before) + DisplayWidth.of(after) > width, DisplayWidth.of(before) > width * 2 / 3 {
      while DisplayWidth.of(before) > width * 2 / 3 - 1 { before.removeFirst() }
      before = "…" + before
    }
    let caret = DisplayWidth.of(before)
    return (before + DisplayWidth.shortened(after, to: width - caret), caret)
  }
}

extension SourceFaults: CustomStringConvertible {
  /// One line a fault.
  package var description: String { faults.map(\.description).joined(separator: "\n") }

  /// Every fault for a person, a blank line between them.
  package func render(width: Int = 80) -> String { faults.map { $0.render(width: width) }.joined(separator: "\n\n") }
}
