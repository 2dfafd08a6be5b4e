import Glibc

/// A program run beside this one. It inherits no descriptor but its input and output, starts in `/`, sees a small, fixed
/// environment, and is out of reach of the terminal's signals: nothing of the caller's session decides what it does.
enum ChildProcess {
  /// Runs `program`; as root, as `user` with that user's groups. Returns what it wrote; throws
  /// `ClusterError.programFailed` where it reports failure.
  @discardableResult
  static func run(_ program: String, _ arguments: [String], as user: SystemUser) throws -> String {
    let (code, output) = try finish(program, arguments, as: user)
    guard code == 0 else { throw ClusterError.programFailed(program: program, output: trimmed(output)) }
    return output
  }

  /// Starts `program` and leaves it to the system's first process, so that it never becomes a dead child of this one.
  /// `log` receives what it writes. Returns its number.
  static func launch(_ program: String, _ arguments: [String], as user: SystemUser, log: String) throws -> pid_t {
    let script = [#""$@" >> "$0" 2>&1 & echo $!"#, log, program]
    let (code, output) = try finish("sh", ["-c"] + script + arguments, as: user)
    guard code == 0, let identifier = pid_t(trimmed(output)) else {
      throw ClusterError.programFailed(program: program, output: trimmed(output))
    }
    return identifier
  }

  /// Whether a process of that number runs; one that ended and waits for its parent to notice does not.
  static func isRunning(_ identifier: pid_t) -> Bool {
    if kill(identifier, 0) != 0, errno == ESRCH { return false }
    // "123 (name) Z …": the name may hold anything, the state follows the last parenthesis.
    let state = File.read("/proc/\(identifier)/stat")?.split(separator: ")").last.map { trimmed(String($0)).first }
    return state != "Z"
  }

  private static func finish(
    _ program: String, _ arguments: [String], as user: SystemUser
  ) throws -> (code: Int32, output: String) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw ClusterError.system(action: "open a pipe to", path: program, code: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    let child: pid_t
    do {
      defer { close(ends[1]) }
      child = try spawn(program, arguments, as: user, Streams(output: ends[1], errors: ends[1]))
    }
    let output = String(decoding: File.readAll(ends[0]), as: UTF8.self)
    var status: Int32 = 0
    _ = SystemCall.retrying { waitpid(child, &status, 0) }
    return (status, output)
  }

  /// What a program reads from and writes to; without an input, nothing.
  struct Streams {
    var input: Int32?
    var output: Int32
    var errors: Int32
  }

  /// Starts a program with those streams. `variables` come on top of the fixed ones; `endsWithParent`: a kill of this
  /// process reaches it as well.
  static func spawn(
    _ program: String, _ arguments: [String], as user: SystemUser, _ streams: Streams, variables: [String] = [],
    endsWithParent: Bool = false
  ) throws -> pid_t {
    var command = ["env", "-C", "/"]
    if geteuid() == 0, user.identifier != 0 {
      command += ["setpriv", "--reuid", "\(user.identifier)", "--regid", "\(user.group)", "--init-groups", "--"]
    } else if endsWithParent {
      command += ["setpriv", "--pdeathsig", "TERM", "--"]
    }
    command += [program] + arguments
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let input = streams.input {
      posix_spawn_file_actions_adddup2(&actions, input, 0)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    posix_spawn_file_actions_adddup2(&actions, streams.output, 1)
    posix_spawn_file_actions_adddup2(&actions, streams.errors, 2)
    for descriptor in File.names(in: "/proc/self/fd").compactMap({ Int32($0) }) where descriptor > 2 {
      posix_spawn_file_actions_addclose(&actions, descriptor)
    }

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var noSignals = sigset_t()
    sigemptyset(&noSignals)
    var stopSignals = noSignals
    for signal in [SIGINT, SIGTERM, SIGPIPE, SIGHUP] { sigaddset(&stopSignals, signal) }
    posix_spawnattr_setsigmask(&attributes, &noSignals)
    posix_spawnattr_setsigdefault(&attributes, &stopSignals)
    // POSIX_SPAWN_SETSID, which glibc declares for GNU sources only: out of reach of the terminal's signals.
    let newSession: Int16 = 0x80
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF) | newSession)

    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    let environment = variables + ["PATH=\(path)", "LC_ALL=C.UTF-8", "HOME=/", "PGTZ=UTC", "TZ=UTC"]
    var child: pid_t = 0
    let code = withCStrings(command + [nil]) { argv in
      withCStrings(environment + [nil]) { envp -> Int32 in
        guard let argv = Self.mutable(argv), let envp = Self.mutable(envp) else { return ENOMEM }
        return posix_spawnp(&child, command[0], &actions, &attributes, argv, envp)
      }
    }
    guard code == 0 else { throw ClusterError.system(action: "run", path: program, code: code) }
    return child
  }

  /// The same array as `posix_spawn` declares it; it does not write to it.
  private static func mutable(
    _ array: UnsafePointer<UnsafePointer<CChar>?>?
  ) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
    array.map { UnsafeMutableRawPointer(mutating: $0).assumingMemoryBound(to: UnsafeMutablePointer<CChar>?.self) }
  }
}
