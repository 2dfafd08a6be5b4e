/// Adds an award, with a fund of its own.
package struct AddAward: FactAct {
  package static let words = ["award", "add"]
  package static let fields: [ActField] = [
    .organization, .code("Short name for it, as YOUTH-2021"), .name("Title of the award"),
    .needed("funder", "Who gives it", .code(.party)).choosingParty, .needed("amount", "The amount awarded", .money),
    .needed("from", "First day of the term", .day(.past)), .needed("through", "Last day of the term", .day(.coming)),
    .word(
      "recognition", "How its revenue is recognized (ASC 958-605)",
      [
        (Recognition.unconditional.rawValue, "a promise without a barrier: revenue when it is promised"),
        (Recognition.conditional.rawValue, "a barrier, and money goes back if it is not met: revenue when it is met"),
        (Recognition.agency.rawValue, "passed on to whom the funder names: never revenue"),
        (Recognition.exchange.rawValue, "the funder gets what it pays for: revenue as it is earned"),
      ]
    ).always,
    ActField.word(
      "basis", "When its spending counts, by the agreement",
      [(AwardBasis.accrual.rawValue, "when it is owed"), (AwardBasis.cash.rawValue, "when it is paid")]),
    ActField("program", "The program that its expenses serve", .code(.program)),
    ActField("revenue-account", "Revenue account; defaults to the usual one of the funder's kind", .code(.account)),
    ActField("fund", "A fund made ahead; defaults to one of the award's own code", .code(.fund)),
    .flag("if-missing", "Succeed quietly where it exists already, saying the same"),
  ]

  package let organization: Organization
  private let draft: AwardDraft
  private let mayExist: Bool

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let organization = try reader.organization(books)
    let code = try reader.newCode()
    let funder = try reader.party("funder", of: organization, books)
    let amount = try reader.money("amount")
    let from = try reader.day("from")
    let through = try reader.day("through")
    let term = try reader.keep("through") {
      guard let from, let through else { return nil as DayWindow? }
      return try DayWindow(from: from, through: through)
    }
    let recognition = try reader.choice("recognition", Recognition.self)
    let basis = try reader.choice("basis", AwardBasis.self) ?? .accrual
    let program = try reader.program("program", of: organization, books) ?? "program"
    let revenue = try reader.read("revenue-account") { typed in
      try organization.map { try books.account(typed, of: $0).code }
    }
    let fund = try reader.read("fund") { typed in try organization.map { try books.fund(typed, of: $0).code } }
    try reader.finish()
    guard let organization, let code, let name = reader.text("name"), let funder, let amount, let term, let recognition
    else { preconditionFailure("a fault was kept") }
    (self.organization, mayExist) = (organization, values.has("if-missing"))
    draft = AwardDraft(
      code: code, name: name, funder: funder.code, amount: amount, term: term, recognition: recognition, basis: basis,
      program: program, revenueAccount: revenue, fund: fund)
  }

  /// Throws `ActConflict` where the award that is there was added as another one; what was amended since does not count.
  package func standing(_ books: borrowing Books) throws -> String? {
    guard mayExist,
      let there = try books.awards().first(where: { $0.code == draft.code && $0.organization == organization })
    else { return nil }
    let first = try books.versions(of: there).first
    try ActConflict.require(
      "award \(draft.code)",
      [
        ("name", first?.name, draft.name), ("amount", first?.amount.grouped, draft.amount.grouped),
        ("term", first?.term.description, draft.term.description), ("funder", there.funder, draft.funder),
        ("recognition", there.recognition.rawValue, draft.recognition.rawValue),
        ("basis", there.basis.rawValue, draft.basis.rawValue), ("program", there.program, draft.program),
        ("revenue account", there.revenueAccount, draft.revenueAccount ?? there.revenueAccount),
        ("fund", there.fund, draft.fund ?? draft.code),
      ],
      nextStep:
        "\"ledgerctl award show \(there.reference)\" shows it; a change of it is \"award extend\", \"award rename\" or \"award terms\""
    )
    return "Award \(draft.code) is there."
  }

  package func record(_ books: borrowing Books) throws -> FactReport {
    try books.addAward(draft, to: organization)
    return FactReport(
      "Added award \(draft.code), \(draft.amount.grouped). Next: ledgerctl budget import \(organization.code)/\(draft.code) FILE.csv --approved-by WHOM --effective \(draft.term.from)"
    )
  }
}
