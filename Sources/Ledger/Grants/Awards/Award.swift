/// When the revenue of an award is recognized (ASC 958-605).
package enum Recognition: String, Sendable, CaseIterable {
  /// Revenue with donor restrictions when the promise is made.
  case unconditional
  /// A refundable advance until the barrier is met.
  case conditional
  /// A custodial liability, never revenue: the funder names the beneficiary.
  case agency
  /// Earned revenue.
  case exchange
}

/// When spending of an award counts, by its agreement.
package enum AwardBasis: String, Sendable, CaseIterable {
  case accrual, cash
}

/// What an award says of spending above a budget line.
package enum OverspendPolicy: String, Sendable, CaseIterable {
  /// It is shown.
  case allow
  /// It is marked, and an explanation is asked for.
  case warn
  /// It is refused.
  case block
}

/// An award: the grant of one funder to one organization, with its approved budget.
package struct Award: Sendable, Hashable {
  /// The grantee.
  package let organization: Organization
  /// Short name people type.
  package let code: String
  /// Title.
  package let name: String
  /// The funder's code among the parties.
  package let funder: String
  /// The funder's name.
  package let funderName: String
  /// Amount awarded, positive.
  package let amount: Money
  /// The days whose services are eligible.
  package let term: DayWindow
  /// When its revenue is recognized.
  package let recognition: Recognition
  /// When its spending counts.
  package let basis: AwardBasis
  /// Its own fund.
  package let fund: String
  /// The program that its expenses serve.
  package let program: String
  /// The revenue account that it is recognized on.
  package let revenueAccount: String
  /// The last entry recorded in the grantee's books; nil for a funder, who reads no entries.
  package let recordedThrough: Int64?
  /// What happens to spending above a budget line.
  package let overspending: OverspendPolicy
  /// The day it was closed; nil while it is open.
  package let closedOn: Day?
  /// The version of the budget that `lines` shows; nil before one is approved.
  package let budgetVersion: Int?
  /// The version that holds on the day, whichever was asked for.
  package let budgetVersionInForce: Int?
  /// Which overruns must be explained.
  package let varianceRule: LimitRule
  /// The largest overrun on no budget line that was explained.
  package let unbudgetedExplained: Money
  /// Whether a line of its budget was ever spread over months.
  package let isSpread: Bool
  /// What turned it from its usual course; nil where nothing did.
  package let turns: AwardTurns?
  /// The lines of its budget in order; empty before a budget is approved.
  package var lines: [BudgetLine]

  /// `organization/code`: names the award without doubt.
  package var reference: String { "\(organization.code)/\(code)" }

  /// The line of this code or name, whatever the case. Throws `UnknownCode` with the nearest line.
  package func line(_ code: String) throws(UnknownCode) -> BudgetLine {
    let found = lines.called(code, code: \.code, name: \.name)
    if found.count == 1 { return found[0] }
    throw UnknownCode(
      "budget line of award \(self.code)", code, among: lines.flatMap { [$0.code, $0.name] },
      listCommand: "ledgerctl award show \(reference)")
  }
}

/// How far an award's money has come, net of reversals.
package struct AwardProgress: Sendable, Hashable {
  /// Revenue recognized, by promises and by conditions met.
  package let promised: Money
  /// Cash received.
  package let received: Money
}

/// What these books recorded of an award by now, whatever was written off since, and what they were opened with.
package struct AwardRecorded: Sendable, Hashable {
  /// Promised, or recognized as conditions were met, in these books.
  package let promised: Money
  /// Cash received in these books.
  package let received: Money
  /// What of an award that was taken over had been promised and received by then, as far as the opening balances show it: what was owed, unspent, held
  /// or ahead.
  package let takenOver: AwardProgress
}

