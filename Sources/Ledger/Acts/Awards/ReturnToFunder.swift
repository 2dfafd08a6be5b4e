/// Records money of an award that goes back to its funder, or the payment of what was decided before.
package struct ReturnToFunder: EventAct {
  package static let words = ["award", "return"]
  package static let fields: [ActField] =
    [
      .award("Money of which award goes back"), .flag("owed", "Pay what is owed to the funder already"), amount,
      .countingDay("date", "Day it was decided, or what was owed is paid"), reason, paidFrom,
    ] + .named

  private static var amount: ActField {
    var field = ActField("amount", "The amount that goes back; of what is owed, else all", .money)
    field.isNeeded = { !$0.has("owed") }
    return field
  }

  private static var reason: ActField {
    var field = ActField("reason", "Why", .text)
    field.isNeeded = { !$0.has("owed") }
    return field
  }

  private static var paidFrom: ActField {
    var field = ActField("paid-from", "What it is paid from: bank, savings, or the code of such an account", .choice)
    field.choices = { _, _ in
      [
        ActChoice(code: MoneyAccount.bank.rawValue, about: "the bank"),
        ActChoice(code: MoneyAccount.savings.rawValue, about: "savings"),
      ]
    }
    field.isThere = { typed, values, books in
      (try? values.organization(books).accounts.account(
        .account(typed), of: [.cash, .savings], refused: "", instead: "")) != nil
    }
    field.isNeeded = { $0.has("owed") }
    return field
  }

  package let award: Award
  package let key: String?
  private let amount: Money?
  private let date: Day
  /// Why; nil where what was decided before is paid.
  private let reason: String?
  private let paidFrom: MoneyAccount?

  package var organization: Organization { award.organization }
  /// Whether what was decided before is paid.
  package var paysOwed: Bool { reason == nil }

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    if values.has("owed"), values.has("reason") {
      reader.object(to: "reason", "--owed pays what was decided before", nextStep: "leave out one of both")
    }
    let award = try reader.award(books)
    let amount = try reader.money("amount")
    let date = try reader.day("date")
    let paidFrom = try reader.moneyAccount(
      "paid-from", of: award?.organization, [.cash, .savings], refused: "money is not returned from")
    try reader.finish()
    guard let award, let date else { preconditionFailure("a fault was kept") }
    (self.award, self.amount, self.date, self.paidFrom) = (award, amount, date, paidFrom)
    (reason, key) = (values.has("owed") ? nil : reader.text("reason"), values["key"])
  }

  package var event: EventKey {
    EventKey(
      [reason == nil ? "returned" : "return", award.code, "\(date)", "\(amount ?? .zero)"], rest: [reason])
  }

  /// A return that was decided before and is owed still is paid, not decided again.
  package func requireNew(_ books: borrowing Books) throws {
    guard key == nil, reason != nil, let amount, let paidFrom,
      let same = try books.standing(event, of: organization).same, same.undone == nil,
      try books.owedToFunder(of: award, on: date) >= amount
    else { return }
    throw ActConflict(
      cause: "entry \(same.number) of \(same.date) says that it goes back, and it is owed still",
      nextStep:
        "to pay it:\n  ledgerctl award return \(award.reference) --owed --amount \(amount) --paid-from \(paidFrom.rawValue) --date \(date)"
    )
  }

  package func proposal(under key: String, _ books: borrowing Books) -> (draft: ProposalDraft, summary: String)? {
    guard let amount, let reason else { return nil }
    return (
      .act(.giveBack(amount, of: award, paidFrom: paidFrom, on: date, reason: reason, key: key)),
      "\(amount.grouped) of \(award.code) goes back to \(award.funderName)"
    )
  }

  package func record(under key: String, _ books: borrowing Books) throws -> ActReport {
    guard let amount, let reason else { preconditionFailure("what is owed is paid as an entry") }
    let (due, payment) = try books.returnToFunder(
      amount, of: award, on: date, reason: reason, key: key, paidFrom: paidFrom)
    let line = EntryLine(
      account: organization.accounts[.dueToFunder], fund: award.fund, amount: -amount, award: award.code,
      party: award.funder)
    var report = ActReport(
      due, "\(amount.grouped) of \(award.code) goes back to \(award.funderName)",
      look: EntryLook(EntryDraft(key: key, date: date, kind: .return, description: reason, lines: [line])))
    if let payment {
      report.entries.append((PostedEntry(number: payment, wasRecorded: due.wasRecorded), "\(amount.grouped) paid back"))
    }
    return report
  }
}

extension ReturnToFunder {
  /// What is recorded already under a key that was given, where what was owed is paid.
  package func recordedPayment(_ books: borrowing Books) throws -> RecordedEntry? {
    try books.recorded(key, of: organization) { try payment(amount ?? $0.debits) }
  }

  /// The payment of what is owed; nil where nothing is. Throws `Refusal` for more than that.
  package func preparedPayment(_ books: borrowing Books) throws -> PreparedEntry? {
    let owing = try books.owedToFunder(of: award, on: date)
    if owing == .zero { return nil }
    let amount = amount ?? owing
    guard amount <= owing else {
      throw Refusal(
        "\(owing.grouped) of \(award.code) is owed to \(award.funderName), not \(amount.grouped)",
        nextStep: "leave --amount out to pay all of it")
    }
    let draft = try payment(amount)
    return PreparedEntry(
      .entry(draft), named: ["returned", award.code, "\(date)", "\(amount)"], said: [draft], key: key,
      summary: "\(amount.grouped) of \(award.code) paid back to \(award.funderName)", in: organization)
  }

  /// What is said where nothing is owed.
  package var nothingOwed: String {
    "Nothing of \(award.code) that was owed to \(award.funderName) on \(date) is unpaid."
  }

  private func payment(_ amount: Money) throws -> EntryDraft {
    try award.returnPayment(amount, from: paidFrom ?? .bank, on: date, key: "")
  }
}
