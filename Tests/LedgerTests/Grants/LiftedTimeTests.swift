import Testing

@testable import Ledger

/// A promise of 4,000.00 on 2021-07-01, of which 2,000.00 is due on 2021-07-15, and as much on 2022-07-15 and restricted by time until then.
@Suite struct LiftedTimeTests {
  private let sample: SampleBooks

  init() throws {
    sample = try SampleBooks.copy()
    let books = Books(try sample.as(.financeAdmin))
    try SampleBooks.addAward("TIME", .unconditional, through: "2023-06-30".day, to: sample.north, books)
    let promise = Drafts.promise(key: "time", cents: 4_000_00, award: "TIME").changed { $0.date = "2021-07-01".day }
    try books.record(
      [promise], as: .promise,
      installments: [
        Installment(due: "2021-07-15".day, amount: Money(cents: 2_000_00)),
        Installment(due: "2022-07-15".day, amount: Money(cents: 2_000_00), isTimeRestricted: true),
      ], to: sample.north)
  }

  private func books() throws -> Books { Books(try sample.as(.financeAdmin)) }

  private func receive(_ cents: Int64, _ day: String) throws {
    try books().post(
      Drafts.receipt(key: "received \(day)", cents: cents, award: "TIME").changed { $0.date = day.day },
      to: sample.north)
  }

  private func spend(_ cents: Int64, _ day: String) throws {
    try books().post(Drafts.expense(key: "spent \(day)", award: "TIME", cents: cents, on: day), to: sample.north)
  }

  private func release(_ cents: Int64, _ day: String, _ role: String = "release_time", lifted: Bool = false) throws
    -> String
  {
    outcome(
      try sample.as(.financeAdmin),
      "select * from ledger.release_restriction(1, 'TIME', \(cents), '\(day)', '\(role)', 'It came', 'by hand \(day)', \(lifted))"
    )
  }

  private func close(_ month: String) throws -> [Int64] {
    try books().close(through: Month(parsing: month), of: sample.north, reason: "month").releases
      .filter { $0.award == "TIME" }.map(\.amount.cents)
  }

  private func waits(_ day: String) throws -> Int64 {
    try books().dueReleases(of: sample.north, through: day.day).first { $0.award == "TIME" }?.timeRestricted.cents ?? 0
  }

  private func restricted() throws -> Int64 { try books().balances(of: books().award("TIME")).restricted.cents }

  /// What is released by hand is of the free part, and takes nothing off what waits, asked once or twice.
  @Test func aReleaseByHandTakesNothingOffWhatWaits() throws {
    try receive(2_000_00, "2021-07-15")
    #expect(try release(2_000_00, "2021-08-31") == "accepted")
    #expect(try waits("2021-08-31") == 2_000_00)
    for role in ["release_time", "release_equipment"] {
      #expect(try release(2_000_00, "2021-09-01", role) == "LA018")
      #expect(try release(1, "2021-09-02", role) == "LA018")
    }
    #expect(try release(1, "2021-08-30") == "LA018")
    #expect(try restricted() == 2_000_00)
    // The day came.
    #expect(try release(2_000_00, "2022-07-15") == "accepted")
    #expect(try books().check().broken == [])
  }

  /// What is written off after a release by hand is what waits, as far as that is not paid.
  @Test func aWriteOffAfterAReleaseByHandIsOfWhatWaits() throws {
    try receive(2_000_00, "2021-07-15")
    #expect(try release(2_000_00, "2021-08-31") == "accepted")
    let lost = try books().writeOff(
      Money(cents: 500_00), of: books().award("TIME"), on: "2021-09-10".day, reason: "Letter", key: "lost")
    #expect(lost.restricted.cents == 500_00)
    #expect(try waits("2021-09-10") == 1_500_00)
    #expect(try release(1, "2021-09-11") == "LA018")
    #expect(try books().check().broken == [])
  }

