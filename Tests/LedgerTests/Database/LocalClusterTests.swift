import Foundation
import Synchronization
import Testing

@testable import Ledger

/// Each test has a cluster of its own. They run one after another, to be sparing with the machine.
@Suite(.serialized) struct LocalClusterTests {
  private func cluster(environment: [String: String] = [:]) -> LocalCluster {
    LocalCluster(home: TestCluster.temporaryHome(), environment: environment, extraSettings: TestCluster.fastSettings)
  }

  private func answer(_ cluster: LocalCluster) throws -> Int {
    try cluster.connectAsInstaller(database: "postgres").execute("select 42 as x").only { try $0.int("x") }
  }

  private func started(_ cluster: LocalCluster) throws -> pid_t {
    try cluster.ensureRunning()
    return try #require(cluster.processIdentifier)
  }

  @Test func isMadeStartedStoppedAndFoundAgain() throws {
    let cluster = cluster()
    defer { cluster.destroy() }
    #expect(try cluster.status().isRunning == false)
    #expect(try cluster.stop() == false)
    try cluster.ensureRunning()
    let status = try cluster.status()
    #expect(status.isRunning && status.version ?? 0 >= 15 && status.processIdentifier != nil)
    #expect(try answer(cluster) == 42)
    try cluster.connectAsInstaller(database: "postgres").execute("create table kept (x int)")
    #expect(try cluster.stop() == true)
    #expect(try cluster.status().isRunning == false)
    try cluster.ensureRunning()
    #expect(try cluster.connectAsInstaller(database: "postgres").execute("select from kept").count == 0)
  }

  @Test func isPrivateDurableAndSilent() throws {
    let cluster = LocalCluster(home: TestCluster.temporaryHome(), extraSettings: [:])
    defer { cluster.destroy() }
    try cluster.ensureRunning()
    let connection = try cluster.connectAsInstaller(database: "postgres")
    let wanted = [
      "listen_addresses": "", "data_checksums": "on", "fsync": "on", "full_page_writes": "on",
      "server_encoding": "UTF8",
      "lc_collate": "C.UTF-8", "unix_socket_permissions": "0700", "log_statement": "none", "TimeZone": "UTC",
    ]
    for (name, value) in wanted {
      let found = try connection.execute("select current_setting(\(name)) as v").only { try $0.text("v") }
      #expect(found == value, "\(name)")
    }
    _ = try? connection.execute("select \("hunter2")::int")
    _ = try? connection.execute("select 'hunter2'::int")
    #expect(File.read(cluster.logFile)?.contains("hunter2") == false)
    for folder in [cluster.dataFolder, cluster.socketFolder] {
      #expect(try #require(File.status(folder)).st_mode & 0o077 == 0)
    }
  }

  @Test func firstUseByManyAtOnceStartsOneServer() throws {
    let cluster = cluster()
    defer { cluster.destroy() }
    let identifiers = Mutex<[pid_t]>([])
    let failures = Mutex<[String]>([])
    let work = (0..<6).map { _ in
      inThread {
        do {
          try cluster.ensureRunning()
          let pid = cluster.processIdentifier ?? 0
          identifiers.withLock { $0.append(pid) }
        } catch { failures.withLock { $0.append("\(error)") } }
      }
    }
    for thread in work { thread.wait() }
    #expect(failures.withLock { $0 } == [])
    #expect(Set(identifiers.withLock { $0 }).count == 1)
    #expect(File.names(in: cluster.home).filter { $0.hasPrefix("cluster.new-") } == [])
  }

  @Test func killedServerIsRecovered() throws {
    let cluster = cluster()
    defer { cluster.destroy() }
    let first = try started(cluster)
    try cluster.connectAsInstaller(database: "postgres").execute("create table kept as select 1 as x")
    kill(first, SIGKILL)
    let second = try started(cluster)
    #expect(first != second)
    #expect(try cluster.connectAsInstaller(database: "postgres").execute("select x from kept").count == 1)
  }

