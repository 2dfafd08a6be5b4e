/// A natural account of an organization's chart.
package struct Account: Sendable, Hashable {
  /// What kind of account it is, which decides which lines carry a net-asset class and a function.
  package enum Kind: String, Sendable, CaseIterable {
    case asset, liability, revenue, expense, release
    case netAssets = "net_assets"
  }

  /// Account code.
  package let code: String
  /// Account name.
  package let name: String
  /// What kind of account it is.
  package let kind: Kind
  /// False for depreciation and gifts in kind: never actual spending of a budget.
  package let countsTowardBudget: Bool
  /// What it is to rules and commands; nil where none of them knows it.
  package let role: AccountRole?
  /// Whether it is meant where only its role is named.
  package let isDefault: Bool

  /// Describes an account that is no default.
  package init(code: String, name: String, kind: Kind, countsTowardBudget: Bool = true, role: AccountRole? = nil) {
    self.init(code: code, name: name, kind: kind, countsTowardBudget: countsTowardBudget, role: role, isDefault: false)
  }

  init(code: String, name: String, kind: Kind, countsTowardBudget: Bool, role: AccountRole?, isDefault: Bool) {
    self.role = role
    self.isDefault = isDefault
    self.code = code
    self.name = name
    self.kind = kind
    self.countsTowardBudget = countsTowardBudget
  }
}

extension Books {
  /// The chart of an organization, by code.
  package func accounts(of organization: Organization) throws -> [Account] {
    try connection.execute(
      """
      select a.code, coalesce(n.name, a.name) as name, a.type, a.counts_toward_budget, a.role, a.is_default
      from ledger.account a
      \(Query.lastName(.account, "a.code", of: "a.organization_id"))
      where a.organization_id = \(organization.id)
      order by a.code
      """
    ).map { row in
      Account(
        code: try row.text("code"), name: try row.text("name"), kind: try Self.kind(try row.text("type")),
        countsTowardBudget: try row.bool("counts_toward_budget"),
        role: try row.textOrNil("role").flatMap(AccountRole.init(rawValue:)), isDefault: try row.bool("is_default"))
    }
  }

  /// What accounts can be, with the kind of account that each role goes with and what stands on it, by kind.
  package func accountRoles() throws -> [(role: AccountRole, kind: Account.Kind, meaning: String)] {
    try connection.execute(
      """
      select code, type, meaning
      from ledger.account_role
      order by array_position(array['asset', 'liability', 'net_assets', 'revenue', 'release', 'expense'], type), code
      """
    ).map { row -> (role: AccountRole, kind: Account.Kind, meaning: String)? in
      guard let role = AccountRole(rawValue: try row.text("code")) else { return nil }
      return (role, try Self.kind(try row.text("type")), try row.text("meaning"))
    }.compactMap(\.self)
  }

  /// The account of this code. Throws `UnknownCode`.
  package func account(_ code: String, of organization: Organization) throws -> Account {
    let chart = try accounts(of: organization)
    let found = chart.called(code, code: \.code, name: \.name)
    guard found.count == 1 else {
      throw UnknownCode(
        "account", code, among: chart.flatMap { [$0.code, $0.name] }, listCommand: "ledgerctl account list")
    }
    return found[0]
  }

  /// Adds an account. For finance administrators; throws SQLSTATE 42501, or constraint
  /// `account_code_key`, or `account_role_fkey` where the role goes with another kind.
  package func addAccount(_ account: Account, to organization: Organization) throws {
    try connection.execute(
      """
      insert into ledger.account (organization_id, code, name, type, counts_toward_budget, role)
      values (
        \(organization.id), \(account.code), \(account.name), \(account.kind.rawValue), \(account.countsTowardBudget),
        \(account.role?.rawValue))
      """)
  }

  static func kind(_ text: String) throws(ColumnError) -> Account.Kind {
    guard let kind = Account.Kind(rawValue: text) else {
      throw ColumnError(column: "type", wanted: "a kind of account", found: text)
    }
    return kind
  }
}
