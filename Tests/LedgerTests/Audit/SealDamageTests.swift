import Foundation
import Testing

@testable import Ledger

/// Whatever a superuser does to sealed books, past their rules, `check` names.
@Suite struct SealDamageTests {
  private struct Damage {
    let sql: String
    /// Rule and place, or rule alone.
    let named: [String]
  }

  /// What a seal says of itself, otherwise.
  static let words = [
    "sealed_at = sealed_at + interval '1 microsecond'", "sealed_by = 'somebody'",
    "last_entry_number = last_entry_number - 1",
    "last_record_number = last_record_number + 1", "entry_count = entry_count - 1", "entry_floor = entry_floor - 1",
    "record_floor = record_floor - 1",
    "entry_floor = 999999", "record_floor = 999999", "leaf_count = leaf_count + 1",
    "instance_number = 7",
  ]

  /// First rows of what entries refer to, otherwise: edited, gone, and put in later.
  static let firstRows =
    [
      ("organization", "organization set name = 'Other' where id = 1"),
      ("organization", "organization set ein = '11-1111111' where id = 1"),
      ("organization", "organization set fiscal_year_first_month = 2 where id = 1"),
      ("organization", "organization set recorded_by = 'somebody' where id = 1"),
      ("account", "account set name = 'Other' where organization_id = 1 and code = '8110'"),
      ("account", "account set type = 'asset' where organization_id = 1 and code = '8590'"),
      ("account", "account set counts_toward_budget = true where organization_id = 1 and code = '8270'"),
      ("account", "account set role = null, is_default = false where organization_id = 1 and code = '1040'"),
      ("account", "account set is_default = false where organization_id = 1 and code = '1040'"),
      ("account", "account set code = '8111' where organization_id = 1 and code = '8590'"),
      (
        "account",
        "account set recorded_at = recorded_at + interval '1 microsecond' where organization_id = 1 and code = '8590'"
      ),
      ("fund", "fund set name = 'Other' where organization_id = 1 and code = 'OPEN'"),
      ("fund", "fund set kind = 'award' where organization_id = 1 and kind = 'unrestricted'"),
      ("program", "program set name = 'Other' where organization_id = 1"),
      ("program", "program set recorded_by = 'somebody' where organization_id = 1"),
      ("party", "party set name = 'Other' where organization_id = 1 and code = 'acme'"),
      ("party", "party set kind = 'staff' where organization_id = 1 and code = 'acme'"),
      ("party", "party set salts = decode(repeat('07', 16), 'hex') where organization_id = 1 and code = 'acme'"),
    ].map { (kind: $0.0, sql: "update ledger.\($0.1)") }
    + [
      ("organization", "id = 1", "code", "'later'"),
      ("account", "organization_id = 1", "organization_id, code, type", "1, 'later', 'expense'"),
      ("fund", "organization_id = 1", "organization_id, code, kind", "1, 'later', 'award'"),
      ("program", "organization_id = 1", "organization_id, code", "1, 'later'"),
      ("party", "organization_id = 1", "organization_id, code", "1, 'later'"),
    ].flatMap { table, own, columns, values in
      [
        (kind: table, sql: "delete from ledger.\(table) where \(own)"),
        // Under a number that nobody drew.
        (
          kind: table,
          sql:
            "insert into ledger.\(table) (\(columns), name, salts, record_number) values (\(values), 'Later', decode(repeat('07', 16), 'hex'), -5)"
        ),
      ]
    }

