/// Gives a member of staff money ahead of a purchase.
package struct GiveAdvance: RecordingAct {
  package static let words = ["advance", "give"]
  package static let fields: [ActField] =
    [
      .organization, .member("Who gets it"), .needed("amount", "Amount", .money),
      .countingDay("date", "Day it is given"),
      .needed("for", "What for; never a young person's name", .text), .fund, .pays("from"),
    ] + .named

  private let advance: AdvanceMoney
  private let amount: Money
  private let purpose: String

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let advance = try AdvanceMoney(&reader, account: "from", books)
    let amount = try reader.money("amount")
    try reader.finish()
    guard let advance, let amount, let purpose = values["for"] else { preconditionFailure("a fault was kept") }
    (self.advance, self.amount, self.purpose) = (advance, amount, purpose)
  }

  package func prepared(_ books: borrowing Books) throws -> PreparedEntry {
    let (organization, party, fund) = (advance.organization, advance.party, advance.fund)
    let draft = EntryDraft(
      key: "", date: advance.date, description: "Advance: \(purpose)",
      lines: [
        EntryLine(account: organization.accounts[.staffAdvances], fund: fund, amount: amount, party: party.code),
        EntryLine(account: advance.cash.code, fund: fund, amount: -amount, party: party.code),
      ])
    return PreparedEntry(
      .entry(draft), named: ["advance", party.code, "\(advance.date)", "\(amount)"], said: [draft], key: advance.key,
      summary: "\(amount.grouped) advanced to \(party.name) from fund \(fund)", in: organization)
  }
}

/// Takes back what is left of a member of staff's advances.
package struct ReturnAdvance: RecordingAct {
  package static let words = ["advance", "return"]
  package static let fields: [ActField] =
    [
      .organization, .member("Who gives it back"), ActField("amount", "Amount; defaults to all that is open", .money),
      .countingDay("date", "Day it comes"), .fund, .pays("to"),
    ] + .named

  private let advance: AdvanceMoney
  private let amount: Money?

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let advance = try AdvanceMoney(&reader, account: "to", books)
    amount = try reader.money("amount")
    try reader.finish()
    guard let advance else { preconditionFailure("a fault was kept") }
    self.advance = advance
  }

  private func said(_ amount: Money) -> EntryDraft {
    EntryDraft(
      key: "", date: advance.date, description: "Advance returned by \(advance.party.name)",
      lines: [EntryLine(account: advance.cash.code, fund: advance.fund, amount: amount, party: advance.party.code)])
  }

  package func recorded(_ books: borrowing Books) throws -> RecordedEntry? {
    try books.recorded(advance.key, of: advance.organization) { said(amount ?? $0.debits) }
  }

  package func prepared(_ books: borrowing Books) throws -> PreparedEntry {
    let (organization, party, date) = (advance.organization, advance.party, advance.date)
    let open = try books.openItems(of: organization, .advance, party: party.code, fund: advance.fund)
      .filter { $0.open > .zero && $0.date <= date }
    let left = open.map(\.open).total()
    let paid = amount ?? left
    guard paid > .zero, let parts = open.parts(of: paid) else {
      throw Refusal(
        "\(party.name) has \(left.grouped) of advances in fund \(advance.fund) on \(date), what is dated later counted",
        nextStep: "see \"ledgerctl advance list --org \(organization.code)\"")
    }
    var draft = said(paid)
    draft.lines += parts.map(\.line)
    var prepared = PreparedEntry(
      .entry(draft), named: ["advance-return", party.code, "\(date)", "\(paid)"], said: [], key: advance.key,
      summary: "\(paid.grouped) came back of advances to \(party.name), \((left - paid).grouped) is open",
      in: organization)
    prepared.rest = [advance.fund, advance.cash.code]
    return prepared
  }
}

/// Whose advance it is, of which fund, and the cash account and day of it.
private struct AdvanceMoney: Sendable {
  let organization: Organization
  let party: Party
  let date: Day
  let fund: String
  let cash: Account
  let key: String?

  /// As given, `account` naming the cash account; nil with its faults kept.
  init?(_ reader: inout ActReader, account: String, _ books: borrowing Books) throws {
    let values = reader.values
    let organization = try reader.organization(books)
    let party = try reader.member("staff", of: organization, books)
    let date = try reader.day("date")
    let fund = try reader.keep("fund") { try organization.map { try books.fundCode(values["fund"], of: $0) } }
    let cash = try reader.keep(account) {
      try organization.map { try books.cash(values[account] ?? MoneyAccount.bank.rawValue, of: $0) }
    }
    guard let organization, let party, let date, let fund, let cash else { return nil }
    (self.organization, self.party, self.date, self.fund, self.cash) = (organization, party, date, fund, cash)
    key = values["key"]
  }
}

extension ActField {
  /// A member of staff, as the argument of a command.
  fileprivate static func member(_ label: String) -> ActField {
    var field = ActField.needed("staff", label, .code(.party))
    field.isArgument = true
    field.choices = { values, books in try members(values, books) }
    return field
  }

  /// The cash account that money leaves or comes to; the bank where none is named.
  static func pays(_ name: String) -> ActField {
    var field = ActField.cashAccount(name, "The cash account")
    field.isNeeded = { _ in false }
    return field
  }
}

extension Books {
  /// The fund of this code or name; the unrestricted fund where none is named. Throws `UnknownCode`.
  func fundCode(_ typed: String?, of organization: Organization) throws -> String {
    try typed.map { try fund($0, of: organization).code } ?? unrestrictedFund(of: organization)
  }
}
