import Testing

@testable import Ledger

/// An award that is renamed and extended, as people do it.
@Suite struct AwardRenameTests {
  private let program: Program

  init() throws {
    (program, _, _) = try Program.withBooks()
    try program.addAward()
  }

  private static let rename = [
    "award", "rename", "YOUTH", "Youth studio", "--date", "2022-01-01", "--approved-by", "Grants office", "--document",
    "Letter of 3 January", "--reason", "The funder's new program",
  ]
  private static let extend = [
    "award", "extend", "YOUTH", "--through", "2022-09-30", "--approved-on", "2022-03-01", "--approved-by",
    "Grants office", "--document", "Letter of 1 March", "--reason", "Late start",
  ]

  @Test func aDryRunRecordsNothingAndTheRunIsToldAndShown() throws {
    let tried = try program.run(Self.rename + ["--dry-run"])
    let sentence =
      "Award YOUTH is ‹Youth studio› from 2022-01-01, no longer ‹Youth engagement›: version 2 of the award.\n"
    #expect(tried.status == 0 && tried.output == "dry run, nothing recorded: \(sentence)", "\(tried.errors)")
    let before = try program("award", "show", "YOUTH").output
    #expect(before.contains("Youth engagement") && !before.contains("Versions of the award"))
    #expect(try program.run(Self.rename).output == sentence)
    let again = try program.run(Self.rename)
    #expect(again.status == 0 && again.output == "Award YOUTH is ‹Youth studio› already; nothing is recorded.\n")
    let extended = try program.run(Self.extend)
    #expect(
      extended.output
        == "Award YOUTH now ends on 2022-09-30, not on 2022-06-30: version 3 of the award. No-cost extension: the budget stands.\n"
    )
    #expect(try program.run(Self.extend).output == "Award YOUTH is extended through 2022-09-30.\n")
    let shown = try program("award", "show", "YOUTH", "--format", "csv").output
    for row in [
      "detail,Versions of the award,,,,Youth engagement,,,30000.00,,,,1,2021-07-01,2021-07-01,2022-06-30,Not stated",
      "detail,Versions of the award,,,,Youth studio,,,30000.00,,,,2,2022-01-01,2021-07-01,2022-06-30,Grants office",
      "detail,Versions of the award,,,,Youth studio,,,30000.00,,,,3,2022-03-01,2021-07-01,2022-09-30,Grants office",
    ] {
      #expect(shown.contains(row), "\(shown)")
    }
    let page = try program("award", "show", "YOUTH", "--format", "markdown").output
    #expect(page.contains("Version 2: The funder's new program. Letter of 3 January."), "\(page)")
    #expect(page.contains("Version 3: Late start. Letter of 1 March. No-cost extension: the budget stands."), "\(page)")
    #expect(try program("award", "list", "--format", "csv").output.contains("Youth studio"))
    #expect(try program("check").output.hasPrefix("Sound"))
  }

  @Test func statementsOfThenKeepTheNameOfThen() throws {
    func statement(_ more: String...) throws -> String {
      try program.run(["statement", "budget", "YOUTH", "--format", "markdown"] + more).output
    }
    try program("seal")
    let seal = ["--as-of", "2022-05-31", "--as-recorded", "1"]
    try #require(try program.run(Self.rename).status == 0 && program.run(Self.extend).status == 0)
    try program("seal")
    let now = try statement("--as-of", "2022-05-31")
    #expect(now.contains("Youth studio") && now.contains("2022-09-30"), "\(now)")
    let then = try statement(seal[0], seal[1], seal[2], seal[3])
    #expect(then.contains("Youth engagement") && then.contains("2022-06-30"), "\(then)")
    #expect(!then.contains("Youth studio") && !then.contains("2022-09-30"), "\(then)")
    let earlier = try statement("--as-of", "2021-12-31")
    #expect(earlier.contains("Youth engagement") && !earlier.contains("Youth studio"), "\(earlier)")
  }

  @Test func whatDoesNotFollowIsRefused() throws {
    try #require(try program.run(Self.rename).status == 0)
    let early = try program.run(
      Self.rename.map { $0 == "Youth studio" ? "Another" : $0 == "2022-01-01" ? "2021-12-31" : $0 })
    #expect(early.status == 1 && early.errors.contains("LA014"), "\(early.errors)")
    #expect(early.errors.contains("version 3 of award YOUTH, in force from 2021-12-31, does not follow the one before"))
    let blank = try program.run(Self.rename.map { $0 == "Youth studio" ? " " : $0 })
    #expect(blank.status == 1 && blank.errors.contains("A name may not be blank"), "\(blank.errors)")
    let shorter = try program.run(Self.extend.map { $0 == "2022-09-30" ? "2022-05-31" : $0 })
    #expect(shorter.status == 1 && shorter.errors.contains("would shorten its term"), "\(shorter.errors)")
    #expect(try program("check").output.hasPrefix("Sound"))
  }
}
