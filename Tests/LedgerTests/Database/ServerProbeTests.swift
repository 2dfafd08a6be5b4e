import Testing

@testable import Ledger

/// An answer that does not come is not waited for for ever: it is looked what the server makes of the session.
@Suite struct ServerProbeTests {
  /// A connection whose COMMIT is answered as `mode` says, and what became of it.
  private func outcome(_ mode: CutProxy.Mode) throws -> (said: String, rows: Int) {
    let proxy = try CutProxy(to: TestCluster.shared.socketFolder)
    defer { proxy.close() }
    let table = "t_\(UInt64.random(in: 0...(.max)))"
    try installerConnection().script("create table \(table) (x int)")
    #expect(proxy.reset(cut: (3, mode)))
    var said = "committed"
    do {
      let connection = try Connection.open(
        keywords: [
          ("host", proxy.folder), ("port", "5432"), ("user", LocalCluster.installerLogin), ("dbname", "postgres"),
        ], interruption: Interruption(), recording: Recording())
      connection.session.silenceMilliseconds = 50
      try connection.transaction { _ = try $0.execute("insert into \(unescaped: table) values (1)") }
    } catch TransactionError.commitOutcomeUnknown(let lost) {
      said = lost.message
    }
    #expect(proxy.reset())
    return (said, try installerConnection().execute("select x from \(unescaped: table)").count)
  }

  @Test func anAnswerThatIsLostOnTheWayIsFound() throws {
    let (said, rows) = try outcome(.swallow)
    #expect(said == "the answer of the server was lost on the way")
    #expect(rows == 1)
  }

  @Test func aServerThatDoesNotAnswerIsFound() throws {
    let (said, _) = try outcome(.silence)
    #expect(said.hasPrefix("the server does not answer: "))
  }

  /// A statement that takes long is not ended.
  @Test func workIsWaitedFor() throws {
    let connection = try installerConnection()
    connection.session.silenceMilliseconds = 20
    #expect(try connection.execute("select 1 as x from pg_sleep(0.4)").only { try $0.int("x") } == 1)
    let backend = try connection.execute("select pg_backend_pid() as pid").only { try $0.int64("pid") }
    #expect(connection.session.probe.ask(session: Int32(backend)) == .idle)
    #expect(connection.session.probe.ask(session: 1) == .unknown)
  }
}
