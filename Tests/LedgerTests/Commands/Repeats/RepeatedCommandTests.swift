import Foundation
import Testing

@testable import Ledger

/// Commands of a grant's life that a script may run again: the second time adds nothing and says so.
@Suite struct RepeatedCommandTests {
  /// Runs a command twice and checks that it worked both times, and that the second run posted nothing.
  private func twice(_ program: Program, _ words: String...) throws -> (first: String, second: String) {
    let first = try program.run(words)
    try #require(first.status == 0, "\(first.errors)")
    // How many entries stand; the numbers that a key known already has drawn are told on the next line.
    let sound = try program("check").output.prefix { $0 != "\n" }
    let second = try program.run(words)
    try #require(second.status == 0, "\(second.errors)")
    #expect(try program("check").output.prefix { $0 != "\n" } == sound)
    return (first.output, second.output)
  }

  private func withAward() throws -> Program {
    let (program, _, _) = try Program.withBooks()
    try program.addAward()
    return program
  }

  @Test func aCommitmentIsDrawnAndReleasedByItsKey() throws {
    let program = try withAward()
    let add = [
      "commitment", "add", "YOUTH", "--line", "food", "--amount", "500.00", "--payee", "shop", "--date", "2021-09-01",
      "--for", "Suppers", "--key", "suppers",
    ]
    try #require(try program.run(add).status == 0)
    let drawn = try twice(
      program, "commitment", "draw", "suppers", "--amount", "300.00", "--service-date", "2021-09-10", "--paid-from",
      "bank", "--key", "drawn")
    #expect(drawn.first.contains("meets commitment") && drawn.second.contains("had recorded this before"))
    // While something is open, the same is asked about; of what is let go whole it is answered.
    let part = [
      "commitment", "release", "suppers", "--amount", "50.00", "--date", "2021-09-30", "--reason", "Fewer come",
    ]
    #expect(try program.run(part).status == 0)
    let repeated = try program.run(part)
    #expect(repeated.status == 4 && repeated.errors.contains(" --again"), "\(repeated)")
    #expect(try program.run(part + ["--again"]).status == 0)
    let released = try twice(
      program, "commitment", "release", "suppers", "--date", "2021-09-30", "--reason", "Nothing more will come")
    #expect(released.first.contains("Released 100.00"), "\(released.first)")
    #expect(released.second.contains("100.00 of commitment") && released.second.contains("0.00 is open"))
    // Another reason is another release, and there is nothing left of it.
    let again = try program("commitment", "release", "suppers", "--date", "2021-09-30", "--reason", "Once more")
    #expect(again.status == 1 && again.errors.contains("LC001"), "\(again.errors)")
    let unknown = try program("commitment", "release", "supper", "--reason", "x")
    #expect(unknown.status == 1 && unknown.errors.contains("suppers"), "\(unknown.errors)")
    let list = try program("commitment", "list", "--format", "csv").output
    #expect(list.contains("500.00,300.00,200.00,0.00,Suppers"), "\(list)")
    // What a last delivery released with it is not ordered again when that is undone, and this is said.
    try program(
      "commitment", "add", "YOUTH", "--line", "food", "--amount", "90.00", "--payee", "shop", "--date", "2021-09-01",
      "--for", "Bread", "--key", "bread")
    try program(
      "commitment", "draw", "bread", "--amount", "60.00", "--service-date", "2021-09-12", "--paid-from", "bank",
      "--final", "--key", "last")
    let undone = try program("undo", "last", "--reason", "Another shop's")
    #expect(undone.output.contains("The 30.00 of commitment 2 that were released with it stay released"), "\(undone)")
  }

