/// What was met of a conditional award, and how it is known.
public struct ConditionMet: Sendable, Hashable {
  /// Recognised, positive.
  public var amount: Money
  /// The day the barrier was met.
  public var date: Day
  /// How it is known: report, count, letter. Never a young person's name.
  public var evidence: String
  /// The number of the tranche that it releases, where the terms have tranches.
  public var tranche: Int?

  /// Describes what was met.
  public init(amount: Money, date: Day, evidence: String, tranche: Int? = nil) {
    self.amount = amount
    self.date = date
    self.evidence = evidence
    self.tranche = tranche
  }
}

extension Award {
  /// The entry that recognises revenue of a conditional award whose barrier is met (ASC 958-605).
  ///
  /// Dr refundable advances as far as they go, else grants receivable; Cr revenue with donor restrictions. `direct` of it, where the
  /// organization releases simultaneously, is credited without restrictions: what spending has met already.
  /// Throws `Refusal` for awards of another kind.
  public func conditionEntry(
    _ met: ConditionMet, after balances: AwardBalances, direct: Money = .zero, key: String
  ) throws(Refusal) -> EntryDraft {
    guard recognition == .conditional else {
      throw Refusal(
        "award \(code) is \(recognition.rawValue), so it has no barrier to meet",
        nextStep: recognition == .unconditional
          ? "record its promise with \"ledgerctl award promise \(code)\""
          : "record its cash with \"ledgerctl award receive \(code)\"")
    }
    guard met.amount > .zero else {
      throw Refusal(
        "an amount recognised is more than zero",
        nextStep: "what was recognised by mistake is reversed with \"ledgerctl entry reverse\"")
    }
    let ofAdvance = min(met.amount, max(.zero, balances.advance))
    let ofSpending = min(met.amount, max(.zero, direct))
    func line(_ account: String, _ amount: Money, _ netAssetClass: NetAssetClass? = nil) -> EntryLine? {
      amount == .zero
        ? nil
        : EntryLine(
          account: account, fund: fund, amount: amount, netAssetClass: netAssetClass, award: code, party: funder)
    }
    return EntryDraft(
      key: key, date: met.date, kind: .condition,
      description: "Condition met\(met.tranche.map { ", tranche \($0)" } ?? ""): \(met.evidence)".clipped(2000),
      lines: [
        line(accounts[.refundableAdvance], ofAdvance), line(accounts[.grantsReceivable], met.amount - ofAdvance),
        line(revenueAccount, ofSpending - met.amount, .with), line(revenueAccount, -ofSpending, .without),
      ].compactMap(\.self))
  }
}

extension Books {
  /// Recognises revenue of a conditional award. What its spending has met already is without restrictions where the
  /// organization's policy is simultaneous release on that day. To be run in a `write`.
  /// Throws `Refusal`, or SQLSTATE LA004 beyond the award.
  public func recognise(_ met: ConditionMet, of award: Award, key: String) throws -> (
    posted: PostedEntry, direct: Money
  ) {
    try hold(award)
    var direct = Money.zero
    if try policy(of: award.organization, on: met.date)?.simultaneousRelease == true,
      let due = try dueReleases(of: award.organization, through: met.date).first(where: { $0.award == award.code })
    {
      direct = min(met.amount, max(.zero, due.spent - due.direct - due.released))
    }
    let draft = try award.conditionEntry(met, after: try balances(of: award), direct: direct, key: key)
    return (try post(draft, to: award.organization), direct)
  }
}
