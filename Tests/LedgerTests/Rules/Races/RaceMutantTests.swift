import Testing

@testable import Ledger

/// Two sessions at once, with the lock or constraint that keeps them apart taken out.
@Suite struct RaceMutantTests {
  /// Without the lock, an entry slips past a close.
  @Test func withoutTheLockAnEntrySlipsPastAClose() throws {
    let sample = try SampleBooks.copy()
    try sample.books.asInstaller().script(
      Mutant.edit("ledger.hold", [("if not (case when alone", "if false and (case when alone")]))
    let found = try Race.run(
      sample, first: (.financeAdmin, "select * from ledger.close_books(1, '2021-09-01', 'race')"),
      second: (.recorder, DirectSQL.post(Drafts.transfer(key: "late"))))
    #expect(found == .init(first: "accepted", second: "accepted"))
    #expect(try brokenRules(try sample.as(.auditor)) == ["LP001", "LS001"])
  }

  /// Without its constraint, two refunds at once pass; a reversal is held by its key, too.
  @Test func withoutConstraintsAdjustmentsMeet() throws {
    let sample = try SampleBooks.copy()
    try sample.books.asInstaller().script(
      """
      drop index ledger.journal_entry_reversed_once;
      drop index ledger.journal_entry_adjustment_key
      """)
    // Its budget line was charged more than the two refunds take off.
    try Books(try sample.as(.recorder)).post(
      Drafts.expense(key: "more", cents: 500_00, on: "2021-09-01"), to: sample.north)
    let reverse = { (reason: String) in
      "select * from ledger.reverse_entry(1, \(sample.number("expense")), '2021-09-30', '\(reason)')"
    }
    let refund = { (key: String) in
      DirectSQL.post(Drafts.refund(of: sample.number("refunded"), key: key, cents: 60_00))
    }
    let both = Race.Result(first: "accepted", second: "accepted")
    let reversed = try Race.run(sample, first: (.recorder, reverse("1")), second: (.recorder, reverse("2")))
    #expect(reversed == .init(first: "accepted", second: "journal_entry_reversed_once"))
    #expect(try Race.run(sample, first: (.recorder, refund("3")), second: (.recorder, refund("4"))) == both)
    #expect(try brokenRules(try sample.as(.auditor)) == ["LE009", "LE012", "LS001"])
  }

  /// Without the question of the row that both move, promises together pass the award.
  @Test func withoutTheConditionPromisesMeet() throws {
    let sample = try SampleBooks.copy()
    try sample.books.asInstaller().script(
      Mutant.readsStaleMeasures)
    let promise = { (key: String) in DirectSQL.post(Drafts.promise(key: key, cents: 3_000_00)) }
    let found = try Race.run(sample, first: (.recorder, promise("1")), second: (.recorder, promise("2")))
    #expect(found == .init(first: "accepted", second: "accepted"))
    #expect(try brokenRules(try sample.as(.auditor)) == ["LA004", "LS001"])
  }

  /// Releases wait for each other before they read; without the limit they pass what is there.
  @Test func withoutTheConditionReleasesMeet() throws {
    let sample = try SampleBooks.copy()
    try sample.books.asInstaller().script(
      Mutant.notHeld("restricted", rule: "LA012", []).disable)
    let release = { (key: String) in DirectSQL.release(key: key, cents: 12_000_00) }
    let found = try Race.run(sample, first: (.financeAdmin, release("1")), second: (.financeAdmin, release("2")))
    #expect(found == .init(first: "accepted", second: "accepted"))
    #expect(try brokenRules(try sample.as(.auditor)) == ["LA012", "LS001"])
  }
}
