import CPostgres
import Glibc

extension LocalCluster {
  /// What is known of the server.
  package struct Status: Sendable {
    /// Whether it answers.
    package let isRunning: Bool
    /// The major version of the data folder, or nil where there is none yet.
    package let version: Int?
    /// The folder of the data.
    package let dataFolder: String
    /// The path of the socket.
    package let socket: String
    /// The process number of the server, where it runs.
    package let processIdentifier: Int32?
    /// Whether it runs and cannot be reached, because something removed its socket file.
    package let hasLostSocket: Bool
  }

  /// Longest wait for a start, a recovery after a crash, or a stop.
  private static let patienceMilliseconds = 60_000

  /// Makes the cluster where there is none and starts the server where it does not run.
  /// Several processes at once make one cluster and start one server. Returns at once where it runs.
  package func ensureRunning() throws {
    if try awaitAnswer() { return }
    try File.makeFolders(home, mode: geteuid() == 0 ? 0o755 : 0o700)
    try withFileLock(lockFile, interruption: interruption) {
      if try awaitAnswer() { return }
      try requireUnlimitedFiles()
      try createIfMissing()
      // Nobody can reach it any more; who is connected still is told, and what runs is rolled back.
      if isDeaf { try shutDown(mode: "fast") }
      if let process = server { throw ClusterError.notAnswering(process: process) }
      try start()
    }
  }

  /// Whether the server runs, and where. Starts nothing.
  package func status() throws -> Status {
    let answer = try ping()
    let answers = answer == PQPING_OK || answer == PQPING_REJECT
    let isRunning = answers || isDeaf
    return Status(
      isRunning: isRunning, version: version, dataFolder: dataFolder, socket: "\(socketFolder)/.s.PGSQL.\(Self.port)",
      processIdentifier: isRunning ? processIdentifier : nil, hasLostSocket: isRunning && !answers)
  }

  /// Stops the server: running statements are canceled and rolled back. Returns whether it ran.
  @discardableResult
  package func stop() throws -> Bool { try stop(mode: "fast") }

  package func stop(mode: String) throws -> Bool {
    guard File.isFolder(dataFolder) else { return false }
    return try withFileLock(lockFile, interruption: interruption) {
      if try ping() == PQPING_NO_RESPONSE, !isDeaf { return false }
      try shutDown(mode: mode)
      return true
    }
  }

  private func shutDown(mode: String) throws {
    let seconds = "\(Self.patienceMilliseconds / 1000)"
    let arguments = ["stop", "-D", dataFolder, "-m", mode, "-w", "-t", seconds]
    try ChildProcess.run(try programs().path("pg_ctl"), arguments, as: try serverUser())
  }

  /// The process of the server of this data folder, where it runs: known by its note of it, and by that process working in the data folder.
  private var server: pid_t? {
    guard let process = processIdentifier, ChildProcess.isRunning(process) else { return nil }
    return File.target(ofLink: "/proc/\(process)/cwd") == File.resolved(dataFolder) ? process : nil
  }

  /// Whether a server of this data folder runs and nobody can reach it: a cleaner of old files took the socket file. One that has its socket
  /// and does not answer is busy, or was stopped by somebody.
  private var isDeaf: Bool { server != nil && File.status("\(socketFolder)/.s.PGSQL.\(Self.port)") == nil }

  /// The major version of the data folder.
  var version: Int? { File.read("\(dataFolder)/PG_VERSION").flatMap { Int(trimmed($0)) } }

  /// The number on the first line of the server's own note. It may be stale.
  var processIdentifier: Int32? {
    File.read("\(dataFolder)/postmaster.pid").flatMap { Int32($0.prefix { $0 != "\n" }) }
  }

  /// The programs that fit the data folder.
  func programs() throws -> ServerPrograms {
    let installed = ServerPrograms.installed(environment: environment, as: try serverUser())
    guard let version else { throw ClusterError.notACluster(dataFolder: dataFolder) }
    guard let fitting = installed.first(where: { $0.major == version }) else {
      throw ClusterError.versionNotInstalled(
        needed: version, installed: installed.map(\.major), dataFolder: dataFolder)
    }
    return fitting
  }

