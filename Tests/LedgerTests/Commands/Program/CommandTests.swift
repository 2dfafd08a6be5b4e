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
    #expect(try program("entry", "show", "books:reversal-of:2").output.contains("typed twice"))
    let again = try program("entry", "reverse", "wrong", "--reason", "again", "--date", "2021-09-02")
    #expect(again.status == 4)
    #expect(again.errors.contains("was reversed by entry 3"))
  }

  @Test func aRefundGoesToItsLine() throws {
    let (program, _, _) = try Program.withBooks()
    try program.addAward()
    _ = try program.addExpense("100.00", line: "stipends", key: "paid")
    #expect(try program("expense", "refund", "paid", "--amount", "40.00", "--date", "2021-10-01").status == 0)
    let statement = try program("statement", "budget", "YOUTH", "--as-of", "2021-10-31", "--brief", "--format", "csv")
      .output
    #expect(statement.contains("detail,Stipends,15000.00,-40.00,60.00,0.00,14940.00,0.4"))
    let tooMuch = try program("expense", "refund", "paid", "--amount", "60.01", "--date", "2021-10-02")
    #expect(tooMuch.status == 1)
    #expect(tooMuch.errors.contains("LE012"))
  }

  @Test func whatWasReversedIsNotTakenForRecorded() throws {
    let (program, _, _) = try Program.withBooks()
    try program.addAward()
    let receive = ["award", "receive", "YOUTH", "--amount", "100.00", "--date", "2021-08-05"]
    #expect(try program.run(receive).status == 0)
    #expect(try program.run(receive).errors.contains("entry 2 of 2021-08-05 says the same"))
    #expect(try program("entry", "reverse", "2", "--reason", "bounced", "--date", "2021-08-06").status == 0)
    let again = try program.run(receive)
    #expect(again.status == 4)
    #expect(again.errors.contains("and entry 3 undid it"))
    #expect(again.errors.contains("--key"))
    #expect(try program.run(receive + ["--key", "second-check"]).status == 0)
  }

  @Test func aPromiseStaysWhileItsReceiptsDo() throws {
    let (program, _, _) = try Program.withBooks()
    try program.addAward()
    #expect(try program("award", "receive", "YOUTH", "--amount", "100.00", "--date", "2021-08-05").status == 0)
    let refused = try program("entry", "reverse", "1", "--reason", "withdrawn", "--date", "2021-08-06")
    #expect(refused.status == 1)
    #expect(refused.errors.contains("LA008"))
    #expect(try program("entry", "reverse", "2", "--reason", "sent back", "--date", "2021-08-06").status == 0)
    #expect(try program("entry", "reverse", "1", "--reason", "withdrawn", "--date", "2021-08-06").status == 0)
  }

  @Test func eachRecognitionPostsAsTheFieldSays() throws {
    let (program, _, _) = try Program.withBooks()
    try program.addAward()
    let credits = ["unconditional": "1240", "conditional": "2410", "agency": "2910", "exchange": "5180"]
    for (recognition, account) in credits.sorted(by: { $0.key < $1.key }) {
      let code = "A-\(recognition)"
      try program(
        "award", "add", code, "An award", "--funder", "funder", "--amount", "1000.00", "--from", "2021-07-01",
        "--through",
        "2022-06-30", "--recognition", recognition)
      let budget = "line,name,category,account,amount\nfood,Food,supplies,8110,1000.00\n"
      try program(
        "budget", "import", code, try temporaryFile(Array(budget.utf8)), "--approved-by", "F", "--effective",
        "2021-07-01")
      let promise = try program("award", "promise", code, "--date", "2021-07-01")
      #expect((promise.status == 0) == (recognition == "unconditional"), "\(promise.errors)")
      #expect(
        try program("award", "receive", code, "--amount", "400.00", "--date", "2021-07-05", "--key", code).status == 0)
      let receipt = try program("entry", "show", code, "--format", "csv").output
      #expect(receipt.contains("detail,\(account),\(code),,400.00"), "\(receipt)")
      let expense = [
        "expense", "add", "--award", code, "--amount", "25.00", "--payee", "shop", "--service-date", "2021-09-01",
        "--paid-from", "bank",
      ]
      #expect(try program.run(expense + ["--line", "food", "--key", "e-\(code)"]).status == 0)
      let spent = try program("entry", "show", "e-\(code)", "--format", "csv").output
      #expect(spent.contains("detail,\(recognition == "agency" ? "2910" : "8110"),\(code),25.00,"), "\(spent)")
      let unplanned = try program.run(expense + ["--no-line", "--account", "8590"])
      #expect((unplanned.status == 0) == (recognition != "agency"), "\(unplanned.errors)")
      let statement = try program("statement", "budget", code, "--as-of", "2021-12-31", "--brief", "--format", "csv")
        .output
      #expect(
        statement.contains("total,Total,1000.00,0.00,\(recognition == "agency" ? "25.00" : "50.00"),"), "\(statement)")
    }
    #expect(try program("check").output.hasPrefix("Sound"))
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
