import Foundation
import Testing

@testable import Ledger

/// What books cover, and whether one person keeps them alone: declared, held by role, and said under statements.
@Suite struct CoverageTests {
  @Test func statementsSayWhatTheyCoverAndWhoKeepsThem() throws {
    let (program, books, _) = try Program.withBooks()
    try program.addAward()
    let alone = "One login alone keeps the books of Site: preparer and approver are not separated."
    let statements = [
      ["budget", "YOUTH", "--as-of", "2021-09-30"], ["budget", "--consolidated", "--as-of", "2021-09-30"],
      ["activities", "--as-of", "2021-09-30"], ["position", "--as-of", "2021-09-30"],
      ["award-schedule", "--as-of", "2021-09-30"],
    ]
    for words in statements {
      let output = try program.run(["statement"] + words + ["--format", "json"]).output
      #expect(output.contains(alone) && !output.contains("grants of Site only"), "\(output)")
    }
    #expect(try program("org", "coverage", "--grants-beside", "Ledger Pro").status == 2)
    #expect(try program("org", "coverage").output.contains("cover everything"))
    let declared = try program(
      "org", "coverage", "--grants-beside", "Ledger Pro", "--approved-by", "Treasurer", "--reason",
      "The accountant keeps the rest")
    #expect(
      declared.status == 0 && declared.output.contains("cover grants only, beside Ledger Pro"), "\(declared.errors)")
    let installer = Books(try books.asInstaller())
    _ = try books.as(login: "second_person", roles: ["ledger_approver"])
    try installer.grant(.approver, to: "second_person", in: .organization(try installer.organization("site")))
    for words in statements {
      let output = try program.run(["statement"] + words + ["--format", "json"]).output
      #expect(
        output.contains("These books cover the grants of Site only; its other money is kept in Ledger Pro."),
        "\(output)")
      #expect(!output.contains("One login alone"), "\(output)")
    }
    #expect(try program("org", "coverage", "--everything", "--approved-by", "T", "--reason", "Moved").status == 0)
    #expect(
      try !program("statement", "position", "--as-of", "2021-09-30", "--format", "json").output.contains("of Site only")
    )
    #expect(try program("check").output.hasPrefix("Sound"))
  }

  /// A budget and a coverage that are recorded later leave a statement as recorded at a seal as it was, with its notes.
  @Test func whatComesLaterLeavesAStatementOfASealAlone() throws {
    let (program, _, _) = try Program.withBooks()
    try program("party", "add", "payer", "The Payer", "--kind", "foundation")
    try program(
      "award", "add", "LATE", "Late", "--funder", "payer", "--amount", "900.00", "--from", "2021-07-01", "--through",
      "2022-06-30", "--recognition", "unconditional")
    try program("award", "promise", "LATE", "--date", "2021-07-01")
    try program("seal")
    let statements = [
      ["budget", "LATE"], ["position"], ["activities"], ["award-schedule"], ["trial-balance"],
    ]
    func printed() throws -> [String] {
      try statements.map { words in
        let outcome = try program.run(["statement"] + words + ["--as-of", "2021-09-30", "--as-recorded", "1"])
        #expect(outcome.status == 0, "\(words): \(outcome.errors)")
        return outcome.output
      }
    }
    let before = try printed()
    #expect(before[0].contains("LATE has no approved budget yet."), "\(before[0])")
    let budget = "line,name,category,account,amount\nfood,Food,supplies,8110,900.00\n"
    try program(
      "budget", "import", "LATE", try temporaryFile(Array(budget.utf8)), "--approved-by", "Payer", "--effective",
      "2021-07-01")
    try program(
      "org", "coverage", "--grants-beside", "The accountant's", "--approved-by", "Treasurer", "--reason", "Grants only")
    try program("party", "rename", "payer", "Another name", "--reason", "Merged")
    #expect(try printed() == before)
  }

  @Test func coverageIsDeclaredByAdministratorsAndStands() throws {
    let sample = try SampleBooks.copy()
    let declare = "select ledger.declare_coverage(1, 'grants', 'Other', 'Board', 'x')"
    for login in SampleLogin.allCases {
      let expected = login == .financeAdmin ? "accepted" : login == .southFinanceAdmin ? "LM001" : "42501"
      #expect(outcome(try sample.as(login), declare) == expected, "\(login)")
    }
    let admin = try sample.as(.financeAdmin)
    for (values, refusal) in [
      ("'half', 'Other'", "coverage_covers_check"), ("'grants', null", "coverage_other_check"),
      ("'everything', 'Other'", "coverage_other_check"),
    ] { #expect(outcome(admin, "select ledger.declare_coverage(1, \(values), 'Board', 'x')") == refusal) }
    let owner = try sample.asOwner()
    #expect(outcome(owner, "update ledger.coverage set covers = 'everything'") == "LE008")
    #expect(outcome(owner, "truncate ledger.coverage") == "LE008")
    // Readers of other books learn nothing of these.
    for (login, count) in [(SampleLogin.auditor, 1), (.southRecorder, 0), (.awardAuditor, 1), (.funder, 1)] {
      #expect(
        try sample.as(login).execute("select from ledger.coverage_of(array[1]::bigint[])").count == count, "\(login)")
    }
    #expect(try brokenRules(owner).isEmpty)
  }
}