  private static func damages(_ sample: SampleBooks) -> [Damage] {
    let expense = sample.number("expense")
    let (refund, promise) = (sample.number("refund"), sample.number("promise"))
    let memo =
      "update ledger.journal_line set memo = 'x', salts = decode(repeat('07', 16), 'hex') where entry_id = \(expense) and line_number = 1"
    return [
      // An edit that breaks no other rule, of each table that is read.
      Damage(sql: memo, named: ["LS002 entry \(expense)"]),
      Damage(
        sql: "update ledger.journal_entry set salts = decode(repeat('07', 48), 'hex') where id = \(expense)",
        named: ["LS002 entry \(expense)"]),
      Damage(
        sql: "update ledger.budget_line set salts = decode(repeat('07', 16), 'hex') where award_code = 'COND'",
        named: ["LS002 budget_version record"]),
      Damage(
        sql: "update ledger.journal_entry set description = 'Pens' where id = \(expense)",
        named: ["LS002 entry \(expense)"]),
      Damage(
        sql: "update ledger.journal_entry set recorded_by = 'somebody' where id = \(expense)",
        named: ["LS002 entry \(expense)"]),
      Damage(
        sql:
          "update ledger.journal_entry set recorded_at = recorded_at + interval '1 microsecond' where id = \(promise)",
        named: ["LS002 entry \(promise)"]),
      Damage(
        sql: "update ledger.budget_version set approved_by = 'Somebody' where award_code = 'COND'",
        named: ["LS002 budget_version record"]),
      Damage(
        sql: "update ledger.award_terms set retention_years = 1 where award_code = 'COND'",
        named: ["LS002 award_terms record"]),
      Damage(sql: "update ledger.award set basis = 'accrual' where code = 'CASH'", named: ["LS002 award record"]),
      Damage(
        sql: "update ledger.award_version set name = 'Other' where award_code = 'CASH'",
        named: ["LS002 award_version record"]),
      Damage(sql: "update ledger.closing_event set reason = 'other'", named: ["LS002 closing_event record"]),
      Damage(
        sql: "update ledger.budget_line set name = 'Other' where award_code = 'COND' and code = 'supplies'",
        named: ["LS002 budget_version record"]),
      // A whole entry gone.
      Damage(
        sql:
          "delete from ledger.journal_line where entry_id = \(refund); delete from ledger.journal_entry where id = \(refund)",
        named: ["LS002 entry \(refund)", "LS004 rollup of OPEN supplies account 8110 2021-09 at seal 1"]),
      // Leaves, trees and seals themselves.
      Damage(
        sql: "update ledger.leaf set hash = sha256('x') where organization_id = 1 and leaf_index = 0",
        named: ["LS002 entry", "LS003 tree at seal 1"]),
      Damage(
        sql: """
          update ledger.leaf set leaf_index = 1001 - leaf_index where organization_id = 1 and leaf_index in (0, 1);
          update ledger.leaf set leaf_index = leaf_index - 1000 where leaf_index >= 1000;
          """, named: ["LS003 tree at seal 1", "LS003 leaf 1"]),
      Damage(
        sql: "delete from ledger.leaf where organization_id = 1 and leaf_index = 3",
        named: ["LS002", "LS003 tree at seal 1", "LS003 leaf 4"]),
      Damage(
        sql: "update ledger.leaf set seal_number = 2 where organization_id = 1 and leaf_index = 0",
        named: ["LS003 leaf 0"]),
      Damage(
        sql: "update ledger.leaf set organization_id = 7 where organization_id = 1 and leaf_index = 0",
        named: ["LS002 entry", "LS003 tree at seal 1", "LS003 leaf 0"]),
      Damage(
        sql:
          "delete from ledger.leaf where organization_id = 1 and leaf_index = (select max(leaf_index) from ledger.leaf where organization_id = 1)",
        named: ["LS003 tree at seal 2", "LS003 seal 2"]),
      Damage(
        sql: "insert into ledger.leaf select 1, max(leaf_index) + 1, 2, 'entry', 9000, sha256('x') from ledger.leaf",
        named: ["LS002 entry 9000", "LS003 leaf"]),
      Damage(
        sql: "update ledger.tree_head set root = sha256('x') where organization_id = 1 and seal_number = 2",
        named: ["LS003 tree at seal 2", "LS003 seal 2"]),
      Damage(
        sql: "update ledger.tree_head set frontier = sha256('x') where organization_id = 1 and seal_number = 2",
        named: ["LS003 tree at seal 2"]),
      Damage(
        sql: "delete from ledger.tree_head where organization_id = 1 and seal_number = 1",
        named: ["LS003 seal 1"]),
      Damage(sql: "delete from ledger.tree_head where organization_id = 2", named: ["LS003 leaf 0", "LS003 seal 1"]),
      Damage(
        sql:
          "insert into ledger.tree_head select 1, 9, last_entry_number, leaf_count + 1, root, frontier from ledger.tree_head where organization_id = 1 and seal_number = 2",
        named: ["LS003 tree at seal 9"]),
      Damage(sql: "update ledger.seal set root = sha256('x') where number = 2", named: ["LS003 seal 2"]),
      Damage(sql: "delete from ledger.seal where number = 1", named: ["LS003 seal 2", "LS003 tree at seal 1"]),
      Damage(sql: "delete from ledger.seal where number = 2", named: ["LS003 tree at seal 2"]),
      Damage(sql: "update ledger.seal set leaf_count = leaf_count + 1 where number = 1", named: ["LS003 seal 1"]),
      Damage(sql: "update ledger.seal set entry_count = entry_count - 1 where number = 1", named: ["LS003 seal 1"]),
      Damage(sql: "update ledger.seal set last_entry_number = 0 where number = 2", named: ["LS003 seal 2"]),
    ] + words.map { Damage(sql: "update ledger.seal set \($0) where number = 1", named: ["LS003 seal 1"]) }
      + firstRows.map { Damage(sql: $0.sql, named: ["LS002 \($0.kind) record"]) } + [
        // A checkpoint names the life of the books; with another one it is another root.
        Damage(sql: "update meta.instance set id = gen_random_uuid()", named: ["LS003 seal 1", "LS003 seal 2"]),
        Damage(
          sql: "update ledger.organization set code = 'elsewhere' where id = 2", named: ["LS002", "LS003 seal 1"]),
        // Rollups.
        Damage(
          sql: "update ledger.rollup set debit_cents = debit_cents + 1 where seal_number = 1 and debit_cents > 0",
          named: ["LS004 rollup of OPEN supplies account 8110 2021-09 at seal 1"]),
        Damage(sql: "delete from ledger.rollup where seal_number = 2", named: ["LS004"]),
        Damage(
          sql:
            "update ledger.month_rollup set credit_cents[1] = credit_cents[1] + 1 where organization_id = 1 and month = '2021-09-01' and seal_number = 1",
          named: ["LS004 rollup of account 1010 2021-09 at seal 1"]),
        Damage(sql: "delete from ledger.month_rollup where seal_number = 2", named: ["LS004 rollup of account"]),
        Damage(
          sql: "update ledger.month_rollup set seal_number = 3 where seal_number = 2",
          named: ["LS004 rollup of account"]),
        Damage(
          sql:
            "insert into ledger.rollup select organization_id, key_number, 3, debit_cents, credit_cents from ledger.rollup where seal_number = 1 and key_number = 1",
          named: ["LS004"]),
        Damage(sql: "update ledger.rollup_key set month = '2021-10-01' where account_code = '8110'", named: ["LS004"]),
        Damage(sql: "delete from ledger.rollup_key where account_code = '8110'", named: ["LS004"]),
        // A column rewritten, with its type put back.
        Damage(
          sql: "alter table ledger.journal_line alter column memo type ledger.remark using 'rewritten'",
          named: ["LS002 entry \(expense)"]),
        Damage(
          sql: "alter table ledger.journal_entry alter column entry_date type ledger.day using entry_date::date + 1",
          named: ["LS002 entry \(expense)"]),
      ]
  }

