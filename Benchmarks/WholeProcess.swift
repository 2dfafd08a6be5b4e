import Glibc
import Ledger

/// Whole processes, from start to exit, against `psql -c 'select 1'` on the same server.
struct WholeProcess {
  let sample: SampleServer
  let count = 100

  init(_ sample: SampleServer) { self.sample = sample }

  func run() throws {
    let ledgerctl = try Self.neighbour("ledgerctl")
    let psql = try Self.psql()
    let ask = ["-X", "-q", "-d", try Self.conninfo(sample), "-c", "select 1"]
    try compare(
      "`ledgerctl statement budget` against `psql -c 'select 1'`, whole process", count: count,
      ours: { try spawn(ledgerctl, ["statement", "budget", SampleServer.award, "--as-of", "2022-06-30"]) },
      other: { try spawn(psql, ask) })
    try compare(
      "`ledgerctl --version` against `psql --version`, whole process", count: count,
      ours: { try spawn(ledgerctl, ["--version"]) },
      other: { try spawn(psql, ["--version"]) })
  }

  static func conninfo(_ sample: SampleServer) throws -> String {
    sample.cluster.conninfo(user: try LocalCluster.systemUserName(), database: "ledger")
  }

  /// A program beside this one.
  static func neighbour(_ name: String) throws -> String {
    var path = [CChar](repeating: 0, count: 4096)
    let length = readlink("/proc/self/exe", &path, path.count - 1)
    let own = String(decoding: path.prefix(max(0, length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let folder = own.split(separator: "/").dropLast().joined(separator: "/")
    return "/\(folder)/\(name)"
  }

  /// The real psql, not the wrapper that Debian puts on the path.
  static func psql() throws -> String {
    for version in (15...20).reversed() {
      let path = "/usr/lib/postgresql/\(version)/bin/psql"
      if access(path, X_OK) == 0 { return path }
    }
    throw Refusal("psql is not installed", nextStep: "sudo apt-get install postgresql-client-15")
  }
}
