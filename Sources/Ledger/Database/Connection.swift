import CPostgres
import Glibc

/// One connection to the books. It owns it: the connection is closed when the value is gone.
///
/// Calls block. A connection serves one thread at a time.
public struct Connection: ~Copyable {
  let handle: OpaquePointer
  let interruption: Interruption
  let recording: Recording
  let session: Session

  /// Connects with libpq's own keywords. `keywords` may hold a `dbname` that is a whole conninfo string or URI.
  /// Throws `DatabaseError` with `isConnectFailure`; no password is ever in it.
  package static func open(
    keywords: [(name: String, value: String)],
    interruption: Interruption = .process, recording: Recording = .process,
    notices: @escaping (Notice) -> Void = { _ in }
  ) throws -> Connection {
    try interruption.check()
    let handle = try interruption.whileConnecting { try ConnectionAttempt(keywords).connect() }
    let connection = Connection(
      owning: handle, interruption: interruption, recording: recording,
      session: Session(keywords + server(of: handle), notices))
    try connection.settle()
    return connection
  }

  private init(
    owning handle: OpaquePointer, interruption: Interruption, recording: Recording, session: Session
  ) {
    self.handle = handle
    self.recording = recording
    self.interruption = interruption
    self.session = session
    let receive: PQnoticeReceiver = { context, result in
      guard let context else { return }
      Unmanaged<NoticeReceiver>.fromOpaque(context).takeUnretainedValue().deliver(Diagnosis(result: result).notice)
    }
    PQsetNoticeReceiver(handle, receive, Unmanaged.passUnretained(session.notices).toOpaque())
    PQsetnonblocking(handle, 1)
  }

  deinit { PQfinish(handle) }

  /// The one server of several that answered: where it falls silent, the others know nothing of the session.
  private static func server(of handle: OpaquePointer) -> [(name: String, value: String)] {
    [
      ("host", String(cString: PQhost(handle))), ("hostaddr", String(cString: PQhostaddr(handle))),
      ("port", String(cString: PQport(handle))), ("target_session_attrs", "any"),
    ]
  }

  /// The login that the connection was made with.
  public var login: String { String(cString: PQuser(handle)) }

  var wire: Wire { Wire(handle: handle, interruption: interruption, session: session) }

  /// The name of the database.
  public var database: String { String(cString: PQdb(handle)) }

  /// Whether a transaction is open on the connection.
  public var isInTransaction: Bool { PQtransactionStatus(handle) != PQTRANS_IDLE }

  /// Runs one statement with its parameters.
  /// Throws `DatabaseError`, `QueryError` before anything is sent, or `Interrupted`.
  @discardableResult
  public func execute(_ query: Query) throws -> ResultSet {
    var rows = try run(query, .statement)
    let marks = rows.marks
    if !marks.isEmpty { rows.removed = RemovedTexts(try RemovedText.days(of: marks, self)) }
    return rows
  }

  /// Runs one statement; what stands in the place of a text that was removed is in its rows as it is stored.
  @discardableResult
  package func executeAsStored(_ query: Query) throws -> ResultSet { try run(query, .statement) }

  /// Runs several statements without parameters, as one transaction where they do not say otherwise.
  /// The rows they answer with are dropped.
  public func script(_ sql: String) throws {
    if sql.utf8.contains(0) { throw QueryError.nulCharacter(parameter: nil) }
    try interruption.check()
    _ = try finish(PQsendQuery(handle, sql), sql: sql, waiting: .statement)
  }

  /// Runs one statement; where it is to be `.settled`, it is neither refused nor canceled by a wish to stop.
  func run(_ query: Query, _ waiting: Waiting) throws -> ResultSet {
    let sql = query.sql
    try query.validate(sql: sql)
    if waiting == .statement { try interruption.check() }
    let sent = withCStrings(query.parameters) {
      PQsendQueryParams(handle, sql, Int32(query.parameters.count), nil, $0, nil, nil, 0)
    }
    return try finish(sent, sql: sql, waiting: waiting)
  }

