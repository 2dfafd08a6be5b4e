/// Why the books and the program do not fit each other, each with what to do.
public enum MigrationError: Error, CustomStringConvertible {
  /// There are no books here yet.
  case booksNotInitialized
  /// There are books, and somebody removed what they say of the migrations that made them.
  case versionUnknown
  /// The books are of ledgerctl 0.1, whose schema has no way into this one.
  case booksOfAnotherLineage
  /// The books were upgraded by a newer program; this one must not touch them.
  case booksNewerThanProgram(books: Int, program: Int)
  /// The books lack migrations that this program needs.
  case booksOlderThanProgram(books: Int, program: Int)
  /// Same version, other functions: the books were set up by another build.
  case functionsDiffer
  /// The applied migrations are not the ones that this program carries.
  case drift([Drift])
  /// The rules of the books are not those that the last upgrade left: what was changed, added or is missing.
  case rulesChanged([String])
  /// Another upgrade, or a long transaction, held a lock for too long.
  case busy(DatabaseError)
  /// The login may not do what makes or upgrades books.
  case mayNotInstall(DatabaseError)
  /// A script failed; nothing of it was applied.
  case scriptFailed(name: String, line: Int?, DatabaseError)

  /// One migration that is not what it was when it was applied.
  public struct Drift: Hashable, Sendable {
    /// What is wrong with it.
    public enum Kind: String, Sendable {
      /// The text in the program is not the text that was applied.
      case changed = "was changed after it was applied"
      /// It was applied, and the program does not have it.
      case missing = "was applied and is not in this program"
      /// The program has it, and only later ones were applied.
      case skipped = "was never applied, although later ones were"
    }

    /// The name of the migration.
    public let name: String
    /// What is wrong with it.
    public let kind: Kind
  }

  /// The cause, then what to do.
  public var description: String {
    switch self {
    case .booksNotInitialized:
      "there are no books here yet\nMake them with: ledgerctl init\n"
        + "Where there should be books, see whether --books, LEDGER_BOOKS or LEDGER_HOME names their place."
    case .versionUnknown:
      "somebody emptied meta.migration, so these books do not say which version they are\n"
        + "Record nothing more, keep the last backup, and restore it beside these books: ledgerctl restore FILE"
    case .booksOfAnotherLineage:
      "these books were made by ledgerctl 0.1, and this ledgerctl cannot read them\n"
        + "Keep them with that ledgerctl, or write their journal out with its \"ledgerctl export journal\" and begin new books:"
        + " LEDGER_HOME names another folder, LEDGER_BOOKS another database."
    case .booksNewerThanProgram(let books, let program):
      "the books are at version \(books), this ledgerctl knows \(program)\nInstall the newer ledgerctl."
    case .booksOlderThanProgram(let books, let program):
      "the books are at version \(books), this ledgerctl needs \(program)\nUpgrade them with: ledgerctl init"
    case .functionsDiffer:
      "the functions of the books are not those of this ledgerctl\nIf this is the newer one, run: ledgerctl init"
    case .drift(let drifts):
      "the books were not made from the migrations of this ledgerctl:\n"
        + drifts.map { "  \($0.name) \($0.kind.rawValue)" }.joined(separator: "\n")
        + "\nUse the ledgerctl that made them, or restore a backup."
    case .rulesChanged(let changes):
      "somebody changed the rules of these books past the program; an upgrade would hide it, so nothing was upgraded:\n"
        + changes.prefix(20).map { "  \($0)\n" }.joined()
        + (changes.count > 20 ? "  and \(changes.count - 20) more\n" : "")
        + "\"ledgerctl check\" tells what it did to the books. \"ledgerctl backup\" and \"ledgerctl restore\" make books of their rows with the program's own rules."
    case .busy(let error): "somebody is upgrading or using the books: \(error.message)\nTry again in a minute."
    case .mayNotInstall(let error):
      "this login may not make or upgrade the books of that server: \(error.message)\n"
        + "Use the login that made them, or a superuser of the server: ledgerctl init --as LOGIN"
    case .scriptFailed(let name, let line, let error): "\(name)\(line.map { ":\($0)" } ?? ""): \(error)"
    }
  }
}
