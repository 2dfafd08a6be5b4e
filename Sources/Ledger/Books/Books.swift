/// The books: one PostgreSQL database, its rules, and one connection to it.
///
///     Organization ── Account, Program, Fund, Party        the chart and its dimensions
///          │
///          ├── AccountingPeriod                            open or closed months
///          ├── Award ── BudgetLine                         grants
///          └── Entry ── EntryLine                          the journal, append-only
///
/// Every rule lives in the database; this library makes it pleasant.
public struct Books: ~Copyable {
  /// The connection, for whatever has no method here.
  public let connection: Connection

  /// Takes over a connection to books whose schema was verified.
  public init(_ connection: consuming Connection) { self.connection = connection }

  /// Runs `body` as one transaction: all of it is recorded, or nothing. After a deadlock it runs
  /// again, so it must have no effect outside the books; postings carry idempotency keys.
  ///
  /// `dryRun`: everything is tried, every rule is checked, and then rolled back.
  ///
  /// Afterwards, where it is due, the books are sealed; see `sealIfDue`.
  public func write<Value>(dryRun: Bool = false, _ body: () throws -> Value) throws -> Value {
    guard dryRun else {
      let value = try connection.transaction(retries: 12) { _ in try body() }
      sealIfDue()
      return value
    }
    var value: Value?
    do {
      try connection.transaction { connection in
        // What is tried draws numbers of its own, so that it leaves no hole.
        try connection.script("set local ledger.trial = 'on'")
        value = try body()
        // Rules that are checked at commit are checked now, since there will be none.
        try connection.execute("select ledger.ask_deferred_rules()")
        throw DryRun()
      }
    } catch is DryRun {}
    guard let value else { throw DryRun() }
    return value
  }

  /// Ends a trial so that nothing stays.
  private struct DryRun: Error {}
}

extension Books {
  /// What a broken constraint means and what to do, from its comment in the schema; nil for other errors.
  package func explanation(of error: any Error) -> NextStep? {
    let broken: DatabaseError? =
      switch error {
      case TransactionError.commit(let inner): inner
      default: error as? DatabaseError
      }
    guard let broken, let name = broken.constraintName, !connection.isInTransaction else { return nil }
    return try? connection.execute("select ledger.next_step_parts(ledger.explanation(\(name))) as explanation").only {
      try $0.textOrNil("explanation").flatMap(NextStep.init(parts:))
    }
  }
}
