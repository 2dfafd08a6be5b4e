import CPostgres
import Glibc

/// The socket of a connection, and the waiting at it. Does not own the connection.
struct Wire {
  let handle: OpaquePointer
  let interruption: Interruption

  /// How often a cancel request is repeated: one that arrives before its statement began is lost.
  private static let cancelIntervalMilliseconds: Int32 = 200

  /// Sends what is left to send and waits until the next result can be taken without blocking.
  /// Returns whether the statement was asked to stop.
  func waitForResult(interruptible: Bool) -> Bool {
    var canceled = false
    while true {
      let unsent = PQflush(handle)
      if unsent < 0 || (unsent == 0 && PQisBusy(handle) == 0) { return canceled }
      if interruptible, interruption.isRequested {
        requestCancel()
        canceled = true
      }
      let isIntact = waitForSocket(writing: unsent == 1, interruptible: interruptible, canceled: canceled)
      if !isIntact { return canceled }
    }
  }

  /// Sends everything that is buffered, taking in what the server says meanwhile, so that neither waits for the other.
  func flush() throws(Interrupted) {
    while PQflush(handle) == 1 {
      guard waitForSocket(writing: true, interruptible: true, canceled: false) else { return }
      try interruption.check()
    }
  }

  /// Waits until the socket has something to read (or room to write), a wish to stop, or time to repeat a cancel.
  /// False where the connection broke; libpq then reports it with the next result.
  private func waitForSocket(writing: Bool, interruptible: Bool, canceled: Bool) -> Bool {
    let socket = pollfd(fd: PQsocket(handle), events: Int16(writing ? POLLIN | POLLOUT : POLLIN), revents: 0)
    guard socket.fd >= 0 else { return false }
    // poll passes over a negative descriptor.
    let wish = interruptible && !canceled ? interruption.readEnd : -1
    var watched = [socket, pollfd(fd: wish, events: Int16(POLLIN), revents: 0)]
    _ = poll(&watched, 2, canceled ? Self.cancelIntervalMilliseconds : -1)
    return watched[0].revents & ~Int16(POLLOUT) == 0 || PQconsumeInput(handle) == 1
  }

  /// Asks the server to stop the running statement. Whether it did is seen in the statement's result.
  private func requestCancel() {
    guard let cancel = PQgetCancel(handle) else { return }
    var message = [CChar](repeating: 0, count: 256)
    _ = PQcancel(cancel, &message, 256)
    PQfreeCancel(cancel)
  }
}
