import ArgumentParser
import Glibc
import Ledger

struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Write the books into one file, and read it back.",
    discussion: """
      The file holds everything, of all organizations, at one moment; others go on working. It is private to you (mode 0600): keep
      it as you keep the books. "ledgerctl restore FILE" makes books of it; PostgreSQL's pg_restore reads it too.
      FILE may be an older backup, which is replaced once the new one is checked. For "-" the checked backup goes to standard
      output, for another program to encrypt or send.
      """)
  @OptionGroup var connection: BooksOptions
  @Argument(help: "The file to write, or - for standard output.") var file: String

  func run() throws {
    let environment = Console.environment()
    let backup = Backup(try connection.installerTarget(), environment: environment)
    guard file != "-" else { return try stream(backup, environment) }
    let report = try backup.write(to: file)
    print(
      "Backed up to \(VisibleText.escaped(file)), \(report.byteCount) bytes, version \(report.schemaVersion), checked.")
    if let takenAt = report.takenAt { print("It holds the books as of \(takenAt) UTC.") }
  }

  private func stream(_ backup: Backup, _ environment: [String: String]) throws {
    guard isatty(STDOUT_FILENO) == 0 else {
      throw Refusal(
        "a backup is nothing to read on a terminal", nextStep: "send it on: ledgerctl backup - | gpg -c > FILE")
    }
    let folder = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/var/tmp"
    let report = try backup.stream(through: folder) { try Console.send($0) }
    Console.writeError("Backed up, \(report.byteCount) bytes, version \(report.schemaVersion), checked.\n")
  }
}

struct RestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Make books from a backup, where there are none.",
    discussion: """
      Restores beside other books, never over them: into local books that do not exist yet (LEDGER_HOME names their folder), or
      into a database of --books that does not exist yet, as a superuser of that server. The books are checked before they
      take their place. --dry-run does it all, beside existing books too, and removes it again: it proves a backup. Restore only backups that you trust: a backup brings its functions with it.
      """)
  @OptionGroup var connection: BooksOptions
  @OptionGroup var write: WriteOptions
  @Flag(help: "Restore books that break rules, too, and say which.") var acceptBroken = false
  @Argument(help: "A file that \"ledgerctl backup\" wrote.") var file: String

  func run() throws {
    let restore = Restore(into: try connection.installerTarget(), environment: Console.environment())
    let report = try restore.run(file, acceptBroken: acceptBroken, dryRun: write.dryRun) { step in
      if isatty(STDERR_FILENO) == 1 { Console.writeError("\(step) ...\n") }
    }
    write.say("Restored \(report.database): \(report.checked.summary)")
    for broken in report.checked.broken {
      print(
        VisibleText.escaped("  \(broken.rule): \(broken.organization ?? "-"), \(broken.place) \(broken.problem)"))
    }
    if let takenAt = report.takenAt {
      print("They are the books as of \(takenAt) UTC; what was recorded later is not in them.")
    }
    if !report.upgrade.migrations.isEmpty {
      print("Brought up to date: \(report.upgrade.migrations.joined(separator: ", ")).")
    }
    if write.dryRun { return }
    print(
      "These are books number \(report.instance) of their line; number \(report.instance - 1) must no longer be written to."
    )
    if !report.admitted.isEmpty { print("They may be used by \(report.admitted.joined(separator: ", ")).") }
    if !report.missing.isEmpty {
      print("Logins that this server does not have; to make them:")
      for login in report.missing { print("  \(login.command)") }
    }
  }
}

extension CheckedBooks {
  /// In one sentence.
  fileprivate var summary: String {
    if broken.isEmpty { return "\(inWords)." }
    return broken.count == 1 ? "a rule is broken in them:" : "\(broken.count) rules are broken in them:"
  }
}
