/// Something that keeps an award from being closed.
package struct ClosingObstacle: Sendable, Hashable {
  /// What is open.
  package let what: String
  /// How much.
  package let amount: Money
  /// What settles it.
  package let nextStep: NextStep
}

extension Books {
  /// What keeps an award from being closed; nothing where it can be.
  package func obstacles(to award: Award, through day: Day, equipment: String? = nil) throws -> [ClosingObstacle] {
    try connection.execute(
      """
      select obstacle, amount_cents, next_step_parts
      from ledger.closing_obstacles(\(award.organization.id), \(award.code), \(day), \(equipment))
      """
    ).map {
      ClosingObstacle(
        what: try $0.text("obstacle"), amount: try $0.money("amount_cents"),
        nextStep: try $0.nextStep("next_step_parts"))
    }
  }

  /// Closes an award; what is unspent of one whose terms let the grantee keep it is released. For finance administrators.
  /// Throws SQLSTATE LA016 where anything is open, LA014 where it is closed, LM001, LP001.
  package func close(_ award: Award, on day: Day, reason: String, equipment: String? = nil, finalReport: Day) throws
    -> ClosedAward
  {
    try connection.execute(
      """
      select retain_until, kept_cents, entry_id
      from ledger.close_award(
        \(award.organization.id), \(award.code), \(day), \(reason), \(equipment), \(finalReport))
      """
    ).only {
      ClosedAward(
        retainUntil: try $0.day("retain_until"), kept: try $0.money("kept_cents"), entry: try $0.int64OrNil("entry_id"))
    }
  }

  /// Reopens a closed award. For finance administrators. Throws SQLSTATE LA014 where it is open, LM001.
  package func reopen(_ award: Award, on day: Day, reason: String) throws {
    try connection.execute(
      "select ledger.reopen_award(\(award.organization.id), \(award.code), \(day), \(reason))")
  }
}

/// What closing an award did.
package struct ClosedAward: Sendable, Hashable {
  /// The last day that its records are kept.
  package let retainUntil: Day
  /// What was unspent and is the grantee's by the terms, its restrictions released.
  package let kept: Money
  /// The entry of that; nil where nothing was.
  package let entry: Int64?
}

/// A refund that came after its award was closed.
package struct RefundOfClosedAward: Sendable, Hashable {
  /// The refund, on the line of its cost.
  package let refund: PostedEntry
  /// The entry of what is due to the funder; nil where nothing is.
  package let owed: Int64?
  /// How much of it the funder's money had paid and is due to the funder.
  package let due: Money
}

extension Books {
  /// Records a refund of a cost of a closed award: on its line, and as far as the funder's money paid for it, as due to the funder by the terms. What
  /// is more was borne by the organization. Throws SQLSTATE LM001, LE012, LA013, LK001, and what posting throws.
  package func refund(_ draft: EntryDraft, ofClosed award: Award) throws -> RefundOfClosedAward {
    try connection.execute(
      """
      select entry_id, already_recorded, return_id, due_cents
      from ledger.refund_closed_award(\(award.organization.id), \(award.code), \(DraftParameters([draft]).query))
      """
    ).only {
      RefundOfClosedAward(
        refund: PostedEntry(number: try $0.int64("entry_id"), wasRecorded: try $0.bool("already_recorded")),
        owed: try $0.int64OrNil("return_id"), due: Money(cents: try $0.int64OrNil("due_cents") ?? 0))
    }
  }
}
