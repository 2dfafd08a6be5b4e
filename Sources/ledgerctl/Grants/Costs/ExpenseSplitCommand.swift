import ArgumentParser
import Ledger

struct ExpenseSplitCommand: ActCommand {
  typealias Done = SplitExpense

  static let configuration = CommandConfiguration(
    commandName: "split", abstract: "Record one cost shared by several awards, lines and funds.",
    discussion: """
      A share is "AWARD:LINE 60%", "AWARD:LINE 400.00" or "AWARD:LINE rest"; for the unrestricted fund "unrestricted:ACCOUNT" or
      "unrestricted:ACCOUNT:program". Cents left over go to the largest remainder. --rule takes the shares of a saved rule.
      """)
  @OptionGroup var connection: BooksOptions
  @OptionGroup var organization: OrganizationOption
  @OptionGroup var write: WriteOptions
  @Option(help: "A share; give two or more.") var share: [String] = []
  @Option(help: "A saved rule; \"allocation list\" shows them.") var rule: String?
  @Option(help: "The whole cost, as 1000.00.") var amount: String?
  @Option(help: "Who is paid: a party's code or name.", completion: .choices("payee", of: SplitExpense.self)) var payee:
    String?
  @Option(help: "The day of the service, or its first day, YYYY-MM-DD.") var serviceDate: String?
  @Option(help: "The last day of the service.") var serviceThrough: String?
  @Option(help: "The day it counts; defaults to the last day of the service.") var date: String?
  @Option(
    help: "What it is paid from or owed to: bank, savings, petty-cash, card, payable, or the code of such an account.",
    completion: .choices("paid-from", of: SplitExpense.self))
  var paidFrom: String?
  @Option(help: "What it was for. Never a young person's name.") var memo: String?
  @Option(
    help: "The program of shares of the unrestricted fund; defaults to program.",
    completion: .choices("program", of: SplitExpense.self))
  var program: String?
  @Option(help: "Idempotency key; defaults to one made from everything that is said.") var key: String?

  var given: ActValues {
    var given = ActValues([
      "org": organization.org, "rule": rule, "amount": amount, "payee": payee, "service-date": serviceDate,
      "service-through": serviceThrough, "date": date, "paid-from": paidFrom, "memo": memo, "program": program,
      "key": key,
    ])
    given.set("share", share)
    return given
  }
}
