/// A column that a CSV file may or must have.
public struct CSVColumn: Sendable, Hashable {
  /// The name in the header; case and spaces around it are not held against the file.
  public let name: String
  /// Whether the file must have it.
  public let isRequired: Bool

  /// A column that the file must have.
  public static func required(_ name: String) -> CSVColumn { CSVColumn(name: name, isRequired: true) }
  /// A column that the file may leave out.
  public static func optional(_ name: String) -> CSVColumn { CSVColumn(name: name, isRequired: false) }
}

/// A row of a CSV file, its fields by the names of the columns.
public struct CSVRow: Sendable {
  /// The physical line on which the row starts, from 1.
  public let line: Int
  let fields: [String: CSVField]

  /// The field of a declared column; one that says it is absent when the file has no such column.
  /// - Precondition: the column was declared.
  public subscript(_ column: String) -> CSVField {
    guard let field = fields[column] else { preconditionFailure("no column \(column) was declared") }
    return field
  }
}

/// The rows of a CSV file with a header, whose columns may come in any order.
///
/// ```swift
/// var table = CSVTable(parsing: bytes, file: "expenses.csv", columns: [.required("amount"), .optional("memo")])
/// for row in table.rows {
///   guard let amount = table.faults.money(row["amount"]) else { continue }
///   ...
/// }
/// try table.faults.throwIfAny()
/// ```
public struct CSVTable: Sendable {
  /// The rows that could be read whole; a row of wrong length or broken quotes is a fault and not among them.
  public private(set) var rows: [CSVRow] = []
  /// What is wrong so far; parsers of fields add to it.
  public var faults: FaultCollector

  /// Reads a file.
  ///
  /// Wrong are: bytes that are not UTF-8, NUL, broken quotes, an empty file, a header without rows, columns that are
  /// missing, unknown or given twice, and rows that are shorter or longer than the header. All are found in one run.
  /// A byte-order mark is allowed.
  public init(parsing bytes: [UInt8], file: String, columns: [CSVColumn]) {
    let source = SourceText(bytes, file: file)
    faults = FaultCollector(source: source)
    guard !refusesOtherFormat(bytes) else { return }
    addWrongBytes(of: source)

    var reader = CSVReader(source: source)
    guard let header = reader.next(&faults) else {
      let names = columns.map(\.name).joined(separator: ",")
      faults.add(line: 1, column: 1, cause: "the file is empty", nextStep: "start it with the line \(names)")
      return
    }
    let positions = readHeader(header, columns)
    var rowCount = 0
    while let record = reader.next(&faults) {
      rowCount += 1
      guard !record.hasBrokenQuotes, hasLength(of: header, record, source) else { continue }
      rows.append(CSVTable.row(record, columns, positions))
    }
    if rowCount == 0 {
      faults.add(
        line: header.fields[0].line, column: 1, cause: "the file has a header and no rows",
        nextStep: "add a row for each record")
    }
  }

  private static func row(_ record: CSVRecord, _ columns: [CSVColumn], _ positions: [String: Int]) -> CSVRow {
    let line = record.fields[0].line
    var fields: [String: CSVField] = [:]
    for column in columns {
      var field = positions[column.name].map { record.fields[$0] } ?? CSVField(text: "", line: line, column: 1)
      field.name = column.name
      field.isAbsent = positions[column.name] == nil
      fields[column.name] = field
    }
    return CSVRow(line: line, fields: fields)
  }
}

// What can be wrong with the file as a whole.
extension CSVTable {
  /// Spreadsheet workbooks and UTF-16 are named for what they are, instead of by each of their bytes.
  private mutating func refusesOtherFormat(_ bytes: [UInt8]) -> Bool {
    let cause: String
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
      cause = "this is a spreadsheet workbook, not CSV"
    } else if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      cause = "this text is UTF-16, not UTF-8"
    } else {
      return false
    }
    faults = FaultCollector(source: SourceText([], file: faults.file))
    faults.add(line: 1, column: 1, cause: cause, nextStep: "save the sheet as “CSV UTF-8”")
    return true
  }

  private mutating func addWrongBytes(of source: SourceText) {
    for offset in source.invalidOffsets {
      faults.add(at: offset, cause: "a byte here is not UTF-8", nextStep: "save the sheet as “CSV UTF-8”")
    }
    for (offset, byte) in source.bytes.enumerated() where byte == 0 {
      faults.add(
        at: offset, cause: "there is a NUL character", nextStep: "take it out; no text in the books can have one")
    }
  }
}

// What can be wrong with the header and with the length of a row.
extension CSVTable {
  /// Finds where each declared column stands.
  private mutating func readHeader(_ header: CSVRecord, _ columns: [CSVColumn]) -> [String: Int] {
    var positions: [String: Int] = [:]
    var unknown: [CSVField] = []
    if header.fields.count == 1, let only = header.fields.first {
      for (mark, name) in [(";", "semicolons"), ("\t", "tabs")] where only.text.contains(mark) {
        faults.add(
          at: only, cause: "the columns are separated by \(name)", nextStep: "save the file as CSV with commas")
        return positions
      }
    }
    for (position, field) in header.fields.enumerated() {
      let written = CSVTable.folded(field.text)
      guard let column = columns.first(where: { CSVTable.folded($0.name) == written }) else {
        unknown.append(field)
        continue
      }
      if positions[column.name] != nil {
        faults.add(at: field, cause: "the column \(column.name) is there twice", nextStep: "keep one of them")
      } else {
        positions[column.name] = position
      }
    }
    let missing = columns.map(\.name).filter { positions[$0] == nil }
    for field in unknown { addUnknown(field, columns, missing: missing) }
    for column in columns where column.isRequired && positions[column.name] == nil {
      let near = Suggestion.nearest(to: column.name, among: unknown.map(\.text))
      faults.add(
        line: header.fields[0].line, column: 1, cause: "the column \(column.name) is missing",
        nextStep: near.map { "rename \(VisibleText.quoted($0)) to \(column.name)" } ?? "add it to the header")
    }
    return positions
  }

  private mutating func addUnknown(_ field: CSVField, _ columns: [CSVColumn], missing: [String]) {
    if field.text.isEmpty {
      return faults.add(at: field, cause: "a column has no name", nextStep: "name it or take it out")
    }
    let near =
      Suggestion.nearest(to: field.text, among: missing)
      ?? Suggestion.nearest(to: field.text, among: columns.map(\.name))
    faults.add(
      at: field, cause: "there is no column \(VisibleText.quoted(field.text))",
      nextStep: "the columns are: " + columns.map(\.name).joined(separator: ", "), suggestion: near)
  }

  private mutating func hasLength(of header: CSVRecord, _ record: CSVRecord, _ source: SourceText) -> Bool {
    let (wanted, found) = (header.fields.count, record.fields.count)
    let cause = "the row has \(found == 1 ? "1 field" : "\(found) fields"), the header has \(wanted)"
    if found > wanted {
      faults.add(
        at: record.fields[wanted], cause: cause, nextStep: "put a field that has a comma in it in double quotes")
    } else if found < wanted {
      let names = header.fields[found...].map { VisibleText.quoted($0.text) }.joined(separator: ", ")
      faults.add(at: record.endOffset, cause: cause, nextStep: "add \(names), or a comma for each that is empty")
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
