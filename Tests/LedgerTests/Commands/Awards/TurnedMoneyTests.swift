import Testing

@testable import Ledger

/// What was written off or went back and was undone: it counts from its day until the day its undoing counts, once, whenever it is asked.
@Suite struct TurnedMoneyTests: ProgramStory {
  let program: Program

  init() throws {
    (program, _, _) = try Program.withBooks()
    try ok("party", "add", "funder", "The Funder", "--kind", "foundation")
    try ok("party", "add", "shop", "The Corner Shop")
  }

  /// An award with one budget line, promised on 2021-07-15 in installments of which those after the first fiscal year are restricted by time.
  private func promise(_ amount: String, through: String, _ installments: String...) throws {
    try ok(
      "award", "add", "YEARS", "Seasons", "--funder", "funder", "--amount", amount, "--from", "2021-07-01", "--through",
      through, "--recognition", "unconditional")
    let budget = "line,name,category,account,amount\nfood,Food,supplies,8110,\(amount)\n"
    try ok(
      "budget", "import", "YEARS", try temporaryFile(Array(budget.utf8)), "--approved-by", "Funder", "--effective",
      "2021-07-01")
    try ok(
      ["award", "promise", "YEARS", "--date", "2021-07-15", "--amount", amount]
        + installments.flatMap { ["--installment", $0] }
        + (installments.isEmpty ? [] : ["--later-installments", "time-restricted"]))
  }

  private func spend(_ amount: String, _ day: String, _ key: String) throws {
    try ok(
      "expense", "add", "--award", "YEARS", "--line", "food", "--amount", amount, "--payee", "shop", "--service-date",
      day, "--paid-from", "bank", "--key", key)
  }

  private func receive(_ amount: String, _ day: String) throws {
    try ok("award", "receive", "YEARS", "--amount", amount, "--date", day)
  }

  /// What is restricted by time on a day, as the schedule says it.
  private func timed(_ day: String) throws -> String {
    let text = try ok("statement", "award-schedule", "--as-of", day, "--format", "markdown")
    guard let said = text.range(of: "Of what YEARS has left, ") else { return "0.00" }
    return String(text[said.upperBound...].prefix { $0 != " " })
  }

