import Foundation
import Testing

@testable import Ledger

@Suite struct ConnectionTargetTests {
  /// How to reach the shared cluster, as a person would write it.
  private var books: String {
    TestCluster.shared.conninfo(user: LocalCluster.installerLogin, database: "postgres")
  }

  @Test func conninfoPassesThrough() throws {
    let target = try ConnectionTarget(
      books: "\(books) application_name=mine options='-c work_mem=7MB -c TimeZone=Asia/Tokyo'", environment: [:])
    let connection = try target.connect()
    let settings = try connection.execute(
      """
      select current_setting('application_name') as name, current_setting('work_mem') as memory,
        current_setting('TimeZone') as zone, current_setting('DateStyle') as style,
        current_setting('client_encoding') as encoding
      """
    ).only { row in try ["name", "memory", "zone", "style", "encoding"].map { try row.text($0) } }
    #expect(settings == ["mine", "7MB", "UTC", "ISO, YMD", "UTF8"])
    #expect(try target.databaseName() == "postgres")
  }

  @Test func ownNameIsOnlyAFallback() throws {
    let connection = try ConnectionTarget(books: books, environment: [:]).connect()
    let name = try connection.execute("select current_setting('application_name') as name").only { try $0.text("name") }
    #expect(name == "ledgerctl")
  }

  @Test func environmentVariablesThatDecideTheFormatAreOverruled() async {
    await #expect(processExitsWith: .success) {
      setenv("PGTZ", "Asia/Tokyo", 1)
      setenv("PGDATESTYLE", "German", 1)
      setenv("PGCLIENTENCODING", "LATIN1", 1)
      let home = TestCluster.temporaryHome()
      let cluster = LocalCluster(home: home, extraSettings: TestCluster.fastSettings)
      defer { cluster.destroy() }
      try cluster.ensureRunning()
      let connection = try cluster.connectAsInstaller(database: "postgres")
      let found = try connection.execute("select '2022-02-01 10:00Z'::timestamptz::text || 'é' as t").only {
        try $0.text("t")
      }
      precondition(found == "2022-02-01 10:00:00+00é", found)
    }
  }

  @Test(arguments: [
    "host=db.example.org", "postgresql://db.example.org/ledger", "hostaddr=192.0.2.1",
    "host=localhost hostaddr=192.0.2.1", "host=localhost,db.example.org", "host=db.example.org sslmode=require",
    "host=db.example.org sslmode=verify-ca password=hunter2", "postgres://u:hunter2@db.example.org/x?sslmode=prefer",
    "host=127.0.0.1.example.org", "host=10.0.0.1",
  ])
  func remoteServerMustBeVerified(books: String) throws {
    let target = try ConnectionTarget(books: books, environment: [:])
    let error = #expect(throws: TargetError.self) { _ = try target.connect() }
    #expect(error?.description.contains("sslmode=verify-full") == true)
    #expect(error?.description.contains("hunter2") == false)
  }

  @Test(arguments: [
    "host=localhost port=1", "host=127.0.0.1 port=1 password=hunter2", "host=::1 port=1", "host=/nowhere",
    "host=db.example.org hostaddr=127.0.0.1 port=1", "host=127.0.0.1 port=1 sslmode=verify-full",
  ])
  func unreachableServerHasNoSQLState(books: String) throws {
    let error = #expect(throws: DatabaseError.self) {
      _ = try ConnectionTarget(books: books, environment: [:]).connect()
    }
    #expect(error?.sqlState == nil && error?.isConnectFailure == true)
    #expect(error?.message.isEmpty == false)
  }

  @Test func remoteServerIsTakenWhereAskedForByName() throws {
    let books = "host=127.0.0.1,db.invalid port=1 connect_timeout=2"
    let target = try ConnectionTarget(books: books, allowUnverifiedServer: true, environment: [:])
    #expect(throws: DatabaseError.self) { _ = try target.connect() }
  }

  @Test(arguments: ["password='hunter2 host=x", "password=hunter2 hunter2", "postgres://u:hunter2@[/x", "hunter2=1"])
  func unreadableConninfoDoesNotLeak(books: String) throws {
    let error = #expect(throws: DatabaseError.self) {
      _ = try ConnectionTarget(books: books, environment: [:]).connect()
    }
    #expect(error?.debugDescription.contains("hunter2") == false)
  }

  @Test func refusalsOfTheServerCarryTheirCode() throws {
    let noDatabase = try ConnectionTarget(
      books: TestCluster.shared.conninfo(user: LocalCluster.installerLogin, database: "absent"), environment: [:])
    #expect { _ = try noDatabase.connect() } throws: { SQLState.invalidCatalogName ~= $0 }
    let noLogin = try ConnectionTarget(books: books, login: "stranger", environment: [:])
    #expect { _ = try noLogin.connect() } throws: { SQLState.invalidAuthorization ~= $0 }
  }

  @Test func orderOfPlaces() throws {
    let service = try ConnectionTarget(books: "main", environment: ["LEDGER_BOOKS": "other"])
    #expect(service.description == "service main")
    #expect(
      try ConnectionTarget(books: nil, environment: ["LEDGER_BOOKS": "x", "PGHOST": "y"]).description == "service x")
    #expect(try ConnectionTarget(books: nil, environment: ["PGHOST": "y", "LEDGER_HOME": "/h"]).localCluster == nil)
    let local = try ConnectionTarget(books: nil, environment: ["LEDGER_HOME": "/h", "LEDGER_BOOKS": "", "PGPORT": "1"])
    #expect(local.localCluster?.home == "/h")
  }
}
