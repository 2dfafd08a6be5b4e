import Foundation
import Synchronization
import Testing

@testable import Ledger

/// Sealing while others post: nothing that commits late is skipped or sealed twice, and nobody waits.
@Suite(.serialized) struct SealRaceTests {
  /// Twelve writers post, some take their time to commit, some roll back, some in savepoints; one holds its posting open through all of it; two
  /// sealers seal without a pause, and one holds a seal of its own open now and then. Nobody who posts waits for any of them.
  @Test func nothingIsSkippedWithManyWriters() throws {
    let sample = try SampleBooks.copy()
    let failures = Mutex<[String]>([])
    let running = Atomic<Int>(12)
    let seals = Atomic<Int>(0)
    let held = Books(try sample.as(.southFinanceAdmin))
    try held.connection.script("begin")
    let heldEntry = try held.post(Drafts.expense(key: "held", award: "AWAY"), to: try held.organization("south")).number
    let writers = (0..<12).map { writer in
      inThread {
        do { try write(sample, writer) } catch { failures.withLock { $0.append("writer \(writer): \(error)") } }
        running.subtract(1, ordering: .sequentiallyConsistent)
      }
    }
    let sealers = (0..<3).map { sealer in
      inThread {
        do {
          let books = Books(try sample.as(.recorder))
          while running.load(ordering: .sequentiallyConsistent) > 0 {
            if sealer == 2 {
              try books.connection.script("begin; select ledger.seal_books()")
              usleep(5000)
              try books.connection.script(seals.load(ordering: .relaxed) % 2 == 0 ? "commit" : "rollback")
            } else if case .sealed = try books.seal() {
              seals.add(1, ordering: .relaxed)
            }
          }
        } catch { failures.withLock { $0.append("sealer: \(error)") } }
      }
    }
    for work in writers + sealers { work.wait() }
    #expect(failures.withLock { $0 } == [])
    #expect(seals.load(ordering: .relaxed) > 0)
    let recorder = Books(try sample.as(.recorder))
    while case .busy = try recorder.seal() {}
    // Only what is held open is late, and it is not lost.
    #expect(try unsealed(sample) == [])
    try held.connection.script("commit")
    #expect(try unsealed(sample) == [heldEntry])
    while case .busy = try recorder.seal() {}
    try expectWhole(sample)
  }

  private func write(_ sample: SampleBooks, _ writer: Int) throws {
    let books = Books(try sample.as(writer % 2 == 0 ? .recorder : .financeAdmin))
    // Long enough for writers who wait for each other's balances, far too short for what is held open.
    try books.connection.script("set lock_timeout = '8s'")
    for round in 0..<12 {
      try books.connection.script("begin")
      for part in 0...(round % 3) {
        if part == 1 { try books.connection.script("savepoint part") }
        try books.post(Drafts.transfer(key: "\(writer)-\(round)-\(part)", cents: 1), to: sample.north)
        if part == 1, round % 2 == 0 { try books.connection.script("rollback to part") }
        if writer % 3 == 0 { usleep(500) }
      }
      try books.connection.script(round % 4 == 3 ? "rollback" : "commit")
    }
  }

  private func unsealed(_ sample: SampleBooks) throws -> [Int64] {
    try sample.books.asInstaller().execute(
      """
      select e.id
      from ledger.journal_entry e
      where not exists (
        select from ledger.leaf l where l.organization_id = e.organization_id and l.kind = 'entry' and l.number = e.id)
      """
    ).map { try $0.int64("id") }
  }

  /// Every entry has one leaf, trees have no gaps, the floor has reached what was drawn, and `check` agrees.
  private func expectWhole(_ sample: SampleBooks) throws {
    let installer = try sample.books.asInstaller()
    #expect(try unsealed(sample) == [])
    let (entries, sealed, gaps) = try installer.execute(
      """
      select (select count(*) from ledger.journal_entry) as entries, (select count(*) from ledger.leaf where kind = 'entry') as sealed, (
        select coalesce(sum(g.gaps), 0)::bigint
        from (select max(leaf_index) + 1 - count(*) as gaps from ledger.leaf group by organization_id) g) as gaps
      """
    ).only { (try $0.int("entries"), try $0.int("sealed"), try $0.int("gaps")) }
    #expect(entries == sealed && gaps == 0)
    #expect(try brokenRules(installer).isEmpty)
  }