  /// A cleaner of old files takes the socket file: the server is seen, stopped, and started again by whoever needs it.
  @Test func aServerWithoutItsSocketFileIsSeen() throws {
    let cluster = cluster()
    defer { cluster.destroy() }
    let socket = "\(cluster.socketFolder)/.s.PGSQL.5432"
    let first = try started(cluster)
    unlink(socket)
    let status = try cluster.status()
    #expect(status.isRunning && status.hasLostSocket && status.processIdentifier == first)
    #expect(try cluster.stop())
    #expect(try !cluster.status().isRunning)
    let second = try started(cluster)
    unlink(socket)
    let third = try started(cluster)
    #expect(second != third)
    #expect(try !cluster.status().hasLostSocket)
    #expect(try answer(cluster) == 42)
  }

  /// A large log of a server that runs is put aside by whoever connects, and the server goes on writing.
  @Test func aLargeLogIsPutAside() throws {
    let cluster = cluster()
    defer { cluster.destroy() }
    _ = try started(cluster)
    truncate(cluster.logFile, 10_000_000)
    cluster.rotateLog()
    #expect(File.status("\(cluster.logFile).1")?.st_size == 10_000_000)
    #expect(File.status(cluster.logFile)?.st_size == 0)
    try cluster.connectAsInstaller(database: "postgres").execute(
      "do $$ begin raise log 'written after' using errcode = '00000'; end $$")
    #expect(File.read(cluster.logFile)?.contains("written after") == true)
    cluster.rotateLog()
    #expect(File.read(cluster.logFile)?.contains("written after") == true)
  }

  /// To the server a second try, made to learn a code, would be a second guess.
  @Test func aWrongPasswordIsTriedOnce() throws {
    let cluster = cluster()
    defer { cluster.destroy() }
    _ = try started(cluster)
    try cluster.connectAsInstaller(database: "postgres").script("create role guessed login password 'right'")
    try cluster.stop()
    let rules = "\(cluster.dataFolder)/pg_hba.conf"
    try File.replace(
      rules, with: "local all guessed scram-sha-256\n" + (File.read(rules) ?? ""), owner: try cluster.serverUser())
    try cluster.ensureRunning()
    func code(_ password: String?) -> SQLState? {
      let keywords = cluster.keywords(user: "guessed", database: "postgres")
      do {
        _ = try Connection.open(
          keywords: keywords + (password.map { [("password", $0)] } ?? []), interruption: Interruption())
      } catch { return (error as? DatabaseError)?.sqlState }
      return nil
    }
    #expect(code("right") == nil)
    #expect(code("wrong") == .invalidPassword)
    #expect(code(nil) == .invalidPassword)
    let refusals = File.read(cluster.logFile)?.split(separator: "\n").filter { $0.contains("28P01") } ?? []
    #expect(refusals.count == 1, "\(refusals)")
  }

  @Test func staleNoteAndSocketAreRecovered() throws {
    let cluster = cluster()
    defer { cluster.destroy() }
    _ = try started(cluster)
    let note = try #require(File.read("\(cluster.dataFolder)/postmaster.pid"))
    try cluster.stop()
    let dead = trimmed(try ChildProcess.run("sh", ["-c", "echo $$"], as: try cluster.serverUser()))
    let server = try cluster.serverUser()
    let socket = "\(cluster.socketFolder)/.s.PGSQL.5432"
    let rest = note.drop { $0 != "\n" }
    for (path, text) in [
      ("\(cluster.dataFolder)/postmaster.pid", dead + rest), ("\(socket).lock", dead + rest), (socket, ""),
    ] {
      try File.replace(path, with: text, owner: server)
    }
    try cluster.ensureRunning()
    #expect(try answer(cluster) == 42)
  }

  @Test func halfMadeFolderIsRemoved() throws {
    let cluster = cluster()
    defer { cluster.destroy() }
    let half = "\(cluster.home)/cluster.new-1-2"
    try File.makePrivateFolder(half, owner: try cluster.serverUser())
    try File.write("15\n", to: "\(half)/PG_VERSION")
    try cluster.ensureRunning()
    #expect(File.status(half) == nil)
    #expect(try answer(cluster) == 42)
  }

