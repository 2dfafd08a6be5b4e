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
  /// `retries`: how often `body` is run again after a serialization failure or a deadlock. Only for a body that is
  /// safe to repeat, with no effect outside the database.
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

  private func isWorthRepeating(_ error: any Error) -> Bool {
    if case TransactionError.rollback = error { return false }
    return SQLState.serializationFailure ~= error || SQLState.deadlockDetected ~= error
  }

  private func transactOnce<Value>(
    isolation: Isolation, readOnly: Bool, _ body: (borrowing Connection) throws -> Value
  ) throws -> Value {
    try begin(isolation: isolation, readOnly: readOnly)
    let value: Value
    do {
      value = try body(self)
      try interruption.check()
    } catch {
      throw rollback(after: error)
    }
    try commit()
    if !readOnly { interruption.noteCommit() }
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
      _ = try execute(
        "begin isolation level \(unescaped: isolation.rawValue)\(unescaped: readOnly ? " read only" : "")")
    } catch let error as Interrupted {
      throw isInTransaction ? rollback(after: error) : error
    } catch {
      throw TransactionError.begin(error)
    }
  }

  private func commit() throws {
    do {
      let result = try run("commit", interruptible: false)
      // A transaction that failed earlier answers COMMIT with success and the tag ROLLBACK.
      if result.commandTag == "ROLLBACK" {
        throw TransactionError.commit(
          DatabaseError(
            sqlState: .inFailedTransaction, message: "an earlier statement of the transaction failed",
            statement: "commit", isConnectionLost: false))
      }
    } catch let error as DatabaseError {
      throw error.isConnectionLost ? TransactionError.commitOutcomeUnknown(error) : TransactionError.commit(error)
    }
  }

  /// Rolls back; returns the error that the caller is to see.
  private func rollback(after error: any Error) -> any Error {
    // A lost connection is rolled back by the server.
    if PQstatus(handle) == CONNECTION_BAD { return error }
    do {
      _ = try run("rollback", interruptible: false)
      return error
    } catch let failure {
      if PQstatus(handle) == CONNECTION_BAD, (error as? DatabaseError)?.isConnectionLost == true { return error }
      return TransactionError.rollback(body: error, rollback: failure)
    }
  }
}
