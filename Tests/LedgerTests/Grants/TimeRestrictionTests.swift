import Testing

@testable import Ledger

/// A promise of 1,000.00 on 2021-07-15, of which 400.00 is due in the next fiscal year and restricted by time until then: spending releases
/// nothing of it before, and the calendar releases what was spent before.
@Suite struct TimeRestrictionTests {
  private struct Years: ~Copyable {
    let sample: SampleBooks
    let books: Books
    var step = 0

    init(_ sample: SampleBooks, _ books: consuming Books) {
      self.sample = sample
      self.books = books
    }

    static func begun(lastDue: String = "2022-08-15") throws -> Years {
      let sample = try SampleBooks.copy()
      let books = Books(try sample.as(.financeAdmin))
      try SampleBooks.addAward("YEARS", .unconditional, through: "2023-06-30".day, to: sample.north, books)
      let parts = [
        Installment(due: "2021-08-15".day, amount: Money(cents: 600_00)),
        Installment(due: lastDue.day, amount: Money(cents: 400_00), isTimeRestricted: true),
      ]
      let promise = Drafts.promise(key: "years", cents: 1000_00, award: "YEARS").changed { $0.date = "2021-07-15".day }
      try books.record([promise], as: .promise, installments: parts, to: sample.north)
      return Years(sample, books)
    }

    mutating func spend(_ cents: Int64, _ day: String) throws -> Int64 {
      step += 1
      return try books.post(
        Drafts.expense(key: "spent \(step)", award: "YEARS", cents: cents, on: day), to: sample.north
      ).number
    }

    /// What closing through a month released of the award, as "month cents", with t where the calendar did.
    func close(_ month: String, yearEnd: Bool = false) throws -> [String] {
      try books.close(through: Month(parsing: month), of: sample.north, reason: "month", yearEnd: yearEnd).releases
        .filter { $0.award == "YEARS" }.map { "\($0.month) \($0.amount.cents)\($0.isByTime ? "t" : "")" }
    }

    func reopen(_ month: String) throws {
      try books.reopen(from: Month(parsing: month), of: sample.north, reason: "more came in")
    }

    /// What is released of the award through a day, for use and for time.
    func released(_ day: String) throws -> [Int64] {
      try sample.books.asInstaller().execute(
        """
        select coalesce(sum(amount_cents) filter (where account_code = '6910'), 0)::bigint as for_use,
          coalesce(sum(amount_cents) filter (where account_code = '6930'), 0)::bigint as by_time
        from ledger.journal_line
        where organization_id = 1 and fund_code = 'YEARS' and account_code in ('6910', '6930') and net_asset_class = 'with'
          and entry_date <= \(day)::date
          and entry_id not in (select entry_id from ledger.closing_entry where organization_id = 1)
        """
      ).only { [try $0.int64("for_use"), try $0.int64("by_time")] }
    }

    func due(_ day: String) throws -> DueRelease? {
      try books.dueReleases(of: sample.north, through: day.day).first { $0.award == "YEARS" }
    }

    func isSound() throws -> Bool { try books.check().broken == [] }
  }

  /// The first year: 700.00 is spent, and 600.00 is there to be released.
  private func firstYear() throws -> Years {
    var years = try Years.begun()
    _ = try years.spend(700_00, "2022-03-10")
    #expect(try years.close("2022-06", yearEnd: true) == ["2022-03 60000"])
    #expect(try years.due("2022-06-30")?.timeRestricted == Money(cents: 400_00))
    #expect(try years.due("2022-06-30")?.due == .zero)
    return years
  }

