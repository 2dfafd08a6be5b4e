import ArgumentParser
import Ledger

struct PeriodAdjust: ActCommand {
  typealias Done = AdjustYear

  static let confirmsAlways = true
  static let configuration = CommandConfiguration(
    commandName: "adjust", abstract: "Record an adjustment of a fiscal year that is closed, such as an auditor's.",
    discussion: """
      MONTH is the last one of the year, and the entry is dated its last day. With it are recorded, all or nothing, what it changes of the
      releases of that month and of every later closed one, and a further closing of that year and of each later closed one. The books stay
      closed through the same day. At a terminal all of it is listed first, and you are asked; --dry-run lists it and records nothing.

      \(EntryPost.grammar)
      """)
  @OptionGroup var connection: BooksOptions
  @OptionGroup var organization: OrganizationOption
  @OptionGroup var write: WriteOptions
  @Argument(help: "The last month of the fiscal year, YYYY-MM.") var month: String?
  @Option(help: "What is adjusted, in words, such as the number that the auditor gave it.") var description: String?
  @Option(name: .customLong("line"), help: "A line; give two or more.") var lines: [String] = []
  @Option(help: "Who approved it: the auditor, the board.") var approvedBy: String?
  @Option(help: "The file of the document that it rests on; it is attached to the entry.", completion: .file())
  var document: String?
  @Option(help: "Why.") var reason: String?
  @Option(help: "Idempotency key; defaults to one made from everything that is said.") var key: String?

  var given: ActValues {
    var given = ActValues([
      "org": organization.org, "month": month, "description": description, "approved-by": approvedBy,
      "document": document, "reason": reason, "key": key,
    ])
    given.set("line", lines)
    return given
  }

  func perform(_ act: AdjustYear, _ write: WriteOptions, _ books: borrowing Books) throws {
    let key = try write.key(act.key, try act.standing(books))
    let adjusted = try books.write(dryRun: write.dryRun) { try act.record(under: key, books) }
    for entry in adjusted.entries {
      try books.requireStanding(entry, of: act.organization)
      try write.say(
        entry, "\(act.draft.description), adjusting the year ended \(act.draft.date), approved by \(act.approvedBy)")
    }
    write.say(adjusted.closing)
    if !write.dryRun, !adjusted.entries.allSatisfy(\.wasRecorded) { print(try books.sealingSentence()) }
    try write.sayAlike(act.under(key), in: act.organization, books)
  }
}
