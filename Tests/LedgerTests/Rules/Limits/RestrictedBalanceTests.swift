import Testing

@testable import Ledger

/// The restricted balance of an award, and what may be taken from it.
@Suite struct RestrictedBalanceTests {
  /// All of it may be released, and not a cent more; what comes back can be released again.
  @Test func isReleasedToTheLastCent() throws {
    let sample = try SampleBooks.copy()
    let recorder = Books(try sample.as(.financeAdmin))
    let open = try recorder.award("OPEN")
    func release(_ cents: Int64, _ key: String) throws -> PostedEntry {
      try recorder.release(
        Money(cents: cents), of: open, for: .equipment, on: "2021-09-30".day, reason: "Bought", key: key
      ).posted
    }
    #expect(try recorder.balances(of: open).restricted == Money(cents: 19_840_00))
    let all = try release(19_840_00, "all")
    #expect(try release(19_840_00, "all") == PostedEntry(number: all.number, wasRecorded: true))
    #expect(throws: DatabaseError.self) { try release(1, "more") }
    #expect(throws: DatabaseError.self) { try release(1, "all") }
    try recorder.reverse(all.number, of: sample.north, on: "2021-09-30".day, reason: "not yet spent")
    #expect(try recorder.balances(of: open).restricted == Money(cents: 19_840_00))
    try recorder.post([Drafts.promise(key: "rest", cents: 5_000_00)], to: sample.north)
    _ = try release(24_840_00, "release")
    #expect(try recorder.balances(of: open).restricted == .zero)
    #expect(try recorder.check().broken.isEmpty)
  }

  /// A fund can be made, and hold restricted money, ahead of its award.
  @Test func countsWhatTheFundHeldBeforeTheAward() throws {
    let sample = try SampleBooks.copy()
    let books = Books(try sample.as(.financeAdmin))
    try books.addFund(code: "AHEAD", name: "Ahead", to: sample.north)
    try sample.asOwner().script(
      DirectSQL.insert(
        EntryDraft(
          key: "opening", date: "2021-07-01".day, kind: .opening, description: "Opening balance",
          lines: [
            EntryLine(account: "1010", fund: "AHEAD", amount: Money(cents: 500_00)),
            EntryLine(account: "3110", fund: "AHEAD", amount: Money(cents: -500_00), netAssetClass: .with),
          ])))
    try books.addAward(
      AwardDraft(
        code: "LATER", name: "Later", funder: "fund", amount: Money(cents: 900_00), term: SampleBooks.term,
        recognition: .unconditional, fund: "AHEAD"), to: sample.north)
    #expect(try books.balances(of: books.award("LATER")).restricted == Money(cents: 500_00))
    #expect(try books.check().broken.isEmpty)
    func release(_ cents: Int64) throws {
      _ = try books.release(
        Money(cents: cents), of: books.award("LATER"), for: .time, on: "2021-09-30".day, reason: "It came", key: "r")
    }
    #expect(throws: DatabaseError.self) { try release(500_01) }
    try release(500_00)
    #expect(try books.balances(of: books.award("LATER")).restricted == .zero)
    #expect(try books.check().broken.isEmpty)
  }

  /// A year is closed by who administers, and its closing is reversed as any entry.
  @Test func aClosingIsMadeByTheBooks() throws {
    let sample = try SampleBooks.copy()
    let recorder = Books(try sample.as(.recorder))
    #expect(throws: DatabaseError.self) { try recorder.closeYear(endedOn: "2022-06-30".day, of: sample.north) }
    let administrator = Books(try sample.as(.financeAdmin))
    #expect(throws: DatabaseError.self) { try administrator.closeYear(endedOn: "2022-05-31".day, of: sample.north) }
    let first = try #require(try administrator.closeYear(endedOn: "2022-06-30".day, of: sample.north))
    #expect(try recorder.check().broken.isEmpty)
    try recorder.reverse(first, of: sample.north, on: "2022-06-30".day, reason: "too early")
    #expect(try recorder.check().broken.isEmpty)
    #expect(try administrator.closeYear(endedOn: "2022-06-30".day, of: sample.north) != nil)
    #expect(try administrator.check().broken.isEmpty)
  }
}
