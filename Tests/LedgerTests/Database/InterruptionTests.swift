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
    #expect(try connection.run("select x from t", interruptible: false).count == 0)
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
    #expect(try connection.run("select x from t", interruptible: false).count == 0)
  }

  @Test func commitIsNotCanceled() throws {
    let wish = Interruption()
    let connection = try installerConnection(interruption: wish)
    try connection.script(
      """
      create temporary table t (x int);
      create function pg_temp.slow() returns trigger language plpgsql as
        'begin perform pg_sleep(0.5); return null; end';
      create constraint trigger slow after insert on t deferrable initially deferred
        for each row execute function pg_temp.slow();
      """)
    let work = whenRunning("commit", on: try named(connection)) {
      wish.interrupt()
      wish.interrupt()
    }
    try connection.transaction { _ = try $0.execute("insert into t values (1)") }
    work.wait()
    #expect(wish.isRequested)
    #expect(try connection.run("select x from t", interruptible: false).count == 1)
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
