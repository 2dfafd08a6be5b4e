import ArgumentParser
import Ledger

struct ErrorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "errors", abstract: "What the code of a refusal means, and what to do; without one, all codes.",
    discussion: "The code stands at the end of an error: [LA009]. \"ledgerctl help errors LA009\" is the same.")
  @OptionGroup var connection: BooksOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "A code, as LA009, or the name of a constraint.") var code: String?

  func run() throws {
    try connection.open { books in
      let rules = try code.map { [try books.rule($0)] } ?? books.rules()
      try output.write(
        .list(
          "Errors",
          [
            StatementColumn("code", "Code", .text), StatementColumn("name", "Rule", .text),
            StatementColumn("meaning", "What must hold", .text, wraps: true),
            StatementColumn("next_step", "Next step", .text, wraps: true),
          ],
          rules.map {
            [.text($0.code), .text($0.name), .text($0.meaning.inCommands), .optional($0.nextStep?.inCommands)]
          },
          empty: "There are no rules."))
    }
  }
}
