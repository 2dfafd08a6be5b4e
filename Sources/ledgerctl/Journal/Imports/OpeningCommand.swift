import ArgumentParser
import Ledger

struct OpeningCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "opening", abstract: "The balances with which books begin.", subcommands: [Import.self])

  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import",
      abstract: "Record opening balances by fund and class from a CSV file or workbook, all or none.",
      discussion: """
        Columns: account, fund, class (with or without, on net assets), debit, credit; and where wanted party, award, memo. Every fund
        balances: its net assets are what is left of assets less liabilities. Balances of payables and advances name their party and
        are paid as bills are. Make funds ahead of their awards with "fund add". The same file again adds nothing.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @OptionGroup var spreadsheet: SpreadsheetOptions
    @Argument(help: "The file, or - for standard input.") var file: String
    @Option(help: "The day before the books begin, YYYY-MM-DD.", transform: Read.day) var date: Day

    func run() throws {
      let input = try Console.input(file)
      try connection.open { books in
        let organization = try books.organization(organization.org)
        let posted = try spreadsheet.importing(input, .opening, of: { organization }, dryRun: write.dryRun, books) {
          file, dryRun in
          try books.importOpening(file, of: organization, on: date, dryRun: dryRun)
        }
        write.say(
          posted.recorded == 0
            ? "These opening balances had been recorded before."
            : "Opening balances of \(organization.name) on \(date): \(posted.total.grouped) of debits and of credits.\(posted.importSentence(dryRun: write.dryRun))"
        )
      }
    }
  }
}
