import ArgumentParser
import Ledger

struct FindCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "find", abstract: "Find entries by words, amounts or days.",
    discussion: """
      Every word must be found: in a description, memo, payee, award, line, account, number of an invoice, key or document's name, or
      as an amount, a day (YYYY-MM-DD) or the number of the entry. Capital and small letters are the same; so are INV-007 and inv-7.

        ledgerctl find acme 125.00
        ledgerctl find snacks --from 2021-07-01
      """)
  @OptionGroup var connection: BooksOptions
  @OptionGroup var organization: OrganizationOption
  @OptionGroup var output: OutputOptions
  @Argument(help: "What to look for.") var words: [String]
  @Option(help: "From this day on.", transform: Read.day) var from: Day?
  @Option(name: [.customLong("to"), .customLong("through")], help: "Through this day.", transform: Read.day) var to:
    Day?
  @Option(help: "At most so many, the latest.") var limit = 100

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit takes 1 or more") }
  }

  func run() throws {
    try connection.open { books in
      let organization = try books.readOrganization(organization.org)
      var filter = EntryFilter()
      if let from, let to { _ = try DayWindow(from: from, through: to) }
      (filter.from, filter.through) = (from, to)
      let found = try books.find(words, of: organization, in: filter, limit: limit + 1)
      let more = found.count > limit ? ["There are earlier entries; --limit shows more than \(limit)."] : []
      try output.write(RecordedEntry.list(Array(found.suffix(limit)), of: organization).adding(notes: more))
    }
  }
}
