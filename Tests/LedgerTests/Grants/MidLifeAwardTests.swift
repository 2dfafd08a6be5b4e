import Testing

@testable import Ledger

/// Awards of 25,000.00 that the books took over in mid-life, by what openings say of their funds: LA004 and LA005 count it, and what was owed is received.
@Suite struct MidLifeAwardTests {
  private let sample: SampleBooks

  init() throws {
    sample = try SampleBooks.copy()
    let books = Books(try sample.as(.financeAdmin))
    for (code, recognition) in [("HALF", Recognition.unconditional), ("TERMS", .conditional), ("HELD", .agency)] {
      try SampleBooks.addAward(code, recognition, through: "2023-06-30".day, to: sample.north, books)
    }
  }

  private func books() throws -> Books { Books(try sample.as(.financeAdmin)) }

  private static func line(_ account: String, _ fund: String, _ cents: Int64, award: String? = nil) -> EntryLine {
    EntryLine(
      account: account, fund: fund, amount: Money(cents: cents), netAssetClass: account == "3110" ? .with : nil,
      award: award)
  }

  private static func opening(_ lines: [EntryLine]) -> String {
    DirectSQL.insert(
      EntryDraft(
        key: "opening", date: "2021-07-01".day, kind: .opening, description: "Opening balances", lines: lines))
  }

  /// 5,000.00 owed and 12,000.00 restricted of HALF; 6,000.00 received ahead of TERMS; 2,000.00 held of HELD.
  private func open() throws {
    try sample.asOwner().script(
      Self.opening([
        Self.line("1010", "HALF", 7_000_00), Self.line("1240", "HALF", 5_000_00, award: "HALF"),
        Self.line("3110", "HALF", -12_000_00, award: "HALF"), Self.line("1010", "TERMS", 6_000_00),
        Self.line("2410", "TERMS", -6_000_00, award: "TERMS"), Self.line("1010", "HELD", 2_000_00),
        Self.line("2910", "HELD", -2_000_00, award: "HELD"),
      ]))
  }

  private func receive(_ cents: Int64, _ code: String, key: String) throws {
    let award = try books().award(code)
    let day = "2021-09-15".day
    let draft = try award.receiptEntry(
      Money(cents: cents), after: books().progress(of: award), receivable: books().outstanding(of: award, from: day),
      recoverable: books().recoverable(of: award, from: day), on: day, key: key)
    try books().post(draft, to: sample.north)
  }

  private func promise(_ cents: Int64) -> EntryDraft { Drafts.promise(key: "rest", cents: cents, award: "HALF") }

  @Test func whatIsOwedIsReceived() throws {
    try open()
    try receive(5_000_00, "HALF", key: "owed")
    #expect(try books().balances(of: books().award("HALF")).receivable == .zero)
    #expect(throws: Refusal.self) { try receive(1, "HALF", key: "more") }
    let progress = try books().progress(of: books().award("HALF"))
    #expect(progress.promised.cents == 12_000_00 && progress.received.cents == 12_000_00)
    #expect(try books().check().broken == [])
  }

  @Test func theRestAloneIsPromisedAndReceived() throws {
    try open()
    for login in [SampleLogin.recorder, .financeAdmin] {
      #expect(outcome(try sample.as(login), DirectSQL.post(promise(13_000_01))) == "LA004", "\(login)")
    }
    #expect(outcome(try sample.asOwner(), DirectSQL.insert(promise(13_000_01))) == "LA004")
    #expect(outcome(try sample.asReplica(), DirectSQL.insert(promise(13_000_01))) == "LA004")
    try books().post(promise(13_000_00), to: sample.north)
    for (code, most) in [("TERMS", Int64(19_000_00)), ("HELD", 23_000_00)] {
      #expect(throws: DatabaseError.self) { try receive(most + 1, code, key: "all of \(code)") }
      try receive(most, code, key: "all of \(code)")
    }
    #expect(try books().check().broken == [])
  }

  /// An opening of more than the award is refused, be the award there before or after it; undone, it counts no longer.
  @Test func anOpeningIsWithinTheAward() throws {
    let much = Self.opening([
      Self.line("1010", "HALF", 20_000_01), Self.line("1240", "HALF", 5_000_00, award: "HALF"),
      Self.line("3110", "HALF", -25_000_01),
    ])
    #expect(outcome(try sample.asOwner(), much) == "LA004")
    try books().addFund(code: "AHEAD", name: "Ahead", to: sample.north)
    try sample.asOwner().script(
      Self.opening([Self.line("1010", "AHEAD", 9_000_00), Self.line("3110", "AHEAD", -9_000_00)]))
    func add(_ cents: Int64) throws {
      try books().addAward(
        AwardDraft(
          code: "LATER", name: "Later", funder: "fund", amount: Money(cents: cents), term: SampleBooks.term,
          recognition: .unconditional, fund: "AHEAD"), to: sample.north)
    }
    #expect(throws: DatabaseError.self) { try add(8_999_99) }
    try add(10_000_00)
    #expect(try books().progress(of: books().award("LATER")).promised.cents == 9_000_00)
    #expect(try books().check().broken == [])
    try books().undo(
      books().entry("opening", of: sample.north).number, of: sample.north, on: "2021-07-01".day, reason: "Wrong file")
    #expect(try books().progress(of: books().award("LATER")).promised == .zero)
    #expect(try books().check().broken == [])
  }

  /// Without the rule an award is promised twice over, and check names it.
  @Test func withoutItIsPromisedTwice() throws {
    try open()
    try sample.books.asInstaller().script(
      "create table public.kept as select pg_get_functiondef('ledger.move_measures'::regproc) as text; "
        + Mutant.notHeld("promise", "promised", rule: "LA004", []).disable)
    #expect(outcome(try sample.as(.recorder), DirectSQL.post(promise(13_000_01))) == "accepted")
    let installer = try sample.books.asInstaller()
    try installer.script("do $$ begin execute (select text from public.kept); end $$")
    #expect(try brokenRules(installer) == ["LA004"])
  }
}
