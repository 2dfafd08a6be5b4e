import Testing

@testable import Ledger

/// Every limit is one of its day: what is used through a day, against what is allowed on it.
@Suite struct MeasureTests {
  /// What is used of a measure of OPEN and its limit, day by day, cents.
  private func days(_ sample: SampleBooks, _ kind: String, line: String? = nil) throws -> [String] {
    try sample.books.asInstaller().execute(
      """
      select d.on_day || ' ' || d.used_amount || ' of ' || d.limit_amount as x
      from ledger.measure m
      join ledger.measure_day d on d.organization_id = m.organization_id and d.kind = m.kind and d.key = m.key
      where m.organization_id = 1 and m.kind = \(kind) and m.budget_line_code is not distinct from \(line)
        and coalesce(m.award_code, m.fund_code) = 'OPEN'
      order by d.on_day
      """
    ).map { try $0.text("x") }
  }

  /// 1,900 of 1,000: an accrual and, dated before its reversal, another cost.
  @Test func anAccrualCountsUntilItIsReversed() throws {
    let books = try GrantBooks.copy()
    let recorder = Books(try books.sample.as(.recorder))
    let north = books.sample.north
    let accrued = try recorder.post(Drafts.expense(key: "accrual", cents: 4_000_00), to: north)
    try recorder.reverse(accrued.number, of: north, on: "2021-10-01".day, reason: "Billed")
    #expect(
      outcome(recorder.connection, DirectSQL.post(Drafts.expense(key: "between", cents: 4_000_00, on: "2021-09-30")))
        == "LA009")
    // After it there is room, and a day earlier nothing of the later cost is taken into account.
    #expect(
      outcome(recorder.connection, DirectSQL.post(Drafts.expense(key: "after", cents: 4_000_00, on: "2021-10-01")))
        == "accepted")
    #expect(
      outcome(recorder.connection, DirectSQL.post(Drafts.expense(key: "small", cents: 300_00, on: "2021-09-30")))
        == "accepted")
    // What is dated first counts on every day after it: 340.00 are left in October, so 41.00 more in September are too much.
    #expect(
      outcome(recorder.connection, DirectSQL.post(Drafts.expense(key: "early", cents: 41_00, on: "2021-07-02")))
        == "LA009")
    #expect(try brokenRules(recorder.connection).isEmpty)
  }

  /// An order counts from its day, what is given back of it from that day.
  @Test func aCommitmentCountsFromItsDay() throws {
    let books = try GrantBooks.copy()
    let recorder = try books.sample.as(.recorder)
    #expect(
      outcome(
        recorder,
        "select * from ledger.add_commitment(1, 'OPEN', 'supplies', 'acme', 430000, '2021-11-01', null, 'x', null, 'tables')"
      ) == "accepted")
    #expect(
      outcome(recorder, DirectSQL.post(Drafts.expense(key: "before", cents: 100_00, on: "2021-08-01"))) == "LA009")
    #expect(
      outcome(
        recorder,
        "select ledger.release_commitment(1, (select max(number) from ledger.commitment), 100000, '2021-12-01', 'Fewer')"
      )
        == "accepted")
    #expect(
      outcome(recorder, DirectSQL.post(Drafts.expense(key: "in November", cents: 100_00, on: "2021-11-20"))) == "LA009")
    #expect(
      outcome(recorder, DirectSQL.post(Drafts.expense(key: "in December", cents: 100_00, on: "2021-12-01")))
        == "accepted")
    #expect(try brokenRules(recorder).isEmpty)
  }

  /// A budget is the limit from the day it holds; the first one on every day.
  @Test func aRevisionHoldsFromItsDay() throws {
    let books = try GrantBooks.copy()
    let admin = try books.sample.as(.financeAdmin)
    let raise = GrantBooks.revise(supplies: 5_400_00, salaries: 17_600_00, indirect: 2_000_00, on: "2021-11-01")
    #expect(outcome(admin, raise) == "accepted")
    let cost = { (key: String, day: String) in DirectSQL.post(Drafts.expense(key: key, cents: 4_700_00, on: day)) }
    #expect(outcome(admin, cost("October", "2021-10-31")) == "LA009")
    #expect(outcome(admin, cost("November", "2021-11-01")) == "accepted")
    // Lowered again from January: what is used by then is more.
    let lower = GrantBooks.revise(
      supplies: 5_300_00, salaries: 17_700_00, indirect: 2_000_00, by: "funder", on: "2022-01-01")
    #expect(outcome(admin, lower) == "LA011")
    #expect(try brokenRules(admin).isEmpty)
  }

  /// What is dated later does not stand for what is dated earlier: promises, receipts, restricted money, advances.
  @Test func noOtherLimitIsLentAhead() throws {
    let sample = try SampleBooks.copy()
    let admin = try sample.as(.financeAdmin)
    // A promise of the next spring, after all else of the sample, and a release of September.
    let promise = Drafts.promise(key: "spring", cents: 500_00).changed { $0.date = "2022-05-15".day }
    #expect(outcome(admin, DirectSQL.post(promise)) == "accepted")
    let (left, room) = try sample.books.asInstaller().execute(
      """
      select -m.used_amount as left_cents, ledger.room_from(1, 'restricted', m.key, '2021-09-30') as room_cents
      from ledger.measure m where m.organization_id = 1 and m.kind = 'restricted' and m.fund_code = 'OPEN'
      """
    ).only { (try $0.int64("left_cents"), try $0.int64("room_cents")) }
    #expect(room < left && room > 0)
    #expect(outcome(admin, DirectSQL.release(key: "too much", cents: room + 1)) == "LA012")
    #expect(outcome(admin, DirectSQL.release(key: "all of it", cents: room)) == "accepted")
    #expect(try brokenRules(admin).isEmpty)
  }

  /// What the funder owes comes down by money received, wherever it went, or is written off, which takes the promise back as far.
  @Test func aReceivableIsReceivedOrWrittenOff() throws {
    let sample = try SampleBooks.copy()
    let recorder = try sample.as(.recorder)
    func used(_ kind: String) throws -> Int64 {
      try sample.books.asInstaller().execute(
        "select m.used_amount as used from ledger.measure m where m.organization_id = 1 and m.kind = \(kind) and m.award_code = 'OPEN'"
      ).only { try $0.int64("used") }
    }
    let (promised, received) = (try used("promise"), try used("receipt"))
    let loss = Drafts.receipt(key: "loss", cents: 100_00).changed {
      $0.kind = .journal
      $0.lines[0].account = "5495"
      $0.lines[0].netAssetClass = .with
      $0.lines[0].award = "OPEN"
    }
    #expect(outcome(recorder, DirectSQL.post(loss)) == "accepted")
    #expect(try used("promise") == promised - 100_00)
    #expect(try used("receipt") == received)
    // Hardly a loss: what is left of it was received.
    let met = Drafts.receipt(key: "met", cents: 100_00).changed {
      $0.kind = .journal
      $0.lines[0].account = "1450"
      $0.lines[0].amount = Money(cents: 99_99)
      var cent = loss.lines[0]
      cent.amount = Money(cents: 1)
      $0.lines.append(cent)
    }
    #expect(outcome(recorder, DirectSQL.post(met)) == "accepted")
    #expect(try used("receipt") == received + 100_00)
    #expect(try brokenRules(recorder).isEmpty)
  }

  /// A promise that is taken back later counts until then.
  @Test func aPromiseCountsUntilItIsTakenBack() throws {
    let sample = try SampleBooks.copy()
    let recorder = Books(try sample.as(.recorder))
    func promise(_ key: String, _ day: String) -> EntryDraft {
      Drafts.promise(key: key, cents: 5_000_00).changed { $0.date = day.day }
    }
    let first = try recorder.post(promise("first", "2021-10-01"), to: sample.north)
    try recorder.reverse(first.number, of: sample.north, on: "2021-11-01".day, reason: "Withdrawn")
    #expect(outcome(recorder.connection, DirectSQL.post(promise("second", "2021-10-31"))) == "LA004")
    #expect(outcome(recorder.connection, DirectSQL.post(promise("second", "2021-11-01"))) == "accepted")
    #expect(try brokenRules(recorder.connection).isEmpty)
  }

  /// A condition met before its advance came is receivable: the books take of an advance what is there on the day.
  @Test func anAdvanceIsTakenFromItsDayOn() throws {
    let sample = try SampleBooks.copy()
    let recorder = try sample.as(.recorder)
    func advance(_ key: String, _ cents: Int64, _ day: String) -> EntryDraft {
      EntryDraft(
        key: key, date: day.day, kind: .receipt, description: "Ahead",
        lines: [
          EntryLine(account: "1010", fund: "COND", amount: Money(cents: cents)),
          EntryLine(account: "2410", fund: "COND", amount: Money(cents: -cents), award: "COND", party: "fund"),
        ])
    }
    func taken() throws -> Int64 {
      try sample.books.asInstaller().execute(
        "select coalesce(sum(amount_cents) filter (where amount_cents > 0), 0)::bigint as n from ledger.journal_line where organization_id = 1 and account_code = '2410'"
      ).only { try $0.int64("n") }
    }
    let before = try taken()
    #expect(outcome(recorder, DirectSQL.post(advance("ahead", 100_00, "2022-05-20"))) == "accepted")
    let ahead = try sample.books.asInstaller().execute(
      "select ledger.room_from(1, 'advance', 'COND  COND 2410', '2022-05-19') as n"
    ).only { try $0.int64("n") }
    let meet = "select ledger.meet_condition(1, 'COND', \(ahead + 1_00), '2022-05-19', 'Report', null, 'met')"
    #expect(outcome(recorder, meet) == "accepted")
    #expect(try taken() == before + ahead)
    #expect(try brokenRules(recorder).isEmpty)
  }

  /// What is returned of custodial money was there, by the entries of its time.
  @Test func custodialMoneyIsReturnedOfWhatIsThere() throws {
    let sample = try SampleBooks.copy()
    let installer = try sample.books.asInstaller()
    let admin = Books(try sample.as(.financeAdmin))
    func custodial(_ key: String, _ cents: Int64, _ day: String, from account: String) -> EntryDraft {
      EntryDraft(
        key: key, date: day.day, kind: .journal, description: "Held for others",
        lines: [
          EntryLine(account: account, fund: "AGENCY", amount: Money(cents: cents)),
          EntryLine(account: "2910", fund: "AGENCY", amount: Money(cents: -cents), award: "AGENCY", party: "fund"),
        ])
    }
    try admin.post(custodial("came", 100_00, "2022-05-02", from: "1010"), to: sample.north)
    let ahead = try installer.execute(
      "select ledger.room_from(1, 'advance', 'AGENCY  AGENCY 2910', '2022-05-02') as n"
    ).only { try $0.int64("n") }
    let back = { (cents: Int64) in
      "select * from ledger.return_to_funder(1, 'AGENCY', \(cents), '2022-05-10', 'Not spent', 'back')"
    }
    #expect(outcome(admin.connection, back(ahead + 1)) == "LA018")
    // Past the function and the limit: the entry is named.
    let definition = try installer.execute(
      "select pg_get_functiondef('ledger.move_measures'::regproc) as text"
    ).only { try $0.text("text") }
    let asked = try installer.execute(
      "select pg_get_functiondef('ledger.return_to_funder'::regproc) as text"
    ).only { try $0.text("text") }
    try installer.script(Mutant.holdsNoLimit)
    try installer.script(
      Mutant.edit(
        "ledger.return_to_funder",
        [("if $3 > back.cents then", "if false then"), ("ahead := least($3, back.ahead_cents);", "ahead := $3;")]))
    #expect(outcome(admin.connection, back(ahead + 1)) == "accepted")
    try installer.script("\(definition); \(asked)")
    let found = try installer.execute(
      "select left(rule, 5) || ' ' || problem as x from ledger.check_books()"
    ).map { try $0.text("x") }
    #expect(found == ["LA015 takes 0.01 more from account 2910 of award AGENCY than is there"])
  }

  /// Who breaks a rule of days past the triggers is named by the day.
  @Test func checkNamesTheDay() throws {
    let books = try GrantBooks.copy()
    let installer = try books.sample.books.asInstaller()
    let recorder = Books(try books.sample.as(.recorder))
    let accrued = try recorder.post(Drafts.expense(key: "accrual", cents: 4_000_00), to: books.sample.north)
    try recorder.reverse(accrued.number, of: books.sample.north, on: "2021-10-01".day, reason: "Billed")
    try installer.script(
      """
      begin;
      alter table ledger.measure disable trigger moved_by_rules;
      update ledger.measure set is_held = false where kind = 'budget_line';
      """)
    try installer.script(DirectSQL.insert(Drafts.expense(key: "between", cents: 4_000_00, on: "2021-09-30")))
    try installer.script(
      """
      update ledger.measure set is_held = true where kind = 'budget_line' and award_code = 'OPEN';
      alter table ledger.measure enable always trigger moved_by_rules;
      commit;
      """)
    let found = try installer.execute(
      "select place || ': ' || problem as x from ledger.check_books() where rule like 'LA009%'"
    ).map { try $0.text("x") }
    #expect(!found.isEmpty && found.allSatisfy { $0.hasPrefix("award OPEN line supplies: ") })
    #expect(found.contains { $0.hasSuffix("used of 5,000.00 through 2021-09-30") })
  }

  /// Terms that allow overspending from a later day excuse nothing of the days that were blocked.
  @Test func laterTermsExcuseNoBlockedDay() throws {
    let books = try GrantBooks.copy()
    let installer = try books.sample.books.asInstaller()
    let admin = Books(try books.sample.as(.financeAdmin))
    func allow(from day: String) throws {
      try admin.connection.script(
        """
        select ledger.set_award_terms(1, 'OPEN', '\(day)', 'x', null, 'x', null, array['overspend_policy'], array['allow'])
        """)
    }
    func named() throws -> [String] {
      try installer.execute(
        "select place || ': ' || problem as x from ledger.check_books() where rule like 'LA009%'"
      ).map { try $0.text("x") }
    }
    try admin.post(Drafts.expense(key: "within", cents: 4_000_00, on: "2021-09-29"), to: books.sample.north)
    try installer.script(Mutant.holdsNoLimit)
    try installer.script(DirectSQL.insert(Drafts.expense(key: "beyond", cents: 4_000_00, on: "2021-09-30")))
    #expect(try named().contains { $0.hasSuffix("through 2021-09-30") })
    try allow(from: "2022-01-01")
    #expect(try named().contains { $0.hasSuffix("through 2021-09-30") })
    // Allowed on that day, too, somebody may have waited for the new terms: nothing says in which order.
    let other = try GrantBooks.copy()
    let another = Books(try other.sample.as(.financeAdmin))
    try another.connection.script(
      """
      select ledger.set_award_terms(1, 'OPEN', '2022-01-01', 'x', null, 'x', null, array['overspend_policy'], array['allow'])
      """)
    func cost(_ key: String, _ day: String) -> String {
      DirectSQL.post(Drafts.expense(key: key, cents: 8_000_00, on: day))
    }
    #expect(outcome(another.connection, cost("blocked", "2021-12-31")) == "LA009")
    #expect(outcome(another.connection, cost("allowed", "2022-01-01")) == "accepted")
    #expect(try brokenRules(other.sample.books.asInstaller()) == [])
  }

  /// A commitment above the budget, and a line that names one without drawing it.
  @Test func checkSeesCommitments() throws {
    let books = try GrantBooks.copy()
    let installer = try books.sample.books.asInstaller()
    let recorder = try books.sample.as(.recorder)
    let order =
      "select * from ledger.add_commitment(1, 'OPEN', 'supplies', 'acme', 434001, '2022-05-01', null, 'x', null, 'tables')"
    do {
      try recorder.script(order)
      Issue.record("a commitment above the budget is accepted")
    } catch let error as DatabaseError {
      #expect(error.message.contains("(160.00 spent, 500.00 committed"), "\(error.message)")
    }
    let definition = try installer.execute("select pg_get_functiondef('ledger.move_measures'::regproc) as text").only {
      try $0.text("text")
    }
    try installer.script(Mutant.holdsNoLimit)
    #expect(outcome(recorder, order) == "accepted")
    try installer.script(definition)
    #expect(try brokenRules(installer) == ["LA009"])

    let other = try GrantBooks.copy()
    let otherInstaller = try other.sample.books.asInstaller()
    try otherInstaller.script("alter table ledger.journal_line disable trigger lines_meet_commitments")
    let met = Drafts.expense(key: "met", cents: 100_00).changed { $0.lines[0].commitment = other.commitment }
    #expect(outcome(try other.sample.as(.recorder), DirectSQL.post(met)) == "accepted")
    try otherInstaller.script("alter table ledger.journal_line enable always trigger lines_meet_commitments")
    #expect(try brokenRules(otherInstaller) == ["LC001"])
  }

  /// In the order of days, a posting reads the row of its measure and of its day, however many days there are.
  @Test func inTheOrderOfDaysNoOtherDayIsRead() throws {
    let books = try GrantBooks.copy()
    let recorder = try books.sample.as(.recorder)
    let installer = try books.sample.books.asInstaller()
    func read() throws -> Int64 {
      try installer.execute(
        "select coalesce(sum(idx_tup_fetch + seq_tup_read), 0)::bigint as n from pg_stat_xact_user_tables where relname = 'measure_day'"
      ).only { try $0.int64("n") }
    }
    for day in 1...28 {
      let date = "2021-11-\(day < 10 ? "0" : "")\(day)"
      try recorder.script(DirectSQL.post(Drafts.expense(key: "day \(day)", cents: 1_00, on: date)))
    }
    try installer.script("begin; \(DirectSQL.insert(Drafts.expense(key: "last", cents: 1_00, on: "2021-12-01")))")
    let inOrder = try read()
    try installer.script(
      "rollback; begin; \(DirectSQL.insert(Drafts.expense(key: "first", cents: 1_00, on: "2021-11-01")))")
    let early = try read()
    try installer.script("rollback")
    #expect(inOrder <= 2 && early >= 28, "\(inOrder) and \(early) rows")
    #expect(try days(books.sample, "budget_line", line: "supplies").count > 28)
  }
}
