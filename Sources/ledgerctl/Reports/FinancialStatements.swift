import ArgumentParser
import Ledger

extension StatementCommand {
  struct ActivitiesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "activities", abstract: "Revenue, releases, expenses and the change in net assets.",
      discussion: """
        Without dates: the fiscal year so far. --as-of D: from the first day of D's fiscal year through D. --from and --to: that
        window. Entries that close a year are left out, so a closed year reads as before. Without --org, one statement an
        organization.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var recorded: RecordedOption
    @Option(help: "Through this day, from the start of its fiscal year.", transform: Read.day) var asOf: Day?
    @Option(help: "First day of the period.", transform: Read.day) var from: Day?
    @Option(name: [.customLong("to"), .customLong("through")], help: "Last day of the period.", transform: Read.day)
    var to: Day?
    @Option(help: "Columns by class or by fund; by function: expenses by function, columns by class.") var by:
      Activities.Grouping = .netAssetClass

    func validate() throws {
      if asOf != nil, from != nil || to != nil { throw ValidationError("--as-of goes without --from and --to") }
      if (from == nil) != (to == nil) { throw ValidationError("--from and --to go together") }
    }

    func run() throws {
      let last = try to ?? asOf ?? Console.today()
      try connection.open { books in
        let found = try books.activities(
          of: organization.org, from: from, to: last, by: by, asRecorded: recorded.asRecorded)
        try output.write(
          StatementCommand.some(
            books.covered(
              found.map { ($0.organization, $0.statement()) }, asRecorded: recorded.asRecorded
            ).map { try $0.dated(last) }))
      }
    }
  }

  struct PositionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "position", abstract: "Assets, liabilities and net assets by class, as of a day.",
      discussion: "--by fund: one column a fund, and the organization, where interfund (1990) cancels out.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var recorded: RecordedOption
    @Option(help: "Through this day; defaults to today.", transform: Read.day) var asOf: Day?
    @Option(help: "Columns by fund; defaults to one column, net assets by class.") var by: Position.Grouping =
      .netAssetClass

    func run() throws {
      let day = try asOf ?? Console.today()
      try connection.open { books in
        let found = try books.position(of: organization.org, asOf: day, by: by, asRecorded: recorded.asRecorded)
        try output.write(
          StatementCommand.some(
            books.covered(
              found.map { ($0.organization, $0.statement()) }, asRecorded: recorded.asRecorded
            ).map { try $0.dated(day) }))
      }
    }
  }

  struct AwardScheduleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "award-schedule",
      abstract: "Each award: received, recognized, released and left; tied to the ledger.",
      discussion: """
        The awards are read from the lines that name them; the tie-out reads the balances of their funds. A difference is a line in
        an award's fund that names no award.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var recorded: RecordedOption
    @Option(help: "Through this day; defaults to today.", transform: Read.day) var asOf: Day?

    func run() throws {
      let day = try asOf ?? Console.today()
      try connection.open { books in
        let found = try books.awardSchedule(of: organization.org, asOf: day, asRecorded: recorded.asRecorded)
        try output.write(
          StatementCommand.some(
            books.covered(
              found.map { ($0.organization, $0.statement()) }, asRecorded: recorded.asRecorded
            ).map { try $0.dated(day) }))
      }
    }
  }

  struct PayablesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "payables", abstract: "What is owed on bills, cards and to staff, by how long it is past due.",
      discussion: "The open items of each account stand over its balance, which they must add up to.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var organization: OrganizationOption
    @Option(help: "Through this day; defaults to today.", transform: Read.day) var asOf: Day?

    func run() throws {
      let day = try asOf ?? Console.today()
      try connection.open { books in
        try output.write(
          try books.payables(of: books.readOrganization(organization.org), asOf: day).statement().dated(day))
      }
    }
  }

  struct CashCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "cash", abstract: "Each bank and cash account by fund: before, received, paid, balance.",
      discussion: "Cash accounts are those from 1000 to 1099. Without dates: this month through today.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var organization: OrganizationOption
    @Option(help: "Through this day, from the first of its month.", transform: Read.day) var asOf: Day?
    @Option(help: "First day.", transform: Read.day) var from: Day?
    @Option(name: [.customLong("to"), .customLong("through")], help: "Last day.", transform: Read.day) var to: Day?

    func validate() throws {
      if asOf != nil, from != nil || to != nil { throw ValidationError("--as-of goes without --from and --to") }
    }

    func run() throws {
      let last = try to ?? asOf ?? Console.today()
      let window = try DayWindow(from: from ?? last.month.firstDay, through: last)
      try connection.open { books in
        try output.write(
          try books.cash(of: books.readOrganization(organization.org), in: window).statement().dated(last))
      }
    }
  }

  /// The statements, unless there are none.
  private static func some(_ statements: [Statement]) throws -> [Statement] {
    if statements.isEmpty {
      throw Refusal(
        "these books hold no organization that you may read",
        nextStep: "\"ledgerctl org add\" adds one, or ask their owner")
    }
    return statements
  }
}

extension Books {
  /// Statements with the notes of what the books of each organization cover, and who keeps them.
  func covered(
    _ statements: [(organization: Organization, statement: Statement)], asRecorded moment: RecordedMoment? = nil
  ) throws -> [Statement] {
    let coverage = try coverage(of: statements.map(\.organization), asRecorded: moment)
    return statements.map { part in
      part.statement.adding(notes: coverage.first { $0.organization == part.organization }?.notes ?? [])
    }
  }
}
