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
}
