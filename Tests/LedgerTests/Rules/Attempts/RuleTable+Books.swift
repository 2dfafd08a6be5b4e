import Testing

@testable import Ledger

/// Rules of budgets, open items, documents, keys, records and seals.
extension RuleRow {
  /// Of the mutants of budgets, bills and origins the tests hold lists of their own.
  private static let budgetMutant = Proof.test("GrantRuleTests.withoutTheMechanismItPasses")

  static let budgets = [
    RuleRow(
      "LA007", .attempt("revision that does not add up"), budgetMutant,
      .attempt("revision that does not add up", in: .grants, without: "budget_version.has_amounts"), .check),
    RuleRow(
      "LA009", .attempt("expense above the line"), budgetMutant,
      .attempt("expense above the line", in: .grants, without: measures),
      .test("OverspendCommandTests.everyWayIsRefusedWhole")),
    RuleRow(
      "LA010", .attempt("revision above the grantee's freedom"), budgetMutant,
      .attempt("revision above the grantee's freedom", in: .grants, without: "budget_amount.adds_up"),
      .test("OverspendCommandTests.statementsOfPastVersionsReproduce")),
    RuleRow(
      "LA011", .attempt("revision below what is used"), budgetMutant,
      .sql(
        """
        insert into ledger.budget_version (organization_id, award_code, version, effective_on, approved_by, reason, approver)
        values (1, 'OPEN', 2, '2021-10-01', 'Somebody', 'x', 'funder');
        insert into ledger.budget_amount (organization_id, award_code, version, budget_line_code, amount_cents)
        values (1, 'OPEN', 2, 'supplies', 10000), (1, 'OPEN', 2, 'salaries', 2290000), (1, 'OPEN', 2, 'indirect', 200000)
        """, in: .grants, without: "budget_amount.adds_up"), .check),
    RuleRow(
      "LA014", .attempt("version of another number"), budgetMutant,
      .attempt("version of another number", in: .grants, without: "award_version.applies_version"),
      .test("AwardClosingTests.isRefusedForEachReasonInTurnThenDone")),
    RuleRow(
      "LA020", .attempt("spread that does not add up"), budgetMutant,
      .attempt("spread that does not add up", in: .grants, without: "budget_spread.adds_up"),
      .test("BudgetSpreadTests.whatDoesNotAddUpIsRefused")),
    RuleRow(
      "LC001", .attempt("release of more than is open"), .planted,
      .attempt("release of more than is open", in: .grants, without: "commitment_event.moves_commitment"),
      .test("RepeatedCommandTests.aCommitmentIsDrawnAndReleasedByItsKey")),
  ]

  private static let payableMutant = Proof.test("PayablesRuleTests.withoutTheMechanismItPasses")
  private static let originMutant = Proof.test("OriginMutantTests.withoutTheMechanismItPasses")
  private static let payableCommand = Proof.test("PayablesCommandTests.aBillIsOwedPaidVoidedAndPaidAgain")

  private static func owed(_ rule: String, _ attempt: String, _ command: Proof = .check) -> RuleRow {
    RuleRow(
      rule, .attempt(attempt), payableMutant, .attempt(attempt, in: .payables, without: "journal_line.moves_items"),
      command)
  }

  /// A bill of acme, numbered by whoever writes it.
  private static func bill(_ number: String, key: String, ordinal: Int, from account: String) -> Planted {
    .sql(
      DirectSQL.origin(
        "bill", [Drafts.expense(key: "attempt", from: account)],
        then: PayablesBooks.bill(number, of: "9001", forged: "number_key, ordinal", "'\(key)', \(ordinal)")),
      in: .payables,
      without: "bill.counted")
  }

  private static func origin(_ rule: String, _ attempt: String, by trigger: String, _ command: Proof = .check)
    -> RuleRow
  {
    RuleRow(rule, .attempt(attempt), originMutant, .attempt(attempt, in: .origins, without: trigger), command)
  }

