/// What an account is to rules, statements and commands; `ledger.account_role` says what stands on the accounts of each. Nothing
/// here knows an account by its number.
package enum AccountRole: String, Sendable, CaseIterable {
  case cash, savings, inventory, prepaid, equipment, interfund
  case pettyCash = "petty_cash"
  case giftCards = "gift_cards"
  case accountsReceivable = "accounts_receivable"
  case grantsReceivable = "grants_receivable"
  case staffAdvances = "staff_advances"
  case accumulatedDepreciation = "accumulated_depreciation"

  case payables, card, payroll, withholdings, accrued, custodial
  case grantsPayable = "grants_payable"
  case stipendsPayable = "stipends_payable"
  case payrollTaxes = "payroll_taxes"
  case contractLiability = "contract_liability"
  case refundableAdvance = "refundable_advance"
  case dueToFunder = "due_to_funder"

  case netAssets = "net_assets"
  case netAssetsDesignated = "net_assets_designated"
  case netAssetsForUse = "net_assets_for_use"
  case netAssetsForTime = "net_assets_for_time"

  case interest, losses
  case contributedProfessional = "contributed_professional"
  case contributedServices = "contributed_services"
  case contributedFacilities = "contributed_facilities"
  case contributedGoods = "contributed_goods"
  case foundationGrants = "foundation_grants"
  case nonprofitGrants = "nonprofit_grants"
  case programFees = "program_fees"

  case releaseUse = "release_use"
  case releaseEquipment = "release_equipment"
  case releaseTime = "release_time"

  case subawards, wages, benefits, indirect, depreciation
  case employerTaxes = "employer_taxes"
  case otherExpenses = "other_expenses"
  case bankFees = "bank_fees"
  case badDebts = "bad_debts"
  case donatedProfessional = "donated_professional"
  case donatedServices = "donated_services"
  case donatedGoods = "donated_goods"
  case donatedFacilities = "donated_facilities"

  /// The roles of money at hand: what pays a bill, and stands in the statement of cash.
  package static let money: [AccountRole] = [.cash, .pettyCash, .giftCards, .savings]
}

/// The accounts of an organization's chart that have a role, read with the organization.
package struct RoleAccounts: Sendable {
  private let roles: [String: AccountRole]
  /// The default of each role first, then by code.
  private let accounts: [AccountRole: [String]]

  /// Reads what the query of `Books.roles` returned: "1010 cash,1070 savings".
  init(parsing text: String?) {
    var roles: [String: AccountRole] = [:]
    var accounts: [AccountRole: [String]] = [:]
    for pair in (text ?? "").utf8.split(separator: UInt8(ascii: ",")) {
      guard let space = pair.firstIndex(of: UInt8(ascii: " ")),
        let role = AccountRole(rawValue: String(pair[pair.index(after: space)...]) ?? "")
      else { continue }
      let code = String(pair[..<space]) ?? ""
      roles[code] = role
      accounts[role, default: []].append(code)
    }
    (self.roles, self.accounts) = (roles, accounts)
  }

  /// The account that is meant where only the role is named. A chart without it has the role's name here, which is no account of
  /// it: posting says so.
  package subscript(_ role: AccountRole) -> String { accounts[role]?.first ?? role.rawValue }

  /// The role of an account; nil where it has none.
  package func role(of account: String) -> AccountRole? { roles[account] }

  /// The accounts of these roles, in their order, each role's default first.
  package func codes(of roles: [AccountRole]) -> [String] { roles.flatMap { accounts[$0] ?? [] } }

  /// The accounts of a role, its default first.
  package func codes(of role: AccountRole) -> [String] { codes(of: [role]) }
}
