import Foundation
import Testing

@testable import Ledger

@Suite struct InterruptionTests {
  /// Waits until a session with that application name runs a statement like `pattern`, then calls `body`.
  private func whenRunning(_ pattern: String, on name: String, _ body: @escaping @Sendable () -> Void) -> Work {
    inThread {
      guard let watcher = try? installerConnection() else { return }
      let query: Query = """
        select 1 from pg_stat_activity
        where application_name = \(name) and state = 'active' and query like \(pattern)
        """
      while (try? watcher.execute(query).count) == 0 { usleep(1000) }
      body()
    }
  }

  private func named(_ connection: borrowing Connection) throws -> String {
    let name = "test \(UInt64.random(in: 0...(.max)))"
    try connection.execute("select set_config('application_name', \(name), false)")
    return name
  }

  @Test func runningStatementIsCanceledAndRolledBack() throws {
    let wish = Interruption()
    let connection = try installerConnection(interruption: wish)
    try connection.execute("create temporary table t (x int)")
    let work = whenRunning("%pg_sleep%", on: try named(connection)) { wish.interrupt() }
    let start = ContinuousClock.now
    #expect(throws: Interrupted.self) {
      try connection.transaction { connection in
        try connection.execute("insert into t values (1)")
        try connection.execute("select pg_sleep(60)")
      }
    }
    #expect(ContinuousClock.now - start < .seconds(20))
    work.wait()
    let isOpen = connection.isInTransaction
    #expect(!isOpen)
    #expect(throws: Interrupted.self) { try connection.execute("select 1") }
    #expect(try connection.run("select x from t", .settled).count == 0)
  }

  @Test func nextStatementOfTheBodyDoesNotStart() throws {
    let wish = Interruption()
    let connection = try installerConnection(interruption: wish)
    var reached = false
    #expect(throws: Interrupted.self) {
      try connection.transaction { connection in
        try connection.execute("select 1")
        wish.interrupt()
        try connection.execute("select 2")
        reached = true
      }
    }
    #expect(!reached)
  }

  @Test func wishBeforeCommitRollsBack() throws {
    let wish = Interruption()
    let connection = try installerConnection(interruption: wish)
    try connection.execute("create temporary table t (x int)")
    #expect(throws: Interrupted.self) {
      try connection.transaction { connection in
        try connection.execute("insert into t values (1)")
        wish.interrupt()
      }
    }
    #expect(try connection.run("select x from t", .settled).count == 0)
  }

  /// A table whose commit takes as long as the test asks, and what is recorded of it.
  private func slowCommit(_ wish: Interruption, _ recording: Recording, seconds: Double, wishes: Int) throws
    -> (committed: Bool, rows: Int)
  {
    let connection = try installerConnection(interruption: wish, recording: recording)
    let table = "t_\(UInt64.random(in: 0...(.max)))"
    try connection.script(
      """
      create table \(table) (x int);
      create function pg_temp.slow() returns trigger language plpgsql as
        'begin perform pg_sleep(\(seconds)); return null; end';
      create constraint trigger slow after insert on \(table) deferrable initially deferred
        for each row execute function pg_temp.slow();
      """)
    let work = whenRunning("commit", on: try named(connection)) { for _ in 1...wishes { wish.interrupt() } }
    defer { work.wait() }
    let insert = Query(unescaped: "insert into \(table) values (1)")
    do {
      try connection.transaction { _ = try $0.execute(insert) }
    } catch TransactionError.commitOutcomeUnknown {
      return (false, try installerConnection().execute("select x from \(unescaped: table)").count)
    }
    return (true, try installerConnection().execute("select x from \(unescaped: table)").count)
  }

  @Test func commitIsNotCanceled() throws {
    let (wish, recording) = (Interruption(), Recording())
    let (committed, rows) = try slowCommit(wish, recording, seconds: 0.5, wishes: 1)
    #expect(committed && rows == 1)
    #expect(wish.isRequested && recording.phase == .answered && recording.hasCommitted)
  }

  /// Whoever asks twice does not wait for the answer to a COMMIT, and is not told that it was rolled back.
  @Test func aSecondWishEndsTheWaitForACommit() throws {
    let (wish, recording) = (Interruption(), Recording())
    let (committed, rows) = try slowCommit(wish, recording, seconds: 20, wishes: 2)
    #expect(!committed && rows == 0)
    #expect(wish.isInsistedOn && recording.phase == .sent && !recording.hasCommitted)
  }

  /// Nor for a statement that does not hear of being canceled: nothing of it stands.
  @Test func aSecondWishEndsTheWaitForAStatement() throws {
    let (wish, recording) = (Interruption(), Recording())
    let connection = try installerConnection(interruption: wish, recording: recording)
    let work = whenRunning("%deaf%", on: try named(connection)) {
      wish.interrupt()
      wish.interrupt()
    }
    #expect(throws: Interrupted.self) {
      try connection.transaction {
        try $0.execute(
          "do 'begin loop begin perform pg_sleep(1) /* deaf */; exception when query_canceled then end; end loop; end'")
      }
    }
    work.wait()
    #expect(recording.phase == .none && !recording.hasCommitted && recording.hasBegun)
    #expect(throws: (any Error).self) { try connection.script("select 1") }
    try installerConnection().execute(
      "select pg_terminate_backend(pid) from pg_stat_activity where query like '%deaf%' and pid <> pg_backend_pid()")
  }

  @Test func statementTimeoutIsNotAnInterruption() throws {
    let connection = try installerConnection()
    try connection.execute("set statement_timeout = '10ms'")
    #expect { try connection.execute("select pg_sleep(10)") } throws: { SQLState.queryCanceled ~= $0 }
  }

  @Test func signalCancelsTheStatement() async {
    await #expect(processExitsWith: .exitCode(7)) {
      Interruption.install()
      let home = TestCluster.temporaryHome()
      let cluster = LocalCluster(home: home, extraSettings: TestCluster.fastSettings)
      try cluster.ensureRunning()
      var code: Int32 = 1
      do {
        let connection = try cluster.connectAsInstaller(database: "postgres")
        _ = inThread {
          usleep(100_000)
          kill(getpid(), SIGINT)
        }
        _ = try connection.execute("select pg_sleep(60)")
      } catch is Interrupted { code = 7 }
      LocalCluster(home: home, extraSettings: [:], interruption: Interruption()).destroy()
      exit(code)
    }
  }
}
