extension Award {
  /// The entry that records interest earned on this award's money, as its terms say.
  ///
  /// Dr cash; the grantee's own: Cr interest in the unrestricted fund; the award's: Cr interest with restrictions in its fund, or
  /// custodial funds for an agency award; the funder's: Cr due to funder.
  package func interestEntry(
    _ amount: Money, on date: Day, for owner: InterestTerm, unrestrictedFund: String, key: String
  ) throws(Refusal) -> EntryDraft {
    guard amount > .zero else {
      throw Refusal("interest is more than zero", nextStep: "write the amount that the bank credited")
    }
    let isOwn = owner == .grantee
    var credit = EntryLine(
      account: accounts[.interest], fund: isOwn ? unrestrictedFund : fund, amount: -amount, award: isOwn ? nil : code)
    switch (owner, recognition) {
    case (.grantee, _), (.award, .exchange): credit.netAssetClass = .without
    case (.award, .agency): credit.account = accounts[.custodial]
    case (.award, _): credit.netAssetClass = .with
    case (.return, _):
      credit.account = accounts[.dueToFunder]
      credit.party = funder
    }
    return EntryDraft(
      key: key, date: date, description: "Interest on the money of \(code)",
      lines: [EntryLine(account: accounts[.cash], fund: credit.fund, amount: amount), credit])
  }

  /// The account that money goes back from. Throws `Refusal` for another.
  func returnAccount(_ money: MoneyAccount) throws(Refusal) -> String {
    try accounts.account(
      money, of: [.cash, .savings], refused: "money is not returned from", instead: "bank or savings")
  }

  /// The same; nil where none is named.
  func returnAccount(_ money: MoneyAccount?) throws(Refusal) -> String? {
    guard let money else { return nil }
    return try returnAccount(money) as String
  }

  /// The entry that pays back what is owed to the funder: Dr due to funder.
  package func returnPayment(_ amount: Money, from money: MoneyAccount, on date: Day, key: String) throws(Refusal)
    -> EntryDraft
  {
    let cash = try returnAccount(money)
    return EntryDraft(
      key: key, date: date, description: "Returned to \(funderName) from \(code)",
      lines: [
        EntryLine(account: accounts[.dueToFunder], fund: fund, amount: amount, award: code, party: funder),
        EntryLine(account: cash, fund: fund, amount: -amount, party: funder),
      ])
  }
}

/// What was written off of the promises of an award and is not recovered, by the class that the loss stands in.
package struct LostPromises: Sendable, Hashable {
  /// It had been released.
  package let without: Money
  /// It was restricted still.
  package let with: Money

  /// Nothing was.
  package static let none = LostPromises(without: .zero, with: .zero)
}

/// A promise that was written off.
package struct WrittenOffPromise: Sendable, Hashable {
  /// The entry.
  package let posted: PostedEntry
  /// How much of it was restricted still; the rest had been released, and is a loss without restrictions.
  package let restricted: Money
}

extension Books {
  /// The entries from a day on which say that money of an award goes back to its funder, and stand.
  package func returns(of award: Award, from day: Day) throws -> [RecordedEntry] {
    var filter = EntryFilter()
    (filter.from, filter.award) = (day, award.code)
    return try entries(of: award.organization, filter).filter { $0.draft.kind == .return && $0.reversedBy == nil }
  }

  /// Writes off what the funder of an award owes and will not pay, as the books figure it: Dr losses on promises, with restrictions as far
  /// as it is restricted still, else without; Cr grants receivable. `due` names the installment that will not come; without it, what is due
  /// first is lost first. Throws SQLSTATE LA018 beyond what is owed on that day and later, or due on the day that is named; LK001.
  package func writeOff(
    _ amount: Money, of award: Award, due: Day? = nil, on date: Day, reason: String, key: String
  ) throws -> WrittenOffPromise {
    try connection.execute(
      """
      select entry_id, already_recorded, restricted_cents
      from ledger.write_off_promise(
        \(award.organization.id), \(award.code), \(amount.cents), \(date), \(reason), \(key), \(due))
      """
    ).only {
      WrittenOffPromise(
        posted: PostedEntry(number: try $0.int64("entry_id"), wasRecorded: try $0.bool("already_recorded")),
        restricted: try $0.money("restricted_cents"))
    }
  }

  /// What the funder of an award owes of it on a day and on every later one. For recorders.
  package func outstanding(of award: Award, from day: Day) throws -> Money {
    try connection.execute(
      """
      select ledger.outstanding_from(w.organization_id, w, \(day)) as cents
      from ledger.award w
      where w.organization_id = \(award.organization.id) and w.code = \(award.code)
      """
    ).only { try $0.money("cents") }
  }

