import Foundation
import Testing

@testable import Ledger

/// Who may take a text away: two people, by the functions alone; and what check says of the rest.
@Suite struct TextRemovalRuleTests {
  @Test func nobodyElseTakesATextAway() throws {
    let story = try RemovalStory()
    let mark = "'removed:' || repeat('A', 43) || '='"
    let change = "update ledger.journal_entry set description = \(mark) where id = \(story.entry)"
    let erase = "select ledger.erase_text(1, 'journal_entry', '\(story.entry)', 'description')"
    let (number, _) = try story.propose([story.description])
    let remove = "select ledger.remove_text(1, \(number))"
    for login in SampleLogin.allCases {
      let session = try story.sample.as(login)
      for attempt in [change, erase, remove, "set role ledger_eraser"] {
        #expect(outcome(session, attempt) == "42501", "\(login): \(attempt)")
      }
    }
    for open in [story.sample.asOwner, story.sample.asReplica] {
      let session = try open()
      #expect(outcome(session, change) == "LE008")
      #expect(outcome(session, erase) == "LV002")
      // Who is within no membership sees no proposal.
      #expect(outcome(session, remove) == "LV003")
    }
    // A member of the owner's role that is no superuser cannot become the eraser, nor hand it a function.
    let installer = try story.sample.books.asInstaller()
    let name = "owner_member_\(UInt32.random(in: 0...(.max)))"
    try installer.script("create role \(name) in role ledger_owner; set session authorization \(name)")
    #expect(outcome(installer, "set role ledger_eraser") == "42501")
    try installer.script("set role ledger_owner")
    #expect(
      outcome(installer, "alter function ledger.shown(text) owner to ledger_eraser") == "42501")
    #expect(outcome(installer, "grant ledger_eraser to ledger_owner") == "42501")
    try installer.script("reset session authorization; drop role \(name)")
    // The eraser itself changes texts alone.
    try installer.script("set role ledger_eraser")
    for attempt in [
      "update ledger.journal_entry set kind = 'journal'", "update ledger.journal_line set amount_cents = 1",
      "update ledger.party set kind = 'staff'", "update ledger.network set code = 'x'",
      "delete from ledger.journal_entry",
      "insert into ledger.text_removal (organization_id) values (1)", "update ledger.text_removal set commitment = ''",
    ] {
      #expect(outcome(installer, attempt) == "42501", "\(attempt)")
    }
  }

  @Test func onlyAFinanceAdministratorPreparesIt() throws {
    let story = try RemovalStory()
    let places = "[{\"table\": \"journal_entry\", \"key\": \"\(story.entry)\", \"column\": \"description\"}]"
    for login in SampleLogin.allCases where login != .financeAdmin {
      let found = outcome(
        try story.sample.as(login), "select * from ledger.propose_removal(1, '\(places)', 'asked', 'r')")
      #expect(found == (login == .southFinanceAdmin ? "LM001" : "42501"), "\(login)")
      let find = outcome(try story.sample.as(login), "select * from ledger.find_text(1, 'x')")
      #expect(find == (login == .southFinanceAdmin ? "LM001" : "42501"), "\(login)")
    }
    let admin = try story.sample.as(.financeAdmin)
    for places in [
      "[]", "{}", "[{\"table\": \"document\", \"key\": \"1\", \"column\": \"file_name\"}]",
      "[{\"table\": \"journal_entry\", \"key\": \"0\(story.entry)\", \"column\": \"description\"}]",
      "[{\"table\": \"journal_entry\", \"key\": \"x\", \"column\": \"description\"}]",
      "[{\"table\": \"journal_entry\", \"key\": \"\(story.entry)\", \"column\": \"kind\"}]",
    ] {
      #expect(outcome(admin, "select * from ledger.propose_removal(1, '\(places)', 'x', 'r')") == "LV003", "\(places)")
    }
  }

  @Test func checkNamesRemovalsThatNobodyApproved() throws {
    let story = try RemovalStory()
    let (number, _) = try story.propose([story.description])
    try Books(try story.sample.as(.approver)).approve(number, of: story.sample.north, reason: nil)
    let installer = try story.sample.books.asInstaller()
    let other = story.sample.number("expense")
    let damages: [(String, String)] = [
      (
        """
        update ledger.journal_entry e set salts = overlay(salts placing decode(repeat('00', 16), 'hex') from 1),
          description = 'removed:' || ledger.commitment(salts, 1, description) where id = \(other)
        """, "journal_entry:\(other):description is removed, and no removal says so"
      ),
      (
        "update ledger.journal_entry set description = 'back' where id = \(story.entry)",
        "journal_entry:\(story.entry):description was removed by its removal, and stands"
      ),
      (
        """
        update ledger.text_removal set commitment = repeat('A', 43) || '=' where column_name = 'description'
          and row_key = '\(story.entry)'
        """, "journal_entry:\(story.entry):description is removed with another commitment"
      ),
      (
        "delete from ledger.text_removal where column_name = 'description' and row_key = '\(story.entry)'",
        "journal_entry:\(story.entry):description is removed, and no removal says so"
      ),
      (
        "update ledger.decision set recorded_by = '\(SampleLogin.financeAdmin.rawValue)' where proposal_number = \(number)",
        "which no other person approved"
      ),
      ("delete from ledger.decision where proposal_number = \(number)", "which no other person approved"),
      (
        "update ledger.proposal set content = '{\"places\": []}' where number = \(number)", "which does not name it"
      ),
    ]
    for (sql, named) in damages {
      try installer.script("begin; set session_replication_role = replica")
      for table in ["journal_entry", "text_removal", "decision", "proposal"] {
        try installer.script("alter table ledger.\(table) disable trigger append_only")
      }
      try installer.script(sql)
      let found = try installer.execute(
        "select place || ' ' || problem as x from ledger.check_books() where rule like 'LS006%'"
      ).map { try $0.text("x") }
      #expect(found.contains { $0.contains(named) }, "\(named): \(found)")
      try installer.script("rollback")
    }
    #expect(try brokenRules(installer).isEmpty)
  }

  /// Without one of its mechanisms, a removal by one person alone passes, or falls into the next net.
  @Test func eachMechanismIsOneThatRefuses() throws {
    let story = try RemovalStory()
    let (number, _) = try story.propose([story.description])
    let give = "select ledger.give_approval(1, \(number), null)"
    let installer = try story.sample.books.asInstaller()
    try installer.script("alter table ledger.decision disable trigger another_person")
    #expect(outcome(try story.sample.as(.financeAdmin), give) == "LV002")
    try installer.script(
      Mutant.edit("ledger.erase_text", [("d.is_given and d.recorded_by <> o.recorded_by and", "d.is_given and")]))
    #expect(outcome(try story.sample.as(.financeAdmin), give) == "accepted")
    #expect(try brokenRules(installer).isSuperset(of: ["LS006", "LV001"]))

    let other = try RemovalStory()
    let change = "update ledger.journal_entry set description = 'x' where id = \(other.entry)"
    let second = try other.sample.books.asInstaller()
    #expect(outcome(try other.sample.asOwner(), change) == "LE008")
    try second.script(Mutant.edit("ledger.refuse_change", [("current_user = 'ledger_eraser'", "true")]))
    #expect(outcome(try other.sample.asOwner(), change) == "accepted")
    // In the hands of the owner, the function that erases changes nothing.
    let third = try RemovalStory()
    let last = try third.sample.books.asInstaller()
    try last.script("alter function ledger.erase_text(bigint, text, text, text) owner to ledger_owner")
    let (again, _) = try third.propose([third.description])
    #expect(outcome(try third.sample.as(.approver), "select ledger.give_approval(1, \(again), null)") == "LE008")
  }
}
