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
      Columns: date, award, line, amount, payee, service_date; and where wanted service_through, paid_from (bank, savings, petty-cash,
      card, payable), account, memo, key. In any order. The same file again adds nothing. "ledgerctl template expenses" writes a workbook to fill
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
            file, dryRun: dryRun, again: again, progress: bar.show,
            alike: write.isSilent ? { (_: [AlikeRows]) in } : AlikeQuestion.ask)
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

struct ExpenseRefund: ActCommand {
  typealias Done = RefundExpense

  static let configuration = CommandConfiguration(
    commandName: "refund", abstract: "Record money that came back: it goes to the expense's own award and line.",
    discussion: """
      A credit note is money that stays with the payee: --to payable. It lowers the bill that it is of, as far as that is unpaid; what is more
      is taken off the next payment of all that is owed ("payment add --all"), or matched ("payment match").
      """)
  @OptionGroup var connection: BooksOptions
  @OptionGroup var organization: OrganizationOption
  @OptionGroup var write: WriteOptions
  @Argument(help: "The expense: its entry number or key.", completion: .choices("entry", of: RefundExpense.self))
  var entry: String?
  @Option(help: "The amount that came back.") var amount: String?
  @Option(help: "The day it came, YYYY-MM-DD.") var date: String?
  @Option(
    help: "Where it went: bank, savings, petty-cash, card, payable, or the code of such an account; defaults to bank.",
    completion: .choices("to", of: RefundExpense.self))
  var to: String?
  @Option(help: "Description.") var memo: String?
  @Option(help: "Idempotency key; defaults to one made from everything that is said.") var key: String?

  var given: ActValues {
    ActValues([
      "org": organization.org, "entry": entry, "amount": amount, "date": date, "to": to, "memo": memo, "key": key,
    ])
  }

  func perform(_ act: RefundExpense, _ write: WriteOptions, _ books: borrowing Books) throws {
    guard let prepared = try write.keyed(act, books) else { return }
    guard let award = try act.closedAward(books), let draft = prepared.first else {
      return try write.record(prepared, books)
    }
    let made: RefundOfClosedAward
    do {
      made = try books.write(dryRun: write.dryRun) { try books.refund(draft, ofClosed: award) }
    } catch let error where SQLState.approvalWhereRequired ~= error {
      throw act.afterReopening(award, Repeat.command)
    }
    try write.say(made.refund, prepared.summary)
    let organization = prepared.organization
    print(
      made.due == .zero
        ? "Award \(award.code) is closed: nothing of it is due to the funder, by its terms or because \(organization.name) had borne it."
        : "Award \(award.code) is closed: \(made.due.grouped) of it is due to the funder (\(organization.accounts[.dueToFunder])). To pay it: "
          + "ledgerctl award return \(award.reference) --owed --paid-from bank --date \(act.date)")
    try write.sayAlike(draft, in: organization, books)
  }
}
