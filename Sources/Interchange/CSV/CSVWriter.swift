/// One value to be written to CSV.
package enum CSVValue: Sendable, Hashable {
  /// Words, which a spreadsheet must never take for a formula.
  case text(String)
  /// A number or a date in its exact spelling, written as it is.
  case number(String)
  /// Nothing.
  case empty
}

/// Writes CSV by RFC 4180, with LF at the end of each line.
///
/// Text that a spreadsheet would run as a formula gets an apostrophe before it. The first Unicode scalar that can be seen
/// decides, because a joiner or a space before `=` hides it from a look at characters and not from the spreadsheet.
package struct CSVWriter: Sendable {
  /// What was written so far.
  package private(set) var text = ""

  /// Makes a writer with nothing written.
  package init() {}

  /// Writes one line.
  package mutating func write(_ values: [CSVValue]) {
    text += values.map(CSVWriter.field).joined(separator: ",")
    if values == [.empty] || values == [.text("")] { text += "\"\"" }
    text += "\n"
  }

  private static func field(_ value: CSVValue) -> String {
    switch value {
    case .text(let text): quoted(startsFormula(text) || isDefused(text) ? "'" + text : text)
    case .number(let text): quoted(text)
    case .empty: ""
    }
  }

  /// Whether a text is a formula behind apostrophes. It gets one more when it is written, so that each reading takes off what was
  /// put before it.
  static func isDefused(_ text: String) -> Bool {
    let rest = text.unicodeScalars.drop { $0 == "'" }
    return rest.startIndex > text.unicodeScalars.startIndex && startsFormula(String(rest))
  }

  static func startsFormula(_ text: String) -> Bool {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠": return true
      default:
        let properties = scalar.properties
        let isHidden = properties.isDefaultIgnorableCodePoint || properties.isWhitespace
        guard isHidden || properties.generalCategory == .control else { return false }
      }
    }
    return false
  }

  private static func quoted(_ text: String) -> String {
    let scalars = text.unicodeScalars
    let needsQuotes =
      scalars.contains { $0 == "\"" || $0 == "," || $0 == "\n" || $0 == "\r" }
      || scalars.first?.properties.isWhitespace == true || scalars.last?.properties.isWhitespace == true
    guard needsQuotes else { return text }
    var result = "\"".unicodeScalars
    for scalar in scalars {
      if scalar == "\"" { result.append("\"") }
      result.append(scalar)
    }
    result.append("\"")
    return String(result)
  }
}
