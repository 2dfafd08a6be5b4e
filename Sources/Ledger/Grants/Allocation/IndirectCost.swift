/// What an award's indirect rate makes due.
public struct IndirectCost: Sendable, Hashable {
  /// Hundredths of a percent; nil where the terms give no rate.
  public let rateBasisPoints: Int?
  /// Direct spending through the day.
  public let direct: Money
  /// The part in categories and accounts outside the base.
  public let excluded: Money
  /// What subrecipients got above the terms' cap.
  public let subawardExcess: Money
  /// What the rate is of.
  public let base: Money
  /// The rate of the base, to the cent.
  public let due: Money
  /// What the budget gives indirect costs.
  public let limit: Money
  /// Charged already.
  public let charged: Money

  /// What is to be charged now, never beyond the budget; negative where too much was.
  public var trueUp: Money { min(due, limit) - charged }
  /// The rate as text, `10.00%`.
  public var rate: String { rateBasisPoints.map { "\(Money(cents: Int64($0)))%" } ?? "none" }
}

extension Books {
  /// The indirect costs of an award through a day.
  public func indirect(of award: Award, through day: Day) throws -> IndirectCost {
    try connection.execute(
      "select * from ledger.indirect_due(\(award.organization.id), \(award.code), \(day))"
    ).only { row in
      IndirectCost(
        rateBasisPoints: try row.intOrNil("rate_basis_points"), direct: try row.money("direct_cents"),
        excluded: try row.money("excluded_cents"), subawardExcess: try row.money("subaward_excess_cents"),
        base: try row.money("base_cents"), due: try row.money("due_cents"), limit: try row.money("limit_cents"),
        charged: try row.money("charged_cents"))
    }
  }
}

extension Books {
  /// What an award's fund owed the unrestricted fund on a day and still owes, negative where it is owed: what was settled
  /// since is not settled again.
  public func interfund(of award: Award, on day: Day = .latest) throws -> Money {
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
  public func interfundSettlement(_ owed: Money, on date: Day, unrestricted: String) -> EntryDraft {
    EntryDraft(
      key: "interfund:\(code):\(date):\(owed)", date: date, description: "Interfund of \(code) settled",
      lines: [
        EntryLine(account: accounts[.interfund], fund: fund, amount: owed),
        EntryLine(account: accounts[.cash], fund: fund, amount: -owed),
        EntryLine(account: accounts[.cash], fund: unrestricted, amount: owed),
        EntryLine(account: accounts[.interfund], fund: unrestricted, amount: -owed),
      ])
  }

  /// The entry that charges indirect costs, or gives back what was too much: Dr indirect costs in the award's fund against interfund,
  /// and the opposite in the unrestricted fund, so that both vanish organization-wide.
  ///
  /// Throws `Refusal` where the terms give no rate, the budget no indirect line, or nothing is to be charged.
  public func indirectEntry(_ cost: IndirectCost, through day: Day, on date: Day, unrestricted: String) throws(Refusal)
    -> EntryDraft
  {
    guard cost.rateBasisPoints != nil else {
      throw Refusal(
        "the terms of award \(code) give no indirect rate",
        nextStep: "record it with \"ledgerctl award terms \(code) --indirect-rate 10%\", where the agreement has one")
    }
    guard recognition != .agency else {
      throw Refusal(
        "award \(code) is an agency award: it bears no costs of your own",
        nextStep: "charge them to the unrestricted fund")
    }
    guard let line = lines.first(where: { $0.category == .indirect }) else {
      throw Refusal(
        "the budget of \(code) has no line of category indirect", nextStep: "ask the funder to revise the budget")
    }
    let amount = cost.trueUp
    guard amount != .zero else {
      throw Refusal(
        "indirect costs of \(code) are charged through \(day): \(cost.charged.grouped)",
        nextStep: "there is nothing to do")
    }
    let service = DayWindow(unchecked: term.from, min(day, term.through))
    let words =
      "Indirect costs through \(day): \(cost.rate) of \(cost.base.grouped), \(cost.charged.grouped) charged before"
    return EntryDraft(
      key: "indirect:\(code):\(day):\(cost.charged)", date: date, kind: .indirect, description: words,
      lines: [
        EntryLine(
          account: accounts[.indirect], fund: fund, amount: amount, netAssetClass: .without, function: .management,
          award: code, budgetLine: line.code, service: service),
        EntryLine(account: accounts[.interfund], fund: fund, amount: -amount),
        EntryLine(account: accounts[.interfund], fund: unrestricted, amount: amount),
        EntryLine(
          account: accounts[.indirect], fund: unrestricted, amount: -amount, netAssetClass: .without,
          function: .management),
      ])
  }
}
