import Testing

@testable import Ledger

/// Nobody reads or writes outside the memberships of the login, whatever the way.
@Suite struct ScopeTests {
  private static let tables = [
    "organization", "account", "program", "fund", "party", "award", "award_version", "award_progress", "measure",
    "measure_day",
    "budget_line", "budget_version", "budget_amount", "closing_event", "journal_entry", "journal_line", "entry_award",
  ]

  /// How many rows of a table belong to another organization than `organization`, as a login sees them; nil where it may
  /// not read the table at all.
  private func rows(_ connection: borrowing Connection, _ table: String, _ condition: String) throws -> Int? {
    let sql = "select count(*) as n from ledger.\(table) where \(condition)"
    do {
      return try connection.execute(Query(unescaped: sql)).only { try $0.int("n") }
    } catch SQLState.insufficientPrivilege {
      return nil
    }
  }

  @Test func ownOrganizationIsReadAndNoOther() throws {
    let sample = try SampleBooks.copy()
    let homes: [(SampleLogin, Int64)] = [
      (.recorder, 1), (.approver, 1), (.financeAdmin, 1), (.auditor, 1), (.networkAuditor, 1), (.southRecorder, 2),
      (.southFinanceAdmin, 2),
    ]
    for (login, home) in homes {
      let connection = try sample.as(login)
      for table in Self.tables {
        let column = table == "organization" ? "id" : "organization_id"
        #expect(try rows(connection, table, "\(column) <> \(home)") == 0, "\(login), \(table)")
        let own = try rows(connection, table, "\(column) = \(home)")
        if home == 1 { #expect(own ?? 0 > 0, "\(login), \(table)") }
      }
      let organization = home == 1 ? "north" : "south"
      let codes = try connection.execute(
        "select distinct organization_code from ledger.award_budgets(null, '2022-06-30')"
      )
      .map { try $0.text("organization_code") }
      #expect(codes == [organization], "\(login)")
      for view in ["journal", "trial_balance", "budget"] {
        let sql = "select organization from report.\(view) where organization <> '\(organization)'"
        #expect(try connection.execute(Query(unescaped: sql)).count == 0, "\(login), \(view)")
      }
    }
  }

  @Test func strangersReadNothing() throws {
    let sample = try SampleBooks.copy()
    let stranger = try sample.as(.stranger)
    for table in Self.tables + [
      "membership", "network", "network_organization", "rule", "standard_account", "account_role",
    ] {
      #expect(outcome(stranger, "select from ledger.\(table)") == "42501", "\(table)")
    }
    // In a group role and without a membership: the tables are open, and empty.
    for role in MemberRole.allCases {
      let login = "sample_without_\(role.rawValue)"
      let connection = try sample.books.as(login: login, roles: [role.groupRole])
      for table in Self.tables { #expect(try rows(connection, table, "true") ?? 0 == 0, "\(role), \(table)") }
      let activity = try connection.execute(Self.activity(of: "OPEN")).count
      #expect(activity == 0, "\(role)")
      #expect(try connection.execute("select ledger.award_budgets(null, '2022-06-30')").count == 0, "\(role)")
    }
  }

  private static func activity(of award: String, organization: Int64 = 1) -> Query {
    """
    select budget_line_code, actual_cents from ledger.award_activity(
      array[\(organization)::bigint], array[\(award)::text], array['2021-07-01', '2022-07-01']::date[])
    """
  }

  @Test func fundersReadTotalsOfTheirAwardAlone() throws {
    let sample = try SampleBooks.copy()
    let funder = try sample.as(.funder)
    for table in [
      "journal_entry", "journal_line", "membership", "closing_event", "entry_award", "fund", "program",
    ] {
      #expect(outcome(funder, "select from ledger.\(table)") == "42501", "\(table)")
    }
    for view in ["journal", "trial_balance"] { #expect(outcome(funder, "select from report.\(view)") == "42501") }
    #expect(try rows(funder, "award", "code = 'OPEN'") == 1 && rows(funder, "award", "code <> 'OPEN'") == 0)
    for table in ["award_version", "award_progress", "measure", "budget_line", "budget_version", "budget_amount"] {
      #expect(try rows(funder, table, "award_code = 'OPEN'") ?? 0 > 0, "\(table)")
      #expect(try rows(funder, table, "award_code <> 'OPEN' or organization_id <> 1") == 0, "\(table)")
    }
    // Its own name among the parties, and no payee's.
    #expect(try funder.execute("select code from ledger.party").map { try $0.text("code") } == ["fund"])
    let totals = try funder.execute(Self.activity(of: "OPEN")).map {
      (try $0.text("budget_line_code"), try $0.int("actual_cents"))
    }
    // Three expenses of 100.00, one refunded by 40.00, one reversed.
    #expect(totals.count == 1 && totals[0] == ("supplies", 160_00))
    for (award, organization) in [("COND", Int64(1)), ("AGENCY", 1), ("CASH", 1), ("AWAY", 2), ("OPEN", 2)] {
      #expect(try funder.execute(Self.activity(of: award, organization: organization)).count == 0, "\(award)")
    }
    let budgets = try funder.execute(
      "select code, line_code, recorded_through, funder_name from ledger.award_budgets(null, '2022-06-30') order by 2"
    ).map { row in [try row.text("code"), try row.text("line_code"), try row.textOrNil("recorded_through") ?? "none"] }
    #expect(budgets == ["indirect", "salaries", "supplies"].map { ["OPEN", $0, "none"] })
    #expect(outcome(funder, "select ledger.scope_within(1)") == "42501")
    let other = "select ledger.award_budgets(array['COND', 'AWAY'], '2022-06-30')"
    #expect(try funder.execute(Query(unescaped: other)).count == 0)
    #expect(try Books(funder).awards().map(\.reference) == ["north/OPEN"])
  }

  /// The installer holds no membership, and grants those of awards.
  @Test func installersReadAwardsToGrantThem() throws {
    let sample = try SampleBooks.copy()
    let installer = Books(try sample.books.asInstaller())
    let award = try installer.award("COND")
    #expect(try installer.grant(.funder, to: SampleLogin.funder.rawValue, in: .award(award)))
    let read = try Books(try sample.as(.funder)).awards().map(\.code)
    #expect(read == ["COND", "OPEN"])
    #expect(try installer.revoke(.funder, from: SampleLogin.funder.rawValue, in: .award(award)))
    #expect(try Books(try sample.as(.funder)).awards().map(\.code) == ["OPEN"])
  }

  @Test func awardAuditorsReadNoEntriesAndSoundBooks() throws {
    let sample = try SampleBooks.copy()
    let auditor = try sample.as(.awardAuditor)
    #expect(try rows(auditor, "journal_entry", "true") == 0 && rows(auditor, "journal_line", "true") == 0)
    #expect(try rows(auditor, "award", "true") == 1)
    #expect(try brokenRules(auditor).isEmpty)
  }

  /// Writing for another organization: by function, by the tables that are open to insertion, and inside a call.
  @Test func othersAreNotWrittenTo() throws {
    let sample = try SampleBooks.copy()
    let before = try sample.books.digest()
    let away = Drafts.expense(key: "attempt", award: "AWAY")
    let attempts: [(String, [SampleLogin: String])] = [
      (DirectSQL.post(away, organization: 2), [.recorder: "LM001", .financeAdmin: "LM001"]),
      (
        DirectSQL.post(away, organization: 2).replacing("\n  2, array", with: "\n  null, array"),
        [.recorder: "LM001", .financeAdmin: "LM001"]
      ),
      (
        "select ledger.reverse_entry(2, \(sample.number("expense")), '2021-09-30', 'x')",
        [.recorder: "LM001", .financeAdmin: "LM001"]
      ),
      ("select ledger.add_fund(2, 'x', 'X')", [.financeAdmin: "LM001"]),
      ("select ledger.add_organization('x', 'X', null, 7)", [.financeAdmin: "LM001"]),
      (
        "select ledger.add_award(2, 'x', 'X', 'fund', 1, '2021-07-01', '2021-07-01', 'conditional', 'cash', 'program', '4230')",
        [.financeAdmin: "LM001"]
      ),
      (
        "select ledger.adopt_budget(2, 'AWAY', '2021-07-01', 'x', null, 'x', array['a'], array['A'], array['other'], "
          + "array['8110'], array[1]::bigint[])", [.financeAdmin: "LM001"]
      ),
      (
        "select ledger.amend_award(2, 'AWAY', '2022-06-01', 'x', 'x', 'x', null, name => 'x')", [.financeAdmin: "LM001"]
      ),
      ("select * from ledger.close_books(2, '2022-01-01', 'x')", [.financeAdmin: "LM001"]),
      ("insert into ledger.party (organization_id, code, name) values (2, 'x', 'X')", [:]),
      ("insert into ledger.account (organization_id, code, name, type) values (2, 'x', 'X', 'asset')", [:]),
      ("insert into ledger.program (organization_id, code, name) values (2, 'x', 'X')", [:]),
    ]
    for (sql, answers) in attempts {
      for login in SampleLogin.allCases where login != .southRecorder && login != .southFinanceAdmin {
        #expect(outcome(try sample.as(login), sql) == answers[login] ?? "42501", "\(login): \(sql)")
      }
    }
    #expect(try sample.books.digest() == before)
  }

  @Test func membershipIsNotTaken() throws {
    let sample = try SampleBooks.copy()
    let before = try sample.books.digest()
    for login in SampleLogin.allCases {
      let connection = try sample.as(login)
      for sql in [
        "insert into ledger.membership (login, role) values ('\(login.rawValue)', 'finance_admin')",
        "update ledger.membership set role = 'finance_admin' where login = '\(login.rawValue)'",
        "delete from ledger.membership_revocation",
        "insert into ledger.membership_revocation (membership_number) values (1)",
        "insert into ledger.network_organization (network_code, organization_id) values ('sample', 2)",
        "select meta.ensure_login('\(login.rawValue)', 'ledger_owner')",
        "select meta.withdraw_login('sample_auditor')", "select meta.record_catalog()",
        "grant ledger_finance_admin to \(login.rawValue)x", "set role ledger_owner", "set role ledger_fn",
        "set role ledger_rules", "set session authorization sample_recorder",
        "alter table ledger.journal_entry disable trigger stamp", "drop table ledger.rule",
        "create table ledger.x (x int)", "create table public.x (x int)",
        "create function ledger.x() returns int language sql as 'select 1'",
        "update ledger.rule set meaning = 'none'", "delete from meta.catalog_object", "delete from meta.migration",
        "do $$ begin lock table ledger.closing_event in share mode; end $$",
        "select from ledger.award_progress for share", "select nextval('ledger.journal_entry_number')",
        "select setval('ledger.journal_entry_number', 1)",
      ] {
        let found = outcome(connection, sql)
        let isOpen = sql.hasPrefix("set session authorization") && login == .recorder
        #expect(found == (isOpen ? "accepted" : sql.hasPrefix("grant") ? "42704" : "42501"), "\(login): \(sql)")
      }
    }
    #expect(try sample.books.digest() == before)
  }
}