  /// What was lifted is lifted of what waits, whether part of it was paid early before or after that.
  @Test(arguments: [false, true]) func whatWasLiftedIsNotSwallowedByAnEarlyPayment(liftedFirst: Bool) throws {
    try receive(2_000_00, "2021-07-15")
    try spend(2_200_00, "2021-09-10")
    try spend(600_00, "2021-09-11")
    if liftedFirst {
      #expect(try release(400_00, "2021-11-10", lifted: true) == "accepted")
      #expect(try waits("2021-11-10") == 1_600_00)
    }
    try receive(500_00, "2021-11-20")
    if !liftedFirst {
      #expect(try close("2021-11") == [2_000_00, 500_00])
      #expect(try release(400_00, "2021-12-10", lifted: true) == "accepted")
    }
    #expect(try waits("2021-12-31") == 1_100_00)
    #expect(try close("2021-12").reduce(0, +) == (liftedFirst ? 2_800_00 : 300_00))
    #expect(try restricted() == 1_200_00)
    #expect(try books().check().broken == [])
  }

  /// The time that was lifted releases nothing that is not spent; the purpose stays, and it goes back as unspent.
  @Test func liftingTheTimeReleasesNothingUnspent() throws {
    try receive(2_000_00, "2021-07-15")
    #expect(try release(2_000_01, "2021-09-01", lifted: true) == "LA018")
    #expect(try release(2_000_00, "2021-09-01", lifted: true) == "accepted")
    #expect(try waits("2021-09-01") == 0)
    #expect(try restricted() == 4_000_00)
    #expect(try close("2021-09") == [])
    try spend(2_000_00, "2021-10-10")
    try spend(600_00, "2021-10-11")
    #expect(try close("2021-10") == [2_600_00])
    // Undone, it waits again, and what was released of it is taken back.
    let entry = try books().connection.execute(
      "select id from ledger.journal_entry where organization_id = 1 and idempotency_key ^@ 'books:release-lifted-time:'"
    ).only { try $0.int64("id") }
    try books().undo(entry, of: sample.north, on: "2021-11-05".day, reason: "Misread")
    #expect(try waits("2021-11-05") == 2_000_00)
    #expect(try close("2021-11") == [-600_00])
    #expect(try books().check().broken == [])
  }

  /// What is written off beside a lifted time is lost of what is due first, or of the installment that is named: what waits on is what is left of it.
  @Test(arguments: [nil, "2022-07-15"]) func aWriteOffBesideALiftedTimeLeavesWhatWaits(due: String?) throws {
    try receive(2_000_00, "2021-07-15")
    #expect(try release(400_00, "2021-09-01", lifted: true) == "accepted")
    let lost = try books().writeOff(
      Money(cents: 1_000_00), of: books().award("TIME"), due: due?.day, on: "2021-09-10".day, reason: "Letter",
      key: "lost")
    #expect(lost.restricted.cents == 1_000_00)
    #expect(try waits("2021-09-10") == 600_00)
    try spend(3_000_00, "2021-10-10")
    #expect(try close("2021-10") == [2_400_00])
    #expect(try restricted() == 600_00)
    #expect(try books().check().broken == [])
  }

  /// Where nothing waits, what was lifted is the purpose: for good, whatever is spent.
  @Test func liftingThePurposeComesAfterTheTime() throws {
    #expect(try release(2_000_00, "2021-09-01", lifted: true) == "accepted")
    #expect(try release(1_500_00, "2021-09-02", lifted: true) == "accepted")
    #expect(try restricted() == 2_500_00)
    #expect(try close("2021-09") == [])
    try spend(2_000_00, "2021-10-10")
    #expect(try close("2021-10") == [2_000_00])
    #expect(try restricted() == 500_00)
    #expect(try books().check().broken == [])
  }

  /// Without the rule a lifted time is not seen, or a release by hand takes off what waits.
  @Test func withoutTheRuleItWaitsOn() throws {
    try sample.books.asInstaller().script(
      Mutant.edit("ledger.time_restricted_parts", [(" - p.lifted", "")]))
    #expect(try release(2_000_00, "2021-09-01", lifted: true) == "accepted")
    #expect(try waits("2021-09-01") == 2_000_00)
  }
}
