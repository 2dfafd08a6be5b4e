import Testing

@testable import Ledger

/// What comes late, after months or years are closed, awards have ended, or money went back: as trials by people showed.
@Suite struct LateChangeTests: ProgramStory {
  let program: Program
  private let books: TestBooks

  init() throws {
    (program, books, _) = try Program.withBooks()
    try program.addConditionalAward(code: "YEAR", recognition: "unconditional")
    try ok("award", "promise", "YEAR", "--amount", "1000.00", "--date", "2021-07-05")
  }

  private func expense(_ amount: String, _ day: String, key: String, award: String) -> [String] {
    [
      "expense", "add", "--award", award, "--line", "food", "--amount", amount, "--payee", "shop", "--service-date",
      day, "--paid-from", "bank", "--key", key,
    ]
  }

  private func spend(_ amount: String, _ day: String, key: String, award: String = "YEAR", _ more: String...) throws {
    try ok(expense(amount, day, key: key, award: award) + more)
  }

  /// The closing of a year that is undone moves no support, whatever the year's support came to: only the next closing takes releases back.
  @Test func aReopenedYearTakesNoReleaseBack() throws {
    try ok("award", "receive", "YEAR", "--amount", "600.00", "--date", "2021-07-10")
    try spend("900.00", "2022-05-10", key: "a")
    try ok("period", "close", "2022-06", "--year-end", "--reason", "Year")
    // Of the next year the award has a loss alone.
    try ok("award", "write-off", "YEAR", "--amount", "400.00", "--date", "2022-08-10", "--reason", "Letter")
    try ok("period", "close", "2023-06", "--year-end", "--reason", "Year")
    let before = try ok("statement", "position", "--as-of", "2023-06-30", "--format", "csv")
    let reopened = try ok("period", "reopen", "2023-06", "--reason", "Late bill")
    #expect(reopened.split(separator: "\n").count { $0.contains("Entry") } == 1, "\(reopened)")
    func totals(_ text: String) -> [Substring] { text.split(separator: "\n").filter { $0.contains("Total") } }
    #expect(try totals(ok("statement", "position", "--as-of", "2023-06-30", "--format", "csv")) == totals(before))
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// What was released of a promise that is lost was used: a cost that comes back makes none of it restricted, or due to the funder.
  @Test func whatIsLostIsNotOwedToTheFunder() throws {
    try ok("award", "receive", "YEAR", "--amount", "100.00", "--date", "2021-07-10")
    try spend("600.00", "2021-08-10", key: "a")
    try spend("200.00", "2021-08-11", key: "b")
    try ok("period", "close", "2021-09", "--reason", "Month")
    let lost = try ok("award", "write-off", "YEAR", "--amount", "900.00", "--date", "2021-12-10", "--reason", "Letter")
    #expect(lost.contains("200.00 with donor restrictions, 700.00 without"), "\(lost)")
    try ok("expense", "refund", "b", "--amount", "200.00", "--date", "2022-01-15", "--to", "bank")
    try refused(
      "has 0.00 that was received", "award", "return", "YEAR", "--amount", "1.00", "--date", "2022-01-16", "--reason",
      "x")
    let closed = try ok("period", "close", "2022-06", "--year-end", "--return-unspent", "--reason", "Year")
    #expect(!closed.contains("goes back") && !closed.contains("Took back"), "\(closed)")
    let position = try ok("statement", "position", "--as-of", "2022-06-30", "--format", "csv")
    #expect(
      position.contains("Total net assets,-500.00") && position.contains("Total with donor restrictions,0.00"),
      "\(position)")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// Of a promise in installments what is due first is lost first: what stays restricted by time is no part of it.
  @Test func whatIsDueFirstIsLostFirst() throws {
    try program.addConditionalAward(code: "LATER", recognition: "unconditional")
    try ok(
      "award", "promise", "LATER", "--amount", "1000.00", "--date", "2021-07-15", "--installment", "2021-08-15 400.00",
      "--installment", "2022-08-15 600.00", "--later-installments", "time-restricted")
    try spend("300.00", "2021-09-10", key: "a", award: "LATER")
    try ok("period", "close", "2021-09", "--reason", "Month")
    let lost = try ok("award", "write-off", "LATER", "--amount", "400.00", "--date", "2021-12-10", "--reason", "Letter")
    #expect(lost.contains("100.00 with donor restrictions, 300.00 without"), "\(lost)")
    let closed = try ok("period", "close", "2022-06", "--year-end", "--reason", "Year")
    #expect(!closed.contains("Took back"), "\(closed)")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// More went back than is left: closing a month says it, so do the things to do, and the award does not close over it.
  @Test func aReturnThatTookTooMuchIsSaid() throws {
    try ok("award", "receive", "YEAR", "--amount", "1000.00", "--date", "2021-07-10")
    try spend("400.00", "2022-05-10", key: "a")
    try ok(
      "award", "return", "YEAR", "--amount", "600.00", "--date", "2022-06-30", "--reason", "Unspent", "--key", "back")
    try spend("50.00", "2022-06-20", key: "late", "--date", "2022-07-05")
    let closed = try ok("period", "close", "2022-07", "--reason", "Month")
    #expect(closed.contains("Release: YEAR, 50.00 that was returned to the funder is spent"), "\(closed)")
    #expect(try ok("todo", "--format", "csv").contains("50.00 that was returned to the funder is spent"))
    try ok("award", "return", "YEAR", "--owed", "--paid-from", "bank", "--date", "2022-08-01", "--key", "paid")
    let close = ["award", "close", "YEAR", "--date", "2022-08-31", "--final-report", "2022-08-31"]
    let open = try program.run(close)
    #expect(open.status != 0 && open.output.contains("money that was returned is spent"), "\(open)")
    for key in ["paid", "back"] { try ok("undo", key, "--date", "2022-08-02", "--reason", "Too much") }
    try ok(
      "award", "return", "YEAR", "--amount", "550.00", "--date", "2022-08-03", "--reason", "Unspent", "--paid-from",
      "bank")
    try ok("period", "close", "2022-08", "--reason", "Month")
    try ok(close)
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// A refund is no cost: the award closes again with the report that was sent.
  @Test func aLateRefundLeavesTheFinalReport() throws {
    try ok("award", "receive", "YEAR", "--amount", "1000.00", "--date", "2021-07-10")
    try spend("1000.00", "2022-05-10", key: "a")
    try ok("period", "close", "2022-06", "--reason", "Month")
    try ok("award", "close", "YEAR", "--date", "2022-07-31", "--final-report", "2022-07-20")
    try ok("expense", "refund", "a", "--amount", "90.00", "--date", "2022-09-05", "--to", "bank")
    // What it owes is to do, closed as it is; its terms rest.
    #expect(try ok("todo", "--format", "csv").contains("90.00 is owed to "))
    try refused(
      "LA013", "award", "terms", "YEAR", "--unspent", "keep", "--effective", "2022-09-01", "--approved-by", "F",
      "--reason", "x")
    try ok("award", "return", "YEAR", "--owed", "--paid-from", "bank", "--date", "2022-09-05")
    try ok("award", "reopen", "YEAR", "--date", "2022-09-06", "--reason", "Looked at")
    try ok("period", "close", "2022-09", "--reason", "Month")
    try ok("award", "close", "YEAR", "--date", "2022-09-30", "--final-report", "2022-07-20")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// What is unspent goes by the terms of the day that is closed, and what qualifies does not change in closed months.
  @Test func termsHoldFromTheirDay() throws {
    try ok("award", "receive", "YEAR", "--amount", "1000.00", "--date", "2021-07-10")
    try spend("400.00", "2022-05-10", key: "a")
    func terms(_ words: String...) -> [String] {
      ["award", "terms", "YEAR"] + words + ["--approved-by", "F", "--reason", "Letter"]
    }
    try ok(terms("--unspent", "return", "--effective", "2021-07-01"))
    try ok(terms("--unspent", "keep", "--effective", "2022-09-01"))
    try ok("period", "close", "2022-05", "--reason", "Month")
    let late = try program.run(terms("--qualifying", "lines", "--effective", "2022-05-01"))
    #expect(late.errors.contains("LA014") || late.errors.contains("LP008"), "\(late)")
    let closed = try ok("period", "close", "2022-06", "--year-end", "--return-unspent", "--reason", "Year")
    #expect(closed.contains("600.00 of YEAR goes back to its funder"), "\(closed)")
    try program.addConditionalAward(code: "LINES", recognition: "unconditional")
    let lines = try program.run([
      "award", "terms", "LINES", "--qualifying", "lines", "--effective", "2022-06-01", "--approved-by", "F", "--reason",
      "x",
    ])
    #expect(lines.status != 0 && lines.errors.contains("LP008"), "\(lines)")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// Overspending goes by the terms of the day: a cost of the spring, when it was warned of, is none of the fall's, when it is blocked, and the other
  /// way around.
  @Test func overspendingGoesByTheDay() throws {
    func terms(_ award: String, _ policy: String, _ day: String) throws {
      try ok(
        "award", "terms", award, "--overspend", policy, "--effective", day, "--approved-by", "F", "--reason", "Letter")
    }
    try terms("YEAR", "block", "2021-07-01")
    try terms("YEAR", "warn", "2022-01-01")
    try spend("9990.00", "2021-09-10", key: "a")
    // Late, of a day that blocks; then of one that warns.
    try refused(
      "line food has 10.00 left of 10,000.00 (9,990.00 spent, 0.00 committed), and this takes 20.00; "
        + "by the terms of award YEAR (version 2",
      expense("20.00", "2021-10-10", key: "b", award: "YEAR"))
    try spend("20.00", "2022-01-01", key: "c")
    try refused("LA009", expense("10.01", "2021-12-31", key: "d", award: "YEAR"))
    try spend("10.00", "2021-12-31", key: "e")
    #expect(try ok("check").hasPrefix("Sound"))
    // From a day on that is still to come: what is ordered for it, and what is late of a day before, meets that day's limit.
    try program.addConditionalAward(code: "FALL", recognition: "unconditional")
    try terms("FALL", "block", "2022-03-01")
    try spend("9980.00", "2021-09-10", key: "f", award: "FALL")
    let late = expense("30.00", "2022-02-10", key: "g", award: "FALL")
    try refused("line food has 20.00 left of 10,000.00 (9,980.00 spent, 0.00 committed, through 2022-03-01)", late)
    try refused("(version 2, from 2022-03-01)", late)
    try spend("20.00", "2022-02-10", key: "h", award: "FALL")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// A commitment is let go on days on which it is open: a draw that was undone later leaves nothing to let go before.
  @Test func aCommitmentIsOpenOnTheDayThatItIsLetGo() throws {
    try ok("award", "terms", "YEAR", "--overspend", "block", "--effective", "2021-07-01", "--approved-by", "F")
    try ok(
      "commitment", "add", "YEAR", "--line", "food", "--amount", "8000.00", "--payee", "shop", "--date", "2021-08-25",
      "--for", "Supper", "--key", "order")
    try ok(
      "commitment", "draw", "order", "--amount", "8000.00", "--service-date", "2021-09-01", "--paid-from", "bank",
      "--key", "drawn")
    try ok("undo", "drawn", "--date", "2021-09-20", "--reason", "Not delivered")
    let release = ["commitment", "release", "order", "--reason", "Canceled", "--date"]
    try refused("commitment 1 had 8,000.00 less than nothing open on 2021-09-02", release + ["2021-09-02"])
    try refused("LC001", release + ["2021-09-19"])
    try ok(release + ["2021-09-20"])
    try refused("LA009", expense("8000.00", "2021-09-15", key: "twice", award: "YEAR"))
    #expect(try ok("check").hasPrefix("Sound"))
    let installer = try books.asInstaller()
    try installer.script(
      """
      alter table ledger.commitment_event disable trigger append_only;
      update ledger.commitment_event set on_date = '2021-09-03' where kind = 'release'
      """)
    let found = try program("check", "--format", "csv").output
    #expect(found.contains("LC001") && found.contains("has 8,000.00 less than nothing open on 2021-09-03"), "\(found)")
  }

  /// What spending had met is no part of a loss with restrictions, whether or not its month is closed.
  @Test func aLossIsSplitByWhatWasMet() throws {
    try program.addConditionalAward(code: "OPEN", recognition: "unconditional")
    try ok("award", "promise", "OPEN", "--amount", "1000.00", "--date", "2021-07-05")
    try spend("600.00", "2021-08-05", key: "a", award: "OPEN")
    let lost = try ok("award", "write-off", "OPEN", "--amount", "900.00", "--date", "2021-08-20", "--reason", "Letter")
    #expect(lost.contains("400.00 with donor restrictions, 500.00 without"), "\(lost)")
    #expect(try ok("period", "close", "2021-08", "--reason", "Month").contains("Released 600.00 of OPEN"))
    // What came back of spending that was released is restricted again, and lost with it.
    try ok("period", "reopen", "2021-07", "--reason", "Late")
    try spend("300.00", "2021-07-10", key: "b")
    try ok("period", "close", "2021-07", "--reason", "Month")
    try ok("expense", "refund", "b", "--amount", "50.00", "--date", "2021-08-02", "--to", "bank")
    let rest = try ok("award", "write-off", "YEAR", "--amount", "800.00", "--date", "2021-08-30", "--reason", "Letter")
    #expect(rest.contains("750.00 with donor restrictions, 50.00 without"), "\(rest)")
    try ok("period", "close", "2021-08", "--reason", "Month")
    let schedule = try ok("statement", "award-schedule", "--as-of", "2021-08-31", "--format", "csv")
    #expect(schedule.contains("250.00"), "\(schedule)")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// What is claimed of an agency award, with what came of it ahead, is at most the award.
  @Test func claimsStayWithinTheAward() throws {
    try program.addConditionalAward(code: "HELD", recognition: "agency")
    try ok("award", "receive", "HELD", "--amount", "3000.00", "--date", "2021-08-01")
    func claim(_ amount: String, _ key: String) -> [String] {
      [
        "expense", "add", "--award", "HELD", "--line", "food", "--amount", amount, "--payee", "shop", "--service-date",
        "2021-09-01", "--paid-from", "bank", "--account", "1240", "--key", key,
      ]
    }
    // What is held pays first.
    try refused("LA018", claim("7000.00", "early"))
    try refused("award HELD holds 3,000.00", claim("7000.00", "early"))
    try ok(
      "expense", "add", "--award", "HELD", "--line", "food", "--amount", "3000.00", "--payee", "shop", "--service-date",
      "2021-08-15", "--paid-from", "bank", "--key", "held")
    let beyond = try program.run(claim("7000.01", "beyond"))
    #expect(beyond.status != 0 && beyond.errors.contains("LA004"), "\(beyond)")
    try ok(claim("7000.00", "all"))
    // What comes back of a claim lowers it, and what its funder has paid is held for it.
    try ok("expense", "refund", "all", "--amount", "100.00", "--date", "2021-09-10", "--to", "bank")
    try ok("award", "receive", "HELD", "--amount", "6850.00", "--date", "2021-10-01")
    try ok("expense", "refund", "all", "--amount", "80.00", "--date", "2021-10-05", "--to", "bank")
    let schedule = try ok("statement", "award-schedule", "--as-of", "2021-10-05", "--format", "csv")
    #expect(schedule.contains("detail,HELD,agency,10000.00,9850.00,0.00,0.00,30.00,"), "\(schedule)")
    try refused("LE012", "expense", "refund", "all", "--amount", "6820.01", "--date", "2021-10-06", "--to", "bank")
    try ok("period", "close", "2021-10", "--reason", "Month")
    try ok(
      "award", "return", "HELD", "--amount", "30.00", "--date", "2021-11-01", "--reason", "Came back", "--paid-from",
      "bank")
    try ok("award", "close", "HELD", "--date", "2021-11-30", "--final-report", "2021-11-30")
    try ok("expense", "refund", "all", "--amount", "60.00", "--date", "2021-12-05", "--to", "bank")
    #expect(try ok("todo", "--format", "csv").contains("60.00 is owed to "))
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// Money of before a claim that is recorded after it stands beside it: the list of things to do says so, and what it says settles it.
  @Test func whatIsHeldBesideAClaimIsToDo() throws {
    try program.addConditionalAward(code: "HELD", recognition: "agency")
    let cost = expense("60.00", "2021-09-01", key: "claimed", award: "HELD")
    try ok(cost + ["--account", "1240"])
    try ok("award", "receive", "HELD", "--amount", "100.00", "--date", "2021-08-05")
    let said = "60.00 is held of it and as much is claimed of The Funder"
    #expect(try ok("todo", "--format", "csv").contains(said))
    try ok("undo", "claimed", "--reason", "It is held")
    try spend("60.00", "2021-09-01", key: "held", award: "HELD")
    #expect(try !ok("todo", "--format", "csv").contains("is claimed of"))
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// What can go back on a day is what had come and is not spent: a promise that is lost later takes nothing of it.
  @Test func aLaterLossTakesNothingOfAReturn() throws {
    try ok("award", "receive", "YEAR", "--amount", "600.00", "--date", "2021-07-10")
    try spend("300.00", "2022-05-10", key: "a")
    try ok(
      "award", "write-off", "YEAR", "--amount", "100.00", "--date", "2022-08-05", "--reason", "Letter", "--key", "lost")
    let back = ["award", "return", "YEAR", "--date", "2022-06-30", "--reason", "Unspent", "--dry-run", "--amount"]
    try ok(back + ["300.00"])
    try refused("has 300.00 that was received", back + ["300.01"])
    try ok("undo", "lost", "--date", "2022-09-01", "--reason", "They pay")
    let closed = try ok("period", "close", "2022-06", "--year-end", "--return-unspent", "--reason", "Year")
    #expect(closed.contains("300.00 of YEAR goes back to its funder"), "\(closed)")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// A year that was left open closes on its own day, not with the next one.
  @Test func aYearLeftOpenIsNotSweptIntoTheNext() throws {
    try spend("10.00", "2022-05-10", key: "a")
    try ok("period", "close", "2022-06", "--reason", "Month")
    try ok("period", "close", "2022-09", "--reason", "Month")
    let swept = try program("period", "close", "2023-06", "--year-end", "--reason", "Year")
    #expect(swept.status != 0 && swept.errors.contains("the fiscal year ended 2022-06-30 is not closed"), "\(swept)")
    try ok("period", "reopen", "2022-06", "--reason", "Year end")
    // Both years at once, each on its own day.
    let closed = try ok("period", "close", "2023-06", "--year-end", "--reason", "Year")
    #expect(closed.contains("ended 2022-06-30 to net assets") && closed.contains("ended 2023-06-30"), "\(closed)")
  }

  /// What went back of a conditional award can come again.
  @Test func whatWentBackCanComeAgain() throws {
    try program.addConditionalAward()
    func receive(_ amount: String, _ day: String) -> [String] {
      ["award", "receive", "COND", "--amount", amount, "--date", day]
    }
    try ok(receive("3000.00", "2021-07-10"))
    try ok(
      "award", "return", "COND", "--amount", "3000.00", "--date", "2021-08-01", "--reason", "Not yet", "--key", "back")
    try ok(receive("7000.00", "2021-09-01"))
    try ok("award", "recognize", "COND", "--amount", "8500.00", "--date", "2021-10-01", "--evidence", "Report")
    try ok(receive("1500.00", "2021-10-05"))
    try refused("LA005", receive("1500.01", "2021-10-06"))
    try refused("LA005", "undo", "back", "--reason", "Not so", "--date", "2021-10-07")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// A conditional award that is closed has nothing left to be recognized; of one that ended, what the funder owes is to do.
  @Test func whatEndedIsSaid() throws {
    try program.addConditionalAward()
    func schedule(_ day: String) throws -> String? {
      let rows = try ok("statement", "award-schedule", "--as-of", day, "--format", "csv").split(separator: "\n")
      return rows.first { $0.hasPrefix("detail,COND,") }.flatMap {
        $0.split(separator: ",", omittingEmptySubsequences: false).dropLast(9).last
      }.map(String.init)
    }
    #expect(try schedule("2022-07-30") == "10000.00")
    try ok("award", "close", "COND", "--date", "2022-07-31", "--final-report", "2022-07-31")
    #expect(try schedule("2022-07-30") == "10000.00" && schedule("2022-07-31") == "0.00")
    #expect(try ok("todo", "--format", "csv").contains("owes 1,000.00, and the term has ended"))
  }
}
