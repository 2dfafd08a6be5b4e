import Foundation
import Testing

@testable import Ledger

/// Small histories in which something was recorded on a day that did not tell the truth.
@Suite struct DatedCaseTests {
  /// Books with award YOUTH of 30,000.00 from 2021-07-01 through 2022-06-30, unconditional, recognized and received.
  private static func books() throws -> Program {
    let (program, _, _) = try Program.withBooks()
    try program.addAward()
    return program
  }

  private static func total(_ program: Program, _ day: String) throws -> String? {
    try program("statement", "budget", "YOUTH", "--as-of", day, "--brief", "--format", "csv").output
      .split(separator: "\n").first { $0.hasPrefix("total,") }.map(String.init)
  }

  /// A year is closed with every month in it, whether or not the month had entries.
  @Test func aClosedYearHasNoOpenMonth() throws {
    let program = try Self.books()
    _ = try program.addExpense("20.00", key: "late", "--date", "2022-06-28")
    let closed = try program("period", "close", "2022-06", "--year-end", "--reason", "year end")
    #expect(closed.status == 0, "\(closed.errors)")
    let refused = try program.addExpense("111.00", key: "quiet", "--date", "2021-12-15")
    #expect(refused.status == 1 && refused.errors.contains("[LP001]"), "\(refused.errors)")
    let activities = try program(
      "statement", "activities", "--from", "2021-07-01", "--to", "2022-06-30", "--format", "csv"
    ).output
    #expect(activities.contains("subtotal,Total expenses,20.00,"), "\(activities)")
  }

