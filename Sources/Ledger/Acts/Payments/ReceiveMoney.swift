/// Records cash received for an award, as its recognition says.
package struct ReceiveMoney: EventAct {
  package static let comesInHeaps = true
  package static let words = ["award", "receive"]
  package static let fields: [ActField] =
    [
      .award("Which award it is for"), .needed("amount", "Amount received", .money),
      .countingDay("date", "Day it came"), cash,
      .memo("Description (empty: that it came of the award)"),
    ] + .named

  private static var cash: ActField {
    var field = ActField("to", "Where it went", .choice)
    field.choices = { _, _ in
      [(MoneyAccount.bank, "the bank"), (.savings, "savings"), (.pettyCash, "petty cash")].map {
        ActChoice(code: $0.rawValue, about: $1)
      }
    }
    field.isThere = { typed, values, books in
      (try? values.organization(books).accounts.account(
        .account(typed), of: [.cash, .savings, .pettyCash], refused: "", instead: "")) != nil
    }
    field.fallback = { _, _ in MoneyAccount.bank.rawValue }
    field.isAsked = { _, _ in true }
    return field
  }

  package let award: Award
  package let key: String?
  /// What is said of it, whatever of it is owed.
  private let said: EntryDraft
  private let amount: Money
  private let date: Day
  private let to: MoneyAccount
  private let memo: String?

  package var organization: Organization { award.organization }

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let award = try reader.read("award") { try books.award($0) }
    let amount = try reader.money("amount")
    let date = try reader.day("date")
    let to = try reader.moneyAccount(
      "to", of: award?.organization, [.cash, .savings, .pettyCash], refused: "money of a funder does not go to")
    try reader.finish()
    guard let award, let amount, let date else { preconditionFailure("a fault was kept") }
    (self.award, self.amount, self.date, self.to) = (award, amount, date, to ?? .bank)
    (memo, key) = (values["memo"], values["key"])
    said = try award.receiptSaid(amount, on: date, into: to ?? .bank, memo: memo)
  }

  package var event: EventKey { EventKey(["receipt", award.code, "\(date)", "\(amount)"], saying: said) }

  package func recorded(_ books: borrowing Books) throws -> RecordedEntry? {
    try books.recorded(key, of: organization) { _ in said }
  }

  /// As it stands with the award now: what is owed of it first.
  package func record(under key: String, _ books: borrowing Books) throws -> ActReport {
    try books.hold(award)
    let owed = try books.outstanding(of: award, from: date)
    let draft = try award.receiptEntry(
      amount, after: try books.progress(of: award), receivable: owed,
      recoverable: try books.recoverable(of: award, from: date), on: date, into: to, key: key, memo: memo)
    return ActReport(
      try books.post(draft, to: organization),
      "\(amount.grouped) received for \(award.code)\(award.parts(of: draft, amount, owed: owed))",
      look: EntryLook(draft))
  }
}

extension Award {
  /// What a receipt is of, where it is of more than what is owed, in words that go on.
  fileprivate func parts(of draft: EntryDraft, _ amount: Money, owed: Money) -> String {
    let losses = organization.accounts.codes(of: .losses)
    let recovered = -draft.lines.filter { losses.contains($0.account) }.map(\.amount).total()
    if recovered > .zero { return ": \(recovered.grouped) of it was written off and is recovered" }
    let ahead = amount - min(amount, owed)
    let isAhead = [.conditional, .agency].contains(recognition) && owed > .zero && ahead > .zero
    return isAhead ? ": \(owed.grouped) that was owed, \(ahead.grouped) ahead" : ""
  }
}
