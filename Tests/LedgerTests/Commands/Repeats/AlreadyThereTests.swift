import Foundation
import Testing

@testable import Ledger

/// What is set up once: said again it is there, said otherwise it is a conflict and never answered with what is there.
@Suite struct AlreadyThereTests: ProgramStory {
  let program: Program

  init() throws {
    (program, _, _) = try Program.withBooks()
    try program.addAward()
  }

  /// What is said first, and words that say otherwise under the same name.
  private static let stories: [(said: String, otherwise: [String])] = [
    (
      "award add MORE 'More' --funder funder --amount 500.00 --from 2021-07-01 --through 2022-06-30 --recognition unconditional --if-missing",
      [
        "award add MORE 'Other' --funder funder --amount 500.00 --from 2021-07-01 --through 2022-06-30 --recognition unconditional --if-missing",
        "award add MORE 'More' --funder funder --amount 99.00 --from 2021-07-01 --through 2022-06-30 --recognition unconditional --if-missing",
        "award add MORE 'More' --funder funder --amount 500.00 --from 2021-07-01 --through 2022-07-31 --recognition conditional --if-missing",
      ]
    ),
    (
      "budget revise YOUTH --move 'food stipends 1.00' --approver funder --approved-by F --effective 2021-08-01 --reason r --version 2",
      [
        "budget revise YOUTH --move 'food stipends 2.00' --approver funder --approved-by F --effective 2021-08-01 --reason r --version 2",
        "budget revise YOUTH --move 'food stipends 1.00' --approver funder --approved-by G --effective 2021-08-01 --reason r --version 2",
      ]
    ),
    (
      "award terms YOUTH --receipts-from 100.00 --approved-by Funder --effective 2021-10-01 --version 2",
      [
        "award terms YOUTH --receipts-from 200.00 --approved-by Funder --effective 2021-10-01 --version 2",
        "award terms YOUTH --receipts-from 100.00 --approved-by Board --effective 2021-10-01 --version 2",
      ]
    ),
    (
      "allocation add desks --name Desks --base desks --document Plan --effective 2021-07-01 --share 'YOUTH:food 1' --share 'unrestricted:8110 2' --if-missing",
      [
        "allocation add desks --name Desks --base desks --document Plan --effective 2021-07-01 --share 'YOUTH:food 1' --share 'unrestricted:8110 3' --if-missing"
      ]
    ),
    (
      "award extend YOUTH --through 2022-08-31 --approved-on 2022-02-01 --approved-by Funder --document Letter --reason Later",
      [
        "award extend YOUTH --through 2022-08-31 --approved-on 2022-02-01 --approved-by Funder --document 'Second letter' --reason Later"
      ]
    ),
    (
      "org add other Other --fiscal-year-start 1 --if-missing",
      [
        "org add other Other --fiscal-year-start 7 --if-missing",
        "org add other Another --fiscal-year-start 1 --if-missing",
      ]
    ),
  ]

