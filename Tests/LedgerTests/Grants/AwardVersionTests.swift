import Testing

@testable import Ledger

/// Awards as versions: what rules read is the last, what a statement shows is that of its day and of what was recorded by its seal.
@Suite struct AwardVersionTests {
  private static func rename(_ name: String, on day: String) -> String {
    GrantAttempt.amend("name => '\(name)'", on: day)
  }

  private static func extend(_ day: String, on approved: String) -> String {
    GrantAttempt.amend("ends_on => '\(day)'", on: approved)
  }

  private static func one(_ day: String) -> DayWindow { DayWindow(unchecked: day.day, day.day) }

  /// What a statement through a day says of OPEN: name, amount and term.
  private func shown(
    _ books: borrowing Books, on day: String, asRecorded seal: Int64? = nil
  ) throws -> [String] {
    let moment = seal.map { RecordedMoment.seal($0) }
    let budget = try books.budgetVersusActual(["OPEN"], asOf: day.day, asRecorded: moment, today: day.day)
    let award = budget.parts[0].award
    let schedule = try books.awardSchedule(asOf: day.day, asRecorded: moment)
    let line = try #require(schedule.first?.rows.first { $0.code == "OPEN" })
    #expect(line.name == award.name && line.amount == award.amount)
    return [award.name, award.amount.grouped, award.term.description]
  }

  private static let first = ["Award OPEN", "25,000.00", SampleBooks.term.description]

  /// Renamed and extended between two seals: as recorded at the first, the old name and the old end, whatever the day.
  @Test func statementsShowTheVersionOfTheirDayAndSeal() throws {
    let books = try GrantBooks.copy()
    let admin = Books(try books.sample.as(.financeAdmin))
    func seal() throws -> Int64 {
      _ = try admin.seal()
      return try #require(try admin.seals().last).number
    }
    let before = try seal()
    try admin.connection.script(Self.rename("Open studio", on: "2022-02-01"))
    let between = try seal()
    try admin.connection.script(Self.extend("2022-09-30", on: "2022-06-01"))
    let after = try seal()
    let longer = DayWindow(unchecked: SampleBooks.term.from, "2022-09-30".day).description
    let (second, third) = (
      ["Open studio", "25,000.00", SampleBooks.term.description], ["Open studio", "25,000.00", longer]
    )
    let days = ["2021-01-01", "2022-01-31", "2022-02-01", "2022-05-31", "2022-06-01", "2022-12-31"]
    let today = [Self.first, Self.first, second, second, third, third]
    for (day, expected) in zip(days, today) {
      #expect(try shown(admin, on: day) == expected, "\(day)")
      #expect(try shown(admin, on: day, asRecorded: after) == expected, "\(day)")
      #expect(try shown(admin, on: day, asRecorded: before) == Self.first, "\(day)")
    }
    #expect(try shown(admin, on: "2022-12-31", asRecorded: between) == second)
    #expect(try brokenRules(admin.connection).isEmpty)
  }

  /// A version that takes effect before the term begins holds from its own day; the first holds on every day before.
  @Test func theFirstVersionHoldsBeforeTheSecond() throws {
    let books = try GrantBooks.copy()
    let admin = Books(try books.sample.as(.financeAdmin))
    try admin.connection.script(Self.rename("Early", on: "2021-06-01"))
    #expect(try shown(admin, on: "2021-05-31")[0] == "Award OPEN")
    #expect(try shown(admin, on: "2021-06-01")[0] == "Early")
    #expect(try shown(admin, on: "2021-07-01")[0] == "Early")
    #expect(try brokenRules(admin.connection).isEmpty)
  }

  /// Costs are eligible through the last version's end, whatever its first day, and from its start.
  @Test func rulesReadTheLastVersion() throws {
    let books = try GrantBooks.copy(.warn)
    let admin = try books.sample.as(.financeAdmin)
    let late = DirectSQL.post(
      Drafts.expense(key: "late", on: "2022-07-31").changed { $0.lines[0].service = Self.one("2022-07-15") })
    let early = DirectSQL.post(Drafts.expense(key: "early").changed { $0.lines[0].service = Self.one("2021-06-15") })
    #expect(outcome(admin, late) == "LA001" && outcome(admin, early) == "LA001")
    try admin.script(Self.extend("2022-07-31", on: "2022-06-01"))
    #expect(outcome(admin, late) == "accepted" && outcome(admin, early) == "LA001")
    try admin.script(GrantAttempt.amend("starts_on => '2021-06-01'"))
    #expect(outcome(admin, early) == "accepted")
    #expect(try brokenRules(admin).isEmpty)
  }

