extension ConnectionTarget {
  /// A number of our own for the lock in database `postgres` of whoever makes books.
  private static let makersLock = 0x6c65_6468

  /// Runs `body` while nobody else of this server makes books or brings them up to date: what belongs to the whole server, as roles and
  /// databases, knows no waiting of its own. The lock ends with the connection, however the program ends.
  ///
  /// Throws `MigrationError.busy` where somebody else makes books for two minutes.
  package func whileNobodyElseMakesBooks<Value>(_ body: () throws -> Value) throws -> Value {
    let server = try connectAsInstaller(database: "postgres")
    do {
      try server.script("set lock_timeout = '2min'")
      try server.execute("select pg_catalog.pg_advisory_lock(\(Self.makersLock)::bigint)")
    } catch let error as DatabaseError where error.sqlState == .lockNotAvailable {
      throw MigrationError.busy(error)
    }
    return try body()
  }
}
