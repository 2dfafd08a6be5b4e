import Ledger
import Testing

@Suite struct CSVTableTests {
  private let columns: [CSVColumn] = [.required("amount"), .required("line"), .optional("memo")]

  private func table(_ text: String) -> CSVTable { table(Array(text.utf8)) }
  private func table(_ bytes: [UInt8]) -> CSVTable { CSVTable(parsing: bytes, file: "in.csv", columns: columns) }

  /// The rows as amount|line|memo, after checking that nothing is wrong.
  private func rows(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) -> [String] {
    let table = table(text)
    #expect(table.faults.isEmpty, "\(table.faults.faults)", sourceLocation: sourceLocation)
    return table.rows.map { row in columns.map { row[$0.name].text }.joined(separator: "|") }
  }

  private func faults(_ text: String) -> [String] { faults(Array(text.utf8)) }
  private func faults(_ bytes: [UInt8]) -> [String] {
    do {
      try table(bytes).faults.throwIfAny()
      return []
    } catch {
      return error.faults.map { "\($0.line):\($0.column) \($0.cause)" }
    }
  }

  @Test(arguments: [
    "amount,line,memo\n5,a,x\n", "\u{feff}amount,line,memo\r\n5,a,x\r\n", "memo,line,amount\nx,a,5",
    "\"amount\",\"line\",memo\n\"5\",a,\"x\"\n", "amount,line,memo\r5,a,x\r", " Amount ,LINE,memo\n\n5,a,x\n,,\n\n",
  ])
  func readsTheSameRowInManySpellings(text: String) {
    #expect(rows(text) == ["5|a|x"])
  }

  @Test func keepsTextExactly() {
    let text = "amount,line,memo\n5,a,\"one, \"\"two\"\"\r\nthree\"\n6,b,\u{301}x \n"
    let memos = table(text).rows.map { Array($0["memo"].text.unicodeScalars) }
    #expect(memos == [Array("one, \"two\"\r\nthree".unicodeScalars), Array("\u{301}x ".unicodeScalars)])
  }

  @Test func leavesOutOptionalColumns() {
    let table = table("line,amount\na,5\n")
    #expect(table.faults.isEmpty)
    #expect(table.rows[0]["memo"].isAbsent && table.rows[0]["memo"].ifFilled == nil)
    #expect(table.rows[0]["amount"].text == "5")
  }

  @Test func countsPhysicalLinesAndScalars() {
    let table = table("memo,amount,line\r\n\"é\n\n👩‍👧\",5,a\r\nzz,6,b\r\n")
    let places = table.rows.flatMap { row in columns.map { "\(row[$0.name].line):\(row[$0.name].column)" } }
    #expect(places == ["4:6", "4:8", "2:1", "5:4", "5:6", "5:1"])
  }

  @Test(arguments: [
    ("", ["1:1 the file is empty"]), ("\u{feff}\r\n\n", ["1:1 the file is empty"]),
    ("amount,line\n", ["1:1 the file has a header and no rows"]),
    ("amount,amount,line\n5,6,a\n", ["1:8 the column amount is there twice"]),
    ("amuont,line\n5,a\n", ["1:1 the column amount is missing", "1:1 there is no column ‹amuont›"]),
    ("line,\namount,x\n", ["1:1 the column amount is missing", "1:6 a column has no name"]),
    ("amount,line,vendor\n5,a,b\n", ["1:13 there is no column ‹vendor›"]),
    (
      "amount,line\n5\n5,a,b\n",
      ["2:2 the row has 1 field, the header has 2", "3:5 the row has 3 fields, the header has 2"]
    ),
    ("amount,line\n5,\"a\"b\n", ["2:6 there is text after the closing quote"]),
    ("amount,line\n5,a\"b\"\n", ["2:4 a quote stands in a field that does not start with one"]),
    ("amount,line\n5,\"a\n6\n7,b\n", ["2:3 this quote is never closed", "3:2 the row has 1 field, the header has 2"]),
    ("amount,line\n5,a\0\n", ["2:4 there is a NUL character"]),
    ("amount,line\n5,\"", ["2:3 this quote is never closed"]),
  ])
  func namesEveryFaultWithItsPlace(text: String, expected: [String]) {
    #expect(faults(text) == expected)
  }

