import Testing

@testable import Ledger

/// What people see of promises that are due in a later fiscal year.
@Suite struct TimeRestrictionCommandTests {
  private let program: Program
  private let promise = [
    "award", "promise", "YEARS", "--date", "2021-07-15", "--installment", "2021-08-15 600.00", "--installment",
    "2022-08-15 400.00",
  ]

  init() throws {
    (program, _, _) = try Program.withBooks()
    try program.addAward()
    try run([
      "award", "add", "YEARS", "Two seasons", "--funder", "funder", "--amount", "1000.00", "--from", "2021-07-01",
      "--through", "2023-06-30", "--recognition", "unconditional",
    ])
    let budget = "line,name,category,account,amount\nfood,Food,supplies,8110,1000.00\n"
    try run([
      "budget", "import", "YEARS", temporaryFile(Array(budget.utf8)), "--approved-by", "Funder", "--effective",
      "2021-07-01",
    ])
  }

  private func run(_ words: [String], _ status: Int32 = 0, _ said: String...) throws {
    let outcome = try program.run(words)
    let text = outcome.output + outcome.errors
    #expect(outcome.status == status, "\(words): \(text)")
    for part in said { #expect(text.contains(part), "\(words): \(text)") }
  }

  private func spend(_ amount: String, _ day: String) throws {
    try run([
      "expense", "add", "--award", "YEARS", "--line", "food", "--amount", amount, "--payee", "shop", "--service-date",
      day, "--paid-from", "bank", "--key", "\(amount) on \(day)",
    ])
  }

  @Test func laterInstallmentsAreAskedAbout() throws {
    try run(
      promise, 2, "400.00 of the promise is due after 2022-06-30", "--later-installments time-restricted",
      "--later-installments this-year")
    try run(
      Array(promise.prefix(5)) + ["--installment", "2022-06-30 1000.00", "--later-installments", "this-year"], 2,
      "is about installments due after 2022-06-30, and none is")
    try run(promise + ["--later-installments", "maybe"], 1, "time-restricted", "this-year")
    let flagged = promise + ["--later-installments", "time-restricted"]
    try run(
      flagged + ["--dry-run"], 0, "dry run, nothing recorded", "400.00 of it is restricted by time until 2022-08-15")
    let silent = try Terminal(program, promise + ["--yes"])
    #expect(silent.end() == 2, "\(silent.screen)")
    let asked = try Terminal(program, promise)
    #expect(asked.answer("Whether the letter shows", "time-restricted"))
    #expect(asked.answer("Record it?", "yes"))
    #expect(
      asked.end() == 0 && asked.screen.contains("400.00 of it is restricted by time until 2022-08-15"),
      "\(asked.screen)")
    try run(flagged, 4, "says the same: Promise of Two seasons")
    let card = try program("award", "show", "YEARS", "--format", "csv").output
    #expect(
      card.contains(",600.00,,,,1,2021-08-15,\n") && card.contains(",400.00,,,,2,2022-08-15,2022-08-15\n"), "\(card)")
    try run(["check"], 0, "Sound")
  }

  @Test func whereTheLetterSupportsThisYearNothingIsRestrictedByTime() throws {
    let asked = try Terminal(program, promise)
    #expect(asked.answer("Whether the letter shows", "this-year"))
    #expect(asked.answer("Record it?", "yes"))
    #expect(asked.end() == 0 && !asked.screen.contains("restricted by time until"), "\(asked.screen)")
    try spend("700.00", "2022-03-10")
    try run(["period", "close", "2022-03", "--reason", "month"], 0, "Released 700.00 of YEARS, 2022-03.")
  }

  @Test func theClosingSaysWhatTheCalendarReleased() throws {
    try run(promise + ["--later-installments", "time-restricted"])
    try spend("700.00", "2022-03-10")
    try run(
      ["period", "close", "2022-06", "--year-end", "--reason", "year"], 0, "Released 600.00 of YEARS, 2022-03.")
    try run(
      ["statement", "award-schedule", "--as-of", "2022-06-30"], 0,
      "Of what YEARS has left, 400.00 is restricted by time")
    #expect(
      try !program("statement", "award-schedule", "--as-of", "2022-08-31").output.contains("restricted by time"))
    try spend("50.00", "2022-08-20")
    let close = ["period", "close", "2022-08", "--reason", "month"]
    try run(["period", "checklist", "2022-08"], 0, "150.00 is released with the closing")
    for more in [["--dry-run"], []] {
      try run(
        close + more, 0, "Released 100.00 of YEARS: time restriction ended, 2022-08.",
        "Released 50.00 of YEARS, 2022-08.")
    }
    try run(["entry", "show", "books:release-time:YEARS:2022-08"], 0, "6930", "time restriction ended by 2022-08-31")
    try run(["check"], 0, "Sound")
  }

  /// The installment of next year is withdrawn, and this year's will come: what is lost is restricted still, and nothing that was spent is.
  @Test func aLaterInstallmentIsLostByName() throws {
    try run(promise + ["--later-installments", "time-restricted"])
    try spend("500.00", "2021-09-10")
    try run(["period", "close", "2021-09", "--reason", "month"], 0, "Released 500.00 of YEARS")
    let lost = ["award", "write-off", "YEARS", "--date", "2021-10-15", "--reason", "Letter", "--amount"]
    try run(
      lost + ["400.01", "--due", "2022-08-15"], 1,
      "of award YEARS, 400.00 is due on 2022-08-15 and open, less than 400.01",
      "award show YEARS")
    try run(lost + ["1.00", "--due", "2022-08-16"], 1, "0.00 is due on 2022-08-16")
    // By the order of days it would be of this year's: 300.00 of it would be a loss of what was used.
    try run(lost + ["400.00", "--dry-run"], 0, "100.00 with donor restrictions, 300.00 without")
    let key = ["--key", "withdrawn"]
    let named = lost + ["300.00", "--due", "2022-08-15"] + key
    try run(named + ["--dry-run"], 0, "all of it with donor restrictions")
    try run(named, 0, "300.00 of YEARS written off: all of it with donor restrictions")
    try run(named, 0, "had recorded this before")
    try run(lost + ["300.00"] + key, 4, "[LK001]", "which says something else")
    try run(lost + ["100.01", "--due", "2022-08-15"], 1, "100.00 is due on 2022-08-15")
    try run(
      ["award", "show", "YEARS"], 0, "300.00 of what was due on 2022-08-15 was written off on")
    try run(
      ["statement", "award-schedule", "--as-of", "2022-06-30"], 0,
      "Of what YEARS has left, 100.00 is restricted by time")
    // Spending releases what this year has; the calendar brings what is left of next year's.
    try spend("180.00", "2022-03-10")
    try run(["period", "close", "2022-06", "--year-end", "--reason", "year"], 0, "Released 100.00 of YEARS, 2022-03.")
    try run(
      ["period", "close", "2022-08", "--reason", "month"], 0,
      "Released 80.00 of YEARS: time restriction ended, 2022-08.")
    try run(["check"], 0, "Sound")
    // Undone, it is owed again, and what it had taken comes with its day.
    try run(["undo", key[1], "--date", "2022-09-05", "--reason", "They pay"])
    try spend("310.00", "2022-09-10")
    try run(["period", "close", "2022-09", "--reason", "month"], 0, "Released 310.00 of YEARS")
    try run(["check"], 0, "Sound")
  }
}
