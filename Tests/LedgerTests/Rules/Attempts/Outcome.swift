@testable import Ledger

/// How a piece of SQL ended: `accepted`, the name of the constraint that refused it, or else its SQLSTATE.
func outcome(_ connection: borrowing Connection, _ sql: String) -> String {
  do {
    try connection.script(sql)
    return "accepted"
  } catch {
    return outcome(of: error)
  }
}

func outcome(of error: any Error) -> String {
  if case TransactionError.commit(let cause) = error { return outcome(of: cause) }
  guard let error = error as? DatabaseError else { return "\(error)" }
  return error.constraintName ?? error.sqlState?.rawValue ?? error.message
}

/// The rules that `check` names, by SQLSTATE, without the schema's own.
func brokenRules(_ connection: borrowing Connection) throws -> Set<String> {
  Set(try connection.execute("select left(rule, 5) as rule from ledger.check_books()").map { try $0.text("rule") })
}
