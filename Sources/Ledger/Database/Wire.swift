import CPostgres
import Glibc
import Synchronization

/// What a wish to stop does to a wait for an answer.
enum Waiting {
  /// The statement is canceled.
  case statement
  /// Nothing: COMMIT, and what cleans up, are waited for.
  case settled
}

/// How a wait for an answer ended.
enum Waited {
  case answered
  /// It is there, and the statement was asked to stop.
  case canceled
  /// Nobody waits any longer: the wish to stop was expressed twice.
  case abandoned
  /// No answer will come, and why.
  case lost(String)
}

/// The socket of a connection, and the waiting at it. Does not own the connection.
struct Wire {
  let handle: OpaquePointer
  let interruption: Interruption
  let session: Session

  /// How often a cancel request is repeated: one that arrives before its statement began is lost.
  private static let cancelIntervalMilliseconds: Int32 = 200

  /// Sends what is left to send and waits until the next result can be taken without blocking.
  func waitForResult(_ waiting: Waiting) -> Waited { wait(waiting) { PQisBusy(handle) == 0 } }

  /// Waits until `isThere`, which is asked whenever something came.
  func wait(_ waiting: Waiting, until isThere: () -> Bool) -> Waited {
    var request: CancelRequest?
    var findings: [ServerProbe.Finding] = []
    while true {
      let unsent = PQflush(handle)
      if unsent < 0 || (unsent == 0 && isThere()) {
        guard let request else { return .answered }
        // One that is still on its way would meet the next statement.
        return request.waitUntilSent(interruption) ? .canceled : .abandoned
      }
      if interruption.isInsistedOn { return .abandoned }
      if waiting == .statement, interruption.isRequested, request?.isSent != false {
        request = CancelRequest(handle)
      }
      switch waitForSocket(writing: unsent == 1, wish: waiting == .statement, canceling: request != nil) {
      case .awake: break
      case .broken: return request == nil ? .answered : .canceled
      case .silent:
        findings.append(session.probe.ask(session: PQbackendPID(handle)))
        if let reason = reason(findings) { return .lost(reason) }
      }
    }
  }

  /// Why no answer will come, by what was found one time after the other; nil while one may.
  private func reason(_ findings: [ServerProbe.Finding]) -> String? {
    if findings.last == .waitingForStandby, !findings.dropLast().contains(.waitingForStandby) {
      session.notices.deliver(
        Notice(
          severity: "WARNING", sqlState: nil, message: "waiting for the standby server, which has not confirmed it yet",
          detail: "It stands on the first server. Ctrl-C twice ends the wait.", hint: nil, sourceFile: nil))
    }
    return ServerProbe.loss(findings)
  }

  /// Sends everything that is buffered, taking in what the server says meanwhile, so that neither waits for the other.
  func flush() throws(Interrupted) {
    while PQflush(handle) == 1 {
      if waitForSocket(writing: true, wish: true, canceling: false) == .broken { return }
      try interruption.check()
    }
  }

  private enum Wake {
    case awake
    /// The connection broke; libpq reports it with the next result.
    case broken
    /// Nothing came for as long as is usual.
    case silent
  }

  /// Waits until the socket has something to read (or room to write), a wish to stop, or time to repeat a cancel or to look
  /// whether the server is there.
  private func waitForSocket(writing: Bool, wish: Bool, canceling: Bool) -> Wake {
    let socket = pollfd(fd: PQsocket(handle), events: Int16(writing ? POLLIN | POLLOUT : POLLIN), revents: 0)
    guard socket.fd >= 0 else { return .broken }
    // poll passes over a negative descriptor.
    let wished = wish && !canceling ? interruption.readEnd : -1
    var watched = [
      socket, pollfd(fd: wished, events: Int16(POLLIN), revents: 0),
      pollfd(fd: interruption.insistedEnd, events: Int16(POLLIN), revents: 0),
    ]
    let count = poll(&watched, 3, canceling ? Self.cancelIntervalMilliseconds : session.silenceMilliseconds)
    if count == 0, !canceling { return .silent }
    return watched[0].revents & ~Int16(POLLOUT) == 0 || PQconsumeInput(handle) == 1 ? .awake : .broken
  }
}

/// Asks the server to stop the running statement, from a thread of its own: a server that does not answer would be waited for. Whether it
/// did is seen in the statement's result.
private final class CancelRequest: Sendable {
  private let sent = Atomic<Bool>(false)

  var isSent: Bool { sent.load(ordering: .acquiring) }

  init(_ connection: OpaquePointer) {
    guard let cancel = PQgetCancel(connection) else {
      sent.store(true, ordering: .releasing)
      return
    }
    let work = Unmanaged.passRetained(Work(self, cancel))
    var thread = pthread_t()
    let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { raw in
      guard let raw else { return nil }
      Unmanaged<Work>.fromOpaque(raw).takeRetainedValue().run()
      return nil
    }
    if pthread_create(&thread, nil, body, work.toOpaque()) == 0 {
      pthread_detach(thread)
    } else {
      work.takeRetainedValue().run()
    }
  }

  /// False where nobody waits any longer.
  func waitUntilSent(_ interruption: Interruption) -> Bool {
    while !isSent {
      if interruption.isInsistedOn { return false }
      var watched = pollfd(fd: interruption.insistedEnd, events: Int16(POLLIN), revents: 0)
      _ = poll(&watched, 1, 2)
    }
    return true
  }

  private final class Work {
    private let request: CancelRequest
    private let cancel: OpaquePointer

    init(_ request: CancelRequest, _ cancel: OpaquePointer) {
      self.request = request
      self.cancel = cancel
    }

    func run() {
      var message = [CChar](repeating: 0, count: 256)
      _ = PQcancel(cancel, &message, 256)
      PQfreeCancel(cancel)
      request.sent.store(true, ordering: .releasing)
    }
  }
}
