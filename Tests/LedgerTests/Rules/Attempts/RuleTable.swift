import Testing

@testable import Ledger

extension RuleRow {
  /// A row for every rule, in the order of their codes.
  static let all: [RuleRow] = (entries + kinds + awards + budgets + payables + documentsAndKeys + recordsAndSeals)
    .sorted { $0.rule < $1.rule }

  static let lines = "journal_line.lines_hold"
  static let measures = "journal_line.lines_move_measures"

  /// A posting of these lines, which the rule refuses.
  static func post(_ lines: String..., date: String = "2021-09-15", key: String = "attempt") -> Proof {
    .refused(
      ["entry", "post", "--org", "north", "--date", date, "--description", "Attempt", "--key", key]
        + lines.flatMap { ["--line", $0] })
  }

  /// A line of a cost of an award, but for what is to be wrong in it.
  static func cost(_ amount: String, award: String = "OPEN", service: String = "2021-09-15") -> String {
    "8110 \(amount) fund=\(award) class=without function=program program=program award=\(award) budget-line=supplies party=acme service=\(service)"
  }

  /// A rule of a line or of an entry, whose attempt is by the tables as well, and is planted.
  static func held(
    _ rule: String, _ attempt: String, by trigger: String = lines, mutant: String? = nil, _ command: Proof = .check
  )
    -> RuleRow
  {
    RuleRow(
      rule, .attempt(attempt), .mutant(mutant ?? "\(rule) not looked at"), .attempt(attempt, without: trigger), command)
  }

