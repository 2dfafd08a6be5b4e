import Foundation
import Testing

@testable import Ledger

/// An upgrade takes the rules as it finds them only where they are those that the last one left.
@Suite struct UpgradeTests {
  /// Whoever changed a rule past the program is not hidden by the next upgrade: it is refused, and nothing of it stays.
  @Test(arguments: [
    (
      "alter table ledger.journal_line disable trigger append_only",
      "trigger ledger.journal_line.append_only was changed"
    ),
    ("drop trigger append_only on ledger.journal_line", "trigger ledger.journal_line.append_only is missing"),
    ("create policy mine on ledger.journal_line for select using (true)", "policy ledger.journal_line.mine was added"),
    (
      "create or replace function ledger.today() returns date language sql stable set search_path = pg_catalog, pg_temp as 'select date ''2021-01-01'''",
      "function ledger.today() was changed"
    ),
  ]) func tamperingIsNotHidden(change: String, words: String) throws {
    let (books, program, file) = try BackupFixture.backedUp()
    let owner = try books.asInstaller()
    try owner.script(change)
    // Where nothing is to be applied, too, nobody is told that all is up to date.
    let idle = try BackupFixture.installer(of: books.database)("init")
    #expect(idle.status == 1 && idle.errors.contains(words), "\(idle.errors)\(idle.output)")
    try owner.script("update meta.function_script set checksum = 'older' where name = 'check/books'")
    let installer = BackupFixture.installer(of: books.database)
    let refused = try installer("init")
    #expect(refused.status == 1 && refused.errors.contains(words), "\(refused.errors)")
    #expect(refused.errors.contains("nothing was upgraded") && refused.errors.contains("ledgerctl restore"))
    let older = try owner.execute("select from meta.function_script where checksum = 'older'").count
    #expect(older == 1)
    #expect(try Books(owner).check().broken.contains { $0.rule.hasPrefix("LS") || $0.rule.hasPrefix("L") })
    _ = program

    // Rows are what is theirs: with the program's own rules they are sound.
    #expect(try installer("backup", file).status == 0)
    let name = BackupFixture.newName()
    let restored = try BackupFixture.installer(of: name)("restore", file)
    #expect(restored.status == 0, "\(restored.errors)")
    #expect(try BackupFixture.installer(of: name)("check").output.hasPrefix("Sound: "))
  }

  /// An init that was cut between the role and the way in is completed by the next.
  @Test func aLoginWithoutAWayInGetsIt() throws {
    let (program, cluster) = try Program.withLocalBooks()
    defer { cluster.destroy() }
    let made = try program("init", "--org", "site", "--name", "Site")
    #expect(made.status == 0, "\(made.errors)")
    let map = "\(cluster.dataFolder)/pg_ident.conf"
    let without = try #require(File.read(map)).split(separator: "\n").filter {
      $0.contains(LocalCluster.installerLogin)
    }
    try File.replace(map, with: without.joined(separator: "\n") + "\n", owner: try cluster.serverUser())
    try cluster.connectAsInstaller(database: "postgres").execute("select pg_reload_conf()")
    _ = try? cluster.stop(mode: "fast")
    #expect(try program("org", "list").status != 0)
    #expect(try program("init").status == 0)
    #expect(try program("org", "list").status == 0)
  }
}
