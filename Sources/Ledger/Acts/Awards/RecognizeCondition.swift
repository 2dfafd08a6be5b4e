/// Recognizes revenue of a conditional award whose barrier is met (ASC 958-605).
package struct RecognizeCondition: EventAct {
  package static let words = ["award", "recognize"]
  package static let fields: [ActField] =
    [
      .award("Which award has met a condition") { $0.closedOn == nil && $0.recognition == .conditional }, tranche,
      amount, .countingDay("date", "Day the barrier was met"),
      .needed("evidence", "How it is known: report, count or letter; never a young person's name", .text),
    ] + .named

  private static var tranche: ActField {
    var field = ActField("tranche", "The tranche of the terms that it releases (empty: none)", .number)
    field.isAsked = { values, books in
      guard let award = values["award"], !values.has("amount") else { return false }
      return try !books.terms(of: books.award(award)).tranches.isEmpty
    }
    field.mayBeEmpty = true
    return field
  }

  private static var amount: ActField {
    var field = ActField("amount", "The amount recognized; defaults to that of the tranche", .money)
    field.isNeeded = { !$0.has("tranche") }
    return field
  }

  package let award: Award
  package let key: String?
  private let met: ConditionMet

  package var organization: Organization { award.organization }

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let award = try reader.award(books)
    let tranche = try reader.count("tranche")
    let ofTranche = try reader.keep("tranche") {
      guard let award, let tranche else { return nil as Money? }
      return try books.trancheAmount(tranche, of: award)
    }
    let amount = try reader.money("amount") ?? ofTranche
    let date = try reader.day("date")
    try reader.finish()
    guard let award, let amount, let date, let evidence = reader.text("evidence") else {
      preconditionFailure("a fault was kept")
    }
    (self.award, key) = (award, values["key"])
    met = ConditionMet(amount: amount, date: date, evidence: evidence, tranche: tranche)
  }

  package var event: EventKey {
    EventKey(
      ["condition", award.code, "\(met.date)", "\(met.amount)"],
      rest: [met.tranche.map { "tranche \($0)" }, met.evidence])
  }

  package func record(under key: String, _ books: borrowing Books) throws -> ActReport {
    let (posted, direct) = try books.recognize(met, of: award, key: key)
    let directly = direct == .zero ? "" : ", \(direct.grouped) of it without restrictions (simultaneous release)"
    return ActReport(
      posted, "\(met.amount.grouped) of \(award.code) recognized\(directly)",
      look: EntryLook(.condition, of: award, met.amount, on: met.date, number: posted.number))
  }
}

/// Records interest that an award's money earned, as its terms say whose it is.
package struct RecordInterest: EventAct {
  package static let words = ["award", "interest"]
  package static let fields: [ActField] =
    [
      .award("Whose money earned it"), .needed("amount", "The interest", .money),
      .countingDay("date", "Day the bank credited it"),
    ] + .named

  package let award: Award
  package let key: String?
  private let amount: Money
  private let date: Day

  package var organization: Organization { award.organization }

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let award = try reader.award(books)
    let amount = try reader.money("amount")
    let date = try reader.day("date")
    try reader.finish()
    guard let award, let amount, let date else { preconditionFailure("a fault was kept") }
    (self.award, self.amount, self.date, key) = (award, amount, date, values["key"])
  }

  package var event: EventKey { EventKey(["interest", award.code, "\(date)", "\(amount)"]) }

  /// The entry, and what it says.
  private func prepared(under key: String, _ books: borrowing Books) throws -> (draft: EntryDraft, summary: String) {
    let owner = try books.interestOwner(of: award, on: date)
    let draft = try award.interestEntry(
      amount, on: date, for: owner, unrestrictedFund: try books.unrestrictedFund(of: organization), key: key)
    let whose =
      switch owner {
      case .grantee: "the grantee's own"
      case .award: "for the award's purpose"
      case .return: "owed to the funder"
      }
    return (draft, "\(amount.grouped) interest on \(award.code), \(whose) by its terms")
  }

  /// What is owed to the funder may need another person.
  package func proposal(
    under key: String, _ books: borrowing Books
  ) throws -> (draft: ProposalDraft, summary: String)? {
    let (draft, summary) = try prepared(under: key, books)
    return (.entry(draft), summary)
  }

  package func record(under key: String, _ books: borrowing Books) throws -> ActReport {
    let (draft, summary) = try prepared(under: key, books)
    return ActReport(try books.post(draft, to: organization), summary, look: EntryLook(saying: draft))
  }
}
