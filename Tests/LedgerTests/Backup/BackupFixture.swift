import Foundation
import Testing

@testable import Ledger

/// What tests of backups have in common: books worth a backup, places to restore into, and damaged files.
enum BackupFixture {
  /// The program as the installer of those books, or of a database of the test server that does not exist yet.
  static func installer(of database: String) -> Program {
    Program(environment: [
      "LEDGER_BOOKS": TestCluster.shared.conninfo(user: LocalCluster.installerLogin, database: database)
    ])
  }

  /// The place of a database of the test server, as its installer.
  static func target(_ database: String) throws -> ConnectionTarget {
    try ConnectionTarget(
      books: TestCluster.shared.conninfo(user: LocalCluster.installerLogin, database: database), environment: [:])
  }

  /// Books with an award, expenses, a reversal, a closed month and a login of their own, and their backup.
  static func backedUp() throws -> (books: TestBooks, program: Program, file: String) {
    let (program, books, _) = try Program.withBooks()
    try program.addAward()
    for number in 1...5 { _ = try program.addExpense("\(number).05", key: "e-\(number)") }
    _ = try program("entry", "reverse", "e-2", "--reason", "typed twice", "--date", "2021-09-02")
    _ = try program("period", "close", "2021-08", "--reason", "reported")
    let scan = try temporaryFile(SampleFiles.png, name: "e-3.png")
    try #require(try program("document", "attach", scan, "--entry", "e-3", "--title", "Receipt").status == 0)
    let file = try temporaryFile([], name: "books.dump")
    let outcome = try installer(of: books.database)("backup", file)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return (books, program, file)
  }

  /// What people read from the books.
  static func statements(_ program: Program) throws -> [String] {
    try [
      ["statement", "budget", "YOUTH", "--as-of", "2022-06-30"],
      ["statement", "trial-balance", "--as-of", "2022-06-30", "--format", "json"],
      ["entry", "list", "--format", "csv"], ["entry", "show", "e-2"], ["period", "list"], ["award", "show", "YOUTH"],
      ["user", "list"], ["document", "list", "--format", "csv"], ["document", "missing"],
    ].map { words in
      let outcome = try program.run(words)
      #expect(outcome.status == 0, "\(words): \(outcome.errors)")
      return outcome.output
    }
  }

  /// The names of the server's databases that belong to a restore into `name`.
  static func databases(like name: String, on cluster: LocalCluster = TestCluster.shared) throws -> [String] {
    try cluster.connectAsInstaller(database: "postgres")
      .execute("select datname from pg_database where starts_with(datname, \(name)) order by 1")
      .map { try $0.text("datname") }
  }

  /// A name of a database that no other test uses.
  static func newName() -> String { "restored_\(UInt32.random(in: 0...(.max)))" }
}
