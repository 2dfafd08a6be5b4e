import ArgumentParser
import Ledger

struct ActivityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "activity", abstract: "What was spent month by month, as a chart.",
    discussion:
      "Of an award, its spending over its term; without one, all expenses of the organization in the fiscal year so far, or from --from."
  )
  @OptionGroup var connection: BooksOptions
  @OptionGroup var organization: OrganizationOption
  @OptionGroup var output: OutputOptions
  @Argument(help: "Award, CODE or ORGANIZATION/CODE.", completion: .awards) var award: String?
  @Option(help: "From this day on; an award's begins with its term.", transform: Read.day) var from: Day?
  @Option(
    name: [.customLong("to"), .customLong("through")],
    help: "Through this day; defaults to today, of an award not after its term.", transform: Read.day) var to: Day?

  func validate() throws {
    if award != nil, from != nil {
      throw ValidationError("--from goes without an award: its chart begins with its term")
    }
  }

  func run() throws {
    let today = try Console.today()
    if let from { _ = try DayWindow(from: from, through: to ?? max(from, today)) }
    try connection.open { books in
      let spending: MonthlySpending
      if let award {
        let found = try books.award(award)
        spending = try books.monthlySpending(of: found, through: to ?? min(today, found.term.through))
      } else {
        spending = try books.monthlySpending(
          of: try books.organization(organization.org), from: from, through: to ?? max(from ?? today, today))
      }
      try output.write(spending.statement())
    }
  }
}
