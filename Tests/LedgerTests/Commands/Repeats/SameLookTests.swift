import Foundation
import Testing

@testable import Ledger

/// What is said otherwise is recorded; what looks the same is named with it, and how the one just recorded is undone.
@Suite struct SameLookTests {
  private func books() throws -> Program {
    let template = try CutTemplate.prepared(.books)
    let books = try TestBooks.copy(of: template.database)
    _ = try books.as(login: template.administrator)
    return Program(books: books, login: template.administrator)
  }

  /// What is said otherwise is recorded, and what looks the same is named with it.
  @Test func whatLooksTheSameIsNamed() throws {
    let program = try books()
    for command in [
      "expense add --award YOUTH --line food --amount 7.31 --payee shop --service-date 2021-09-03 --paid-from bank",
      "bill add --award YOUTH --line food --amount 7.32 --payee shop --number Q-1 --service-date 2021-09-03",
      "expense refund lunch --amount 7.33 --date 2021-09-04", "award receive YOUTH --amount 7.34 --date 2021-09-05",
    ] {
      let words = Program.words(of: command)
      let first = try program.run(words)
      #expect(first.status == 0 && !first.output.contains("is of the same amount"), "\(first)")
      let other = command.hasPrefix("bill") ? words.map { $0 == "Q-1" ? "Q-2" : $0 } : words + ["--memo", "Other"]
      let number = first.output.drop { !$0.isNumber }.prefix { $0.isNumber }
      let tried = try program.run(other + ["--dry-run"])
      #expect(tried.output.contains("Entry \(number) of "), "\(tried)")
      #expect(tried.output.contains("Where it is the same event, it is recorded already."), "\(tried)")
      let second = try program.run(other)
      #expect(second.status == 0 && second.output.contains(" is of the same amount and party: "), "\(second)")
      // The one just recorded is undone: the older one may lie in a closed month.
      let again = second.output.drop { !$0.isNumber }.prefix { $0.isNumber }
      #expect(
        second.output.contains(
          "Where \(number) and \(again) are the same event: ledgerctl undo \(again) --org site --reason WHY"),
        "\(second)")
    }
    // Where both name an award, the same award.
    let another = try program.run(Program.words(of: "award receive COND --amount 7.34 --date 2021-09-05"))
    #expect(another.status == 0 && !another.output.contains(" is of the same "), "\(another)")
    // A cost is, whichever award bears it: the wrong one, then the right one.
    let moved = try program.run(
      Program.words(
        of:
          "expense add --award COND --no-line --account 8110 --amount 7.31 --payee shop --service-date 2021-09-04 --paid-from bank"
      ))
    #expect(moved.status == 0 && moved.output.contains(" is of the same amount and party: "), "\(moved)")
  }

  /// A release has no entry and no key: the same amount within a week is named, with words that order it again.
  @Test func asMuchThatWasLetGoIsNamed() throws {
    let program = try books()
    for command in [
      "commitment add YOUTH --line food --amount 6.00 --payee shop --date 2021-09-01 --for Bread --key bread",
      "commitment release bread --amount 2.00 --date 2021-09-05 --reason Less",
    ] {
      let outcome = try program.run(Program.words(of: command))
      #expect(outcome.status == 0 && !outcome.output.contains("As much of it"), "\(outcome)")
    }
    let again = try program.run(
      Program.words(of: "commitment release bread --amount 2.00 --date 2021-09-06 --reason less"))
    #expect(again.status == 0 && again.output.contains("As much of it was released on 2021-09-05: Less."), "\(again)")
    let words = try #require(again.output.components(separatedBy: "again: ledgerctl ").last)
    #expect(try program.run(Program.words(of: words.trimmingCharacters(in: ["\n"]))).status == 0)
  }

  /// A revision that moves what the one before moved is named, with words that move it back.
  @Test func aRevisionThatMovesTheSameIsNamed() throws {
    let program = try books()
    let said = Program.words(
      of:
        "budget revise YOUTH --move 'food stipends 200.00' --approver funder --approved-by Office --effective 2021-09-01 --document Letter --reason Fewer"
    )
    let first = try program.run(said)
    #expect(first.status == 0 && !first.output.contains("moved the same"), "\(first)")
    let other = said.map { $0 == "Fewer" ? "fewer" : $0 }
    let tried = try program.run(other + ["--dry-run"])
    #expect(tried.output.contains("moved the same: Fewer. Where it is the same revision, it is recorded"), "\(tried)")
    let second = try program.run(other)
    #expect(second.status == 0 && second.output.contains("moved the same: Fewer. Where 2 and 3 are"), "\(second)")
    let back = try #require(second.output.components(separatedBy: "the same revision: ledgerctl ").last)
    let third = try program.run(Program.words(of: back.trimmingCharacters(in: ["\n"])))
    #expect(third.status == 0 && !third.output.contains("moved the same"), "\(third)")
    let history = try program("budget", "history", "YOUTH", "--format", "csv").output
    #expect(history.contains("food"), "\(history)")
  }
}
