import Foundation
import Synchronization

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
    removeLeftovers(in: "/tmp") { LocalCluster(home: $0).destroy() }
    let cluster = LocalCluster(
      home: temporaryHome(), environment: ProcessInfo.processInfo.environment, extraSettings: fastSettings)
    try! cluster.ensureRunning()
    atexit {
      TestCluster.shared.destroy()
      if let folder = TestCluster.memoryFolder.withLock(\.self) { try? FileManager.default.removeItem(atPath: folder) }
    }
    return cluster
  }()

  /// A tablespace in memory, where there is such a place: files of databases that are made and dropped by the hundred
  /// cost several times as much on a disk.
  static let memory: Result<String, any Error> = Result {
    removeLeftovers(in: "/dev/shm") { try? FileManager.default.removeItem(atPath: $0) }
    let folder = temporaryHome(in: hasRoom("/dev/shm") ? "/dev/shm" : "/tmp")
    memoryFolder.withLock { $0 = folder }
    let user = try shared.serverUser()
    guard chown(folder, user.identifier, user.group) == 0 else { throw POSIXError(.EPERM) }
    try installerConnection().script("create tablespace memory location '\(folder)'")
    return "memory"
  }
  private static let memoryFolder = Mutex<String?>(nil)

  /// Whether a folder takes a hundred databases at once; a container may have 64 MB there.
  private static func hasRoom(_ folder: String) -> Bool {
    var found = statvfs()
    return access(folder, W_OK) == 0 && statvfs(folder, &found) == 0 && found.f_bavail * found.f_frsize > 3_000_000_000
  }

  /// A new folder that the server's user can reach, named by this process.
  static func temporaryHome(in place: String = "/tmp") -> String {
    var path = Array("\(place)/ledger-test-\(getpid())-XXXXXX".utf8CString)
    precondition(mkdtemp(&path) != nil)
    let home = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    chmod(home, 0o711)
    return home
  }

  /// What test runs that were killed left in a folder.
  private static func removeLeftovers(in folder: String, _ remove: (String) -> Void) {
    for name in File.names(in: folder) where name.hasPrefix("ledger-test-") {
      let process = name.split(separator: "-").dropFirst(2).first.flatMap { pid_t($0) }
      guard let process, kill(process, 0) != 0, errno == ESRCH else { continue }
      remove("\(folder)/\(name)")
    }
  }
}

/// A connection for tests: to the shared cluster, as its installer.
func installerConnection(
  database: String = "postgres", interruption: Interruption = Interruption(), recording: Recording = Recording(),
  notices: @escaping (Notice) -> Void = { _ in }
) throws -> Connection {
  try Connection.open(
    keywords: TestCluster.shared.keywords(user: LocalCluster.installerLogin, database: database),
    interruption: interruption, recording: recording, notices: notices)
}
