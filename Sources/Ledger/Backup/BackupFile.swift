import Glibc

/// A backup, open for reading. Nothing that it says is believed before it was compared with what is there.
struct BackupFile: ~Copyable {
  let path: String
  private let descriptor: Int32
  private let size: Int

  /// The list of a million tables would be smaller.
  private static let largestList = 1 << 24

  /// Opens a plain file that begins as a backup does. Throws `BackupError`.
  static func opened(_ path: String) throws(BackupError) -> BackupFile {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw .file(path: path, cause: SystemCall.message(errno)) }
    return try taken(path: path, owning: descriptor)
  }

  /// Takes over an open file. Throws `BackupError` where it does not begin as a backup does.
  static func taken(path: String, owning descriptor: Int32) throws(BackupError) -> BackupFile {
    var status = stat()
    let code = fstat(descriptor, &status) == 0 ? 0 : errno
    let file = BackupFile(path: path, descriptor: descriptor, size: Int(status.st_size))
    if code != 0 { throw .file(path: path, cause: SystemCall.message(code)) }
    try file.requireBackup(status)
    return file
  }

  deinit { close(descriptor) }

  private func requireBackup(_ status: stat) throws(BackupError) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw .file(path: path, cause: "it is a folder")
    default: throw .file(path: path, cause: "it is not a plain file")
    }
    if size == 0 { throw .notABackup(path: path, cause: "it is empty") }
    let start = try bytes(at: 0, count: min(size, BackupWriter.opening.count))
    if start.starts(with: "PGDMP".utf8) {
      throw .notABackup(path: path, cause: "it is a dump of PostgreSQL's pg_dump, of which this program restores none")
    }
    guard start == BackupWriter.opening else {
      throw .notABackup(path: path, cause: "it does not begin as one")
    }
  }

  /// Compares every byte with the SHA-256 at the end, and reads the list of what it holds. Throws `BackupError`.
  func contents() throws -> BackupContents {
    let first = BackupWriter.opening.count
    let end = size - BackupWriter.closingSize
    guard end > first else { throw damaged("its end is missing") }
    let closing = try bytes(at: end, count: BackupWriter.closingSize)
    // The text in it is as long as a digest and a number of 20 digits make it; the number is its last word.
    let place = closing.dropLast(9).suffix(20)
    guard let listOffset = Int(String(decoding: place, as: UTF8.self)), listOffset >= first, listOffset < end else {
      throw damaged("its end is missing")
    }
    guard closing == BackupWriter.closing(digest: try digest(through: end), listOffset: listOffset) else {
      throw damaged("its content is not what was written")
    }
    var list: [UInt8] = []
    try unpack(at: listOffset, packed: end - listOffset) { block in
      guard list.count + block.count <= Self.largestList else { throw damaged("its list is too long") }
      list.append(contentsOf: block)
    }
    guard let contents = BackupContents(parsing: String(decoding: list, as: UTF8.self)) else {
      throw damaged("its list cannot be read")
    }
    for table in contents.tables {
      // zlib packs at most 1,032 to 1, and a row has at least a byte.
      guard table.offset >= first, table.packedByteCount <= listOffset,
        table.offset <= listOffset - table.packedByteCount,
        table.byteCount / 1_033 <= table.packedByteCount, table.rowCount <= table.byteCount
      else { throw damaged("its list says what cannot be") }
    }
    return contents
  }

  /// Hands over the rows of a table in blocks. Throws `BackupError` once they are more or others than the list says, what `body` throws, or
  /// `Interrupted`.
  func rows(
    of table: BackupContents.Table, interruption: Interruption, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var digest = SHA256.Running()
    var (byteCount, rowCount) = (0, 0)
    try unpack(at: table.offset, packed: table.packedByteCount) { block in
      byteCount += block.count
      rowCount += block.count { $0 == UInt8(ascii: "\n") }
      guard byteCount <= table.byteCount, rowCount <= table.rowCount else {
        throw damaged("\(table.name) is longer than its list says")
      }
      digest.take(block)
      try interruption.check()
      try body(block)
    }
    guard byteCount == table.byteCount, rowCount == table.rowCount,
      SHA256.hexadecimal(digest.digest()) == table.digest
    else { throw damaged("the rows of \(table.name) are not those of its list") }
  }

  /// Reads everything back. Throws `BackupError` or `Interrupted`.
  func verify(interruption: Interruption) throws -> BackupContents {
    let contents = try contents()
    for table in contents.tables { try rows(of: table, interruption: interruption) { _ in } }
    return contents
  }

  /// Hands over the file as it is, in blocks.
  func send(interruption: Interruption, _ body: ([UInt8]) throws -> Void) throws {
    for start in stride(from: 0, to: size, by: Self.blockSize) {
      try interruption.check()
      try body(try bytes(at: start, count: min(Self.blockSize, size - start)))
    }
  }

  private static let blockSize = 1 << 18

  private func damaged(_ cause: String) -> BackupError { .damaged(path: path, cause: cause) }

  private func digest(through end: Int) throws(BackupError) -> [UInt8] {
    var digest = SHA256.Running()
    for start in stride(from: 0, to: end, by: Self.blockSize) {
      try bytes(at: start, count: min(Self.blockSize, end - start)).withUnsafeBytes { digest.take($0) }
    }
    return digest.digest()
  }

  private func unpack(
    at offset: Int, packed count: Int, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var unpacker = GzipUnpacker()
    for start in stride(from: offset, to: offset + count, by: Self.blockSize) {
      let block = try bytes(at: start, count: min(Self.blockSize, offset + count - start))
      let isGood = try block.withUnsafeBytes { try unpacker.take($0) { try body($0) } }
      guard isGood else { throw damaged("a part of it cannot be unpacked") }
    }
    guard unpacker.isWhole else { throw damaged("a part of it is missing") }
  }

  /// Exactly so many bytes. Throws where the file ends before them.
  private func bytes(at offset: Int, count: Int) throws(BackupError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = SystemCall.retrying {
        bytes.withUnsafeMutableBytes {
          pread(descriptor, $0.baseAddress.map { $0 + done }, count - done, off_t(offset + done))
        }
      }
      guard got >= 0 else { throw .file(path: path, cause: SystemCall.message(errno)) }
      guard got > 0 else { throw .damaged(path: path, cause: "it became shorter while it was read") }
      done += got
    }
    return bytes
  }
}
