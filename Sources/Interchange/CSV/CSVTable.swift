import Values

/// A column that a CSV file may or must have.
package struct CSVColumn: Sendable, Hashable {
  /// The name in the header; case and spaces around it are not held against the file.
  package let name: String
  /// Whether the file must have it.
  package let isRequired: Bool

  /// A column that the file must have.
  package static func required(_ name: String) -> CSVColumn { CSVColumn(name: name, isRequired: true) }
  /// A column that the file may leave out.
  package static func optional(_ name: String) -> CSVColumn { CSVColumn(name: name, isRequired: false) }
}

/// Where the declared columns stand in a file.
private final class CSVLayout: Sendable {
  let names: [String]
  /// By the place of the name; nil where the file has no such column.
  let positions: [Int?]

  init(names: [String], positions: [String: Int]) {
    self.names = names
    self.positions = names.map { positions[$0] }
  }
}

/// A row of a CSV file, its fields by the names of the columns.
package struct CSVRow: Sendable {
  /// The physical line on which the row starts, from 1.
  package let line: Int
  private let fields: [CSVField]
  private let layout: CSVLayout

  fileprivate init(_ record: CSVRecord, _ layout: CSVLayout) {
    (line, fields, self.layout) = (record.fields[0].line, record.fields, layout)
  }

  /// The field of a declared column; one that says it is absent when the file has no such column.
  /// - Precondition: the column was declared.
  package subscript(_ column: String) -> CSVField {
    guard let index = layout.names.firstIndex(of: column) else {
      preconditionFailure("no column \(column) was declared")
    }
    let position = layout.positions[index]
    var field = position.map { fields[$0] } ?? CSVField(text: "", line: line, column: 1)
    field.name = column
    field.isAbsent = position == nil
    return field
  }
}

/// The rows of a CSV file with a header, whose columns may come in any order, one after the other.
///
/// ```swift
/// var rows = try CSVRows(InputFile(path: "expenses.csv"), columns: [.required("amount"), .optional("memo")])
/// while let row = try rows.next() {
///   guard let amount = rows.faults.money(row["amount"]) else { continue }
///   ...
/// }
/// try rows.faults.throwIfAny()
/// ```
///
/// Wrong are: bytes that are not UTF-8, NUL, broken quotes, an empty file, a header without rows, columns that are missing,
/// unknown or given twice, and rows that are shorter or longer than the header. All are found in one run. A byte-order mark
/// is allowed. A row that is not whole is a fault, and passed over.
package struct CSVRows {
  /// What is wrong so far; parsers of fields add to it while the row is the latest one.
  package var faults: FaultCollector
  private let layout: CSVLayout
  /// The header, or nil where there is none or nothing can be read under it.
  private let header: CSVRecord?
  private let headerText: String
  private var blocks: CSVBlocks
  private var rowCount = 0

  /// Opens a file and reads its header. Memory is taken for one block, and for a row that is longer than that.
  package init(_ file: InputFile, columns: [CSVColumn], blockSize: Int = 1 << 18) throws(Refusal) {
    faults = FaultCollector(source: SourceText(file: file.name))
    blocks = try CSVBlocks(file, blockSize: blockSize, &faults)
    header = try blocks.next(&faults)
    headerText = faults.source.line(header?.fields[0].line ?? 0)
    if blocks.isOtherFormat {
      layout = CSVLayout(names: [], positions: [:])
      return
    }
    guard let header else {
      let names = columns.map(\.name).joined(separator: ",")
      faults.add(line: 1, column: 1, cause: "the file is empty", nextStep: "start it with the line \(names)")
      layout = CSVLayout(names: [], positions: [:])
      return
    }
    layout = CSVLayout(names: columns.map(\.name), positions: faults.readHeader(header, columns))
  }

  /// Between 0 and 1: how much of the file was read.
  package var fraction: Double { blocks.fraction }

  /// The next whole row, or nil at the end.
  package mutating func next() throws(Refusal) -> CSVRow? {
    guard let header else { return nil }
    while let record = try blocks.next(&faults) {
      rowCount += 1
      guard !record.hasBrokenQuotes, faults.hasLength(of: header, record) else { continue }
      return CSVRow(record, layout)
    }
    if rowCount == 0 {
      rowCount = 1
      faults.add(
        SourceFault(
          file: faults.file, line: header.fields[0].line, column: 1, excerpt: headerText,
          cause: "the file has a header and no rows", nextStep: "add a row for each record"))
    }
    return nil
  }
}

