import Foundation
import Synchronization
import Testing

@testable import Ledger

@Suite struct MigratorTests {
  /// A small schema of its own, so that these tests do not depend on the books'.
  private static func scripts() -> SchemaScripts {
    var scripts = SchemaScripts.embedded
    scripts.migrations = [
      .init(
        name: "V0001_first",
        text: "create schema ledger; create table ledger.a (x int); insert into ledger.a values (1);"),
      .init(name: "V0002_second", text: "alter table ledger.a add y int;"),
    ]
    scripts.functions = [
      .init(
        name: "first/one",
        text: """
          create or replace function ledger.one() returns int language sql as 'select ledger.two()';
          alter function ledger.one() owner to ledger_fn;
          """),
      .init(name: "first/two", text: "create or replace function ledger.two() returns int language sql as 'select 2';"),
    ]
    return scripts
  }

  /// An empty database with roles, and what can migrate it.
  private func emptyBooks() throws -> String {
    let name = "migrated_\(UInt64.random(in: 0...(.max)))"
    let server = try installerConnection()
    let migrator = Migrator()
    try migrator.installRoles(server)
    try migrator.createBooks(name, server, isPrivateServer: true)
    return name
  }

  @Test func appliesInOrderOnceAndRecords() throws {
    let database = try emptyBooks()
    let books = try installerConnection(database: database)
    let migrator = Migrator(scripts: Self.scripts())
    #expect(throws: MigrationError.self) { try migrator.verify(books) }
    let report = try migrator.migrate(books)
    #expect(report.migrations == ["V0001_first", "V0002_second"] && report.functions == ["first/one", "first/two"])
    #expect(try migrator.migrate(books) == Migrator.Report())
    try migrator.verify(books)
    #expect(try books.execute("select x from ledger.a").count == 1)
    let owners = try books.execute(
      """
      select pg_get_userbyid(relowner)::text as owner from pg_class where oid in ('ledger.a'::regclass, 'meta.migration'::regclass)
      union select pg_get_userbyid(proowner)::text from pg_proc where oid = 'ledger.one()'::regprocedure order by 1
      """
    ).map { try $0.text("owner") }
    #expect(owners == ["ledger_fn", "ledger_owner"])
    let mayCreate = try books.execute("select has_schema_privilege('ledger_fn', 'ledger', 'create') as x").only {
      try $0.bool("x")
    }
    #expect(!mayCreate)
    let checksum = try books.execute("select checksum from meta.migration where version = 2").only {
      try $0.text("checksum")
    }
    #expect(checksum.count == 64)
  }

