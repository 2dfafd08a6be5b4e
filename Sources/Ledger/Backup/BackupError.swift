import Glibc

/// Why a backup is not written or not restored, each with what to do.
package enum BackupError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What stands at the path is no plain file, is empty, or cannot be read or written.
  case file(path: String, cause: String)
  /// The file is something else than a backup, or one of other books than these.
  case notABackup(path: String, cause: String)
  /// The file is a backup of which a part is missing or wrong.
  case damaged(path: String, cause: String)
  /// The tables of the backup were made by other scripts than those of this program.
  case otherTables(path: String, program: String)
  /// A table, a column or a sequence is only in the backup, or only in the books that the program makes.
  case strangeTable(path: String, String)
  /// Rows are not of the form that their table asks for, or break a constraint of it.
  case rowsRefused(path: String, table: String, constraint: String?)
  /// The list of the backup names other books than its rows do.
  case otherBooks(path: String)
  /// The books do not say by which migrations they were made: no program could restore what is backed up of them.
  case noMigrations
  /// The books say that they were made by other migrations than those of this program.
  case otherMigrations
  /// Rows that the program's scripts wrote are others than the last upgrade left.
  case programRowsChanged(table: String)
  /// A sequence of the books stands where no books come, so that no restore would take it.
  case numbersEnd
  /// The file to be written holds something that is no backup.
  case wouldReplace(path: String)
  /// The login is neither a superuser nor a member of the owner's role.
  case notTheOwner(login: String)
  /// The login may not make books on that server.
  case mayNotRestore(login: String)
  /// There are books, or at least a database of that name, already.
  case booksExist(database: String, place: String, isLocal: Bool)
  /// Another restore into the same place has not ended.
  case restoreUnderWay(database: String)
  /// The restored books break rules.
  case unsound([BrokenRule])

  /// Whether somebody with more rights, or a moment later, could do it.
  package var isPermission: Bool {
    switch self {
    case .notTheOwner, .mayNotRestore, .restoreUnderWay: true
    default: false
    }
  }

  /// The cause, in one line.
  package var cause: String {
    switch self {
    case .file(let path, let cause): "\(VisibleText.escaped(path)): \(cause)"
    case .notABackup(let path, let cause): "\(VisibleText.escaped(path)) is not a backup of books: \(cause)"
    case .damaged(let path, let cause): "\(VisibleText.escaped(path)) is cut short or damaged: \(cause)"
    case .otherTables(let path, let program):
      "\(VisibleText.escaped(path)) holds tables of another making (ledgerctl \(VisibleText.escaped(program))); this is ledgerctl \(ledgerVersion)"
    case .strangeTable(let path, let name):
      "\(VisibleText.escaped(path)) and the books that this program makes differ in \(VisibleText.escaped(name)); nothing was restored"
    case .rowsRefused(let path, let table, let constraint):
      "\(VisibleText.escaped(path)): rows of \(VisibleText.escaped(table)) "
        + (constraint.map { "break \(VisibleText.escaped($0))" } ?? "are not of the form that the table asks for")
        + "; nothing was restored"
    case .otherBooks(let path):
      "\(VisibleText.escaped(path)) says of itself that it is of other books than its rows say; nothing was restored"
    case .noMigrations:
      "these books do not say by which scripts their tables were made, so no backup of them could be restored"
    case .otherMigrations:
      "these books say that their tables were made by other scripts than those of ledgerctl \(ledgerVersion), so no backup of them could be restored"
    case .programRowsChanged(let table):
      "somebody changed \(table) of these books past the program, so a backup of them might not be restored"
    case .numbersEnd:
      "a sequence of these books stands below zero or near its end, so no backup of them could be restored"
    case .wouldReplace(let path): "\(VisibleText.escaped(path)) exists and is not a backup"
    case .notTheOwner(let login): "login \(login) may not read everything in these books"
    case .mayNotRestore(let login): "login \(login) may not make books on that server"
    case .booksExist(let database, let place, _):
      "there is a database \(VisibleText.escaped(database)) already (\(place))"
    case .restoreUnderWay(let database): "somebody is restoring into \(VisibleText.escaped(database)) at this moment"
    case .unsound(let broken):
      "the books in the backup break \(broken.count) \(broken.count == 1 ? "rule" : "rules"); nothing was restored:"
        + broken.prefix(20).map {
          "\n  \($0.rule): \($0.organization.map { "\($0), " } ?? "")\($0.place) \($0.problem)"
        }
        .joined()
    }
  }

  /// What to do.
  package var nextStep: String {
    switch self {
    case .file(_, let cause) where [ENOSPC, EDQUOT, EFBIG].map(SystemCall.message).contains(cause):
      "make room there, or name another place; an older backup stands as it was"
    case .file(_, let cause) where cause == SystemCall.message(EMFILE):
      "this shell lets a program open too few files: \"ulimit -n 1024\" raises that, then try again"
    case .file: "check the name of the file and your rights to it"
    case .notABackup: "name a file that \"ledgerctl backup\" wrote"
    case .otherTables: "restore it with the ledgerctl that wrote it"
    case .strangeTable, .rowsRefused, .otherBooks:
      "a sound program does not write such a backup: do not trust where it came from, and use an older one"
    case .damaged: "copy it again from where it came, or use an older backup"
    case .noMigrations:
      "somebody emptied meta.migration: record nothing more, keep the last backup, and restore it beside these books"
    case .otherMigrations:
      "use the ledgerctl that these books were made with; where that is this one, somebody changed meta.migration: see \"ledgerctl check\""
    case .programRowsChanged:
      "\"ledgerctl check\" names what was changed: record nothing more, keep the last backup, and restore it beside these books"
    case .numbersEnd: "\"ledgerctl check\" names the sequence; somebody moved it past the books' rules"
    case .wouldReplace: "choose another name; only an older backup is replaced"
    case .notTheOwner: "use the login that made the books: ledgerctl backup FILE --as LOGIN"
    case .mayNotRestore:
      "use a superuser of the server, or a login that may make databases and is a member of ledger_owner: ledgerctl restore FILE --as LOGIN"
    case .booksExist(_, _, isLocal: true):
      "books are restored beside others, never over them: LEDGER_HOME=/a/new/folder ledgerctl restore FILE"
    case .booksExist:
      "books are restored beside others, never over them: name a database that does not exist in --books"
    case .restoreUnderWay: "wait until it has ended"
    case .unsound: "use an older backup, or, where there is none, restore what there is with --accept-broken"
    }
  }

  /// The cause, then what to do.
  package var description: String { "\(cause)\n\(nextStep)" }
}
