import Testing

@testable import Ledger

/// Releases, the closing of a year, and the statements that show them, as people run them.
@Suite struct YearEndCommandTests {
  /// The award of `addAward` with one cost of 2,410.55 in September.
  private func withSpending() throws -> (Program, TestBooks) {
    let (program, books, _) = try Program.withBooks()
    try program.addAward()
    try #require(try program.addExpense("2410.55", key: "meals").status == 0)
    return (program, books)
  }

  @Test func closingAMonthReleasesWhatWasSpent() throws {
    let (program, _) = try withSpending()
    let trial = try program("period", "close", "2021-09", "--reason", "month", "--dry-run")
    #expect(trial.output.contains("dry run, nothing recorded: Released 2,410.55 of YOUTH, 2021-09."))
    #expect(try program("check").output.hasPrefix("Sound: 2 entries"))
    let closed = try program("period", "close", "2021-09", "--reason", "month")
    #expect(closed.output.contains(": Released 2,410.55 of YOUTH, 2021-09."), "\(closed.output)\(closed.errors)")
    let entry = try program("entry", "show", "books:release:YOUTH:2021-09", "--format", "csv").output
    #expect(entry.contains("detail,6910,YOUTH,2410.55,") && entry.contains("detail,6910,YOUTH,,2410.55"), "\(entry)")
    // Its spending is reversed after the month was reopened: the release goes back with it.
    #expect(try program("period", "reopen", "2021-09", "--reason", "wrong invoice").status == 0)
    #expect(try program("entry", "reverse", "meals", "--reason", "wrong", "--date", "2021-09-30").status == 0)
    let again = try program("period", "close", "2021-09", "--reason", "month")
    #expect(again.output.contains("Took back a release of 2,410.55 of YOUTH"), "\(again.output)\(again.errors)")
    #expect(try program("check").output.hasPrefix("Sound: 5 entries"))
  }

