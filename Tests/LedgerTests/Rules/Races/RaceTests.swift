import Testing

@testable import Ledger

/// Rules that two sessions could break together, although neither breaks them alone.
@Suite struct RaceTests {
  private static let close = "select * from ledger.close_books(1, '2021-09-01', 'race')"
  private static func post(_ key: String) -> String { DirectSQL.post(Drafts.transfer(key: key)) }

  /// Runs a race and expects how it ends; the books are sound afterwards.
  private func expect(
    _ first: (SampleLogin, String), _ second: (SampleLogin, String), ends: Race.Result,
    location: SourceLocation = #_sourceLocation
  ) throws {
    let sample = try SampleBooks.copy()
    let found = try Race.run(sample, first: first, second: second)
    #expect(found == ends, sourceLocation: location)
    #expect(try Books(try sample.as(.auditor)).check().broken == [], sourceLocation: location)
  }

  @Test func postingIntoAPeriodThatIsBeingClosed() throws {
    try expect(
      (.financeAdmin, Self.close), (.recorder, Self.post("late")), ends: .init(first: "accepted", second: "LP001"))
  }

  @Test func closingAPeriodThatIsBeingPostedInto() throws {
    try expect(
      (.recorder, Self.post("just in time")), (.financeAdmin, Self.close),
      ends: .init(first: "accepted", second: "accepted"))
  }

  @Test func closingAPeriodTwice() throws {
    try expect(
      (.financeAdmin, Self.close), (.financeAdmin, Self.close), ends: .init(first: "accepted", second: "LP002"))
  }

