/// The balance of every account, by organization and, where asked, by fund.
package struct TrialBalance: Sendable {
  /// How balances are grouped.
  package enum Grouping: String, Sendable, CaseIterable {
    case organization, fund
  }

  /// A balance of one account in one group.
  struct Row {
    let organization: String
    let organizationCode: String
    let fund: String?
    let account: String
    let name: String
    let balance: Money
  }

  let rows: [Row]
  let grouping: Grouping
  let asOf: Day
  let scope: [StatementFact]
  /// How far the books of each organization shown are recorded and closed.
  let closings: [ClosedBooks]

  /// The statement: debits and credits of every account, with totals that agree.
  package func statement() -> Statement {
    var drawn: [StatementRow] = []
    let groups = Self.grouped(rows)
    for (title, members) in groups {
      drawn.append(.heading(title))
      drawn += members.map {
        .detail(
          cells($0.account, $0.name, [$0]), indent: 1,
          keys: StatementKeys(organization: $0.organizationCode, fund: $0.fund, account: $0.account))
      }
      drawn.append(.subtotal(cells("", "Total \(title)", members)))
    }
    if groups.count != 1 { drawn.append(.total(cells("", "Total", rows))) }
    return Statement(
      title: "Trial balance",
      facts: scope + [StatementFact("As of", "\(asOf)")] + closings.facts
        + [StatementFact("Basis", "US dollars")],
      columns: [
        StatementColumn("account", "Account", .text, minWidth: 7), StatementColumn("name", "Name", .text),
        StatementColumn("debit", "Debit", .money), StatementColumn("credit", "Credit", .money),
      ],
      rows: drawn,
      notes: rows.isEmpty ? ["There are no entries through that day."] : closings.notes,
      scope: StatementScope("trial-balance", asOf: asOf))
  }

  private static func grouped(_ rows: [Row]) -> [(String, [Row])] {
    var groups: [(String, [Row])] = []
    for row in rows {
      let title = row.fund.map { "\(row.organization), fund \($0)" } ?? row.organization
      if groups.last?.0 == title { groups[groups.count - 1].1.append(row) } else { groups.append((title, [row])) }
    }
    return groups
  }

  private func cells(_ account: String, _ name: String, _ members: [Row]) -> [StatementCell] {
    let debits = members.map(\.balance).filter { $0 > .zero }.total()
    let credits = members.map(\.balance).filter { $0 < .zero }.total()
    let isDetail = !account.isEmpty
    return [
      account.isEmpty ? .empty : .text(account), .text(name),
      isDetail && debits == .zero ? .empty : .money(debits), isDetail && credits == .zero ? .empty : .money(-credits),
    ]
  }
}

extension Books {
  /// Balances of every account through a day, read at one moment. Nil `organization` or `fund` means all of them.
  /// `asRecorded`: as the books stood at a seal. Throws `UnknownCode` or `Refusal`.
  package func trialBalance(
    of organization: Organization?, fund: String? = nil, by grouping: TrialBalance.Grouping = .organization,
    asOf day: Day, asRecorded moment: RecordedMoment? = nil
  ) throws -> TrialBalance {
    var fund = fund
    if let named = fund, let organization { fund = try self.fund(named, of: organization).code }
    return try connection.transaction(isolation: .repeatableRead, readOnly: true) { _ in
      let seal = try moment.map { try self.seal($0) }
      let rows = try balances(of: organization, fund: fund, byFund: grouping == .fund || fund != nil, asOf: day, seal)
      var scope: [StatementFact] = []
      if let organization {
        scope.append(StatementFact("Organization", try named(organization, asRecorded: seal).name))
      }
      if let fund { scope.append(StatementFact("Fund", fund)) }
      if let seal { scope.append(seal.fact) }
      let shown = organization.map { [$0.code] } ?? Array(Set(rows.map(\.organizationCode)))
      return TrialBalance(
        rows: rows, grouping: grouping, asOf: day, scope: scope,
        closings: try closedBooks(of: shown, asOf: day, asRecorded: seal))
    }
  }

  private func balances(
    of organization: Organization?, fund: String?, byFund: Bool, asOf day: Day, _ seal: Seal?
  ) throws -> [TrialBalance.Row] {
    let balances: Query =
      byFund
      ? "cross join lateral ledger.account_balances(o.id, \(day)::date, \(seal?.number)::bigint) b"
      : """
      join ledger.month_balances(
        array(select i.id from ledger.organization i where coalesce(i.id = \(organization?.id)::bigint, true)), \(day)::date,
        \(seal?.number)::bigint) b on b.organization_id = o.id
      """
    return try connection.execute(
      """
      select coalesce(m.name, o.name) as organization, o.code as organization_code, \(byFund ? "b.fund_code" : "null::text" as Query) as fund, b.account_code,
        coalesce(n.name, a.name) as name,
        sum(b.balance_cents)::bigint as balance_cents
      from ledger.organization o
      \(balances)
      join ledger.account a on a.organization_id = o.id and a.code = b.account_code
      \(Query.lastName(.organization, "o.code", of: "o.id", asRecorded: seal, as: "m"))
      \(Query.lastName(.account, "a.code", of: "o.id", asRecorded: seal))
      where (\(organization?.id)::bigint is null or o.id = \(organization?.id)::bigint)
        \(byFund ? "and (\(fund)::text is null or b.fund_code = \(fund)::text)" : "" as Query)
      group by o.code, 1, 3, b.account_code, 5
      having sum(b.balance_cents) <> 0
      order by o.code, 3, b.account_code
      """
    ).map { row in
      TrialBalance.Row(
        organization: try row.text("organization"), organizationCode: try row.text("organization_code"),
        fund: try row.textOrNil("fund"),
        account: try row.text("account_code"),
        name: try row.text("name"), balance: try row.money("balance_cents"))
    }
  }
}
