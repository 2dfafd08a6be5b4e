/// What one person wants recorded and another one must approve.
package enum ProposalDraft: Sendable {
  /// An entry: an expense, or a bill with its invoice, or a payment with how it is paid.
  case entry(EntryDraft, bill: BillDraft? = nil, payment: PaymentDraft? = nil)
  /// Several entries that are one origin of a kind, as a prepayment.
  case origin(OriginKind, [EntryDraft])
  /// The reversal of an entry, on a day, with a reason.
  case reversal(of: Int64, on: Day, reason: String)
  /// An act of which the books make the entries.
  case act(ActDraft)
  /// A revision of an award's budget.
  case revision(BudgetDraft, of: Award, by: BudgetApprover, belowUsed: Bool, BudgetApproval, key: String)

  fileprivate func query(_ organization: Organization) throws -> Query {
    switch self {
    case .act(let act):
      return """
        select number, already_recorded
        from ledger.propose_act(\(organization.id), \(act.name), \(try act.content()), \(act.key))
        """
    case .entry(let draft, let bill, let payment):
      let kind: OriginKind? = bill != nil ? .bill : payment != nil ? .payment : nil
      return """
        select number, already_recorded
        from ledger.propose_entry(
          \(organization.id), \(DraftParameters([draft]).query), \(kind?.rawValue), \(bill?.parameter)::ledger.bill_draft,
          \(payment?.parameter)::ledger.payment_draft)
        """
    case .origin(let kind, let drafts):
      return """
        select number, already_recorded
        from ledger.propose_entry(\(organization.id), \(DraftParameters(drafts).query), \(kind.rawValue))
        """
    case .reversal(let entry, let day, let reason):
      return """
        select number, already_recorded from ledger.propose_reversal(\(organization.id), \(entry), \(day), \(reason))
        """
    case .revision(let budget, let award, let approver, let belowUsed, let approval, let key):
      return """
        select number, already_recorded
        from ledger.propose_revision(
          \(organization.id), \(award.code), \(approval.effectiveOn), \(approver.rawValue), \(approval.approvedBy),
          \(approval.document), \(approval.reason), \(belowUsed), \(budget.lines.map(\.code)), \(budget.lines.map(\.name)),
          \(budget.lines.map(\.category.rawValue)), \(budget.lines.map(\.account)), \(budget.lines.map(\.amount.cents)), \(key))
        """
    }
  }
}

/// A proposal as recorded.
package struct Proposal: Sendable, Hashable {
  /// What became of it.
  package enum State: String, Sendable { case waiting, approved, refused }

  /// Its number.
  package let number: Int64
  /// entry, reversal, act, revision or removal.
  package let kind: String
  /// What it is, in words.
  package let summary: String
  /// Who prepared it, and when, UTC.
  package let preparedBy: String
  package let preparedAt: String
  /// What became of it, who decided, when and why.
  package let state: State
  package let decidedBy: String?
  package let decidedAt: String?
  package let reason: String?
  /// The entry that came of it.
  package let entry: Int64?
}

extension Books {
  /// Records a proposal; every rule but the approval is tried now. Throws what recording it would throw.
  package func propose(_ draft: ProposalDraft, to organization: Organization) throws -> PostedEntry {
    try connection.execute(try draft.query(organization)).only {
      PostedEntry(number: try $0.int64("number"), wasRecorded: try $0.bool("already_recorded"))
    }
  }

  /// Approves a proposal, which is then recorded, and returns the number of the entry, the version of the budget, or how many
  /// texts were removed. Throws SQLSTATE
  /// LV001 for its preparer, LM001, constraint `decision_pkey`, or what recording it throws by now.
  @discardableResult
  package func approve(_ number: Int64, of organization: Organization, reason: String?) throws -> Int64 {
    try connection.execute("select ledger.give_approval(\(organization.id), \(number), \(reason)) as made")
      .only { try $0.int64("made") }
  }

  /// Refuses a proposal, or withdraws one's own. Throws SQLSTATE LM001 or constraint `decision_pkey`.
  package func refuse(_ number: Int64, of organization: Organization, reason: String) throws {
    try connection.execute("select ledger.refuse_proposal(\(organization.id), \(number), \(reason))")
  }

  /// The proposals of an organization, by number; the one of this number, or what an entry came of, where they are given.
  package func proposals(of organization: Organization, number: Int64? = nil, entry: Int64? = nil) throws -> [Proposal]
  {
    try connection.execute(
      """
      select p.number, p.kind, p.summary, p.recorded_by,
        to_char(p.recorded_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as recorded_at, d.is_given, d.recorded_by as decided_by,
        to_char(d.recorded_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as decided_at, d.reason, (
          select min(e.id) from ledger.journal_entry e where e.organization_id = p.organization_id and e.proposal_number = p.number
        ) as entry_id
      from ledger.proposal p
      left join ledger.decision d on d.organization_id = p.organization_id and d.proposal_number = p.number
      where p.organization_id = \(organization.id) and (\(number)::bigint is null or p.number = \(number)::bigint)
        and (\(entry)::bigint is null or exists (
          select
          from ledger.journal_entry e
          where e.organization_id = p.organization_id and e.proposal_number = p.number and e.id = \(entry)::bigint))
      order by p.number
      """
    ).map { row in
      let isGiven = try row.textOrNil("is_given")
      return Proposal(
        number: try row.int64("number"), kind: try row.text("kind"), summary: try row.text("summary"),
        preparedBy: try row.text("recorded_by"), preparedAt: try row.text("recorded_at"),
        state: isGiven == nil ? .waiting : isGiven == "t" ? .approved : .refused,
        decidedBy: try row.textOrNil("decided_by"), decidedAt: try row.textOrNil("decided_at"),
        reason: try row.textOrNil("reason"), entry: try row.int64OrNil("entry_id"))
    }
  }

