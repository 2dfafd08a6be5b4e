import Foundation
import Testing

@testable import Ledger

/// `check --backup`: what anybody can find out of a backup alone, on a machine that has no books.
@Suite struct BackupCheckTests {
  /// The program with a folder of its own for what passes, and no books.
  private func program() throws -> (Program, folder: String) {
    let folder = TestCluster.temporaryHome()
    return (Program(environment: ["TMPDIR": folder, "HOME": folder]), folder)
  }

  @Test func aSoundBackupIsCheckedWithoutBooks() throws {
    let (books, site, _) = try BackupFixture.backedUp()
    try #require(try site("seal").status == 0)
    let file = try temporaryFile([], name: "sealed.backup")
    try #require(try BackupFixture.installer(of: books.database)("backup", file).status == 0)
    let (program, folder) = try program()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    // What a check left that was killed.
    let dead = trimmed(try ChildProcess.run("sh", ["-c", "echo $$"], as: try SystemUser.current()))
    mkdir("\(folder)/ledgerctl-check-\(dead)-abcdef", 0o711)
    let checked = try program("check", "--backup", file)
    #expect(checked.status == 0, "\(checked.errors)")
    #expect(
      checked.output.contains("\nSound: 7 entries, ")
        && checked.output.contains("loaded into tables and rules of this program's own"))
    let seal = try #require(try Books(try books.asInstaller()).seals().last)
    #expect(
      checked.output.contains("Last seal: number \(seal.number), \(seal.entryCount) entries, root \(seal.root)."),
      "\(checked.output)")
    #expect(checked.output.contains("sealed records were made again from their rows"))
    #expect(File.names(in: folder) == [])
  }

  @Test func whatIsNoBackupMakesNoServer() throws {
    let (_, _, file) = try BackupFixture.backedUp()
    let (program, folder) = try program()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let cut = try temporaryFile(Array(try Data(contentsOf: URL(filePath: file)).dropLast(1)))
    for (words, status, text) in [
      (["--backup", cut], 1, "cut short or damaged"), (["--backup", "\(folder)/none"], 1, "No such file"),
      (["--backup", file, "--books", "dbname=x"], 2, "leave --books out"),
    ] as [([String], Int32, String)] {
      let refused = try program.run(["check"] + words)
      #expect(refused.status == status && refused.errors.contains(text), "\(refused.errors)")
      #expect(File.names(in: folder) == [])
    }
  }

  @Test func whoeverStopsItLeavesNothing() throws {
    let (_, _, file) = try BackupFixture.backedUp()
    let (program, folder) = try program()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let process = try program.start(["check", "--backup", file])
    try process.run()
    // Until the server's folder is there.
    while File.names(in: folder).isEmpty, process.isRunning { usleep(1_000) }
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationStatus != 0)
    #expect(File.names(in: folder) == [])
  }
}
