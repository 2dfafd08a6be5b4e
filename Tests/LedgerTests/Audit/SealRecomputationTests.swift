import Testing

@testable import Ledger

/// The program makes what is sealed again from raw rows, so that a database which says of itself that it is sound is not believed.
@Suite struct SealRecomputationTests {
  private func recomputed(_ connection: borrowing Connection) throws -> SealRecomputation {
    var made = try SealRecomputation(connection)
    try made.run(connection)
    return made
  }

  /// Of random books of every kind of entry, and of every record of the sample, the program and the database make the same leaves.
  @Test(arguments: [1, 2] as [UInt64]) func bothMakeTheSameLeaves(seed: UInt64) throws {
    let books = try StatementWorld(seed: seed, entries: 60)
    _ = try books.world.administrator.seal()
    let installer = try books.world.books.asInstaller()
    let made = try recomputed(installer)
    #expect(made.broken == [])
    #expect(made.leafCount == (try installer.execute("select count(*) as x from ledger.leaf").only { try $0.int("x") }))
  }

  @Test func everyLoginRecomputesWhatItReads() throws {
    let sample = try SampleBooks.copy()
    let recorder = Books(try sample.as(.recorder))
    _ = try recorder.seal()
    try recorder.post(Drafts.expense(key: "second"), to: sample.north)
    _ = try recorder.seal()
    for login in SampleLogin.allCases where ![.stranger, .funder, .awardAuditor].contains(login) {
      let made = try recomputed(try sample.as(login))
      #expect(made.broken == [], "\(login)")
      #expect(made.leafCount > 4, "\(login)")
    }
    // Every kind of record in the sample is made by the program, and every kind has a form.
    let installer = try sample.books.asInstaller()
    let sealed = Set(
      try installer.execute("select distinct kind as x from ledger.leaf where kind <> 'entry'").map { try $0.text("x") }
    )
    #expect(sealed.count > 4 && sealed.isSubset(of: RecordForm.all.map(\.kind)))
    let numbered = Set(
      try installer.execute(
        "select table_name::text as x from meta.table_trait where is_numbered and table_name <> 'journal_entry'"
      ).map { try $0.text("x") })
    #expect(Set(RecordForm.all.map(\.kind)) == numbered)
  }

