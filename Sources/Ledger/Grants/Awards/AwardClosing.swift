/// Something that keeps an award from being closed.
public struct ClosingObstacle: Sendable, Hashable {
  /// What is open.
  public let what: String
  /// How much.
  public let amount: Money
  /// What settles it.
  public let nextStep: String
}

extension Books {
  /// What keeps an award from being closed; nothing where it can be.
  public func obstacles(to award: Award, through day: Day, equipment: String? = nil) throws -> [ClosingObstacle] {
    try connection.execute(
      """
      select obstacle, amount_cents, next_step
      from ledger.closing_obstacles(\(award.organization.id), \(award.code), \(day), \(equipment))
      """
    ).map {
      ClosingObstacle(
        what: try $0.text("obstacle"), amount: try $0.money("amount_cents"), nextStep: try $0.text("next_step"))
    }
  }

  /// Closes an award and returns the last day that its records are kept. For finance administrators.
  /// Throws SQLSTATE LA016 where anything is open, LA014 where it is closed, LM001.
  public func close(_ award: Award, on day: Day, reason: String, equipment: String? = nil, finalReport: Day) throws
    -> Day
  {
    try connection.execute(
      """
      select ledger.close_award(
        \(award.organization.id), \(award.code), \(day), \(reason), \(equipment), \(finalReport))::date as retain_until
      """
    ).only { try $0.day("retain_until") }
  }

  /// Reopens a closed award. For finance administrators. Throws SQLSTATE LA014 where it is open, LM001.
  public func reopen(_ award: Award, on day: Day, reason: String) throws {
    try connection.execute(
      "select ledger.reopen_award(\(award.organization.id), \(award.code), \(day), \(reason))")
  }
}

extension RecordedEntry {
  /// The entry of a refund that comes after its award was closed: it is the funder's, Dr cash, Cr due to
  /// funder.
  public func refundToFunder(_ amount: Money, of award: Award, on date: Day, to money: MoneyAccount, key: String)
    throws(Refusal)
    -> EntryDraft
  {
    guard amount > .zero else {
      throw Refusal("a refund is more than zero", nextStep: "write the amount that came back")
    }
    let cost = try refundableLine()
    guard amount <= cost.amount else {
      throw Refusal(
        "entry \(number) is \(cost.amount.grouped), less than \(amount.grouped)", nextStep: "check the amount")
    }
    if let closed = award.closedOn, date < max(closed, draft.date) {
      throw Refusal(
        "award \(award.code) was closed on \(closed), after \(date)",
        nextStep: "date it on the day the money came, or reopen the award with \"ledgerctl award reopen \(award.code)\""
      )
    }
    let party = cost.party
    let account = try award.accounts.account(
      money, of: RoleAccounts.ofExpenses + [.savings], refused: "a refund does not go to",
      instead: "bank, savings, petty-cash, card or payable")
    return EntryDraft(
      key: key, date: date,
      description: "Refund of entry \(number) after award \(award.code) was closed: due to the funder".clipped(2000),
      lines: [
        EntryLine(account: account, fund: award.fund, amount: amount, party: party),
        EntryLine(
          account: award.accounts[.dueToFunder], fund: award.fund, amount: -amount, award: award.code,
          party: award.funder),
      ])
  }
}
