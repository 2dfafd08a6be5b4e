extension RecordedEntry {
  /// The line that a refund gives back to: the one line of this expense that is no payment.
  public func refundableLine() throws(Refusal) -> EntryLine {
    guard draft.kind == .expense else {
      throw Refusal(
        "entry \(number) is a \(draft.kind.rawValue) entry, not an expense",
        nextStep: "look for the expense with \"ledgerctl entry list\"")
    }
    let costs = draft.lines.filter { $0.function != nil || $0.budgetLine != nil }
    guard costs.count == 1 else {
      throw Refusal(
        "entry \(number) has \(costs.count) cost lines, so it is not clear where a refund goes",
        nextStep:
          "reverse it with \"ledgerctl entry reverse \(number)\" and record it again with the amounts that stand")
    }
    return costs[0]
  }

  /// The entry that gives `amount` of this expense back to its own award and budget line.
  public func refundEntry(
    _ amount: Money, of organization: Organization, on date: Day, to money: MoneyAccount, key: String,
    memo: String? = nil
  ) throws(Refusal) -> EntryDraft {
    guard amount > .zero else {
      throw Refusal("a refund is more than zero", nextStep: "write the amount that came back")
    }
    var credit = try refundableLine()
    let account = try organization.accounts.account(
      money, of: RoleAccounts.ofExpenses + [.savings], refused: "a refund does not go to",
      instead: "bank, savings, petty-cash, card or payable")
    credit.amount = -amount
    credit.memo = memo
    // What came back is the line's again; the commitment stays met.
    credit.commitment = nil
    return EntryDraft(
      key: key, date: date, kind: .refund,
      description: memo ?? "Refund of entry \(number): \(draft.description)".clipped(2000),
      refunds: number,
      lines: [EntryLine(account: account, fund: credit.fund, amount: amount, party: credit.party), credit])
  }
}

extension String {
  /// At most so many Unicode scalars of it.
  func clipped(_ length: Int) -> String {
    unicodeScalars.count <= length ? self : String(String.UnicodeScalarView(unicodeScalars.prefix(length)))
  }
}
