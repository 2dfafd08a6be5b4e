import ArgumentParser
import Ledger

struct SealCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "seal", abstract: "Seal what was recorded: number it without gaps, under one root.",
    discussion: """
      Seals are also made by themselves, after a command that recorded, when enough entries are unsealed or a period was closed.
      A statement can be asked for as the books stood at any seal: --as-recorded. Nobody who records waits for a seal.
      """,
    subcommands: [Show.self, Keep.self])
  @OptionGroup var connection: BooksOptions
  @OptionGroup var output: OutputOptions
  @Flag(help: "List the seals instead.") var list = false
  @Option(
    help: ArgumentHelp(
      "From now on, let so many entries stay unsealed before they are sealed by themselves, 1 to 1,000,000.",
      valueName: "entries")) var every: Int?

  func validate() throws {
    if list, every != nil { throw ValidationError("--list goes without --every") }
    if let every, !(1...1_000_000).contains(every) { throw ValidationError("--every takes 1 to 1000000") }
  }

  func run() throws {
    try connection.open { books in
      if list {
        try books.requireReaderOfAny()
        return try output.write(Self.list(try books.seals()))
      }
      if let every {
        let isSet = try books.limitTail(to: every, patience: .seconds(30)) {
          Console.writeError("Somebody else is sealing; trying again ...\n")
        }
        guard isSet else { throw Self.busy }
        return print("From now on, entries are sealed by themselves when \(every) are unsealed.")
      }
      switch try books.seal() {
      case .sealed(let seal, let entries, let records):
        print(
          "Sealed \(Self.counted(entries, "entry", "entries")) and \(Self.counted(records, "other record", "other records"))."
        )
        print("\(seal.description)")
      case .nothingNew(let seal?): print("Everything is sealed.\n\(seal.description)")
      case .nothingNew(nil): print("There is nothing to seal yet.")
      case .busy: throw Self.busy
      }
    }
  }

  private static var busy: ExplainedError {
    ExplainedError(
      failure: Failure(
        .notPermitted, "somebody else is sealing",
        nextStep: "nothing is wrong; run it again, or leave it to the next command that records"))
  }

  private static func counted(_ count: Int64, _ one: String, _ many: String) -> String {
    "\(count) \(count == 1 ? one : many)"
  }

  private static func list(_ seals: [Seal]) -> Statement {
    .list(
      "Seals",
      [
        StatementColumn("number", "Seal", .integer), StatementColumn("sealed_at", "Sealed, UTC", .text),
        StatementColumn("sealed_by", "By", .text), StatementColumn("entries", "Entries", .integer),
        StatementColumn("leaves", "Leaves", .integer), StatementColumn("root", "Root", .text, wraps: true),
      ],
      seals.map {
        [
          .integer(Int($0.number)), .text($0.sealedAt), .text($0.sealedBy), .integer(Int($0.entryCount)),
          .integer(Int($0.leafCount)), .text($0.root),
        ]
      }, empty: "Nothing is sealed yet.")
  }
}

extension Seal {
  /// The seal in a line, its root last so that it can be copied.
  var description: String {
    "Seal \(number): \(entryCount) \(entryCount == 1 ? "entry" : "entries"), \(leafCount) \(leafCount == 1 ? "leaf" : "leaves"), root \(root)"
  }
}

extension Books {
  /// What became of the seal that follows the closing of a period.
  func sealingSentence() throws -> String {
    guard let seal = try seals().last, try !isSealDue() else {
      return
        "Not sealed yet, because somebody else is sealing: \"ledgerctl seal\" does it, or the next command that records."
    }
    return seal.description
  }
}

/// The moment of recording that a statement is asked for.
struct RecordedOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "As the books stood at this seal, by number, or at the last seal of this day, UTC.", valueName: "seal|date"),
    transform: Self.read) var asRecorded: RecordedMoment?

  @Sendable static func read(_ text: String) throws -> RecordedMoment {
    if text.utf8.count < 10, text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int64(text) {
      return .seal(number)
    }
    return .day(try Day(parsing: text))
  }
}
