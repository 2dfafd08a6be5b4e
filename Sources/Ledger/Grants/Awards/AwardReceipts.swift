/// Where money comes from or goes to, in the words of the till.
public enum MoneyAccount: String, Sendable, CaseIterable {
  case bank, card, payable, savings
  case pettyCash = "petty-cash"

  /// The account it stands for.
  public var account: String {
    switch self {
    case .bank: "1010"
    case .pettyCash: "1040"
    case .savings: "1070"
    case .payable: "2010"
    case .card: "2015"
    }
  }
}

extension Award {
  /// The entry that records the promise of this award, as its recognition says (ASC 958-605).
  ///
  /// Unconditional: Dr 1240, Cr revenue with donor restrictions. Other awards record nothing when they are promised:
  /// throws `Refusal`, which says why.
  public func promiseEntry(_ amount: Money, on date: Day, key: String? = nil, memo: String? = nil) throws(Refusal)
    -> EntryDraft
  {
    let instead = "record the cash when it comes, with \"ledgerctl award receive \(code)\""
    switch recognition {
    case .conditional:
      throw Refusal(
        "award \(code) is conditional: nothing is recognised until its barrier is met (ASC 958-605)", nextStep: instead)
    case .agency:
      throw Refusal("award \(code) is an agency award: it is never revenue of \(organization.name)", nextStep: instead)
    case .exchange:
      throw Refusal("award \(code) is an exchange: revenue is recorded as it is earned", nextStep: instead)
    case .unconditional:
      return EntryDraft(
        key: key ?? "promise:\(code)", date: date, kind: .promise,
        description: memo ?? "Promise of \(name) by \(funderName)",
        lines: [
          EntryLine(account: "1240", fund: fund, amount: amount, award: code, party: funder),
          EntryLine(
            account: revenueAccount, fund: fund, amount: -amount, netAssetClass: .with, award: code, party: funder),
        ])
    }
  }

  /// The entry that records cash received for this award, as its recognition says.
  ///
  /// Unconditional: Cr 1240. Conditional: Cr 2410, a refundable advance. Agency: Cr 2910. Exchange: Cr earned revenue.
  public func receiptEntry(
    _ amount: Money, after progress: AwardProgress, on date: Day, into money: MoneyAccount = .bank, key: String,
    memo: String? = nil
  ) throws(Refusal) -> EntryDraft {
    guard amount > .zero else {
      throw Refusal("a receipt is more than zero", nextStep: "money sent back to the funder is an entry of its own")
    }
    guard money == .bank || money == .pettyCash || money == .savings else {
      throw Refusal("cash is not received into \(money.rawValue)", nextStep: "use bank, savings or petty-cash")
    }
    var credit = EntryLine(account: "1240", fund: fund, amount: -amount, award: code, party: funder)
    switch recognition {
    case .unconditional:
      guard progress.received + amount <= progress.promised else {
        throw Refusal(
          "award \(code) has \((progress.promised - progress.received).grouped) of its promise outstanding, less than \(amount.grouped)",
          nextStep: progress.promised == .zero
            ? "record the promise first, with \"ledgerctl award promise \(code) --date YYYY-MM-DD\""
            : "check the amount, or record the rest of the promise first")
      }
    case .conditional: credit.account = "2410"
    case .agency: credit.account = "2910"
    case .exchange:
      credit.account = revenueAccount
      credit.netAssetClass = .without
    }
    return EntryDraft(
      key: key, date: date, kind: .receipt, description: memo ?? "Received from \(funderName) for \(name)",
      lines: [EntryLine(account: money.account, fund: fund, amount: amount, party: funder), credit])
  }
}
