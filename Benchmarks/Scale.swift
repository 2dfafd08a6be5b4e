import Glibc
import Ledger

/// An import, the seal that follows and `check`, as whole processes, against COPY of the same rows into bare tables with
/// primary keys; then statements in books of that size.
struct Scale {
  let books: SyntheticBooks

  func run() throws {
    let (sample, count) = (books.sample, books.entries)
    let ledgerctl = try WholeProcess.neighbour("ledgerctl")
    let psql = try WholeProcess.psql()
    try books.prepare()
    let open = try sample.open()
    // The seal is measured by itself.
    try open.limitTail(to: 1_000_000)
    _ = try open.seal()
    let imported = try measure(ledgerctl, ["expense", "import", books.file])
    let copied = try copyBare(psql)
    print(
      "| import of \(count) entries, parse to committed, against COPY of the same rows into bare tables | \(text(imported.seconds * 1000)) ms | \(text(copied * 1000)) ms | \(text(imported.seconds / copied)) |"
    )
    print(
      "| peak memory of the import | \(imported.megabytes) MB | 100 MB | \(text(Double(imported.megabytes) / 100)) |")
    let sealed = try measure(ledgerctl, ["seal"])
    print(
      "| seal of \(count) entries, against their import | \(text(sealed.seconds * 1000)) ms | \(text(imported.seconds * 1000)) ms | \(text(sealed.seconds / imported.seconds)) |"
    )
    let checked = try measure(ledgerctl, ["check"])
    print(
      "| check of \(count) entries, against their import | \(text(checked.seconds * 1000)) ms | \(text(imported.seconds * 1000)) ms | \(text(checked.seconds / imported.seconds)) |"
    )
    try Books(try sample.target.connectAsInstaller()).connection.script("vacuum analyze")
    try statements(ledgerctl, psql)
  }

  private func statements(_ ledgerctl: String, _ psql: String) throws {
    let ask = ["-X", "-q", "-d", try WholeProcess.conninfo(books.sample), "-c", "select 1"]
    let day = ["--as-of", "2022-06-30"]
    let award = "\(SyntheticBooks.site(of: 0))/\(SyntheticBooks.code(of: 0))"
    let all = (0..<min(100, books.awards)).map { "\(SyntheticBooks.site(of: $0))/\(SyntheticBooks.code(of: $0))" }
    for (what, arguments) in [
      ("statement budget of one award", ["statement", "budget", award] + day),
      ("statement budget of \(all.count) awards, consolidated", ["statement", "budget", "--consolidated"] + all + day),
      ("trial balance of one site", ["statement", "trial-balance", "--org", SyntheticBooks.site(of: 0)] + day),
      ("trial balance of all sites", ["statement", "trial-balance"] + day),
    ] {
      try compare(
        "`\(what)` at \(books.entries) entries against `psql -c 'select 1'`, whole process", count: 15, warmUp: 2,
        ours: { try spawn(ledgerctl, arguments) }, other: { try spawn(psql, ask) })
    }
  }

  /// Seconds that COPY takes into tables with the journal's columns and primary keys, of the rows that were imported.
  private func copyBare(_ psql: String) throws -> Double {
    let installer = books.sample.cluster.conninfo(user: LocalCluster.installerLogin, database: "ledger")
    let entries = "\(books.sample.cluster.home)/entries.copy"
    let lines = "\(books.sample.cluster.home)/lines.copy"
    func run(_ commands: [String]) throws {
      try spawn(psql, ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", installer] + commands.flatMap { ["-c", $0] })
    }
    try run([
      "\\copy (select * from ledger.journal_entry where idempotency_key like 'e-%') to '\(entries)'",
      "\\copy (select l.* from ledger.journal_line l join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id where e.idempotency_key like 'e-%') to '\(lines)'",
      "create schema copied",
      "create table copied.journal_entry (like ledger.journal_entry including defaults, primary key (organization_id, id))",
      "create table copied.journal_line (like ledger.journal_line including defaults, primary key (organization_id, entry_id, line_number))",
    ])
    return try milliseconds {
      try run([
        "begin", "\\copy copied.journal_entry from '\(entries)'", "\\copy copied.journal_line from '\(lines)'",
        "commit",
      ])
    } / 1000
  }

  private func measure(_ program: String, _ arguments: [String]) throws -> (seconds: Double, megabytes: Int) {
    var usage = rusage()
    let seconds = try milliseconds { usage = try spawn(program, arguments) } / 1000
    return (seconds, usage.ru_maxrss / 1024)
  }

  private func text(_ value: Double) -> String { Comparison.text(value) }
}
