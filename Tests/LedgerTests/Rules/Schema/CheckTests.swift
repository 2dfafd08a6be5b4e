import Testing

@testable import Ledger

/// `check` names every row that was broken behind the rules, and every change of the rules themselves.
@Suite struct CheckTests {
  /// A superuser's change of rows, with triggers and foreign keys off, and what `check` must say of it.
  private struct Damage {
    let sql: String
    /// Rule and place, as `LE001 entry 3`.
    let named: [String]
  }

  private static func damages(_ sample: SampleBooks) -> [Damage] {
    let expense = sample.number("expense")
    let refund = sample.number("refund")
    let reversal = sample.number("reversal")
    let line = "organization_id = 1 and entry_id = \(expense) and line_number"
    return [
      Damage(
        sql: "update ledger.journal_line set amount_cents = 10001 where \(line) = 1",
        named: ["LE001 entry \(expense)", "LE002 entry \(expense)"]),
      Damage(
        sql: "update ledger.journal_line set fund_code = 'general' where \(line) = 2", named: ["LE002 entry \(expense)"]
      ),
      Damage(
        sql: "delete from ledger.journal_line where \(line) = 2",
        named: ["LE001 entry \(expense)", "LE004 entry \(expense)"]),
      Damage(sql: "delete from ledger.journal_line where \(line) = 1", named: ["LE003 entry \(expense)"]),
      Damage(
        sql: "delete from ledger.journal_line where organization_id = 1 and entry_id = \(expense)",
        named: ["LE004 entry \(expense)"]),
      Damage(sql: "delete from ledger.journal_entry where id = \(expense)", named: ["LE003 entry \(expense)"]),
      Damage(
        sql: "update ledger.journal_entry set entry_date = '2021-09-16' where id = \(expense)",
        named: ["LE003 entry \(expense)"]),
      Damage(
        sql: "update ledger.journal_line set net_asset_class = 'with' where \(line) = 1",
        named: ["LE006 entry \(expense)"]),
      Damage(
        sql: "update ledger.journal_line set net_asset_class = 'with' where \(line) = 2",
        named: ["LE005 entry \(expense)"]),
      Damage(
        sql: "update ledger.journal_line set function = null, program_code = null where \(line) = 1",
        named: ["LE007 entry \(expense)"]),
      Damage(
        sql:
          "update ledger.journal_line set service_from = '2021-12-01', service_through = '2021-12-01' where \(line) = 1",
        named: ["LE023 entry \(expense)"]),
      Damage(
        sql: "update ledger.journal_line set service_through = '2022-07-01' where \(line) = 1",
        named: ["LA001 entry \(expense)"]),
      Damage(
        sql: "update ledger.journal_line set award_code = 'COND' where \(line) = 1", named: ["LA002 entry \(expense)"]),
      Damage(
        sql: "update ledger.journal_line set award_code = null, budget_line_code = null where \(line) = 1",
        named: ["LA003 entry \(expense)"]),
      Damage(
        sql:
          "update ledger.journal_line set amount_cents = -amount_cents * 2 where organization_id = 1 and entry_id = \(reversal)",
        named: ["LE010 entry \(reversal)"]),
      Damage(
        sql:
          "update ledger.journal_line set amount_cents = amount_cents * 3 where organization_id = 1 and entry_id = \(refund)",
        named: ["LE012 entry \(refund)"]),
      Damage(
        sql: "delete from ledger.journal_entry where id = \(sample.number("reversed")); "
          + "delete from ledger.journal_line where organization_id = 1 and entry_id = \(sample.number("reversed"))",
        named: ["LE010 entry \(reversal)"]),
      Damage(
        sql:
          "update ledger.closing_event set record_number = -1; "
          + "update ledger.journal_entry set entry_date = '2021-06-02', closing_number = 1 where id = \(expense); "
          + "update ledger.journal_line set entry_date = '2021-06-02' where organization_id = 1 and entry_id = \(expense)",
        named: ["LP001 entry \(expense)"]),
      Damage(
        sql: "update ledger.journal_entry set closing_number = 1 where id = \(expense)",
        named: ["LP001 entry \(expense)"]),
      Damage(sql: "update ledger.closing_event set number = 3", named: ["LP002 closing 3"]),
      Damage(sql: "update ledger.closing_event set action = 'reopen'", named: ["LP003 closing 1"]),
      Damage(
        sql: "update ledger.journal_entry set membership_number = 99 where id = \(expense)",
        named: ["LM001 entry \(expense)"]),
      Damage(
        sql: "update ledger.journal_entry set recorded_by = 'somebody' where id = \(expense)",
        named: ["LM001 entry \(expense)"]),
      Damage(
        sql: """
          insert into ledger.membership_revocation (membership_number, record_number)
          select membership_number, 1 from ledger.journal_entry where id = \(expense)
          """,
        named: ["LM001 entry \(expense)"]),
      Damage(
        sql: "update ledger.membership set first_day = '2099-01-01' where organization_id = 1 and role = 'recorder'",
        named: ["LM001 entry \(expense)"]),
      Damage(
        sql: "update ledger.journal_entry set approval_version = 1 where id = \(expense)",
        named: ["LE020 entry \(expense)"]),
      Damage(
        sql: "update ledger.entry_award set terms_version = 2 where entry_id = \(expense)",
        named: ["LE020 entry \(expense)"]),
      Damage(
        sql: "update ledger.entry_award set budget_version = null where entry_id = \(expense)",
        named: ["LE020 entry \(expense)"]),
      Damage(
        sql: "update ledger.entry_award set award_version = 2 where entry_id = \(expense)",
        named: ["LE020 entry \(expense)"]),
      Damage(
        sql: "delete from ledger.entry_award where entry_id = \(expense)", named: ["LE020 entry \(expense)"]),
      Damage(
        sql: "update ledger.award_progress set terms_version = 7 where award_code = 'OPEN'",
        named: ["LE020 award OPEN"]),
      Damage(
        sql: "update ledger.measure set used_amount = used_amount + 1 where kind = 'promise' and award_code = 'OPEN'",
        named: ["LA004 award OPEN"]),
      Damage(
        sql: "update ledger.measure_day set used_amount = used_amount - 1 where kind = 'restricted'",
        named: ["LA012 fund OPEN"]),
      Damage(
        sql:
          "update ledger.measure set last_day = '2030-01-01' where kind = 'budget_line' and budget_line_code = 'supplies'",
        named: ["LA009 award OPEN line supplies"]),
      Damage(
        sql: "update ledger.measure set is_held = not is_held where kind = 'budget_line' and award_code = 'OPEN'",
        named: ["LA009 award OPEN line supplies"]),
      Damage(
        sql: "delete from ledger.measure_day where kind = 'receipt'", named: ["LA005 award OPEN"]),
      Damage(
        sql: "update ledger.journal_entry set kind = 'closing' where id = \(expense)",
        named: ["LE015 entry \(expense)"]),
      Damage(
        sql: "update ledger.measure set used_amount = 0 where kind = 'receipt' and award_code = 'OPEN'",
        named: ["LA005 award OPEN"]),
      Damage(
        sql:
          "update ledger.budget_amount set amount_cents = amount_cents + 1 where award_code = 'CASH' and budget_line_code = 'supplies'",
        named: ["LA007 award CASH budget version 1"]),
      Damage(
        sql: "delete from ledger.budget_amount where award_code = 'AWAY'", named: ["LA007 award AWAY budget version 1"]),
      Damage(
        sql: "update ledger.award_progress set amount_cents = amount_cents + 1 where award_code = 'OPEN'",
        named: ["LA014 award OPEN"]),
      Damage(
        sql: "update ledger.award_progress set ends_on = '2022-07-31' where award_code = 'OPEN'",
        named: ["LA014 award OPEN"]),
      Damage(
        sql: "update ledger.award_version set amount_cents = 2600000 where award_code = 'OPEN'",
        named: ["LA014 award OPEN", "LA007 award OPEN budget version 1"]),
      Damage(
        sql: "update ledger.award_version set version = 2, document = 'x' where award_code = 'OPEN'",
        named: ["LA014 award OPEN version 2"]),
      Damage(sql: "delete from ledger.award_version where award_code = 'CASH'", named: ["LA014 award CASH"]),
      Damage(
        sql: "delete from ledger.award_progress where award_code = 'CASH'", named: ["LA014 award CASH"]),
      Damage(
        sql: "update ledger.award set basis = 'cash' where code = 'OPEN'; \(payable(expense))",
        named: ["LA006 entry \(expense)"]),
      Damage(
        sql: "delete from ledger.party where code = 'acme' and organization_id = 1", named: ["LR002 entry \(expense)"]),
      Damage(sql: named("fund", "nowhere", 1, "x"), named: ["LN001 fund nowhere name 1"]),
      Damage(sql: named("party", "acme", 2, "x"), named: ["LN002 party acme name 2"]),
      Damage(
        sql: "\(named("party", "acme", 1, "x")); \(named("party", "acme", 2, "x"))", named: ["LN002 party acme name 2"]),
      Damage(
        sql: "\(named("party", "acme", 2, "x")); \(named("party", "acme", 1, "y"))", named: ["LN002 party acme name 2"]),
      Damage(
        sql: "delete from ledger.account where code = '8110' and organization_id = 1", named: ["LR002 entry \(expense)"]
      ),
      Damage(sql: "delete from ledger.program where organization_id = 1", named: ["LR002 entry \(expense)"]),
      Damage(sql: "delete from ledger.budget_line where award_code = 'OPEN'", named: ["LR002 entry \(expense)"]),
      Damage(
        sql:
          "delete from ledger.organization where id = 1; update ledger.journal_line set amount_cents = 1 where \(line) = 1",
        named: ["LE001 entry \(expense)"]),
      Damage(
        sql:
          "delete from ledger.rule where sqlstate = 'LE001'; update ledger.journal_line set amount_cents = 1 where \(line) = 1",
        named: ["LE001 entry \(expense)"]),
    ]
  }

