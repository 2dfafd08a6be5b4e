import Foundation
import Glibc
import Synchronization

/// A way to the server of the tests that is cut at a chosen round. A round is what a client sends and then awaits an answer to: a Sync,
/// a simple Query, or the end of the rows of a COPY that a simple Query began. Rounds are counted over all connections of a run.
///
/// It listens at `folder/.s.PGSQL.5432`. Once it is cut, every connection is, and new ones are refused until `reset`.
final class CutProxy: Sendable {
  /// Where a run is cut.
  enum Mode: String, Sendable {
    /// The request of the round never reaches the server.
    case before
    /// The request is answered whole, and nothing of the answer reaches the client.
    case after
    /// Likewise, and the way stays as it is: the client waits.
    case swallow
    /// Likewise, and whoever else comes is refused.
    case silence
    /// The request is kept back until `pass`.
    case keepRequest
    /// The request is answered, and the answer is kept back until `pass`.
    case keepAnswer
  }

  /// Where a message is kept back: awaited by the test until it is there, and by the message until it may go on.
  private final class Gate: Sendable {
    let reached = DispatchSemaphore(value: 0)
    let opened = DispatchSemaphore(value: 0)
    let isShut = Atomic<Bool>(false)
  }

  private struct Run {
    var cut: (round: Int, mode: Mode)?
    /// Where rounds are counted of one statement only.
    var statement: String?
    var gate = Gate()
    var rounds: [String] = []
    var isDown = false
    var clients: Set<Int32> = []
  }

  /// The folder of the socket, to be named as the host.
  let folder: String
  private let listener: Int32
  private let server: String
  private let run = Mutex(Run())
  private let links = DispatchGroup()

  /// A way to the server whose socket lies in that folder.
  init(to serverFolder: String) throws {
    server = "\(serverFolder)/.s.PGSQL.5432"
    folder = TestCluster.temporaryHome()
    listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let listens = withSocketAddress("\(folder)/.s.PGSQL.5432") {
      bind(listener, $0, $1) == 0 && listen(listener, 50) == 0
    }
    guard listens else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    _ = inThread { [self] in accept() }
  }

  /// Ends it; its connections must have ended.
  func close() {
    shutdown(listener, Int32(SHUT_RDWR))
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Awaits the end of every connection, and begins a run that is whole or is cut at that round, counted from 1, of all or of one
  /// statement. False where connections do not end.
  func reset(cut: (round: Int, mode: Mode)? = nil, of statement: String? = nil) -> Bool {
    guard links.wait(timeout: .now() + 60) == .success else { return false }
    run.withLock { $0 = Run(cut: cut, statement: statement) }
    return true
  }

  /// The SQL of each round of the run so far.
  var rounds: [String] { run.withLock { $0.rounds } }

  /// Whether the run was cut.
  var isCut: Bool { run.withLock { $0.isDown } }

  private func accept() {
    while true {
      let client = Glibc.accept(listener, nil, nil)
      if client < 0 {
        if errno == EINTR || errno == ECONNABORTED { continue }
        Glibc.close(listener)
        return
      }
      let isTaken = run.withLock { run in
        if !run.isDown { run.clients.insert(client) }
        return !run.isDown
      }
      guard isTaken else {
        Glibc.close(client)
        continue
      }
      links.enter()
      _ = inThread {
        var link = CutLink(client: client, server: self.server, proxy: self)
        link.relay()
        self.end(client)
        link.drain()
        self.links.leave()
      }
    }
  }

  private func end(_ client: Int32) {
    run.withLock { run in
      run.clients.remove(client)
      Glibc.close(client)
    }
  }

  /// Counts a round; returns how it is cut, if it is.
  func count(_ sql: String) -> Mode? {
    run.withLock { run in
      run.rounds.append(sql)
      let isCounted = run.statement == nil || run.statement == sql
      let rounds = run.statement == nil ? run.rounds.count : run.rounds.count { $0 == sql }
      guard let cut = run.cut, isCounted, cut.round == rounds else { return nil }
      return cut.mode
    }
  }

  /// Awaits that the message of the round is kept back; false where it never comes.
  func awaitKept() -> Bool { run.withLock { $0.gate }.reached.wait(timeout: .now() + 60) == .success }

  /// Lets the message that is kept back go on; or, where it is lost, never.
  func pass(isLost: Bool = false) {
    let gate = run.withLock { $0.gate }
    gate.isShut.store(isLost, ordering: .sequentiallyConsistent)
    gate.opened.signal()
  }

  /// Keeps a message back; returns whether it may go on.
  func keep() -> Bool {
    let gate = run.withLock { $0.gate }
    gate.reached.signal()
    gate.opened.wait()
    return !gate.isShut.load(ordering: .sequentiallyConsistent)
  }

  /// Refuses whoever comes from now on.
  func refuseOthers() { run.withLock { $0.isDown = true } }

  /// Cuts every connection.
  func cutAll() {
    run.withLock { run in
      run.isDown = true
      for client in run.clients { shutdown(client, Int32(SHUT_RDWR)) }
    }
  }
}

/// Calls `body` with the address of a unix socket.
func withSocketAddress<Value>(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value) -> Value {
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  precondition(path.utf8.count < MemoryLayout.size(ofValue: address.sun_path))
  withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
  return withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
  }
}
