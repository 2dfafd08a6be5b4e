/// Makes books out of a backup: beside whatever the server holds, never over it.
///
/// Tables, functions, triggers and rights are the program's own; the backup gives rows, which are taken as the books' owner, never as a
/// superuser, and checked. Everything is done in a database of another name, which takes its place when it is sound; until then nothing is
/// there, and whatever ends the work leaves at most that other database, which the next restore removes.
package struct Restore: Sendable {
  /// What a restore is to do.
  package struct Options: Sendable {
    /// Restore books that break rules, too.
    package var acceptsBroken = false
    /// Let everybody in who had a membership when the backup was taken.
    package var keepsMembers = false
    /// Do everything, beside existing books too, and then remove it: proof that the backup is good.
    package var isDryRun = false

    /// Sound books, for whoever restores.
    package init(acceptsBroken: Bool = false, keepsMembers: Bool = false, isDryRun: Bool = false) {
      self.acceptsBroken = acceptsBroken
      self.keepsMembers = keepsMembers
      self.isDryRun = isDryRun
    }
  }

  /// What was restored.
  package struct Report: Sendable {
    /// The name of the database.
    package let database: String
    /// When the backup was taken, UTC.
    package let takenAt: String
    /// The number of these books among the instances that came of the first ones.
    package let instance: Int
    /// That of the books in the backup.
    package let backedUpInstance: Int
    /// What `check` went through.
    package let checked: CheckedBooks
    /// The last seal in the backup.
    package let lastSeal: Seal?
    /// What brought older books to the version of this program.
    package let upgrade: Migrator.Report
    /// Logins that hold memberships in the books, and may use them now.
    package let admitted: [String]
    /// Memberships that hold no longer, or whose logins this server does not have.
    package let left: [LeftMember]
    /// What only a superuser can do is still to be done; until then the books take no entry.
    package let isUnfinished: Bool
  }

  let target: ConnectionTarget
  let interruption: Interruption
  private let notices: @Sendable (Notice) -> Void
  private let migrator: Migrator

  /// A restore into the place that `target` names. `notices` are told what only a superuser of the server could do.
  package init(
    into target: ConnectionTarget, interruption: Interruption = .process,
    notices: @escaping @Sendable (Notice) -> Void = { _ in }
  ) {
    self.init(into: target, Migrator(), interruption: interruption, notices: notices)
  }

  package init(
    into target: ConnectionTarget, _ migrator: Migrator, interruption: Interruption = .process,
    notices: @escaping @Sendable (Notice) -> Void = { _ in }
  ) {
    self.migrator = migrator
    self.target = target
    self.interruption = interruption
    self.notices = notices
  }

  /// Restores the backup at `path`. `progress` is told what begins. Throws `BackupError`, `MigrationError`, `DatabaseError` or `Interrupted`.
  package func run(
    _ path: String, _ options: Options = Options(), progress: (String) -> Void = { _ in }
  ) throws -> Report {
    let file = try BackupFile.opened(path)
    // An existing server is asked first, which costs nothing; a local one is not made for a file that is no good.
    let mustBeMade = try target.localCluster.map { try $0.status().version == nil } ?? false
    if !mustBeMade { try requireRoom(try server(), isDryRun: options.isDryRun) }
    progress("Reading the backup")
    let contents = try file.contents()
    try requireKnown(contents, path)
    let server = try server()
    try requireRoom(server, isDryRun: options.isDryRun)
    // Held until this connection ends, however it ends.
    let name = try target.databaseName()
    let isFirst = try server.execute(
      "select pg_try_advisory_lock(hashtextextended(\("ledger restore " + name), 0)) as ok"
    )
    .only { try $0.bool("ok") }
    guard isFirst else { throw BackupError.restoreUnderWay(database: name) }
    try removeLeftovers(of: name, server)
    try migrator.installRoles(server)
    return try interruption.whileUnfinished { try restore(file, contents, to: name, server, options, progress) }
  }

  /// Makes the books under a name that tells that they are unfinished, and gives them theirs; where that fails, removes them.
  private func restore(
    _ file: borrowing BackupFile, _ contents: BackupContents, to name: String, _ server: borrowing Connection,
    _ options: Options, _ progress: (String) -> Void
  ) throws -> Report {
    let unfinished = Self.unfinishedPrefix(name) + Self.randomSuffix()
    do {
      try migrator.createBooks(unfinished, server, isPrivateServer: target.localCluster != nil)
      progress("Restoring the books of \(contents.takenAt) UTC")
      let report: Report
      do {
        report = try restore(file, contents, into: unfinished, options, progress)
      } catch TransactionError.commitOutcomeUnknown(let lost) {
        // Until they have their name, nothing of them stands, whatever was committed.
        throw lost
      }
      if options.isDryRun {
        remove(unfinished)
        return report
      }
      // A way that was lost meanwhile is found before anything is sent that decides.
      try server.execute("select")
      do {
        try server.execute("alter database \(Query.identifier(unfinished)) rename to \(Query.identifier(name))")
      } catch let error
        as DatabaseError where error.isConnectionLost
      {
        // The one step that makes them the books. Under which name they are now, the next restore sees.
        throw TransactionError.commitOutcomeUnknown(error)
      }
      return report
    } catch {
      remove(unfinished)
      if SQLState.duplicateDatabase ~= error { throw exists(name) }
      throw error
    }
  }

  /// Throws where the tables of the backup are not those that this program makes.
  private func requireKnown(_ contents: BackupContents, _ path: String) throws {
    if contents.schemaVersion > migrator.scripts.newestVersion {
      throw MigrationError.booksNewerThanProgram(
        books: contents.schemaVersion, program: migrator.scripts.newestVersion)
    }
    guard migrator.scripts.made(contents) else {
      throw BackupError.otherTables(path: path, program: contents.program)
    }
  }

  /// Makes the books, checks, numbers and opens them.
  private func restore(
    _ file: borrowing BackupFile, _ contents: BackupContents, into database: String, _ options: Options,
    _ progress: (String) -> Void
  ) throws -> Report {
    let books = Books(
      try target.connectAsInstaller(
        database: database, interruption: interruption, recording: Recording(), notices: notices))
    let upgrade = try migrator.build(books.connection, version: contents.schemaVersion) {
      try fill($0, from: file, contents)
    }
    let own = try books.connection.execute("select id, number from meta.instance order by number desc limit 1").map {
      (try $0.text("id"), try $0.int("number"))
    }.first
    guard let own, own == (contents.books, contents.instance) else { throw BackupError.otherBooks(path: file.path) }
    progress("Checking the books")
    // Of the books alone: of the server's own tables, another than a superuser is warned one by one.
    let tables = try books.connection.execute("\(unescaped: BackupScope.tables)").map { try $0.text("name") }
    try books.connection.script("analyze \(tables.joined(separator: ", "))")
    let checked = try books.check()
    if !checked.broken.isEmpty, !options.acceptsBroken { throw BackupError.unsound(checked.broken) }
    try settleNumbers(books.connection)
    let lastSeal = try books.seals().max { $0.number < $1.number }
    let instance = try books.connection.execute(
      """
      insert into meta.instance (source, restored_from, backup_taken_at)
      values ('restored', \(file.path.split(separator: "/").last.map(String.init)), \(contents.takenAt)::timestamp at time zone 'UTC')
      returning number
      """
    ).only { try $0.int("number") }
    let members = try books.admit(
      own: target.localCluster == nil ? books.connection.login : try LocalCluster.systemUserName(),
      keepsAll: options.keepsMembers, mayMakeOwn: target.localCluster != nil, isDryRun: options.isDryRun)
    let isFinished = try books.connection.execute("select ledger.locks_are_reserved() as x").only { try $0.bool("x") }
    // Each tree says at once what it was restored from; where that fails, the next seal says it.
    books.sealIfDue()
    return Report(
      database: try target.databaseName(), takenAt: contents.takenAt, instance: instance,
      backedUpInstance: contents.instance, checked: checked,
      lastSeal: lastSeal, upgrade: upgrade, admitted: members.admitted, left: members.left,
      isUnfinished: !isFinished)
  }
}