  private static func named(_ subject: String, _ code: String, _ number: Int, _ name: String) -> String {
    """
    insert into ledger.renaming (organization_id, subject, code, number, name, reason, salts, record_number)
    values (1, '\(subject)', '\(code)', \(number), '\(name)', 'x', decode(repeat('07', 32), 'hex'), nextval('ledger.journal_entry_number') + 100000)
    """
  }

  private static func payable(_ entry: Int64) -> String {
    "update ledger.journal_line set account_code = '2010' where organization_id = 1 and entry_id = \(entry) and line_number = 2"
  }

  /// Rule and place of everything that `check` names, without the schema itself.
  private func named(_ connection: borrowing Connection) throws -> Set<String> {
    Set(
      try connection.execute(
        "select left(rule, 5) || ' ' || place as named from ledger.check_books() where rule not like 'LS%'"
      )
      .map { try $0.text("named") })
  }

  @Test func everyDamageOfRowsIsNamed() throws {
    let sample = try SampleBooks.copy()
    let installer = try sample.books.asInstaller()
    #expect(try named(installer).isEmpty && brokenRules(installer).isEmpty)
    for damage in Self.damages(sample) {
      try installer.script("begin")
      for table in Self.guarded { try installer.script("alter table ledger.\(table) disable trigger user") }
      try installer.script("set local session_replication_role = replica; \(damage.sql)")
      let found = try named(installer)
      #expect(found.isSuperset(of: damage.named), "\(damage.sql): \(found.sorted())")
      try installer.script("rollback")
    }
    #expect(try brokenRules(installer).isEmpty)
  }

