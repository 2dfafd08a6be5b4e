/// Records the expense that meets a commitment, wholly or in part.
package struct DrawCommitment: RecordingAct {
  package static let words = ["commitment", "draw"]
  package static let fields: [ActField] =
    [
      .organization, commitment, ActField("amount", "Amount; else all that is open", .money),
      .countingDay("service-date", "Day of the service"),
      ActField("service-through", "Last day of the service", .day(.past)),
      ActField("date", "Day it counts; else the last day of the service", .day(.past)), .paidFrom,
      .flag("final", "Nothing more will come: what is left is released"),
    ] + .named

  private static var commitment: ActField {
    var field = ActField.needed("commitment", "Which commitment it meets", .code(.commitment))
    field.isArgument = true
    field.choices = { values, books in
      let organization = try values.organization(books)
      return try books.commitments(of: organization).filter { $0.open > .zero }.map {
        ActChoice(
          code: "\($0.number)",
          about: "\($0.party), \($0.award), \($0.line), \($0.open.grouped) open, \($0.description)")
      }
    }
    field.isThere = { typed, values, books in
      (try? books.commitment(typed, of: values.organization(books))) != nil
    }
    return field
  }

  package let organization: Organization
  package let commitment: Commitment
  package let award: Award
  package let line: BudgetLine
  /// Nothing more will come of it.
  package let isFinal: Bool
  /// The day it counts.
  package let date: Day
  private let amount: Money?
  private let service: DayWindow
  private let source: MoneyAccount
  private let key: String?

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let organization = try reader.keep("org") { try books.organization(values["org"]) }
    let commitment = try reader.read("commitment") { typed in
      try organization.map { try books.commitment(typed, of: $0) }
    }
    amount = try reader.money("amount")
    let days = try CostDays(&reader)
    let source = try reader.moneyAccount(
      "paid-from", of: organization, RoleAccounts.ofExpenses, refused: "a cost is not paid from")
    try reader.finish()
    guard let organization, let commitment, let days, let source else { preconditionFailure("a fault was kept") }
    (self.organization, self.commitment, self.source) = (organization, commitment, source)
    (service, date, isFinal, key) = (days.service, days.date, values.has("final"), values["key"])
    award = try books.award("\(organization.code)/\(commitment.award)")
    line = try award.line(commitment.line)
  }

  private func draft(_ amount: Money) throws -> EntryDraft {
    try Expense(
      amount: amount, date: date, service: service, payee: commitment.party, paidFrom: source,
      memo: commitment.description, key: "", commitment: commitment.number
    ).entry(award: award, line: line, account: nil)
  }

  package func recorded(_ books: borrowing Books) throws -> RecordedEntry? {
    try books.recorded(key, of: organization) { try draft(amount ?? $0.debits) }
  }

  package func prepared(_ books: borrowing Books) throws -> PreparedEntry {
    let amount = amount ?? commitment.open
    let draft = try draft(amount)
    var prepared = PreparedEntry(
      .entry(draft), named: ["draw", "\(commitment.number)", "\(date)", "\(amount)"], said: [draft], key: key,
      summary:
        "\(amount.grouped) to \(commitment.party), \(award.code), \(line.name), meets commitment \(commitment.number)",
      in: organization)
    prepared.rest = [isFinal ? "final" : nil]
    prepared.charged = [(award, [line.code])]
    return prepared
  }

  /// Records what was prepared and releases what is left of the commitment with it; inside a transaction. The amount that was released is zero
  /// where nothing was left.
  package func recordFinal(_ prepared: PreparedEntry, _ books: borrowing Books) throws -> (
    posted: PostedEntry, released: Money
  ) {
    guard let draft = prepared.first else { preconditionFailure("a draw is an entry") }
    let posted = try books.post(draft, to: organization)
    let left = try books.commitment(String(commitment.number), of: organization).open
    guard left > .zero else { return (posted, .zero) }
    return (
      posted, try books.release(commitment.number, of: organization, on: date, reason: Books.metBy(posted.number))
    )
  }
}
