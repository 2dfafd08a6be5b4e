import ArgumentParser
import Ledger

struct BudgetSpreadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spread", abstract: "Spread the lines of an award's budget over months, so that statements project.",
    discussion: """
      Without --line, every line that is not spread as it is budgeted: one that was revised in the shape that it had, another evenly over
      the months of the award's term; --all spreads the others anew, too.
      With --line, that one: evenly --from one month --through another, or by --month, as "2021-10 300.00", which may be repeated; a month
      without an amount takes the whole line. A file has the columns line, month, amount. "budget plan" shows what is spread.

      From the day that it holds, "statement budget" says what was planned to date, and what each line comes to if the months to come go
      as planned. A line whose budget is revised is to be spread again: --effective names a day on which that budget holds.
      """)
  @OptionGroup var connection: BooksOptions
  @OptionGroup var write: WriteOptions
  @OptionGroup var spreadsheet: SpreadsheetOptions
  @Argument(help: "The award.", completion: .awards) var award: String
  @Argument(help: "A CSV file or workbook of lines by month, or - for standard input.") var file: String?
  @Option(help: "The line.", completion: .budgetLines) var line: String?
  @Option(help: "Its first month, YYYY-MM; defaults to that of the award's term.", transform: Read.month) var from:
    Month?
  @Option(help: "Its last month, YYYY-MM; defaults to that of the award's term.", transform: Read.month) var through:
    Month?
  @Option(help: "A month and its amount, as \"2021-10 300.00\".") var month: [String] = []
  @Flag(help: "Spread lines anew that are spread already.") var all = false
  @Option(
    help: "First day it holds, YYYY-MM-DD; defaults to that of the budget, or today where a line is spread anew.",
    transform: Read.day) var effective: Day?

  func validate() throws {
    let isByMonth = !month.isEmpty
    if file != nil, line != nil || isByMonth || all { throw ValidationError("a file says the lines and their months") }
    if line == nil, isByMonth { throw ValidationError("--month is of one line: name it with --line") }
    if isByMonth, from != nil || through != nil {
      throw ValidationError("give either --month, or --from and --through")
    }
    if file != nil, from != nil || through != nil { throw ValidationError("a file says the months") }
  }

  func run() throws {
    let input = try file.map { try Console.input($0) }
    try connection.open { books in
      let today = try Console.today()
      // The budget and the plan of the day that it holds from: one that takes effect later is spread from its own day on.
      let award = try books.awards([award], asOf: effective ?? today)[0]
      guard let version = award.budgetVersion else {
        throw Refusal(
          "award \(award.code) has no budget yet", nextStep: "record the approved one with \"ledgerctl budget import\"")
      }
      let known = try books.spreads(of: [award], asOf: effective ?? today)[0]
      let asked =
        try input.map { try read($0, of: award, books) }
        ?? award.spreads(of: line, from: from, through: through, byMonth: month, all: all, known)
      let new = asked.filter { known[$0.line] != $0 }
      guard !new.isEmpty else { return print("The budget of \(award.code) is spread so already.") }
      let day = try effective ?? books.firstDay(of: new, known, version: version, of: award, today: today)
      try books.write(dryRun: write.dryRun) { try books.spread(new, of: award, from: day) }
      for spread in new { write.say(Self.said(spread, of: award, from: day)) }
      say(new.flatMap(\.months).filter { $0 < award.term.from.month || $0 > award.term.through.month }, outside: award)
    }
  }

  private func read(_ input: InputFile, of award: Award, _ books: borrowing Books) throws -> [BudgetSpread] {
    let organization = { award.organization }
    return try spreadsheet.importing(
      input, .expenses, columns: BudgetSpread.columns, of: organization, dryRun: write.dryRun, books
    ) { file, _ in
      try BudgetSpread.read(parsing: file.bytes(), file: file.name, award: award)
    }
  }

  private static func said(_ spread: BudgetSpread, of award: Award, from day: Day) -> String {
    let name = award.lines.first { $0.code == spread.line }?.name ?? spread.line
    let months = spread.months
    let span =
      months.count == 1 ? "in \(spread.firstMonth)" : "over \(spread.firstMonth) to \(months[months.count - 1])"
    return "Spread \(name) of \(award.code), \(spread.total.grouped), \(span), from \(day)."
  }

  private func say(_ months: [Month], outside award: Award) {
    guard let first = months.min(), let last = months.max() else { return }
    let what = first == last ? "\(first) is" : "\(first) to \(last) have months that are"
    print("Note: \(what) outside the term of \(award.code), \(award.term).")
  }
}

struct BudgetPlan: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Show what the lines of an award's budget are planned to spend month by month.")
  @OptionGroup var connection: BooksOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "The award.", completion: .awards) var award: String
  @Option(help: "As of this day; defaults to today.", transform: Read.day) var asOf: Day?

  func run() throws {
    let day = try asOf ?? Console.today()
    try connection.open { books in
      let award = try books.awards([award], asOf: day)[0]
      try output.write(award.planned(try books.spreads(of: [award], asOf: day)[0], asOf: day))
    }
  }
}
