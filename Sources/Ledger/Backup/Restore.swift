/// Makes books out of a backup: beside whatever the server holds, never over it.
///
/// Everything is done in a database of another name, which takes its place when it is sound; until then nothing is
/// there, and whatever ends the work leaves at most that other database, which the next restore removes.
public struct Restore: Sendable {
  /// What was restored.
  public struct Report: Sendable, Hashable {
    /// The name of the database.
    public let database: String
    /// When the backup was taken, UTC.
    public let takenAt: String?
    /// The number of these books among the instances that came of the first ones.
    public let instance: Int
    /// What `check` went through.
    public let checked: CheckedBooks
    /// What brought older books to the version of this program.
    public let upgrade: Migrator.Report
    /// Logins of this server that hold memberships in the books, and may use them now.
    public let admitted: [String]
    /// Memberships whose logins this server does not have.
    public let missing: [MissingLogin]
  }

  let target: ConnectionTarget
  let environment: [String: String]
  let interruption: Interruption
  private let migrator = Migrator()

  /// A restore into the place that `target` names. `environment`: the variables of the process.
  public init(into target: ConnectionTarget, environment: [String: String], interruption: Interruption = .process) {
    self.target = target
    self.environment = environment
    self.interruption = interruption
  }

  /// Restores the backup at `path`. `acceptBroken`: also where its books break rules, which are then in the report.
  /// `dryRun`: does everything, beside existing books too, and then removes it: proof that the backup is good.
  /// `progress` is told what begins. Throws `BackupError`, `MigrationError`, `DatabaseError` or `Interrupted`.
  public func run(
    _ path: String, acceptBroken: Bool = false, dryRun: Bool = false, progress: (String) -> Void = { _ in }
  ) throws -> Report {
    let archive = try Archive.opened(path)
    // An existing server is asked first, which costs nothing; a local one is not made for a file that is no good.
    let mustBeMade = try target.localCluster.map { try $0.status().version == nil } ?? false
    if !mustBeMade { try requireRoom(try server(), dryRun: dryRun) }
    progress("Reading the backup")
    let contents = try archive.verify(try .newest(environment: environment, interruption: interruption))
    if contents.schemaVersion > migrator.scripts.newestVersion {
      throw MigrationError.booksNewerThanProgram(
        books: contents.schemaVersion, program: migrator.scripts.newestVersion)
    }
    let server = try server()
    try requireRoom(server, dryRun: dryRun)
    // Held until this connection ends, however it ends.
    let name = try target.databaseName()
    let isFirst = try server.execute(
      "select pg_try_advisory_lock(hashtextextended(\("ledger restore " + name), 0)) as ok"
    )
    .only { try $0.bool("ok") }
    guard isFirst else { throw BackupError.restoreUnderWay(database: name) }
    try removeLeftovers(of: name, server)
    try migrator.installRoles(server)
    let unfinished = Self.unfinishedPrefix(name) + Self.randomSuffix()
    do {
      try migrator.createBooks(unfinished, server, isPrivateServer: target.localCluster != nil)
      progress("Restoring the books of \(contents.takenAt.map { "\($0) UTC" } ?? "the backup")")
      let programs = try ArchivePrograms.fitting(
        server: server.serverMajor, environment: environment, interruption: interruption)
      try archive.restore(into: unfinished, programs, variables: server.clientEnvironment())
      let report = try settle(unfinished, contents, path, acceptBroken, dryRun, progress)
      if dryRun {
        remove(unfinished)
        return report
      }
      try server.execute("alter database \(Query.identifier(unfinished)) rename to \(Query.identifier(name))")
      return report
    } catch {
      remove(unfinished)
      if SQLState.duplicateDatabase ~= error { throw exists(name) }
      throw error
    }
  }

