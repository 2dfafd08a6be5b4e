/// The terms of an award as they hold, in words and dates.
package struct AwardTerms: Sendable, Hashable {
  /// The version that holds, from 1.
  package let version: Int
  /// First day it holds.
  package let effectiveOn: Day
  /// Who agreed to it.
  package let approvedBy: String
  /// Where it is written.
  package let document: String?
  /// Why it was changed.
  package let reason: String
  /// Presets it was taken from.
  package let preset: String?
  /// Each term with what it says, in order.
  package let words: [(term: String, words: String)]
  /// Days before the end by which an extension must be asked for; nil where nothing is said of it.
  package let extensionNoticeDays: Int?
  /// The report calendar, by day.
  package let reports: [TermsChange.Report]
  /// The tranches, in order.
  package let tranches: [TermsChange.Tranche]

  /// Whether another version says the same, whoever agreed to it.
  package func says(_ other: AwardTerms) -> Bool {
    words.elementsEqual(other.words, by: ==) && reports == other.reports && tranches == other.tranches
  }

  package static func == (left: AwardTerms, right: AwardTerms) -> Bool {
    left.version == right.version && left.words.elementsEqual(right.words, by: ==)
  }

  /// Hashes the version.
  package func hash(into hasher: inout Hasher) { hasher.combine(version) }
}

/// Who approved a change of terms or a budget, and when it holds.
package typealias TermsApproval = BudgetApproval

extension Books {
  /// A version of the terms of an award; else the last.
  package func terms(of award: Award, version: Int? = nil) throws -> AwardTerms {
    let (organization, code) = (award.organization.id, award.code)
    let terms = try connection.execute(
      """
      select version, effective_on::date, approved_by, document, reason, preset, extension_notice_days
      from ledger.award_terms
      where organization_id = \(organization) and award_code = \(code) and (\(version)::integer is null or version = \(version)::integer)
      order by version desc
      limit 1
      """)
    let number = try terms.only { try $0.int("version") }
    let words = try connection.execute(
      "select term, words from ledger.terms_in_words(\(organization), \(code), \(number))"
    ).map { (term: try $0.text("term"), words: try $0.text("words")) }
    let reports = try connection.execute(
      """
      select r.due_on::date, r.title
      from ledger.award_report r
      where r.organization_id = \(organization) and r.award_code = \(code) and r.version = \(number)
      order by r.due_on, r.title
      """
    ).map { TermsChange.Report(dueOn: try $0.day("due_on"), title: try $0.text("title")) }
    let tranches = try connection.execute(
      """
      select r.amount_cents, r.due_on::date, r.condition
      from ledger.award_tranche r
      where r.organization_id = \(organization) and r.award_code = \(code) and r.version = \(number)
      order by r.number
      """
    ).map {
      TermsChange.Tranche(
        amount: try $0.money("amount_cents"), dueOn: try $0.dayOrNil("due_on"), condition: try $0.text("condition"))
    }
    return try terms.only { row in
      AwardTerms(
        version: number, effectiveOn: try row.day("effective_on"),
        approvedBy: try row.text("approved_by"), document: try row.textOrNil("document"),
        reason: try row.text("reason"),
        preset: try row.textOrNil("preset"), words: words,
        extensionNoticeDays: try row.int64OrNil("extension_notice_days").map(Int.init), reports: reports,
        tranches: tranches)
    }
  }

  /// Every version of the terms of an award, the first one first.
  package func termsVersions(of award: Award) throws -> [AwardTerms] {
    try (1...terms(of: award).version).map { try terms(of: award, version: $0) }
  }

  /// How a version of an award's terms was approved; nil where there is none of that number.
  package func termsApproval(version: Int, of award: Award) throws -> TermsApproval? {
    try connection.execute(
      """
      select effective_on::date, approved_by, document, reason
      from ledger.award_terms
      where organization_id = \(award.organization.id) and award_code = \(award.code) and version = \(version)
      """
    ).map {
      TermsApproval(
        effectiveOn: try $0.day("effective_on"), approvedBy: try $0.text("approved_by"),
        document: try $0.textOrNil("document"), reason: try $0.text("reason"))
    }.first
  }

  /// Records terms of an award and returns their version; what is not named stays as it was. For finance administrators.
  /// Throws SQLSTATE LA014 where they take effect before the ones that hold, LM001, or the constraints of `ledger.award_terms`.
  @discardableResult
  package func setTerms(_ change: TermsChange, of award: Award, _ approval: TermsApproval) throws -> Int {
    let presets = change.presets.map(\.rawValue).joined(separator: ", ")
    return try connection.execute(
      """
      select ledger.set_award_terms(
        \(award.organization.id), \(award.code), \(approval.effectiveOn), \(approval.approvedBy), \(approval.document),
        \(approval.reason), \(presets.isEmpty ? nil : presets), \(change.values.map(\.name)), \(change.values.map(\.text)),
        \(change.reports?.map(\.dueOn)), \(change.reports?.map(\.title)),
        \(change.tranches?.map(\.amount)), \(change.tranches?.map(\.dueOn)), \(change.tranches?.map(\.condition))) as version
      """
    ).only { try $0.int("version") }
  }
}