  /// A posting that is under way has the newest transaction of the server: a seal waits for it all the same with its floor. Often, for what
  /// other books of the server do may hide it.
  @Test func theNewestTransactionIsNotPassed() throws {
    let sample = try SampleBooks.copy()
    let slow = Books(try sample.as(.recorder))
    let sealer = Books(try sample.as(.southFinanceAdmin))
    for round in 0..<20 {
      try slow.connection.script("begin")
      let number = try slow.post(Drafts.transfer(key: "newest \(round)", cents: 1_00), to: sample.north).number
      _ = try sealer.connection.execute("select ledger.seal_books()")
      try slow.connection.script("commit")
      #expect(try unsealed(sample) == [number])
      while case .busy = try sealer.seal() {}
      #expect(try unsealed(sample) == [])
      let tail = try slow.connection.execute(
        "select (select sum(balance_cents) from ledger.month_balances('{1}', '2021-09-30') where account_code = '1070')::bigint as x"
      ).only { try $0.int("x") }
      #expect(tail == (round + 1) * 1_00)
    }
    // Whoever has recorded in the transaction that seals has an id that is older than what others have drawn since.
    try sealer.connection.script("begin")
    try sealer.post(Drafts.expense(key: "first", award: "AWAY"), to: try sealer.organization("south"))
    try slow.connection.script("begin")
    let late = try slow.post(Drafts.transfer(key: "after it"), to: sample.north).number
    _ = try sealer.connection.execute("select ledger.seal_books()")
    try sealer.connection.script("commit")
    while case .busy = try sealer.seal() {}
    try slow.connection.script("commit")
    #expect(try unsealed(sample) == [late])
    while case .busy = try sealer.seal() {}
    try expectWhole(sample)
  }

  /// Who seals in a transaction that began before another sealer noted a candidate moves the floor past nobody who is under way.
  @Test func anOldTransactionThatSealsPassesNobody() throws {
    for prologue in ["select pg_current_xact_id()", "select 1"] {
      let sample = try SampleBooks.copy()
      let old = Books(try sample.as(.southFinanceAdmin))
      let slow = Books(try sample.as(.recorder))
      let sealer = Books(try sample.as(.financeAdmin))
      while case .busy = try sealer.seal() {}
      try old.connection.script("begin; \(prologue)")
      try slow.connection.script("begin")
      let late = try slow.post(Drafts.transfer(key: "under way"), to: sample.north).number
      _ = try sealer.connection.execute("select ledger.seal_books()")
      _ = try old.connection.execute("select ledger.seal_books()")
      try old.connection.script("commit")
      try slow.connection.script("commit")
      #expect(try unsealed(sample) == [late])
      while case .busy = try sealer.seal() {}
      try expectWhole(sample)
    }
  }

  /// One posting under way: others are sealed past it, it waits for nobody, and what commits late is in a late seal, as statements of then say.
  @Test func aLateCommitIsInALateSeal() throws {
    let sample = try SampleBooks.copy()
    let slow = Books(try sample.as(.recorder))
    let other = Books(try sample.as(.southFinanceAdmin))
    let south = try other.organization("south")
    _ = try other.seal()
    try slow.connection.script("begin; set lock_timeout = '200ms'")
    let late = try slow.post(Drafts.transfer(key: "slow", cents: 7_00), to: sample.north).number
    try other.post(Drafts.expense(key: "prompt", award: "AWAY"), to: south)
    guard case .sealed(let before, 1, 0) = try other.seal() else { throw Unexpected() }
    try other.post(Drafts.expense(key: "prompt 2", award: "AWAY"), to: south)
    guard case .sealed(_, 1, 0) = try other.seal() else { throw Unexpected() }
    try slow.post(Drafts.transfer(key: "slow 2"), to: sample.north)
    try slow.connection.script("commit")
    let admin = Books(try sample.as(.financeAdmin))
    let trial = { (seal: Seal?) in
      try sample.as(.auditor).execute(
        "select account_code, balance_cents from ledger.account_balances(1, '2022-06-30', \(seal?.number)) order by 1, 2"
      ).map { "\(try $0.text("account_code")) \(try $0.int("balance_cents"))" }
    }
    let (then, now) = (try trial(before), try trial(nil))
    #expect(then != now)
    guard case .sealed(let after, 2, 0) = try admin.seal() else { throw Unexpected() }
    #expect(try admin.leaf(ofEntry: late, of: sample.north)?.seal == after.number && after.number == before.number + 2)
    #expect(try trial(before) == then && trial(after) == now && trial(nil) == now)
    try expectWhole(sample)
  }