  @Test func whatIsThereIsNoAnswerToAnother() throws {
    for (said, otherwise) in Self.stories {
      let words = Program.words(of: said)
      let first = try program.run(words)
      try #require(first.status == 0, "\(said): \(first)")
      let again = try program.run(words)
      #expect(again.status == 0 && !again.output.contains("Recorded"), "\(said): \(again)")
      for other in otherwise {
        let outcome = try program.run(Program.words(of: other))
        #expect(outcome.status == 4 && outcome.errors.contains("says something else"), "\(other): \(outcome)")
      }
    }
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// An extension before the last one, and terms before the last ones.
  @Test func whatHeldBeforeIsThere() throws {
    func extend(_ through: String, _ document: String) -> [String] {
      [
        "award", "extend", "YOUTH", "--through", through, "--approved-on", "2022-02-01", "--approved-by", "Funder",
        "--document", document, "--reason", "Later",
      ]
    }
    try ok(extend("2022-08-31", "Letter"))
    try ok(extend("2022-10-31", "Letter"))
    #expect(try ok(extend("2022-08-31", "Letter")).contains("is extended through 2022-08-31"))
    #expect(try program.run(extend("2022-08-31", "Second letter")).status == 4)
    for version in ["2", "3"] {
      try ok(
        "award", "terms", "YOUTH", "--receipts-from", "\(version)00.00", "--approved-by", "Funder", "--effective",
        "2021-10-01", "--version", version)
    }
    let older = try ok(
      "award", "terms", "YOUTH", "--receipts-from", "200.00", "--approved-by", "Funder", "--effective", "2021-10-01",
      "--version", "2")
    #expect(older.contains("its terms are not compared with these"), "\(older)")
    try refused(
      "--version: ‹0› is not a number of 1 or more", "award", "terms", "YOUTH", "--receipts-from", "1.00",
      "--approved-by", "F",
      "--version", "0")
  }

  /// Of terms and rules said twice without a version, the second is asked about, with the words that record it.
  @Test func termsSaidTwiceAreOneVersion() throws {
    let said = Program.words(of: "award terms YOUTH --receipts-from 100.00 --approved-by Funder --effective 2021-10-01")
    try ok(said)
    let again = try program.run(said)
    #expect(
      again.status == 4 && again.errors.contains("of the terms of YOUTH, in force from 2021-10-01, says the same"),
      "\(again)")
    let words = Program.words(of: String(again.errors.split(separator: "\n").last ?? "").trimmingCharacters(in: [" "]))
    try #require(words.first == "ledgerctl" && words.contains("--version"), "\(again.errors)")
    #expect(try ok(Array(words.dropFirst())).contains("Recorded version 3"))
    let shares = ["--share", "YOUTH:food 1", "--share", "unrestricted:8110 2"]
    let rule = Program.words(
      of: "allocation add desks --name Desks --base desks --document Plan --effective 2021-07-01")
    try ok(rule + shares)
    #expect(try ok(rule + shares).contains("says this already"))
    #expect(try ok(rule + shares.suffix(2) + shares.prefix(2)).contains("says this already"))
  }

  /// Who approved it is a part of a policy.
  @Test func aPolicyThatAnotherApprovedIsAnother() throws {
    func adopt(_ approver: String) throws -> String {
      try ok(
        "org", "policy", "site", "--simultaneous-release", "none", "--effective", "2021-07-01", "--approved-by",
        approver, "--reason", "As before")
    }
    #expect(try !adopt("Board").contains("recorded before"))
    #expect(try adopt("Board").contains("had been recorded before"))
    #expect(try !adopt("Committee").contains("recorded before"))
    #expect(try ok("org", "show", "site").contains("Committee"))
  }

  /// What was drawn whole has nothing to draw, and is not taken for a refund.
  @Test func whatIsDrawnWholeIsNotDrawnAgain() throws {
    try ok(
      "commitment", "add", "YOUTH", "--line", "food", "--amount", "6.00", "--payee", "shop", "--date", "2021-09-01",
      "--for", "Bread")
    let draw = ["commitment", "draw", "1", "--service-date", "2021-09-02", "--paid-from", "bank"]
    try ok(draw)
    let again = try program.run(draw)
    #expect(again.status == 1 && again.errors.contains("nothing of commitment 1 is open"), "\(again)")
    #expect(!again.errors.contains("refund"), "\(again)")
  }

  @Test func aPartyOfAnotherNameIsNotPassedOver() throws {
    let file = try temporaryFile(Array("code,name,kind\nshop,Another Shop,business\n".utf8), name: "parties.csv")
    try refused(
      "party shop is there and says something else: name The Corner Shop", "party", "import", file, "--if-missing")
    let same = try temporaryFile(Array("code,name,kind\nshop,The Corner Shop,business\n".utf8), name: "parties.csv")
    #expect(try ok("party", "import", same, "--if-missing").contains("Added 0 of 1"))
  }
}
