/// The key of an event that is made of all that is said of it, where none is given: the same again has the same key, and another event another.
package struct EventKey: Sendable, Hashable {
  /// As long as a key may be, bytes, with room for what tells the second of two equal events.
  private static let longest = 190

  private let text: String

  /// A key of the words that people read in it, and of what else is said, in a fixed order; nil for what is not said.
  package init(_ named: [String], rest: [String?] = []) {
    let named = named.joined(separator: ":")
    let said = rest.contains { $0 != nil }
    let mark = said ? ":" + Self.mark(of: rest) : ""
    text = named.utf8.count + mark.utf8.count <= Self.longest ? named + mark : Self.clipped(named, rest)
  }

  /// A key of the words that people read in it, and of all that an entry says; `rest`: what else is said of the event.
  package init(_ named: [String], saying draft: EntryDraft, rest: [String?] = []) {
    self.init(named, rest: draft.said + rest)
  }

  /// The same of an event that consists of several entries.
  package init(_ named: [String], saying drafts: [EntryDraft], rest: [String?] = []) {
    self.init(named, rest: drafts.flatMap(\.said) + rest)
  }

  /// The key of the first of equal events, the second, and so on.
  package func text(ofNumber number: Int) -> String { number == 1 ? text : "\(text)#\(number)" }

  private static func clipped(_ named: String, _ rest: [String?]) -> String {
    var short = named
    while short.utf8.count > longest - 14 { short.removeLast() }
    return "\(short):\(mark(of: [named] + rest))"
  }

  /// Twelve letters and figures. Two contents of one mark are asked about or refused, never merged.
  private static func mark(of rest: [String?]) -> String {
    String(String(SHA256.mark(of: rest.map { $0.map { "=" + $0 } ?? "" }), radix: 36).suffix(12))
  }
}

/// An entry, proposal or commitment that is recorded, as it is named where another is like it.
package struct StandingEvent: Sendable, Hashable {
  /// `entry`, `proposal`, `commitment`.
  package let what: String
  /// Its number.
  package let number: Int64
  /// The day it counts.
  package let date: Day
  /// What it says of itself.
  package let description: String
  /// What undid it, as `entry 7 undid it`; nil where it stands or waits.
  package var undone: String?
  /// The entry that stands in its place, where it was corrected.
  package var replacedBy: Int64?
}

/// What is recorded of an event that is to be recorded.
package struct EventStanding: Sendable {
  /// The last that says the same, undone or not; nil where none does.
  package internal(set) var same: StandingEvent?
  /// The key that the next one has.
  package let nextKey: String
  /// The one after it.
  package let keyAfter: String

  init(same: StandingEvent?, keys: [String], used: Set<String>) throws(Refusal) {
    let free = keys.filter { !used.contains($0) }
    guard free.count > 1 else {
      throw Refusal(
        "the same is recorded \(keys.count) times", nextStep: "say --key with a word of your own to record another")
    }
    self.same = same
    nextKey = free[0]
    keyAfter = free[1]
  }
}

extension Books {
  /// How often an event is looked for; who records it more often, gives keys.
  private static let mostEqual = 30

  /// What is recorded of an event: under its keys, as an entry, or as a proposal that waits for a second person or was refused by one; and where
  /// nothing of that stands, the last entry that says what `draft` says under another key, as one of a file, of which `isMeant` holds.
  package func standing(
    _ event: EventKey, saying draft: EntryDraft? = nil, of organization: Organization,
    isMeant: (Int64) throws -> Bool = { _ in true }
  ) throws -> EventStanding {
    let equals = try draft.map { try self.equals(of: $0, of: organization).filter { try isMeant($0.number) } } ?? []
    // Its keys last: what somebody else records meanwhile has used the key that would be free.
    var standing = try standing(keysOf: event, of: organization)
    guard draft != nil, standing.same == nil || standing.same?.undone != nil else { return standing }
    standing.same = equals.last { $0.undone == nil } ?? standing.same ?? equals.last
    return standing
  }

