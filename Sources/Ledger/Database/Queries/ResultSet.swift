import CPostgres
import Glibc

/// The rows that a statement answered with. It owns them: they are gone when it is.
public struct ResultSet: ~Copyable {
  private let result: OpaquePointer
  /// What stands in the place of texts that were removed, and what is shown instead; nil where there is none.
  var removed: RemovedTexts?

  /// Takes ownership of a libpq result.
  init(owning result: OpaquePointer) { self.result = result }

  /// What stands in the rows in the place of texts that were removed: `removed:` and a commitment in base64.
  var marks: Set<String> {
    var found: Set<String> = []
    let (rows, columns) = (PQntuples(result), PQnfields(result))
    for row in 0..<rows {
      for column in 0..<columns where PQgetlength(result, row, column) >= RemovedText.length {
        guard let start = PQgetvalue(result, row, column), strstr(start, RemovedText.prefix) != nil else { continue }
        found.formUnion(RemovedText.marks(in: String(cString: start)))
      }
    }
    return found
  }

  deinit { PQclear(result) }

  /// How many rows there are.
  public var count: Int { Int(PQntuples(result)) }

  /// How many rows the statement wrote, or read where it only reads.
  public var affectedRows: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }

  /// The names of the columns, in order.
  public var columns: [String] { (0..<PQnfields(result)).map { String(cString: PQfname(result, $0)) } }

  /// What the server says it did, such as `COMMIT` or `INSERT 0 3`.
  var commandTag: String { String(cString: PQcmdStatus(result)) }

  /// The text of a cell by its place, as it is stored; empty for NULL. For what is asked before rows are handed out.
  func stored(_ row: Int, _ column: Int32) -> String { String(cString: PQgetvalue(result, Int32(row), column)) }

  /// What `body` makes of each row, in order.
  public func map<Value>(_ body: (borrowing Row) throws -> Value) throws -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(count)
    for index in 0..<PQntuples(result) {
      values.append(try body(Row(result: result, index: index, removed: removed.map { .passUnretained($0) })))
    }
    return values
  }

  /// Hands each row to `body`, in order.
  public func forEachRow(_ body: (borrowing Row) throws -> Void) throws {
    for index in 0..<PQntuples(result) {
      try body(Row(result: result, index: index, removed: removed.map { .passUnretained($0) }))
    }
  }

  /// What `body` makes of the first row, or nil where there is none.
  public func first<Value>(_ body: (borrowing Row) throws -> Value) throws -> Value? {
    count == 0 ? nil : try body(Row(result: result, index: 0, removed: removed.map { .passUnretained($0) }))
  }

  /// What `body` makes of the only row. Throws `QueryError.rowCount` where there are none or several.
  public func only<Value>(_ body: (borrowing Row) throws -> Value) throws -> Value {
    guard count == 1 else { throw QueryError.rowCount(expected: 1, count: count) }
    return try body(Row(result: result, index: 0, removed: removed.map { .passUnretained($0) }))
  }
}

/// One row, to be read inside the closure that received it.
public struct Row: ~Copyable {
  private let result: OpaquePointer
  private let index: Int32
  // Not counted, for the result set outlives its rows; a row that owned anything could not be handed to a closure by the optimizer of
  // Swift 6.3, which ends in a crash.
  private let removed: Unmanaged<RemovedTexts>?

  fileprivate init(result: OpaquePointer, index: Int32, removed: Unmanaged<RemovedTexts>?) {
    self.result = result
    self.index = index
    self.removed = removed
  }

  /// The text of a column of any type, exactly as stored, but for texts that were removed: of these it says when. NULL is an error.
  public func text(_ column: String) throws(ColumnError) -> String {
    try required(column, "text", try textOrNil(column))
  }

  /// The same, or nil for NULL.
  public func textOrNil(_ column: String) throws(ColumnError) -> String? {
    try value(column, "text", kinds: nil)
  }

  /// A whole number from a `smallint`, `integer` or `bigint` column; NULL is an error.
  public func int64(_ column: String) throws(ColumnError) -> Int64 {
    try required(column, "a whole number", try int64OrNil(column))
  }

  /// A whole number from a `smallint`, `integer` or `bigint` column, or nil for NULL.
  public func int64OrNil(_ column: String) throws(ColumnError) -> Int64? {
    guard let text = try value(column, "a whole number", kinds: ColumnKind.wholeNumbers) else { return nil }
    return try required(column, "a whole number", Int64(text))
  }

  /// A whole number from a `smallint`, `integer` or `bigint` column; NULL is an error.
  public func int(_ column: String) throws(ColumnError) -> Int { Int(try int64(column)) }

  /// A whole number from a `smallint`, `integer` or `bigint` column, or nil for NULL.
  public func intOrNil(_ column: String) throws(ColumnError) -> Int? { try int64OrNil(column).map { Int($0) } }

  /// The value of a `boolean` column; NULL is an error.
  public func bool(_ column: String) throws(ColumnError) -> Bool {
    try required(column, "true or false", try boolOrNil(column))
  }

  /// The value of a `boolean` column, or nil for NULL.
  public func boolOrNil(_ column: String) throws(ColumnError) -> Bool? {
    try value(column, "true or false", kinds: [ColumnKind.boolean]).map { $0 == "t" }
  }

  /// The text of `column`, nil for NULL; throws where there is no such column or it is none of `kinds`.
  /// `wanted` says in words what the caller asked for. Other types are read through this, each by its own parser.
  func value(_ column: String, _ wanted: String, kinds: [ColumnKind]?) throws(ColumnError) -> String? {
    let number = PQfnumber(result, "\"\(column)\"")
    guard number >= 0 else { throw ColumnError(column: column, wanted: wanted, found: "no such column") }
    if let kinds {
      let kind = ColumnKind(rawValue: PQftype(result, number))
      guard kinds.contains(kind) else { throw ColumnError(column: column, wanted: wanted, found: kind.description) }
    }
    if PQgetisnull(result, index, number) == 1 { return nil }
    guard let start = PQgetvalue(result, index, number) else { return nil }
    let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, index, number)))
    let text = String(decoding: bytes, as: UTF8.self)
    guard let removed, bytes.count >= RemovedText.length else { return text }
    return RemovedText.shown(text, removed.takeUnretainedValue().shown)
  }

  /// `value`, or the error that says NULL was found where a value is a must.
  func required<Value>(_ column: String, _ wanted: String, _ value: Value?) throws(ColumnError) -> Value {
    guard let value else { throw ColumnError(column: column, wanted: wanted, found: "NULL or a value out of range") }
    return value
  }
}