  /// A loss whose undoing was moved counts once until then: nothing is released that waits for its time.
  @Test func aLossWhoseUndoingWasMovedCountsOnce() throws {
    try promise("30000.00", through: "2023-06-30", "2021-08-15 10000.00", "2022-08-15 20000.00")
    try spend("22000.00", "2022-03-10", "a")
    try ok(
      "award", "write-off", "YEARS", "--amount", "4000.00", "--date", "2022-05-05", "--due", "2022-08-15", "--reason",
      "Letter", "--key", "lost")
    let ends = ["2022-04-30", "2022-05-19", "2022-05-31", "2022-06-30", "2022-07-09", "2022-07-31"]
    #expect(
      try ends.map(timed) == ["20,000.00", "16,000.00", "16,000.00", "16,000.00", "16,000.00", "16,000.00"])
    try ok("undo", "lost", "--date", "2022-05-20", "--reason", "They pay")
    #expect(
      try ends.map(timed) == ["20,000.00", "16,000.00", "20,000.00", "20,000.00", "20,000.00", "20,000.00"])
    try ok("entry", "move", "lost", "--date", "2022-07-10", "--reason", "Known then")
    #expect(
      try ends.map(timed) == ["20,000.00", "16,000.00", "16,000.00", "16,000.00", "16,000.00", "20,000.00"])
    // 30,000.00 less 4,000.00 lost and 16,000.00 that waits.
    let year = try ok("period", "close", "2022-06", "--year-end", "--reason", "Year")
    #expect(year.contains("Released 10,000.00 of YEARS, 2022-03."), "\(year)")
    #expect(year.split(separator: "\n").count { $0.contains("of YEARS") } == 1, "\(year)")
    let schedule = try ok("statement", "position", "--as-of", "2022-06-30", "--format", "csv")
    #expect(schedule.contains("Total with donor restrictions,16000.00"), "\(schedule)")
    let august = try ok("period", "close", "2022-08", "--reason", "Month")
    #expect(august.contains("Released 12,000.00 of YEARS: time restriction ended, 2022-08."), "\(august)")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// Wherever an undoing was moved to, and how often, what it undoes stands until the last of these days, and no longer.
  @Test(
    arguments: [
      ["2022-03-10"], ["2022-03-10", "2022-02-20"], ["2022-03-10", "2022-05-10"], ["2022-05-10", "2022-03-10"],
      ["2022-05-10", "2022-04-15"], ["2022-02-10"],
    ])
  func movesInAnyDirectionAddUp(days: [String]) throws {
    try promise("30000.00", through: "2023-06-30", "2021-08-15 10000.00", "2022-08-15 20000.00")
    try receive("10000.00", "2021-08-20")
    try spend("12000.00", "2022-01-10", "a")
    try ok(
      "award", "write-off", "YEARS", "--amount", "4000.00", "--date", "2022-02-10", "--due", "2022-08-15", "--reason",
      "Letter", "--key", "lost")
    try ok("undo", "lost", "--date", "2022-04-15", "--reason", "They pay")
    try ok(
      "award", "add", "BACK", "Back", "--funder", "funder", "--amount", "1000.00", "--from", "2021-07-01", "--through",
      "2022-12-31", "--recognition", "unconditional")
    try ok("award", "promise", "BACK", "--date", "2021-07-15", "--amount", "1000.00")
    try ok("award", "receive", "BACK", "--amount", "1000.00", "--date", "2021-08-01")
    try ok(
      "award", "return", "BACK", "--amount", "300.00", "--date", "2022-02-10", "--reason", "Unspent", "--key", "back")
    try ok("undo", "back", "--date", "2022-04-15", "--reason", "Kept")
    for day in days {
      for key in ["lost", "back"] { try ok("entry", "move", key, "--date", day, "--reason", "Known on \(day)") }
    }
    let last = try #require(days.last)
    for day in ["2022-02-09", "2022-02-10", "2022-02-25", "2022-03-31", "2022-04-20", "2022-05-31"] {
      let stands = day >= "2022-02-10" && day < last
      #expect(try timed(day) == (stands ? "16,000.00" : "20,000.00"), "\(days), \(day)")
      let budget = try ok("statement", "budget", "BACK", "--as-of", day, "--format", "csv")
      #expect(budget.contains(",Owed back to the funder,") == stands, "\(days), \(day): \(budget)")
      let schedule = try ok("statement", "award-schedule", "--as-of", day, "--format", "markdown")
      #expect(schedule.contains("Due to funder") == stands && !schedule.contains("differs"), "\(days), \(day)")
    }
    let closed = try ok("period", "close", "2022-06", "--year-end", "--reason", "Year")
    #expect(closed.contains("Released 10,000.00 of YEARS, 2022-01"), "\(closed)")
    let position = try ok("statement", "position", "--as-of", "2022-06-30", "--format", "csv")
    #expect(position.contains("Total with donor restrictions,21000.00"), "\(position)")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// A return that was paid, of which some is spent before it is undone: the months between close, and say what to do.
  @Test func aReturnThatIsUndoneLaterStandsUntilThen() throws {
    try promise("4000.00", through: "2022-06-30")
    try receive("4000.00", "2021-07-20")
    try spend("3000.00", "2022-04-10", "a")
    try ok(
      "award", "return", "YEARS", "--amount", "700.00", "--date", "2022-05-10", "--reason", "Unspent", "--paid-from",
      "bank", "--key", "back")
    try spend("1000.00", "2022-06-10", "b")
    try ok("undo", "back", "--date", "2022-07-10", "--reason", "It bounced")
    let said = "700.00 that was returned to the funder is spent, until entry 4 is undone on 2022-07-10"
    // As soon as it is known that it is spent later.
    #expect(try ok("period", "checklist", "2022-05", "--format", "csv").contains(said))
    let june = try ok("period", "checklist", "2022-06", "--format", "csv")
    #expect(june.contains(said) && june.contains("ledgerctl entry move 4 --date DAY"), "\(june)")
    for (day, isSaid) in [
      ("2022-05-09", false), ("2022-05-31", true), ("2022-06-30", true), ("2022-07-09", true), ("2022-07-10", false),
    ] {
      #expect(try ok("todo", "--as-of", day, "--format", "csv").contains(said) == isSaid, "\(day)")
    }
    try refused(
      "The return is undone on 2022-07-10", "award", "close", "YEARS", "--date", "2022-06-30", "--final-report",
      "2022-06-30")
    try ok("entry", "move", "back", "--date", "2022-07-20", "--reason", "Known then")
    #expect(
      try ok("todo", "--as-of", "2022-07-15", "--format", "csv").contains(
        "700.00 that was returned to the funder is spent, until entry 4 is undone on 2022-07-20"))
    try ok("period", "close", "2022-05", "--reason", "Month")
    try ok("period", "close", "2022-06", "--year-end", "--reason", "Year")
    #expect(try !ok("period", "checklist", "2022-07", "--format", "csv").contains("that was returned"))
    try ok("period", "close", "2022-07", "--reason", "Month")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// A loss stands where its day says, whichever is recorded first.
  @Test(arguments: [false, true]) func aLossIsSplitByItsDay(isLaterFirst: Bool) throws {
    try promise(
      "40000.00", through: "2025-06-30", "2021-08-15 10000.00", "2022-08-15 10000.00", "2023-08-15 10000.00",
      "2024-08-15 10000.00")
    try receive("14000.00", "2022-09-01")
    try spend("16500.00", "2022-10-10", "a")
    let early = { () throws in
      // 40,000.00 less 16,500.00 that is spent and 20,000.00 that waits.
      let lost = try ok(
        "award", "write-off", "YEARS", "--amount", "6000.00", "--date", "2023-05-02", "--due", "2022-08-15", "--reason",
        "Letter")
      #expect(lost.contains("3,500.00 with donor restrictions, 2,500.00 without"), "\(lost)")
    }
    if !isLaterFirst { try early() }
    let late = try ok(
      "award", "write-off", "YEARS", "--amount", "2000.00", "--date", "2023-08-01", "--due", "2023-08-15", "--reason",
      "Another letter")
    #expect(late.contains("all of it with donor restrictions"), "\(late)")
    if isLaterFirst {
      // Nor does the later loss take of what can be released by hand before.
      try refused(
        "20,000.00 is left to release", "award", "release", "YEARS", "--for", "equipment", "--amount", "20000.01",
        "--date", "2023-05-02", "--reason", "A van")
      try early()
    }
    try ok("period", "close", "2023-06", "--year-end", "--reason", "Years")
    #expect(try timed("2023-07-31") == "20,000.00" && timed("2023-08-14") == "18,000.00")
    let position = try ok("statement", "position", "--as-of", "2023-06-30", "--format", "csv")
    #expect(position.contains("Total with donor restrictions,20000.00"), "\(position)")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// A refund whose undoing was moved is given back once until then; and what was undone is asked for its receipt once.
  @Test func whatStandsAgainIsNoSecondOne() throws {
    try promise("4000.00", through: "2022-06-30")
    try spend("500.00", "2021-10-10", "cost")
    try ok("expense", "refund", "cost", "--amount", "500.00", "--date", "2021-11-05", "--to", "bank", "--key", "refund")
    try ok("undo", "refund", "--date", "2021-11-20", "--reason", "It bounced")
    try ok("entry", "move", "refund", "--date", "2021-12-01", "--reason", "Known then")
    try ok("expense", "refund", "cost", "--amount", "500.00", "--date", "2021-12-01", "--to", "bank", "--key", "again")
    try spend("90.00", "2021-10-11", "other")
    try ok("undo", "other", "--date", "2021-11-21", "--reason", "Not ours")
    try ok("entry", "move", "other", "--date", "2021-12-05", "--reason", "Known then")
    for (day, count) in [("2021-10-31", 2), ("2021-11-20", 2), ("2021-11-30", 2), ("2021-12-05", 1)] {
      let missing = try ok("document", "missing", "--as-of", day, "--format", "csv")
      #expect(missing.split(separator: "\n").count { $0.contains("YEARS") } == count, "\(day): \(missing)")
    }
    #expect(try ok("check").hasPrefix("Sound"))
  }
}
