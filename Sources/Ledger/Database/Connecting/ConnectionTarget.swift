import CPostgres
import Glibc

/// Where the books are, and who asks.
///
/// Looked for in this order: `--books`, LEDGER_BOOKS, libpq's own variables where one of them names a server or a
/// database, the local cluster. Whatever a conninfo string, a service file or the environment says reaches libpq
/// untouched: several hosts, password files, certificates, all of it.
public struct ConnectionTarget: Sendable, CustomStringConvertible {
  private enum Place: Sendable {
    case conninfo(String)
    case service(String)
    case environment
    case local(LocalCluster)
  }

  private let place: Place
  private let login: String?
  private let allowUnverifiedServer: Bool

  /// - Parameters:
  ///   - books: a conninfo string (with `=`, or a `postgresql://` address) or the name of a service.
  ///   - login: the database login to use instead of the one configured; on the local cluster, of that in LEDGER_LOGIN, else of this
  ///     user's name.
  ///   - allowUnverifiedServer: talk to a remote server although nothing proves that it is the right one.
  ///   - environment: the variables of the process.
  public init(
    books: String?, login: String? = nil, allowUnverifiedServer: Bool = false, environment: [String: String]
  ) throws {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    self.allowUnverifiedServer = allowUnverifiedServer
    var login = login
    if let books = books ?? value("LEDGER_BOOKS") {
      let isConninfo = books.contains("=") || books.hasPrefix("postgres://") || books.hasPrefix("postgresql://")
      place = isConninfo ? .conninfo(books) : .service(books)
    } else if ["PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE"].contains(where: { value($0) != nil }) {
      place = .environment
    } else {
      place = .local(try .standard(environment: environment))
      login = login ?? value("LEDGER_LOGIN")
    }
    self.login = login
  }

  /// The books of this local cluster.
  package init(local cluster: LocalCluster, login: String? = nil) {
    place = .local(cluster)
    self.login = login
    allowUnverifiedServer = false
  }

  /// The local cluster, where the books are there.
  package var localCluster: LocalCluster? {
    if case .local(let cluster) = place { cluster } else { nil }
  }

  /// Where the books are, in words, without a password.
  public var description: String {
    switch place {
    case .conninfo, .environment:
      (try? ConnectionAttempt(try keywords(database: nil)).effectiveOptions()).map {
        "\($0["dbname"] ?? "") at \($0["host"] ?? $0["hostaddr"] ?? "this machine")"
      } ?? "a server that the connection string does not tell"
    case .service(let name): "service \(name)"
    case .local(let cluster): "local books in \(cluster.home)"
    }
  }

  /// The name of the database that holds the books. Connects to nothing.
  public func databaseName() throws -> String {
    if case .local = place { return LocalCluster.booksDatabase }
    return try ConnectionAttempt(try keywords(database: nil)).effectiveOptions()["dbname"] ?? "postgres"
  }

  /// Connects, starting the local cluster where it does not run.
  ///
  /// `database`: another one of the same server, such as `postgres`. `recording`: what is told of commits. Throws `DatabaseError` with `isConnectFailure`,
  /// `TargetError` for a remote server that is not verified, `ClusterError`, or `Interrupted`.
  public func connect(
    database: String? = nil, interruption: Interruption = .process, recording: Recording = .process,
    notices: @escaping (Notice) -> Void = { _ in }
  ) throws -> Connection {
    guard case .local(let cluster) = place else {
      let keywords = try keywords(database: database)
      try requireVerifiedServer(try ConnectionAttempt(keywords).effectiveOptions())
      return try .open(keywords: keywords, interruption: interruption, recording: recording, notices: notices)
    }
    guard try cluster.isSocketFolderSafe() else {
      try cluster.ensureRunning()
      return try .open(
        keywords: try keywords(database: database), interruption: interruption, recording: recording, notices: notices)
    }
    do {
      let connection = try Connection.open(
        keywords: try keywords(database: database), interruption: interruption, recording: recording, notices: notices)
      cluster.rotateLog()
      return connection
    } catch let error as DatabaseError where error.sqlState == nil || error.sqlState == .cannotConnectNow {
      try cluster.ensureRunning()
      return try .open(
        keywords: try keywords(database: database), interruption: interruption, recording: recording, notices: notices)
    }
  }

  /// Connects as the one who makes books, roles and logins: the installer of the local cluster, else the login that
  /// the target names.
  public func connectAsInstaller(
    database: String? = nil, interruption: Interruption = .process, recording: Recording = .process,
    notices: @escaping (Notice) -> Void = { _ in }
  ) throws -> Connection {
    guard let cluster = localCluster else {
      return try connect(database: database, interruption: interruption, recording: recording, notices: notices)
    }
    return try ConnectionTarget(local: cluster, login: LocalCluster.installerLogin)
      .connect(database: database, interruption: interruption, recording: recording, notices: notices)
  }

  private func keywords(database: String?) throws -> [(name: String, value: String)] {
    var keywords: [(name: String, value: String)]
    switch place {
    case .conninfo(let text): keywords = [("dbname", text)]
    case .service(let name): keywords = [("service", name)]
    case .environment: keywords = []
    case .local(let cluster):
      return cluster.keywords(
        user: try login ?? LocalCluster.systemUserName(), database: database ?? LocalCluster.booksDatabase)
    }
    if let login { keywords.append(("user", login)) }
    // Only the first `dbname` is expanded; a second one is a plain name and wins.
    if let database { keywords.append(("dbname", database)) }
    return keywords
  }

  /// Throws where a password, or the books, could reach a server that nobody has proved to be the right one.
  private func requireVerifiedServer(_ options: [String: String]) throws {
    if allowUnverifiedServer || options["sslmode"] == "verify-full" { return }
    let hosts = Self.list(options["host"])
    let addresses = Self.list(options["hostaddr"])
    let count = max(hosts.count, addresses.count)
    for index in 0..<count {
      // An address, where given, is what is connected to; the name beside it is only compared.
      let address = index < addresses.count && !addresses[index].isEmpty ? addresses[index] : nil
      let host = address ?? (index < hosts.count ? hosts[index] : "")
      if !Self.isThisMachine(host) {
        throw TargetError.unverifiedServer(host: host, mode: options["sslmode"] ?? "prefer")
      }
    }
  }

  private static func list(_ value: String?) -> [String] {
    guard let value, !value.isEmpty else { return [] }
    return value.split(separator: ",", omittingEmptySubsequences: false).map { trimmed(String($0)) }
  }

  /// A unix socket (a path, an abstract name, or nothing) or the loopback of this machine.
  private static func isThisMachine(_ host: String) -> Bool {
    if host.isEmpty || host.hasPrefix("/") || host.hasPrefix("@") || host == "localhost" || host == "::1" {
      return true
    }
    var address = in_addr()
    return inet_pton(AF_INET, host, &address) == 1 && UInt32(bigEndian: address.s_addr) >> 24 == 127
  }
}

/// A target that is not connected to.
public enum TargetError: Error, Hashable, CustomStringConvertible {
  /// The server is on another machine and its certificate would not be checked.
  case unverifiedServer(host: String, mode: String)

  /// The cause, then what to do.
  public var description: String {
    switch self {
    case .unverifiedServer(let host, let mode):
      """
      refusing to connect to \(host) with sslmode \(mode): nothing would prove that it is the right server
      Add sslmode=verify-full to the connection string or service (and sslrootcert=FILE where the server's \
      certificate is signed by an authority of your own), or pass --allow-unverified-server.
      """
    }
  }
}
