import Glibc
import Ledger

/// Whole processes, from start to exit.
struct WholeProcess {
  let sample: SampleServer
  let count = 100

  init(_ sample: SampleServer) { self.sample = sample }

  func run() throws {
    let ledgerctl = try Self.neighbor("ledgerctl")
    let empty = try emptyProgram()
    try row(
      "`ledgerctl --version` against a program that only loads libpq", ledgerctl, ["--version"], empty, [], .atMost(3))
    try row(
      "`ledgerctl statement budget`, small books, against `psql -c 'select 1'`", ledgerctl,
      ["statement", "budget", SampleServer.award(0), "--as-of", "2022-06-30"], try Self.psql(), try Self.ask(sample),
      .atMost(2.5))
    try row(
      "`ledgerctl expense add`, small books, against `psql -c 'select 1'`", ledgerctl, Self.expense, try Self.psql(),
      try Self.ask(sample), .atMost(3))
    try row(
      "the same, against `psql -c 'select 1'` through the wrapper that Debian puts on the path", ledgerctl,
      Self.expense,
      "/usr/bin/psql", try Self.ask(sample), nil)
    try row(
      "the same beside a hundred of one day, payee and amount, against `psql -c 'select 1'`", ledgerctl,
      Self.expense + ["--date", "2022-06-20"], try Self.psql(), try Self.ask(sample), nil)
    try addPayees(20_000)
    try row(
      "`ledgerctl expense add` in an organization of 20,000 payees, against `psql -c 'select 1'`", ledgerctl,
      Self.expense, try Self.psql(), try Self.ask(sample), .atMost(3))
  }

  private static let expense = [
    "expense", "add", "--award", SampleServer.award(1), "--line", "line1", "--amount", "1.00", "--payee", "shop",
    "--paid-from", "bank",
  ]

  private func addPayees(_ count: Int) throws {
    let books = Books(try sample.target.connectAsInstaller())
    let parties = try (1...count).map {
      try Party(code: Code(parsing: "payee-\($0)").text, name: "Payee \($0)", kind: .business)
    }
    try books.write { try books.addParties(parties, to: books.organization("site")) }
  }

  private func row(
    _ what: String, _ program: String, _ arguments: [String], _ other: String, _ otherArguments: [String],
    _ aim: Table.Aim?
  ) throws {
    var memory = 0
    // Each expense is an event of its own, on a day of its own where none is said: the same once more would be refused.
    let isEvent = arguments.first == "expense"
    var number = 0
    let first = try Day(parsing: "2021-07-01")
    let result = try compare(
      count: count, warmUp: 20,
      ours: {
        number += 1
        let own = isEvent ? ["--memo", "\(what) \(number)", "--service-date", "\(first.adding(days: number * 2))"] : []
        memory = try spawn(program, arguments + own).megabytes
      }, other: { try spawn(other, otherArguments) })
    Table.printRow(
      what, "\(Table.text(result.ours)) ms", "\(Table.text(result.other)) ms", ratio: result.ratio, aim: aim,
      memory: memory)
  }

  /// A program that does nothing but load libpq.
  private func emptyProgram() throws -> String {
    let path = "\(sample.cluster.home)/empty"
    let source = "\(path).c"
    guard let stream = fopen(source, "w") else { throw Refusal("cannot write \(source)", nextStep: "look at /tmp") }
    fputs("int PQlibVersion(void);\nint main(void) { return PQlibVersion() == 0; }\n", stream)
    fclose(stream)
    try spawn("/usr/bin/env", ["clang", "-O2", source, "-lpq", "-o", path])
    return path
  }

  /// `psql -c 'select 1'`.
  static func ask(_ sample: SampleServer) throws -> [String] {
    let conninfo = sample.cluster.conninfo(user: try LocalCluster.systemUserName(), database: "ledger")
    return ["-X", "-q", "-d", conninfo, "-c", "select 1"]
  }

  /// A program beside this one.
  static func neighbor(_ name: String) throws -> String {
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

extension rusage {
  /// Memory that the process held at most.
  var megabytes: Int { ru_maxrss / 1024 }
}
