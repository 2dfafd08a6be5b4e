/// Records cash received for an award, as its recognition says.
package struct ReceiveMoney: Act {
  package static let comesInHeaps = true
  package static let words = ["award", "receive"]
  package static let fields: [ActField] =
    [
      award, .needed("amount", "Amount received", .money), .countingDay("date", "Day it came"), cash,
      .memo("What to say of it (empty: that it came of the award)"),
    ] + .named

  /// Money is recorded of awards that are closed, too, but seldom: these are not listed.
  private static var award: ActField {
    var field = ActField.needed("award", "Which award it is for", .code(.award))
    field.isArgument = true
    field.choices = { _, books in
      let open = try books.awards().filter { $0.closedOn == nil }
      let isOne = Set(open.map(\.organization.code)).count == 1
      return open.map { ActChoice(code: isOne ? $0.code : $0.reference, about: "\($0.name), \($0.funderName)") }
    }
    field.isThere = { typed, _, books in (try? books.award(typed)) != nil }
    return field
  }

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
  package let amount: Money
  package let date: Day
  package let to: MoneyAccount
  package let memo: String?
  package let key: String?

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
  }

  /// What is said of it, whatever of it is owed.
  package func said() throws -> EntryDraft { try award.receiptSaid(amount, on: date, into: to, memo: memo) }

  /// Records it under a key, as it stands with the award now: what is owed of it first. Inside a transaction.
  package func record(under key: String, _ books: borrowing Books) throws -> (
    posted: PostedEntry, owed: Money, draft: EntryDraft
  ) {
    try books.hold(award)
    let owed = try books.outstanding(of: award, from: date)
    let draft = try award.receiptEntry(
      amount, after: try books.progress(of: award), receivable: owed,
      recoverable: try books.recoverable(of: award, from: date), on: date, into: to, key: key, memo: memo)
    return (try books.post(draft, to: award.organization), owed, draft)
  }
}
