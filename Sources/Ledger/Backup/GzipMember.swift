import CZlib

/// The members that a backup is made of. A gzip file (RFC 1952) is a row of members, each a file of its own, and unpacks to their contents one
/// after the other: so a backup can be read with `zcat`.
enum GzipMember {
  private static let head: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]

  /// A member that holds a short text as it is: always the same bytes for the same text. At most 65,535 bytes.
  static func stored(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    precondition(bytes.count <= Int(UInt16.max))
    func littleEndian(_ number: UInt32, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * UInt32($0))) }
    }
    let size = UInt32(bytes.count)
    let sum = UInt32(truncatingIfNeeded: crc32(0, bytes, size))
    return head + [1] + littleEndian(size, 2) + littleEndian(~size, 2) + bytes + littleEndian(sum, 4)
      + littleEndian(size, 4)
  }
}

/// Packs what it is given into one member.
struct GzipPacker: ~Copyable {
  private let stream: UnsafeMutablePointer<z_stream>
  private var block = [UInt8](repeating: 0, count: 1 << 16)

  init() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    precondition(ledger_deflate_init_gzip(stream, 6) == Z_OK, "zlib has no memory")
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Takes the next bytes, the last ones where it is said so, and hands on what is packed.
  mutating func take(
    _ bytes: UnsafeRawBufferPointer, isLast: Bool = false, _ write: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.bindMemory(to: UInt8.self).baseAddress)
    stream.pointee.avail_in = UInt32(bytes.count)
    var isDone = false
    while !isDone {
      let (status, count) = block.withUnsafeMutableBufferPointer { block in
        stream.pointee.next_out = block.baseAddress
        stream.pointee.avail_out = UInt32(block.count)
        let status = deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
        return (status, block.count - Int(stream.pointee.avail_out))
      }
      try block.withUnsafeBytes { try write(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
      isDone = isLast ? status == Z_STREAM_END : stream.pointee.avail_in == 0
    }
  }
}

/// Unpacks one member.
struct GzipUnpacker: ~Copyable {
  private let stream: UnsafeMutablePointer<z_stream>
  private var block = [UInt8](repeating: 0, count: 1 << 16)
  /// Whether the member is whole: its end was read, and its sum is right.
  private(set) var isWhole = false

  init() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    precondition(ledger_inflate_init_gzip(stream) == Z_OK, "zlib has no memory")
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Takes the next bytes and hands on what they unpack to. False where they are not of a member, or come after its end.
  mutating func take(_ bytes: UnsafeRawBufferPointer, _ write: (UnsafeRawBufferPointer) throws -> Void) throws -> Bool {
    stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.bindMemory(to: UInt8.self).baseAddress)
    stream.pointee.avail_in = UInt32(bytes.count)
    while stream.pointee.avail_in > 0 {
      if isWhole { return false }
      let (status, count) = block.withUnsafeMutableBufferPointer { block in
        stream.pointee.next_out = block.baseAddress
        stream.pointee.avail_out = UInt32(block.count)
        let status = inflate(stream, Z_NO_FLUSH)
        return (status, block.count - Int(stream.pointee.avail_out))
      }
      guard status == Z_OK || status == Z_STREAM_END else { return false }
      isWhole = status == Z_STREAM_END
      try block.withUnsafeBytes { try write(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
    return true
  }
}
