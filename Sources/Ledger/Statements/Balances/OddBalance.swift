/// A balance on the wrong side of its account: cash below zero, a debt that was paid twice.
package struct OddBalance: Sendable, Hashable {
  /// Whose.
  package let organization: Organization
  /// The account's code and name.
  package let account: String
  package let name: String
  /// How much it is on the wrong side, positive.
  package let amount: Money

  /// What it is, in words.
  package var inWords: String {
    "account \(account), \(name), is \(amount.grouped) \(organization.accounts.role(of: account).map(AccountRole.money.contains) == true ? "below zero" : "on the wrong side")"
  }
}

extension Books {
  /// Balances of assets below zero and of liabilities above it as of a day, over all funds. What is owed between funds has no side, and
  /// depreciation is an asset's other side.
  package func oddBalances(of organization: Organization, asOf day: Day) throws -> [OddBalance] {
    let kinds = Dictionary(uniqueKeysWithValues: try accounts(of: organization).map { ($0.code, $0.kind) })
    return try trialBalance(of: organization, asOf: day).rows.compactMap { row in
      let role = organization.accounts.role(of: row.account)
      let side: Money =
        switch kinds[row.account] {
        case .asset: role == .interfund ? .zero : role == .accumulatedDepreciation ? -row.balance : row.balance
        case .liability: -row.balance
        default: .zero
        }
      return side < .zero
        ? OddBalance(organization: organization, account: row.account, name: row.name, amount: -side) : nil
    }
  }
}
