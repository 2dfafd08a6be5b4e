import Testing

@testable import Ledger

/// Each rule without its mechanism: the test of the rule would fail, and `check` tells.
@Suite struct MutantTests {
  @Test(arguments: Mutant.all) func passesWithoutTheMechanism(mutant: Mutant) throws {
    let sample = try SampleBooks.copy()
    try sample.books.asInstaller().script(mutant.disable)
    let owner = try sample.asOwner()
    let attempts = Attempt.entries + Attempt.onHistory(sample)
    for name in mutant.attempts {
      let attempt = try #require(attempts.first { $0.name == name })
      try owner.script("begin")
      let direct = try #require(attempt.direct)
      let found = outcome(owner, direct + "; set constraints all immediate")
      #expect(found == mutant.becomes && found != attempt.refusal, "\(name)")
      if let rule = mutant.check { #expect(try brokenRules(owner).contains(rule), "\(name)") }
      try owner.script("rollback")
    }
    #expect(try brokenRules(owner) == ["LS001"])
  }

  /// A change of the schema, what it lets through, and who.
  private struct Gap {
    let disable: String
    let login: SampleLogin?
    let attempt: String
    let refusal: String
    var check: String? = nil
  }

  private static let gaps: [Gap] =
    [
      "journal_entry", "journal_line", "award", "award_version", "budget_line", "budget_version", "budget_amount",
      "closing_event", "membership", "entry_award", "renaming",
    ].map {
      Gap(
        disable: "alter table ledger.\($0) disable trigger append_only", login: nil,
        attempt: "update ledger.\($0) set organization_id = organization_id where false", refusal: "LE008")
    } + [
      Gap(
        disable: "alter table ledger.journal_line disable trigger append_only", login: nil,
        attempt: "update ledger.journal_line set amount_cents = amount_cents + 1 where line_number = 1",
        refusal: "LE008", check: "LE001"),
      Gap(
        disable: "alter table ledger.party disable trigger append_only", login: nil,
        attempt: "delete from ledger.party where code = 'nobody'", refusal: "LE008"),
      Gap(
        disable: "alter table ledger.account disable trigger append_only", login: nil,
        attempt: "update ledger.account set type = 'asset' where code = '8110'", refusal: "LE008", check: "LE005"),
      Gap(
        disable: "alter table ledger.account disable trigger append_only", login: nil,
        attempt: "update ledger.account set name = 'Other' where code = '8110'", refusal: "LE008"),
      Gap(
        disable: "alter table ledger.renaming disable trigger follows_name", login: nil,
        attempt: named("nowhere", 1), refusal: "LN001", check: "LN001"),
      Gap(
        disable: "alter table ledger.renaming disable trigger follows_name", login: nil,
        attempt: named("acme", 3), refusal: "LN002", check: "LN002"),
      Gap(
        disable: Mutant.edit("ledger.follow_name", [("elsif held.name = new.name then", "elsif false then")]),
        login: .financeAdmin,
        attempt:
          "select ledger.rename(1, 'organization', 'north', o.name, 'x') from ledger.organization o where o.id = 1",
        refusal: "LN002", check: "LN002"),
      Gap(
        disable: "alter table ledger.measure disable trigger moved_by_rules", login: nil,
        attempt: "update ledger.measure set used_amount = 1 where kind = 'receipt'", refusal: "LE008", check: "LA005"),
      Gap(
        disable: "alter table ledger.account disable trigger stamp", login: nil,
        attempt: """
          insert into ledger.account (organization_id, code, name, type, recorded_by) values (1, 'x', 'x', 'asset', 'y')
          """, refusal: "LE009"),
      Gap(
        disable: Mutant.edit(
          "ledger.check_closing_event", [("last.closed_through >= new.closed_through", "false")]), login: nil,
        attempt:
          "insert into ledger.closing_event (organization_id, action, closed_through, reason) values (1, 'close', '2021-05-31', 'x')",
        refusal: "LP002", check: "LP002"),
      Gap(
        disable: Mutant.edit("ledger.check_closing_event", [("is not false then", "is null then")]),
        login: .financeAdmin,
        attempt: "select ledger.reopen_books(1, '2021-07-01', 'x')", refusal: "LP003", check: "LP003"),
      Gap(
        disable: "alter table ledger.closing_event disable trigger adjusts_closed_year", login: nil,
        attempt: DirectSQL.adjusting, refusal: "LP007", check: "LP007"),
      Gap(
        disable: Mutant.edit("ledger.check_entry_state", [("elsif fault.is_otherwise then", "elsif false then")]),
        login: nil,
        attempt: """
          with entry as (
            insert into ledger.journal_entry (organization_id, entry_date, kind, description, idempotency_key, membership_number)
            values (1, '2021-09-15', 'journal', 'by another''s membership', 'claim', 1)
            returning id
          )
          insert into ledger.journal_line (organization_id, entry_id, line_number, entry_date, account_code, fund_code, amount_cents)
          select 1, e.id, l.number, '2021-09-15', l.account, 'general', l.cents
          from entry e
          cross join (values (1, '1010', 100), (2, '1040', -100)) l (number, account, cents)
          """, refusal: "LE020", check: "LM001"),
      Gap(
        disable: Mutant.edit("ledger.require_same", [("limit 1;", "limit 0;")]),
        login: .recorder, attempt: DirectSQL.post(Drafts.expense(key: "expense", cents: 100_01)), refusal: "LK001"),
      Gap(
        disable: "alter table ledger.budget_amount disable trigger adds_up", login: .financeAdmin,
        attempt: adopt(cents: 1000) + ";" + addLine, refusal: "LA007", check: "LA009"),
      Gap(
        disable: totals, login: .financeAdmin,
        attempt: adopt(cents: 1), refusal: "LA007", check: "LA007"),
      Gap(
        disable: totals, login: .financeAdmin,
        attempt: adopt(cents: nil), refusal: "LA007", check: "LA007"),
      Gap(
        disable:
          "grant insert on ledger.membership to ledger_recorder; alter table ledger.membership disable row level security",
        login: .recorder,
        attempt: "insert into ledger.membership (login, role) values ('sample_recorder', 'finance_admin')",
        refusal: "42501"),
    ]

  /// Another name of a party, numbered by whoever records it.
  private static func named(_ party: String, _ number: Int) -> String {
    """
    insert into ledger.renaming (organization_id, subject, code, number, name, reason) values (1, 'party', '\(party)', \(number), 'x', 'x')
    """
  }

  /// The award is recorded with its budget, so both are asked.
  private static let totals = """
    alter table ledger.budget_version disable trigger has_amounts; alter table ledger.award_version disable trigger budget_adds_up
    """

  /// A revision that leaves out the line of that budget, and gives all to another.
  private static let addLine = """
    select ledger.revise_budget(1, 'NEW', '2021-07-01', 'funder', 'x', null, 'x', false, array['b'], array['B'], array['supplies'],
      array['8110'], array[1000]::bigint[])
    """

  /// A budget for a new award of the sample, with one line of so many cents, or without lines.
  private static func adopt(cents: Int64?) -> String {
    """
    select ledger.add_award(1, 'NEW', 'New', 'fund', 1000, '2021-07-01', '2022-06-30', 'conditional', 'accrual', 'program', '4230');
    select ledger.adopt_budget(1, 'NEW', '2021-07-01', 'x', null, 'x', \(
      cents.map { "array['a'], array['A'], array['supplies'], array['8110'], array[\($0)]::bigint[]" }
        ?? "array[]::text[], array[]::text[], array[]::text[], array[]::text[], array[]::bigint[]"))
    """
  }

  @Test func gapsAreSeen() throws {
    for gap in Self.gaps {
      let sample = try SampleBooks.copy()
      let connection = try gap.login.map { try sample.as($0) } ?? sample.asOwner()
      let before = try sample.books.digest()
      #expect(outcome(connection, gap.attempt) == gap.refusal, "\(gap.disable)")
      #expect(try sample.books.digest() == before, "\(gap.disable)")
      #expect(try brokenRules(connection).isEmpty)
      try sample.books.asInstaller().script(gap.disable)
      #expect(outcome(connection, gap.attempt) == "accepted", "\(gap.disable)")
      let broken = try brokenRules(try sample.books.asInstaller())
      #expect(broken.contains("LS001"), "\(gap.disable)")
      if let rule = gap.check { #expect(broken.contains(rule), "\(gap.disable)") }
    }
  }

  /// Without row-level security a login reads what it must not.
  @Test func withoutRowLevelSecurityOthersRead() throws {
    let sample = try SampleBooks.copy()
    let other = try sample.as(.southRecorder)
    let read = "select from ledger.journal_entry where organization_id = 1"
    #expect(try other.execute(Query(unescaped: read)).count == 0)
    try sample.books.asInstaller().script("alter table ledger.journal_entry disable row level security")
    #expect(try other.execute(Query(unescaped: read)).count > 0)
    #expect(try brokenRules(other).contains("LS001"))
  }

  /// Without the question for a membership, row-level security refuses still; without both, anybody posts anywhere.
  @Test func withoutMembershipRowLevelSecurityHolds() throws {
    let sample = try SampleBooks.copy()
    let installer = try sample.books.asInstaller()
    let other = try sample.as(.southRecorder)
    let post = DirectSQL.post(Drafts.transfer(key: "foreign"))
    #expect(outcome(other, post) == "LM001")
    try installer.script(
      Mutant.edit(
        "ledger.require_recorder",
        [
          ("if organization_id is null", "if false and organization_id is null"),
          ("or not (", "and not ("),
        ]))
    #expect(outcome(other, post) == "42501")
    for table in ["journal_entry", "journal_line"] {
      try installer.script(
        "alter policy record_in_scope on ledger.\(table) with check (true); alter policy read_in_scope on ledger.\(table) using (true)"
      )
    }
    #expect(outcome(other, post) == "accepted")
    #expect(try brokenRules(other).contains("LS001"))
  }

  /// Without the count of keys, the lines of two entries meet under one number, which the key of lines refuses.
  @Test func withoutTheCountOfKeysLinesMeet() throws {
    let sample = try SampleBooks.copy()
    let recorder = Books(try sample.as(.recorder))
    func postTwice() throws -> String {
      let twice = Drafts.transfer(key: "twice")
      do {
        try recorder.post([twice, twice], to: sample.north)
        return "accepted"
      } catch { return outcome(of: error) }
    }
    #expect(try postTwice() == "LK002")
    try sample.books.asInstaller().script(
      Mutant.edit("ledger.require_drafts", [("count(*) <> count(distinct d.idempotency_key)", "count(*) < 0")]))
    let found = try postTwice()
    #expect(found == "journal_line_pkey")
    #expect(try brokenRules(recorder.connection) == ["LS001"])
  }
}
