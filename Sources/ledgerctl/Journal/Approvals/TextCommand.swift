import ArgumentParser
import Glibc
import Ledger

struct TextCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "text", abstract: "Texts that must go: find them, have them removed, purge them.",
    discussion: """
      A person whose name, address or illness somebody typed asks for it to go. What is removed leaves its commitment, so that seals
      stand and "check" is sound; a second person approves it ("approve give").

        ledgerctl text find WORDS
        ledgerctl text remove --entry 20 --field description --reason "Asked for by letter"
      """, subcommands: [Find.self, Remove.self, Purge.self])

  struct Find: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "find", abstract: "List the places where texts contain some words.",
      discussion: """
        For finance administrators. Capital and small letters are the same; the words are one text, spaces too. They are sent
        beside the statement, never in it; a server of your own logs neither. Places are as "text remove --place" takes them. The
        name of a document's file is not sealed and cannot be removed: it is listed, and says so.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions
    @Argument(help: "What to look for; - reads it from standard input, so that no shell keeps it.") var words: String

    func run() throws {
      let words = words == "-" ? readLine() ?? "" : words
      try connection.open { books in
        let organization = try books.organization(organization.org)
        let found = try books.places(of: words, in: organization)
        try output.write(
          .list(
            "Texts in the books of \(organization.name)",
            [
              StatementColumn("place", "Place", .text),
              StatementColumn("removable", "Can be removed", .text, wraps: true),
            ],
            found.map { [.text($0.place.description), .text($0.isSealed ? "yes" : "no: it is in no leaf")] },
            empty: "No text contains them."))
      }
    }
  }

  /// The free texts of an entry, by the names of everyday.
  enum Field: String, ExpressibleByArgument, CaseIterable {
    case description, memo, key, reason

    fileprivate var column: String {
      switch self {
      case .description, .memo: rawValue
      case .key: "idempotency_key"
      case .reason: "reversal_reason"
      }
    }
  }

  struct Remove: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove", abstract: "Propose that texts are removed, for good; another person approves it.",
      discussion: """
        For finance administrators. The reason stays: never say in it what the text was. Copies that the books made of a text, as in
        the description of a reversal or in a proposal, are removed with it, and named. Once it is approved nothing brings a text
        back but a backup of before.

          ledgerctl text remove --entry 20 --field description --reason "Asked for by letter"
          ledgerctl text remove --entry 20 --field memo --line 2 --reason "Asked for by letter"
          ledgerctl text remove --place bill:7:invoice_number --place import_batch:3:file_name --reason "Asked for by letter"
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Option(help: "Number of the entry.") var entry: Int64?
    @Option(help: "Which text of it: description, memo, key, or reason of a reversal.") var field: Field?
    @Option(help: "Of which line the memo.") var line: Int?
    @Option(help: ArgumentHelp("A place as \"text find\" prints it; may be repeated.", valueName: "table:key:column"))
    var place: [String] = []
    @Option(help: "Why; never what the text was.") var reason: String

    func validate() throws {
      if (entry == nil) != (field == nil) { throw ValidationError("--entry and --field go together") }
      if (field == .memo) != (line != nil) { throw ValidationError("--line goes with --field memo") }
      if entry == nil && place.isEmpty { throw ValidationError("say which text: --entry and --field, or --place") }
      for text in place where TextPlace(text) == nil {
        throw ValidationError("--place \(text): write TABLE:KEY:COLUMN, as \"ledgerctl text find\" prints it")
      }
    }

    private var places: [TextPlace] {
      var places = place.compactMap { TextPlace($0) }
      if let entry, let field {
        places.append(
          line.map { TextPlace(table: "journal_line", key: "\(entry)/\($0)", column: field.column) }
            ?? TextPlace(table: "journal_entry", key: "\(entry)", column: field.column))
      }
      return places
    }

    func run() throws {
      try connection.open { books in
        let organization = try books.organization(organization.org)
        let key = "removal:" + String(UInt64.random(in: .min ... .max), radix: 16)
        let (proposal, copies) = try books.write(dryRun: write.dryRun) {
          try books.proposeRemoval(of: places, reason: reason, key: key, in: organization)
        }
        let count = places.count + copies.count
        write.say(
          "\(write.dryRun ? "A proposal" : "Proposal \(proposal.number)"): remove \(count == 1 ? "a text" : "\(count) texts"). It is done when another person approves it: ledgerctl approve give \(write.dryRun ? "NUMBER" : "\(proposal.number)") --org \(organization.code)"
        )
        for copy in copies { print("  with it its copy at \(VisibleText.escaped(copy.description))") }
      }
    }
  }

  struct Purge: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "purge", abstract: "Take removed texts out of the server's files, too.",
      discussion: """
        A superuser of the server runs it after a removal was approved; on local books "approve give" does it by itself. Tables that
        held removed texts are written anew, and the write-ahead log of before is dropped; whoever uses such a table waits. Backups
        and archived logs of before still hold the texts: destroy them.
        """)
    @OptionGroup var connection: BooksOptions

    func run() throws {
      do {
        try Self.say(try TextPurge(try connection.installerTarget()).run())
      } catch let error as TextPurge.NotASuperuser {
        throw Refusal(
          "\(error.login) is not a superuser of the server of these books",
          nextStep: "the owner of the server runs \"ledgerctl text purge\"")
      } catch let error as TextPurge.StillRead {
        throw Refusal(
          "\(error.logins) has a transaction open that began before, and what it sees is kept",
          nextStep: "have it ended, and run \"ledgerctl text purge\" again")
      }
    }

    fileprivate static func say(_ report: TextPurge.Report) throws {
      print("Purged: \(report.tables) tables are written anew, and the write-ahead log of before is dropped.")
      if report.keptLogFiles > 0 {
        print(
          "The server still keeps \(report.keptLogFiles.counted("file", "files")) of that log, for a replica, a slot or an archive: run it again once these are done."
        )
      }
      print("Backups and archived logs of before still hold the texts: destroy them.")
    }
  }
}

extension BooksOptions {
  /// After a removal was approved: purges where that is possible here, else says who does it.
  func purgeRemovedTexts() throws {
    let target = try target()
    if target.localCluster != nil, let report = try? TextPurge(target).run() {
      return try TextCommand.Purge.say(report)
    }
    print(
      "The texts are out of the books; files of the server still hold them until the owner of the server runs \"ledgerctl text purge\". Backups and archived logs of before hold them, too."
    )
  }
}
