import Glibc
import Ledger

/// An import, the seal that follows and `check`, as whole processes, against COPY of the same rows into bare tables with
/// primary keys; then statements in books of that size.
struct Scale {
  let books: SyntheticBooks

  func run() throws {
    let (sample, count) = (books.sample, books.entries)
    let ledgerctl = try WholeProcess.neighbor("ledgerctl")
    let psql = try WholeProcess.psql()
    try books.prepare()
    let imported = try withoutSeals { try measure(ledgerctl, ["expense", "import", books.file]) }
    let copied = try copyBare(psql)
    row("import of \(count) entries, parse to committed, against COPY into bare tables", imported, copied, .atMost(2))
    Table.printRow(
      "memory of the import of \(count) entries", "\(imported.megabytes) MB", "100 MB",
      ratio: Double(imported.megabytes) / 100, aim: .atMost(1), memory: imported.megabytes)
    row("seal of \(count) entries, against their import", try sealAll(ledgerctl), imported.seconds, .atMost(0.3))
    row(
      "check of \(count) entries, against their import", try measure(ledgerctl, ["check"]), imported.seconds, .atMost(2)
    )
    try Books(try sample.target.connectAsInstaller()).connection.script("vacuum analyze")
    try statements(ledgerctl, psql)
    try asRecorded(ledgerctl)
  }

  /// A statement as recorded at the seal of the import, against one as recorded at the last of ten later ones.
  private func asRecorded(_ ledgerctl: String) throws {
    let early = try lastSeal()
    var last = early
    for part in 0..<10 {
      _ = try spawn(ledgerctl, ["expense", "import", try books.writeLater(part)])
      last = try lastSeal()
    }
    func trialBalance(_ seal: Int64) throws {
      _ = try spawn(ledgerctl, ["statement", "trial-balance", "--as-of", "2022-06-30", "--as-recorded", "\(seal)"])
    }
    let result = try compare(
      count: 15, warmUp: 2, ours: { try trialBalance(early) }, other: { try trialBalance(last) })
    Table.printRow(
      "trial balance of all sites as recorded at seal \(early) against the same at seal \(last), at \(books.entries) entries",
      "\(Table.text(result.ours)) ms", "\(Table.text(result.other)) ms", ratio: result.ratio, aim: .atMost(1.2),
      memory: nil)
  }

  /// Seals what is there; the number of the last seal.
  private func lastSeal() throws -> Int64 {
    let opened = try books.sample.open()
    try opened.seal()
    return try opened.seals().last?.number ?? 0
  }

  /// The seal is measured by itself: what is there is sealed, and while this holds the sealers' row, none of them works.
  private func withoutSeals(_ body: () throws -> Run) throws -> Run {
    _ = try books.sample.open().seal()
    let holder = try books.sample.target.connectAsInstaller()
    try holder.script("begin; select from ledger.sealing for update")
    let run = try body()
    try holder.script("rollback")
    return run
  }

  private typealias Run = (seconds: Double, megabytes: Int)

  private func row(_ what: String, _ ours: Run, _ other: Double, _ aim: Table.Aim?) {
    Table.printRow(
      what, "\(Table.text(ours.seconds)) s", "\(Table.text(other)) s", ratio: ours.seconds / other, aim: aim,
      memory: ours.megabytes)
  }

