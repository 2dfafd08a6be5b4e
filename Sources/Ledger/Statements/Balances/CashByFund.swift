/// Each account of money at hand by fund: what was there, what came and went, what is there.
package struct CashByFund: Sendable {
  /// One fund's part of one account.
  struct Row {
    let account: String
    let accountName: String
    let fund: String
    let opening: Money
    let received: Money
    let paid: Money
    var balance: Money { opening + received - paid }
  }

  let organization: Organization
  let window: DayWindow
  let rows: [Row]
  /// What of received and paid moved between the organization's own accounts and funds.
  let moved: Money

  /// The balance of an account at the end of the window, or of all of them.
  package func balance(of account: String? = nil) -> Money {
    rows.filter { account == nil || $0.account == account }.map(\.balance).total()
  }

  /// The statement: a fund a row under its account.
  package func statement() -> Statement {
    var drawn: [StatementRow] = []
    let accounts = Dictionary(grouping: rows, by: \.account).sorted { $0.key < $1.key }
    for (code, members) in accounts {
      drawn.append(.heading("\(code) \(members[0].accountName)"))
      drawn += members.map {
        .detail(cells($0.fund, [$0]), indent: 1, keys: StatementKeys(fund: $0.fund, account: code))
      }
      drawn.append(.subtotal(cells("Total \(code)", members)))
    }
    if accounts.count > 1 { drawn.append(.total(cells("Total", rows))) }
    return Statement(
      title: "Cash by fund",
      facts: [
        StatementFact("Organization", organization.name), StatementFact("Window", "\(window)"),
        StatementFact("Basis", "US dollars"),
      ],
      columns: [
        StatementColumn("fund", "Fund", .text), StatementColumn("opening", "Before", .money),
        StatementColumn("received", "Received", .money), StatementColumn("paid", "Paid", .money),
        StatementColumn("balance", "Balance", .money),
      ],
      rows: drawn,
      notes: (rows.isEmpty ? ["No cash account has been used through that day."] : [])
        + (moved == .zero
          ? []
          : [
            "Received and paid both have \(moved.grouped) that moved between the organization's own accounts and funds; from others came \((rows.map(\.received).total() - moved).grouped)."
          ])
        + accounts.flatMap { overdrawn($0.key, $0.value) },
      scope: StatementScope(
        "cash", StatementKeys(organization: organization.code), from: window.from, asOf: window.through))
  }

  /// What funds spent of an account beyond what they had: other funds' money as far as there is any, and beyond that no money at all.
  private func overdrawn(_ account: String, _ members: [Row]) -> [String] {
    let balance = members.map(\.balance).total()
    let others = members.map(\.balance).filter { $0 > .zero }.total()
    let paidBy =
      balance >= .zero
      ? ": other funds' money paid for it" : others > .zero ? ": other funds' money paid for part of it" : ""
    return (balance < .zero ? ["Account \(account) is below zero by \((-balance).grouped)."] : [])
      + members.filter { $0.balance < .zero }.map {
        "Fund \($0.fund) has spent \((-$0.balance).grouped) more from \(account) than it had\(paidBy)."
      }
  }

  private func cells(_ title: String, _ members: [Row]) -> [StatementCell] {
    let amounts: [KeyPath<Row, Money>] = [\.opening, \.received, \.paid, \.balance]
    return [.text(title)] + amounts.map { amount in .money(members.map { $0[keyPath: amount] }.total()) }
  }
}

extension Books {
  /// The cash of an organization over a window, read at one moment.
  package func cash(of organization: Organization, in window: DayWindow) throws -> CashByFund {
    let accounts = organization.accounts.codes(of: AccountRole.money)
    let rows = try connection.execute(
      """
      with change as (
        select l.account_code::text, l.fund_code::text,
          -- What is undone came or went no more: its reversal lowers what had risen by it.
          sum(l.amount_cents) filter (where (l.amount_cents > 0) = (e.kind <> 'reversal')) as received_cents,
          -sum(l.amount_cents) filter (where (l.amount_cents < 0) = (e.kind <> 'reversal')) as paid_cents
        from ledger.journal_entry e
        join ledger.journal_line l on l.organization_id = e.organization_id and l.entry_id = e.id
        where e.organization_id = \(organization.id) and e.entry_date between \(window.from)::date and \(window.through)::date
          and l.account_code = any (\(accounts)::text[])
        group by l.account_code, l.fund_code
      ), opening as (
        select b.account_code::text, b.fund_code::text, sum(b.balance_cents) as opening_cents
        from ledger.account_balances(\(organization.id), \(window.from)::date - 1, null) b
        where b.account_code = any (\(accounts)::text[])
        group by b.account_code, b.fund_code
      )
      select a.code, coalesce(n.name, a.name) as name, fund_code, coalesce(o.opening_cents, 0)::bigint as opening_cents,
        coalesce(c.received_cents, 0)::bigint as received_cents, coalesce(c.paid_cents, 0)::bigint as paid_cents
      from change c
      full join opening o using (account_code, fund_code)
      join ledger.account a on a.organization_id = \(organization.id) and a.code = account_code
      \(Query.lastName(.account, "a.code", of: "a.organization_id"))
      left join ledger.fund f on f.organization_id = a.organization_id and f.code = fund_code
      order by a.code, f.kind desc, fund_code
      """
    ).map { row in
      CashByFund.Row(
        account: try row.text("code"), accountName: try row.text("name"), fund: try row.text("fund_code"),
        opening: try row.money("opening_cents"), received: try row.money("received_cents"),
        paid: try row.money("paid_cents"))
    }
    return CashByFund(
      organization: organization, window: window,
      rows: rows.filter { $0.opening != .zero || $0.received != .zero || $0.paid != .zero },
      moved: try moved(within: accounts, of: organization, in: window))
  }
  /// What entries take from some of these accounts, fund by fund, and bring to others of them.
  private func moved(within accounts: [String], of organization: Organization, in window: DayWindow) throws -> Money {
    try connection.execute(
      """
      select coalesce(sum(x.sign * least(x.up_cents, x.down_cents)), 0)::bigint as cents
      from (
        select case when e.kind = 'reversal' then -1 else 1 end as sign, sum(l.amount_cents) filter (where l.amount_cents > 0) as up_cents,
          -sum(l.amount_cents) filter (where l.amount_cents < 0) as down_cents
        from ledger.journal_entry e
        join ledger.journal_line l on l.organization_id = e.organization_id and l.entry_id = e.id
        where e.organization_id = \(organization.id) and e.entry_date between \(window.from)::date and \(window.through)::date
          and l.account_code = any (\(accounts)::text[])
        group by e.organization_id, e.id
        having count(*) > 1
      ) x
      where x.up_cents is not null and x.down_cents is not null
      """
    ).only { try $0.money("cents") }
  }
}