  static let payables = [
    owed("LB001", "more than is open", .test("ApprovalCommandTests.oneProposesAndAnotherApproves")),
    owed("LB002", "reversal of a bill that is paid in part", payableCommand),
    owed("LB003", "bill of another party", payableCommand),
    RuleRow(
      "LB004", .attempt("number that is recorded"), payableMutant, bill("a 1", key: "a1", ordinal: 2, from: "2010"),
      payableCommand),
    RuleRow(
      "LB005", .attempt("payment that does not say how"), payableMutant,
      .attempt("payment that does not say how", in: .payables, without: "journal_entry.pays"), .check),
    RuleRow(
      "LB006", .attempt("bill of an entry that owes nothing"), payableMutant,
      bill("X", key: "x", ordinal: 1, from: "1010"), .check),
    origin("LO001", "entry of an origin that does not exist", by: "journal_entry.origins_hold"),
    origin("LO002", "one part of a prepayment reversed", by: "journal_entry.origins_hold"),
    origin(
      "LO003", "installments below the promise", by: "promise_installment.adds_up_to_promise",
      .test("OriginCommandTests.aPromiseIsPaidInInstallments")),
    origin(
      "LO004", "installment of this year that is restricted by time", by: "promise_installment.adds_up_to_promise"),
    origin(
      "LO005", "accrual without its turning", by: "origin.is_whole", .test("PayablesCommandTests.aReversalIsMoved")),
  ]

  private static func document(
    _ type: String = "application/pdf", _ text: String = "%PDF-1.4", of other: String? = nil,
    _ class: String = "ordinary"
  )
    -> String
  {
    """
    insert into ledger.document (organization_id, sha256, media_type, file_name, class, bytes)
    values (1, sha256('\(other ?? text)'), '\(type)', 'scan.pdf', '\(`class`)', '\(text)')
    """
  }

  private static let documentAttempt = Proof.test("DocumentRuleTests.eachWayOfWritingIsRefused")
  private static let documentMutant = Proof.test("DocumentRuleTests.damageIsNamedAndMutantsAreSeen")

  static let documentsAndKeys = [
    RuleRow(
      "LD001", documentAttempt, documentMutant, .sql(document("image/png"), without: "document.content_is_known"),
      .test("ReceiptImportTests.aFolderLandsWholeOrNotAtAll")),
    RuleRow(
      "LD002", documentAttempt, documentMutant,
      .sql(document(of: nil, "personal"), without: "document.content_is_known"), .check),
    RuleRow(
      "LD003", documentAttempt, documentMutant,
      .sql(
        document("text/plain", ""), without: "document.content_is_known",
        schema: "alter table ledger.document drop constraint document_size_check"), .check),
    RuleRow(
      "LD004", .test("DocumentCommandTests.rewrittenBytesAreNotWrittenBack"), .planted,
      .sql(document(of: "other"), schema: "alter table ledger.document drop constraint document_sha256_check"),
      .test("DocumentCommandTests.rewrittenBytesAreNotWrittenBack")),
    RuleRow(
      "LK001", .attempt("old key, other content"), .mutant("no constraint journal_entry_idempotency_key"),
      .attempt(
        "old key, other content, by the tables",
        schema: "alter table ledger.journal_entry drop constraint journal_entry_idempotency_key"),
      post("1010 5", "1040 -5", key: "expense")),
    RuleRow(
      "LK002", .attempt("one key twice in a call"), .test("MutantTests.withoutTheCountOfKeysLinesMeet"),
      unplanted: "Entries do not say which call recorded them; a key that stands twice in the books is told as LK001.",
      .none("A command posts one entry, or makes the keys of a file itself.")),
    RuleRow(
      "LK003", .test("ClaimTests.keysOfTheBooksAreNoClients"),
      .without(
        Mutant.edit(
          "ledger.require_drafts", [("if ledger.is_key_of_books(draft.idempotency_key) then", "if false then")]),
        .recorder,
        DirectSQL.post(Drafts.transfer(key: "books:x"))),
      .made(without: "journal_entry.append_only") {
        "update ledger.journal_entry set idempotency_key = 'books:x' where id = \($0.sample.number("expense"))"
      }, post("1010 5", "1040 -5", key: "books:x")),
  ]

