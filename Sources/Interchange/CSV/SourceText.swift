/// Some lines of a text file that follow each other, made valid UTF-8, with their places in the file.
package struct SourceText: Sendable {
  let file: String
  /// The text; each invalid sequence of bytes is one U+FFFD.
  let bytes: [UInt8]
  /// The number of the first line, from 1.
  let firstLine: Int
  private let lineStarts: [Int]
  /// Where bytes that are not UTF-8 were found.
  let invalidOffsets: [Int]

  init(file: String) { self.init([], file: file) }

  /// Lines as the file has them, after `valid` text that was read before.
  package init(_ raw: ArraySlice<UInt8>, after valid: ArraySlice<UInt8> = [], file: String, firstLine: Int = 1) {
    self.file = file
    self.firstLine = firstLine
    var text = Array(valid)
    invalidOffsets = SourceText.append(raw, to: &text)
    bytes = text
    lineStarts = SourceText.lineStarts(of: bytes)
  }

  /// The text of a line of the file, without its end; empty for a line that is not among these.
  package func line(_ number: Int) -> String {
    let index = number - firstLine
    guard lineStarts.indices.contains(index) else { return "" }
    let start = lineStarts[index]
    let end = index + 1 < lineStarts.count ? lineStarts[index + 1] : bytes.count
    let text = bytes[start..<end]
    let body = text.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    return String(decoding: body, as: UTF8.self)
  }

  /// The line of the file that a byte stands in.
  func lineNumber(of offset: Int) -> Int {
    var (low, high) = (0, lineStarts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return firstLine + low
  }

  /// The place of a byte in its line, in Unicode scalars from 1.
  func column(of offset: Int, inLine line: Int) -> Int {
    bytes[lineStarts[line - firstLine]..<offset].count { $0 & 0xC0 != 0x80 } + 1
  }

  /// How many bytes make up whole lines: all, where the file ends with them. A CR at the end may be half of a CRLF.
  static func wholeLines(of raw: ArraySlice<UInt8>) -> Int {
    guard
      let last = raw.indices.last(where: {
        raw[$0] == CSVByte.lineFeed || (raw[$0] == CSVByte.carriageReturn && $0 + 1 < raw.endIndex)
      })
    else { return 0 }
    return last + 1 - raw.startIndex
  }

  private static func lineStarts(of bytes: [UInt8]) -> [Int] {
    var starts = [0]
    bytes.withUnsafeBufferPointer { bytes in
      for index in bytes.indices.dropLast() where bytes[index] <= CSVByte.carriageReturn {
        let endsLine =
          bytes[index] == CSVByte.lineFeed
          || (bytes[index] == CSVByte.carriageReturn && bytes[index + 1] != CSVByte.lineFeed)
        if endsLine { starts.append(index + 1) }
      }
    }
    return starts
  }

  /// Appends text made valid, and tells where it was not.
  private static func append(_ raw: ArraySlice<UInt8>, to bytes: inout [UInt8]) -> [Int] {
    if String(validating: raw, as: UTF8.self) != nil {
      bytes += raw
      return []
    }
    var invalid: [Int] = []
    var iterator = raw.makeIterator()
    var parser = Unicode.UTF8.ForwardParser()
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let scalar): bytes.append(contentsOf: scalar)
      case .error:
        invalid.append(bytes.count)
        bytes.append(contentsOf: [0xEF, 0xBF, 0xBD])
      case .emptyInput: return invalid
      }
    }
  }
}
