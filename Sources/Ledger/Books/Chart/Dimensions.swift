/// A self-balancing fund: the unrestricted fund, or the fund of one award.
package struct Fund: Sendable, Hashable {
  /// Short name people type.
  package let code: String
  /// Fund name.
  package let name: String
  /// Whether it is the organization's unrestricted fund.
  package let isUnrestricted: Bool
  /// The award it belongs to; nil for the unrestricted fund, and for a fund made ahead of its award.
  package let award: String?
}

/// A program, for the functional classification of expenses.
package struct Program: Sendable, Hashable {
  /// Short name people type.
  package let code: String
  /// Program name.
  package let name: String
}

/// A funder, vendor, partner or staff member. Never a young person.
package struct Party: Sendable, Hashable {
  /// What a party can be.
  package enum Kind: String, Sendable, CaseIterable {
    case foundation, nonprofit, government, business, staff, individual
  }

  /// Short name people type.
  package let code: String
  /// Name as on the invoice or award letter.
  package let name: String
  /// What it is.
  package let kind: Kind

  /// Describes a party.
  package init(code: String, name: String, kind: Kind) {
    self.code = code
    self.name = name
    self.kind = kind
  }
}

extension Books {
  /// The funds of an organization: the unrestricted one first.
  package func funds(of organization: Organization) throws -> [Fund] {
    try connection.execute(
      """
      select f.code, coalesce(n.name, f.name) as name, f.kind = 'unrestricted' as is_unrestricted, w.code as award
      from ledger.fund f
      \(Query.lastName(.fund, "f.code", of: "f.organization_id"))
      left join ledger.award w on w.organization_id = f.organization_id and w.fund_code = f.code
      where f.organization_id = \(organization.id)
      order by f.kind desc, f.code
      """
    ).map { row in
      Fund(
        code: try row.text("code"), name: try row.text("name"), isUnrestricted: try row.bool("is_unrestricted"),
        award: try row.textOrNil("award"))
    }
  }

  /// The fund of this code or name, whatever the case. Throws `UnknownCode`.
  package func fund(_ codeOrName: String, of organization: Organization) throws -> Fund {
    let all = try funds(of: organization)
    let found = all.called(codeOrName, code: \.code, name: \.name)
    if found.count == 1 { return found[0] }
    throw UnknownCode.fund(codeOrName, among: all.flatMap { [$0.code, $0.name] }, organization)
  }

  /// The organization's unrestricted fund.
  package func unrestrictedFund(of organization: Organization) throws -> String {
    try connection.execute(
      "select code from ledger.fund where organization_id = \(organization.id) and kind = 'unrestricted'"
    ).only { try $0.text("code") }
  }

  /// Makes a fund ahead of its award. Throws SQLSTATE LM001 or constraint `fund_pkey`.
  package func addFund(code: String, name: String, to organization: Organization) throws {
    try connection.execute("select ledger.add_fund(\(organization.id), \(code), \(name))")
  }

  /// The programs of an organization, by code. `asRecorded`: with the names of a seal.
  package func programs(of organization: Organization, asRecorded seal: Seal? = nil) throws -> [Program] {
    try connection.execute(
      """
      select g.code, coalesce(n.name, g.name) as name
      from ledger.program g
      \(Query.lastName(.program, "g.code", of: "g.organization_id", asRecorded: seal))
      where g.organization_id = \(organization.id)
      order by g.code
      """
    ).map { Program(code: try $0.text("code"), name: try $0.text("name")) }
  }

  /// Adds a program. Throws SQLSTATE 42501 or constraint `program_pkey`.
  package func addProgram(code: String, name: String, to organization: Organization) throws {
    try connection.execute(
      "insert into ledger.program (organization_id, code, name) values (\(organization.id), \(code), \(name))")
  }

  /// The parties of an organization, by code.
  package func parties(of organization: Organization) throws -> [Party] { try parties(of: organization, code: nil) }

  private func parties(of organization: Organization, code: String?) throws -> [Party] {
    try connection.execute(
      """
      select p.code, coalesce(n.name, p.name) as name, p.kind
      from ledger.party p
      \(Query.lastName(.party, "p.code", of: "p.organization_id"))
      where p.organization_id = \(organization.id) and \(code.map { Query("p.code = \($0)") } ?? "true")
      order by p.code
      """
    ).map { row in
      Party(
        code: try row.text("code"), name: try row.text("name"),
        kind: Party.Kind(rawValue: try row.text("kind")) ?? .business)
    }
  }

  /// The party of this code or of this name, whatever the case. Throws `UnknownCode`, or `Refusal` where several have the name.
  package func party(_ codeOrName: String, of organization: Organization) throws -> Party {
    // Of thousands, one is read.
    if let named = try parties(of: organization, code: codeOrName).first { return named }
    let all = try parties(of: organization)
    let found = all.called(codeOrName, code: \.code, name: \.name)
    if found.count == 1 { return found[0] }
    if found.count > 1 { throw Self.ambiguous(codeOrName, found) }
    throw UnknownCode(
      "party", codeOrName, among: all.flatMap { [$0.code, $0.name] },
      listCommand: "ledgerctl party list --org \(organization.code)")
  }

  static func ambiguous(_ name: String, _ parties: [Party]) -> Refusal {
    Refusal(
      "\(parties.count) parties are called ‹\(VisibleText.escaped(name))›",
      nextStep: "write the code: \(parties.map(\.code).joined(separator: ", "))")
  }

  /// Adds parties, all or none. Throws SQLSTATE 42501 or constraint `party_pkey`.
  package func addParties(_ parties: [Party], to organization: Organization) throws {
    try connection.execute(
      """
      insert into ledger.party (organization_id, code, name, kind)
      select \(organization.id)::bigint, p.code, p.name, p.kind
      from unnest(\(parties.map(\.code))::text[], \(parties.map(\.name))::text[], \(parties.map(\.kind.rawValue))::text[])
        as p (code, name, kind)
      """)
  }
}
