import Foundation
import Testing

@testable import Ledger

/// Sealing, and statements as of a seal, through the command.
@Suite struct SealCommandTests {
  @Test func aStatementAsRecordedIsTheOneThatWasPrinted() throws {
    let (program, books, _) = try Program.withBooks()
    try program.addAward()
    let statement = ["statement", "budget", "YOUTH", "--as-of", "2021-12-31", "--format", "csv"]
    #expect(try program.run(statement + ["--as-recorded", "1"]).errors.contains("these books have no seal yet"))
    _ = try program.addExpense(key: "first")
    let sealed = try program("seal")
    #expect(sealed.status == 0 && sealed.output.contains("\nSeal 1: entries through "))
    let printed = try program.run(statement).output
    _ = try program.addExpense(key: "second")
    #expect(try program.run(statement).output != printed)
    #expect(try program.run(statement + ["--as-recorded", "1"]).output == printed)
    let today = try books.asInstaller().execute("select (now() at time zone 'UTC')::date::text as day").only {
      try $0.text("day")
    }
    #expect(try program.run(statement + ["--as-recorded", today]).output == printed)
    let head = try program.run(Array(statement.dropLast(2)) + ["--as-recorded", "1"]).output
    #expect(head.contains("As recorded:       seal 1 of 20"))
    for other in [["trial-balance"], ["activities"], ["position"], ["award-schedule"]] {
      let found = try program.run(["statement"] + other + ["--as-recorded", "1"])
      #expect(found.status == 0 && found.output.contains("seal 1 of 20"), "\(other): \(found.errors)")
    }
  }

  @Test func wrongSealsAreExplained() throws {
    let (program, _, _) = try Program.withBooks()
    #expect(try program("seal").output.contains("Seal 1: "))
    try program.addAward()
    #expect(try program("seal").status == 0)
    #expect(try program("seal").output.hasPrefix("Everything is sealed.\nSeal 2: "))
    let unknown = try program("statement", "position", "--as-recorded", "7")
    #expect(unknown.status == 1)
    #expect(unknown.errors == "ledgerctl: error: there is no seal 7\n  \"ledgerctl seal --list\" lists them\n")
    #expect(
      try program("statement", "position", "--as-recorded", "2001-01-01").errors.contains("nothing was sealed through"))
    #expect(try program("statement", "position", "--as-recorded", "yesterday").status == 1)
    #expect(try program("seal", "--list", "--every", "5").status == 2)
    #expect(try program("seal", "--every", "0").status == 2)
    #expect(try program("seal", "--every", "2").status == 0)
    #expect(try program("seal", "--list", "--format", "csv").output.split(separator: "\n").count == 3)
    for number in 1...2 { _ = try program.addExpense(key: "tail \(number)") }
    #expect(try program("seal", "--list", "--format", "csv").output.split(separator: "\n").count == 4)
  }

  /// Somebody posting elsewhere: the command says so and exits as for what is locked; a month is closed all the same.
  @Test func busyBooksAreSaidToBeBusy() throws {
    let (program, books, login) = try Program.withBooks()
    try program.addAward()
    _ = try program("seal")
    _ = try program.addExpense(key: "first")
    try #require(try program("org", "add", "elsewhere", "Elsewhere").status == 0)
    let other = Books(try books.as(login: login))
    try other.connection.script("begin")
    try other.post(
      Drafts.transfer(key: "slow").changed { for line in $0.lines.indices { $0.lines[line].fund = "general" } },
      to: try other.organization("elsewhere"))
    let busy = try program("seal")
    #expect(busy.status == 3 && busy.errors.hasPrefix("ledgerctl: error: the books are busy"))
    let closing = try program("period", "close", "2021-01", "--org", "site", "--reason", "reported")
    #expect(closing.status == 0 && closing.output.contains("Not sealed yet, because somebody is recording"))
    try other.connection.script("rollback")
    let next = try program("period", "close", "2021-02", "--org", "site", "--reason", "reported")
    #expect(next.output.contains("\nSeal 2: entries through "))
  }

  @Test func anEntryTellsItsLeaf() throws {
    let (program, _, _) = try Program.withBooks()
    try program.addAward()
    _ = try program.addExpense(key: "first")
    #expect(try program("entry", "show", "first").output.contains("Sealed:        not yet"))
    _ = try program("seal")
    #expect(try program("entry", "show", "first").output.contains("of seal 1"))
    let text = try program("entry", "show", "first", "--canonical").output
    #expect(text.hasPrefix("entry/2\tsite\t") && text.hasSuffix("\n"))
  }
}