  /// The proposal of this number. Throws `UnknownCode`.
  package func proposal(_ number: Int64, of organization: Organization) throws -> Proposal {
    guard let found = try proposals(of: organization, number: number).first else {
      throw UnknownCode(
        "proposal", "\(number)", among: try proposals(of: organization).map { "\($0.number)" },
        listCommand: "ledgerctl approve list --org \(organization.code)")
    }
    return found
  }

  /// Every field of what a proposal would record but its lines, in words, as the books read it.
  package func fields(of proposal: Proposal, _ organization: Organization) throws -> [(name: String, value: String)] {
    try connection.execute(
      """
      select concat_ws(' ', f.place, ledger.field_in_words(f.name::name)) as name, f.value
      from ledger.proposal p
      cross join lateral (
        select null as place, 0 as part, m.key as name,
          case m.key when 'released_cents' then ledger.dollars((m.value #>> '{}')::bigint) else m.value #>> '{}' end as value
        from jsonb_each(p.content) m
        where jsonb_typeof(m.value) not in ('object', 'array') and m.key <> 'act'
        union all
        select case when jsonb_array_length(p.content -> 'entries') > 1 then 'Entry ' || e.part end, e.part::integer, m.key, m.value #>> '{}'
        from jsonb_array_elements(p.content -> 'entries') with ordinality as e (draft, part)
        cross join lateral jsonb_each(e.draft) m
        union all
        select nullif(s.key, 'said'), 1000000, m.key, m.value #>> '{}'
        from jsonb_each(p.content) s
        cross join lateral jsonb_each(case jsonb_typeof(s.value) when 'object' then s.value else '{}' end) m
        -- What else is said of an act is in its entries.
        where s.key <> 'said' or m.key in ('rule', 'version', 'import', 'commitment', 'wrong', 'reversal', 'due')
        union all
        select 'Bill', 1000000, m.key, m.value #>> '{}'
        from jsonb_each(case jsonb_typeof(p.content #> '{said,bill}') when 'object' then p.content #> '{said,bill}' else '{}' end) m
        union all
        select 'Installment ' || i.part, 1000001, 'due_on', concat_ws(' ', i.draft ->> 'due_on', ledger.dollars((i.draft ->> 'amount_cents')::bigint),
          case when (i.draft ->> 'is_time_restricted')::boolean then 'restricted by time until then' end)
        from jsonb_array_elements(p.content -> 'installments') with ordinality as i (draft, part)
      ) f
      where p.organization_id = \(organization.id) and p.number = \(proposal.number) and p.kind <> 'removal'
        and jsonb_typeof(p.content) = 'object' and f.value is not null
      order by f.part, f.place, f.name
      """
    ).map { (try $0.text("name"), try $0.text("value")) }
  }

  /// What a proposal would record, line by line: of an entry its lines, of a reversal those that it turns, of a revision the amounts.
  package func lines(of proposal: Proposal, _ organization: Organization) throws -> [(
    account: String, about: String, amount: Money
  )] {
    try connection.execute(
      """
      with line as (
        select coalesce((l.draft ->> 'entry_ordinal')::bigint, 0) as entry_id, l.place, l.draft
        from ledger.proposal p
        cross join lateral jsonb_array_elements(p.content -> 'lines') with ordinality as l (draft, place)
        where p.organization_id = \(organization.id) and p.number = \(proposal.number)
        union all
        select j.entry_id, j.line_number, to_jsonb(ledger.turned(ledger.line_as_draft(1, j)))
        from ledger.proposal p
        join ledger.journal_line j
          on j.organization_id = p.organization_id
            and p.content -> 'undoes' @> to_jsonb(j.entry_id)
        where p.organization_id = \(organization.id) and p.number = \(proposal.number)
      )
      select l.draft ->> 'account_code' as account_code, (l.draft ->> 'amount_cents')::bigint as amount_cents, concat_ws('; ', (
          select string_agg(ledger.field_in_words(a.attname) || ' ' || (l.draft ->> a.attname), '; ' order by a.attnum)
          from pg_attribute a
          where a.attrelid = 'ledger.line_draft'::regclass and a.attnum > 0
            and a.attname not in ('entry_ordinal', 'line_number', 'account_code', 'amount_cents')
        ), l.draft ->> 'code') as about
      from line l
      order by l.entry_id, l.place
      """
    ).map { row in
      (account: try row.text("account_code"), about: try row.text("about"), amount: try row.money("amount_cents"))
    }
  }
}