  static let entries = [
    held(
      "LE001", "unbalanced entry", mutant: "LE001 and LE002 not looked at", post("1010 5", "1040 -4")),
    held("LE002", "unbalanced fund inside a balanced entry", post("1010 5 fund=OPEN", "1040 -5")),
    held("LE003", "lines numbered from 2", mutant: "LE003 not looked at, numbered from 2"),
    RuleRow(
      "LE004", .attempt("one line"), .mutant("no trigger lines_hold"),
      .attempt("header without lines", without: "journal_entry.has_lines"), post("1010 5")),
    held("LE005", "asset line with a class", post("1010 5 class=with", "1040 -5")),
    held("LE006", "expense with restrictions", post("8110 5 class=with function=management", "1010 -5")),
    held("LE007", "expense without a function", post("8110 5 class=without", "1010 -5")),
    RuleRow(
      "LE008", .test("AppendOnlyTests.ownerAndReplicaAreRefused"), .test("MutantTests.gapsAreSeen"),
      unplanted:
        "A row that was changed looks like one that was recorded so; what it then breaks is planted for other rules.",
      .test("CoverageTests.coverageIsDeclaredByAdministratorsAndStands")),
    RuleRow(
      "LE009", .attempt("forged login"), .mutant("LE009 not looked at"),
      .sql(
        "update ledger.journal_entry set adjustment_number = 7 where kind = 'refund'",
        without: "journal_entry.append_only"),
      .check),
    held("LE010", "reversal of another amount"),
    held("LE011", "reversal of a reversal"),
    held(
      "LE012", "refund beyond the expense",
      .refused(["expense", "refund", "expense", "--org", "north", "--amount", "100.01", "--date", "2021-10-01"])),
    held(
      "LE013", "reversal of an expense with refunds",
      .refused(["entry", "reverse", "refunded", "--org", "north", "--reason", "Wrong", "--date", "2021-09-30"])),
    RuleRow(
      "LE014", .attempt("reversal dated before its entry"), .mutant("LE014 not looked at"),
      .attempt("reversal dated before its entry", without: lines, measures),
      .refused(["entry", "reverse", "expense", "--org", "north", "--reason", "Wrong", "--date", "2021-07-02"])),
    held("LE015", "closing in the middle of the year", by: "journal_line.lines_hold_closing"),
    RuleRow(
      "LE016", .test("ImportUndoTests.anImportIsUndoneWithinItsOrganization"), .planted,
      .made(without: "correction.follows_reversal") { books in
        """
        insert into ledger.correction (organization_id, entry_id, corrects_entry_id)
        values (1, \(books.sample.number("refunded")), \(books.sample.number("expense")))
        """
      }, .check),
    RuleRow(
      "LE017", .attempt("line without its number"),
      .none("Types and domains of the columns refuse the same things; without it the message does not say where."),
      unplanted: "What cannot be read has no form that a column could hold.",
      .none("The program reads each field before it asks the books.")),
    RuleRow(
      "LE018", .test("TrialNumberTests.whatWasTriedCannotBeKept"), .test("TrialNumberTests.whatWasTriedCannotBeKept"),
      .made(without: "journal_entry.journal_entry_not_on_trial") { _ in
        "set local ledger.trial = 'on'; " + DirectSQL.insert(Drafts.transfer(key: "kept"))
      }, .check),
    RuleRow(
      "LE019", .test("RaceTests.recordingOnASnapshotIsRefused"),
      .without(
        Mutant.edit("ledger.refuse_isolation", [("perform ledger.refuse(", "perform format(")]), .recorder,
        "set transaction isolation level repeatable read; " + DirectSQL.post(Drafts.transfer(key: "snapshot"))),
      unplanted: "The isolation level of a transaction leaves nothing in its rows.",
      .none("The program begins its transactions itself, at READ COMMITTED.")),
    RuleRow(
      "LE020", .test("MutantTests.gapsAreSeen"), .test("MutantTests.gapsAreSeen"),
      .made(without: "entry_award.append_only") {
        "update ledger.entry_award set budget_version = null where entry_id = \($0.sample.number("expense"))"
      }, .check),
    RuleRow(
      "LP001", .attempt("closed period"), .mutant("closed days not looked at"),
      .attempt("closed period", without: "journal_entry.state_holds"), post("1010 5", "1040 -5", date: "2021-06-30")),
    RuleRow(
      "LP002", .test("MutantTests.gapsAreSeen"), .planted,
      .sql(
        "insert into ledger.closing_event (organization_id, number, action, closed_through, reason) values (1, 2, 'close', '2021-05-31', 'x')",
        without: "closing_event.moves_closing"), .check),
    RuleRow(
      "LP003", .test("MutantTests.gapsAreSeen"), .planted,
      .sql(
        "insert into ledger.closing_event (organization_id, number, action, closed_through, reason) values (1, 2, 'reopen', '2021-07-31', 'x')",
        without: "closing_event.moves_closing"),
      .refused(["period", "reopen", "2021-07", "--org", "north", "--reason", "x"])),
    RuleRow(
      "LP004", .test("LockTests.waitsEnd"),
      .none("Without it a session waits without end, which no test can wait for."),
      unplanted: "Whoever waits has recorded nothing yet.", .none("It takes another session that holds the books.")),
    RuleRow(
      "LP005", .test("LockTests.openLocksStopRecording"), .test("LockTests.openLocksStopRecording"),
      unplanted: "Rights on functions of PostgreSQL are no rows of the books.",
      .test("RestoreRightsTests.withoutASuperuser")),
    RuleRow(
      "LP006", .test("LockTests.whatIsAcknowledgedLasts"),
      .without(
        Mutant.edit("ledger.require_lasting_commit", [("not in ('on', 'remote_apply')", "= 'none'")]), .recorder,
        "set local synchronous_commit = off; " + DirectSQL.post(Drafts.transfer(key: "lasts"))),
      unplanted: "How a transaction was committed leaves nothing in its rows.",
      .test("ServerTroubleTests.aCommitThatMayBeLostIsRefused")),
    RuleRow(
      "LP007", .test("PeriodAdjustTests.onlyAClosedYearIsAdjusted"),
      .without(
        Mutant.edit("ledger.adjust_year", [("is not true then", "is null then")]), .financeAdmin,
        DirectSQL.adjust(Drafts.transfer(key: "adjusts", on: "2021-06-30"), yearEnded: "2021-06-30")),
      .sql(DirectSQL.adjusting, without: "closing_event.adjusts_closed_year"),
      .test("PeriodAdjustTests.onlyAClosedYearIsAdjusted")),
    RuleRow(
      "LP008", .test("OrganizationPolicyTests.noneTakesEffectOnAClosedDay"),
      .without(
        "alter table ledger.organization_policy disable trigger from_open_day", .financeAdmin,
        "select ledger.adopt_policy(1, '2021-06-30', 'all', 'Board', 'x')"),
      .sql(
        "insert into ledger.organization_policy (organization_id, version, effective_on, simultaneous_release, approved_by, reason) values (1, 1, '2021-06-30', 'all', 'Board', 'x')",
        without: "organization_policy.from_open_day"),
      .refused([
        "org", "policy", "north", "--simultaneous-release", "all", "--effective", "2021-06-30", "--approved-by",
        "Board",
        "--reason", "x",
      ])),
    RuleRow(
      "LP009", .test("OpeningReversalTests.nobodyUndoesAnOpeningOnAnotherDay"),
      .test("OpeningReversalTests.withoutItTheNextYearBeginsWithLess"),
      .made(without: lines, before: { _ = try OpeningReversalTests.open($0.sample) }) {
        try OpeningReversalTests.reversal(in: $0.sample, on: "2021-07-02")
      }, .test("OpeningUndoTests.anOpeningIsUndoneWhileItsMonthIsOpen")),
    held("LR002", "unknown party"),
  ]

