import Foundation
import Testing

@testable import Ledger

/// A text goes, with two people; its commitment stays, and so do leaves, trees and seals.
@Suite struct TextRemovalTests {
  @Test func twoPeopleRemoveATextAndItsCopies() throws {
    let story = try RemovalStory()
    let auditor = Books(try story.sample.as(.auditor))
    let before = try auditor.canonicalText(ofEntry: story.entry, of: story.sample.north)
    let (number, copies) = try story.propose([story.description])
    #expect(
      copies.map(\.description)
        == [
          "journal_entry:\(story.reversal):description", "journal_entry:\(story.entry):idempotency_key",
          "journal_line:\(story.entry)/1:memo", "journal_line:\(story.reversal)/1:memo",
        ].sorted())
    let give = "select ledger.give_approval(1, \(number), null)"
    #expect(outcome(try story.sample.as(.financeAdmin), give) == "LV001")
    #expect(outcome(try story.sample.as(.recorder), give) == "42501")
    #expect(outcome(try story.sample.as(.approver), give) == "accepted")
    let installer = try story.sample.books.asInstaller()
    #expect(try brokenRules(installer).isEmpty)
    #expect(try RemovalStory.leaves(story.sample) == story.leaves)
    try installer.execute("select ledger.seal_books()")
    #expect(try brokenRules(installer).isEmpty)
    // Nowhere in any table, and shown as removed.
    let left = try Books(try story.sample.as(.financeAdmin)).places(of: story.secret, in: story.sample.north)
    #expect(left.map(\.place) == [])
    let today = try installer.execute("select (now() at time zone 'UTC')::date::text as x").only { try $0.text("x") }
    let shown = try auditor.entry("\(story.entry)", of: story.sample.north)
    #expect(shown.draft.description == "text removed on \(today)" && shown.draft.key == "text removed on \(today)")
    #expect(shown.draft.lines[0].memo == "text removed on \(today)")
    let report = try auditor.connection.executeAsStored(
      "select description, memo, idempotency_key from report.journal where entry_number = \(story.entry) and line_number = 1"
    ).only { [try $0.text("description"), try $0.text("memo"), try $0.text("idempotency_key")] }
    #expect(report == Array(repeating: "text removed on \(today)", count: 3))
    let raw = try auditor.connection.executeAsStored(
      "select description from ledger.journal_entry where id = \(story.entry)"
    ).only { try $0.text("description") }
    #expect(raw.hasPrefix("removed:") && raw.utf8.count == 52)
    let opened = try auditor.openedTexts(ofEntry: story.entry, of: story.sample.north)
    #expect(opened.map(\.removedOn) == [today, today, today])
    #expect(opened[0].shown == "description\tremoved on \(today)")
    let text = try auditor.canonicalText(ofEntry: story.entry, of: story.sample.north)
    #expect(text == before && text.contains("\t\(raw.dropFirst(8))\t"))
    // What was removed is not removed again, and its proposal is not given twice.
    #expect(outcome(try story.sample.as(.approver), give) == "decision_pkey")
    #expect(throws: DatabaseError.self) { try story.propose([story.description]) }
  }

  @Test func theSameEntryIsTheSameWithoutItsDescription() throws {
    let sample = try SampleBooks.copy()
    let recorder = Books(try sample.as(.recorder))
    let secret = RemovalStory.secretText()
    func post(_ words: String, cents: Int64 = 100_00) throws -> PostedEntry {
      try recorder.post(
        Drafts.expense(key: "same", cents: cents).changed { $0.description = words }, to: sample.north)
    }
    let entry = try post(secret).number
    let admin = Books(try sample.as(.financeAdmin))
    let (proposal, _) = try admin.proposeRemoval(
      of: [TextPlace(table: "journal_entry", key: "\(entry)", column: "description")], reason: "asked for", key: "r",
      in: sample.north)
    try Books(try sample.as(.approver)).approve(proposal.number, of: sample.north, reason: nil)
    let again = try post("other words")
    #expect(again.number == entry && again.wasRecorded)
    #expect(throws: DatabaseError.self) { try post("other words", cents: 100_01) }
  }

  /// Every free text that sample books hold, at once: the books are sound, and every leaf is as it was.
  @Test func everyTextThereIsCanBeRemoved() throws {
    let story = try RemovalStory()
    let admin = Books(try story.sample.as(.financeAdmin))
    let all = try Set(
      ["a", "e", "i", "o", "u", "1"].flatMap { letter in
        try admin.places(of: letter, in: story.sample.north).filter(\.isSealed).map(\.place)
      })
    #expect(Set(all.map(\.table)).count > 6)
    let (number, _) = try story.propose(all.sorted { $0.description < $1.description })
    let removed = try Books(try story.sample.as(.approver)).approve(number, of: story.sample.north, reason: nil)
    #expect(removed >= Int64(all.count))
    let installer = try story.sample.books.asInstaller()
    #expect(try brokenRules(installer).isEmpty)
    #expect(try RemovalStory.leaves(story.sample) == story.leaves)
  }

  /// Texts of records that sample books lack: bills, payments, reports, tranches, documents, commitments, policies, revocations.
  @Test func textsOfEveryKindOfRecordCanBeRemoved() throws {
    let books = try PayablesBooks.copy()
    let sample = books.sample
    let admin = Books(try sample.as(.financeAdmin))
    for sql in [
      """
      ledger.set_award_terms(1, 'COND', '2021-08-01', 'a board', 'a letter', 'a reason', 'a preset', array['retention_years'],
        array['7'], array['2021-12-31', '2021-12-31']::date[], array['a last report', 'a first report'], array[100000]::bigint[],
        array['2021-10-01']::date[], array['a condition'])
      """,
      "ledger.set_award_terms(1, 'COND', '2021-09-01', 'a board', 'a letter', 'a reason', null, array['retention_years'], array['6'])",
      "ledger.add_commitment(1, 'OPEN', 'supplies', 'acme', 1000, '2021-09-01', null, 'a desk', 'a quote', 'a key')",
      "ledger.release_commitment(1, (select max(number) from ledger.commitment), 500, '2021-09-02', 'a reason')",
      "ledger.set_mileage_rate(1, '2021-07-01', 560, 'a source')",
      "ledger.declare_coverage(1, 'grants', 'a system', 'a board', 'a reason')",
      "ledger.rename(1, 'party', 'acme', 'a name', 'a reason')",
      "ledger.rename(1, 'party', 'acme', 'a new name', 'a reason')",
      "ledger.adopt_policy(1, '2021-07-01', 'all', 'a board', 'a reason')",
      "ledger.adopt_approvals(1, 100000, true, true, true, true, 'a board', 'a reason')",
      "ledger.attach_document(1, convert_to('a,b', 'UTF8'), 'text/csv', 'a.csv', \(books.number("bill")), null, 'a title')",
      "ledger.withdraw_document(1, (select max(number) from ledger.document_link), 'a reason')",
      "ledger.amend_award(1, 'AGENCY', '2021-08-01', 'a board', 'a letter', 'a reason', 'an effect', 'a title')",
    ] {
      #expect(outcome(admin.connection, "select * from \(sql)") == "accepted", "\(sql)")
    }
    let installer = Books(try sample.books.asInstaller())
    try installer.revoke(
      .auditor, from: SampleLogin.auditor.rawValue, in: .organization(sample.north), reason: "a leaver")
    _ = try Books(try sample.as(.recorder)).connection.execute("select ledger.seal_books()")
    let leaves = try RemovalStory.leaves(sample)
    let all = try Set(
      ["a", "e", "i", "o", "u", "1", "7"].flatMap { letter in
        try admin.places(of: letter, in: sample.north).filter(\.isSealed).map(\.place)
      })
    let tables = Set(all.map(\.table))
    #expect(
      tables.isSuperset(of: [
        "approval_policy", "award_report", "award_terms", "award_tranche", "award_version", "bill", "budget_line",
        "budget_version", "closing_event", "commitment", "commitment_event", "coverage", "document_link",
        "document_withdrawal", "journal_entry", "membership_revocation", "mileage_rate", "organization_policy",
        "payment",
        "renaming", "account", "fund", "organization", "party", "program",
      ]), "\(tables.sorted())")
    let (proposal, _) = try admin.proposeRemoval(
      of: all.sorted { $0.description < $1.description }, reason: "asked for", key: "all", in: sample.north)
    try Books(try sample.as(.approver)).approve(proposal.number, of: sample.north, reason: nil)
    #expect(try brokenRules(installer.connection).isEmpty)
    #expect(try RemovalStory.leaves(sample) == leaves)
    let keys = try installer.connection.executeAsStored("select number_key from ledger.bill").map {
      try $0.text("number_key")
    }
    #expect(keys.allSatisfy { $0.hasPrefix("removed:") })
  }

  /// A key that a command or a row of a file made is a hash of the text: it goes with it, of an entry, of its proposal and of a commitment. One
  /// that somebody gave stays.
  @Test func aKeyThatACommandMadeGoesWithItsText() throws {
    let sample = try SampleBooks.copy()
    let admin = Books(try sample.as(.financeAdmin))
    let recorder = Books(try sample.as(.recorder))
    let approver = Books(try sample.as(.approver))
    let secret = RemovalStory.secretText()
    func made(_ noun: String) -> String { EventKey([noun, "acme"], rest: [secret]).text(ofNumber: 2) }
    func expense(_ key: String) -> EntryDraft { Drafts.expense(key: key).changed { $0.lines[0].memo = "m \(secret)" } }
    let row = "row:\(String(SHA256.mark(of: [secret]), radix: 16)):1"
    for key in [made("expense"), row, row + "~2", "rent-may"] { _ = try recorder.post(expense(key), to: sample.north) }
    try recorder.connection.execute(
      "select * from ledger.add_commitment(1, 'OPEN', 'supplies', 'acme', 1000, '2021-09-01', null, \(secret), null, \(made("commitment")))"
    )
    try admin.adopt(ApprovalPolicy(above: Money(cents: 1_00)), approvedBy: "Board", reason: "Two", for: sample.north)
    let proposed = try recorder.propose(.entry(expense(made("bill"))), to: sample.north).number
    try approver.approve(proposed, of: sample.north, reason: nil)
    let keys = [made("expense"), row, made("commitment"), made("bill")]
    for key in keys { #expect(try !admin.places(of: key, in: sample.north).isEmpty) }

    let told = try admin.places(of: secret, in: sample.north).map(\.place).filter { $0.column != "content" }
    let (proposal, copies) = try admin.proposeRemoval(of: told, reason: "asked for", key: "r", in: sample.north)
    #expect(copies.filter { $0.column == "idempotency_key" }.count == 6, "\(copies)")
    try approver.approve(proposal.number, of: sample.north, reason: nil)
    for text in keys + [secret] {
      #expect(try admin.places(of: text, in: sample.north).map(\.place.description) == [], "\(text)")
    }
    #expect(try admin.places(of: "rent-may", in: sample.north).count == 1)
    #expect(try brokenRules(try sample.books.asInstaller()).isEmpty)
  }

  /// An undoing that was refused, and whose reason was taken out, may be proposed again.
  @Test func aRefusedUndoingIsProposedAgainWithoutItsText() throws {
    let sample = try SampleBooks.copy()
    let admin = Books(try sample.as(.financeAdmin))
    let recorder = Books(try sample.as(.recorder))
    let approver = Books(try sample.as(.approver))
    let entry = try recorder.post(Drafts.expense(key: "wrong"), to: sample.north).number
    let first = try recorder.propose(.reversal(of: entry, on: "2021-09-30".day, reason: "A name"), to: sample.north)
    try approver.refuse(first.number, of: sample.north, reason: "Why?")
    let places = try admin.places(of: "A name", in: sample.north).map(\.place)
    let (removal, _) = try admin.proposeRemoval(of: places, reason: "asked for", key: "r", in: sample.north)
    try approver.approve(removal.number, of: sample.north, reason: nil)
    let second = try recorder.propose(.reversal(of: entry, on: "2021-09-30".day, reason: "Wrong"), to: sample.north)
    #expect(second.number > removal.number && !second.wasRecorded)
    try approver.approve(second.number, of: sample.north, reason: nil)
    #expect(try brokenRules(try sample.books.asInstaller()).isEmpty)
  }

  /// A title that the books said again in the next version of the terms goes with it, and only it.
  @Test func aReportIsRemovedInEveryVersion() throws {
    let sample = try SampleBooks.copy()
    let admin = Books(try sample.as(.financeAdmin))
    for sql in [
      """
      ledger.set_award_terms(1, 'COND', '2021-08-01', 'x', 'x', 'x', null, array['retention_years'], array['7'],
        array['2021-12-31', '2021-12-31']::date[], array['last report', 'first report'])
      """, "ledger.set_award_terms(1, 'COND', '2021-09-01', 'x', 'x', 'x', null, array['retention_years'], array['6'])",
    ] {
      try admin.connection.execute(Query(unescaped: "select \(sql)"))
    }
    try admin.connection.execute("select ledger.seal_books()")
    let place = try #require(try admin.places(of: "last report", in: sample.north).map(\.place).first)
    let (proposal, copies) = try admin.proposeRemoval(of: [place], reason: "x", key: "r", in: sample.north)
    #expect(copies.count == 1 && copies.allSatisfy { $0.table == "award_report" && $0 != place }, "\(copies)")
    try Books(try sample.as(.approver)).approve(proposal.number, of: sample.north, reason: nil)
    #expect(try brokenRules(try sample.books.asInstaller()).isEmpty)
    #expect(try admin.places(of: "first report", in: sample.north).count == 2)
  }

  /// A party that must go: every name it had, and what commands said of it. Its code stays, and everything is as it was sealed.
  @Test func aPartyIsRemovedByName() throws {
    let sample = try SampleBooks.copy()
    let admin = Books(try sample.as(.financeAdmin))
    let recorder = Books(try sample.as(.recorder))
    let secret = RemovalStory.secretText()
    try recorder.addParties([Party(code: "teacher", name: secret, kind: .individual)], to: sample.north)
    let entry = try recorder.post(
      Drafts.expense(key: "told").changed {
        $0.description = "Paid to \(secret)"
        $0.lines[0].party = "teacher"
      }, to: sample.north
    ).number
    let other = try recorder.post(
      Drafts.expense(key: "typed").changed { $0.description = "Not of \(secret)" }, to: sample.north
    ).number
    _ = try recorder.seal()
    let leaves = try RemovalStory.leaves(sample)
    let place = TextPlace(table: "party", key: "teacher", column: "name")
    let found = try admin.places(of: secret, in: sample.north)
    #expect(found.contains { $0.place == place && $0.isSealed })
    let (proposal, copies) = try admin.proposeRemoval(of: [place], reason: "asked for", key: "r", in: sample.north)
    #expect(copies.map(\.description) == ["journal_entry:\(entry):description"], "not \(other): \(copies)")
    try Books(try sample.as(.approver)).approve(proposal.number, of: sample.north, reason: nil)
    let installer = try sample.books.asInstaller()
    #expect(try brokenRules(installer).isEmpty && RemovalStory.leaves(sample) == leaves)
    #expect(
      try admin.places(of: secret, in: sample.north).map(\.place.description) == ["journal_entry:\(other):description"])
    let shown = try recorder.party("teacher", of: sample.north).name
    #expect(shown.hasPrefix("text removed on "))
    let report = try recorder.connection.executeAsStored(
      "select party_name from report.journal where entry_number = \(entry) and line_number = 1"
    ).only { try $0.text("party_name") }
    #expect(report == shown)
    // It may have another name.
    try admin.connection.execute("select ledger.rename(1, 'party', 'teacher', 'A teacher', 'removed')")
    let former = try recorder.connection.executeAsStored("select former_name from report.names where code = 'teacher'")
      .only { try $0.text("former_name") }
    #expect(former == shown)
    #expect(try recorder.party("teacher", of: sample.north).name == "A teacher" && brokenRules(installer).isEmpty)
  }

  /// A key that a proposal and its entry share is removed of both, and the approval is known all the same.
  @Test func anApprovedEntryStaysApprovedWithoutItsKey() throws {
    let sample = try SampleBooks.copy()
    let admin = Books(try sample.as(.financeAdmin))
    try admin.adopt(
      ApprovalPolicy(above: Money(cents: 1_00)), approvedBy: "Board", reason: "Two", for: sample.north)
    let secret = RemovalStory.secretText()
    let draft = Drafts.expense(key: secret).changed {
      $0.description = "d \(secret)"
      $0.lines[0].memo = secret
    }
    let proposed = try Books(try sample.as(.recorder)).propose(.entry(draft), to: sample.north).number
    let approver = Books(try sample.as(.approver))
    let entry = try approver.approve(proposed, of: sample.north, reason: nil)
    let (proposal, copies) = try admin.proposeRemoval(
      of: [TextPlace(table: "journal_entry", key: "\(entry)", column: "idempotency_key")], reason: "asked for",
      key: "r", in: sample.north)
    #expect(
      Set(copies.map(\.description)).isSuperset(of: [
        "proposal:\(proposed):content", "proposal:\(proposed):summary", "proposal:\(proposed):idempotency_key",
        "journal_entry:\(entry):description", "journal_line:\(entry)/1:memo",
      ]))
    try approver.approve(proposal.number, of: sample.north, reason: nil)
    let installer = try sample.books.asInstaller()
    #expect(try brokenRules(installer).isEmpty)
    #expect(try approver.proposals(of: sample.north, number: proposed).first?.entry == entry)
    let prepared = try installer.execute(
      "select prepared_by from report.journal where entry_number = \(entry) and line_number = 1"
    ).only { try $0.text("prepared_by") }
    #expect(prepared == SampleLogin.recorder.rawValue)
    // What stands in the place of the proposal's key approves nothing else.
    let marks = try installer.executeAsStored(
      """
      select p.idempotency_key as of_proposal, e.idempotency_key as of_entry
      from ledger.proposal p, ledger.journal_entry e where p.number = \(proposed) and e.id = \(entry)
      """
    ).only { [try $0.text("of_proposal"), try $0.text("of_entry")] }
    let typed = Drafts.expense(key: marks[0], cents: 900_00)
    #expect(outcome(try sample.as(.recorder), DirectSQL.post(typed)) == "LV002")
    #expect(
      outcome(try sample.as(.recorder), DirectSQL.post(Drafts.expense(key: marks[1], cents: 900_00))) == "LK001")
  }
}
