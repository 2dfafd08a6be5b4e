import CPostgres

extension Connection {
  /// Runs a statement that records, again and again, always with one text under one name. Outside of a transaction it is one of its own,
  /// from the second time on prepared, which saves the server reading and planning it; where a pooler or `discard all` lost what was
  /// prepared or gave its name to others, it is run as it is.
  ///
  /// Throws as `execute` does; outside of a transaction `TransactionError.commitOutcomeUnknown` where the connection was lost before the
  /// server answered.
  @discardableResult
  package func record(_ query: Query, name: String) throws -> ResultSet {
    if isInTransaction { return try execute(query) }
    return try committing { try repeated(query, name) }
  }

  /// Runs `body`, one statement that is a transaction of its own.
  private func committing(_ body: () throws -> ResultSet) throws -> ResultSet {
    recording.reach(.underWay)
    do {
      let rows = try body()
      recording.reach(.answered)
      return rows
    } catch let error as DatabaseError where error.isConnectionLost {
      recording.reach(.sent)
      throw TransactionError.commitOutcomeUnknown(error)
    } catch is Interrupted where session.isAbandoned {
      recording.reach(.sent)
      throw TransactionError.commitOutcomeUnknown(.notWaitedFor)
    } catch {
      recording.reach(.none)
      throw error
    }
  }

  private func repeated(_ query: Query, _ name: String) throws -> ResultSet {
    switch session.prepared[name] {
    case nil:
      session.prepared[name] = .ranOnce
      return try execute(query)
    case .given: return try execute(query)
    case .ranOnce, .prepared: break
    }
    let sql = query.sql
    try query.validate(sql: sql)
    try interruption.check()
    do {
      if session.prepared[name] == .ranOnce {
        _ = try finish(PQsendPrepare(handle, name, sql, 0, nil), sql: sql, waiting: .statement)
        session.prepared[name] = .prepared
      }
      let sent = withCStrings(query.parameters) {
        PQsendQueryPrepared(handle, name, Int32(query.parameters.count), $0, nil, nil, 0)
      }
      return try finish(sent, sql: sql, waiting: .statement)
    } catch let error as DatabaseError
      where error.sqlState == .invalidStatementName || error.sqlState == .duplicatePreparedStatement
    {
      // Nothing was run.
      session.prepared[name] = .given
      return try execute(query)
    }
  }
}
