/// A natural account of an organization's chart.
public struct Account: Sendable, Hashable {
  /// What kind of account it is, which decides which lines carry a net-asset class and a function.
  public enum Kind: String, Sendable, CaseIterable {
    case asset, liability, revenue, expense, release
    case netAssets = "net_assets"
  }

  /// Account code.
  public let code: String
  /// Account name.
  public let name: String
  /// What kind of account it is.
  public let kind: Kind
  /// False for depreciation and gifts in kind: never actual spending of a budget.
  public let countsTowardBudget: Bool

  /// Describes an account.
  public init(code: String, name: String, kind: Kind, countsTowardBudget: Bool = true) {
    self.code = code
    self.name = name
    self.kind = kind
    self.countsTowardBudget = countsTowardBudget
  }
}

extension Books {
  /// The chart of an organization, by code.
  public func accounts(of organization: Organization) throws -> [Account] {
    try connection.execute(
      """
      select code, name, type, counts_toward_budget
      from ledger.account
      where organization_id = \(organization.id)
      order by code
      """
    ).map { row in
      Account(
        code: try row.text("code"), name: try row.text("name"), kind: try Self.kind(try row.text("type")),
        countsTowardBudget: try row.bool("counts_toward_budget"))
    }
  }

  /// The account of this code. Throws `UnknownCode`.
  public func account(_ code: String, of organization: Organization) throws -> Account {
    let chart = try accounts(of: organization)
    guard let found = chart.first(where: { $0.code == code }) else {
      throw UnknownCode("account", code, among: chart.map(\.code), listCommand: "ledgerctl account list")
    }
    return found
  }

  /// Adds an account. For finance administrators; throws SQLSTATE 42501 or constraint `account_pkey`.
  public func addAccount(_ account: Account, to organization: Organization) throws {
    try connection.execute(
      """
      insert into ledger.account (organization_id, code, name, type, counts_toward_budget)
      values (\(organization.id), \(account.code), \(account.name), \(account.kind.rawValue), \(account.countsTowardBudget))
      """)
  }

  static func kind(_ text: String) throws(ColumnError) -> Account.Kind {
    guard let kind = Account.Kind(rawValue: text) else {
      throw ColumnError(column: "type", wanted: "a kind of account", found: text)
    }
    return kind
  }
}