  /// A name that is committed late is not the name of then.
  @Test func aLateRecordIsInALateSeal() throws {
    let sample = try SampleBooks.copy()
    let installer = try sample.books.asInstaller()
    let other = Books(try sample.as(.southFinanceAdmin))
    let slow = try sample.as(.financeAdmin)
    try slow.script("begin; select ledger.rename(1, 'account', '1070', 'Late name', 'tried')")
    try other.post(Drafts.expense(key: "prompt", award: "AWAY"), to: try other.organization("south"))
    let count = try other.connection.execute("select from ledger.renaming").count
    guard case .sealed(let before, _, _) = try other.seal() else { throw Unexpected() }
    try slow.script("commit")
    let name = { (seal: Int64?) in
      try installer.execute("select ledger.name_of(1, 'account', '1070', '', \(seal)) as x").map { try $0.text("x") }
    }
    #expect(try name(before.number) == [] && name(nil) == ["Late name"])
    guard case .sealed(let after, 0, 1) = try other.seal() else { throw Unexpected() }
    #expect(try name(before.number) == [] && name(after.number) == ["Late name"] && count == 0)
    try expectWhole(sample)
  }

  private struct Unexpected: Error {}

  /// A session held between drawing its number and recording under it: the floor does not pass it, because its transaction is known before the
  /// number is drawn. Without that it is never sealed, and `check` names it.
  @Test(arguments: [true, false]) func aNumberDrawnEarlyIsSealedLate(isKnown: Bool) throws {
    let sample = try SampleBooks.copy()
    let installer = try sample.books.asInstaller()
    try installer.script(
      """
      create function public.wait_here() returns trigger language plpgsql set lock_timeout = '5min' as $$
      begin
        if new.idempotency_key = 'early' then perform pg_advisory_xact_lock_shared(77, 1); end if;
        return new;
      end $$;
      grant execute on function public.wait_here() to public;
      create trigger zz_wait before insert on ledger.journal_entry for each row execute function public.wait_here();
      alter table ledger.journal_entry enable always trigger zz_wait;
      grant execute on function pg_advisory_xact_lock_shared(integer, integer) to public;
      """)
    if !isKnown {
      try installer.script(Mutant.edit("ledger.stamp_entry", [("perform pg_catalog.pg_current_xact_id();", "")]))
    }
    let other = Books(try sample.as(.southFinanceAdmin))
    let south = try other.organization("south")
    _ = try other.seal()
    try installer.script("begin; select pg_advisory_xact_lock(77, 1)")
    let session = try sample.as(.recorder)
    let pid = try session.execute("select pg_backend_pid() as pid").only { try $0.int("pid") }
    let runner = Race.Runner(session)
    let outcome = Mutex("")
    let work = inThread {
      let text = runner.run(DirectSQL.post(Drafts.transfer(key: "early")))
      outcome.withLock { $0 = text }
    }
    while try other.connection.execute("select cardinality(pg_blocking_pids(\(pid)::integer)) > 0 as waits").only({
      try !$0.bool("waits")
    }) { usleep(500) }
    let drawn = try other.connection.execute("select max(id) + 1 as x from ledger.journal_entry").only {
      try $0.int64("x")
    }
    let passes = {
      try installer.execute("select entry_floor >= \(drawn) as x from ledger.sealing").only { try $0.bool("x") }
    }
    // The floor also waits for what is under way in other books of the server.
    var number = 0
    repeat {
      number += 1
      try other.post(Drafts.expense(key: "prompt \(number)", award: "AWAY", cents: 1_00), to: south)
      guard case .sealed = try other.seal() else { throw Unexpected() }
      if !isKnown { usleep(20000) }
    } while isKnown ? number < 3 : try !passes()
    #expect(try passes() == !isKnown)
    try installer.script("rollback")
    work.wait()
    #expect(outcome.withLock { $0 } == "accepted")
    let early = try #require(try unsealed(sample).first)
    _ = try other.seal()
    #expect(try unsealed(sample) == (isKnown ? [] : [early]) && early == drawn)
    let named = try Books(try sample.books.asInstaller()).check().broken.map { "\($0.rule.prefix(5)) \($0.place)" }
    #expect(named.contains("LS002 entry \(early)") == !isKnown)
  }

