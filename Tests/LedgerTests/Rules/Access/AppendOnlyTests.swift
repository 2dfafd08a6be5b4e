import Testing

@testable import Ledger

/// What was recorded is never changed, by anybody: UPDATE, DELETE and TRUNCATE of every table of the books.
@Suite struct AppendOnlyTests {
  private struct Change {
    let sql: String
    let refusal: String
  }

  /// A change of every kind, of every table that keeps its rows, and some that matter most.
  private static func changes(_ books: TestBooks) throws -> [Change] {
    var changes: [Change] = []
    let tables = try books.asInstaller().execute(
      """
      select t.table_name::text as name, t.keeps, (
          select a.attname::text
          from pg_attribute a
          join pg_class c on c.oid = a.attrelid
          where c.relnamespace = 'ledger'::regnamespace and c.relname = t.table_name and a.attnum > 0
            and not a.attisdropped and a.attidentity = '' and a.attgenerated = ''
          order by a.attnum
          limit 1
        ) as column
      from meta.table_trait t
      where t.keeps <> 'free'
      order by 1
      """
    ).map { (name: try $0.text("name"), keeps: try $0.text("keeps"), column: try $0.text("column")) }
    #expect(tables.count > 40)
    for (table, keeps, column) in tables {
      let refusal = keeps == "append_only" ? "LE008" : "LR001"
      changes += [
        Change(sql: "delete from ledger.\(table)", refusal: refusal),
        Change(sql: "delete from ledger.\(table) where false", refusal: refusal),
        Change(sql: "truncate ledger.\(table) cascade", refusal: refusal),
      ]
      if keeps == "append_only" || keeps == "moved_by_rules" {
        changes += ["", " where false"].map {
          Change(sql: "update ledger.\(table) set \(column) = \(column)\($0)", refusal: "LE008")
        }
      }
    }
    changes.append(Change(sql: "insert into ledger.sealing default values", refusal: "LR001"))
    changes += [
      ("journal_entry set description = 'changed' where false", "LE008"),
      ("journal_line set amount_cents = amount_cents * 2", "LE008"),
      ("journal_entry set recorded_by = 'somebody'", "LE008"),
      ("budget_amount set amount_cents = amount_cents + 1", "LE008"),
      ("award set basis = 'cash'", "LE008"), ("award_version set ends_on = '2023-06-30'", "LE008"),
      ("closing_event set closed_through = '2021-05-31'", "LE008"),
      ("membership set role = 'auditor'", "LE008"),
      ("entry_award set terms_version = 9", "LE008"),
      ("measure set used_amount = 0", "LE008"),
      ("organization set code = 'other'", "LE008"),
      ("account set type = 'asset' where code = '8110'", "LE008"),
      ("account set counts_toward_budget = false", "LE008"),
      ("fund set kind = 'unrestricted'", "LE008"),
      ("program set code = 'other'", "LE008"),
      ("party set code = 'other'", "LE008"), ("party set kind = 'staff'", "LE008"),
      ("organization set ein = null", "LE008"),
      ("organization set fiscal_year_first_month = 1", "LE008"),
      ("organization set name = 'other'", "LE008"), ("account set name = 'other'", "LE008"),
      ("fund set name = 'other'", "LE008"), ("program set name = 'other'", "LE008"),
      ("party set name = 'other'", "LE008"), ("budget_line set name = 'other'", "LE008"),
    ].map { Change(sql: "update ledger.\($0.0)", refusal: $0.1) }
    changes.append(
      Change(
        sql: """
          insert into ledger.journal_entry (organization_id, entry_date, kind, description, idempotency_key)
          values (1, '2021-09-15', 'journal', 'changed', 'expense')
          on conflict on constraint journal_entry_idempotency_key do update set description = 'changed'
          """, refusal: "LE008"))
    changes.append(
      Change(
        sql: """
          merge into ledger.journal_line l using (values (1)) v (x) on l.organization_id = v.x
          when matched then update set memo = 'changed'
          """, refusal: "LE008"))
    return changes
  }

  @Test func ownerAndReplicaAreRefused() throws {
    let sample = try SampleBooks.copy()
    let before = try sample.books.digest()
    let owner = try sample.asOwner()
    let replica = try sample.asReplica()
    for change in try Self.changes(sample.books) {
      #expect(outcome(owner, change.sql) == change.refusal, "owner: \(change.sql)")
      #expect(outcome(replica, change.sql) == change.refusal, "replica: \(change.sql)")
    }
    #expect(try sample.books.digest() == before)
  }

  @Test(arguments: SampleLogin.allCases) func loginsHaveNoRight(login: SampleLogin) throws {
    let sample = try SampleBooks.copy()
    let before = try sample.books.digest()
    let connection = try sample.as(login)
    for change in try Self.changes(sample.books) {
      #expect(outcome(connection, change.sql) == "42501", "\(change.sql)")
    }
    #expect(try sample.books.digest() == before)
  }

