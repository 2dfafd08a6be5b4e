import Testing

@testable import Ledger

/// Rules that two sessions could break together, although neither breaks them alone.
@Suite struct RaceTests {
  private static let close = "select ledger.change_period(1, array['2021-09-01'::date], 'close', 'race')"
  private static func post(_ key: String) -> String { DirectSQL.post(Drafts.transfer(key: key)) }

  /// Runs a race and expects how it ends; the books are sound afterwards.
  private func expect(
    _ first: (SampleLogin, String), _ second: (SampleLogin, String), _ isolation: Isolation, ends: Race.Result,
    location: SourceLocation = #_sourceLocation
  ) throws {
    let sample = try SampleBooks.copy()
    let found = try Race.run(sample, first: first, second: second, isolation: isolation)
    #expect(found == ends, "\(isolation)", sourceLocation: location)
    #expect(try Books(try sample.as(.auditor)).check().broken == [], sourceLocation: location)
  }

  @Test func postingIntoAPeriodThatIsBeingClosed() throws {
    try expect(
      (.financeAdmin, Self.close), (.recorder, Self.post("late")), .readCommitted,
      ends: .init(first: "accepted", second: "LP001"))
    try expect(
      (.financeAdmin, Self.close), (.recorder, Self.post("late")), .repeatableRead,
      ends: .init(first: "accepted", second: "40001"))
  }

  @Test func closingAPeriodThatIsBeingPostedInto() throws {
    for isolation in [Isolation.readCommitted, .repeatableRead] {
      try expect(
        (.recorder, Self.post("just in time")), (.financeAdmin, Self.close), isolation,
        ends: .init(first: "accepted", second: "accepted"))
    }
  }

  @Test func closingAPeriodTwice() throws {
    try expect(
      (.financeAdmin, Self.close), (.financeAdmin, Self.close), .readCommitted,
      ends: .init(first: "accepted", second: "LP002"))
    try expect(
      (.financeAdmin, Self.close), (.financeAdmin, Self.close), .repeatableRead,
      ends: .init(first: "accepted", second: "40001"))
  }

  @Test(arguments: [Isolation.readCommitted, .repeatableRead]) func reversingTwice(isolation: Isolation) throws {
    let number = try SampleBooks.copy().number("expense")
    let reverse = { (key: String) in
      "select * from ledger.reverse_entry(1, \(number), '2021-09-30', 'race', '\(key)')"
    }
    let sample = try SampleBooks.copy()
    let found = try Race.run(
      sample, first: (.recorder, reverse("one")), second: (.financeAdmin, reverse("two")), isolation: isolation)
    #expect(found.first == "accepted")
    #expect(["journal_entry_reversed_once", "journal_entry_adjustment_key"].contains(found.second))
    #expect(try Books(try sample.as(.auditor)).check().broken == [])
  }

  @Test(arguments: [Isolation.readCommitted, .repeatableRead]) func adjustingAnExpenseTwice(isolation: Isolation) throws
  {
    let number = try SampleBooks.copy().number("expense")
    let refund = { (key: String, cents: Int64) in DirectSQL.post(Drafts.refund(of: number, key: key, cents: cents)) }
    let reverse = "select * from ledger.reverse_entry(1, \(number), '2021-09-30', 'race', 'reverse')"
    let taken = Race.Result(first: "accepted", second: "journal_entry_adjustment_key")
    // Each is within the expense; both together are not.
    try expect((.recorder, refund("one", 60_00)), (.financeAdmin, refund("two", 60_00)), isolation, ends: taken)
    try expect((.recorder, refund("one", 60_00)), (.financeAdmin, reverse), isolation, ends: taken)
    try expect((.recorder, reverse), (.financeAdmin, refund("one", 60_00)), isolation, ends: taken)
  }

  @Test func promisingMoreThanTheAwardTogether() throws {
    let promise = { (key: String) in DirectSQL.post(Drafts.promise(key: key, cents: 3_000_00)) }
    try expect(
      (.recorder, promise("one")), (.financeAdmin, promise("two")), .readCommitted,
      ends: .init(first: "accepted", second: "LA004"))
    try expect(
      (.recorder, promise("one")), (.financeAdmin, promise("two")), .repeatableRead,
      ends: .init(first: "accepted", second: "40001"))
    let receipt = { (key: String) in DirectSQL.post(Drafts.receipt(key: key, cents: 8_000_00)) }
    try expect(
      (.recorder, receipt("one")), (.financeAdmin, receipt("two")), .readCommitted,
      ends: .init(first: "accepted", second: "LA005"))
  }