  /// A seal that its client neither commits nor rolls back is ended by the server, and others seal; a session's own shorter limit stands.
  @Test func anIdleSealIsEnded() throws {
    let sample = try SampleBooks.copy()
    let other = Books(try sample.as(.financeAdmin))
    _ = try other.seal()
    for (own, expected) in [("0", "5s"), ("10min", "5s"), ("300ms", "300ms")] {
      let idle = try sample.as(.recorder)
      try idle.script("set idle_in_transaction_session_timeout = '\(own)'")
      let pid = try idle.execute("select pg_backend_pid() as pid").only { try $0.int("pid") }
      try other.post(Drafts.transfer(key: "before \(own)"), to: sample.north)
      try idle.script("begin; select ledger.seal_books()")
      let limit = try idle.execute("select current_setting('idle_in_transaction_session_timeout') as x").only {
        try $0.text("x")
      }
      #expect(limit == expected)
      guard own != "10min" else {
        try idle.script("rollback")
        continue
      }
      #expect(try other.seal() == .busy)
      while try other.connection.execute("select from pg_stat_activity where pid = \(pid)").count > 0 { usleep(2000) }
      guard case .sealed = try other.seal() else { throw Unexpected() }
      #expect(throws: DatabaseError.self) { try idle.script("commit") }
    }
    try expectWhole(sample)
  }

  /// Killed before its commit, at any point of it, a seal leaves nothing, and the next one is whole.
  @Test func aKilledSealLeavesNothing() throws {
    let sample = try SampleBooks.copy()
    let recorder = Books(try sample.as(.recorder))
    _ = try recorder.seal()
    try recorder.post(
      (0..<1500).map { Drafts.transfer(key: "before \($0)", cents: 1) }, to: sample.north)
    let installer = try sample.books.asInstaller()
    let tables = ["seal", "tree_head", "leaf", "rollup", "rollup_key", "month_rollup"]
    let counts = { try tables.map { try installer.execute("select from ledger.\(unescaped: $0)").count } }
    // What `post` sealed by itself, with the last of it.
    let before = try counts()
    try recorder.post(
      (0..<800).map { Drafts.transfer(key: "tail \($0)", cents: 1) }, to: sample.north)
    #expect(try counts() == before)
    for round in 0..<12 {
      let doomed = try sample.as(.recorder)
      let backend = try doomed.execute("select pg_backend_pid() as pid").only { try $0.int("pid") }
      try doomed.script("begin")
      if round == 0 {
        // After its last statement, before its commit.
        try doomed.script("select ledger.seal_books()")
        try installer.execute("select pg_terminate_backend(\(backend), 10000)")
        #expect(throws: DatabaseError.self) { try doomed.script("commit") }
      } else {
        let runner = Race.Runner(doomed)
        let work = inThread { _ = runner.run("select ledger.seal_books(); rollback") }
        usleep(UInt32(round * 1500))
        try installer.execute("select pg_terminate_backend(\(backend), 10000)")
        work.wait()
      }
      #expect(try counts() == before)
    }
    try recorder.post(Drafts.transfer(key: "after"), to: sample.north)
    guard case .sealed(let seal, let entries, _) = try recorder.seal() else { throw Unexpected() }
    #expect(seal.number == Int64(before[0] + 1) && entries == 801)
    try expectWhole(sample)
  }

  /// A period is closed while somebody else seals; it is sealed later.
  @Test func closingCommitsBeforeItSeals() throws {
    let sample = try SampleBooks.copy()
    let admin = Books(try sample.as(.financeAdmin))
    _ = try admin.seal()
    let before = try admin.seals().count
    let sealer = try sample.books.asInstaller()
    try sealer.script("begin; select from ledger.sealing for update")
    _ = try admin.write {
      try admin.close(through: try Month(parsing: "2021-12"), of: sample.north, reason: "reported")
    }
    let isClosed = try sample.as(.auditor).execute(
      "select from ledger.closing_event where organization_id = 1 and closed_through = '2021-12-31'"
    ).count
    #expect(isClosed == 1)
    #expect(try admin.seals().count == before)
    #expect(try admin.isSealDue())
    try sealer.script("rollback")
    try admin.write {}
    #expect(try admin.seals().count == before + 1)
    #expect(try !admin.isSealDue())
  }
}