  /// No row of a period, award, budget or account claims to be somebody else's work.
  @Test func recordsCarryTheirOwnLogin() throws {
    let sample = try SampleBooks.copy()
    let forgeries = [
      """
      insert into ledger.closing_event (organization_id, closed_through, action, reason, recorded_by)
      values (1, '2022-04-30', 'close', 'forged', 'somebody')
      """,
      "insert into ledger.account (organization_id, code, name, type, recorded_by) values (1, 'x', 'x', 'asset', 'y')",
      "insert into ledger.party (organization_id, code, name, recorded_by) values (1, 'x', 'x', 'somebody')",
      "insert into ledger.fund (organization_id, code, name, kind, recorded_by) values (1, 'x', 'x', 'award', 'y')",
      "insert into ledger.organization (code, name, recorded_by) values ('x', 'x', 'somebody')",
      "insert into ledger.program (organization_id, code, name, recorded_by) values (1, 'x', 'x', 'somebody')",
      "insert into ledger.party (organization_id, code, name, record_number) values (1, 'x', 'x', 1)",
      "insert into ledger.party (organization_id, code, name, salts) values (1, 'x', 'x', decode(repeat('07', 16), 'hex'))",
      """
      insert into ledger.budget_version (organization_id, award_code, version, effective_on, approved_by, reason, recorded_by)
      values (1, 'OPEN', 2, '2021-07-01', 'x', 'x', 'somebody')
      """,
    ]
    let before = try sample.books.digest()
    let owner = try sample.asOwner()
    let replica = try sample.asReplica()
    for sql in forgeries {
      #expect(outcome(owner, sql) == "LE009", "\(sql)")
      #expect(outcome(replica, sql) == "LE009", "\(sql)")
    }
    for login in SampleLogin.allCases {
      let connection = try sample.as(login)
      for sql in forgeries { #expect(outcome(connection, sql) == "42501", "\(login): \(sql)") }
    }
    #expect(try sample.books.digest() == before)
    // A time given is not believed.
    try owner.script(
      "insert into ledger.party (organization_id, code, name, recorded_at) values (1, 'late', 'Late', '2001-01-01')")
    let year = try owner.execute(
      "select extract(year from recorded_at)::int as y from ledger.party where code = 'late'"
    )
    .only { try $0.int("y") }
    #expect(year > 2020)
  }

  /// Books close and reopen by events alone, which follow each other.
  @Test func booksCloseByEventsAlone() throws {
    let sample = try SampleBooks.copy()
    let admin = Books(try sample.as(.financeAdmin))
    let (june, july) = (try Month(parsing: "2021-06"), try Month(parsing: "2021-07"))
    for (login, expected) in [
      (SampleLogin.recorder, "42501"), (.approver, "42501"), (.auditor, "42501"), (.funder, "42501"),
      (.stranger, "42501"), (.southRecorder, "42501"), (.southFinanceAdmin, "LM001"), (.financeAdmin, "LP002"),
    ] {
      let sql = "select * from ledger.close_books(1, '2021-06-01', 'attempt')"
      #expect(outcome(try sample.as(login), sql) == expected, "\(login)")
    }
    let owner = try sample.books.asInstaller()
    let event = { (action: String, day: String) in
      "insert into ledger.closing_event (organization_id, action, closed_through, reason) values (1, '\(action)', '\(day)', 'x')"
    }
    #expect(outcome(owner, event("close", "2021-06-30")) == "LP002")
    #expect(outcome(owner, event("close", "2021-05-31")) == "LP002")
    #expect(outcome(owner, event("reopen", "2021-06-30")) == "LP003")
    #expect(outcome(owner, event("close", "2021-07-30")) == "closing_event_month_check")
    #expect(outcome(owner, event("erase", "2021-07-31")) == "closing_event_action_check")
    let numbered = "insert into ledger.closing_event (organization_id, number, action, closed_through, reason) "
    #expect(outcome(owner, numbered + "values (1, 7, 'close', '2021-07-31', 'x')") == "LE009")
    let connection = try sample.as(.financeAdmin)
    #expect(outcome(connection, "select ledger.reopen_books(1, '2021-07-01', 'x')") == "LP003")
    #expect(outcome(connection, "select ledger.reopen_books(null, '2021-06-01', 'x')") == "LM001")
    #expect(outcome(connection, "select ledger.reopen_books(1, '2021-06-01', ' ')") == "remark_is_text")
    try admin.reopen(from: june, of: sample.north, reason: "one invoice was missing")
    #expect(try admin.closedThrough(of: sample.north) == "2021-05-31".day)
    try admin.close(through: july, of: sample.north, reason: "sent again")
    #expect(try admin.closedThrough(of: sample.north) == july.lastDay)
    #expect(try admin.check().broken.isEmpty)
  }
}
