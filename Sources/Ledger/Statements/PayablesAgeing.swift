/// What is owed on payables and cards at the end of a day, by how long it is past due, tied to the balances of
/// the accounts.
package struct PayablesAgeing: Sendable {
  /// Days past due, as columns: not due, then by 30 days.
  private static let columns = [
    ("not_due", "Not due"), ("days_1_30", "1 to 30"), ("days_31_60", "31 to 60"), ("days_61_90", "61 to 90"),
    ("days_over_90", "Over 90"),
  ]

  let organization: Organization
  let asOf: Day
  let items: [OpenItem]
  /// The balance of each account by the trial balance: what is owed positive.
  let balances: [String: Money]
  /// Liabilities that have no bills to be aged, in order of the chart: what is owed positive.
  let others: [Liability]

  /// An account with what is owed on it.
  struct Liability {
    let account: String
    let name: String
    let balance: Money
  }

  /// What is owed by the open items of a kind; what payees owe us is taken off.
  package func owed(_ kind: OpenItem.Kind) -> Money { items.filter { $0.kind == kind }.map(\.owed).total() }

  /// The statement: an item a row, by payee, with the balance of each account under its items.
  package func statement() -> Statement {
    var rows: [StatementRow] = []
    var notes: [String] = []
    let accounts = [(AccountRole.payables, "Accounts payable"), (.card, "Card payable")].flatMap { role, title in
      organization.accounts.codes(of: role).map { (account: $0, title: "\(title) (\($0))") }
    }
    for (account, title) in accounts {
      let members = items.filter { $0.account == account }
      let balance = balances[account] ?? .zero
      guard !members.isEmpty || balance != .zero else { continue }
      rows.append(.heading(title))
      let parties = Dictionary(grouping: members, by: \.partyName)
      for (_, owed) in parties.sorted(by: { $0.key < $1.key }) {
        rows += owed.map { .detail(cells($0), indent: 1, keys: StatementKeys(fund: $0.fund, account: account)) }
      }
      rows.append(.subtotal(sums("Total", members)))
      rows.append(.memo(sums("Balance of \(account)", balance)))
      if members.map(\.owed).total() != balance {
        notes.append("The items of \(account) and its balance differ: a check of the books says where.")
      }
    }
    if others.isEmpty {
      if rows.isEmpty { notes.append("Nothing is owed.") } else { rows.append(.total(sums("Owed in all", items))) }
    } else {
      let aged = items.map(\.owed).total()
      if rows.isEmpty {
        notes.append("No bill, card or member of staff is to be paid.")
      } else {
        rows.append(.subtotal(sums("Total by age", items)))
      }
      rows.append(.heading("Other liabilities, which have no age"))
      rows += others.map {
        .detail(sums("\($0.account) \($0.name)", $0.balance), indent: 1, keys: StatementKeys(account: $0.account))
      }
      let rest = others.map(\.balance).total()
      rows.append(.subtotal(sums("Total other liabilities", rest)))
      rows.append(.total(sums("Total liabilities", aged + rest)))
    }
    if items.contains(where: { $0.owed < .zero && $0.kind != .advance }) {
      notes.append(
        "Amounts below zero are owed to us: a refund that came after its payment. The next payment takes it off.")
    }
    return Statement(
      title: "Payables by age",
      facts: [
        StatementFact("Organization", organization.name), StatementFact("As of", "\(asOf)"),
        StatementFact("Age", "days past due; without a bill, from the day of the entry"),
        StatementFact("Basis", "US dollars"),
      ],
      columns: [
        StatementColumn("payee", "Payee", .text, wraps: true), StatementColumn("entry", "Entry", .integer),
        StatementColumn("invoice", "Invoice", .text), StatementColumn("fund", "Fund", .text),
        StatementColumn("due", "Due", .date), StatementColumn("owed", "Owed", .money),
      ] + Self.columns.map { StatementColumn($0.0, $0.1, .money) },
      rows: rows, notes: notes,
      scope: StatementScope("payables", StatementKeys(organization: organization.code), asOf: asOf))
  }

  private func bucket(_ item: OpenItem) -> Int {
    let late = item.due.days(until: asOf)
    return late <= 0 ? 0 : min(4, (late - 1) / 30 + 1)
  }

  private func cells(_ item: OpenItem) -> [StatementCell] {
    [
      .text(item.partyName.isEmpty ? item.description : item.partyName), .integer(Int(item.entry)),
      item.invoice.map { .text($0) } ?? .empty, .text(item.fund), .day(item.due), .money(item.owed),
    ] + Self.columns.indices.map { $0 == bucket(item) ? .money(item.owed) : .empty }
  }

  private func sums(_ title: String, _ members: [OpenItem]) -> [StatementCell] {
    [.text(title), .empty, .empty, .empty, .empty, .money(members.map(\.owed).total())]
      + Self.columns.indices.map { column in
        .money(members.filter { bucket($0) == column }.map(\.owed).total())
      }
  }

  private func sums(_ title: String, _ balance: Money) -> [StatementCell] {
    [.text(title), .empty, .empty, .empty, .empty, .money(balance)] + Self.columns.map { _ in .empty }
  }
}

extension Books {
  /// What an organization owes at the end of a day, read at one moment with the balances that it ties to.
  package func payables(of organization: Organization, asOf day: Day) throws -> PayablesAgeing {
    try connection.transaction(isolation: .repeatableRead, readOnly: true) { _ in
      let items = try openItems(of: organization, asOf: day).filter { $0.kind != .advance }
      let accounts = organization.accounts.codes(of: [.payables, .card])
      var balances: [String: Money] = [:]
      var others: [PayablesAgeing.Liability] = []
      try connection.execute(
        """
        select a.code, coalesce(n.name, a.name) as name, -sum(b.balance_cents)::bigint as owed_cents
        from ledger.account_balances(\(organization.id), \(day)::date, null) b
        join ledger.account a on a.organization_id = \(organization.id) and a.code = b.account_code
        \(Query.lastName(.account, "a.code", of: "a.organization_id"))
        where a.type = 'liability'
        group by a.code, 2
        having sum(b.balance_cents) <> 0
        order by a.code
        """
      ).forEachRow { row in
        let (code, owed) = (try row.text("code"), try row.money("owed_cents"))
        if accounts.contains(code) {
          balances[code] = owed
        } else {
          others.append(.init(account: code, name: try row.text("name"), balance: owed))
        }
      }
      return PayablesAgeing(
        organization: organization, asOf: day, items: items, balances: balances, others: others)
    }
  }
}
