/// What an entry left to be settled, in one fund: a bill on payables, a purchase on a card, an advance to staff, money to come
/// back from a payee.
package struct OpenItem: Sendable, Hashable {
  /// The roles of accounts that keep open items.
  package enum Kind: Sendable, CaseIterable {
    case advance, payable, card

    /// The role of its accounts.
    package var role: AccountRole {
      switch self {
      case .advance: .staffAdvances
      case .payable: .payables
      case .card: .card
      }
    }
  }

  /// The entry that left it.
  package let entry: Int64
  /// Its key.
  package let key: String
  /// What kind of item it is, by the role of its account.
  package let kind: Kind
  /// Its account, by code.
  package let account: String
  /// Its date.
  package let date: Day
  /// What it was for.
  package let description: String
  /// Fund; each pays its own part.
  package let fund: String
  /// Who is owed, or owes, by code; nil where the entry names nobody.
  package let party: String?
  /// The young person whom it concerns, by code; nil where the entry names nobody.
  package let participant: String?
  /// The name of the party.
  package let partyName: String
  /// As posted: what we owe is negative.
  package let amount: Money
  /// What is not yet settled, of the same sign.
  package let open: Money
  /// Number of the invoice, of a bill.
  package let invoice: String?
  /// The day of the invoice, else of the entry.
  package let invoicedOn: Day
  /// The day it is due; without a bill, the day of the entry.
  package let due: Day

  /// What we owe of it; negative where it is owed to us.
  package var owed: Money { -open }

  /// All of it, to be settled.
  package var whole: SettledPart { SettledPart(item: self, amount: -open) }
}

/// A part of an open item that an entry settles.
package struct SettledPart: Sendable, Hashable {
  /// What is settled.
  package let item: OpenItem
  /// How much, as its line has it: of what we owe positive, a debit.
  package let amount: Money

  /// A part of an item.
  package init(item: OpenItem, amount: Money) {
    self.item = item
    self.amount = amount
  }

  /// The line that settles it.
  package var line: EntryLine {
    EntryLine(
      account: item.account, fund: item.fund, amount: amount, party: item.party, participant: item.participant,
      settles: item.entry)
  }
}

extension [OpenItem] {
  /// Parts of these that add up to `amount`, the oldest first, all of the same sign; nil where they are less.
  package func parts(of amount: Money) -> [SettledPart]? {
    var left = amount
    var parts: [SettledPart] = []
    for item in self where left > .zero {
      let open = item.open.isNegative ? -item.open : item.open
      let part = Swift.min(open, left)
      parts.append(SettledPart(item: item, amount: item.open.isNegative ? part : -part))
      left -= part
    }
    return left == .zero ? parts : nil
  }
}

extension [OpenItem] {
  /// The entry that settles these against each other, on every account in every fund the oldest first. Throws `Refusal` where no
  /// fund has both sides.
  package func matched(on day: Day, key: String, name: String) throws(Refusal) -> EntryDraft {
    var lines: [EntryLine] = []
    let places = Dictionary(grouping: self) { [$0.fund, $0.account] }
    for items in places.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }).map(\.value) {
      let (owed, owing) = (items.filter { $0.owed > .zero }, items.filter { $0.owed < .zero })
      let amount = Swift.min(owed.map(\.owed).total(), owing.map(\.open).total())
      guard amount > .zero else { continue }
      lines += ((owed.parts(of: amount) ?? []) + (owing.parts(of: amount) ?? [])).map(\.line)
    }
    guard !lines.isEmpty else {
      throw Refusal(
        "no fund has both something owed to \(name) and something that \(name) owes",
        nextStep: "\"ledgerctl statement payables\" shows what is open, fund by fund")
    }
    return EntryDraft(
      key: key, date: day, description: "Settled against each other: \(name)".clipped(2000), lines: lines)
  }
}

extension Books {
  /// What is open at the end of a day, by date and entry: of one kind, party or fund where they are given.
  package func openItems(
    of organization: Organization, _ kind: OpenItem.Kind? = nil, party: String? = nil, fund: String? = nil,
    asOf day: Day = .latest
  ) throws -> [OpenItem] {
    try items(of: organization, kind, party: party, fund: fund, asOf: day, openOnly: true)
  }