  static func sealed() throws -> SampleBooks {
    let sample = try SampleBooks.copy()
    let recorder = Books(try sample.as(.recorder))
    _ = try recorder.seal()
    try recorder.post(Drafts.expense(key: "second"), to: sample.north)
    try recorder.post(Drafts.transfer(key: "third"), to: sample.north)
    _ = try recorder.seal()
    try awaitFloor(sample, recorder)
    return sample
  }

  /// Seals until the floor has reached what was drawn: it waits for what is under way in other books of the server, too.
  static func awaitFloor(_ sample: SampleBooks, _ recorder: borrowing Books) throws {
    let owner = try sample.asOwner()
    while try owner.execute(
      """
      select s.entry_floor < (select max(e.id) from ledger.journal_entry e)
        or s.record_floor < (select max(e.record_number) from ledger.journal_entry e) as lags
      from ledger.sealing s
      """
    ).only({ try $0.bool("lags") }) {
      usleep(5000)
      _ = try recorder.seal()
    }
  }

  private func named(_ connection: borrowing Connection) throws -> [String] {
    try connection.execute(
      "select left(rule, 5) || ' ' || place as named from ledger.check_books() where rule not like 'LS001%'"
    ).map { try $0.text("named") }
  }

  @Test func everyDamageIsNamed() throws {
    let sample = try Self.sealed()
    let installer = try sample.books.asInstaller()
    #expect(try named(installer) == [])
    for damage in Self.damages(sample) {
      try installer.script("begin")
      let tables = try installer.execute(
        "select relname::text as name from pg_class where relnamespace = 'ledger'::regnamespace and relkind = 'r'"
      ).map { try $0.text("name") }
      for table in tables { try installer.script("alter table ledger.\(table) disable trigger user") }
      try installer.script("alter table meta.instance disable trigger user")
      // Views, keys and triggers that hold a column's type are in the way of its rewriting, and a superuser can drop them, and make them again.
      var views = ""
      if damage.sql.hasPrefix("alter") {
        for view in ["measured_opening", "measured"] {
          let body = try installer.execute("select pg_get_viewdef(\("ledger." + view)::regclass) as body").only {
            try $0.text("body")
          }
          views += "create view ledger.\(view) as \(body); grant select on ledger.\(view) to public;"
        }
        try installer.script(
          """
          drop view report.journal;
          drop view ledger.measured_opening cascade;
          alter table ledger.journal_line drop constraint if exists journal_line_entry_fkey;
          alter table ledger.journal_line drop constraint journal_line_salts_check;
          drop trigger gives_salts on ledger.journal_line;
          """)
      }
      try installer.script("set local session_replication_role = replica; \(damage.sql); \(views)")
      let found = try named(installer)
      for expected in damage.named {
        #expect(found.contains { $0.hasPrefix(expected) }, "\(damage.sql): \(found)")
      }
      try installer.script("rollback")
    }
    #expect(try named(installer) == [])
  }

