import Foundation
import Synchronization

@testable import Ledger

/// Books of a test's own: a copy of a template that the migrator made once in this run.
struct TestBooks: Sendable {
  /// The name of the database.
  let database: String

  private static let copies = Atomic<Int>(0)
  private static let template: Result<String, any Error> = Result {
    let name = "books_template"
    let server = try installerConnection()
    let migrator = Migrator()
    try migrator.installRoles(server)
    try migrator.createBooks(name, server, isPrivateServer: true)
    _ = try migrator.migrate(try installerConnection(database: name))
    return name
  }

  /// A new database with the whole schema and no data.
  static func copy() throws -> TestBooks { try copy(of: try template.get()) }

  /// A new database like another, to which nobody is connected.
  static func copy(of template: String) throws -> TestBooks {
    let books = TestBooks(database: "books_\(copies.add(1, ordering: .relaxed).newValue)")
    let server = try installerConnection()
    try server.execute(
      """
      create database \(Query.identifier(books.database)) owner ledger_owner
      template \(Query.identifier(template)) strategy wal_log
      """)
    try Migrator().closeToPublic(books.database, server)
    return books
  }

  /// A connection as the superuser that made the books; no rule of access applies to it.
  func asInstaller(
    interruption: Interruption = Interruption(), notices: @escaping (Notice) -> Void = { _ in }
  ) throws -> Connection {
    try installerConnection(database: database, interruption: interruption, notices: notices)
  }

  /// A connection as the ordinary login of that name, which is made where it is missing, with those group roles.
  func `as`(
    login: String, roles: [String] = [], interruption: Interruption = Interruption(),
    notices: @escaping (Notice) -> Void = { _ in }
  ) throws -> Connection {
    let name = Query.identifier(login)
    let server = try installerConnection()
    // Roles belong to the whole cluster, and tests run at the same time.
    try server.transaction { server in
      try server.execute("select pg_advisory_xact_lock(1)")
      if try server.execute("select from pg_roles where rolname = \(login)").count == 0 {
        try server.execute("create role \(name) login")
      }
      for role in roles { try server.execute("grant \(Query.identifier(role)) to \(name)") }
      try server.execute("grant connect, temporary on database \(Query.identifier(database)) to \(name)")
    }
    try TestCluster.shared.allow(login: login)
    return try Connection.open(
      keywords: TestCluster.shared.keywords(user: login, database: database), interruption: interruption,
      notices: notices)
  }
}
