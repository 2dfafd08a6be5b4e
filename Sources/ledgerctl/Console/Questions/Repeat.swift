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
  static func add(_ answered: [String]) { run.withLock { $0.words = adding(answered, to: $0.words) } }

  /// Words of a command with options that follow them: before "--", behind which nothing is an option.
  static func adding(_ options: [String], to words: [String]) -> [String] {
    let end = words.firstIndex(of: "--") ?? words.endIndex
    return words[..<end] + options + words[end...]
  }

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
    return (["ledgerctl"] + adding(key, to: words)).map(Shell.quoted).joined(separator: " ")
  }

  /// Whether its key was made for it, so that nobody meant to repeat what has this key.
  static var hasMadeKey: Bool { run.withLock { $0.key != nil } }

  /// The whole command with the key of the same event once more.
  static func commandForAnother(_ more: [String]) -> String {
    run.withLock {
      $0.key = $0.keyAfter ?? $0.key
      $0.words = adding(more, to: $0.words)
    }
    return command
  }

  /// The whole command under another key than the one that was given.
  static func command(under key: String) -> String {
    run.withLock {
      $0.words = without("--key", $0.words)
      $0.key = key
    }
    return command
  }

  /// Words without an option and its value.
  private static func without(_ option: String, _ words: [String]) -> [String] {
    var rest: [String] = []
    var isValue = false
    for (index, word) in words.enumerated() {
      if word == "--" { return rest + words[index...] }
      if isValue {
        isValue = false
      } else if word == option {
        isValue = true
      } else if !word.hasPrefix(option + "=") {
        rest.append(word)
      }
    }
    return rest
  }

  /// The value of an option as it was given; nil where it was not.
  static func value(of option: String) -> String? {
    let words = run.withLock { $0.words }.prefix { $0 != "--" }
    for (index, word) in words.enumerated() {
      if word == option, index + 1 < words.count { return words[index + 1] }
      if word.hasPrefix(option + "=") { return String(word.dropFirst(option.count + 1)) }
    }
    return nil
  }

  /// The words that say where the books are and who asks, for a command beside the one that was given.
  static var placeWords: [String] {
    var found: [String] = []
    let words = shown(run.withLock { $0.words }).prefix { $0 != "--" }
    for (index, word) in words.enumerated() {
      if ["--books", "--as"].contains(word), index + 1 < words.count { found += [word, words[index + 1]] }
      if word.hasPrefix("--books=") || word.hasPrefix("--as=") || word == "--allow-unverified-server" {
        found.append(word)
      }
    }
    return found
  }

  /// The whole command, as a shell takes it, with its key. A connection string that may hold a password is left out.
  static var command: String {
    let run = run.withLock { $0 }
    // What is repeated is meant to be recorded.
    let words = adding(run.key.map { ["--key", $0] } ?? [], to: shown(run.words.filter { $0 != "--dry-run" }))
    return (["ledgerctl"] + words).map(Shell.quoted).joined(separator: " ")
  }

  /// Words without what may hold a password.
  private static func shown(_ words: [String]) -> [String] {
    words.map { isSecret($0) ? $0.hasPrefix("--books=") ? "--books=..." : "..." : $0 }
  }

  /// Whether the command records in several steps, of which one alone is not what was asked for.
  static var isInSteps: Bool { ["init", "restore"].contains(run.withLock { $0.words.first ?? "" }) }

  /// Whether a word may hold a password, so that it is not printed.
  static func isSecret(_ word: String) -> Bool {
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