  /// SIGKILL of a process that uses its cluster for the first time, at many moments; its child programs live on.
  @Test(arguments: [5, 80, 250, 500, 700, 900] as [UInt32])
  func killDuringFirstUseIsRecovered(milliseconds: UInt32) async throws {
    let cluster = cluster()
    defer { cluster.destroy() }
    let home = cluster.home
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [home = home as String, milliseconds = milliseconds as UInt32] in
      _ = inThread {
        usleep(milliseconds * 1000)
        kill(getpid(), SIGKILL)
      }
      try LocalCluster(home: home, extraSettings: TestCluster.fastSettings).ensureRunning()
      while true { sleep(1) }
    }
    try cluster.ensureRunning()
    #expect(try answer(cluster) == 42)
  }

  @Test func otherMajorVersionIsRefused() throws {
    let cluster = cluster()
    defer { cluster.destroy() }
    _ = try started(cluster)
    try cluster.stop()
    try File.write("14\n", to: "\(cluster.dataFolder)/PG_VERSION")
    let error = #expect(throws: ClusterError.self) { try cluster.ensureRunning() }
    guard case .versionNotInstalled(needed: 14, _, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.description.contains("Install PostgreSQL 14") == true)
  }

  @Test func whatIsMissingOrForeignIsSaid() throws {
    let noPrograms = cluster(environment: ["LEDGER_POSTGRES_BIN": "/nowhere"])
    defer { noPrograms.destroy() }
    #expect { try noPrograms.ensureRunning() } throws: {
      if case ClusterError.serverProgramsMissing = $0 { true } else { false }
    }
    let foreign = cluster()
    defer { foreign.destroy() }
    try File.makePrivateFolder(foreign.dataFolder, owner: try foreign.serverUser())
    #expect { try foreign.ensureRunning() } throws: {
      if case ClusterError.notACluster = $0 { true } else { false }
    }
    if geteuid() == 0 {
      chown(foreign.dataFolder, 0, 0)
      #expect { try foreign.ensureRunning() } throws: {
        if case ClusterError.rootsFolder = $0 { "\($0)".contains("chown -R") } else { false }
      }
    }
  }

  /// A command that was stopped in the middle holds nobody up for ever, and is named.
  @Test func aLockThatIsHeldIsNamed() throws {
    let path = "\(TestCluster.temporaryHome()).lock"
    defer { unlink(path) }
    let held = #expect(throws: ClusterError.self) {
      try withFileLock(path) { try withFileLock(path, patience: .milliseconds(200)) {} }
    }
    guard case .heldUp(by: getpid(), _)? = held else {
      Issue.record("\(String(describing: held))")
      return
    }
    #expect(held?.description.contains("kill -CONT \(getpid())") == true)
    try withFileLock(path, patience: .milliseconds(200)) {}
  }

  /// A server that has its socket and does not answer is not stopped for that.
  @Test func aServerThatDoesNotAnswerIsLeftAlone() throws {
    let cluster = cluster()
    defer { cluster.destroy() }
    let process = try started(cluster)
    kill(process, SIGSTOP)
    #expect { try cluster.ensureRunning() } throws: {
      if case ClusterError.notAnswering(process) = $0 { true } else { false }
    }
    kill(process, SIGCONT)
    #expect(try answer(cluster) == 42 && cluster.processIdentifier == process)
  }

  /// A limit of the shell that starts the server would be everybody's.
  @Test func aServerIsNotStartedUnderALimitOfFiles() throws {
    let home = TestCluster.temporaryHome()
    let cluster = LocalCluster(home: home, extraSettings: [:])
    defer { cluster.destroy() }
    let program = Program(environment: ["LEDGER_HOME": home])
    let refused = try program.run(
      ["-c", "ulimit -f 8000; exec \"$LEDGERCTL\" server start"], executable: "/bin/bash")
    #expect(refused.status == 5 && refused.errors.contains("ulimit -f"), "\(refused)")
    #expect(File.status(cluster.dataFolder) == nil)
    let raised = try program.run(
      ["-c", "ulimit -S -f 8000; exec \"$LEDGERCTL\" server start"], executable: "/bin/bash")
    #expect(raised.status == 0, "\(raised)")
    let limits = File.read("/proc/\(try #require(cluster.processIdentifier))/limits") ?? ""
    #expect(limits.contains(/Max file size +unlimited +unlimited/), "\(limits)")
  }

  @Test func longAndOddHomesWork() throws {
    let base = TestCluster.temporaryHome()
    let cluster = LocalCluster(
      home: "\(base)/it's \"odd\", $HOME \(String(repeating: "é", count: 60))", extraSettings: TestCluster.fastSettings)
    defer {
      cluster.destroy()
      rmdir(base)
    }
    try cluster.ensureRunning()
    #expect(try answer(cluster) == 42)
    #expect("\(cluster.socketFolder)/.s.PGSQL.5432".utf8.count <= 107)
    let target = try ConnectionTarget(
      books: cluster.conninfo(user: LocalCluster.installerLogin, database: "postgres"), environment: [:])
    #expect(try target.connect().login == LocalCluster.installerLogin)
  }

  @Test func socketFolderOfSomebodyElseIsRefused() throws {
    let base = TestCluster.temporaryHome()
    let cluster = LocalCluster(home: "\(base)/\(String(repeating: "x", count: 100))")
    defer { rmdir(base) }
    #expect(cluster.socketFolder.hasPrefix("/tmp/"))
    symlink("/tmp", cluster.socketFolder)
    defer { unlink(cluster.socketFolder) }
    #expect { _ = try cluster.status() } throws: {
      if case ClusterError.socketFolderUnsafe = $0 { true } else { false }
    }
  }

  @Test func allowedLoginsCanConnectAtOnce() throws {
    let cluster = cluster()
    defer { cluster.destroy() }
    try cluster.ensureRunning()
    let installer = try cluster.connectAsInstaller(database: "postgres")
    for login in ["ada", "Émile d'Or", "all", "+ada"] {
      try installer.execute("create role \(Query.identifier(login)) login")
      #expect(throws: DatabaseError.self) {
        _ = try ConnectionTarget(local: cluster, login: login).connect(database: "postgres")
      }
      try cluster.allow(login: login)
      try cluster.allow(login: login)
      #expect(try ConnectionTarget(local: cluster, login: login).connect(database: "postgres").login == login)
    }
    #expect(throws: DatabaseError.self) {
      _ = try ConnectionTarget(local: cluster, login: "nobody").connect(database: "postgres")
    }
    for login in ["", "a\nb", "a\"b", "/x", String(repeating: "x", count: 64)] {
      #expect(throws: ClusterError.self) { try cluster.allow(login: login) }
    }
    let lines = try #require(File.read("\(cluster.dataFolder)/pg_ident.conf")).split(separator: "\n")
    #expect(lines.filter { $0.hasSuffix("\"ada\"") }.count == 1)
  }

  @Test func homeIsFoundByTheRules() throws {
    func home(_ environment: [String: String]) throws -> String {
      try LocalCluster.standard(environment: environment).home
    }
    #expect(try home(["LEDGER_HOME": "/a/b/", "XDG_DATA_HOME": "/x"]) == "/a/b")
    #expect(try home(["XDG_DATA_HOME": "/x", "HOME": "/h"]) == "/x/ledgerctl")
    #expect(
      try home(["LEDGER_HOME": "", "HOME": "/h"])
        == (geteuid() == 0 ? "/var/lib/ledgerctl" : "/h/.local/share/ledgerctl"))
  }

  /// Of a program that failed, why it did is told, and not what it did before.
  @Test func aProgramThatFailedIsToldByItsCause() {
    let said =
      "creating configuration files ... ok\n2021-09-01 FATAL:  could not write to file: No space left on device\nremoving"
    let error = ClusterError.programFailed(program: "initdb", output: said)
    #expect(error.description == "initdb failed:\n2021-09-01 FATAL:  could not write to file: No space left on device")
    #expect(ClusterError.programFailed(program: "rm", output: "x").description == "rm failed:\nx")
  }
}