  /// What is unspent of awards that ended is listed as the year closes, and recorded where it is asked for: received money alone.
  @Test func whatIsUnspentGoesBackByTheTerms() throws {
    let (program, _) = try withSpending()
    let words = ["period", "close", "2022-06", "--year-end", "--reason", "year end"]
    // Of a promise that was never paid nothing goes back.
    #expect(try !program.run(words + ["--dry-run"]).output.contains("goes back"))
    try #require(
      try program("award", "receive", "YOUTH", "--amount", "30000.00", "--date", "2021-07-20").status == 0)
    let left = "YOUTH ended on 2022-06-30 with 27,589.45 unspent, which goes back to its funder by its terms."
    let trial = try program.run(words + ["--dry-run"])
    #expect(
      trial.output.contains(left) && trial.output.contains("recorded with the closing where --return-unspent is given"),
      "\(trial.output)\(trial.errors)")
    #expect(try program("period", "close", "2022-06", "--return-unspent", "--reason", "x").status != 0)
    // Without, the year closes all the same, and it is said how it is recorded then.
    let without = try program.run(words)
    #expect(
      without.status == 0 && without.output.contains("reopen 2022-06 and close it with --return-unspent; in the next:")
        && without.output.contains("ledgerctl award return site/YOUTH --amount 27589.45 --date 2022-07-01"),
      "\(without)")
    #expect(try program("period", "reopen", "2022-06", "--reason", "it goes back").status == 0)
    let closed = try program.run(words + ["--return-unspent"])
    #expect(closed.status == 0 && closed.output.contains("27,589.45 of YOUTH goes back to its funder"), "\(closed)")
    #expect(closed.output.contains("Closed the fiscal year ended 2022-06-30"))
    let trialBalance = try program("statement", "trial-balance", "--as-of", "2022-06-30", "--format", "csv").output
    #expect(trialBalance.contains("detail,2420,") && trialBalance.contains("27589.45"), "\(trialBalance)")
    #expect(try program("check").output.hasPrefix("Sound"))
  }

  @Test func releasesGoMonthByMonthAndStopAtWhatIsRestricted() throws {
    let (program, _, _) = try Program.withBooks()
    try program.addAward()
    _ = try program.addExpense("100.00", key: "a", "--date", "2021-09-10")
    _ = try program.addExpense("30.00", key: "b", "--date", "2021-10-10")
    let closed = try program("period", "close", "2021-10", "--reason", "months").output
    #expect(
      closed.contains("Released 100.00 of YOUTH, 2021-09.") && closed.contains("Released 30.00 of YOUTH, 2021-10."))
    // An award that was promised 20.00 and spent 25.00 releases 20.00.
    try program.addConditionalAward()
    try program("award", "recognize", "COND", "--amount", "20.00", "--date", "2021-11-01", "--evidence", "report")
    _ = try program.addConditionalExpense("25.00")
    let limited = try program("period", "close", "2021-11", "--reason", "month").output
    #expect(limited.contains("Released 20.00 of COND, 2021-11."), "\(limited)")
    #expect(try program("check").output.hasPrefix("Sound"))
  }

  /// A release of time, by hand, is not spending's: closing a month neither repeats it nor takes it back.
  @Test func aReleaseByHandStands() throws {
    let (program, _, _) = try Program.withBooks()
    try program.addAward()
    func release(_ amount: String) throws -> Program.Outcome {
      try program(
        "award", "release", "YOUTH", "--for", "time", "--date", "2021-09-30", "--reason", "The season began",
        "--amount", amount)
    }
    let recorded = try release("50.00").output
    #expect(recorded.contains("50.00 of YOUTH released for time"), "\(recorded)")
    #expect(try release("50.00").errors.contains("says the same"))
    let beyond = try release("900000.00")
    #expect(beyond.status == 1 && beyond.errors.contains("donor restrictions left"), "\(beyond.errors)")
    #expect(try program("period", "close", "2021-09", "--reason", "month").output.contains("eleas") == false)
    _ = try program.addExpense("80.00", key: "a", "--date", "2021-10-10")
    let closed = try program("period", "close", "2021-10", "--reason", "month").output
    #expect(closed.contains("Released 30.00 of YOUTH, 2021-10."), "\(closed)")
    #expect(try program("check").output.hasPrefix("Sound"))
  }

  @Test func aClosedYearReadsAsBefore() throws {
    let (program, _) = try withSpending()
    let wrong = try program("period", "close", "2021-09", "--year-end", "--reason", "year")
    #expect(wrong.status == 1)
    #expect(wrong.errors.contains("period close 2022-06 --year-end"), "\(wrong.errors)")
    let first = try program("period", "close", "2022-06", "--reason", "year")
    #expect(first.output.contains("Released 2,410.55 of YOUTH"), "\(first.output)")
    #expect(first.output.contains("close it with --year-end"), "\(first.output)")
    let again = try program("period", "close", "2022-05", "--reason", "month")
    #expect(again.status == 0 && again.output == "Site is closed through 2022-06-30 already.\n", "\(again.output)")
    let statements = [
      ["activities"], ["position", "--by", "fund"], ["activities", "--by", "function"], ["award-schedule"],
      ["budget", "YOUTH"],
    ]
    func read() throws -> [String] {
      try statements.map { try program.run(["statement"] + $0 + ["--as-of", "2022-06-30", "--format", "csv"]).output }
    }
    let before = try read()
    #expect(try program("period", "reopen", "2022-06", "--reason", "year-end").status == 0)
    let closed = try program("period", "close", "2022-06", "--year-end", "--reason", "year")
    #expect(closed.output.contains("Closed the fiscal year ended 2022-06-30 to net assets."), "\(closed.errors)")
    let after = try read()
    #expect(after[0] == before[0] && after[2] == before[2] && after[3] == before[3])
    #expect(after[4] == before[4] && after[4].contains("2410.55"), "\(after[4])")
    #expect(after[1].contains("detail,Net assets restricted for a use,27589.45,27589.45"), "\(after[1])")
    #expect(after[1].contains("detail,Activity not yet closed,0.00,0.00"), "\(after[1])")
    #expect(try program("check").output.hasPrefix("Sound"))
    #expect(try program("statement", "trial-balance", "--as-of", "2022-06-30").output.contains("6910") == false)
  }

  @Test func statementsShowEveryClassAndFund() throws {
    let (program, _) = try withSpending()
    _ = try program(
      "expense", "add", "--unrestricted", "--account", "8210", "--function", "management", "--amount", "40.00",
      "--payee", "shop", "--service-date", "2021-09-01", "--paid-from", "bank")
    try program("period", "close", "2021-09", "--reason", "month")
    let activities = try program("statement", "activities", "--as-of", "2022-06-30", "--format", "csv").output
    // Without what each row is about.
    let cells = activities.split(separator: "\n", omittingEmptySubsequences: false)
      .map {
        $0.split(separator: ",", omittingEmptySubsequences: false).dropLast($0.isEmpty ? 0 : 9).joined(separator: ",")
      }
      .joined(separator: "\n")
    #expect(
      cells == """
        kind,Line,Without donor restrictions,With donor restrictions,Total
        detail,Foundation grants,0.00,30000.00,30000.00
        detail,Net assets released: satisfaction of use restriction,2410.55,-2410.55,0.00
        subtotal,"Total revenue, support and releases",2410.55,27589.45,30000.00
        detail,Supplies,2410.55,0.00,2410.55
        detail,Rent and occupancy,40.00,0.00,40.00
        subtotal,Total expenses,2450.55,0.00,2450.55
        subtotal,Change in net assets,-40.00,27589.45,27549.45
        memo,Net assets at beginning,0.00,0.00,0.00
        total,Net assets at end,-40.00,27589.45,27549.45

        """, "\(activities)")
    let byFunction = try program(
      "statement", "activities", "--as-of", "2022-06-30", "--by", "function", "--format", "csv")
    #expect(byFunction.output.contains("detail,Program: Program services,2410.55,0.00,2410.55"))
    #expect(byFunction.output.contains("detail,Management and general,40.00,0.00,40.00"))
    let position = try program("statement", "position", "--as-of", "2022-06-30", "--by", "fund", "--format", "csv")
      .output
    #expect(position.contains("detail,\"Cash in bank, operating\",-40.00,-2410.55,-2450.55"), "\(position)")
    #expect(position.contains("subtotal,Total with donor restrictions,0.00,27589.45,27589.45"), "\(position)")
    #expect(position.contains("total,Total liabilities and net assets,-40.00,27589.45,27549.45"), "\(position)")
    let schedule = try program("statement", "award-schedule", "--as-of", "2022-06-30", "--format", "json").output
    #expect(
      schedule.contains("\"released\": \"2410.55\"") && schedule.contains("\"restricted\": \"27589.45\""), "\(schedule)"
    )
    let table = try program("statement", "award-schedule", "--as-of", "2022-06-30", "--width", "90").output
    #expect(table.split(separator: "\n").allSatisfy { $0.unicodeScalars.count <= 90 })
    #expect(try program("statement", "activities", "--from", "2022-07-01", "--to", "2022-06-30").status == 1)
  }

  @Test func interfundCancelsOutInTheTotal() throws {
    let (program, books) = try withSpending()
    let reader = Books(try books.asInstaller())
    let site = try reader.organization("site")
    let lines: [(String, String, Int64)] = [
      ("1010", "YOUTH", 500), ("1990", "YOUTH", -500), ("1990", "general", 500), ("1010", "general", -500),
    ]
    let draft = EntryDraft(
      key: "lent", date: "2021-09-20".day, description: "Cash lent by the general fund",
      lines: lines.map { EntryLine(account: $0, fund: $1, amount: Money(cents: $2)) })
    try Books(try books.as(login: LocalCluster.systemUserName())).post(draft, to: site)
    let position = try program("statement", "position", "--as-of", "2021-09-30", "--by", "fund", "--format", "csv")
      .output
    #expect(position.contains("detail,Interfund,5.00,-5.00,0.00"), "\(position)")
    let whole = try program("statement", "position", "--as-of", "2021-09-30").output
    #expect(!whole.contains("Interfund"))
  }

  @Test func readersReadAndFundersDoNot() throws {
    let sample = try SampleBooks.copy()
    for login in SampleLogin.allCases { _ = try sample.as(login) }
    for name in ["activities", "position", "award-schedule"] {
      for login in [SampleLogin.auditor, .networkAuditor, .approver, .recorder] {
        let outcome = try Program(books: sample.books, login: login.rawValue)(
          "statement", name, "--as-of", "2022-06-30")
        #expect(outcome.status == 0 && outcome.output.contains("North Side"), "\(name), \(login): \(outcome.errors)")
        #expect(!outcome.output.contains("South Side"), "\(name), \(login)")
      }
      #expect(
        try Program(books: sample.books, login: SampleLogin.funder.rawValue)("statement", name).status == 3, "\(name)")
      let limited = try Program(books: sample.books, login: SampleLogin.awardAuditor.rawValue)(
        "statement", name, "--org", "north")
      #expect(limited.status == 3 && limited.errors.contains("do not read the books"), "\(name): \(limited.errors)")
      let south = try Program(books: sample.books, login: SampleLogin.southRecorder.rawValue)("statement", name)
      #expect(!south.output.contains("North Side") && south.output.contains("South Side"), "\(name)")
    }
  }
}
