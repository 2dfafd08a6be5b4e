import Foundation
import Testing

@testable import Ledger

/// Work on whole books that may be cut or killed anywhere: what it is run with, and what must be so afterwards.
struct SetupWork {
  /// What is done.
  enum Kind: String, CaseIterable, Sendable {
    case first, upgrade, backup, restore, handover, load, close, seal
  }

  let kind: Kind
  /// The database that it is done to or makes.
  let database: String
  /// The words of the command.
  let words: [String]
  private let login: String
  private let file: String

  /// What every kind begins with: books with a backup.
  private static let template: Result<(database: String, file: String, entries: String), any Error> = Result {
    let (books, _, file) = try BackupFixture.backedUp()
    let installer = Books(try books.asInstaller())
    try installer.grant(.recorder, to: "setup_leaves", in: .books)
    let rows = (1...20).map { "2021-09-03,YOUTH,food,\($0).00,shop,2021-09-03,bank,l-\($0)\n" }.joined()
    let entries = try temporaryFile(
      Array(("date,award,line,amount,payee,service_date,paid_from,key\n" + rows).utf8), name: "expenses.csv")
    return (books.database, file, entries)
  }

  /// That work, not yet done, in a place of its own.
  init(_ kind: Kind) throws {
    self.kind = kind
    let (template, file, entries) = try Self.template.get()
    login =
      kind == .load || kind == .close || kind == .seal ? try LocalCluster.systemUserName() : LocalCluster.installerLogin
    self.file = kind == .backup || kind == .handover ? try temporaryFile([], name: "work.backup") : file
    switch kind {
    case .first, .restore: database = BackupFixture.newName()
    default: database = try TestBooks.copy(of: template).database
    }
    switch kind {
    case .first, .upgrade:
      words = ["init", "--org", "site", "--name", "Site", "--login", try LocalCluster.systemUserName()]
    case .backup: words = ["backup", self.file]
    case .restore: words = ["restore", file]
    case .handover: words = ["handover", "setup_leaves", "setup_arrives", "--backup", self.file]
    case .load: words = ["expense", "import", entries]
    case .close: words = ["period", "close", "2021-09", "--reason", "reported"]
    case .seal: words = ["seal"]
    }
    if kind == .upgrade {
      try connection().script(
        """
        update meta.function_script set checksum = 'older' where name in ('rules/refusals', 'periods/months', 'check/books');
        select meta.record_catalog()
        """
      )
    }
    if kind != .first, kind != .restore {
      _ = try TestBooks(database: database).as(login: try LocalCluster.systemUserName())
    }
  }

  /// The program on the way that is given, else straight to the server.
  func program(through folder: String? = nil) -> Program {
    Program(environment: [
      "LEDGER_BOOKS": folder.map { "host=\($0) port=5432 dbname=\(database) user='\(login)'" }
        ?? TestCluster.shared.conninfo(user: login, database: database)
    ])
  }

  private func connection() throws -> Connection { try installerConnection(database: database) }

  private func exists() throws -> Bool {
    try installerConnection().execute("select from pg_database where datname = \(database)").count > 0
  }

  /// What is wrong with what was left; then does the work again, and says what is wrong with that.
  func faults() throws -> [String] {
    var faults: [String] = []
    // The server may still be at the last statement: a restore holds its lock, and others end with the next one of ours.
    try installerConnection().execute("select pg_advisory_lock(hashtextextended(\("ledger restore " + database), 0))")
    let before = try soundness()
    // Books that are not there, or not yet of this program, are for the command to make.
    if let before, !before.isEmpty { faults.append("left: \(before)") }
    if kind == .handover {
      let holding = try connection().execute("select login from ledger.membership_in_force where login like 'setup_%'")
        .map { try $0.text("login") }
      if holding.count != 1 { faults.append("roles are held by \(holding)") }
    }
    let again = try program().run(words)
    let isDone =
      again.status == 0 || again.errors.contains("exists") || again.errors.contains("database")
      || again.errors.contains("closed")
    if !isDone { faults.append("again: \(again.status) ‹\(again.errors)›") }
    if let after = try soundness() {
      if !after.isEmpty { faults.append("then: \(after)") }
    } else {
      faults.append("then: there are no books")
    }
    return try faults + undone()
  }

  /// What was to be done and is not.
  func undone() throws -> [String] {
    func count(_ sql: String) throws -> Int { try connection().execute(Query(unescaped: sql)).count }
    switch kind {
    case .first:
      let isReady =
        try count("select from ledger.organization where code = 'site'") == 1
        && count("select from ledger.membership") == 1
      return isReady ? [] : ["no organization, or nobody in it"]
    case .upgrade:
      try Migrator().verify(try connection())
      return []
    case .backup, .handover:
      _ = try BackupFile.opened(file).verify(interruption: Interruption())
      let names = File.names(in: URL(filePath: file).deletingLastPathComponent().path)
      let moved =
        kind == .backup ? true : try count("select from ledger.membership_in_force where login = 'setup_arrives'") == 1
      return (names == ["work.backup"] ? [] : ["left in the folder: \(names)"]) + (moved ? [] : ["nothing moved"])
    case .restore: return try BackupFixture.databases(like: database) == [database] ? [] : ["other databases"]
    case .load:
      let found = try count("select from ledger.journal_entry where idempotency_key like 'l-%'")
      return found == 20 ? [] : ["\(found) of 20 entries"]
    case .close:
      return try count("select from ledger.closing_event where closed_through = '2021-09-30'") == 1
        ? [] : ["not closed once"]
    case .seal: return try count("select from ledger.seal") > 0 ? [] : ["no seal"]
    }
  }

  /// The rules that are broken, as one text; nil where there are no books, or not those of this program.
  private func soundness() throws -> String? {
    guard try exists() else { return nil }
    let books = Books(try connection())
    guard (try? Migrator().verify(books.connection)) != nil else { return nil }
    return try books.check().broken.map { "\($0.rule) \($0.place) \($0.problem)" }.joined(separator: "; ")
  }

  func drop() {
    try? installerConnection().script("drop database if exists \(Query.identifier(database).sql) with (force)")
  }
}
