extension Migrator {
  /// Applies what is missing, each file in a transaction of its own. `books`: a connection to the books' database, by
  /// a member of `ledger_owner`.
  ///
  /// Several at once wait for each other: each transaction takes the lock and looks again.
  package func migrate(_ books: borrowing Connection) throws -> Report {
    try bootstrap(books)
    try reserveLocks(books)
    try requireLineage(books)
    let checksums = try checksums(books)
    try locked(books, scripts.bootstrap) { try requireNoDrift($0, checksums) }
    var report = Report()
    for script in scripts.migrations {
      let applied = try locked(books, script) { try apply(migration: script, checksums[script.name], $0) }
      if applied { report.migrations.append(script.name) }
    }
    for script in scripts.functions {
      let applied = try locked(books, script) { try apply(functions: script, checksums[script.name], $0) }
      if applied { report.functions.append(script.name) }
    }
    try forgetRemovedFunctions(books)
    let isHandedOver = try handOver(books)
    if isHandedOver || !report.migrations.isEmpty || !report.functions.isEmpty { try recordCatalog(books) }
    return report
  }

  /// Makes the tables that record what was applied.
  private func bootstrap(_ books: borrowing Connection) throws {
    func isMissing() throws -> Bool {
      try books.execute("select to_regclass('meta.function_script') is null as missing").only { try $0.bool("missing") }
    }
    guard try isMissing() else { return }
    do {
      try books.transaction { books in
        try books.execute("set local role ledger_owner")
        try books.script(scripts.bootstrap.text)
      }
    } catch let error as DatabaseError {
      // Another upgrade may have made them at the same moment.
      guard !error.isConnectionLost, try !isMissing() else { throw Self.failure(of: scripts.bootstrap, error) }
    }
  }

  /// Throws where the books are of another line of migrations, whatever their version.
  private func requireLineage(_ books: borrowing Connection) throws {
    let isOurs = try books.execute("select to_regclass('meta.lineage') is not null as is_ours").only {
      try $0.bool("is_ours")
    }
    if !isOurs { throw MigrationError.booksOfAnotherLineage }
  }

  /// Runs `body` as the owner, in a transaction that holds the one lock of upgrades.
  private func locked<Value>(
    _ books: borrowing Connection, _ script: SchemaScripts.Script, _ body: (borrowing Connection) throws -> Value
  ) throws -> Value {
    do {
      return try books.transaction { books in
        try books.script("set local role ledger_owner; set local lock_timeout = '30s'")
        try books.execute("lock table meta.migration in exclusive mode")
        try requireNotNewer(books)
        return try body(books)
      }
    } catch let error as DatabaseError {
      throw Self.failure(of: script, error)
    }
  }

  /// Throws where a newer program has upgraded the books, be it a moment ago.
  private func requireNotNewer(_ books: borrowing Connection) throws {
    let newest = try books.execute("select max(version) as version from meta.migration").only {
      try $0.intOrNil("version") ?? 0
    }
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

  private func apply(
    migration script: SchemaScripts.Script, _ checksum: String?, _ books: borrowing Connection
  ) throws -> Bool {
    let isApplied = try books.execute("select from meta.migration where version = \(script.version)").count > 0
    if isApplied { return false }
    try books.script(script.text)
    try books.execute(
      """
      insert into meta.migration (version, name, checksum)
      values (\(script.version), \(script.name), \(checksum))
      """)
    return true
  }

  private func apply(
    functions script: SchemaScripts.Script, _ checksum: String?, _ books: borrowing Connection
  ) throws -> Bool {
    let isApplied =
      try books.execute(
        """
        select from meta.function_script
        where name = \(script.name) and checksum = \(checksum) and fingerprint = \(script.fingerprint)
        """
      ).count > 0
    if isApplied { return false }
    // Functions name each other, in whatever order the files come.
    try books.script("set local check_function_bodies = off")
    try allowFunctionOwners(true, books)
    try books.script(script.text)
    try allowFunctionOwners(false, books)
    try books.execute(
      """
      insert into meta.function_script (name, checksum, fingerprint)
      values (\(script.name), \(checksum), \(script.fingerprint))
      on conflict (name) do update
      set checksum = excluded.checksum, fingerprint = excluded.fingerprint, applied_at = now(), applied_by = session_user
      """)
    return true
  }

  /// A function is given to its owning role only where that role may create in the schema; it may for no longer than
  /// the script runs.
  private func allowFunctionOwners(_ isAllowed: Bool, _ books: borrowing Connection) throws {
    let schemas = try books.execute(
      "select nspname from pg_namespace where nspname in ('ledger', 'report', 'identity') order by nspname"
    ).map { try $0.text("nspname") }
    for schema in schemas {
      let (verb, preposition) = isAllowed ? ("grant", "to") : ("revoke", "from")
      try books.script("\(verb) create on schema \(schema) \(preposition) ledger_fn, ledger_rules")
    }
  }

  /// Gives the function that takes texts away to its role, of which the owner of the books is no member: so a superuser does it, as who
  /// installs. In the hands of the owner the function changes nothing. Returns whether there was something to do.
  private func handOver(_ books: borrowing Connection) throws -> Bool {
    let isDue = try books.execute(
      """
      select coalesce((
        select p.proowner <> 'ledger_eraser'::regrole
        from pg_proc p where p.oid = to_regprocedure('ledger.erase_text(bigint, text, text, text)')), false) as is_due
      """
    ).only { try $0.bool("is_due") }
    if !isDue { return false }
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
    do {
      try books.transaction { books in
        try books.script("set local lock_timeout = '30s'")
        try books.execute("lock table meta.migration in exclusive mode")
        try books.script("alter function ledger.erase_text(bigint, text, text, text) owner to ledger_eraser")
      }
    } catch let error as DatabaseError {
      throw Self.failure(of: scripts.bootstrap, error)
    }
    return true
  }

  /// Takes the fingerprint of the rules as this upgrade left them; `check` compares.
  private func recordCatalog(_ books: borrowing Connection) throws {
    try locked(books, scripts.bootstrap) { books in
      let exists = try books.execute("select to_regprocedure('meta.record_catalog()') is not null as present")
        .only { try $0.bool("present") }
      if exists { try books.execute("select meta.record_catalog()") }
    }
  }

  /// A script that the program no longer carries counts no more; a migration has dropped what it made.
  private func forgetRemovedFunctions(_ books: borrowing Connection) throws {
    let names = scripts.functions.map(\.name)
    try locked(books, scripts.bootstrap) {
      _ = try $0.execute("delete from meta.function_script where name <> all (\(names)::text[])")
    }
  }
}
