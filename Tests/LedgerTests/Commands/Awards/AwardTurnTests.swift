import Testing

@testable import Ledger

/// Statements of awards that took another course: taken over in mid-life, money that went back or will not come, closed.
@Suite struct AwardTurnTests: ProgramStory {
  let program: Program

  init() throws { (program, _, _) = try Program.withBooks() }

  private func spend(_ amount: String, of award: String, _ day: String) throws {
    try ok(
      "expense", "add", "--award", award, "--line", "food", "--amount", amount, "--payee", "shop", "--service-date",
      day, "--paid-from", "bank")
  }

  private func said(_ arguments: String...) throws -> String {
    try ok(["statement"] + arguments + ["--format", "markdown"])
  }

  private func csv(_ arguments: String...) throws -> String { try ok(["statement"] + arguments + ["--format", "csv"]) }

  /// Of an award of 10,000.00 that the books were opened with, what was unspent then is there to be spent, and no more.
  @Test func anAwardTakenOverHasWhatWasUnspent() throws {
    try program.addConditionalAward(code: "OLD", recognition: "unconditional")
    let rows = """
      account,fund,class,party,award,debit,credit
      1010,OLD,,,,1000.00,
      1240,OLD,,funder,OLD,3000.00,
      3110,OLD,with,,OLD,,4000.00

      """
    try ok("opening", "import", try temporaryFile(Array(rows.utf8)), "--date", "2021-12-31")
    #expect(try !said("budget", "OLD", "--as-of", "2021-12-30").contains("taken over"))
    let taken = "OLD was taken over into these books on 2021-12-31 with 4,000.00 unspent."
    for words in [["OLD"], ["--consolidated"]] {
      let begun = try ok(["statement", "budget"] + words + ["--as-of", "2022-01-31", "--format", "markdown"])
      #expect(begun.contains(taken) && begun.contains("Left to spend of OLD: 4,000.00"), "\(begun)")
      let table = try ok(["statement", "budget"] + words + ["--as-of", "2022-01-31", "--format", "csv"])
      #expect(table.contains("memo,Neither taken over nor come since,,,,,,,,-6000.00,"), "\(table)")
      #expect(table.contains("memo,Left to spend,,,,,,,,4000.00,"), "\(table)")
    }
    try spend("4300.00", of: "OLD", "2022-02-10")
    let above = try csv("budget", "OLD", "--as-of", "2022-02-28")
    #expect(above.contains("memo,Within what came of it,,,,,,4000.00,"), "\(above)")
    #expect(above.contains("memo,\"Above it, the organization's own\",,,,,,300.00,"), "\(above)")
    #expect(try said("budget", "OLD", "--as-of", "2022-02-28").contains("300.00 more is spent or committed"))

    let schedule = try csv("award-schedule", "--as-of", "2022-02-28")
    #expect(
      schedule.contains("\"Restricted, taken over\"") && schedule.contains(",4300.00,4000.00,0.00,"), "\(schedule)")
    #expect(try said("award-schedule", "--as-of", "2022-02-28").contains(taken))
    try ok("award", "receive", "OLD", "--amount", "500.00", "--date", "2022-03-01")
    let card = try ok("award", "show", "OLD", "--format", "markdown")
    #expect(card.contains("on 2021-12-31, 4,000.00 unspent"))
    #expect(
      card.contains("0.00, besides 4,000.00 that it was taken over with")
        && card.contains("500.00, besides 1,000.00 that it was taken over with"), "\(card)")
  }

  /// What went back, is still owed or will not come is no longer to be spent from its day on, in rows and in words.
  @Test func whatWentBackOrWillNotComeIsSaid() throws {
    try program.addConditionalAward(code: "SMALL", recognition: "unconditional")
    try ok("award", "promise", "SMALL", "--date", "2021-07-05", "--amount", "10000.00")
    try ok("award", "receive", "SMALL", "--amount", "9500.00", "--date", "2021-07-10")
    try spend("8000.00", of: "SMALL", "2021-08-10")
    #expect(try !csv("budget", "SMALL", "--as-of", "2022-06-01").contains("Left to spend"))
    try ok("award", "write-off", "SMALL", "--amount", "500.00", "--date", "2022-06-10", "--reason", "Letter")
    try ok("award", "return", "SMALL", "--amount", "950.00", "--date", "2022-06-20", "--reason", "Unspent")
    for words in [["SMALL"], ["--consolidated"]] {
      func table(_ day: String) throws -> String {
        try ok(["statement", "budget"] + words + ["--as-of", day, "--format", "csv"])
      }
      let lost = try table("2022-06-10")
      #expect(lost.contains("memo,Written off,,,,,,,,-500.00,") && !lost.contains("the funder"), "\(lost)")
      #expect(lost.contains("memo,Left to spend,,,,,,,,1500.00,"), "\(lost)")
      let owed = try table("2022-06-20")
      #expect(owed.contains("memo,Owed back to the funder,,,,,,,,-950.00,"), "\(owed)")
      #expect(!owed.contains("Went back") && owed.contains("memo,Left to spend,,,,,,,,550.00,"), "\(owed)")
    }
    try ok(
      "entry", "post", "--date", "2022-06-25", "--description", "Part", "--key", "part", "--line",
      "2420 940.00 fund=SMALL award=SMALL party=funder", "--line", "1010 -940.00 fund=SMALL party=funder")
    let paid = try said("budget", "SMALL", "--as-of", "2022-06-25")
    #expect(
      paid.contains(
        "950.00 of SMALL is to go back to The Funder: 940.00 went back, and 10.00 is still owed.")
        && paid.contains("500.00 of SMALL was written off: The Funder will not pay it.")
        && paid.contains("Left to spend of SMALL: 550.00"), "\(paid)")
    let schedule = try csv("award-schedule", "--as-of", "2022-06-25")
    #expect(
      schedule.contains("Paid to funder,Due to funder,") && schedule.contains(",940.00,10.00,8000.00,"), "\(schedule)")

    // What was owed on a day, though it is paid since.
    #expect(
      try ok("todo", "SMALL", "--as-of", "2022-06-22", "--format", "csv").contains("950.00 is owed to The Funder"))
    #expect(
      try ok("todo", "SMALL", "--as-of", "2022-06-25", "--format", "csv").contains(",10.00 is owed to The Funder"))
  }

  /// Of a closed award nothing is available; its columns say what was not spent of it.
  @Test func aClosedAwardHasNothingLeft() throws {
    try program.addConditionalAward(code: "SMALL", recognition: "unconditional")
    try ok("award", "promise", "SMALL", "--date", "2021-07-05", "--amount", "10000.00")
    try ok("award", "receive", "SMALL", "--amount", "10000.00", "--date", "2021-07-10")
    try ok(
      "award", "terms", "SMALL", "--unspent", "keep", "--approved-by", "F", "--effective", "2021-07-01", "--reason", "L"
    )
    try spend("9060.00", of: "SMALL", "2021-08-10")
    try ok("period", "close", "2022-06", "--reason", "Year")
    try ok("award", "close", "SMALL", "--date", "2022-07-10", "--final-report", "2022-07-10", "--reason", "Over")
    let closed = try csv("budget", "SMALL", "--as-of", "2022-07-10")
    #expect(closed.contains("memo,\"Closed, not spent\",,,,,,,,-940.00,"), "\(closed)")
    #expect(closed.contains("memo,Left to spend,,,,,,,,0.00,"), "\(closed)")
    #expect(try said("budget", "SMALL", "--as-of", "2022-07-10").contains("of the term, which is over"))
  }

  /// The columns of a schedule of awards foot after a loss, whose part without restrictions was released or spent.
  @Test func theScheduleFootsAfterALoss() throws {
    try program.addConditionalAward(code: "SMALL", recognition: "unconditional")
    try ok("award", "promise", "SMALL", "--date", "2021-07-05", "--amount", "10000.00")
    try ok("award", "receive", "SMALL", "--amount", "8000.00", "--date", "2021-07-10")
    try spend("9000.00", of: "SMALL", "2021-08-10")
    try ok("period", "close", "2021-08", "--reason", "Month")
    let lost = try ok(
      "award", "write-off", "SMALL", "--amount", "2000.00", "--date", "2021-09-10", "--reason", "Letter")
    #expect(lost.contains("1,000.00 without, since that was spent or released already"), "\(lost)")
    let lines = try csv("award-schedule", "--as-of", "2021-09-30").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let titles = try csv("award-schedule", "--as-of", "2021-09-30").replacing(
      "\"Recognized, net of returned\"", with: "Recognized"
    )
    .replacing("\"Restricted, left\"", with: "Restricted").replacing(
      "\"Conditional, not yet recognized\"", with: "Conditional"
    )
    .split(separator: "\n")[0].split(separator: ",")
    func cell(_ title: String) throws -> Money {
      try Money(parsing: String(lines[1][try #require(titles.firstIndex(of: Substring(title)), "\(titles)")]))
    }
    #expect(try cell("Other revenue") == .zero && cell("Losses").cents == -200_000)
    #expect(try cell("Of it without restrictions").cents == -100_000)
    #expect(
      try cell("Restricted") == cell("Recognized") + cell("Other revenue") + cell("Losses")
        - cell("Of it without restrictions") - cell("Released"))
  }

  /// Awards that have not begun are named, not dropped without a word; on a day before all of them too.
  @Test func awardsThatHaveNotBegunAreNamed() throws {
    try program.addConditionalAward(code: "SMALL", recognition: "unconditional")
    try ok(
      "award", "add", "NEXT", "Later", "--funder", "funder", "--amount", "100.00", "--from", "2022-07-01", "--through",
      "2023-06-30", "--recognition", "unconditional")
    let all = try said("budget", "--consolidated", "--as-of", "2021-08-31")
    #expect(all.contains("1 of Site") && all.contains("Not shown: NEXT, begins 2022-07-01."), "\(all)")
    let each = try program("statement", "budget", "--as-of", "2021-08-31")
    #expect(each.errors.contains("Not shown: NEXT, begins 2022-07-01.") && !each.output.contains("NEXT"), "\(each)")
    try refused("no award has begun by 2021-06-30", "statement", "budget", "--as-of", "2021-06-30")
    let named = try said("budget", "NEXT", "--as-of", "2021-06-30")
    #expect(
      named.contains("NEXT begins on 2022-07-01") && named.contains("0.0% of the term, which has not begun"), "\(named)"
    )
  }

  /// Columns by year are the fiscal years of each award's own organization, and begin with its own term.
  @Test func columnsByYearAreThoseOfTheOrganization() throws {
    try program.addConditionalAward(code: "SMALL", recognition: "unconditional")
    try ok("org", "add", "calendar", "Calendar", "--fiscal-year-start", "1")
    try ok("party", "add", "funder", "The Funder", "--kind", "foundation", "--org", "calendar")
    try ok(
      "award", "add", "NEXT", "Later", "--org", "calendar", "--funder", "funder", "--amount", "100.00", "--from",
      "2021-10-01", "--through", "2022-09-30", "--recognition", "unconditional")
    let each = try csv("budget", "NEXT", "SMALL", "--as-of", "2022-08-31", "--by", "year")
    let titles = try #require(each.split(separator: "\n").first)
    #expect(titles.contains("2021-07 to 2022-06,2021-10 to 2021-12,2022-01 to 2022-08,2022-07 to 2022-08"), "\(titles)")
    let both = try said("budget", "--consolidated", "--as-of", "2022-08-31", "--by", "year")
    #expect(both.contains("fiscal years that begin in month 1; that of site begins in month 7."), "\(both)")
    #expect(try !said("budget", "--consolidated", "--as-of", "2022-08-31", "--by", "quarter").contains("in month"))
  }

  /// A version of the budget that is not the one in force says so, and every row of a table says which it is.
  @Test func anotherVersionOfTheBudgetIsNamed() throws {
    try program.addAward()
    try ok(
      "budget", "revise", "YOUTH", "--move", "stipends food 100.00", "--approver", "funder", "--approved-by", "F",
      "--document", "Letter", "--effective", "2021-08-01", "--reason", "More food")
    let first = ["statement", "budget", "YOUTH", "--as-of", "2021-08-31", "--budget-version", "1", "--format"]
    let words = try ok(first + ["markdown"])
    #expect(words.contains("version 1, not the one in force on 2021-08-31, which is version 2."), "\(words)")
    #expect(words.contains("**Budget:** version 1, not the one in force on 2021-08-31"), "\(words)")
    let rows = try ok(first + ["csv"]).split(separator: "\n")
    #expect(rows[0].hasSuffix(",as_of,budget_version") && rows.dropFirst().allSatisfy { $0.hasSuffix(",1") }, "\(rows)")
    let now = try said("budget", "YOUTH", "--as-of", "2021-08-31")
    #expect(now.contains("**Budget:** version 2\n") && !now.contains("in force"), "\(now)")
  }

  /// What came of a promise after it was written off is no loss any more.
  @Test func whatIsRecoveredIsNotLost() throws {
    try program.addConditionalAward(code: "LOS", recognition: "unconditional")
    try ok("award", "promise", "LOS", "--date", "2021-07-05", "--amount", "10000.00")
    try ok("award", "receive", "LOS", "--amount", "1000.00", "--date", "2021-08-01")
    try ok("award", "write-off", "LOS", "--amount", "2000.00", "--date", "2021-09-10", "--reason", "Letter")
    let come = try ok("award", "receive", "LOS", "--amount", "7500.00", "--date", "2021-09-12")
    #expect(come.contains("500.00 of it was written off and is recovered"), "\(come)")
    for (day, lost, left) in [("2021-09-11", "-2000.00", "8000.00"), ("2021-09-30", "-1500.00", "8500.00")] {
      let table = try csv("budget", "LOS", "--as-of", day)
      #expect(
        table.contains("memo,Written off,,,,,,,,\(lost),") && table.contains("memo,Left to spend,,,,,,,,\(left),"),
        "\(day): \(table)")
      #expect(try !said("award-schedule", "--as-of", day).contains("differs from the ledger"))
    }
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// Of a conditional award that was taken over it is not known what may still be recognized: nothing is said to be left, nor overspent.
  @Test func ofAConditionalAwardTakenOverWhatIsLeftIsNotSaid() throws {
    try program.addConditionalAward(code: "CND", recognition: "conditional")
    for code in ["OLD", "OWED"] { try program.addConditionalAward(code: code, recognition: "unconditional") }
    let rows = """
      account,fund,class,party,award,debit,credit
      1240,CND,,funder,CND,700.00,
      3010,CND,without,,,,700.00
      1010,OWED,,,,940.00,
      2420,OWED,,funder,OWED,,940.00
      1010,OLD,,,,1000.00,
      1240,OLD,,funder,OLD,3000.00,
      3110,OLD,with,,OLD,,4000.00

      """
    try ok("opening", "import", try temporaryFile(Array(rows.utf8)), "--date", "2021-12-31")
    try spend("600.00", of: "CND", "2022-01-12")
    for words in [["CND"], ["--consolidated"]] {
      let found = try ok(["statement", "budget"] + words + ["--as-of", "2022-01-31", "--width", "140", "--full"])
      #expect(found.contains("so what is left to spend is not said"), "\(found)")
      #expect(!found.contains("Nothing is left to spend of CND") && !found.contains("600.00 more"), "\(found)")
    }
    // What is lost of what was owed then is a loss like any other.
    try ok("award", "write-off", "OLD", "--amount", "1000.00", "--date", "2022-01-10", "--reason", "Letter")
    #expect(try ok("check").hasPrefix("Sound"))
    #expect(try csv("budget", "OLD", "--as-of", "2022-01-31").contains("memo,Left to spend,,,,,,,,3000.00,"))
    // Not zero, which would say that nothing is.
    let conditional = try ok("statement", "award-schedule", "--as-of", "2022-01-31", "--format", "markdown")
    let row = conditional.split(separator: "\n").first { $0.hasPrefix("| CND ") }
    #expect(row?.hasSuffix("| – |") == true && conditional.contains("not said, nor in the total"), "\(conditional)")

    // What was owed back then, and is paid since.
    func owed(_ day: String) throws -> String {
      try said("budget", "OWED", "--as-of", day) + said("award-schedule", "--as-of", day)
    }
    let when = "940.00 of OWED, owed back when it was taken over,"
    #expect(try owed("2022-01-31").contains("\(when) is to go back to The Funder, and still owed."))
    try ok("award", "return", "OWED", "--owed", "--paid-from", "bank", "--date", "2022-02-03")
    #expect(try owed("2022-02-02").contains("\(when) is to go back to The Funder, and still owed."))
    let paid = try owed("2022-02-03")
    #expect(paid.contains("\(when) went back to The Funder.") && !paid.contains("Due to funder"), "\(paid)")
    #expect(try ok("award", "show", "OWED").contains("940.00"))
    for day in ["2022-01-31", "2022-02-03"] {
      let schedule = try csv("award-schedule", "--as-of", day)
      #expect(schedule.contains("Due to funder") == (day == "2022-01-31"), "\(schedule)")
      #expect(try !said("award-schedule", "--as-of", day).contains("differs from the ledger"))
    }
  }

  /// A return that is undone, and whose undoing is moved to a later day, stands until then.
  @Test func aReturnStandsUntilTheDayItsUndoingWasMovedTo() throws {
    try program.addConditionalAward(code: "BACK", recognition: "unconditional")
    try ok("award", "promise", "BACK", "--date", "2021-07-05", "--amount", "10000.00")
    try ok("award", "receive", "BACK", "--amount", "9500.00", "--date", "2021-07-10")
    try ok(
      "award", "return", "BACK", "--amount", "500.00", "--date", "2021-09-10", "--reason", "Unspent", "--key", "back")
    try ok("undo", "back", "--reason", "Wrong", "--date", "2021-09-10")
    #expect(try !csv("budget", "BACK", "--as-of", "2021-09-20").contains("Owed back"))
    try ok("entry", "move", "back", "--date", "2021-10-05", "--reason", "Known then")
    for (day, isOwed) in [("2021-09-09", false), ("2021-09-10", true), ("2021-10-04", true), ("2021-10-05", false)] {
      let table = try csv("budget", "BACK", "--as-of", day)
      #expect(table.contains("memo,Owed back to the funder,,,,,,,,-500.00,") == isOwed, "\(day): \(table)")
    }
    #expect(try ok("check").hasPrefix("Sound"))
  }
}
