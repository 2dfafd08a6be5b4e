import CPostgres
import Glibc

/// Asks, over a second connection, what the server makes of a statement that has not been answered for long: it may work, or wait for a
/// standby; its answer may have been lost on the way; or nobody may be there.
struct ServerProbe {
  enum Finding: Equatable {
    case working
    /// The work is done, and the standby has not confirmed it.
    case waitingForStandby
    /// The session does nothing: it answered, and the answer did not arrive.
    case idle
    /// No server answers.
    case silent(String)
    /// Another server, or a pooler, that knows nothing of the session.
    case unknown
  }

  /// Why no answer will come, by what was found one time after the other; nil while one may.
  static func loss(_ findings: [Finding]) -> String? {
    let ended = "the server ended the session, and what it had answered was lost on the way"
    // A server may be too busy once to take a connection, and an answer that is only on its way is there the next time.
    switch (findings.dropLast().last, findings.last) {
    case (.silent, .silent(let message)): return "the server does not answer: \(message)"
    case (.idle, .idle): return "the answer of the server was lost on the way"
    // A server that knew the session does no longer: it ended it, as one that was idle in its transaction.
    case (.idle, .unknown): return ended
    case (.unknown, .unknown) where [.idle, .working, .waitingForStandby].contains(where: findings.contains):
      return ended
    default: return nil
    }
  }

  /// As the connection was made, to the very server that took it.
  let keywords: [(name: String, value: String)]

  func ask(session backend: Int32) -> Finding {
    let handle: OpaquePointer
    do {
      handle = try ConnectionAttempt(keywords).connect()
    } catch let error as DatabaseError where error.sqlState == nil {
      return .silent(error.message)
    } catch {
      return .unknown
    }
    defer { PQfinish(handle) }
    let query = "select state, wait_event from pg_catalog.pg_stat_activity where pid = $1 and usename = current_user"
    let result = withCStrings([String(backend)]) { PQexecParams(handle, query, 1, nil, $0, nil, nil, 0) }
    defer { PQclear(result) }
    guard PQntuples(result) == 1, let state = PQgetvalue(result, 0, 0).map({ String(cString: $0) }) else {
      return .unknown
    }
    if state == "active" {
      let event = PQgetvalue(result, 0, 1).map { String(cString: $0) }
      return event == "SyncRep" ? .waitingForStandby : .working
    }
    return state.hasPrefix("idle") ? .idle : .unknown
  }
}
