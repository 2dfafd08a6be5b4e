import Foundation
import Testing

@testable import Ledger

/// The books pass on: a backup, every role moved, the old login out, and one document that says what is open.
@Suite struct HandoverTests {
  @Test func rolesMoveWholeAndTheDocumentSaysWhatIsOpen() throws {
    let (admin, books, _) = try Program.withBooks()
    try admin.addAward()
    let leaving = try login("hand_leaves", [.recorder, .approver], of: books)
    let arriving = Program(books: books, login: "hand_arrives")
    #expect(try leaving.addExpense("12.34", key: "first").status == 0)
    #expect(
      try leaving(
        "bill", "add", "--award", "YOUTH", "--line", "food", "--amount", "77.10", "--payee", "shop", "--number", "R-5",
        "--service-date", "2021-09-02", "--due", "2021-10-02"
      ).status == 0)
    let server = Program(books: books, login: LocalCluster.installerLogin)
    let backup = try temporaryFile([], name: "before.backup")
    let hand = ["handover", "hand_leaves", "hand_arrives", "--backup", backup, "--format", "markdown"]

    // Tried, nothing is changed.
    let before = try memberships(books)
    let tried = try server.run(hand + ["--dry-run"])
    #expect(tried.status == 0 && tried.output.contains("Dry run: nothing was backed up"), "\(tried)")
    #expect(try memberships(books) == before)
    #expect(try Data(contentsOf: URL(filePath: backup)).isEmpty)

    // Where no backup can be written, nothing moves.
    let failed = try server("handover", "hand_leaves", "hand_arrives", "--backup", "/nonexistent/x.backup")
    #expect(failed.status != 0 && failed.errors.contains("/nonexistent/x.backup"), "\(failed)")
    #expect(try memberships(books) == before)

    // Nor where the document cannot be written.
    for output in ["/nonexistent/h.md", "h.pdf"] {
      let unwritten = try server("handover", "hand_leaves", "hand_arrives", "--backup", backup, "-o", output)
      #expect(unwritten.status == 1, "\(unwritten)")
      #expect(try memberships(books) == before)
    }

