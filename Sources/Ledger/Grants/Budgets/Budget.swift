/// The object class of a budget line: SF-424A's, and participant support, which is its own line outside the indirect base.
package enum BudgetCategory: String, Sendable, CaseIterable {
  case personnel, fringe, travel, equipment, supplies, contractual, construction, other
  case participantSupport = "participant_support"
  case indirect

  /// The name on statements.
  package var title: String {
    switch self {
    case .fringe: "Fringe benefits"
    case .participantSupport: "Participant support"
    case .indirect: "Indirect costs"
    default: rawValue.prefix(1).uppercased() + rawValue.dropFirst()
    }
  }
}

/// A line of an award's budget, with what the version in force gives it.
package struct BudgetLine: Sendable, Hashable {
  /// Short name people type.
  package let code: String
  /// Name as in the approved budget.
  package let name: String
  /// Its object class.
  package let category: BudgetCategory
  /// The account charged where an expense names none.
  package let account: String
  /// What kind of account that is.
  package let accountKind: Account.Kind
  /// What the version of the budget gives it, zero or more.
  package let amount: Money
  /// What the first version gave it.
  package let approved: Money
  /// Whether that version of the budget has the line at all.
  package let isInVersion: Bool
  /// Open commitments as of the day asked for.
  package let committed: Money
  /// The largest overrun that was explained by then.
  package let explained: Money
}

/// A budget as approved, before it is recorded.
package struct BudgetDraft: Sendable, Hashable {
  /// A line of it.
  package struct Line: Sendable, Hashable {
    /// Short name people type.
    package let code: String
    /// Name as in the approved budget.
    package let name: String
    /// Its object class.
    package let category: BudgetCategory
    /// The account charged where an expense names none.
    package let account: String
    /// Budgeted, zero or more.
    package let amount: Money

    /// A line; the books refuse an amount below zero.
    package init(code: String, name: String, category: BudgetCategory, account: String, amount: Money) {
      self.code = code
      self.name = name
      self.category = category
      self.account = account
      self.amount = amount
    }
  }

  /// The lines, in the order of statements.
  package let lines: [Line]

  /// A budget of these lines.
  package init(lines: [Line]) { self.lines = lines }

  /// What each line has, by its code.
  package var amounts: [String: Money] { Dictionary(lines.map { ($0.code, $0.amount) }, uniquingKeysWith: +) }

  /// The sum of the lines.
  package var total: Money { lines.map(\.amount).total() }
}

/// Who approved a budget, and when it holds.
package struct BudgetApproval: Sendable, Hashable {
  /// First day it holds.
  package var effectiveOn: Day
  /// Who approved it, at the funder.
  package var approvedBy: String
  /// Where the approval is.
  package var document: String?
  /// Why.
  package var reason: String

  /// Describes an approval.
  package init(effectiveOn: Day, approvedBy: String, document: String? = nil, reason: String = "Approved budget") {
    self.effectiveOn = effectiveOn
    self.approvedBy = approvedBy
    self.document = document
    self.reason = reason
  }
}

extension Books {
  /// Records the approved budget of an award. For finance administrators.
  /// Throws SQLSTATE LA007, LM001, or constraint `budget_version_pkey` where it has one.
  package func adopt(_ budget: BudgetDraft, for award: Award, _ approval: BudgetApproval) throws {
    try connection.execute(
      """
      select ledger.adopt_budget(
        \(award.organization.id), \(award.code), \(approval.effectiveOn), \(approval.approvedBy), \(approval.document),
        \(approval.reason), \(budget.lines.map(\.code)), \(budget.lines.map(\.name)),
        \(budget.lines.map(\.category.rawValue)), \(budget.lines.map(\.account)), \(budget.lines.map(\.amount)))
      """)
  }
}
