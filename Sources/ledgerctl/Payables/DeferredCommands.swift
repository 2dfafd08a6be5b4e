import ArgumentParser
import Ledger

struct PrepayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prepay", abstract: "Record a cost paid ahead, spread over the months of its service.",
    discussion: """
      The payment is an asset (1450); on the last day of each month of the service, be it one that comes later, a part by its days
      becomes the cost. All of it is
      recorded at once, or nothing: statements through an earlier day leave out what lies after it. "ledgerctl undo" with any of
      its entries undoes all of it.
      """)
  @OptionGroup var connection: BooksOptions
  @OptionGroup var organization: OrganizationOption
  @OptionGroup var write: WriteOptions
  @OptionGroup var cost: CostOptions
  @OptionGroup var source: SourceOptions
  @Option(help: "The amount.", transform: Typed.keep) var amount: Typed
  @Option(help: "Who is paid: a party's code or name.", completion: .parties) var payee: String
  @Option(help: "The day it is paid, YYYY-MM-DD.", transform: Typed.keep) var date: Typed
  @Option(help: "The first day of the service.", transform: Typed.keep) var serviceDate: Typed
  @Option(help: "The last day of the service.", transform: Typed.keep) var serviceThrough: Typed
  @Option(help: "What it is for. Never a young person's name.") var memo: String?
  @Option(help: "Idempotency key; else one of all that is said.") var key: String?

  func run() throws {
    try connection.open { books in
      var faults = ArgumentFaults()
      let amount = try faults.read("--amount") { try Money(typed: self.amount.text) }
      let date = try faults.read("--date") { try Day(parsing: self.date.text) }
      let service = try faults.read("--service-through") {
        try DayWindow(from: Day(parsing: serviceDate.text), through: Day(parsing: serviceThrough.text))
      }
      let bearer = try cost.bearer(of: organization.org, books, &faults)
      let payee = try faults.read("--payee") { try bearer.map { try books.party(self.payee, of: $0.organization) } }
      try faults.throwIfAny()
      guard let amount, let date, let service, let bearer, let payee else { return }
      var expense = Expense(
        amount: amount, date: date, service: service, payee: payee.code, paidFrom: source.paidFrom.money,
        memo: memo?.withoutOuterSpaces,
        key: key ?? "")
      try source.name(&expense, bearer, books)
      let said = try expense.prepaid(of: bearer.organization) { try bearer.entry(of: $0, books) }
      let event = EventKey(
        CostBearer.named("prepay", expense), saying: said, rest: [source.paidFrom == .advance ? "advance" : nil])
      expense.key = try write.key(key, event, in: bearer.organization, books)
      try source.fill(&expense, bearer, books)
      let drafts = try expense.prepaid(of: bearer.organization) { try bearer.entry(of: $0, books) }
      let isRecorded = try bearer.explaining(expense) {
        try write.sayRecorded(
          .origin(.prepayment, drafts),
          "\(amount.grouped) to \(payee.name) ahead, \(bearer.words), in \(drafts.count == 2 ? "1 part" : "\(drafts.count - 1) parts") from \(drafts[1].date) to \(drafts[drafts.count - 1].date)",
          in: bearer.organization, books
        ) { try books.record(drafts, as: .prepayment, to: bearer.organization)[0] }
      }
      if isRecorded { try bearer.sayOverruns(books) }
      try write.sayAlike(drafts[0], in: bearer.organization, books)
    }
  }
}

struct AccrueCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accrue", abstract: "Record a cost that is due and not billed yet, and turn it on a later day.",
    discussion: """
      The cost counts on --date and is owed on accrued expenses (2150); what turns it on --reverse-on is recorded with it. When
      the bill comes, record the bill as always: by then the accrual is turned. "ledgerctl undo" with either entry undoes both.
      """)
  @OptionGroup var connection: BooksOptions
  @OptionGroup var organization: OrganizationOption
  @OptionGroup var write: WriteOptions
  @OptionGroup var cost: CostOptions
  @OptionGroup var days: ServiceOptions
  @Option(help: "The amount.", transform: Typed.keep) var amount: Typed
  @Option(help: "Who will bill: a party's code or name.", completion: .parties) var payee: String
  @Option(help: "The day it is turned, mostly the first day of the next month.", transform: Typed.keep) var reverseOn:
    Typed
  @Option(help: "What it was for. Never a young person's name.") var memo: String?
  @Option(help: "Idempotency key; else one of all that is said.") var key: String?

  func run() throws {
    try connection.open { books in
      var faults = ArgumentFaults()
      let amount = try faults.read("--amount") { try Money(typed: self.amount.text) }
      let (service, date) = try days.read(&faults)
      let turned = try faults.read("--reverse-on") { () throws -> Day? in
        let day = try Day(parsing: reverseOn.text)
        guard let date, day <= date else { return day }
        throw Refusal(
          "\(day) is not after \(date), when the cost counts",
          nextStep: "name a later day, as the first of the next month")
      }
      let bearer = try cost.bearer(of: organization.org, books, &faults)
      let payee = try faults.read("--payee") { try bearer.map { try books.party(self.payee, of: $0.organization) } }
      try faults.throwIfAny()
      guard let amount, let service, let date, let turned, let bearer, let payee else { return }
      var expense = Expense(
        amount: amount, date: date, service: service, payee: payee.code, paidFrom: .payable,
        memo: memo?.withoutOuterSpaces,
        key: key ?? "")
      let said = try expense.accrued(of: bearer.organization, turnedOn: turned) { try bearer.entry(of: $0, books) }
      let event = EventKey(CostBearer.named("accrue", expense), saying: said)
      expense.key = try write.key(key, event, in: bearer.organization, books)
      let drafts = try expense.accrued(of: bearer.organization, turnedOn: turned) { try bearer.entry(of: $0, books) }
      let isRecorded = try bearer.explaining(expense) {
        try write.sayRecorded(
          .origin(.accrual, drafts),
          "\(amount.grouped) accrued for \(payee.name), \(bearer.words), and turned on \(turned)",
          in: bearer.organization, books
        ) { try books.record(drafts, as: .accrual, to: bearer.organization)[0] }
      }
      if isRecorded { try bearer.sayOverruns(books) }
      try write.sayAlike(drafts[0], in: bearer.organization, books)
    }
  }
}
