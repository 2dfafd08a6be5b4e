/// What an entry has in common with one that may be the same event, typed on another day or with another word.
package struct EntryLook: Sendable, Hashable {
  /// How the amount of another entry is measured.
  enum Measure: Sendable { case cost, line, debits }

  /// Its key; nil of an entry whose key the books made.
  let key: String?
  /// Its number; nil where it is known by its key.
  let number: Int64?
  let kind: EntryKind
  let date: Day
  let amount: Money
  let measure: Measure
  /// Who is paid or pays; nil where the award says so.
  package let party: String?
  /// The awards that it names; another one that names awards as well names one of these.
  let awards: [String]
  /// The fund of the award, by which an entry that names none is known.
  let fund: String?
  /// What both say word for word; nil where that may be another.
  let description: String?
  /// The accounts that it moves, of what names no party; nil where others say what it is.
  let accounts: [String]?

  /// How an event of an award looks, of which the books make the entry: by award and amount.
  init(_ kind: EntryKind, ofAward code: String, fund: String, _ amount: Money, on date: Day, number: Int64) {
    (key, self.number, self.kind, self.date, self.amount) = (nil, number, kind, date, amount)
    (measure, party, awards, self.fund, description) = (.debits, nil, [code], fund, nil)
    accounts = nil
  }

  /// How a draft looks: by its party and its cost in all or, where it is none, the amount of its first line; where it names no party, by what it
  /// moves between which accounts.
  package init(_ draft: EntryDraft) {
    let costs = draft.lines.filter { $0.function != nil || $0.budgetLine != nil }
    (key, number, kind, date) = (draft.key, nil, draft.kind, draft.date)
    (fund, description) = (nil, nil)
    // A cost that was charged to the wrong award and then to the right one is the commonest double.
    awards = costs.isEmpty ? Set(draft.lines.compactMap(\.award)).sorted() : []
    guard let first = draft.lines.first, let party = (costs.first ?? first).party else {
      (party, accounts) = (nil, Set(draft.lines.map(\.account)).sorted())
      (amount, measure) = (draft.lines.filter { !$0.amount.isNegative }.map(\.amount).total(), .debits)
      return
    }
    (self.party, accounts) = (party, nil)
    (amount, measure) = costs.isEmpty ? (first.amount, .line) : (costs.map(\.amount).total(), .cost)
  }

  /// How a draft looks that names neither a party nor, in each case, an award: by what it says, and its amount.
  package init(saying draft: EntryDraft) {
    (key, number, kind, date) = (draft.key, nil, draft.kind, draft.date)
    (amount, measure) = (draft.lines.filter { !$0.amount.isNegative }.map(\.amount).total(), .debits)
    (party, awards, fund, description) = (nil, [], nil, draft.description)
    accounts = nil
  }
}

/// What looks like an event that was recorded.
package struct AlikeEvents: Sendable {
  /// The entry of the event itself; nil where none was recorded, as in a dry run or by a proposal.
  package let number: Int64?
  /// The last three that look like it, the last first.
  package let last: [StandingEvent]
  /// How many more there are.
  package let more: Int
}

extension DayWindow {
  /// The week before and after a day, in which an event is looked for.
  static func week(around day: Day) -> DayWindow { DayWindow(unchecked: day.adding(days: -7), day.adding(days: 7)) }
}

extension Books {
  /// Entries of its kind in the week before and after one that stand, of the same party, award and amount, as far as each names them.
  package func alike(_ look: EntryLook, of organization: Organization) throws -> AlikeEvents {
    let week = DayWindow.week(around: look.date)
    let amount =
      switch look.measure {
      case .cost: Query("l.cost_cents = \(look.amount.cents)")
      case .line: Query("l.has_amount")
      case .debits: Query("l.debit_cents = \(look.amount.cents)")
      }
    var own = look.number
    var found: [StandingEvent] = []
    try connection.execute(
      """
      select e.id, e.entry_date::date, e.description, (e.idempotency_key = \(look.key) or e.id = \(look.number)) is true as is_own
      from ledger.journal_entry e
      cross join lateral (
        select sum(l.amount_cents) filter (where l.function is not null or l.budget_line_code is not null) as cost_cents,
          sum(l.amount_cents) filter (where l.amount_cents > 0) as debit_cents,
          bool_or(l.amount_cents = \(look.amount.cents)) as has_amount, bool_or(l.party_code = \(look.party)) as has_party,
          array_agg(l.award_code::text) filter (where l.award_code is not null) as awards,
          bool_or(l.fund_code = \(look.fund)) as has_fund
        from ledger.journal_line l
        where l.organization_id = e.organization_id and l.entry_id = e.id
      ) l
      where e.organization_id = \(organization.id)
        and e.entry_date between \(week.from) and \(week.through)
        and e.kind = \(look.kind.rawValue) and \(amount)
        and (\(look.party)::text is null or l.has_party)
        and (\(look.description)::text is null or e.description = \(look.description))
        and (\(look.accounts)::text[] is null or \(look.accounts)::text[] = (
          select array_agg(distinct a.account_code::text order by a.account_code::text)
          from ledger.journal_line a
          where a.organization_id = e.organization_id and a.entry_id = e.id))
        and case when l.awards is not null and \(look.awards)::text[] <> '{}' then l.awards && \(look.awards)::text[]
          else \(look.fund)::text is null or l.has_fund end
        -- What a closing releases is another event than what is released by hand.
        and (e.kind <> 'release' or ledger.is_released_by_hand(e.idempotency_key) or ledger.is_time_lifted(e.idempotency_key))
        and not exists (
          select from ledger.journal_entry r where r.organization_id = e.organization_id and r.reverses_entry_id = e.id)
      order by e.id desc
      """
    ).forEachRow { row in
      let number = try row.int64("id")
      if try row.bool("is_own") {
        own = number
      } else {
        found.append(
          StandingEvent(
            what: "entry", number: number, date: try row.day("entry_date"), description: try row.text("description")))
      }
    }
    // Numbers of a dry run are below zero, and gone.
    return AlikeEvents(
      number: own.flatMap { $0 > 0 ? $0 : nil }, last: Array(found.prefix(3)), more: max(0, found.count - 3))
  }
}
