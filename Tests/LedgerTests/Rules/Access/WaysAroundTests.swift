import Testing

@testable import Ledger

/// Who can go past the rules by what stands beside the books, as `check` says it.
@Suite struct WaysAroundTests {
  /// Rights and settings that a superuser gives for good, each with the words that name them.
  static let ways: [(sql: String, undo: String, named: String)] = [
    (
      "create role LOGIN_s superuser; grant LOGIN_s to LOGIN", "drop role LOGIN_s",
      "LOGIN (member of LOGIN_s (superuser))"
    ),
    ("grant pg_write_all_data to LOGIN", "revoke pg_write_all_data from LOGIN", "LOGIN (member of pg_write_all_data)"),
    ("grant pg_read_all_data to LOGIN", "revoke pg_read_all_data from LOGIN", "LOGIN (member of pg_read_all_data)"),
    ("alter role LOGIN bypassrls", "alter role LOGIN nobypassrls", "LOGIN (not bound by row security)"),
    ("alter role LOGIN replication", "alter role LOGIN noreplication", "LOGIN (may replicate the whole server)"),
    (
      "create role LOGIN_b bypassrls; grant LOGIN_b to LOGIN", "drop role LOGIN_b", "LOGIN (not bound by row security)"
    ),
    (
      "create function public.helps() returns void language sql security definer as 'select'; alter function public.helps() owner to ledger_owner",
      "drop function public.helps()", "whoever may call public.helps() (runs as ledger_owner)"
    ),
    (
      "create function public.aids() returns void language sql security definer as 'select'",
      "drop function public.aids()",
      "whoever may call public.aids() (runs as \(LocalCluster.installerLogin))"
    ),
    (
      "grant set on parameter session_replication_role to LOGIN",
      "revoke set on parameter session_replication_role from LOGIN",
      "LOGIN (may set session_replication_role)"
    ),
    (
      "alter database DATABASE set session_replication_role = replica",
      "alter database DATABASE reset session_replication_role",
      "every session in database DATABASE (begin with session_replication_role)"
    ),
    (
      "alter role LOGIN set local_preload_libraries = 'plpgsql'", "alter role LOGIN reset local_preload_libraries",
      "sessions of LOGIN (begin with local_preload_libraries)"
    ),
  ]

  @Test func rightsAndSettingsThatGoPastTheRulesAreNamed() throws {
    let sample = try SampleBooks.copy()
    let superuser = try sample.books.asInstaller()
    let login = "ways_\(UInt32.random(in: 0...(.max)))"
    func filled(_ text: String) -> String {
      text.replacing("LOGIN", with: login).replacing("DATABASE", with: sample.books.database)
    }
    try superuser.script("create role \(login) login")
    defer { try? superuser.script("drop role \(login)") }
    func named() throws -> Set<String> {
      Set(
        try superuser.execute("select who || ' (' || why || ')' as way from meta.ways_around()").map {
          try $0.text("way")
        })
    }
    #expect(try !named().contains { $0.contains(login) || $0.contains(sample.books.database) })
    for way in Self.ways {
      try superuser.script(filled(way.sql))
      let found = try named()
      #expect(found.contains(filled(way.named)), "\(way.sql): \(found)")
      try superuser.script(filled(way.undo))
      #expect(try !named().contains(filled(way.named)), "\(way.undo)")
    }
  }

  /// What a superuser gives and makes beside the books is named: by a rule where it is in them, else with who is not bound by rules.
  @Test func waysAroundTheRulesAreNamed() throws {
    let sample = try SampleBooks.copy()
    let installer = try sample.books.asInstaller()
    #expect(try brokenRules(installer) == [])
    let reader = Books(try sample.as(.auditor))
    let plain = try reader.check().waysAround
    #expect(plain.contains("\(LocalCluster.installerLogin) (superuser)"), "\(plain)")
    #expect(!plain.contains { $0.hasPrefix("everybody") }, "\(plain)")
    let login = "ways_\(UInt32.random(in: 0...(.max)))"
    try installer.script(
      "create role \(login) login; grant ledger_owner to \(login); grant pg_write_server_files to \(login)")
    defer { try? installer.script("reassign owned by \(login) to current_user; drop role \(login)") }
    #expect(
      try reader.check().waysAround.contains("\(login) (member of ledger_owner, member of pg_write_server_files)"))
    try installer.script(
      """
      revoke ledger_owner, pg_write_server_files from \(login); alter role \(login) createrole;
      grant execute on function pg_catalog.pg_advisory_lock(bigint), pg_catalog.lo_create(oid) to public
      """)
    let given = try reader.check()
    #expect(given.broken == [])
    #expect(given.waysAround.contains("\(login) (may make roles)"))
    #expect(given.waysAround.contains("everybody who may connect (takes locks, makes large objects: 2 functions)"))
    try installer.execute(
      "alter database \(Query.identifier(sample.books.database)) owner to \(Query.identifier(login))")
    #expect(try reader.check().waysAround.contains("\(login) (may make roles, owner of the database)"))
    try installer.script(
      """
      create function public.meddle() returns event_trigger language plpgsql as 'begin end';
      create event trigger meddles on ddl_command_end execute function public.meddle();
      """)
    #expect(
      try reader.check().broken.map { "\($0.rule.prefix(5)) \($0.place): \($0.problem)" }
        == ["LS001 event trigger meddles: was not in the schema after the last upgrade"])
  }
}
