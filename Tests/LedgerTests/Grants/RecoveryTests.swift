import Testing

@testable import Ledger

/// A promise of 25,000.00, all of award LOST, that was written off: what comes of it is a recovery in the class that the loss had, and no new promise.
@Suite struct RecoveryTests {
  private let sample: SampleBooks

  init() throws {
    sample = try SampleBooks.copy()
    let books = Books(try sample.as(.financeAdmin))
    try SampleBooks.addAward("LOST", .unconditional, through: "2023-06-30".day, to: sample.north, books)
    try books.post(
      Drafts.promise(key: "lost promise", cents: 25_000_00, award: "LOST").changed { $0.date = "2021-07-05".day },
      to: sample.north)
  }

  private func books() throws -> Books { Books(try sample.as(.financeAdmin)) }

  /// Spends and releases 1,000.00, and writes off all.
  private func writeOff() throws {
    try books().post(Drafts.expense(key: "spent", award: "LOST", cents: 1_000_00, on: "2021-08-10"), to: sample.north)
    try books().close(through: Month(parsing: "2021-08"), of: sample.north, reason: "month")
    let lost = try books().writeOff(
      Money(cents: 25_000_00), of: books().award("LOST"), on: "2021-09-10".day, reason: "Letter", key: "lost")
    #expect(lost.restricted.cents == 24_000_00)
  }

  private func receive(_ cents: Int64, _ day: String) throws -> EntryDraft {
    let award = try books().award("LOST")
    let draft = try award.receiptEntry(
      Money(cents: cents), after: books().progress(of: award),
      receivable: books().outstanding(of: award, from: day.day),
      recoverable: books().recoverable(of: award, from: day.day), on: day.day, key: "received \(day)")
    try books().post(draft, to: sample.north)
    return draft
  }

  @Test func whatComesIsRecoveredInTheClassOfTheLoss() throws {
    try writeOff()
    let first = try receive(1_500_00, "2021-10-01")
    #expect(first.lines.dropFirst().map(\.account) == ["5495", "5495"])
    #expect(first.lines.dropFirst().map(\.amount.cents) == [-1_000_00, -500_00])
    #expect(first.lines.dropFirst().map(\.netAssetClass) == [.without, .with])
    #expect(try books().balances(of: books().award("LOST")).restricted.cents == 500_00)
    // Before it was lost nothing is recovered, nor more than was lost.
    #expect(throws: Refusal.self) { try receive(23_500_01, "2021-10-02") }
    _ = try receive(23_500_00, "2021-10-02")
    #expect(try books().recoverable(of: books().award("LOST"), from: "2021-10-02".day) == .none)
    #expect(try books().check().broken == [])
    let row = try #require(
      try books().awardSchedule(of: "north", asOf: "2021-10-31".day)[0].rows.first { $0.code == "LOST" })
    #expect(row.received.cents == 25_000_00 && row.recognized.cents == 25_000_00)
  }

  /// Nobody promises it anew, whoever asks: an award is promised once.
  @Test func itIsNotPromisedAnew() throws {
    try writeOff()
    let promise = Drafts.promise(key: "anew", cents: 1, award: "LOST").changed { $0.date = "2021-09-15".day }
    for login in [SampleLogin.recorder, .financeAdmin] {
      #expect(outcome(try sample.as(login), DirectSQL.post(promise)) == "LA004", "\(login)")
    }
    #expect(outcome(try sample.asOwner(), DirectSQL.insert(promise)) == "LA004")
    #expect(outcome(try sample.asReplica(), DirectSQL.insert(promise)) == "LA004")
    // Undone, the loss leaves the promise as it was; recovered, it is not undone.
    _ = try receive(100_00, "2021-10-01")
    let loss = try books().entry("lost", of: sample.north).number
    let undone = outcome(
      try sample.as(.financeAdmin), "select * from ledger.reverse_entry(1, \(loss), '2021-10-02', 'x')")
    #expect(undone == "LA004", "\(undone)")
  }

  /// Without the rule it is promised anew, and check names it.
  @Test func withoutTheRuleItIsPromisedAnew() throws {
    try writeOff()
    try sample.books.asInstaller().script(
      "create table public.kept as select pg_get_functiondef('ledger.move_measures'::regproc) as text; "
        + Mutant.notHeld("promised", rule: "LA004", []).disable)
    let promise = Drafts.promise(key: "anew", cents: 1_00, award: "LOST").changed { $0.date = "2021-09-15".day }
    #expect(outcome(try sample.as(.recorder), DirectSQL.post(promise)) == "accepted")
    let installer = try sample.books.asInstaller()
    try installer.script("do $$ begin execute (select text from public.kept); end $$")
    #expect(try brokenRules(installer) == ["LA004"])
  }

  /// An award that became less for what was written off stays recorded so.
  @Test func theAwardMayBecomeLessByWhatWasLost() throws {
    _ = try books().writeOff(
      Money(cents: 5_000_00), of: books().award("LOST"), on: "2021-09-10".day, reason: "Letter", key: "some lost")
    let lower = GrantAttempt.amend("amount_cents => 1999999").replacing("OPEN", with: "LOST")
    #expect(outcome(try sample.as(.financeAdmin), lower) == "LA004")
    #expect(outcome(try sample.as(.financeAdmin), lower.replacing("1999999", with: "2000000")) == "LA007")
  }
}
