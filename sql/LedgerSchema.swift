/// The SQL of the books, embedded in the binary: what the database must contain, in the order it is applied.
package enum LedgerSchema {
  /// One SQL file: its name without `.sql`, and its text.
  package struct Script: Sendable {
    package let name: String
    package let text: String

    init(_ name: String, _ bytes: [UInt8]) {
      self.name = name
      self.text = String(decoding: bytes, as: UTF8.self)
    }
  }

  /// Group roles and function-owning roles: cluster-wide, run in database `postgres`, safe to repeat.
  package static var roles: Script { Script("C0001_roles", PackageResources.C0001_roles_sql) }

  /// The tables that record what was applied: run once in the books' database, before the first migration.
  package static var bootstrap: Script { Script("C0002_meta", PackageResources.C0002_meta_sql) }

  /// Forward-only migrations, in order of version. A file that was applied anywhere is never edited again.
  package static var migrations: [Script] {
    [Script("V0001_books", PackageResources.V0001_books_sql)]
  }

  /// Functions, triggers, policies and views, applied in this order whenever their text changes.
  package static var functions: [Script] {
    [Script("R_access", PackageResources.R_access_sql)]
  }
}
