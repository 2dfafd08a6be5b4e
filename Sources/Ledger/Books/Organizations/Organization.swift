/// An organization that keeps its books here: a site's backbone organization.
package struct Organization: Sendable, Hashable {
  /// Leads every key of the organization's data.
  package let id: Int64
  /// Short name people type.
  package let code: String
  /// Legal or public name.
  package let name: String
  /// Employer Identification Number, `NN-NNNNNNN`.
  package let ein: String?
  /// Month, 1 to 12, in which the fiscal year starts.
  package let fiscalYearFirstMonth: Int
  /// The accounts of its chart by their roles.
  package let accounts: RoleAccounts

  init(
    id: Int64, code: String, name: String, ein: String?, fiscalYearFirstMonth: Int,
    accounts: RoleAccounts = RoleAccounts(parsing: nil)
  ) {
    self.id = id
    self.code = code
    self.name = name
    self.ein = ein
    self.fiscalYearFirstMonth = fiscalYearFirstMonth
    self.accounts = accounts
  }

  /// The same organization, whatever was added to its chart since either was read.
  package static func == (first: Organization, second: Organization) -> Bool {
    first.id == second.id && first.code == second.code && first.name == second.name && first.ein == second.ein
      && first.fiscalYearFirstMonth == second.fiscalYearFirstMonth
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

extension Books {
  /// The organizations that this login may read, by code. Throws `NotAReader` where it reads nothing.
  package func organizations() throws -> [Organization] { try organizations(wanted: nil) }

  /// All of them; where one is wanted, the charts of the others are not read.
  private func organizations(wanted: String?) throws -> [Organization] {
    let found = try connection.execute(
      """
      select o.id, o.code, coalesce(n.name, o.name) as name, o.ein, o.fiscal_year_first_month,
        case when \(wanted)::text is null or o.code = \(wanted)::text then ledger.account_roles(o.id) end as account_roles
      from ledger.organization o
      \(Query.lastName(.organization, "o.code", of: "o.id"))
      order by o.code
      """
    ).map { row in
      Organization(
        id: try row.int64("id"), code: try row.text("code"), name: try row.text("name"), ein: try row.textOrNil("ein"),
        fiscalYearFirstMonth: try row.int("fiscal_year_first_month"),
        accounts: RoleAccounts(parsing: try row.textOrNil("account_roles")))
    }
    if found.isEmpty { try requireReading() }
    return found
  }

  /// The organization of this code; without one, the only organization there is.
  /// Throws `UnknownCode`, or `Refusal` where there are several or none.
  package func organization(_ code: String?) throws -> Organization {
    let all = try organizations(wanted: code)
    if let code {
      let found = all.called(code, code: \.code, name: \.name)
      guard found.count == 1 else {
        throw UnknownCode(
          "organization", code, among: all.flatMap { [$0.code, $0.name] }, listCommand: "ledgerctl org list")
      }
      // Its chart is read by its code as it is written.
      return found[0].code == code ? found[0] : try organization(found[0].code)
    }
    if all.count == 1 { return all[0] }
    throw all.isEmpty
      ? Refusal(
        "these books hold no organization that you may read",
        nextStep: "add one with \"ledgerctl org add\", or ask the owner of the books for a membership")
      : Refusal(
        "these books hold several organizations",
        nextStep: "name one with --org: \(all.map(\.code).joined(separator: ", "))")
  }

  /// Adds an organization with the standard chart, an unrestricted fund `general`, a program and its periods.
  /// Throws SQLSTATE LM001, or constraint `organization_code_key`.
  package func addOrganization(code: String, name: String, ein: String?, fiscalYearFirstMonth: Int) throws {
    try connection.execute(
      "select ledger.add_organization(\(code), \(name), \(ein), \(fiscalYearFirstMonth)::integer)")
  }
}
