import Glibc

/// Checks a backup as the books themselves are checked: its rows are loaded into tables and rules that the program makes, on a server of its own
/// that is gone afterwards. No other server, and no rights on one, are needed.
package struct BackupCheck: Sendable {
  private let environment: [String: String]

  /// `environment`: the variables of the process. TMPDIR, else /var/tmp, needs room for the books.
  package init(environment: [String: String]) { self.environment = environment }

  /// Loads and checks the backup at `path`; broken rules are in the report. `progress` is told what begins. Throws as `Restore.run` does, and
  /// `ClusterError`.
  package func run(_ path: String, progress: (String) -> Void = { _ in }) throws -> Restore.Report {
    // A file that is no good is told before a server is made for it.
    _ = try BackupFile.opened(path).contents()
    let folder = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/var/tmp"
    removeLeftovers(in: folder)
    progress("Making a server for it")
    let cluster = cluster(home: try Self.newHome(in: folder))
    defer { cluster.destroy() }
    return try Restore(into: ConnectionTarget(local: cluster)).run(
      path, Restore.Options(acceptsBroken: true, isDryRun: true), progress: progress)
  }

  /// Whoever is impatient still has it removed.
  private func cluster(home: String) -> LocalCluster {
    LocalCluster(
      home: home, environment: environment,
      extraSettings: ["fsync": "off", "full_page_writes": "off", "max_wal_size": "4GB"],
      interruption: Interruption())
  }

  private static let prefix = "ledgerctl-check-"

  /// A new folder, named by this process, that the server's user can pass through.
  private static func newHome(in folder: String) throws(ClusterError) -> String {
    var path = Array("\(folder)/\(prefix)\(getpid())-XXXXXX".utf8CString)
    guard mkdtemp(&path) != nil else { throw .system(action: "make a folder in", path: folder, code: errno) }
    let home = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    chmod(home, 0o711)
    return home
  }

  /// Removes what checks left that were killed.
  private func removeLeftovers(in folder: String) {
    for name in File.names(in: folder) where name.hasPrefix(Self.prefix) {
      let process = name.dropFirst(Self.prefix.count).split(separator: "-").first.flatMap { pid_t($0) }
      guard let process, kill(process, 0) != 0, errno == ESRCH else { continue }
      guard let status = File.status("\(folder)/\(name)"), status.st_uid == geteuid() else { continue }
      cluster(home: "\(folder)/\(name)").destroy()
    }
  }
}