  /// What was written off of an award's promises and can be recovered on a day. For readers.
  package func recoverable(of award: Award, from day: Day) throws -> LostPromises {
    try connection.execute(
      """
      select r.without_cents, r.with_cents
      from ledger.award w
      cross join lateral ledger.recoverable_from(w.organization_id, w, \(day)) r
      where w.organization_id = \(award.organization.id) and w.code = \(award.code)
      """
    ).only { LostPromises(without: try $0.money("without_cents"), with: try $0.money("with_cents")) }
  }

  /// Records money of an award as owed back to its funder, as the books figure it: Dr custodial funds of an agency award, refundable
  /// advances of a conditional one as far as they go, else its revenue with restrictions; Cr due to funder; and its payment on that day where
  /// an account is given that it is paid from, undone with it. Throws SQLSTATE LA018 beyond what is there, LK001, LV002.
  package func returnToFunder(
    _ amount: Money, of award: Award, on date: Day, reason: String, key: String, paidFrom money: MoneyAccount? = nil
  ) throws -> (due: PostedEntry, payment: Int64?) {
    try connection.execute(
      """
      select entry_id, already_recorded, payment_id
      from ledger.return_to_funder(
        \(award.organization.id), \(award.code), \(amount.cents), \(date), \(reason), \(key), \(try award.returnAccount(money)))
      """
    ).only {
      (
        PostedEntry(number: try $0.int64("entry_id"), wasRecorded: try $0.bool("already_recorded")),
        try $0.int64OrNil("payment_id")
      )
    }
  }

  /// Releases donor restrictions of an award because time came or something was bought, not because of its spending, which the closing
  /// of months releases. What the funder lifted while part of the award waits for its time is that time alone (`liftsTime`): nothing is released
  /// until it is spent. For finance administrators; throws SQLSTATE LM001, LA012 beyond what is restricted, LA018, LK001.
  package func release(
    _ amount: Money, of award: Award, for purpose: ReleasePurpose, on date: Day, reason: String, key: String
  ) throws -> (posted: PostedEntry, liftsTime: Bool) {
    try connection.execute(
      """
      select entry_id, already_recorded, lifts_time
      from ledger.release_restriction(
        \(award.organization.id), \(award.code), \(amount.cents), \(date), \(purpose.role.rawValue), \(reason), \(key),
        \(purpose == .lifted))
      """
    ).only {
      (
        PostedEntry(number: try $0.int64("entry_id"), wasRecorded: try $0.bool("already_recorded")),
        try $0.bool("lifts_time")
      )
    }
  }

  /// What an award owed its funder on a day and still owes: what was paid since is not paid again.
  package func owedToFunder(of award: Award, on day: Day) throws -> Money {
    try connection.execute(
      """
      select greatest(least(
          -sum(amount_cents) filter (where entry_date <= \(day)::date), -sum(amount_cents)), 0)::bigint as cents
      from ledger.journal_line
      where organization_id = \(award.organization.id) and fund_code = \(award.fund)
        and account_code = any (\(award.accounts.codes(of: .dueToFunder))::text[])
      """
    ).only { try $0.int64OrNil("cents").map { Money(cents: $0) } ?? .zero }
  }

  /// Whose the interest on an award's money is, by the terms that hold on a day.
  package func interestOwner(of award: Award, on day: Day) throws -> InterestTerm {
    try connection.execute(
      """
      select interest
      from ledger.award_terms
      where organization_id = \(award.organization.id) and award_code = \(award.code)
        and (effective_on <= \(day)::date or version = 1)
      order by version desc
      limit 1
      """
    ).map { InterestTerm(rawValue: try $0.text("interest")) ?? .grantee }.first ?? .grantee
  }

  /// The amount of a tranche of the terms that hold. Throws `Refusal` where they have no such tranche.
  package func trancheAmount(_ number: Int, of award: Award) throws -> Money {
    let terms = try terms(of: award)
    if terms.tranches.indices.contains(number - 1) { return terms.tranches[number - 1].amount }
    throw Refusal(
      "award \(award.code) has no tranche \(number) by version \(terms.version) of its terms",
      nextStep: terms.tranches.isEmpty
        ? "leave --tranche out: its terms name no tranches"
        : "its tranches are \((1...terms.tranches.count).map { String($0) }.joined(separator: ", "))")
  }
}

/// Why donor restrictions are released by hand.
package enum ReleasePurpose: String, Sendable, CaseIterable {
  /// Land, a building or equipment was bought; the time came; the funder lifted the restriction.
  case equipment, time, lifted

  /// The role of the account that takes it.
  var role: AccountRole { self == .equipment ? .releaseEquipment : .releaseTime }
}
