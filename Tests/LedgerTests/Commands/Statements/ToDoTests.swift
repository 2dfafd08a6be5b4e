import Foundation
import Testing

@testable import Ledger

/// What `todo` lists, and that the command beside each thing settles it.
@Suite struct ToDoTests {
  private let program: Program

  init() throws {
    (program, _, _) = try Program.withBooks()
    try program.addAward()
    try ok(
      "award", "terms", "YOUTH", "--receipts-from", "75.00", "--explain-above", "5% of line", "--extension-notice-days",
      "30", "--report", "2022-06-20 Interim report", "--report", "2022-09-15 Final report", "--approved-by", "Funder")
    try ok("award", "receive", "YOUTH", "--amount", "29000.00", "--date", "2021-07-05", "--key", "r1")
    try ok(
      "commitment", "add", "YOUTH", "--line", "food", "--amount", "300.00", "--payee", "shop", "--date", "2022-04-01",
      "--expected-by", "2022-05-20", "--for", "supper")
    try ok(
      "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", "11000.00", "--payee", "shop", "--date",
      "2022-05-03",
      "--service-date", "2022-05-03", "--paid-from", "bank", "--memo", "Buffet", "--key", "over")
  }

  @discardableResult
  private func ok(_ arguments: String...) throws -> String {
    let outcome = try program.run(arguments)
    #expect(outcome.status == 0, "\(arguments.joined(separator: " ")): \(outcome.errors)")
    return outcome.output
  }

  /// Due day, award and what of each thing.
  private func list(_ arguments: String...) throws -> [String] {
    let outcome = try program.run(["todo"] + arguments + ["--format", "json"])
    try #require(outcome.status == 0, "\(outcome.errors)")
    let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    let rows = try #require(json?["rows"] as? [[String: Any]])
    return rows.map { row in
      let cells = row["cells"] as? [String: Any] ?? [:]
      return ["due", "award", "what"].compactMap { cells[$0] as? String }.joined(separator: " | ")
    }
  }

  @Test func listsWhatIsMissingAndDue() throws {
    let scan = try temporaryFile(Array("a,b\n1,2\n".utf8))
    #expect(
      try list("--as-of", "2022-05-10") == [
        "2021-07-31 | 2021-07 has ended and is open, 2 entries",
        "2022-05-03 | YOUTH | entry 3, Buffet, 11,000.00, has no document",
        "2022-05-10 | YOUTH | Food is 1,000.00 above its budget, and the award asks why",
        "2022-05-20 | YOUTH | commitment 1, supper, has 300.00 open",
        "2022-05-20 | YOUTH | commitment 1: what will not come is let go",
        "2022-05-31 | YOUTH | last day to ask for an extension beyond 2022-06-30",
        "2022-06-20 | YOUTH | Interim report is due to The Funder",
      ])
    #expect(try list("YOUTH", "--as-of", "2022-05-10").allSatisfy { $0.contains("YOUTH") })
    // As the commands beside them say.
    try ok("document", "attach", scan, "--entry", "3", "--org", "site")
    try ok("budget", "explain", "site/YOUTH", "food", "--as-of", "2022-05-10", "--reason", "More came than were asked")
    try ok("commitment", "release", "1", "--org", "site", "--reason", "Called off", "--date", "2022-05-10")
    try ok("period", "close", "2021-07", "--org", "site", "--reason", "Reconciled")
    #expect(
      try list("--as-of", "2022-05-10") == [
        "2022-05-31 | YOUTH | last day to ask for an extension beyond 2022-06-30",
        "2022-06-20 | YOUTH | Interim report is due to The Funder",
      ])
    let later = try list("--as-of", "2022-07-20")
    #expect(later.contains("2022-06-30 | YOUTH | the term has ended, and the award is open"))
    #expect(later.contains("2022-09-15 | YOUTH | Final report is due to The Funder"))
    // Nothing records that it was sent, so that it is named for a year.
    let interim = "2022-06-20 | YOUTH | Interim report was due on 2022-06-20 to The Funder"
    #expect(later.contains(interim), "\(later)")
    #expect(try list("--as-of", "2023-06-20").contains(interim) && !list("--as-of", "2023-06-21").contains(interim))
    // Many are told as a number.
    for day in 11...15 {
      try ok(
        "expense", "add", "--award", "YOUTH", "--line", "stipends", "--amount", "80.00", "--payee", "shop", "--date",
        "2022-06-\(day)", "--service-date", "2022-06-\(day)", "--paid-from", "bank", "--key", "many-\(day)")
    }
    let many = try list("--as-of", "2022-06-20")
    #expect(many.contains("2022-06-11 | YOUTH | 5 expenses have no document, 400.00 in all"), "\(many)")
    let unknown = try program("todo", "YUOTH")
    #expect(unknown.status == 1 && unknown.errors.contains("did you mean ‹YOUTH›"))
  }
}