    let done = try server.run(hand)
    #expect(done.status == 0, "\(done.errors)")
    #expect(
      try memberships(books) == before.map { $0.replacingOccurrences(of: "hand_leaves", with: "hand_arrives") }.sorted()
    )
    #expect(try Data(contentsOf: URL(filePath: backup)).prefix(5) == Data([0x1f, 0x8b, 8, 0, 0]))
    for part in [
      "# Handover of the books", "hand\\_leaves", backup.replacingOccurrences(of: "_", with: "\\_"),
      "Check:** sound: 3 entries",
      "recorder of organization site", "# The books of Site", "YOUTH", "30,000.00", "89.44", "R-5", "77.10",
      "payment add --org site", "has no document", "Handed over:",
    ] { #expect(done.output.contains(part), "\(part) is missing in \(done.output)") }
    #expect(!done.output.contains("one login alone"), "the administrator keeps these books too")

    // The one is out, the other in; what was recorded keeps its name.
    #expect(try leaving("org", "list").status != 0)
    _ = try books.as(login: "hand_arrives")
    #expect(try arriving.addExpense(key: "second").status == 0)
    #expect(try arriving("entry", "show", "first").output.contains("hand_leaves"))
    #expect(try admin("check").output.hasPrefix("Sound"))

    // Again, nothing is left to move; the document is that of the day, as its reader sees it.
    let again = try server.run(hand)
    #expect(again.status == 0 && again.output.contains("nothing was left to move"), "\(again)")
    #expect(again.output.contains("Check:** sound: 4 entries"), "\(again.output)")
  }

  @Test func rolesThatTheOtherHadAlreadyStayAsTheyAre() throws {
    let (_, books, _) = try Program.withBooks()
    _ = try login("hand_one", [.recorder], of: books)
    _ = try login("hand_two", [.recorder, .approver], of: books)
    let installer = Books(try books.asInstaller())
    let move = try installer.write { try installer.moveMemberships(from: "hand_one", to: "hand_two") }
    #expect(move.moved.map(\.role) == [.recorder])
    #expect(move.holding.filter { $0.login == "hand_two" }.map(\.role.rawValue) == ["approver", "recorder"])
    #expect(!move.holding.contains { $0.login == "hand_one" })
    #expect(move.keptAlone.isEmpty)
  }

  @Test func booksThatOnePersonKeepsFromNowOnAreNamed() throws {
    let (_, books, admin) = try Program.withBooks()
    _ = try login("hand_second", [.approver], of: books)
    let installer = Books(try books.asInstaller())
    let move = try installer.write { try installer.moveMemberships(from: "hand_second", to: admin) }
    #expect(move.keptAlone == ["site"])
    let note = Handover(from: "hand_second", to: admin, day: try Day(parsing: "2026-01-02")).people(move).notes.last
    #expect(note == "From now on one login alone keeps the books of site: preparer and approver are not separated.")
  }

  @Test func whatCannotBeHandedOverIsRefused() throws {
    let (admin, books, _) = try Program.withBooks()
    _ = try login("hand_known", [.recorder], of: books)
    let server = Program(books: books, login: LocalCluster.installerLogin)
    let before = try memberships(books)
    for (from, to, status, words) in [
      ("hand_knwon", "hand_new", 1, "hand_known"), ("hand_known", "hand_known", 2, "name two logins"),
      ("hand_known", "ledger_owner", 1, "not a name for a person"),
    ] as [(String, String, Int32, String)] {
      let backup = try temporaryFile([], name: "x.backup")
      let ran = try server("handover", from, to, "--backup", backup)
      #expect(ran.status == status && ran.errors.contains(words), "\(ran)")
    }
    // Administrators of the books are none of the server.
    let refused = try admin("handover", "hand_known", "hand_new", "--backup", try temporaryFile([], name: "y.backup"))
    #expect(refused.status == 3, "\(refused)")
    #expect(try memberships(books) == before)
  }

  /// Of organizations that the next one does not reach, the document names neither people nor books.
  @Test func othersInTheSameBooksAreNotNamed() throws {
    let (_, books, admin) = try Program.withBooks()
    let installer = Books(try books.asInstaller())
    try installer.addOrganization(code: "other", name: "Other", ein: nil, fiscalYearFirstMonth: 7)
    try installer.revoke(.financeAdmin, from: admin, in: .books)
    _ = try login("hand_old", [.recorder], of: books)
    for (name, code) in [("hand_stranger", "other"), ("hand_partner", "site")] {
      _ = try books.as(login: name, roles: ["ledger_recorder"])
      try installer.addNetwork(code: "net-\(code)", name: code, organizations: [try installer.organization(code)])
      try installer.grant(.recorder, to: name, in: .network("net-\(code)"))
    }
    let move = try installer.write { try installer.moveMemberships(from: "hand_old", to: "hand_heir") }
    #expect(move.holding.map(\.login) == ["hand_heir", "hand_partner"])
    #expect(move.keptAlone.isEmpty)
    let last = try installer.write { try installer.moveMemberships(from: "hand_partner", to: "hand_heir") }
    #expect(last.holding.map(\.login) == ["hand_heir", "hand_heir"] && last.keptAlone == ["site"])
  }

  /// A session of the reader reads as that login, and ends with the body.
  @Test func theDocumentHoldsWhatItsReaderMayRead() throws {
    let (_, books, _) = try Program.withBooks()
    _ = try login("hand_reader", [.recorder], of: books)
    let installer = Books(try books.asInstaller())
    try installer.addOrganization(code: "other", name: "Other", ein: nil, fiscalYearFirstMonth: 7)
    let seen = try installer.reading(as: "hand_reader") { try installer.organizations().map(\.code) }
    #expect(seen == ["site"])
    #expect(try installer.organizations().count == 2)
    #expect(throws: Refusal.self) {
      try installer.reading(as: "hand_reader") { throw Refusal("no", nextStep: "none") }
    }
    #expect(try installer.organizations().count == 2, "the session is its own again, whatever went wrong")
  }

  private func login(_ name: String, _ roles: [MemberRole], of books: TestBooks) throws -> Program {
    _ = try books.as(login: name, roles: roles.map(\.groupRole))
    let installer = Books(try books.asInstaller())
    for role in roles { try installer.grant(role, to: name, in: .organization(try installer.organization("site"))) }
    return Program(books: books, login: name)
  }

  private func memberships(_ books: TestBooks) throws -> [String] {
    try Books(try books.asInstaller()).memberships().map { "\($0.login) \($0.role.rawValue) \($0.scope)" }.sorted()
  }
}
