import Testing

@testable import Ledger

/// Each role through the command: what it may do, what it is refused, and what it does not see.
@Suite struct RoleCommandTests {
  private func program(
    _ books: TestBooks, _ login: String, _ role: MemberRole, in scope: (borrowing Books) throws -> MemberScope
  ) throws
    -> Program
  {
    _ = try books.as(login: login, roles: [role.groupRole])
    let installer = Books(try books.asInstaller())
    let scope = try scope(installer)
    try installer.grant(role, to: login, in: scope)
    return Program(books: books, login: login)
  }

  @Test func rolesDoWhatTheyMayAndNoMore() throws {
    let (admin, books, _) = try Program.withBooks()
    try admin.addAward()
    try admin("org", "add", "other", "Other site")
    let site: (borrowing Books) throws -> MemberScope = { .organization(try $0.organization("site")) }

    let recorder = try program(books, "cmd_recorder", .recorder, in: site)
    #expect(try recorder.addExpense(key: "by-recorder").status == 0)
    #expect(try recorder("period", "close", "2021-07", "--reason", "x").status == 3)
    #expect(try recorder("org", "add", "mine", "Mine").status == 3)
    #expect(!(try recorder("org", "list").output.contains("Other site")))
    #expect(try recorder("party", "add", "p", "P", "--org", "other").status == 1)

    let auditor = try program(books, "cmd_auditor", .auditor, in: site)
    #expect(try auditor("check").output.hasPrefix("Sound: 2 entries"))
    #expect(try auditor("entry", "list").output.contains("Food"))
    #expect(try auditor.addExpense(key: "by-auditor").status == 3)
    #expect(try auditor("party", "add", "p", "P").status == 3)

    let funder = try program(books, "cmd_funder", .funder) { .award(try $0.award("YOUTH")) }
    #expect(try funder("statement", "budget", "YOUTH", "--as-of", "2021-12-31").output.contains("Stipends"))
    #expect(try funder("entry", "list").status == 3)
    #expect(try funder.addExpense(key: "by-funder").status != 0)

    let stranger = Program(books: books, login: "cmd_stranger")
    _ = try books.as(login: "cmd_stranger", roles: ["ledger_auditor"])
    #expect(try stranger("award", "list").output.contains("There are no awards"))
    #expect(try stranger("statement", "budget", "YOUTH").status == 1)
  }

  @Test func aNetworkPartnerReadsItsSitesOnly() throws {
    let (admin, books, _) = try Program.withBooks()
    try admin.addAward()
    try admin("org", "add", "outside", "Outside the network")
    let partner = try program(books, "cmd_partner", .auditor) { books in
      try books.addNetwork(code: "partner", name: "Partner", organizations: [books.organization("site")])
      return .network("partner")
    }
    #expect(try partner("award", "list").output.contains("site/YOUTH"))
    #expect(!(try partner("org", "list").output.contains("Outside")))
  }

  @Test func aRevokedMemberIsOut() throws {
    let (_, books, _) = try Program.withBooks()
    let site: (borrowing Books) throws -> MemberScope = { .organization(try $0.organization("site")) }
    let member = try program(books, "cmd_leaver", .auditor, in: site)
    #expect(try member("org", "list").status == 0)
    let installer = Books(try books.asInstaller())
    #expect(try installer.revoke(.auditor, from: "cmd_leaver", in: .organization(try installer.organization("site"))))
    #expect(try member("org", "list").status == 3)
  }
}
