import Foundation
import Testing

@testable import Ledger

/// Rules, statements and commands know an account by its role, and a code is one whatever its case.
@Suite struct AccountRoleTests {
  /// Four digits in quotes that are no account known to a rule, with the reason.
  private static let allowed: [(line: String, reason: String)] = [
    (#"try rows.row("6100", Int64(12_50))"#, "an example in a comment"),
    (#"change.set("receipt_threshold_cents", "7500")"#, "cents"),
    (#"charge("1000", cap: "2500000", &change)"#, "hundredths of a percent"),
    (#"charge("1500", cap: "5000000", &change)"#, "hundredths of a percent"),
    (#"change.set("indirect_excluded_accounts", codes: ["8210"])"#, "terms of an award, which are data"),
  ]

  @Test func noAccountIsKnownByItsNumber() throws {
    let number = try NSRegularExpression(pattern: #"(["'])[1-9][0-9]{3}\1"#)
    var found: [String] = []
    for (folder, suffix) in [("sql/functions", ".sql"), ("Sources", ".swift")] {
      let paths = try Repository.paths(in: folder, ending: suffix)
      #expect(paths.count > 30)
      for path in paths {
        for line in try Repository.text(path).split(separator: "\n").map({ $0.trimmingCharacters(in: .whitespaces) })
        where number.firstMatch(in: line, range: NSRange(line.startIndex..., in: line)) != nil {
          found.append("\(path): \(line)")
        }
      }
    }
    let unknown = found.filter { found in !Self.allowed.contains { found.contains($0.line) } }
    #expect(unknown == [])
    #expect(found.count == Self.allowed.count)
  }

  /// The library knows the roles that the schema has, and the standard chart has an account of each.
  @Test func everyRoleHasAStandardAccount() throws {
    let sample = try SampleBooks.copy()
    let roles = Set(try sample.asOwner().execute("select code from ledger.account_role").map { try $0.text("code") })
    #expect(roles == Set(AccountRole.allCases.map(\.rawValue)))
    let books = Books(try sample.as(.recorder))
    let organization = try books.organization("north")
    let accounts = try books.accounts(of: organization)
    for role in AccountRole.allCases {
      let standard = accounts.filter { $0.role == role }
      #expect(standard.map(\.code) == [organization.accounts[role]] && standard.allSatisfy(\.isDefault), "\(role)")
    }
    #expect(try books.accountRoles().count == roles.count)
    for award in try books.awards() {
      let chart = try books.organization(award.organization.code).accounts
      #expect(AccountRole.allCases.allSatisfy { award.accounts[$0] == chart[$0] })
    }
  }

  @Test func aRoleGoesWithItsTypeAndHasOneDefault() throws {
    let owner = try SampleBooks.copy().asOwner()
    func add(_ type: String, _ role: String, _ isDefault: Bool) -> String {
      outcome(
        owner,
        "insert into ledger.account (organization_id, code, name, type, role, is_default) values (1, '2016', 'X', '\(type)', \(role), \(isDefault))"
      )
    }
    #expect(add("asset", "'card'", false) == "account_role_fkey")
    #expect(add("liability", "'purse'", false) == "account_role_fkey")
    #expect(add("liability", "'card'", true) == "account_one_default_key")
    #expect(add("liability", "null", true) == "account_default_check")
    #expect(add("liability", "'card'", false) == "accepted")
  }

  @Test func aCodeIsOneWhateverItsCase() throws {
    let owner = try SampleBooks.copy().asOwner()
    #expect(
      outcome(owner, "insert into ledger.account (organization_id, code, name, type) values (1, 'Till', 'X', 'asset')")
        == "accepted")
    for (sql, key) in [
      ("ledger.account (organization_id, code, name, type) values (1, 'TILL', 'X', 'asset')", "account_code_key"),
      ("ledger.account (organization_id, code, name, type) values (1, 'Till', 'X', 'asset')", "account_pkey"),
      ("ledger.party (organization_id, code, name) values (1, 'ACME', 'X')", "party_code_key"),
      ("ledger.program (organization_id, code, name) values (1, 'Program', 'X')", "program_code_key"),
      ("ledger.fund (organization_id, code, name, kind) values (1, 'open', 'X', 'award')", "fund_code_key"),
      (
        "ledger.budget_line (organization_id, award_code, code, position, name, category, account_code) "
          + "values (1, 'OPEN', 'SUPPLIES', 99, 'X', 'supplies', '8110')", "budget_line_code_key"
      ),
    ] {
      #expect(outcome(owner, "insert into \(sql)") == key, "\(sql)")
    }
  }
}
