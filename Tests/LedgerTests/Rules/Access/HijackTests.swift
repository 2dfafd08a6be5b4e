import Testing

@testable import Ledger

/// A session's own objects and settings do not stand in for those of the books.
@Suite struct HijackTests {
  /// Tables and functions of a session that have the names that the functions of the books use.
  private static let standIns = """
    create temporary table journal_entry (organization_id bigint, id bigint, idempotency_key text, kind text);
    create temporary table journal_line (organization_id bigint);
    create temporary table membership (login text, role text, organization_id bigint);
    create temporary table rule (sqlstate text, next_step text);
    create temporary table closing_event (closed_through date);
    create function pg_temp.recordable_organizations() returns setof bigint language sql as 'values (1), (2)';
    create function pg_temp.readable_organizations() returns setof bigint language sql as 'values (1), (2)';
    create function pg_temp.count(bigint) returns bigint language sql as 'select 0::bigint';
    create function pg_temp.nextval(regclass) returns bigint language sql as 'select 1::bigint';
    create function pg_temp.unnest(text[]) returns setof text language sql as 'select null::text where false';
    create domain pg_temp.bigint as text;
    set search_path = pg_temp, ledger, meta, pg_catalog;
    """

  @Test func temporaryObjectsAreIgnored() throws {
    let sample = try SampleBooks.copy()
    for login in [SampleLogin.recorder, .southRecorder] {
      // The test's logins may make temporary objects; those of `ledgerctl user grant` may not.
      let connection = try sample.as(login)
      try connection.script(Self.standIns)
      let isHome = login == .recorder
      #expect(
        outcome(connection, DirectSQL.post(Drafts.transfer(key: "real"))) == (isHome ? "accepted" : "LM001"), "\(login)"
      )
      #expect(
        outcome(
          connection, DirectSQL.post(Drafts.transfer(key: "bad").changed { $0.lines[0].amount = Money(cents: 1) }))
          == (isHome ? "LE001" : "LM001"))
      let readable = try connection.execute("select from ledger.journal_entry where organization_id = 1").count
      #expect((readable > 0) == isHome)
      #expect(try connection.execute("select from ledger.check_books()").count == 0)
    }
    let recorded = try sample.as(.auditor).execute(
      "select recorded_by from ledger.journal_entry where idempotency_key = 'real'")
    #expect(try recorded.map { try $0.text("recorded_by") } == ["sample_recorder"])
  }

  /// `row_security = off` does not open rows: it refuses.
  @Test func rowSecurityIsNotSwitchedOff() throws {
    let sample = try SampleBooks.copy()
    for login in [SampleLogin.recorder, .auditor, .southRecorder] {
      let connection = try sample.as(login)
      try connection.script("set row_security = off")
      #expect(outcome(connection, "select from ledger.journal_entry") == "42501", "\(login)")
    }
  }

  @Test func publicMakesNothing() throws {
    let sample = try SampleBooks.copy()
    let installer = Books(try sample.books.asInstaller())
    try installer.grant(.recorder, to: "sample_fresh", in: .organization(sample.north))
    let rights = try sample.books.asInstaller().execute(
      """
      select a.privilege_type
      from pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
      where d.datname = current_database() and a.grantee = 0
      """)
    #expect(rights.count == 0)
    let schemas = try sample.books.asInstaller().execute(
      """
      select n.nspname, a.privilege_type
      from pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
      where n.nspname in ('public', 'ledger', 'identity', 'report', 'meta') and a.privilege_type = 'CREATE'
        and a.grantee <> n.nspowner
      """)
    #expect(schemas.count == 0)
    let temporary = try sample.books.asInstaller().execute(
      """
      select from pg_database d, aclexplode(d.datacl) a
      where d.datname = current_database() and a.privilege_type = 'TEMPORARY' and a.grantee <> d.datdba
      """)
    #expect(temporary.count == 0)
  }

  /// The actor is the login of the session, whatever role or setting it takes on.
  @Test func roleDoesNotChangeTheActor() throws {
    let sample = try SampleBooks.copy()
    let connection = try sample.as(.recorder)
    try connection.script("set role ledger_recorder; set ledger.actor = 'sample_finance_admin'")
    #expect(outcome(connection, DirectSQL.post(Drafts.transfer(key: "role"))) == "accepted")
    #expect(outcome(connection, "select * from ledger.close_books(1, '2022-01-01', 'x')") == "42501")
    let actor = try connection.execute("select recorded_by from ledger.journal_entry where idempotency_key = 'role'")
      .only {
        try $0.text("recorded_by")
      }
    #expect(actor == "sample_recorder")
  }
}
