import Foundation
import Synchronization
import Testing

@testable import Ledger

/// Sealing while others post: nothing that commits late is skipped, and nobody waits for long.
@Suite(.serialized) struct SealRaceTests {
  /// Sixteen writers post, some take their time to commit and some roll back, while two sealers seal without a pause.
  @Test func nothingIsSkippedWithManyWriters() throws {
    let sample = try SampleBooks.copy()
    let failures = Mutex<[String]>([])
    let running = Atomic<Int>(16)
    let seals = Atomic<Int>(0)
    let writers = (0..<16).map { writer in
      inThread {
        do { try write(sample, writer) } catch { failures.withLock { $0.append("writer \(writer): \(error)") } }
        running.subtract(1, ordering: .sequentiallyConsistent)
      }
    }
    let sealers = (0..<2).map { _ in
      inThread {
        do {
          let books = Books(try sample.as(.recorder))
          while running.load(ordering: .sequentiallyConsistent) > 0 {
            if case .sealed = try books.seal() { seals.add(1, ordering: .relaxed) }
          }
        } catch { failures.withLock { $0.append("sealer: \(error)") } }
      }
    }
    for work in writers + sealers { work.wait() }
    #expect(failures.withLock { $0 } == [])
    #expect(seals.load(ordering: .relaxed) > 0)
    let recorder = Books(try sample.as(.recorder))
    while case .busy = try recorder.seal() {}
    try expectWhole(sample)
  }

  private func write(_ sample: SampleBooks, _ writer: Int) throws {
    let books = Books(try sample.as(writer % 2 == 0 ? .recorder : .financeAdmin))
    for round in 0..<12 {
      try books.connection.script("begin")
      for part in 0...(round % 3) {
        try books.post(Drafts.transfer(key: "\(writer)-\(round)-\(part)", cents: 1), to: sample.north)
        if writer % 3 == 0 { usleep(500) }
      }
      try books.connection.script(round % 4 == 3 ? "rollback" : "commit")
    }
  }

  /// Every entry has its leaf, in the order of numbers within each seal, and `check` agrees.
  private func expectWhole(_ sample: SampleBooks) throws {
    let installer = try sample.books.asInstaller()
    let unsealed = try installer.execute(
      """
      select from ledger.journal_entry e
      where not exists (select from ledger.leaf l where l.kind = 'entry' and l.number = e.id)
      """
    ).count
    #expect(unsealed == 0)
    let gaps = try installer.execute(
      "select (select count(*) from ledger.leaf) - (select max(leaf_index) + 1 from ledger.leaf) as gaps"
    ).only { try $0.int("gaps") }
    #expect(gaps == 0)
    #expect(try brokenRules(installer).isEmpty)
  }

  /// One posting under way: the sealer says that it is busy, and a third that posts meanwhile waits no longer than it.
  @Test func aSealerThatFindsSomebodyPostingIsBusy() throws {
    let sample = try SampleBooks.copy()
    let slow = Books(try sample.as(.recorder))
    _ = try slow.seal()
    try slow.connection.script("begin")
    try slow.post(Drafts.transfer(key: "slow"), to: sample.north)
    let outcomes = Mutex<[Sealing]>([])
    let sealer = inThread {
      do {
        let books = Books(try sample.as(.financeAdmin))
        for _ in 0..<5 {
          let found = try books.seal()
          outcomes.withLock { $0.append(found) }
        }
      } catch { Issue.record(error) }
    }
    let other = Books(try sample.as(.financeAdmin))
    // Ten times the sealer's patience; without a limit it would wait as long as the first does.
    try other.connection.script("set lock_timeout = '500ms'")
    for number in 0..<20 { try other.post(Drafts.transfer(key: "other \(number)"), to: sample.north) }
    sealer.wait()
    #expect(outcomes.withLock { $0 } == Array(repeating: .busy, count: 5))
    try slow.connection.script("commit")
    guard case .sealed(_, let entries, _) = try other.seal() else { throw Unexpected() }
    #expect(entries == 21)
    try expectWhole(sample)
  }

  private struct Unexpected: Error {}

  /// Without the gate, the watermark passes over a posting that commits after it; `check` names the entry.
  @Test func withoutTheGateALateCommitIsSkipped() throws {
    let sample = try SampleBooks.copy()
    try sample.books.asInstaller().script(
      Mutant.edit("ledger.hold_gate", [("lock table ledger.posting_gate in row exclusive mode;", "")]))
    let late = Books(try sample.as(.recorder))
    let other = Books(try sample.as(.financeAdmin))
    try late.connection.script("begin")
    let number = try late.post(Drafts.transfer(key: "late"), to: sample.north).number
    try other.post(Drafts.transfer(key: "prompt"), to: sample.north)
    guard case .sealed = try other.seal() else { throw Unexpected() }
    try late.connection.script("commit")
    let found = try other.check().broken.map { "\($0.rule.prefix(5)) \($0.place)" }
    #expect(found.contains("LS002 entry \(number)"))
  }

  /// Killed before its commit, at either step, a seal leaves nothing, and the next one is whole.
  @Test(arguments: ["take_watermark", "seal_books"]) func aKilledSealLeavesNothing(step: String) throws {
    let sample = try SampleBooks.copy()
    let recorder = Books(try sample.as(.recorder))
    _ = try recorder.seal()
    try recorder.post(Drafts.expense(key: "before"), to: sample.north)
    let installer = try sample.books.asInstaller()
    let tables = ["seal", "leaf", "rollup", "rollup_key"]
    let before = try tables.map { try installer.execute("select from ledger.\(unescaped: $0)").count }
    let doomed = try sample.as(.recorder)
    if step == "seal_books" { try doomed.script("select ledger.take_watermark()") }
    let backend = try doomed.execute("select pg_backend_pid() as pid").only { try $0.int("pid") }
    try doomed.script("begin; select ledger.\(step)()")
    try installer.execute("select pg_terminate_backend(\(backend), 10000)")
    #expect(throws: DatabaseError.self) { try doomed.script("commit") }
    #expect(try tables.map { try installer.execute("select from ledger.\(unescaped: $0)").count } == before)
    try recorder.post(Drafts.transfer(key: "after"), to: sample.north)
    guard case .sealed(let seal, let entries, _) = try recorder.seal() else { throw Unexpected() }
    #expect(seal.number == Int64(before[0] + 1) && entries == 2)
    try expectWhole(sample)
  }

  /// A period is closed whatever the sealer finds; it is sealed later.
  @Test func closingCommitsBeforeItSeals() throws {
    let sample = try SampleBooks.copy()
    let admin = Books(try sample.as(.financeAdmin))
    _ = try admin.seal()
    let before = try admin.seals().count
    // Somebody who records in another organization: its closing does not wait, and the sealer finds no moment.
    let slow = Books(try sample.as(.southFinanceAdmin))
    try slow.connection.script("begin")
    try slow.post(Drafts.expense(key: "slow", award: "AWAY"), to: try slow.organization("south"))
    _ = try admin.write {
      try admin.close(through: try Month(parsing: "2021-12"), of: sample.north, reason: "reported")
    }
    let isClosed = try sample.as(.auditor).execute(
      "select from ledger.closing_event where organization_id = 1 and closed_through = '2021-12-31'"
    ).count
    #expect(isClosed == 1)
    #expect(try admin.seals().count == before)
    #expect(try admin.isSealDue())
    try slow.connection.script("commit")
    try admin.write {}
    #expect(try admin.seals().count == before + 1)
    #expect(try !admin.isSealDue())
  }
}
