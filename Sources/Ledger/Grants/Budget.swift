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
  /// Budgeted, zero or more.
  public let amount: Money
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
  }

  /// The lines, in the order of statements.
  public let lines: [Line]

  /// The sum of the lines.
  public var total: Money { lines.map(\.amount).total() }
}

extension BudgetDraft {
  /// Columns of a budget file.
  public static let columns: [CSVColumn] = [
    .required("line"), .required("name"), .required("category"), .required("account"), .required("amount"),
  ]

  /// Reads a budget from CSV. Throws `SourceFaults` with every fault, also where it does not add up to the award.
  public init(parsing bytes: [UInt8], file: String, award: Award, accounts: [Account]) throws {
    var table = CSVTable(parsing: bytes, file: file, columns: Self.columns)
    var lines: [Line] = []
    var seen: [String: Int] = [:]
    for row in table.rows {
      let code = table.faults.code(row["line"])
      let name = table.faults.text(row["name"])
      let category = table.faults.choice(row["category"], of: BudgetCategory.allCases.map(\.rawValue))
      let account = table.faults.choice(row["account"], of: accounts.map(\.code))
      let amount = table.faults.money(row["amount"])
      if let amount, amount.isNegative {
        table.faults.add(at: row["amount"], cause: "a budget amount is less than zero", nextStep: "write zero or more")
      }
      if let code, let first = seen.updateValue(row.line, forKey: code.text) {
        table.faults.add(
          at: row["line"], cause: "line ‹\(code)› stands twice, first in line \(first)",
          nextStep: "give each line its own code")
      }
      guard let code, let name, let category = category.flatMap(BudgetCategory.init(rawValue:)), let account, let amount
      else { continue }
      lines.append(Line(code: code.text, name: name, category: category, account: account, amount: amount))
    }
    self.lines = lines
    if table.faults.isEmpty, total != award.amount, let last = table.rows.last {
      table.faults.add(
        at: last["amount"], cause: "the budget adds up to \(total.grouped), the award is \(award.amount.grouped)",
        nextStep: Self.hint(difference: total - award.amount))
    }
    try table.faults.throwIfAny()
  }

  private static func hint(difference: Money) -> String {
    let size = Money(cents: difference.isNegative ? -difference.cents : difference.cents)
    let direction = difference.isNegative ? "too little" : "too much"
    let swapped = size.cents % 9 == 0 ? "; a difference divisible by nine is often two digits swapped" : ""
    return "it is \(size.grouped) \(direction)\(swapped)"
  }
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