  @Test func theCalendarReleasesWhatWasSpentBefore() throws {
    var years = try firstYear()
    _ = try years.spend(30_00, "2022-07-10")
    _ = try years.spend(50_00, "2022-08-20")
    #expect(try years.due("2022-08-14")?.due == .zero)
    #expect(try years.due("2022-08-31")?.dueByTime == Money(cents: 130_00))
    #expect(try years.close("2022-08") == ["2022-08 13000t", "2022-08 5000"])
    _ = try years.spend(100_00, "2022-09-05")
    #expect(try years.close("2022-09") == ["2022-09 10000"])
    // Closed again, it is the same; a closing that comes first changes nothing either.
    for month in ["2022-08", "2022-07"] {
      try years.reopen(month)
      #expect(try years.close("2022-09") == [])
    }
    try years.reopen("2022-06")
    #expect(try years.close("2022-09", yearEnd: true) == [])
    #expect(try years.released("2022-09-30") == [750_00, 130_00])
    #expect(try years.close("2023-06", yearEnd: true) == [])
    #expect(try years.isSound())
  }

  /// What comes or goes before the day, in books that were reopened, moves what the calendar released.
  @Test func theCalendarIsTruedUp() throws {
    var years = try firstYear()
    let early = try years.spend(30_00, "2022-07-10")
    _ = try years.spend(50_00, "2022-08-20")
    _ = try years.close("2022-08")
    try years.reopen("2022-07")
    _ = try years.spend(20_00, "2022-07-12")
    #expect(try years.close("2022-08") == ["2022-08 2000t"])
    try years.reopen("2022-07")
    try years.books.reverse(early, of: years.sample.north, on: "2022-07-10".day, reason: "typed twice")
    #expect(try years.close("2022-08") == ["2022-08 -3000t"])
    try years.reopen("2022-07")
    // Spent a month later than was thought: it moves to the account of use.
    try years.books.reverse(
      years.books.entry("spent 4", of: years.sample.north).number, of: years.sample.north, on: "2022-07-12".day,
      reason: "in August")
    _ = try years.spend(20_00, "2022-08-12")
    #expect(try years.close("2022-08") == ["2022-08 -2000t", "2022-08 2000"])
    #expect(try years.released("2022-08-31") == [670_00, 100_00])
    #expect(try years.isSound())
  }

  /// A promise that is withdrawn takes both kinds of releases with it; spending that comes back does as well.
  @Test func bothGoBackWithTheirSupport() throws {
    var years = try firstYear()
    let late = try years.spend(50_00, "2022-08-20")
    _ = try years.close("2022-08")
    #expect(try years.released("2022-08-31") == [650_00, 100_00])
    try years.books.reverse(late, of: years.sample.north, on: "2022-09-01".day, reason: "came back")
    try years.books.reverse(
      years.books.entry("spent 1", of: years.sample.north).number, of: years.sample.north, on: "2022-09-01".day,
      reason: "came back")
    #expect(try years.close("2022-09") == ["2022-09 -10000t", "2022-09 -65000"])
    _ = try years.spend(800_00, "2022-10-01")
    // The time has come: whatever is spent is used.
    #expect(try years.close("2022-10") == ["2022-10 10000t", "2022-10 70000"])
    try years.books.undo(
      years.books.entry("years", of: years.sample.north).number, of: years.sample.north, on: "2022-11-02".day,
      reason: "withdrawn")
    #expect(try years.released("2022-11-30") == [0, 0])
    #expect(try years.close("2022-11") == [])
    #expect(try years.isSound())
  }

  /// What was paid early or withdrawn is no promise of a later year, and what is returned does not count what is not paid.
  @Test func whatIsPaidIsNotRestrictedByTime() throws {
    let years = try firstYear()
    let north = years.sample.north
    try years.books.post(
      Drafts.receipt(key: "first", cents: 600_00, award: "YEARS").changed { $0.date = "2022-07-01".day }, to: north)
    #expect(try years.due("2022-07-31")?.timeRestricted == Money(cents: 400_00))
    try years.books.post(
      Drafts.receipt(key: "rest", cents: 250_00, award: "YEARS").changed { $0.date = "2022-07-20".day }, to: north)
    #expect(try years.due("2022-07-31")?.timeRestricted == Money(cents: 150_00))
    #expect(try years.close("2022-07") == ["2022-07 10000"])
    #expect(try years.isSound())
  }

