import Foundation

@testable import Ledger

/// The built `ledgerctl`, run as people run it: a process with arguments, an environment and an exit status.
struct Program: Sendable {
  /// What a run left behind.
  struct Outcome {
    let status: Int32
    let output: String
    let errors: String
  }

  /// Variables beside PATH.
  var environment: [String: String] = [:]

  static let path: String = {
    let tests = try! FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return URL(filePath: tests).deletingLastPathComponent().appending(path: "ledgerctl").path
  }()

  /// The program with a copy of the template as its books, and this user as finance administrator of them.
  static func withBooks() throws -> (program: Program, books: TestBooks, login: String) {
    let books = try TestBooks.copy()
    let login = try LocalCluster.systemUserName()
    _ = try books.as(login: login, roles: ["ledger_finance_admin"])
    let installer = Books(try books.asInstaller())
    try installer.addOrganization(code: "site", name: "Site", ein: nil, fiscalYearFirstMonth: 7)
    try installer.grant(.financeAdmin, to: login, in: .books)
    return (Program(books: books, login: login), books, login)
  }

  /// The program with local books of its own, whose server runs; the test destroys them.
  static func withLocalBooks() throws -> (program: Program, cluster: LocalCluster) {
    let cluster = LocalCluster(
      home: TestCluster.temporaryHome(), environment: ProcessInfo.processInfo.environment,
      extraSettings: TestCluster.fastSettings)
    try cluster.ensureRunning()
    return (Program(environment: ["LEDGER_HOME": cluster.home]), cluster)
  }

  /// A command as a shell reads it: words at spaces, those in single quotes as they are.
  static func words(of command: String) -> [String] {
    command.split(separator: "'", omittingEmptySubsequences: false).enumerated().flatMap { index, part in
      index % 2 == 1 ? [String(part)] : part.split(separator: " ").map(String.init)
    }
  }

  init(environment: [String: String]) { self.environment = environment }

  /// The program asking those books as that login.
  init(books: TestBooks, login: String) {
    environment = ["LEDGER_BOOKS": TestCluster.shared.conninfo(user: login, database: books.database)]
  }

  /// Starts it and does not wait.
  func start(_ arguments: [String], in folder: URL = Repository.root, executable: String = path) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: executable)
    process.arguments = arguments
    process.environment = ["PATH": "/usr/bin:/bin", "LEDGERCTL": Self.path].merging(environment) { _, new in new }
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    return process
  }

  /// Runs it to its end.
  @discardableResult
  func callAsFunction(_ arguments: String...) throws -> Outcome { try run(arguments) }

  /// Runs it, or another program in its environment, to its end.
  func run(_ arguments: [String], executable: String = path) throws -> Outcome {
    let process = try start(arguments, executable: executable)
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = ["output", "errors"].map { folder.appending(path: $0) }
    for file in files { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: try String(contentsOf: files[0], encoding: .utf8),
      errors: try String(contentsOf: files[1], encoding: .utf8))
  }
}

/// Writes a file for one test.
func temporaryFile(_ bytes: [UInt8], name: String = "file.csv") throws -> String {
  let folder = FileManager.default.temporaryDirectory.appending(path: "ledger-file-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  let file = folder.appending(path: name)
  try Data(bytes).write(to: file)
  return file.path
}
