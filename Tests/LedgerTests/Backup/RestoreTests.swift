import Foundation
import Testing

@testable import Ledger

/// A backup makes the same books again, on this server and on another, and never over existing ones.
@Suite struct RestoreTests {
  @Test func aBackupRestoredElsewhereIsTheSameBooks() throws {
    let (books, program, _) = try BackupFixture.backedUp()
    let installer = Books(try books.asInstaller())
    let site = try installer.organization("site")
    try installer.grant(.recorder, to: "backup_ada", in: .organization(site))
    try installer.grant(.funder, to: "Émile d'Or", in: .award(try installer.award("YOUTH")))
    let file = try temporaryFile([], name: "books.dump")
    let backup = try BackupFixture.installer(of: books.database)("backup", file)
    try #require(backup.status == 0, "\(backup.errors)")
    #expect(backup.output.contains("read back whole"))

    let cluster = LocalCluster(home: TestCluster.temporaryHome())
    defer { cluster.destroy() }
    let elsewhere = Program(environment: ["LEDGER_HOME": cluster.home])
    let restored = try elsewhere("restore", file, "--keep-members")
    try #require(restored.status == 0, "\(restored.errors)")
    #expect(restored.output.contains("books number 2"))
    #expect(restored.output.contains("used by \(try LocalCluster.systemUserName())."))
    #expect(restored.output.contains("  ledgerctl user grant backup_ada recorder --org site\n"))
    #expect(restored.output.contains("  ledgerctl user grant 'Émile d'\\''Or' funder --award site/YOUTH\n"))
    #expect(try elsewhere("check").output.hasPrefix("Sound: "))
    #expect(try BackupFixture.statements(elsewhere) == BackupFixture.statements(program))
    #expect(try BackupFixture.databases(like: "ledger", on: cluster) == ["ledger"])

    // The commands that it prints let people in.
    #expect(try elsewhere("user", "grant", "backup_ada", "recorder", "--org", "site").status == 0)
    #expect(try elsewhere("entry", "list", "--as", "backup_ada").status == 0)
    // Books go on where they stood.
    #expect(try elsewhere.addExpense("7.00", key: "after").output.hasPrefix("Entry 8"))
    let second = try elsewhere("restore", file)
    #expect(second.status == 1)
    #expect(second.errors.contains("LEDGER_HOME=/a/new/folder ledgerctl restore"))
    #expect(try elsewhere("entry", "show", "after").status == 0)
  }

  @Test func instancesAreTold() throws {
    let (books, _, file) = try BackupFixture.backedUp()
    let names = [BackupFixture.newName(), BackupFixture.newName()]
    var lives: [[String]] = []
    for name in names {
      #expect(try BackupFixture.installer(of: name)("restore", file).status == 0)
      lives.append(
        try installerConnection(database: name).execute(
          "select number || source || coalesce(restored_from, '') || id as life from meta.instance order by number"
        ).map { try $0.text("life") })
    }
    let first = try books.asInstaller().execute("select '1made' || id as life from meta.instance").only {
      try $0.text("life")
    }
    for life in lives { #expect(life.count == 2 && life[0] == first && life[1].hasPrefix("2restoredbooks.dump")) }
    #expect(lives[0][1] != lives[1][1])
    let owner = try installerConnection(database: names[0])
    for change in [
      "update meta.instance set restored_from = null", "delete from meta.instance", "truncate meta.instance",
    ] {
      #expect(outcome(owner, change) == "LE008")
    }
    #expect(
      outcome(try books.as(login: "backup_reader", roles: ["ledger_auditor"]), "select from meta.instance")
        == "accepted")
  }

