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
  @Option(help: "Who is paid: a party's code or name.", completion: .parties) var payee: String?
  @Option(help: "The day of the service, or its first day, YYYY-MM-DD.") var serviceDate: String?
  @Option(help: "The last day of the service.") var serviceThrough: String?
  @Option(help: "The day it counts; else the last day of the service.") var date: String?
  @Option(
    help: "What it is paid from or owed to: bank, savings, petty-cash, card, payable, or the code of such an account.",
    completion: .list(MoneyAccount.allCases.map(\.rawValue)))
  var paidFrom: String?
  @Option(help: "What it was for. Never a young person's name.") var memo: String?
  @Option(help: "Of shares of the unrestricted fund for a program: which; else program.", completion: .programs)
  var program: String?
  @Option(help: "Idempotency key; else one of all that is said.") var key: String?

  var given: ActValues {
    var given = ActValues([
      "org": organization.org, "rule": rule, "amount": amount, "payee": payee, "service-date": serviceDate,
      "service-through": serviceThrough, "date": date, "paid-from": paidFrom, "memo": memo, "program": program,
      "key": key,
    ])
    given.set("share", share)
    return given
  }

  func perform(_ act: SplitExpense, _ write: WriteOptions, _ books: borrowing Books) throws {
    guard let prepared = try write.keyed(act, books) else { return }
    guard let rule = act.rule, let draft = prepared.first else { return try write.record(prepared, books) }
    // The rule is noted on the entry, so that this cannot wait for approval as a proposal.
    try write.telling(
      { try write.overruns(of: act.split.shares.map(\.target), books) }, books,
      of: { try act.recordByRule(rule, prepared, books) },
      saying: { posted in try write.say(posted, prepared.summary) })
    try write.sayAlike(draft, in: prepared.organization, books)
    for note in prepared.notes { print(note) }
  }
}
