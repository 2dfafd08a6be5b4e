extension Books {
  /// What was let go of a commitment in the week before and after a day, of the same amount.
  package func releases(alike amount: Money, on day: Day, of commitment: Commitment, _ organization: Organization)
    throws
    -> [(date: Day, reason: String)]
  {
    let week = DayWindow.week(around: day)
    return try connection.execute(
      """
      select v.on_date::date, v.reason
      from ledger.commitment_event v
      where v.organization_id = \(organization.id) and v.commitment_number = \(commitment.number) and v.kind = 'release'
        and v.amount_cents = \(amount.cents) and v.on_date between \(week.from) and \(week.through)
      order by v.on_date
      """
    ).map { (date: try $0.day("on_date"), reason: try $0.textOrNil("reason") ?? "") }
  }

  /// Commitments of the same award, line, payee and amount that were made in the week before and after one, of which something was not let go.
  package func alike(_ draft: CommitmentDraft, on line: BudgetLine, of award: Award) throws -> AlikeEvents {
    let week = DayWindow.week(around: draft.madeOn)
    let same = try commitments(of: award.organization, award: award).filter {
      $0.line == line.code && $0.party == draft.party && $0.amount == draft.amount && week.contains($0.madeOn)
        && $0.released < $0.amount
    }
    let found = same.filter { $0.key != draft.key }.reversed().map {
      StandingEvent(what: "commitment", number: $0.number, date: $0.madeOn, description: $0.description)
    }
    return AlikeEvents(
      number: same.first { $0.key == draft.key }?.number, last: Array(found.prefix(3)), more: max(0, found.count - 3))
  }
}
