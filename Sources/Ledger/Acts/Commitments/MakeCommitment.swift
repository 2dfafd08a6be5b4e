/// Records an order or a signed contract on a budget line.
package struct MakeCommitment: Act {
  package static let words = ["commitment", "add"]
  package static let fields: [ActField] =
    [
      .award("Which award it is on"), .line.always,
      .needed("amount", "The amount ordered", .money),
      .needed("payee", "Who will be paid", .code(.party)).choosingParty,
      .day("date", "Day it was ordered"),
      ActField("expected-by", "Day it is expected to be spent", .day(.coming)),
      .needed("for", "What was ordered. Never a young person's name", .text),
      ActField("document", "Where the order or contract is", .text),
    ] + .named

  package let award: Award
  package let line: BudgetLine
  package let payee: Party
  package let key: String?
  /// What it records, under no key yet.
  package let draft: CommitmentDraft

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let award = try reader.award(books)
    let line = try reader.read("line") { typed in try award?.line(typed) }
    let amount = try reader.money("amount")
    let payee = try reader.party("payee", of: award?.organization ?? values.likelyOrganization(books), books)
    let date = try reader.day("date")
    let expected = try reader.day("expected-by")
    try reader.finish()
    guard let award, let line, let amount, let payee, let date, let what = reader.text("for") else {
      preconditionFailure("a fault was kept")
    }
    (self.award, self.line, self.payee, key) = (award, line, payee, values["key"])
    draft = CommitmentDraft(
      amount: amount, party: payee.code, madeOn: date, expectedBy: expected, description: what,
      document: reader.text("document"), key: "")
  }

  /// The event, by which the same is known.
  package var event: EventKey {
    EventKey(
      ["commitment", award.code, line.code, payee.code, "\(draft.madeOn)", "\(draft.amount)"],
      rest: [draft.expectedBy?.description, draft.description, draft.document])
  }

  /// The same under a key.
  package func under(_ key: String) -> CommitmentDraft {
    var keyed = draft
    keyed.key = key
    return keyed
  }
}

/// Lets a commitment go, wholly or in part, so that it no longer takes up budget.
package struct ReleaseCommitment: FactAct {
  package static let words = ["commitment", "release"]
  package static let fields: [ActField] = [
    .organization, .commitment("Which commitment is let go"),
    ActField("amount", "The amount; defaults to all that is open", .money), .day("date", "Day it counts").quiet,
    .needed("reason", "Why", .text), .flag("again", "As much was let go for this reason before, and is once more"),
  ]

  package let organization: Organization
  private let isAgain: Bool
  private let commitment: Commitment
  private let amount: Money?
  private let date: Day
  private let reason: String

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let organization = try reader.organization(books)
    let commitment = try reader.read("commitment") { typed in
      try organization.map { try books.commitment(typed, of: $0) }
    }
    amount = try reader.money("amount")
    isAgain = values.has("again")
    let date = try reader.dayOrToday("date")
    try reader.finish()
    guard let organization, let commitment, let date, let reason = values["reason"] else {
      preconditionFailure("a fault was kept")
    }
    (self.organization, self.commitment, self.date, self.reason) = (organization, commitment, date, reason)
  }

  /// Of one that is let go whole nothing can be let go again.
  package func standing(_ books: borrowing Books) throws -> String? {
    commitment.open == .zero ? try before(books).map { "\($0)." } : nil
  }

  package func again(_ books: borrowing Books) throws -> RecordedAgain? {
    isAgain ? nil : try before(books).map { RecordedAgain(what: $0, words: ["--again"]) }
  }

  /// What was let go for this reason on this day.
  private func before(_ books: borrowing Books) throws -> String? {
    try books.released(of: commitment, organization, on: date, reason: reason).map {
      "\($0.grouped) of commitment \(commitment.number) was released on \(date) for this reason before; \(commitment.open.grouped) is open"
    }
  }

  package func record(_ books: borrowing Books) throws -> FactReport {
    let alike = try books.releases(alike: amount ?? commitment.open, on: date, of: commitment, organization)
    let released = try books.release(commitment.number, of: organization, amount, on: date, reason: reason)
    return FactReport(
      "Released \(released.grouped) of commitment \(commitment.number), \(commitment.award), \(commitment.line).",
      notes: alike.map {
        "As much of it was released on \($0.date): \(VisibleText.escaped($0.reason)). Where that is the same event, order what is to come again: ledgerctl commitment add \(organization.code)/\(commitment.award) --line \(commitment.line) --amount \(released) --payee \(commitment.party) --date \(date) --for WHAT"
      })
  }
}
