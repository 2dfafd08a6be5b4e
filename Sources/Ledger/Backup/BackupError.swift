/// Why a backup is not written or not restored, each with what to do.
public enum BackupError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What stands at the path is no plain file, is empty, or cannot be read or written.
  case file(path: String, cause: String)
  /// The file is something else than a backup, or one of other books than these.
  case notABackup(path: String, cause: String)
  /// The file is a backup of which a part is missing or wrong.
  case damaged(path: String, output: String)
  /// The file to be written holds something that is no backup.
  case wouldReplace(path: String)
  /// pg_dump and pg_restore of a version that fits are not installed.
  case programsMissing(needed: Int?, installed: [Int])
  /// The login is neither a superuser nor a member of the owner's role.
  case notTheOwner(login: String)
  /// The login is no superuser.
  case notASuperuser(login: String)
  /// There are books, or at least a database of that name, already.
  case booksExist(database: String, place: String, isLocal: Bool)
  /// Another restore into the same place has not ended.
  case restoreUnderWay(database: String)
  /// The backup gives rights to a role that the server does not have, and that the books do not make.
  case roleMissing(role: String)
  /// PostgreSQL's own program failed; `output` is what it said.
  case programFailed(program: String, output: String)
  /// The restored books break rules.
  case unsound([BrokenRule])

  /// Whether somebody with more rights, or a moment later, could do it.
  public var isPermission: Bool {
    switch self {
    case .notTheOwner, .notASuperuser, .restoreUnderWay: true
    default: false
    }
  }

  /// The cause, in one line.
  public var cause: String {
    switch self {
    case .file(let path, let cause): "\(VisibleText.escaped(path)): \(cause)"
    case .notABackup(let path, let cause): "\(VisibleText.escaped(path)) is no backup of books: \(cause)"
    case .damaged(let path, let output):
      "\(VisibleText.escaped(path)) is cut short or damaged (\(Self.inOneLine(output)))"
    case .wouldReplace(let path): "\(VisibleText.escaped(path)) exists and is no backup"
    case .programsMissing(let needed?, let installed) where !installed.isEmpty:
      "the server is PostgreSQL \(needed), and the newest pg_dump and pg_restore here are of version \(installed[0])"
    case .programsMissing: "pg_dump and pg_restore are not installed"
    case .notTheOwner(let login): "login \(login) may not read everything in these books"
    case .notASuperuser(let login): "login \(login) is no superuser of that server, which restoring needs"
    case .booksExist(let database, let place, _):
      "there is a database \(VisibleText.escaped(database)) already (\(place))"
    case .restoreUnderWay(let database): "somebody is restoring into \(VisibleText.escaped(database)) at this moment"
    case .roleMissing(let role):
      "somebody gave rights in these books to the role \(VisibleText.escaped(role)), which this server does not have"
    case .programFailed(let program, let output): "\(program) failed: \(Self.inOneLine(output))"
    case .unsound(let broken):
      "the books in the backup break \(broken.count) \(broken.count == 1 ? "rule" : "rules"); nothing was restored:"
        + broken.prefix(20).map {
          "\n  \($0.rule): \($0.organization.map { "\($0), " } ?? "")\($0.place) \($0.problem)"
        }
        .joined()
    }
  }

  /// What to do.
  public var nextStep: String {
    switch self {
    case .file: "check the name of the file and your rights to it"
    case .notABackup: "name a file that \"ledgerctl backup\" wrote"
    case .damaged: "copy it again from where it came, or use an older backup"
    case .wouldReplace: "choose another name; only an older backup is replaced"
    case .programsMissing(let needed, _):
      "install them (on Debian: the package postgresql-client\(needed.map { "-\($0)" } ?? "")), or set LEDGER_POSTGRES_BIN"
    case .notTheOwner: "use the login that made the books: ledgerctl backup FILE --as LOGIN"
    case .notASuperuser:
      "functions are given to roles of their own, which only a superuser may do: ledgerctl restore FILE --as LOGIN"
    case .booksExist(_, _, isLocal: true):
      "books are restored beside others, never over them: LEDGER_HOME=/a/new/folder ledgerctl restore FILE"
    case .booksExist:
      "books are restored beside others, never over them: name a database that does not exist in --books"
    case .restoreUnderWay: "wait until it has ended"
    case .roleMissing(let role):
      "make it, without a right to log in, and restore again: psql -c 'create role \"\(VisibleText.escaped(role))\"'"
    case .programFailed:
      "see that the disk is not full and that the server runs, then try again; nothing was left behind"
    case .unsound: "use an older backup, or, where there is none, restore what there is with --accept-broken"
    }
  }

  /// The cause, then what to do.
  public var description: String { "\(cause)\n\(nextStep)" }

  private static func inOneLine(_ output: String) -> String {
    let lines = output.split(separator: "\n").map { trimmed(String($0)) }
    return VisibleText.escaped(lines.prefix(4).joined(separator: "; "))
  }
}
