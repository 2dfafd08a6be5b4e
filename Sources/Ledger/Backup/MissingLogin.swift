/// A membership in restored books whose login the server does not have.
public struct MissingLogin: Sendable, Hashable {
  /// The login.
  public let login: String
  /// What it may do.
  public let role: MemberRole
  /// Where, as options of a command: empty for the whole books.
  public let scopeOptions: String

  /// The command that makes the login and lets it in.
  public var command: String {
    "ledgerctl user grant \(Self.quoted(login)) \(role.rawValue.replacing("_", with: "-"))\(scopeOptions)"
  }

  /// The text as one word of a shell.
  private static func quoted(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy {
      (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95 || $0 == 46
        || $0 == 45
    }
    return isPlain && !text.hasPrefix("-") ? text : "'" + text.replacing("'", with: "'\\''") + "'"
  }
}

extension Books {
  /// Lets the logins of this server that hold memberships connect to these books, and `own`, where it holds one, which is
  /// made where it is missing; a dry run only says which. For the installer. Returns the other memberships as missing.
  func admitLogins(own: String?, dryRun: Bool) throws -> (admitted: [String], missing: [MissingLogin]) {
    let members = try connection.execute(
      """
      select m.login, m.role, exists (select from pg_roles where rolname = m.login) as is_known,
        case
          when m.award_code is not null then ' --award ' || o.code || '/' || m.award_code
          when m.network_code is not null then ' --network ' || m.network_code
          when m.organization_id is not null then ' --org ' || o.code
          else ''
        end as scope
      from ledger.membership_in_force m
      left join ledger.organization o on o.id = m.organization_id
      order by m.login, m.role, scope
      """
    ).map { row in
      (
        member: MissingLogin(
          login: try row.text("login"), role: MemberRole(rawValue: try row.text("role")) ?? .auditor,
          scopeOptions: try row.text("scope")),
        isKnown: try row.bool("is_known")
      )
    }
    let admitted = members.filter { $0.isKnown || $0.member.login == own }.map(\.member)
    for member in admitted where !dryRun {
      try connection.execute("select meta.ensure_login(\(member.login), \(member.role.groupRole))")
    }
    let missing = members.map(\.member).filter { !admitted.contains($0) }
    return (Set(admitted.map(\.login)).sorted(), missing)
  }
}
