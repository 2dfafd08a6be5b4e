/// The bytes of a text file, made valid UTF-8, with the places of its lines.
struct SourceText: Sendable {
  let file: String
  /// The text without a byte-order mark; each invalid sequence of bytes is one U+FFFD.
  let bytes: [UInt8]
  private let lineStarts: [Int]

  /// Where bytes that are not UTF-8 were found.
  let invalidOffsets: [Int]

  init(_ raw: [UInt8], file: String) {
    self.file = file
    let body = raw.starts(with: [0xEF, 0xBB, 0xBF]) ? raw.dropFirst(3) : raw[...]
    (bytes, invalidOffsets) = SourceText.repaired(body)
    lineStarts = SourceText.lineStarts(of: bytes)
  }

  /// The text of a line, counted from 1, without its end.
  func line(_ number: Int) -> String {
    guard (1...lineStarts.count).contains(number) else { return "" }
    let start = lineStarts[number - 1]
    let end = number < lineStarts.count ? lineStarts[number] : bytes.count
    let text = bytes[start..<end]
    let body = text.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    return String(decoding: body, as: UTF8.self)
  }

  /// The line of a byte, from 1.
  func lineNumber(of offset: Int) -> Int {
    var (low, high) = (0, lineStarts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// The place of a byte in its line, in Unicode scalars from 1.
  func column(of offset: Int, inLine line: Int) -> Int {
    bytes[lineStarts[line - 1]..<offset].count { $0 & 0xC0 != 0x80 } + 1
  }

  private static func lineStarts(of bytes: [UInt8]) -> [Int] {
    var starts = [0]
    for (index, byte) in bytes.enumerated() where index + 1 < bytes.count {
      let endsLine =
        byte == UInt8(ascii: "\n") || (byte == UInt8(ascii: "\r") && bytes[index + 1] != UInt8(ascii: "\n"))
      if endsLine { starts.append(index + 1) }
    }
    return starts
  }

  private static func repaired(_ raw: ArraySlice<UInt8>) -> (bytes: [UInt8], invalid: [Int]) {
    if String(validating: raw, as: UTF8.self) != nil { return (Array(raw), []) }
    var (bytes, invalid): ([UInt8], [Int]) = ([], [])
    var iterator = raw.makeIterator()
    var parser = Unicode.UTF8.ForwardParser()
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let scalar): bytes.append(contentsOf: scalar)
      case .error:
        invalid.append(bytes.count)
        bytes.append(contentsOf: [0xEF, 0xBF, 0xBD])
      case .emptyInput: return (bytes, invalid)
      }
    }
  }
}