  @Test func whatWasSettledIsNotSettledAgain() throws {
    let program = try withAward()
    try program("award", "terms", "YOUTH", "--indirect-rate", "10%", "--approved-by", "Funder")
    try program("award", "receive", "YOUTH", "--amount", "1600.00", "--date", "2021-10-10")
    _ = try program.addExpense("1000.00", key: "a", "--date", "2021-09-10")
    _ = try program.addExpense("500.00", key: "b", "--date", "2021-11-10")
    let charged = try twice(program, "indirect", "charge", "YOUTH", "--through", "2021-09-30")
    #expect(charged.first.contains("100.00 of indirect costs charged"), "\(charged.first)")
    let settled = try twice(program, "indirect", "settle", "YOUTH", "--date", "2021-10-14")
    #expect(settled.first.contains("100.00 moved") && settled.second.contains("nothing that was due on 2021-10-14"))
    try program("indirect", "charge", "YOUTH", "--through", "2021-12-31")
    // The later charge is not settled as of a day before it.
    #expect(try program("indirect", "settle", "YOUTH", "--date", "2021-10-14").output.contains("nothing that was due"))
    // No more than the fund holds; the rest when its money has come.
    let short = try program("indirect", "settle", "YOUTH", "--date", "2022-01-14")
    #expect(
      short.status == 1 && short.errors.contains("fund YOUTH owes 50.00 and holds nothing in account 1010"), "\(short)")
    try program("award", "receive", "YOUTH", "--amount", "30.00", "--date", "2022-01-05")
    let part = try program("indirect", "settle", "YOUTH", "--date", "2022-01-14").output
    #expect(part.contains("30.00 moved") && part.contains("20.00 is still owed: the fund holds no more"), "\(part)")
    try program("award", "receive", "YOUTH", "--amount", "500.00", "--date", "2022-01-10")
    let later = try twice(program, "indirect", "settle", "YOUTH", "--date", "2022-01-14")
    #expect(later.first.contains("20.00 moved"), "\(later.first)")
    #expect(try program("indirect", "settle", "YOUTH", "--date", "2021-12-31").output.contains("nothing that was due"))
  }

  @Test func aYearClosesOnce() throws {
    let program = try withAward()
    _ = try program.addExpense("40.00", key: "a")
    let closed = try twice(program, "period", "close", "2022-06", "--year-end", "--reason", "year")
    #expect(closed.first.contains("Closed the fiscal year ended 2022-06-30"), "\(closed.first)")
    #expect(closed.second.contains("The fiscal year ended 2022-06-30 is closed to net assets by entry"))
    // A month that was closed without its year is not taken for a closed year.
    try program("period", "close", "2023-06", "--reason", "month")
    let year = try program("period", "close", "2023-06", "--year-end", "--reason", "year")
    #expect(year.status == 1 && year.errors.contains("its fiscal year is not closed to net assets"), "\(year.errors)")
  }

  @Test func aPolicyIsRecordedOnce() throws {
    let program = try withAward()
    let adopted = try twice(
      program, "org", "policy", "site", "--simultaneous-release", "conditional", "--effective", "2021-07-01",
      "--approved-by",
      "Board", "--reason", "As in the last report")
    #expect(adopted.second.contains("had been recorded before"), "\(adopted.second)")
    let shown = try program("org", "show", "site", "--format", "csv").output
    #expect(shown.split(separator: "\n").count { $0.contains("Board") } == 1, "\(shown)")
    // Turned around, it is another policy.
    let turned = try program(
      "org", "policy", "site", "--simultaneous-release", "none", "--effective", "2021-07-01", "--approved-by", "Board",
      "--reason", "As in the last report")
    #expect(
      turned.output.contains("shows no support without donor restrictions before it is released"), "\(turned.errors)")
  }

  @Test func aSavedRuleSplitsACostOnce() throws {
    let program = try withAward()
    try program(
      "allocation", "add", "printer", "--name", "Paper", "--base", "pages", "--document", "Counter", "--effective",
      "2021-07-01", "--share", "YOUTH:food 1", "--share", "unrestricted:8110 2")
    let split = try twice(
      program, "expense", "split", "--rule", "printer", "--amount", "100.00", "--payee", "shop", "--service-date",
      "2021-09-01", "--paid-from", "bank", "--memo", "Paper", "--key", "split")
    #expect(split.first.contains("YOUTH:food  33.33") && split.first.contains("66.67"), "\(split.first)")
    #expect(split.second.contains("had recorded this before"), "\(split.second)")
    let number = try #require(split.first.split(separator: " ").dropFirst().first).trimmingCharacters(in: [":"])
    let entry = try program("entry", "show", number).output
    #expect(entry.contains("Split by:      rule printer, version 1: pages, Counter"), "\(entry)")
  }

  @Test func whatIsOwedToTheFunderIsPaidOnce() throws {
    let program = try withAward()
    try program("award", "receive", "YOUTH", "--amount", "30000.00", "--date", "2021-07-15")
    try program("award", "terms", "YOUTH", "--interest", "return", "--approved-by", "Funder")
    try program("award", "interest", "YOUTH", "--amount", "1.50", "--date", "2021-12-31")
    let decided = ["award", "return", "YOUTH", "--amount", "200.00", "--date", "2022-07-01", "--reason", "Unspent"]
    #expect(try program.run(decided).status == 0)
    let tooMuch = try program(
      "award", "return", "YOUTH", "--owed", "--paid-from", "bank", "--amount", "201.51", "--date", "2022-07-05")
    #expect(tooMuch.status == 1 && tooMuch.errors.contains("201.50 of YOUTH is owed"), "\(tooMuch.errors)")
    let obstacle = try program("award", "close", "YOUTH", "--date", "2022-08-31", "--final-report", "2022-08-15")
    #expect(obstacle.output.contains("return YOUTH --paid-from bank --owed"), "\(obstacle.output)")
    let paid = try twice(program, "award", "return", "YOUTH", "--owed", "--paid-from", "bank", "--date", "2022-07-05")
    #expect(paid.first.contains("201.50 of YOUTH paid back to The Funder"), "\(paid.first)")
    #expect(paid.second.contains("Nothing of YOUTH"), "\(paid.second)")
    // As of a day before it was decided only the interest was owed, and that is paid.
    let earlier = ["award", "return", "YOUTH", "--owed", "--paid-from", "bank", "--date", "2022-01-05"]
    #expect(try program.run(earlier).output.contains("Nothing of YOUTH"))
    #expect(try program("award", "return", "YOUTH", "--owed", "--date", "2022-07-05").status == 2)
    #expect(try program("award", "return", "YOUTH", "--amount", "1.00", "--date", "2022-07-05").status == 2)
  }
}