  /// The award and its budget change together, in either order, and the promise follows the new amount.
  @Test(arguments: [true, false]) func amountAndBudgetChangeTogether(amountFirst: Bool) throws {
    let books = try GrantBooks.copy()
    let admin = try books.sample.as(.financeAdmin)
    let award = try Books(try books.sample.as(.financeAdmin)).award("OPEN")
    let promise = DirectSQL.post(try award.promiseEntry(Money(cents: 6_000_00), on: "2022-06-02".day, key: "more"))
    #expect(outcome(admin, promise) == "LA004")
    let amount = GrantAttempt.amend("amount_cents => 2600000")
    let budget = GrantBooks.revise(
      supplies: 6_000_00, salaries: 18_000_00, indirect: 2_000_00, by: "funder", on: "2022-06-01")
    #expect(outcome(admin, amount) == "LA007")
    #expect(outcome(admin, budget) == "LA007")
    #expect(outcome(admin, amountFirst ? "\(amount); \(budget)" : "\(budget); \(amount)") == "accepted")
    #expect(outcome(admin, promise) == "accepted")
    #expect(outcome(admin, GrantAttempt.amend("amount_cents => 2599999")) == "LA004")
    #expect(try brokenRules(admin).isEmpty)
    let amounts = try admin.execute(
      "select amount::text from report.award_versions where award = 'OPEN' order by version"
    )
    .map { try $0.text("amount") }
    #expect(amounts == ["25000.00", "26000.00"])
    // What stood while the first budget was the last is what check compares that one with.
    let installer = try books.sample.books.asInstaller()
    try installer.script(
      """
      begin; set local session_replication_role = replica; alter table ledger.award_version disable trigger user;
      update ledger.award_version set amount_cents = 2400000 where award_code = 'OPEN' and version = 1;
      """)
    #expect(try brokenRules(installer).contains("LA007"))
    try installer.script("rollback")
  }

  /// Money that came before anything was recognized is a floor as well.
  @Test func anAmountCoversWhatWasReceived() throws {
    let books = try GrantBooks.copy()
    let admin = Books(try books.sample.as(.financeAdmin))
    let award = try admin.award("COND")
    try admin.post(
      award.receiptEntry(
        Money(cents: 100_00), after: try admin.progress(of: award), on: "2021-09-01".day, key: "advance"),
      to: books.sample.north)
    let lower = GrantAttempt.amend("amount_cents => 9999").replacing("OPEN", with: "COND")
    #expect(outcome(admin.connection, lower) == "LA005")
    #expect(outcome(admin.connection, lower.replacing("9999", with: "10000")) == "LA007")
    try books.sample.books.asInstaller().script(
      Mutant.edit("ledger.apply_award_version", [("v.used_amount, v.asks", "v.used_amount, false")]))
    #expect(outcome(admin.connection, lower) == "LA007")
  }

  /// Whoever changes the amount and whoever adopts a budget meet at the award's row.
  @Test func anAmountAndABudgetAtOnceAreHeldTogether() throws {
    func books() throws -> GrantBooks {
      let books = try GrantBooks.copy()
      try books.sample.as(.financeAdmin).script(
        "select ledger.add_award(1, 'NEW', 'New', 'fund', 1000, '2021-07-01', '2022-06-30', 'conditional', 'accrual', 'program', '4230')"
      )
      return books
    }
    let amount = GrantAttempt.amend("amount_cents => 2000").replacing("OPEN", with: "NEW")
    let budget = """
      select ledger.adopt_budget(1, 'NEW', '2021-07-01', 'x', null, 'x', array['a'], array['A'], array['supplies'], array['8110'],
        array[1000]::bigint[])
      """
    let sound = try books()
    let found = try Race.run(sound.sample, first: (.financeAdmin, amount), second: (.financeAdmin, budget))
    #expect(found == .init(first: "accepted", second: "LA007"))
    let turned = try books()
    let other = try Race.run(turned.sample, first: (.financeAdmin, budget), second: (.financeAdmin, amount))
    #expect(other == .init(first: "accepted", second: "LA007"))
  }

  /// Two changes at once: the second waits, and is the version after the first.
  @Test func twoVersionsAtOnceFollowEachOther() throws {
    let books = try GrantBooks.copy()
    let found = try Race.run(
      books.sample, first: (.financeAdmin, Self.rename("One", on: "2022-06-01")),
      second: (.financeAdmin, Self.rename("Two", on: "2022-06-01")))
    #expect(found == .init(first: "accepted", second: "accepted"))
    let names = try books.sample.as(.auditor).execute(
      "select name::text from ledger.award_version where award_code = 'OPEN' order by version"
    ).map { try $0.text("name") }
    #expect(names.suffix(2) == ["One", "Two"])
  }

  /// A proposed revision that does not add up is refused when it is proposed, not when it is approved.
  @Test func aProposedRevisionIsTriedByWhatIsAskedAtCommit() throws {
    let books = try GrantBooks.copy()
    let admin = try books.sample.as(.financeAdmin)
    func propose(_ supplies: Int) -> String {
      """
      select * from ledger.propose_revision(1, 'OPEN', '2021-10-01', 'funder', 'x', null, 'x', false,
        array['supplies', 'salaries', 'indirect'], array['Supplies', 'Salaries', 'Indirect'],
        array['supplies', 'personnel', 'indirect'], array['8110', '7220', '9930'],
        array[\(supplies), 1800000, 200000]::bigint[], 'revision:\(supplies)')
      """
    }
    #expect(outcome(admin, propose(500_001)) == "LA007")
    #expect(outcome(admin, propose(500_000)) == "accepted")
  }

  /// The views show today's name, and every version of what the reader may see.
  @Test func viewsShowTodaysNameAndEveryVersion() throws {
    let books = try GrantBooks.copy()
    let admin = try books.sample.as(.financeAdmin)
    try admin.script(Self.rename("Past", on: "2022-02-01"))
    try admin.script(Self.rename("Future", on: "2099-12-31"))
    let names = try admin.execute("select distinct award_name from report.budget where award = 'OPEN'").map {
      try $0.text("award_name")
    }
    #expect(names == ["Past"])
    let funder = try books.sample.as(.funder)
    let versions = try funder.execute(
      "select award_name, holds_today from report.award_versions order by award, version"
    ).map {
      "\(try $0.text("award_name")) \(try $0.bool("holds_today"))"
    }
    #expect(versions == ["Award OPEN false", "Past true", "Future false"])
  }
}
