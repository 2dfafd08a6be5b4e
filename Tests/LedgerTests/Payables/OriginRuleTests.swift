import Testing

@testable import Ledger

/// The rules of origins: recorded whole, compared whole, undone whole, in every way of writing.
@Suite struct OriginRuleTests {
  @Test func functionsRefuseWithTheRule() throws {
    let books = try OriginBooks.copy()
    try books.attempts.expectFunctionsRefuse(books.sample)
  }

  @Test func tablesRefuseTheOwnerAndAreClosedToLogins() throws {
    let books = try OriginBooks.copy()
    let before = try books.sample.books.digest()
    let owner = try books.sample.asOwner()
    let replica = try books.sample.asReplica()
    // A replica's session has no foreign keys: another rule refuses, or check names what was written.
    try books.attempts.expectTablesRefuse(books.sample, notByReplicas: ["origin_kind_fkey"])
    for (sql, refusal) in [
      ("update ledger.origin set number = number + 1", "LE008"), ("delete from ledger.origin", "LE008"),
      ("truncate ledger.origin cascade", "LE008"), ("delete from ledger.promise_installment", "LE008"),
      ("update ledger.promise_installment set due_on = due_on + 1", "LE008"),
    ] {
      #expect(outcome(owner, sql) == refusal && outcome(replica, sql) == refusal, "\(sql)")
    }
    #expect(try books.sample.books.digest() == before)
  }

  /// A transaction that began before a promise was recorded adds nothing to it, the owner's no more than another.
  @Test func aPromiseTakesNoFurtherInstallment() throws {
    let books = try OriginBooks.copy()
    let early = try books.sample.asOwner()
    try early.script("begin; select from ledger.organization")
    let parts = [
      Installment(due: "2022-01-15".day, amount: Money(cents: 60_00)),
      Installment(due: "2022-06-15".day, amount: Money(cents: 40_00)),
    ]
    try Books(try books.sample.as(.recorder)).record(
      [OriginBooks.promise("promised")], as: .promise, installments: parts, to: books.sample.north)
    let add = """
      insert into ledger.promise_installment (organization_id, origin_number, number, due_on, amount_cents, is_time_restricted)
      select 1, o.number, 3, '2022-07-15', 1, true from ledger.origin o where o.kind = 'promise'
      """
    #expect(outcome(early, add) == "accepted")
    #expect(outcome(early, "commit") == "LO003")
    #expect(outcome(try books.sample.asOwner(), add) == "LO001")
    #expect(try brokenRules(books.sample.as(.auditor)).isEmpty)
  }

  /// The same origin again is that one, whatever its kind, and no number is drawn for it.
  @Test func theSameAgainIsTheSame() throws {
    let books = try OriginBooks.copy()
    let recorder = Books(try books.sample.as(.recorder))
    let north = books.sample.north
    let drawn = "select last_value from ledger.origin_number"
    let before = try books.sample.books.asInstaller().execute(Query(unescaped: drawn)).only {
      try $0.int64("last_value")
    }
    let again = try recorder.record(OriginBooks.prepayment("prepaid"), as: .prepayment, to: north)
    #expect(again.map(\.number) == books.parts && again.allSatisfy(\.wasRecorded))
    let bill = BillDraft(payee: "acme", invoice: "A-1", invoicedOn: "2021-09-15".day, due: "2021-10-15".day)
    let known = try recorder.record(bill, Drafts.expense(key: "bill", cents: 100_00, from: "2010"), to: north)
    #expect(known == PostedEntry(number: books.payables.number("bill"), wasRecorded: true))
    #expect(
      try books.sample.books.asInstaller().execute(Query(unescaped: drawn)).only { try $0.int64("last_value") }
        == before)

