import ArgumentParser
import Ledger

struct ExpenseAdd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Record an expense.",
    discussion: """
      For an award: --award and --line, whose account is used where --account names none. A cost that no award may bear:
      --unrestricted, with --account. The service date decides whether an award's term covers a cost.
      """)

  @OptionGroup var connection: BooksOptions
  @OptionGroup var organization: OrganizationOption
  @OptionGroup var write: WriteOptions
  @Option(help: "The award that bears it.") var award: String?
  @Option(help: "The budget line.") var line: String?
  @Flag(help: "A cost of the award on no budget line; needs --account.") var noLine = false
  @Flag(help: "A cost of the unrestricted fund; needs --account.") var unrestricted = false
  @Option(help: "The account; else the budget line's.") var account: String?
  @Option(help: "The amount, as 12.50.", transform: Read.money) var amount: Money
  @Option(help: "Who is paid: a party's code or name.") var payee: String
  @Option(help: "The day of the service, or its first day, YYYY-MM-DD.", transform: Read.day) var serviceDate: Day
  @Option(help: "The last day of the service.", transform: Read.day) var serviceThrough: Day?
  @Option(help: "The day it counts; else the last day of the service.", transform: Read.day) var date: Day?
  @Option(help: "What it is paid from or owed to: bank, petty-cash, card or payable.") var paidFrom: MoneyAccount
  @Option(help: "What it was for. Never a young person's name.") var memo: String?
  @Option(help: "Of an unrestricted cost: program, management or fundraising.") var function: ExpenseFunction = .program
  @Option(help: "Of an unrestricted cost: the program.") var program = "program"
  @Option(help: "Idempotency key: the same key is never recorded twice.") var key: String?

  func validate() throws {
    guard unrestricted != (award != nil) else { throw ValidationError("name either --award or --unrestricted") }
    if award != nil, noLine == (line != nil) { throw ValidationError("name either --line or --no-line") }
    if unrestricted && (line != nil || noLine) { throw ValidationError("--unrestricted goes without a budget line") }
    if unrestricted || noLine, account == nil { throw ValidationError("name the account with --account") }
  }

  func run() throws {
    let service = try DayWindow(from: serviceDate, through: serviceThrough ?? serviceDate)
    let date = date ?? service.through
    try connection.open { books in
      let award = try award.map { try books.award($0) }
      let organization = try award?.organization ?? books.organization(organization.org)
      let payee = try books.party(payee, of: organization)
      let expense = Expense(
        amount: amount, date: date, service: service, payee: payee.code, paidFrom: paidFrom, memo: memo,
        key: key ?? Self.newKey())
      let account = try account.map { try books.account($0, of: organization) }
      if let award {
        try record(expense, for: award, account, books)
      } else if let account {
        let draft = try expense.entry(
          unrestricted: try books.unrestrictedFund(of: organization), account: account, function: function,
          program: program)
        try post(
          draft, "\(amount.grouped) to \(payee.name), unrestricted, account \(account.code)", to: organization, books)
      }
    }
  }

  private func record(_ expense: Expense, for award: Award, _ account: Account?, _ books: borrowing Books) throws {
    let line = try line.map { try award.line($0) }
    let draft = try expense.entry(award: award, line: line, account: account)
    do {
      try post(
        draft, "\(amount.grouped) to \(expense.payee), \(award.code), \(line?.name ?? "no budget line")",
        to: award.organization, books)
    } catch let error where SQLState.serviceWithinTerm ~= error {
      guard var refused = error as? DatabaseError else { throw error }
      let command = expense.unrestrictedCommand(
        organization: award.organization, account: account?.code ?? line?.account ?? "8590")
      refused.hint = "check the service date, or book it to the unrestricted fund:\n  \(command)"
      throw refused
    }
  }

  private func post(_ draft: EntryDraft, _ what: String, to organization: Organization, _ books: borrowing Books) throws
  {
    let posted = try books.write(dryRun: write.dryRun) { try books.post(draft, to: organization) }
    write.say(posted.sentence(what))
  }

  /// A key nobody has used: a command typed twice on purpose is two expenses.
  private static func newKey() -> String {
    var source = SystemRandomNumberGenerator()
    return "cli:" + String(UInt128.random(in: 0...UInt128.max, using: &source), radix: 36)
  }
}
