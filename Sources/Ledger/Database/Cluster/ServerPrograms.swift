import Glibc

/// The server programs of one installed PostgreSQL.
struct ServerPrograms: Equatable {
  /// The major version, such as 15.
  let major: Int
  /// The folder that holds `initdb`, `postgres` and `pg_ctl`.
  let folder: String

  func path(_ program: String) -> String { "\(folder)/\(program)" }

  /// The oldest version whose schema features the books use.
  static let oldestMajor = 15

  /// All installed folders that hold what a server is made and run with, newest first. `LEDGER_POSTGRES_BIN` names the only folder to look in;
  /// else Debian's and Red Hat's folders, which are not on PATH, then PATH.
  static func installed(environment: [String: String], as user: SystemUser) -> [ServerPrograms] {
    var folders: [String]
    if let chosen = environment["LEDGER_POSTGRES_BIN"], !chosen.isEmpty {
      folders = [chosen]
    } else {
      let debian = File.names(in: "/usr/lib/postgresql").map { "/usr/lib/postgresql/\($0)/bin" }
      let redHat = File.names(in: "/usr").filter { $0.hasPrefix("pgsql-") }.map { "/usr/\($0)/bin" }
      let path = environment["PATH", default: ""].split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
      folders = debian + redHat + path
    }
    folders = folders.filter { folder in
      ["initdb", "pg_ctl", "postgres"].allSatisfy { access("\(folder)/\($0)", X_OK) == 0 }
    }
    let found = folders.compactMap { folder in
      major(of: "\(folder)/postgres", as: user).map { ServerPrograms(major: $0, folder: folder) }
    }
    return found.sorted { $0.major > $1.major }
  }

  /// The major version that a program says it is of: "postgres (PostgreSQL) 15.4 (…)".
  private static func major(of program: String, as user: SystemUser) -> Int? {
    guard let answer = try? ChildProcess.run(program, ["--version"], as: user) else { return nil }
    let words = answer.split(separator: " ")
    guard words.count >= 3 else { return nil }
    return Int(words[2].prefix { $0.isASCII && $0.isNumber })
  }
}
