/// Thrown where the answer to a COMMIT, or to what cleans up, was not waited for any longer: asked twice to stop, and the server had said
/// nothing.
struct Abandoned: Error {}

extension DatabaseError {
  /// The answer to a COMMIT that nobody waited for.
  static var notWaitedFor: DatabaseError {
    DatabaseError(
      message: "asked twice to end, before the server had answered", statement: "commit", isConnectionLost: true)
  }
}

/// A transaction that failed in itself, apart from what its body threw.
///
/// An error of the body is thrown as it is when everything was rolled back.
public enum TransactionError: SQLStateCarrying, CustomStringConvertible {
  /// The transaction never began; the body did not run.
  case begin(any Error)
  /// COMMIT was refused and everything is rolled back: a rule checked at the end, or an earlier error that the body hid.
  case commit(DatabaseError)
  /// The connection was lost while COMMIT ran, or its answer was not waited for. The work may or may not be recorded: look, or repeat it with the same
  /// idempotency key.
  case commitOutcomeUnknown(DatabaseError)
  /// The body failed, and then the rollback failed as well. Nothing is recorded: the connection is of no further use.
  case rollback(body: any Error, rollback: any Error)

  /// The code of the failure, or nil where the outcome is unknown.
  public var sqlState: SQLState? {
    switch self {
    case .begin(let error): (error as? any SQLStateCarrying)?.sqlState
    case .commit(let error): error.sqlState
    case .commitOutcomeUnknown: nil
    case .rollback(let body, _): (body as? any SQLStateCarrying)?.sqlState
    }
  }

  /// What happened and what it means for the books.
  public var description: String {
    switch self {
    case .begin(let error): "the transaction could not begin: \(error)"
    case .commit(let error): "nothing was recorded: \(error)"
    case .commitOutcomeUnknown(let error):
      """
      the connection was lost while the work was being recorded, so it is not known whether it is recorded: \(error)
      Look before repeating it, or repeat it with the same key: the same key is never recorded twice.
      """
    case .rollback(let body, let rollback): "nothing was recorded: \(body) (then the rollback failed: \(rollback))"
    }
  }
}
