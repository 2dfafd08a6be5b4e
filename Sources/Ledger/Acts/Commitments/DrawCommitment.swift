/// Records the expense that meets a commitment, wholly or in part.
package struct DrawCommitment: RecordingAct {
  package static let words = ["commitment", "draw"]
  package static let fields: [ActField] =
    [
      .organization, .commitment("Which commitment it meets"),
      amount,
      .countingDay("service-date", "Day of the service"),
      ActField("service-through", "Last day of the service", .day(.past)),
      ActField("date", "Day it counts; defaults to the last day of the service", .day(.past)),
      .paidFrom(ExpenseSource.ofMoney),
      .flag("final", "Nothing more will come: what is left is released"),
    ] + .named

  private static var amount: ActField {
    var field = ActField("amount", "Amount; defaults to all that is open", .money)
    field.isAsked = { _, _ in true }
    field.fallback = { values, books in
      try values["commitment"].map {
        try books.commitment($0, of: values.organization(books)).open.description
      }
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
    let organization = try reader.organization(books)
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
    if amount == nil, commitment.open == .zero {
      throw Refusal(
        "nothing of commitment \(commitment.number) is open",
        nextStep:
          "what came beyond it is recorded with --amount; \"ledgerctl commitment list --org \(organization.code)\" shows what is open"
      )
    }
    let amount = amount ?? commitment.open
    let draft = try draft(amount)
    let left = isFinal ? max(.zero, commitment.open - amount) : .zero
    let released = left == .zero ? "" : ", and releases the \(left.grouped) that is left of it"
    var prepared = PreparedEntry(
      isFinal ? .act(.drawLast(draft, of: commitment.number)) : .entry(draft),
      named: ["draw", "\(commitment.number)", "\(date)", "\(amount)"], said: [draft], key: key,
      summary:
        "\(amount.grouped) to \(commitment.party), \(award.code), \(line.name), meets commitment \(commitment.number)\(released)",
      in: organization)
    if amount > commitment.open {
      prepared.notes = [
        "\((amount - commitment.open).grouped) of it is more than was open of commitment \(commitment.number)."
      ]
    }
    prepared.rest = [isFinal ? "final" : nil]
    prepared.charged = [(award, [line.code])]
    return prepared
  }
}
