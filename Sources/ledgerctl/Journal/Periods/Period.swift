import ArgumentParser
import Ledger

struct Period: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "period",
    abstract: "Accounting periods: books close through the end of a month, and reopen from one on.",
    subcommands: [Checklist.self, PeriodClose.self, PeriodReopen.self, PeriodAdjust.self, List.self, History.self])

  struct Checklist: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "checklist", abstract: "What is done before a month is closed, in order, and what of it is open.",
      discussion: """
        Accrue what was ordered and expected, and approve what waits; charge indirect costs; recognize what conditional awards have earned;
        then close, which releases what spending has met.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions
    @Argument(help: "The month, YYYY-MM.", transform: Read.month) var month: Month

    func run() throws {
      try connection.open { books in
        let organization = try books.readOrganization(organization.org)
        try output.write(try books.closingChecklist(of: organization, through: month).statement())
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
        let organization = try books.readOrganization(organization.org)
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

  struct History: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "history", abstract: "List every closing, reopening and adjustment: who, when, why.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions

    func run() throws {
      try connection.open { books in
        let organization = try books.readOrganization(organization.org)
        let events = try books.closingEvents(of: organization)
        try output.write(
          Statement(
            title: "Closings of \(organization.name)",
            columns: [
              StatementColumn("number", "Number", .integer), StatementColumn("recorded_at", "Recorded (UTC)", .text),
              StatementColumn("by", "By", .text), StatementColumn("event", "What", .text),
              StatementColumn("reason", "Reason", .text, wraps: true),
            ],
            rows: events.map { event in
              return .detail([
                .integer(event.number), .text(event.recordedAt), .text(event.recordedBy), .text(event.words),
                .text(event.reason),
              ])
            },
            notes: events.isEmpty ? ["Nothing was ever closed."] : []))
      }
    }
  }
}