  /// The entries that say what a draft says, undone or not, by number; without those that were undone with their whole file.
  private func equals(of draft: EntryDraft, of organization: Organization) throws -> [StandingEvent] {
    guard let line = draft.lines.first else { return [] }
    var found: [Int64: (undone: String?, replacedBy: Int64?)] = [:]
    try connection.execute(
      """
      select e.id, case when exists (
          select from ledger.journal_entry r where r.organization_id = e.organization_id and r.reverses_entry_id = e.id
        ) then 'entry ' || ledger.standing_reversal(e.organization_id, e.id) || ' undid it' end as undone,
        ledger.standing_correction(e.organization_id, e.id) as replaced_by
      from ledger.journal_entry e
      where e.organization_id = \(organization.id) and e.entry_date = \(draft.date) and e.kind = \(draft.kind.rawValue)
        and exists (
          select
          from ledger.journal_line l
          where l.organization_id = e.organization_id and l.entry_id = e.id and l.account_code = \(line.account)
            and l.amount_cents = \(line.amount.cents) and l.party_code is not distinct from \(line.party))
        and not ledger.is_undone_with_import(e.organization_id, e.id)
      order by e.id
      """
    ).forEachRow { row in
      found[try row.int64("id")] = (try row.textOrNil("undone"), try row.int64OrNil("replaced_by"))
    }
    if found.isEmpty { return [] }
    // All of them at once: of what is bought every day there may be many.
    var filter = EntryFilter()
    filter.numbers = Array(found.keys)
    return try entries(of: organization, filter).filter { $0.draft.said == draft.said }.map { entry in
      StandingEvent(
        what: "entry", number: entry.number, date: entry.draft.date, description: entry.draft.description,
        undone: found[entry.number]?.undone, replacedBy: found[entry.number]?.replacedBy)
    }.sorted { $0.number < $1.number }
  }

  private func standing(keysOf event: EventKey, of organization: Organization) throws -> EventStanding {
    let keys = (1...Self.mostEqual).map { event.text(ofNumber: $0) }
    return try standing(
      keys,
      """
      select p.idempotency_key, 'proposal' as what, p.number, p.recorded_at::date as on_day, p.summary as description,
        case when not d.is_given then 'it was refused' end as undone, null::bigint as replaced_by, 1 as part
      from ledger.proposal p
      left join ledger.decision d on d.organization_id = p.organization_id and d.proposal_number = p.number
      where p.organization_id = \(organization.id) and p.idempotency_key = any (\(keys)::text[]) and not exists (
        select
        from ledger.journal_entry e
        where e.organization_id = p.organization_id and e.idempotency_key = p.idempotency_key)
      union all
      select e.idempotency_key, 'entry', e.id, e.entry_date::date, e.description, case when exists (
          select from ledger.journal_entry r where r.organization_id = e.organization_id and r.reverses_entry_id = e.id
        ) then 'entry ' || ledger.standing_reversal(e.organization_id, e.id) || ' undid it' end, ledger.standing_correction(e.organization_id, e.id), 2
      from ledger.journal_entry e
      where e.organization_id = \(organization.id) and e.idempotency_key = any (\(keys)::text[])
      order by part desc, number
      """)
  }

  /// The same of a commitment, which has keys of its own.
  package func standing(commitment event: EventKey, of organization: Organization) throws -> EventStanding {
    let keys = (1...Self.mostEqual).map { event.text(ofNumber: $0) }
    return try standing(
      keys,
      """
      select c.idempotency_key, 'commitment' as what, c.number, c.made_on::date as on_day, c.description, null::text as undone, null::bigint as replaced_by
      from ledger.commitment c
      where c.organization_id = \(organization.id) and c.idempotency_key = any (\(keys)::text[])
      order by c.number
      """)
  }

  /// The last row is what is told; all keys that are there are used.
  private func standing(_ keys: [String], _ recorded: Query) throws -> EventStanding {
    var same: StandingEvent?
    var used: Set<String> = []
    try connection.execute(recorded).forEachRow { row in
      used.insert(try row.text("idempotency_key"))
      same = StandingEvent(
        what: try row.text("what"), number: try row.int64("number"), date: try row.day("on_day"),
        description: try row.text("description"), undone: try row.textOrNil("undone"),
        replacedBy: try row.int64OrNil("replaced_by"))
    }
    return try EventStanding(same: same, keys: keys, used: used)
  }
}

extension EntryDraft {
  /// What this has otherwise than a draft says, in a word; nil where it is the event that the draft says. Lines of the draft are found by account and
  /// fund, their amounts together: what else there is went by the state of the books when it was recorded.
  package func difference(from said: EntryDraft) -> String? {
    if date != said.date { return "day, \(date)" }
    if kind != said.kind || refunds != said.refunds { return "kind, \(kind.rawValue)" }
    for line in said.lines {
      let same = lines.filter {
        $0.account == line.account && $0.fund == line.fund && $0.amount.isNegative == line.amount.isNegative
      }
      if same.isEmpty { return "account than \(line.account)" }
      if same.map(\.amount).total() != line.amount { return "amount on account \(line.account)" }
      if same.contains(where: { $0.party != line.party }) { return "party" }
      if let award = line.award, same.contains(where: { $0.award != award }) { return "award" }
      if same.contains(where: { $0.budgetLine != line.budgetLine }) { return "budget line" }
      if line.service != nil, same.contains(where: { $0.service != line.service }) { return "service" }
    }
    return description == said.description ? nil : "description"
  }
}
