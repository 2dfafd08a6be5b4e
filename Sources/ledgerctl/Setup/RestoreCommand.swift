import ArgumentParser
import Glibc
import Ledger

struct RestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Make books from a backup, where there are none.",
    discussion: """
      Restores beside other books, never over them: into local books that do not exist yet (LEDGER_HOME names their folder), or
      into a database of --books that does not exist yet. Tables, rules and rights are this program's own; of the backup only rows are
      taken, and nothing in it runs. The books are checked before they take their place. What others were allowed to do ends, until you grant
      it again; --keep-members confirms all of it. --dry-run does it all, beside existing books too, and removes it again.
      """)
  @OptionGroup var connection: BooksOptions
  @OptionGroup var write: WriteOptions
  @Flag(help: "Restore books that break rules, too, and say which.") var acceptBroken = false
  @Flag(help: "Let everybody go on who had a role when the backup was taken.") var keepMembers = false
  @Argument(help: "A file that \"ledgerctl backup\" wrote.") var file: String

  func run() throws {
    let options = Restore.Options(acceptsBroken: acceptBroken, keepsMembers: keepMembers, isDryRun: write.dryRun)
    let restore = Restore(into: try connection.installerTarget(), notices: Console.warn)
    let report = try restore.run(file, options) { step in
      if isatty(STDERR_FILENO) == 1 { Console.writeError("\(step) ...\n") }
    }
    if !write.dryRun { Console.noteDone() }
    write.say("Restored \(report.database): \(report.checked.summary)")
    for broken in report.checked.broken {
      print(
        VisibleText.escaped("  \(broken.rule): \(broken.organization ?? "-"), \(broken.place) \(broken.problem)"))
    }
    print("They are the books as of \(report.takenAt) UTC; what was recorded later is not in them.")
    print(report.sealSentence)
    if let sentence = report.checked.unsealedSentence { print(sentence) }
    if !report.upgrade.migrations.isEmpty {
      print("Brought up to date: \(report.upgrade.migrations.joined(separator: ", ")).")
    }
    if !write.dryRun {
      print(
        "These are books number \(report.instance) of their line; number \(report.backedUpInstance) must no longer be written to."
      )
    }
    say(report)
  }

  /// Who may use them, and what is still to be done.
  private func say(_ report: Restore.Report) {
    if !report.admitted.isEmpty {
      print(VisibleText.escaped("They may be used by \(report.admitted.joined(separator: ", "))."))
    }
    if !report.left.isEmpty {
      print(
        keepMembers
          ? "Logins that this server does not have; to make them:"
          : "What others were allowed to do has ended. To let them in again, or all at once with --keep-members:")
      for member in report.left { print(VisibleText.escaped("  \(member.command)")) }
    }
    if report.admitted.isEmpty, report.left.isEmpty { print("Nobody had a role in them.") }
    if report.isUnfinished {
      print("Nothing can be recorded in them until a superuser of the server has run \"ledgerctl init\" once.")
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
