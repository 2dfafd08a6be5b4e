import Values

/// A cell of a table that is to be imported, with its place as people name it.
package struct SourceCell: Sendable, Hashable {
  /// What kind of value the file itself says it is.
  package enum Kind: Sendable { case text, number, date }

  /// The text; of a number in plain digits, of a date as YYYY-MM-DD.
  package var text: String
  /// What the file says it is; CSV says text of everything.
  package var kind = Kind.text
  /// Where it stands: `sheet ‹May›, cell C5`, or `12:7` for line and column.
  package let place: String
  /// Why it cannot be read at all.
  package var fault: String?
  /// Of a number, what its format shows beside the digits: `€`, `%`; nil where it shows nothing else.
  package var unit: String?
  /// Whether a number is shown by the very digits of its text: not grouped, rounded, or filled up.
  package var isShownPlain = true

  /// Of a text file, line and column; nil of a workbook.
  var position: (line: Int, column: Int)? {
    let parts = place.split(separator: ":").compactMap { Int($0) }
    return parts.count == 2 ? (parts[0], parts[1]) : nil
  }

  /// Whether there is nothing in it.
  package var isEmpty: Bool { text.isEmpty && fault == nil }

  /// A cell with a text.
  package init(text: String, place: String) { (self.text, self.place) = (text, place) }
}

/// A table of a spreadsheet: rows of cells, the first with the names of the columns.
package struct SourceTable: Sendable {
  /// The rows that hold anything.
  package var rows: [[SourceCell]]

  /// A table of rows.
  package init(rows: [[SourceCell]]) { self.rows = rows }

  /// A CSV file as a table, its fields separated as the file does it. Throws `SourceFaults` for what is no CSV.
  package init(csv bytes: [UInt8], name: String, separator: UInt8 = UInt8(ascii: ",")) throws(SourceFaults) {
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
