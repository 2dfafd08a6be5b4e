/// What a login may do in a scope: its group role is `ledger_` and the name of the role.
package enum MemberRole: String, Sendable, CaseIterable {
  case recorder, approver, auditor, funder
  case financeAdmin = "finance_admin"

  /// The PostgreSQL role that carries the rights.
  package var groupRole: String { "ledger_\(rawValue)" }
}

/// Where a membership holds.
package enum MemberScope: Sendable, Hashable {
  case books
  case organization(Organization)
  case network(String)
  case award(String, of: Organization)
}

/// A person's right in a scope.
package struct Membership: Sendable, Hashable {
  /// Its number, which entries name that were recorded by it.
  package let number: Int64
  /// PostgreSQL login.
  package let login: String
  /// What it may do.
  package let role: MemberRole
  /// The scope in words: `the whole books`, `organization X`, `network X`, `award X/Y`.
  package let scope: String
  /// Who granted it, and on which day.
  package let granted: String
  /// The first day that it holds.
  package let firstDay: Day
  /// The last day that it holds; nil: until it is taken back.
  package let lastDay: Day?
  /// Who took it back, on which day, and why; nil where nobody did.
  package let revoked: String?
}

extension Books {
  /// The memberships that hold, by login: all, or those that reach one of these organizations, by id. `ended`: those too that are over,
  /// were taken back, or begin later.
  package func memberships(reaching organizations: [Int64]? = nil, ended: Bool = false) throws -> [Membership] {
    try connection.execute(
      """
      select m.number, m.login, m.role, m.first_day::date, m.last_day::date, m.recorded_by || ' on ' || to_char(m.recorded_at at time zone 'UTC', 'YYYY-MM-DD') as granted,
        case
          when m.award_code is not null then 'award ' || o.code || '/' || m.award_code
          when m.network_code is not null then 'network ' || m.network_code
          when m.organization_id is not null then 'organization ' || o.code
          else 'the whole books'
        end as scope,
        r.recorded_by || ' on ' || to_char(r.recorded_at at time zone 'UTC', 'YYYY-MM-DD') || coalesce(': ' || r.reason, '') as revoked
      from ledger.membership m
      left join ledger.membership_revocation r on r.membership_number = m.number
      left join ledger.organization o on o.id = m.organization_id
      where (\(ended) or m.number in (select f.number from ledger.membership_in_force f)) and (\(organizations)::bigint[] is null or exists (
        select from ledger.organization r where r.id = any (\(organizations)::bigint[]) and \(unescaped: Self.membershipReaches)))
      order by m.login, m.role, scope, m.number
      """
    ).map { row in
      Membership(
        number: try row.int64("number"),
        login: try row.text("login"), role: MemberRole(rawValue: try row.text("role")) ?? .auditor,
        scope: try row.text("scope"), granted: try row.text("granted"), firstDay: try row.day("first_day"),
        lastDay: try row.dayOrNil("last_day"), revoked: try row.textOrNil("revoked"))
    }
  }

  /// Gives a login a role in a scope, making the login where there is none: from a day, else from today, through a day, else until
  /// it is taken back. For the installer of the books. Returns false where it had it already.
  @discardableResult
  package func grant(
    _ role: MemberRole, to login: String, in scope: MemberScope, from first: Day? = nil, through last: Day? = nil
  ) throws -> Bool {
    let (organization, network, award) = Self.columns(scope)
    try connection.execute("select meta.ensure_login(\(login), \(role.groupRole))")
    return try connection.execute(
      """
      select ledger.grant_membership(
        \(login), \(role.rawValue), \(organization), \(network), \(award), \(first), \(last)) is not null as is_new
      """
    ).only { try $0.bool("is_new") }
  }

  /// Takes a role in a scope back, once what the login is recording is done; with the last one it can no longer connect. Returns false
  /// where there was none. Throws SQLSTATE LP004 where the login records for longer than it waits.
  @discardableResult
  package func revoke(_ role: MemberRole, from login: String, in scope: MemberScope, reason: String? = nil) throws
    -> Bool
  {
    let (organization, network, award) = Self.columns(scope)
    let count = try connection.execute(
      """
      select ledger.revoke_memberships(
        \(login), \(role.rawValue), \(organization), \(network), \(award), \(reason)) as count
      """
    ).only { try $0.int("count") }
    try connection.execute("select meta.withdraw_login(\(login))")
    return count > 0
  }

  /// The networks of national partners, by code, each with the codes of its organizations.
  package func networks() throws -> [(code: String, name: String, organizations: [String])] {
    try connection.execute(
      """
      select w.code, w.name, string_agg(o.code, ' ' order by o.code) as organizations
      from ledger.network w
      left join ledger.network_organization n on n.network_code = w.code
      left join ledger.organization o on o.id = n.organization_id
      group by w.code, w.name
      order by w.code
      """
    ).map { row in
      let organizations = (try row.textOrNil("organizations") ?? "").split(separator: " ").map(String.init)
      return (try row.text("code"), try row.text("name"), organizations)
    }
  }

  /// The code of a network that there is. Throws `UnknownCode`.
  package func network(_ code: String) throws -> String {
    let known = try networks().map(\.code)
    if known.contains(code) { return code }
    throw UnknownCode("network", code, among: known, listCommand: "ledgerctl network list")
  }

  /// Makes a network of organizations, or adds organizations to it. For the installer of the books.
  package func addNetwork(code: String, name: String, organizations: [Organization]) throws {
    // A row that is there already would draw a record number for nothing.
    try connection.execute(
      """
      insert into ledger.network (code, name)
      select \(code)::text, \(name)::text
      where not exists (select from ledger.network where code = \(code))
      on conflict (code) do nothing
      """)
    try connection.execute(
      """
      insert into ledger.network_organization (network_code, organization_id)
      select \(code)::text, o.id
      from ledger.organization o
      where o.id = any (\(organizations.map(\.id))::bigint[]) and not exists (
        select from ledger.network_organization n where n.network_code = \(code) and n.organization_id = o.id)
      -- Each is held alone: two who add organizations hold them in one order.
      order by o.id
      on conflict do nothing
      """)
  }

  /// In SQL, whether membership `m` reaches organization `r`.
  static let membershipReaches = """
    coalesce(m.organization_id, r.id) = r.id and (m.network_code is null or exists (
      select from ledger.network_organization n where n.network_code = m.network_code and n.organization_id = r.id))
    """

  private static func columns(_ scope: MemberScope) -> (Int64?, String?, String?) {
    switch scope {
    case .books: (nil, nil, nil)
    case .organization(let organization): (organization.id, nil, nil)
    case .network(let code): (nil, code, nil)
    case .award(let code, let organization): (organization.id, nil, code)
    }
  }
}
