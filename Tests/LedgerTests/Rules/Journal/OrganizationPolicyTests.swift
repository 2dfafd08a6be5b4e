import Testing

@testable import Ledger

/// Policies of an organization: who records and reads them, and which holds on a day.
@Suite struct OrganizationPolicyTests {
  @Test func theLastThatHasBegunHolds() throws {
    let sample = try SampleBooks.copy()
    let books = Books(try sample.as(.financeAdmin))
    #expect(try books.policy(of: sample.north, on: "2022-01-01".day) == nil)
    for (day, releases) in [
      ("2021-07-01", SimultaneousRelease.conditional), ("2022-01-01", .none), ("2021-10-01", .all),
    ] {
      try books.adoptPolicy(
        simultaneousRelease: releases, effectiveOn: day.day, approvedBy: "Board", reason: "Chosen", for: sample.north)
    }
    func version(_ day: String) throws -> Int? { try books.policy(of: sample.north, on: day.day)?.version }
    #expect(try version("2021-06-30") == nil)
    #expect(try version("2021-09-30") == 1)
    // What is recorded later counts, from its day on.
    #expect(try version("2021-10-01") == 3 && version("2022-06-30") == 3)
    #expect(
      try Books(try sample.as(.auditor)).policies(of: sample.north).map(\.simultaneousRelease) == [
        .conditional, .none, .all,
      ])
  }

  /// LP008: what closed books say does not change by a policy, and by none that waited for the closing.
  @Test func noneTakesEffectOnAClosedDay() throws {
    let sample = try SampleBooks.copy()
    let books = Books(try sample.as(.financeAdmin))
    func adopt(_ day: String) -> String {
      "select ledger.adopt_policy(1, '\(day)', 'all', 'Board', 'Chosen')"
    }
    #expect(outcome(books.connection, adopt("2021-06-30")) == "LP008")
    #expect(outcome(books.connection, adopt("2021-07-01")) == "accepted")
    try books.close(through: try Month(parsing: "2021-12"), of: sample.north, reason: "month")
    let insert = """
      insert into ledger.organization_policy (organization_id, version, effective_on, simultaneous_release, approved_by, reason)
      values (1, 2, '2021-12-31', 'none', 'Board', 'Chosen')
      """
    #expect(outcome(books.connection, insert) == "42501")
    #expect(outcome(try sample.asOwner(), insert) == "LP008")
    #expect(outcome(try sample.asReplica(), insert) == "LP008")
    #expect(outcome(books.connection, adopt("2021-12-31")) == "LP008")
    try books.reopen(from: try Month(parsing: "2021-12"), of: sample.north, reason: "another policy")
    #expect(outcome(books.connection, adopt("2021-12-31")) == "accepted")
    #expect(try books.check().broken == [])
  }

  /// LP008: nor do terms change what qualifies in closed months. Nothing else holds it, and check names what is there.
  @Test func whatQualifiesChangesFromOpenDays() throws {
    let sample = try SampleBooks.copy()
    let books = Books(try sample.as(.financeAdmin))
    func terms(_ day: String) -> String {
      "select ledger.set_award_terms(1, 'OPEN', '\(day)', 'F', null, 'Letter', null, array['qualifying'], array['lines'])"
    }
    try books.close(through: try Month(parsing: "2021-12"), of: sample.north, reason: "month")
    #expect(outcome(books.connection, terms("2021-12-31")) == "LP008")
    let installer = try sample.books.asInstaller()
    try installer.script(Mutant.edit("ledger.apply_terms", [("t.qualifying <> new.qualifying", "false")]))
    #expect(outcome(books.connection, terms("2021-12-31")) == "accepted")
    #expect(try brokenRules(installer) == ["LP008", "LS001"])
  }

  @Test func onlyItsAdministratorsRecordIt() throws {
    let sample = try SampleBooks.copy()
    let adopt = "select ledger.adopt_policy(1, '2021-07-01', 'all', 'Board', 'Chosen')"
    for login in SampleLogin.allCases where login != .financeAdmin {
      #expect(outcome(try sample.as(login), adopt) == (login == .southFinanceAdmin ? "LM001" : "42501"), "\(login)")
    }
    let insert = """
      insert into ledger.organization_policy (organization_id, version, effective_on, simultaneous_release, approved_by, reason)
      values (1, 1, '2021-07-01', 'all', 'Board', 'Chosen')
      """
    for login in SampleLogin.allCases { #expect(outcome(try sample.as(login), insert) == "42501", "\(login)") }
    let owner = try sample.asOwner()
    #expect(
      outcome(
        owner, insert.replacing("reason)", with: "reason, recorded_by)").replacing("'Chosen')", with: "'Chosen', 'x')"))
        == "LE009")
    #expect(outcome(try sample.as(.financeAdmin), adopt) == "accepted")
    #expect(outcome(owner, "update ledger.organization_policy set simultaneous_release = 'none'") == "LE008")
    #expect(outcome(owner, "delete from ledger.organization_policy") == "LE008")
    let read = "select from ledger.organization_policy"
    for (login, count) in [(SampleLogin.auditor, 1), (.recorder, 1), (.southFinanceAdmin, 0), (.awardAuditor, 0)] {
      #expect(try sample.as(login).execute(Query(unescaped: read)).count == count, "\(login)")
    }
    #expect(outcome(try sample.as(.funder), read) == "42501")
  }
}
