import Glibc

/// pg_dump and pg_restore of one installed PostgreSQL, run as the user of this process.
struct ArchivePrograms {
  private let programs: ServerPrograms
  private let user: SystemUser
  private let interruption: Interruption

  /// The newest that are installed: they read the archives of every older version.
  static func newest(environment: [String: String], interruption: Interruption) throws -> ArchivePrograms {
    let (all, user) = try installed(environment)
    guard let newest = all.first else { throw BackupError.programsMissing(needed: nil, installed: []) }
    return ArchivePrograms(programs: newest, user: user, interruption: interruption)
  }

  /// Those of the server's own version, else the newest: older ones do not know what a newer server holds, and newer
  /// ones write settings that an older server does not know.
  static func fitting(
    server major: Int, environment: [String: String], interruption: Interruption
  ) throws -> ArchivePrograms {
    let (all, user) = try installed(environment)
    guard let fitting = all.first(where: { $0.major == major }) ?? all.first, fitting.major >= major else {
      throw BackupError.programsMissing(needed: major, installed: all.map(\.major))
    }
    return ArchivePrograms(programs: fitting, user: user, interruption: interruption)
  }

  private static func installed(_ environment: [String: String]) throws -> ([ServerPrograms], SystemUser) {
    let user = try SystemUser.current()
    return (ServerPrograms.installed(["pg_restore", "pg_dump"], environment: environment, as: user), user)
  }

  /// Runs one of them to its end, or until a person asks to stop. Returns what it wrote where `output` is nil; throws
  /// `BackupError.programFailed`.
  @discardableResult
  func run(
    _ program: String, _ arguments: [String], input: Int32? = nil, output: Int32? = nil, variables: [String]
  ) throws -> String {
    let written = try Pipe()
    let errors = try Pipe()
    let child = try ChildProcess.spawn(
      programs.path(program), arguments, as: user,
      ChildProcess.Streams(input: input, output: output ?? written.writeEnd, errors: errors.writeEnd),
      variables: variables, endsWithParent: true)
    written.closeWriteEnd()
    errors.closeWriteEnd()
    let texts = read([written.readEnd, errors.readEnd], of: child)
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    try interruption.check()
    guard status == 0 else { throw BackupError.programFailed(program: program, output: texts[1]) }
    return texts[0]
  }

  /// Everything that comes from `ends`; the child is ended where a person asks to stop.
  private func read(_ ends: [Int32], of child: pid_t) -> [String] {
    var bytes = ends.map { _ in [UInt8]() }
    var watched = (ends + [interruption.readEnd]).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    var block = [UInt8](repeating: 0, count: 16_384)
    while watched.dropLast().contains(where: { $0.fd >= 0 }) {
      guard poll(&watched, nfds_t(watched.count), -1) >= 0 || errno == EINTR else { break }
      if watched[ends.count].revents != 0 {
        kill(child, SIGTERM)
        watched[ends.count].fd = -1
      }
      for index in ends.indices where watched[index].fd >= 0 && watched[index].revents != 0 {
        let count = Glibc.read(ends[index], &block, block.count)
        if count > 0 { bytes[index].append(contentsOf: block[..<count]) } else { watched[index].fd = -1 }
      }
    }
    return bytes.map { String(decoding: $0, as: UTF8.self) }
  }
}

/// The two ends of a pipe, closed when it is gone.
private final class Pipe {
  let readEnd: Int32
  let writeEnd: Int32
  private var isWriteEndOpen = true

  init() throws(ClusterError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .system(action: "open", path: "a pipe", code: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (readEnd, writeEnd) = (ends[0], ends[1])
  }

  func closeWriteEnd() {
    if isWriteEndOpen { close(writeEnd) }
    isWriteEndOpen = false
  }

  deinit {
    closeWriteEnd()
    close(readEnd)
  }
}
