import ArgumentParser
import Ledger

struct AwardClose: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "close", abstract: "Close an award once nothing of it is open; it then takes no more costs.",
    discussion: "Lists whatever keeps it open, with the command that settles each. --dry-run lists and closes nothing.")
  @OptionGroup var connection: BooksOptions
  @OptionGroup var write: WriteOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "The award.", completion: .awards) var award: String
  @Option(help: "The day it is closed, YYYY-MM-DD.", transform: Read.day) var date: Day
  @Option(help: "The day of the final report; records are kept from it.", transform: Read.day) var finalReport: Day
  @Option(help: "What becomes of the equipment that it bought.") var equipment: String?
  @Option(help: "What was agreed.") var reason = "Final report sent"

  func run() throws {
    try connection.open { books in
      let award = try books.award(award)
      if let closed = award.closedOn { return print("Award \(award.code) is closed since \(closed).") }
      let obstacles = try books.obstacles(to: award, through: date, equipment: equipment)
      guard obstacles.isEmpty else {
        try output.write(Self.statement(award, obstacles))
        throw Refusal(
          "award \(award.code) cannot be closed yet: \(obstacles.count == 1 ? "1 thing is" : "\(obstacles.count) things are") open",
          nextStep: "settle what the list names, then run this again")
      }
      let closed = try books.write(dryRun: write.dryRun) {
        try books.close(award, on: date, reason: reason, equipment: equipment, finalReport: finalReport)
      }
      if let entry = closed.entry {
        try write.say(
          PostedEntry(number: entry, wasRecorded: false),
          "\(closed.kept.grouped) of \(award.code) is unspent and kept by its terms, so its restrictions are released")
      }
      write.say(
        "Award \(award.code) is closed as of \(date). Keep its records through \(closed.retainUntil). What still comes back of its costs is recorded with \"ledgerctl expense refund\"."
      )
    }
  }

  private static func statement(_ award: Award, _ obstacles: [ClosingObstacle]) -> Statement {
    Statement(
      title: "What keeps \(award.code) open", subtitle: award.name,
      columns: [
        StatementColumn("open", "What is open", .text, wraps: true), StatementColumn("amount", "Amount", .money),
      ],
      rows: obstacles.map { .detail([.text($0.what), .money($0.amount)]) },
      notes: obstacles.map { "\($0.what): \($0.nextStep)" })
  }
}

struct AwardReopen: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reopen", abstract: "Reopen a closed award, with a reason.")
  @OptionGroup var connection: BooksOptions
  @OptionGroup var write: WriteOptions
  @Argument(help: "The award.", completion: .awards) var award: String
  @Option(help: "The day; else today.", transform: Read.day) var date: Day?
  @Option(help: "Why.") var reason: String

  func run() throws {
    let day = try date ?? Console.today()
    try connection.open { books in
      let award = try books.award(award)
      try books.write(dryRun: write.dryRun) { try books.reopen(award, on: day, reason: reason) }
      write.say("Award \(award.code) is open again.")
    }
  }
}
