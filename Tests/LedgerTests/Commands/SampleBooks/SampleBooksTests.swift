import Foundation
import Testing

@testable import Ledger

/// The sample books load by ordinary commands, twice without harm, and print what the README shows.
@Suite struct SampleBooksTests {
  @Test func theSampleLoadsTwiceAndPrintsWhatTheReadmeShows() throws {
    let (program, cluster) = try Program.withLocalBooks()
    defer { cluster.destroy() }
    let load = Repository.root.appending(path: "Examples/together-for-students/load").path

    let first = try program.run([load], executable: "/bin/sh")
    try #require(first.status == 0, "\(first.errors)")
    let sound = try firstLine(ofCheck: program)
    #expect(sound.hasPrefix("Sound: "))
    let statement = try program("statement", "budget", "--consolidated", "--as-of", "2022-06-30").output

    let second = try program.run([load], executable: "/bin/sh")
    try #require(second.status == 0, "\(second.errors)")
    #expect(try firstLine(ofCheck: program) == sound)
    #expect(try program("statement", "budget", "--consolidated", "--as-of", "2022-06-30").output == statement)

    let approvals = try program("approve", "list", "--all", "--org", "learn-to-earn-dayton").output
    #expect(approvals.components(separatedBy: "dayton-director").count == 3, "\(approvals)")
    #expect(try program("import", "list", "--org", "thrive-chicago").output.contains("august-thrive-chicago.xlsx"))

    let readme = try Repository.text("README.md")
    let site = try program("statement", "budget", "TFS-DAYTON", "--as-of", "2022-06-30", "--brief", "--width", "100")
      .output
    #expect(readme.contains(site), "README.md shows another statement than\n\(site)")

    try checkTheTermsDocument(program)
    try runTheLifeOfAGrant(readme, program)
    #expect(try program("check").output.hasPrefix("Sound: "))
  }

  /// What `check` says of the entries that stand; the numbers that keys known already have drawn stand on the next line.
  private func firstLine(ofCheck program: Program) throws -> String {
    String(try program("check").output.prefix { $0 != "\n" })
  }

  /// The refusal that docs/terms.md shows is the one that the sample gives.
  private func checkTheTermsDocument(_ program: Program) throws {
    let terms = try Repository.text("docs/terms.md")
    let words = [
      "expense", "add", "--award", "TFS-CHICAGO", "--line", "food", "--amount", "200.00", "--payee", "corner-table",
      "--service-date", "2022-06-28", "--paid-from", "bank",
    ]
    let refused = try program.run(words)
    #expect(refused.status == 1)
    #expect(terms.contains(refused.errors), "docs/terms.md shows another refusal than\n\(refused.errors)")
    let revised = try program(
      "budget", "revise", "TFS-CHICAGO", "--move", "stipends editing 3300.00", "--approver", "grantee", "--approved-by",
      "Director", "--effective", "2022-06-01", "--reason", "More sound")
    #expect(revised.status == 1)
    #expect(terms.contains(revised.errors), "docs/terms.md shows another refusal than\n\(revised.errors)")
    let indirect = try program("indirect", "show", "TFS-CHICAGO", "--through", "2022-06-30").output
    #expect(terms.contains(indirect), "docs/terms.md shows another statement than\n\(indirect)")
  }

  /// Every command of the README's table "A grant's whole life" runs as it is printed there.
  private func runTheLifeOfAGrant(_ readme: String, _ program: Program) throws {
    let section = try #require(
      readme.components(separatedBy: "### A grant's whole life").last?.components(
        separatedBy: "\n\nWhere the books"
      ).first)
    let commands = section.split(separator: "`", omittingEmptySubsequences: false).map(String.init)
      .filter { $0.hasPrefix("ledgerctl ") }
    #expect(commands.count > 15)
    let backup = try temporaryFile([], name: "books.backup")
    try FileManager.default.removeItem(atPath: backup)
    for command in commands {
      let line = "\"$LEDGERCTL\"" + command.dropFirst(9).replacingOccurrences(of: "books.backup", with: backup)
      let outcome = try program.run(["-c", line], executable: "/bin/sh")
      #expect(outcome.status == 0, "\(command)\n\(outcome.errors)")
    }
  }
}
