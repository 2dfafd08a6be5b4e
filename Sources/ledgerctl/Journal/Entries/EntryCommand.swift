import ArgumentParser
import Ledger

struct EntryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "entry", abstract: "The journal: append-only double entry.",
    subcommands: [EntryPost.self, Show.self, List.self, Reverse.self, Move.self])

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show an entry as a voucher, with its links.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions
    @Argument(help: "Entry number or key.", completion: .choices("entry", of: UndoEntry.self)) var entry: String
    @Flag(help: "Print its canonical text, whose hash is its leaf (docs/canonical-entry.md), and nothing else.")
    var canonical = false
    @Flag(help: "With --canonical: below it, a line for each commitment, with its salt and text.")
    var open = false

    func validate() throws {
      if open && !canonical { throw ValidationError("--open goes with --canonical") }
    }

    func run() throws {
      try connection.open { books in
        let organization = try books.readOrganization(organization.org)
        let found = try books.entry(entry, of: organization)
        if canonical {
          Console.write(try books.canonicalText(ofEntry: found.number, of: organization))
          guard open else { return }
          for text in try books.openedTexts(ofEntry: found.number, of: organization) {
            Console.write(text.shown + "\n")
          }
          return
        }
        let leaf = try books.leaf(ofEntry: found.number, of: organization)
        let documents = try books.documents(of: organization, entry: found.number)
        let rule = try books.allocationRule(ofEntry: found.number, of: organization)
        let links = try books.links(ofEntry: found.number, of: organization)
        let relied = try books.reliedOn(byEntry: found.number, of: organization)
        try output.write(
          found.voucher(
            of: organization, links: links, documents: documents, rule: rule, leaf: leaf, reliedOn: relied))
      }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List entries by date.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions
    @Option(help: "From this day on.", transform: Read.day) var from: Day?
    @Option(name: [.customLong("to"), .customLong("through")], help: "Through this day.", transform: Read.day) var to:
      Day?
    @Option(help: "With a line of this award.", completion: .awards) var award: String?
    @Option(help: "With a line on this account.", completion: .accounts) var account: String?
    @Option(help: "At most so many, the latest.") var limit: Int?

    func validate() throws {
      if let limit, limit < 1 { throw ValidationError("--limit takes 1 or more") }
    }

    func run() throws {
      try connection.open { books in
        let organization = try books.readOrganization(organization.org)
        var filter = EntryFilter()
        if let from, let to { _ = try DayWindow(from: from, through: to) }
        filter.from = from
        filter.through = to
        filter.award = try award.map { try books.award($0).code }
        filter.account = try account.map { try books.account($0, of: organization).code }
        // One more says whether there are more.
        filter.limit = limit.map { $0 + 1 }
        let found = try books.entries(of: organization, filter)
        let shown = limit.map { Array(found.suffix($0)) } ?? found
        let more = shown.count < found.count ? ["There are earlier entries; without --limit all are shown."] : []
        try output.write(
          RecordedEntry.list(shown, of: organization, award: filter.award).adding(notes: more))
      }
    }
  }

  struct Reverse: UndoingCommand {
    static let configuration = CommandConfiguration(
      commandName: "reverse", abstract: "Reverse an entry, once, with a reason.",
      discussion: "The entry stays; its reversal is linked both ways. \"ledgerctl undo\" is the same.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @OptionGroup var undoing: UndoOptions
  }

  struct Move: ActCommand {
    typealias Done = MoveReversal

    static let configuration = CommandConfiguration(
      commandName: "move", abstract: "Let a reversal count on another day.",
      discussion: """
        What it had reversed stands again on the day of the reversal, and is reversed on the day that is meant: two entries, recorded
        together. Both days are open, and the new one is not before the day of what is reversed. What was undone together, as the two
        entries of an accrual, is moved together: what is dated later is reversed on its own day.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(
      help: "The reversal, or the entry that it reverses: number or key.",
      completion: .choices("entry", of: MoveReversal.self)) var entry: String?
    @Option(help: "The day it should count, YYYY-MM-DD.") var date: String?
    @Option(help: "Why.") var reason: String?

    var given: ActValues { ActValues(["org": organization.org, "entry": entry, "date": date, "reason": reason]) }

    func perform(_ act: MoveReversal, _ write: WriteOptions, _ books: borrowing Books) throws {
      let organization = act.organization
      do {
        let (moved, takenBack) = try books.write(dryRun: write.dryRun) {
          (
            try books.moveReversal(act.named.number, of: organization, to: act.date, reason: act.reason),
            try books.releasesTakenBack(of: organization)
          )
        }
        write.say(takenBack)
        try write.say(moved)
      } catch let error where SQLState.approvalWhereRequired ~= error {
        try write.propose(act.proposal, act.summary, in: organization, books)
      }
    }
  }
}

extension WriteOptions {
  /// Says which reversals count on another day now.
  func say(_ moved: [MovedReversal]) throws {
    for made in moved {
      try say(made.again, "dated \(made.from), takes reversal \(made.reversal) off that day")
      try say(made.moved, "dated \(made.to), is the reversal now")
    }
  }
}

struct UndoCommand: UndoingCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo", abstract: "Undo an entry with a reason: it stays, and a reversal is linked to it.")
  @OptionGroup var connection: BooksOptions
  @OptionGroup var organization: OrganizationOption
  @OptionGroup var write: WriteOptions
  @OptionGroup var undoing: UndoOptions
}

/// Which entry is undone, why, and on which day.
struct UndoOptions: ParsableArguments {
  @Argument(help: "Entry number or key.", completion: .choices("entry", of: UndoEntry.self)) var entry: String?
  @Option(help: "Why.") var reason: String?
  @Option(
    help: "The day it counts; defaults to that of what is undone, or, where that is closed, the first day that is open."
  )
  var date: String?
}

/// Undoes an entry.
protocol UndoingCommand: ActCommand where Done == UndoEntry {
  var organization: OrganizationOption { get }
  var undoing: UndoOptions { get }
}

extension UndoingCommand {
  var given: ActValues {
    ActValues(["org": organization.org, "entry": undoing.entry, "reason": undoing.reason, "date": undoing.date])
  }

  func perform(_ act: UndoEntry, _ write: WriteOptions, _ books: borrowing Books) throws {
    let (organization, found) = (act.organization, act.entry)
    let on = try write.reversalDay(named: act.date) { try books.reversalDay(ofEntry: found.number, of: organization) }
    let date = on.day
    var undone: [UndoneEntry] = []
    var takenBack: [TakenBackRelease] = []
    do {
      let isRecorded = try write.sayRecorded(
        .reversal(of: found.number, on: date, reason: act.reason),
        "\(on.inWords(of: found.draft.date)), reverses entry \(found.number) of \(found.draft.date), \(found.draft.description)\(try found.withItself(books, organization))",
        in: organization, books
      ) {
        undone = try books.undo(found.number, of: organization, on: date, reason: act.reason)
        takenBack = try books.releasesTakenBack(of: organization)
        return undone[0].reversal
      }
      write.say(takenBack)
      if let adjustment = on.adjustment { print(adjustment) }
      guard isRecorded || write.dryRun else { return }
      for other in undone.dropFirst() {
        let day = max(date, try books.entry("\(other.entry)", of: organization).draft.date)
        try write.say(other.reversal, "reverses entry \(other.entry), which belongs to it, on \(day)")
      }
      for commitment in try Set(found.draft.lines.compactMap(\.commitment)).sorted().map({
        try books.commitment("\($0)", of: organization)
      }) {
        guard let left = try books.released(of: commitment, organization, reason: Books.metBy(found.number))
        else { continue }
        print(
          "The \(left.grouped) of commitment \(commitment.number) that were released with it stay released; if they are still ordered, \"ledgerctl commitment add\" records that."
        )
      }
    } catch let error as DatabaseError where error.constraintName == "journal_entry_reversed_once" {
      let other = try books.entry("\(found.number)", of: organization).reversedBy.map { " by entry \($0)" } ?? ""
      let failure = Failure(
        .conflict, "entry \(found.number) was reversed\(other)", code: "23505",
        nextStep: "an entry is reversed once at most; post a new entry instead")
      throw ExplainedError(failure: failure)
    }
  }
}

extension RecordedEntry {
  /// What is undone with this one, in words that go on.
  fileprivate func withItself(_ books: borrowing Books, _ organization: Organization) throws -> String {
    let together = try books.undoneTogether(number, of: organization).filter { $0 != number }
    guard !together.isEmpty else { return "" }
    let ofOrigin = origin.flatMap { origin in
      together.allSatisfy { origin.entries.contains($0) } ? " of \(origin.name)" : nil
    }
    return "; with it entr\(together.count > 1 ? "ies" : "y") \(together.map(String.init).joined(separator: ", "))"
      + (ofOrigin ?? "") + ", on their own days where these are later"
  }
}
