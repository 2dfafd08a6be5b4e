import Foundation
import Testing

@testable import Ledger

/// A backup or a restore that is broken off leaves nothing half done, and the same command again completes it.
@Suite(.serialized) struct BackupInterruptionTests {
  @Test(arguments: [SIGINT, SIGKILL]) func aRestoreLandsWholeOrNotAtAll(signal: Int32) throws {
    let (_, program, file) = try BackupFixture.backedUp()
    let expected = try BackupFixture.statements(program)
    let whole = try ContinuousClock().measure {
      try #require(try BackupFixture.installer(of: BackupFixture.newName())("restore", file).status == 0)
    }
    var (brokenOff, leftovers) = (0, 0)
    for point in 1...5 {
      let name = BackupFixture.newName()
      let restore = BackupFixture.installer(of: name)
      let process = try restore.start(["restore", file, "--keep-members"])
      try process.run()
      Self.wait(whole * point / 6)
      kill(process.processIdentifier, signal)
      process.waitUntilExit()
      // The server may still be at the last statement that it was sent: its session ends with the lock.
      let key = "ledger restore " + name
      try installerConnection().execute("select pg_advisory_lock(hashtextextended(\(key), 0))")
      let found = try BackupFixture.databases(like: name)
      leftovers += found.filter { $0 != name }.count
      if signal == SIGINT { #expect(found == [] || found == [name], "point \(point): \(found)") }
      if !found.contains(name) {
        brokenOff += 1
        let again = try restore("restore", file, "--keep-members")
        #expect(again.status == 0, "point \(point): \(again.errors)")
      }
      #expect(try BackupFixture.databases(like: name) == [name])
      let reader = Program(environment: [
        "LEDGER_BOOKS": TestCluster.shared.conninfo(user: LocalCluster.installerLogin, database: name)
      ])
      #expect(try reader("check").output.hasPrefix("Sound: "))
      #expect(try BackupFixture.statements(reader) == expected)
    }
    #expect(brokenOff > 1)
    if signal == SIGKILL { #expect(leftovers > 0) }
  }

  /// While it connects to the books that it makes, which here takes a second.
  @Test func aRestoreThatConnectsIsBrokenOffCleanly() throws {
    let (_, _, file) = try BackupFixture.backedUp()
    let name = BackupFixture.newName()
    let place = TestCluster.shared.conninfo(user: LocalCluster.installerLogin, database: name)
    let restore = Program(environment: ["LEDGER_BOOKS": place, "PGOPTIONS": "-c post_auth_delay=1"])
    let running = try RunningProgram(restore, ["restore", file])
    var isMade = false
    for _ in 1...3000 where !isMade {
      usleep(10_000)
      isMade = try BackupFixture.databases(like: name) != []
    }
    try #require(isMade)
    usleep(200_000)
    running.signal(SIGINT)
    let outcome = running.finish()
    #expect(outcome.status == 130, "\(outcome.errors)")
    #expect(try BackupFixture.databases(like: name) == [])
  }

  @Test(arguments: [SIGINT, SIGKILL]) func aBackupIsOldOrNew(signal: Int32) throws {
    let (books, program, file) = try BackupFixture.backedUp()
    _ = try program.addExpense("9.99", key: "later")
    let old = try Data(contentsOf: URL(filePath: file))
    let backup = BackupFixture.installer(of: books.database)
    let whole = try ContinuousClock().measure { _ = try backup("backup", "\(file).other") }
    for point in 1...5 {
      try old.write(to: URL(filePath: file))
      let process = try backup.start(["backup", file])
      try process.run()
      Self.wait(whole * point / 6)
      kill(process.processIdentifier, signal)
      process.waitUntilExit()
      let found = try Data(contentsOf: URL(filePath: file))
      if found != old {
        #expect(try BackupFixture.installer(of: BackupFixture.newName())("restore", file).status == 0)
      }
    }
    #expect(try backup("backup", file).status == 0)
    let names = File.names(in: URL(filePath: file).deletingLastPathComponent().path)
    #expect(Set(names) == ["books.dump", "books.dump.other"])
  }

  private static func wait(_ duration: Duration) {
    usleep(UInt32(duration.components.seconds * 1_000_000 + duration.components.attoseconds / 1_000_000_000_000))
  }
}
