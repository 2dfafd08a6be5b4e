import Glibc

/// Writes a backup: an opening line, the rows of each table, the list of what it holds, and the SHA-256 of everything before it.
struct BackupWriter: ~Copyable {
  /// What every backup begins with.
  static let opening = GzipMember.stored("ledgerctl backup 1\n")

  /// What a backup ends with, always of one size: the SHA-256 of all bytes before it, and where the list begins.
  static func closing(digest: [UInt8], listOffset: Int) -> [UInt8] {
    let digits = String(listOffset)
    let place = String(repeating: "0", count: 20 - digits.count) + digits
    return GzipMember.stored("sha256 \(SHA256.hexadecimal(digest)) \(place)\n")
  }
  static let closingSize = closing(digest: [UInt8](repeating: 0, count: 32), listOffset: 0).count

  private let path: String
  private let descriptor: Int32
  private var digest = SHA256.Running()
  private var offset = 0
  private static let blockSize = 1 << 16

  /// Writes to an open file; `path` is its name in errors. Does not own the descriptor. Throws `BackupError`.
  init(_ descriptor: Int32, path: String) throws {
    self.descriptor = descriptor
    self.path = path
    try write(Self.opening)
  }

  /// Writes the rows that `rows` hands over, and says how many and what they are.
  mutating func write(
    _ table: BackupContents.Table, _ rows: ((UnsafeRawBufferPointer) throws -> Void) throws -> Int
  ) throws -> BackupContents.Table {
    var table = table
    try write(GzipMember.stored("\n\(table.name) (\(table.columns))\n"))
    table.offset = offset
    var packer = GzipPacker()
    var digest = SHA256.Running()
    var block: [UInt8] = []
    table.rowCount = try rows { row in
      table.byteCount += row.count
      block.append(contentsOf: row)
      if block.count < Self.blockSize { return }
      try block.withUnsafeBytes {
        digest.take($0)
        try packer.take($0) { try write($0) }
      }
      block.removeAll(keepingCapacity: true)
    }
    try block.withUnsafeBytes {
      digest.take($0)
      try packer.take($0, isLast: true) { try write($0) }
    }
    table.digest = SHA256.hexadecimal(digest.digest())
    table.packedByteCount = offset - table.offset
    return table
  }

  /// Writes the list and the end. Returns the size of the file.
  mutating func close(_ contents: BackupContents) throws -> Int {
    let listOffset = offset
    var packer = GzipPacker()
    try Array(("\n" + contents.text).utf8).withUnsafeBytes { try packer.take($0, isLast: true) { try write($0) } }
    try write(Self.closing(digest: digest.digest(), listOffset: listOffset))
    return offset
  }

  private mutating func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

  private mutating func write(_ bytes: UnsafeRawBufferPointer) throws(BackupError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = SystemCall.retrying {
        UnsafeRawBufferPointer(rebasing: rest).withMemoryRebound(to: UInt8.self) {
          Glibc.write(descriptor, $0.baseAddress, $0.count)
        }
      }
      guard count > 0 else { throw .file(path: path, cause: SystemCall.message(errno)) }
      rest = rest.dropFirst(count)
    }
    digest.take(bytes)
    offset += bytes.count
  }
}
