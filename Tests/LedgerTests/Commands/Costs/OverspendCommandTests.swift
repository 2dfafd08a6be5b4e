import Foundation
import Testing

@testable import Ledger

/// A blocked line as bookkeepers meet it: every way of recording is refused, and the refusal says what to run instead.
@Suite struct OverspendCommandTests {
  private let program: Program

  init() throws {
    (program, _, _) = try Program.withBooks()
    try program.addAward()
    let terms = [
      "award", "terms", "YOUTH", "--overspend", "block", "--revise", "10% of line", "--approved-by", "Funder",
    ]
    try #require(try program.run(terms).status == 0)
    try #require(try program.addExpense("9900.00", key: "most").status == 0)
  }

  @Test func theRefusalPrintsTheCommandThatBooksTheExcess() throws {
    let refused = try program.addExpense("150.50", key: "more")
    #expect(refused.status == 1)
    #expect(
      refused.errors.contains(
        "line food has 100.00 left of 10,000.00 (9,900.00 spent, 0.00 committed), and this takes 150.50"))
    #expect(refused.errors.contains("terms of award YOUTH (version 2"))
    let command = try #require(refused.errors.firstMatch(of: #/"ledgerctl (expense add [^"]*)"/#))
    let words = command.output.1.split(separator: " ").map(String.init)
    let booked = try program.run(words)
    #expect(booked.status == 0, "\(booked.errors)")
    #expect(booked.output.contains("50.50 to"))
    #expect(try program.addExpense("100.00", key: "rest").status == 0)
    #expect(try program("check").output.hasPrefix("Sound"))
  }

  @Test func everyWayIsRefusedWhole() throws {
    let expenses = """
      date,award,line,amount,payee,service_date,key
      2021-09-02,YOUTH,stipends,10.00,shop,2021-09-02,row-1
      2021-09-03,YOUTH,food,60.00,shop,2021-09-03,row-2
      2021-09-04,YOUTH,food,60.00,shop,2021-09-04,row-3

      """
    let imported = try program("expense", "import", try temporaryFile(Array(expenses.utf8)))
    #expect(imported.status == 1 && imported.errors.contains("LA009"), "\(imported.errors)")
    #expect(imported.errors.contains("line food has 40.00 left") && imported.errors.contains("this takes 60.00"))
    try program("party", "add", "s-1", "Employee 1", "--kind", "staff")
    let payroll = """
      pay_date,employee,service_from,service_through,gross,fringe,award,line,fringe_line,hours
      2021-09-30,s-1,2021-09-01,2021-09-30,100.01,0.00,YOUTH,food,,10

      """
    #expect(try program("payroll", "import", try temporaryFile(Array(payroll.utf8))).errors.contains("LA009"))
    let split = [
      "expense", "split", "--amount", "200.04", "--share", "YOUTH:food 50%", "--share", "YOUTH:stipends 50%", "--payee",
      "shop", "--service-date", "2021-09-02", "--paid-from", "bank", "--memo", "Shared",
    ]
    #expect(try program.run(split).errors.contains("LA009"))
    let line =
      "fund=YOUTH class=without function=program program=program award=YOUTH budget-line=food service=2021-09-02"
    let entry = [
      "entry", "post", "--date", "2021-09-02", "--description", "x", "--key", "x", "--line", "8110 100.01 \(line)",
      "--line", "1010 -100.01 fund=YOUTH",
    ]
    #expect(try program.run(entry).errors.contains("LA009"))
    let order = [
      "commitment", "add", "YOUTH", "--line", "food", "--amount", "100.01", "--payee", "shop", "--date", "2021-09-02",
      "--for", "supper",
    ]
    #expect(try program.run(order).errors.contains("Take at most 100.00"))
    let statement = try program("statement", "budget", "YOUTH", "--as-of", "2021-12-31", "--brief", "--format", "csv")
      .output
    #expect(statement.contains("total,Total,30000.00,0.00,9900.00,0.00,20100.00,33.0"), "\(statement)")
  }

  @Test func warningAsksForAnExplanationAndMarksTheStatement() throws {
    try program("award", "terms", "YOUTH", "--overspend", "warn", "--approved-by", "Funder")
    let over = try program.addExpense("250.00", key: "over")
    #expect(over.status == 0)
    #expect(over.output.contains("Food of YOUTH is now 150.00 above its budget"))
    #expect(over.output.contains("ledgerctl budget explain site/YOUTH food"))
    func marks() throws -> String {
      try program("statement", "budget", "YOUTH", "--as-of", "2021-12-31", "--format", "csv").output
    }
    #expect(try marks().contains(",to explain,"))
    #expect(try marks().contains(",1 to explain,"))
    let explain = ["budget", "explain", "YOUTH", "food", "--reason", "More youth came", "--as-of", "2021-12-31"]
    #expect(try program.run(explain).output.contains("Explained 150.00"))
    #expect(try program.run(explain).output.contains("That is explained"))
    #expect(try marks().contains(",explained,") && !marks().contains("to explain"))
    // The old words do not cover a larger overrun.
    #expect(try program.addExpense("0.01", key: "cent").status == 0)
    #expect(try marks().contains(",to explain,"))
    try program("award", "terms", "YOUTH", "--explain-above", "10% and 1000.00 of line", "--approved-by", "Funder")
    #expect(try marks().contains(",within rule,"))
    let nothing = try program("budget", "explain", "YOUTH", "stipends", "--reason", "x", "--as-of", "2021-12-31")
    #expect(nothing.status == 1 && nothing.errors.contains("not above its budget"))
  }

  /// What a statement said of a day, it says again, whatever is recorded for later days.
  @Test func statementsOfPastVersionsReproduce() throws {
    func statement(_ more: String...) throws -> String {
      try program.run(["statement", "budget", "YOUTH", "--as-of", "2021-12-31", "--format", "markdown"] + more).output
        .split(separator: "\n").filter { !$0.contains("Recorded through") }.joined(separator: "\n")
    }
    let before = try statement()
    let revise = ["budget", "revise", "YOUTH", "--approved-by", "Funder", "--reason", "r", "--effective"]
    #expect(
      try program.run(revise + ["2022-01-01", "--approver", "grantee", "--move", "stipends food 900.00"]).status == 0)
    let refused = try program.run(revise + ["2022-01-01", "--approver", "grantee", "--move", "stipends food 200.00"])
    #expect(refused.status == 1 && refused.errors.contains("LA010"))
    #expect(refused.errors.contains("changes by 1,100.00") && refused.errors.contains("10.0% of the line"))
    #expect(refused.errors.contains("terms of award YOUTH (version 2"))
    let bigger = """
      line,name,category,account,amount
      food,Food,supplies,8110,11000.00
      stipends,Stipends,participant_support,7045,13000.00
      indirect,Indirect,indirect,9930,5000.00
      film,Film,contractual,7540,1000.00

      """
    let file = try temporaryFile(Array(bigger.utf8))
    let asked = try program.run(revise + ["2022-02-01", "--approver", "funder", "--version", "3"] + [file])
    #expect(asked.status == 0, "\(asked.errors)")
    #expect(
      try program.run(revise + ["2022-02-01", "--approver", "funder", "--version", "3"] + [file]).output.contains(
        "is there"))
    try program(
      "commitment", "add", "YOUTH", "--line", "film", "--amount", "700.00", "--payee", "shop", "--date", "2022-02-02",
      "--for", "editing")
    try program(
      "award", "extend", "YOUTH", "--through", "2022-09-30", "--approved-on", "2022-03-01", "--approved-by", "F",
      "--document", "L", "--reason", "late start")
    #expect(try statement() == before)
    #expect(try statement("--budget-version", "1") == before)
    let second = try statement("--budget-version", "2")
    #expect(second.contains("900.00") && !second.contains("Film"))
    let later = try program("statement", "budget", "YOUTH", "--as-of", "2022-03-31", "--format", "csv").output
    #expect(later.contains("detail,Food,10000.00,1000.00,11000.00,9900.00,0.00,9900.00,0.00,1100.00,90.0,"), "\(later)")
    #expect(later.contains("detail,Film,0.00,1000.00,1000.00,0.00,0.00,0.00,700.00,300.00,0.0,1000.00,"), "\(later)")
    #expect(try program("statement", "budget", "YOUTH", "--budget-version", "4").errors.contains("no version 4"))
    let history = try program("budget", "history", "YOUTH", "--format", "csv").output
    #expect(
      history.contains(",film,Film,,,1000.00") && history.split(separator: "\n").count { $0.hasPrefix("kind,") } == 1)
  }
}
