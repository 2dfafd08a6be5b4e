import Interchange
import Values

/// A workbook (.xlsx), read strictly: what a cell shows, never what somebody may have meant.
///
///     text       as it stands, shared or not, its pieces joined
///     number     with the 15 digits that a spreadsheet keeps, in plain digits: 0.30000000000000004 is 0.3; what its format shows beside
///                them, as € or %, is the cell's unit; one that lost digits, or is shown in thousands, is refused
///     date       a number whose format is one of a date: as YYYY-MM-DD; with a time of day it is refused
///     formula    the value that the spreadsheet last showed; without one it is refused
///     error      refused
package struct Workbook {
  /// Names of the sheets that people see, in order.
  package let sheetNames: [String]
  private let archive: ZipArchive
  private let paths: [String: String]
  private let sharedTexts: [String]
  /// By the number of a cell's style: how it shows a number.
  private let formats: [NumberFormat]
  private let startsIn1904: Bool

  package init(_ bytes: [UInt8]) throws {
    archive = try ZipArchive(bytes)
    guard let book = try archive.content("xl/workbook.xml"),
      let links = try archive.content("xl/_rels/workbook.xml.rels")
    else {
      throw Refusal(
        "the file is not an Excel workbook (.xlsx)",
        nextStep: "save it as .xlsx, or as CSV, from your spreadsheet program")
    }
    var targets: [String: String] = [:]
    try XMLEvents.read(links) { event in
      if case .start("Relationship", let found) = event, let id = found["Id"], let target = found["Target"] {
        targets[id] = target.hasPrefix("/") ? String(target.dropFirst()) : "xl/" + target
      }
    }
    var (names, paths, startsIn1904) = ([String](), [String: String](), false)
    try XMLEvents.read(book) { event in
      guard case .start(let name, let found) = event else { return }
      if name == "!DOCTYPE" {
        throw Refusal("the workbook has a document type", nextStep: "save it again from your spreadsheet program")
      }
      if name == "workbookPr" { startsIn1904 = ["1", "true"].contains(found["date1904"] ?? "") }
      if name == "sheet", let title = found["name"], let id = found["id"], let path = targets[id] {
        paths[title] = path
        if found["state"] == nil || found["state"] == "visible" { names.append(title) }
      }
    }
    (sheetNames, self.paths, self.startsIn1904) = (names, paths, startsIn1904)
    sharedTexts = try Self.texts(archive.content("xl/sharedStrings.xml") ?? [])
    formats = try Self.formats(archive.content("xl/styles.xml") ?? [])
  }

  private static func texts(_ bytes: [UInt8]) throws -> [String] {
    guard !bytes.isEmpty else { return [] }
    var (texts, text, isText, isPhonetic) = ([String](), "", false, false)
    try XMLEvents.read(bytes) { event in
      switch event {
      case .start("si", _): text = ""
      case .start("t", _): isText = !isPhonetic
      case .start("rPh", _): isPhonetic = true
      case .end("rPh"): isPhonetic = false
      case .end("t"): isText = false
      case .text(let part) where isText: text += part
      case .end("si"): texts.append(text)
      default: break
      }
    }
    return texts
  }

  private static func formats(_ bytes: [UInt8]) throws -> [NumberFormat] {
    guard !bytes.isEmpty else { return [] }
    var (codes, styles, isCell) = ([Int: String](), [NumberFormat](), false)
    try XMLEvents.read(bytes) { event in
      switch event {
      case .start("numFmt", let found):
        if let id = found["numFmtId"].flatMap({ Int($0) }) { codes[id] = found["formatCode"] ?? "" }
      case .start("cellXfs", _): isCell = true
      case .end("cellXfs"): isCell = false
      case .start("xf", let found) where isCell:
        let id = found["numFmtId"].flatMap { Int($0) } ?? 0
        styles.append(codes[id].map { NumberFormat($0) } ?? NumberFormat(builtIn: id) ?? .general)
      default: break
      }
    }
    return styles
  }

  /// The rows of a sheet that hold anything, by row and column. Throws `Refusal` where there is no such sheet, or where none is named
  /// and there are several.
  package func table(sheet name: String?) throws -> SourceTable {
    guard let title = name ?? (sheetNames.count == 1 ? sheetNames[0] : nil) else {
      throw Refusal(
        sheetNames.isEmpty ? "the workbook has no sheet" : "the workbook has \(sheetNames.count) sheets",
        nextStep: "name one with --sheet: \(sheetNames.map { VisibleText.escaped($0) }.joined(separator: ", "))")
    }
    guard let path = paths[title], let bytes = try archive.content(path) else {
      throw Refusal(
        "the workbook has no sheet ‹\(VisibleText.escaped(title))›",
        nextStep: "its sheets are \(sheetNames.map { VisibleText.escaped($0) }.joined(separator: ", "))")
    }
    var reader = SheetReader(title, sharedTexts, formats, startsIn1904)
    try XMLEvents.read(bytes) { try reader.take($0) }
    return reader.table
  }
}

/// Takes the cells of a sheet one after the other.
private struct SheetReader {
  private let title: String
  private let sharedTexts: [String]
  private let formats: [NumberFormat]
  private let startsIn1904: Bool
  private(set) var table: SourceTable
  private var row: [SourceCell] = []
  private var (rowNumber, columnNumber) = (0, 0)
  private var (type, style, value, inline) = ("n", 0, String?.none, "")
  private var (isValue, isInline, hasFormula) = (false, false, false)

