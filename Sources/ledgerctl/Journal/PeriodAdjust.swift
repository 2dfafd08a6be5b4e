import ArgumentParser
import Ledger

struct PeriodAdjust: ParsableCommand {
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
  @Argument(help: "The last month of the fiscal year, YYYY-MM.", transform: Read.month) var month: Month
  @Option(help: "What is adjusted, in words, such as the number that the auditor gave it.") var description: String
  @Option(name: .customLong("line"), help: "A line; give two or more.") var lines: [String]
  @Option(help: "Who approved it: the auditor, the board.") var approvedBy: String
  @Option(help: "The file of the document that it rests on; it is attached to the entry.", completion: .file())
  var document: String
  @Option(help: "Why.") var reason: String
  @Option(help: "Idempotency key: the same key is never recorded twice.") var key: String

  func run() throws {
    let file = try DocumentFile.read(document)
    try connection.open { books in
      let organization = try books.organization(organization.org)
      let yearEnd = organization.fiscalYear(of: month.firstDay).through
      guard month == yearEnd.month else {
        throw Refusal(
          "\(month) is not the last month of a fiscal year of \(organization.name)",
          nextStep: "its fiscal year ends with \(yearEnd.month): ledgerctl period adjust \(yearEnd.month) ...")
      }
      let drafts = try books.lines(typed: lines, of: organization)
      let draft = EntryDraft(key: key, date: yearEnd, description: description, lines: drafts)
      if Console.isInteractive, !write.isSilent, !write.dryRun {
        var trial = write
        trial.dryRun = true
        try say(try adjust(draft, file, of: organization, dryRun: true, books), trial, yearEnd)
        guard try Console.confirms("Record all of this?") else {
          throw Refusal("nothing was recorded", nextStep: "change the command, or leave it")
        }
      }
      let adjusted = try adjust(draft, file, of: organization, dryRun: write.dryRun, books)
      try say(adjusted, write, yearEnd)
      if !write.dryRun, !adjusted.entries.allSatisfy(\.wasRecorded) { print(try books.sealingSentence()) }
    }
  }

  private func adjust(
    _ draft: EntryDraft, _ file: DocumentDraft, of organization: Organization, dryRun: Bool, _ books: borrowing Books
  ) throws -> YearAdjustment {
    try books.write(dryRun: dryRun) {
      try books.adjust(
        yearEnded: draft.date, of: organization, [draft], approvedBy: approvedBy, document: file, reason: reason)
    }
  }

  private func say(_ adjusted: YearAdjustment, _ write: WriteOptions, _ yearEnd: Day) throws {
    for entry in adjusted.entries {
      try write.say(entry, "\(description), adjusting the year ended \(yearEnd), approved by \(approvedBy)")
    }
    write.say(adjusted.closing)
  }
}
