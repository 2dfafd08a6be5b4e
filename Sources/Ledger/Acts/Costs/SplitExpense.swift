/// Records one cost shared by several awards, lines and funds, by shares or by a saved rule.
package struct SplitExpense: RecordingAct {
  package static let words = ["expense", "split"]
  package static let fields: [ActField] =
    [
      .organization, share, ActField("rule", "A saved rule", .text),
      .needed("amount", "The whole cost", .money), .payee, .countingDay("service-date", "Day of the service"),
      ActField("service-through", "Last day of the service", .day(.past)),
      ActField("date", "Day it counts; defaults to the last day of the service", .day(.past)),
      .paidFrom(ExpenseSource.ofMoney),
      .needed("memo", "What it was for; never a young person's name", .text),
      ActField("program", "Of shares of the unrestricted fund for a program: which", .code(.program)),
    ] + .named

  private static var share: ActField {
    var field = ActField.repeated("share", "A share; two or more", .text)
    field.isNeeded = { !$0.has("rule") }
    field.isAskedUntilEmpty = true
    return field
  }

  private let organization: Organization
  private let payee: Party
  private let expense: Expense
  private let program: String
  /// The rule that says the shares; nil where they are said.
  package let rule: AllocationRule?
  /// What each bears.
  package let split: ExpenseSplit
  private let key: String?

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let shares = values.all("share")
    if !shares.isEmpty, values.has("rule") {
      reader.object(to: "rule", "it does not go with --share", nextStep: "leave one of them out")
    }
    if shares.count == 1 {
      reader.object(to: "share", "one share alone is not a split", nextStep: "use \"ledgerctl expense add\"")
    }
    let organization = try reader.organization(books)
    let amount = try reader.money("amount")
    let payee = try reader.party("payee", of: organization, books)
    let days = try CostDays(&reader)
    let source = try reader.moneyAccount(
      "paid-from", of: organization, RoleAccounts.ofExpenses, refused: "a cost is not paid from")
    let rule = try reader.read("rule") { typed in
      try organization.flatMap { organization in
        try days.map { try books.allocationRule(typed, of: organization, on: $0.service.through) }
      }
    }
    let program = try reader.program("program", of: organization, books)
    let split = try reader.keep("share") {
      try amount.flatMap { amount in
        if let rule { return ExpenseSplit(amount, by: rule.shares.map { ($0.target, $0.weight) }) }
        return shares.count < 2 ? nil : try ExpenseSplit(amount, typed: shares)
      }
    }
    try reader.finish()
    guard let organization, let amount, let payee, let days, let source, let split, let memo = values["memo"] else {
      preconditionFailure("a fault was kept")
    }
    (self.organization, self.payee, self.rule, self.split) = (organization, payee, rule, split)
    (self.program, key) = (program ?? "program", values["key"])
    expense = Expense(
      amount: amount, date: days.date, service: days.service, payee: payee.code, paidFrom: source, memo: memo, key: "")
  }

  package func prepared(_ books: borrowing Books) throws -> PreparedEntry {
    let organization = organization
    let draft = try split.entry(
      of: expense, in: organization, unrestricted: try books.unrestrictedFund(of: organization), program: program
    ) { try books.resolve($0, of: organization) }
    let byRule = rule.map { " by rule \($0.code), version \($0.version) (\($0.base), \($0.document))" } ?? ""
    var prepared = PreparedEntry(
      rule.map { .act(.split(draft, by: $0)) } ?? .entry(draft), named: expense.named("split"), said: [draft], key: key,
      summary: "\(expense.amount.grouped) to \(payee.name), split\(byRule)", in: organization)
    prepared.rest = [rule.map { "\($0.code) \($0.version)" }]
    prepared.charged = try split.shares.compactMap(\.target.award).map { named in
      let award = try books.award(named.reference)
      return (award, [try award.line(named.line).code])
    }
    prepared.notes = split.shares.map { "  \($0.target.text)  \($0.amount.grouped)" }
    return prepared
  }
}
