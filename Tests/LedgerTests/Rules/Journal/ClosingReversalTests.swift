import Testing

@testable import Ledger

/// LE015: the closing of a year is undone on its own day, or the year would be open on some of its days and closed on others.
@Suite struct ClosingReversalTests {
  /// The sample with the year that ended in June 2022 closed to net assets, its months open; and the reversal of that by direct SQL.
  private func closed() throws -> (SampleBooks, number: Int64, reversal: String) {
    let sample = try SampleBooks.copy()
    let admin = Books(try sample.as(.financeAdmin))
    let number = try #require(try admin.closeYear(endedOn: "2022-06-30".day, of: sample.north))
    let closing = try admin.entry("\(number)", of: sample.north).draft
    let reversal = closing.changed { draft in
      draft.key = "books:reversal-of:\(number)"
      draft.kind = .reversal
      draft.date = "2022-07-01".day
      for line in draft.lines.indices {
        let amount = draft.lines[line].amount
        draft.lines[line].amount = -amount
      }
    }
    return (sample, number, DirectSQL.insert(reversal, reverses: number))
  }

  @Test func nobodyUndoesAClosingOnAnotherDay() throws {
    let (sample, number, reversal) = try closed()
    let undo = "select * from ledger.reverse_entry(1, \(number), '2022-07-01', 'x')"
    for login in [SampleLogin.recorder, .financeAdmin] {
      #expect(outcome(try sample.as(login), undo) == "LE015", "\(login)")
      #expect(outcome(try sample.as(login), reversal) == "42501", "\(login)")
    }
    #expect(outcome(try sample.asOwner(), reversal) == "LE015")
    #expect(outcome(try sample.asReplica(), reversal) == "LE015")
    #expect(outcome(try sample.as(.financeAdmin), undo.replacing("2022-07-01", with: "2022-06-30")) == "accepted")
  }

  /// Nothing else holds it, and check names what is there.
  @Test func withoutItThePastChanges() throws {
    let (sample, _, reversal) = try closed()
    let owner = try sample.asOwner()
    try sample.books.asInstaller().script(
      "create table public.kept as select pg_get_functiondef('ledger.broken_adjustment'::regproc) as text; "
        + Mutant.edit("ledger.broken_adjustment", [("t.entry_date <> t.adjusting_date", "false")]))
    #expect(outcome(owner, "begin; \(reversal); commit") == "accepted")
    let installer = try sample.books.asInstaller()
    try installer.script("do $$ begin execute (select text from public.kept); end $$")
    #expect(try brokenRules(installer) == ["LE015"])
  }

  /// Years close in their order, and what an earlier one left open is no part of a later one; a closing that was undone was right on its day.
  @Test func yearsCloseInTheirOrder() throws {
    let sample = try SampleBooks.copy()
    let admin = Books(try sample.as(.financeAdmin))
    let later = Drafts.transfer(key: "later", on: "2022-09-30").changed { draft in
      draft.lines[0] = EntryLine(
        account: "8110", fund: "general", amount: Money(cents: 50_00), netAssetClass: .without, function: .program,
        program: "program")
    }
    func close(_ year: String) -> String {
      outcome(admin.connection, "select * from ledger.close_year(1, '\(year)-06-30')")
    }
    try Books(try sample.as(.recorder)).post(later, to: sample.north)
    #expect(close("2023") == "LE015")
    #expect(close("2022") == "accepted")
    #expect(close("2023") == "accepted")
    let installer = try sample.books.asInstaller()
    #expect(try brokenRules(installer).isEmpty)
    try admin.connection.execute("select * from ledger.close_books(1, '2023-06-01', 'x')")
    try admin.connection.execute("select * from ledger.reopen_books(1, '2022-06-01', 'x')")
    #expect(try brokenRules(installer).isEmpty)
    #expect(close("2023") == "LE015")
  }
}
