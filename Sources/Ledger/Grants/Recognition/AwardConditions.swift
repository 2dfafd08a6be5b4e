/// What was met of a conditional award, and how it is known.
package struct ConditionMet: Sendable, Hashable {
  /// Recognized, positive.
  package var amount: Money
  /// The day the barrier was met.
  package var date: Day
  /// How it is known: report, count, letter. Never a young person's name.
  package var evidence: String
  /// The number of the tranche that it releases, where the terms have tranches.
  package var tranche: Int?

  /// Describes what was met.
  package init(amount: Money, date: Day, evidence: String, tranche: Int? = nil) {
    self.amount = amount
    self.date = date
    self.evidence = evidence
    self.tranche = tranche
  }
}

extension Books {
  /// Recognizes revenue of a conditional award whose barrier is met (ASC 958-605), as the books figure it: Dr refundable advances as
  /// far as they go, else grants receivable; Cr revenue with donor restrictions. What its spending has met already is without them where
  /// the organization's policy is simultaneous release on that day; it is returned as `direct`.
  /// Throws `Refusal` for awards of another kind, or SQLSTATE LA004 beyond the award, LA018, LK001.
  package func recognize(_ met: ConditionMet, of award: Award, key: String) throws -> (
    posted: PostedEntry, direct: Money
  ) {
    guard award.recognition == .conditional else {
      throw Refusal(
        "award \(award.code) is \(award.recognition.rawValue), so it has no barrier to meet",
        nextStep: award.recognition == .unconditional
          ? "record its promise with \"ledgerctl award promise \(award.reference)\""
          : "record its cash with \"ledgerctl award receive \(award.reference)\"")
    }
    return try connection.execute(
      """
      select entry_id, already_recorded, direct_cents
      from ledger.meet_condition(
        \(award.organization.id), \(award.code), \(met.amount.cents), \(met.date), \(met.evidence), \(met.tranche), \(key))
      """
    ).only {
      (
        PostedEntry(number: try $0.int64("entry_id"), wasRecorded: try $0.bool("already_recorded")),
        try $0.money("direct_cents")
      )
    }
  }
}