  /// A superuser who also replaces the functions that check seals is named all the same.
  @Test func whoReplacesTheCheckIsNamed() throws {
    let sample = try SampleBooks.copy()
    let recorder = Books(try sample.as(.recorder))
    _ = try recorder.seal()
    try recorder.post(Drafts.expense(key: "second"), to: sample.north)
    _ = try recorder.seal()
    let installer = try sample.books.asInstaller()
    let expense = sample.number("expense")
    let lines = "update ledger.journal_line"
    let others: [(String, String, String)] =
      SealDamageTests.words.map { ("update ledger.seal set \($0) where number = 1", "LS003", "seal 1") }
      + SealDamageTests.firstRows.map { ($0.sql, "LS002", "\($0.kind) record") }
    for (damage, rule, place) in [
      (
        "\(lines) set memo = 'x', salts = decode(repeat('00', 16), 'hex') where entry_id = \(expense) and line_number = 1",
        "LS002", "entry \(expense)"
      ),
      ("\(lines) set amount_cents = amount_cents * 2 where entry_id = \(expense)", "LS002", "entry \(expense)"),
      ("\(lines) set party_code = 'other' where entry_id = \(expense)", "LS002", "entry \(expense)"),
      ("update ledger.journal_entry set description = 'Pens' where id = \(expense)", "LS002", "entry \(expense)"),
      (
        "update ledger.journal_entry set salts = salts || '' where false; update ledger.journal_entry set salts = sha256('x') || substr(sha256('y'), 1, 16) where id = \(expense)",
        "LS002", "entry \(expense)"
      ),
      (
        "update ledger.journal_entry set recorded_at = recorded_at + interval '1 microsecond' where id = \(expense)",
        "LS002", "entry \(expense)"
      ),
      ("update ledger.journal_entry set recorded_by = 'somebody' where id = \(expense)", "LS002", "entry \(expense)"),
      ("update ledger.entry_award set budget_version = 9 where entry_id = \(expense)", "LS002", "entry \(expense)"),
      (
        "delete from ledger.journal_line where entry_id = \(expense); delete from ledger.journal_entry where id = \(expense)",
        "LS002", "entry \(expense)"
      ),
      (
        "update ledger.award_terms set locked_raise = '{travel,other}' where award_code = 'COND'", "LS002",
        "award_terms record"
      ),
      (
        "update ledger.budget_amount set amount_cents = amount_cents + 1 where award_code = 'COND'", "LS002",
        "budget_version record"
      ),
      ("update ledger.budget_line set name = 'Other' where award_code = 'COND'", "LS002", "budget_version record"),
      (
        "update ledger.journal_line set entry_date = entry_date + 31 where entry_id = \(expense)", "LS002",
        "entry \(expense)"
      ),
      (
        "update ledger.journal_entry set record_number = record_number + 9000 where id = \(expense)", "LS002",
        "entry \(expense)"
      ),
      ("update ledger.leaf set seal_number = 2 where organization_id = 1 and leaf_index = 0", "LS003", "leaf 0"),
      (
        "update ledger.tree_head set frontier = sha256('x') where organization_id = 1 and seal_number = 2", "LS003",
        "tree at seal 2"
      ),
      ("update ledger.membership set last_day = '2030-01-01' where organization_id = 1", "LS002", "membership record"),
      (
        """
        update ledger.journal_entry e
        set description = 'removed:' || ledger.commitment(e.salts, 1, e.description),
          salts = decode(repeat('00', 16), 'hex') || substr(e.salts, 17)
        where e.id = \(expense)
        """, "LS006", "entry \(expense)"
      ),
      (
        "update ledger.leaf set hash = sha256('x') where organization_id = 1 and leaf_index = 0", "LS003",
        "tree at seal 1"
      ),
      (
        "update ledger.tree_head set root = sha256('x') where organization_id = 1 and seal_number = 2", "LS003",
        "seal 2"
      ),
      ("update ledger.seal set root = sha256('x') where number = 2", "LS003", "seal 2"),
      ("update ledger.organization set code = 'elsewhere' where id = 1", "LS002", "entry"),
    ] + others {
      try installer.script("begin")
      let tables = try installer.execute(
        "select relname::text as name from pg_class where relnamespace = 'ledger'::regnamespace and relkind = 'r'"
      ).map { try $0.text("name") }
      for table in tables { try installer.script("alter table ledger.\(table) disable trigger user") }
      try installer.script(
        """
        set local session_replication_role = replica;
        create or replace function ledger.check_seals()
        returns table (sqlstate text, organization_code text, place text, problem text) language sql as 'select null, null, null, null where false';
        \(damage)
        """)
      #expect(
        try installer.execute("select rule from ledger.check_books() where rule like 'LS002%' or rule like 'LS003%'")
          .count == 0)
      let found = try recomputed(installer).broken.map { "\($0.rule.prefix(5)) \($0.place)" }
      #expect(found.contains { $0.hasPrefix("\(rule) \(place)") }, "\(damage): \(found)")
      try installer.script("rollback")
    }
    #expect(try recomputed(installer).broken == [])
  }

  /// Trees of every size up to 70 leaves have the root that the RFC says.
  @Test func treesGrowAsTheRFCSays() {
    var tree = GrowingTree()
    var leaves: [String] = []
    for number in 0..<70 {
      let hash = SHA256.digest(of: [UInt8(number)])
      tree.add(hash)
      leaves.append(SHA256.hexadecimal(hash))
      #expect(SHA256.hexadecimal(tree.root) == MerkleTree.root(leaves[...]) && tree.size == Int64(number + 1))
    }
  }
}
