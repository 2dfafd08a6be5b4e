/// What has a name that may change, under a code that never does. Names of awards are versions of them: `Books.amend`.
package enum NamedSubject: Sendable, Hashable {
  case organization
  case party(String)
  case account(String)
  case fund(String)
  case program(String)
  case budgetLine(String, award: String)

  /// What it can be, as the books write it.
  enum Kind: String, Sendable {
    case organization, party, account, fund, program
    case budgetLine = "budget_line"
  }
}

/// Another name of something, as it was recorded.
package struct Renaming: Sendable, Hashable {
  /// organization, party, account, fund, program or budget line, with its code.
  package let subject: String
  /// The name before.
  package let formerName: String
  /// The name from then on.
  package let name: String
  /// Why.
  package let reason: String
  /// The day it was recorded, UTC.
  package let recordedOn: Day
  /// The login that recorded it.
  package let recordedBy: String
}

extension Query {
  /// Joins the last name that was given to something, of those that a seal covers where one is given: `n.name`, null where the first
  /// name holds. `code` and `organization` name columns of the query.
  static func lastName(
    _ kind: NamedSubject.Kind, _ code: String, of organization: String, asRecorded seal: Seal? = nil,
    as alias: String = "n"
  ) -> Query {
    """
    left join lateral ledger.name_of(
      \(unescaped: organization), '\(unescaped: kind.rawValue)', \(unescaped: code), '', \(seal?.number)::bigint
    ) \(unescaped: alias) (name) on true
    """
  }
}

extension Books {
  /// Records another name of something, for finance administrators. Statements as recorded at earlier seals keep the one before.
  /// Throws SQLSTATE LM001, LN001 where there is no such thing, LN002 where it has the name, or the constraints of `ledger.renaming`.
  package func rename(_ subject: NamedSubject, of organization: Organization, to name: String, reason: String) throws {
    let (kind, code, award): (NamedSubject.Kind, String, String) =
      switch subject {
      case .organization: (.organization, organization.code, "")
      case .party(let code): (.party, code, "")
      case .account(let code): (.account, code, "")
      case .fund(let code): (.fund, code, "")
      case .program(let code): (.program, code, "")
      case .budgetLine(let code, let award): (.budgetLine, code, award)
      }
    try connection.execute(
      "select ledger.rename(\(organization.id), \(kind.rawValue), \(code), \(name), \(reason), \(award))")
  }

  /// Every change of a name in an organization, in the order of recording.
  package func renamings(of organization: Organization) throws -> [Renaming] {
    try connection.execute(
      """
      select concat_ws(' ', replace(n.subject, '_', ' '), n.award, n.code) as subject, n.former_name, n.name, n.reason,
        (n.recorded_at at time zone 'UTC')::date as recorded_on, n.recorded_by
      from report.names n
      where n.organization = \(organization.code)
      order by n.recorded_at, 1
      """
    ).map { row in
      Renaming(
        subject: try row.text("subject"), formerName: try row.text("former_name"), name: try row.text("name"),
        reason: try row.text("reason"), recordedOn: try row.day("recorded_on"), recordedBy: try row.text("recorded_by"))
    }
  }

  /// The organization with the name that a seal covers; as it is where none is given.
  func named(_ organization: Organization, asRecorded seal: Seal?) throws -> Organization {
    guard seal != nil else { return organization }
    let name = try connection.execute(
      """
      select coalesce(n.name, o.name) as name
      from ledger.organization o
      \(Query.lastName(.organization, "o.code", of: "o.id", asRecorded: seal))
      where o.id = \(organization.id)
      """
    ).only { try $0.text("name") }
    return Organization(
      id: organization.id, code: organization.code, name: name, ein: organization.ein,
      fiscalYearFirstMonth: organization.fiscalYearFirstMonth, accounts: organization.accounts)
  }

  /// The program of this code or name, whatever the case. Throws `UnknownCode`.
  package func program(_ code: String, of organization: Organization) throws -> Program {
    let all = try programs(of: organization)
    let found = all.called(code, code: \.code, name: \.name)
    guard found.count == 1 else {
      throw UnknownCode(
        "program", code, among: all.flatMap { [$0.code, $0.name] },
        listCommand: "ledgerctl program list --org \(organization.code)")
    }
    return found[0]
  }
}
