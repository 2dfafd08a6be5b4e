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
    #expect(
      early.errors.contains(
        "version 3 of award YOUTH would be in force from 2021-12-31, before the one it follows, which is from 2022-01-01"
      ))
    let blank = try program.run(Self.rename.map { $0 == "Youth studio" ? " " : $0 })
    #expect(blank.status == 1 && blank.errors.contains("NAME: it is empty"), "\(blank.errors)")
    let shorter = try program.run(Self.extend.map { $0 == "2022-09-30" ? "2022-05-31" : $0 })
    #expect(shorter.status == 1 && shorter.errors.contains("say it with --shorter"), "\(shorter.errors)")
    #expect(try program("check").output.hasPrefix("Sound"))
  }

  /// A mistyped extension is mended by a version of its own, as far as nothing was charged that it would leave out.
  @Test func aMistypedExtensionIsMended() throws {
    func extend(_ day: String, _ more: String...) throws -> (status: Int32, said: String) {
      let run = try program.run(Self.extend.map { $0 == "2022-09-30" ? day : $0 } + more)
      return (run.status, run.output + run.errors)
    }
    try #require(try extend("2032-09-30").status == 0)
    try program(
      "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", "5.00", "--payee", "shop", "--service-date",
      "2022-10-04", "--paid-from", "bank", "--key", "late")
    let refused = try extend("2022-09-30", "--shorter")
    #expect(refused.status == 1 && refused.said.contains("LA014") && refused.said.contains("2022-10-04"), "\(refused)")
    // Undone later it stood until then; undone on its own day it counts on none.
    try program("undo", "late", "--reason", "Another award's", "--date", "2022-10-20")
    let held = try extend("2022-09-30", "--shorter")
    #expect(
      held.status == 1 && held.said.contains("entry move ") && held.said.contains("--date 2022-10-04"), "\(held)")
    try program("entry", "move", "late", "--date", "2022-10-04", "--reason", "A mistake from the start")
    let dry = try extend("2022-09-30", "--shorter", "--dry-run")
    #expect(dry.status == 0, "\(dry)")
    let order = ["--line", "food", "--amount", "6.00", "--payee", "shop", "--date", "2022-12-04", "--for", "Late"]
    #expect(try program.run(["commitment", "add", "YOUTH", "--key", "order"] + order).status == 0)
    let ordered = try extend("2022-10-31", "--shorter")
    #expect(ordered.status == 1 && ordered.said.contains("ledgerctl commitment release 1"), "\(ordered)")
    try program("commitment", "release", "order", "--date", "2022-12-05", "--reason", "Not ordered")
    let mended = try extend("2022-10-31", "--shorter")
    #expect(mended.status == 0 && mended.said.contains("now ends on 2022-10-31, not on 2032-09-30"), "\(mended)")
    #expect(try extend("2022-10-31", "--shorter").said.contains("is extended through 2022-10-31"))
    #expect(try extend("2022-11-30", "--shorter").said.contains("leave --shorter out"))
    // The mistyped one, said again, is another extension.
    #expect(try extend("2032-09-30", "--dry-run").said.contains("version 4 of the award"))
    let late = try program.run([
      "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", "6.00", "--payee", "shop", "--service-date",
      "2022-11-04", "--paid-from", "bank",
    ])
    #expect(late.status == 1 && late.errors.contains("LA001"), "\(late.errors)")
    let again = try program.run(["commitment", "add", "YOUTH"] + order)
    #expect(again.status == 1 && again.errors.contains("LA001"), "\(again.errors)")
    let ahead = try program.run(
      Self.extend.map { $0 == "2022-09-30" ? "2023-09-30" : $0 == "2022-03-01" ? "2062-03-01" : $0 })
    #expect(ahead.status == 1 && ahead.errors.contains("2062-03-01 is not here yet"), "\(ahead.errors)")
    // What was undone on its own day stays undone from it, now that the term leaves it out.
    #expect(try extend("2022-09-30", "--shorter").status == 0)
    let back = try program.run(["entry", "move", "late", "--date", "2022-11-20", "--reason", "Not so"])
    #expect(back.status == 1 && back.errors.contains("LA001"), "\(back)")
    #expect(try program("check").output.hasPrefix("Sound"))
  }

  /// An extension after money was to go back, because the term was over, names the entry that says so.
  @Test func anExtensionNamesWhatWasToGoBack() throws {
    try program("award", "receive", "YOUTH", "--amount", "500.00", "--date", "2021-09-05")
    try program(
      "award", "return", "YOUTH", "--amount", "100.00", "--date", "2022-07-05", "--reason", "Over", "--key", "back")
    let number = try program("entry", "show", "back", "--format", "csv").output
    let extended = try program.run(Self.extend)
    #expect(extended.status == 0 && extended.output.contains("goes back to"), "\(extended) \(number)")
    let undo = try #require(extended.output.firstRange(of: "ledgerctl undo ").map { extended.output[$0.upperBound...] })
    let words = undo.prefix { $0 != "\n" }.split(separator: " ").map(String.init)
    #expect(try program.run(["undo"] + words.map { $0 == "WHY" ? "Kept" : $0 } + ["--date", "2022-07-05"]).status == 0)
    #expect(try program("check").output.hasPrefix("Sound"))
  }

  /// What the terms said before can be read: each version, from when, by whom and what it changed.
  @Test func everyVersionOfTheTermsIsShown() throws {
    func terms(_ day: String, _ more: String...) throws {
      let run = try program.run(
        ["award", "terms", "YOUTH", "--effective", day, "--approved-by", "Officer", "--reason", "Letter of \(day)"]
          + more)
      #expect(run.status == 0, "\(run.errors)")
    }
    try terms("2021-10-01", "--receipts-from", "50.00")
    try terms("2090-01-01", "--receipts-from", "500.00")
    let card = try program("award", "show", "YOUTH", "--width", "140").output
    #expect(card.contains("For expenses of 500.00 or more.") && card.contains("Letter of 2021-10-01"), "\(card)")
    // Those of today are the ones that are written out.
    let inForce = try #require(card.firstRange(of: "Terms, version ").map { card[$0.upperBound...].prefix(600) })
    #expect(inForce.hasPrefix("2") && inForce.contains("For expenses of 50.00 or more."), "\(inForce)")
  }
}
