import Ledger
import Synchronization

/// The command that runs, as it can be run again where nobody knows whether it was recorded.
enum Repeat {
  private struct Run {
    var words: [String] = []
    var key: String?
    var keyAfter: String?
    var isAnother = false
    var isConfirmed = false
  }

  private static let run = Mutex(Run())

  /// Takes the words of the command, as they were given or answered.
  static func begin(_ words: [String]) { run.withLock { $0 = Run(words: words) } }

  /// The words of the command.
  static var words: [String] { run.withLock { $0.words } }

  /// Takes what was answered, as more words of it.
  static func add(_ answered: [String]) { run.withLock { $0.words += answered } }

  /// Takes the key that was made for it, since none was given, and the one that the same once more would have; and whether it is the same once
  /// more, as somebody answered.
  static func note(key: String, after: String, isAnother: Bool = false) {
    run.withLock {
      $0.key = key
      $0.keyAfter = after
      $0.isAnother = isAnother
    }
  }

  /// Whether somebody said that the same happened once more.
  static var isAnother: Bool { run.withLock { $0.isAnother } }

  /// Whether somebody said already that what has no key is meant once more.
  static var isConfirmed: Bool { run.withLock { $0.isConfirmed } }

  /// Takes that somebody said so.
  static func noteConfirmed() { run.withLock { $0.isConfirmed = true } }

  /// The key of the same once more, where somebody answered so.
  static var keyOfAnother: String? { run.withLock { $0.isAnother ? $0.key : nil } }

  /// The command as it was given and answered, as a shell takes it.
  static var commandAsAnswered: String {
    let key = keyOfAnother.map { ["--key", $0] } ?? []
    return (["ledgerctl"] + words + key).map(Shell.quoted).joined(separator: " ")
  }

  /// Whether its key was made for it, so that nobody meant to repeat what has this key.
  static var hasMadeKey: Bool { run.withLock { $0.key != nil } }

  /// The whole command with the key of the same event once more.
  static func commandForAnother(_ more: [String]) -> String {
    run.withLock {
      $0.key = $0.keyAfter ?? $0.key
      $0.words += more
    }
    return command
  }

  /// The whole command, as a shell takes it, with its key. A connection string that may hold a password is left out.
  static var command: String {
    let run = run.withLock { $0 }
    // What is repeated is meant to be recorded.
    var words = run.words.filter { $0 != "--dry-run" }
    for (index, word) in words.enumerated() where isSecret(word) {
      words[index] = word.hasPrefix("--books=") ? "--books=..." : "..."
    }
    if let key = run.key { words += ["--key", key] }
    return (["ledgerctl"] + words).map(Shell.quoted).joined(separator: " ")
  }

  /// Whether the command records in several steps, of which one alone is not what was asked for.
  static var isInSteps: Bool { ["init", "restore"].contains(run.withLock { $0.words.first ?? "" }) }

  private static func isSecret(_ word: String) -> Bool {
    let word = word.lowercased()
    return word.contains("password") && word.contains("=")
      || word.contains("://") && word.contains("@")
  }

  /// Commands that record another version, or ask another time, where they are run again: they take no key.
  private static let recordingAgain = [
    ["org", "coverage"], ["award", "terms"], ["budget", "revise"], ["allocation", "add"],
    ["import", "profile", "make"],
    ["text", "remove"],
  ]

  /// After a COMMIT that was not answered.
  static var nextStep: String {
    let words = run.withLock { $0.words }
    let advice =
      recordingAgain.contains(where: words.starts(with:))
      ? "Look whether it is there before you run it again, for it would be recorded a second time."
      : "Run it again, word for word: what is recorded already is answered so, or refused, and never stands twice."
    return "\(advice)\n\n    \(command)\n"
  }
}
