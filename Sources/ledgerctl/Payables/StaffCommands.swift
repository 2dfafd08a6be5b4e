import ArgumentParser
import Ledger

struct AdvanceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "advance", abstract: "Money given to staff ahead of a purchase.",
    subcommands: [Give.self, Return.self, List.self])

  struct Give: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "give", abstract: "Give a member of staff an advance; no cost yet.",
      discussion: """
        It stays an asset (1310) until receipts come: "expense add --paid-from advance --staff WHO" clears it, "advance return" takes
        back what is left. An advance for costs of an award is given from the award's fund: --fund.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(help: "The member of staff: a party's code or name.", completion: .parties) var staff: String
    @Option(help: "The amount.", transform: Read.money) var amount: Money
    @Option(help: "The day it is given, YYYY-MM-DD.", transform: Read.day) var date: Day
    @Option(name: .customLong("for"), help: "What for. Never a young person's name.") var purpose: String
    @Option(help: "The fund that gives it; else the unrestricted fund.", completion: .funds) var fund: String?
    @Option(help: "The cash account: bank, petty-cash, savings, or an account code.") var from = "bank"
    @Option(help: "Idempotency key; else one of all that is said.") var key: String?

    func run() throws {
      try connection.open { books in
        let organization = try books.organization(organization.org)
        let party = try books.party(staff, of: organization)
        guard party.kind == .staff || party.kind == .individual else {
          throw Refusal(
            "\(party.name) is no member of staff",
            nextStep: "what a payee gets ahead is a prepaid cost: \"ledgerctl prepay\"")
        }
        let fund = try books.fund(fund, of: organization)
        let account = try books.cashAccount(from, of: organization)
        var draft = EntryDraft(
          key: "", date: date, description: "Advance: \(purpose)",
          lines: [
            EntryLine(
              account: organization.accounts[.staffAdvances], fund: fund, amount: amount, party: party.code),
            EntryLine(account: account, fund: fund, amount: -amount, party: party.code),
          ])
        guard amount > .zero else { throw Refusal("an advance is more than zero", nextStep: "write what is given") }
        draft.key = try write.key(
          key, ["advance", party.code, "\(date)", "\(amount)"], saying: draft, in: organization, books)
        let what = "\(amount.grouped) advanced to \(party.name) from fund \(fund)"
        try write.sayRecorded(.entry(draft), what, in: organization, books) { try books.post(draft, to: organization) }
        try write.sayAlike(draft, in: organization, books)
      }
    }
  }

  struct Return: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "return", abstract: "Take back what is left of a member of staff's advances.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(help: "The member of staff: a party's code or name.", completion: .parties) var staff: String
    @Option(help: "The amount; else all that is open.", transform: Read.money) var amount: Money?
    @Option(help: "The day it comes, YYYY-MM-DD.", transform: Read.day) var date: Day
    @Option(help: "The fund that gave it; else the unrestricted fund.", completion: .funds) var fund: String?
    @Option(help: "The cash account: bank, petty-cash, savings, or an account code.") var to = "bank"
    @Option(help: "Idempotency key; else one of all that is said.") var key: String?

    func run() throws {
      try connection.open { books in
        let organization = try books.organization(organization.org)
        let party = try books.party(staff, of: organization)
        let fund = try books.fund(fund, of: organization)
        let account = try books.cashAccount(to, of: organization)
        func said(_ amount: Money) -> EntryDraft {
          EntryDraft(
            key: "", date: date, description: "Advance returned by \(party.name)",
            lines: [EntryLine(account: account, fund: fund, amount: amount, party: party.code)])
        }
        if let known = try books.recorded(key, of: organization, as: { said(self.amount ?? $0.debits) }) {
          return write.say(known)
        }
        let open = try books.openItems(of: organization, .advance, party: party.code, fund: fund)
          .filter { $0.open > .zero && $0.date <= date }
        let left = open.map(\.open).total()
        let amount = amount ?? left
        guard amount > .zero, let parts = open.parts(of: amount) else {
          throw Refusal(
            "\(party.name) has \(left.grouped) of advances in fund \(fund) on \(date), what is dated later counted",
            nextStep: "see \"ledgerctl advance list --org \(organization.code)\"")
        }
        var draft = said(amount)
        let event = EventKey(["advance-return", party.code, "\(date)", "\(amount)"], rest: [fund, account])
        draft.key = try write.key(key, event, in: organization, books)
        draft.lines += parts.map(\.line)
        let posted = try books.write(dryRun: write.dryRun) { try books.post(draft, to: organization) }
        try write.say(
          posted, "\(amount.grouped) came back of advances to \(party.name), \((left - amount).grouped) is open")
        try write.sayAlike(draft, in: organization, books)
      }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List advances that are open.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions
    @Option(help: "As of this day; else today.", transform: Read.day) var asOf: Day?

    func run() throws {
      let day = try asOf ?? Console.today()
      try connection.open { books in
        let organization = try books.readOrganization(organization.org)
        let later = try books.openItems(of: organization, .advance).count { $0.date > day }
        try output.write(
          .list(
            "Advances of \(organization.name) that are open",
            [
              StatementColumn("staff", "Staff", .text), StatementColumn("entry", "Entry", .integer),
              StatementColumn("date", "Date", .date), StatementColumn("fund", "Fund", .text),
              StatementColumn("given", "Given", .money), StatementColumn("open", "Open", .money),
              StatementColumn("days", "Days", .integer), StatementColumn("for", "For", .text, wraps: true),
            ],
            try books.openItems(of: organization, .advance, asOf: day).map { item in
              [
                .text(item.partyName), .integer(Int(item.entry)), .day(item.date), .text(item.fund),
                .money(item.amount),
                .money(item.open), .integer(item.date.days(until: day)), .text(item.description),
              ]
            }, empty: "No advance is open.", asOf: day, later: later))
      }
    }
  }
}

struct MileageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mileage", abstract: "Miles driven by staff, at the rate of the day.",
    subcommands: [Add.self, Rate.self])

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Record miles driven: a cost, owed to who drove.",
      discussion: "The rate is that of the first day. A drive on both sides of a change of the rate is recorded as two."
    )
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @OptionGroup var cost: CostOptions
    @OptionGroup var days: ServiceOptions
    @Argument(help: "Who drove: a party's code or name.", completion: .parties) var staff: String
    @Option(help: "Miles, as 42 or 42.5.") var miles: String
    @Option(help: "Where and what for. Never a young person's name.") var memo: String
    @Option(help: "Idempotency key; else one of all that is said.") var key: String?

    func run() throws {
      try connection.open { books in
        var faults = ArgumentFaults()
        let (service, date) = try days.read(&faults)
        let bearer = try cost.bearer(of: organization.org, books, &faults)
        let driver = try faults.read("STAFF") { try bearer.map { try books.party(staff, of: $0.organization) } }
        let tenths = try faults.read("--miles") {
          guard let tenths = MileageRate.tenths(parsing: miles) else {
            throw Refusal("‹\(VisibleText.escaped(miles))› is no number of miles", nextStep: "write it as 42 or 42.5")
          }
          return tenths
        }
        let rate = try faults.read("--service-date") {
          try bearer.flatMap { bearer in try service.map { try books.mileageRate(of: bearer.organization, on: $0.from) }
          }
        }
        try faults.throwIfAny()
        guard let service, let date, let bearer, let driver, let tenths, let rate else { return }
        let amount = rate.amount(tenthsOfMile: tenths)
        let said = tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
        let expense = Expense(
          amount: amount, date: date, service: service, payee: driver.code, paidFrom: .payable,
          memo: "\(memo.withoutOuterSpaces): \(said) miles at \(rate.text) cents (\(rate.source))", key: key ?? "")
        var draft = try bearer.entry(of: expense, books)
        draft.key = try write.key(
          key, CostBearer.named("mileage", expense), saying: draft, in: bearer.organization, books)
        let isRecorded = try bearer.explaining(expense) {
          try write.sayRecorded(
            .entry(draft),
            "\(said) miles at \(rate.text) cents, \(amount.grouped), owed to \(driver.name), \(bearer.words)",
            in: bearer.organization, books
          ) { try books.post(draft, to: bearer.organization) }
        }
        if isRecorded { try bearer.sayOverruns(books) }
        try write.sayAlike(draft, in: bearer.organization, books)
      }
    }
  }

  struct Rate: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rate", abstract: "Record what is paid for a mile from a day on, or list the rates.",
      discussion: "With --cents, --from and --source a rate is recorded; without them, the rates are listed.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @OptionGroup var output: OutputOptions
    @Option(help: "Cents for a mile, as 58.5.") var cents: String?
    @Option(help: "First day of driving that it holds for.", transform: Read.day) var from: Day?
    @Option(help: "Where it is from: your policy, or the notice of the IRS.") var source: String?
    @Flag(help: "Say nothing where that rate is recorded.") var ifMissing = false

    func validate() throws {
      guard [cents == nil, from == nil, source == nil].allSatisfy({ $0 == (cents == nil) }) else {
        throw ValidationError("--cents, --from and --source go together")
      }
    }

    func run() throws {
      try connection.open { books in
        let organization = try books.readOrganization(organization.org)
        if let cents, let from, let source {
          guard let tenths = MileageRate.tenths(parsing: cents) else {
            throw Refusal("‹\(VisibleText.escaped(cents))› is no number of cents", nextStep: "write it as 58.5")
          }
          let rate = MileageRate(effectiveOn: from, tenthsOfCent: tenths, source: source)
          if ifMissing, try books.mileageRates(of: organization).contains(rate) {
            return write.say("\(rate.text) cents a mile from \(from) on was recorded before.")
          }
          try books.write(dryRun: write.dryRun) { try books.setMileageRate(rate, of: organization) }
          return write.say("\(rate.text) cents a mile from \(from) on, \(source).")
        }
        try output.write(
          .list(
            "What \(organization.name) pays for a mile",
            [
              StatementColumn("from", "From", .date), StatementColumn("cents", "Cents", .text),
              StatementColumn("source", "Source", .text, wraps: true),
            ],
            try books.mileageRates(of: organization).map { [.day($0.effectiveOn), .text($0.text), .text($0.source)] },
            empty: "No rate is recorded; \"ledgerctl mileage rate --cents 58.5 --from DAY --source WHERE\" records one."
          ))
      }
    }
  }
}

extension Books {
  /// The fund of this code; the unrestricted fund where none is named. Throws `UnknownCode`.
  func fund(_ code: String?, of organization: Organization) throws -> String {
    guard let code else { return try unrestrictedFund(of: organization) }
    return try fund(code, of: organization).code
  }
}
