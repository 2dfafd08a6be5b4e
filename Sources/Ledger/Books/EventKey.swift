/// The key of an event that is made of all that is said of it, where none is given: the same again has the same key, and another event another.
public struct EventKey: Sendable, Hashable {
  /// As long as a key may be, bytes, with room for what tells the second of two equal events.
  private static let longest = 190

  private let text: String

  /// A key of the words that people read in it, and of what else is said, in a fixed order; nil for what is not said.
  public init(_ named: [String], rest: [String?] = []) {
    let named = named.joined(separator: ":")
    let said = rest.contains { $0 != nil }
    let mark = said ? ":" + Self.mark(of: rest) : ""
    text = named.utf8.count + mark.utf8.count <= Self.longest ? named + mark : Self.clipped(named, rest)
  }

  /// The key of the first of equal events, the second, and so on.
  public func text(ofNumber number: Int) -> String { number == 1 ? text : "\(text)#\(number)" }

  private static func clipped(_ named: String, _ rest: [String?]) -> String {
    var short = named
    while short.utf8.count > longest - 14 { short.removeLast() }
    return "\(short):\(mark(of: [named] + rest))"
  }

  /// Twelve letters and figures. Two contents of one mark are asked about or refused, never merged.
  private static func mark(of rest: [String?]) -> String {
    String(String(Fingerprint.of(rest.map { $0.map { "=" + $0 } ?? "" }), radix: 36).suffix(12))
  }
}

/// An entry, proposal or commitment that is recorded, as it is named where another is like it.
public struct StandingEvent: Sendable, Hashable {
  /// `entry`, `proposal`, `commitment`.
  public let what: String
  /// Its number.
  public let number: Int64
  /// The day it counts.
  public let date: Day
  /// What it says of itself.
  public let description: String
  /// What undid it, as `entry 7 undid it`; nil where it stands or waits.
  public var undone: String?
}

/// What is recorded of an event that is to be recorded.
public struct EventStanding: Sendable {
  /// The last that says the same, undone or not; nil where none does.
  public let same: StandingEvent?
  /// The key that the next one has.
  public let nextKey: String
  /// The one after it.
  public let keyAfter: String

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

  /// What is recorded under the keys of an event, as an entry, or as a proposal that waits for a second person or was refused by one.
  public func standing(_ event: EventKey, of organization: Organization) throws -> EventStanding {
    let keys = (1...Self.mostEqual).map { event.text(ofNumber: $0) }
    return try standing(
      keys,
      """
      select p.idempotency_key, 'proposal' as what, p.number, p.recorded_at::date as on_day, p.summary as description,
        case when not d.is_given then 'it was refused' end as undone, 1 as part
      from ledger.proposal p
      left join ledger.decision d on d.organization_id = p.organization_id and d.proposal_number = p.number
      where p.organization_id = \(organization.id) and p.idempotency_key = any (\(keys)::text[]) and not exists (
        select
        from ledger.journal_entry e
        where e.organization_id = p.organization_id and e.idempotency_key = p.idempotency_key)
      union all
      select e.idempotency_key, 'entry', e.id, e.entry_date::date, e.description, case when exists (
          select from ledger.journal_entry r where r.organization_id = e.organization_id and r.reverses_entry_id = e.id
        ) then 'entry ' || ledger.standing_reversal(e.organization_id, e.id) || ' undid it' end, 2
      from ledger.journal_entry e
      where e.organization_id = \(organization.id) and e.idempotency_key = any (\(keys)::text[])
      order by part desc, number
      """)
  }

  /// The same of a commitment, which has keys of its own.
  public func standing(commitment event: EventKey, of organization: Organization) throws -> EventStanding {
    let keys = (1...Self.mostEqual).map { event.text(ofNumber: $0) }
    return try standing(
      keys,
      """
      select c.idempotency_key, 'commitment' as what, c.number, c.made_on::date as on_day, c.description, null::text as undone
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
        description: try row.text("description"), undone: try row.textOrNil("undone"))
    }
    return try EventStanding(same: same, keys: keys, used: used)
  }

  /// Entries of its kind in the week before and after a draft that stand and have a line like its first cost or, where it has none, its first
  /// line: of the same account, party and amount. The last three, without the one of its key.
  public func alike(_ draft: EntryDraft, of organization: Organization) throws -> [StandingEvent] {
    guard let line = draft.lines.first(where: { $0.function != nil || $0.budgetLine != nil }) ?? draft.lines.first,
      let party = line.party
    else { return [] }
    let days = 7
    return try connection.execute(
      """
      select distinct e.id, e.entry_date::date, e.description
      from ledger.journal_entry e
      join ledger.journal_line l on l.organization_id = e.organization_id and l.entry_id = e.id
      where e.organization_id = \(organization.id)
        and e.entry_date between \(draft.date.adding(days: -days)) and \(draft.date.adding(days: days))
        and l.party_code = \(party) and l.amount_cents = \(line.amount.cents) and e.kind = \(draft.kind.rawValue)
        and l.account_code = \(line.account) and e.idempotency_key <> \(draft.key)
        and not exists (
          select from ledger.journal_entry r where r.organization_id = e.organization_id and r.reverses_entry_id = e.id)
      order by e.id desc
      limit 3
      """
    ).map {
      StandingEvent(
        what: "entry", number: try $0.int64("id"), date: try $0.day("entry_date"),
        description: try $0.text("description"))
    }
  }
}

extension EntryDraft {
  /// What this has otherwise than a draft says, in a word; nil where it is the event that the draft says. Lines of the draft are found by account and
  /// fund, their amounts together: what else there is went by the state of the books when it was recorded.
  public func difference(from said: EntryDraft) -> String? {
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
