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
  @Option(help: "Who is paid: a party's code or name.") var payee: String
  @Option(help: "The day of the service, or its first day, YYYY-MM-DD.", transform: Read.day) var serviceDate: Day
  @Option(help: "The last day of the service.", transform: Read.day) var serviceThrough: Day?
  @Option(help: "The day it counts; else the last day of the service.", transform: Read.day) var date: Day?
  @Option(help: "What it is paid from or owed to: bank, petty-cash, card or payable.") var paidFrom: MoneyAccount
  @Option(help: "What it was for. Never a young person's name.") var memo: String
  @Option(help: "Of shares of the unrestricted fund for a program: which.") var program = "program"
  @Option(help: "Idempotency key; else one of payee, date, amount and memo.") var key: String?

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
        amount: amount, date: day, service: service, payee: payee.code, paidFrom: paidFrom, memo: memo,
        key: key ?? "split:\(payee.code):\(day):\(amount):\(memo)".keyClipped)
      let draft = try split.entry(
        of: expense, unrestricted: try books.unrestrictedFund(of: organization), program: program
      ) { target in
        let account = try target.account.map { try books.account($0, of: organization) }
        guard let named = target.award else { return (nil, nil, account) }
        let award = try books.award(named.reference)
        guard award.organization == organization else {
          throw Refusal(
            "award \(award.code) belongs to \(award.organization.name)",
            nextStep: "a cost is shared within one organization")
        }
        return (award, try award.line(named.line), account)
      }
      let posted = try books.write(dryRun: write.dryRun) { () -> PostedEntry in
        let posted = try books.post(draft, to: organization)
        if let saved, !posted.wasRecorded { try books.note(saved, on: posted, of: organization) }
        return posted
      }
      let rule = saved.map { " by rule \($0.code), version \($0.version) (\($0.base), \($0.document))" } ?? ""
      write.say(posted, "\(amount.grouped) to \(payee.name), split\(rule)")
      for share in split.shares { print("  \(share.target.text)  \(share.amount.grouped)") }
    }
  }
}

extension String {
  /// At most 200 bytes of it, the length of a key.
  fileprivate var keyClipped: String {
    var text = self
    while text.utf8.count > 200 { text.removeLast() }
    return text
  }
}

struct AllocationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "allocation", abstract: "Saved rules that split a cost, with the base that justifies them.",
    subcommands: [Add.self, List.self])

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Record a rule, or a new version of one.",
      discussion:
        "A share is \"AWARD:LINE 12\" or \"unrestricted:ACCOUNT[:FUNCTION] 8\": the number is its part of the base.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(help: "Short name.", transform: Read.code) var code: String
    @Option(help: "What it splits.") var name: String
    @Option(help: "The allocation base, as: desks in use.") var base: String
    @Option(help: "Where the base is recorded.") var document: String
    @Option(help: "First day it holds, YYYY-MM-DD.", transform: Read.day) var effective: Day
    @Option(help: "A share; give two or more.") var share: [String]
    @Flag(help: "Say nothing is wrong where it exists with this first day.") var ifMissing = false

    func run() throws {
      let shares = try share.map { text -> AllocationRule.Share in
        let words = text.split(separator: " ").map(String.init)
        guard words.count == 2 else {
          throw Refusal("‹\(VisibleText.escaped(text))› is no share", nextStep: "write it as \"AWARD:LINE 12\"")
        }
        let weight = try Money(parsing: words[1])
        guard weight > .zero else {
          throw Refusal("a part of the base is more than zero", nextStep: "leave the share out")
        }
        return .init(target: try CostTarget(parsing: words[0]), weight: weight.cents)
      }
      guard shares.count > 1 else { throw Refusal("a rule has two shares or more", nextStep: "add --share") }
      try connection.open { books in
        let organization = try books.organization(organization.org)
        let known = try books.allocationRules(of: organization).contains {
          $0.code == code && $0.effectiveOn == effective
        }
        if ifMissing, known { return print("Rule \(code) is there.") }
        let version = try books.write(dryRun: write.dryRun) {
          try books.addAllocationRule(
            code: code, name: name, base: base, document: document, effectiveOn: effective, shares: shares,
            to: organization)
        }
        write.say("Recorded rule \(code), version \(version), from \(effective): \(shares.count) shares by \(base).")
      }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List rules with their shares, every version.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions

    func run() throws {
      try connection.open { books in
        let organization = try books.organization(organization.org)
        let rows = try books.allocationRules(of: organization).flatMap { rule -> [[StatementCell]] in
          let whole = Money(cents: rule.shares.map(\.weight).reduce(0, +))
          return rule.shares.map { share in
            [
              .text(rule.code), .integer(rule.version), .day(rule.effectiveOn), .text(rule.base), .text(rule.document),
              .text(share.target.text),
              Money(cents: share.weight).tenthsOfPercent(of: whole).map { .percent(tenths: $0) } ?? .notApplicable,
            ]
          }
        }
        try output.write(
          .list(
            "Allocation rules of \(organization.name)",
            [
              StatementColumn("rule", "Rule", .text), StatementColumn("version", "Version", .integer),
              StatementColumn("from", "From", .date), StatementColumn("base", "Base", .text, wraps: true),
              StatementColumn("document", "Document", .text, wraps: true),
              StatementColumn("share", "Share", .text, wraps: true),
              StatementColumn("percent", "%", .percent),
            ], rows, empty: "There are no rules; \"ledgerctl allocation add\" records one."))
      }
    }
  }
}

struct PayrollCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "payroll", abstract: "Wages by time and award.", subcommands: [Import.self])

  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import", abstract: "Record the wages and fringe of a CSV file of hours by award, all or none.",
      discussion: """
        Columns: pay_date, employee, service_from, service_through, gross, fringe, award, line, hours; and where wanted fringe_line.
        A row an award and line; the rows of one employee and pay date repeat gross and fringe, which the hours split. An employee is a
        party of kind staff, by code. Award "unrestricted" with line program, management or fundraising is your own. The same file again
        adds nothing.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(help: "The file, or - for standard input.") var file: String
    @Option(help: "Wages are paid from the bank, or owed: bank or accrued-payroll.") var wages: PayrollAccount = .bank
    @Option(help: "Fringe is paid from the bank, or owed: bank or payroll-taxes.") var fringe: PayrollAccount =
      .payrollTaxes

    func run() throws {
      let bytes = try Console.read(file)
      try connection.open { books in
        let organization = try books.organization(organization.org)
        let payroll = try books.readPayroll(bytes, file: file, of: organization, wages: wages, fringe: fringe)
        let posted = try books.write(dryRun: write.dryRun) { try books.post(payroll.drafts, to: organization) }
        let known = posted.count { $0.wasRecorded }
        write.say(
          "\(posted.count - known) payrolls recorded; \(known) had been recorded before. The file holds \(payroll.drafts.count), \(payroll.total.grouped) of wages and fringe."
        )
      }
    }
  }
}
