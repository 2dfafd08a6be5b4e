import Testing

@testable import Ledger

/// Acts of which the books make the entries, proposed and approved: by direct SQL as each role, when the books changed meanwhile, and with each mechanism taken out.
@Suite struct ActProposalTests {
  private static func books() throws -> PayablesBooks {
    let books = try PayablesBooks.copy()
    let policy = ApprovalPolicy(above: Money(cents: 50_00), payments: true, reversals: true)
    try Books(try books.sample.as(.financeAdmin)).adopt(
      policy, approvedBy: "Board", reason: "Two people", for: books.sample.north)
    return books
  }

  private static func said(_ cents: Int, key: String = "lost") -> String {
    """
    '{"award": "OPEN", "amount_cents": \(cents), "day": "2021-09-30", "reason": "Letter", "key": "\(key)"}'
    """
  }
  private static func propose(_ cents: Int, key: String = "lost") -> String {
    "select * from ledger.propose_act(1, 'write_off', \(said(cents, key: key)), '\(key)')"
  }
  private static func give(_ number: Int64) -> String { "select ledger.give_approval(1, \(number), 'fine')" }

  /// Who may propose, who may record, and what nobody may call or write.
  @Test func whoMayDoWhat() throws {
    let books = try Self.books()
    let record = "select * from ledger.record_act(1, 'write_off', \(Self.said(60_00)))"
    for login in [SampleLogin.recorder, .financeAdmin] {
      let session = try books.sample.as(login)
      #expect(outcome(session, record) == "LV002", "\(login)")
      #expect(outcome(session, Self.propose(60_00)) == "accepted", "\(login)")
    }
    for login in [SampleLogin.southRecorder, .southFinanceAdmin] {
      let session = try books.sample.as(login)
      for sql in [record, Self.propose(60_00)] { #expect(outcome(session, sql) == "LM001", "\(login)") }
    }
    for login in [SampleLogin.approver, .auditor, .networkAuditor, .funder, .stranger] {
      let session = try books.sample.as(login)
      for sql in [record, Self.propose(60_00)] { #expect(outcome(session, sql) == "42501", "\(login)") }
    }
    for login in SampleLogin.allCases {
      let session = try books.sample.as(login)
      for sql in [
        "select * from ledger.do_act(1, 'write_off', \(Self.said(60_00)))", "select ledger.take_in_hand(1, 1)",
        "select ledger.let_go(1)", "select ledger.in_hand(1)", "table ledger.act_in_hand",
        "insert into ledger.act_in_hand (organization_id, proposal_number) values (1, 1)",
        "delete from ledger.act_in_hand",
      ] { #expect(outcome(session, sql) == "42501", "\(login): \(sql)") }
    }
    // What is no act, or has other members, is refused by name.
    let recorder = try books.sample.as(.recorder)
    for (act, said) in [
      ("forgive", "{}"), ("write_off", "[]"), ("write_off", "{\"amount\": 1}"),
      ("write_off", "{\"amount_cents\": \"1.5\"}"), ("move", "{\"day\": \"2021-13-01\"}"),
    ] {
      #expect(
        outcome(recorder, "select * from ledger.propose_act(1, '\(act)', '\(said)')") == "LE017", "\(act) \(said)")
    }
    #expect(
      outcome(recorder, "select * from ledger.propose_act(1, 'write_off', \(Self.said(60_00)), 'books:x')") == "LK003")
    #expect(try brokenRules(recorder).isEmpty)
  }

  /// What another person approved is recorded as it was shown, in the session of somebody who may record nothing else.
  @Test func whatIsApprovedIsRecordedAsShown() throws {
    let books = try Self.books()
    let recorder = Books(try books.sample.as(.recorder))
    let north = books.sample.north
    let award = try recorder.award("OPEN")
    let act = ActDraft.writeOff(
      Money(cents: 60_00), of: award, due: nil, on: "2021-09-30".day, reason: "Letter", key: "lost")
    let number = try recorder.propose(.act(act), to: north)
    #expect(!number.wasRecorded)
    #expect(try recorder.propose(.act(act), to: north) == PostedEntry(number: number.number, wasRecorded: true))
    let proposal = try recorder.proposal(number.number, of: north)
    #expect(proposal.kind == "act" && proposal.summary.hasPrefix("Write-off: Loss of 2021-09-30"), "\(proposal)")
    #expect(try recorder.lines(of: proposal, north).map(\.amount).total() == .zero)
    let approver = Books(try books.sample.as(.approver))
    _ = try approver.write { try approver.approve(number.number, of: north, reason: nil) }
    let entry = try recorder.entry("lost", of: north)
    #expect(entry.draft.kind == .loss && entry.debits == Money(cents: 60_00))
    #expect(outcome(approver.connection, Self.give(number.number)) == "decision_pkey")
    #expect(outcome(approver.connection, "select ledger.hold_award(1, 'OPEN')") == "42501")
    #expect(try brokenRules(recorder.connection).isEmpty)
  }

  /// The books figure it again: where another entry would come of it by now, it is refused, and nothing is recorded.
  @Test func whatChangedMeanwhileIsRefused() throws {
    let books = try Self.books()
    let recorder = try books.sample.as(.recorder)
    let admin = try books.sample.as(.financeAdmin)
    #expect(outcome(recorder, Self.propose(60_00)) == "accepted")
    let number = try Books(recorder).proposals(of: books.sample.north)[0].number
    // What was restricted is not, by now: another part of the loss stands without restrictions.
    let restricted = try books.sample.books.asInstaller().execute(
      "select -used_amount as cents from ledger.measure where organization_id = 1 and kind = 'restricted' and fund_code = 'OPEN'"
    ).only { try $0.int64("cents") }
    #expect(
      outcome(
        admin,
        "select * from ledger.release_restriction(1, 'OPEN', \(restricted), '2021-09-30', 'release_time', 'Lifted', 'lift', true)"
      ) == "accepted")
    let before = try books.sample.books.digest()
    let approver = Books(try books.sample.as(.approver))
    let refused = #expect(throws: DatabaseError.self) {
      try approver.approve(number, of: books.sample.north, reason: nil)
    }
    #expect(
      refused?.sqlState?.rawValue == "LV004" && refused?.hint?.contains("propose it again") == true,
      "\(String(describing: refused))")
    #expect(try books.sample.books.digest() == before)
    // The net below it, taken out.
    let installer = try books.sample.books.asInstaller()
    try installer.script(Mutant.edit("ledger.broken_proposal", [("in ('entry', 'act')", "in ('entry', 'none')")]))
    #expect(outcome(try books.sample.as(.approver), Self.give(number)) == "accepted")
    #expect(try brokenRules(installer).contains("LS001"))
  }

  /// An approval without all of its entries cannot be committed, and is found where it was planted.
  @Test func whatIsApprovedIsRecordedWhole() throws {
    let books = try Self.books()
    let recorder = try books.sample.as(.recorder)
    #expect(outcome(recorder, Self.propose(60_00)) == "accepted")
    #expect(outcome(recorder, Self.propose(61_00, key: "second")) == "accepted")
    let numbers = try Books(recorder).proposals(of: books.sample.north).map(\.number)
    let owner = try books.sample.asOwner()
    let alone =
      "insert into ledger.decision (organization_id, proposal_number, is_given) values (1, \(numbers[0]), true)"
    #expect(outcome(owner, alone) == "LV004")
    let installer = try books.sample.books.asInstaller()
    try installer.script("alter table ledger.decision disable trigger decision_is_recorded")
    #expect(outcome(owner, alone) == "accepted")
    #expect(try brokenRules(installer).isSuperset(of: ["LV004", "LS001"]))
    try installer.script("alter table ledger.decision enable always trigger decision_is_recorded")
    #expect(try brokenRules(installer).contains("LV004"))
    #expect(outcome(try books.sample.as(.approver), Self.give(numbers[1])) == "accepted")
  }

  /// An act is let go in the transaction that took it in hand, is nobody else's meanwhile, and is found where one was planted.
  @Test func noActStaysInHand() throws {
    let books = try Self.books()
    let installer = try books.sample.books.asInstaller()
    let plant = "insert into ledger.act_in_hand (organization_id) values (1)"
    #expect(outcome(installer, plant) == "LV004")
    try installer.script("begin; \(plant)")
    let recorder = try books.sample.as(.recorder)
    // What another session has in hand neither lets pass what needs approval, nor stops what is proposed.
    #expect(outcome(recorder, "select * from ledger.record_act(1, 'write_off', \(Self.said(60_00)))") == "LV002")
    #expect(outcome(recorder, Self.propose(60_00)) == "accepted")
    try installer.script("rollback; alter table ledger.act_in_hand disable trigger act_is_let_go; \(plant)")
    #expect(try brokenRules(recorder) == ["LS001", "LV004"])
    #expect(outcome(recorder, "select * from ledger.record_act(1, 'write_off', \(Self.said(61_00)))") == "LV002")
    try installer.script(
      "delete from ledger.act_in_hand; alter table ledger.act_in_hand enable always trigger act_is_let_go")
    #expect(try brokenRules(recorder).isEmpty)
  }

  /// A field that no draft has is refused by name: what it means would be lost.
  @Test func whatIsSaidIsReadWhole() throws {
    let books = try Self.books()
    let recorder = try books.sample.as(.recorder)
    for said in [
      #"{"entries": [{"entry_dat": "2021-09-30"}], "lines": []}"#, #"{"entries": [], "lines": [{"amount": 1}]}"#,
      #"{"entries": ["x"], "lines": []}"#, #"{"entries": {}, "lines": []}"#,
    ] {
      for act in ["correct", "split", "draw_last"] {
        #expect(
          outcome(recorder, "select * from ledger.propose_act(1, '\(act)', '\(said)')") == "LE017", "\(act) \(said)")
        #expect(
          outcome(recorder, "select * from ledger.record_act(1, '\(act)', '\(said)')") == "LE017", "\(act) \(said)")
      }
    }
    #expect(
      outcome(recorder, #"select * from ledger.propose_act(1, 'correct', '{"reason": "x", "bill": {"invoice": "1"}}')"#)
        == "LE017")
  }

  /// The key of an entry that stands for something else answers for no correction, split or last draw.
  @Test func anotherEntryIsNoCorrection() throws {
    let sample = try SampleBooks.copy()
    let recorder = Books(try sample.as(.recorder))
    let north = sample.north
    let plain = Drafts.expense(key: "plain")
    let first = try recorder.post(plain, to: north)
    let wrong = try recorder.post(Drafts.expense(key: "wrong"), to: north)
    let correct = ActDraft.correct(
      wrong: wrong.number, by: plain, bill: nil, on: plain.date, reason: "Digits")
    let admin = Books(try sample.as(.financeAdmin))
    try admin.addAllocationRule(
      code: "rent", name: "Rent", base: "Desks", document: "Plan", effectiveOn: "2021-07-01".day,
      shares: [
        AllocationRule.Share(target: CostTarget(award: "north/OPEN", line: "supplies", account: nil), weight: 1)
      ],
      to: north)
    let rule = try #require(try recorder.allocationRules(of: north).first)
    for act in [correct, .split(plain, by: rule)] {
      let refused = #expect(throws: DatabaseError.self) { try recorder.write { try recorder.record(act, to: north) } }
      #expect(refused?.sqlState?.rawValue == "LK001", "\(act.name): \(String(describing: refused))")
    }
    let noDraw = #expect(throws: DatabaseError.self) {
      try recorder.write { try recorder.record(.drawLast(Drafts.expense(key: "draw"), of: 1), to: north) }
    }
    #expect(noDraw?.sqlState?.rawValue == "LE017", "\(String(describing: noDraw))")
    #expect(try recorder.entry("\(first.number)", of: north).reversedBy == nil)
    #expect(try recorder.entry("\(wrong.number)", of: north).reversedBy == nil)
    #expect(try brokenRules(recorder.connection).isEmpty)
  }

  /// The trial of an approval is compared as the approval is.
  @Test func aTrialOfAnApprovalCompares() throws {
    let books = try Self.books()
    let recorder = try books.sample.as(.recorder)
    #expect(outcome(recorder, Self.propose(60_00)) == "accepted")
    let number = try Books(recorder).proposals(of: books.sample.north)[0].number
    let approver = Books(try books.sample.as(.approver))
    _ = try approver.write(dryRun: true) { try approver.approve(number, of: books.sample.north, reason: nil) }
    let installer = try books.sample.books.asInstaller()
    try installer.script(
      """
      alter table ledger.proposal disable trigger append_only;
      update ledger.proposal set content = jsonb_set(content, '{lines,0,amount_cents}', '1') where number = \(number)
      """)
    let refused = #expect(throws: DatabaseError.self) {
      try approver.write(dryRun: true) { try approver.approve(number, of: books.sample.north, reason: nil) }
    }
    #expect(refused?.sqlState?.rawValue == "LV004", "\(String(describing: refused))")
  }

  /// Who writes off, returns, corrects, moves or undoes says why, to the books as well.
  @Test func reasonsAreSaidToTheBooks() throws {
    let sample = try SampleBooks.copy()
    let recorder = try sample.as(.recorder)
    let wrong = try Books(try sample.as(.recorder)).post(Drafts.expense(key: "wrong"), to: sample.north)
    for reason in ["", #", "reason": """#, #", "reason": " ""#] {
      for (act, said) in [
        ("write_off", #""award": "OPEN", "amount_cents": 100, "day": "2021-09-30", "key": "a""#),
        ("return", #""award": "OPEN", "amount_cents": 100, "day": "2021-09-30", "key": "b", "paid_from": "1010""#),
        ("correct", #""wrong": \#(wrong.number), "day": "2021-09-30", "entries": [], "lines": []"#),
        ("move", #""reversal": \#(wrong.number), "day": "2021-09-30""#),
        ("undo_import", #""import": 1, "day": "2021-09-30""#),
      ] {
        for call in ["record_act", "propose_act"] {
          #expect(
            outcome(recorder, "select * from ledger.\(call)(1, '\(act)', '{\(said)\(reason)}')") == "LE017",
            "\(call) \(act) \(reason)")
        }
      }
    }
    for sql in [
      "select * from ledger.reverse_entry(1, \(wrong.number), '2021-09-30', ' ')",
      "select * from ledger.propose_reversal(1, \(wrong.number), '2021-09-30', ' ')",
    ] { #expect(outcome(recorder, sql) == "LE017", "\(sql)") }
  }
}
