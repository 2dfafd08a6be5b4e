import Testing

@testable import Ledger

/// Conditional awards, interest and returns, as people run them.
@Suite struct ConditionCommandTests {
  private func lines(_ program: Program, _ key: String) throws -> [String] {
    try program("entry", "show", key, "--format", "csv").output.split(separator: "\n").filter { $0.hasPrefix("detail") }
      .map { $0.split(separator: ",", omittingEmptySubsequences: false)[1...4].joined(separator: " ") }
  }

  @Test func aBarrierMetIsRecognizedAndSettled() throws {
    let (program, _, _) = try Program.withBooks()
    try program.addConditionalAward()
    let ahead = ["award", "receive", "COND", "--amount", "4000.00", "--date", "2021-07-05", "--key", "ahead"]
    #expect(try program.run(ahead).status == 0)
    #expect(try lines(program, "ahead") == ["1010 COND 4000.00 ", "2410 COND  4000.00"])
    let met = ["award", "recognize", "COND", "--date", "2021-09-30", "--evidence", "Report of 12 sessions"]
    let dry = try program.run(met + ["--amount", "6000.00", "--key", "met", "--dry-run"])
    #expect(dry.status == 0 && dry.output.hasPrefix("dry run"), "\(dry.errors)")
    #expect(try program.run(met + ["--amount", "6000.00", "--key", "met"]).status == 0)
    #expect(try lines(program, "met") == ["2410 COND 4000.00 ", "1240 COND 2000.00 ", "4230 COND  6000.00"])
    #expect(try program("entry", "show", "met").output.contains("Report of 12 sessions"))
    // What is receivable is settled first; the rest came ahead again.
    let rest = ["award", "receive", "COND", "--amount", "3000.00", "--date", "2021-10-05", "--key", "rest"]
    #expect(try program.run(rest).status == 0)
    #expect(try lines(program, "rest") == ["1010 COND 3000.00 ", "1240 COND  2000.00", "2410 COND  1000.00"])
    let beyond = try program.run(met + ["--amount", "4000.01"])
    #expect(beyond.status == 1 && beyond.errors.contains("LA004"), "\(beyond.errors)")
    let schedule = try program("statement", "award-schedule", "--as-of", "2021-12-31", "--format", "csv").output
    #expect(
      schedule.contains(
        "detail,COND,conditional,10000.00,7000.00,0.00,1000.00,0.00,6000.00,0.00,0.00,0.00,0.00,6000.00,4000.00"
      ),
      "\(schedule)")
    #expect(schedule.contains("subtotal,Difference,,,,0.00,0.00,0.00,0.00,0.00,0.00,,,0.00,"), "\(schedule)")
    let promised = try program(
      "award", "recognize", "YOUTH", "--amount", "1", "--date", "2021-09-30", "--evidence", "x")
    #expect(promised.status == 1)
    #expect(try program("check").output.hasPrefix("Sound"))
  }

  @Test func aTrancheHasItsAmountAndItsKey() throws {
    let (program, books, _) = try Program.withBooks()
    try program.addConditionalAward()
    try setTerms(books, "COND", interest: nil, tranches: [2_500_00, 7_500_00])
    let met = ["award", "recognize", "COND", "--date", "2021-09-30", "--evidence", "Enrolment of 12"]
    let first = try program.run(met + ["--tranche", "1"])
    #expect(first.status == 0 && first.output.contains("2,500.00 of COND recognized"), "\(first.errors)")
    let again = try program.run(met + ["--tranche", "1"])
    #expect(again.status == 4 && again.errors.contains("says the same: Condition met, tranche 1"), "\(again)")
    let unknown = try program.run(met + ["--tranche", "3"])
    #expect(unknown.status == 1 && unknown.errors.contains("its tranches are 1, 2"), "\(unknown.errors)")
    #expect(try program.run(met).status == 2)
  }

  @Test func simultaneousReleaseIsAPolicyWithADate() throws {
    let (program, _, _) = try Program.withBooks()
    try program.addConditionalAward()
    #expect(try program("org", "show", "site").output.contains("No policy is recorded"))
    let adopted = try program(
      "org", "policy", "site", "--simultaneous-release", "conditional", "--effective", "2021-09-01", "--approved-by",
      "Board",
      "--reason", "Cost reimbursement")
    #expect(adopted.status == 0, "\(adopted.errors)")
    #expect(try program("org", "show", "site").output.contains("Cost reimbursement"))
    #expect(try program.addConditionalExpense("500.00").status == 0)
    func recognize(_ amount: String, _ date: String) throws -> Program.Outcome {
      try program(
        "award", "recognize", "COND", "--amount", amount, "--date", date, "--evidence", "Costs", "--key",
        "met-\(amount)")
    }
    func activities(_ day: String, _ more: String...) throws -> String {
      try program.run(["statement", "activities", "--as-of", day, "--format", "csv"] + more).output
    }
    // Whether the condition is met before its spending or after, the statement says the same.
    #expect(try recognize("100.00", "2021-08-31").status == 0)
    #expect(try recognize("2000.00", "2021-11-30").output.contains("500.00 of it without restrictions"))
    #expect(
      try lines(program, "met-2000.00") == ["1240 COND 2000.00 ", "4230 COND  1500.00", "4230 COND  500.00"])
    try program.addAward()
    #expect(try program.addExpense("40.00", key: "other", "--date", "2021-10-01").status == 0)
    let closed = try program("period", "close", "2021-11", "--reason", "month").output
    #expect(closed.contains("of YOUTH") && !closed.contains("of COND"), "\(closed)")
    #expect(try program.addConditionalExpense("70.00", on: "2021-12-01").status == 0)
    #expect(
      try program("period", "close", "2021-12", "--reason", "month").output.contains("Released 70.00 of COND, 2021-12.")
    )
    // Of the conditional award alone, and from the first day of a fiscal year.
    let year = try activities("2021-12-31")
    #expect(
      year.contains("detail,Support whose restrictions were met in the year it came in,70.00,-70.00,0.00")
        && year.contains("detail,\"Of these releases, shown with the support above\",-70.00,70.00,0.00"), "\(year)")
    #expect(try !activities("2021-12-31", "--from", "2021-12-01").contains("Support whose restrictions were met"))
    #expect(try program("check").output.hasPrefix("Sound"))
  }

  @Test func interestIsWhoseTheTermsSay() throws {
    let (program, books, _) = try Program.withBooks()
    try program.addAward()
    try program.addConditionalAward(code: "HELD", recognition: "agency")
    let expected = [
      ("YOUTH", "grantee", ["1010 general 12.34 ", "5310 general  12.34"]),
      ("YOUTH", "award", ["1010 YOUTH 12.34 ", "5310 YOUTH  12.34"]),
      ("YOUTH", "return", ["1010 YOUTH 12.34 ", "2420 YOUTH  12.34"]),
      ("HELD", "award", ["1010 HELD 12.34 ", "2910 HELD  12.34"]),
      ("HELD", "return", ["1010 HELD 12.34 ", "2420 HELD  12.34"]),
    ]
    for (award, owner, posted) in expected {
      try setTerms(books, award, interest: owner)
      let key = "\(award)-\(owner)"
      let outcome = try program("award", "interest", award, "--amount", "12.34", "--date", "2021-12-31", "--key", key)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try lines(program, key) == posted, "\(key)")
    }
    let schedule = try program("statement", "award-schedule", "--as-of", "2021-12-31", "--format", "csv").output
    #expect(schedule.contains("detail,YOUTH,unconditional,30000.00,0.00,30000.00,0.00,0.00,30000.00,12.34,"))
    #expect(try program("award", "interest", "YOUTH", "--amount", "-1", "--date", "2021-12-31").status != 0)
    #expect(try program("check").output.hasPrefix("Sound"))
  }

  @Test func moneyGoesBackAsFarAsItIsThere() throws {
    let (program, _, _) = try Program.withBooks()
    try program.addAward()
    try program.addConditionalAward()
    try program.addConditionalAward(code: "HELD", recognition: "agency")
    for award in ["COND", "HELD"] {
      try program("award", "receive", award, "--amount", "900.00", "--date", "2021-07-05")
    }
    try program("award", "receive", "YOUTH", "--amount", "30000.00", "--date", "2021-07-05")
    func giveBack(_ award: String, _ amount: String, _ more: String...) throws -> Program.Outcome {
      try program.run(
        ["award", "return", award, "--amount", amount, "--date", "2022-06-30", "--reason", "Unspent"] + more)
    }
    for (award, left) in [("COND", "900.00"), ("HELD", "900.00"), ("YOUTH", "30,000.00")] {
      let tooMuch = try giveBack(award, "30000.01")
      #expect(
        tooMuch.status == 1 && tooMuch.errors.contains("has \(left) that was received, is not spent and could go back"),
        "\(tooMuch.errors)")
    }
    #expect(try giveBack("COND", "900.00", "--paid-from", "bank", "--key", "cond").output.contains("paid back"))
    #expect(try lines(program, "cond") == ["2410 COND 900.00 ", "2420 COND  900.00"])
    #expect(try lines(program, "cond:paid") == ["2420 COND 900.00 ", "1010 COND  900.00"])
    #expect(try giveBack("HELD", "100.00", "--key", "held").status == 0)
    #expect(try lines(program, "held") == ["2910 HELD 100.00 ", "2420 HELD  100.00"])
    #expect(try giveBack("YOUTH", "29999.00", "--key", "open").status == 0)
    #expect(try lines(program, "open") == ["4230 YOUTH 29999.00 ", "2420 YOUTH  29999.00"])
    #expect(try giveBack("YOUTH", "1.01").status == 1)
    #expect(try giveBack("YOUTH", "1.00", "--paid-from", "card").status == 1)
    let schedule = try program("statement", "award-schedule", "--as-of", "2022-06-30", "--format", "csv").output
    #expect(
      schedule.contains(
        "detail,YOUTH,unconditional,30000.00,30000.00,0.00,0.00,0.00,1.00,0.00,0.00,0.00,29999.00,"))
    #expect(schedule.contains("subtotal,Difference,,,,0.00,0.00,0.00,0.00,0.00,0.00,,0.00,,0.00,"), "\(schedule)")
    #expect(try program("check").output.hasPrefix("Sound"))
  }

  /// What its spending has earned does not go back, released by then or not, spent before the return or after it.
  @Test func whatIsSpentDoesNotGoBack() throws {
    let (program, _, _) = try Program.withBooks()
    try program.addAward()
    try program.addConditionalAward()
    try program("award", "receive", "COND", "--amount", "1000.00", "--date", "2021-07-05")
    try program("award", "receive", "YOUTH", "--amount", "30000.00", "--date", "2021-07-05")
    try #require(try program.addConditionalExpense("900.00", on: "2021-09-10").status == 0)
    try #require(try program.addExpense("900.00", key: "spent").status == 0)
    for (award, left, day) in [("COND", "100.00", "2021-08-01"), ("YOUTH", "29,100.00", "2021-10-01")] {
      func giveBack(_ amount: String) throws -> Program.Outcome {
        try program("award", "return", award, "--amount", amount, "--date", day, "--reason", "Unspent")
      }
      let tooMuch = try giveBack(award == "COND" ? "100.01" : "29100.01")
      #expect(
        tooMuch.status == 1 && tooMuch.errors.contains("has \(left) that was received, is not spent and could go back"),
        "\(tooMuch.errors)")
      #expect(try giveBack(left.replacing(",", with: "")).status == 0)
    }
    #expect(try program("check").output.hasPrefix("Sound"))
  }

  /// A promise that is withdrawn after its money was released: what was released goes back on the day of the reversal, and it is said; by who
  /// records as well.
  @Test func whatWasReleasedGoesBackWithItsSupport() throws {
    let (program, books, _) = try Program.withBooks()
    try program.addAward()
    try #require(try program.addExpense("900.00", key: "spent").status == 0)
    try #require(try program("period", "close", "2021-09", "--reason", "month").status == 0)
    let number = try books.asInstaller().execute("select id from ledger.journal_entry where kind = 'promise'").only {
      "\(try $0.int64("id"))"
    }
    _ = try books.as(login: "taken_back")
    try Books(try books.asInstaller()).grant(.recorder, to: "taken_back", in: .books)
    let recorder = Program(environment: [
      "LEDGER_BOOKS": TestCluster.shared.conninfo(user: "taken_back", database: books.database)
    ])
    let words = ["undo", number, "--reason", "withdrawn", "--date", "2021-10-15"]
    for more in [["--dry-run"], []] {
      let undone = try recorder.run(words + more)
      #expect(undone.status == 0, "\(undone.errors)")
      #expect(
        undone.output.contains("Took back a release of 900.00 of YOUTH on 2021-10-15, as its support fell."),
        "\(undone.output)")
    }
    #expect(try program("check").output.hasPrefix("Sound"))
  }

  private func setTerms(_ books: TestBooks, _ award: String, interest: String?, tranches: [Int64] = []) throws {
    let administrator = try books.as(login: LocalCluster.systemUserName())
    let names = interest.map { _ in ["interest"] } ?? []
    try administrator.execute(
      """
      select ledger.set_award_terms(
        1, \(award), '2021-07-01', 'Funder', 'agreement', 'As agreed', null, \(names)::text[], \([interest].compactMap(\.self))::text[],
        null, null, \(tranches.isEmpty ? nil : tranches)::bigint[],
        \(tranches.isEmpty ? nil : tranches.map { _ in nil as Day? })::date[],
        \(tranches.isEmpty ? nil : tranches.map { _ in "Enrolment" })::text[])
      """)
  }
}
