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
    for words in [["award", "list"], ["statement", "budget", "YOUTH"], ["statement", "budget"]] {
      let told = try stranger.run(words)
      #expect(told.status == 3 && told.errors.contains("your login reads nothing here"), "\(words): \(told)")
    }
  }

  /// A membership holds from its first day through its last, and its number, days and end can be read.
  @Test func membershipsHaveDays() throws {
    let (admin, books, _) = try Program.withBooks()
    try admin.addAward()
    let installer = Program(books: books, login: LocalCluster.installerLogin)
    for login in ["cmd_later", "cmd_over", "cmd_now"] { _ = try books.as(login: login) }
    func grant(_ login: String, _ words: String...) throws -> Program.Outcome {
      try installer.run(["user", "grant", login, "recorder", "--org", "site"] + words)
    }
    #expect(try grant("cmd_later", "--from", "2090-01-01").output == "cmd_later is recorder from 2090-01-01.\n")
    #expect(
      try grant("cmd_over", "--from", "2020-01-01", "--through", "2020-12-31").output
        == "cmd_over is recorder from 2020-01-01 through 2020-12-31.\n")
    #expect(try grant("cmd_now", "--through", "2099-12-31").output == "cmd_now is recorder through 2099-12-31.\n")
    #expect(try grant("cmd_now", "--through", "2050-12-31").output == "cmd_now had that role already.\n")
    #expect(try grant("cmd_now", "--from", "2050-01-01", "--through", "2049-12-31").status == 2)
    #expect(try Program(books: books, login: "cmd_now").addExpense(key: "now").status == 0)
    for login in ["cmd_later", "cmd_over"] {
      #expect(try Program(books: books, login: login).addExpense(key: login).status != 0, "\(login)")
    }
    #expect(try admin("entry", "show", "now").output.contains("Relied on:     membership "))
    #expect(
      try installer("user", "revoke", "cmd_now", "recorder", "--org", "site", "--reason", "moved away").status == 0)
    #expect(try Program(books: books, login: "cmd_now").addExpense(key: "after").status == 3)
    #expect(!(try installer("user", "list").output.contains("cmd_now")))
    let all = try installer("user", "list", "--all", "--format", "csv").output.split(separator: "\n")
    #expect(all.contains { $0.contains("cmd_now") && $0.contains(": moved away") }, "\(all)")
    #expect(all.contains { $0.contains("cmd_over") && $0.contains("2020-12-31") })
    #expect(try admin("check").status == 0)
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