  /// A later installment that will not come is a loss with restrictions, and is restricted by time no longer; what was there stays released.
  @Test func whatIsWrittenOffIsNotRestrictedByTime() throws {
    var years = try firstYear()
    let north = years.sample.north
    let receipt = Drafts.receipt(key: "first", cents: 600_00, award: "YEARS").changed { $0.date = "2022-07-01".day }
    try years.books.post(receipt, to: north)
    let loss = EntryDraft(
      key: "loss", date: "2022-07-20".day, description: "It will not come",
      lines: [
        EntryLine(
          account: "5495", fund: "YEARS", amount: Money(cents: 300_00), netAssetClass: .with, award: "YEARS"),
        EntryLine(account: "1240", fund: "YEARS", amount: Money(cents: -300_00), award: "YEARS"),
      ])
    try years.books.post(loss, to: north)
    #expect(try years.due("2022-07-31")?.timeRestricted == Money(cents: 100_00))
    #expect(try years.close("2022-07") == [])
    _ = try years.spend(90_00, "2022-08-20")
    #expect(try years.close("2022-08") == ["2022-08 10000t"])
    #expect(try years.released("2022-08-31") == [600_00, 100_00])
    #expect(try years.isSound())
  }

  /// Before its day nobody releases it; where the funder lifted the time, it is released as it is spent, on the account of use.
  @Test func theTimeThatWasLiftedIsReleasedBySpending() throws {
    let years = try firstYear()
    let released =
      "select * from ledger.release_restriction(1, 'YEARS', 10000, '2022-07-05', 'release_time', 'The funder agreed', 'by hand'"
    #expect(outcome(years.books.connection, released + ")") == "LA018")
    try years.books.connection.script("\(released), true)")
    #expect(try years.released("2022-07-31") == [600_00, 0])
    #expect(try years.due("2022-07-04")?.timeRestricted == Money(cents: 400_00))
    #expect(try years.due("2022-07-05")?.timeRestricted == Money(cents: 300_00))
    #expect(try years.close("2022-07") == ["2022-07 10000"])
    #expect(try years.close("2022-08") == [])
    #expect(try years.released("2022-08-31") == [700_00, 0])
    #expect(try years.isSound())
  }

  /// An installment written off in its month, before its day, brings nothing: no release, neither kind, though more was spent than is there.
  @Test func whatIsWrittenOffInItsMonthReleasesNothing() throws {
    let years = try firstYear()
    let loss = EntryDraft(
      key: "loss", date: "2022-08-02".day, description: "It will not come",
      lines: [
        EntryLine(
          account: "5495", fund: "YEARS", amount: Money(cents: 400_00), netAssetClass: .with, award: "YEARS"),
        EntryLine(account: "1240", fund: "YEARS", amount: Money(cents: -400_00), award: "YEARS"),
      ])
    try years.books.post(loss, to: years.sample.north)
    #expect(try years.close("2022-08") == [])
    #expect(try years.released("2022-08-31") == [600_00, 0])
    #expect(try years.isSound())
  }

  /// Without either half of the rule the books say something else.
  @Test func withoutTheRuleItIsReleasedEarlyOrElsewhere() throws {
    for (mutant, released) in [
      (
        Mutant.edit("ledger.due_releases", [(" - w.time_restricted)", ")")]),
        ["2022-03 70000", "2022-08 10000t", "2022-08 -10000"]
      ),
      (
        Mutant.edit("ledger.due_releases", [("least(w.earned_before_due,", "least(0,")]),
        ["2022-03 60000", "2022-08 10000"]
      ),
      (
        Mutant.edit("ledger.time_restricted_parts", [("t.due_on > $3", "t.due_on >= $3")]),
        ["2022-03 60000", "2022-09 10000"]
      ),
    ] {
      var years = try Years.begun(lastDue: "2022-08-31")
      try years.sample.books.asInstaller().script(mutant)
      _ = try years.spend(700_00, "2022-03-10")
      #expect(try years.close("2022-09") == released)
    }
    var years = try Years.begun(lastDue: "2022-08-31")
    _ = try years.spend(700_00, "2022-03-10")
    #expect(try years.close("2022-09") == ["2022-03 60000", "2022-08 10000t"])
  }
}
