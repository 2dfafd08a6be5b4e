import Testing

@testable import Ledger

/// The rules of terms, budgets, overspending and commitments, broken in every way of writing.
@Suite struct GrantRuleTests {
  @Test func functionsRefuseWithTheRule() throws {
    let books = try GrantBooks.copy()
    let before = try books.sample.books.digest()
    for attempt in GrantAttempt.all(books) {
      guard let sql = attempt.function else { continue }
      let connection = try books.sample.as(attempt.login)
      try connection.script("begin")
      #expect(outcome(connection, sql) == attempt.refusal, "\(attempt.name)")
      try connection.script("rollback")
      for login in SampleLogin.readersOnly {
        #expect(outcome(try books.sample.as(login), sql) == "42501", "\(attempt.name), \(login)")
      }
      #expect(outcome(try books.sample.as(.southFinanceAdmin), sql) == "LM001", "\(attempt.name)")
    }
    #expect(try books.sample.books.digest() == before)
  }

  @Test func tablesRefuseTheOwnerAndAreClosedToLogins() throws {
    let books = try GrantBooks.copy()
    let before = try books.sample.books.digest()
    let owner = try books.sample.asOwner()
    for attempt in GrantAttempt.all(books) {
      guard let sql = attempt.direct else { continue }
      #expect(outcome(owner, sql) == attempt.refusal, "\(attempt.name)")
      for login in SampleLogin.allCases {
        #expect(outcome(try books.sample.as(login), sql) == "42501", "\(attempt.name), \(login)")
      }
    }
    #expect(try books.sample.books.digest() == before)
  }

  @Test func runningRowsAreNobodysToMove() throws {
    let books = try GrantBooks.copy()
    let owner = try books.sample.asOwner()
    for sql in [
      "update ledger.measure set limit_amount = 99999999", "update ledger.measure_day set used_amount = 0",
      "update ledger.commitment_progress set open_cents = 0",
      "update ledger.award_progress set terms_version = 1",
      "update ledger.award_progress set amount_cents = 1", "update ledger.award_version set amount_cents = 1",
      "delete from ledger.award_version", "update ledger.award_terms set overspend_policy = 'allow'",
      "delete from ledger.commitment_event",
      "update ledger.variance_explanation set explanation = 'x'",
    ] {
      #expect(outcome(owner, sql) == "LE008", "\(sql)")
      #expect(outcome(try books.sample.asReplica(), sql) == "LE008", "\(sql)")
    }
  }

