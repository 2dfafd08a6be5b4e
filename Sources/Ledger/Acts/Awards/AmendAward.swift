/// Records a later end of an award, as the funder approved it, or an earlier one.
package struct ExtendAward: FactAct {
  package static let words = ["award", "extend"]
  package static let fields: [ActField] = [
    .award("Which award"), .needed("through", "The new last day of the term", .day(.coming)),
    approvedOn, .needed("approved-by", "Who approved it, at the funder", .text),
    .needed("document", "Where the approval is: letter, message or file", .text),
    .needed("reason", "Why it was asked for", .text),
    .flag("shorter", "The new end is earlier than the one that is recorded"),
    ActField("budget-effect", "What it means for the budget; defaults to: the budget stands", .text),
  ]

  private static var approvedOn: ActField {
    var field = ActField.day("approved-on", "Day it was approved")
    field.refusal = { typed, values, _ in try values.today.flatMap { refusal(of: try Day(parsing: typed), $0) } }
    return field
  }

  private static func refusal(of day: Day, _ today: Day) -> Refusal? {
    day <= today
      ? nil
      : Refusal(
        "\(day) is not here yet, and nobody has approved anything on it", nextStep: "check the day of the approval")
  }

  package let award: Award
  private let through: Day
  private let approval: TermsApproval
  private let isShorter: Bool
  private let budgetEffect: String

  package var organization: Organization { award.organization }

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let award = try reader.award(books)
    let through = try reader.day("through")
    let approvedOn = try reader.read("approved-on") { typed in
      let day = try Day(parsing: typed)
      if let refusal = values.today.flatMap({ Self.refusal(of: day, $0) }) { throw refusal }
      return day
    }
    try reader.finish()
    guard let award, let through, let approvedOn, let approvedBy = values["approved-by"],
      let document = values["document"], let reason = values["reason"]
    else { preconditionFailure("a fault was kept") }
    (self.award, self.through, isShorter) = (award, through, values.has("shorter"))
    approval = TermsApproval(effectiveOn: approvedOn, approvedBy: approvedBy, document: document, reason: reason)
    budgetEffect =
      values["budget-effect"] ?? (isShorter ? "The budget stands." : "No-cost extension: the budget stands.")
  }

  package func standing(_ books: borrowing Books) throws -> String? {
    guard through <= award.term.through || isShorter,
      let last = try books.versions(of: award).dropFirst().last(where: { $0.term.through == through }),
      !isShorter || award.term.through == through
    else { return nil }
    try ActConflict.require(
      "the extension of \(award.code) through \(through)",
      [
        ("approved on", last.effectiveOn.description, approval.effectiveOn.description),
        ("approved by", last.approvedBy, approval.approvedBy), ("document", last.document, approval.document),
        ("reason", last.reason, approval.reason),
        ("what it means for the budget", last.budgetEffect, budgetEffect),
      ], nextStep: "\"ledgerctl award show \(award.reference)\" shows it; nothing is recorded")
    return "Award \(award.code) is extended through \(through)."
  }

  package func record(_ books: borrowing Books) throws -> FactReport {
    if isShorter != (through < award.term.through) {
      throw Refusal(
        "award \(award.code) runs through \(award.term.through), and \(through) is \(isShorter ? "not " : "")earlier",
        nextStep: isShorter
          ? "leave --shorter out"
          : "where an extension was recorded wrong, or the funder ends it early, say it with --shorter")
    }
    let version = try books.amend(award, AwardChange(endsOn: through, budgetEffect: budgetEffect), approval)
    let returned = isShorter ? [] : try books.returns(of: award, from: award.term.through)
    return FactReport(
      "Award \(award.code) now ends on \(through), not on \(award.term.through): version \(version) of the award. \(budgetEffect)",
      notes: returned.map {
        "Entry \($0.number) of \($0.draft.date) says that money of \(award.code) goes back to \(award.funderName), as its term was over. Where the extension keeps it: ledgerctl undo \($0.number) --org \(organization.code) --reason WHY"
      })
  }
}

/// Records another title of an award, as the funder gave it.
package struct RenameAward: FactAct {
  package static let words = ["award", "rename"]
  package static let fields: [ActField] = [
    .award("Which award"), .name("The new title"), .day("date", "First day it has this title"),
    .needed("approved-by", "Who approved it, at the funder", .text),
    .needed("document", "Where that is written: letter, message or file", .text), .needed("reason", "Why", .text),
  ]

  package let award: Award
  private let name: String
  private let approval: TermsApproval

  package var organization: Organization { award.organization }

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let award = try reader.award(books)
    let date = try reader.day("date")
    try reader.finish()
    guard let award, let date, let name = values["name"], let approvedBy = values["approved-by"],
      let document = values["document"], let reason = values["reason"]
    else { preconditionFailure("a fault was kept") }
    (self.award, self.name) = (award, name)
    approval = TermsApproval(effectiveOn: date, approvedBy: approvedBy, document: document, reason: reason)
  }

  package func standing(_ books: borrowing Books) throws -> String? {
    award.name == name ? VisibleText.escaped("Award \(award.code) is ‹\(name)› already; nothing is recorded.") : nil
  }

  package func record(_ books: borrowing Books) throws -> FactReport {
    let version = try books.amend(award, AwardChange(name: name), approval)
    return FactReport(
      "Award \(award.code) is ‹\(name)› from \(approval.effectiveOn), no longer ‹\(award.name)›: version \(version) of the award."
    )
  }
}
