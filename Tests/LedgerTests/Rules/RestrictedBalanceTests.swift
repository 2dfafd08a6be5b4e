import Testing

@testable import Ledger

/// The restricted balance of an award, and what may be taken from it.
@Suite struct RestrictedBalanceTests {
  /// All of it may be released, and not a cent more; what comes back can be released again.
  @Test func isReleasedToTheLastCent() throws {
    let sample = try SampleBooks.copy()
    let recorder = Books(try sample.as(.recorder))
    let open = try recorder.award("OPEN")
    #expect(try recorder.balances(of: open).restricted == Money(cents: 19_840_00))
    let all = try recorder.post(Drafts.release(key: "all", cents: 19_840_00), to: sample.north)
    #expect(throws: DatabaseError.self) { try recorder.post(Drafts.release(key: "more", cents: 1), to: sample.north) }
    try recorder.reverse(all.number, of: sample.north, on: "2021-09-30".day, reason: "not yet spent")
    #expect(try recorder.balances(of: open).restricted == Money(cents: 19_840_00))
    // In one call, what a promise adds can be released at once; the order of the entries does not matter.
    try recorder.post(
      [Drafts.release(key: "release", cents: 24_840_00), Drafts.promise(key: "rest", cents: 5_000_00)], to: sample.north
    )
    #expect(try recorder.balances(of: open).restricted == .zero)
    #expect(try recorder.check().broken.isEmpty)
  }

  /// A fund can be made, and hold restricted money, ahead of its award.
  @Test func countsWhatTheFundHeldBeforeTheAward() throws {
    let sample = try SampleBooks.copy()
    let books = Books(try sample.as(.financeAdmin))
    try books.addFund(code: "AHEAD", name: "Ahead", to: sample.north)
    let opening = EntryDraft(
      key: "opening", date: "2021-07-01".day, description: "Opening balance",
      lines: [
        EntryLine(account: "1010", fund: "AHEAD", amount: Money(cents: 500_00)),
        EntryLine(account: "3110", fund: "AHEAD", amount: Money(cents: -500_00), netAssetClass: .with),
      ])
    try books.post(opening, to: sample.north)
    try books.addAward(
      AwardDraft(
        code: "LATER", name: "Later", funder: "fund", amount: Money(cents: 900_00), term: SampleBooks.term,
        recognition: .unconditional, fund: "AHEAD"), to: sample.north)
    #expect(try books.balances(of: books.award("LATER")).restricted == Money(cents: 500_00))
    #expect(try books.check().broken.isEmpty)
    let release = Drafts.release(key: "r", cents: 500_01, award: "LATER").changed { draft in
      for line in draft.lines.indices { draft.lines[line].fund = "AHEAD" }
    }
    #expect(throws: DatabaseError.self) { try books.post(release, to: sample.north) }
    try books.post(
      release.changed {
        $0.lines[0].amount -= Money(cents: 1)
        $0.lines[1].amount += Money(cents: 1)
      }, to: sample.north)
    #expect(try books.balances(of: books.award("LATER")).restricted == .zero)
    #expect(try books.check().broken.isEmpty)
  }

  /// A closing by its right content is accepted from whoever may record, and its reversal too.
  @Test func aRightClosingIsAccepted() throws {
    let sample = try SampleBooks.copy()
    let recorder = Books(try sample.as(.recorder))
    let closing = try recorder.post(Drafts.closing(key: "closing"), to: sample.north)
    #expect(try recorder.check().broken.isEmpty)
    try recorder.reverse(closing.number, of: sample.north, on: "2022-06-30".day, reason: "too early")
    #expect(try recorder.check().broken.isEmpty)
    #expect(throws: DatabaseError.self) {
      try recorder.closeYear(endedOn: "2022-06-30".day, of: sample.north, key: "mine")
    }
    let administrator = Books(try sample.as(.financeAdmin))
    #expect(throws: DatabaseError.self) {
      try administrator.closeYear(endedOn: "2022-05-31".day, of: sample.north, key: "may")
    }
    let posted = try #require(
      try administrator.closeYear(endedOn: "2022-06-30".day, of: sample.north, key: "mine"))
    #expect(!posted.wasRecorded)
    #expect(try administrator.check().broken.isEmpty)
  }
}
