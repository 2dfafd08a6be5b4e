import Synchronization
import Testing

@testable import Ledger

/// Writers who meet at one blocked line: the line is never overspent, and nobody waits for good.
@Suite(.serialized) struct OverspendRaceTests {
  /// Sixteen writers post until the line is full; each repeats what the database asks it to repeat.
  @Test(arguments: [1, 7]) func sixteenWritersNeverPassTheLimit(batch: Int) throws {
    let books = try GrantBooks.copy()
    let failures = Mutex<[String]>([])
    let posted = Atomic<Int>(0)
    let cents: Int64 = batch == 1 ? 400_00 : 57_00
    let writers = (0..<16).map { writer in
      // Odd writers change another line first, and even ones after it: they would deadlock without one order of locks.
      inThread {
        do {
          try write(books, writer, batch, cents) { posted.add(batch, ordering: .relaxed) }
        } catch { failures.withLock { $0.append("\(error)") } }
      }
    }
    for writer in writers { writer.wait() }
    #expect(failures.withLock { $0 } == [])
    let standing = try books.standing("supplies")
    let used = standing[1] + standing[2]
    #expect(used <= standing[0])
    // They stopped because the line was full, not before.
    #expect(used + Int64(batch) * cents > standing[0])
    #expect(standing[1] == 160_00 + Int64(posted.load(ordering: .relaxed)) * cents)
    #expect(try brokenRules(try books.sample.as(.auditor)).isEmpty)
  }

  private func write(
    _ books: GrantBooks, _ writer: Int, _ batch: Int, _ cents: Int64, _ done: () -> Void
  ) throws {
    let recorder = Books(try books.sample.as(.recorder))
    for round in 0..<200 {
      let drafts = (0..<batch).map { Drafts.expense(key: "\(writer)-\(round)-\($0)", cents: cents) }
      let salary = Drafts.expense(key: "\(writer)-\(round)-salary", cents: 1).changed {
        $0.lines[0].budgetLine = "salaries"
        $0.lines[0].account = "7220"
      }
      do {
        try recorder.connection.transaction(retries: 10_000) { _ in
          if writer % 2 == 1 { try recorder.post([salary], to: books.sample.north) }
          try recorder.post(drafts, to: books.sample.north)
          if writer % 2 == 0 { try recorder.post([salary], to: books.sample.north) }
        }
        done()
      } catch let error where SQLState.blockedLineNotOverspent ~= error { return }
    }
  }

  /// With the lock and the condition taken apart, as lock-free check-then-add would be, two writers pass the limit together.
  @Test func withoutTheLockTwoWritersPass() throws {
    let books = try GrantBooks.copy()
    let post = { (key: String) in DirectSQL.post(Drafts.expense(key: key, cents: 4_000_00)) }
    let sound = try Race.run(books.sample, first: (.recorder, post("a")), second: (.financeAdmin, post("b")))
    #expect(sound == .init(first: "accepted", second: "LA009"))

    let loose = try GrantBooks.copy()
    try loose.sample.books.asInstaller().script(
      Mutant.readsStaleMeasures)
    let passed = try Race.run(loose.sample, first: (.recorder, post("a")), second: (.financeAdmin, post("b")))
    #expect(passed == .init(first: "accepted", second: "accepted"))
    let standing = try loose.standing("supplies")
    #expect(standing[1] > standing[0])
  }

  /// A posting that waits for a change of terms or of the budget is held by what the change says.
  @Test func termsAndRevisionsAreWaitedFor() throws {
    let open = try GrantBooks.copy(.warn)
    let block =
      "select ledger.set_award_terms(1, 'OPEN', '2021-07-01', 'x', null, 'x', null, array['overspend_policy'], array['block'])"
    let post = DirectSQL.post(Drafts.expense(key: "a", cents: 4_400_00))
    #expect(
      try Race.run(open.sample, first: (.financeAdmin, block), second: (.recorder, post))
        == .init(first: "accepted", second: "LA009"))
    let revised = try GrantBooks.copy()
    let lower = GrantBooks.revise(supplies: 4_600_00, salaries: 18_400_00, indirect: 2_000_00)
    let expense = DirectSQL.post(Drafts.expense(key: "a", cents: 4_000_00))
    #expect(
      try Race.run(revised.sample, first: (.financeAdmin, lower), second: (.recorder, expense))
        == .init(first: "accepted", second: "LA009"))
    let spent = try GrantBooks.copy()
    #expect(
      try Race.run(spent.sample, first: (.recorder, expense), second: (.financeAdmin, lower))
        == .init(first: "accepted", second: "LA011"))
  }

  /// Two draws of one commitment at once never draw more than it has.
  @Test func commitmentsAreDrawnOnce() throws {
    let books = try GrantBooks.copy()
    let draw = { (key: String) in
      DirectSQL.post(Drafts.expense(key: key, cents: 500_00).changed { $0.lines[0].commitment = books.commitment })
    }
    let found = try Race.run(
      books.sample, first: (.recorder, draw("a")), second: (.financeAdmin, draw("b")))
    #expect(found == .init(first: "accepted", second: "LC001"))
    let release = "select ledger.release_commitment(1, \(books.commitment), 100, '2021-09-02', 'x')"
    #expect(outcome(try books.sample.as(.recorder), release) == "LC001")
  }
}
