import ArgumentParser
import Ledger

struct PayrollCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "payroll", abstract: "Wages by time and award.", subcommands: [Import.self, Remit.self])

  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import",
      abstract: "Record the wages and fringe of a CSV file or workbook of hours by award, all or none.",
      discussion: """
        Columns: pay_date, employee, service_from, service_through, gross, fringe, award, line, hours; and where wanted fringe_line.
        A row an award and line; the rows of one employee and pay date repeat gross and fringe, which the hours split. An employee is a
        party of kind staff, by code. Award "unrestricted" with line program, management or fundraising is your own. The same file again
        adds nothing.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @OptionGroup var spreadsheet: SpreadsheetOptions
    @Argument(help: "The file, or - for standard input.") var file: String
    @Flag(help: "Record again what is recorded otherwise, by hand or by another file, and what was undone.") var again =
      false
    @Option(help: "Wages are paid from the bank, or owed: bank or accrued-payroll.") var wages: PayrollAccount = .bank
    @Option(help: "Fringe is paid from the bank, or owed: bank or payroll-taxes.") var fringe: PayrollAccount =
      .payrollTaxes

    func run() throws {
      let input = try Console.input(file)
      try connection.open { books in
        let organization = try books.organization(organization.org)
        let bar = ProgressLine()
        let posted = try bar.during {
          try spreadsheet.importing(input, .payroll, of: { organization }, dryRun: write.dryRun, books) {
            file, dryRun in
            try books.importPayroll(
              file, of: organization, wages: wages, fringe: fringe, dryRun: dryRun, again: again, progress: bar.show)
          }
        }
        write.say(
          "\(posted.recorded.counted("payroll", "payrolls")) recorded; \(posted.known) had been recorded before. The file holds \(posted.count), \(posted.total.grouped) of wages and fringe.\(posted.importSentence(dryRun: write.dryRun))"
        )
      }
    }
  }

  struct Remit: ActCommand {
    typealias Done = RemitPayroll

    static let configuration = CommandConfiguration(
      commandName: "remit", abstract: "Pay payroll taxes, withholdings or accrued wages that are owed.",
      discussion: "Every fund pays what it owes of it on that day; of a part, its share.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Option(
      help: "What is paid: the account that it is owed on.", completion: .choices("account", of: RemitPayroll.self))
    var account: String?
    @Option(help: "Who is paid: a party's code or name.", completion: .choices("payee", of: RemitPayroll.self))
    var payee: String?
    @Option(help: "The day it is paid, YYYY-MM-DD.") var date: String?
    @Option(help: "The amount; defaults to all that is owed on that day.") var amount: String?
    @Option(
      help: "The cash account: bank, petty-cash, savings, or an account code; defaults to bank.",
      completion: .choices("from", of: RemitPayroll.self)) var from: String?
    @Option(help: "Description; defaults to what the account is.") var memo: String?
    @Option(help: "Idempotency key; defaults to one made from everything that is said.") var key: String?

    var given: ActValues {
      ActValues([
        "org": organization.org, "account": account, "payee": payee, "date": date, "amount": amount, "from": from,
        "memo": memo, "key": key,
      ])
    }
  }
}
