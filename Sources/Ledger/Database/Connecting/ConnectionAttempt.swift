import CPostgres

/// The settings that decide how values are written, the same on every connection.
enum SessionSettings {
  /// Name as the server reports it, and value.
  static let required: [(name: String, value: String)] = [
    ("client_encoding", "UTF8"),
    ("DateStyle", "ISO, YMD"),
    ("TimeZone", "UTC"),
    ("standard_conforming_strings", "on"),
  ]

  /// The same as command-line options of the session, so that they cost no round trip; and how to plan. The books look
  /// rows up by their keys, mostly in memory: a page out of order costs little more than the next one. Compiling a plan to
  /// machine code takes far longer than any query of the books runs. And nobody waits for ever for somebody else: a session whose other end
  /// is gone, or does nothing within a transaction, ends.
  static let options = [
    "DateStyle=ISO,YMD", "TimeZone=UTC", "standard_conforming_strings=on", "bytea_output=hex", "intervalstyle=postgres",
    "extra_float_digits=1", "quote_all_identifiers=off", "jit=off", "random_page_cost=1.1", "lock_timeout=15s",
    "idle_in_transaction_session_timeout=60s", "tcp_keepalives_idle=30", "tcp_keepalives_interval=10",
    "tcp_keepalives_count=3", "tcp_user_timeout=60000",
  ].map { "-c \($0)" }.joined(separator: " ")
}

/// How long libpq waits, where nobody said otherwise: ten seconds for a host to answer a connection, and about a minute until a network that
/// is gone, or what was sent into it, is noticed.
private enum Patience {
  static let keywords: [(name: String, value: String)] = [
    ("connect_timeout", "10"), ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"),
    ("tcp_user_timeout", "60000"),
  ]

  /// Those that nothing sets.
  static func missing(in effective: [String: String]) -> [(name: String, value: String)] {
    keywords.filter { effective[$0.name] == nil }
  }
}

/// One attempt to connect. Everything a person configured passes through; what libpq then holds to be in force is
/// asked of libpq itself.
struct ConnectionAttempt {
  /// libpq keywords; a later one wins. A `dbname` that is a conninfo string or URI is expanded.
  private let keywords: [(name: String, value: String)]

  init(_ keywords: [(name: String, value: String)]) { self.keywords = keywords }

  /// Connects, or throws a `DatabaseError` with `isConnectFailure`. Returns a connection that the caller owns.
  func connect() throws -> OpaquePointer {
    let effective = try effectiveOptions()
    let options = effective["options"].map { "\($0) \(SessionSettings.options)" } ?? SessionSettings.options
    let complete =
      [("fallback_application_name", "ledgerctl")] + keywords + Patience.missing(in: effective)
      + [("client_encoding", "UTF8"), ("options", options)]
    guard let handle = Self.withKeywords(complete, { PQconnectdbParams($0, $1, 1) }) else { throw outOfMemory }
    if PQstatus(handle) == CONNECTION_OK { return handle }
    let message = String(cString: PQerrorMessage(handle))
    // Not tried again to learn the code: to the server it would be a second attempt to guess.
    let isPasswordRefused =
      PQconnectionNeedsPassword(handle) == 1
      || PQconnectionUsedPassword(handle) == 1 && message.contains("password authentication failed")
    PQfinish(handle)
    let state = isPasswordRefused ? SQLState.invalidPassword : refusalState(complete)
    throw failure(message: message, state: state, password: effective["password"])
  }

  /// The options in force after service files, environment and defaults, by libpq's own reckoning. Nothing is
  /// connected to: the attempt carries a setting that libpq refuses before it opens a socket.
  func effectiveOptions() throws -> [String: String] {
    let refused = keywords + [("channel_binding", "nothing is to be connected")]
    guard let handle = Self.withKeywords(refused, { PQconnectStartParams($0, $1, 1) }) else { throw outOfMemory }
    defer { PQfinish(handle) }
    guard let first = PQconninfo(handle) else { throw outOfMemory }
    defer { PQconninfoFree(first) }
    var options: [String: String] = [:]
    var option = first
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val { options[String(cString: keyword)] = String(cString: value) }
      option += 1
    }
    let message = String(cString: PQerrorMessage(handle))
    guard message.contains("channel_binding") else {
      throw failure(message: Self.withoutQuotedText(message), state: nil, password: options["password"])
    }
    return options
  }

  /// The SQLSTATE a server refuses with. A connection that failed does not keep it, so the attempt is repeated with
  /// the codes switched on, which is possible only on a connection that was already begun.
  private func refusalState(_ keywords: [(name: String, value: String)]) -> SQLState? {
    guard let handle = Self.withKeywords(keywords, { PQconnectStartParams($0, $1, 1) }) else { return nil }
    defer { PQfinish(handle) }
    PQsetErrorVerbosity(handle, PQERRORS_VERBOSE)
    PQreset(handle)
    let message = String(cString: PQerrorMessage(handle))
    // "FATAL:  3D000: database …": the word is translated, the rest is not.
    for part in message.split(separator: ":") {
      let word = trimmed(String(part))
      if word.utf8.count == 5, word.utf8.allSatisfy({ (48...57).contains($0) || (65...90).contains($0) }),
        word.utf8.contains(where: { (48...57).contains($0) })
      {
        return SQLState(rawValue: word)
      }
    }
    return nil
  }

  private func failure(message: String, state: SQLState?, password: String?) -> DatabaseError {
    var text = trimmed(message)
    if let password, !password.isEmpty { text = text.replacing(password, with: "********") }
    return DatabaseError(
      sqlState: state, message: text, statement: "", isConnectionLost: true, isConnectFailure: true)
  }

  /// libpq quotes pieces of a connection string that it cannot read, and a piece may be a password.
  private static func withoutQuotedText(_ message: String) -> String {
    if message.contains("service") { return message }
    let pieces = message.split(separator: "\"", omittingEmptySubsequences: false)
    return pieces.enumerated().map { $0.offset % 2 == 0 ? String($0.element) : "…" }.joined(separator: "\"")
  }

  private var outOfMemory: DatabaseError {
    DatabaseError(message: "out of memory", statement: "", isConnectionLost: true, isConnectFailure: true)
  }

  private static func withKeywords<Value>(
    _ keywords: [(name: String, value: String)],
    _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<UnsafePointer<CChar>?>?) -> Value
  ) -> Value {
    withCStrings(keywords.map(\.name) + [nil]) { names in
      withCStrings(keywords.map(\.value) + [nil]) { values in body(names, values) }
    }
  }
}
