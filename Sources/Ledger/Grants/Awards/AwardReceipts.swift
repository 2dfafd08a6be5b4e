/// Where money comes from or goes to, in the words of the till; or an account of one of their roles, where there are several.
package enum MoneyAccount: RawRepresentable, Sendable, Hashable, CaseIterable {
  case bank, card, payable, savings, pettyCash
  /// By its code.
  case account(String)

  package static let allCases: [MoneyAccount] = [.bank, .card, .payable, .savings, .pettyCash]

  /// A word of the till, or else an account code. Nil for what is neither.
  package init?(rawValue: String) {
    if let word = Self.allCases.first(where: { $0.rawValue == rawValue.lowercased() }) {
      self = word
    } else if (try? Code(parsing: rawValue)) != nil {
      self = .account(rawValue)
    } else {
      return nil
    }
  }

  package var rawValue: String {
    switch self {
    case .bank: "bank"
    case .card: "card"
    case .payable: "payable"
    case .savings: "savings"
    case .pettyCash: "petty-cash"
    case .account(let code): code
    }
  }

  /// The role whose default it stands for; nil where an account is named.
  var role: AccountRole? {
    switch self {
    case .bank: .cash
    case .card: .card
    case .payable: .payables
    case .savings: .savings
    case .pettyCash: .pettyCash
    case .account: nil
    }
  }
}

extension MoneyAccount {
  /// Its role in a chart; nil where the account named has none.
  func role(in accounts: RoleAccounts) -> AccountRole? {
    if case .account(let code) = self { accounts.role(of: code) } else { role }
  }
}

extension RoleAccounts {
  /// The account of money, of one of these roles. Throws `Refusal` for another: `refused` says what is not done with it, "cash is
  /// not received into", and `instead` the words of the till that may be.
  package func account(
    _ money: MoneyAccount, of allowed: [AccountRole], refused: String, instead: String
  ) throws(Refusal) -> String {
    switch money {
    case .account(let code):
      if let role = role(of: code), allowed.contains(role) { return code }
      throw Refusal(
        "\(refused) \(VisibleText.escaped(code))",
        nextStep: "use \(instead), or an account of their roles: \(codes(of: allowed).joined(separator: ", "))")
    default:
      if let role = money.role, allowed.contains(role) { return self[role] }
      throw Refusal("\(refused) \(money.rawValue)", nextStep: "use \(instead)")
    }
  }

  /// Where an expense or its refund may stand.
  static let ofExpenses: [AccountRole] = [.cash, .pettyCash, .card, .payables, .savings]
}

extension Award {
  /// The accounts of the grantee's chart by their roles.
  var accounts: RoleAccounts { organization.accounts }

  /// The entry that records the promise of this award, as its recognition says (ASC 958-605).
  ///
  /// Unconditional: Dr grants receivable, Cr revenue with donor restrictions. Other awards record nothing when they are promised:
  /// throws `Refusal`, which says why.
  package func promiseEntry(_ amount: Money, on date: Day, key: String? = nil, memo: String? = nil) throws(Refusal)
    -> EntryDraft
  {
    let instead = "record the cash when it comes, with \"ledgerctl award receive \(reference)\""
    switch recognition {
    case .conditional:
      throw Refusal(
        "award \(code) is conditional: nothing is recognized until its barrier is met (ASC 958-605)", nextStep: instead)
    case .agency:
      throw Refusal("award \(code) is an agency award: it is never revenue of \(organization.name)", nextStep: instead)
    case .exchange:
      throw Refusal("award \(code) is an exchange: revenue is recorded as it is earned", nextStep: instead)
    case .unconditional:
      return EntryDraft(
        key: key ?? "promise:\(code)", date: date, kind: .promise,
        description: memo ?? "Promise of \(name) by \(funderName)",
        lines: [
          EntryLine(account: accounts[.grantsReceivable], fund: fund, amount: amount, award: code, party: funder),
          EntryLine(
            account: revenueAccount, fund: fund, amount: -amount, netAssetClass: .with, award: code, party: funder),
        ])
    }
  }

  /// The entry that records cash received for this award, as its recognition says.
  ///
  /// Unconditional: Cr grants receivable, then what was written off. Conditional: Cr grants receivable as far as they go, then what was written
  /// off, else a refundable advance. Agency: Cr grants receivable, else custodial funds. Exchange: Cr earned revenue. What is recovered of a loss
  /// is credited in the class that the loss stands in, without restrictions first: that was spent already.
  package func receiptEntry(
    _ amount: Money, after progress: AwardProgress, receivable: Money? = nil, recoverable: LostPromises = .none,
    on date: Day,
    into money: MoneyAccount = .bank, key: String,
    memo: String? = nil
  ) throws(Refusal) -> EntryDraft {
    guard amount > .zero else {
      throw Refusal("a receipt is more than zero", nextStep: "money sent back to the funder is an entry of its own")
    }
    var draft = try receiptSaid(amount, on: date, into: money, memo: memo)
    draft.key = key
    var left = amount
    func credited(_ account: String, atMost cents: Money, _ netAssetClass: NetAssetClass? = nil) -> [EntryLine] {
      let part = min(left, max(.zero, cents))
      left -= part
      return part == .zero
        ? []
        : [
          EntryLine(
            account: account, fund: fund, amount: -part, netAssetClass: netAssetClass, award: code, party: funder)
        ]
    }
    func recovered() -> [EntryLine] {
      credited(accounts[.losses], atMost: recoverable.without, .without)
        + credited(accounts[.losses], atMost: recoverable.with, .with)
    }
    switch recognition {
    case .unconditional:
      let owed = receivable ?? progress.promised - progress.received
      draft.lines += credited(accounts[.grantsReceivable], atMost: owed) + recovered()
      guard left == .zero else {
        throw Refusal(
          "award \(code) has \((amount - left).grouped) of its promise outstanding, less than \(amount.grouped)",
          nextStep: progress.promised == .zero && left == amount
            ? "record the promise first, with \"ledgerctl award promise \(reference) --date YYYY-MM-DD\""
            : "check the amount, or record the rest of the promise first")
      }
    case .conditional, .agency:
      draft.lines += credited(accounts[.grantsReceivable], atMost: receivable ?? .zero) + recovered()
      draft.lines += credited(accounts[recognition == .agency ? .custodial : .refundableAdvance], atMost: left)
    case .exchange: draft.lines += credited(revenueAccount, atMost: amount, .without)
    }
    return draft
  }

  /// What is said of a receipt, whatever it settles: the money that came in.
  package func receiptSaid(
    _ amount: Money, on date: Day, into money: MoneyAccount, memo: String?
  ) throws(Refusal) -> EntryDraft {
    let cash = try accounts.account(
      money, of: [.cash, .savings, .pettyCash], refused: "cash is not received into",
      instead: "bank, savings or petty-cash")
    return EntryDraft(
      key: "", date: date, kind: .receipt, description: memo ?? "Received from \(funderName) for \(name)",
      lines: [EntryLine(account: cash, fund: fund, amount: amount, party: funder)])
  }
}

extension Books {
  /// Keeps others from recording what moves an award's totals until the transaction ends, so that an entry can be made of what they are
  /// now. For recorders; throws SQLSTATE LM001 or LP004.
  package func hold(_ award: Award) throws {
    try connection.execute("select ledger.hold_award(\(award.organization.id), \(award.code))")
  }
}
