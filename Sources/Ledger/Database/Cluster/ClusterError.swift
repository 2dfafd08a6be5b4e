import Glibc

/// Why the local books cannot be opened, each with what to do.
public enum ClusterError: Error, Sendable, CustomStringConvertible {
  /// No PostgreSQL server programs of version 15 or later are installed.
  case serverProgramsMissing
  /// The data folder belongs to another major version than any that is installed.
  case versionNotInstalled(needed: Int, installed: [Int], dataFolder: String)
  /// The data folder was not made by this program, or is damaged.
  case notACluster(dataFolder: String)
  /// The folder belongs to another user of this machine.
  case notYours(folder: String, owner: String)
  /// The folder for the socket is not safe to use.
  case socketFolderUnsafe(folder: String)
  /// The server's user may not pass through the folders above.
  case notReachable(folder: String, user: String)
  /// The user of this process has no name, or no unprivileged user exists to run the server as.
  case noUser(String)
  /// Neither LEDGER_HOME nor HOME says where the books are to live.
  case noHome
  /// A call of the operating system failed.
  case system(action: String, path: String, code: Int32)
  /// A server program failed; `output` is what it said.
  case programFailed(program: String, output: String)
  /// Another command has been making, starting or stopping the server for too long.
  case heldUp(by: Int32?, patience: Duration)
  /// The server runs, has its socket, and does not answer.
  case notAnswering(process: Int32)
  /// The server would live on with a limit of the sizes of files, bytes, that is this shell's.
  case filesLimited(to: UInt)
  /// The data folder is root's, as whom no server of PostgreSQL runs.
  case rootsFolder(String)
  /// The server did not come up; `log` holds its last words.
  case notStarted(log: String, logFile: String)
  /// A variable of the environment that libpq reads cannot be read.
  case unreadableEnvironment
  /// A login name that PostgreSQL or its map of users cannot hold.
  case unusableLogin(String)

  /// The cause, then what to do.
  public var description: String {
    switch self {
    case .serverProgramsMissing:
      """
      no PostgreSQL server of version 15 or later is installed
      Install it (on Debian: the package postgresql), or set LEDGER_POSTGRES_BIN to the folder of its programs.
      """
    case .versionNotInstalled(let needed, let installed, let folder):
      """
      the books in \(folder) were made by PostgreSQL \(needed), and installed \
      \(installed.isEmpty ? "is none" : "is \(installed.map(String.init).joined(separator: ", "))")
      Install PostgreSQL \(needed) beside it, or back up with version \(needed) and restore into new books.
      """
    case .notACluster(let folder):
      "\(folder) is not a data folder that ledgerctl made, or its file ledger.ready is gone\n"
        + "Where it holds your books, ask who keeps this machine what happened to it before you move anything; else set LEDGER_HOME."
    case .notYours(let folder, let owner): "\(folder) belongs to \(owner); run as \(owner), or set LEDGER_HOME"
    case .socketFolderUnsafe(let folder): "\(folder) must be a folder that only the server's user can enter; remove it"
    case .notReachable(let folder, let user):
      "the user \(user), who runs the server, cannot enter \(folder)\nSet LEDGER_HOME to a folder that it can reach."
    case .noUser(let cause): cause
    case .noHome: "neither LEDGER_HOME nor HOME is set, so there is no place for the books"
    case .system(let action, let path, let code): "cannot \(action) \(path): \(SystemCall.message(code))"
    case .programFailed(let program, let output): "\(program) failed:\n\(Self.cause(in: output))"
    case .heldUp(let process, let patience):
      "another command has been starting or stopping the server of the local books for \(patience.components.seconds) seconds"
        + (process.map { ": process \($0)" } ?? "") + "\n"
        + (process.map {
          "If it was stopped with Ctrl-Z, \"fg\" lets it go on; \"kill -CONT \($0)\" does so from elsewhere. "
        }
          ?? "") + "Then run this again."
    case .notAnswering(let process):
      "the server of the local books runs, process \(process), and does not answer\n"
        + "Try again in a minute; where somebody stopped it, \"kill -CONT \(process)\" lets it go on."
    case .filesLimited(let bytes):
      "this shell limits files to \(bytes) bytes (ulimit -f), and the server of the local books would keep that limit for everybody\n"
        + "Run it from a shell without the limit, or start the server there first: \"ledgerctl server start\"."
    case .rootsFolder(let folder):
      "\(folder) belongs to root, and PostgreSQL does not run as root\n"
        + "Where its owner was changed, give it back: \"chown -R postgres \(folder)\", or whoever it was; else set LEDGER_HOME."
    case .notStarted(let log, let file) where log.contains(SystemCall.message(ENOSPC)):
      "the server of the local books did not start: its disk is full\n"
        + "Nothing is lost by it. Make room on the disk that holds \(file), then run it again."
    case .notStarted(let log, let file):
      "the server of the local books did not start; \(file) says:\n\(Self.cause(in: log))\n"
        + "Mend what it names, then run it again; where it names nothing, ask who keeps this machine."
    case .unreadableEnvironment:
      "a variable whose name begins with PG has a value that PostgreSQL's library cannot read\n"
        + "\"env | grep ^PG\" shows them; take the wrong one away with \"unset NAME\"."
    case .unusableLogin(let login): "\(login.debugDescription) cannot be the name of a login"
    }
  }

  /// The lines of what a program said that tell why it failed, without those that tell what it did before; all, where none does.
  private static func cause(in output: String) -> String {
    let lines = output.split(separator: "\n").filter { line in
      // Not what it said to those who asked whether it runs yet.
      ["FATAL:", "PANIC:", "error:"].contains { line.contains($0) } && !line.contains("FATAL:  the database system is ")
    }
    return lines.isEmpty ? String(output.suffix(2_000)) : lines.joined(separator: "\n")
  }
}
