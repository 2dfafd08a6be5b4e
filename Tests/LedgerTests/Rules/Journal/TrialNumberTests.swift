import Testing

@testable import Ledger

/// What is only tried draws numbers of its own: it leaves no hole, and it cannot be kept.
@Suite struct TrialNumberTests {
  private func nextNumbers(_ sample: SampleBooks) throws -> [Int64] {
    let installer = try sample.books.asInstaller()
    return try ["journal_entry", "record", "import", "commitment", "proposal", "document", "document_link"].map {
      try installer.execute(
        "select case when is_called then last_value else 0 end as n from ledger.\(unescaped: $0)_number"
      ).only { try $0.int64("n") }
    }
  }

  @Test func tryingLeavesNoHole() throws {
    let sample = try SampleBooks.copy()
    let recorder = Books(try sample.as(.recorder))
    let before = try nextNumbers(sample)
    let number = try recorder.write(dryRun: true) {
      try recorder.connection.execute(
        "select ledger.add_commitment(1, 'OPEN', 'supplies', 'acme', 500, '2021-08-01', null, 'Ordered', null, 'order')"
      )
      _ = try recorder.propose(.entry(Drafts.expense(key: "proposed")), to: sample.north)
      return try recorder.post(Drafts.transfer(key: "tried"), to: sample.north).number
    }
    #expect(number < 0)
    let file = "date,award,line,amount,payee,service_date\n2021-09-15,OPEN,supplies,1.00,acme,2021-09-15\n"
    _ = try recorder.importExpenses(InputFile(Array(file.utf8), name: "f.csv"), dryRun: true)
    #expect(try nextNumbers(sample) == before)
    // A proposal draws its own number and that of its record, and none for its trial.
    _ = try recorder.propose(.entry(Drafts.expense(key: "proposed")), to: sample.north)
    var after = before
    after[1] += 1
    after[4] += 1
    #expect(try nextNumbers(sample) == after)
    let holes = try recorder.check().holes
    try recorder.connection.script("begin; \(DirectSQL.post(Drafts.transfer(key: "broken off"))) rollback")
    // What is broken off is a hole, and no loss.
    let checked = try recorder.check()
    #expect(checked.holes == holes + 1 && checked.broken.isEmpty)
  }

  @Test func whatWasTriedCannotBeKept() throws {
    let sample = try SampleBooks.copy()
    let before = try sample.books.digest()
    let admin = try sample.as(.financeAdmin)
    let policy = "select ledger.adopt_policy(1, '2021-07-01', 'all', 'Board', 'Try')"
    for sql in [DirectSQL.post(Drafts.transfer(key: "kept")), policy] {
      for end in ["commit", "set constraints all immediate; commit"] {
        let found = outcome(admin, "begin; set local ledger.trial = 'on'; \(sql); \(end)")
        #expect(found == "LE018", "\(sql)")
        _ = outcome(admin, "rollback")
      }
    }
    // Without the trigger, it is kept below zero.
    try sample.books.asInstaller().script(
      "alter table ledger.journal_entry disable trigger journal_entry_not_on_trial")
    let kept = outcome(
      admin, "begin; set local ledger.trial = 'on'; \(DirectSQL.post(Drafts.transfer(key: "kept"))) commit")
    #expect(kept == "accepted")
    #expect(try sample.books.digest() != before)
    #expect(try brokenRules(try sample.books.asInstaller()).isSuperset(of: ["LS001", "LE018"]))
  }
}
