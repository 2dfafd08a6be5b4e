import ArgumentParser
import Ledger

struct ToDoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "todo", abstract: "What is missing or due, by date, with the command that settles it.",
    discussion: """
      Expenses without the document that their award asks for, overruns to explain, open commitments, reports and extension requests of the
      next 60 days, ended awards and months that are open, interfund to settle, money accounts below zero, a seal that is due.
      Capital letters in a command stand for what you fill in.
      """)
  @OptionGroup var connection: BooksOptions
  @OptionGroup var organization: OrganizationOption
  @OptionGroup var output: OutputOptions
  @Argument(help: "One award, CODE or ORGANIZATION/CODE; else all of the organization.") var award: String?
  @Option(help: "As of this day; else today.", transform: Read.day) var asOf: Day?

  func run() throws {
    let today = try asOf ?? Console.today()
    try connection.open { books in
      let award = try self.award.map { try books.award($0) }
      let organization = try award?.organization ?? books.organization(organization.org)
      try output.write(try books.toDo(of: organization, award: award, today: today).statement())
    }
  }
}
