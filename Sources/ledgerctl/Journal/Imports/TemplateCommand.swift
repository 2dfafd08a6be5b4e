import ArgumentParser
import Ledger
import Spreadsheets

struct TemplateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "template", abstract: "Write a workbook to fill in, with valid codes as pick lists.",
    discussion: """
      expenses, bills and payroll: for an organization; budget: for an award, with the lines that it has. The workbook is imported by
      "expense import", "bill import", "payroll import" and "budget import".
      """)
  @OptionGroup var connection: BooksOptions
  @OptionGroup var organization: OrganizationOption
  @Argument(help: "expenses, budget, bills or payroll.") var kind: Kind
  @Option(name: .shortAndLong, help: ArgumentHelp("The workbook to write, ending in .xlsx.", valueName: "file"))
  var output: String
  @Option(help: "Of a budget: the award.", completion: .awards) var award: String?

  enum Kind: String, ExpressibleByArgument, CaseIterable { case expenses, budget, bills, payroll }

  func validate() throws {
    if (kind == .budget) != (award != nil) { throw ValidationError("--award goes with budget, and only with it") }
    if !output.hasSuffix(".xlsx") { throw ValidationError("end the file's name in .xlsx") }
  }

  func run() throws {
    try connection.open { books in
      let award = try award.map { try books.award($0) }
      let organization = try award?.organization ?? books.organization(organization.org)
      let codes = try Codes(books, organization)
      let (columns, rows): ([WorkbookWriter.Column], [[String?]]) =
        switch kind {
        case .expenses: (codes.expenses, [])
        case .bills: (codes.bills, [])
        case .payroll: (codes.payroll, [])
        case .budget:
          (
            codes.budget,
            (award?.lines ?? []).map { [$0.code, $0.name, $0.category.rawValue, $0.account, $0.amount.description] }
          )
        }
      // The library that writes workbooks writes to a path: beside the file first, then in its place at once.
      let output = try Console.fileToReplace(output)
      let partial = output + ".partial.xlsx"
      defer { Console.remove(partial) }
      try WorkbookWriter.write(partial, sheet: kind.rawValue.capitalizedASCII, columns: columns, rows: rows)
      try Console.move(partial, to: output)
      print("Wrote \(VisibleText.escaped(output)): a row an entry; codes of \(organization.name) as pick lists.")
    }
  }
}

/// The valid codes of an organization, as columns of its workbooks.
private struct Codes {
  typealias Column = WorkbookWriter.Column
  private let awards: [String]
  private let lines: [String]
  private let payees: [String]
  private let staff: [String]
  private let accounts: [String]

  init(_ books: borrowing Books, _ organization: Organization) throws {
    let open = try books.awards().filter { $0.organization == organization && $0.closedOn == nil }
    awards = open.map(\.code)
    var known: [String] = []
    for line in open.flatMap(\.lines).map(\.code) where !known.contains(line) { known.append(line) }
    lines = known
    let parties = try books.parties(of: organization)
    payees = parties.map(\.code)
    staff = parties.filter { $0.kind == .staff }.map(\.code)
    accounts = try books.accounts(of: organization).filter { $0.kind == .expense || $0.role == .equipment }.map(\.code)
  }

  private var cost: [Column] {
    [
      Column("award", .choice(awards), help: "The award that bears it."),
      Column("line", .choice(lines), help: "The budget line of the award."),
      Column("amount", .amount, help: "In dollars, above zero."),
    ]
  }

  private var service: [Column] {
    [
      Column(
        "service_date", .date,
        help: "The day of the service, or its first day. It decides whether the award's term covers the cost."),
      Column("service_through", .date, help: "The last day of the service; empty for one day."),
    ]
  }

  private var rest: [Column] {
    [
      Column("account", .choice(accounts), help: "Empty: the budget line's account."),
      Column("memo", .text, help: "What it was for. Never a young person's name."),
    ]
  }

  var expenses: [Column] {
    [Column("date", .date, help: "The day it counts.")] + cost + [
      Column("payee", .choice(payees), help: "Who was paid.")
    ] + service
      + [Column("paid_from", .choice(["bank", "petty-cash", "card", "payable"]), help: "Empty: the bank.")] + rest
  }

  var bills: [Column] {
    [
      Column("payee", .choice(payees), help: "Who billed."),
      Column("number", .text, help: "Number of the invoice, as printed; without one, its date."),
      Column("invoice_date", .date, help: "The day of the invoice."),
      Column("due", .date, help: "The day it is to be paid by; empty: 30 days after the invoice."),
    ] + cost + service + [Column("date", .date, help: "The day it counts; empty: the last day of the service.")] + rest
  }

  var payroll: [Column] {
    [
      Column("pay_date", .date, help: "The day of the pay."), Column("employee", .choice(staff), help: "By code."),
      Column("service_from", .date, help: "First day worked."),
      Column("service_through", .date, help: "Last day worked."),
      Column("gross", .amount, help: "Wages of the whole pay date; repeat it in each row of it."),
      Column("fringe", .amount, help: "Payroll taxes and benefits of the whole pay date; repeat it."),
      Column("award", .choice(awards + ["unrestricted"]), help: "One row an award and line."),
      Column(
        "line", .choice(lines + ExpenseFunction.allCases.map(\.rawValue)),
        help: "Of unrestricted: program, management or fundraising."),
      Column("fringe_line", .choice(lines), help: "Empty: the award's line of category fringe."),
      Column("hours", .amount, help: "They split wages and fringe."),
    ]
  }

  var budget: [Column] {
    [
      Column("line", .text, help: "A short code, as food."), Column("name", .text, help: "As the funder writes it."),
      Column("category", .choice(BudgetCategory.allCases.map(\.rawValue)), help: "The object class."),
      Column("account", .choice(accounts), help: "The account that its costs are booked to."),
      Column("amount", .amount, help: "All lines together add up to the award."),
    ]
  }
}

extension String {
  /// With a large first letter.
  fileprivate var capitalizedASCII: String { prefix(1).uppercased() + dropFirst() }
}
