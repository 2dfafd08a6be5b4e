import Foundation
import Testing

@testable import Ledger

/// A budget spread over months: what was planned to date, and what comes of it.
@Suite struct BudgetSpreadTests: ProgramStory {
  let program: Program

  /// YOUTH from July 2021 through June 2022: food and stipends.
  init() throws {
    (program, _, _) = try Program.withBooks()
    try program.addAward()
  }

  private let food = Money(cents: 10_000_00)
  private let stipends = Money(cents: 15_000_00)

  private func cells(_ day: String, _ more: String...) throws -> [String: [String: String]] {
    let text = try ok(["statement", "budget", "YOUTH", "--as-of", day, "--format", "csv"] + more)
    let rows = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return Dictionary(
      rows.dropFirst().map { row in (row[1], Dictionary(zip(rows[0], row)) { first, _ in first }) },
      uniquingKeysWith: { first, _ in first })
  }

  private func spend(_ amount: String, on line: String = "food", _ day: String) throws {
    try ok(
      "expense", "add", "--award", "YOUTH", "--line", line, "--amount", amount, "--payee", "shop", "--service-date",
      day, "--paid-from", "bank")
  }

  /// A cost of the first month that is planned there projects as itself, not twelve times over.
  @Test func whatIsProjectedFollowsThePlan() throws {
    #expect(try cells("2021-07-31")["Total"]?["Projected"] == nil)
    try ok("budget", "spread", "YOUTH", "--line", "food", "--month", "2021-07")
    let half = try ok("statement", "budget", "YOUTH", "--as-of", "2021-07-31", "--format", "markdown")
    #expect(
      half.contains("Nothing is projected.") && half.contains("Stipends, Indirect of YOUTH.")
        && !half.contains("ledgerctl"), "\(half)")
    let said = try ok("budget", "spread", "YOUTH")
    #expect(!said.contains("Food") && said.contains("over 2021-07 to 2022-06, from 2021-07-01."), "\(said)")
    try ok(
      "budget", "spread", "YOUTH", "--line", "stipends", "--from", "2021-07", "--through", "2022-06", "--effective",
      "2021-07-01")
    try spend("100.00", "2021-07-10")
    for (day, months, days) in [("2021-07-31", 1, Int64(0)), ("2021-08-10", 1, 10), ("2022-06-30", 12, 0)] {
      let shown = try cells(day)
      let parts = stipends.split(into: 12)
      let planned =
        parts.prefix(months).total() + (days == 0 ? .zero : parts[months].split(weights: [days, 31 - days])[0])
      #expect(shown["Stipends"]?["Planned to date"] == planned.description, "\(day)")
      #expect(shown["Food"]?["Planned to date"] == food.description, "\(day)")
      #expect(shown["Food"]?["Projected"] == "100.00", "\(day)")
      #expect(shown["Stipends"]?["Projected"] == (stipends - planned).description, "\(day)")
    }
    let ahead = try ok("statement", "budget", "YOUTH", "--as-of", "2021-07-31", "--format", "markdown")
    #expect(
      ahead.contains("less than planned to date") && ahead.contains("Planned to date: ")
        && ahead.contains("Variance: the revised budget less"), "\(ahead)")
    // What is ordered comes too, where it is more than what the plan still has.
    try ok(
      "commitment", "add", "YOUTH", "--line", "food", "--amount", "60.00", "--payee", "shop", "--date", "2021-08-01",
      "--for", "Bread")
    #expect(try cells("2021-08-31")["Food"]?["Projected"] == "160.00")
    let brief = try cells("2021-08-31", "--brief")["Food"]
    #expect(brief?["Projected"] == "160.00" && brief?["Planned to date"] == nil)
    try program.addConditionalAward(code: "SMALL", recognition: "unconditional")
    let all = try ok("statement", "budget", "--consolidated", "--as-of", "2021-08-31", "--format", "markdown")
    #expect(
      !all.contains("Projected")
        && all.contains("not all of the budget of SMALL is spread over months as of 2021-08-31"), "\(all)")
  }

  /// What is planned of an award stands in its own statement whatever else is printed; the table of all says it where it is known.
  @Test func aStatementSaysNothingOfOtherAwards() throws {
    try ok("budget", "spread", "YOUTH")
    try program.addConditionalAward(code: "SMALL", recognition: "unconditional")
    let alone = try ok("statement", "budget", "YOUTH", "--as-of", "2021-08-31", "--format", "markdown")
    let both = try ok("statement", "budget", "--as-of", "2021-08-31", "--format", "markdown")
    #expect(alone.contains("Projected") && both.contains(alone.dropLast(1)), "\(both)")
    let table = try ok("statement", "budget", "SMALL", "YOUTH", "--as-of", "2021-08-31", "--format", "csv")
    let lines = table.split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("kind,") } == 1 && lines[0].contains("Planned to date,Projected"), "\(table)")
    #expect(lines[1].hasPrefix("detail,Food,10000.00,") && lines[1].contains(",0.0,,,10000.00,"), "\(table)")
  }

  /// As of a day, the spread that was in effect on it; as recorded, the one of then; a revised line is to be spread again.
  @Test func aSpreadHasItsDays() throws {
    try ok("budget", "spread", "YOUTH")
    #expect(try ok("budget", "spread", "YOUTH").contains("spread so already"))
    try ok("seal")
    let before = try cells("2021-07-31")
    try ok("budget", "spread", "YOUTH", "--line", "food", "--month", "2021-07", "--effective", "2021-09-01")
    #expect(try cells("2021-07-31") == before)
    #expect(try cells("2021-09-01")["Food"]?["Planned to date"] == food.description)
    let then = try cells("2021-09-01", "--as-recorded", "1")["Food"]?["Planned to date"]
    #expect(then != nil && then != food.description)
    let plan = try ok("budget", "plan", "YOUTH", "--as-of", "2021-09-01", "--format", "csv")
    #expect(plan.contains("detail,Food,10000.00,0.00,") && plan.contains("detail,Stipends,1250.00,1250.00,"), "\(plan)")
    try ok(
      "budget", "revise", "YOUTH", "--move", "food stipends 200.00", "--approver", "funder", "--approved-by", "Funder",
      "--effective", "2021-10-01", "--reason", "More")
    let revised = try ok("statement", "budget", "YOUTH", "--as-of", "2021-10-31", "--format", "markdown")
    #expect(revised.contains("budgeted on 2021-10-31: Food, Stipends of YOUTH"), "\(revised)")
    #expect(try cells("2021-09-30")["Food"]?["Projected"] != nil)
    let again = try ok("budget", "spread", "YOUTH")
    // In the shape that it had: all in July.
    #expect(again.contains("Spread Food of YOUTH, 9,800.00, in 2021-07, from 2021-10-01"), "\(again)")
    #expect(try cells("2021-10-31")["Food"]?["Projected"] != nil)
    // A budget that takes effect later is spread from its day on, and the one before it as before.
    try ok(
      "budget", "revise", "YOUTH", "--move", "stipends food 50.00", "--approver", "funder", "--approved-by", "Funder",
      "--effective", "2027-12-15", "--reason", "Less")
    #expect(try ok("budget", "spread", "YOUTH").contains("spread so already"))
    try ok("budget", "spread", "YOUTH", "--effective", "2027-12-15")
    try ok(
      "budget", "spread", "YOUTH", "--line", "food", "--from", "2021-07", "--through", "2021-08", "--effective",
      "2021-11-01")
    for day in ["2021-10-31", "2021-11-30", "2027-12-31"] {
      #expect(try cells(day)["Food"]?["Projected"] != nil, "\(day)")
    }
    #expect(try cells("2021-10-31")["Food"]?["Planned to date"] == "9800.00")
    #expect(try cells("2021-07-31")["Food"]?["Planned to date"] != cells("2021-11-30")["Food"]?["Planned to date"])
    #expect(try ok("check").hasPrefix("Sound: "))
  }

  @Test func whatDoesNotAddUpIsRefused() throws {
    func refused(_ words: [String], _ status: Int32 = 1) throws -> String {
      let outcome = try program.run(["budget", "spread", "YOUTH"] + words)
      #expect(outcome.status == status, "\(outcome.output)\(outcome.errors)")
      return outcome.errors
    }
    let short = try refused(["--line", "food", "--month", "2021-07 10.00", "--month", "2021-08 20.00"])
    #expect(short.contains("[LA020]") && short.contains("as 30.00") && short.contains("10,000.00"), "\(short)")
    #expect(try refused(["--line", "fod", "--month", "2021-07"]).contains("food"))
    #expect(try refused(["--line", "food", "--month", "July"]).contains("2021-07"))
    #expect(try refused(["--month", "2021-07"], 2).contains("--line"))
    #expect(try refused(["--from", "2021-09", "--through", "2021-08"]).contains("is before"))
    let rows = try temporaryFile(
      Array("line,month,amount\nfood,2021-07,10.00\nfood,2021-07,10.00\nfud,2021-13,-1.00\n".utf8))
    let faults = try refused([rows])
    for words in ["has 2021-07 twice", "fud", "2021-13", "less than zero"] {
      #expect(faults.contains(words), "\(faults)")
    }
    let less = try refused([
      try temporaryFile(Array("line,month,amount\nfood,2021-07,10.00\nfood,2021-09-01,10.00\n".utf8))
    ])
    #expect(less.contains("add up to 20.00") && less.contains(":3:"), "\(less)")
    let sheet = try temporaryFile(
      Array("line,month,amount\nfood,2021-07,10.00\nfood,2021-09-01,\(food - Money(cents: 10_00))\n".utf8))
    #expect(try ok("budget", "spread", "YOUTH", sheet, "--dry-run").contains("over 2021-07 to 2021-09"))
    #expect(try ok("budget", "plan", "YOUTH").contains("Not spread as budgeted: "))
    try ok("budget", "spread", "YOUTH", sheet)
    #expect(try ok("budget", "spread", "YOUTH", sheet).contains("spread so already"))
    let outside = try ok("budget", "spread", "YOUTH", "--line", "food", "--from", "2022-06", "--through", "2022-08")
    #expect(outside.contains("outside the term"), "\(outside)")
  }
}