  @Test func functionsAreAppliedAgainWhenTheirTextChanges() throws {
    let books = try installerConnection(database: try emptyBooks())
    var scripts = Self.scripts()
    _ = try Migrator(scripts: scripts).migrate(books)
    scripts.functions[1] = .init(name: "first/two", text: scripts.functions[1].text.replacing("2'", with: "3'"))
    let newer = Migrator(scripts: scripts)
    #expect { try newer.verify(books) } throws: {
      if case MigrationError.functionsDiffer = $0 { true } else { false }
    }
    #expect(try newer.migrate(books).functions == ["first/two"])
    #expect(try books.execute("select ledger.one() as x").only { try $0.int("x") } == 3)
    scripts.functions.removeLast()
    _ = try Migrator(scripts: scripts).migrate(books)
    try Migrator(scripts: scripts).verify(books)
  }

  @Test func driftAndNewerBooksAreRefused() throws {
    let books = try installerConnection(database: try emptyBooks())
    let scripts = Self.scripts()
    _ = try Migrator(scripts: scripts).migrate(books)

    var changed = scripts
    changed.migrations[0] = .init(name: "V0001_first", text: "select 1;")
    #expect { _ = try Migrator(scripts: changed).migrate(books) } throws: {
      guard case MigrationError.drift(let drifts) = $0 else { return false }
      return drifts == [.init(name: "V0001_first", kind: .changed)]
    }

    var missing = scripts
    missing.migrations = [.init(name: "V0003_third", text: "select 3;")]
    #expect { _ = try Migrator(scripts: missing).migrate(books) } throws: {
      guard case MigrationError.drift(let drifts) = $0 else { return false }
      return drifts.map(\.kind) == [.missing, .missing]
    }

    var older = scripts
    older.migrations.removeLast()
    for action in [0, 1] {
      #expect {
        if action == 0 {
          try Migrator(scripts: older).verify(books)
        } else {
          _ = try Migrator(scripts: older).migrate(books)
        }
      } throws: {
        if case MigrationError.booksNewerThanProgram(books: 2, program: 1) = $0 { true } else { false }
      }
    }

    var newer = scripts
    newer.migrations.append(.init(name: "V0003_third", text: "select 3;"))
    #expect { try Migrator(scripts: newer).verify(books) } throws: {
      if case MigrationError.booksOlderThanProgram(books: 2, program: 3) = $0 { true } else { false }
    }
  }

  /// Books of 0.1 have no mark of lineage; their versions went further than those of new books begin.
  @Test func booksOfTheFirstReleaseAreRefusedInClearWords() throws {
    let books = try installerConnection(database: try emptyBooks())
    _ = try Migrator(scripts: Self.scripts()).migrate(books)
    try books.script("drop table meta.lineage; update meta.migration set version = 18 where version = 2")
    for action in [0, 1] {
      #expect {
        if action == 0 {
          try Migrator(scripts: Self.scripts()).verify(books)
        } else {
          _ = try Migrator(scripts: Self.scripts()).migrate(books)
        }
      } throws: {
        guard case MigrationError.booksOfAnotherLineage = $0 else { return false }
        return "\($0)".contains("ledgerctl 0.1")
      }
    }
    #expect(
      try books.execute("select version from meta.migration order by 1").map { try $0.int("version") } == [1, 18])
  }

  @Test func aFailingScriptLeavesNothing() throws {
    let books = try installerConnection(database: try emptyBooks())
    var scripts = Self.scripts()
    scripts.migrations[1] = .init(name: "V0002_second", text: "create table ledger.b (x int);\n\nselect nonsense;")
    #expect { _ = try Migrator(scripts: scripts).migrate(books) } throws: {
      guard case MigrationError.scriptFailed(name: "V0002_second", line: 3, let error) = $0 else { return false }
      return error.sqlState == "42703"
    }
    let remains: Query = "select count(*) as x from pg_namespace where nspname in ('meta', 'ledger')"
    #expect(try books.execute(remains).only { try $0.int("x") } == 0)
    _ = try Migrator(scripts: Self.scripts()).migrate(books)
    #expect(try books.execute("select version from meta.migration order by 1").map { try $0.int("version") } == [1, 2])
  }

  @Test func upgradesAtTheSameTimeApplyEachFileOnce() throws {
    let database = try emptyBooks()
    let reports = Mutex<[Migrator.Report]>([])
    let failures = Mutex<[String]>([])
    let work = (0..<4).map { _ in
      inThread {
        do {
          try Migrator().installRoles(try installerConnection())
          let report = try Migrator(scripts: Self.scripts()).migrate(try installerConnection(database: database))
          reports.withLock { $0.append(report) }
        } catch { failures.withLock { $0.append("\(error)") } }
      }
    }
    for thread in work { thread.wait() }
    #expect(failures.withLock { $0 } == [])
    #expect(reports.withLock { $0.flatMap(\.migrations).sorted() } == ["V0001_first", "V0002_second"])
    #expect(reports.withLock { $0.flatMap(\.functions).sorted() } == ["first/one", "first/two"])
  }

  @Test func installMakesTheBooksAndOpensThem() throws {
    let home = TestCluster.temporaryHome()
    let cluster = LocalCluster(home: home, extraSettings: TestCluster.fastSettings)
    defer { cluster.destroy() }
    let target = ConnectionTarget(local: cluster)
    #expect { _ = try Migrator().openBooks(target) } throws: {
      if case MigrationError.booksNotInitialized = $0 { true } else { false }
    }
    let report = try Migrator().install(target)
    #expect(report.migrations == SchemaScripts.embedded.migrations.map(\.name))
    #expect(try Migrator().install(target) == Migrator.Report())
    #expect { _ = try Migrator().openBooks(target) } throws: { SQLState.invalidAuthorization ~= $0 }
    let installer = try Migrator().openBooks(ConnectionTarget(local: cluster, login: LocalCluster.installerLogin))
    let encoding = try installer.execute(
      "select current_setting('server_encoding') as e, datcollate::text as c from pg_database where datname = current_database()"
    )
    .only { "\(try $0.text("e")) \(try $0.text("c"))" }
    #expect(encoding == "UTF8 C.UTF-8")
  }

  @Test func copiesOfTheTemplateAreBooks() throws {
    let books = try TestBooks.copy()
    try Migrator().verify(try books.asInstaller())
    let ordinary = try books.as(login: "test_ordinary", roles: ["ledger_recorder"])
    try Migrator().verify(ordinary)
    #expect(ordinary.login == "test_ordinary")
    #expect { try ordinary.execute("create schema mine") } throws: { SQLState.insufficientPrivilege ~= $0 }
    let other = try TestBooks.copy()
    #expect {
      _ = try Connection.open(keywords: TestCluster.shared.keywords(user: "test_ordinary", database: other.database))
    } throws: { SQLState.insufficientPrivilege ~= $0 }
  }
}
