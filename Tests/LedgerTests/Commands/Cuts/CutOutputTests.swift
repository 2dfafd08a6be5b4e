import Foundation
import Testing

@testable import Ledger

/// A full disk, or a program that reads no more: whoever asked for figures hears that they are cut; what was recorded is recorded.
@Suite struct CutOutputTests {
  private static func run(_ program: Program, _ command: String, into output: String = "/dev/full") throws
    -> Program.Outcome
  {
    try program.run(["-c", "\"$LEDGERCTL\" \(command) > \(output)"], executable: "/bin/sh")
  }

  @Test func whatIsReadIsNotCutInSilence() throws {
    let (program, _, _) = try Program.withBooks()
    for command in [
      "export journal", "statement position --as-of 2021-12-31", "check", "entry list", "account list --format json",
      "stats", "help tasks", "todo",
    ] {
      let whole = try Self.run(program, command, into: "/dev/null")
      #expect(whole.status == 0, "\(command): \(whole.errors)")
      let cut = try Self.run(program, command)
      #expect(cut.status == 1, "\(command)")
      #expect(
        cut.errors.hasPrefix(
          "ledgerctl: error: standard output takes no more, so that what was printed is cut: No space left on device\n"
        ), "\(command): \(cut.errors)")
    }
  }

  /// A file is replaced whole and keeps who may read it; a link stands, and what is no file stays what it is.
  @Test func whatAnOutputIsItStays() throws {
    let (program, _, _) = try Program.withBooks()
    let folder = try temporaryFile([], name: "outputs")
    try FileManager.default.removeItem(atPath: folder)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let (file, link, pipe) = ("\(folder)/file.csv", "\(folder)/link.csv", "\(folder)/pipe")
    try "old".write(toFile: file, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
    try #require(mkfifo(pipe, 0o600) == 0)
    let command = "statement position --as-of 2021-12-31 --format csv"
    let written = try program.run(["-c", "\"$LEDGERCTL\" \(command) -o '\(link)'"], executable: "/bin/sh")
    #expect(written.status == 0, "\(written.errors)")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == file)
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text != "old" && !text.isEmpty)
    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let piped = try program.run(
      ["-c", "/bin/cat '\(pipe)' > '\(folder)/read' & \"$LEDGERCTL\" \(command) -o '\(pipe)'; wait"],
      executable: "/bin/sh")
    #expect(piped.status == 0, "\(piped.errors)")
    let read = try String(contentsOfFile: "\(folder)/read", encoding: .utf8)
    #expect(read == text, "\(read)\(text)")
    let kind = try FileManager.default.attributesOfItem(atPath: pipe)[.type] as? FileAttributeType
    #expect(kind != .typeRegular)
    try #require(mkfifo("\(folder)/pipe.xlsx", 0o600) == 0)
    let template = try program.run(
      ["-c", "\"$LEDGERCTL\" template expenses -o '\(folder)/pipe.xlsx'"], executable: "/bin/sh")
    #expect(template.status == 1 && template.errors.contains("is not a plain file"), "\(template.errors)")
  }

  @Test func whatIsRecordedStands() throws {
    let (program, _, _) = try Program.withBooks()
    let cut = try Self.run(program, "party add kit 'Kit Company' --kind business")
    #expect(cut.status == 0)
    #expect(
      cut.errors == "ledgerctl: it is recorded; only what was to be printed of it was cut: No space left on device\n")
    #expect(try program("party", "list").output.contains("Kit Company"))
    // What is tried only is read, not recorded.
    #expect(try Self.run(program, "party add kat 'Kat Company' --kind business --dry-run").status == 1)
  }

  /// What is done beside what is printed is done: books that were made, a backup that was written, a seal.
  @Test func whatIsDoneStands() throws {
    let (program, books, _) = try Program.withBooks()
    let installer = BackupFixture.installer(of: books.database)
    let file = try temporaryFile([], name: "cut.backup")
    try FileManager.default.removeItem(atPath: file)
    let other = BackupFixture.newName()
    defer { try? installerConnection().script("drop database if exists \"\(other)\"") }
    for (program, command, what) in [
      (program, "seal", "recorded"), (installer, "init", "done"), (installer, "backup '\(file)'", "done"),
      (BackupFixture.installer(of: other), "restore '\(file)'", "done"),
      (program, "statement position --as-of 2021-12-31 -o '\(file).csv'", nil),
    ] {
      let cut = try Self.run(program, command)
      #expect(cut.status == 0, "\(command): \(cut.errors)")
      let words = what.map {
        "ledgerctl: it is \($0); only what was to be printed of it was cut: No space left on device\n"
      }
      #expect(cut.errors == words ?? "", "\(command)")
    }
    #expect(try program("seal").output.hasPrefix("Everything is sealed."))
    #expect(try BackupFixture.installer(of: other)("check").status == 0)
    // Tried only, it leaves nothing, and what was to be read is cut.
    #expect(
      try Self.run(BackupFixture.installer(of: BackupFixture.newName()), "restore '\(file)' --dry-run").status == 1)
  }

  /// A backup or an export that is cut is of no use to anybody: it ends at once.
  @Test func aReaderThatEndsIsNotAnError() throws {
    let (program, _, _) = try Program.withBooks()
    let head = try program.run(
      ["-c", "\"$LEDGERCTL\" account list | head -1; \"$LEDGERCTL\" export journal | head -1"], executable: "/bin/sh")
    #expect(head.status == 0 && head.errors == "", "\(head.errors)")
    #expect(head.output.split(separator: "\n").count == 2)
  }
}
