/// Records money that came back of an expense: it goes to the expense's own award and line. A credit note stays with the payee.
package struct RefundExpense: RecordingAct {
  package static let words = ["expense", "refund"]
  package static let fields: [ActField] =
    [
      .organization,
      .entry("Which expense (the latest are listed; any other by its number or key)") { $0.draft.kind == .expense },
      .needed("amount", "Amount that came back", .money), .countingDay("date", "Day it came"),
      to, ActField("memo", "Description", .text),
    ] + .named

  private static var to: ActField {
    var field = ActField("to", "Where it went, or payable where it lowers what is owed", .choice)
    field.choices = { _, _ in
      [
        (MoneyAccount.bank, "the bank"), (.payable, "a credit note: less is owed"), (.card, "the card"),
        (.savings, "savings"), (.pettyCash, "petty cash"),
      ].map { ActChoice(code: $0.rawValue, about: $1) }
    }
    field.isThere = { typed, values, books in
      (try? values.organization(books).accounts.account(
        .account(typed), of: RoleAccounts.ofExpenses, refused: "", instead: "")) != nil
    }
    field.isAsked = { _, _ in true }
    field.fallback = { values, books in
      guard let typed = values["entry"] else { return MoneyAccount.bank.rawValue }
      let organization = try values.organization(books)
      let isOwed = try books.unpaid(books.entry(typed, of: organization), of: organization) != nil
      return (isOwed ? MoneyAccount.payable : .bank).rawValue
    }
    return field
  }

  package let organization: Organization
  /// What bears the cost now: the expense itself, or what moved its cost.
  package let expense: RecordedEntry
  /// The expense, which may be unpaid.
  private let owed: RecordedEntry
  package let amount: Money
  package let date: Day
  private let to: MoneyAccount
  private let memo: String?
  private let key: String?

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let organization = try reader.organization(books)
    let expense = try reader.read("entry") { typed in try organization.map { try books.entry(typed, of: $0) } }
    let amount = try reader.money("amount")
    let date = try reader.day("date")
    let to = try reader.moneyAccount(
      "to", of: organization, RoleAccounts.ofExpenses, refused: "a refund does not go to")
    // What came back of a cost that was moved, came back of the line that bears it now.
    let bearer = try expense.flatMap { expense in
      try organization.map { try books.standingReclass(of: expense, $0) ?? expense }
    }
    if let expense, let organization { try books.requireNoProposal(changing: expense, of: organization) }
    if let expense, let organization, !values.has("to"), try books.unpaid(expense, of: organization) != nil {
      reader.object(
        to: "to", "entry \(expense.number) is not paid, and it is not said where the money went",
        nextStep: "a credit note lowers what is owed: --to payable; money that came back: --to bank")
    }
    try reader.finish()
    guard let organization, let owed = expense, let expense = bearer, let amount, let date else {
      preconditionFailure("a fault was kept")
    }
    (self.organization, self.expense, self.amount, self.date) = (organization, expense, amount, date)
    self.owed = owed
    (self.to, memo, key) = (to ?? .bank, values["memo"], values["key"])
  }

  private func refund() throws -> EntryDraft {
    try expense.refundEntry(amount, of: organization, on: date, to: to, key: "", memo: memo)
  }

  package func recorded(_ books: borrowing Books) throws -> RecordedEntry? {
    try books.recorded(key, of: organization) { _ in try refund().saidOfMoney }
  }

  /// The award that bore the cost, where it is closed: what came back of it may be due to its funder.
  package func closedAward(_ books: borrowing Books) throws -> Award? {
    try award(books).flatMap { $0.closedOn == nil ? nil : $0 }
  }

  /// Where another person approves a refund of a closed award: what it makes due to the funder is figured as it is recorded, so it cannot wait.
  /// `command`: the refund's, as it was given.
  package func afterReopening(_ award: Award, _ command: String) -> Refusal {
    Refusal(
      "award \(award.code) is closed, and this refund is to be approved by another person: it cannot wait for that while the award is closed",
      nextStep: """
        reopen the award and propose the refund; when it is approved, "ledgerctl award close" lists what of it goes back to the funder:
          ledgerctl award reopen \(award.reference) --date \(date) --reason "Refund of entry \(expense.number)"
          \(command)
        """)
  }

  private func award(_ books: borrowing Books) throws -> Award? {
    try expense.draft.lines.compactMap(\.award).first.map { try books.award("\(organization.code)/\($0)") }
  }

  package func prepared(_ books: borrowing Books) throws -> PreparedEntry {
    let unpaid = try books.unpaid(owed, of: organization)
    let award = try award(books)
    let claimed =
      try award.map { $0.recognition == .agency ? try books.outstanding(of: $0, from: date) : .zero } ?? .zero
    let said = try refund()
    let draft = said.lowering(unpaid).lowering(claimOf: claimed, organization.accounts)
    let lowered = draft.lines.first { $0.settles == owed.number }?.amount
    let left = unpaid.flatMap { item in lowered.map { ", and \((item.owed - $0).grouped) of it is still to be paid" } }
    var prepared = PreparedEntry(
      .entry(draft), named: ["refund", "\(expense.number)", "\(date)", "\(amount)"], said: [said], key: key,
      summary: "\(amount.grouped) came back of entry \(expense.number)\(left ?? "")", in: organization)
    prepared.isKnownByKeyAlone = true
    return prepared
  }
}
