import CPostgres
import Glibc
import Values

/// What the database, or the way to it, reported.
///
/// Parameters are never part of it; `detail` may hold values of rows and is therefore left out of `description`.
public struct DatabaseError: SQLStateCarrying, CustomStringConvertible, CustomDebugStringConvertible {
  /// The code, or nil where no server answered.
  public var sqlState: SQLState?
  /// What went wrong, in one sentence.
  public var message: String
  /// More about it. May quote values of the failing row.
  public var detail: String?
  /// What to do about it.
  public var hint: String? { didSet { nextStep = nil } }
  /// What to do about it, with the acts that do it, where a rule of the books says so.
  package private(set) var nextStep: NextStep?
  /// The constraint that was broken.
  public var constraintName: String?
  /// The table concerned.
  public var tableName: String?
  /// The column concerned.
  public var columnName: String?
  /// Where in the SQL text the error is, in characters from 1.
  public var position: Int?
  /// The SQL text, without its parameters.
  public var statement: String
  /// Whether the connection is of no further use.
  public var isConnectionLost: Bool
  /// Whether no connection was made at all. With `sqlState` nil, no server answered.
  public var isConnectFailure = false

  /// The message, then what to do about it.
  public var description: String { hint.map { "\(message)\n\($0)" } ?? message }

  /// Whether somebody changed the same login, role or database at the same moment. PostgreSQL's own catalogs do not wait for each other:
  /// it reports an internal error ("tuple concurrently updated"), a role that exists already, or a second row of a catalog.
  public var isCatalogConflict: Bool {
    sqlState == .internalError && !isConnectionLost && !isOfFiles || sqlState == .duplicateObject
      || sqlState == .uniqueViolation && constraintName?.hasPrefix("pg_") == true
  }

  /// Whether the server could not write or read files of its own, or found them damaged. What the system refuses for another reason than a full
  /// disk PostgreSQL reports as an internal error with the system's words.
  package var isOfFiles: Bool {
    switch sqlState?.rawValue {
    case "58030", "58P01", "XX001", "XX002": true
    case "XX000": [EFBIG, EIO, EDQUOT, EROFS].contains { message.hasSuffix(SystemCall.message($0)) }
    default: false
    }
  }

  /// Everything that is known, for a developer.
  public var debugDescription: String {
    var text = "\(sqlState?.rawValue ?? "no SQLSTATE"): \(message)"
    if let detail { text += "\nDETAIL: \(detail)" }
    if let hint { text += "\nHINT: \(hint)" }
    if let constraintName { text += "\nCONSTRAINT: \(constraintName)" }
    if !statement.isEmpty { text += "\nSTATEMENT: \(statement)" }
    return text
  }
}

/// A message that PostgreSQL sends beside the results: a notice or a warning.
public struct Notice: Sendable, CustomStringConvertible {
  /// `NOTICE`, `WARNING`, `INFO`, `LOG` or `DEBUG`, whatever the language of the server.
  public let severity: String
  /// The code of the message.
  public let sqlState: SQLState?
  /// The message, in one sentence.
  public let message: String
  /// More about it.
  public let detail: String?
  /// What to do about it.
  public let hint: String?
  /// The file of PostgreSQL that said it; `syncrep.c` means that a commit is not yet on the standby.
  public let sourceFile: String?

  /// Severity and message.
  public var description: String { "\(severity): \(message)" }
}

/// The fields of an error or notice that libpq handed out; reading them does not take ownership.
struct Diagnosis {
  let result: OpaquePointer?

  func field(_ code: Int32) -> String? {
    PQresultErrorField(result, code).map { String(cString: $0) }
  }

  /// A FATAL or PANIC ends the connection, even where libpq has not noticed yet.
  var endsConnection: Bool { ["FATAL", "PANIC"].contains(field(ledger_diag_severity)) }

  func error(statement: String, connection: OpaquePointer) -> DatabaseError {
    let fallback = plainly(String(cString: PQresultErrorMessage(result)))
    return DatabaseError(
      sqlState: field(ledger_diag_sqlstate).map(SQLState.init(rawValue:)),
      message: field(ledger_diag_message) ?? (fallback.isEmpty ? "the connection was lost" : fallback),
      detail: field(ledger_diag_detail),
      hint: field(ledger_diag_hint),
      nextStep: field(ledger_diag_detail).flatMap(NextStep.init(detail:)),
      constraintName: field(ledger_diag_constraint),
      tableName: field(ledger_diag_table),
      columnName: field(ledger_diag_column),
      position: field(ledger_diag_position).flatMap { Int($0) },
      statement: statement,
      isConnectionLost: endsConnection || PQstatus(connection) == CONNECTION_BAD)
  }

  var notice: Notice {
    Notice(
      severity: field(ledger_diag_severity) ?? "NOTICE",
      sqlState: field(ledger_diag_sqlstate).map(SQLState.init(rawValue:)),
      message: field(ledger_diag_message) ?? "",
      detail: field(ledger_diag_detail),
      hint: field(ledger_diag_hint),
      sourceFile: field(ledger_diag_source_file))
  }
}

/// What libpq says, without what it guesses of a connection that broke and finds when it looks at it once more.
func plainly(_ message: String) -> String {
  let closed = "server closed the connection unexpectedly"
  return message.hasPrefix(closed) ? "the \(closed)" : trimmed(message)
}

/// `text` without white space at its ends.
func trimmed(_ text: String) -> String {
  let isSpace: (UInt8) -> Bool = { $0 == 32 || (9...13).contains($0) }
  let bytes = text.utf8.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
  return String(decoding: bytes, as: UTF8.self)
}
