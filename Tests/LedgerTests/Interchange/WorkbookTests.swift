import Foundation
import Testing

@testable import Interchange
@testable import Ledger
@testable import Spreadsheets

/// Workbooks as written, as read, and as somebody hostile would make them.
@Suite struct WorkbookTests {
  private static let columns: [WorkbookWriter.Column] = [
    .init("date", .date, help: "d"), .init("amount", .amount, help: "a"), .init("memo", .text, help: "m"),
    .init("line", .choice(["food", "=x"]), help: "l"),
  ]

  private func workbook(_ rows: [[String?]], sheet: String = "May") throws -> [UInt8] {
    let path = try temporaryFile([], name: "book.xlsx")
    try WorkbookWriter.write(path, sheet: sheet, columns: Self.columns, rows: rows)
    return Array(try Data(contentsOf: URL(filePath: path)))
  }

  @Test func whatIsWrittenComesBack() throws {
    let memos = [
      "Café, 2 \"big\"", "=SUM(A1)", "+1", "-1", "@x", "'=x", "line\nbreak", " spaces ", "日本 🎈", "<b>&amp;</b>",
      "e\u{301}",
      "1e5", "007", "TRUE", "2021-09-01",
    ]
    let rows =
      memos.map { ["2021-09-30", "1234.50", $0, "=x"] as [String?] } + [
        [nil, "0.30", nil, nil], ["2099-12-31", "99999999999.99", "x", nil],
      ]
    let bytes = try workbook(rows)
    let table = try Workbook(bytes).table(sheet: nil)
    #expect(table.rows.count == rows.count + 1)
    for (row, found) in zip(rows, table.rows.dropFirst()) {
      for (index, cell) in row.enumerated() {
        let text = index < found.count ? found[index].text : ""
        let expected = index == 1 ? cell.map { $0.hasSuffix("0") ? String($0.dropLast()) : $0 } : cell
        #expect(Array(text.utf8) == Array((expected ?? "").utf8), "\(row) \(found)")
      }
    }
    #expect(
      table.rows[1][0].kind == .date && table.rows[1][1].kind == .number
        && table.rows[1][2].place == "sheet ‹May›, cell C2")
    // The same content gives the same bytes.
    #expect(try workbook(rows) == bytes)
  }

  @Test func numbersAndDatesAreWhatACellShows() throws {
    func cell(_ xml: String, styles: String = "") throws -> SourceCell {
      try Workbook(Self.archive(Self.parts(sheet: "<row r=\"1\"><c r=\"A1\" \(xml)</c></row>", styles: styles))).table(
        sheet: nil
      ).rows[0][0]
    }
    for (number, text) in [
      ("0.30000000000000004", "0.3"), ("12.300000000000001", "12.3"), ("1E3", "1000"), ("-7.25", "-7.25"), ("0", "0"),
      ("1234567.89", "1234567.89"), ("99999999999.99", "99999999999.99"), ("1.005", "1.005"), ("0.1", "0.1"),
    ] { #expect(try cell("><v>\(number)</v>").text == text, "\(number)") }
    let dates =
      "<numFmts><numFmt numFmtId=\"170\" formatCode=\"[Red]d\\.m\\.yy\"/><numFmt numFmtId=\"171\" formatCode=\"0 &quot;days&quot;\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"170\"/><xf numFmtId=\"171\"/></cellXfs>"
    #expect(try cell("s=\"1\"><v>44561</v>", styles: dates).text == "2021-12-31")
    #expect(try cell("s=\"2\"><v>44562</v>", styles: dates).text == "2022-01-01")
    #expect(try cell("s=\"3\"><v>44562</v>", styles: dates).kind == .number)
    #expect(try cell("s=\"1\"><v>44561.5</v>", styles: dates).fault == "it has a time of day")
    #expect(try cell("s=\"1\"><v>1</v>", styles: dates).fault != nil)
    #expect(try cell("t=\"e\"><v>#REF!</v>").fault == "it shows the error #REF!")
    #expect(try cell("><f>A2+1</f>").fault == "it has a formula and no value")
    #expect(try cell("><f>A2+1</f><v>3</v>").text == "3")
    #expect(try cell("t=\"str\"><f>A2</f><v>words</v>").text == "words")
    #expect(try cell("t=\"inlineStr\"><is><r><t>a</t></r><r><t>b</t></r></is>").text == "ab")
    #expect(try cell("t=\"s\"><v>4</v>").fault != nil)
    #expect(try cell("><v>24952000000010910000</v>").fault?.contains("lost its last digits") == true)
    #expect(try cell("s=\"1\"><v>1e300</v>", styles: dates).fault != nil)
  }

  /// What a format shows beside the digits is told, so that nobody takes it for dollars.
  @Test(
    arguments: [
      ("General", 20.11, nil, true), ("0", 20.0, nil, true), ("0", 20.5, nil, false), ("0.00", 20.11, nil, false),
      ("#,##0.00", 20.11, nil, false), ("\"$\"#,##0.00", 20.11, "$", false), ("0.00\\ [$€-407]", 20.11, "€", false),
      ("#,##0.00\\ \"€\"", 20.11, "€", false), ("0.00%", 0.5, "%", false), ("[$CHF]\\ #,##0.00", 30.0, "CHF", false),
      ("€ 0.00", 1.0, "€", false), ("0.0\" h\"", 1.5, "h", false), ("# ?/?", 0.5, "/", false),
      ("000-00-0000", 123_456_789.0, "--", false), ("0.00E+00", 20.11, nil, false), ("@", 20.0, nil, true),
      ("#,##0.00_);[Red](#,##0.00)", -20.11, nil, false), ("#,##0.00;-#,##0.00\" CR\"", -20.11, "CR", false),
      ("#,##0.00;-#,##0.00\" CR\"", 20.11, nil, false),
      ("_($* #,##0.00_);_($* (#,##0.00);_($* \"-\"??_);_(@_)", 0.0, "$", true), ("General\" kg\"", 2.0, "kg", false),
    ] as [(String, Double, String?, Bool)])
  func aFormatShowsMoreThanDigits(code: String, number: Double, unit: String?, isPlain: Bool) {
    let format = NumberFormat(code)
    #expect(!format.isDate && !format.isScaled(number))
    #expect(format.unit(of: number) == unit)
    if unit == nil { #expect(format.isShownPlain(number) == isPlain) } else { #expect(!format.isShownPlain(number)) }
  }

  @Test func aFormatFillsUpAndScales() {
    #expect(NumberFormat("000000").filled("123") == "000123" && NumberFormat("000000").isShownPlain(123))
    #expect(NumberFormat("General").filled("123") == "123" && NumberFormat("#,##0").filled("-5") == "-5")
    #expect(
      NumberFormat("0,").isScaled(5000) && NumberFormat("0.0,,").isScaled(5000) && NumberFormat("0,.0").isScaled(5))
    #expect(!NumberFormat("#,##0.00").isScaled(5000) && NumberFormat(builtIn: 9)?.unit(of: 1) == "%")
    #expect(NumberFormat(builtIn: 14)?.isDate == true && NumberFormat(builtIn: 170) == nil)
  }

  @Test func severalSheetsAreNotGuessed() throws {
    let bytes = Self.archive(Self.parts(sheet: "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>", second: true))
    let book = try Workbook(bytes)
    #expect(book.sheetNames == ["One", "Two"])
    #expect(throws: Refusal.self) { try book.table(sheet: nil) }
    #expect(throws: Refusal.self) { try book.table(sheet: "Three") }
    #expect(try book.table(sheet: "Two").rows[0][0].place == "sheet ‹Two›, cell A1")
  }

  @Test func brokenAndHostileFilesAreRefused() throws {
    let whole = try workbook([["2021-09-30", "1.00", "x", "food"]])
    var random = SeededRandom(seed: 5)
    // Every cut, and turned bytes: refused, or read to the same cells.
    let table = try Workbook(whole).table(sheet: nil)
    for _ in 0..<400 {
      var bytes = whole
      if Bool.random(using: &random) {
        bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
      } else {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
      }
      if let found = try? Workbook(bytes).table(sheet: nil) { #expect(found.rows == table.rows) }
    }
    let sheet = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"
    var twice = Self.parts(sheet: sheet)
    twice.append(twice[0])
    #expect(throws: Refusal.self) { try Workbook(Self.archive(twice)) }
    var bomb = Self.parts(sheet: sheet)
    bomb[0].1 = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>" + bomb[0].1
    #expect(throws: Refusal.self) { try Workbook(Self.archive(bomb)) }
    // The directory says more than there may be.
    #expect(throws: Refusal.self) { try Workbook(Self.archive(Self.parts(sheet: sheet), size: 300 << 20)) }
    #expect(throws: Refusal.self) { try Workbook(Self.archive(Self.parts(sheet: sheet), flags: 1)) }
    #expect(throws: Refusal.self) { try Workbook(Array("PK\u{3}\u{4}".utf8)) }
    #expect(throws: Refusal.self) { try Workbook([]) }
  }

  /// The parts of a small workbook.
  private static func parts(sheet: String, styles: String = "", second: Bool = false) -> [(String, String)] {
    let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
    let more =
      second
      ? "<sheet name=\"Two\" sheetId=\"2\" r:id=\"r2\"/><sheet name=\"Gone\" sheetId=\"3\" state=\"hidden\" r:id=\"r1\"/>"
      : ""
    return [
      (
        "xl/workbook.xml",
        "<workbook \(main) xmlns:r=\"r\"><sheets><sheet name=\"One\" sheetId=\"1\" r:id=\"r1\"/>\(more)</sheets></workbook>"
      ),
      (
        "xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/one.xml\"/><Relationship Id=\"r2\" Target=\"/xl/worksheets/one.xml\"/></Relationships>"
      ),
      ("xl/worksheets/one.xml", "<worksheet \(main)><sheetData>\(sheet)</sheetData></worksheet>"),
      ("xl/styles.xml", "<styleSheet \(main)>\(styles)</styleSheet>"),
    ]
  }

  /// An archive of stored files.
  private static func archive(_ parts: [(String, String)], size: Int? = nil, flags: Int = 0) -> [UInt8] {
    var (body, directory) = ([UInt8](), [UInt8]())
    func put(_ value: Int, _ count: Int, _ bytes: inout [UInt8]) {
      for index in 0..<count { bytes.append(UInt8(value >> (8 * index) & 255)) }
    }
    for (name, text) in parts {
      let (data, offset) = (Array(text.utf8), body.count)
      var checksum: UInt32 = ~0
      for byte in data {
        checksum ^= UInt32(byte)
        for _ in 0..<8 { checksum = checksum & 1 == 1 ? checksum >> 1 ^ 0xEDB8_8320 : checksum >> 1 }
      }
      let fields = [
        (20, 2), (flags, 2), (0, 2), (0, 4), (Int(~checksum), 4), (data.count, 4), (size ?? data.count, 4),
        (name.utf8.count, 2), (0, 2),
      ]
      put(0x0403_4b50, 4, &body)
      for (value, count) in fields { put(value, count, &body) }
      body += Array(name.utf8) + data
      put(0x0201_4b50, 4, &directory)
      put(20, 2, &directory)
      for (value, count) in fields { put(value, count, &directory) }
      for (value, count) in [(0, 2), (0, 2), (0, 2), (0, 4), (offset, 4)] { put(value, count, &directory) }
      directory += Array(name.utf8)
    }
    var end: [UInt8] = []
    for (value, count) in [
      (0x0605_4b50, 4), (0, 2), (0, 2), (parts.count, 2), (parts.count, 2), (directory.count, 4), (body.count, 4),
      (0, 2),
    ] { put(value, count, &end) }
    return body + directory + end
  }
}
