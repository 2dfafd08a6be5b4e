/// What the ledger holds of one award, from the lines that name it. Positive in the usual direction of each account.
package struct AwardBalances: Sendable, Hashable {
  /// Owed by the funder.
  package let receivable: Money
  /// Received ahead of its condition.
  package let advance: Money
  /// Held for others.
  package let custodial: Money
  /// Net assets with donor restrictions of its fund.
  package let restricted: Money

  /// Balances; what is left out is zero.
  package init(
    receivable: Money = .zero, advance: Money = .zero, custodial: Money = .zero, restricted: Money = .zero
  ) {
    self.receivable = receivable
    self.advance = advance
    self.custodial = custodial
    self.restricted = restricted
  }
}

extension Books {
  /// What the ledger holds of an award, over all dates.
  package func balances(of award: Award) throws -> AwardBalances {
    let receivable = award.accounts.codes(of: .grantsReceivable)
    let advance = award.accounts.codes(of: .refundableAdvance)
    let custodial = award.accounts.codes(of: .custodial)
    return try connection.execute(
      """
      select
        coalesce(sum(l.amount_cents) filter (where l.account_code = any (\(receivable)::text[])), 0)::bigint as receivable_cents,
        coalesce(-sum(l.amount_cents) filter (where l.account_code = any (\(advance)::text[])), 0)::bigint as advance_cents,
        coalesce(-sum(l.amount_cents) filter (where l.account_code = any (\(custodial)::text[])), 0)::bigint as custodial_cents,
        coalesce((
          select -m.used_amount
          from ledger.measure m
          where m.organization_id = \(award.organization.id) and m.kind = 'restricted' and m.fund_code = \(award.fund)
        ), 0) as restricted_cents
      from ledger.journal_line l
      where l.organization_id = \(award.organization.id) and l.award_code = \(award.code)
      """
    ).only { row in
      AwardBalances(
        receivable: try row.money("receivable_cents"), advance: try row.money("advance_cents"),
        custodial: try row.money("custodial_cents"), restricted: try row.money("restricted_cents"))
    }
  }
}
