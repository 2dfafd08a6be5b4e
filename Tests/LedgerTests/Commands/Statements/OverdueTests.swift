import Foundation
import Testing

@testable import Ledger

/// What should have come or been closed by a day, and was not.
@Suite struct OverdueTests: ProgramStory {
  let program: Program

  init() throws {
    (program, _, _) = try Program.withBooks()
    try program.addAward()
  }

  private func toDo(_ day: String) throws -> String { try ok("todo", "--as-of", day, "--format", "csv") }

  @Test func installmentsThatHaveNotComeAreToldByTheirDay() throws {
    try ok(
      "award", "add", "PARTS", "In parts", "--funder", "funder", "--amount", "30000.00", "--from", "2021-07-01",
      "--through",
      "2022-06-30", "--recognition", "unconditional")
    try ok(
      "award", "promise", "PARTS", "--date", "2021-07-01", "--installment", "2021-09-15 10,000", "--installment",
      "2022-03-15 20,000.00")
    try ok("award", "receive", "PARTS", "--amount", "4000.00", "--date", "2021-09-20")
    try ok("award", "receive", "PARTS", "--amount", "6000.00", "--date", "2021-10-05")
    let late = "of the installment of"
    for (day, told) in [
      ("2021-09-15", []), ("2021-09-16", ["10,000.00 \(late) 2021-09-15"]),
      ("2021-10-04", ["6,000.00 \(late) 2021-09-15"]),
      ("2021-10-05", []), ("2022-03-15", []), ("2022-03-16", ["20,000.00 \(late) 2022-03-15"]),
    ] as [(String, [String])] {
      let found = try toDo(day)
      #expect(found.components(separatedBy: late).count - 1 == told.count, "\(day): \(found)")
      for one in told { #expect(found.contains(one + " has not come"), "\(day): \(found)") }
    }
    // After the end of the term all of it is told as one.
    #expect(try !toDo("2022-07-15").contains(late))
  }

  @Test func aYearThatIsNotClosedIsTold() throws {
    #expect(try program.addExpense("10.00", line: "food", key: "a", "--date", "2021-09-03").status == 0)
    #expect(try toDo("2022-09-15").contains("period close 2021-09"))
    try ok("period", "close", "2022-08", "--reason", "Caught up")
    let words = "the fiscal year that ended on 2022-06-30 is not closed to net assets"
    #expect(try toDo("2022-09-15").contains(words))
    try ok("period", "reopen", "2022-06", "--reason", "The year is to be closed")
    // Its last month has no entry of its own.
    #expect(try toDo("2022-09-15").contains(words))
    #expect(try !toDo("2022-06-30").contains(words))
    try ok("period", "close", "2022-06", "--year-end", "--reason", "The year")
    try ok("period", "close", "2022-08", "--reason", "Caught up")
    #expect(try !toDo("2022-09-15").contains(words))
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// The commands that are listed as of a day.
  private func commands(_ day: String) throws -> [String] {
    let json = try JSONSerialization.jsonObject(with: Data(ok("todo", "--as-of", day, "--format", "json").utf8))
    let rows = (json as? [String: Any])?["rows"] as? [[String: Any]] ?? []
    return rows.compactMap { ($0["cells"] as? [String: Any])?["command"] as? String }
  }

  /// Money that comes pays what was due first, and a command is one that can be copied whole.
  @Test func ofSeveralInstallmentsTheEarlierIsPaidFirst() throws {
    try ok(
      "award", "add", "PARTS", "In parts", "--funder", "funder", "--amount", "30000.00", "--from", "2021-07-01",
      "--through",
      "2022-06-30", "--recognition", "unconditional")
    try ok(
      "award", "promise", "PARTS", "--date", "2021-07-01", "--installment", "2021-09-15 10,000", "--installment",
      "2022-03-15 20,000")
    let found = try toDo("2022-04-01")
    #expect(found.contains("10,000.00 of the installment of 2021-09-15 has not come\","), "\(found)")
    #expect(
      found.contains(
        "20,000.00 of the installment of 2022-03-15 has not come; money that comes pays what was due earlier first\","),
      "\(found)")
    let commands = try commands("2022-04-01") + commands("2022-09-01")
    #expect(commands.contains { $0.contains("award write-off site/PARTS --amount AMOUNT --due 2022-03-15") })
    #expect(
      commands.allSatisfy { $0.hasPrefix("ledgerctl ") && !$0.contains(";") && !$0.contains(", ") }, "\(commands)")
  }

  /// Each year that ended is named, and the list is followed from its top to its end.
  @Test(arguments: [false, true]) func theListOfYearsIsFollowedFromTopToBottom(isClosedWithoutYear: Bool) throws {
    #expect(try program.addExpense("10.00", line: "food", key: "a", "--date", "2021-09-03").status == 0)
    for day in ["2022-10-03", "2023-11-03"] {
      try ok(
        "expense", "add", "--unrestricted", "--account", "8110", "--amount", "5.00", "--payee", "shop",
        "--service-date", day, "--paid-from", "bank")
    }
    if isClosedWithoutYear { try ok("period", "close", "2022-06", "--reason", "Without the year") }
    let ended = try commands("2024-09-15").filter { $0.contains("ledgerctl period ") }
    #expect(
      ended.filter { $0.contains("--year-end") }.compactMap { $0.split(separator: " ").dropFirst(3).first } == [
        "2022-06", "2023-06", "2024-06",
      ], "\(ended)")
    #expect(ended.contains { $0.contains("period reopen 2022-06") } == isClosedWithoutYear, "\(ended)")
    for command in ended { try ok(Array(Program.words(of: command).dropFirst())) }
    #expect(try !toDo("2024-09-15").contains("period "))
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// Of several years the first one is told, with a command that works.
  @Test func theFirstYearThatIsNotClosedIsTold() throws {
    #expect(try program.addExpense("10.00", line: "food", key: "a", "--date", "2021-09-03").status == 0)
    try ok("period", "close", "2022-06", "--reason", "Without the year")
    let found = try toDo("2024-09-15")
    #expect(
      found.contains("the fiscal year that ended on 2022-06-30 is not closed")
        && !found.contains("ended on 2024-06-30"),
      "\(found)")
    #expect(found.contains("period reopen 2022-06 --org site"), "\(found)")
    try ok("period", "reopen", "2022-06", "--reason", "The year")
    try ok("period", "close", "2022-06", "--year-end", "--reason", "The year")
    #expect(try !toDo("2024-09-15").contains("is not closed to net assets"))
  }
}
