import ArgumentParser
import Ledger

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "The books for other programs.", subcommands: [Journal.self])

  struct Journal: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "journal", abstract: "Write the journal as CSV, a line of an entry each.",
      discussion: "docs/journal-export.md says what each column is. Whatever its size, it is written piece by piece.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @Option(help: "From this day on.", transform: Read.day) var from: Day?
    @Option(name: [.customLong("to"), .customLong("through")], help: "Through this day.", transform: Read.day) var to:
      Day?
    @Option(
      name: .shortAndLong, help: ArgumentHelp("Write to this file; defaults to standard output.", valueName: "file"))
    var output: String?

    func run() throws {
      if let from, let to { _ = try DayWindow(from: from, through: to) }
      try connection.open { books in
        let organization = try books.readOrganization(organization.org)
        guard let output else {
          _ = try books.exportJournal(of: organization, from: from, through: to) { try Console.send(Array($0.utf8)) }
          return
        }
        var count = 0
        try Console.replace(output, mode: 0o644) { write in
          count = try books.exportJournal(of: organization, from: from, through: to) { try write(Array($0.utf8)) }
        }
        print(
          "\(count.counted("line", "lines")) of \(organization.name) written to \(VisibleText.escaped(output))."
        )
      }
    }
  }
}
