import Testing

@testable import Ledger

/// What is open before a month is closed, in order; and the policies that decide what its closing releases.
@Suite struct ClosingChecklistTests {
  @Test func whatIsOpenIsListedInOrder() throws {
    let (program, _, _) = try Program.withBooks()
    try program.addConditionalAward()
    let empty = try program("period", "checklist", "2021-11", "--format", "csv")
    #expect(
      empty.output.contains("1. Accrue,,nothing is open,") && empty.output.contains("5. Close,,the books are open,"),
      "\(empty)")
    try #require(
      try program("award", "terms", "COND", "--indirect-rate", "10%", "--approved-by", "F", "--reason", "Agreement")
        .status
        == 0)
    try #require(
      try program(
        "commitment", "add", "COND", "--line", "food", "--amount", "40.00", "--payee", "shop", "--date", "2021-11-02",
        "--expected-by", "2021-11-20", "--for", "Snacks"
      ).status == 0)
    try #require(try program.addConditionalExpense("25.00").status == 0)
    let open = try program("period", "checklist", "2021-11", "--format", "csv").output
    #expect(
      open.contains("commitment 1, Snacks, was expected and has 40.00 open")
        && open.contains("25.00 is spent, and no support for it is recognized"), "\(open)")
    let closed = try program("period", "close", "2021-11", "--reason", "Month")
    #expect(
      closed.status == 0 && closed.output.contains("Before it is closed, this is open")
        && closed.output.contains("  Recognize: COND, 25.00 is spent"), "\(closed)")
    // What is recognized later is released by the next closing, and nothing of it is open any more.
    try #require(
      try program("award", "recognize", "COND", "--amount", "25.00", "--date", "2021-12-01", "--evidence", "Report")
        .status
        == 0)
    try #require(
      try program("commitment", "release", "1", "--reason", "Not needed", "--date", "2021-12-02").status == 0)
    let december = try program("period", "checklist", "2021-12", "--format", "csv").output
    #expect(december.contains("4. Release,COND,25.00 is released with the closing,"), "\(december)")
    #expect(try !program("period", "close", "2021-12", "--reason", "Month").output.contains("this is open"))
  }

  /// Lines as approved: what a line has spent above its budget is the organization's own, and releases nothing.
  @Test func whatQualifiesIsATerm() throws {
    let (program, _, _) = try Program.withBooks()
    try program.addAward()
    func due() throws -> String { try program("period", "close", "2021-09", "--reason", "Month", "--dry-run").output }
    try #require(try program.addExpense("10400.00", key: "a").status == 0)
    #expect(try due().contains("Released 10,400.00 of YOUTH, 2021-09."))
    let terms = try program(
      "award", "terms", "YOUTH", "--qualifying", "lines", "--effective", "2021-07-01", "--approved-by", "F", "--reason",
      "Letter")
    try #require(terms.status == 0, "\(terms)")
    #expect(try program("award", "show", "YOUTH").output.contains("Each budget line as far as it was approved."))
    #expect(try due().contains("Released 10,000.00 of YOUTH, 2021-09."))
    // The funder gives the line more from October on: what was spent above it qualifies from then on.
    try #require(
      try program(
        "budget", "revise", "YOUTH", "--move", "stipends food 300.00", "--approver", "funder", "--approved-by", "F",
        "--effective", "2021-10-01", "--reason", "Letter"
      ).status == 0)
    let closed = try program("period", "close", "2021-10", "--reason", "Months").output
    #expect(
      closed.contains("Released 10,000.00 of YOUTH, 2021-09.") && closed.contains("Released 300.00 of YOUTH, 2021-10."),
      "\(closed)")
    #expect(try program("check").output.hasPrefix("Sound"))
  }

  /// With all support that is met within its year shown without restrictions, the year's statement computes it, and totals stay.
  @Test func supportMetWithinItsYearIsShownWithoutRestrictions() throws {
    let (program, _, _) = try Program.withBooks()
    try program.addAward()
    try #require(try program.addExpense("2400.00", key: "a").status == 0)
    try #require(try program("period", "close", "2021-09", "--reason", "Month").status == 0)
    func activities(_ more: String...) throws -> String {
      try program.run(["statement", "activities", "--as-of", "2022-06-30", "--format", "csv"] + more).output
    }
    let before = try activities()
    #expect(!before.contains("met in the year"))
    // It takes effect on open days alone.
    try #require(try program("period", "reopen", "2021-07", "--reason", "Policy").status == 0)
    let policy = try program(
      "org", "policy", "site", "--simultaneous-release", "all", "--effective", "2021-07-01", "--approved-by", "Board",
      "--reason", "Election")
    #expect(policy.output.contains("where they are met within the fiscal year it came in"), "\(policy)")
    try #require(try program("period", "close", "2021-09", "--reason", "Month").status == 0)
    let after = try activities()
    #expect(
      after.contains("detail,Support whose restrictions were met in the year it came in,2400.00,-2400.00,0.00")
        && after.contains("shown with the support above\",-2400.00,2400.00,0.00"), "\(after)")
    func lines(_ text: String) -> [Substring] {
      text.split(separator: "\n").filter { $0.contains("Net assets at end") || $0.contains("Total") }
    }
    #expect(lines(before) == lines(after))
    // Of a part of a year nothing is computed, and that is said.
    let part = try program("statement", "activities", "--from", "2021-09-01", "--to", "2021-09-30")
      .output
    #expect(
      !part.contains("in the year it came in") && part.contains("The policy on restrictions met in the fiscal year"),
      "\(part)")
    // What was restricted when the year began is taken first: of next year's releases nothing is of support that came in it.
    try #require(try program("period", "close", "2022-06", "--year-end", "--reason", "Year").status == 0)
    let next = try program("statement", "activities", "--as-of", "2023-06-30", "--format", "csv").output
    #expect(!next.contains("in the year it came in,"), "\(next)")
  }
}
