import Foundation
import Testing

@testable import Ledger

/// LP009: opening balances are undone while their month is open, whichever command undoes them, so that a year begins with what the one before ended with.
@Suite struct OpeningUndoTests {
  @Test func anOpeningIsUndoneWhileItsMonthIsOpen() throws {
    let (program, _, _) = try Program.withBooks()
    func ok(_ words: String...) throws -> String {
      let outcome = try program.run(words)
      try #require(outcome.status == 0, "\(words) \(outcome.errors)")
      return outcome.output
    }
    let rows = "account,fund,class,debit,credit\n1010,general,,50000.00,\n3010,general,without,,50000.00\n"
    let file = try temporaryFile(Array(rows.utf8))
    _ = try ok("opening", "import", file, "--date", "2021-06-30")
    _ = try ok("period", "close", "2021-06", "--reason", "month")
    for words in [
      ["import", "undo", "1", "--reason", "Wrong file"], ["undo", "opening:site", "--reason", "Wrong"],
      ["import", "undo", "1", "--reason", "Wrong file", "--date", "2021-08-01"],
    ] {
      let refused = try program.run(words)
      #expect(
        refused.status == 1 && refused.errors.contains("[LP009]")
          && refused.errors.contains("reopen the months first: \"ledgerctl period reopen MONTH"), "\(words) \(refused)")
    }
    _ = try ok("period", "reopen", "2021-06", "--reason", "opened wrongly")
    #expect(try ok("import", "undo", "1", "--reason", "Wrong file").contains("1 entry reversed, dated 2021-06-30"))
    _ = try ok("opening", "import", file, "--date", "2021-06-30")
    #expect(try ok("check").hasPrefix("Sound: "))
  }
}