  /// The items that these entries left, open or not.
  func items(of organization: Organization, entries: [Int64]) throws -> [OpenItem] {
    try items(of: organization, nil, party: nil, fund: nil, asOf: .latest, entries: entries, openOnly: false)
  }

  /// Every bill through a day that stands on it, paid or not, by date and entry, with what is open of it.
  package func bills(of organization: Organization, party: String? = nil, asOf day: Day = .latest) throws -> [OpenItem]
  {
    try items(of: organization, .payable, party: party, fund: nil, asOf: day, openOnly: false)
      .filter { $0.invoice != nil }
  }

  private func items(
    of organization: Organization, _ kind: OpenItem.Kind?, party: String?, fund: String?, asOf day: Day,
    entries: [Int64]? = nil, openOnly: Bool
  ) throws -> [OpenItem] {
    let accounts = kind.map { organization.accounts.codes(of: $0.role) }
    return try connection.execute(
      """
      select i.entry_id, e.idempotency_key, i.account_code, e.entry_date::date, e.description, i.fund_code, nullif(i.party_code, '') as party_code,
        nullif(i.participant_code, '') as participant_code,
        coalesce(n.name, p.name, '') as party_name, i.amount_cents::bigint, x.open_cents, b.invoice_number, b.due_on::date,
        b.invoiced_on::date
      from ledger.open_item i
      join ledger.journal_entry e on e.organization_id = i.organization_id and e.id = i.entry_id
      left join ledger.journal_entry r on r.organization_id = e.organization_id and r.reverses_entry_id = e.id
      -- The day on which its reversal counts, wherever it was moved to.
      left join ledger.journal_entry c
        on c.organization_id = e.organization_id
          and c.id = case when r.id is not null then ledger.standing_reversal(e.organization_id, e.id) end
      left join ledger.bill b
        on b.organization_id = e.organization_id and b.origin_kind = e.origin_kind and b.origin_number = e.origin_number
      left join ledger.party p on p.organization_id = i.organization_id and p.code = i.party_code
      \(Query.lastName(.party, "i.party_code", of: "i.organization_id"))
      cross join lateral (
        select case
          when \(day)::date >= '2099-12-31' then i.open_cents
          else i.amount_cents - case when c.entry_date <= \(day)::date then i.amount_cents else 0 end + coalesce((
            select sum(l.amount_cents)
            from ledger.journal_line l
            where l.organization_id = i.organization_id and l.settles_entry_id = i.entry_id and l.account_code = i.account_code
              and l.fund_code = i.fund_code and coalesce(l.party_code, '') = i.party_code
              and coalesce(l.participant_code, '') = i.participant_code and l.entry_date <= \(day)::date), 0)
        end::bigint as open_cents
      ) x
      where i.organization_id = \(organization.id) and e.entry_date <= \(day)::date and e.origin_kind is distinct from 'moved_reversal'
        and (\(accounts)::text[] is null or i.account_code = any (\(accounts)::text[]))
        and (\(party)::text is null or i.party_code = \(party)::text)
        and (\(fund)::text is null or i.fund_code = \(fund)::text)
        and (\(entries)::bigint[] is null or i.entry_id = any (\(entries)::bigint[]))
        and case when \(openOnly) then x.open_cents <> 0 else c.id is null or c.entry_date > \(day)::date end
      order by e.entry_date, i.entry_id, i.account_code, i.fund_code, i.party_code, i.participant_code
      """
    ).map { row in
      let date = try row.day("entry_date")
      let account = try row.text("account_code")
      return OpenItem(
        entry: try row.int64("entry_id"), key: try row.text("idempotency_key"),
        kind: OpenItem.Kind.allCases.first { $0.role == organization.accounts.role(of: account) } ?? .payable,
        account: account,
        date: date, description: try row.text("description"), fund: try row.text("fund_code"),
        party: try row.textOrNil("party_code"), participant: try row.textOrNil("participant_code"),
        partyName: try row.text("party_name"),
        amount: try row.money("amount_cents"), open: try row.money("open_cents"),
        invoice: try row.textOrNil("invoice_number"), invoicedOn: try row.dayOrNil("invoiced_on") ?? date,
        due: try row.dayOrNil("due_on") ?? date)
    }
  }
}
