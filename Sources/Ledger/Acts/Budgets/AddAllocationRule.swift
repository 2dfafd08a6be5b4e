/// Records a rule that splits costs, with the base that justifies it, or a new version of one.
package struct AddAllocationRule: FactAct {
  package static let words = ["allocation", "add"]
  package static let fields: [ActField] = [
    .organization, .code("Short name"), .needed("name", "What it splits", .text),
    .needed("base", "The allocation base, as: desks in use", .text),
    .needed("document", "Where the base is recorded", .text), .day("effective", "First day it holds"), share,
    .flag("if-missing", "Succeed quietly where it exists with this first day, saying the same"),
  ]

  private static var share: ActField {
    var field = ActField.repeated("share", "A share: where it goes and its part of the base, AWARD:LINE 12", .text)
    field.isNeeded = { _ in true }
    field.isAskedUntilEmpty = true
    return field
  }

  package let organization: Organization
  private let code: String
  private let name: String
  private let base: String
  private let document: String
  private let effective: Day
  private let shares: [AllocationRule.Share]
  private let mayExist: Bool

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let organization = try reader.organization(books)
    let code = try reader.newCode()
    let effective = try reader.day("effective")
    let shares = try values.all("share").compactMap { typed in
      try reader.keep("share") { try AllocationRule.Share(typed: typed) }
    }
    if values.all("share").count == 1 {
      reader.object(to: "share", "a rule has two shares or more", nextStep: "add --share")
    }
    try reader.finish()
    guard let organization, let code, let name = values["name"], let base = values["base"],
      let document = values["document"], let effective
    else { preconditionFailure("a fault was kept") }
    (self.organization, self.code, self.name, self.base) = (organization, code, name, base)
    (self.document, self.effective, self.shares) = (document, effective, shares)
    mayExist = values.has("if-missing")
  }

  package func standing(_ books: borrowing Books) throws -> String? {
    let known = try books.allocationRules(of: organization).filter { $0.code == code }
    // Of its first day, as the last one says it.
    if mayExist, let there = known.last(where: { $0.effectiveOn == effective }) {
      try ActConflict.require(
        "rule \(code)",
        [
          ("name", there.name, name), ("base", there.base, base), ("document", there.document, document),
          ("shares", words(there.shares), words(shares)),
        ], nextStep: "\"ledgerctl allocation list\" shows it; without --if-missing another version is recorded")
      return "Rule \(code) is there."
    }
    guard let last = known.max(by: { $0.version < $1.version }), last.effectiveOn == effective, last.base == base,
      last.document == document, last.name == name, words(last.shares) == words(shares)
    else { return nil }
    return "Version \(last.version) of rule \(code) says this already."
  }

  /// Shares in words: awards of the organization may be named with it or without.
  private func words(_ shares: [AllocationRule.Share]) -> String {
    let own = organization.code + "/"
    return shares.map { share in
      let target = share.target.text
      return "\(target.hasPrefix(own) ? String(target.dropFirst(own.count)) : target) \(Money(cents: share.weight))"
    }.sorted().joined(separator: ", ")
  }

  package func record(_ books: borrowing Books) throws -> FactReport {
    let version = try books.addAllocationRule(
      code: code, name: name, base: base, document: document, effectiveOn: effective, shares: shares, to: organization)
    return FactReport(
      "Recorded rule \(code), version \(version), from \(effective): \(shares.count) shares by \(base).")
  }
}

extension AllocationRule.Share {
  /// Reads a share and its part of the base, `YOUTH:food 12`.
  fileprivate init(typed text: String) throws {
    let words = text.split(separator: " ").map(String.init)
    guard words.count == 2 else {
      throw Refusal("‹\(VisibleText.escaped(text))› is not a share", nextStep: "write it as \"AWARD:LINE 12\"")
    }
    let weight = try Money(parsing: words[1])
    guard weight > .zero else { throw Refusal("a part of the base is more than zero", nextStep: "leave the share out") }
    self.init(target: try CostTarget(parsing: words[0]), weight: weight.cents)
  }
}
