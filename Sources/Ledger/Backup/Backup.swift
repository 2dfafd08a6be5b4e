import Glibc

/// Writes the books into one file, checked before it says done.
///
/// The file is of a format of our own (docs/backup-format.md): rows, and nothing that runs. Every table is read at one moment, while others go
/// on working, by the role that owns the tables: row-level security hides nothing from it.
package struct Backup: Sendable {
  /// What was written.
  package struct Report: Sendable, Hashable {
    /// The size of the file, in bytes.
    package let byteCount: Int
    /// When it was taken, UTC.
    package let takenAt: String
    /// The version of the books in it.
    package let schemaVersion: Int
  }

  private let target: ConnectionTarget
  private let scripts: SchemaScripts
  private let interruption: Interruption

  /// A backup of these books.
  package init(_ target: ConnectionTarget, interruption: Interruption = .process) {
    self.init(target, .embedded, interruption: interruption)
  }

  package init(_ target: ConnectionTarget, _ scripts: SchemaScripts, interruption: Interruption = .process) {
    self.target = target
    self.scripts = scripts
    self.interruption = interruption
  }

  /// Writes the file under another name, reads it back whole, and then gives it its name: what stands at `path` is the
  /// old backup or the new one, never a part. Only its owner may read it. Throws `BackupError`.
  package func write(to path: String) throws -> Report {
    try Self.requireReplaceable(path)
    Self.removeLeftovers(of: path)
    let partial = "\(path).partial-\(getpid())"
    let descriptor = open(partial, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw BackupError.file(path: path, cause: SystemCall.message(errno)) }
    defer { close(descriptor) }
    do {
      let report = try dump(into: descriptor, path)
      guard fchmod(descriptor, 0o600) == 0, fsync(descriptor) == 0, rename(partial, path) == 0 else {
        throw BackupError.file(path: path, cause: SystemCall.message(errno))
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
  package func stream(through folder: String, _ consume: ([UInt8]) throws -> Void) throws -> Report {
    var path = Array("\(folder)/ledgerctl-backup-XXXXXX".utf8CString)
    let descriptor = mkstemp(&path)
    guard descriptor >= 0 else { throw BackupError.file(path: folder, cause: SystemCall.message(errno)) }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    unlink(path)
    let report = try dump(into: descriptor, folder)
    try BackupFile.taken(path: folder, owning: descriptor).send(interruption: interruption, consume)
    return report
  }

  /// Writes the backup and reads it back. Does not close the descriptor.
  private func dump(into descriptor: Int32, _ path: String) throws -> Report {
    let connection = try target.connectAsInstaller(interruption: interruption)
    try Self.requireOwner(connection)
    try Self.requireOwnRows(connection)
    let (contents, size) = try write(connection, into: descriptor, path)
    let again = dup(descriptor)
    guard again >= 0 else { throw BackupError.file(path: path, cause: SystemCall.message(errno)) }
    let written = try BackupFile.taken(path: path, owning: again)
    guard try written.verify(interruption: interruption) == contents else {
      throw BackupError.damaged(path: path, cause: "what was read back is not what was written")
    }
    return Report(byteCount: size, takenAt: contents.takenAt, schemaVersion: contents.schemaVersion)
  }

  private static func requireOwner(_ connection: borrowing Connection) throws {
    let isOwner = try connection.execute(
      """
      select coalesce((select pg_has_role(session_user, oid, 'member') from pg_roles where rolname = 'ledger_owner'), false)
        as is_owner, to_regclass('meta.migration') is not null as are_books, to_regclass('meta.lineage') is not null as is_ours
      """
    ).only { (owner: try $0.bool("is_owner"), books: try $0.bool("are_books"), ours: try $0.bool("is_ours")) }
    guard isOwner.books else { throw MigrationError.booksNotInitialized }
    guard isOwner.ours else { throw MigrationError.booksOfAnotherLineage }
    guard isOwner.owner else { throw BackupError.notTheOwner(login: connection.login) }
  }

  /// Throws where rows that say which tables are backed up, and what made them, are not those that the last upgrade left: a restore would take
  /// nothing of it.
  private static func requireOwnRows(_ connection: borrowing Connection) throws {
    let isMade = try connection.execute("select to_regprocedure('ledger.program_rows()') is not null as is_made").only {
      try $0.bool("is_made")
    }
    if !isMade { return }
    let changed = try connection.execute(
      """
      select o.name
      from meta.catalog_object o
      left join ledger.program_rows() r on r.name = o.name
      where o.kind = 'rows' and o.name in ('meta.lineage', 'meta.migration', 'meta.not_backed_up', 'meta.table_trait')
        and o.checksum is distinct from encode(sha256(convert_to(r.content, 'UTF8')), 'hex')
      order by 1
      """
    ).map { try $0.text("name") }
    if let first = changed.first { throw BackupError.programRowsChanged(table: first) }
  }

  /// No backup is written that no restore would take.
  private func write(
    _ connection: borrowing Connection, into descriptor: Int32, _ path: String
  ) throws -> (BackupContents, size: Int) {
    var writer = try BackupWriter(descriptor, path: path)
    let tables = try connection.execute("\(unescaped: BackupScope.tables)").map {
      BackupContents.Table(name: try $0.text("name"), columns: try $0.text("columns"))
    }
    let contents = try connection.transaction(isolation: .repeatableRead, readOnly: true) { connection in
      try connection.script(
        """
        set local role ledger_owner; set local row_security = off; set local lock_timeout = '30s'; \(BackupScope.settings)
        lock table \(tables.map(\.name).joined(separator: ", ")) in access share mode
        """)
      // The locks were taken first: what is read from here on is of one moment, and no upgrade comes between.
      var contents = try Self.described(connection)
      guard scripts.made(contents) else { throw BackupError.otherMigrations }
      for table in tables {
        contents.tables.append(
          try writer.write(table) { take in
            try connection.copyOut("copy \(table.name) (\(table.columns)) to stdout", take)
          })
      }
      // Last: a number that a row has is drawn already.
      contents.sequences = try connection.execute("\(unescaped: BackupScope.sequences)").map {
        BackupContents.Sequence(name: try $0.text("name"), lastNumber: try $0.int64("last_number"))
      }
      guard contents.sequences.allSatisfy({ (0..<BackupContents.Sequence.limit).contains($0.lastNumber) }) else {
        throw BackupError.numbersEnd
      }
      return contents
    }
    return (contents, try writer.close(contents))
  }

  /// What is known of the books beside their rows.
  private static func described(_ connection: borrowing Connection) throws -> BackupContents {
    var contents = try connection.execute(
      """
      select to_char(now() at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as taken, id, number
      from meta.instance
      order by number desc
      limit 1
      """
    ).only {
      BackupContents(
        program: ledgerVersion, takenAt: try $0.text("taken"), books: try $0.text("id"),
        instance: try $0.int("number"))
    }
    contents.migrations = try connection.execute(
      "select version, name, checksum from meta.migration order by version"
    ).map {
      .init(version: try $0.int("version"), name: try $0.text("name"), checksum: try $0.text("checksum"))
    }
    if contents.migrations.isEmpty { throw BackupError.noMigrations }
    return contents
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
    do { _ = try BackupFile.opened(path) } catch BackupError.notABackup { throw .wouldReplace(path: path) }
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