  /// Checks, upgrades, numbers and opens the restored books.
  private func settle(
    _ database: String, _ contents: Archive.Contents, _ path: String, _ acceptBroken: Bool, _ dryRun: Bool,
    _ progress: (String) -> Void
  ) throws -> Report {
    let books = Books(try target.connectAsInstaller(database: database, interruption: interruption))
    progress("Checking the books")
    try books.connection.execute("analyze")
    // Before the upgrade, which would take a fingerprint of rules that somebody changed.
    var checked = try books.check()
    if !checked.broken.isEmpty, !acceptBroken { throw BackupError.unsound(checked.broken) }
    let upgrade = try migrator.migrate(books.connection)
    if upgrade != Migrator.Report() {
      let again = try books.check()
      if !again.broken.isEmpty, !acceptBroken { throw BackupError.unsound(again.broken) }
      if checked.broken.isEmpty { checked = again }
    }
    let instance = try books.connection.execute(
      """
      insert into meta.instance (source, restored_from, backup_taken_at)
      values ('restored', \(path.split(separator: "/").last.map(String.init)), \(contents.takenAt)::timestamp at time zone 'UTC')
      returning number
      """
    ).only { try $0.int("number") }
    // Each tree says at once what it was restored from; where that fails, the next seal says it.
    books.sealIfDue()
    let (admitted, missing) = try books.admitLogins(
      own: target.localCluster == nil ? nil : try LocalCluster.systemUserName(), dryRun: dryRun)
    return Report(
      database: try target.databaseName(), takenAt: contents.takenAt, instance: instance, checked: checked,
      upgrade: upgrade, admitted: admitted, missing: missing)
  }
}

extension Restore {
  private func server(_ interruption: Interruption? = nil) throws -> Connection {
    try target.connectAsInstaller(database: "postgres", interruption: interruption ?? self.interruption)
  }

  /// Throws where the login cannot restore, or where there are books already.
  private func requireRoom(_ server: borrowing Connection, dryRun: Bool) throws {
    let isSuperuser = try server.execute("select rolsuper from pg_roles where rolname = session_user").only {
      try $0.bool("rolsuper")
    }
    guard isSuperuser else { throw BackupError.notASuperuser(login: server.login) }
    let name = try target.databaseName()
    if dryRun { return }
    if try server.execute("select from pg_database where datname = \(name)").count > 0 { throw exists(name) }
  }

  private func exists(_ name: String) -> BackupError {
    .booksExist(database: name, place: target.description, isLocal: target.localCluster != nil)
  }

  /// The beginning of the names of databases that are being restored: at most 47 of the 63 bytes that a name may have.
  private static func unfinishedPrefix(_ name: String) -> String {
    let suffix = "_restoring_"
    if name.utf8.count + suffix.utf8.count <= 47 { return name + suffix }
    let mark = name.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    return "ledger_\(String(mark, radix: 16))\(suffix)"
  }

  private static func randomSuffix() -> String {
    let digits = String(UInt64.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Removes the databases of restores that were killed. Called under the lock: no other restore has one.
  private func removeLeftovers(of name: String, _ server: borrowing Connection) throws {
    let prefix = Self.unfinishedPrefix(name)
    let leftovers = try server.execute(
      """
      select datname from pg_database
      where starts_with(datname, \(prefix)) and substr(datname, \(prefix.unicodeScalars.count + 1)) ~ '^[0-9a-f]{16}$'
      """
    ).map { try $0.text("datname") }
    for leftover in leftovers { try server.execute("drop database \(Query.identifier(leftover)) with (force)") }
  }

  /// Removes what was made so far, also after a person asked to stop. What cannot be removed now is removed by the next
  /// restore.
  private func remove(_ database: String) {
    // A session of it that is still at its last statement may outlive the first try.
    for _ in 1...3 {
      guard let server = try? server(Interruption()) else { continue }
      let dropped = try? server.execute("drop database if exists \(Query.identifier(database)) with (force)")
      if dropped != nil { return }
    }
  }
}