/// A CSV file read whole.
package struct CSVTable: Sendable {
  /// The rows that could be read whole.
  package private(set) var rows: [CSVRow] = []
  /// What is wrong so far; parsers of fields add to it.
  package var faults: FaultCollector

  /// Reads a file from memory. What can be wrong with it is what `CSVRows` says; every place can still be shown.
  package init(parsing bytes: [UInt8], file: String, columns: [CSVColumn]) {
    do throws(Refusal) {
      var reader = try CSVRows(InputFile(bytes, name: file), columns: columns, blockSize: .max)
      while let row = try reader.next() { rows.append(row) }
      faults = reader.faults
    } catch {
      preconditionFailure("what is in memory can be read: \(error)")
    }
  }
}

/// The records of a file, read a block at a time.
private struct CSVBlocks {
  private let input: InputBlocks
  private var reader: CSVReader
  private let blockSize: Int
  /// Bytes of a line whose end was not read yet.
  private var rest: ArraySlice<UInt8> = []
  private var isLast = false
  private var bytesRead = 0
  /// Whether it is no text at all; nothing is read then.
  private(set) var isOtherFormat = false

  init(_ file: InputFile, blockSize: Int, _ faults: inout FaultCollector) throws(Refusal) {
    input = try file.open()
    self.blockSize = blockSize
    reader = CSVReader(source: SourceText(file: file.name), isLast: false)
    // Enough to tell what it is.
    try more(max(blockSize, 4))
    isOtherFormat = faults.refusesOtherFormat(rest)
    if isOtherFormat { (rest, isLast) = ([], true) }
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
  }

  var fraction: Double { input.size == 0 ? 0 : min(1, Double(bytesRead) / Double(input.size)) }

  /// The next row that has any text; nil at the end.
  mutating func next(_ faults: inout FaultCollector) throws(Refusal) -> CSVRecord? {
    while true {
      if let record = reader.next(&faults) { return record }
      if isLast && rest.isEmpty { return nil }
      try goOn(&faults)
    }
  }

  /// Gives the reader further lines: as many again as it could not do with.
  private mutating func goOn(_ faults: inout FaultCollector) throws(Refusal) {
    let unread = reader.unread
    let wanted = max(blockSize, unread.text.count)
    var count = isLast ? rest.count : SourceText.wholeLines(of: rest)
    while !isLast, count == 0 || rest.count < wanted {
      // Of a line that is longer, as much again as is there.
      try more(max(wanted, rest.count))
      count = isLast ? rest.count : SourceText.wholeLines(of: rest)
    }
    let lines = rest.prefix(count)
    rest = Array(rest.dropFirst(count))[...]
    let source = SourceText(lines, after: unread.text, file: faults.file, firstLine: unread.line)
    faults.goOn(with: source)
    faults.addWrongBytes(from: unread.text.count)
    reader.goOn(with: source, isLast: isLast)
  }

  /// Reads on.
  private mutating func more(_ count: Int) throws(Refusal) {
    let block = try input.next(count)
    bytesRead += block.count
    isLast = block.count < count
    rest += block
  }
}

