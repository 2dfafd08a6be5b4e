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
      ("PGOPTIONS='-c default_transaction_read_only=on'", 3, "record in the books that this is a copy of"),
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
