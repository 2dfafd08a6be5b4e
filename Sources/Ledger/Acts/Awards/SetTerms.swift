/// Records the terms of an award, as its agreement says. What is not named stays as it was.
package struct SetTerms: FactAct {
  package static let words = ["award", "terms"]
  package static let fields: [ActField] =
    [.award("Which award")] + terms
    + [
      ActField("effective", "First day they hold; defaults to that of the award", .day(.past)),
      .needed("approved-by", "Who approved them", .text),
      ActField("document", "Where the approval is: letter, message or file", .text), ActField("reason", "Why", .text),
      ActField("version", "The version that this must become", .number),
    ]

  private static let terms: [ActField] = [
    .repeatedWord("preset", "The rules of a kind of funder", TermsPreset.allCases.map { ($0.rawValue, "") }),
    .word(
      "overspend", "Spending above a budget line: allow, warn or block",
      OverspendPolicy.allCases.map { ($0.rawValue, "") }),
    ActField("explain-above", "Overruns that must be explained: a limit, or all", .text),
    ActField("revise", "Revisions that need the funder: always, never, or a limit", .text),
    .repeated("lock-raise", "A line or category that only the funder may raise", .text),
    .repeated("lock-lower", "A line or category that only the funder may lower", .text),
    ActField("receipts-from", "Expenses of at least this need a document: an amount, all or none", .text),
    ActField("indirect-rate", "Indirect rate, as 10% or 12.25%, or none", .text),
    .repeated("outside-base", "A category or account outside the indirect base", .text),
    ActField("subaward-cap", "Of each subrecipient's grants, this is in the indirect base: an amount, or all", .text),
    .word("interest", "Interest earned: grantee, award or return", InterestTerm.allCases.map { ($0.rawValue, "") }),
    .word("unspent", "Money left at the end: return, keep or ask", UnspentTerm.allCases.map { ($0.rawValue, "") }),
    .word(
      "qualifying", "Which costs release restrictions: award, or lines",
      QualifyingTerm.allCases.map { ($0.rawValue, "") }),
    ActField("liquidation-days", "Days after the end in which what was ordered is paid", .number),
    ActField("extension-notice-days", "Days before the end by which an extension is asked for", .number),
    ActField("retention-years", "Years that records are kept from the final report", .number),
    .repeated("report", "A report that is due: its day and its title", .text),
    .repeated("tranche", "A tranche: its amount, its day and what it waits for", .text),
  ]

  package let award: Award
  private let change: TermsChange
  private let approval: TermsApproval
  private let version: Int?
  private let last: AwardTerms
  /// Whether what holds says all of it.
  private let isSame: Bool

  package var organization: Organization { award.organization }
  private var current: Int { last.version }

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let award = try reader.award(books)
    let change = try TermsChange(&reader, award, books)
    let effective = try reader.day("effective")
    let version = try reader.count("version")
    try reader.finish()
    guard let award, let approvedBy = values["approved-by"] else { preconditionFailure("a fault was kept") }
    if change.isEmpty {
      throw Refusal(
        "no term is named", nextStep: "\"ledgerctl award terms --help\" lists them; \"award show\" prints what holds")
    }
    (self.award, self.change, self.version) = (award, change, version)
    let approval = TermsApproval(
      effectiveOn: effective ?? award.term.from, approvedBy: approvedBy, document: values["document"],
      reason: values["reason"] ?? "Terms of the agreement")
    let last = try books.terms(of: award)
    let isApproved =
      (last.effectiveOn, last.approvedBy) == (approval.effectiveOn, approval.approvedBy)
      && last.document == approval.document
    (self.approval, self.last) = (approval, last)
    // Tried: what changes nothing is the version that is there, said again. Of a closed award nothing can be tried.
    isSame =
      (version ?? last.version) == last.version && isApproved
      && (try? books.write(dryRun: true) {
        try books.setTerms(change, of: award, approval)
        return try books.terms(of: award).says(last)
      }) ?? (version != nil)
  }

  package func standing(_ books: borrowing Books) throws -> String? {
    guard let version else { return nil }
    if version == current, !isSame {
      throw ActConflict(
        cause: "version \(version) of the terms of \(award.code) is there and says something else",
        nextStep: "\"ledgerctl award show \(award.reference)\" shows it; leave --version out to record the next")
    }
    if version < current, let there = try books.termsApproval(version: version, of: award) {
      try ActConflict.require(
        "version \(version) of the terms of \(award.code)",
        [
          ("in force from", there.effectiveOn.description, approval.effectiveOn.description),
          ("approved by", there.approvedBy, approval.approvedBy), ("document", there.document, approval.document),
        ], nextStep: "leave --version out to record the next")
      return
        "Version \(version) of the terms of \(award.code) is there, approved by \(VisibleText.escaped(there.approvedBy)); it holds no longer, and its terms are not compared with these."
    }
    return version <= current ? "Version \(version) of the terms of \(award.code) is there." : nil
  }

  package func again(_ books: borrowing Books) throws -> RecordedAgain? {
    guard version == nil, isSame else { return nil }
    return RecordedAgain(
      what: "version \(current) of the terms of \(award.code), in force from \(last.effectiveOn), says the same",
      words: ["--version", "\(current + 1)"])
  }

  package func record(_ books: borrowing Books) throws -> FactReport {
    if let version, version != current + 1 {
      throw Refusal(
        "the terms of \(award.code) are at version \(current), so the next is \(current + 1), not \(version)",
        nextStep: "record the versions in order, or leave --version out")
    }
    let recorded = try books.setTerms(change, of: award, approval)
    return FactReport(
      "Recorded version \(recorded) of the terms of \(award.code); \"ledgerctl award show \(award.reference)\" prints them."
    )
  }
}