  /// A file of last month that was undone and imported again counts once in its month.
  @Test func anImportUndoneLeavesNothingInItsMonth() throws {
    let program = try Self.books()
    let file = try temporaryFile(
      Array(
        """
        date,award,line,amount,payee,service_date,paid_from
        2021-10-05,YOUTH,food,250.00,shop,2021-10-05,bank
        2021-11-05,YOUTH,food,40.00,shop,2021-11-05,bank

        """.utf8), name: "month.csv")
    try #require(try program("expense", "import", file).status == 0)
    let undone = try program("import", "undo", "1", "--reason", "Wrong file")
    #expect(
      undone.output.contains("2 entries reversed, dated 2021-10-05; what is dated later, on its own day."),
      "\(undone.output)\(undone.errors)")
    #expect(try Self.total(program, "2021-10-31")?.contains(",250.00,") == false)
    try #require(try program("expense", "import", file).status == 0)
    let total = try Self.total(program, "2021-10-31")
    #expect(total?.contains(",250.00,") == true && total?.contains("500.00") == false, "\(total ?? "")")
    #expect(try Self.total(program, "2021-11-30")?.contains(",290.00,") == true)
    // Of a closed month nothing moves: the reversal counts on the first open day, and says so.
    try #require(try program("period", "close", "2021-10", "--reason", "month").status == 0)
    let late = try program("import", "undo", "2", "--reason", "Wrong file")
    #expect(
      late.output.contains("dated 2021-11-01, the first day that is open, since 2021-10-05 is closed"),
      "\(late.output)\(late.errors)")
    #expect(try Self.total(program, "2021-10-31")?.contains(",250.00,") == true)
    #expect(try Self.total(program, "2021-11-30")?.contains(",290.00,") == false)
    #expect(try program("check").status == 0)
  }

  /// What is undone is undone in its month while that is open; so are a payment that is void, and both halves of a correction.
  @Test func reversalsCountOnTheDayOfWhatTheyTurn() throws {
    let program = try Self.books()
    for (key, day) in [("a", "2021-09-10"), ("b", "2021-09-20"), ("c", "2021-10-10")] {
      try #require(try program.addExpense("100.00", key: key, "--date", day).status == 0)
    }
    #expect(try program("undo", "a", "--reason", "wrong").output.contains(": dated 2021-09-10, reverses entry"))
    try #require(try program("period", "close", "2021-09", "--reason", "month").status == 0)
    let undone = try program("undo", "b", "--reason", "wrong")
    #expect(
      undone.output.contains(
        "dated 2021-10-01, the first day that is open, since 2021-09-20 is closed, reverses entry"),
      "\(undone.output)\(undone.errors)")
    // A bill, paid and void.
    try #require(
      try program(
        "bill", "add", "--award", "YOUTH", "--line", "food", "--amount", "60.00", "--payee", "shop", "--number", "V7",
        "--service-date", "2021-10-12", "--date", "2021-10-12", "--key", "v7"
      ).status == 0)
    let paid = try program("payment", "add", "--bill", "V7", "--method", "transfer", "--date", "2021-10-20").output
    let payment = try #require(paid.split(whereSeparator: { " :".contains($0) }).dropFirst().first)
    let void = try program("payment", "void", String(payment), "--reason", "lost")
    #expect(void.output.contains("dated 2021-10-20, voids payment"), "\(void.output)\(void.errors)")
    let corrected = try program("correct", "c", "--amount", "90.00", "--reason", "typed wrong")
    #expect(corrected.output.contains("dated 2021-10-10, reverses entry"), "\(corrected.output)\(corrected.errors)")
    #expect(corrected.output.contains("dated 2021-10-10, stands in its place"))
    #expect(try program("check").status == 0)
  }

  @Test func bothHalvesOfACorrectionOfAClosedMonthCountOnOneDay() throws {
    let program = try Self.books()
    for key in ["a", "b"] {
      try #require(try program.addExpense("100.00", key: key, "--date", "2021-09-10").status == 0)
    }
    try #require(try program("period", "close", "2021-09", "--reason", "month").status == 0)
    let plain = try program("correct", "a", "--amount", "90.00", "--reason", "typed wrong").output
    #expect(plain.contains("dated 2021-10-01, the first day that is open, since 2021-09-10 is closed, reverses entry"))
    #expect(plain.contains("dated 2021-10-01, stands in its place"), "\(plain)")
    let named = try program(
      "correct", "b", "--amount", "80.00", "--reason", "typed wrong", "--date", "2021-11-15")
    #expect(named.output.contains("dated 2021-11-15, reverses entry"), "\(named.output)\(named.errors)")
    #expect(named.output.contains("dated 2021-11-15, stands in its place"))
    #expect(try Self.total(program, "2021-10-31")?.contains(",190.00,") == true)
  }

  @Test func aCreditNoteLowersItsUnpaidBill() throws {
    let program = try Self.books()
    for (number, amount) in [("V2", "200.00"), ("V3", "30.00")] {
      try #require(
        try program(
          "bill", "add", "--award", "YOUTH", "--line", "food", "--amount", amount, "--payee", "shop", "--number",
          number,
          "--service-date", "2021-09-22", "--date", "2021-09-22", "--key", number
        ).status == 0)
    }
    let note = try program(
      "expense", "refund", "V2", "--amount", "50.00", "--date", "2021-09-30", "--to", "payable", "--memo",
      "Credit note 7")
    #expect(
      note.output.contains("50.00 came back of entry")
        && note.output.contains(", and 150.00 of it is still to be paid"),
      "\(note.output)\(note.errors)")
    let owed = try program("statement", "payables", "--as-of", "2021-09-30").output
    #expect(owed.contains("150.00") && !owed.contains("Amounts below zero"), "\(owed)")
    let paid = try program("payment", "add", "--bill", "V2", "--method", "transfer", "--date", "2021-10-05")
    #expect(paid.status == 0 && paid.output.contains("150.00"), "\(paid.output)\(paid.errors)")
    // Beyond what is open, the payee owes the rest.
    let more = try program("expense", "refund", "V2", "--amount", "20.00", "--date", "2021-10-06", "--to", "payable")
    #expect(more.status == 0 && !more.output.contains("still to be paid"), "\(more.output)\(more.errors)")
    let after = try program("statement", "payables", "--as-of", "2021-10-31").output
    #expect(after.contains("(20.00)") && after.contains("30.00"), "\(after)")
    #expect(try program("check").status == 0)
  }

  /// The closing of a year is undone with its reopening, on its own day, and in no other way.
  @Test func aYearClosingIsUndoneOnItsDay() throws {
    let program = try Self.books()
    _ = try program.addExpense("20.00", key: "late", "--date", "2022-06-28")
    try #require(try program("period", "close", "2022-06", "--year-end", "--reason", "year end").status == 0)
    let list = try program("entry", "list", "--format", "csv").output.split(separator: "\n")
    let number = try #require(list.first { $0.contains(",closing,") }).split(separator: ",")[1]
    let refused = try program("undo", String(number), "--reason", "close again")
    #expect(refused.status == 1 && refused.errors.contains("[LE015]"), "\(refused.output)\(refused.errors)")
    #expect(refused.errors.contains("period reopen"), "\(refused.errors)")
    let dry = try program("period", "reopen", "2022-06", "--reason", "late bill", "--dry-run")
    #expect(dry.output.contains("Undid the closing of the fiscal year ended 2022-06-30, entry \(number)"), "\(dry)")
    let reopened = try program("period", "reopen", "2022-06", "--reason", "late bill")
    #expect(reopened.output.contains(": Undid the closing of the fiscal year ended 2022-06-30, entry \(number)."))
    _ = try program.addExpense("118.00", key: "later", "--date", "2022-06-29")
    try #require(try program("period", "close", "2022-06", "--year-end", "--reason", "again").status == 0)
    let position = try program("statement", "position", "--as-of", "2022-06-30", "--format", "csv").output
    #expect(position.contains("Net assets restricted for a use,29862.00"), "\(position)")
    #expect(!position.contains("Activity not yet closed,-"), "\(position)")
    let history = try program("period", "history", "--format", "csv").output.split(separator: "\n").map(String.init)
    #expect(history.count == 4 && history[1].contains(",closed through 2022-06-30,year end"), "\(history)")
    #expect(
      history[2].contains(",reopened from 2022-06-01 on,late bill") && history[3].hasSuffix(",again"), "\(history)")
    #expect(try program("check").status == 0)
  }

  /// A month that is not over is closed on asking alone, and the list of closings says so.
  @Test func aMonthThatIsNotOverIsClosedOnAskingAlone() throws {
    let program = try Self.books()
    let refused = try program("period", "close", "2068-03", "--reason", "tidy")
    #expect(refused.status == 1 && refused.errors.contains("The month is not over"), "\(refused.errors)")
    #expect(refused.errors.contains("--early"))
    let early = try program("period", "close", "2021-09", "--reason", "over long ago", "--early")
    #expect(early.status == 0, "\(early.errors)")
    let now = try program("period", "close", "2068-03", "--reason", "books end here", "--early")
    #expect(now.status == 0, "\(now.errors)")
    let history = try program("period", "history", "--format", "csv").output
    #expect(history.contains(",closed through 2021-09-30,over long ago"), "\(history)")
    #expect(history.contains(",\"closed through 2068-03-31, before it was over\",books end here"), "\(history)")
    #expect(try program("check").status == 0)
  }
}