  /// Waits for the answer to what was sent and takes it whole. The first error among several results is thrown.
  /// Where it `opensCopy`, returns as soon as the server takes rows or sends them.
  func finish(_ sent: Int32, sql: String, waiting: Waiting, opensCopy: Bool = false) throws -> ResultSet {
    if session.isAbandoned { throw abandonment(waiting) }
    guard sent == 1 else { throw connectionError(statement: sql) }
    var last: ResultSet?
    var failure: DatabaseError?
    var canceled = false
    while true {
      switch wire.waitForResult(waiting) {
      case .answered: break
      case .canceled: canceled = true
      case .abandoned:
        session.isAbandoned = true
        throw abandonment(waiting)
      case .lost(let reason):
        session.isAbandoned = true
        throw DatabaseError(message: reason, statement: sql, isConnectionLost: true)
      }
      guard let result = PQgetResult(handle) else { break }
      let set = ResultSet(owning: result)
      switch PQresultStatus(result) {
      case PGRES_COPY_IN where opensCopy, PGRES_COPY_OUT where opensCopy: return set
      case PGRES_COPY_IN: PQputCopyEnd(handle, "rows are sent by copyIn only")
      case PGRES_COPY_OUT: failure = failure ?? refuseCopyOut(statement: sql)
      case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: last = consume set
      default: failure = failure ?? Diagnosis(result: result).error(statement: sql, connection: handle)
      }
    }
    if let failure {
      if canceled, failure.sqlState == .queryCanceled { throw Interrupted() }
      throw failure
    }
    guard !opensCopy, let last else { throw connectionError(statement: sql) }
    return last
  }

  private func abandonment(_ waiting: Waiting) -> any Error { waiting == .statement ? Interrupted() : Abandoned() }

  /// Reads the rows of a `copy … to stdout` away, which nobody takes.
  private func refuseCopyOut(statement: String) -> DatabaseError {
    var row: UnsafeMutablePointer<CChar>?
    while PQgetCopyData(handle, &row, 0) > 0 { PQfreemem(row) }
    return DatabaseError(message: "rows are sent to copyOut only", statement: statement, isConnectionLost: false)
  }

  /// The error that libpq reports for the connection as a whole.
  func connectionError(statement: String) -> DatabaseError {
    let message = plainly(String(cString: PQerrorMessage(handle)))
    return DatabaseError(
      message: message.isEmpty ? "the connection was lost" : message, statement: statement,
      isConnectionLost: PQstatus(handle) == CONNECTION_BAD)
  }

  /// The few settings that decide how values are written, asked for when connecting; set here where a pooler or an
  /// environment variable decided otherwise, which costs a round trip.
  private func settle() throws {
    let isSettled = SessionSettings.required.allSatisfy { name, value in
      PQparameterStatus(handle, name).map { String(cString: $0) } == value
    }
    if isSettled { return }
    try script(SessionSettings.required.map { "set \($0) to '\($1)';" }.joined())
  }
}

/// What a connection keeps of its session. A class, because a connection is passed on without being copied.
final class Session {
  enum Prepared {
    case ranOnce, prepared, given
  }
  /// Statements by their names.
  var prepared: [String: Prepared] = [:]
  /// An answer was not waited for, or will not come: the connection is of no further use.
  var isAbandoned = false
  /// What was committed when the first transaction that may record began.
  var firstSnapshot: String?
  /// After so long without an answer it is looked whether the server is there.
  var silenceMilliseconds: Int32 = 30_000
  let probe: ServerProbe
  /// Kept for as long as libpq may call it.
  let notices: NoticeReceiver

  init(_ keywords: [(name: String, value: String)], _ notices: @escaping (Notice) -> Void) {
    probe = ServerProbe(keywords: keywords)
    self.notices = NoticeReceiver(notices)
  }
}

/// Keeps the closure that notices are handed to where C can find it.
final class NoticeReceiver {
  let deliver: (Notice) -> Void
  init(_ deliver: @escaping (Notice) -> Void) { self.deliver = deliver }
}

/// Runs `body` with `texts` as an array of C strings; nil becomes a null pointer.
func withCStrings<Value>(
  _ texts: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) throws -> Value
) rethrows -> Value {
  if texts.isEmpty { return try body(nil) }
  let copies = texts.map { $0.flatMap { strdup($0) } }
  defer { for copy in copies { free(copy) } }
  return try copies.map { UnsafePointer($0) }.withUnsafeBufferPointer { try body($0.baseAddress) }
}
