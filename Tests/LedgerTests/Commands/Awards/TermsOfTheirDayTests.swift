import Testing

@testable import Ledger

/// What is done of an award goes by the version of its terms that holds on its day, not by the last one.
@Suite struct TermsOfTheirDayTests: ProgramStory {
  let program: Program

  init() throws {
    (program, _, _) = try Program.withBooks()
    try ok("party", "add", "funder", "The Funder", "--kind", "foundation")
    try ok("party", "add", "shop", "The Corner Shop")
    try ok("party", "add", "partner", "A partner")
    try ok(
      "award", "add", "YEARS", "Seasons", "--funder", "funder", "--amount", "200000.00", "--from", "2021-07-01",
      "--through", "2024-06-30", "--recognition", "unconditional")
    let budget = """
      line,name,category,account,amount
      food,Food,supplies,8110,150000.00
      partners,Partners,contractual,7020,30000.00
      overhead,Overhead,indirect,9930,20000.00

      """
    try ok(
      "budget", "import", "YEARS", try temporaryFile(Array(budget.utf8)), "--approved-by", "Funder", "--effective",
      "2021-07-01")
  }

  private func terms(_ day: String, _ words: String...) throws {
    try ok(
      ["award", "terms", "YEARS", "--effective", day, "--approved-by", "Funder", "--reason", "Letter"] + words)
  }

  private func spend(_ amount: String, _ day: String, _ key: String, line: String = "food") throws {
    try ok(
      "expense", "add", "--award", "YEARS", "--line", line, "--amount", amount, "--payee",
      line == "food" ? "shop" : "partner", "--service-date", day, "--paid-from", "bank", "--key", key)
  }

  /// What is to be charged through a day, and how it is figured.
  private func indirect(_ day: String) throws -> String {
    try ok("indirect", "show", "YEARS", "--through", day, "--format", "csv")
  }

  @Test func indirectCostsGoByTheRateOfTheirDay() throws {
    try terms("2021-07-01", "--indirect-rate", "10%")
    try terms("2022-09-01", "--indirect-rate", "15%")
    try terms("2030-01-01", "--indirect-rate", "none")
    try spend("4000.50", "2022-08-31", "a")
    let august = try indirect("2022-08-31")
    #expect(august.contains("At 10.00%,400.05") && august.contains("To charge,400.05"), "\(august)")
    try spend("100.00", "2022-09-10", "b")
    let september = try indirect("2022-09-30")
    #expect(
      september.contains("\"At 10.00%, then 15.00%\",415.05") && september.contains("To charge,415.05"), "\(september)")
    try ok("indirect", "charge", "YEARS", "--through", "2022-08-31")
    #expect(
      try ok("indirect", "charge", "YEARS", "--through", "2022-09-30").contains(
        "15.00 of indirect costs charged, YEARS: 10.00%, then 15.00% of 4,100.50"))
    // What comes back goes by the day of its cost, whenever it comes and whatever was moved.
    try ok("expense", "refund", "a", "--amount", "1000.00", "--date", "2022-10-05", "--to", "bank", "--key", "back")
    #expect(try indirect("2022-10-31").contains("To charge,-100.00"))
    try ok("undo", "back", "--date", "2022-10-20", "--reason", "It bounced")
    #expect(try indirect("2022-10-19").contains("To charge,-100.00"))
    #expect(try indirect("2022-10-31").contains("To charge,0.00"))
    try ok("entry", "move", "back", "--date", "2022-11-05", "--reason", "Known then")
    #expect(try indirect("2022-10-31").contains("To charge,-100.00"))
    #expect(try indirect("2022-11-30").contains("To charge,0.00"))
    #expect(try ok("check").hasPrefix("Sound"))
  }

  @Test func theBaseGoesByTheTermsOfTheirDay() throws {
    try terms("2021-07-01", "--indirect-rate", "10%", "--subaward-cap", "5000.00", "--outside-base", "equipment")
    try terms("2022-07-01", "--subaward-cap", "20000.00", "--outside-base", "8110")
    try spend("1000.00", "2022-05-10", "a")
    try spend("8000.00", "2022-05-11", "b", line: "partners")
    #expect(try indirect("2022-06-30").contains("To charge,600.00"))
    try spend("3000.00", "2022-07-10", "c")
    try spend("14000.00", "2022-07-11", "d", line: "partners")
    let shown = try indirect("2022-07-31")
    // Of 14,000.00 the first 12,000.00 are within the cap; what was above the cap of before stays so.
    #expect(
      shown.contains("Outside the base,-3000.00") && shown.contains("Subawards above the cap,-5000.00")
        && shown.contains("Base,18000.00") && shown.contains("To charge,1800.00"), "\(shown)")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  @Test func interestConsentAndReceiptsGoByTheirDay() throws {
    try terms("2021-07-01", "--interest", "award", "--revise", "never", "--receipts-from", "100.00")
    try terms("2022-09-01", "--interest", "return", "--revise", "always", "--receipts-from", "none")
    func interest(_ day: String) throws -> String {
      try ok("award", "interest", "YEARS", "--amount", "1.00", "--date", day)
    }
    #expect(try interest("2022-08-31").contains("for the award's purpose"))
    #expect(try interest("2022-09-01").contains("owed to the funder"))
    func revise(_ day: String) -> [String] {
      [
        "budget", "revise", "YEARS", "--move", "food partners 100.00", "--approver", "grantee", "--approved-by", "us",
        "--effective", day, "--reason", "Needed",
      ]
    }
    try ok(revise("2022-08-15"))
    try refused("by the terms of award YEARS (version 3, from 2022-09-01)", revise("2022-09-01"))
    try spend("100.00", "2022-08-20", "a")
    try spend("100.00", "2022-09-20", "b")
    let missing = try ok("document", "missing", "YEARS", "--format", "csv")
    #expect(missing.contains("2022-08-20") && !missing.contains("2022-09-20"), "\(missing)")
    #expect(try ok("check").hasPrefix("Sound"))
  }
}
