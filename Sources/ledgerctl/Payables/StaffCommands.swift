import ArgumentParser
import Ledger

struct AdvanceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "advance", abstract: "Money given to staff ahead of a purchase.",
    subcommands: [Give.self, Return.self, List.self])

  struct Give: ActCommand {
    typealias Done = GiveAdvance

    static let configuration = CommandConfiguration(
      commandName: "give", abstract: "Give a member of staff an advance; no cost yet.",
      discussion: """
        It stays an asset (1310) until receipts come: "expense add --paid-from advance --staff WHO" clears it, "advance return" takes
        back what is left. An advance for costs of an award is given from the award's fund: --fund.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(help: "The member of staff: a party's code or name.", completion: .choices("staff", of: GiveAdvance.self))
    var staff: String?
    @Option(help: "The amount.") var amount: String?
    @Option(help: "The day it is given, YYYY-MM-DD.") var date: String?
    @Option(name: .customLong("for"), help: "What for. Never a young person's name.") var purpose: String?
    @Option(
      help: "The fund that gives it; defaults to the unrestricted fund.",
      completion: .choices("fund", of: GiveAdvance.self))
    var fund: String?
    @Option(
      help: "The cash account: bank, petty-cash, savings, or an account code; defaults to bank.",
      completion: .choices("from", of: GiveAdvance.self)) var from: String?
    @Option(help: "Idempotency key; defaults to one made from everything that is said.") var key: String?

    var given: ActValues {
      ActValues([
        "org": organization.org, "staff": staff, "amount": amount, "date": date, "for": purpose, "fund": fund,
        "from": from, "key": key,
      ])
    }
  }

  struct Return: ActCommand {
    typealias Done = ReturnAdvance

    static let configuration = CommandConfiguration(
      commandName: "return", abstract: "Take back what is left of a member of staff's advances.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(
      help: "The member of staff: a party's code or name.", completion: .choices("staff", of: ReturnAdvance.self))
    var staff: String?
    @Option(help: "The amount; defaults to all that is open.") var amount: String?
    @Option(help: "The day it comes, YYYY-MM-DD.") var date: String?
    @Option(
      help: "The fund that gave it; defaults to the unrestricted fund.",
      completion: .choices("fund", of: ReturnAdvance.self))
    var fund: String?
    @Option(
      help: "The cash account: bank, petty-cash, savings, or an account code; defaults to bank.",
      completion: .choices("to", of: ReturnAdvance.self)) var to: String?
    @Option(help: "Idempotency key; defaults to one made from everything that is said.") var key: String?

    var given: ActValues {
      ActValues([
        "org": organization.org, "staff": staff, "amount": amount, "date": date, "fund": fund, "to": to, "key": key,
      ])
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List advances that are open.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions
    @Option(help: "As of this day; defaults to today.", transform: Read.day) var asOf: Day?

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

  struct Add: ActCommand {
    typealias Done = RecordMileage

    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Record miles driven: a cost, owed to who drove.",
      discussion: "The rate is that of the first day. A drive on both sides of a change of the rate is recorded as two."
    )
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @OptionGroup var cost: CostOptions
    @OptionGroup var days: ServiceOptions
    @Argument(help: "Who drove: a party's code or name.", completion: .choices("staff", of: RecordMileage.self))
    var staff: String?
    @Option(help: "Miles, as 42 or 42.5.") var miles: String?
    @Option(help: "Where and what for. Never a young person's name.") var memo: String?
    @Option(help: "Idempotency key; defaults to one made from everything that is said.") var key: String?

    var given: ActValues {
      ActValues(["org": organization.org, "staff": staff, "miles": miles, "memo": memo, "key": key])
        .filled(with: cost.given).filled(with: days.given)
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
    @Flag(help: "Succeed quietly if that rate is recorded.") var ifMissing = false

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
            throw Refusal("‹\(VisibleText.escaped(cents))› is not a number of cents", nextStep: "write it as 58.5")
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
