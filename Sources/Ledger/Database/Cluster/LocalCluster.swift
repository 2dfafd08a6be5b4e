import CPostgres
import Glibc

/// A private PostgreSQL server in the user's data folder: reached by a unix socket only, made on first use, started
/// when needed. The same schema, roles and rules as on any other server hold in it.
///
///     home/lock           held while the cluster is made, started or stopped
///     home/cluster/       the data folder; home/cluster.new-* while it is being made
///     home/socket/        the socket, or a folder in /tmp where the path would be too long
///     home/server.log     what the server says; never a value of the books
package struct LocalCluster: Sendable {
  /// The superuser the cluster is made with. It installs the books and is never used daily.
  package static let installerLogin = "ledger_installer"
  /// The name of the database that holds the books.
  package static let booksDatabase = "ledger"
  /// Part of the socket's name; no network port is opened.
  static let port = 5432

  /// The folder that everything lives in.
  package let home: String
  let environment: [String: String]
  let extraSettings: [String: String]
  let interruption: Interruption

  /// The local cluster in the folder `home`. Nothing is made or started yet.
  package init(home: String, environment: [String: String] = [:]) {
    self.init(home: home, environment: environment, extraSettings: [:])
  }

  /// `extraSettings` are written to the configuration when the cluster is made: fast and unsafe ones for tests.
  package init(
    home: String, environment: [String: String] = [:], extraSettings: [String: String],
    interruption: Interruption = .process
  ) {
    self.home = home
    self.environment = environment
    self.extraSettings = extraSettings
    self.interruption = interruption
  }

  /// The local cluster of this user: in LEDGER_HOME, else XDG_DATA_HOME/ledgerctl, else as root /var/lib/ledgerctl,
  /// else ~/.local/share/ledgerctl.
  package static func standard(environment: [String: String]) throws -> LocalCluster {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    var home: String
    if let chosen = value("LEDGER_HOME") {
      home = chosen
    } else if let data = value("XDG_DATA_HOME"), data.hasPrefix("/") {
      home = "\(data)/ledgerctl"
    } else if geteuid() == 0 {
      home = "/var/lib/ledgerctl"
    } else if let user = value("HOME") {
      home = "\(user)/.local/share/ledgerctl"
    } else {
      throw ClusterError.noHome
    }
    if !home.hasPrefix("/"), let here = getcwd(nil, 0) {
      home = "\(String(cString: here))/\(home)"
      free(here)
    }
    while home.count > 1, home.hasSuffix("/") { home.removeLast() }
    return LocalCluster(home: home, environment: environment)
  }

  /// The folder that PostgreSQL keeps the data in.
  package var dataFolder: String { "\(home)/cluster" }
  /// The file that the server writes its messages to.
  package var logFile: String { "\(home)/server.log" }
  var lockFile: String { "\(home)/lock" }

  /// The folder of the socket. A socket's path has at most 107 bytes, and libpq reads a comma as a list of hosts;
  /// where the home is unfit, a folder in /tmp is named after the user and the home.
  package var socketFolder: String {
    let inside = "\(home)/socket"
    if "\(inside)/.s.PGSQL.\(Self.port)".utf8.count <= 107, !inside.contains(",") { return inside }
    return "/tmp/ledger-\(geteuid())-\(SHA256.shortName(of: home))"
  }

  /// How to connect to `database` as `user`, for libpq and for psql. Starts nothing.
  package func conninfo(user: String, database: String = LocalCluster.booksDatabase) -> String {
    place(user: user, database: database).map { "\($0.name)=\(Self.quoted($0.value))" }.joined(separator: " ")
  }

  func keywords(user: String, database: String) -> [(name: String, value: String)] {
    place(user: user, database: database) + Self.ownSettings
  }

  private func place(user: String, database: String) -> [(name: String, value: String)] {
    let peer = (try? serverUser())?.name
    return [("host", socketFolder), ("port", "\(Self.port)"), ("user", user), ("dbname", Self.plainName(database))]
      + (peer.map { [("requirepeer", $0)] } ?? [])
  }

  /// Those that a variable of the environment, meant for another server, would set otherwise or in a way that libpq cannot read.
  private static let ownSettings = [
    ("sslmode", "prefer"), ("gssencmode", "prefer"), ("channel_binding", "prefer"), ("target_session_attrs", "any"),
    ("connect_timeout", "10"), ("ssl_min_protocol_version", "TLSv1.2"), ("ssl_max_protocol_version", ""),
  ]

  private static func quoted(_ value: String) -> String {
    "'" + value.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }

  /// libpq reads a database name with `=` in it as a connection string, unless it is one.
  private static func plainName(_ database: String) -> String {
    database.contains("=") ? "dbname=\(quoted(database))" : database
  }

  /// The user that the server runs as: the owner of the data folder, else this user, else, as root, an unprivileged
  /// one.
  func serverUser() throws(ClusterError) -> SystemUser {
    let me = try SystemUser.current()
    if let folder = File.status(dataFolder) {
      guard folder.st_uid != 0 else { throw .rootsFolder(dataFolder) }
      let owner = SystemUser.with(identifier: folder.st_uid)
      guard let owner, me.identifier == 0 || owner == me else {
        throw .notYours(folder: dataFolder, owner: owner?.name ?? "user number \(folder.st_uid)")
      }
      return owner
    }
    if me.identifier != 0 { return me }
    guard let user = SystemUser.named("postgres") ?? SystemUser.named("nobody") else {
      throw .noUser("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")
    }
    return user
  }

  /// What a server at the socket answers, without logging in.
  func ping() throws(ClusterError) -> PGPing {
    guard try isSocketFolderSafe() else { return PQPING_NO_RESPONSE }
    let settings =
      [
        ("host", socketFolder), ("port", "\(Self.port)"), ("user", Self.installerLogin), ("dbname", "postgres"),
      ] + Self.ownSettings
    let answer = withCStrings(settings.map(\.0) + [nil]) { names in
      withCStrings(settings.map(\.1) + [nil]) { values in PQpingParams(names, values, 0) }
    }
    // Whatever libpq does not understand says nothing about the server, which must not be stopped for it.
    if answer == PQPING_NO_ATTEMPT { throw .unreadableEnvironment }
    return answer
  }

  /// False where there is no socket folder. Throws where it is not the server's user's alone.
  func isSocketFolderSafe() throws(ClusterError) -> Bool {
    guard let folder = File.status(socketFolder) else { return false }
    let isPrivate = folder.st_mode & S_IFMT == S_IFDIR && folder.st_mode & 0o077 == 0
    guard isPrivate, folder.st_uid == (try serverUser()).identifier else {
      throw .socketFolderUnsafe(folder: socketFolder)
    }
    return true
  }
}
