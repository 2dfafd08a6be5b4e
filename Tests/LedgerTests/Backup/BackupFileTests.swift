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
      (letter, "exists and is not a backup"), (folder, "it is a folder"), ("\(folder)/link", "not a plain file"),
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
    let dump = ServerPrograms.installed(environment: [:], as: try SystemUser.current())[0].path("pg_dump")
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
      ("/dev/zero", "not a plain file"), (foreign, "a dump of PostgreSQL's pg_dump"),
      ("\(foreign).sql", "does not begin as one"), (try temporaryFile([]), "it is empty"),
      ("-", "No such file"),
    ]
    for eighth in 1...7 {
      bad.append((try temporaryFile(Array(bytes[..<(bytes.count * eighth / 8)])), "cut short or damaged"))
    }
    bad.append((try temporaryFile(Array(bytes.dropLast(1))), "cut short or damaged"))
    bad.append((try temporaryFile(bytes + [0]), "cut short or damaged"))
    bad.append((try temporaryFile(bytes + bytes), "cut short or damaged"))
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

  /// Whatever bit of it is turned, it is known; nothing of it is unpacked before.
  @Test func everyTurnedBitIsKnown() throws {
    let (_, _, file) = try BackupFixture.backedUp()
    let bytes = Array(try Data(contentsOf: URL(filePath: file)))
    var random = SeededRandom(seed: 16)
    let places = (0..<60).map { _ in Int.random(in: 0..<bytes.count * 8, using: &random) }
    let opening = 0..<BackupWriter.opening.count * 8
    let closing = (bytes.count - BackupWriter.closingSize) * 8..<bytes.count * 8
    for bit in places + Array(opening) + Array(closing) {
      var turned = bytes
      turned[bit / 8] ^= 1 << UInt8(bit % 8)
      let path = try temporaryFile(turned)
      #expect(throws: BackupError.self, "bit \(bit)") { _ = try BackupFile.opened(path).contents() }
      unlink(path)
    }
  }

  /// Anybody can read it and compute its SHA-256 without this program, as docs/backup-format.md says.
  @Test func othersCanReadIt() throws {
    let (_, _, file) = try BackupFixture.backedUp()
    let shell = try Program(environment: [:]).run(
      [
        "-c",
        "zcat '\(file)' | tail -1; head -c -\(BackupWriter.closingSize) '\(file)' | sha256sum; zcat '\(file)' | head -1",
      ],
      executable: "/bin/sh")
    let lines = shell.output.split(separator: "\n")
    #expect(lines.count == 3 && lines[2] == "ledgerctl backup 1", "\(shell.output)\(shell.errors)")
    #expect(lines[0].split(separator: " ")[1] == lines[1].split(separator: " ")[0])
    let text = try Program(environment: [:]).run(["-c", "zcat '\(file)'"], executable: "/bin/sh").output
    #expect(text.contains("\nledger.organization (id, code, name,") && text.contains("\n1\tsite\t"))
  }

  /// A backup that no program could restore replaces nothing; such books are known as books.
  @Test func booksThatDoNotSayWhatMadeThemAreNotBackedUp() throws {
    let (books, _, file) = try BackupFixture.backedUp()
    let old = try Data(contentsOf: URL(filePath: file))
    try books.asInstaller().execute("delete from meta.migration")
    let refused = try BackupFixture.installer(of: books.database)("backup", file)
    #expect(refused.status == 1 && refused.errors.contains("keep the last backup"), "\(refused)")
    #expect(try Data(contentsOf: URL(filePath: file)) == old)
    for command in ["check", "init", "user list"] {
      let told = try BackupFixture.installer(of: books.database).run(command.split(separator: " ").map(String.init))
      #expect(
        told.status == 1 && told.errors.contains("meta.migration") && told.errors.contains("keep the last backup"),
        "\(command): \(told)")
    }
  }

  /// Where a file can grow no further, the old backup stands, nothing is left beside it, and it is said what to do.
  @Test func noRoomIsSaid() throws {
    let (books, _, file) = try BackupFixture.backedUp()
    let old = try Data(contentsOf: URL(filePath: file))
    let shell = try BackupFixture.installer(of: books.database).run(
      ["-c", "ulimit -f 8; \"$LEDGERCTL\" backup '\(file)'"], executable: "/bin/sh")
    #expect(shell.status == 1 && shell.errors.contains("File too large\n  make room there"), "\(shell)")
    #expect(try Data(contentsOf: URL(filePath: file)) == old)
    #expect(File.names(in: URL(filePath: file).deletingLastPathComponent().path) == ["books.dump"])
  }
}
