import ArgumentParser
import Ledger

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Files that were imported: list them, look into one, undo one as a whole.",
    discussion: "A file is imported by the command of what it holds: \"expense import\", \"payroll import\".",
    subcommands: [List.self, Show.self, Undo.self, Profile.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List imports, undone ones too.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions

    func run() throws {
      try connection.open { books in
        let organization = try books.readOrganization(organization.org)
        try output.write(
          .list(
            "Imports of \(organization.name)",
            [
              StatementColumn("number", "Import", .integer), StatementColumn("recorded_at", "Recorded (UTC)", .text),
              StatementColumn("by", "By", .text), StatementColumn("holds", "Holds", .text),
              StatementColumn("file", "File", .text, wraps: true), StatementColumn("entries", "Entries", .integer),
              StatementColumn("standing", "Standing", .integer), StatementColumn("undone", "Undone as of", .date),
            ],
            try books.imports(of: organization).map { batch in
              [
                .integer(Int(batch.number)), .text(batch.recordedAt), .text(batch.recordedBy),
                .text(batch.kind.rawValue),
                .text(batch.file), .integer(batch.recorded), .integer(batch.standing),
                batch.undoneOn.map { .day($0) } ?? .empty,
              ]
            }, empty: "Nothing was imported; \"ledgerctl expense import FILE\" imports expenses."))
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "The entries of an import.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions
    @Argument(help: "The number of the import.", completion: .choices("number", of: UndoImport.self)) var number: Int64

    func run() throws {
      try connection.open { books in
        let organization = try books.readOrganization(organization.org)
        let batch = try books.importBatch(number, of: organization)
        var filter = EntryFilter()
        filter.importNumber = batch.number
        let list = RecordedEntry.list(try books.entries(of: organization, filter), of: organization)
        var facts = [
          StatementFact("File", "\(batch.file), \(batch.kind.rawValue)"),
          StatementFact("Recorded", "\(batch.recordedAt) UTC by \(batch.recordedBy)"),
        ]
        if let day = batch.undoneOn {
          facts.append(StatementFact("Undone as of", "\(day): \(batch.undoneBecause ?? "")"))
        }
        try output.write(
          Statement(
            title: "Import \(batch.number)", facts: facts, columns: list.columns, rows: list.rows, notes: list.notes))
      }
    }
  }

  struct Undo: ActCommand {
    typealias Done = UndoImport

    static let configuration = CommandConfiguration(
      commandName: "undo",
      abstract: "Undo an import as a whole, with a reason: every entry of it that stands is reversed.",
      discussion: "The file, mended or not, can be imported again afterwards.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(help: "The number of the import.", completion: .choices("number", of: UndoImport.self)) var number:
      String?
    @Option(help: "Why.") var reason: String?
    @Option(
      help:
        "The day it counts; defaults to that of what is undone, or, where that is closed, the first day that is open.")
    var date: String?

    var given: ActValues { ActValues(["org": organization.org, "number": number, "reason": reason, "date": date]) }

    func perform(_ act: UndoImport, _ write: WriteOptions, _ books: borrowing Books) throws {
      let (organization, batch) = (act.organization, act.batch)
      let on = try write.reversalDay(named: act.date) { try books.reversalDay(of: batch, of: organization) }
      let (reversed, takenBack): (Int, [TakenBackRelease])
      do {
        (reversed, takenBack) = try books.write(dryRun: write.dryRun) {
          (
            try books.undo(batch, of: organization, on: on.day, reason: act.reason),
            try books.releasesTakenBack(of: organization)
          )
        }
      } catch let error where SQLState.approvalWhereRequired ~= error {
        return try write.propose(act.proposal(on: on.day), act.summary, in: organization, books)
      }
      write.say(takenBack)
      for one in try books.corrections(of: batch, organization) {
        print(
          "Entry \(one.standing) stands in the place of entry \(one.corrected), which was corrected: it is not undone with the file. Where it is wrong: ledgerctl undo \(one.standing) --org \(organization.code) --reason WHY"
        )
      }
      let before = batch.recorded - reversed
      write.say(
        "Import \(batch.number), \(VisibleText.escaped(batch.file)): \(reversed.counted("entry", "entries")) reversed, \(on.inWords)\(on.hasLater ? "; what is dated later, on its own day" : "")\(on.hasHeld ? "; what was paid or refunded meanwhile, when that was undone" : "")\(before > 0 ? "; \(before) had been reversed before" : "")."
      )
    }
  }
}

extension RecordedFile {
  /// The import and what of it was asked about, as sentences after the numbers.
  func importSentence(dryRun: Bool, ofBills: Bool = false) -> String {
    var text = ""
    if !dryRun, let importNumber, let organization {
      text =
        " Import \(importNumber): \"ledgerctl import undo \(importNumber) --org \(organization) --reason WHY\" takes all of it back."
    }
    if !alike.isEmpty, recorded > 0 {
      let pairs = alike.prefix(5).map { "\($0.first) and \($0.second)" }.joined(separator: "; ")
      text +=
        " Rows that say the same were each recorded: \(pairs)\(alike.count > 5 ? "; and \(alike.count - 5) more pairs" : "")."
    }
    return text + passedOverSentences(ofBills: ofBills) + looksLike(dryRun: dryRun)
  }

  /// Which rows were not recorded, since what they say is there or was undone, and the words that record them.
  private func passedOverSentences(ofBills: Bool) -> String {
    let standing = passedOver.filter { $0.undoneBy == nil && $0.insteadOfIt == nil }
    let undone = passedOver.filter { $0.undoneBy != nil }
    var text =
      Self.sentence(standing, "Passed over, since the same is recorded otherwise") { row in
        "entry \(row.entry), \(row.file.map { VisibleText.escaped($0) } ?? "by hand")"
      }
      + Self.sentence(passedOver.filter { $0.insteadOfIt != nil }, "Passed over, since it was corrected") { row in
        "entry \(row.entry), in whose place stands entry \(row.insteadOfIt ?? 0)"
      }
      + Self.sentence(undone, "Passed over, since it was undone") { row in
        "entry \(row.entry), by entry \(row.undoneBy ?? 0)"
      }
    if ofBills, !standing.isEmpty {
      text +=
        " The bills of a payee have different numbers: where one is another bill, give it its own number in the file."
    }
    if (ofBills ? undone : standing + undone).contains(where: { !$0.hasOwnKey }) {
      text += " Where they happened again, the same import with --again records them."
    }
    if undone.contains(where: \.hasOwnKey) {
      text += " A row with a key of its own is recorded again under another key: change its key in the file."
    }
    return text
  }

  /// Which of the new entries look like others.
  private func looksLike(dryRun: Bool) -> String {
    guard !lookingAlike.isEmpty else { return "" }
    // Of a dry run the new entries have no numbers.
    let named = lookingAlike.prefix(5).map {
      dryRun ? "one like entry \($0.other)" : "entry \($0.entry) like entry \($0.other)"
    }.joined(separator: ", ")
    let more = lookingAlike.count > 5 ? ", and \(lookingAlike.count - 5) more" : ""
    return
      " Of the same amount and party as one within a week that is there: \(named)\(more). Where it is one event, undo one of both."
  }

  private static func sentence(_ rows: [PassedOverRow], _ why: String, _ what: (PassedOverRow) -> String) -> String {
    guard !rows.isEmpty else { return "" }
    let named = rows.prefix(5).map { "\($0.place) (\(what($0)))" }.joined(separator: "; ")
    return " \(why): \(named)\(rows.count > 5 ? "; and \(rows.count - 5) more" : "")."
  }
}