  /// What is left of a line counts spending and open commitments; a draw is net of the commitment it meets.
  @Test func spendingIsNetOfItsCommitment() throws {
    let books = try GrantBooks.copy()
    let recorder = Books(try books.sample.as(.recorder))
    #expect(try books.standing("supplies") == [5_000_00, 160_00, 500_00])
    let met = Drafts.expense(key: "met", cents: 4_840_00, on: "2021-10-04").changed {
      $0.lines[0].commitment = books.commitment
    }
    #expect(outcome(recorder.connection, DirectSQL.post(met)) == "accepted")
    #expect(try books.standing("supplies") == [5_000_00, 5_000_00, 0])
    #expect(
      outcome(recorder.connection, DirectSQL.post(Drafts.expense(key: "cent", cents: 1, on: "2021-10-04"))) == "LA009")
    let entry = try recorder.entry("met", of: books.sample.north)
    let reversed = try recorder.reverse(
      entry.number, of: books.sample.north, on: "2021-10-05".day, reason: "not delivered")
    #expect(!reversed.wasRecorded)
    #expect(try books.standing("supplies") == [5_000_00, 160_00, 500_00])
    #expect(try recorder.commitment(books.commitment, of: books.sample.north).open == Money(cents: 500_00))
    #expect(try brokenRules(recorder.connection).isEmpty)
  }

  /// A gift in kind is no delivery: it draws no commitment, and the line stays as full as it was.
  @Test func aGiftDrawsNoCommitment() throws {
    let books = try GrantBooks.copy()
    let recorder = try books.sample.as(.recorder)
    let gift = Drafts.expense(key: "gift", cents: 100_00, on: "2021-10-04").changed {
      $0.kind = .journal
      $0.lines[0].account = "8120"
      $0.lines[0].commitment = books.commitment
      $0.lines[1].account = "4140"
      $0.lines[1].netAssetClass = .without
      $0.lines[1].award = "OPEN"
    }
    #expect(outcome(recorder, DirectSQL.post(gift)) == "LA017")
    #expect(
      outcome(recorder, DirectSQL.post(gift.changed { $0.lines[0].commitment = nil })) == "accepted")
    #expect(try books.standing("supplies") == [5_000_00, 160_00, 500_00])
    #expect(try brokenRules(recorder).isEmpty)
  }

  /// A line above its limit still takes a refund, a reversal and a revision.
  @Test func aLineAboveItsLimitComesDown() throws {
    let books = try GrantBooks.copy(.warn)
    let admin = Books(try books.sample.as(.financeAdmin))
    let award = try admin.award("OPEN")
    try admin.post(Drafts.expense(key: "over", cents: 6_000_00), to: books.sample.north)
    var change = TermsChange()
    change.set("overspend_policy", "block")
    try admin.setTerms(change, of: award, TermsApproval(effectiveOn: "2021-07-01".day, approvedBy: "Foundation"))
    #expect(outcome(admin.connection, DirectSQL.post(Drafts.expense(key: "more", cents: 1))) == "LA009")
    let over = try admin.entry("over", of: books.sample.north)
    try admin.post(
      over.refundEntry(
        Money(cents: 1_00), of: books.sample.north, on: "2021-09-20".day, to: .bank, key: "back"),
      to: books.sample.north)
    let revision = GrantBooks.revise(supplies: 5_400_00, salaries: 17_600_00, indirect: 2_000_00)
    #expect(outcome(admin.connection, revision) == "accepted")
    #expect(try brokenRules(admin.connection).isEmpty)
  }

  @Test func theFunderMayApproveBelowWhatIsUsedAndItIsMarked() throws {
    let books = try GrantBooks.copy()
    let admin = Books(try books.sample.as(.financeAdmin))
    let below = GrantBooks.revise(
      supplies: 100_00, salaries: 22_900_00, indirect: 2_000_00, by: "funder", belowUsed: true)
    #expect(outcome(admin.connection, below) == "accepted")
    #expect(try admin.budgetHistory(of: try admin.award("OPEN")).last?.isBelowUsed == true)
    let own = GrantBooks.revise(supplies: 99_00, salaries: 22_901_00, indirect: 2_000_00, belowUsed: true)
    #expect(outcome(admin.connection, own) == "LA011")
  }

  /// Small revisions add up: the rule looks at the last budget that the funder approved.
  @Test func smallRevisionsAddUp() throws {
    let books = try GrantBooks.copy()
    let admin = try books.sample.as(.financeAdmin)
    let first = GrantBooks.revise(supplies: 5_400_00, salaries: 17_600_00, indirect: 2_000_00)
    #expect(outcome(admin, first) == "accepted")
    let second = GrantBooks.revise(supplies: 5_600_00, salaries: 17_400_00, indirect: 2_000_00)
    #expect(outcome(admin, second) == "LA010")
    let asked = GrantBooks.revise(supplies: 5_600_00, salaries: 17_400_00, indirect: 2_000_00, by: "funder")
    #expect(outcome(admin, asked) == "accepted")
    let third = GrantBooks.revise(supplies: 6_100_00, salaries: 16_900_00, indirect: 2_000_00)
    #expect(outcome(admin, third) == "accepted")
    #expect(try brokenRules(admin).isEmpty)
  }

  /// Each mechanism taken out: what it refused passes, or falls into the next net, and check names the change.
  @Test func withoutTheMechanismItPasses() throws {
    let version = "ledger.apply_award_version"
    let mutants: [(String, String, String, String?)] = [
      (Mutant.edit("ledger.is_beyond", [("$2 > $1", "false")]), "expense above the line", "accepted", nil),
      (Mutant.edit("ledger.is_beyond", [("$2 > $1", "false")]), "cost on no line", "accepted", nil),
      (
        "alter table ledger.journal_line disable trigger lines_move_measures", "expense above the line", "accepted",
        "LA009"
      ),
      (
        Mutant.edit(
          "ledger.move_measures",
          [("h.last_day <> a.first_day or ", ""), ("measured.last_day <> single.on_day or ", "")]),
        "expense before an accrual ends",
        "accepted", "LA009"
      ),
      (
        Mutant.edit(
          "ledger.check_budget_amounts", [("if version.version > 1 and version.approver = 'grantee'", "if false")]),
        "revision above the grantee's freedom", "accepted", nil
      ),
      (
        Mutant.edit(
          "ledger.check_budget_amounts",
          [("v.limit_amount, v.used_amount, v.asks", "v.limit_amount, v.used_amount, false")]),
        "revision below what is used", "accepted", nil
      ),
      (
        Mutant.edit("ledger.move_committed", [("c.amount_cents), event is null)", "c.amount_cents), false)")]),
        "commitment above the line",
        "accepted", nil
      ),
      (
        Mutant.edit("ledger.move_committed", [("ledger.is_ordered_late(c.made_on, p.ends_on)", "false")]),
        "commitment after the term", "accepted", "LA001"
      ),
      (
        Mutant.edit(
          version, [("where new.ends_on < last.ends_on\n  order by c.number", "where false order by c.number")]),
        "end before what was ordered", "accepted", "LA001"
      ),
      (
        Mutant.edit("ledger.apply_commitment_event", [("or p.open_cents >= new.amount_cents", "or true")]),
        "release of more than is open", "commitment_progress_open_check", nil
      ),
      (
        Mutant.edit("ledger.apply_commitment_event", [("new.kind <> 'release' and pg_trigger_depth() < 2", "false")]),
        "draw that no entry made", "accepted", "LA009"
      ),
      ("alter table ledger.budget_spread disable trigger adds_up", "spread that does not add up", "accepted", "LA020"),
      ("alter table ledger.award_terms disable trigger applies_terms", "terms of another version", "accepted", nil),
      (
        Mutant.edit(version, [("new.ends_on < last.ends_on", "false")]), "end before what was charged", "accepted",
        "LA001"
      ),
      (
        Mutant.edit(version, [("new.starts_on > last.starts_on", "false")]), "start after what was charged", "accepted",
        "LA001"
      ),
      (
        Mutant.edit(version, [("last.effective_on > new.effective_on", "false")]), "version before the one it follows",
        "accepted", "LA014"
      ),
      (
        Mutant.edit(
          version,
          [
            (
              "(new.name, new.amount_cents, new.starts_on, new.ends_on) =",
              "(new.name || 'x', new.amount_cents, new.starts_on, new.ends_on) ="
            )
          ]),
        "version that changes nothing", "accepted", nil
      ),
      (
        Mutant.edit(version, [("v.used_amount, v.asks", "v.used_amount, false")]), "amount below what is recognized",
        "LA007", nil
      ),
      (
        "alter table ledger.award_version disable trigger budget_adds_up", "amount without its budget", "accepted",
        "LA007"
      ),
      (
        "alter table ledger.budget_version disable trigger has_amounts", "revision that does not add up", "accepted",
        "LA007"
      ),
      (
        "alter table ledger.award_version disable trigger applies_version", "version of another number", "accepted",
        "LA014"
      ),
      ("alter table ledger.award disable trigger has_version", "award without a version", "accepted", "LA014"),
    ]
    for (disable, name, becomes, check) in mutants {
      let books = try GrantBooks.copy()
      let installer = try books.sample.books.asInstaller()
      try installer.script(disable)
      let attempt = try #require(GrantAttempt.all(books).first { $0.name == name })
      let owner = try attempt.direct.map { _ in try books.sample.asOwner() } ?? books.sample.as(attempt.login)
      let sql = try #require(attempt.direct ?? attempt.function)
      #expect(outcome(owner, sql) == becomes && becomes != attempt.refusal, "\(name)")
      let broken = try brokenRules(installer)
      #expect(broken.contains("LS001"), "\(name)")
      if let check { #expect(broken.contains(check), "\(name): \(broken)") }
    }
  }
}
