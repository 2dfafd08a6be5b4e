import CZlib
import Values

/// The files of a zip archive in memory, as a workbook has them: stored or deflated, not encrypted, each name once.
///
/// Strict: sizes and checksums must be those of the directory, and what would unpack to more than `limit` bytes is refused.
struct ZipArchive {
  private struct Entry {
    let method: Int
    let checksum: UInt32
    let compressed: Int
    let size: Int
    let header: Int
  }

  private let bytes: [UInt8]
  private let entries: [String: Entry]
  private static let limit = 256 << 20

  init(_ bytes: [UInt8]) throws(Refusal) {
    self.bytes = bytes
    entries = try Self.directory(bytes)
  }

  private static func refusal(_ why: String) -> Refusal {
    Refusal(
      "the file is not a whole workbook: \(why)",
      nextStep: "open it in your spreadsheet program and save it again as .xlsx")
  }

  private static func number(_ bytes: [UInt8], _ offset: Int, _ count: Int) throws(Refusal) -> Int {
    guard offset >= 0, offset + count <= bytes.count else { throw refusal("it ends too early") }
    return (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
  }

  private static func directory(_ bytes: [UInt8]) throws(Refusal) -> [String: Entry] {
    // The end record is in the last 22 bytes, before a comment of up to 65,535.
    var end = bytes.count - 22
    while end >= 0, bytes.count - end <= 22 + 65_535 {
      if try number(bytes, end, 4) == 0x0605_4b50 { break }
      end -= 1
    }
    guard end >= 0, try number(bytes, end, 4) == 0x0605_4b50 else { throw refusal("its directory is missing") }
    let count = try number(bytes, end + 10, 2)
    var place = try number(bytes, end + 16, 4)
    var entries: [String: Entry] = [:]
    var total = 0
    for _ in 0..<count {
      guard try number(bytes, place, 4) == 0x0201_4b50 else { throw refusal("its directory is broken") }
      guard try number(bytes, place + 8, 2) & 1 == 0 else { throw refusal("it is encrypted") }
      let nameLength = try number(bytes, place + 28, 2)
      guard place + 46 + nameLength <= bytes.count else { throw refusal("it ends too early") }
      let name = String(decoding: bytes[place + 46..<place + 46 + nameLength], as: UTF8.self)
      let entry = Entry(
        method: try number(bytes, place + 10, 2), checksum: UInt32(try number(bytes, place + 16, 4)),
        compressed: try number(bytes, place + 20, 4), size: try number(bytes, place + 24, 4),
        header: try number(bytes, place + 42, 4))
      total += entry.size
      guard total <= limit else { throw refusal("it would unpack to more than 256 MiB") }
      guard entries.updateValue(entry, forKey: name) == nil else { throw refusal("a name stands in it twice") }
      place += 46 + nameLength + (try number(bytes, place + 30, 2)) + (try number(bytes, place + 32, 2))
    }
    return entries
  }

  /// The content of a file; nil where there is none of this name.
  func content(_ name: String) throws(Refusal) -> [UInt8]? {
    guard let entry = entries[name] else { return nil }
    guard try Self.number(bytes, entry.header, 4) == 0x0403_4b50 else { throw Self.refusal("a part of it is missing") }
    let start =
      entry.header + 30 + (try Self.number(bytes, entry.header + 26, 2))
      + (try Self.number(bytes, entry.header + 28, 2))
    guard start + entry.compressed <= bytes.count else { throw Self.refusal("it ends too early") }
    let packed = Array(bytes[start..<start + entry.compressed])
    let content: [UInt8]
    switch entry.method {
    case 0: content = packed
    case 8: content = try Self.inflate(packed, size: entry.size)
    default: throw Self.refusal("it is packed in an unusual way")
    }
    guard content.count == entry.size, UInt32(crc32(0, content, UInt32(content.count))) == entry.checksum else {
      throw Self.refusal("a part of it is damaged")
    }
    return content
  }

  private static func inflate(_ packed: [UInt8], size: Int) throws(Refusal) -> [UInt8] {
    var input = packed
    // One byte more, so that what is longer than it says is seen.
    var output = [UInt8](repeating: 0, count: size + 1)
    var stream = z_stream()
    guard ledger_inflate_init_raw(&stream) == Z_OK else { throw refusal("it cannot be unpacked") }
    defer { inflateEnd(&stream) }
    let status = input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(target.count)
        return CZlib.inflate(&stream, Z_FINISH)
      }
    }
    guard status == Z_STREAM_END else { throw refusal("a part of it is damaged") }
    output.removeLast(output.count - Int(stream.total_out))
    return output
  }
}
