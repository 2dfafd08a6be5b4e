import ArgumentParser
import Ledger

struct ExpenseAdd: ActCommand {
  typealias Done = RecordExpense

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
  @Option(help: "The amount, as 12.50.") var amount: String?
  @Option(help: "Who is paid: a party's code or name.", completion: .choices("payee", of: RecordExpense.self))
  var payee: String?
  @Option(help: "What it was for. Never a young person's name.") var memo: String?
  @Option(help: "The commitment that it meets; \"commitment draw\" fills in the rest.") var commitment: String?
  @Option(help: "Idempotency key; defaults to one made from everything that is said.") var key: String?

  var given: ActValues {
    ActValues([
      "org": organization.org, "amount": amount, "payee": payee, "memo": memo, "commitment": commitment, "key": key,
    ])
    .filled(with: cost.given).filled(with: days.given).filled(with: source.given)
  }
}
