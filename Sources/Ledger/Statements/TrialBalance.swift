/// The balance of every account, by organization and, where asked, by fund.
public struct TrialBalance: Sendable {
  /// How balances are grouped.
  public enum Grouping: String, Sendable, CaseIterable {
    case organization, fund
  }

  /// A balance of one account in one group.
  struct Row {
    let organization: String
    let fund: String?
    let account: String
    let name: String
    let balance: Money
  }

  let rows: [Row]
  let grouping: Grouping
  let asOf: Day
  let scope: [StatementFact]

  /// The statement: debits and credits of every account, with totals that agree.
  public func statement() -> Statement {
    var drawn: [StatementRow] = []
    let groups = Self.grouped(rows)
    for (title, members) in groups {
      drawn.append(.heading(title))
      drawn += members.map { .detail(cells($0.account, $0.name, [$0]), indent: 1) }
      drawn.append(.subtotal(cells("", "Total \(title)", members)))
    }
    if groups.count != 1 { drawn.append(.total(cells("", "Total", rows))) }
    return Statement(
      title: "Trial balance", facts: scope + [StatementFact("As of", "\(asOf)"), StatementFact("Basis", "US dollars")],
      columns: [
        StatementColumn("account", "Account", .text, minWidth: 7), StatementColumn("name", "Name", .text),
        StatementColumn("debit", "Debit", .money), StatementColumn("credit", "Credit", .money),
      ],
      rows: drawn, notes: rows.isEmpty ? ["There are no entries through that day."] : [])
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
  /// Balances of every account through a day. Nil `organization` or `fund` means all of them.
  public func trialBalance(
    of organization: Organization?, fund: String? = nil, by grouping: TrialBalance.Grouping = .organization,
    asOf day: Day
  ) throws -> TrialBalance {
    let byFund = grouping == .fund || fund != nil
    if let fund, let organization {
      let known = try funds(of: organization).map(\.code)
      if !known.contains(fund) { throw UnknownCode.fund(fund, among: known, organization) }
    }
    let rows = try connection.execute(
      """
      select o.name as organization, case when \(byFund) then l.fund_code end as fund, l.account_code, a.name,
        sum(l.amount_cents)::bigint as balance_cents
      from ledger.journal_line l
      join ledger.organization o on o.id = l.organization_id
      join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
      where (\(organization?.id)::bigint is null or l.organization_id = \(organization?.id)::bigint)
        and (\(fund)::text is null or l.fund_code = \(fund)::text)
        and l.entry_date <= \(day)::date
      group by o.code, o.name, 2, l.account_code, a.name
      having sum(l.amount_cents) <> 0
      order by o.code, 2, l.account_code
      """
    ).map { row in
      TrialBalance.Row(
        organization: try row.text("organization"), fund: try row.textOrNil("fund"),
        account: try row.text("account_code"),
        name: try row.text("name"), balance: try row.money("balance_cents"))
    }
    var scope: [StatementFact] = []
    if let organization { scope.append(StatementFact("Organization", organization.name)) }
    if let fund { scope.append(StatementFact("Fund", fund)) }
    return TrialBalance(rows: rows, grouping: grouping, asOf: day, scope: scope)
  }
}
