/// A cell of a table that is to be imported, with its place as people name it.
public struct SourceCell: Sendable, Hashable {
  /// What kind of value the file itself says it is.
  public enum Kind: Sendable { case text, number, date }

  /// The text; of a number in plain digits, of a date as YYYY-MM-DD.
  public var text: String
  /// What the file says it is; CSV says text of everything.
  public var kind = Kind.text
  /// Where it stands: `sheet ‹May›, cell C5`, or `12:7` for line and column.
  public let place: String
  /// Why it cannot be read at all.
  public var fault: String?

  /// Of a text file, line and column; nil of a workbook.
  var position: (line: Int, column: Int)? {
    let parts = place.split(separator: ":").compactMap { Int($0) }
    return parts.count == 2 ? (parts[0], parts[1]) : nil
  }

  /// A cell with a text.
  public init(text: String, place: String) { (self.text, self.place) = (text, place) }
}

/// A table of a spreadsheet: rows of cells, the first with the names of the columns.
public struct SourceTable: Sendable {
  /// The rows that hold anything.
  public var rows: [[SourceCell]]

  /// A table of rows.
  public init(rows: [[SourceCell]]) { self.rows = rows }

  /// A CSV file as a table, its fields separated as the file does it. Throws `SourceFaults` for what is no CSV.
  public init(csv bytes: [UInt8], name: String, separator: UInt8 = UInt8(ascii: ",")) throws(SourceFaults) {
    var plain = bytes
    if separator != UInt8(ascii: ",") {
      // Outside of quotes the separator is what a comma is, and a comma is a letter.
      plain = Self.exchanging(separator, in: bytes)
    }
    let source = SourceText(plain[...], file: name)
    var faults = FaultCollector(source: source)
    for offset in source.invalidOffsets {
      faults.add(at: offset, cause: "there are bytes that are not UTF-8", nextStep: "save the file as UTF-8")
    }
    var reader = CSVReader(source: source, isLast: true)
    rows = []
    while let record = reader.next(&faults) {
      rows.append(
        record.fields.map { field in
          let text = separator == UInt8(ascii: ",") ? field.text : Self.restored(field.text)
          return SourceCell(text: text, place: "\(field.line):\(field.column)")
        })
    }
    try faults.throwIfAny()
  }

  /// A comma that is no separator while the text is read by commas.
  private static let letterComma: [UInt8] = Array("\u{F8FF}".utf8)

  private static func exchanging(_ separator: UInt8, in bytes: [UInt8]) -> [UInt8] {
    var (result, isQuoted) = ([UInt8](), false)
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if isQuoted {
        result.append(byte)
      } else if byte == separator {
        result.append(UInt8(ascii: ","))
      } else if byte == UInt8(ascii: ",") {
        result += letterComma
      } else {
        result.append(byte)
      }
    }
    return result
  }

  private static func restored(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\u{F8FF}" ? "," : $0 }))
  }
}

/// A table written out as the CSV that an import reads, with the way back from each place in it to the cell that it came from.
struct PlacedCSV: Sendable {
  private struct Start {
    let line: Int
    let column: Int
    let cell: SourceCell
  }

  private(set) var text = ""
  private var starts: [Start] = []
  private var line = 1

  /// Writes a row. Every field is quoted, so that nothing in it is more than text.
  mutating func write(_ cells: [SourceCell]) {
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
  func cell(line: Int, column: Int) -> SourceCell? {
    var (low, high) = (0, starts.count)
    while low < high {
      let middle = (low + high) / 2
      if (starts[middle].line, starts[middle].column) <= (line, column) { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? starts[low - 1].cell : nil
  }
}
