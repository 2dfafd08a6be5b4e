import ArgumentParser
import Ledger

struct ToDoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "todo", abstract: "What is missing or due, by date, with the command that settles it.",
    discussion: """
      In new books what is recorded first: the organization, a funder, an award, its budget, its promise. Then expenses without the
      document that their award asks for, overruns to explain, open commitments, reports and extension requests of the next 60 days,
      reports that were due within the last year (nothing records that one was sent), ended awards and what is unspent of them, months
      and fiscal years that are open, interfund to settle, money accounts below zero, a seal that is due.
      Without --org, a list for each organization. Capital letters in a command stand for what you fill in.
      """)
  @OptionGroup var connection: BooksOptions
  @OptionGroup var organization: OrganizationOption
  @OptionGroup var output: OutputOptions
  @Argument(help: "One award, CODE or ORGANIZATION/CODE; defaults to all of the organization.", completion: .awards)
  var award: String?
  @Option(help: "As of this day; defaults to today.", transform: Read.day) var asOf: Day?

  func run() throws {
    let today = try asOf ?? Console.today()
    try connection.open { books in
      if let award = try award.map({ try books.award($0) }) {
        try books.requireReader(of: award.organization)
        return try output.write(books.toDo(of: award.organization, award: award, today: today).statement())
      }
      let asked = try books.organizationsToRead(organization.org)
      let lists = try asked.map { try books.toDo(of: $0, today: today).statement() }
      try output.write(lists.isEmpty ? [ToDo.first(today: today)] : lists)
    }
  }
}
