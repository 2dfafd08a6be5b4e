/// Memberships that go from one login to another.
package struct MembershipMove: Sendable, Hashable {
  /// What the one had and the other has now, in the words of `Membership`.
  package let moved: [Membership]
  /// Who may do what from now on in the organizations that the other login reaches, by login.
  package let holding: [Membership]
  /// Those of these organizations whose books one login alone keeps from now on, by code.
  package let keptAlone: [String]
}

extension Books {
  /// Gives every role of `from` to `to`, in its scope, and takes it from `from`, who can then no longer connect. `to` keeps what
  /// it had, and its login is made where there is none. What was recorded stays as it is, with the names under it. For the
  /// installer of the books, in a transaction.
  package func moveMemberships(from: String, to: String) throws -> MembershipMove {
    // Of two at once, the second sees what the first has moved.
    try connection.execute("lock table ledger.membership in share row exclusive mode")
    let moved = try memberships().filter { $0.login == from }
    if moved.isEmpty { _ = try holder(from: to, to: to) }
    for role in Set(moved.map(\.role)) {
      try connection.execute("select meta.ensure_login(\(to), \(role.groupRole))")
    }
    try connection.execute(
      """
      select ledger.grant_membership(\(to), m.role, m.organization_id, m.network_code, m.award_code, m.first_day, m.last_day),
        ledger.revoke_memberships(\(from), m.role, m.organization_id, m.network_code, m.award_code, \("handed over to " + to))
      from ledger.membership_in_force m
      where m.login = \(from)
      order by m.number
      """)
    try connection.execute("select meta.withdraw_login(\(from))")
    // Of other organizations in the same books, neither of them learns who keeps them.
    let reached = try connection.execute(
      """
      select r.id, r.code, ledger.people_keeping(r.id) = 1 as is_kept_alone
      from ledger.organization r
      where exists (
        select from ledger.membership_in_force m where m.login = \(to) and \(unescaped: Self.membershipReaches))
      order by r.code
      """
    ).map { (id: try $0.int64("id"), code: try $0.text("code"), isKeptAlone: try $0.bool("is_kept_alone")) }
    return MembershipMove(
      moved: moved, holding: try memberships(reaching: reached.map(\.id)),
      keptAlone: reached.filter(\.isKeptAlone).map(\.code))
  }

  /// Of the two logins of a handover, the one that has roles in the books: `from`, or `to` where they were moved before. For the
  /// installer of the books. Throws `UnknownCode` where nobody is or was called `from`, and `Refusal` where neither has a role.
  package func holder(from: String, to: String) throws -> String {
    try requireReading()
    let known = try connection.execute("select distinct login from ledger.membership order by login").map {
      try $0.text("login")
    }
    guard known.contains(from) else {
      throw UnknownCode("login with a role in these books", from, among: known, listCommand: "ledgerctl user list")
    }
    let holding = Set(try memberships().map(\.login))
    if let holder = [from, to].first(where: holding.contains) { return holder }
    throw Refusal(
      "neither \(from) nor \(to) has a role in these books",
      nextStep: "\"ledgerctl user list\" shows who has; \"ledgerctl user grant\" gives one")
  }

  /// Runs `body` with the session of another login: it reads what that login may read, and nothing else. For a superuser of the
  /// server; throws SQLSTATE 42501 for others.
  package func reading<Value>(as login: String, _ body: () throws -> Value) throws -> Value {
    try connection.execute("select set_config('session_authorization', \(login), false)")
    let value: Value
    do { value = try body() } catch {
      // What went wrong is told, not what it may have left of the session.
      _ = try? connection.execute("reset session authorization")
      throw error
    }
    try connection.execute("reset session authorization")
    return value
  }
}
