import Testing

@testable import Ledger

/// LP009: what the books were opened with is undone on its own day, or a closed year would end with other net assets than the next begins with.
@Suite struct OpeningReversalTests {
  static let day = "2021-07-01"

  /// Opens the books of the sample's first organization, whose June 2021 is closed, with 500.00; tells the entry.
  static func open(_ sample: SampleBooks) throws -> Int64 {
    try sample.asOwner().script(
      DirectSQL.insert(
        EntryDraft(
          key: "opening", date: day.day, kind: .opening, description: "Opening balance",
          lines: [
            EntryLine(account: "1010", fund: "general", amount: Money(cents: 500_00)),
            EntryLine(account: "3010", fund: "general", amount: Money(cents: -500_00), netAssetClass: .without),
          ])))
    return try number(in: sample)
  }

  private static func number(in sample: SampleBooks) throws -> Int64 {
    try sample.asOwner().execute(
      "select id from ledger.journal_entry where organization_id = 1 and idempotency_key = 'opening'"
    ).only { try $0.int64("id") }
  }

  /// The reversal of the opening on a day, by direct SQL.
  static func reversal(in sample: SampleBooks, on day: String) throws -> String {
    let number = try number(in: sample)
    let opening = try Books(try sample.as(.financeAdmin)).entry("\(number)", of: sample.north).draft
    return DirectSQL.insert(
      opening.changed { draft in
        draft.key = "books:reversal-of:\(number)"
        draft.kind = .reversal
        draft.date = day.day
        for line in draft.lines.indices {
          let amount = draft.lines[line].amount
          draft.lines[line].amount = -amount
        }
      }, reverses: number)
  }

  @Test func nobodyUndoesAnOpeningOnAnotherDay() throws {
    let sample = try SampleBooks.copy()
    let number = try Self.open(sample)
    let undo = "select * from ledger.reverse_entry(1, \(number), '2021-07-02', 'x')"
    let direct = try Self.reversal(in: sample, on: "2021-07-02")
    for login in [SampleLogin.recorder, .financeAdmin] {
      #expect(outcome(try sample.as(login), undo) == "LP009", "\(login)")
      #expect(outcome(try sample.as(login), direct) == "42501", "\(login)")
    }
    #expect(outcome(try sample.asOwner(), direct) == "LP009")
    #expect(outcome(try sample.asReplica(), direct) == "LP009")
    // On its own day it is undone while that is open.
    let admin = Books(try sample.as(.financeAdmin))
    try admin.close(through: Month(parsing: "2021-07"), of: sample.north, reason: "month")
    #expect(outcome(admin.connection, undo.replacing("2021-07-02", with: Self.day)) == "LP001")
    #expect(outcome(admin.connection, undo.replacing("2021-07-02", with: "2021-08-01")) == "LP009")
    try admin.reopen(from: Month(parsing: "2021-07"), of: sample.north, reason: "opened wrongly")
    #expect(outcome(admin.connection, undo.replacing("2021-07-02", with: Self.day)) == "accepted")
    #expect(try admin.check().broken == [])
  }

  /// Nothing else holds it, and check names what is there.
  @Test func withoutItTheNextYearBeginsWithLess() throws {
    let sample = try SampleBooks.copy()
    _ = try Self.open(sample)
    let direct = try Self.reversal(in: sample, on: "2021-07-02")
    let installer = try sample.books.asInstaller()
    try installer.script(
      "create table public.kept as select pg_get_functiondef('ledger.broken_adjustment'::regproc) as text; "
        + Mutant.edit("ledger.broken_adjustment", [("t.adjusting_date <> t.entry_date", "false")]))
    #expect(outcome(try sample.asOwner(), "begin; \(direct); commit") == "accepted")
    try installer.script("do $$ begin execute (select text from public.kept); end $$")
    #expect(try brokenRules(installer) == ["LP009"])
  }
}
