import Foundation
import Synchronization
import Testing

@testable import Ledger

private struct Sentinel: Error {}

@Suite struct TransactionTests {
  /// A table of its own for one test.
  private func table(_ columns: String) throws -> Query {
    let name = "t_\(UInt64.random(in: 0...(.max)))"
    try installerConnection().execute("create table \(unescaped: name) (\(unescaped: columns))")
    return Query(unescaped: name)
  }

  @Test func bodyErrorIsRethrownAndRolledBack() throws {
    let connection = try installerConnection()
    let t = try table("x int")
    #expect(throws: Sentinel.self) {
      try connection.transaction { connection in
        try connection.execute("insert into \(t) values (1)")
        throw Sentinel()
      }
    }
    let isOpen = connection.isInTransaction
    #expect(!isOpen)
    #expect(try connection.execute("select x from \(t)").count == 0)
  }

  @Test func valueIsCommitted() throws {
    let connection = try installerConnection()
    let t = try table("x int")
    let seven = try connection.transaction(isolation: .serializable) { connection in
      try connection.execute("insert into \(t) values (7) returning x").only { try $0.int("x") }
    }
    #expect(seven == 7)
    #expect(try installerConnection().execute("select x from \(t)").count == 1)
  }

  @Test func readOnlyRefusesWrites() throws {
    let connection = try installerConnection()
    let t = try table("x int")
    let error = #expect(throws: DatabaseError.self) {
      try connection.transaction(isolation: .repeatableRead, readOnly: true) {
        _ = try $0.execute("insert into \(t) values (1)")
      }
    }
    #expect(error?.sqlState == .readOnlyTransaction)
  }

  @Test func deferredConstraintIsARefusedCommit() throws {
    let connection = try installerConnection()
    let t = try table("x int constraint t_once unique deferrable initially deferred")
    let error = #expect(throws: TransactionError.self) {
      try connection.transaction { _ = try $0.execute("insert into \(t) values (1), (1)") }
    }
    guard case .commit(let cause)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(cause.sqlState == .uniqueViolation && cause.constraintName == "t_once")
    #expect(SQLState.uniqueViolation ~= error!)
  }

  @Test func hiddenFailureIsARefusedCommit() throws {
    let connection = try installerConnection()
    let error = #expect(throws: TransactionError.self) {
      try connection.transaction { _ = try? $0.execute("select 1 / 0") }
    }
    #expect(error?.sqlState == .inFailedTransaction)
  }

  @Test func nestedTransactionDoesNotBegin() throws {
    let connection = try installerConnection()
    let error = #expect(throws: TransactionError.self) {
      try connection.transaction { try $0.transaction { _ in } }
    }
    guard case .begin? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    let isOpen = connection.isInTransaction
    #expect(!isOpen)
  }

  @Test func lostConnectionInTheBodyIsTheBodysError() throws {
    let connection = try installerConnection()
    let error = #expect(throws: DatabaseError.self) {
      try connection.transaction { _ = try $0.execute("select pg_terminate_backend(pg_backend_pid())") }
    }
    #expect(error?.isConnectionLost == true && error?.sqlState == "57P01")
  }

  @Test func lostConnectionInCommitIsUnknown() throws {
    let connection = try installerConnection()
    let t = try table("x int")
    try connection.script(
      """
      create function pg_temp.die() returns trigger language plpgsql as
        'begin perform pg_terminate_backend(pg_backend_pid()); return null; end';
      """)
    try connection.execute(
      """
      create constraint trigger die after insert on \(t) deferrable initially deferred
      for each row execute function pg_temp.die()
      """)
    let error = #expect(throws: TransactionError.self) {
      try connection.transaction { _ = try $0.execute("insert into \(t) values (1)") }
    }
    guard case .commitOutcomeUnknown? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.sqlState == nil)
  }

  @Test func serializationFailureIsRetriedWhereAsked() throws {
    let t = try table("x int")
    try installerConnection().execute("insert into \(t) values (0)")
    let attempts = Atomic<Int>(0)
    let connection = try installerConnection()
    let other = try installerConnection()
    func addOne(retries: Int) throws {
      try connection.transaction(isolation: .repeatableRead, retries: retries) { connection in
        let x = try connection.execute("select x from \(t)").only { try $0.int("x") }
        if attempts.add(1, ordering: .relaxed).newValue % 2 == 1 {
          try other.execute("update \(t) set x = x + 10")
        }
        try connection.execute("update \(t) set x = \(x + 1)")
      }
    }
    #expect { try addOne(retries: 0) } throws: { SQLState.serializationFailure ~= $0 }
    _ = attempts.exchange(0, ordering: .relaxed)
    try addOne(retries: 1)
    #expect(attempts.load(ordering: .relaxed) == 2)
    #expect(try other.execute("select x from \(t)").only { try $0.int("x") } == 21)
  }

  @Test func deadlockIsRetried() throws {
    let t = try table("id int primary key, x int")
    try installerConnection().execute("insert into \(t) values (1, 0), (2, 0)")
    let arrived = Atomic<Int>(0)
    let outcomes = Mutex<[String]>([])
    let threads = [[1, 2], [2, 1]].map { order in
      inThread {
        do {
          let connection = try installerConnection()
          try connection.transaction(retries: 5) { connection in
            try connection.execute("set local deadlock_timeout = '20ms'")
            try connection.execute("update \(t) set x = x + 1 where id = \(order[0])")
            arrived.add(1, ordering: .sequentiallyConsistent)
            while arrived.load(ordering: .sequentiallyConsistent) < 2 { usleep(1000) }
            try connection.execute("update \(t) set x = x + 1 where id = \(order[1])")
          }
          outcomes.withLock { $0.append("done") }
        } catch { outcomes.withLock { $0.append("\(error)") } }
      }
    }
    for thread in threads { thread.wait() }
    #expect(outcomes.withLock { $0 } == ["done", "done"])
    #expect(arrived.load(ordering: .relaxed) == 3)
    let sums = try installerConnection().execute("select x from \(t) order by id").map { try $0.int("x") }
    #expect(sums == [2, 2])
  }

  @Test func noticesAreHandedOver() throws {
    let heard = Mutex<[String]>([])
    let connection = try installerConnection(notices: { notice in
      heard.withLock { $0.append("\(notice) \(notice.sqlState!) \(notice.hint ?? "-")") }
    })
    try connection.script("do $$ begin raise warning 'mind the gap' using errcode = 'LE999', hint = 'step'; end $$")
    #expect(heard.withLock { $0 } == ["WARNING: mind the gap LE999 step"])
  }
}
