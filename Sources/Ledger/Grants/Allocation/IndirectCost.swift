/// What an award's indirect rate makes due.
package struct IndirectCost: Sendable, Hashable {
  /// The last rate that the terms give by then, hundredths of a percent; nil where they give none.
  package let rateBasisPoints: Int?
  /// The rates by which its costs are charged, each by the terms of its day, as text: `10.00%`, or `10.00%, then 15.00%`; `none`.
  package let rate: String
  /// Direct spending through the day.
  package let direct: Money
  /// The part in categories and accounts outside the base.
  package let excluded: Money
  /// What subrecipients got above the terms' cap.
  package let subawardExcess: Money
  /// What the rate is of.
  package let base: Money
  /// The rates of the base, to the cent.
  package let due: Money
  /// What the budget gives indirect costs.
  package let limit: Money
  /// Charged by then, or by the day of the charge.
  package let charged: Money
  /// Due through the day and charged on a later one already.
  package let chargedLater: Money
  /// What is to be charged now, never beyond the budget nor twice; negative where too much was.
  package let toCharge: Money
}

extension Books {
  /// The indirect costs of an award through a day, to be charged on that day or another.
  package func indirect(of award: Award, through day: Day, on date: Day? = nil) throws -> IndirectCost {
    try connection.execute(
      """
      select d.rate_basis_points, d.rates, d.direct_cents, d.excluded_cents, d.subaward_excess_cents, d.base_cents, d.due_cents, d.limit_cents,
        c.charged_cents, c.charged_later_cents, coalesce(c.to_charge_cents, 0) as to_charge_cents
      from ledger.indirect_due(\(award.organization.id), \(award.code), \(day)) d
      cross join ledger.indirect_to_charge(\(award.organization.id), \(award.code), \(day), \(date ?? day)) c
      """
    ).only { row in
      IndirectCost(
        rateBasisPoints: try row.intOrNil("rate_basis_points"), rate: try row.textOrNil("rates") ?? "none",
        direct: try row.money("direct_cents"),
        excluded: try row.money("excluded_cents"), subawardExcess: try row.money("subaward_excess_cents"),
        base: try row.money("base_cents"), due: try row.money("due_cents"), limit: try row.money("limit_cents"),
        charged: try row.money("charged_cents"),
        chargedLater: try row.money("charged_later_cents"), toCharge: try row.money("to_charge_cents"))
    }
  }
}

extension Books {
  /// What a fund holds in the account that interfund is settled from, on a day and on every later one; not below zero.
  package func cashToSettle(in fund: String, of organization: Organization, from day: Day) throws -> Money {
    try connection.execute(
      """
      with day as (
        select l.entry_date, sum(sum(l.amount_cents)) over (order by l.entry_date) as cents
        from ledger.journal_line l
        where l.organization_id = \(organization.id) and l.fund_code = \(fund)
          and l.account_code = \(organization.accounts[.cash])
        group by l.entry_date
      )
      select greatest(0, least(
        coalesce((select d.cents from day d where d.entry_date <= \(day)::date order by d.entry_date desc limit 1), 0),
        (select min(d.cents) from day d where d.entry_date > \(day)::date)))::bigint as cents
      """
    ).only { try $0.money("cents") }
  }

  /// What an award's fund owed the unrestricted fund on a day and still owes, negative where it is owed: what was settled
  /// since is not settled again.
  package func interfund(of award: Award, on day: Day = .latest) throws -> Money {
    try connection.execute(
      """
      select coalesce(-sum(amount_cents) filter (where entry_date <= \(day)::date), 0)::bigint as then_cents,
        coalesce(-sum(amount_cents), 0)::bigint as now_cents
      from ledger.journal_line
      where organization_id = \(award.organization.id) and fund_code = \(award.fund)
        and account_code = any (\(award.accounts.codes(of: .interfund))::text[])
      """
    ).only { row in
      let (then, now) = (try row.money("then_cents"), try row.money("now_cents"))
      if then.isNegative { return min(max(then, now), .zero) }
      return max(min(then, now), .zero)
    }
  }
}

extension Award {
  /// The entry that moves the cash which the award's fund owes the unrestricted fund.
  package func interfundSettlement(_ owed: Money, on date: Day, unrestricted: String, key: String) -> EntryDraft {
    EntryDraft(
      key: key, date: date, description: "Interfund of \(code) settled",
      lines: [
        EntryLine(account: accounts[.interfund], fund: fund, amount: owed),
        EntryLine(account: accounts[.cash], fund: fund, amount: -owed),
        EntryLine(account: accounts[.cash], fund: unrestricted, amount: owed),
        EntryLine(account: accounts[.interfund], fund: unrestricted, amount: -owed),
      ])
  }
}

extension Books {
  /// Charges indirect costs of an award through a day, or gives back what was too much, as the books figure it (`indirect`); nil where
  /// nothing is due. Both funds get their side, against interfund. Throws SQLSTATE LA018 where the terms give no rate or the budget no
  /// indirect line.
  package func chargeIndirect(of award: Award, through day: Day, on date: Day) throws -> PostedEntry? {
    try connection.execute(
      "select entry_id, already_recorded from ledger.charge_indirect(\(award.organization.id), \(award.code), \(day), \(date))"
    ).map { PostedEntry(number: try $0.int64("entry_id"), wasRecorded: try $0.bool("already_recorded")) }.first
  }
}