  /// Waits while a server is starting or stopping. True where it then takes connections, false where there is none.
  private func awaitAnswer() throws -> Bool {
    let deadline = ContinuousClock.now + .milliseconds(Self.patienceMilliseconds)
    while true {
      switch try ping() {
      case PQPING_OK: return true
      case PQPING_REJECT where ContinuousClock.now < deadline: try interruption.wait(milliseconds: 20)
      case PQPING_REJECT: throw notStarted(from: 0)
      default: return false
      }
    }
  }

  /// Starts the server and waits until it takes connections. Called under the lock.
  private func start() throws {
    let user = try serverUser()
    let programs = try programs()
    try File.makePrivateFolder(socketFolder, owner: user)
    guard try isSocketFolderSafe() else { throw ClusterError.socketFolderUnsafe(folder: socketFolder) }
    let deadline = ContinuousClock.now + .milliseconds(Self.patienceMilliseconds)
    while true {
      let logStart = rotatedLogSize()
      let server = try spawnServer(programs, as: user)
      while true {
        if try ping() == PQPING_OK { return }
        if !ChildProcess.isRunning(server) { break }
        guard ContinuousClock.now < deadline else { throw notStarted(from: logStart) }
        try interruption.wait(milliseconds: 10)
      }
      // A server that was killed leaves a note of its process, and its memory until its last session ends. Both
      // pass: the dead process may be waiting to be reaped. The note is never deleted: it may be right.
      let words = lastWords(from: logStart)
      let passes = ["already exists", "is still in use"].contains { words.contains($0) }
      guard passes, ContinuousClock.now < deadline - .milliseconds(Self.patienceMilliseconds * 3 / 4) else {
        throw notStarted(from: logStart)
      }
      try interruption.wait(milliseconds: 100)
    }
  }

  /// A server lives on after the command that starts it: it must not keep a limit of the sizes of files, at which it would end.
  private func requireUnlimitedFiles() throws {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0, limit.rlim_cur != rlim_t.max else {
      return
    }
    guard limit.rlim_max == rlim_t.max else { throw ClusterError.filesLimited(to: limit.rlim_cur) }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
  }

  /// Starts the server; returns the number of its process.
  private func spawnServer(_ programs: ServerPrograms, as user: SystemUser) throws -> pid_t {
    try File.write("", to: logFile, flags: O_APPEND)
    if geteuid() == 0 { lchown(logFile, user.identifier, user.group) }
    // The folder of the socket follows the home when it is moved, so it is not in the configuration file.
    let folder = "\"" + socketFolder.replacing("\"", with: "\"\"") + "\""
    let arguments = ["-D", dataFolder, "-c", "unix_socket_directories=\(folder)"]
    return try ChildProcess.launch(programs.path("postgres"), arguments, as: user, log: logFile)
  }

  /// The size of the log, in bytes, after a large one was put aside.
  private func rotatedLogSize() -> Int {
    guard let size = File.status(logFile)?.st_size else { return 0 }
    if size < Self.largestLog { return Int(size) }
    rename(logFile, "\(logFile).1")
    return 0
  }

  private static let largestLog = 10_000_000

  /// Puts the log of a server that runs aside where it has grown large: copied and emptied, since the server keeps its file open and writes
  /// at its end. What it says in between is lost. Nothing happens where somebody else does this, or may not.
  func rotateLog() {
    guard let size = File.status(logFile)?.st_size, size >= Self.largestLog else { return }
    try? withFileLock(lockFile, interruption: interruption) {
      guard let size = File.status(logFile)?.st_size, size >= Self.largestLog, let text = File.read(logFile) else {
        return
      }
      try File.replace("\(logFile).1", with: text, owner: try serverUser())
      truncate(logFile, 0)
    }
  }

  private func lastWords(from start: Int) -> String {
    let log = File.read(logFile) ?? ""
    return String(decoding: log.utf8.dropFirst(start).suffix(20_000), as: UTF8.self)
  }

  private func notStarted(from start: Int) -> ClusterError {
    .notStarted(log: trimmed(lastWords(from: start)), logFile: logFile)
  }
}
