import Foundation
import Testing

@testable import Ledger

/// What goes wrong with the server, or with this machine, in words of its own and with what to do.
@Suite struct ServerTroubleTests {
  @Test func aServerThatTakesNoMoreSessionsIsNamed() throws {
    let (program, books, _) = try Program.withBooks()
    try installerConnection().script("alter database \(books.database) connection limit 0")
    let refused = try program("org", "list")
    #expect(refused.status == 5)
    #expect(refused.errors.contains("[53300]\n  the server has as many sessions as it takes: try again in a minute"))
  }

  @Test func aCommitThatMayBeLostIsRefused() throws {
    let (program, _, _) = try Program.withBooks()
    let refused = try program.run(
      ["-c", "PGOPTIONS='-c synchronous_commit=off' \"$LEDGERCTL\" party add kit 'Kit Company' --kind business"],
      executable: "/bin/sh")
    #expect(refused.status == 1 && refused.errors.contains("synchronous_commit is off [LP006]"), "\(refused.errors)")
    #expect(refused.errors.contains("Take synchronous_commit out of PGOPTIONS"))
  }

  /// A server that cannot read its own files says so with the code of missing rights.
  @Test func filesThatTheServerMayNotReadAreNoMatterOfRoles() throws {
    let (program, books, _) = try Program.withBooks()
    try books.asInstaller().script(
      """
      create function public.deny() returns trigger language plpgsql as
        'begin raise exception ''could not open file "base/1": Permission denied'' using errcode = ''42501''; end';
      create trigger deny before insert on ledger.party for each row execute function public.deny();
      """)
    let refused = try program("party", "add", "kit", "Kit Company", "--kind", "business")
    #expect(refused.status == 5, "\(refused)")
    #expect(
      refused.errors.contains("the server may not open a file of its own") && !refused.errors.contains("user grant"))
  }

  /// As the server says it; its disk is not filled here.
  @Test func aFullDiskOfTheServerIsNamed() throws {
    let (program, books, _) = try Program.withBooks()
    try books.asInstaller().script(
      """
      create function public.fill() returns trigger language plpgsql as
        'begin raise exception ''could not extend file'' using errcode = ''53100''; end';
      create trigger fill before insert on ledger.party for each row execute function public.fill();
      """)
    let refused = try program("party", "add", "kit", "Kit Company", "--kind", "business")
    #expect(refused.status == 1)
    #expect(
      refused.errors.hasPrefix(
        "ledgerctl: error: the disk of the server is full; nothing was recorded (could not extend file) [53100]\n"))
    #expect(refused.errors.contains("make room on the disk of the server"))
  }

  /// Without /proc nothing is known of what was asked for: that is no success. Needs the right to mount.
  @Test func argumentsThatCannotBeReadAreNoSuccess() throws {
    let program = Program(environment: [:])
    func run(_ script: String) throws -> Program.Outcome {
      try program.run(["-m", "sh", "-c", "mount -t tmpfs none /proc && \(script)"], executable: "/usr/bin/unshare")
    }
    guard try run("true").status == 0 else { return }
    let lost = try run("exec \"$LEDGERCTL\" expense add --amount 5.00")
    #expect(lost.status == 5 && lost.output.isEmpty && lost.errors.contains("cannot read its arguments"), "\(lost)")
  }

  /// As the server says it: what it cannot write or read is nobody else's doing.
  @Test(arguments: [
    ("XX000", "could not extend file \"base/5/1\": File too large", "ulimit -f"),
    ("XX000", "could not write to file \"base/5/1\": Input/output error", "look at its disk"),
    ("XX001", "invalid page in block 0 of relation base/5/1", "ledgerctl restore"),
    ("58P01", "could not open file \"base/5/1\": No such file or directory", "ledgerctl restore"),
  ]) func filesOfTheServerAreNobodyElsesMatter(code: String, message: String, step: String) throws {
    let (program, books, _) = try Program.withBooks()
    try books.asInstaller().script(
      """
      create function public.fail() returns trigger language plpgsql as
        $$ begin raise exception using errcode = '\(code)', message = '\(message)'; end $$;
      create trigger fail before insert on ledger.party for each row execute function public.fail();
      """)
    let refused = try program("party", "add", "kit", "Kit Company", "--kind", "business")
    #expect(refused.status == 5, "\(refused)")
    #expect(refused.errors.contains("could not use a file of its own") && refused.errors.contains(step), "\(refused)")
    #expect(!refused.errors.contains("at the same moment"), "\(refused)")
  }

  /// How a login, or a shell, wants values and names to be written is no matter of the books: not of what is sound, nor of what a backup holds.
  @Test func settingsOfASessionChangeNothing() throws {
    let (_, _, file) = try BackupFixture.backedUp()
    let settings =
      "PGOPTIONS='-c bytea_output=escape -c quote_all_identifiers=on -c intervalstyle=sql_standard -c extra_float_digits=0'"
    func run(_ program: Program, _ command: String) throws -> Program.Outcome {
      try program.run(["-c", "\(settings) \"$LEDGERCTL\" \(command)"], executable: "/bin/sh")
    }
    let (restored, again) = (BackupFixture.newName(), BackupFixture.newName())
    defer {
      for name in [restored, again] {
        try? installerConnection().script("drop database if exists \(name) with (force)")
      }
    }
    let first = BackupFixture.installer(of: restored)
    let taken = try run(first, "restore '\(file)'")
    try #require(taken.status == 0, "\(taken.errors)")
    for outcome in [try first("check"), try run(first, "check"), try run(first, "init"), try first("init")] {
      #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }
    let backedUp = try run(first, "backup '\(file).2'")
    try #require(backedUp.status == 0, "\(backedUp.errors)")
    let second = BackupFixture.installer(of: again)
    #expect(try second("restore", "\(file).2").status == 0)
    #expect(try second("check").output.hasPrefix("Sound: "))
  }

  /// Whoever is gone in the middle of a transaction holds what others need for a minute, not for ever.
  @Test func aSessionThatDoesNothingWithinATransactionEnds() throws {
    let (_, books, _) = try Program.withBooks()
    let limits = try books.asInstaller().execute(
      "select current_setting('idle_in_transaction_session_timeout') as idle, current_setting('lock_timeout') as lock"
    ).only { [try $0.text("idle"), try $0.text("lock")] }
    #expect(limits == ["1min", "15s"])
  }

  @Test func whoMayNotIsToldWhatToDo() throws {
    let (_, books, _) = try Program.withBooks()
    let stranger = Program(environment: [
      "LEDGER_BOOKS": TestCluster.shared.conninfo(user: "nobody_there", database: books.database)
    ])
    try TestCluster.shared.allow(login: "nobody_there")
    let unknown = try stranger("entry", "list")
    #expect(unknown.status == 3 && unknown.errors.contains("makes a login; with --as LOGIN"), "\(unknown.errors)")
    let login = "plain_\(UInt32.random(in: 0...(.max)))"
    try installerConnection().script("create role \(login) login; grant connect on database postgres to \(login)")
    defer { try? installerConnection().script("revoke all on database postgres from \(login); drop role \(login)") }
    try TestCluster.shared.allow(login: login)
    let plain = Program(environment: [
      "LEDGER_BOOKS": TestCluster.shared.conninfo(user: login, database: BackupFixture.newName())
    ])
    let refused = try plain("init")
    #expect(
      refused.status == 3 && refused.errors.contains("this login may not make or upgrade the books of that server"),
      "\(refused.errors)")
    let full =
      "\(ClusterError.notStarted(log: "PANIC:  could not write: \(SystemCall.message(ENOSPC))", logFile: "server.log"))"
    #expect(full.contains("its disk is full\nNothing is lost by it. Make room"))
    let log =
      (1...30).map { _ in "FATAL:  the database system is not yet accepting connections" } + [
        "FATAL:  could not open file"
      ]
    let other = "\(ClusterError.notStarted(log: log.joined(separator: "\n"), logFile: "server.log"))"
    #expect(other.split(separator: "\n").count == 3 && other.contains("could not open file"), "\(other)")
  }

  @Test func streamsThatAreClosedReceiveNothing() throws {
    let (program, _, _) = try Program.withBooks()
    func run(_ command: String) throws -> Program.Outcome {
      try program.run(["-c", "\"$LEDGERCTL\" \(command)"], executable: "/bin/sh")
    }
    let added = try run("party add kit Kit --kind business >&-")
    #expect(added.status == 0)
    #expect(added.errors.hasPrefix("ledgerctl: it is recorded; only what was to be printed of it was cut: "))
    #expect(try run("party add kat Kat --kind business <&- >&- 2>&-").status == 0)
    let listed = try run("party list 2>&- <&-")
    #expect(listed.status == 0 && listed.output.contains("Kit") && listed.output.contains("Kat"))
    #expect(try run("party list >&-").status == 1)
    #expect(try run("expense import - <&-").errors.contains("cannot read -: Bad file descriptor"))
  }

  /// Variables that are meant for another server neither keep local books from being found nor stop their server.
  @Test func variablesOfPostgreSQLAreNoReasonToStopAServer() throws {
    let (program, cluster) = try Program.withLocalBooks()
    defer { cluster.destroy() }
    try program("init", "--org", "site", "--name", "Site")
    let server = cluster.processIdentifier
    for (number, setting) in [
      "PGSSLMODE=nonsense", "PGCONNECT_TIMEOUT=x", "PGGSSENCMODE=x", "PGCHANNELBINDING=x", "PGTARGETSESSIONATTRS=x",
      "PGDATESTYLE='German, DMY' TZ=Asia/Kolkata PGTZ=Asia/Kolkata LC_ALL=xx PGCLIENTENCODING=LATIN1",
      "PGOPTIONS='-c standard_conforming_strings=off -c default_transaction_isolation=serializable'",
    ].enumerated() {
      let words = ["-c", "\(setting) \"$LEDGERCTL\" party add p\(number) Party --kind business"]
      let outcome = try program.run(words, executable: "/bin/sh")
      #expect(outcome.status == 0, "\(setting): \(outcome.errors)")
    }
    for (setting, status, step) in [
      ("PGTZ=Mars/Phobos", 5 as Int32, "is not one of this server: take it out"),
      ("PGOPTIONS='-c nonsense=1'", 5, "is not one of this server: take it out"),
      ("PGOPTIONS='-c default_transaction_read_only=on'", 3, "take default_transaction_read_only out of PGOPTIONS"),
    ] {
      let words = ["-c", "\(setting) \"$LEDGERCTL\" party add other Other --kind business"]
      let refused = try program.run(words, executable: "/bin/sh")
      #expect(refused.status == status && refused.errors.contains(step), "\(setting): \(refused.errors)")
    }
    #expect(cluster.processIdentifier == server)
  }

  @Test func namesThatAreTooLongAreNamed() throws {
    let (program, _, _) = try Program.withBooks()
    let long = String(repeating: "x", count: 260)
    for words in [
      ["org", "list", "-o", "/tmp/\(long).csv"], ["export", "journal", "-o", "/tmp/\(long).csv"],
      ["expense", "import", "/tmp/\(long).csv"],
    ] {
      let refused = try program.run(words)
      #expect(refused.status == 1 && refused.errors.contains("\n  choose a shorter name"), "\(refused.errors)")
    }
    let socket = try program("org", "list", "--books", "host=/tmp/\(long) dbname=ledger")
    #expect(socket.status == 5 && socket.errors.contains("\n  name a shorter folder after host="), "\(socket.errors)")
  }

  @Test func tooFewOpenFilesAreNamed() throws {
    let (program, cluster) = try Program.withLocalBooks()
    defer { cluster.destroy() }
    for limit in [8, 12, 16, 20, 23] {
      for command in [
        "org list", "party add kit Kit --kind business", "backup /tmp/few.backup", "server status", "check",
      ] {
        let refused = try program.run(["-c", "ulimit -n \(limit); \"$LEDGERCTL\" \(command)"], executable: "/bin/sh")
        #expect(refused.status == 5)
        #expect(
          refused.errors.hasPrefix(
            "ledgerctl: error: this shell lets a program open \(limit) files, and ledgerctl needs 24; nothing was begun\n"
          ),
          "\(refused.errors)")
        #expect(refused.errors.contains("\"ulimit -n 1024\" raises that"))
      }
    }
    // What is enough is enough, and a limit that the program may raise is raised.
    try program("init", "--org", "site", "--name", "Site")
    let backup = try temporaryFile([], name: "few.backup")
    for limit in ["-n 24", "-S -n 8"] {
      let made = try program.run(
        ["-c", "ulimit \(limit); \"$LEDGERCTL\" backup \(backup)-\(limit.count)"], executable: "/bin/sh")
      #expect(made.status == 0, "\(limit): \(made.errors)")
    }
  }
}
