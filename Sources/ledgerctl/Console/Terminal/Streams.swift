import Glibc
import Synchronization

/// Standard input, output and error as whoever started the program left them.
enum Streams {
  private static let endsWithItsReader = Atomic<Bool>(true)

  /// Called first. A stream that is closed is replaced by one that gives and takes nothing, or the next file or connection would be opened
  /// in its place and receive what is printed. And a reader that has ended does not end the program in the middle of its work.
  static func prepare() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      // Reading from what is open for writing fails, and the other way around, as with a stream that is closed.
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
    makeRoomForFiles()
    // A file that may grow no further is told like a full disk.
    signal(SIGXFSZ, SIG_IGN)
    let before = signal(SIGPIPE, SIG_IGN)
    let wasIgnored = unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    endsWithItsReader.store(!wasIgnored, ordering: .sequentiallyConsistent)
  }

  /// How many files a command may open at once; a backup on a connection takes 14.
  private static let filesNeeded: rlim_t = 24

  /// Raises the limit of open files where the system allows more; ends the program where it does not, before anything is begun.
  private static func makeRoomForFiles() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < filesNeeded else {
      return
    }
    let allowed = limit.rlim_cur
    limit.rlim_cur = min(limit.rlim_max, 1024)
    _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    guard limit.rlim_cur < filesNeeded else { return }
    let failure = Failure(
      .notReachable,
      "this shell lets a program open \(allowed) files, and ledgerctl needs \(filesNeeded); nothing was begun",
      nextStep: "\"ulimit -n 1024\" raises that, in a new shell where this one refuses; then try again")
    exit(failure.report(asJSON: CommandLine.arguments.contains("--json-errors")))
  }

  /// Ends the program as one whose reader has ended usually ends, without a word. Returns where whoever started it wants to hear of it.
  static func endAsItsReaderDid() {
    guard endsWithItsReader.load(ordering: .sequentiallyConsistent) else { return }
    signal(SIGPIPE, SIG_DFL)
    var heard = sigset_t()
    sigemptyset(&heard)
    sigaddset(&heard, SIGPIPE)
    pthread_sigmask(SIG_UNBLOCK, &heard, nil)
    raise(SIGPIPE)
  }
}
