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
  @Option(help: "The amount, as 12.50.", transform: Typed.keep) var amount: Typed
  @Option(help: "Who is paid: a party's code or name.") var payee: String
  @Option(help: "The day of the service, or its first day, YYYY-MM-DD.", transform: Typed.keep)
  var serviceDate: Typed
  @Option(help: "The last day of the service.", transform: Typed.keep) var serviceThrough: Typed?
  @Option(help: "The day it counts; else the last day of the service.", transform: Typed.keep) var date: Typed?
  @Option(help: "What it is paid from or owed to: bank, petty-cash, card or payable.") var paidFrom: MoneyAccount
  @Option(help: "What it was for. Never a young person's name.") var memo: String?
  @Option(help: "Of an unrestricted cost: program, management or fundraising.") var function: ExpenseFunction?
  @Option(help: "Of an unrestricted cost: the program.") var program: String?
  @Option(help: "The commitment that it meets; \"commitment draw\" fills in the rest.") var commitment: Int64?
  @Option(help: "Idempotency key: the same key is never recorded twice.") var key: String?

  func validate() throws {
    guard unrestricted != (award != nil) else { throw ValidationError("name either --award or --unrestricted") }
    if award != nil, noLine == (line != nil) { throw ValidationError("name either --line or --no-line") }
    if unrestricted && (line != nil || noLine) { throw ValidationError("--unrestricted goes without a budget line") }
    if award != nil, function != nil || program != nil {
      throw ValidationError(
        "--function and --program are for --unrestricted costs; an award says which program it serves")
    }
    if unrestricted || noLine, account == nil { throw ValidationError("name the account with --account") }
  }

  func run() throws {
    try connection.open { books in
      var faults = ArgumentFaults()
      let amount = try faults.read("--amount") { try Money(parsing: self.amount.text) }
      let date = try faults.read("--date") { try self.date.map { try Day(parsing: $0.text) } }
      let first = try faults.read("--service-date") { try Day(parsing: self.serviceDate.text) }
      let last = try faults.read("--service-through") {
        try self.serviceThrough.map { try Day(parsing: $0.text) } ?? first
      }
      let service = try faults.read("--service-through") {
        try first.flatMap { first in try last.map { try DayWindow(from: first, through: $0) } }
      }
      let award = try faults.read("--award") { try self.award.map { try books.award($0) } }
      let line = try faults.read("--line") { try award.flatMap { award in try self.line.map { try award.line($0) } } }
      let organization = try faults.read("--org") {
        try award?.organization ?? (unrestricted ? books.organization(self.organization.org) : nil)
      }
      let payee = try faults.read("--payee") { try organization.map { try books.party(self.payee, of: $0) } }
      let account = try faults.read("--account") {
        try organization.flatMap { owner in try self.account.map { try books.account($0, of: owner) } }
      }
      try faults.throwIfAny()
      guard let amount, let service, let organization, let payee else { return }
      let expense = Expense(
        amount: amount, date: date ?? service.through, service: service, payee: payee.code, paidFrom: paidFrom,
        memo: memo,
        key: key ?? Self.newKey(), commitment: commitment)
      if let award {
        try record(expense, for: award, line, account, books)
      } else if let account {
        let draft = try expense.entry(
          unrestricted: try books.unrestrictedFund(of: organization), account: account,
          function: function ?? .program, program: program ?? "program")
        try post(
          draft, "\(amount.grouped) to \(payee.name), unrestricted, account \(account.code)", to: organization, books)
      }
    }
  }

  private func record(
    _ expense: Expense, for award: Award, _ line: BudgetLine?, _ account: Account?, _ books: borrowing Books
  ) throws {
    let draft = try expense.entry(award: award, line: line, account: account)
    do {
      try post(
        draft, "\(expense.amount.grouped) to \(expense.payee), \(award.code), \(line?.name ?? "no budget line")",
        to: award.organization, books)
      if !write.dryRun { try books.sayOverruns(of: award, lines: [line?.code]) }
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
    write.say(posted, what)
  }

  /// A key nobody has used: a command typed twice on purpose is two expenses.
  private static func newKey() -> String {
    var source = SystemRandomNumberGenerator()
    return "cli:" + String(UInt128.random(in: 0...UInt128.max, using: &source), radix: 36)
  }
}
