import Foundation
import Testing

@testable import Ledger

/// An answer that does not come is not waited for for ever: it is looked what the server makes of the session.
@Suite struct ServerProbeTests {
  /// A connection whose COMMIT is answered as `mode` says, and what became of it. `isBesideAnother`: a second server, named first, does
  /// not run when the connection is made, and runs from then on.
  private func outcome(_ mode: CutProxy.Mode, isBesideAnother: Bool = false) throws -> (said: String, rows: Int) {
    let proxy = try CutProxy(to: TestCluster.shared.socketFolder)
    defer { proxy.close() }
    let table = "t_\(UInt64.random(in: 0...(.max)))"
    try installerConnection().script("create table \(table) (x int)")
    #expect(proxy.reset(cut: (3, mode)))
    let another = "\(proxy.folder)/another"
    var said = "committed"
    do {
      let connection = try Connection.open(
        keywords: [
          ("host", isBesideAnother ? "\(another),\(proxy.folder)" : proxy.folder), ("port", "5432"),
          ("user", LocalCluster.installerLogin), ("dbname", "postgres"),
        ], interruption: Interruption(), recording: Recording())
      connection.session.silenceMilliseconds = 50
      if isBesideAnother {
        try FileManager.default.createSymbolicLink(
          atPath: another, withDestinationPath: TestCluster.shared.socketFolder)
      }
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

  /// Of a connection that broke, its cause alone is said.
  @Test func aConnectionThatBreaksSaysWhy() throws {
    let (said, rows) = try outcome(.after)
    #expect(said == "the server closed the connection unexpectedly")
    #expect(rows == 1)
  }

  @Test func aServerThatDoesNotAnswerIsFound() throws {
    let (said, _) = try outcome(.silence)
    #expect(said.hasPrefix("the server does not answer: "))
  }

  /// Of several servers, the one that took the connection is asked: another knows nothing of the session, and would be asked for ever.
  @Test func anotherServerIsNotAskedForOneThatIsSilent() throws {
    let (said, _) = try outcome(.silence, isBesideAnother: true)
    #expect(said.hasPrefix("the server does not answer: "), "\(said)")
  }

  /// What is found one time after the other, and whether an answer may still come.
  @Test(
    arguments: [
      ([.working, .working, .working], nil), ([.working, .idle], nil), ([.idle], nil),
      ([.unknown, .unknown, .unknown], nil),
      ([.silent("x")], nil), ([.silent("x"), .working], nil), ([.idle, .working], nil),
      ([.working, .unknown], nil), ([.waitingForStandby, .waitingForStandby], nil),
      ([.silent("x"), .unknown, .unknown], nil),
      ([.idle, .idle], "lost on the way"), ([.silent("x"), .silent("y")], "does not answer: y"),
      ([.idle, .unknown], "the server ended the session"),
      ([.working, .unknown, .unknown], "the server ended the session"),
      ([.waitingForStandby, .unknown, .unknown], "the server ended the session"),
    ] as [([ServerProbe.Finding], String?)]) func whatWillNotComeIsNotAwaited(
      findings: [ServerProbe.Finding], said: String?
    )
  {
    let loss = ServerProbe.loss(findings)
    #expect((loss == nil) == (said == nil) && loss?.contains(said ?? "") != false, "\(findings): \(loss ?? "-")")
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
