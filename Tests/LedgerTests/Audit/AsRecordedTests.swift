import Testing

@testable import Ledger

/// A statement as the books stood at a seal is the statement that was printed then.
@Suite struct AsRecordedTests {
  /// What statements said at a moment, without their heads.
  private struct Printed: Equatable {
    var rows: [[StatementRow]] = []
    var notes: [[String]] = []

    mutating func add(_ statement: Statement) {
      rows.append(statement.rows)
      // But what is not released yet, which is not figured of books as of a seal.
      notes.append(
        statement.notes.filter { note in
          !["Releases are made", "No month is closed", "What was spent and not released", "Of net assets with donor"]
            .contains { note.hasPrefix($0) }
        })
    }
  }

  private static func printed(
    _ books: borrowing Books, _ windows: [DayWindow], asRecorded moment: RecordedMoment? = nil
  ) throws -> Printed {
    var found = Printed()
    for window in windows {
      for period in [nil, DayWindow.Period.month] {
        let budget = try books.budgetVersusActual(
          StatementWorld.awards, from: window.from, to: window.through, by: period, asRecorded: moment,
          today: window.through)
        for part in budget.parts { found.add(budget.statement(of: part)) }
      }
      found.add(try books.trialBalance(of: nil, by: .fund, asOf: window.through, asRecorded: moment).statement())
      for statement in try books.activities(from: window.from, to: window.through, asRecorded: moment) {
        found.add(statement.statement())
      }
      for statement in try books.position(asOf: window.through, by: .fund, asRecorded: moment) {
        found.add(statement.statement())
      }
      for statement in try books.awardSchedule(asOf: window.through, asRecorded: moment) {
        found.add(statement.statement())
      }
    }
    return found
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64]) func statementsOfAnySealReproduce(seed: UInt64) throws {
    var books = try StatementWorld(seed: seed, entries: 10)
    let all = DayWindow(unchecked: Day(unchecked: 2021, 5, 1), Day(unchecked: 2023, 2, 28))
    let windows =
      (0..<3).map { _ in
        let (one, other) = (books.generator.day(all), books.generator.day(all))
        return DayWindow(unchecked: min(one, other), max(one, other))
      } + [DayWindow(unchecked: Day(unchecked: 2021, 7, 1), Day(unchecked: 2022, 6, 30))]
    var moments: [(seal: Int64, printed: Printed)] = []
    for _ in 0..<5 {
      _ = try books.world.administrator.seal()
      let seal = try #require(try books.world.administrator.seals().last)
      moments.append((seal.number, try Self.printed(books.world.administrator, windows)))
      try books.post(9)
    }
    for (seal, printed) in moments {
      #expect(try Self.printed(books.world.administrator, windows, asRecorded: .seal(seal)) == printed)
    }
    // The books moved on: not everything that was printed is what is printed now.
    #expect(try Self.printed(books.world.administrator, windows) != moments[0].printed)
    #expect(try brokenRules(books.world.administrator.connection).isEmpty)
  }

  /// Budgets, terms, versions of awards, explanations, commitments and closings are those that were recorded by then.
  @Test func whatWasAgreedIsAsRecorded() throws {
    let books = try GrantBooks.copy()
    let admin = Books(try books.sample.as(.financeAdmin))
    let days = ["2021-12-31", "2022-06-30"].map { $0.day }
    func statements(_ moment: RecordedMoment? = nil) throws -> [Statement] {
      try days.flatMap { day in
        let found = try admin.budgetVersusActual(["OPEN"], asOf: day, asRecorded: moment, today: day)
        return found.parts.map { found.statement(of: $0) }
      }
    }
    let changes: [(borrowing Books) throws -> Void] = [
      { books in
        try books.connection.script(
          """
          select ledger.add_commitment(1, 'OPEN', 'supplies', 'acme', 50000, '2021-10-01', null, 'Paint', null, 'paint')
          """)
      },
      { books in
        try books.connection.script(
          GrantBooks.revise(supplies: 600_000, salaries: 1_700_000, indirect: 200_000, by: "funder", on: "2021-11-01"))
      },
      { books in
        try books.connection.script(
          "select ledger.amend_award(1, 'OPEN', '2022-06-01', 'Officer', 'letter', 'Late start', 'none', ends_on => '2022-09-30')"
        )
      },
    ]
    var moments: [(seal: Int64, statements: [Statement])] = []
    for change in changes {
      _ = try admin.seal()
      moments.append((try #require(try admin.seals().last).number, try statements()))
      try change(admin)
      #expect(try statements() != moments[moments.count - 1].statements)
    }
    for (seal, printed) in moments {
      let again = try statements(.seal(seal))
      #expect(again.map(\.rows) == printed.map(\.rows) && again.map(\.notes) == printed.map(\.notes))
      let heads = again.map { $0.facts.filter { $0.label != "As recorded" } }
      #expect(heads == printed.map(\.facts))
    }
  }

  @Test func aSealIsNamedByNumberOrDay() throws {
    let fresh = Books(try TestBooks.copy().asInstaller())
    #expect(#expect(throws: Refusal.self) { try fresh.seal(.seal(1)) }?.cause == "these books have no seal yet")
    let sample = try SampleBooks.copy()
    let auditor = Books(try sample.as(.auditor))
    let recorder = Books(try sample.as(.recorder))
    _ = try recorder.seal()
    try recorder.post(Drafts.transfer(key: "later"), to: sample.north)
    _ = try recorder.seal()
    let last = try #require(try auditor.seals().last)
    #expect(try auditor.seal(.seal(1)).number == 1)
    #expect(try auditor.seal(.day(.latest)) == last)
    let early = #expect(throws: Refusal.self) { try auditor.seal(.day(.earliest)) }
    #expect(early?.cause == "nothing was sealed through 2000-01-01")
    let beyond = #expect(throws: Refusal.self) { try auditor.seal(.seal(last.number + 1)) }
    #expect(beyond?.cause == "there is no seal \(last.number + 1)")
    let fact = try auditor.trialBalance(of: sample.north, asOf: .latest, asRecorded: .seal(1)).statement().facts[1]
    #expect(fact.label == "As recorded" && fact.value.hasPrefix("seal 1 of 20"))
  }
}
