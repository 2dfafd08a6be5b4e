import Glibc

/// Writes the books into one file, checked before it says done.
///
/// The file is pg_dump's custom format. Every table is read at one moment, while others go on working, by the role that
/// owns the tables: row-level security hides nothing from it.
public struct Backup: Sendable {
  /// What was written.
  public struct Report: Sendable, Hashable {
    /// The size of the file, in bytes.
    public let byteCount: Int
    /// When it was taken, UTC.
    public let takenAt: String?
    /// The version of the books in it.
    public let schemaVersion: Int
  }

  private let target: ConnectionTarget
  private let environment: [String: String]
  private let interruption: Interruption

  /// A backup of these books. `environment`: the variables of the process.
  public init(_ target: ConnectionTarget, environment: [String: String], interruption: Interruption = .process) {
    self.target = target
    self.environment = environment
    self.interruption = interruption
  }

  /// Writes the file under another name, reads it back whole, and then gives it its name: what stands at `path` is the
  /// old backup or the new one, never a part. Only its owner may read it. Throws `BackupError`.
  public func write(to path: String) throws -> Report {
    try Self.requireReplaceable(path)
    Self.removeLeftovers(of: path)
    let partial = "\(path).partial-\(getpid())"
    let descriptor = open(partial, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw BackupError.file(path: path, cause: systemMessage(errno)) }
    let archive = Archive(path: path, owning: descriptor)
    do {
      let report = try dump(into: archive)
      guard fchmod(descriptor, 0o600) == 0, fsync(descriptor) == 0, rename(partial, path) == 0 else {
        throw BackupError.file(path: path, cause: systemMessage(errno))
      }
      let slash = path.lastIndex(of: "/")
      File.syncFolder(slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? ".")
      return report
    } catch {
      unlink(partial)
      throw error
    }
  }

  /// Hands the backup to `consume` in blocks, after all of it was written to a nameless file in `folder` and read back.
  public func stream(through folder: String, _ consume: ([UInt8]) throws -> Void) throws -> Report {
    var path = Array("\(folder)/ledgerctl-backup-XXXXXX".utf8CString)
    let descriptor = mkstemp(&path)
    guard descriptor >= 0 else { throw BackupError.file(path: folder, cause: systemMessage(errno)) }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    unlink(path)
    let archive = Archive(path: "the backup", owning: descriptor)
    let report = try dump(into: archive)
    lseek(descriptor, 0, SEEK_SET)
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      try interruption.check()
      let count = read(descriptor, &block, block.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw BackupError.file(path: folder, cause: systemMessage(errno)) }
      if count == 0 { return report }
      try consume(Array(block[..<count]))
    }
  }

  private func dump(into archive: borrowing Archive) throws -> Report {
    let connection = try target.connectAsInstaller(interruption: interruption)
    let isOwner = try connection.execute(
      """
      select coalesce((select pg_has_role(session_user, oid, 'member') from pg_roles where rolname = 'ledger_owner'), false)
        as is_owner, to_regclass('meta.migration') is not null as are_books
      """
    ).only { (owner: try $0.bool("is_owner"), books: try $0.bool("are_books")) }
    guard isOwner.books else { throw MigrationError.booksNotInitialized }
    guard isOwner.owner else { throw BackupError.notTheOwner(login: connection.login) }
    let programs = try ArchivePrograms.fitting(
      server: connection.serverMajor, environment: environment, interruption: interruption)
    try programs.run(
      "pg_dump",
      [
        "--format=custom", "--role=ledger_owner", "--no-password", "--lock-wait-timeout=30s",
        // Nothing of the books is a large object; one that somebody made is not to stop a backup.
        "--no-unlogged-table-data", "--no-blobs",
      ],
      output: archive.descriptor, variables: connection.clientEnvironment())
    let contents = try archive.verify(programs)
    var status = stat()
    fstat(archive.descriptor, &status)
    return Report(byteCount: Int(status.st_size), takenAt: contents.takenAt, schemaVersion: contents.schemaVersion)
  }

  /// Throws where something stands at the path that is no older backup.
  private static func requireReplaceable(_ path: String) throws(BackupError) {
    guard let status = File.status(path) else { return }
    switch status.st_mode & S_IFMT {
    case S_IFREG where status.st_size == 0: return
    case S_IFREG: break
    case S_IFDIR: throw .file(path: path, cause: "it is a folder")
    default: throw .file(path: path, cause: "it is not a plain file")
    }
    do { _ = try Archive.opened(path) } catch BackupError.notABackup { throw .wouldReplace(path: path) }
  }

  /// Removes what backups to the same path left that were killed.
  private static func removeLeftovers(of path: String) {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[...$0]) } ?? "./"
    let prefix = (slash.map { String(path[path.index(after: $0)...]) } ?? path) + ".partial-"
    for name in File.names(in: folder) where name.hasPrefix(prefix) {
      guard let process = pid_t(name.dropFirst(prefix.count)), process > 0 else { continue }
      if kill(process, 0) != 0, errno == ESRCH { unlink(folder + name) }
    }
  }
}
