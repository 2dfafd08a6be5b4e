/// The object class of a budget line: SF-424A's, and participant support, which is its own line outside the indirect base.
public enum BudgetCategory: String, Sendable, CaseIterable {
  case personnel, fringe, travel, equipment, supplies, contractual, construction, other
  case participantSupport = "participant_support"
  case indirect

  /// The name on statements.
  public var title: String {
    switch self {
    case .fringe: "Fringe benefits"
    case .participantSupport: "Participant support"
    case .indirect: "Indirect costs"
    default: rawValue.prefix(1).uppercased() + rawValue.dropFirst()
    }
  }
}

/// A line of an award's budget, with what the version in force gives it.
public struct BudgetLine: Sendable, Hashable {
  /// Short name people type.
  public let code: String
  /// Name as in the approved budget.
  public let name: String
  /// Its object class.
  public let category: BudgetCategory
  /// The account charged where an expense names none.
  public let account: String
  /// What kind of account that is.
  public let accountKind: Account.Kind
  /// What the version of the budget gives it, zero or more.
  public let amount: Money
  /// What the first version gave it.
  public let approved: Money
  /// Whether that version of the budget has the line at all.
  public let isInVersion: Bool
  /// Open commitments as of the day asked for.
  public let committed: Money
  /// The largest overrun that was explained by then.
  public let explained: Money
}

/// A budget as approved, before it is recorded.
public struct BudgetDraft: Sendable, Hashable {
  /// A line of it.
  public struct Line: Sendable, Hashable {
    /// Short name people type.
    public let code: String
    /// Name as in the approved budget.
    public let name: String
    /// Its object class.
    public let category: BudgetCategory
    /// The account charged where an expense names none.
    public let account: String
    /// Budgeted, zero or more.
    public let amount: Money

    /// A line; the books refuse an amount below zero.
    public init(code: String, name: String, category: BudgetCategory, account: String, amount: Money) {
      self.code = code
      self.name = name
      self.category = category
      self.account = account
      self.amount = amount
    }
  }

  /// The lines, in the order of statements.
  public let lines: [Line]

  /// A budget of these lines.
  public init(lines: [Line]) { self.lines = lines }

  /// What each line has, by its code.
  public var amounts: [String: Money] { Dictionary(lines.map { ($0.code, $0.amount) }, uniquingKeysWith: +) }

  /// The sum of the lines.
  public var total: Money { lines.map(\.amount).total() }
}

/// Who approved a budget, and when it holds.
public struct BudgetApproval: Sendable, Hashable {
  /// First day it holds.
  public var effectiveOn: Day
  /// Who approved it, at the funder.
  public var approvedBy: String
  /// Where the approval is.
  public var document: String?
  /// Why.
  public var reason: String

  /// Describes an approval.
  public init(effectiveOn: Day, approvedBy: String, document: String? = nil, reason: String = "Approved budget") {
    self.effectiveOn = effectiveOn
    self.approvedBy = approvedBy
    self.document = document
    self.reason = reason
  }
}

extension Books {
  /// Records the approved budget of an award. For finance administrators.
  /// Throws SQLSTATE LA007, LM001, or constraint `budget_version_pkey` where it has one.
  public func adopt(_ budget: BudgetDraft, for award: Award, _ approval: BudgetApproval) throws {
    try connection.execute(
      """
      select ledger.adopt_budget(
        \(award.organization.id), \(award.code), \(approval.effectiveOn), \(approval.approvedBy), \(approval.document),
        \(approval.reason), \(budget.lines.map(\.code)), \(budget.lines.map(\.name)),
        \(budget.lines.map(\.category.rawValue)), \(budget.lines.map(\.account)), \(budget.lines.map(\.amount)))
      """)
  }
}
