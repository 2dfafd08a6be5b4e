import Glibc

/// A backup file, open for reading: the custom format of pg_dump, which PostgreSQL's own pg_restore reads as well.
struct Archive: ~Copyable {
  /// What is known of it before it is restored.
  struct Contents: Sendable, Hashable {
    /// When it was taken, UTC, as `2026-01-31 18:00:00`.
    var takenAt: String?
    /// The version of the books in it: that of their last migration.
    var schemaVersion: Int
  }

  let path: String
  let descriptor: Int32

  /// The first bytes of every archive in that format.
  static let mark = Array("PGDMP".utf8)

  /// Opens a plain file that begins as an archive does. Throws `BackupError`.
  static func opened(_ path: String) throws(BackupError) -> Archive {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw .file(path: path, cause: systemMessage(errno)) }
    let archive = Archive(path: path, owning: descriptor)
    try archive.requireMark()
    return archive
  }

  /// Takes over an archive that was just written.
  init(path: String, owning descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  private func requireMark() throws(BackupError) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .file(path: path, cause: systemMessage(errno)) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw .file(path: path, cause: "it is a folder")
    default: throw .file(path: path, cause: "it is not a plain file")
    }
    if status.st_size == 0 { throw .notABackup(path: path, cause: "it is empty") }
    var start = [UInt8](repeating: 0, count: Self.mark.count)
    let count = pread(descriptor, &start, start.count, 0)
    guard count >= 0 else { throw .file(path: path, cause: systemMessage(errno)) }
    guard start == Self.mark else { throw .notABackup(path: path, cause: "it does not begin as one") }
  }

  /// Reads the whole archive, to its last byte, and says what it holds. Throws `BackupError`, or
  /// `MigrationError.booksOfAnotherLineage`.
  func verify(_ programs: ArchivePrograms) throws -> Contents {
    let list = try read(programs, ["--list"]).split(separator: "\n")
    let tables = ["meta migration", "ledger journal_entry", "ledger journal_line"]
    for table in tables where !list.contains(where: { !$0.hasPrefix(";") && $0.contains(" TABLE \(table) ") }) {
      throw BackupError.notABackup(path: path, cause: "it holds no table \(table.replacing(" ", with: "."))")
    }
    // A backup of 0.1 is whole, and of no use here.
    if !list.contains(where: { $0.contains(" TABLE meta lineage ") }) { throw MigrationError.booksOfAnotherLineage }
    let created = "; Archive created at "
    let migrations = try read(programs, ["--data-only", "--schema=meta", "--table=migration", "--file=-"])
    let rows = migrations.split(separator: "\n").drop { !$0.hasPrefix("COPY meta.migration (version,") }.dropFirst()
    let versions = rows.prefix { $0 != "\\." }.compactMap { $0.split(separator: "\t").first.flatMap { Int($0) } }
    guard let newest = versions.max() else {
      throw BackupError.notABackup(path: path, cause: "it does not tell its version")
    }
    // Decompresses every block, which holds a sum of what is in it.
    _ = try read(programs, ["--file=/dev/null"])
    let line = list.map { $0.replacing(";     ", with: "; ") }.first { $0.hasPrefix(created) }
    return Contents(takenAt: line.map { String($0.dropFirst(created.count).prefix(19)) }, schemaVersion: newest)
  }

  private func read(_ programs: ArchivePrograms, _ arguments: [String]) throws -> String {
    do {
      lseek(descriptor, 0, SEEK_SET)
      return try programs.run("pg_restore", arguments, input: descriptor, variables: [])
    } catch BackupError.programFailed(_, let output) {
      throw BackupError.damaged(path: path, output: output.replacing("pg_restore: error: ", with: ""))
    }
  }

  /// Restores it into the database that the variables name, stopping at the first error.
  func restore(into database: String, _ programs: ArchivePrograms, variables: [String]) throws {
    lseek(descriptor, 0, SEEK_SET)
    let name = database.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
    do {
      try programs.run(
        "pg_restore", ["--exit-on-error", "--no-password", "--dbname=dbname='\(name)'"], input: descriptor,
        variables: variables)
    } catch BackupError.programFailed(let program, let output) {
      if let role = Self.missingRole(in: output) { throw BackupError.roleMissing(role: role) }
      throw BackupError.programFailed(program: program, output: output)
    }
  }

  /// The role in `role "ada" does not exist`, as a server says it whose messages are English.
  private static func missingRole(in output: String) -> String? {
    let pieces = output.split(separator: "role \"", maxSplits: 1)
    guard pieces.count == 2, let end = pieces[1].firstRange(of: "\" does not exist") else { return nil }
    return String(pieces[1][..<end.lowerBound])
  }
}
