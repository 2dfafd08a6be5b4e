/// What a login may do in a scope: its group role is `ledger_` and the name of the role.
public enum MemberRole: String, Sendable, CaseIterable {
  case recorder, approver, auditor, funder
  case financeAdmin = "finance_admin"

  /// The PostgreSQL role that carries the rights.
  public var groupRole: String { "ledger_\(rawValue)" }
}

/// Where a membership holds.
public enum MemberScope: Sendable, Hashable {
  case books
  case organization(Organization)
  case network(String)
  case award(Award)
}

/// A person's right in a scope.
public struct Membership: Sendable, Hashable {
  /// PostgreSQL login.
  public let login: String
  /// What it may do.
  public let role: MemberRole
  /// The scope in words: `the whole books`, `organization X`, `network X`, `award X/Y`.
  public let scope: String
  /// Who granted it, and on which day.
  public let granted: String
}

extension Books {
  /// The memberships that hold, by login: all, or those that reach one of these organizations, by id.
  public func memberships(reaching organizations: [Int64]? = nil) throws -> [Membership] {
    try connection.execute(
      """
      select m.login, m.role, m.granted_by || ' on ' || to_char(m.granted_at at time zone 'UTC', 'YYYY-MM-DD') as granted,
        case
          when m.award_code is not null then 'award ' || o.code || '/' || m.award_code
          when m.network_code is not null then 'network ' || m.network_code
          when m.organization_id is not null then 'organization ' || o.code
          else 'the whole books'
        end as scope
      from ledger.membership m
      left join ledger.organization o on o.id = m.organization_id
      where m.revoked_at is null and (\(organizations)::bigint[] is null or exists (
        select from ledger.organization r where r.id = any (\(organizations)::bigint[]) and \(unescaped: Self.membershipReaches)))
      order by m.login, m.role, scope
      """
    ).map { row in
      Membership(
        login: try row.text("login"), role: MemberRole(rawValue: try row.text("role")) ?? .auditor,
        scope: try row.text("scope"), granted: try row.text("granted"))
    }
  }

  /// Gives a login a role in a scope, making the login where there is none. For the installer of the books.
  /// Returns false where it had it already.
  @discardableResult
  public func grant(_ role: MemberRole, to login: String, in scope: MemberScope) throws -> Bool {
    let (organization, network, award) = Self.columns(scope)
    try connection.execute("select meta.ensure_login(\(login), \(role.groupRole))")
    return try connection.execute(
      """
      insert into ledger.membership (login, role, organization_id, network_code, award_code)
      values (\(login), \(role.rawValue), \(organization), \(network), \(award))
      on conflict do nothing
      """
    ).affectedRows == 1
  }

  /// Takes a role in a scope back; with the last one the login can no longer connect. Returns false where there was none.
  @discardableResult
  public func revoke(_ role: MemberRole, from login: String, in scope: MemberScope) throws -> Bool {
    let (organization, network, award) = Self.columns(scope)
    let count = try connection.execute(
      """
      update ledger.membership
      set revoked_at = clock_timestamp(), revoked_by = session_user
      where login = \(login) and role = \(role.rawValue) and revoked_at is null
        and organization_id is not distinct from \(organization)::bigint
        and network_code is not distinct from \(network)::text
        and award_code is not distinct from \(award)::text
      """
    ).affectedRows
    try connection.execute("select meta.withdraw_login(\(login))")
    return count == 1
  }

  /// The networks of national partners, by code, each with the codes of its organizations.
  public func networks() throws -> [(code: String, name: String, organizations: [String])] {
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
  public func network(_ code: String) throws -> String {
    let known = try networks().map(\.code)
    if known.contains(code) { return code }
    throw UnknownCode("network", code, among: known, listCommand: "ledgerctl network list")
  }

  /// Makes a network of organizations, or adds organizations to it. For the installer of the books.
  public func addNetwork(code: String, name: String, organizations: [Organization]) throws {
    try connection.execute(
      "insert into ledger.network (code, name) values (\(code), \(name)) on conflict (code) do nothing")
    try connection.execute(
      """
      insert into ledger.network_organization (network_code, organization_id)
      select \(code)::text, unnest(\(organizations.map(\.id))::bigint[])
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
    case .award(let award): (award.organization.id, nil, award.code)
    }
  }
}
