import ArgumentParser
import Glibc
import Ledger

struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Write the books into one file, and read it back.",
    discussion: """
      The file holds every row, of all organizations, at one moment, and nothing that runs; others go on working. It is private to you
      (mode 0600): keep it as you keep the books. "ledgerctl restore FILE" makes books of it, "ledgerctl check --backup FILE" checks it, and
      zcat shows it. FILE may be an older backup, which is replaced once the new one was read back. For "-" the backup, read back, goes to standard
      output, for another program to encrypt or send.
      """)
  @OptionGroup var connection: BooksOptions
  @Argument(help: "The file to write, or - for standard output.") var file: String

  func run() throws {
    let backup = Backup(try connection.installerTarget())
    guard file != "-" else { return try stream(backup) }
    let report = try backup.write(to: file)
    Console.noteDone()
    print(
      "Backed up to \(VisibleText.escaped(file)), \(report.byteCount) bytes, version \(report.schemaVersion), read back whole."
    )
    print("It holds the books as of \(report.takenAt) UTC; \"ledgerctl check --backup FILE\" checks them.")
  }

  private func stream(_ backup: Backup) throws {
    guard isatty(STDOUT_FILENO) == 0 else {
      throw Refusal(
        "a backup is nothing to read on a terminal", nextStep: "send it on: ledgerctl backup - | gpg -c > FILE")
    }
    let folder = Console.environment()["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/var/tmp"
    let report = try backup.stream(through: folder) { try Console.send($0) }
    Console.writeError("Backed up, \(report.byteCount) bytes, version \(report.schemaVersion), read back whole.\n")
  }
}
