/// How something is paid.
package enum PaymentMethod: String, Sendable, CaseIterable {
  case check, transfer
  case directDebit = "direct-debit"
  case card, cash
}

/// A payment of what is owed: of one bill or several, of one fund or several.
package struct PaymentDraft: Sendable, Hashable {
  /// Who is paid, by code.
  package var payee: String
  /// The cash account that it is paid from, by code.
  package var account: String
  /// How.
  package var method: PaymentMethod
  /// Number of the check, or what the bank shows.
  package var reference: String?
  /// The day it counts.
  package var date: Day
  /// What it settles.
  package var parts: [SettledPart]
  /// What to say of it.
  package var memo: String?
  /// The caller's key.
  package var key: String

  /// Describes a payment.
  package init(
    payee: String, account: String, method: PaymentMethod, reference: String? = nil, date: Day, parts: [SettledPart],
    memo: String? = nil, key: String
  ) {
    self.payee = payee
    self.account = account
    self.method = method
    self.reference = reference
    self.date = date
    self.parts = parts
    self.memo = memo
    self.key = key
  }

  /// What is paid: what is owed less what is owed to us.
  package var amount: Money { parts.map(\.amount).total() }

  /// The entry: each item settled, every fund paying its own part from the cash account.
  package func entry() throws(Refusal) -> EntryDraft {
    guard amount > .zero else {
      throw Refusal(
        "the payment would be \(amount.grouped)",
        nextStep: "leave out what the payee owes, or wait for the next bill")
    }
    guard method != .check || reference != nil else {
      throw Refusal("a check has a number", nextStep: "name it with --number")
    }
    var funds: [String] = []
    for part in parts where !funds.contains(part.item.fund) { funds.append(part.item.fund) }
    let cash = funds.compactMap { fund -> EntryLine? in
      let sum = parts.filter { $0.item.fund == fund }.map(\.amount).total()
      return sum == .zero ? nil : EntryLine(account: account, fund: fund, amount: -sum, party: payee)
    }
    let invoices = Set(parts.compactMap(\.item.invoice)).sorted().joined(separator: ", ")
    let entries = Set(parts.map(\.item.entry)).sorted()
    let what = memo ?? (invoices.isEmpty ? Self.words(entries) : "Payment of \(invoices)")
    return EntryDraft(
      key: key, date: date, kind: .payment, description: what.clipped(2000), lines: parts.map(\.line) + cash)
  }

  private static func words(_ entries: [Int64]) -> String {
    entries.count > 5
      ? "Payment of \(entries.count) entries" : "Payment of entry \(entries.map(String.init).joined(separator: ", "))"
  }
}

/// A payment as recorded.
package struct Payment: Sendable, Hashable {
  /// The entry.
  package let entry: Int64
  /// The day it counts.
  package let date: Day
  /// Who was paid, by code.
  package let payee: String
  /// The cash account, by code.
  package let account: String
  /// How.
  package let method: PaymentMethod
  /// Number of the check, or what the bank shows.
  package let reference: String?
  /// What was paid.
  package let amount: Money
  /// What it was for.
  package let description: String
  /// The reversal that voided it, and its date.
  package let voidedBy: Int64?
  package let voidedOn: Day?
}

extension PaymentDraft {
  /// As `ledger.payment_draft`.
  var parameter: CompositeParameter {
    CompositeParameter(fields: [payee, account, method.rawValue, reference])
  }
}

extension Books {
  /// Records a payment, whole or not at all. Throws SQLSTATE LB001 where less is open, LB003, LB005, constraint
  /// `payment_check_once`, or what posting throws.
  package func pay(_ payment: PaymentDraft, of organization: Organization) throws -> PostedEntry {
    try record([payment.entry()], as: .payment, payment: payment, to: organization)[0]
  }

  /// Payments through a day by date and number: the one of this entry, or all; voided ones too, as voided where they were by then.
  package func payments(of organization: Organization, entry: Int64? = nil, asOf day: Day = .latest) throws -> [Payment]
  {
    try connection.execute(
      """
      select e.id as entry_id, e.entry_date::date, p.party_code, p.account_code, p.method, p.reference, e.description,
        (select -sum(l.amount_cents)
         from ledger.journal_line l
         where l.organization_id = p.organization_id and l.entry_id = e.id and l.settles_entry_id is null)::bigint as amount_cents,
        r.id as voided_by, r.entry_date::date as voided_on
      from ledger.payment p
      join ledger.journal_entry e
        on e.organization_id = p.organization_id and e.origin_kind = p.origin_kind and e.origin_number = p.origin_number
      left join ledger.journal_entry first on first.organization_id = e.organization_id and first.reverses_entry_id = e.id
      left join ledger.journal_entry r
        on r.organization_id = first.organization_id and r.id = ledger.standing_reversal(e.organization_id, e.id)
          and r.entry_date <= \(day)::date
      where p.organization_id = \(organization.id) and e.entry_date <= \(day)::date and (\(entry)::bigint is null or e.id = \(entry)::bigint)
      order by e.entry_date, e.id
      """
    ).map { row in
      Payment(
        entry: try row.int64("entry_id"), date: try row.day("entry_date"), payee: try row.text("party_code"),
        account: try row.text("account_code"), method: PaymentMethod(rawValue: try row.text("method")) ?? .transfer,
        reference: try row.textOrNil("reference"), amount: try row.money("amount_cents"),
        description: try row.text("description"), voidedBy: try row.int64OrNil("voided_by"),
        voidedOn: try row.dayOrNil("voided_on"))
    }
  }

  /// The bills and advances that an entry settles, as they were.
  package func settled(by entry: RecordedEntry, of organization: Organization) throws -> [OpenItem] {
    let settled = Set(entry.draft.lines.compactMap(\.settles)).sorted()
    return try items(of: organization, entries: settled).filter { item in
      entry.draft.lines.contains { $0.settles == item.entry && $0.fund == item.fund && $0.account == item.account }
    }
  }

  /// The payment of this entry number, or the check of this number. Throws `Refusal`.
  package func payment(_ name: String, of organization: Organization) throws -> Payment {
    let all = try payments(of: organization)
    if let found = all.first(where: { String($0.entry) == name }) { return found }
    let checks = all.filter { $0.method == .check && $0.reference == name }
    if checks.count == 1 { return checks[0] }
    let asked = VisibleText.escaped(name)
    throw Refusal(
      checks.isEmpty ? "there is no payment ‹\(asked)›" : "check ‹\(asked)› was written on several accounts",
      nextStep: "write its entry number; \"ledgerctl payment list --org \(organization.code)\" shows them")
  }
}
