/// Adds an organization with the standard chart of accounts.
package struct AddOrganization: FactAct {
  package static let words = ["org", "add"]
  package static let fields: [ActField] = [
    .code("Short name"), .name("Legal name"), ActField("ein", "Employer Identification Number, NN-NNNNNNN", .text),
    ActField("fiscal-year-start", "Month its fiscal year starts in; defaults to 7", .number),
    .flag("if-missing", "Succeed quietly where it exists already, saying the same"),
  ]

  private let code: String
  private let name: String
  private let ein: String?
  private let firstMonth: Int
  private let mayExist: Bool

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let code = try reader.newCode()
    let month = try reader.read("fiscal-year-start") { typed in
      guard let month = Int(typed), (1...12).contains(month) else {
        throw Refusal("‹\(VisibleText.escaped(typed))› is not a month", nextStep: "write its number, 1 to 12")
      }
      return month
    }
    try reader.finish()
    guard let code, let name = values["name"] else { preconditionFailure("a fault was kept") }
    (self.code, self.name, ein, firstMonth) = (code, name, values["ein"], month ?? 7)
    mayExist = values.has("if-missing")
  }

  package func standing(_ books: borrowing Books) throws -> String? {
    guard mayExist, let there = try books.organizations().first(where: { $0.code == code }) else { return nil }
    try ActConflict.require(
      "organization \(code)",
      [
        ("name", there.name, name), ("fiscal year from month", "\(there.fiscalYearFirstMonth)", "\(firstMonth)"),
        ("EIN", there.ein, ein),
      ], nextStep: "\"ledgerctl org show \(code)\" shows it")
    return "Organization \(code) is there."
  }

  package func record(_ books: borrowing Books) throws -> FactReport {
    try books.addOrganization(code: code, name: name, ein: ein, fiscalYearFirstMonth: firstMonth)
    return FactReport("Added organization \(code), \(name).")
  }
}

/// Records an accounting policy of an organization, from a day on.
package struct AdoptPolicy: FactAct {
  package static let words = ["org", "policy"]
  package static let fields: [ActField] = [
    organization,
    .word(
      "simultaneous-release", "What is shown without donor restrictions directly, instead of by a release",
      SimultaneousRelease.allCases.map { ($0.rawValue, $0.words) }
    ).always,
    .day("effective", "First day it holds"), .needed("approved-by", "Who approved it", .text),
    .needed("reason", "Why", .text),
  ]

  private static var organization: ActField {
    var field = ActField.needed("organization", "Which organization", .code(.organization))
    field.isArgument = true
    field.choices = { _, books in try books.organizations().map { ActChoice(code: $0.code, about: $0.name) } }
    return field
  }

  private let organization: Organization
  private let release: SimultaneousRelease
  private let effective: Day
  private let approvedBy: String
  private let reason: String

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let organization = try reader.read("organization") { try books.organization($0) }
    let release = try reader.choice("simultaneous-release", SimultaneousRelease.self)
    let effective = try reader.day("effective")
    try reader.finish()
    guard let organization, let release, let effective, let approvedBy = values["approved-by"],
      let reason = values["reason"]
    else { preconditionFailure("a fault was kept") }
    (self.organization, self.release, self.effective) = (organization, release, effective)
    (self.approvedBy, self.reason) = (approvedBy, reason)
  }

  package func standing(_ books: borrowing Books) throws -> String? {
    let known = try books.policies(of: organization).last { $0.effectiveOn == effective }
    guard let known, known.simultaneousRelease == release, known.reason == reason, known.approvedBy == approvedBy
    else { return nil }
    return "This policy of \(organization.name), from \(effective), had been recorded before."
  }

  package func record(_ books: borrowing Books) throws -> FactReport {
    try books.adoptPolicy(
      simultaneousRelease: release, effectiveOn: effective, approvedBy: approvedBy, reason: reason, for: organization)
    return FactReport("From \(effective), \(organization.name) shows \(release.words).")
  }
}
