extension RecordedEntry {
  /// The line that a refund gives back to: the one line of this expense that is no payment; of a reclassification the line that bears the cost.
  package func refundableLine() throws(Refusal) -> EntryLine {
    if draft.kind == .reclass, let bearer = draft.lines.first(where: { $0.amount > .zero }) { return bearer }
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
  package func refundEntry(
    _ amount: Money, of organization: Organization, on date: Day, to money: MoneyAccount, key: String,
    memo: String? = nil
  ) throws(Refusal) -> EntryDraft {
    guard amount > .zero else {
      throw Refusal("a refund is more than zero", nextStep: "write the amount that came back")
    }
    var credit = try refundableLine()
    let account = try organization.accounts.account(
      money, of: RoleAccounts.ofExpenses, refused: "a refund does not go to",
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

extension EntryDraft {
  /// The line of the money of a refund alone: what else there is goes by what was unpaid or claimed.
  package var saidOfMoney: EntryDraft {
    var draft = self
    draft.lines = Array(lines.prefix(1))
    return draft
  }
}

extension Books {
  /// What is open of an expense that is not paid yet, as a bill; nil where it is paid, or never was owed.
  package func unpaid(_ expense: RecordedEntry, of organization: Organization) throws -> OpenItem? {
    try items(of: organization, entries: [expense.number]).first { $0.kind == .payable && $0.owed > .zero }
  }
}

extension EntryDraft {
  /// This refund, where it stays with the payee: a credit note lowers the bill that it is of, as far as that is unpaid; the rest is owed to us.
  package func lowering(_ unpaid: OpenItem?) -> EntryDraft {
    guard let unpaid,
      let place = lines.firstIndex(where: {
        $0.account == unpaid.account && $0.fund == unpaid.fund && $0.settles == nil && $0.amount > .zero
      })
    else { return self }
    var draft = self
    let part = min(lines[place].amount, unpaid.owed)
    draft.lines[place].amount -= part
    if draft.lines[place].amount == .zero { draft.lines.remove(at: place) }
    draft.lines.insert(SettledPart(item: unpaid, amount: part).line, at: place)
    return draft
  }
}

extension EntryDraft {
  /// This refund of a cost that was claimed of its funder, of which so much is outstanding: it lowers the claim as far as that, and what the
  /// funder has paid is held for it. Any other refund is as it was.
  package func lowering(claimOf outstanding: Money, _ accounts: RoleAccounts) -> EntryDraft {
    guard
      let index = lines.firstIndex(where: {
        $0.budgetLine != nil && accounts.role(of: $0.account) == .grantsReceivable
      })
    else { return self }
    var (draft, held) = (self, lines[index])
    let lowered = min(-held.amount, max(.zero, outstanding))
    held.amount += lowered
    guard held.amount != .zero else { return self }
    held.account = accounts[.custodial]
    draft.lines[index].amount = -lowered
    draft.lines.append(held)
    draft.lines.removeAll { $0.amount == .zero }
    return draft
  }
}
