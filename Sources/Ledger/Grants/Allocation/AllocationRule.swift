/// A saved rule that splits a cost, with the base that justifies it.
package struct AllocationRule: Sendable, Hashable {
  /// One share.
  package struct Share: Sendable, Hashable {
    /// Where it goes.
    package let target: CostTarget
    /// Its weight in hundredths of the base's unit.
    package let weight: Int64

    /// A share.
    package init(target: CostTarget, weight: Int64) {
      self.target = target
      self.weight = weight
    }
  }

  /// Short name people type.
  package let code: String
  /// From 1.
  package let version: Int
  /// What it splits.
  package let name: String
  /// The allocation base, as: desks in use.
  package let base: String
  /// Where the base is recorded.
  package let document: String
  /// First day it holds.
  package let effectiveOn: Day
  /// In order.
  package let shares: [Share]
}

extension Books {
  /// The version of the rule that split an entry; nil where none did.
  package func allocationRule(ofEntry number: Int64, of organization: Organization) throws -> AllocationRule? {
    let used = try connection.execute(
      """
      select rule_code, version
      from ledger.entry_allocation
      where organization_id = \(organization.id) and entry_id = \(number)
      """
    ).map { (code: try $0.text("rule_code"), version: try $0.int("version")) }.first
    guard let used else { return nil }
    return try allocationRules(of: organization).first { $0.code == used.code && $0.version == used.version }
  }

  /// Every version of every rule of an organization, by code and version.
  package func allocationRules(of organization: Organization) throws -> [AllocationRule] {
    var shares: [String: [AllocationRule.Share]] = [:]
    try connection.execute(
      """
      select rule_code, version, award_code, budget_line_code, account_code, function, weight_hundredths
      from ledger.allocation_share
      where organization_id = \(organization.id)
      order by rule_code, version, position
      """
    ).forEachRow { row in
      let account = try row.textOrNil("account_code")
      let target: CostTarget
      if let award = try row.textOrNil("award_code") {
        target = CostTarget(
          award: "\(organization.code)/\(award)", line: try row.text("budget_line_code"), account: account)
      } else {
        target = CostTarget(
          unrestricted: account ?? "", function: ExpenseFunction(rawValue: try row.text("function")) ?? .management)
      }
      shares["\(try row.text("rule_code")) \(try row.int("version"))", default: []].append(
        .init(target: target, weight: try row.int64("weight_hundredths")))
    }
    return try connection.execute(
      """
      select code, version, name, base, document, effective_on::date
      from ledger.allocation_rule
      where organization_id = \(organization.id)
      order by code, version
      """
    ).map { row in
      let (code, version) = (try row.text("code"), try row.int("version"))
      return AllocationRule(
        code: code, version: version, name: try row.text("name"), base: try row.text("base"),
        document: try row.text("document"), effectiveOn: try row.day("effective_on"),
        shares: shares["\(code) \(version)"] ?? [])
    }
  }

  /// The version of a rule that holds on a day. Throws `UnknownCode`, or `Refusal` before its first.
  package func allocationRule(_ code: String, of organization: Organization, on day: Day) throws -> AllocationRule {
    let rules = try allocationRules(of: organization)
    let versions = rules.filter { $0.code == code }
    guard let first = versions.first else {
      throw UnknownCode(
        "allocation rule", code, among: rules.map(\.code),
        listCommand: "ledgerctl allocation list --org \(organization.code)")
    }
    guard let held = versions.last(where: { $0.effectiveOn <= day }) else {
      throw Refusal(
        "rule \(code) holds from \(first.effectiveOn)",
        nextStep: "record the base of \(day) with \"ledgerctl allocation add\"")
    }
    return held
  }

  /// Records a version of a rule, and returns its number. For finance administrators. Throws SQLSTATE LM001.
  @discardableResult
  package func addAllocationRule(
    code: String, name: String, base: String, document: String, effectiveOn: Day, shares: [AllocationRule.Share],
    to organization: Organization
  ) throws -> Int {
    try connection.execute(
      """
      select ledger.add_allocation_rule(
        \(organization.id), \(code), \(name), \(base), \(document), \(effectiveOn),
        \(shares.map { $0.target.awardCode }), \(shares.map { $0.target.award?.line }), \(shares.map(\.target.account)),
        \(shares.map { $0.target.award == nil ? $0.target.function.rawValue : nil }), \(shares.map(\.weight))) as version
      """
    ).only { try $0.int("version") }
  }
}

extension CostTarget {
  /// The award's code without its organization.
  fileprivate var awardCode: String? { award.flatMap { $0.reference.split(separator: "/").last.map(String.init) } }
}
