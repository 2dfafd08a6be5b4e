import ArgumentParser
import Ledger

struct ExpenseAdd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Record an expense.",
    discussion: """
      For an award: --award and --line, whose account is used where --account names none. A cost that no award may bear:
      --unrestricted, with --account. The service date decides whether an award's term covers a cost. What a member of staff
      paid is owed to them (--paid-from staff --staff WHO) until "payment add" pays it.
      """)

  @OptionGroup var connection: BooksOptions
  @OptionGroup var organization: OrganizationOption
  @OptionGroup var write: WriteOptions
  @OptionGroup var cost: CostOptions
  @OptionGroup var days: ServiceOptions
  @OptionGroup var source: SourceOptions
  @Option(help: "The amount, as 12.50.", transform: Typed.keep) var amount: Typed
  @Option(help: "Who is paid: a party's code or name.", completion: .parties) var payee: String
  @Option(help: "What it was for. Never a young person's name.") var memo: String?
  @Option(help: "The commitment that it meets; \"commitment draw\" fills in the rest.") var commitment: Int64?
  @Option(help: "Idempotency key; else one of all that is said.") var key: String?

  func run() throws {
    try connection.open { books in
      var faults = ArgumentFaults()
      let amount = try faults.read("--amount") { try Money(typed: self.amount.text) }
      let (service, date) = try days.read(&faults)
      let bearer = try cost.bearer(of: organization.org, books, &faults)
      let payee = try faults.read("--payee") { try bearer.map { try books.party(self.payee, of: $0.organization) } }
      try faults.throwIfAny()
      guard let amount, let service, let date, let bearer, let payee else { return }
      var expense = Expense(
        amount: amount, date: date, service: service, payee: payee.code, paidFrom: source.paidFrom.money,
        memo: memo?.withoutOuterSpaces,
        key: key ?? "", commitment: commitment)
      if let known = try source.recorded(key, expense, bearer, books) { return write.say(known) }
      try source.name(&expense, bearer, books)
      var draft = try bearer.entry(of: expense, books)
      let named = CostBearer.named("expense", expense)
      if source.paidFrom == .advance {
        // Which advances pay goes by what is open of them: it is no part of what is said.
        let event = EventKey(named, saying: draft, rest: ["advance"])
        expense.key = try write.key(key, event, in: bearer.organization, books)
        try source.fill(&expense, bearer, books)
        draft = try bearer.entry(of: expense, books)
      } else {
        draft.key = try write.key(key, named, saying: draft, in: bearer.organization, books)
      }
      let isRecorded = try bearer.explaining(expense) {
        try write.sayRecorded(
          .entry(draft), "\(amount.grouped) to \(payee.name), \(bearer.words)", in: bearer.organization, books
        ) { try books.post(draft, to: bearer.organization) }
      }
      if isRecorded { try bearer.sayOverruns(books) }
      write.sayLongService(expense)
      try write.sayAlike(draft, in: bearer.organization, books)
    }
  }
}
