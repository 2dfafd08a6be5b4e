import ArgumentParser
import Ledger

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Recompute every rule from the rows, and name each that is broken.",
    discussion:
      """
      Reads what you may read, changes nothing, and compares the rules themselves with what the last upgrade left. What is sealed is made
      again by this program from the rows, whatever the database says of itself.
      """)
  @OptionGroup var connection: BooksOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try connection.open { books in
      guard try books.readsAny() else {
        throw ExplainedError(
          failure: Failure(
            .notPermitted,
            "your login reads the books of no organization here, so there is nothing that it could check",
            nextStep: "ask the owner of the books to run \"ledgerctl user grant\"; nothing was checked"))
      }
      let checked = try books.check()
      guard !checked.broken.isEmpty else {
        print("Sound: \(checked.inWords).")
        if checked.sealedCount > 0 {
          print(
            "\(checked.leafCount) of \(checked.sealedCount) sealed records were made again from their rows: none of them was changed, removed or added."
          )
        }
        if checked.holes > 0 {
          print(
            "\(checked.holes) \(checked.holes == 1 ? "number was" : "numbers were") drawn for entries that were refused, broken off or recorded before; nothing is lost."
          )
        }
        return
      }
      try output.write(
        .list(
          "Broken rules",
          [
            StatementColumn("rule", "Rule", .text), StatementColumn("organization", "Organization", .text),
            StatementColumn("place", "Place", .text), StatementColumn("problem", "Problem", .text),
          ],
          checked.broken.map { [.text($0.rule), .optional($0.organization), .text($0.place), .text($0.problem)] },
          empty: ""))
      throw Refusal(
        "\(checked.broken.count) broken \(checked.broken.count == 1 ? "rule" : "rules")",
        nextStep:
          "stop posting and restore a sound backup; somebody with superuser rights changed the books past their rules")
    }
  }
}
