import Testing

@testable import Ledger

/// What a statement of one award reads, what an undo reads, and what a row of a file is compared with, stays the same while the books around it grow.
@Suite struct GrowthTests {
  @Test func aStatementReadsItsOwnAward() throws {
    let sample = try SampleBooks.copy()
    let admin = Books(try sample.as(.financeAdmin))
    // Sealed in part, so that rollups and the tail are both read.
    _ = try admin.seal()
    let tail = try admin.post(Drafts.expense(key: "tail", cents: 1_00), to: sample.north)
    let before = try rowsNeeded(sample)
    let undone = try rowsReadToUndo(tail.number, sample)
    let compared = try rowsReadToPassOver(sample)
    // Awards enough that a table of them is no longer read whole because it is small.
    for number in 0..<240 {
      let award = AwardDraft(
        code: "MORE-\(number)", name: "More", funder: "fund", amount: Money(cents: 1_000_00), term: SampleBooks.term,
        recognition: .unconditional)
      try admin.addAward(award, to: sample.north)
      guard number < 60 else { continue }
      let added = try admin.award("north/MORE-\(number)")
      let line = BudgetDraft.Line(
        code: "supplies", name: "Supplies", category: .supplies, account: "8110", amount: added.amount)
      try admin.adopt(
        BudgetDraft(lines: [line]), for: added,
        BudgetApproval(effectiveOn: SampleBooks.term.from, approvedBy: "Funder"))
      let budgeted = try admin.award("north/MORE-\(number)")
      try admin.post(
        try (0..<10).map { index in
          try Expense(
            amount: Money(cents: 1_00), date: SampleBooks.term.from,
            service: DayWindow(from: SampleBooks.term.from, through: SampleBooks.term.from), payee: "acme",
            paidFrom: .bank, key: "more-\(number)-\(index)"
          ).entry(award: budgeted, line: budgeted.lines[0], account: nil)
        }, to: sample.north)
    }
    _ = try admin.seal()
    try admin.post(Drafts.expense(key: "tail-2", cents: 1_00), to: sample.north)
    let after = try rowsNeeded(sample)
    #expect(before > 20 && after < before + 20, "\(before) rows before, \(after) after")
    let undoneNow = try rowsReadToUndo(tail.number, sample)
    #expect(undone > 20 && undoneNow < undone + 50, "\(undone) rows before, \(undoneNow) after")
    let comparedNow = try rowsReadToPassOver(sample)
    #expect(comparedNow < compared + 50, "\(compared) rows before, \(comparedNow) after")
  }

  /// Whose books a login reads is asked once an organization, not of each day on which a limit moved.
  @Test func checkAsksOnceWhoseBooksAreRead() throws {
    let sample = try SampleBooks.copy()
    let installer = try sample.books.asInstaller()
    func count(_ query: Query) throws -> Int { try installer.execute(query).only { try $0.int("count") } }
    try installer.script("begin")
    defer { try? installer.script("rollback") }
    try installer.script("set local track_functions = 'all'")
    try installer.execute("select from ledger.check_measures()")
    try installer.execute("select from ledger.check_awards()")
    let asked = try count(
      """
      select coalesce(sum(calls), 0)::bigint as count from pg_stat_xact_user_functions
      where schemaname = 'ledger' and funcname = 'reads_books'
      """)
    let organizations = try count("select count(*) as count from ledger.organization")
    #expect(try count("select count(*) as count from ledger.measure_day") > 2 * organizations)
    #expect(asked > 0 && asked <= 2 * organizations, "asked \(asked) times for \(organizations) organizations")
  }

  /// However large the books: no plan is compiled, and rows are looked up by their keys.
  @Test func sessionsPlanForTheBooks() throws {
    let connection = try SampleBooks.copy().as(.recorder)
    for (setting, value) in [("jit", "off"), ("random_page_cost", "1.1")] {
      #expect(
        try connection.execute("select current_setting(\(setting)) as value").only { try $0.text("value") } == value)
    }
  }

  /// Rows that the queries of a budget statement of OPEN need: the fewest of six readings, since versions of rows that
  /// a vacuum could not remove yet are read too.
  private func rowsNeeded(_ sample: SampleBooks) throws -> Int {
    try (1...6).map { _ in try rowsRead(sample) }.min() ?? 0
  }

  private func rowsRead(_ sample: SampleBooks) throws -> Int {
    let installer = try sample.books.asInstaller()
    // A worker that analyzes keeps versions of rows that the vacuum would remove, and they would be read.
    while try installer.execute(
      "select from pg_stat_activity where datname = current_database() and backend_type = 'autovacuum worker'"
    ).count > 0 {}
    try installer.script("vacuum analyze")
    try installer.script("begin")
    try installer.execute("select from ledger.award_budgets('{OPEN}', '2022-06-30')")
    try installer.execute(
      "select from ledger.award_activity(array[\(sample.north.id)::bigint], '{OPEN}', '{2022-06-01,2022-07-01}')")
    return try rowsRead(installer)
  }

  /// Rows that an undo of an entry of north reads.
  private func rowsReadToUndo(_ entry: Int64, _ sample: SampleBooks) throws -> Int {
    let recorder = try sample.as(.recorder)
    let undo = "select ledger.reverse_entry(1, \(entry), '2021-12-09', 'undone')"
    // Once before it is counted, so that what a session reads the first time is not.
    for _ in 1...2 {
      try recorder.script("begin")
      try recorder.script(undo)
      try recorder.script("rollback")
    }
    try recorder.script("begin")
    defer { try? recorder.script("rollback") }
    try recorder.script(undo)
    return try rowsRead(recorder)
  }

  /// Rows read to see whether something else recorded the one row of a file.
  private func rowsReadToPassOver(_ sample: SampleBooks) throws -> Int {
    try sample.books.asInstaller().script("analyze")
    let recorder = try sample.as(.recorder)
    let file = "00000000-0000-0000-0000-0000000000aa"
    var rows = 0
    // Twice, so that what a session reads the first time is not counted.
    for _ in 1...2 {
      try recorder.script("begin")
      defer { try? recorder.script("rollback") }
      let line = Drafts.expense(key: "other", cents: 1_00).lines[0]
      try recorder.execute(
        """
        insert into ledger.staged_line (
          import_id, organization_id, entry_ordinal, row_number, content_key, balancing_account_code, line_number, entry_date, kind,
          description, account_code, fund_code, amount_cents, net_asset_class, function, program_code, award_code, budget_line_code, party_code,
          service_from, service_through)
        values (
          \(file)::uuid, \(sample.north.id), 1, 2, \(file)::uuid, '1010', 1, '2021-12-09', 'expense', 'Row', \(line.account),
          \(line.fund), \(line.amount.cents), 'without', 'program', 'program', \(line.award), \(line.budgetLine), \(line.party),
          '2021-12-09', '2021-12-09')
        """)
      try recorder.execute("select from ledger.open_import(\(file)::uuid, 'expenses', 'row.csv')")
      let before = try rowsRead(recorder)
      try recorder.execute("select from ledger.pass_over_staged(\(file)::uuid, 'row.csv', false)")
      rows = try rowsRead(recorder) - before
    }
    return rows
  }

  /// Rows of the books that the transaction of a session read so far.
  private func rowsRead(_ session: borrowing Connection) throws -> Int {
    try session.execute(
      """
      select (coalesce(sum(seq_tup_read), 0) + coalesce(sum(idx_tup_fetch), 0))::bigint as count from pg_stat_xact_user_tables
      where schemaname = 'ledger'
      """
    ).only { try $0.int("count") }
  }
}
