/// Name, amount and term of an award from a day on: as it was awarded, or as the funder changed it.
package struct AwardVersion: Sendable, Hashable {
  /// From 1.
  package let number: Int
  /// First day it holds; the first version holds on every day before the second.
  package let effectiveOn: Day
  /// Title.
  package let name: String
  /// Amount awarded, positive.
  package let amount: Money
  /// The days whose services are eligible.
  package let term: DayWindow
  /// Who approved it.
  package let approvedBy: String
  /// Where the approval is; nil for a first version alone.
  package let document: String?
  /// Why.
  package let reason: String
  /// What it means for the budget; nil where it means nothing.
  package let budgetEffect: String?
}

/// What changes of an award; nil stays as it was.
package struct AwardChange: Sendable, Hashable {
  /// Another title.
  package var name: String?
  /// Another amount; the budget that adds up to it is recorded in the same transaction.
  package var amount: Money?
  /// An earlier first day of the term.
  package var startsOn: Day?
  /// A later last day of the term.
  package var endsOn: Day?
  /// What it means for the budget.
  package var budgetEffect: String?

  /// Describes a change.
  package init(
    name: String? = nil, amount: Money? = nil, startsOn: Day? = nil, endsOn: Day? = nil, budgetEffect: String? = nil
  ) {
    self.name = name
    self.amount = amount
    self.startsOn = startsOn
    self.endsOn = endsOn
    self.budgetEffect = budgetEffect
  }
}

extension Books {
  /// Every version of an award, in order; the last holds.
  package func versions(of award: Award) throws -> [AwardVersion] {
    try connection.execute(
      """
      select version, effective_on::date, name, amount_cents, starts_on::date, ends_on::date, approved_by, document, reason, budget_effect
      from ledger.award_version
      where organization_id = \(award.organization.id) and award_code = \(award.code)
      order by version
      """
    ).map { row in
      AwardVersion(
        number: try row.int("version"), effectiveOn: try row.day("effective_on"), name: try row.text("name"),
        amount: try row.money("amount_cents"),
        term: try DayWindow(from: row.day("starts_on"), through: row.day("ends_on")),
        approvedBy: try row.text("approved_by"), document: try row.textOrNil("document"),
        reason: try row.text("reason"), budgetEffect: try row.textOrNil("budget_effect"))
    }
  }

  /// Records the next version of an award, as the funder approved it, and returns its number. For finance administrators.
  /// Throws SQLSTATE LA014 where it is out of order, leaves out of its term what was charged, or changes nothing, LA013 where the award is closed, LA004 or
  /// LA005 for less than is recognized or received, LM001, or the constraints of `ledger.award_version`; LA007 at commit, where the
  /// budget does not add up to the amount.
  @discardableResult
  package func amend(_ award: Award, _ change: AwardChange, _ approval: TermsApproval) throws -> Int {
    try connection.execute(
      """
      select ledger.amend_award(
        \(award.organization.id), \(award.code), \(approval.effectiveOn), \(approval.approvedBy), \(approval.document),
        \(approval.reason), \(change.budgetEffect), \(change.name), \(change.amount), \(change.startsOn), \(change.endsOn)) as version
      """
    ).only { try $0.int("version") }
  }
}