  /// A salt that was changed is as good as a text that was, of whatever row; one of no text is in no leaf.
  @Test func everyChangedSaltIsNamed() throws {
    let sample = try Self.sealed()
    let installer = try sample.books.asInstaller()
    let places = try installer.execute(
      "select table_name, column_name, place from meta.free_text order by table_name, place"
    ).map { (table: try $0.text("table_name"), column: try $0.text("column_name"), place: try $0.int("place")) }
    var named: [String] = []
    for (table, column, place) in places {
      try installer.script(
        """
        begin;
        alter table ledger.\(table) disable trigger user;
        set local session_replication_role = replica;
        """)
      for isThere in [false, true] {
        try installer.script(
          """
          update ledger.\(table)
          set salts = set_byte(salts, \(16 * place - 1), get_byte(salts, \(16 * place - 1)) # 1)
          where \(column) is \(isThere ? "not null" : "null") and salts is not null
          """)
        let changed = try installer.execute(
          "select from ledger.\(unescaped: table) where \(unescaped: column) is \(unescaped: isThere ? "not null" : "null") and salts is not null"
        ).count
        let found = try self.named(installer)
        #expect(found.isEmpty == (!isThere || changed == 0), "\(table).\(column): \(found)")
        #expect(found.allSatisfy { $0.hasPrefix("LS002") }, "\(table).\(column): \(found)")
        if !found.isEmpty { named.append("\(table).\(column)") }
      }
      try installer.script("rollback")
    }
    // Of all the ways in which a table stands in a leaf: an entry, a line, a record, a part of a record.
    #expect(
      Set(named).isSuperset(of: [
        "journal_entry.description", "journal_entry.idempotency_key", "journal_entry.reversal_reason",
        "award_version.name", "award_terms.reason", "budget_version.approved_by", "budget_line.name",
        "closing_event.reason",
      ]), "\(named)")
  }

  /// A disabled trigger is named by the fingerprint of the catalog, what was done meanwhile by the leaf.
  @Test func whatHappenedBehindADisabledTriggerIsNamed() throws {
    let sample = try Self.sealed()
    let installer = try sample.books.asInstaller()
    try installer.script("alter table ledger.journal_entry disable trigger append_only")
    #expect(try brokenRules(installer) == ["LS001"])
    try installer.script("update ledger.journal_entry set description = 'x' where id = \(sample.number("expense"))")
    try installer.script("alter table ledger.journal_entry enable always trigger append_only")
    #expect(try brokenRules(installer) == ["LS002"])
    // Auditors see it within their scope; the others see that their own books stand.
    #expect(try brokenRules(try sample.as(.auditor)) == ["LS002"])
    #expect(try brokenRules(try sample.as(.southRecorder)).isEmpty)
  }

  /// Faults of an organization's tree are told to who reads it; those of seals to everybody who checks.
  @Test func whoReadsAnotherOrganizationIsToldNothingOfATree() throws {
    let sample = try Self.sealed()
    let installer = try sample.books.asInstaller()
    for (damage, ofNorth, ofOthers) in [
      ("tree_head set frontier = sha256('x') where organization_id = 1", true, false),
      ("leaf set hash = sha256('x') where organization_id = 1 and leaf_index = 0", true, false),
      ("leaf set seal_number = 2 where organization_id = 1 and leaf_index = 0", true, true),
      ("tree_head set seal_number = 9 where organization_id = 1 and seal_number = 2", true, true),
      ("seal set sealed_by = 'somebody' where number = 1", true, true),
    ] {
      let tables = ["tree_head", "leaf", "seal"]
      for table in tables { try installer.script("alter table ledger.\(table) disable trigger append_only") }
      try installer.script("create table public.kept as select * from ledger.\(damage.split(separator: " ")[0])")
      try installer.script("update ledger.\(damage)")
      for table in tables { try installer.script("alter table ledger.\(table) enable always trigger append_only") }
      for (login, expected) in [
        (SampleLogin.auditor, ofNorth), (.southRecorder, ofOthers), (.southFinanceAdmin, ofOthers),
      ] {
        let found = try sample.as(login).execute(
          "select rule, organization from ledger.check_books() where rule like 'LS003%'"
        ).map { try $0.textOrNil("organization") }
        #expect(found.isEmpty == !expected, "\(login), \(damage): \(found)")
        if login != .auditor { #expect(!found.contains("north"), "\(login), \(damage)") }
      }
      let table = damage.split(separator: " ")[0]
      try installer.script(
        """
        begin;
        alter table ledger.\(table) disable trigger append_only;
        delete from ledger.\(table); insert into ledger.\(table) select * from public.kept;
        alter table ledger.\(table) enable always trigger append_only;
        drop table public.kept; commit;
        """)
    }
    #expect(try named(installer) == [])
  }

  /// An entry that is put in under a number that was passed over, below the floor, was not there when it was sealed.
  @Test func anEntrySlippedInBelowASealIsNamed() throws {
    let sample = try SampleBooks.copy()
    let recorder = Books(try sample.as(.recorder))
    // A posting that is rolled back leaves a number that nobody has.
    try recorder.connection.script("begin; \(DirectSQL.post(Drafts.transfer(key: "tried"))) rollback")
    try recorder.post(Drafts.transfer(key: "next"), to: sample.north)
    let owner = try sample.asOwner()
    _ = try recorder.seal()
    try Self.awaitFloor(sample, recorder)
    let gap = try owner.execute(
      "select max(id) - 1 as number from ledger.journal_entry"
    ).only { try $0.int64("number") }
    try owner.script("begin; select setval('ledger.journal_entry_number', \(gap), false)")
    try owner.script(DirectSQL.insert(Drafts.transfer(key: "slipped in")))
    // Numbers that would be drawn again are named by a rule of their own.
    #expect(try named(owner).contains { $0.hasPrefix("LE009") })
    try owner.script("select setval('ledger.journal_entry_number', (select max(id) from ledger.journal_entry))")
    #expect(try named(owner) == ["LS002 entry \(gap)"])
  }
}
