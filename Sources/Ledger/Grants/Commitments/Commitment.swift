/// What was ordered for a budget line and not yet spent: a purchase order, a signed contract.
package struct Commitment: Sendable, Hashable {
  /// Its number.
  package let number: Int64
  /// The key that it was recorded under.
  package let key: String
  /// The award.
  package let award: String
  /// The budget line.
  package let line: String
  /// Who will be paid, by code.
  package let party: String
  /// Ordered, positive.
  package let amount: Money
  /// The day it was ordered.
  package let madeOn: Day
  /// The day it is expected to be spent.
  package let expectedBy: Day?
  /// What for.
  package let description: String
  /// Spent against it, as of the day asked for.
  package let drawn: Money
  /// Let go, as of that day.
  package let released: Money

  /// Still to be spent or released.
  package var open: Money { amount - drawn - released }
  /// Whether some was spent and some is left, so that it goes on eating budget.
  package var isLeftover: Bool { drawn > .zero && open > .zero }
}

/// What a commitment must say to be recorded.
package struct CommitmentDraft: Sendable, Hashable {
  /// Ordered, positive.
  package var amount: Money
  /// Who will be paid, by code.
  package var party: String
  /// The day it was ordered.
  package var madeOn: Day
  /// The day it is expected to be spent.
  package var expectedBy: Day?
  /// What for; never a young person's name.
  package var description: String
  /// Where the order is.
  package var document: String?
  /// The caller's key.
  package var key: String

  /// Describes a commitment.
  package init(
    amount: Money, party: String, madeOn: Day, expectedBy: Day? = nil, description: String, document: String? = nil,
    key: String
  ) {
    self.amount = amount
    self.party = party
    self.madeOn = madeOn
    self.expectedBy = expectedBy
    self.description = description
    self.document = document
    self.key = key
  }
}

extension Books {
  /// Records a commitment of a budget line. Throws SQLSTATE LA009 where the award blocks it, LA013, LK001 or LM001.
  @discardableResult
  package func commit(_ draft: CommitmentDraft, on line: BudgetLine, of award: Award) throws -> PostedEntry {
    try connection.execute(
      """
      select number, already_recorded
      from ledger.add_commitment(
        \(award.organization.id), \(award.code), \(line.code), \(draft.party), \(draft.amount), \(draft.madeOn),
        \(draft.expectedBy), \(draft.description), \(draft.document), \(draft.key))
      """
    ).only { PostedEntry(number: try $0.int64("number"), wasRecorded: try $0.bool("already_recorded")) }
  }

  /// Lets a commitment go, wholly where no amount is given; returns what was released.
  /// Throws SQLSTATE LC001 where less is open, LM001.
  @discardableResult
  package func release(
    _ number: Int64, of organization: Organization, _ amount: Money? = nil, on date: Day, reason: String
  ) throws -> Money {
    try connection.execute(
      "select ledger.release_commitment(\(organization.id), \(number), \(amount), \(date), \(reason)) as cents"
    ).only { try $0.money("cents") }
  }

  /// Commitments as of a day, by number; of one award where it is given.
  package func commitments(of organization: Organization, award: Award? = nil, asOf day: Day = .latest) throws
    -> [Commitment]
  {
    try connection.execute(
      """
      select c.number, c.idempotency_key, c.award_code, c.budget_line_code, c.party_code, c.amount_cents, c.made_on::date, c.expected_by::date,
        c.description,
        coalesce(-sum(ledger.opened_by(v.kind, v.amount_cents)) filter (where v.kind <> 'release'), 0)::bigint as drawn_cents,
        coalesce(sum(v.amount_cents) filter (where v.kind = 'release'), 0)::bigint as released_cents
      from ledger.commitment c
      left join ledger.commitment_event v
        on v.organization_id = c.organization_id and v.commitment_number = c.number and v.on_date <= \(day)::date
      where c.organization_id = \(organization.id) and c.made_on <= \(day)::date
        and (\(award?.code)::text is null or c.award_code = \(award?.code)::text)
      group by c.organization_id, c.number
      order by c.number
      """
    ).map { row in
      Commitment(
        number: try row.int64("number"), key: try row.text("idempotency_key"), award: try row.text("award_code"),
        line: try row.text("budget_line_code"),
        party: try row.text("party_code"), amount: try row.money("amount_cents"), madeOn: try row.day("made_on"),
        expectedBy: try row.dayOrNil("expected_by"), description: try row.text("description"),
        drawn: try row.money("drawn_cents"), released: try row.money("released_cents"))
    }
  }

  /// What was released of a commitment for this reason, on this day where one is given; nil where nothing was.
  package func released(of commitment: Commitment, _ organization: Organization, on day: Day? = nil, reason: String)
    throws -> Money?
  {
    try connection.execute(
      """
      select sum(amount_cents)::bigint as cents
      from ledger.commitment_event
      where organization_id = \(organization.id) and commitment_number = \(commitment.number) and kind = 'release'
        and reason = \(reason) and (\(day)::date is null or on_date = \(day)::date)
      having count(*) > 0
      """
    ).map { try $0.money("cents") }.first
  }

  /// Why what is left of a commitment is released when an entry meets it for the last time.
  package static func metBy(_ entry: Int64) -> String { "Met by entry \(entry)" }

  /// The commitment of this number.
  func commitment(_ number: Int64, of organization: Organization) throws -> Commitment {
    try commitment(String(number), of: organization)
  }

  /// The commitment of this number, or of this key. Throws `UnknownCode`.
  package func commitment(_ numberOrKey: String, of organization: Organization) throws -> Commitment {
    let known = try commitments(of: organization)
    let found = known.first { String($0.number) == numberOrKey } ?? known.first { $0.key == numberOrKey }
    guard let found else {
      throw UnknownCode(
        "commitment", numberOrKey, among: known.flatMap { [String($0.number), $0.key] },
        listCommand: "ledgerctl commitment list --org \(organization.code)")
    }
    return found
  }
}
