import Foundation
import Testing

@testable import Ledger

/// Files: what is written, what is replaced, and what is refused.
@Suite struct BackupFileTests {
  @Test func theFileIsPrivateCompleteAndReplacesOnlyBackups() throws {
    let (books, _, file) = try BackupFixture.backedUp()
    let program = BackupFixture.installer(of: books.database)
    #expect(try #require(File.status(file)).st_mode & 0o777 == 0o600)
    #expect(try program("backup", file).status == 0)
    let folder = URL(filePath: file).deletingLastPathComponent().path
    let letter = "\(folder)/letter.txt"
    try File.write("Dear funder", to: letter)
    symlink(file, "\(folder)/link")
    for (path, words) in [
      (letter, "exists and is no backup"), (folder, "it is a folder"), ("\(folder)/link", "not a plain file"),
      ("/dev/full", "not a plain file"), ("\(folder)/none/books.dump", "No such file or directory"),
      ("\(file)/books.dump", "Not a directory"),
    ] {
      let refused = try program("backup", path)
      #expect(refused.status == 1 && refused.errors.contains(words), "\(path): \(refused.errors)")
    }
    #expect(File.read(letter) == "Dear funder")
    #expect(Set(File.names(in: folder)) == ["books.dump", "letter.txt", "link"])

    // Standard output carries the same, checked; a killed run's leftover is removed by the next.
    let dead = try ChildProcess.run("sh", ["-c", "echo $$"], as: try SystemUser.current())
    try File.write("half", to: "\(file).partial-\(trimmed(dead))")
    try File.write("mine", to: "\(file).partial-copy")
    #expect(try program("backup", file).status == 0)
    #expect(Set(File.names(in: folder)) == ["books.dump", "letter.txt", "link", "books.dump.partial-copy"])
    let piped = "\(folder)/piped.dump"
    let shell = try program.run(["-c", "\"$LEDGERCTL\" backup - > \(piped)"], executable: "/bin/sh")
    #expect(shell.status == 0, "\(shell.errors)")
    let name = BackupFixture.newName()
    let restored = try BackupFixture.installer(of: name)("restore", piped)
    #expect(restored.status == 0, "\(restored.errors)\(restored.output)")
    let full = try program.run(["-c", "\"$LEDGERCTL\" backup - > /dev/full"], executable: "/bin/sh")
    #expect(full.status == 1 && full.errors.contains("takes no more"))
    #expect(try program("backup", "-", "--as", "nobody_at_all").status == 3)
  }

  @Test func filesThatAreNoWholeBackupAreRefused() throws {
    let (_, _, file) = try BackupFixture.backedUp()
    let bytes = Array(try Data(contentsOf: URL(filePath: file)))
    let foreign = try temporaryFile([], name: "foreign.dump")
    let dump = ServerPrograms.installed(["pg_dump"], environment: [:], as: try SystemUser.current())[0].path("pg_dump")
    let postgres = TestCluster.shared.conninfo(user: LocalCluster.installerLogin, database: "postgres")
    for (format, path) in [("custom", foreign), ("plain", "\(foreign).sql")] {
      try ChildProcess.run(
        dump, ["--format=\(format)", "--file=\(path)", "--dbname=\(postgres)"], as: try SystemUser.current())
    }
    let folder = URL(filePath: foreign).deletingLastPathComponent().path
    let pipe = "\(folder)/pipe"
    mkfifo(pipe, 0o600)
    var bad = [
      ("\(folder)/none", "No such file"), (folder, "it is a folder"), (pipe, "not a plain file"),
      ("/dev/zero", "not a plain file"), (foreign, "holds no table"), ("\(foreign).sql", "does not begin as one"),
      (try temporaryFile([]), "it is empty"), (try temporaryFile(Array("PGDMP nonsense".utf8)), "damaged"),
      ("-", "No such file"),
    ]
    for eighth in 1...7 {
      bad.append((try temporaryFile(Array(bytes[..<(bytes.count * eighth / 8)])), "cut short or damaged"))
    }
    bad.append((try temporaryFile(Array(bytes.dropLast(1))), "cut short or damaged"))
    var flipped = bytes
    for place in (bytes.count - 4_000)..<(bytes.count - 3_900) { flipped[place] ^= 0xFF }
    bad.append((try temporaryFile(flipped), "cut short or damaged"))
    let name = BackupFixture.newName()
    let home = TestCluster.temporaryHome()
    defer { rmdir(home) }
    for (path, words) in bad {
      let refused = try BackupFixture.installer(of: name)("restore", path)
      #expect(refused.status == 1 && refused.errors.contains(words), "\(path): \(refused.errors)")
      #expect(try BackupFixture.databases(like: name) == [])
      #expect(try Program(environment: ["LEDGER_HOME": home])("restore", path).status == 1)
    }
    // No cluster is made for a file that is no good.
    #expect(File.names(in: home) == [])
  }

  /// The arguments of a program are seen by everybody on the machine.
  @Test func noPasswordIsInAnyArgument() throws {
    let (books, _, file) = try BackupFixture.backedUp()
    let real = ServerPrograms.installed(["pg_dump"], environment: [:], as: try SystemUser.current())[0]
    let folder = URL(filePath: try temporaryFile([], name: "log")).deletingLastPathComponent().path
    for program in ["pg_dump", "pg_restore"] {
      let script =
        "#!/bin/sh\necho \"\(program) $*\" >> \(folder)/log\nenv >> \(folder)/\(program)\nexec \(real.path(program)) \"$@\"\n"
      try File.write(script, to: "\(folder)/\(program)")
      chmod("\(folder)/\(program)", 0o700)
    }
    for (action, database) in [("backup", books.database), ("restore", BackupFixture.newName())] {
      let conninfo = TestCluster.shared.conninfo(user: LocalCluster.installerLogin, database: database)
      let program = Program(environment: [
        "LEDGER_BOOKS": conninfo + " password=hunter2 sslmode=prefer", "LEDGER_POSTGRES_BIN": folder,
      ])
      let outcome = try program(action, file)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    let log = try #require(File.read("\(folder)/log"))
    #expect(log.contains("pg_dump --format=custom --role=ledger_owner") && log.contains("pg_restore --exit-on-error"))
    #expect(!log.contains("hunter2"))
  }

  @Test func missingProgramsAreSaid() throws {
    let (books, _, file) = try BackupFixture.backedUp()
    var program = BackupFixture.installer(of: books.database)
    program.environment["LEDGER_POSTGRES_BIN"] = "/nowhere"
    let refused = try program("backup", file)
    #expect(refused.status == 1 && refused.errors.contains("postgresql-client"))
  }
}
