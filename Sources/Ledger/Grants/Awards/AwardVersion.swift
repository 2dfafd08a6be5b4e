/// Name, amount and term of an award from a day on: as it was awarded, or as the funder changed it.
public struct AwardVersion: Sendable, Hashable {
  /// From 1.
  public let number: Int
  /// First day it holds; the first version holds on every day before the second.
  public let effectiveOn: Day
  /// Title.
  public let name: String
  /// Amount awarded, positive.
  public let amount: Money
  /// The days whose services are eligible.
  public let term: DayWindow
  /// Who approved it.
  public let approvedBy: String
  /// Where the approval is; nil for a first version alone.
  public let document: String?
  /// Why.
  public let reason: String
  /// What it means for the budget; nil where it means nothing.
  public let budgetEffect: String?
}

/// What changes of an award; nil stays as it was.
public struct AwardChange: Sendable, Hashable {
  /// Another title.
  public var name: String?
  /// Another amount; the budget that adds up to it is recorded in the same transaction.
  public var amount: Money?
  /// An earlier first day of the term.
  public var startsOn: Day?
  /// A later last day of the term.
  public var endsOn: Day?
  /// What it means for the budget.
  public var budgetEffect: String?

  /// Describes a change.
  public init(
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
  public func versions(of award: Award) throws -> [AwardVersion] {
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
  public func amend(_ award: Award, _ change: AwardChange, _ approval: TermsApproval) throws -> Int {
    try connection.execute(
      """
      select ledger.amend_award(
        \(award.organization.id), \(award.code), \(approval.effectiveOn), \(approval.approvedBy), \(approval.document),
        \(approval.reason), \(change.budgetEffect), \(change.name), \(change.amount), \(change.startsOn), \(change.endsOn)) as version
      """
    ).only { try $0.int("version") }
  }
}