  private static let guarded = [
    "journal_entry", "journal_line", "closing_event", "membership", "membership_revocation", "entry_award", "award",
    "award_version", "award_progress", "measure", "measure_day", "budget_line", "renaming",
    "budget_amount", "party", "account", "program", "organization",
  ]

  @Test func auditorsCheckWithinTheirScope() throws {
    let sample = try SampleBooks.copy()
    let installer = try sample.books.asInstaller()
    try installer.script("alter table ledger.journal_line disable trigger append_only")
    try installer.script(
      "update ledger.journal_line set amount_cents = 1 where organization_id = 1 and entry_id = \(sample.number("expense")) and line_number = 1"
    )
    try installer.script("alter table ledger.journal_line enable always trigger append_only")
    for login in [SampleLogin.auditor, .networkAuditor, .recorder, .approver, .financeAdmin] {
      #expect(
        try brokenRules(try sample.as(login)) == ["LA009", "LA017", "LE001", "LE002", "LS002", "LS004"], "\(login)")
    }
    for login in [SampleLogin.southRecorder, .southFinanceAdmin, .awardAuditor] {
      #expect(try brokenRules(try sample.as(login)).isEmpty, "\(login)")
    }
    for login in [SampleLogin.funder, .stranger] {
      #expect(outcome(try sample.as(login), "select * from ledger.check_books()") == "42501")
      #expect(outcome(try sample.as(login), "select * from ledger.check_adjustment(1, 1)") == "42501")
    }
    let broken = try Books(try sample.as(.auditor)).check()
    #expect(broken.entryCount == sample.entries.count && broken.lineCount == sample.entries.count * 2)
    #expect(broken.broken.map(\.rule).contains("LE001 entry balances") && broken.broken.first?.organization == "north")
  }

  /// Two entries of one number cannot come about by a sequence that was set back: a key refuses them, and without it
  /// they are named.
  @Test func aNumberGivenTwiceIsNamed() throws {
    let sample = try SampleBooks.copy()
    let owner = try sample.asOwner()
    let again = DirectSQL.insert(Drafts.expense(key: "again", award: "AWAY"), organization: 2)
    try owner.script("begin; select setval('ledger.journal_entry_number', 1)")
    #expect(outcome(owner, again) == "journal_entry_number_key")
    try owner.script("rollback; begin; select setval('ledger.journal_entry_number', 1)")
    try owner.script("alter table ledger.journal_entry drop constraint journal_entry_number_key")
    try owner.script(again)
    #expect(try brokenRules(owner).isSuperset(of: ["LE009", "LS001"]))
  }

  /// Whatever sequence is set back, the numbers that it would give again are named; entries and records share no table with the others.
  @Test func everySequenceThatIsSetBackIsNamed() throws {
    let sample = try SampleBooks.copy()
    _ = try Books(try sample.as(.recorder)).seal()
    let owner = try sample.asOwner()
    let numbered = try owner.execute(
      "select sequence from ledger.drawn_numbers() group by sequence having max(highest) > 0 order by 1"
    ).map { try $0.text("sequence") }
    #expect(
      Set(numbered).isSuperset(of: [
        "ledger.journal_entry_number", "ledger.record_number", "ledger.membership_number_seq",
        "ledger.rollup_key_number",
        "ledger.organization_id_seq", "meta.instance_number_seq",
      ]), "\(numbered)")
    for sequence in numbered {
      let last = try owner.execute("select pg_sequence_last_value(\(sequence)::regclass) as last").only {
        try $0.int64("last")
      }
      try owner.execute("select setval(\(sequence)::regclass, 1, false)")
      let broken = try owner.execute("select left(rule, 5) || ' ' || place as named from ledger.check_books()").map {
        try $0.text("named")
      }
      #expect(Set(broken) == ["LE009 sequence \(sequence)"])
      try owner.execute("select setval(\(sequence)::regclass, \(last))")
    }
    // Every table with numbers of its own is asked about.
    let unasked = try owner.execute(
      """
      select s.oid::regclass::text as sequence
      from pg_class s
      where s.relkind = 'S' and s.relnamespace in (select n.oid from pg_namespace n where n.nspname in ('ledger', 'meta'))
        and s.oid::regclass::text not in (select sequence from ledger.drawn_numbers())
      """
    ).map { try $0.text("sequence") }
    #expect(unasked == ["ledger.trial_number"])
  }

  /// By its key and ordinal a second bill of one number is known: they are what the books give.
  @Test func theKeyOfABillIsThatOfItsNumber() throws {
    let (program, books, _) = try Program.withBooks()
    try program.addAward()
    let bill = try program(
      "bill", "add", "--award", "YOUTH", "--line", "food", "--amount", "45.00", "--payee", "shop", "--number",
      "AH-2207",
      "--date", "2021-09-01", "--due", "2021-09-30", "--service-date", "2021-09-01")
    try #require(bill.status == 0, "\(bill.errors)")
    let unsealed = try program("check").output
    #expect(unsealed.contains(" not sealed yet: no root says anything of "), "\(unsealed)")
    let superuser = try books.asInstaller()
    for change in ["number_key = 'zz'", "ordinal = 2"] {
      try superuser.script(
        """
        begin; alter table ledger.bill disable trigger user; update ledger.bill set \(change); commit
        """)
      let broken = try superuser.execute("select left(rule, 5) || ' ' || place as named from ledger.check_books()").map
      {
        try $0.text("named")
      }
      #expect(broken.contains("LE009 bill 1"), "\(change): \(broken)")
      try superuser.script("update ledger.bill set number_key = 'ah2207', ordinal = 1")
    }
  }
}
