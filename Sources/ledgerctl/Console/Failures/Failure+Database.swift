import Glibc
import Ledger

/// What the server, or the way to it, reported, in words of our own.
extension Failure {
  init(database error: DatabaseError) {
    let status: Status =
      switch error.sqlState?.rawValue {
      case _ where error.isOfServerFiles || error.isOfFiles: .notReachable
      case "LM001", "LP004", "42501", "28000", "28P01", "55P03", "25006": .notPermitted
      case "08P01": .notReachable
      case "LK001", "LK002", "23505", "40001", "40P01": .conflict
      case _ where error.isCatalogConflict: .conflict
      case nil: .notReachable
      default: error.isConnectFailure || error.isConnectionLost ? .notReachable : .refused
      }
    let usual: String? =
      switch error.sqlState?.rawValue {
      case _ where error.isOfServerFiles:
        "ask who keeps the server to give it back the rights to its own folder; nothing is to be granted in the books"
      case _ where error.isOfFiles && error.message.hasSuffix(SystemCall.message(EFBIG)):
        "the server was started by a shell that limits the sizes of files: \"ledgerctl server stop\", then \"ledgerctl server start\" from one that does not (ulimit -f unlimited)"
      case _ where error.isOfFiles:
        "ask who keeps the server to look at its disk and its log before anything else is recorded; \"ledgerctl restore\" makes books of the last sound backup"
      case "42501":
        "\"ledgerctl user list\" shows who may do what, \"ledgerctl user grant --help\" which role does; the owner of the books grants it"
      case "28000" where error.message.contains("pg_hba.conf"):
        "ask who keeps the server to let this login in from this machine: a line of its pg_hba.conf says who may"
      case "55006":
        "somebody still has a session there; a pooler keeps sessions open, so name the server itself with --books, then try again"
      case "28000" where error.message.hasSuffix("does not exist"):
        "\"ledgerctl user grant LOGIN ROLE\" makes a login; with --as LOGIN, or LEDGER_LOGIN set, you ask as another that there is"
      case "28P01":
        "put the right password where libpq looks for it: ~/.pgpass, the file that passfile= names, or PGPASSWORD; whoever keeps the server sets a new one"
      case "25P03":
        "run it again: it waited for more than a minute in the middle of its work, and the server let others go on"
      case "42501" where error.isConnectFailure && error.message.contains("permission denied to set parameter"):
        "a setting of PGOPTIONS or the connection string is one that your login may not make: take it out, then try again"
      case "28000": "your login may not open these books: ask their owner to run \"ledgerctl user grant\""
      case _ where error.isCatalogConflict: "try again: it is safe to repeat"
      case "40001", "40P01": "somebody changed the same books at the same moment: try again"
      case "55P03": "somebody is using what this needs: try again in a minute"
      case "53100": "make room on the disk of the server, then try again"
      case "57P01", "57P02", "57P03": "the server was stopped, or is starting again: try again in a minute"
      case "53300": "the server has as many sessions as it takes: try again in a minute"
      case "08P01" where error.message.contains("unsupported startup parameter"):
        "the pooler before these books refuses settings of a session: name the server itself with --books, or set ignore_startup_parameters = options in the pooler"
      case "08P01" where error.isOfStatementPooling:
        "set pool_mode to session or transaction in the pooler, or name the server itself with --books"
      case "57014" where error.isOfTimeLimit:
        "give it longer: take statement_timeout out of PGOPTIONS or the connection string, or ask who keeps the server"
      case "22023" where error.isConnectFailure, "42704" where error.isConnectFailure:
        "a setting of PGOPTIONS, PGTZ or the connection string is not one of this server: take it out, then try again"
      case "25006":
        "of a copy, record in the books that it is a copy of: --books names their server; else take default_transaction_read_only out of PGOPTIONS, the connection string or the login"
      case nil where error.message.contains("session is read-only") || error.message.contains("is in hot standby mode"):
        "a standby answers, and no server that records: wait for a failover to end, a minute or two, then run it again"
      case nil where error.message.contains("certificate"):
        "the server did not prove who it is: the name after host= must be the one in its certificate, and sslrootcert must name the file of the authority that signed it"
      case nil where error.message.contains("is too long (maximum"):
        "name a shorter folder after host=, or a link to it (ln -s FOLDER /tmp/books)"
      case nil:
        "check that the server runs and that --books or LEDGER_BOOKS is right; \"ledgerctl server status\" tells of local books"
      default: nil
      }
    // A rule says in its own words who may not; PostgreSQL would name its catalog.
    let refused = error.isConnectFailure ? "your login may not open these books" : "your login may not do this"
    let cause =
      switch error.sqlState {
      case _ where error.isCatalogConflict:
        "somebody changed the same login, role or database of the server at the same moment (\(error.message))"
      case _ where error.isOfServerFiles: "the server may not open a file of its own (\(error.message))"
      case _ where error.isOfFiles: "the server could not use a file of its own (\(error.message))"
      case .insufficientPrivilege?
      where error.isConnectFailure && error.message.contains("permission denied to set parameter"):
        Self.once(error.message)
      case .insufficientPrivilege?: refused
      case .readOnlyTransaction?: "these books are a read-only copy, or this session is read-only; nothing was recorded"
      case "53100"?: "the disk of the server is full; nothing was recorded (\(error.message))"
      case "08P01"? where error.isOfStatementPooling:
        "the pooler before these books gives every statement another session, so that nothing can be recorded or read whole"
      case .queryCanceled? where error.isOfTimeLimit:
        "the server ended it, because it took longer than statement_timeout lets it"
      default: error.isConnectFailure ? Self.once(error.message) : error.message
      }
    let isLost =
      error.isConnectionLost && !error.isConnectFailure && (Recording.process.phase == .none || Repeat.isInSteps)
    self.init(
      status, cause + (isLost ? Self.fate : ""), code: error.sqlState?.rawValue,
      nextStep: error.nextStep?.inCommands ?? error.hint ?? usual)
  }

  /// The library tries a refused connection in several ways, and says the same of each.
  private static func once(_ message: String) -> String {
    var said: Set<Substring> = []
    return message.split(separator: "\n").filter { said.insert($0).inserted }.joined(separator: "\n")
  }
}

extension DatabaseError {
  /// Whether it is the state of the server that is told, whatever was to be done.
  var isOfTheServer: Bool { ["25006", "53100", "53300"].contains(sqlState?.rawValue) || isCatalogConflict }

  /// Whether a server was there and let nobody in.
  var isRefusal: Bool { isConnectFailure && sqlState != nil }

  fileprivate var isOfStatementPooling: Bool { message.contains("statement pooling mode") }
  /// The system refused the server a file, which it reports with the code of missing rights.
  fileprivate var isOfServerFiles: Bool {
    sqlState == .insufficientPrivilege && message.hasSuffix(SystemCall.message(EACCES))
  }
  fileprivate var isOfTimeLimit: Bool { message.contains("statement timeout") }
}
