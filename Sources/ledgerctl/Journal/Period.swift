import ArgumentParser
import Ledger

struct Period: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "period", abstract: "Accounting periods: calendar months that close and reopen.",
    subcommands: [Close.self, Reopen.self, List.self])

  struct Close: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "close", abstract: "Close a month: no entry can be dated in it.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(help: "The month, YYYY-MM.", transform: Read.month) var month: Month
    @Option(help: "Why.") var reason: String
    @Flag(help: "Every open month up to it that has entries, too; it is no mistake when there is none.") var through =
      false

    func run() throws {
      try connection.open { books in
        let organization = try books.organization(organization.org)
        let open = try books.periods(of: organization).filter { !$0.isClosed && $0.month <= month }.map(\.month)
        let months = through ? open : [month]
        if months.isEmpty { return print("There is no open month with entries through \(month).") }
        try books.write(dryRun: write.dryRun) { try books.close(months, of: organization, reason: reason) }
        write.say("Closed \(months.map(\.description).joined(separator: ", ")) of \(organization.name).")
        let earlier = open.filter { $0 < month }
        if !through, !earlier.isEmpty {
          print(
            "Still open and with entries: \(earlier.map(\.description).joined(separator: ", ")). Close them too with --through."
          )
        }
      }
    }
  }

  struct Reopen: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "reopen", abstract: "Reopen a closed month.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(help: "The month, YYYY-MM.", transform: Read.month) var month: Month
    @Option(help: "Why.") var reason: String

    func run() throws {
      try connection.open { books in
        let organization = try books.organization(organization.org)
        try books.write(dryRun: write.dryRun) { try books.reopen([month], of: organization, reason: reason) }
        write.say("Reopened \(month) of \(organization.name).")
      }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List months with entries, and closed ones.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions

    func run() throws {
      try connection.open { books in
        let organization = try books.organization(organization.org)
        let rows = try books.periods(of: organization).map { period -> [StatementCell] in
          [
            .text(period.month.description), .text(period.isClosed ? "closed" : "open"), .integer(period.entryCount),
            .optional(period.lastEvent),
          ]
        }
        try output.write(
          .list(
            "Accounting periods of \(organization.name)",
            [
              StatementColumn("month", "Month", .text), StatementColumn("state", "State", .text),
              StatementColumn("entries", "Entries", .integer), StatementColumn("last_event", "Last event", .text),
            ], rows, empty: "There are no entries yet."))
      }
    }
  }
}
