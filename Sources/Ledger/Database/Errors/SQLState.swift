/// A five-character SQLSTATE: what PostgreSQL, or a rule of the books, says went wrong.
///
/// An open set: codes that have no name here are compared by their text.
///
///     do { try connection.execute("…") } catch SQLState.uniqueViolation { … }
public struct SQLState: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// The five characters, as PostgreSQL reports them.
  public let rawValue: String

  /// Takes the code as it is.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Takes the code as it is.
  public init(stringLiteral value: String) { self.rawValue = value }

  /// The five characters.
  public var description: String { rawValue }

  /// Whether `error` carries this code.
  public static func ~= (state: SQLState, error: any Error) -> Bool {
    (error as? any SQLStateCarrying)?.sqlState == state
  }
}

/// An error that may know the SQLSTATE it came from.
public protocol SQLStateCarrying: Error {
  /// The code, or nil where the server was never asked or never answered.
  var sqlState: SQLState? { get }
}

/// PostgreSQL's own codes that this library tells apart.
/// Source: appendix A of the PostgreSQL manual.
extension SQLState {
  /// A second row with the same key.
  public static let uniqueViolation: SQLState = "23505"
  /// A write in a read-only transaction.
  public static let readOnlyTransaction: SQLState = "25006"
  /// An earlier statement of the transaction failed.
  public static let inFailedTransaction: SQLState = "25P02"
  /// A prepared statement of that name does not exist.
  public static let invalidStatementName: SQLState = "26000"
  /// A prepared statement of that name exists already.
  public static let duplicatePreparedStatement: SQLState = "42P05"
  /// The login does not exist or may not connect.
  public static let invalidAuthorization: SQLState = "28000"
  /// The password is wrong.
  public static let invalidPassword: SQLState = "28P01"
  /// The database does not exist.
  public static let invalidCatalogName: SQLState = "3D000"
  /// The schema does not exist.
  public static let invalidSchemaName: SQLState = "3F000"
  /// Concurrent transactions could not be put in an order: repeat the transaction.
  public static let serializationFailure: SQLState = "40001"
  /// Concurrent transactions waited for each other: repeat the transaction.
  public static let deadlockDetected: SQLState = "40P01"
  /// The login lacks a right.
  public static let insufficientPrivilege: SQLState = "42501"
  /// The role or other object exists already.
  public static let duplicateObject: SQLState = "42710"
  /// The table does not exist.
  public static let undefinedTable: SQLState = "42P01"
  /// The database exists already.
  public static let duplicateDatabase: SQLState = "42P04"
  /// A lock was not to be had in the time allowed.
  public static let lockNotAvailable: SQLState = "55P03"
  /// The statement was canceled, by a request or by a time limit.
  public static let queryCanceled: SQLState = "57014"
  /// The server is starting, stopping or recovering.
  public static let cannotConnectNow: SQLState = "57P03"
  /// An internal error, among them "tuple concurrently updated".
  public static let internalError: SQLState = "XX000"
}