// What can be wrong with the file as a whole.
extension FaultCollector {
  /// Spreadsheet workbooks and UTF-16 are named for what they are, instead of by each of their bytes.
  fileprivate mutating func refusesOtherFormat(_ bytes: ArraySlice<UInt8>) -> Bool {
    let cause: String
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
      cause = "this is a spreadsheet workbook, not CSV"
    } else if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      cause = "this text is UTF-16, not UTF-8"
    } else {
      return false
    }
    add(line: 1, column: 1, cause: cause, nextStep: "save the sheet as “CSV UTF-8”")
    return true
  }

  /// Adds what is wrong with the bytes of the current lines from `offset` on.
  fileprivate mutating func addWrongBytes(from offset: Int) {
    for offset in source.invalidOffsets {
      add(at: offset, cause: "a byte here is not UTF-8", nextStep: "save the sheet as “CSV UTF-8”")
    }
    guard source.bytes[offset...].contains(0) else { return }
    for offset in source.bytes[offset...].indices where source.bytes[offset] == 0 {
      add(at: offset, cause: "there is a NUL character", nextStep: "take it out; no text in the books can have one")
    }
  }
}

// What can be wrong with the header and with the length of a row.
extension FaultCollector {
  /// Finds where each declared column stands.
  fileprivate mutating func readHeader(_ header: CSVRecord, _ columns: [CSVColumn]) -> [String: Int] {
    var positions: [String: Int] = [:]
    var unknown: [CSVField] = []
    if header.fields.count == 1, let only = header.fields.first {
      for (mark, name) in [(";", "semicolons"), ("\t", "tabs")] where only.text.contains(mark) {
        add(
          at: only, cause: "the columns are separated by \(name)", nextStep: "save the file as CSV with commas")
        return positions
      }
    }
    for (position, field) in header.fields.enumerated() {
      let written = Self.folded(field.text)
      guard let column = columns.first(where: { Self.folded($0.name) == written }) else {
        unknown.append(field)
        continue
      }
      if positions[column.name] != nil {
        add(at: field, cause: "the column \(column.name) is there twice", nextStep: "keep one of them")
      } else {
        positions[column.name] = position
      }
    }
    let missing = columns.map(\.name).filter { positions[$0] == nil }
    for field in unknown { addUnknown(field, columns, missing: missing) }
    for column in columns where column.isRequired && positions[column.name] == nil {
      let near = Suggestion.nearest(to: column.name, among: unknown.map(\.text))
      add(
        line: header.fields[0].line, column: 1, cause: "the column \(column.name) is missing",
        nextStep: near.map { "rename \(VisibleText.quoted($0)) to \(column.name)" } ?? "add it to the header")
    }
    return positions
  }

  private mutating func addUnknown(_ field: CSVField, _ columns: [CSVColumn], missing: [String]) {
    if field.text.isEmpty {
      return add(at: field, cause: "a column has no name", nextStep: "name it or take it out")
    }
    let near =
      Suggestion.nearest(to: field.text, among: missing)
      ?? Suggestion.nearest(to: field.text, among: columns.map(\.name))
    add(
      at: field, cause: "there is no column \(VisibleText.quoted(field.text))",
      nextStep: "the columns are: " + columns.map(\.name).joined(separator: ", "), suggestion: near)
  }

  fileprivate mutating func hasLength(of header: CSVRecord, _ record: CSVRecord) -> Bool {
    let (wanted, found) = (header.fields.count, record.fields.count)
    let cause = "the row has \(found == 1 ? "1 field" : "\(found) fields"), the header has \(wanted)"
    if found > wanted {
      add(
        at: record.fields[wanted], cause: cause, nextStep: "put a field that has a comma in it in double quotes")
    } else if found < wanted {
      let names = header.fields[found...].map { VisibleText.quoted($0.text) }.joined(separator: ", ")
      add(at: record.endOffset, cause: cause, nextStep: "add \(names), or a comma for each that is empty")
    }
    return found == wanted
  }

  /// A name without the spaces around it and with A-Z made small.
  private static func folded(_ name: String) -> [UInt8] {
    let bytes = Array(name.utf8)
    let isSpace = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    guard let first = bytes.firstIndex(where: { !isSpace($0) }), let last = bytes.lastIndex(where: { !isSpace($0) })
    else { return [] }
    return bytes[first...last].map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
  }
}