/// What an award must say to be added.
package struct AwardDraft: Sendable, Hashable {
  /// Short name people type.
  package var code: String
  /// Title.
  package var name: String
  /// The funder, a party's code.
  package var funder: String
  /// Amount awarded, positive.
  package var amount: Money
  /// Its term.
  package var term: DayWindow
  /// When its revenue is recognized.
  package var recognition: Recognition
  /// When its spending counts.
  package var basis: AwardBasis
  /// The program that its expenses serve.
  package var program: String
  /// Revenue account; nil for the usual one of the funder's kind, or of an exchange.
  package var revenueAccount: String?
  /// A fund made ahead of it; nil makes one of the award's own code.
  package var fund: String?

  /// Describes an award.
  package init(
    code: String, name: String, funder: String, amount: Money, term: DayWindow, recognition: Recognition,
    basis: AwardBasis = .accrual, program: String = "program", revenueAccount: String? = nil, fund: String? = nil
  ) {
    self.code = code
    self.name = name
    self.funder = funder
    self.amount = amount
    self.term = term
    self.recognition = recognition
    self.basis = basis
    self.program = program
    self.revenueAccount = revenueAccount
    self.fund = fund
  }
}

extension Books {
  /// What was promised and received of an award so far.
  package func progress(of award: Award) throws -> AwardProgress {
    try connection.execute(
      """
      select coalesce(sum(m.used_amount) filter (where m.kind = 'promise' and \(award.recognition != .agency)), 0)::bigint as promised_cents,
        coalesce(sum(m.used_amount) filter (where m.kind = 'receipt'), 0)::bigint as received_cents
      from ledger.measure m
      where m.organization_id = \(award.organization.id) and m.award_code = \(award.code)
      """
    ).only { AwardProgress(promised: try $0.money("promised_cents"), received: try $0.money("received_cents")) }
  }

  /// What was promised and received of an award in these books, and before them.
  package func recorded(of award: Award) throws -> AwardRecorded {
    let (organization, code) = (award.organization.id, award.code)
    return try connection.execute(
      """
      select coalesce(sum(x.cents) filter (where x.kind = 'promised'), 0)::bigint as promised_cents,
        coalesce(sum(x.cents) filter (where x.kind = 'receipt'), 0)::bigint as received_cents,
        coalesce(sum(x.opened) filter (where x.kind = 'promised'), 0)::bigint as promised_before_cents,
        coalesce(sum(x.opened) filter (where x.kind = 'receipt'), 0)::bigint as received_before_cents
      from (
        select m.kind, m.used_amount as cents, 0 as opened
        from ledger.measure m
        where m.organization_id = \(organization) and m.award_code = \(code)
        union all
        select o.kind, -o.used_amount, o.used_amount
        from ledger.measured_opening o
        where o.organization_id = \(organization) and o.award_code = \(code)
      ) x
      where x.kind <> 'promised' or \(award.recognition != .agency)
      """
    ).only { row in
      // Of a promise, what went back was received all the same; of others the measure of receipts is less for it.
      let wentBack = award.recognition == .unconditional ? Money.zero : award.turns?.returned ?? .zero
      return AwardRecorded(
        promised: try row.money("promised_cents"), received: try row.money("received_cents") + wentBack,
        takenOver: AwardProgress(
          promised: try row.money("promised_before_cents"), received: try row.money("received_before_cents")))
    }
  }

  /// Adds an award and its fund. For finance administrators.
  /// Throws `UnknownCode`, SQLSTATE LM001, or the constraints of `ledger.award`.
  package func addAward(_ draft: AwardDraft, to organization: Organization) throws {
    let funder = try party(draft.funder, of: organization)
    let usual: AccountRole =
      draft.recognition == .exchange ? .programFees : funder.kind == .nonprofit ? .nonprofitGrants : .foundationGrants
    try connection.execute(
      """
      select ledger.add_award(
        \(organization.id), \(draft.code), \(draft.name), \(funder.code), \(draft.amount), \(draft.term.from),
        \(draft.term.through), \(draft.recognition.rawValue), \(draft.basis.rawValue), \(draft.program),
        \(draft.revenueAccount ?? organization.accounts[usual]), \(draft.fund))
      """)
  }
}