  init(_ title: String, _ sharedTexts: [String], _ formats: [NumberFormat], _ startsIn1904: Bool) {
    (self.title, self.sharedTexts, self.formats, self.startsIn1904) = (title, sharedTexts, formats, startsIn1904)
    table = SourceTable(rows: [])
  }

  mutating func take(_ event: XMLEvents.Event) throws {
    switch event {
    case .start("!DOCTYPE", _):
      throw Refusal("the workbook has a document type", nextStep: "save it again from your spreadsheet program")
    case .start("row", let found):
      rowNumber = found["r"].flatMap { Int($0) } ?? rowNumber + 1
      (row, columnNumber) = ([], 0)
    case .start("c", let found):
      columnNumber = found["r"].flatMap(Self.column) ?? columnNumber + 1
      (type, style) = (found["t"] ?? "n", found["s"].flatMap { Int($0) } ?? 0)
      (value, inline, hasFormula) = (nil, "", false)
    case .start("v", _): (isValue, value) = (true, "")
    case .end("v"): isValue = false
    case .start("f", _): hasFormula = true
    case .start("t", _): isInline = type == "inlineStr"
    case .end("t"): isInline = false
    case .text(let part):
      if isValue { value? += part }
      if isInline { inline += part }
    case .end("c"): endCell()
    case .end("row"):
      if row.contains(where: { !$0.text.isEmpty || $0.fault != nil }) { table.rows.append(row) }
    default: break
    }
  }

  private mutating func endCell() {
    let place = "sheet \(VisibleText.quoted(title)), cell \(Self.letters(columnNumber))\(rowNumber)"
    while row.count + 1 < columnNumber {
      row.append(
        SourceCell(
          text: "", place: "sheet \(VisibleText.quoted(title)), cell \(Self.letters(row.count + 1))\(rowNumber)"))
    }
    guard row.count < columnNumber else { return }
    row.append(cell(place))
  }

  private func cell(_ place: String) -> SourceCell {
    var cell = SourceCell(text: "", place: place)
    switch type {
    case "inlineStr": cell.text = inline
    case "s":
      guard let index = value.flatMap({ Int($0) }), sharedTexts.indices.contains(index) else {
        cell.fault = "its text is missing from the workbook"
        break
      }
      cell.text = sharedTexts[index]
    case "str", "d": cell.text = value ?? ""
    case "b": cell.text = value == "1" ? "TRUE" : "FALSE"
    case "e": (cell.text, cell.fault) = (value ?? "", "it shows the error \(value ?? "")")
    default:
      guard let value, !value.isEmpty else { break }
      guard let number = Double(value), number.isFinite else {
        cell.fault = "it holds no number"
        break
      }
      show(number, as: value, formats.indices.contains(style) ? formats[style] : .general, &cell)
    }
    if hasFormula, value == nil || value?.isEmpty == true, type != "str" {
      cell.fault = "it has a formula and no value"
    }
    return cell
  }

  private func show(_ number: Double, as written: String, _ format: NumberFormat, _ cell: inout SourceCell) {
    guard format.isDate else {
      cell.kind = .number
      guard let digits = Self.plain(number) else {
        cell.text = written
        cell.fault =
          number.magnitude < 1
          ? "its number is too small for plain digits" : "its number has lost its last digits: a spreadsheet keeps 15"
        return
      }
      cell.text = format.filled(digits)
      (cell.unit, cell.isShownPlain) = (format.unit(of: number), format.isShownPlain(number))
      if format.isScaled(number) { cell.fault = "it shows thousands of its number" }
      return
    }
    cell.kind = .date
    guard number == number.rounded(.down) else {
      (cell.text, cell.fault) = (written, "it has a time of day")
      return
    }
    guard number.magnitude < 1e7, let day = day(Int(number)) else {
      (cell.text, cell.fault) = (written, "it is no day from 2000 to 2099")
      return
    }
    cell.text = day.description
  }

  /// Day 60 of the system that starts in 1900 is a 29 February that never was; all days of the books come later.
  private func day(_ serial: Int) -> Day? {
    let day = Day.earliest.adding(days: serial - (startsIn1904 ? 35_064 : 36_526))
    return Day.earliest <= day && day <= Day.latest ? day : nil
  }

  /// 15 significant digits, without an exponent; nil where that needs more.
  private static func plain(_ number: Double) -> String? {
    let magnitude = number.magnitude
    guard magnitude < 1e15 else { return nil }
    if number == number.rounded() { return String(Int64(number)) }
    var digits = 15
    var bound = 1.0
    while bound <= magnitude, digits > 0 { (bound, digits) = (bound * 10, digits - 1) }
    guard digits > 0, magnitude >= 1e-6 else { return nil }
    let scale = (0..<digits).reduce(1.0) { power, _ in power * 10 }
    let scaled = (magnitude * scale).rounded()
    let whole = Int64(scaled) / Int64(scale)
    var part = String(Int64(scaled) % Int64(scale))
    part = String(repeating: "0", count: digits - part.utf8.count) + part
    while part.hasSuffix("0") { part.removeLast() }
    return (number < 0 ? "-" : "") + (part.isEmpty ? "\(whole)" : "\(whole).\(part)")
  }

  private static func column(_ reference: String) -> Int? {
    let letters = reference.utf8.prefix { (65...90).contains($0) }
    guard !letters.isEmpty, letters.count <= 3 else { return nil }
    return letters.reduce(0) { $0 * 26 + Int($1 - 64) }
  }

  private static func letters(_ column: Int) -> String {
    var (rest, text) = (column, "")
    while rest > 0 {
      text = String(UnicodeScalar(UInt8(65 + (rest - 1) % 26))) + text
      rest = (rest - 1) / 26
    }
    return text
  }
}
