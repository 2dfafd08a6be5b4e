/// What a row of a statement is about, by codes, so that it reads by itself: nil for what it is not about, or sums over.
public struct StatementKeys: Sendable, Equatable {
  public var organization: String?
  public var fund: String?
  public var award: String?
  public var account: String?
  public var budgetLine: String?
  /// The version of the award's budget; of budgets alone.
  public var budgetVersion: Int?

  /// Names what a row is about.
  public init(
    organization: String? = nil, fund: String? = nil, award: String? = nil, account: String? = nil,
    budgetLine: String? = nil, budgetVersion: Int? = nil
  ) {
    self.organization = organization
    self.fund = fund
    self.award = award
    self.account = account
    self.budgetLine = budgetLine
    self.budgetVersion = budgetVersion
  }

  /// These, and what others say where these are silent.
  package func over(_ others: StatementKeys) -> StatementKeys {
    StatementKeys(
      organization: organization ?? others.organization, fund: fund ?? others.fund, award: award ?? others.award,
      account: account ?? others.account, budgetLine: budgetLine ?? others.budgetLine,
      budgetVersion: budgetVersion ?? others.budgetVersion)
  }

  package static let names = ["organization", "fund", "award", "account", "budget_line"]
  package var values: [String?] { [organization, fund, award, account, budgetLine] }
}

/// What all rows of a statement are about: which statement it is, whose, and of which days.
public struct StatementScope: Sendable, Equatable {
  /// As the command names it: `budget`, `activities`.
  public let statement: String
  /// What holds for every row that does not say otherwise.
  public let keys: StatementKeys
  /// The first day of what moved; nil of balances.
  public let from: Day?
  /// The last day.
  public let asOf: Day

  /// Describes a statement.
  public init(_ statement: String, _ keys: StatementKeys = StatementKeys(), from: Day? = nil, asOf: Day) {
    self.statement = statement
    self.keys = keys
    self.from = from
    self.asOf = asOf
  }
}
