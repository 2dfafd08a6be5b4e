import Foundation
import Testing

@testable import Ledger

/// A backup is the word of a stranger: whatever it says, nothing of it runs, nothing is left behind, and what is wrong is named.
@Suite struct HostileBackupTests {
  private static let sound: Result<ForgedBackup, any Error> = Result {
    try ForgedBackup(of: try BackupFixture.backedUp().file)
  }

  /// What is done to a sound backup, and the words that say so.
  struct Forgery: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let words: String
    let forge: @Sendable (inout ForgedBackup) -> Void

    init(_ name: String, _ words: String, _ forge: @escaping @Sendable (inout ForgedBackup) -> Void) {
      (testDescription, self.words, self.forge) = (name, words, forge)
    }
  }

  private static func table(_ name: String, _ columns: String) -> BackupContents.Table {
    BackupContents.Table(name: name, columns: columns)
  }

  static let forgeries: [Forgery] = [
    Forgery("a table that the program does not have", "differ in table ledger.mine (x)") {
      $0.contents.tables.append(table("ledger.mine", "x"))
    },
    Forgery("SQL as the name of a table", "differ in table ledger.fund (code); drop table") {
      $0.contents.tables.append(table("ledger.fund (code); drop table ledger.account; --", "x"))
    },
    Forgery("rows of the program's own", "differ in table ledger.rule") {
      $0.contents.tables.append(table("ledger.rule", "sqlstate, name"))
      $0.rows["ledger.rule"] = "XX000\tmine\n"
    },
    Forgery("what the last upgrade left", "differ in table meta.catalog_object") {
      $0.contents.tables.append(table("meta.catalog_object", "kind, name, checksum"))
    },
    Forgery("rights of the server", "differ in table pg_catalog.pg_authid") {
      $0.contents.tables.append(table("pg_catalog.pg_authid", "rolname, rolsuper"))
    },
    Forgery("a table left out", "differ in table ledger.journal_line") { forged in
      forged.contents.tables.removeAll { $0.name == "ledger.journal_line" }
    },
    Forgery("SQL as the name of a column", "differ in table ledger.fund (") {
      $0.change("ledger.fund") { $0.columns += ") from program 'touch /tmp/mine'; --" }
    },
    Forgery("columns in another order", "differ in table ledger.fund (") {
      $0.change("ledger.fund") { $0.columns = $0.columns.split(separator: ", ").reversed().joined(separator: ", ") }
    },
    Forgery("a sequence of its own", "differ in sequence ledger.mine") {
      $0.contents.sequences.append(.init(name: "ledger.mine", lastNumber: 1))
    },
    Forgery("SQL as the name of a sequence", "differ in sequence ledger.") { forged in
      forged.contents.sequences[0].name = "ledger.record_number'); select pg_sleep(9); --"
    },
    Forgery("a row with more fields than columns", "rows of ledger.fund are not of the form") {
      $0.rows["ledger.fund"]! += "1\tx\ty\tz\n"
    },
    Forgery("a number that is none", "rows of ledger.fund are not of the form") {
      $0.rows["ledger.fund"] = $0.rows["ledger.fund"]!.replacing("1\t", with: "secret\t", maxReplacements: 1)
    },
    Forgery("a row twice", "rows of ledger.organization break organization_pkey") {
      $0.rows["ledger.organization"]! += $0.rows["ledger.organization"]!
    },
    Forgery("a row that a check refuses", "rows of ledger.organization break organization_") {
      $0.rows["ledger.organization"] = $0.rows["ledger.organization"]!.replacing("\t7\t", with: "\t13\t")
    },
    Forgery("rows without what they name", "rows of ledger.account break account_organization_fkey") {
      $0.rows["ledger.organization"] = ""
    },
    Forgery("an end in the middle of the rows", "rows of ledger.journal_line are not of the form") {
      $0.rows["ledger.journal_line"] = "\\.\n" + $0.rows["ledger.journal_line"]!
    },
    Forgery("a migration of its own", "holds tables of another making") {
      $0.contents.migrations[1].checksum = String(repeating: "0", count: 64)
    },
    Forgery("no migration", "holds tables of another making") { $0.contents.migrations = [] },
    Forgery("books of the future", "Install the newer ledgerctl") {
      $0.contents.migrations.append(.init(version: 9_999, name: "V9999_mine", checksum: ""))
    },
    Forgery("fewer rows than there are", "is longer than its list says") {
      $0.claims["ledger.account"] = { $0.rowCount -= 1 }
    },
    Forgery("more rows than there are", "are not those of its list") {
      $0.claims["ledger.account"] = { $0.rowCount += 1 }
    },
    Forgery("fewer bytes than there are: a bomb", "is longer than its list says") {
      $0.rows["ledger.account"] = String(repeating: "0", count: 50_000_000) + "\n"
      $0.claims["ledger.account"] = { $0.byteCount = 10_000 }
    },
    Forgery("more bytes than can be packed so", "its list says what cannot be") {
      $0.claims["ledger.account"] = { $0.byteCount = 1 << 50 }
    },
    Forgery("other rows than those it swears to", "are not those of its list") {
      $0.claims["ledger.account"] = { $0.digest = String(repeating: "0", count: 64) }
    },
    Forgery("the rows of another table", "a part of it") { $0.claims["ledger.account"] = { $0.packedByteCount -= 1 } },
    Forgery("a place outside the file", "its list says what cannot be") {
      $0.claims["ledger.account"] = { $0.offset = 999_999_999 }
    },
    Forgery("numbers that would be drawn again", "sequence ledger.membership_number_seq would give number 1 again") {
      for index in $0.contents.sequences.indices
      where !["ledger.journal_entry_number", "ledger.record_number"].contains($0.contents.sequences[index].name) {
        $0.contents.sequences[index].lastNumber = 0
      }
    },
    Forgery("other books in its list than in its rows", "says of itself that it is of other books") {
      $0.contents.instance += 1
    },
    Forgery("a moment that is none", "is cut short or damaged") { $0.contents.takenAt = "2026-02-30 25:00:00" },
    Forgery("numbers that end soon", "is cut short or damaged") {
      $0.contents.sequences[0].lastNumber = 999_999_999_999_999_999
    },
  ]

  @Test(arguments: forgeries) func nothingOfItRunsAndItIsNamed(forgery: Forgery) throws {
    var forged = try Self.sound.get()
    forgery.forge(&forged)
    let path = try forged.write()
    let name = BackupFixture.newName()
    for more in [[], ["--dry-run"], ["--keep-members"]] {
      let refused = try BackupFixture.installer(of: name).run(["restore", path] + more)
      #expect(
        refused.status == 1 && refused.errors.contains(forgery.words), "\(more): \(refused.errors)\(refused.output)")
      #expect(!refused.errors.contains("secret"))
      #expect(try BackupFixture.databases(like: name) == [])
    }
  }

  /// Where such books are taken all the same, they go on with numbers of their own.
  @Test func numbersAreRaisedInBrokenBooks() throws {
    var forged = try Self.sound.get()
    for index in forged.contents.sequences.indices { forged.contents.sequences[index].lastNumber = 0 }
    let name = BackupFixture.newName()
    let installer = BackupFixture.installer(of: name)
    let taken = try installer("restore", try forged.write(), "--accept-broken")
    #expect(taken.status == 0 && taken.output.contains("LE009"), "\(taken.output)\(taken.errors)")
    #expect(try installer("org", "add", "again", "Again").status == 0)
    #expect(try installer("check").output.contains("Sound: "))
  }

  /// What a stranger wrote into the rows themselves is known: by a rule, and by what was sealed.
  @Test func changedRowsAreBrokenRules() throws {
    var forged = try Self.sound.get()
    let lines = forged.rows["ledger.journal_line"]!
    forged.rows["ledger.journal_line"] = lines.replacing("\t505\t", with: "\t506\t", maxReplacements: 1)
    try #require(forged.rows["ledger.journal_line"] != lines)
    let refused = try BackupFixture.installer(of: BackupFixture.newName())("restore", try forged.write())
    #expect(refused.status == 1 && refused.errors.contains("LE001"), "\(refused.errors)")
  }

  /// A login that a stranger wrote into the memberships is let in by nobody but the one who restores.
  @Test func aMembershipOfItsOwnLetsNobodyIn() throws {
    var forged = try Self.sound.get()
    let mine = forged.rows["ledger.membership"]!.split(separator: "\n")[0].split(separator: "\t")
    try installerConnection().script("create role backup_stranger login")
    var row = mine.map(String.init)
    let columns = try #require(forged.contents.tables.first { $0.name == "ledger.membership" }).columns
      .split(separator: ", ")
    let numbers = forged.contents.sequences.map(\.lastNumber)
    for (column, value) in [
      ("number", "\(numbers.max()! + 1)"), ("login", "backup_stranger"), ("record_number", "\(numbers.max()! + 1)"),
    ] {
      row[try #require(columns.firstIndex { $0 == column })] = value
    }
    forged.rows["ledger.membership"]! += row.joined(separator: "\t") + "\n"
    for index in forged.contents.sequences.indices
    where ["ledger.membership_number_seq", "ledger.record_number"].contains(forged.contents.sequences[index].name) {
      forged.contents.sequences[index].lastNumber = numbers.max()! + 1
    }
    let name = BackupFixture.newName()
    let restored = try BackupFixture.installer(of: name)("restore", "--accept-broken", try forged.write())
    #expect(restored.status == 0, "\(restored.errors)")
    #expect(restored.output.contains("  ledgerctl user grant backup_stranger finance-admin\n"), "\(restored.output)")
    let stranger = Program(environment: [
      "LEDGER_BOOKS": TestCluster.shared.conninfo(user: "backup_stranger", database: name)
    ])
    try TestCluster.shared.allow(login: "backup_stranger")
    #expect(try stranger("entry", "list").status == 3)
    let held = try installerConnection(database: name).execute(
      "select from ledger.membership_in_force where login = 'backup_stranger'")
    #expect(held.count == 0)
  }

  /// A floor of sealing moved up would leave records without a leaf: it is figured anew.
  @Test func aFloorOfItsOwnLeavesNothingUnsealed() throws {
    var forged = try Self.sound.get()
    let columns = try #require(forged.contents.tables.first { $0.name == "ledger.sealing" }).columns
      .split(separator: ", ")
    var row = forged.rows["ledger.sealing"]!.dropLast().split(separator: "\t").map(String.init)
    for floor in ["entry_floor", "record_floor"] { row[try #require(columns.firstIndex { $0 == floor })] = "9999" }
    forged.rows["ledger.sealing"] = row.joined(separator: "\t") + "\n"
    let name = BackupFixture.newName()
    let restored = BackupFixture.installer(of: name)
    #expect(try restored("restore", try forged.write()).status == 0)
    #expect(try restored("user", "grant", "backup_sealed", "auditor").status == 0)
    #expect(try restored("seal").status == 0)
    #expect(try restored("check").output.hasPrefix("Sound: "))
    let left = try installerConnection(database: name).execute(
      "select from ledger.membership m where not exists (select from ledger.leaf l where l.kind = 'membership' and l.number = m.record_number)"
    )
    #expect(left.count == 0)
  }

  /// What was put in below the last seal is named in the books, and so it is in whatever is restored from them: the seal says how far it goes.
  @Test func whatWasSlippedInBelowTheLastSealIsNamedAfterARestore() throws {
    let sample = try SampleBooks.copy()
    let recorder = Books(try sample.as(.recorder))
    let superuser = try sample.books.asInstaller()
    // A number that nobody has, passed by a seal that waits for nobody.
    try recorder.connection.script("begin; \(DirectSQL.post(Drafts.transfer(key: "tried"))) rollback")
    let gap = try superuser.execute("select last_value from ledger.record_number").only { try $0.int64("last_value") }
    for attempt in 1... {
      try recorder.post(Drafts.transfer(key: "next \(attempt)"), to: sample.north)
      _ = try recorder.seal()
      let passed = try superuser.execute(
        "select record_floor >= \(gap) as passed from ledger.seal order by number desc limit 1"
      ).only { try $0.bool("passed") }
      if passed { break }
    }
    try superuser.script(
      """
      begin; alter table ledger.membership disable trigger user;
      insert into ledger.membership (number, login, role, organization_id, recorded_by, record_number)
      overriding system value
      select max(number) + 1, 'slipped_in', 'finance_admin', null, max(recorded_by), \(gap) from ledger.membership;
      select setval('ledger.membership_number_seq', max(number)) from ledger.membership;
      do $$
      declare made record;
      begin
        for made in select t.tgname from pg_trigger t where t.tgrelid = 'ledger.membership'::regclass and not t.tgisinternal loop
          execute format('alter table ledger.membership enable always trigger %I', made.tgname);
        end loop;
      end $$;
      commit;
      """)
    let named = "LS002"
    #expect(try brokenRules(superuser).contains { $0.contains(named) })
    let file = try temporaryFile([], name: "slipped.backup")
    _ = try Backup(try BackupFixture.target(sample.books.database)).write(to: file)
    for words in [["restore", file], ["restore", file, "--keep-members"], ["check", "--backup", file]] {
      let refused = try BackupFixture.installer(of: BackupFixture.newName()).run(words)
      #expect(
        refused.status == 1 && (refused.errors + refused.output).contains("\(named) sealed record stands"),
        "\(words): \(refused.errors)\(refused.output)")
    }
  }

  /// Books of which no restore would take a backup are not called backed up, and `check` says what is wrong with them.
  @Test(
    arguments: [
      ("delete from meta.not_backed_up", "LS001 rows meta.not_backed_up", "changed meta.not_backed_up"),
      (
        "update meta.migration set checksum = repeat('0', 64) where version = 2", "LS001 rows meta.migration",
        "changed meta.migration"
      ),
      ("delete from meta.migration where version = 2", "LS001 rows meta.migration", "changed meta.migration"),
      ("delete from meta.lineage", "LS001 rows meta.lineage", "changed meta.lineage"),
      ("delete from meta.migration where version = 16", "LS001 rows meta.migration", "changed meta.migration"),
      ("create table meta.mine (x integer)", "LS001 rows meta.mine", nil),
      (
        "update pg_class set relhastriggers = false where oid = 'ledger.party'::regclass", "LS001 table ledger.party",
        nil
      ),
      ("alter sequence ledger.record_number increment -1", "LS001 table ledger.record_number", nil),
      ("delete from ledger.rule", "LS001 rows ledger.rule", nil),
      (
        "alter table ledger.party disable trigger user; update ledger.party set record_number = 1 where code = 'acme' and organization_id = 1",
        "LE009 record number 1", nil
      ),
      ("delete from ledger.standard_account", "LS001 rows ledger.standard_account", nil),
      (
        "select setval('ledger.record_number', 1000000000000001)", "LE009 sequence ledger.record_number", "near its end"
      ),
      ("select setval('ledger.organization_id_seq', 2147483646)", "LE009 sequence ledger.organization_id_seq", nil),
      (
        "alter table ledger.party disable trigger user; update ledger.party set recorded_at = 'infinity' where code = 'acme'",
        "LE009 ledger.party", nil
      ),
    ] as [(String, String, String?)])
  func whatNoRestoreTakesIsNamedBefore(damage: (sql: String, named: String, refusal: String?)) throws {
    let sample = try SampleBooks.copy()
    let superuser = try sample.books.asInstaller()
    try superuser.script("begin; set local session_replication_role = replica; \(damage.sql); commit")
    let broken = try superuser.execute("select left(rule, 5) || ' ' || place as named from ledger.check_books()").map {
      try $0.text("named")
    }
    // Without its rules, check cannot give them a name.
    #expect(broken.contains(damage.named), "\(broken)")
    let file = "\(FileManager.default.temporaryDirectory.path)/\(UUID().uuidString).backup"
    defer { try? FileManager.default.removeItem(atPath: file) }
    let backup = Backup(try BackupFixture.target(sample.books.database))
    guard let refusal = damage.refusal else { return }
    do {
      _ = try backup.write(to: file)
      Issue.record("backed up")
    } catch let error as BackupError { #expect(error.cause.contains(refusal), "\(error)") }
    #expect(!FileManager.default.fileExists(atPath: file))
  }

  /// Control bytes of a login do not reach the terminal.
  @Test func aLoginIsShownAndNotObeyed() throws {
    var forged = try Self.sound.get()
    let login = try LocalCluster.systemUserName()
    forged.rows["ledger.membership"] = forged.rows["ledger.membership"]!.replacing(
      "\t\(login)\t", with: "\tbob\u{1b}[2J\\nSound: \t", maxReplacements: 1)
    let restored = try BackupFixture.installer(of: BackupFixture.newName())(
      "restore", "--accept-broken", try forged.write())
    #expect(restored.output.contains("ledgerctl user grant 'bob"), "\(restored)")
    #expect(!restored.output.contains("\u{1b}") && !restored.output.contains("\nSound: "))
  }
}
