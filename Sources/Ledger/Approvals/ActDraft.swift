/// An act of which the books make the entries, by what is said of it: `ledger.record_act` records it, and `ledger.propose_act` proposes it with the
/// entries that would come of it.
package enum ActDraft: Sendable {
  /// What a funder will not pay is written off.
  case writeOff(Money, of: Award, due: Day?, on: Day, reason: String, key: String)
  /// Money goes back to the funder of an award, paid from an account.
  case giveBack(Money, of: Award, paidFrom: MoneyAccount?, on: Day, reason: String, key: String)
  /// A wrong entry is reversed on a day, and the right one stands in its place.
  case correct(wrong: Int64, by: EntryDraft, bill: BillDraft?, on: Day, reason: String)
  /// A reversal, named by itself or by what it reverses, counts on another day.
  case moveReversal(Int64, to: Day, reason: String)
  /// What an import recorded is undone.
  case undoImport(Int64, on: Day, reason: String)
  /// A cost is split by a rule, which is noted on it.
  case split(EntryDraft, by: AllocationRule)
  /// A commitment is met for the last time, and what is left of it let go.
  case drawLast(EntryDraft, of: Int64)

  /// The name of the act in the books.
  var name: String {
    switch self {
    case .writeOff: "write_off"
    case .giveBack: "return"
    case .correct: "correct"
    case .moveReversal: "move"
    case .undoImport: "undo_import"
    case .split: "split"
    case .drawLast: "draw_last"
    }
  }

  /// The key of the event, by which its proposal is known; nil where the books make one.
  var key: String? {
    switch self {
    case .writeOff(_, _, _, _, _, let key), .giveBack(_, _, _, _, _, let key): key
    case .correct(_, let draft, _, _, _), .split(let draft, _), .drawLast(let draft, _): draft.key
    case .moveReversal, .undoImport: nil
    }
  }

  /// The entry that somebody said of it; nil where the books make all of it.
  var said: EntryDraft? {
    switch self {
    case .correct(_, let draft, _, _, _), .split(let draft, _), .drawLast(let draft, _): draft
    default: nil
    }
  }

  /// The same under a key.
  func under(_ key: String) -> ActDraft {
    switch self {
    case .split(var draft, let rule):
      draft.key = key
      return .split(draft, by: rule)
    case .drawLast(var draft, let commitment):
      draft.key = key
      return .drawLast(draft, of: commitment)
    default: return self
    }
  }

  /// What is said of it, as one object.
  func content() throws -> Query {
    switch self {
    case .writeOff(let amount, let award, let due, let day, let reason, let key):
      """
      jsonb_strip_nulls(jsonb_build_object(
        'award', \(award.code)::text, 'amount_cents', \(amount)::bigint, 'day', \(day)::text, 'reason', \(reason)::text, 'key', \(key)::text,
        'due', \(due)::text))
      """
    case .giveBack(let amount, let award, let money, let day, let reason, let key):
      """
      jsonb_strip_nulls(jsonb_build_object(
        'award', \(award.code)::text, 'amount_cents', \(amount)::bigint, 'day', \(day)::text, 'reason', \(reason)::text, 'key', \(key)::text,
        'paid_from', \(try award.returnAccount(money))::text))
      """
    case .correct(let wrong, let draft, let bill, let day, let reason):
      """
      \(Self.drafts(draft)) || jsonb_strip_nulls(jsonb_build_object(
        'wrong', \(wrong)::bigint, 'day', \(day)::text, 'reason', \(reason)::text, 'bill', to_jsonb(\(bill?.parameter)::ledger.bill_draft)))
      """
    case .moveReversal(let reversal, let day, let reason):
      "jsonb_build_object('reversal', \(reversal)::bigint, 'day', \(day)::text, 'reason', \(reason)::text)"
    case .undoImport(let number, let day, let reason):
      "jsonb_build_object('import', \(number)::bigint, 'day', \(day)::text, 'reason', \(reason)::text)"
    case .split(let draft, let rule):
      "\(Self.drafts(draft)) || jsonb_build_object('rule', \(rule.code)::text, 'version', \(rule.version)::bigint)"
    case .drawLast(let draft, let commitment):
      "\(Self.drafts(draft)) || jsonb_build_object('commitment', \(commitment)::bigint)"
    }
  }

  private static func drafts(_ draft: EntryDraft) -> Query {
    let parameters = DraftParameters([draft])
    return """
      jsonb_build_object('entries', to_jsonb(\(parameters.entries)::ledger.entry_draft[]), 'lines', to_jsonb(\(parameters.lines)::ledger.line_draft[]))
      """
  }
}

extension Books {
  /// Records an act. Throws what the act throws, or SQLSTATE LV002 where the organization wants it approved.
  func record(_ act: ActDraft, to organization: Organization) throws -> PostedEntry {
    try connection.execute(
      """
      select entry_id, already_recorded
      from ledger.record_act(\(organization.id), \(act.name), \(try act.content()))
      """
    ).only { PostedEntry(number: try $0.int64("entry_id"), wasRecorded: try $0.bool("already_recorded")) }
  }

  /// A correction, as it waits for another person where the policy asks for one.
  package func correction(
    _ wrong: RecordedEntry, by right: EntryDraft, of organization: Organization, reversedOn day: Day, reason: String
  ) throws -> ProposalDraft {
    .act(
      .correct(
        wrong: wrong.number, by: right, bill: try billAgain(of: wrong, right, organization), on: day, reason: reason))
  }
}