extension Restore {
  private func server(_ interruption: Interruption? = nil) throws -> Connection {
    try target.connectAsInstaller(
      database: "postgres", interruption: interruption ?? self.interruption, recording: Recording())
  }

  /// Throws where the login cannot restore, or where there are books already.
  private func requireRoom(_ server: borrowing Connection, isDryRun: Bool) throws {
    let may = try server.execute(
      """
      select r.rolsuper or (r.rolcreatedb and coalesce((
          select pg_has_role(o.oid, 'member') from pg_roles o where o.rolname = 'ledger_owner'), false)) as may
      from pg_roles r
      where r.rolname = session_user
      """
    ).only { try $0.bool("may") }
    guard may else { throw BackupError.mayNotRestore(login: server.login) }
    let name = try target.databaseName()
    if isDryRun { return }
    if try server.execute("select from pg_database where datname = \(name)").count > 0 { throw exists(name) }
  }

  private func exists(_ name: String) -> BackupError {
    .booksExist(database: name, place: target.description, isLocal: target.localCluster != nil)
  }

  /// The beginning of the names of databases that are being restored: at most 47 of the 63 bytes that a name may have.
  private static func unfinishedPrefix(_ name: String) -> String {
    let suffix = "_restoring_"
    if name.utf8.count + suffix.utf8.count <= 47 { return name + suffix }
    return "ledger_\(SHA256.shortName(of: name))\(suffix)"
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
