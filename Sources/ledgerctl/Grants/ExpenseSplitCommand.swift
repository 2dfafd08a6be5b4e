import ArgumentParser
import Ledger

struct ExpenseSplitCommand: ParsableCommand {
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
  @Option(help: "The whole cost, as 1000.00.", transform: Read.money) var amount: Money
  @Option(help: "Who is paid: a party's code or name.", completion: .parties) var payee: String
  @Option(help: "The day of the service, or its first day, YYYY-MM-DD.", transform: Read.day) var serviceDate: Day
  @Option(help: "The last day of the service.", transform: Read.day) var serviceThrough: Day?
  @Option(help: "The day it counts; else the last day of the service.", transform: Read.day) var date: Day?
  @Option(help: "What it is paid from or owed to: bank, petty-cash, card, payable, or the code of such an account.")
  var paidFrom: MoneyAccount
  @Option(help: "What it was for. Never a young person's name.") var memo: String
  @Option(help: "Of shares of the unrestricted fund for a program: which.") var program = "program"
  @Option(help: "Idempotency key; else one of all that is said.") var key: String?

  func validate() throws {
    if (rule == nil) == share.isEmpty { throw ValidationError("give either --share, twice or more, or --rule") }
    if share.count == 1 { throw ValidationError("one share is no split: use \"expense add\"") }
  }

  func run() throws {
    try connection.open { books in
      let organization = try books.organization(organization.org)
      let service = try DayWindow(from: serviceDate, through: serviceThrough ?? serviceDate)
      let day = date ?? service.through
      let saved = try rule.map { try books.allocationRule($0, of: organization, on: service.through) }
      let split =
        try saved.map { ExpenseSplit(amount, by: $0.shares.map { ($0.target, $0.weight) }) }
        ?? ExpenseSplit(amount, typed: share)
      let payee = try books.party(payee, of: organization)
      let expense = Expense(
        amount: amount, date: day, service: service, payee: payee.code, paidFrom: paidFrom, memo: memo, key: "")
      var draft = try split.entry(
        of: expense, in: organization, unrestricted: try books.unrestrictedFund(of: organization), program: program
      ) { try books.resolve($0, of: organization) }
      draft.key = try write.key(
        key, CostBearer.named("split", expense), saying: draft, rest: [saved.map { "\($0.code) \($0.version)" }],
        in: organization, books)
      let what = "\(amount.grouped) to \(payee.name), split"
      if let saved {
        // The rule is noted on the entry, so that this cannot wait for approval as a proposal.
        let posted = try books.write(dryRun: write.dryRun) { () -> PostedEntry in
          let posted = try books.post(draft, to: organization)
          if !posted.wasRecorded { try books.note(saved, on: posted, of: organization) }
          return posted
        }
        try write.say(
          posted, "\(what) by rule \(saved.code), version \(saved.version) (\(saved.base), \(saved.document))")
      } else {
        try write.sayRecorded(.entry(draft), what, in: organization, books) { try books.post(draft, to: organization) }
      }
      try write.sayAlike(draft, in: organization, books)
      for share in split.shares { print("  \(share.target.text)  \(share.amount.grouped)") }
    }
  }
}