  /// Leaves and seals are as they were, and each tree goes on with a leaf that holds the name, size and root of the tree before.
  @Test func treesSayWhatTheyWereRestoredFrom() throws {
    let (books, program, _) = try BackupFixture.backedUp()
    try #require(try program("seal").status == 0)
    let file = try temporaryFile([], name: "sealed.dump")
    try #require(try BackupFixture.installer(of: books.database)("backup", file).status == 0)
    let name = BackupFixture.newName()
    try #require(try BackupFixture.installer(of: name)("restore", file, "--keep-members").status == 0)
    let before = try books.asInstaller()
    let after = try installerConnection(database: name)
    let leaves =
      "select concat_ws(' ', organization_id, leaf_index, seal_number, kind, number, hash) as x from ledger.leaf"
    let order = " order by organization_id, leaf_index"
    let old = try before.execute("\(unescaped: leaves + order)").map { try $0.text("x") }
    #expect(
      try after.execute("\(unescaped: leaves) where kind <> 'restored' \(unescaped: order)").map { try $0.text("x") }
        == old)
    let (last, first) = (
      try Books(try books.asInstaller()).seals(), try Books(try installerConnection(database: name)).seals()
    )
    #expect(first.count == last.count + 1 && Array(first.dropLast()) == last)
    #expect(
      try after.execute("select ledger.checkpoint(\(last.count)) as x").only { try $0.text("x") }
        == before.execute("select ledger.checkpoint(\(last.count)) as x").only { try $0.text("x") })
    let origin = try before.execute("select 'ledgerctl/' || id || '-1' as x from meta.instance").only {
      try $0.text("x")
    }
    let life = try after.execute(
      """
      select to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, created_by
      from meta.instance where number = 2
      """
    ).only { (try $0.text("at"), try $0.text("created_by")) }
    let heads = try before.execute(
      """
      select distinct on (t.organization_id) t.organization_id, coalesce(o.code, '0')::text as code, t.leaf_count, encode(t.root, 'base64') as root
      from ledger.tree_head t left join ledger.organization o on o.id = t.organization_id
      order by t.organization_id, t.seal_number desc
      """
    ).map { (try $0.int64("organization_id"), try $0.text("code"), try $0.int64("leaf_count"), try $0.text("root")) }
    #expect(heads.count == 2)
    for (organization, code, size, root) in heads {
      let text =
        "restored/1\t\(code == "0" ? "" : code)\t2\t\(life.0)\t\(life.1.utf8.count):\(life.1)\t\(origin)/\(code)\t\(size)\t\(root)\n"
      let leaf = try after.execute(
        """
        select encode(hash, 'hex') as hash, kind, seal_number from ledger.leaf
        where organization_id = \(organization) and leaf_index = \(size)
        """
      ).only { [try $0.text("hash"), try $0.text("kind"), "\(try $0.int64("seal_number"))"] }
      #expect(leaf == [MerkleTree.leaf(Array(text.utf8)), "restored", "\(last.count + 1)"])
    }
    let restored = BackupFixture.installer(of: name)
    #expect(try restored("check").status == 0)
    // What somebody changes of the life that was restored from is named.
    try after.script(
      "set session_replication_role = replica; alter table ledger.tree_head disable trigger user; update ledger.tree_head set root = sha256('x') where seal_number = 1"
    )
    #expect(try restored("check").output.contains("restore 2"))
  }

  @Test func onAServerItNeedsAFreeNameAndNobodyElse() throws {
    let (books, _, file) = try BackupFixture.backedUp()
    let name = BackupFixture.newName()
    let taken = try BackupFixture.installer(of: books.database)("restore", file)
    #expect(taken.status == 1)
    #expect(taken.errors.contains("name a database that does not exist in --books"))

    // Two at once: one restores, the other is told.
    let lock = try installerConnection()
    try lock.execute("select pg_advisory_lock(hashtextextended(\("ledger restore " + name), 0))")
    let busy = try BackupFixture.installer(of: name)("restore", file)
    #expect(busy.status == 3)
    #expect(busy.errors.contains("somebody is restoring"))
    try lock.execute("select pg_advisory_unlock_all()")
    #expect(try BackupFixture.databases(like: name) == [])
    #expect(try BackupFixture.installer(of: name)("restore", file).status == 0)
    #expect(try BackupFixture.databases(like: name) == [name])
    let again = try BackupFixture.installer(of: name)("restore", file)
    #expect(again.status == 1)
  }

  @Test func newerBooksAreRefusedAndOlderOnesBroughtUpToDate() throws {
    let (books, _, file) = try BackupFixture.backedUp()
    let owner = try books.asInstaller()
    let newer = "\(file).newer"
    let backup = Backup(try BackupFixture.target(books.database))
    let name = BackupFixture.newName()
    // A program that carries one migration more takes the rows into the tables as they were, and goes on from there.
    var scripts = SchemaScripts.embedded
    scripts.migrations.append(
      .init(
        name: "V9998_next",
        text:
          "alter table ledger.fund add color text; update ledger.fund set color = 'green'; comment on column ledger.fund.color is 'x'"
      ))
    let restore = Restore(into: try BackupFixture.target(name), Migrator(scripts: scripts))
    #expect(try restore.run(file).upgrade.migrations == ["V9998_next"])
    let next = try installerConnection(database: name)
    try Migrator(scripts: scripts).verify(next)
    #expect(try next.execute("select from ledger.fund where color = 'green'").count > 0)
    // One whose scripts are others takes none of it.
    scripts.migrations[2] = .init(name: scripts.migrations[2].name, text: scripts.migrations[2].text + "\n")
    let other = Restore(into: try BackupFixture.target(BackupFixture.newName()), Migrator(scripts: scripts))
    #expect { _ = try other.run(file) } throws: {
      if case BackupError.otherTables = $0 { true } else { false }
    }

    try owner.execute(
      "insert into meta.migration (version, name, checksum) values (9999, 'V9999_future', \(SHA256.hex(of: [])))")
    #expect(throws: BackupError.programRowsChanged(table: "meta.migration")) { try backup.write(to: newer) }
    try owner.execute("select meta.record_catalog()")
    #expect(throws: BackupError.otherMigrations) { try backup.write(to: newer) }
    var future = SchemaScripts.embedded
    future.migrations.append(.init(name: "V9999_future", text: ""))
    _ = try Backup(try BackupFixture.target(books.database), future).write(to: newer)
    let refused = try BackupFixture.installer(of: BackupFixture.newName())("restore", newer)
    #expect(refused.status == 1)
    #expect(refused.errors.contains("version 9999") && refused.errors.contains("Install the newer ledgerctl"))

    // Books of the first release have no lineage, and their versions count other migrations.
    try owner.execute("drop table meta.lineage")
    #expect { _ = try backup.write(to: "\(file).first") } throws: {
      if case MigrationError.booksOfAnotherLineage = $0 { true } else { false }
    }
  }

  /// A dry run proves a backup beside the books themselves, and leaves nothing: no database, no login, no right.
  @Test func aDryRunProvesABackupBesideTheBooks() throws {
    let (books, program, file) = try BackupFixture.backedUp()
    let rights: Query = """
      select string_agg(m.member::regrole || ' ' || m.roleid::regrole, ',' order by 1) as rights
      from (select member, roleid from pg_auth_members) m where m.member::regrole::text = 'backup_dry'
      """
    let installer = Books(try books.asInstaller())
    try installer.grant(.recorder, to: "backup_dry", in: .books)
    try #require(try BackupFixture.installer(of: books.database)("backup", file).status == 0)
    try installer.connection.execute("revoke ledger_recorder from backup_dry")
    let dry = try BackupFixture.installer(of: books.database)("restore", file, "--dry-run")
    #expect(dry.status == 0 && dry.output.hasPrefix("dry run, nothing recorded: Restored"), "\(dry.errors)")
    #expect(try BackupFixture.databases(like: books.database + "_restoring") == [])
    #expect(try installer.connection.execute(rights).only { try $0.textOrNil("rights") } == nil)
    try installer.revoke(.recorder, from: "backup_dry", in: .books)
    #expect(try program("check").output.hasPrefix("Sound"))
  }

  /// Rights, functions and tables that somebody made by hand are no rows, and stay behind.
  @Test func whatIsMadeByHandStaysBehind() throws {
    let (books, _, file) = try BackupFixture.backedUp()
    try installerConnection().execute("create role \"backup excel\"")
    let owner = try books.asInstaller()
    try owner.script(
      """
      grant usage on schema report to "backup excel";
      create table ledger.mine (x int);
      create function ledger.mine() returns int language sql as 'select 1';
      alter table ledger.journal_line disable trigger append_only;
      create trigger mine before insert on ledger.journal_line execute function ledger.refuse_change();
      """)
    let backup = try BackupFixture.installer(of: books.database)("backup", file)
    #expect(backup.status == 0, "\(backup.errors)")
    try owner.script("revoke usage on schema report from \"backup excel\"")
    try installerConnection().execute("drop role \"backup excel\"")
    let name = BackupFixture.newName()
    let restored = try BackupFixture.installer(of: name)("restore", file)
    #expect(restored.status == 0, "\(restored.errors)")
    #expect(try BackupFixture.installer(of: name)("check").output.hasPrefix("Sound: "))
  }

  @Test func brokenBooksAreRefusedUnlessAccepted() throws {
    let (books, _, file) = try BackupFixture.backedUp()
    let owner = try books.asInstaller()
    try owner.script(
      """
      alter table ledger.journal_line disable trigger append_only;
      update ledger.journal_line set amount_cents = amount_cents + 1 where entry_id = 2 and line_number = 1;
      alter table ledger.journal_line enable always trigger append_only;
      """)
    #expect(try BackupFixture.installer(of: books.database)("backup", file).status == 0)
    let name = BackupFixture.newName()
    let refused = try BackupFixture.installer(of: name)("restore", file)
    #expect(refused.status == 1)
    #expect(refused.errors.contains("LE001") && refused.errors.contains("entry 2"))
    #expect(refused.errors.contains("--accept-broken"))
    #expect(try BackupFixture.databases(like: name) == [])
    let accepted = try BackupFixture.installer(of: name)("restore", "--accept-broken", file)
    #expect(accepted.status == 0, "\(accepted.errors)")
    #expect(!accepted.output.contains("\\n"), "\(accepted.output)")
    let rules = accepted.output.split(separator: "\n").filter { $0.hasPrefix("  L") }
    #expect(rules.count > 1 && rules.contains { $0.hasPrefix("  LE001") }, "\(accepted.output)")
    #expect(accepted.output.contains("\(rules.count) rules are broken in them:\n"))
    // The same is found without any books of one's own.
    let checked = try Program(environment: [:])("check", "--backup", file)
    #expect(checked.status == 1 && checked.output.contains("LE001"), "\(checked.output)\(checked.errors)")
    #expect(checked.errors.contains("use an older backup"))
  }
}
