import CPostgres

/// How far a transaction is kept apart from others that run at the same time.
public enum Isolation: String, Sendable {
  /// Each statement sees what was committed before it.
  case readCommitted = "read committed"
  /// All statements see the same state.
  case repeatableRead = "repeatable read"
  /// As if the transactions ran one after another.
  case serializable = "serializable"
}

extension Connection {
  /// Runs `body` in a transaction: all of it is recorded, or nothing.
  ///
  /// `retries`: how often `body` is run again after a serialization failure, a deadlock, or where somebody changed the same login at the
  /// same moment. Only for a body that is safe to repeat, with no effect outside the database.
  ///
  /// Throws what `body` threw once everything is rolled back; `TransactionError` where the transaction itself failed;
  /// `Interrupted` where a person asked to stop before COMMIT was sent. A COMMIT is never canceled.
  public func transaction<Value>(
    isolation: Isolation = .readCommitted, readOnly: Bool = false, retries: Int = 0,
    _ body: (borrowing Connection) throws -> Value
  ) throws -> Value {
    var attempt = 0
    while true {
      do {
        return try transactOnce(isolation: isolation, readOnly: readOnly, body)
      } catch  where attempt < retries && isWorthRepeating(error) {
        attempt += 1
        let ceiling = Int32(10) << Int32(min(attempt, 6))
        try interruption.wait(milliseconds: .random(in: 1...ceiling))
      }
    }
  }

  /// Runs `body`, which reads alone, all of it at one moment; in a transaction that is open already, with what that has done so far.
  func atOneMoment<Value>(_ body: () throws -> Value) throws -> Value {
    if isInTransaction { return try body() }
    return try transaction(isolation: .repeatableRead, readOnly: true) { _ in try body() }
  }

  private func isWorthRepeating(_ error: any Error) -> Bool {
    if case TransactionError.rollback = error { return false }
    return SQLState.serializationFailure ~= error || SQLState.deadlockDetected ~= error
      || (error as? DatabaseError)?.isCatalogConflict == true
  }

  private func transactOnce<Value>(
    isolation: Isolation, readOnly: Bool, _ body: (borrowing Connection) throws -> Value
  ) throws -> Value {
    try begin(isolation: isolation, readOnly: readOnly)
    if !readOnly { recording.reach(.underWay) }
    let value: Value
    do {
      value = try body(self)
      try interruption.check()
    } catch {
      if !readOnly { recording.reach(.none) }
      throw rollback(after: error)
    }
    try commit(readOnly: readOnly)
    return value
  }

  private func begin(isolation: Isolation, readOnly: Bool) throws {
    guard !isInTransaction else {
      throw TransactionError.begin(
        DatabaseError(
          sqlState: "25001", message: "a transaction is open already on this connection, or the connection is lost",
          statement: "begin", isConnectionLost: PQstatus(handle) == CONNECTION_BAD))
    }
    do {
      try sendBegin(isolation, readOnly: readOnly)
    } catch let error as Interrupted {
      throw isInTransaction ? rollback(after: error) : error
    } catch {
      throw TransactionError.begin(error)
    }
  }

  /// The first time that something may be recorded, the snapshot of that moment is taken in the same round: what others commit from then
  /// on is what they did meanwhile.
  private func sendBegin(_ isolation: Isolation, readOnly: Bool) throws {
    let begin = "begin isolation level \(isolation.rawValue)\(readOnly ? " read only" : "")"
    let isTaken = session.firstSnapshot != nil
    if readOnly { return try script(begin) }
    if isTaken { return try script(begin) }
    try interruption.check()
    let sql = "\(begin); select pg_catalog.pg_current_snapshot()::text as snapshot"
    let taken = try finish(PQsendQuery(handle, sql), sql: sql, waiting: .statement).only { try $0.text("snapshot") }
    session.firstSnapshot = taken
  }

  private func commit(readOnly: Bool) throws {
    do {
      if !readOnly { recording.reach(.sent) }
      let result = try run("commit", .settled)
      // A transaction that failed earlier answers COMMIT with success and the tag ROLLBACK.
      if result.commandTag == "ROLLBACK" {
        throw DatabaseError(
          sqlState: .inFailedTransaction, message: "an earlier statement of the transaction failed",
          statement: "commit", isConnectionLost: false)
      }
      if !readOnly { recording.reach(.answered) }
    } catch let error as DatabaseError where !error.isConnectionLost {
      if !readOnly { recording.reach(.none) }
      throw TransactionError.commit(error)
    } catch let error as DatabaseError {
      // Whoever only read has lost nothing but the connection.
      throw readOnly ? error : TransactionError.commitOutcomeUnknown(error)
    } catch is Abandoned {
      throw readOnly ? Interrupted() : TransactionError.commitOutcomeUnknown(.notWaitedFor)
    }
  }

  /// Rolls back; returns the error that the caller is to see.
  private func rollback(after error: any Error) -> any Error {
    // A lost connection is rolled back by the server; one that nobody waits for any longer, when it is closed.
    if PQstatus(handle) == CONNECTION_BAD { return error }
    if session.isAbandoned { return error }
    do {
      _ = try run("rollback", .settled)
      return error
    } catch is Abandoned {
      return Interrupted()
    } catch let failure {
      if PQstatus(handle) == CONNECTION_BAD, (error as? DatabaseError)?.isConnectionLost == true { return error }
      return TransactionError.rollback(body: error, rollback: failure)
    }
  }
}
