import Testing

@testable import Ledger

/// Every rule of the journal, broken on purpose in every way of writing, by everybody.
@Suite struct EntryRuleTests {
  private static func attempts(_ sample: SampleBooks) -> [Attempt] { Attempt.entries + Attempt.onHistory(sample) }

  @Test func functionsRefuseRecordersWithTheRule() throws {
    let sample = try SampleBooks.copy()
    let before = try sample.books.digest()
    for login in [SampleLogin.recorder, .financeAdmin] {
      let connection = try sample.as(login)
      for attempt in Self.attempts(sample) {
        guard let sql = attempt.function else { continue }
        #expect(outcome(connection, sql) == attempt.refusalByFunction ?? attempt.refusal, "\(attempt.name), \(login)")
      }
    }
    #expect(try sample.books.digest() == before)
  }

  /// Proposed, or staged as a row of a file: what is refused of one entry is refused alike.
  @Test func everyWayOfRecordingTellsTheSame() throws {
    let sample = try SampleBooks.copy()
    let before = try sample.books.digest()
    let connection = try sample.as(.recorder)
    for attempt in Self.attempts(sample) {
      guard let draft = attempt.draft else { continue }
      let expected = attempt.refusalByFunction ?? attempt.refusal
      // A proposal's own key is the entry's, and is read first.
      let proposed = expected.replacing("journal_entry_key", with: "proposal_key")
      #expect(outcome(connection, DirectSQL.propose(draft)) == proposed, "\(attempt.name), proposed")
      #expect(outcome(connection, "begin; \(DirectSQL.staged(draft))") == expected, "\(attempt.name), staged")
      try connection.script("rollback")
    }
    #expect(try sample.books.digest() == before)
    let valid = Drafts.expense(key: "valid")
    #expect(outcome(connection, DirectSQL.staged(valid)) == "accepted")
    #expect(outcome(connection, DirectSQL.propose(Drafts.expense(key: "valid too"))) == "accepted")
  }

  @Test func functionsAreClosedToOthers() throws {
    let sample = try SampleBooks.copy()
    let before = try sample.books.digest()
    for login in SampleLogin.readersOnly + [.southRecorder, .southFinanceAdmin] {
      let connection = try sample.as(login)
      let expected = SampleLogin.readersOnly.contains(login) ? "42501" : "LM001"
      for attempt in Self.attempts(sample) {
        guard let sql = attempt.function else { continue }
        #expect(outcome(connection, sql) == expected, "\(attempt.name), \(login)")
      }
      #expect(outcome(connection, DirectSQL.post(Drafts.transfer(key: "valid"))) == expected, "valid entry, \(login)")
    }
    #expect(try sample.books.digest() == before)
  }

  @Test(arguments: SampleLogin.allCases) func tablesAreClosedToLogins(login: SampleLogin) throws {
    let sample = try SampleBooks.copy()
    let before = try sample.books.digest()
    let connection = try sample.as(login)
    for attempt in Self.attempts(sample) {
      guard let sql = attempt.direct else { continue }
      #expect(outcome(connection, sql) == "42501", "\(attempt.name)")
    }
    #expect(outcome(connection, DirectSQL.insert(Drafts.transfer(key: "valid"))) == "42501")
    #expect(outcome(connection, "set session_replication_role = replica") == "42501")
    #expect(try sample.books.digest() == before)
  }

  @Test func ownerIsRefusedWithTheRule() throws {
    let sample = try SampleBooks.copy()
    let before = try sample.books.digest()
    let owner = try sample.asOwner()
    for attempt in Self.attempts(sample) {
      guard let sql = attempt.direct else { continue }
      #expect(outcome(owner, sql) == attempt.refusal, "\(attempt.name)")
    }
    #expect(outcome(owner, "set session_replication_role = replica") == "42501")
    #expect(try sample.books.digest() == before)
    // The same way of writing is accepted where nothing is wrong: the refusals above are the rules'.
    #expect(outcome(owner, DirectSQL.insert(Drafts.transfer(key: "valid"))) == "accepted")
    #expect(try brokenRules(owner).isEmpty)
  }

  @Test func replicaIsRefusedOrNamedByCheck() throws {
    let sample = try SampleBooks.copy()
    let before = try sample.books.digest()
    let replica = try sample.asReplica()
    for attempt in Self.attempts(sample) {
      guard let sql = attempt.direct else { continue }
      try replica.script("begin")
      let found = outcome(replica, sql)
      if let rule = attempt.namedByCheck {
        #expect(found == "accepted", "\(attempt.name)")
        #expect(try brokenRules(replica).contains(rule), "\(attempt.name)")
      } else {
        #expect(found == attempt.refusal, "\(attempt.name)")
      }
      try replica.script("rollback")
    }
    #expect(try sample.books.digest() == before)
  }

  @Test func namesAreNotStandIns() throws {
    let sample = try SampleBooks.copy()
    #expect(Set(Self.attempts(sample).map(\.name)).count == Self.attempts(sample).count)
    #expect(Self.attempts(sample).allSatisfy { $0.function != nil || $0.direct != nil })
  }
}
