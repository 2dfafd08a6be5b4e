/// One field of a CSV file.
package struct CSVField: Sendable, Hashable {
  /// The text exactly as the file has it, quotes taken off.
  package let text: String
  /// The physical line on which the field starts, from 1.
  package let line: Int
  /// The place in that line at which the field starts, its quote included, in Unicode scalars from 1.
  package let column: Int
  /// The column's name as declared; empty while the header itself is read.
  package internal(set) var name = ""
  /// Whether the file has no such column.
  package internal(set) var isAbsent = false

  /// The text as it was before `CSVWriter` put an apostrophe before what a spreadsheet would run as a formula.
  package var words: String {
    text.utf8.first == UInt8(ascii: "'") && CSVWriter.isDefused(text)
      ? String(String.UnicodeScalarView(text.unicodeScalars.dropFirst())) : text
  }

  /// Whether there is no text.
  package var isEmpty: Bool { text.isEmpty }
  /// The field, or nil when it is empty or its column is absent: for optional columns.
  package var ifFilled: CSVField? { text.isEmpty ? nil : self }
}

/// The fields of one row, and where the row ends.
struct CSVRecord {
  var fields: [CSVField] = []
  var endOffset = 0
  var hasBrokenQuotes = false
  /// Whether a quote was still open where the text ended, and the file did not.
  fileprivate var isCut = false
}

/// Reads the rows of RFC 4180 text one after the other, over bytes.
///
/// A line ends with LF, CRLF or CR. Rows without any text are passed over. What breaks the rules of quoting is added to
/// the faults, and reading goes on as near to the meaning as can be told.
///
/// The file may come in parts, each of whole lines: where `next` gives nil, `unread` is what the next part goes on from.
struct CSVReader {
  private var source: SourceText
  /// Whether the file ends with these lines.
  private var isLast: Bool
  private var offset = 0
  private var line: Int
  private var column = 1
  /// Once a quote was found to be open to the end of the file, later ones end with their line: the rest was read.
  private var quotesEndAtLine = false

  init(source: SourceText, isLast: Bool) {
    self.source = source
    self.isLast = isLast
    line = source.firstLine
  }

  /// Goes on with the next part of the file, which begins with what was unread.
  mutating func goOn(with source: SourceText, isLast: Bool) {
    (self.source, self.isLast, offset, line, column) = (source, isLast, 0, source.firstLine, 1)
  }

  private var current: UInt8? { offset < source.bytes.count ? source.bytes[offset] : nil }

  /// What is left of the text, and the line it begins with.
  var unread: (text: ArraySlice<UInt8>, line: Int) { (source.bytes[offset...], line) }

  /// The next row that has any text; nil at the end.
  mutating func next(_ faults: inout FaultCollector) -> CSVRecord? {
    while current != nil {
      let (start, faultsBefore) = (self, faults.faults.count)
      let record = nextRecord(&faults)
      if record.isCut {
        self = start
        faults.removeLast(faults.faults.count - faultsBefore)
        return nil
      }
      if record.hasBrokenQuotes || record.fields.contains(where: { !$0.isEmpty }) { return record }
    }
    return nil
  }

  private mutating func nextRecord(_ faults: inout FaultCollector) -> CSVRecord {
    var record = CSVRecord()
    while true {
      let faultsBefore = faults.faults.count
      guard let field = current == CSVByte.quote ? quotedField(&faults) : plainField(&faults) else {
        record.isCut = true
        return record
      }
      record.fields.append(field)
      if faults.faults.count > faultsBefore { record.hasBrokenQuotes = true }
      guard current == CSVByte.comma else { break }
      advance()
    }
    record.endOffset = offset
    if current != nil { advance() }
    return record
  }

  private mutating func plainField(_ faults: inout FaultCollector) -> CSVField {
    let (start, startColumn) = (offset, column)
    var isBroken = false
    while let byte = current, byte != CSVByte.comma, !CSVByte.endsLine(byte) {
      if byte == CSVByte.quote && !isBroken {
        isBroken = true
        faults.add(
          at: offset, cause: "a quote stands in a field that does not start with one",
          nextStep: "put the whole field in quotes and double the quotes inside of it, or leave this one out")
      }
      advance()
    }
    return CSVField(text: text(source.bytes[start..<offset]), line: line, column: startColumn)
  }

  /// Nil where the text ends before the quote does, and the file goes on.
  private mutating func quotedField(_ faults: inout FaultCollector) -> CSVField? {
    let (opening, startLine, startColumn) = (self, line, column)
    var content: [UInt8] = []
    advance()
    while let byte = current, !(quotesEndAtLine && CSVByte.endsLine(byte)) {
      if byte != CSVByte.quote {
        content.append(byte)
      } else if offset + 1 < source.bytes.count, source.bytes[offset + 1] == CSVByte.quote {
        content.append(byte)
        advance()
      } else {
        advance()
        skipAfterQuote(&faults)
        return CSVField(text: text(content[...]), line: startLine, column: startColumn)
      }
      advance()
    }
    guard isLast || quotesEndAtLine else { return nil }
    faults.add(
      at: opening.offset, cause: "this quote is never closed",
      nextStep: "close the field with a quote, and double the quotes inside of it")
    // The rows below are read as if the field ended with its line, so that their own faults are found too.
    self = opening
    quotesEndAtLine = true
    while let byte = current, !CSVByte.endsLine(byte) { advance() }
    let rest = source.bytes[(opening.offset + 1)..<max(offset, opening.offset + 1)]
    return CSVField(text: text(rest), line: startLine, column: startColumn)
  }

  private mutating func skipAfterQuote(_ faults: inout FaultCollector) {
    guard let byte = current, byte != CSVByte.comma, !CSVByte.endsLine(byte) else { return }
    faults.add(
      at: offset, cause: "there is text after the closing quote",
      nextStep: "put a comma after the quote, or double the quotes inside of the field")
    while let byte = current, byte != CSVByte.comma, !CSVByte.endsLine(byte) { advance() }
  }

  private mutating func advance() {
    let byte = source.bytes[offset]
    offset += 1
    if CSVByte.endsLine(byte) {
      if byte == CSVByte.carriageReturn && current == CSVByte.lineFeed { return }
      line += 1
      column = 1
    } else if current.map({ $0 & 0xC0 != 0x80 }) ?? true {
      column += 1
    }
  }

  private func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}

/// The bytes that mean something in CSV.
enum CSVByte {
  static let quote = UInt8(ascii: "\"")
  static let comma = UInt8(ascii: ",")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")

  static func endsLine(_ byte: UInt8) -> Bool { byte == lineFeed || byte == carriageReturn }
}
