import ArgumentParser
import Ledger

struct ExpenseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "expense", abstract: "Costs of awards, and what came back of them.",
    subcommands: [ExpenseAdd.self, ExpenseSplitCommand.self, ExpenseImportCommand.self, ExpenseRefund.self])
}

struct ExpenseImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Record the expenses of a CSV file or workbook, all or none.",
    discussion: """
      Columns: date, award, line, amount, payee, service_date; and where wanted service_through, paid_from (bank, petty-cash, card,
      payable), account, memo, key. In any order. The same file again adds nothing. "ledgerctl template expenses" writes a workbook to fill
      in; your own spreadsheet is imported by a profile: "ledgerctl import profile make FILE".
      """)
  @OptionGroup var connection: BooksOptions
  @OptionGroup var organization: OrganizationOption
  @OptionGroup var write: WriteOptions
  @OptionGroup var spreadsheet: SpreadsheetOptions
  @Argument(help: "The file, or - for standard input.") var file: String
  @Flag(help: "Record again what is recorded otherwise, by hand or by another file, and what was undone.") var again =
    false

  func run() throws {
    let input = try Console.input(file)
    try connection.open { books in
      let bar = ProgressLine()
      let posted = try bar.during {
        try spreadsheet.importing(
          input, .expenses, of: { try books.organization(organization.org) }, dryRun: write.dryRun, books
        ) { file, dryRun in
          try books.importExpenses(
            file, dryRun: dryRun, again: again, progress: bar.show, alike: AlikeQuestion.ask)
        }
      }
      let numbers =
        write.dryRun ? "" : posted.numbers.map { ", entries \($0.lowerBound) to \($0.upperBound)" } ?? ""
      write.say(
        "\(posted.recorded.counted("expense", "expenses")) recorded\(numbers); \(posted.known) had been recorded before. The file holds \(posted.count), \(posted.total.grouped).\(posted.importSentence(dryRun: write.dryRun))"
      )
    }
  }
}

struct ExpenseRefund: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "refund", abstract: "Record money that came back: it goes to the expense's own award and line.",
    discussion: """
      A credit note is money that stays with the payee: --to payable. It lowers the bill that it is of, as far as that is unpaid; what is more
      is taken off the next payment.
      """)
  @OptionGroup var connection: BooksOptions
  @OptionGroup var organization: OrganizationOption
  @OptionGroup var write: WriteOptions
  @Argument(help: "The expense: its entry number or key.") var entry: String
  @Option(help: "The amount that came back.", transform: Read.money) var amount: Money
  @Option(help: "The day it came, YYYY-MM-DD.", transform: Read.day) var date: Day
  @Option(help: "Where it went: bank, savings, petty-cash, card, payable, or the code of such an account.") var to:
    MoneyAccount = .bank
  @Option(help: "What to say of it.") var memo: String?
  @Option(help: "Idempotency key; else one of all that is said.") var key: String?

  func run() throws {
    try connection.open { books in
      let organization = try books.organization(organization.org)
      let expense = try books.entry(entry, of: organization)
      if let known = try books.recorded(
        key, of: organization,
        as: { _ in
          try expense.refundEntry(amount, of: organization, on: date, to: to, key: "", memo: memo).saidOfMoney
        })
      {
        return write.say(known)
      }
      let event = EventKey(
        ["refund", "\(expense.number)", "\(date)", "\(amount)"],
        saying: try expense.refundEntry(amount, of: organization, on: date, to: to, key: "", memo: memo))
      let key = try write.key(key, event, in: organization, books)
      let unpaid = try books.unpaid(expense, of: organization)
      let award = try expense.draft.lines.compactMap(\.award).first.map {
        try books.award("\(organization.code)/\($0)")
      }
      let claimed =
        try award.map { $0.recognition == .agency ? try books.outstanding(of: $0, from: date) : .zero } ?? .zero
      let draft = try expense.refundEntry(amount, of: organization, on: date, to: to, key: key, memo: memo)
        .lowering(unpaid).lowering(claimOf: claimed, organization.accounts)
      if let award, award.closedOn != nil {
        let made = try books.write(dryRun: write.dryRun) { try books.refund(draft, ofClosed: award) }
        try write.say(made.refund, "\(amount.grouped) came back of entry \(expense.number)")
        print(
          made.due == .zero
            ? "Award \(award.code) is closed: nothing of it is due to the funder, by its terms or because \(organization.name) had borne it."
            : "Award \(award.code) is closed: \(made.due.grouped) of it is due to the funder (\(organization.accounts[.dueToFunder])). To pay it: "
              + "ledgerctl award return \(award.reference) --owed --paid-from bank --date \(date)")
        return try write.sayAlike(draft, in: organization, books)
      }
      let lowered = draft.lines.first { $0.settles == expense.number }?.amount
      let left = unpaid.flatMap { item in lowered.map { ", and \((item.owed - $0).grouped) of it is still to be paid" }
      }
      try write.sayRecorded(
        .entry(draft), "\(amount.grouped) came back of entry \(expense.number)\(left ?? "")", in: organization, books
      ) { try books.post(draft, to: organization) }
      try write.sayAlike(draft, in: organization, books)
    }
  }
}