    let parts = [
      Installment(due: "2022-01-15".day, amount: Money(cents: 60_00)),
      Installment(due: "2022-01-15".day, amount: Money(cents: 40_00)),
    ]
    func promise(_ installments: [Installment]) throws -> String {
      do {
        let made = try recorder.record(
          [OriginBooks.promise("promised")], as: .promise, installments: installments, to: north)
        return made[0].wasRecorded ? "known" : "recorded"
      } catch { return outcome(of: error) }
    }
    #expect(try promise(parts) == "recorded")
    #expect(try promise(parts) == "known")
    #expect(try promise(parts.reversed()) == "LK001")
    let origin = try recorder.entry("promised", of: north).origin
    #expect(origin?.kind == "promise" && origin?.entries.count == 1)
    #expect(
      try recorder.entry("\(books.parts[1])", of: north).origin?.words
        == "part 2 of 3 of prepayment \(origin!.number - 1)")
    let text = try recorder.canonicalText(ofEntry: books.parts[2], of: north)
    #expect(text.hasPrefix("entry/3\t") && text.hasSuffix("origin\tprepayment\t\(origin!.number - 1)\t3\n"))
    // What was recorded in an earlier transaction takes no installment more.
    let more = """
      insert into ledger.promise_installment (organization_id, origin_number, number, due_on, amount_cents, is_time_restricted)
      values (1, \(origin!.number), 3, '2023-01-15', 100, true)
      """
    #expect(outcome(try books.sample.asOwner(), more) == "LO001")
    #expect(outcome(try books.sample.asReplica(), more) == "LO001")
    #expect(try brokenRules(books.sample.as(.auditor)).isEmpty)
  }

  /// Any entry of it undoes all of it, once; what is dated later is turned on its own day.
  @Test func whatConsistsOfSeveralIsUndoneWhole() throws {
    for named in 0..<3 {
      let books = try OriginBooks.copy()
      let recorder = Books(try books.sample.as(.recorder))
      let north = books.sample.north
      let undone = try recorder.undo(books.parts[named], of: north, on: "2021-09-30".day, reason: "Wrong")
      #expect(undone.map(\.entry) == [books.parts[named]] + books.parts.filter { $0 != books.parts[named] })
      for (part, day) in zip(books.parts, ["2021-09-30", "2021-09-30", "2021-10-31"]) {
        let reversal = try #require(undone.first { $0.entry == part }).reversal
        #expect(try recorder.entry("\(reversal.number)", of: north).draft.date == day.day)
      }
      let again = try recorder.undo(books.parts[named], of: north, on: "2021-09-30".day, reason: "Wrong")
      #expect(again.allSatisfy(\.reversal.wasRecorded) && again.map(\.entry) == undone.map(\.entry))
      let other = books.parts[(named + 1) % 3]
      #expect(
        outcome(recorder.connection, "select * from ledger.reverse_entry(1, \(other), '2021-09-30', 'x')")
          == "journal_entry_reversed_once")
      #expect(try brokenRules(books.sample.as(.auditor)).isEmpty)
    }
  }

  /// Where reversals are approved, one proposal undoes all of it, and nothing less does.
  @Test func oneApprovalUndoesAllOfIt() throws {
    let books = try OriginBooks.copy()
    let north = books.sample.north
    let admin = Books(try books.sample.as(.financeAdmin))
    try admin.adopt(
      ApprovalPolicy(above: nil, payments: false, reversals: true, revisions: false), approvedBy: "Board",
      reason: "Two people", for: north)
    let recorder = Books(try books.sample.as(.recorder))
    let reverse = "select * from ledger.reverse_entry(1, \(books.parts[1]), '2021-10-31', 'Wrong')"
    #expect(outcome(recorder.connection, reverse) == "LV002")
    let proposed = try recorder.propose(
      .reversal(of: books.parts[1], on: "2021-10-31".day, reason: "Wrong"), to: north)
    let proposal = try recorder.proposal(proposed.number, of: north)
    #expect(try recorder.lines(of: proposal, north).count == 6)
    let made = try admin.approve(proposed.number, of: north, reason: nil)
    #expect(try admin.entry("\(made)", of: north).reverses == books.parts[1])
    for part in books.parts { #expect(try admin.entry("\(part)", of: north).reversedBy != nil) }
    #expect(try brokenRules(books.sample.as(.auditor)).isEmpty)
  }

  /// Two who undo different parts of it at the same moment: one waits, and is told that it was undone.
  @Test func twoCannotUndoItAtOnce() throws {
    let books = try OriginBooks.copy()
    func undo(_ part: Int) -> String {
      "select * from ledger.reverse_entry(1, \(books.parts[part]), '2021-10-31', 'race \(part)')"
    }
    let found = try Race.run(books.sample, first: (.recorder, undo(0)), second: (.recorder, undo(2)))
    #expect(found.first == "accepted" && found.second != "accepted", "\(found)")
    #expect(try brokenRules(try books.sample.as(.auditor)).isEmpty)
  }

  /// Two who record the same origin at the same moment get the same one; two of another content do not.
  @Test func twoRecordTheSameOnce() throws {
    for (second, expected) in [
      (OriginBooks.prepayment("race"), "accepted"), ([OriginBooks.prepayment("race")[0]], "LK001"),
    ] {
      let books = try OriginBooks.copy()
      func record(_ drafts: [EntryDraft]) -> String {
        "select * from ledger.record_as(1, 'prepayment', \(DirectSQL.drafts(drafts)))"
      }
      let found = try Race.run(
        books.sample, first: (.recorder, record(OriginBooks.prepayment("race"))), second: (.recorder, record(second)))
      #expect(found == .init(first: "accepted", second: expected))
      #expect(try brokenRules(try books.sample.as(.auditor)).isEmpty)
    }
  }
}