  @Test func placesBytesThatAreNotUTF8() {
    let bytes = Array("amount,line\n5,é".utf8) + [0xE9, 0x0A] + Array("6,".utf8) + [0xC0, 0x80] + Array("b".utf8)
    #expect(
      faults(bytes) == [
        "2:4 a byte here is not UTF-8", "3:3 a byte here is not UTF-8", "3:4 a byte here is not UTF-8",
      ])
  }

  @Test func readsLargeAndHostileFilesInTime() {
    let clock = ContinuousClock()
    let rows = String(repeating: "\"1,2.50\",supplies,\"two\nlines\"\n", count: 10_000)
    var read: CSVTable?
    let duration = clock.measure { read = table("amount,line,memo\n" + rows) }
    #expect(read?.rows.count == 10_000 && read?.rows.last?.line == 20_000)
    let hostile = clock.measure {
      #expect(table([UInt8](repeating: 0, count: 200_000)).faults.faults.count < 120)
      #expect(table([UInt8](repeating: 0xFF, count: 200_000)).faults.faults.count < 120)
      _ = table("amount,line\n" + String(repeating: "a\",", count: 200_000))
      _ = table("amount,line\n" + String(repeating: "\"\"\"x\n", count: 100_000))
    }
    #expect(duration < .seconds(20) && hostile < .seconds(60), "\(duration) \(hostile)")
  }

  @Test func namesOtherFormats() {
    #expect(faults([0x50, 0x4B, 0x03, 0x04, 0, 0, 0xFF]) == ["1:1 this is a spreadsheet workbook, not CSV"])
    #expect(faults([0xFF, 0xFE, 0x61, 0]) == ["1:1 this text is UTF-16, not UTF-8"])
  }

  @Test func readsFieldsAndReportsAllOfThem() throws {
    var table = table("amount,line,memo\n\"1,2.50\",spplies,2022-02-30\n7,supplies,2022-02-28\n,, \n")
    for row in table.rows {
      _ = table.faults.money(row["amount"])
      _ = table.faults.choice(row["line"], of: ["supplies", "travel"])
      _ = table.faults.day(row["memo"])
    }
    let error = #expect(throws: SourceFaults.self) { try table.faults.throwIfAny() }
    let found = try #require(error).faults.map { "\($0.line):\($0.column) \($0.cause)" }
    #expect(
      found == [
        "2:1 amount ‹1,2.50› has a comma in it", "2:10 there is no line ‹spplies›",
        "2:18 there is not a day ‹2022-02-30›",
        "4:1 the amount is empty", "4:2 line is empty", "4:3 date ‹ › is not written as a day",
      ])
    #expect(error?.faults[1].suggestion == "supplies")
  }

  @Test func blamesAMissingColumnOnce() {
    var table = table("line\na\nb\n")
    for row in table.rows {
      #expect(table.faults.money(row["amount"]) == nil)
      #expect(table.faults.text(row["line"]) != nil)
    }
    #expect(table.faults.faults.map(\.cause) == ["the column amount is missing"])
  }

  @Test func survivesAnyBytes() {
    var random = SeededRandom(seed: 4180)
    let alphabet: [UInt8] = [0x22, 0x2C, 0x0A, 0x0D, 0x61, 0xC3, 0xA9, 0xFF, 0x00, 0xEF, 0xBB, 0xBF]
    for _ in 0..<3000 {
      let body = (0..<Int.random(in: 0...24, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
      let table = table(Array("amount,line,memo\n".utf8) + body)
      for fault in table.faults.faults {
        let length = fault.excerpt.unicodeScalars.count
        #expect(fault.line >= 1 && fault.column >= 1 && fault.column <= length + 1, "\(body) \(fault)")
        #expect(!fault.render(width: 40).isEmpty)
      }
    }
  }
}