  /// Another name of a party, numbered by whoever records it.
  private static func named(_ party: String, _ number: Int) -> String {
    """
    insert into ledger.renaming (organization_id, subject, code, number, name, reason) values (1, 'party', '\(party)', \(number), 'x', 'x')
    """
  }

  static let recordsAndSeals = [
    RuleRow(
      "LM001", .test("EntryRuleTests.functionsAreClosedToOthers"),
      .test("MutantTests.withoutMembershipRowLevelSecurityHolds"),
      .sql(
        """
        with entry as (
          insert into ledger.journal_entry (organization_id, entry_date, kind, description, idempotency_key, membership_number, closing_number)
          values (1, '2021-09-15', 'journal', 'by another''s membership', 'claim', 1, 1)
          returning id
        )
        insert into ledger.journal_line (organization_id, entry_id, line_number, entry_date, account_code, fund_code, amount_cents)
        select 1, e.id, l.number, '2021-09-15', l.account, 'general', l.cents
        from entry e
        cross join (values (1, '1010', 100), (2, '1040', -100)) l (number, account, cents)
        """, without: "journal_entry.state_holds"), .test("CoverageTests.coverageIsDeclaredByAdministratorsAndStands")),
    RuleRow(
      "LN001", .test("MutantTests.gapsAreSeen"), .planted, .sql(named("nowhere", 1), without: "renaming.follows_name"),
      .check),
    RuleRow(
      "LN002", .test("MutantTests.gapsAreSeen"), .planted, .sql(named("acme", 3), without: "renaming.follows_name"),
      .check),
    RuleRow(
      "LR001", .test("PayablesRuleTests.whatWasRecordedStands"), .planted,
      .sql(
        "insert into ledger.document_withdrawal (organization_id, link_number, reason) values (1, 999, 'x')",
        schema: "alter table ledger.document_withdrawal drop constraint document_withdrawal_link_fkey"), .check),
    RuleRow(
      "LS001", .test("SealDamageTests.whatHappenedBehindADisabledTriggerIsNamed"), .planted,
      .sql("select 1", schema: "alter table ledger.journal_line disable trigger lines_hold", isHeldByTables: false),
      .check),
    RuleRow(
      "LS002", .test("SealDamageTests.everyDamageIsNamed"), .test("SealRecomputationTests.whoReplacesTheCheckIsNamed"),
      .made(without: "journal_entry.append_only") {
        "update ledger.journal_entry set description = 'x' where id = \($0.sample.number("expense"))"
      }, .check),
    RuleRow(
      "LS003", .test("SealDamageTests.everyDamageIsNamed"), .test("SealRecomputationTests.whoReplacesTheCheckIsNamed"),
      .sql(
        "update ledger.tree_head set root = sha256('x') where organization_id = 1", without: "tree_head.append_only"),
      .check),
    RuleRow(
      "LS004", .test("SealDamageTests.everyDamageIsNamed"), .planted,
      .sql(
        "update ledger.rollup set debit_cents = debit_cents + 1 where organization_id = 1",
        without: "rollup.append_only"), .check),
    RuleRow(
      "LS005", .test("SealCommandTests.aSignedCheckpointIsKept"),
      .without(
        Mutant.edit(
          "ledger.keep_note",
          [("if signed is null then", "if false then"), ("elsif signatures !~", "elsif false and signatures !~")]),
        .recorder, "select ledger.keep_note(1, 'x')"),
      .sql(
        "insert into ledger.signed_note (organization_id, number, seal_number, note) values (1, 1, 1, 'x')",
        isHeldByTables: false),
      .test("SealCommandTests.aSignedCheckpointIsKept")),
    RuleRow(
      "LS006", .test("TextRemovalRuleTests.nobodyElseTakesATextAway"),
      .test("TextRemovalRuleTests.eachMechanismIsOneThatRefuses"),
      .made(without: "journal_entry.append_only") {
        """
        update ledger.journal_entry e
        set description = 'removed:' || ledger.commitment(e.salts, 1, e.description),
          salts = decode(repeat('00', 16), 'hex') || substr(e.salts, 17)
        where e.id = \($0.sample.number("expense"))
        """
      }, .check),
  ]
}
