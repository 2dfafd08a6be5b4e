import Foundation
import Testing

@testable import Ledger

/// The commands as their users run them.
@Suite struct CommandTests {
  @Test func anyTextComesBackExactly() throws {
    let (program, books, _) = try Program.withBooks()
    try program.addAward()
    let texts = ["cafe\u{301} ☕️ 👩‍👩‍👧", "=cmd|'/C calc'!A0", "tab\tand \"quotes\" \\ back", "\u{202E}rtl", "日本語 العربية"]
    let reader = Books(try books.asInstaller())
    for (number, text) in texts.enumerated() {
      #expect(try program.addExpense(key: "text-\(number)", "--memo", text).status == 0)
      let entry = try reader.entry("text-\(number)", of: reader.organization("site"))
      #expect(entry.draft.lines[0].memo.map { Array($0.utf8) } == Array(text.utf8))
      let shown = try program("entry", "show", "text-\(number)")
      #expect(!shown.output.unicodeScalars.contains("\u{202E}"))
      #expect(!shown.output.contains("\t"))
    }
    let csv = try program("entry", "list", "--format", "csv")
    #expect(csv.output.contains("'=cmd"))
  }

  @Test func theSameKeyIsOneEntry() throws {
    let (program, _, _) = try Program.withBooks()
    try program.addAward()
    #expect(try program.addExpense(key: "k").output.hasPrefix("Entry "))
    #expect(try program.addExpense(key: "k").output.contains("had recorded this before"))
    let other = try program.addExpense("11.00", key: "k")
    #expect(other.status == 4)
    #expect(other.errors.contains("another amount (line 1)"))
  }

  @Test func aMistakeIsReversedOnceAndLinkedBothWays() throws {
    let (program, _, _) = try Program.withBooks()
    try program.addAward()
    try #require(try program.addExpense(key: "wrong").status == 0)
    #expect(try program("entry", "reverse", "wrong", "--reason", "typed twice", "--date", "2021-09-02").status == 0)
    #expect(try program("entry", "show", "wrong").output.contains("Reversed by"))
    #expect(try program("entry", "show", "reversal-of:2").output.contains("typed twice"))
    let again = try program("entry", "reverse", "wrong", "--reason", "again", "--date", "2021-09-02", "--key", "r2")
    #expect(again.status == 4)
    #expect(again.errors.contains("was reversed by entry 3"))
  }

  @Test func aRefundGoesToItsLine() throws {
    let (program, _, _) = try Program.withBooks()
    try program.addAward()
    _ = try program.addExpense("100.00", line: "stipends", key: "paid")
    #expect(try program("expense", "refund", "paid", "--amount", "40.00", "--date", "2021-10-01").status == 0)
    let statement = try program("statement", "budget", "YOUTH", "--as-of", "2021-10-31", "--format", "csv").output
    #expect(statement.contains("detail,Stipends,15000.00,-40.00,60.00,14940.00,0.4"))
    let tooMuch = try program("expense", "refund", "paid", "--amount", "60.01", "--date", "2021-10-02")
    #expect(tooMuch.status == 1)
    #expect(tooMuch.errors.contains("LE012"))
  }

  @Test func aDryRunRecordsNothing() throws {
    let (program, books, _) = try Program.withBooks()
    try program.addAward()
    let outcome = try program.addExpense(key: "dry", "--dry-run")
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("dry run, nothing recorded"))
    let reader = Books(try books.asInstaller())
    #expect(throws: UnknownCode.self) { try reader.entry("dry", of: reader.organization("site")) }
  }

  @Test func aClosedMonthTakesNothingAndReopensWithAReason() throws {
    let (program, _, _) = try Program.withBooks()
    try program.addAward()
    #expect(try program("period", "close", "2021-09", "--reason", "reported").status == 0)
    let refused = try program.addExpense(key: "late")
    #expect(refused.status == 1)
    #expect(refused.errors.contains("LP001"))
    #expect(try program("period", "reopen", "2021-09", "--reason", "late invoice").status == 0)
    #expect(try program.addExpense(key: "late").status == 0)
    #expect(try program("period", "list").output.contains("late invoice"))
  }

  @Test func statementsGoToFilesByTheirEnding() throws {
    let (program, _, _) = try Program.withBooks()
    try program.addAward()
    let file = try temporaryFile([], name: "statement.md")
    #expect(try program("statement", "budget", "YOUTH", "--as-of", "2021-12-31", "-o", file).output.isEmpty)
    #expect(try String(contentsOfFile: file, encoding: .utf8).hasPrefix("# Budget versus actual"))
  }
}
