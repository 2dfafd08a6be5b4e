import ArgumentParser
import Ledger

struct StatementCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "statement", abstract: "Statements that people sign.",
    subcommands: [
      Budget.self, TrialBalanceCommand.self, ActivitiesCommand.self, PositionCommand.self, AwardScheduleCommand.self,
      PayablesCommand.self, CashCommand.self,
    ])

  struct Budget: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "budget", abstract: "Budget versus actual of one award or several.",
      discussion: """
        Without dates: through today, with this month as the period. --as-of D: through D, with D's month as the period.
        --from and --to: that window as the period; spending before it is in "to date" only. --by divides the window from the
        first day of the term, or from --from, into columns; a year is the organization's fiscal year. A table has the columns that are
        asked for most; --full has all, as the other formats do.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "Awards, CODE or ORGANIZATION/CODE; without one, all that you may read.", completion: .awards)
    var awards: [String] = []
    @Option(help: "Through this day.", transform: Read.day) var asOf: Day?
    @Option(help: "First day of the period.", transform: Read.day) var from: Day?
    @Option(name: [.customLong("to"), .customLong("through")], help: "Last day of the period.", transform: Read.day)
    var to: Day?
    @Option(help: "Columns by month, quarter or year.") var by: DayWindow.Period?
    @Flag(help: "One statement of all awards, each category by site.") var consolidated = false
    @Option(help: "This version of the budget; defaults to the one in force on the last day.") var budgetVersion: Int?
    @OptionGroup var recorded: RecordedOption
    @Flag(
      help: "All columns: what was approved and revised, earlier periods, what was planned, the variance and its rule.")
    var full = false
    @Flag(help: "In CSV, JSON and Markdown too: budget, this period, to date, committed, available, % used alone.")
    var brief = false

    func validate() throws {
      if asOf != nil, from != nil || to != nil { throw ValidationError("--as-of goes without --from and --to") }
      if (from == nil) != (to == nil) { throw ValidationError("--from and --to go together") }
      if full, brief { throw ValidationError("--full and --brief exclude each other") }
    }

    func run() throws {
      let today = try Console.today()
      let isBrief = try brief || !full && output.isTable
      try connection.open { books in
        let found = try books.budgetVersusActual(
          awards, asOf: asOf, from: from, to: to, by: by, version: budgetVersion, brief: isBrief,
          consolidated: consolidated, asRecorded: recorded.asRecorded, today: today)
        if found.parts.isEmpty {
          if let notShown = found.notShown {
            throw Refusal(
              "no award has begun by \(found.span.window.through). \(notShown)",
              nextStep: "name an award to see its budget, or a later day")
          }
          throw Refusal("there are no awards to report", nextStep: "\"ledgerctl award add\" adds one")
        }
        let through = found.span.window.through
        let organizations = found.parts.map(\.award.organization)
        let coverage = try books.coverage(of: organizations, asRecorded: recorded.asRecorded)
        let notes = { (organization: Organization) in coverage.first { $0.organization == organization }?.notes ?? [] }
        if consolidated {
          return try output.write(found.consolidatedStatement().adding(notes: coverage.flatMap(\.notes)).dated(through))
        }
        try output.write(
          try found.parts.map { try found.statement(of: $0).adding(notes: notes($0.award.organization)).dated(through) }
        )
        if let notShown = found.notShown { Console.writeError("ledgerctl: \(notShown)\n") }
      }
    }
  }

  struct TrialBalanceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "trial-balance", abstract: "The balance of every account: by organization, by fund, or for all.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var output: OutputOptions
    @Option(
      help: ArgumentHelp("One organization; defaults to all that you may read.", valueName: "code"),
      completion: .organizations
    ) var org: String?
    @Option(help: ArgumentHelp("One fund; needs --org.", valueName: "code"), completion: .funds) var fund: String?
    @Option(help: "By organization, or by fund.") var by: TrialBalance.Grouping = .organization
    @Option(help: "Through this day; defaults to today.", transform: Read.day) var asOf: Day?
    @OptionGroup var recorded: RecordedOption

    func validate() throws {
      if fund != nil, org == nil { throw ValidationError("--fund needs --org") }
    }

    func run() throws {
      let day = try asOf ?? Console.today()
      try connection.open { books in
        let read = try books.organizationsToRead(org)
        let organization = org == nil ? nil : read.first
        try output.write(
          try books.trialBalance(of: organization, fund: fund, by: by, asOf: day, asRecorded: recorded.asRecorded)
            .statement().dated(day))
      }
    }
  }
}