  private func statements(_ ledgerctl: String, _ psql: String) throws {
    let ask = try WholeProcess.ask(books.sample)
    let day = ["--as-of", "2022-06-30"]
    let award = "\(SyntheticBooks.site(of: 0))/\(SyntheticBooks.code(of: 0))"
    let all = (0..<min(100, books.awards)).map { "\(SyntheticBooks.site(of: $0))/\(SyntheticBooks.code(of: $0))" }
    let statements: [(String, [String], Table.Aim?)] = [
      ("statement budget of one award", ["statement", "budget", award] + day, .atMost(2.5)),
      (
        "statement budget of \(all.count) awards, consolidated", ["statement", "budget", "--consolidated"] + all + day,
        nil
      ),
      ("trial balance of one site", ["statement", "trial-balance", "--org", SyntheticBooks.site(of: 0)] + day, nil),
      ("trial balance of all sites", ["statement", "trial-balance"] + day, nil),
    ]
    var taken: [Double] = []
    for (what, arguments, aim) in statements {
      var memory = 0
      let (before, count, warmUp) = (try counters(), 15, 2)
      let result = try compare(
        count: count, warmUp: warmUp, ours: { memory = try spawn(ledgerctl, arguments).megabytes },
        other: { try spawn(psql, ask) })
      let after = try counters()
      let runs = Int64(count + warmUp)
      taken.append(result.ours)
      Table.printRow(
        "\(what) at \(books.entries) entries against `psql -c 'select 1'`; \(Table.text((after.milliseconds - before.milliseconds) / Double(runs))) ms in the server, \((after.rows - before.rows) / runs) rows read",
        "\(Table.text(result.ours)) ms", "\(Table.text(result.other)) ms", ratio: result.ratio, aim: aim, memory: memory
      )
    }
    row(
      "each further award of the consolidated statement at \(books.entries) entries",
      (taken[1] - taken[0]) / Double(max(1, all.count - 1)), atMost: 0.5)
    row(
      "statement budget of one award at \(books.entries) entries in a session that has run it before, in the server",
      try warmMilliseconds(award), atMost: 2)
  }

  private func row(_ what: String, _ milliseconds: Double, atMost limit: Double) {
    Table.printRow(
      what, "\(Table.text(milliseconds)) ms", "\(Table.text(limit)) ms", ratio: milliseconds / limit, aim: .atMost(1))
  }

  /// What the server works for a statement in a session that has run it before: a session of many statements, less a session of one.
  private func warmMilliseconds(_ award: String) throws -> Double {
    func session(of count: Int) throws -> Double {
      let before = try counters()
      do {
        let opened = try books.sample.open()
        let day = try Day(year: 2022, month: 6, day: 30)
        for _ in 0..<count { _ = try opened.budgetVersusActual([award], asOf: day, today: day) }
      }
      return try counters().milliseconds - before.milliseconds
    }
    let further = 100
    let one = try session(of: 1)
    return (try session(of: 1 + further) - one) / Double(further)
  }

  /// Milliseconds that the server has worked for sessions that have ended, and rows of the books that they have read.
  private func counters() throws -> (milliseconds: Double, rows: Int64) {
    let installer = try books.sample.target.connectAsInstaller()
    // Sessions tell what they did when they end.
    while try installer.execute(
      "select from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"
    ).count > 0 { usleep(20_000) }
    return try installer.execute(
      """
      select (select active_time from pg_stat_database where datname = current_database()) as milliseconds,
        (select sum(seq_tup_read) from pg_stat_user_tables)::bigint + (select sum(idx_tup_read) from pg_stat_user_indexes)::bigint as rows
      """
    ).only { (Double(try $0.text("milliseconds")) ?? .nan, try $0.int64("rows")) }
  }

  /// A seal takes a million entries at most.
  private func sealAll(_ ledgerctl: String) throws -> Run {
    var total: Run = (0, 0)
    for _ in stride(from: 0, to: books.entries, by: 1_000_000) {
      let run = try measure(ledgerctl, ["seal"])
      total = (total.seconds + run.seconds, max(total.megabytes, run.megabytes))
    }
    return total
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
      "create schema if not exists copied",
      "create table copied.journal_entry (like ledger.journal_entry including defaults, primary key (organization_id, id))",
      "create table copied.journal_line (like ledger.journal_line including defaults, primary key (organization_id, entry_id, line_number))",
    ])
    try settle()
    let seconds =
      try milliseconds {
        try run([
          "begin", "\\copy copied.journal_entry from '\(entries)'", "\\copy copied.journal_line from '\(lines)'",
          "commit",
        ])
      } / 1000
    try run(["drop table copied.journal_entry, copied.journal_line"])
    for file in [entries, lines] { unlink(file) }
    return seconds
  }

  /// Waits until what was written before is on the disk, so that each pays for its own.
  private func settle() throws {
    try books.sample.target.connectAsInstaller().script("checkpoint")
    sync()
  }

  private func measure(_ program: String, _ arguments: [String]) throws -> Run {
    try settle()
    var usage = rusage()
    let seconds = try milliseconds { usage = try spawn(program, arguments) } / 1000
    return (seconds, usage.megabytes)
  }
}
