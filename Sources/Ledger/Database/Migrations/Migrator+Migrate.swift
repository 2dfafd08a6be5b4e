extension Migrator {
  /// Applies what is missing, all of it or nothing: an upgrade that is cut anywhere has not begun. `books`: a connection to the books'
  /// database, by a member of `ledger_owner`.
  ///
  /// Several at once wait for each other. Throws `MigrationError`; `.rulesChanged` where the rules are not those that the last upgrade left,
  /// which a new fingerprint would hide.
  package func migrate(_ books: borrowing Connection) throws -> Report {
    try alone(books) { books in
      try bootstrap(books)
      try requireLineage(books)
      try requireKnownVersion(books)
      let checksums = try checksums(books)
      try requireNoDrift(books, checksums)
      let due = try due(books, checksums)
      // Also where nothing is to be applied: nobody is told that tampered rules are up to date.
      try requireUnchangedRules(books)
      try apply(scripts.migrations.filter { due.migrations.contains($0.name) }, checksums, books)
      try settle(due, checksums, books)
      return due
    }
  }

  /// Makes books whose rows come from elsewhere: the tables as they were at `version`, which `fill` is handed; then what came since, and the
  /// functions, triggers and rights of this program. All of it or nothing. `books`: as for `migrate`, to an empty database. Returns the
  /// migrations that came since.
  package func build(
    _ books: borrowing Connection, version: Int, _ fill: (borrowing Connection) throws -> Void
  ) throws -> Report {
    try alone(books) { books in
      try bootstrap(books)
      let checksums = try checksums(books)
      try apply(scripts.migrations.filter { $0.version <= version }, checksums, books)
      try fill(books)
      let since = scripts.migrations.filter { $0.version > version }
      try apply(since, checksums, books)
      try settle(Report(functions: scripts.functions.map(\.name)), checksums, books)
      return Report(migrations: since.map(\.name))
    }
  }

  /// Runs `body` as the owner, in the one transaction of an upgrade, while no other upgrade runs.
  private func alone(_ books: borrowing Connection, _ body: (borrowing Connection) throws -> Report) throws -> Report {
    do {
      return try books.transaction { books in
        try books.script("set local role ledger_owner; set local lock_timeout = '30s'")
        try books.execute("select pg_advisory_xact_lock(\(Self.upgradeLock)::bigint)")
        return try body(books)
      }
    } catch let error as DatabaseError where error.sqlState == .lockNotAvailable {
      throw MigrationError.busy(error)
    }
  }

  private static let upgradeLock = 0x6c65_6467

  private func apply(
    _ migrations: [SchemaScripts.Script], _ checksums: [String: String], _ books: borrowing Connection
  ) throws {
    for script in migrations { try of(script) { try books.script(script.text) } }
    try books.execute(
      """
      insert into meta.migration (version, name, checksum)
      select * from unnest(
        \(migrations.map { "\($0.version)" })::integer[], \(migrations.map(\.name))::text[],
        \(migrations.map { checksums[$0.name] ?? "" })::text[])
      """)
  }

  private func apply(
    functions: [SchemaScripts.Script], _ checksums: [String: String], _ books: borrowing Connection
  ) throws {
    // Functions name each other, in whatever order the files come.
    try books.script("set local check_function_bodies = off")
    try allowFunctionOwners(true, books)
    for script in functions { try of(script) { try books.script(script.text) } }
    try allowFunctionOwners(false, books)
    try books.execute(
      """
      insert into meta.function_script (name, checksum, fingerprint)
      select * from unnest(
        \(functions.map(\.name))::text[], \(functions.map { checksums[$0.name] ?? "" })::text[],
        \(functions.map { "\($0.fingerprint)" })::bigint[])
      on conflict (name) do update
      set checksum = excluded.checksum, fingerprint = excluded.fingerprint, applied_at = now(), applied_by = session_user
      """)
  }

  /// What comes after the migrations: the functions that are due, what only a superuser gives and takes, and the fingerprint of it all.
  private func settle(_ due: Report, _ checksums: [String: String], _ books: borrowing Connection) throws {
    let functions = scripts.functions.filter { due.functions.contains($0.name) }
    if !functions.isEmpty { try apply(functions: functions, checksums, books) }
    // A script that the program no longer carries counts no more; a migration has dropped what it made.
    let gone = try books.execute(
      "delete from meta.function_script where name <> all (\(scripts.functions.map(\.name))::text[]) returning name")
    try books.script("set local role none")
    try reserveLocks(books)
    let isHandedOver = try handOver(books)
    try books.script("set local role ledger_owner")
    if isHandedOver || due != Report() || gone.count > 0 { try recordCatalog(books) }
  }

  /// Runs `body`; what goes wrong is told with the place in the script.
  private func of<Value>(_ script: SchemaScripts.Script, _ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let error as DatabaseError { throw Self.failure(of: script, error) }
  }

  /// Makes the tables that record what was applied.
  private func bootstrap(_ books: borrowing Connection) throws {
    let isMissing = try books.execute("select to_regclass('meta.function_script') is null as missing").only {
      try $0.bool("missing")
    }
    if isMissing { try of(scripts.bootstrap) { try books.script(scripts.bootstrap.text) } }
  }

  /// Throws where the books are of another line of migrations, whatever their version.
  private func requireLineage(_ books: borrowing Connection) throws {
    let isOurs = try books.execute("select to_regclass('meta.lineage') is not null as is_ours").only {
      try $0.bool("is_ours")
    }
    if !isOurs { throw MigrationError.booksOfAnotherLineage }
  }

  /// Throws where a newer program has upgraded the books, be it a moment ago, and where they do not say what made them.
  private func requireKnownVersion(_ books: borrowing Connection) throws {
    let (version, isMade) = try books.execute(
      "select max(version) as version, to_regclass('ledger.organization') is not null as is_made from meta.migration"
    ).only { (try $0.intOrNil("version"), try $0.bool("is_made")) }
    if version == nil, isMade { throw MigrationError.versionUnknown }
    let newest = version ?? 0
    if newest > scripts.newestVersion {
      throw MigrationError.booksNewerThanProgram(books: newest, program: scripts.newestVersion)
    }
  }

  /// SHA-256 of every script, by name, computed by the database that also records it.
  private func checksums(_ books: borrowing Connection) throws -> [String: String] {
    let all = scripts.migrations + scripts.functions
    let pairs = try books.execute(
      """
      select name, encode(sha256(convert_to(text, 'UTF8')), 'hex') as checksum
      from unnest(\(all.map(\.name))::text[], \(all.map(\.text))::text[]) as script (name, text)
      """
    ).map { (try $0.text("name"), try $0.text("checksum")) }
    return Dictionary(pairs) { first, _ in first }
  }

  /// Throws where the applied migrations are not the beginning of the ones this program carries.
  private func requireNoDrift(_ books: borrowing Connection, _ checksums: [String: String]) throws {
    let applied = try books.execute("select version, name, checksum from meta.migration order by version").map {
      (version: try $0.int("version"), name: try $0.text("name"), checksum: try $0.text("checksum"))
    }
    guard let newest = applied.last?.version else { return }
    let carried = Dictionary(scripts.migrations.map { ($0.version, $0.name) }) { first, _ in first }
    var drifts = applied.compactMap { migration -> MigrationError.Drift? in
      guard let name = carried[migration.version] else { return .init(name: migration.name, kind: .missing) }
      return checksums[name] == migration.checksum ? nil : .init(name: name, kind: .changed)
    }
    let versions = Set(applied.map(\.version))
    for script in scripts.migrations where script.version < newest && !versions.contains(script.version) {
      drifts.append(.init(name: script.name, kind: .skipped))
    }
    if !drifts.isEmpty { throw MigrationError.drift(drifts) }
  }

  /// What is to be applied.
  private func due(_ books: borrowing Connection, _ checksums: [String: String]) throws -> Report {
    let applied = Set(try books.execute("select version from meta.migration").map { try $0.int("version") })
    let functions = try books.execute("select name, checksum, fingerprint from meta.function_script").map {
      [try $0.text("name"), try $0.text("checksum"), "\(try $0.int64("fingerprint"))"]
    }
    return Report(
      migrations: scripts.migrations.filter { !applied.contains($0.version) }.map(\.name),
      functions: scripts.functions.filter {
        !functions.contains([$0.name, checksums[$0.name] ?? "", "\($0.fingerprint)"])
      }.map(\.name))
  }

  /// Throws where the rules are not those that the last upgrade left: the fingerprint that this one takes would say that they were.
  private func requireUnchangedRules(_ books: borrowing Connection) throws {
    let isMade = try books.execute("select to_regprocedure('meta.catalog_objects()') is not null as is_made").only {
      try $0.bool("is_made")
    }
    if !isMade { return }
    let changes = try books.execute(
      """
      select coalesce(o.kind, c.kind) as kind, coalesce(o.name, c.name) as name,
        case when o.name is null then 'was added' when c.name is null then 'is missing' else 'was changed' end as change
      from meta.catalog_object o
      full join meta.catalog_objects() c using (kind, name)
      where o.checksum is distinct from c.checksum
      order by 1, 2
      """
    ).map { "\(try $0.text("kind")) \(try $0.text("name")) \(try $0.text("change"))" }
    if !changes.isEmpty { throw MigrationError.rulesChanged(changes) }
  }

  /// A function is given to its owning role only where that role may create in the schema; it may for no longer than
  /// the scripts run.
  private func allowFunctionOwners(_ isAllowed: Bool, _ books: borrowing Connection) throws {
    let schemas = try books.execute(
      "select nspname from pg_namespace where nspname in ('ledger', 'report', 'identity') order by nspname"
    ).map { try $0.text("nspname") }
    for schema in schemas {
      let (verb, preposition) = isAllowed ? ("grant", "to") : ("revoke", "from")
      try books.script("\(verb) create on schema \(schema) \(preposition) ledger_fn, ledger_rules")
    }
  }

  /// Whether the function that takes texts away is still in the hands of the owner of the books, where it changes nothing.
  private func isHandOverDue(_ books: borrowing Connection) throws -> Bool {
    try books.execute(
      """
      select coalesce((
        select p.proowner <> 'ledger_eraser'::regrole
        from pg_proc p where p.oid = to_regprocedure('ledger.erase_text(bigint, text, text, text)')), false) as is_due
      """
    ).only { try $0.bool("is_due") }
  }

  /// Gives that function to its role, of which the owner of the books is no member: so a superuser does it, as who installs; others are told.
  /// Returns whether it was given.
  private func handOver(_ books: borrowing Connection) throws -> Bool {
    guard try isHandOverDue(books) else { return false }
    let isSuperuser = try books.execute("select rolsuper from pg_roles where rolname = current_user").only {
      try $0.bool("rolsuper")
    }
    guard isSuperuser else {
      try books.script(
        """
        do $$ begin
          raise warning 'Texts cannot be removed from these books yet.'
            using hint = 'Run "ledgerctl init" once as a superuser of the server, which gives ledger.erase_text to its role.';
        end $$
        """)
      return false
    }
    try books.script("alter function ledger.erase_text(bigint, text, text, text) owner to ledger_eraser")
    return true
  }

  /// Takes the fingerprint of the rules as this upgrade left them; `check` compares.
  private func recordCatalog(_ books: borrowing Connection) throws {
    let isMade = try books.execute("select to_regprocedure('meta.record_catalog()') is not null as is_made").only {
      try $0.bool("is_made")
    }
    if isMade { try books.execute("select meta.record_catalog()") }
  }
}
