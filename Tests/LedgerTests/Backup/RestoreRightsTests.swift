import Foundation
import Testing

@testable import Ledger

/// Who may restore, and who may use what is restored.
@Suite struct RestoreRightsTests {
  /// Beside other books on a server no superuser is needed. Until one has taken the locks away, nothing is recorded.
  @Test func withoutASuperuser() throws {
    let (books, _, file) = try BackupFixture.backedUp()
    let name = BackupFixture.newName()
    try installerConnection().script("create role backup_maker login createdb createrole")
    _ = try books.as(login: "backup_maker")
    try installerConnection().script("grant connect on database postgres to backup_maker")
    let maker = Program(environment: [
      "LEDGER_BOOKS": TestCluster.shared.conninfo(user: "backup_maker", database: name)
    ])
    let refused = try maker("restore", file)
    #expect(refused.status == 3 && refused.errors.contains("may not make books"), "\(refused.errors)")
    #expect(refused.errors.contains("member of ledger_owner"))
    let unread = try Program(books: books, login: "backup_maker")("backup", "\(file).2")
    #expect(unread.status == 3)
    #expect(unread.errors.contains("may not read everything") && !FileManager.default.fileExists(atPath: "\(file).2"))

    try installerConnection().script("alter role backup_maker nocreaterole; grant ledger_owner to backup_maker")
    let restored = try maker("restore", file)
    #expect(restored.status == 0, "\(restored.errors)")
    #expect(restored.errors.contains("can take advisory locks") && restored.errors.contains("Texts cannot be removed"))
    #expect(restored.output.contains("Nothing can be recorded in them until a superuser"), "\(restored.output)")
    let owner = try installerConnection(database: name)
    let login = try LocalCluster.systemUserName()
    try Books(owner).grant(.financeAdmin, to: login, in: .books)
    let daily = Program(environment: ["LEDGER_BOOKS": TestCluster.shared.conninfo(user: login, database: name)])
    #expect(try daily("check").output.hasPrefix("Sound: "))
    let early = try daily.addExpense("7.00", key: "after")
    #expect(early.status == 1 && early.errors.contains("[LP005]"), "\(early.errors)")
    #expect(early.errors.contains("ledgerctl init"))

    // A superuser finishes it, once.
    let finished = try BackupFixture.installer(of: name)("init")
    #expect(finished.status == 0, "\(finished.errors)")
    #expect(try daily.addExpense("7.00", key: "after").status == 0)
    #expect(try daily("check").output.hasPrefix("Sound: "))
    try installerConnection().script("revoke ledger_owner from backup_maker")
  }

  /// What others were allowed to do ends, unless whoever restores confirms it.
  @Test(arguments: [false, true]) func othersAreLetInByWord(keeps: Bool) throws {
    let (books, _, _) = try BackupFixture.backedUp()
    let installer = Books(try books.asInstaller())
    let login = "backup_member_\(keeps)"
    try installer.grant(.recorder, to: login, in: .books)
    try TestCluster.shared.allow(login: login)
    let file = try temporaryFile([], name: "members.backup")
    #expect(try BackupFixture.installer(of: books.database)("backup", file).status == 0)
    let name = BackupFixture.newName()
    let restored = try BackupFixture.installer(of: name).run(["restore", file] + (keeps ? ["--keep-members"] : []))
    #expect(restored.status == 0, "\(restored.errors)")
    let member = Program(environment: ["LEDGER_BOOKS": TestCluster.shared.conninfo(user: login, database: name)])
    #expect(try member("entry", "list").status == (keeps ? 0 : 3))
    #expect(restored.output.contains("What others were allowed to do has ended") == !keeps)
    #expect(restored.output.contains("ledgerctl user grant \(login) recorder\n") == !keeps)
    // The command that it prints lets the login in again.
    let again = try BackupFixture.installer(of: name)("user", "grant", login, "recorder")
    #expect(again.status == 0, "\(again.errors)")
    #expect(try member("entry", "list").status == 0)
    #expect(try BackupFixture.installer(of: name)("check").output.hasPrefix("Sound: "))
  }

  /// Into a server of another encoding and locale; every document is the same to the byte.
  @Test func intoAnotherLocale() throws {
    let (_, program, file) = try BackupFixture.backedUp()
    let home = TestCluster.temporaryHome()
    let user = try TestCluster.shared.serverUser()
    let programs = try #require(ServerPrograms.installed(environment: [:], as: user).first)
    chown(home, user.identifier, user.group)
    try ChildProcess.run(
      programs.path("initdb"),
      ["-D", "\(home)/data", "-E", "LATIN1", "--locale=C", "-U", "postgres", "-A", "trust", "--no-sync"], as: user)
    let options =
      "-c listen_addresses= -c unix_socket_directories=\(home) -c fsync=off -c lc_messages=C -c datestyle=german -c bytea_output=escape"
    try ChildProcess.run(
      programs.path("pg_ctl"), ["-D", "\(home)/data", "-o", options, "-l", "\(home)/log", "-w", "start"], as: user)
    defer {
      _ = try? ChildProcess.run(programs.path("pg_ctl"), ["-D", "\(home)/data", "-m", "immediate", "stop"], as: user)
      try? FileManager.default.removeItem(atPath: home)
    }
    let elsewhere = Program(environment: ["LEDGER_BOOKS": "host=\(home) user=postgres dbname=books"])
    let restored = try elsewhere("restore", file)
    try #require(restored.status == 0, "\(restored.errors)")
    #expect(try elsewhere("check").output.hasPrefix("Sound: "))
    let (here, there) = try (
      program("document", "show", "1", "--output", "\(file).here"),
      elsewhere("document", "show", "1", "--output", "\(file).there")
    )
    #expect(here.status == 0 && there.status == 0, "\(here.errors)\(there.errors)")
    #expect(File.read("\(file).here") == File.read("\(file).there") && File.read("\(file).here") != nil)
    #expect(Array(try Data(contentsOf: URL(filePath: "\(file).there"))) == SampleFiles.png)
    // A backup of it holds the same rows.
    #expect(try elsewhere("backup", "\(file).again").status == 0)
    let (first, second) = try (BackupFile.opened(file).contents(), BackupFile.opened("\(file).again").contents())
    let kept = ["ledger.journal_entry", "ledger.journal_line", "ledger.document", "ledger.account"]
    #expect(
      first.tables.filter { kept.contains($0.name) }.map(\.rowCount)
        == second.tables.filter { kept.contains($0.name) }.map(\.rowCount))
    #expect(
      first.tables.first { $0.name == "ledger.document" }?.digest
        == second.tables.first { $0.name == "ledger.document" }?.digest)
  }
}
