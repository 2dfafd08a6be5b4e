import ArgumentParser
import Ledger

struct PrepayCommand: ActCommand {
  typealias Done = Prepay

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
  @Option(help: "The amount.") var amount: String?
  @Option(help: "Who is paid: a party's code or name.", completion: .choices("payee", of: Prepay.self)) var payee:
    String?
  @Option(help: "The day it is paid, YYYY-MM-DD.") var date: String?
  @Option(help: "The first day of the service.") var serviceDate: String?
  @Option(help: "The last day of the service.") var serviceThrough: String?
  @Option(help: "What it is for. Never a young person's name.") var memo: String?
  @Option(help: "Idempotency key; defaults to one made from everything that is said.") var key: String?

  var given: ActValues {
    ActValues([
      "org": organization.org, "amount": amount, "payee": payee, "date": date, "service-date": serviceDate,
      "service-through": serviceThrough,
      "memo": memo, "key": key,
    ]).filled(with: cost.given).filled(with: source.given)
  }
}

struct AccrueCommand: ActCommand {
  typealias Done = Accrue

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
  @Option(help: "The amount.") var amount: String?
  @Option(help: "Who will bill: a party's code or name.", completion: .choices("payee", of: Accrue.self)) var payee:
    String?
  @Option(help: "The day it is turned, mostly the first day of the next month.") var reverseOn: String?
  @Option(help: "What it was for. Never a young person's name.") var memo: String?
  @Option(help: "Idempotency key; defaults to one made from everything that is said.") var key: String?

  var given: ActValues {
    ActValues([
      "org": organization.org, "amount": amount, "payee": payee, "reverse-on": reverseOn, "memo": memo, "key": key,
    ])
    .filled(with: cost.given).filled(with: days.given)
  }
}
