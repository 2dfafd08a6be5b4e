import Glibc
import Synchronization

/// Thrown where a person (Ctrl-C), the system (SIGTERM) or a terminal that was closed (SIGHUP) asked to stop: the statement was canceled
/// and the transaction, where there was one, rolled back.
public struct Interrupted: Error, CustomStringConvertible {
  /// What it means for the books is known to `Recording`.
  public var description: String { "interrupted" }
}

/// A pipe that becomes readable once, and stays so.
private struct Signpost {
  let readEnd: Int32
  private let writeEnd: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    if pipe(&ends) == 0 {
      for end in ends {
        _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        _ = fcntl(end, F_SETFL, O_NONBLOCK)
      }
    } else {
      ends = [-1, -1]
    }
    (readEnd, writeEnd) = (ends[0], ends[1])
  }

  func close() {
    _ = Glibc.close(readEnd)
    _ = Glibc.close(writeEnd)
  }

  /// Safe in a signal handler.
  func raise() {
    var byte: UInt8 = 1
    _ = write(writeEnd, &byte, 1)
  }
}

/// A wish to stop, seen by every connection that watches it: the running statement is canceled, and no further one
/// starts. A COMMIT under way is never canceled. A second wish ends every wait: whoever waits for an answer goes without it.
///
/// The wish is one byte in a pipe, which a signal handler may write and which `poll` sees beside a connection's
/// socket, so that none is lost between looking and waiting.
public final class Interruption: Sendable {
  /// The wish that signals express once `install()` was called.
  public static let process = Interruption()

  private let requests = Atomic<Int>(0)
  private let connecting = Atomic<Int>(0)
  private let unfinished = Atomic<Int>(0)
  private let wish: Signpost
  private let insistence: Signpost

  /// Becomes readable, and stays so, when the wish is expressed; -1 where the system had no pipe to give.
  var readEnd: Int32 { wish.readEnd }
  /// Likewise when it is expressed again.
  var insistedEnd: Int32 { insistence.readEnd }

  /// A wish of its own, for a program or a test that has several.
  public init() {
    wish = Signpost()
    insistence = Signpost()
  }

  deinit {
    wish.close()
    insistence.close()
  }

  /// Makes SIGINT, SIGTERM and SIGHUP express the wish of `process`, and SIGQUIT (Ctrl-\) express it twice: at once, without waiting.
  /// Called once, at the start of a command. A SIGHUP or SIGQUIT that whoever started it ignores, as `nohup` does, stays ignored.
  ///
  /// While a connection is being made libpq does not look up from it: a signal then ends the process as if no handler were installed, unless
  /// something is to be removed first (`whileUnfinished`) and it is the first.
  public static func install() {
    _ = process
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { Interruption.process.receive($0) }
    action.sa_flags = SA_RESTART
    var heard = sigset_t()
    sigemptyset(&heard)
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] {
      var before = sigaction()
      sigaction(signal, &action, &before)
      sigaddset(&heard, signal)
      guard signal == SIGHUP || signal == SIGQUIT, isIgnored(before) else { continue }
      sigaction(signal, &before, nil)
    }
    // A program started from a thread that blocks signals, as thread pools do, would never hear of them.
    pthread_sigmask(SIG_UNBLOCK, &heard, nil)
  }

  private static func isIgnored(_ action: sigaction) -> Bool {
    unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Whether the end of the process would leave something half made.
  private var isToBeTidied: Bool { unfinished.load(ordering: .sequentiallyConsistent) > 0 }

  /// In a signal handler.
  private func receive(_ signal: Int32) {
    let isWaitedFor = signal != SIGQUIT
    if isWaitedFor, Recording.process.phase == .sent, !isRequested { Self.say(Self.waiting) }
    if connecting.load(ordering: .sequentiallyConsistent) > 0, !isToBeTidied || isRequested {
      if Recording.process.hasCommitted { Self.say(Self.standing) }
      // SIGQUIT would leave an image of the memory, and names in it.
      let ending = isWaitedFor ? signal : SIGTERM
      Glibc.signal(ending, SIG_DFL)
      raise(ending)
    }
    interrupt()
    if !isWaitedFor { interrupt() }
  }

  /// Expresses the wish; a second time, that no answer is to be waited for. Safe in a signal handler.
  public func interrupt() {
    let saved = errno
    let earlier = requests.add(1, ordering: .sequentiallyConsistent).oldValue
    (earlier == 0 ? wish : insistence).raise()
    errno = saved
  }

  private static let waiting: StaticString =
    "\nledgerctl: it is being recorded; waiting for the server's answer. Ctrl-C again ends without it.\n"
  private static let standing: StaticString = "\nledgerctl: interrupted; what was recorded before stands\n"

  /// In a signal handler: nothing but `write`.
  private static func say(_ words: StaticString) { _ = write(STDERR_FILENO, words.utf8Start, words.utf8CodeUnitCount) }

  /// Whether the wish was expressed.
  public var isRequested: Bool { requests.load(ordering: .sequentiallyConsistent) > 0 }

  /// Whether the wish was expressed a second time: then nobody waits for an answer any longer.
  public var isInsistedOn: Bool { requests.load(ordering: .sequentiallyConsistent) > 1 }

  /// Throws `Interrupted` when the wish was expressed. For long work between statements.
  public func check() throws(Interrupted) {
    if isRequested { throw Interrupted() }
  }

  /// Waits `milliseconds`, or until the wish is expressed, which is then thrown.
  func wait(milliseconds: Int32) throws(Interrupted) {
    var watched = pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)
    _ = poll(&watched, 1, milliseconds)
    try check()
  }

  /// Runs `body`, which makes a connection and cannot be interrupted otherwise than by ending the process.
  func whileConnecting<Value>(_ body: () throws -> Value) rethrows -> Value {
    connecting.add(1, ordering: .sequentiallyConsistent)
    defer { connecting.subtract(1, ordering: .sequentiallyConsistent) }
    return try body()
  }

  /// Runs `body`, which makes something in steps and removes what it made where it is interrupted: a first signal never ends the process.
  func whileUnfinished<Value>(_ body: () throws -> Value) rethrows -> Value {
    unfinished.add(1, ordering: .sequentiallyConsistent)
    defer { unfinished.subtract(1, ordering: .sequentiallyConsistent) }
    return try body()
  }
}
