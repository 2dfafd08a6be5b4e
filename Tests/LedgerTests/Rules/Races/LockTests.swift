import Foundation
import Synchronization
import Testing

@testable import Ledger

/// Who records, who closes and who revokes wait for each other in turn, no longer than they say, and nobody else makes them wait.
@Suite struct LockTests {
  private static func post(_ key: String) -> String { DirectSQL.post(Drafts.transfer(key: key)) }

  /// SQL under way in a thread and a session of its own.
  private struct Attempt {
    let pid: Int
    private let work: Work
    private let found: Found

    private final class Found: Sendable { let text = Mutex("") }

    init(_ session: consuming Connection, _ sql: String) throws {
      pid = try session.execute("select pg_backend_pid() as pid").only { try $0.int("pid") }
      try session.script("begin")
      let (runner, found) = (Race.Runner(session), Found())
      self.found = found
      work = inThread {
        let text = runner.run(sql)
        found.text.withLock { $0 = text }
      }
    }

    /// How it ended.
    func ended() -> String {
      work.wait()
      return found.text.withLock { $0 }
    }

    /// Returns once it waits for another session.
    func waits(for other: Int, _ observer: borrowing Connection) throws {
      while try observer.execute("select \(other)::integer = any (pg_blocking_pids(\(pid)::integer)) as waits").only({
        try !$0.bool("waits")
      }) { usleep(500) }
    }
  }

  private static func pid(_ session: borrowing Connection) throws -> Int {
    try session.execute("select pg_backend_pid() as pid").only { try $0.int("pid") }
  }

  /// A closing waits for what is being recorded, and whoever comes after waits for the closing: nobody passes it.
  @Test func aClosingIsNotPassed() throws {
    let sample = try SampleBooks.copy()
    let observer = try sample.books.asInstaller()
    let holder = try sample.as(.recorder)
    try holder.script("begin")
    #expect(outcome(holder, Self.post("under way")) == "accepted")
    let closing = try Attempt(try sample.as(.financeAdmin), "select * from ledger.close_books(1, '2021-09-01', 'lock')")
    try closing.waits(for: try Self.pid(holder), observer)
    let late = try Attempt(try sample.as(.recorder), Self.post("late"))
    try late.waits(for: closing.pid, observer)
    // Another organization is not held up.
    let away = DirectSQL.post(Drafts.expense(key: "at once", award: "AWAY"), organization: 2)
    #expect(outcome(try sample.as(.southFinanceAdmin), away) == "accepted")
    try holder.script("commit")
    #expect(closing.ended() == "accepted")
    #expect(late.ended() == "LP001")
    #expect(try brokenRules(observer).isEmpty)
  }

  /// A revocation waits for what that login is recording, and nothing is recorded after it.
  @Test func aRevocationHoldsAtOnce() throws {
    let sample = try SampleBooks.copy()
    let observer = try sample.books.asInstaller()
    let holder = try sample.as(.recorder)
    try holder.script("begin")
    #expect(outcome(holder, Self.post("under way")) == "accepted")
    let revoke =
      "select ledger.revoke_memberships('\(SampleLogin.recorder.rawValue)', 'recorder', 1, null, null, 'left')"
    let revocation = try Attempt(try sample.books.asInstaller(), revoke)
    try revocation.waits(for: try Self.pid(holder), observer)
    // Who is not revoked goes on.
    #expect(outcome(try sample.as(.financeAdmin), Self.post("by another")) == "accepted")
    try holder.script("commit")
    #expect(revocation.ended() == "accepted")
    #expect(outcome(holder, Self.post("after")) == "LM001")
    #expect(try brokenRules(observer).isEmpty)
  }

