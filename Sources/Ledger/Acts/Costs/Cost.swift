/// A cost with whoever bears it and is paid: what every act of a cost reads.
struct Cost: Sendable {
  let bearer: CostBearer
  let payee: Party
  let expense: Expense
  let note: String?
  /// The key that was given.
  let key: String?
  /// All that was given.
  private let values: ActValues

  /// The cost as given, paid from or owed to `source`; nil with its faults kept.
  init?(_ reader: inout ActReader, from source: MoneyAccount?, _ books: borrowing Books) throws {
    let values = reader.values
    let amount = try reader.money("amount")
    let days = try CostDays(&reader)
    let bearer = try CostBearer(&reader, books)
    let payee = try reader.party("payee", of: bearer?.organization ?? values.likelyOrganization(books), books)
    guard let amount, let days, let bearer, let payee, let source else { return nil }
    (self.bearer, self.payee, note, key, self.values) = (bearer, payee, days.note, values["key"], values)
    expense = Expense(
      amount: amount, date: days.date, service: days.service, payee: payee.code, paidFrom: source,
      memo: values["memo"]?.trimmingSpaces, key: "")
  }

  private init(_ cost: Cost, _ change: (inout Expense) -> Void) {
    (bearer, payee, note, key, values) = (cost.bearer, cost.payee, cost.note, cost.key, cost.values)
    var expense = cost.expense
    change(&expense)
    self.expense = expense
  }

  /// The same, the expense changed.
  func with(_ change: (inout Expense) -> Void) -> Cost { Cost(self, change) }

  /// What an act would record of it, as a draft.
  func prepared<A: Act>(
    _: A.Type, _ draft: ProposalDraft, said: [EntryDraft], _ summary: String, _ books: borrowing Books
  ) throws -> PreparedEntry {
    var prepared = PreparedEntry(
      draft, named: expense.named(A.words[0]), said: said, key: key, summary: summary, in: bearer.organization)
    prepared.charged = try bearer.charged(books)
    prepared.notes = [note].compactMap(\.self)
    prepared.remedyOutsideTerm = bearer.remedyOutsideTerm(A.self, values)
    return prepared
  }
}

/// A cost with what it is paid from, and the member of staff that this may need.
struct PaidCost: Sendable {
  let cost: Cost
  let source: ExpenseSource

  var bearer: CostBearer { cost.bearer }
  var payee: Party { cost.payee }
  var expense: Expense { cost.expense }
  var key: String? { cost.key }

  /// The cost as given; nil with its faults kept.
  init?(_ reader: inout ActReader, _ books: borrowing Books) throws {
    let values = reader.values
    let organization = values.likelyOrganization(books)
    let ofStaff = [ExpenseSource.staff, .advance].first { $0.rawValue == values["paid-from"]?.lowercased() }
    let source =
      try ofStaff
      ?? reader.moneyAccount(
        "paid-from", of: organization, RoleAccounts.ofExpenses, refused: "a cost is not paid from",
        besides: [.staff, .advance].map(\ExpenseSource.rawValue)
      ).map { .money($0) }
    if let source, source != .staff, source != .advance, values.has("staff") {
      reader.object(
        to: "staff", "it goes with --paid-from staff and --paid-from advance only", nextStep: "leave it out")
    }
    let staff = try reader.member("staff", of: organization, books)
    guard let cost = try Cost(&reader, from: source?.money, books), let source else { return nil }
    (self.cost, self.source) = (cost.with { $0.staff = staff?.code }, source)
  }

  private init(_ cost: Cost, _ source: ExpenseSource) { (self.cost, self.source) = (cost, source) }

  /// The same, the expense changed.
  func with(_ change: (inout Expense) -> Void) -> PaidCost { PaidCost(cost.with(change), source) }

  /// The expense with the advances of the bearer's fund that pay it, the oldest first, where an advance does.
  func paid(_ books: borrowing Books) throws -> Expense {
    var expense = expense
    guard source == .advance, let staff = expense.staff else { return expense }
    let open = try books.openItems(of: bearer.organization, .advance, party: staff, fund: bearer.fund)
      .filter { $0.open > .zero && $0.date <= expense.date }
    guard let parts = open.parts(of: expense.amount) else {
      let name = try books.party(staff, of: bearer.organization).name
      throw Refusal(
        "\(name) has \(open.map(\.open).total().grouped) of advances in fund \(bearer.fund) on \(expense.date)",
        nextStep:
          "record the rest with --paid-from staff, or see \"ledgerctl advance list --org \(bearer.organization.code)\"")
    }
    expense.advances = parts
    return expense
  }
}

extension Expense {
  /// The words of the key of a cost, as people read them.
  package func named(_ noun: String) -> [String] { [noun, payee, "\(date)", "\(amount)"] }
}