  static let kinds = [
    RuleRow(
      "LE021", .test("ClaimTests.kindsThatTheBooksMakeAreNoClients"),
      .without(
        Mutant.edit("ledger.require_drafts", [("elsif ledger.is_made_by_books(draft.kind) then", "elsif false then")]),
        .recorder,
        DirectSQL.post(Drafts.release(key: "mine", cents: 1_00))),
      .made(without: "journal_entry.append_only") {
        "update ledger.journal_entry set idempotency_key = 'mine' where id = \($0.sample.number("reversal"))"
      }, .check),
    RuleRow(
      "LE022", .attempt("net assets moved from one class to the other"),
      .mutant("no trigger lines_hold_closing, net assets"),
      .attempt("net assets moved from one class to the other", without: "journal_line.lines_hold_closing"),
      post("3110 5 fund=OPEN class=with", "3010 -5 fund=OPEN class=without")),
    RuleRow(
      "LV001", .test("ApprovalRuleTests.thePreparerNeverApproves"), .planted,
      .sql(
        """
        insert into ledger.proposal (organization_id, kind, idempotency_key, summary, content) values (1, 'removal', 'mine', 'x', '{}');
        insert into ledger.decision (organization_id, proposal_number, is_given) select 1, max(number), true from ledger.proposal
        """, without: "decision.another_person"), .test("ApprovalCommandTests.oneProposesAndAnotherApproves")),
    RuleRow(
      "LV002", .test("ApprovalRuleTests.whatThePolicyWantsIsRefusedWithoutApproval"),
      .test("ClaimTests.moneyThatLeavesIsApproved"),
      .made(
        without: "journal_line.needs_approval",
        before: { books in
          try Books(try books.sample.as(.financeAdmin)).adopt(
            ApprovalPolicy(above: nil, payments: true, transfers: false, reversals: false, revisions: false),
            approvedBy: "Board",
            reason: "Two people", for: books.sample.north)
        }, sql: { _ in DirectSQL.insert(Drafts.expense(key: "alone")) }),
      .test("ApprovalCommandTests.actsOfTheBooksArePreparedAndApproved")),
    RuleRow(
      "LV003", .test("TextRemovalRuleTests.onlyAFinanceAdministratorPreparesIt"),
      .without(
        Mutant.edit("ledger.propose_removal", [("or jsonb_array_length(places) = 0", "")]) + ";"
          + Mutant.edit("ledger.remove_text", [("or jsonb_array_length(content -> 'places') = 0", "")]), .financeAdmin,
        "select * from ledger.propose_removal(1, '[]', 'x', 'r')"),
      unplanted:
        "A removal of a text that does not stand removes nothing, and a copy is no longer told apart once its text is gone.",
      .none("The program proposes texts that it found with their copies.")),
    RuleRow(
      "LV004", .test("ClaimTests.anApprovalIsOfWhatWasShown"), .test("ClaimTests.anApprovalIsOfWhatWasShown"),
      .made(
        without: "journal_entry.origins_hold",
        before: { books in
          try books.sample.as(.recorder).script(DirectSQL.propose(Drafts.expense(key: "shown")))
        },
        sql: { books in
          let number = try books.sample.books.asInstaller().execute("select max(number) as number from ledger.proposal")
            .only {
              try $0.int64("number")
            }
          return DirectSQL.insert(Drafts.expense(key: "shown"), proposal: number)
        }), .check),
  ]

