import Foundation
import Testing

@testable import Interchange
@testable import Ledger

/// A file read in blocks gives what the same file gives when it is read whole, wherever it is cut.
@Suite struct CSVBlocksTests {
  private static let columns: [CSVColumn] = [.required("one"), .required("two"), .optional("three")]

  /// The rows with their places, and every fault.
  private func read(_ bytes: [UInt8], blockSize: Int) throws -> [String] {
    try read(InputFile(bytes, name: "f.csv"), blockSize: blockSize)
  }

  private func read(_ file: InputFile, blockSize: Int) throws -> [String] {
    var rows = try CSVRows(file, columns: Self.columns, blockSize: blockSize)
    var found: [String] = []
    while let row = try rows.next() {
      for column in Self.columns {
        let field = row[column.name]
        found.append("\(row.line) \(field.line):\(field.column) \(Array(field.text.unicodeScalars))")
        // As a parser of fields does.
        if field.text.contains("!") { rows.faults.add(at: field, cause: "there is a mark", nextStep: "take it out") }
      }
    }
    let faults = rows.faults.isEmpty ? [] : SourceFaults(rows.faults.faults).faults
    return found + faults.map { $0.render() }
  }

  @Test(arguments: [
    "one,two,three\n1,2,3\n", "\u{feff}one,two\r\n1,2\r\n\r\n\"a\r\nb\",\"c\"\"d\"\r\n", "one,two\r1,2\r\r\"x\ry\",3\r",
    "one,two\n\"never,closed\nb,c\nd,\"e\"\n\"f,g\n", "one,two\na\"b,c\n\"d\ne\",f\n\"g\"h,i\n", "", "\n\n", "one,two",
    "one,two\n",
    "one,two\n1,2,3\n1\n!,\u{0}\n\"!\n\n!\",\u{301}x", "one;two\n1;2\n", "PK\u{3}\u{4}more\nand more",
  ])
  func cutsMakeNoDifference(text: String) throws {
    let whole = try read(Array(text.utf8), blockSize: .max)
    for size in 1...64 {
      #expect(try read(Array(text.utf8), blockSize: size) == whole, "blocks of \(size)")
    }
  }

  @Test func cutsMakeNoDifferenceToAnything() throws {
    var random = SeededRandom(seed: 20)
    let parts: [[UInt8]] =
      ["a", "é", "\"", "\"", ",", ",", "\n", "\n", "\r\n", "\r", "!", "日", "\u{0}", "\"\""].map { Array($0.utf8) }
      + [[0xFF], [0xE2, 0x82], [0xC3]]
    for _ in 0..<400 {
      let body = (0..<Int.random(in: 0...40, using: &random)).flatMap { _ in parts.randomElement(using: &random)! }
      let bytes = Array("one,two,three\n".utf8) + body
      let whole = try read(bytes, blockSize: .max)
      for size in [1, 2, 3, 5, 8, 13, 21, 34, 64] {
        #expect(try read(bytes, blockSize: size) == whole, "\(bytes) in blocks of \(size)")
      }
    }
  }

  /// No more is read than what a block holds.
  @Test func whatIsReadIsABlock() throws {
    let bytes = Array("one,two\n".utf8) + (0..<20_000).flatMap { Array("\($0),\"a\nb\"\n".utf8) }
    var rows = try CSVRows(InputFile(bytes, name: "f.csv"), columns: Self.columns, blockSize: 1000)
    var line = 0
    while let row = try rows.next() {
      line = row.line
      let read = rows.fraction * Double(bytes.count)
      // A row has twelve bytes or less on two lines.
      #expect(read < Double(line) * 6 + 2_100, "line \(line): \(read) bytes")
    }
    #expect(line == 40_000 && rows.fraction == 1)
  }

  @Test func filesAreReadAsMemoryIs() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    let bytes = Array("one,two\n".utf8) + (0..<5000).flatMap { Array("\"\($0)\né\",!\n".utf8) }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let expected = try read(bytes, blockSize: .max).map { $0.replacingOccurrences(of: "f.csv", with: path) }
    for size in [64, 4096, 1 << 18] {
      #expect(try read(InputFile(path: path), blockSize: size) == expected)
    }
    let refusal = #expect(throws: Refusal.self) { try read(InputFile(path: path + "-not"), blockSize: 64) }
    #expect(refusal?.cause.contains("No such file") == true)
  }
}