  /// What entries rely on is added while nobody records: whatever says who may record, or what holds, waits for who does.
  @Test func whatIsReliedOnIsAddedAlone() throws {
    let sample = try SampleBooks.copy()
    let owner = try sample.books.asInstaller()
    try owner.script(Mutant.edit("ledger.await", [("10s", "20ms")]))
    let holder = try sample.as(.recorder)
    try holder.script("begin")
    #expect(outcome(holder, Self.post("under way")) == "accepted")
    let ofOrganization = [
      "approval_policy", "award_event", "award_terms", "award_version", "budget_version", "closing_event",
      "network_organization", "organization_policy",
    ]
    for table in ofOrganization {
      #expect(outcome(owner, "insert into ledger.\(table) (organization_id) values (1)") == "LP004", "\(table)")
    }
    #expect(
      outcome(owner, "insert into ledger.membership (login, role) values ('sample_recorder', 'auditor')") == "LP004")
    let revoke =
      "insert into ledger.membership_revocation (membership_number) select number from ledger.membership where login = "
    #expect(outcome(owner, revoke + "'sample_recorder'") == "LP004")
    let reliedOn = try owner.execute("select table_name::text as x from meta.table_trait where is_relied_on order by 1")
      .map {
        try $0.text("x")
      }
    #expect(reliedOn == (ofOrganization + ["membership", "membership_revocation"]).sorted())
  }

  /// Whatever is recorded by whatever role is refused where a crash could take it away after it was acknowledged.
  @Test func whatIsAcknowledgedLasts() throws {
    let sample = try SampleBooks.copy()
    for level in ["off", "local", "remote_write"] {
      for login in [SampleLogin.recorder, .financeAdmin] {
        let session = try sample.as(login)
        try session.script("set synchronous_commit = \(level)")
        #expect(outcome(session, Self.post("lost")) == "LP006", "\(level)")
      }
      let owner = try sample.asOwner()
      try owner.script("set synchronous_commit = \(level)")
      #expect(
        outcome(
          owner, "insert into ledger.party (organization_id, code, name, kind) values (1, 'lost', 'Lost', 'business')")
          == "LP006")
    }
    for level in ["on", "remote_apply"] {
      let session = try sample.as(.recorder)
      try session.script("set synchronous_commit = \(level)")
      #expect(outcome(session, Self.post("lasts")) == "accepted", "\(level)")
    }
  }

  /// Books whose locks anybody could take are not recorded in: by no role, until a superuser has taken the locks away. Without the rule (the
  /// mutant) the entry goes through.
  @Test func openLocksStopRecording() throws {
    let sample = try SampleBooks.copy()
    let owner = try sample.books.asInstaller()
    try owner.script("grant execute on function pg_catalog.pg_advisory_xact_lock(integer, integer) to public")
    for login in [SampleLogin.recorder, .financeAdmin] {
      #expect(outcome(try sample.as(login), Self.post("open")) == "LP005", "\(login)")
    }
    #expect(outcome(try sample.as(.financeAdmin), "select * from ledger.close_books(1, '2021-09-01', 'x')") == "LP005")
    try owner.script(Mutant.edit("ledger.hold_books", [("not ledger.locks_are_reserved()", "false")]))
    #expect(outcome(try sample.as(.recorder), Self.post("mutant")) == "accepted")
    try owner.script(Mutant.edit("ledger.hold_books", [("if false then", "if not ledger.locks_are_reserved() then")]))
    #expect(outcome(try sample.as(.recorder), Self.post("open")) == "LP005")
    try Migrator().reserveLocks(owner)
    #expect(outcome(try sample.as(.recorder), Self.post("open")) == "accepted")
  }

  /// Nobody waits for ever: whoever waits is told who holds what, and nothing was recorded.
  @Test func waitsEnd() throws {
    let sample = try SampleBooks.copy()
    let observer = try sample.books.asInstaller()
    for (wait, short) in [("15s", "40ms"), ("10s", "20ms")] {
      try observer.script(Mutant.edit("ledger.await", [(wait, short)]))
    }
    let holder = try sample.as(.recorder)
    try holder.script("begin")
    #expect(outcome(holder, Self.post("under way")) == "accepted")
    let close = "select * from ledger.close_books(1, '2021-09-01', 'lock')"
    let session = try sample.as(.financeAdmin)
    #expect(outcome(session, close) == "LP004")
    do { try session.script(close) } catch let error as DatabaseError {
      #expect(error.message == "what is recorded of organization north is held by login sample_recorder")
    }
    try holder.script("commit")
    #expect(outcome(session, close) == "accepted")
  }

  /// Nobody waits for ever for what somebody else has recorded and not yet committed, either: the same key, a budget line, a balance.
  @Test func waitsForWhatIsRecordedEnd() throws {
    let sample = try SampleBooks.copy()
    let observer = try sample.books.asInstaller()
    try observer.script(Mutant.edit("ledger.add_entries", [("15s", "40ms")]))
    let holder = try sample.as(.recorder)
    try holder.script("begin")
    #expect(outcome(holder, Self.post("under way")) == "accepted")
    let session = try sample.as(.financeAdmin)
    #expect(outcome(session, Self.post("under way")) == "LP004")
    do { try session.script(Self.post("under way")) } catch let error as DatabaseError {
      #expect(error.message == "what is recorded of organization north is held by login sample_recorder")
    }
    try holder.script("commit")
    #expect(outcome(session, Self.post("under way")) == "accepted")
    #expect(try session.execute("show lock_timeout").only { try $0.text("lock_timeout") } == "15s")
  }

  /// No session takes the locks of the books, or any advisory lock, by itself.
  @Test(arguments: SampleLogin.allCases) func nobodyTakesALock(login: SampleLogin) throws {
    let session = try SampleBooks.copy().as(login)
    for call in [
      "pg_advisory_lock(1, 1)", "pg_advisory_lock_shared(1, 1)", "pg_advisory_xact_lock(1, 1)",
      "pg_advisory_xact_lock(1)",
      "pg_try_advisory_lock(1, 1)", "pg_try_advisory_xact_lock_shared(1, 1)", "pg_advisory_unlock_all()",
      // Nor does anybody make a large object, which would fill the disk and stop backups.
      "lo_create(0)", "lo_creat(-1)", "lo_from_bytea(0, 'x')",
      "ledger.hold('organization', 1, true)", "ledger.await(1, 1, true)", "ledger.hold_books(1, true)",
    ] {
      #expect(outcome(session, "select \(call)") == "42501", "\(call)")
    }
  }
}
