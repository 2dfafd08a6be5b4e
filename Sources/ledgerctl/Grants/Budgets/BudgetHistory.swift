import ArgumentParser
import Ledger

struct BudgetHistory: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "List every version of an award's budget, who approved it and what it gave each line.")
  @OptionGroup var connection: BooksOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "The award.", completion: .awards) var award: String

  func run() throws {
    try connection.open { books in
      let award = try books.award(award)
      let history = try books.budgetHistory(of: award)
      try output.write(page: [Self.versions(award, history), Self.amounts(award, history)])
    }
  }

  private static func versions(_ award: Award, _ history: [BudgetVersion]) -> Statement {
    .list(
      "Versions of the budget of \(award.code)",
      [
        StatementColumn("version", "Version", .integer), StatementColumn("effective", "In force from", .date),
        StatementColumn("approver", "Approver", .text),
        StatementColumn("approved_by", "Approved by", .text, wraps: true),
        StatementColumn("document", "Document", .text, wraps: true),
        StatementColumn("reason", "Reason", .text, wraps: true),
        StatementColumn("marked", "Marked", .text, wraps: true),
      ],
      history.map {
        [
          .integer($0.number), .day($0.effectiveOn), .text($0.approver.rawValue), .text($0.approvedBy),
          .optional($0.document), .text($0.reason), .optional($0.isBelowUsed ? "below what was used" : nil),
        ]
      }, empty: "There is no budget yet; \"ledgerctl budget import \(award.reference) FILE.csv\" records it.")
  }

  private static func amounts(_ award: Award, _ history: [BudgetVersion]) -> Statement {
    Statement(
      title: "Amounts by version",
      columns: [StatementColumn("line", "Line", .text), StatementColumn("name", "Name", .text)]
        + history.map { StatementColumn("version_\($0.number)", "Version \($0.number)", .money) },
      rows: award.lines.map { line in
        .detail(
          [.text(line.code), .text(line.name)] + history.map { $0.amounts[line.code].map { .money($0) } ?? .empty })
      } + [.total([.text("Total"), .empty] + history.map { .money($0.amounts.values.total()) })])
  }
}

struct BudgetExplain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Record why a line is above its budget; without --reason, list what was explained.")
  @OptionGroup var connection: BooksOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var write: WriteOptions
  @Argument(help: "The award.", completion: .awards) var award: String
  @Argument(help: "The line; - for spending on no budget line.", completion: .budgetLines) var line: String?
  @Option(help: "Why, in words for the funder. Never a young person's name.") var reason: String?
  @Option(help: "The day the overrun was seen; defaults to today.", transform: Read.day) var asOf: Day?

  func validate() throws {
    if (line == nil) != (reason == nil) { throw ValidationError("a line and --reason go together") }
  }

  func run() throws {
    let day = try asOf ?? Console.today()
    try connection.open { books in
      let award = try books.award(award)
      if let line, let reason {
        let found = line == "-" ? nil : try award.line(line)
        if try books.explanations(of: award).contains(where: {
          $0.line == found?.code && $0.asOf == day && $0.text == reason
        }) {
          return print("That is explained.")
        }
        let overrun = try books.write(dryRun: write.dryRun) { try books.explain(found, of: award, asOf: day, reason) }
        return write.say(
          "Explained \(overrun.grouped) above the budget of \(found?.name ?? "no line") in \(award.code).")
      }
      try output.write(
        .list(
          "Explanations of \(award.code)",
          [
            StatementColumn("line", "Line", .text), StatementColumn("as_of", "As of", .date),
            StatementColumn("overrun", "Above budget", .money),
            StatementColumn("explanation", "Explanation", .text, wraps: true),
            StatementColumn("by", "Recorded by", .text),
          ],
          try books.explanations(of: award).map {
            [.text($0.line ?? "on no line"), .day($0.asOf), .money($0.overrun), .text($0.text), .text($0.recordedBy)]
          }, empty: "Nothing was explained yet."))
    }
  }
}