  @Test func releasingMoreThanIsRestrictedTogether() throws {
    let release = { (key: String) in DirectSQL.post(Drafts.release(key: key, cents: 12_000_00)) }
    try expect(
      (.recorder, release("one")), (.financeAdmin, release("two")), .readCommitted,
      ends: .init(first: "accepted", second: "LA012"))
    for isolation in [Isolation.repeatableRead, .serializable] {
      try expect(
        (.recorder, release("one")), (.financeAdmin, release("two")), isolation,
        ends: .init(first: "accepted", second: "40001"))
    }
    // What one withdraws, the other has released: whoever is second finds too little.
    let giveBack = DirectSQL.post(Drafts.giveBack(key: "back", cents: 12_000_00))
    try expect(
      (.recorder, giveBack), (.financeAdmin, release("two")), .readCommitted,
      ends: .init(first: "accepted", second: "LA012"))
  }

  /// Two returns, each within what was received ahead and both together not.
  @Test func returningAnAdvanceTwice() throws {
    for (isolation, second) in [(Isolation.readCommitted, "LA015"), (.repeatableRead, "40001")] {
      let sample = try SampleBooks.copy()
      let receipt = Drafts.receipt(key: "ahead", cents: 100_00, award: "COND").changed { $0.lines[1].account = "2410" }
      try sample.as(.recorder).script(DirectSQL.post(receipt))
      let giveBack = { (key: String) in
        DirectSQL.post(
          Drafts.giveBack(key: key, cents: 60_00, award: "COND").changed { draft in
            draft.lines[0].account = "2410"
            draft.lines[0].netAssetClass = nil
          })
      }
      let found = try Race.run(
        sample, first: (.recorder, giveBack("one")), second: (.financeAdmin, giveBack("two")), isolation: isolation)
      #expect(found == .init(first: "accepted", second: second))
    }
  }

  /// A close waits for a posting under way, and releases its spending too.
  @Test func closingReleasesWhatIsBeingSpent() throws {
    let sample = try SampleBooks.copy()
    let spend = DirectSQL.post(Drafts.expense(key: "last", cents: 33_00, on: "2021-09-28"))
    let close = "select * from ledger.close_periods(1, array['2021-09-01'::date], 'race')"
    let found = try Race.run(sample, first: (.recorder, spend), second: (.financeAdmin, close))
    #expect(found == .init(first: "accepted", second: "accepted"))
    let books = Books(try sample.as(.auditor))
    // The sample released 160.00 when it closed May 2022; only what is new is released now.
    let due = try books.dueReleases(of: sample.north, through: "2021-09-30".day)
    #expect(
      due.first { $0.award == "OPEN" }.map { [$0.spent, $0.released, $0.due] }?.map(\.cents) == [193_00, 33_00, 0])
    #expect(try books.check().broken == [])
  }

  @Test func closingAYearTwice() throws {
    let close = { (key: String) in "select * from ledger.close_year(1, '2022-06-30', '\(key)')" }
    let sample = try SampleBooks.copy()
    let found = try Race.run(sample, first: (.financeAdmin, close("one")), second: (.financeAdmin, close("two")))
    #expect(found == .init(first: "accepted", second: "accepted"))
    let auditor = Books(try sample.as(.auditor))
    let closings = try auditor.connection.execute("select from ledger.journal_entry where kind = 'closing'").count
    #expect(closings == 1)
    #expect(try auditor.check().broken == [])
  }

  @Test func sameKeyAtOnceIsOneEntry() throws {
    let sample = try SampleBooks.copy()
    let found = try Race.run(sample, first: (.recorder, Self.post("same")), second: (.financeAdmin, Self.post("same")))
    #expect(found == .init(first: "accepted", second: "accepted"))
    let count = try sample.as(.auditor).execute("select from ledger.journal_entry where idempotency_key = 'same'").count
    #expect(count == 1)
    let other = DirectSQL.post(Drafts.transfer(key: "next", cents: 51_00))
    let conflict = try Race.run(sample, first: (.recorder, Self.post("next")), second: (.financeAdmin, other))
    #expect(conflict == .init(first: "accepted", second: "LK001"))
  }
}
