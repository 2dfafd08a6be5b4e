import ArgumentParser
import Ledger

struct AwardClose: FactCommand {
  typealias Done = CloseAward

  static let configuration = CommandConfiguration(
    commandName: "close", abstract: "Close an award once nothing of it is open; it then takes no more costs.",
    discussion: "Lists whatever keeps it open, with the command that settles each. --dry-run lists and closes nothing.")
  @OptionGroup var connection: BooksOptions
  @OptionGroup var write: WriteOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "The award.", completion: .choices("award", of: CloseAward.self)) var award: String?
  @Option(help: "The day it is closed, YYYY-MM-DD.") var date: String?
  @Option(help: "The day of the final report; records are kept from it.") var finalReport: String?
  @Option(help: "What becomes of the equipment that it bought.") var equipment: String?
  @Option(help: "What was agreed; defaults to: final report sent.") var reason: String?

  var given: ActValues {
    ActValues([
      "award": award, "date": date, "final-report": finalReport, "equipment": equipment, "reason": reason,
    ])
  }

  func perform(_ act: CloseAward, _ write: WriteOptions, _ books: borrowing Books) throws {
    let obstacles = try act.standing(books) == nil ? act.obstacles(books) : []
    guard obstacles.isEmpty else {
      try output.write(Self.statement(act.award, obstacles))
      throw Refusal(
        "award \(act.award.code) cannot be closed yet: \(obstacles.count == 1 ? "1 thing is" : "\(obstacles.count) things are") open",
        nextStep: "settle what the list names, then run this again")
    }
    try record(act, write, books)
  }

  private static func statement(_ award: Award, _ obstacles: [ClosingObstacle]) -> Statement {
    Statement(
      title: "What keeps \(award.code) open", subtitle: award.name,
      columns: [
        StatementColumn("open", "What is open", .text, wraps: true), StatementColumn("amount", "Amount", .money),
      ],
      rows: obstacles.map { .detail([.text($0.what), .money($0.amount)]) },
      notes: obstacles.map { "\($0.what): \($0.nextStep.inCommands)" })
  }
}

struct AwardReopen: FactCommand {
  typealias Done = ReopenAward

  static let configuration = CommandConfiguration(
    commandName: "reopen", abstract: "Reopen a closed award, with a reason.")
  @OptionGroup var connection: BooksOptions
  @OptionGroup var write: WriteOptions
  @Argument(help: "The award.", completion: .choices("award", of: ReopenAward.self)) var award: String?
  @Option(help: "The day; defaults to today.") var date: String?
  @Option(help: "Why.") var reason: String?

  var given: ActValues { ActValues(["award": award, "date": date, "reason": reason]) }
}
