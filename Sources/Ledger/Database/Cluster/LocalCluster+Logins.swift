import Glibc

extension LocalCluster {
  /// Lets the user of this process, and the one named where given, connect as `login`. Safe to repeat.
  /// The login itself is made by SQL; this is the server's map from users of the machine to logins.
  package func allow(login: String, systemUser: String? = nil) throws {
    let user = try systemUser ?? SystemUser.current().name
    let line = try Self.mapLine(user: user, login: login)
    try ensureRunning()
    try withFileLock(lockFile, interruption: interruption) {
      let path = "\(dataFolder)/pg_ident.conf"
      guard let map = File.read(path) else { throw ClusterError.system(action: "read", path: path, code: errno) }
      if !map.split(separator: "\n").contains(Substring(line)) {
        let separator = map.isEmpty || map.hasSuffix("\n") ? "" : "\n"
        try File.replace(path, with: "\(map)\(separator)\(line)\n", owner: try serverUser())
      }
      // Also where the line is there: whoever wrote it may have been killed before the server read it.
      try reload()
    }
  }

  /// The name of the user of this process: the ordinary login of daily use on the local cluster.
  package static func systemUserName() throws -> String { try SystemUser.current().name }

  /// Has the server read its files again, and waits until sessions that begin now go by them.
  private func reload() throws {
    let before = try loadTime(reload: true)
    for _ in 0..<1000 {
      if try loadTime(reload: false) != before { return }
      try interruption.wait(milliseconds: 5)
    }
  }

  /// When the files were last read, as a new session sees it.
  private func loadTime(reload: Bool) throws -> String {
    let session = try connectAsInstaller(database: "postgres")
    let time = try session.execute("select pg_conf_load_time()::text as loaded").only { try $0.text("loaded") }
    if reload { try session.execute("select pg_reload_conf()") }
    return time
  }

  /// Connects as the installer, for making books and logins. The server must run.
  package func connectAsInstaller(
    database: String, notices: @escaping (Notice) -> Void = { _ in }
  ) throws -> Connection {
    try Connection.open(
      keywords: keywords(user: Self.installerLogin, database: database), interruption: interruption, notices: notices)
  }

  /// The map that the cluster is made with: who installs, and this user's ordinary login.
  func initialUserMap(server: SystemUser) throws -> String {
    let me = try SystemUser.current().name
    var lines: [String] = []
    for user in ["root", server.name, me] {
      let line = try Self.mapLine(user: user, login: Self.installerLogin)
      if !lines.contains(line) { lines.append(line) }
    }
    lines.append(try Self.mapLine(user: me, login: me))
    return "# map, user of this machine, login\n" + lines.joined(separator: "\n") + "\n"
  }

  /// Names are quoted, so that none is read as a keyword or a group.
  private static func mapLine(user: String, login: String) throws(ClusterError) -> String {
    for name in [user, login] {
      let isUsable =
        (1...63).contains(name.utf8.count) && name.first != "/"
        && name.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 && $0 != "\"" }
      guard isUsable else { throw .unusableLogin(name) }
    }
    return "ledger \"\(user)\" \"\(login)\""
  }
}
