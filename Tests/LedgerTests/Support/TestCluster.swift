import Foundation

@testable import Ledger

/// The one cluster of a test run: made when the first test asks, in a folder of its own, fast and unsafe; stopped and
/// deleted when the process ends.
enum TestCluster {
  static let fastSettings = [
    "fsync": "off", "full_page_writes": "off", "deadlock_timeout": "100ms", "max_connections": "200",
    "shared_buffers": "64MB",
    "log_min_messages": "warning", "log_error_verbosity": "verbose",
  ]

  /// The running cluster.
  static let shared: LocalCluster = {
    removeLeftovers()
    let cluster = LocalCluster(
      home: temporaryHome(), environment: ProcessInfo.processInfo.environment, extraSettings: fastSettings)
    try! cluster.ensureRunning()
    atexit { TestCluster.shared.destroy() }
    return cluster
  }()

  /// A new folder that the server's user can reach, named by this process.
  static func temporaryHome() -> String {
    var path = Array("/tmp/ledger-test-\(getpid())-XXXXXX".utf8CString)
    precondition(mkdtemp(&path) != nil)
    let home = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    chmod(home, 0o711)
    return home
  }

  /// Clusters of test runs that were killed.
  private static func removeLeftovers() {
    for name in File.names(in: "/tmp") where name.hasPrefix("ledger-test-") {
      let process = name.split(separator: "-").dropFirst(2).first.flatMap { pid_t($0) }
      guard let process, kill(process, 0) != 0, errno == ESRCH else { continue }
      LocalCluster(home: "/tmp/\(name)").destroy()
    }
  }
}

/// A connection for tests: to the shared cluster, as its installer.
func installerConnection(
  database: String = "postgres", interruption: Interruption = Interruption(),
  notices: @escaping (Notice) -> Void = { _ in }
) throws -> Connection {
  try Connection.open(
    keywords: TestCluster.shared.keywords(user: LocalCluster.installerLogin, database: database),
    interruption: interruption, notices: notices)
}
