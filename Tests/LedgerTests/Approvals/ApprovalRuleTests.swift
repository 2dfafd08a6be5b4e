import Testing

@testable import Ledger

/// What needs a second person, by direct SQL as each role, and with each mechanism taken out.
@Suite struct ApprovalRuleTests {
  /// Sample books in which costs above 50.00, payments, reversals and revisions are approved by another person.
  private static func books(_ policy: ApprovalPolicy = all) throws -> PayablesBooks {
    let books = try PayablesBooks.copy()
    try Books(try books.sample.as(.financeAdmin)).adopt(
      policy, approvedBy: "Board", reason: "Two people", for: books.sample.north)
    return books
  }

  private static let all = ApprovalPolicy(
    above: Money(cents: 50_00), payments: true, reversals: true, revisions: true)

  private static func proposing(_ draft: ProposalDraft, as login: SampleLogin, _ books: PayablesBooks) throws -> Int64 {
    let session = Books(try books.sample.as(login))
    return try session.propose(draft, to: books.sample.north).number
  }

  private static func give(_ number: Int64) -> String { "select ledger.give_approval(1, \(number), 'fine')" }

  @Test func whatThePolicyWantsIsRefusedWithoutApproval() throws {
    let books = try Self.books()
    let before = try books.sample.books.digest()
    let attempts = [
      (
        "cost above, called a receipt",
        DirectSQL.post(Drafts.expense(key: "attempt", cents: 50_01).changed { $0.kind = .receipt }),
        DirectSQL.insert(Drafts.expense(key: "attempt", cents: 50_01).changed { $0.kind = .receipt })
      ),
      (
        "cost above", DirectSQL.post(Drafts.expense(key: "attempt", cents: 50_01)),
        DirectSQL.insert(Drafts.expense(key: "attempt", cents: 50_01))
      ),
      (
        "cost above, called a journal entry",
        DirectSQL.post(Drafts.expense(key: "attempt", cents: 50_01).changed { $0.kind = .journal }),
        DirectSQL.insert(Drafts.expense(key: "attempt", cents: 50_01).changed { $0.kind = .journal })
      ),
      (
        "payment", DirectSQL.post(books.settling("bill", cents: 1_00)),
        DirectSQL.insert(books.settling("bill", cents: 1_00))
      ),
      (
        "reversal",
        "select * from ledger.reverse_entry(1, \(books.sample.number("expense")), '2021-09-30', 'x')",
        DirectSQL.insert(Drafts.expense(key: "attempt", cents: -100_00), reverses: books.sample.number("expense"))
      ),
    ]
    let owner = try books.sample.asOwner()
    let replica = try books.sample.asReplica()
    for (name, function, direct) in attempts {
      for login in [SampleLogin.recorder, .financeAdmin] {
        #expect(outcome(try books.sample.as(login), function) == "LV002", "\(name), \(login)")
      }
      for login in SampleLogin.readersOnly {
        #expect(outcome(try books.sample.as(login), function) == "42501", "\(name)")
      }
      #expect(outcome(owner, direct) == "LV002", "\(name)")
      #expect(outcome(replica, direct) == "LV002", "\(name)")
    }
    let revision = GrantBooks.revise(supplies: 5_100_00, salaries: 17_900_00, indirect: 2_000_00, by: "funder")
    #expect(outcome(try books.sample.as(.financeAdmin), revision) == "LV002")
    #expect(try books.sample.books.digest() == before)
    // At the limit nobody has to approve.
    #expect(
      outcome(try books.sample.as(.recorder), DirectSQL.post(Drafts.expense(key: "small", cents: 50_00, from: "2010")))
        == "accepted")
    let refund = Drafts.refund(of: books.sample.number("expense"), key: "back", cents: 50_00)
    #expect(outcome(try books.sample.as(.recorder), DirectSQL.post(refund)) == "accepted")
    #expect(try brokenRules(owner).isEmpty)
  }

  @Test func thePreparerNeverApproves() throws {
    let books = try Self.books()
    let number = try Self.proposing(.entry(Drafts.expense(key: "big")), as: .financeAdmin, books)
    #expect(outcome(try books.sample.as(.financeAdmin), Self.give(number)) == "LV001")
    let decide = "insert into ledger.decision (organization_id, proposal_number, is_given) values (1, \(number), true)"
    for login in SampleLogin.allCases { #expect(outcome(try books.sample.as(login), decide) == "42501", "\(login)") }
    // Who owns the tables prepares and approves by the tables: refused as well.
    let owner = try books.sample.asOwner()
    let prepare = """
      insert into ledger.proposal (organization_id, kind, idempotency_key, summary, content)
      values (1, 'entry', 'own', 'Own', '{}')
      """
    let approve = """
      insert into ledger.decision (organization_id, proposal_number, is_given)
      select 1, number, true from ledger.proposal where idempotency_key = 'own'
      """
    #expect(outcome(owner, prepare) == "accepted")
    #expect(outcome(owner, approve) == "LV001")
    #expect(outcome(try books.sample.asReplica(), approve) == "LV001")
    for (column, value) in [("recorded_by", "'sample_approver'"), ("record_number", "9"), ("salts", "''")] {
      let forged = decide.replacing("is_given)", with: "is_given, \(column))").replacing(
        "true)", with: "true, \(value))")
      #expect(outcome(owner, forged) == "LE009", "\(column)")
    }
    // Others may not, one may, and only once.
    for login in [SampleLogin.recorder, .auditor, .networkAuditor, .funder, .stranger] {
      #expect(outcome(try books.sample.as(login), Self.give(number)) == "42501", "\(login)")
    }
    #expect(outcome(try books.sample.as(.southFinanceAdmin), Self.give(number)) == "LM001")
    #expect(outcome(try books.sample.as(.approver), Self.give(number)) == "accepted")
    #expect(outcome(try books.sample.as(.approver), Self.give(number)) == "decision_pkey")
    let auditor = Books(try books.sample.as(.auditor))
    let entry = try auditor.entry("big", of: books.sample.north)
    let proposal = try #require(try auditor.proposals(of: books.sample.north, entry: entry.number).first)
    #expect(proposal.preparedBy == "sample_finance_admin" && proposal.decidedBy == "sample_approver")
    #expect(try brokenRules(auditor.connection).isEmpty)
    for sql in [
      "update ledger.decision set is_given = true", "delete from ledger.proposal",
      "update ledger.approval_policy set payments = false",
      "truncate ledger.decision",
    ] { #expect(outcome(owner, sql) == "LE008", "\(sql)") }
  }

  /// Every kind of proposal is recorded when it is given, and only then; a refused one never.
  @Test func whatIsApprovedIsRecorded() throws {
    let books = try Self.books()
    let north = books.sample.north
    let admin = Books(try books.sample.as(.financeAdmin))
    let approver = Books(try books.sample.as(.approver))
    let award = try admin.award("OPEN")
    let bill = BillDraft(payee: "acme", invoice: "B-1", invoicedOn: "2021-09-15".day, due: "2021-10-15".day)
    let open = try admin.bill("A-2", of: north)
    let payment = PaymentDraft(
      payee: "acme", account: "1010", method: .check, reference: "8", date: "2021-09-25".day, parts: open.map(\.whole),
      key: "pay")
    let budget = try BudgetDraft(
      moving: [BudgetMove(from: "salaries", to: "supplies", amount: Money(cents: 100_00))], in: award)
    let drafts: [ProposalDraft] = [
      .entry(Drafts.expense(key: "bill 2", cents: 80_00, from: "2010"), bill: bill),
      .entry(try payment.entry(), payment: payment),
      .reversal(of: books.sample.number("expense"), on: "2021-09-30".day, reason: "wrong"),
      .revision(
        budget, of: award, by: .funder, belowUsed: false,
        BudgetApproval(effectiveOn: "2021-10-01".day, approvedBy: "Director", reason: "More"), key: "revise"),
    ]
    for draft in drafts {
      let number = try Self.proposing(draft, as: .financeAdmin, books)
      #expect(try Self.proposing(draft, as: .financeAdmin, books) == number)
      #expect(try approver.proposals(of: north, number: number)[0].state == .waiting)
      #expect(!(try approver.lines(of: approver.proposal(number, of: north), north)).isEmpty)
      _ = try approver.write { try approver.approve(number, of: north, reason: nil) }
    }
    #expect(try admin.bills(of: north).contains { $0.invoice == "B-1" && $0.owed == Money(cents: 80_00) })
    #expect(try admin.payments(of: north).contains { $0.reference == "8" })
    #expect(try admin.openItems(of: north, .payable).allSatisfy { $0.invoice != "A-2" })
    #expect(
      try admin.entry("books:reversal-of:\(books.sample.number("expense"))", of: north).reverses
        == books.sample.number("expense"))
    #expect(try admin.award("OPEN").budgetVersion == 2)
    let refused = try Self.proposing(.entry(Drafts.expense(key: "never")), as: .recorder, books)
    #expect(throws: DatabaseError.self) {
      try approver.connection.execute("select ledger.refuse_proposal(1, \(refused), null)")
    }
    try approver.refuse(refused, of: north, reason: "No receipt")
    #expect(outcome(approver.connection, Self.give(refused)) == "decision_pkey")
    #expect(throws: UnknownCode.self) { try admin.entry("never", of: north) }
    let withdrawn = try Self.proposing(.entry(Drafts.expense(key: "own")), as: .recorder, books)
    #expect(
      outcome(try books.sample.as(.southRecorder), "select ledger.refuse_proposal(1, \(withdrawn), 'x')") == "LM001")
    #expect(
      outcome(try books.sample.as(.recorder), "select ledger.refuse_proposal(1, \(withdrawn), 'typo')") == "accepted")
    #expect(try brokenRules(admin.connection).isEmpty)
  }

  /// What cannot be recorded cannot be proposed; what has become impossible meanwhile is refused when it is given.
  @Test func proposalsKeepEveryOtherRule() throws {
    let books = try Self.books()
    let recorder = Books(try books.sample.as(.recorder))
    let north = books.sample.north
    func propose(_ draft: EntryDraft) throws -> String {
      do {
        _ = try recorder.propose(.entry(draft), to: north)
        return "accepted"
      } catch { return outcome(of: error) }
    }
    #expect(try propose(Drafts.expense(key: "a", on: "2022-07-15")) == "LA001")
    #expect(try propose(books.settling("bill", cents: 60_01)) == "LB001")
    #expect(try propose(Drafts.expense(key: "expense", cents: 70_00)) == "LK001")
    #expect(try propose(books.settling("bill", cents: 60_00) { $0.key = "first" }) == "accepted")
    #expect(
      try propose(
        books.settling("bill", cents: 60_00) {
          $0.key = "first"
          $0.description = "other"
        }) == "LK001")
    #expect(try propose(books.settling("bill", cents: 60_00) { $0.key = "second" }) == "accepted")
    let waiting = try recorder.proposals(of: north).map(\.number)
    let approver = try books.sample.as(.approver)
    #expect(outcome(approver, Self.give(waiting[0])) == "accepted")
    #expect(outcome(approver, Self.give(waiting[1])) == "LB001")
    #expect(try recorder.proposals(of: north)[1].state == .waiting)
    #expect(try brokenRules(recorder.connection).isEmpty)
  }

  /// A second approval at the same moment, and a payment of the same bill approved twice.
  @Test func approvalsAtOnce() throws {
    let books = try Self.books()
    let number = try Self.proposing(.entry(Drafts.expense(key: "big")), as: .recorder, books)
    let found = try Race.run(
      books.sample, first: (.approver, Self.give(number)), second: (.financeAdmin, Self.give(number)))
    #expect(found == .init(first: "accepted", second: "decision_pkey"))
    #expect(try brokenRules(try books.sample.as(.auditor)).isEmpty)
  }

  @Test func withoutTheMechanismItPasses() throws {
    let big = DirectSQL.post(Drafts.expense(key: "attempt"))
    let mutants: [(disable: String, login: SampleLogin, attempt: String, refusal: String, check: String?)] = [
      ("alter table ledger.journal_line disable trigger needs_approval", .recorder, big, "LV002", "LV002"),
      (
        Mutant.edit(
          "ledger.approval_wanted", [("($1).payments and $5 > 0", "false"), ("> ($1).above_cents", "< 0")]),
        .recorder, big, "LV002", nil
      ),
      (
        "alter table ledger.budget_amount disable trigger needs_approval", .financeAdmin,
        GrantBooks.revise(supplies: 5_100_00, salaries: 17_900_00, indirect: 2_000_00, by: "funder"), "LV002", nil
      ),
    ]
    for mutant in mutants {
      let books = try Self.books()
      let installer = try books.sample.books.asInstaller()
      #expect(outcome(try books.sample.as(mutant.login), mutant.attempt) == mutant.refusal)
      try installer.script(mutant.disable)
      #expect(outcome(try books.sample.as(mutant.login), mutant.attempt) == "accepted", "\(mutant.disable)")
      let broken = try brokenRules(installer)
      #expect(broken.contains("LS001"))
      if let check = mutant.check { #expect(broken.contains(check), "\(broken)") }
    }
    let books = try Self.books()
    let number = try Self.proposing(.entry(Drafts.expense(key: "big")), as: .financeAdmin, books)
    let installer = try books.sample.books.asInstaller()
    try installer.script("alter table ledger.decision disable trigger another_person")
    // The next net: what its preparer approved counts as approved by nobody.
    #expect(outcome(try books.sample.as(.financeAdmin), Self.give(number)) == "LV004")
    for function in ["ledger.needs_approval", "ledger.broken_proposal"] {
      try installer.script(Mutant.edit(function, [("and d.recorded_by <> o.recorded_by", "")]))
    }
    #expect(outcome(try books.sample.as(.financeAdmin), Self.give(number)) == "accepted")
    #expect(try brokenRules(installer).isSuperset(of: ["LV001", "LS001"]))
  }
}
