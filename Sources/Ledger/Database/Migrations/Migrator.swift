/// Makes books and brings them to the version of this program.
///
///     let migrator = Migrator()
///     try migrator.install(target)            // ledgerctl init: safe to repeat
///     let books = try migrator.openBooks(target)   // every other command
public struct Migrator: Sendable {
  /// What an upgrade did; empty where there was nothing to do.
  public struct Report: Hashable, Sendable {
    /// Migrations that were applied, in order.
    public internal(set) var migrations: [String] = []
    /// Function scripts that were applied, in order.
    public internal(set) var functions: [String] = []
  }

  let scripts: SchemaScripts

  /// For the schema that this binary carries.
  public init() { self.init(scripts: .embedded) }

  package init(scripts: SchemaScripts) { self.scripts = scripts }

  /// Makes roles and books where they are missing, and upgrades them. Safe to repeat, and several at once.
  ///
  /// The target's login must be able to create roles and databases; on the local cluster the installer is used.
  @discardableResult
  public func install(_ target: ConnectionTarget, notices: @escaping (Notice) -> Void = { _ in }) throws -> Report {
    // Whether books are made is told by who makes them; each of these is a step on the way.
    let server = try target.connectAsInstaller(database: "postgres", recording: Recording(), notices: notices)
    try installRoles(server)
    try createBooks(target.databaseName(), server, isPrivateServer: target.localCluster != nil)
    return try migrate(try target.connectAsInstaller(recording: Recording(), notices: notices))
  }

  /// Connects to books that this program fits, or says why it cannot.
  public func openBooks(
    _ target: ConnectionTarget, notices: @escaping (Notice) -> Void = { _ in }
  ) throws -> Connection {
    let connection: Connection
    do {
      connection = try target.connect(notices: notices)
    } catch SQLState.invalidCatalogName {
      throw MigrationError.booksNotInitialized
    } catch let refusal where SQLState.invalidAuthorization ~= refusal && target.localCluster != nil {
      // A login is made together with the books: without books, that it is missing means nothing.
      do { _ = try target.connectAsInstaller() } catch SQLState.invalidCatalogName {
        throw MigrationError.booksNotInitialized
      }
      throw refusal
    }
    try verify(connection)
    return connection
  }

  /// What `check(hasLineage:schemaVersion:functionsFingerprint:)` needs, as one row; a command may make it part of its first
  /// query.
  public static var verification: Query {
    """
    select
      to_regclass('meta.lineage') is not null as has_lineage,
      (select max(version) from meta.migration) as schema_version,
      (select bit_xor(fingerprint) from meta.function_script) as functions_fingerprint
    """
  }

  /// Throws `MigrationError` where this program and the books do not fit. One cheap query.
  public func verify(_ connection: borrowing Connection) throws {
    do {
      try connection.execute(Self.verification).only { row in
        try check(
          hasLineage: try row.bool("has_lineage"), schemaVersion: try row.intOrNil("schema_version"),
          functionsFingerprint: try row.int64OrNil("functions_fingerprint"))
      }
    } catch SQLState.undefinedTable {
      throw MigrationError.booksNotInitialized
    } catch SQLState.invalidSchemaName {
      throw MigrationError.booksNotInitialized
    }
  }

  /// Throws `MigrationError` where this program and books with that row of `verification` do not fit.
  public func check(hasLineage: Bool, schemaVersion: Int?, functionsFingerprint: Int64?) throws(MigrationError) {
    let program = scripts.newestVersion
    guard let books = schemaVersion else { throw .versionUnknown }
    if !hasLineage { throw .booksOfAnotherLineage }
    if books > program { throw .booksNewerThanProgram(books: books, program: program) }
    if books < program { throw .booksOlderThanProgram(books: books, program: program) }
    if (functionsFingerprint ?? 0) != scripts.functionsFingerprint { throw .functionsDiffer }
  }
}
