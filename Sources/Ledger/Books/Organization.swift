/// An organization that keeps its books here: a site's backbone organization.
public struct Organization: Sendable, Hashable {
  /// Leads every key of the organization's data.
  public let id: Int64
  /// Short name people type.
  public let code: String
  /// Legal or public name.
  public let name: String
  /// Employer Identification Number, `NN-NNNNNNN`.
  public let ein: String?
  /// Month, 1 to 12, in which the fiscal year starts.
  public let fiscalYearFirstMonth: Int
}

extension Books {
  /// The organizations that this login may read, by code.
  public func organizations() throws -> [Organization] {
    try connection.execute(
      "select id, code, name, ein, fiscal_year_first_month from ledger.organization order by code"
    ).map { row in
      Organization(
        id: try row.int64("id"), code: try row.text("code"), name: try row.text("name"), ein: try row.textOrNil("ein"),
        fiscalYearFirstMonth: try row.int("fiscal_year_first_month"))
    }
  }

  /// The organization of this code; without one, the only organization there is.
  /// Throws `UnknownCode`, or `Refusal` where there are several or none.
  public func organization(_ code: String?) throws -> Organization {
    let all = try organizations()
    if let code {
      guard let found = all.first(where: { $0.code == code }) else {
        throw UnknownCode("organization", code, among: all.map(\.code), listCommand: "ledgerctl org list")
      }
      return found
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
  public func addOrganization(code: String, name: String, ein: String?, fiscalYearFirstMonth: Int) throws {
    try connection.execute(
      "select ledger.add_organization(\(code), \(name), \(ein), \(fiscalYearFirstMonth)::integer)")
  }
}
