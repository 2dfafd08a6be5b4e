/// What a cost is paid from or owed to.
package enum ExpenseSource: Hashable, Sendable {
  case money(MoneyAccount)
  /// Owed to the member of staff who paid it.
  case staff
  /// Out of an advance that a member of staff has.
  case advance

  package static let named = ofMoney + [.staff, .advance]
  /// Those that no member of staff stands behind.
  static let ofMoney: [ExpenseSource] = [MoneyAccount.bank, .pettyCash, .card, .payable, .savings].map { .money($0) }

  package var rawValue: String {
    switch self {
    case .money(let account): account.rawValue
    case .staff: "staff"
    case .advance: "advance"
    }
  }

  /// What it is, where it is chosen.
  package var words: String {
    switch self {
    case .money(.bank): "the bank"
    case .money(.pettyCash): "petty cash"
    case .money(.card): "the card"
    case .money(.payable): "owed to the payee"
    case .money(.savings): "savings"
    case .money(.account(let code)): "account \(code)"
    case .staff: "a member of staff paid it"
    case .advance: "out of a member of staff's advance"
    }
  }

  /// The account that is credited; that of an advance is replaced by its parts.
  package var money: MoneyAccount { if case .money(let account) = self { account } else { .payable } }
}
