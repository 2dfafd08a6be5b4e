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

extension Connection {
  /// Takes rows in bulk: `copyStatement` is a `copy … to stdout` in text format, and `body` is handed each row as the server writes it, with
  /// its line feed.
  ///
  ///     try connection.copyOut("copy ledger.fund to stdout") { row in bytes.append(contentsOf: row) }
  ///
  /// Returns how many rows there were. Where `body` throws, or a person asks to stop, the rest is not waited for and the connection is of no
  /// further use.
  @discardableResult
  public func copyOut(_ copyStatement: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Int {
    if copyStatement.utf8.contains(0) { throw QueryError.nulCharacter(parameter: nil) }
    try interruption.check()
    _ = try finish(PQsendQuery(handle, copyStatement), sql: copyStatement, waiting: .statement, opensCopy: true)
    do {
      while let row = try nextRow(copyStatement) {
        defer { PQfreemem(row.baseAddress) }
        try body(UnsafeRawBufferPointer(row))
        try interruption.check()
      }
    } catch {
      session.isAbandoned = true
      throw error
    }
    return try finish(1, sql: copyStatement, waiting: .statement).affectedRows
  }

  /// The next row of a COPY, which the caller frees; nil after the last, and where the server broke it off.
  private func nextRow(_ copyStatement: String) throws -> UnsafeMutableRawBufferPointer? {
    var row: UnsafeMutablePointer<CChar>?
    var count: Int32 = 0
    let waited = wire.wait(.statement) {
      count = PQgetCopyData(handle, &row, 1)
      return count != 0
    }
    switch waited {
    case .answered where count == 0: throw connectionError(statement: copyStatement)
    case .answered: break
    case .lost(let reason): throw DatabaseError(message: reason, statement: copyStatement, isConnectionLost: true)
    case .canceled, .abandoned:
      PQfreemem(row)
      throw Interrupted()
    }
    return row.map { UnsafeMutableRawBufferPointer(start: $0, count: Int(count)) }
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

  /// Bytes of rows as another `copy … to stdout` wrote them; a row may come in pieces.
  mutating func written(_ bytes: UnsafeRawBufferPointer) throws {
    buffer.append(contentsOf: bytes)
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
