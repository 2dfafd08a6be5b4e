import ArgumentParser
import Ledger

struct StatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats", abstract: "How large the books are, and how far they are closed and sealed.",
    discussion: "Without --org, a row for each organization.")
  @OptionGroup var connection: BooksOptions
  @OptionGroup var organization: OrganizationOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    try connection.open { books in
      let asked = try books.organizationsToRead(organization.org)
      let rows: [[StatementCell]] = try asked.map { organization in
        let stats = try books.stats(of: organization)
        return [
          .text(organization.code), .integer(stats.entries), .integer(stats.lines),
          stats.days.map { .day($0.from) } ?? .empty, stats.days.map { .day($0.through) } ?? .empty,
          .integer(stats.awards), .integer(stats.closedAwards), .integer(stats.parties), .integer(stats.documents),
          .optional(stats.lastClosed.map { "\($0)" }), .integer(stats.unsealed),
        ]
      }
      try output.write(
        .list(
          "The books in numbers",
          [
            StatementColumn("organization", "Organization", .text), StatementColumn("entries", "Entries", .integer),
            StatementColumn("lines", "Lines", .integer), StatementColumn("first", "First", .date),
            StatementColumn("last", "Last", .date),
            StatementColumn("awards", "Awards", .integer), StatementColumn("closed_awards", "Closed", .integer),
            StatementColumn("parties", "Parties", .integer), StatementColumn("documents", "Documents", .integer),
            StatementColumn("last_closed", "Closed through", .text), StatementColumn("unsealed", "Unsealed", .integer),
          ], rows, empty: "There is no organization."))
    }
  }
}