  static let awards = [
    held("LE023", "service after the month", post(cost("5", service: "2021-10-01"), "1010 -5 fund=OPEN")),
    held("LA001", "service after the term", post(cost("5", service: "2022-07-01"), "1010 -5 fund=OPEN")),
    held("LA002", "award in another fund", post(cost("5").replacing("fund=OPEN", with: "fund=general"), "1010 -5")),
    held(
      "LA003", "expense of an award's fund that names no award",
      post("8110 5 fund=OPEN class=without function=management", "1010 -5 fund=OPEN")),
    held(
      "LA004", "promise beyond the award", by: measures, mutant: "LA004 not held",
      post("1240 5000.01 fund=OPEN award=OPEN", "4230 -5000.01 fund=OPEN class=with award=OPEN")),
    held("LA005", "receipt beyond the award", by: measures, mutant: "LA005 not held"),
    held("LA006", "cash basis, owed", post(cost("5", award: "CASH"), "2010 -5 fund=CASH party=acme")),
    RuleRow(
      "LA008", .attempt("reversal of a promise under its receipts"), .mutant("LA008 not held"),
      // Of what was received in the last minutes check cannot say which was first.
      .made(without: lines, measures, "journal_entry.append_only") { books in
        let reversal = try #require(books.attempt("reversal of a promise under its receipts")?.direct)
        return
          "update ledger.journal_entry set recorded_at = recorded_at - interval '1 hour' where idempotency_key = 'receipt'; "
          + reversal
      },
      .refused(["entry", "reverse", "promise", "--org", "north", "--reason", "Wrong", "--date", "2021-09-30"])),
    held(
      "LA012", "release beyond the restricted balance", by: measures,
      mutant: "LA012 not held"),
    RuleRow(
      "LA013", .test("AwardClosingTests.isRefusedForEachReasonInTurnThenDone"), .planted,
      .made(
        without: lines,
        before: { books in
          try books.sample.books.asInstaller().script(
            """
            insert into ledger.award_event (organization_id, award_code, number, action, on_date, reason, final_report_on, retain_until)
            values (1, 'CASH', 1, 'close', '2022-07-31', 'Done', '2022-08-31', '2025-08-31')
            """)
        }, sql: { _ in DirectSQL.insert(Drafts.expense(key: "late", award: "CASH")) }),
      .test("AwardClosingTests.isRefusedForEachReasonInTurnThenDone")),
    held("LA015", "return of an advance that is not there", by: measures, mutant: "LA015 not held"),
    RuleRow(
      "LA016", .test("AwardClosingTests.theSchemaRefusesTheOwnerToo"), .planted,
      .sql(
        """
        insert into ledger.award_event (organization_id, award_code, number, action, on_date, reason, final_report_on, retain_until)
        values (1, 'OPEN', 1, 'close', '2022-07-31', 'Done', '2022-08-31', '2025-08-31')
        """, without: "award_event.moves_award"), .test("AwardClosingTests.isRefusedForEachReasonInTurnThenDone")),
    RuleRow(
      "LA017", .attempt("room made on a budget by a journal entry"),
      .mutant("LA017 not looked at for what comes off a budget"),
      .attempt("indirect costs given back that were never charged", without: measures),
      post(cost("-5"), "1010 5 fund=OPEN")),
    RuleRow(
      "LA018", .test("RaceTests.returningAnAdvanceTwice"),
      .without(
        Mutant.edit("ledger.return_to_funder", [("if $3 > back.cents then", "if false then")]), .financeAdmin,
        DirectSQL.giveBack(key: "much", cents: 90_000_00)),
      .sql(DirectSQL.insert(Drafts.condition(key: "met", cents: 1_00, award: "OPEN")), isHeldByTables: false), .check),
    held(
      "LA019", "gift in kind that is paid", post(cost("5").replacing("8110", with: "8120"), "1010 -5 fund=OPEN")),
  ]
}
