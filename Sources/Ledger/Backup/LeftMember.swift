/// A membership of a backup that holds no longer in the restored books, or whose login the server does not have.
package struct LeftMember: Sendable, Hashable {
  /// The login.
  package let login: String
  /// What it may do.
  package let role: MemberRole
  /// Where, as options of a command: empty for the whole books.
  package let scopeOptions: String

  /// The command that makes the login where there is none, and lets it in.
  package var command: String {
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
  /// Who may use restored books: `own`, who restores them, where it holds a membership, and with `keepsAll` everybody else whose login the
  /// server has. What others held ends, for a backup may say anything of who may do what. `mayMakeOwn`: the login of `own` is made where it is
  /// missing. A dry run changes no login. For the installer.
  func admit(
    own: String, keepsAll: Bool, mayMakeOwn: Bool, isDryRun: Bool
  ) throws -> (admitted: [String], left: [LeftMember]) {
    let members = try connection.execute(
      """
      select m.login, m.role, r.oid is not null as is_known,
        case
          when m.award_code is not null then ' --award ' || o.code || '/' || m.award_code
          when m.network_code is not null then ' --network ' || m.network_code
          when m.organization_id is not null then ' --org ' || o.code
          else ''
        end as scope
      from ledger.membership_in_force m
      left join ledger.organization o on o.id = m.organization_id
      left join pg_roles r on r.rolname = m.login
      order by m.login, m.role, scope
      """
    ).map { row in
      (
        member: LeftMember(
          login: try row.text("login"), role: MemberRole(rawValue: try row.text("role")) ?? .auditor,
          scopeOptions: try row.text("scope")),
        isKnown: try row.bool("is_known")
      )
    }
    let admitted = members.filter { member, isKnown in
      member.login == own ? isKnown || mayMakeOwn : isKnown && keepsAll
    }.map(\.member)
    for member in admitted where !isDryRun {
      try connection.execute("select meta.ensure_login(\(member.login), \(member.role.groupRole))")
    }
    if !keepsAll {
      try connection.execute(
        """
        select ledger.revoke_memberships(
          m.login, m.role, m.organization_id, m.network_code, m.award_code, 'not confirmed when the books were restored')
        from (
          select distinct m.login, m.role, m.organization_id, m.network_code, m.award_code
          from ledger.membership m
          where m.login <> \(own)
        ) m
        """)
    }
    return (Set(admitted.map(\.login)).sorted(), members.map(\.member).filter { !admitted.contains($0) })
  }
}
