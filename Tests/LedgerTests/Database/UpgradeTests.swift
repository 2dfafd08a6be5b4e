import Testing

@testable import Ledger

/// Books of the first release, with rows in them, upgrade: what the new rules run on is summed up once.
@Suite struct UpgradeTests {
  @Test func restrictedBalancesAreSummedUp() throws {
    let name = "upgraded_\(UInt64.random(in: 0...(.max)))"
    let server = try installerConnection()
    var first = SchemaScripts.embedded
    first.migrations = first.migrations.filter { $0.version <= 4 }
    first.functions = []
    try Migrator().installRoles(server)
    try Migrator().createBooks(name, server, isPrivateServer: true)
    let installer = try installerConnection(database: name)
    _ = try Migrator(scripts: first).migrate(installer)
    try installer.script(Self.rows)
    _ = try Migrator().migrate(installer)

    let books = Books(installer)
    let award = try books.award("YOUTH")
    #expect(try books.balances(of: award).restricted == Money(cents: 700_00))
    #expect(try books.check().broken.isEmpty)
    // The rule holds from here on, for what was there before too.
    let organization = award.organization
    #expect(try books.dueReleases(of: organization, through: "2021-12-31".day).map(\.due) == [.zero])
    try books.connection.script("insert into ledger.membership (login, role) values (session_user, 'finance_admin')")
    #expect(throws: DatabaseError.self) {
      try books.post(Drafts.release(key: "more", cents: 700_01, award: "YOUTH"), to: organization)
    }
    try books.post(Drafts.release(key: "rest", cents: 700_00, award: "YOUTH"), to: organization)
    try books.close([Month(parsing: "2021-12")], of: organization, reason: "month")
    #expect(try books.check().broken.isEmpty)
  }

  /// An award with a promise of 1,000.00, of which 300.00 was released by hand.
  private static let rows = """
    insert into ledger.organization (code, name) values ('site', 'Site');
    insert into ledger.account (organization_id, code, name, type, counts_toward_budget)
    select 1, s.code, s.name, s.type, s.counts_toward_budget from ledger.standard_account s;
    insert into ledger.fund (organization_id, code, name, kind)
    values (1, 'general', 'General', 'unrestricted'), (1, 'YOUTH', 'Youth', 'award');
    insert into ledger.program (organization_id, code, name) values (1, 'program', 'Program');
    insert into ledger.party (organization_id, code, name, kind) values (1, 'fund', 'The Funder', 'foundation');
    insert into ledger.accounting_period (organization_id, starts_on)
    select 1, m::date from generate_series(timestamp '2000-01-01', timestamp '2099-12-01', interval '1 month') m;
    insert into ledger.award (
      organization_id, code, name, funder_code, amount_cents, starts_on, ends_on, recognition, fund_code, program_code,
      revenue_account_code)
    values (1, 'YOUTH', 'Youth', 'fund', 100000, '2021-07-01', '2022-06-30', 'unconditional', 'YOUTH', 'program', '4230');
    insert into ledger.award_progress (organization_id, award_code, promised_cents) values (1, 'YOUTH', 100000);
    begin;
    insert into ledger.journal_entry (
      organization_id, id, entry_date, kind, description, idempotency_key, recorded_at, recorded_by)
    values
      (1, nextval('ledger.journal_entry_number'), '2021-07-01', 'promise', 'Promise', 'p', clock_timestamp(), session_user),
      (1, nextval('ledger.journal_entry_number'), '2021-09-30', 'journal', 'Release', 'r', clock_timestamp(), session_user);
    insert into ledger.journal_line (
      organization_id, entry_id, line_number, entry_date, account_code, fund_code, amount_cents, net_asset_class, award_code)
    values
      (1, 1, 1, '2021-07-01', '1240', 'YOUTH', 100000, null, 'YOUTH'),
      (1, 1, 2, '2021-07-01', '4230', 'YOUTH', -100000, 'with', 'YOUTH'),
      (1, 2, 1, '2021-09-30', '6910', 'YOUTH', 30000, 'with', null),
      (1, 2, 2, '2021-09-30', '6910', 'YOUTH', -30000, 'without', null);
    commit;
    """
}
