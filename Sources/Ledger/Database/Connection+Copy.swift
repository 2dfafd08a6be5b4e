import CPostgres

extension Connection {
  /// Sends rows in bulk: `copyStatement` is a `copy … from stdin` in text format, `body` writes the rows.
  ///
  ///     try connection.copyIn("copy staged (code, amount_cents) from stdin") { rows in
  ///       try rows.row("6100", Int64(12_50))
  ///     }
  ///
  /// Returns how many rows were taken. Where `body` throws, the copy is broken off and nothing of it stays.
  @discardableResult
  public func copyIn(_ copyStatement: String, _ body: (inout CopyWriter) throws -> Void) throws -> Int {
    if copyStatement.utf8.contains(0) { throw QueryError.nulCharacter(parameter: nil) }
    try interruption.check()
    _ = try finish(PQsendQuery(handle, copyStatement), sql: copyStatement, waiting: .statement, opensCopy: true)
    do {
      var writer = CopyWriter(wire: wire)
      try body(&writer)
      try writer.flush()
    } catch {
      // The server answers a copy broken off with an error of its own; what matters is why it was.
      _ = try? finish(PQputCopyEnd(handle, "the client gave up"), sql: copyStatement, waiting: .settled)
      throw error
    }
    return try finish(PQputCopyEnd(handle, nil), sql: copyStatement, waiting: .statement).affectedRows
  }
}

/// Writes the rows of a COPY in PostgreSQL's text format, a block at a time.
public struct CopyWriter: ~Copyable {
  private let wire: Wire
  private var buffer: [UInt8] = []
  private static let blockSize = 64 * 1024

  init(wire: Wire) {
    self.wire = wire
    buffer.reserveCapacity(Self.blockSize + 4096)
  }

  /// One row: a value for each column, in the order of the COPY statement.
  public mutating func row<each Field: QueryParameter>(_ field: repeat each Field) throws {
    var fields: [String?] = []
    for value in repeat each field { fields.append(value.parameterText) }
    try row(fields: fields)
  }

  /// One row: a text for each column, in the order of the COPY statement; nil is NULL.
  /// Throws `QueryError.nulCharacter`, counting fields from 1, or `Interrupted`.
  public mutating func row(fields: [String?]) throws {
    for (index, field) in fields.enumerated() {
      if index > 0 { buffer.append(UInt8(ascii: "\t")) }
      guard let field else {
        buffer.append(contentsOf: #"\N"#.utf8)
        continue
      }
      for byte in field.utf8 { try append(byte, field: index + 1) }
    }
    buffer.append(UInt8(ascii: "\n"))
    if buffer.count >= Self.blockSize { try flush() }
  }

  private mutating func append(_ byte: UInt8, field: Int) throws(QueryError) {
    switch byte {
    case 0: throw .nulCharacter(parameter: field)
    case UInt8(ascii: "\\"): buffer.append(contentsOf: #"\\"#.utf8)
    case UInt8(ascii: "\t"): buffer.append(contentsOf: #"\t"#.utf8)
    case UInt8(ascii: "\n"): buffer.append(contentsOf: #"\n"#.utf8)
    case UInt8(ascii: "\r"): buffer.append(contentsOf: #"\r"#.utf8)
    default: buffer.append(byte)
    }
  }

  /// Hands the buffered rows to the server. A server that has refused the copy says so at its end.
  mutating func flush() throws(Interrupted) {
    var sent: Int32 = 0
    while !buffer.isEmpty, sent == 0 {
      sent = buffer.withUnsafeBytes {
        PQputCopyData(wire.handle, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32($0.count))
      }
      try wire.flush()
    }
    buffer.removeAll(keepingCapacity: true)
    try wire.interruption.check()
  }
}
