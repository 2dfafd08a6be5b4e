@testable import Ledger

/// Entries as the commands make them.
extension ModelGenerator {
  /// An entry that is right in itself, whatever the books say.
  mutating func draft(_ site: ModelBooks.Site) -> EntryDraft {
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<45: awardExpense(site)
    case 45..<57: unrestrictedExpense(site)
    case 57..<63: promise(site)
    case 63..<73: receipt(site)
    case 73..<85: refund(site) ?? awardExpense(site)
    default: transfer(site)
    }
  }

  mutating func award(_ site: ModelBooks.Site) -> ModelBooks.Award {
    one(site.awards.values.sorted { $0.code < $1.code })
  }

  /// Mostly small, now and then the largest that a line can hold.
  private mutating func amount() -> Money {
    chance(1) ? Money(cents: 9_999_999_999_999) : Money(cents: number(1...(chance(50) ? 9_999 : 120_000)))
  }

  private mutating func cost(_ award: ModelBooks.Award, _ amount: Money, _ site: ModelBooks.Site) -> EntryLine {
    let line = one(award.lines)
    let from = day(award.term)
    let service = DayWindow(
      unchecked: from, min(award.term.through, from.adding(days: Int.random(in: 0...20, using: &random))))
    var cost = EntryLine(
      account: line.account, fund: award.fund, amount: amount, award: award.code, budgetLine: line.code,
      party: chance(80) ? "vendor" : nil, service: service, memo: chance(30) ? "Pizza für 12 «café»\n" : nil)
    if award.recognition == .agency {
      cost.account = "2910"
      return cost
    }
    if chance(6) { cost.account = "8270" }
    // What the books alone charge, seldom.
    if cost.account == "9930", !chance(5) { cost.account = "8590" }
    if site.accounts[cost.account] == .expense {
      cost.netAssetClass = .without
      cost.function = .program
      cost.program = one(site.programs.sorted())
      if chance(8) { cost.budgetLine = nil }
    }
    return cost
  }

  private mutating func awardExpense(_ site: ModelBooks.Site) -> EntryDraft {
    let award = award(site)
    let paid = one(award.basis == .cash ? ["1010", "1040"] : ["1010", "1010", "1040", "2010", "2015"])
    var lines: [EntryLine] = []
    for _ in 0..<(chance(12) ? 2 : 1) {
      let cost = cost(award, amount(), site)
      // Depreciation is mostly not paid.
      let other = cost.account == "8270" && chance(80) ? "1745" : paid
      lines += [cost, EntryLine(account: other, fund: award.fund, amount: -cost.amount, party: cost.party)]
    }
    if chance(5) {
      let other = unrestrictedLines(site)
      lines += other
    }
    return EntryDraft(key: newKey(), date: day(Self.dates), kind: .expense, description: "Cost", lines: lines)
  }

  private mutating func unrestrictedLines(_ site: ModelBooks.Site) -> [EntryLine] {
    let function = one(ExpenseFunction.allCases)
    let amount = amount()
    return [
      EntryLine(
        account: one(["8210", "8590", "7220"]), fund: "general", amount: amount, netAssetClass: .without,
        function: function, program: function == .program ? "program" : nil, party: "staff"),
      EntryLine(account: "1010", fund: "general", amount: -amount),
    ]
  }

  private mutating func unrestrictedExpense(_ site: ModelBooks.Site) -> EntryDraft {
    let lines = unrestrictedLines(site)
    return EntryDraft(key: newKey(), date: day(Self.dates), kind: .expense, description: "Own cost", lines: lines)
  }

  /// Of what is left, too much, all of it, or a part.
  private mutating func share(of left: Int64) -> Money {
    if chance(10) { return Money(cents: max(1, left + 1)) }
    if left > 0, chance(20) { return Money(cents: left) }
    return Money(cents: number(1...max(1, left / 3)))
  }

  private mutating func promise(_ site: ModelBooks.Site) -> EntryDraft {
    let award = award(site)
    let amount = share(of: award.amount - award.promised)
    return EntryDraft(
      key: newKey(), date: day(Self.dates), kind: .promise, description: "Promise",
      lines: [
        EntryLine(account: "1240", fund: award.fund, amount: amount, award: award.code, party: "funder"),
        EntryLine(
          account: "4230", fund: award.fund, amount: -amount, netAssetClass: .with, award: award.code, party: "funder"),
      ])
  }

  private mutating func receipt(_ site: ModelBooks.Site) -> EntryDraft {
    let award = award(site)
    let amount = share(of: award.amount - award.received)
    var credit = EntryLine(account: "1240", fund: award.fund, amount: -amount, award: award.code, party: "funder")
    switch award.recognition {
    case .unconditional: break
    case .conditional: credit.account = "2410"
    case .agency: credit.account = "2910"
    case .exchange:
      credit.account = "5180"
      credit.netAssetClass = .without
    }
    // Another client may name the award on both lines.
    let debit = EntryLine(
      account: one(["1010", "1070"]), fund: award.fund, amount: amount, award: chance(15) ? award.code : nil)
    return EntryDraft(
      key: newKey(), date: day(Self.dates), kind: .receipt, description: "Receipt", lines: [debit, credit])
  }

  /// A refund of an expense with one cost, mostly of the right size.
  private mutating func refund(_ site: ModelBooks.Site) -> EntryDraft? {
    let ofAnyKind = chance(5)
    let expenses = site.entries.keys.sorted().filter { ofAnyKind || site.entries[$0]?.draft.kind == .expense }
    guard !expenses.isEmpty else { return nil }
    let target = chance(30) ? (site.refundedBy.keys.max() ?? expenses[0]) : one(expenses)
    guard let expense = site.entries[target],
      var credit = expense.draft.lines.first(where: { $0.function != nil || $0.budgetLine != nil })
    else { return nil }
    credit.amount = -(chance(50) ? credit.amount : Money(cents: max(1, abs(credit.amount.cents) / 3)))
    if chance(3) { credit.amount -= Money(cents: 1) }
    credit.memo = nil
    let bearers = site.entries.keys.sorted().flatMap { site.entries[$0]?.draft.lines ?? [] }
      .filter { $0.budgetLine != nil && $0.fund == credit.fund }
    if !bearers.isEmpty, chance(20) {
      var bearer = one(bearers)
      (bearer.amount, bearer.memo, bearer.commitment, bearer.settles) = (-credit.amount, nil, nil, nil)
      return EntryDraft(
        key: newKey(), date: day(Self.dates), kind: .reclass, description: "Reclass", refunds: target,
        lines: [bearer, credit])
    }
    return EntryDraft(
      key: newKey(), date: day(Self.dates), kind: .refund, description: "Refund", refunds: target,
      lines: [EntryLine(account: "1010", fund: credit.fund, amount: -credit.amount, party: credit.party), credit])
  }

  /// Between accounts, between funds, or from one class to the other.
  private mutating func transfer(_ site: ModelBooks.Site) -> EntryDraft {
    let amount = amount()
    let fund = one(site.funds.keys.sorted())
    let lines: [EntryLine]
    switch Int.random(in: 0..<3, using: &random) {
    case 0:
      lines = [
        EntryLine(account: "1070", fund: fund, amount: amount), EntryLine(account: "1010", fund: fund, amount: -amount),
      ]
    case 1:
      lines = [
        EntryLine(account: "6910", fund: fund, amount: amount, netAssetClass: .with),
        EntryLine(account: "6910", fund: fund, amount: -amount, netAssetClass: .without),
      ]
    default:
      let other = one(site.funds.keys.sorted())
      lines = [
        EntryLine(account: "1010", fund: fund, amount: amount), EntryLine(account: "1990", fund: fund, amount: -amount),
        EntryLine(account: "1990", fund: other, amount: amount),
        EntryLine(account: "1010", fund: other, amount: -amount),
      ]
    }
    return EntryDraft(key: newKey(), date: day(Self.dates), description: "Transfer", lines: lines)
  }
}
