import ArgumentParser
import Ledger

struct BillCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bill", abstract: "Invoices: what is owed until a payment settles it.",
    subcommands: [Add.self, Import.self, List.self])

  struct Add: ActCommand {
    typealias Done = RecordBill

    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Record an invoice: the cost now, the payment later.",
      discussion: """
        It counts as spent on the day of the service and is owed to the payee until "payment add" pays it. A cost of several awards
        or funds: --share "AWARD:LINE 400.00", twice or more, in place of --award; each fund pays its own part. The same payee and
        number again is refused; INV-007 and inv 7 are the same. An invoice without a number: use its date.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @OptionGroup var cost: CostOptions
    @OptionGroup var days: ServiceOptions
    @Option(help: "The amount of the invoice.") var amount: String?
    @Option(help: "Who billed: a party's code or name.", completion: .choices("payee", of: RecordBill.self)) var payee:
      String?
    @Option(help: "Number of the invoice, as printed on it.") var number: String?
    @Option(
      help: "Day of the invoice; defaults to the day it counts, or the last day of the service where that is earlier.")
    var invoiceDate: String?
    @Option(help: "Day it is to be paid by; defaults to 30 days after the invoice.") var due: String?
    @Flag(help: "Another bill with the number of one that is recorded.") var sameNumber = false
    @Option(help: "What it was for. Never a young person's name.") var memo: String?
    @Option(help: "Idempotency key; defaults to one made from everything that is said.") var key: String?

    var given: ActValues {
      var given = ActValues([
        "org": organization.org, "amount": amount, "payee": payee, "number": number, "invoice-date": invoiceDate,
        "due": due, "memo": memo,
        "key": key,
      ])
      given.set("same-number", sameNumber)
      return given.filled(with: cost.given).filled(with: days.given)
    }
  }

  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import", abstract: "Record the bills of a CSV file or workbook, all or none.",
      discussion: """
        Columns: payee, number, invoice_date, award, line, amount, service_date; and where wanted due (else 30 days after the invoice),
        service_through, date, account, memo. The same file again adds nothing. "ledgerctl template bills" writes a workbook to fill in.
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
            input, .bills, of: { try books.organization(organization.org) }, dryRun: write.dryRun, books
          ) { file, dryRun in try books.importBills(file, dryRun: dryRun, again: again, progress: bar.show) }
        }
        write.say(
          "\(posted.recorded.counted("bill", "bills")) recorded; \(posted.known) had been recorded before. The file holds \(posted.count), \(posted.total.grouped).\(posted.importSentence(dryRun: write.dryRun, ofBills: true))"
        )
      }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List bills, with what is open of each.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions
    @Option(help: "Of this payee.", completion: .parties) var payee: String?
    @Option(help: "As of this day; defaults to today.", transform: Read.day) var asOf: Day?
    @Flag(help: "Those not paid in full only.") var open = false

    func run() throws {
      let day = try asOf ?? Console.today()
      try connection.open { books in
        let organization = try books.readOrganization(organization.org)
        let party = try payee.map { try books.party($0, of: organization).code }
        let bills = try books.bills(of: organization, party: party, asOf: day).filter { !open || $0.open != .zero }
        let later = try books.bills(of: organization, party: party).count {
          $0.date > day && (!open || $0.open != .zero)
        }
        let other = Self.note(
          try books.openItems(of: organization, .payable, party: party, asOf: day).filter { $0.invoice == nil },
          organization)
        let columns = [
          StatementColumn("entry", "Entry", .integer), StatementColumn("payee", "Payee", .text, wraps: true),
          StatementColumn("invoice", "Invoice", .text), StatementColumn("date", "Invoiced", .date),
          StatementColumn("due", "Due", .date), StatementColumn("fund", "Fund", .text),
          StatementColumn("amount", "Amount", .money), StatementColumn("open", "Open", .money),
          StatementColumn("for", "For", .text, wraps: true),
        ]
        let rows = bills.map { bill in
          StatementRow.detail([
            .integer(Int(bill.entry)), .text(bill.partyName), bill.invoice.map { .text($0) } ?? .empty,
            .day(bill.invoicedOn), .day(bill.due), .text(bill.fund), .money(-bill.amount), .money(bill.owed),
            .text(bill.description),
          ])
        }
        let total = StatementRow.total(
          [.empty, .text("Total"), .empty, .empty, .empty, .empty]
            + [.money(bills.map { -$0.amount }.total()), .money(bills.map(\.owed).total()), .empty])
        try output.write(
          Statement(
            title: "Bills of \(organization.name)", facts: [StatementFact("As of", day.description)], columns: columns,
            rows: bills.isEmpty ? [] : rows + [total],
            notes: (bills.isEmpty && other.isEmpty
              ? ["There are no such bills; \"ledgerctl bill add\" records one."] : [])
              + Statement.note(later, after: day) + other))
      }
    }

    /// What is owed on accounts payable and was recorded as another kind of entry, as an import of expenses.
    private static func note(_ items: [OpenItem], _ organization: Organization) -> [String] {
      guard !items.isEmpty else { return [] }
      return [
        "Not shown: \(items.map(\.owed).total().grouped) that is owed and was recorded without an invoice; \"ledgerctl statement payables --org \(organization.code)\" shows it."
      ]
    }
  }
}
