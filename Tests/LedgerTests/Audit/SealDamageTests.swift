import Testing

@testable import Ledger

/// Whatever a superuser does to sealed books, past their rules, `check` names.
@Suite struct SealDamageTests {
  private struct Damage {
    let sql: String
    /// Rule and place, or rule alone.
    let named: [String]
  }

  private static func damages(_ sample: SampleBooks) -> [Damage] {
    let expense = sample.number("expense")
    let (refund, promise) = (sample.number("refund"), sample.number("promise"))
    let memo = "update ledger.journal_line set memo = 'x' where entry_id = \(expense) and line_number = 1"
    return [
      // An edit that breaks no other rule, of each table that is read.
      Damage(sql: memo, named: ["LS002 entry \(expense)"]),
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
      // Leaves and seals themselves.
      Damage(
        sql: "update ledger.leaf set hash = sha256('x') where leaf_index = 0", named: ["LS002 entry", "LS003 seal 1"]),
      Damage(
        sql: """
          update ledger.leaf set leaf_index = 1001 - leaf_index where leaf_index in (0, 1);
          update ledger.leaf set leaf_index = leaf_index - 1000 where leaf_index >= 1000;
          """, named: ["LS003 seal 1", "LS003 leaf 1"]),
      Damage(sql: "delete from ledger.leaf where leaf_index = 3", named: ["LS002", "LS003 seal 1", "LS003 leaf 4"]),
      Damage(sql: "update ledger.leaf set seal_number = 2 where leaf_index = 0", named: ["LS003 leaf 0"]),
      Damage(sql: "update ledger.leaf set organization_id = 2 where leaf_index = 0", named: ["LS002 entry"]),
      Damage(
        sql: "delete from ledger.leaf where leaf_index = (select max(leaf_index) from ledger.leaf)",
        named: ["LS003 seal 2"]),
      Damage(sql: "update ledger.seal set root = sha256('x') where number = 2", named: ["LS003 seal 2"]),
      Damage(sql: "update ledger.seal set frontier = sha256('x') where number = 2", named: ["LS003 seal 2"]),
      Damage(sql: "delete from ledger.seal where number = 1", named: ["LS003 seal 2"]),
      Damage(sql: "delete from ledger.seal where number = 2", named: ["LS003 leaf"]),
      Damage(sql: "update ledger.seal set leaf_count = leaf_count + 1 where number = 1", named: ["LS003 seal 1"]),
      Damage(
        sql: "update ledger.seal set last_entry_number = last_entry_number - 1 where number = 1",
        named: ["LS004 rollup of"]),
      // Rollups.
      Damage(
        sql: "update ledger.rollup set debit_cents = debit_cents + 1 where seal_number = 1 and debit_cents > 0",
        named: ["LS004 rollup of OPEN supplies account 8110 2021-09 at seal 1"]),
      Damage(sql: "delete from ledger.rollup where seal_number = 2", named: ["LS004"]),
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

  private static func sealed() throws -> SampleBooks {
    let sample = try SampleBooks.copy()
    let recorder = Books(try sample.as(.recorder))
    _ = try recorder.seal()
    try recorder.post(Drafts.expense(key: "second"), to: sample.north)
    try recorder.post(Drafts.transfer(key: "third"), to: sample.north)
    _ = try recorder.seal()
    return sample
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
      // Views and keys that hold a column's type are in the way of its rewriting, and a superuser can drop them.
      if damage.sql.hasPrefix("alter") {
        try installer.script(
          """
          drop view report.journal;
          alter table ledger.journal_line drop constraint if exists journal_line_entry_fkey;
          """)
      }
      try installer.script("set local session_replication_role = replica; \(damage.sql)")
      let found = try named(installer)
      for expected in damage.named {
        #expect(found.contains { $0.hasPrefix(expected) }, "\(damage.sql): \(found)")
      }
      try installer.script("rollback")
    }
    #expect(try named(installer) == [])
  }

  /// A disabled trigger is named by the fingerprint of the catalog, what was done meanwhile by the leaf.
  @Test func whatHappenedBehindADisabledTriggerIsNamed() throws {
    let sample = try Self.sealed()
    let installer = try sample.books.asInstaller()
    try installer.script("alter table ledger.journal_line disable trigger append_only")
    #expect(try brokenRules(installer) == ["LS001"])
    try installer.script("update ledger.journal_line set memo = 'x' where entry_id = \(sample.number("expense"))")
    try installer.script("alter table ledger.journal_line enable always trigger append_only")
    #expect(try brokenRules(installer) == ["LS002"])
    // Auditors see it within their scope; the others see that their own books stand.
    #expect(try brokenRules(try sample.as(.auditor)) == ["LS002"])
    #expect(try brokenRules(try sample.as(.southRecorder)).isEmpty)
  }

  /// An entry that is put in under a number that was passed over, below the watermark, was not there when it was sealed.
  @Test func anEntrySlippedInBelowASealIsNamed() throws {
    let sample = try SampleBooks.copy()
    let recorder = Books(try sample.as(.recorder))
    // A posting that is rolled back leaves a number that nobody has.
    try recorder.connection.script("begin; \(DirectSQL.post(Drafts.transfer(key: "tried"))) rollback")
    try recorder.post(Drafts.transfer(key: "next"), to: sample.north)
    _ = try recorder.seal()
    let owner = try sample.asOwner()
    let gap = try owner.execute(
      "select max(id) - 1 as number from ledger.journal_entry"
    ).only { try $0.int64("number") }
    try owner.script("begin; select setval('ledger.journal_entry_number', \(gap), false)")
    try owner.script(DirectSQL.insert(Drafts.transfer(key: "slipped in")))
    #expect(
      try named(owner) == [
        "LS002 entry \(gap)", "LS004 rollup of fund general account 1010 2021-09 at seal 2",
        "LS004 rollup of fund general account 1070 2021-09 at seal 2",
      ])
  }
}