  /// A snapshot that was taken before a lock would read what held before it.
  @Test(arguments: [Isolation.repeatableRead, .serializable]) func recordingOnASnapshotIsRefused(isolation: Isolation)
    throws
  {
    let sample = try SampleBooks.copy()
    let number = sample.number("expense")
    for (login, sql) in [
      (SampleLogin.recorder, Self.post("snapshot")), (.financeAdmin, Self.close),
      (.recorder, "select * from ledger.reverse_entry(1, \(number), '2021-09-30', 'snapshot')"),
      (.financeAdmin, "select ledger.adopt_policy(1, '2021-09-01', 'all', 'the board', 'x')"),
    ] {
      let session = try sample.as(login)
      try session.script("begin isolation level \(isolation.rawValue)")
      #expect(outcome(session, sql) == "LE019", "\(sql)")
      try session.script("rollback")
    }
    let owner = try sample.books.asInstaller()
    try owner.script("begin isolation level \(isolation.rawValue)")
    #expect(
      outcome(owner, "insert into ledger.membership (login, role) values ('sample_snapshot', 'recorder')") == "LE019")
    try owner.script("rollback")
  }

  @Test func reversingTwice() throws {
    let number = try SampleBooks.copy().number("expense")
    let reverse = { (key: String) in
      "select * from ledger.reverse_entry(1, \(number), '2021-09-30', 'race \(key)')"
    }
    let sample = try SampleBooks.copy()
    let found = try Race.run(
      sample, first: (.recorder, reverse("one")), second: (.financeAdmin, reverse("two")))
    #expect(found.first == "accepted")
    #expect(["journal_entry_reversed_once", "journal_entry_adjustment_key"].contains(found.second))
    #expect(try Books(try sample.as(.auditor)).check().broken == [])
  }

  @Test func adjustingAnExpenseTwice() throws {
    let number = try SampleBooks.copy().number("expense")
    let refund = { (key: String, cents: Int64) in DirectSQL.post(Drafts.refund(of: number, key: key, cents: cents)) }
    let reverse = "select * from ledger.reverse_entry(1, \(number), '2021-09-30', 'race')"
    let taken = Race.Result(first: "accepted", second: "journal_entry_adjustment_key")
    // Each is within the expense; both together are not.
    try expect((.recorder, refund("one", 60_00)), (.financeAdmin, refund("two", 60_00)), ends: taken)
    try expect((.recorder, refund("one", 60_00)), (.financeAdmin, reverse), ends: taken)
    try expect((.recorder, reverse), (.financeAdmin, refund("one", 60_00)), ends: taken)
    let reclass = DirectSQL.post(Drafts.reclass(of: number, key: "moved", cents: 100_00))
    for other in [reverse, refund("one", 60_00), DirectSQL.post(Drafts.reclass(of: number, key: "too", cents: 100_00))]
    {
      try expect((.recorder, reclass), (.financeAdmin, other), ends: taken)
      try expect((.recorder, other), (.financeAdmin, reclass), ends: taken)
    }
  }

  @Test func promisingMoreThanTheAwardTogether() throws {
    let promise = { (key: String) in DirectSQL.post(Drafts.promise(key: key, cents: 3_000_00)) }
    try expect(
      (.recorder, promise("one")), (.financeAdmin, promise("two")),
      ends: .init(first: "accepted", second: "LA004"))
    let receipt = { (key: String) in DirectSQL.post(Drafts.receipt(key: key, cents: 8_000_00)) }
    try expect(
      (.recorder, receipt("one")), (.financeAdmin, receipt("two")),
      ends: .init(first: "accepted", second: "LA005"))
  }

  @Test func releasingMoreThanIsRestrictedTogether() throws {
    let release = { (key: String) in DirectSQL.release(key: key, cents: 12_000_00) }
    try expect(
      (.financeAdmin, release("one")), (.financeAdmin, release("two")),
      ends: .init(first: "accepted", second: "LA012"))
    // What one gives back, the other has released: whoever is second finds too little.
    let sample = try SampleBooks.copy()
    try sample.as(.recorder).script(DirectSQL.post(Drafts.receipt(key: "more", cents: 8_000_00)))
    let (returnable, restricted) = try sample.books.asInstaller().execute(
      """
      select (ledger.returnable_from(1, w, '2022-06-30')).cents as back,
        ledger.room_from(1, 'restricted', ledger.measure_key(null, null, 'OPEN', null), '2021-09-30')::bigint as room
      from ledger.award w
      where w.organization_id = 1 and w.code = 'OPEN'
      """
    ).only { (try $0.int64("back"), try $0.int64("room")) }
    let found = try Race.run(
      sample, first: (.recorder, DirectSQL.giveBack(key: "back", cents: returnable)),
      second: (.financeAdmin, DirectSQL.release(key: "two", cents: restricted - returnable + 1)))
    #expect(returnable > 0 && found == .init(first: "accepted", second: "LA012"))
  }

  /// Two returns, each within what was received ahead and both together not.
  @Test func returningAnAdvanceTwice() throws {
    let sample = try SampleBooks.copy()
    let receipt = Drafts.receipt(key: "ahead", cents: 100_00, award: "COND").changed { $0.lines[1].account = "2410" }
    try sample.as(.recorder).script(DirectSQL.post(receipt))
    let giveBack = { (key: String) in DirectSQL.giveBack(key: key, cents: 60_00, award: "COND") }
    let found = try Race.run(
      sample, first: (.recorder, giveBack("one")), second: (.financeAdmin, giveBack("two")))
    #expect(found == .init(first: "accepted", second: "LA018"))
  }

  /// A close waits for a posting under way, and releases its spending too.
  @Test func closingReleasesWhatIsBeingSpent() throws {
    let sample = try SampleBooks.copy()
    let spend = DirectSQL.post(Drafts.expense(key: "last", cents: 33_00, on: "2021-09-28"))
    let close = "select * from ledger.close_books(1, '2021-09-01', 'race')"
    let found = try Race.run(sample, first: (.recorder, spend), second: (.financeAdmin, close))
    #expect(found == .init(first: "accepted", second: "accepted"))
    let books = Books(try sample.as(.auditor))
    // The sample released 160.00 in May 2022, which its own closing trues up: a month's release is counted through its own last day.
    let due = try books.dueReleases(of: sample.north, through: "2021-09-30".day)
    #expect(
      due.first { $0.award == "OPEN" }.map { [$0.spent, $0.released, $0.due] }?.map(\.cents) == [193_00, 193_00, 0])
    #expect(try books.check().broken == [])
  }

  @Test func closingAYearTwice() throws {
    let close = "select * from ledger.close_year(1, '2022-06-30')"
    let sample = try SampleBooks.copy()
    let found = try Race.run(sample, first: (.financeAdmin, close), second: (.financeAdmin, close))
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
