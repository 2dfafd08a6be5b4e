import ArgumentParser
import Ledger

struct ReceiptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "receipt", abstract: "Scanned receipts, matched to expenses.", subcommands: [Import.self])

  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import", abstract: "Attach the scans of a folder to the expenses that their names tell.",
      discussion: """
        Names: "entry-12.pdf" or an expense's key is certain; so are a day and an amount that one expense has, as in
        "2021-09-03 48.20 shop.pdf". Where a name leaves a doubt you are asked on a terminal; otherwise the command that attaches
        the file is printed. The same folder again adds nothing. All of a run is recorded, or nothing.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Option(help: ArgumentHelp("Look at the expenses of this award only.", valueName: "award"), completion: .awards)
    var award: String?
    @Argument(help: "The folder.") var folder: String

    func run() throws {
      let names = try DocumentFile.names(in: folder)
      try connection.open { books in
        let award = try self.award.map { try books.award($0) }
        let organization = try award?.organization ?? books.organization(organization.org)
        var run = try ReceiptRun(folder: folder, names, books, organization, award: award?.code)
        if Console.isInteractive, !write.isSilent { try run.ask() }
        let attached = try books.write(dryRun: write.dryRun) {
          try run.certain.map { match in
            try books.attach(try run.read(match.scan), toEntry: match.entry.number, of: organization)
          }
        }
        run.report(attached, dryRun: write.dryRun)
      }
    }
  }
}
