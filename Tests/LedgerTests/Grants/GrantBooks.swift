@testable import Ledger

/// The sample books after a finance administrator set terms of award OPEN: overspending blocked, revisions above 10% of a line
/// to the funder, indirect never raised; with commitment 1 of 500.00 on `supplies`, of which 160.00 of 5,000.00 are spent.
struct GrantBooks {
  let sample: SampleBooks
  let commitment: Int64

  /// Books of a test's own.
  static func copy(_ policy: OverspendPolicy = .block) throws -> GrantBooks {
    let sample = try SampleBooks.copy()
    let admin = Books(try sample.as(.financeAdmin))
    let award = try admin.award("OPEN")
    var change = TermsChange()
    change.set("overspend_policy", policy.rawValue)
    change.revise(above: try LimitRule(parsing: "10%"))
    change.set("locked_raise", codes: ["indirect"])
    try admin.setTerms(
      change, of: award, TermsApproval(effectiveOn: "2021-07-01".day, approvedBy: "Sample Foundation"))
    let made = try admin.commit(
      CommitmentDraft(
        amount: Money(cents: 500_00), party: "acme", madeOn: "2021-09-01".day, description: "Chairs", key: "chairs"),
      on: try award.line("supplies"), of: award)
    return GrantBooks(sample: sample, commitment: made.number)
  }

  /// What a line of OPEN has over all days: limit, actual, open commitments, cents.
  func standing(_ line: String) throws -> [Int64] {
    try sample.books.asInstaller().execute(
      """
      select m.limit_amount as limit_cents, (m.used_amount - o.cents)::bigint as actual_cents, o.cents as committed_cents
      from ledger.measure m
      cross join lateral (
        select coalesce(sum(p.open_cents), 0)::bigint as cents
        from ledger.commitment c
        join ledger.commitment_progress p on p.organization_id = c.organization_id and p.commitment_number = c.number
        where c.organization_id = m.organization_id and c.award_code = m.award_code and c.budget_line_code = m.budget_line_code
      ) o
      where m.organization_id = 1 and m.kind = 'budget_line' and m.award_code = 'OPEN' and m.budget_line_code = \(line)
      """
    ).only { [try $0.int64("limit_cents"), try $0.int64("actual_cents"), try $0.int64("committed_cents")] }
  }

  /// The supplies of OPEN, 5,000.00, over July and September, this much in each, in SQL.
  static func spread(cents: Int64) -> String {
    """
    select ledger.spread_budget(1, 'OPEN', 1, '2021-07-01', array['supplies', 'supplies'],
      array['2021-09-01', '2021-07-01']::date[], array[\(cents), \(cents)]::bigint[])
    """
  }

  /// A revision of OPEN in SQL, amounts in cents.
  static func revise(
    supplies: Int64, salaries: Int64, indirect: Int64, by approver: String = "grantee", belowUsed: Bool = false,
    on day: String = "2021-10-01"
  ) -> String {
    """
    select ledger.revise_budget(1, 'OPEN', '\(day)', '\(approver)', 'Somebody', null, 'attempt', \(belowUsed),
      array['supplies', 'salaries', 'indirect'], array['Supplies', 'Salaries', 'Indirect'],
      array['supplies', 'personnel', 'indirect'], array['8110', '7220', '9930'],
      array[\(supplies), \(salaries), \(indirect)]::bigint[])
    """
  }
}

/// A way to break a rule of terms, budgets or commitments.
struct GrantAttempt {
  let name: String
  let refusal: String
  /// Through a function, as this login.
  var login = SampleLogin.financeAdmin
  var function: String?
  /// By the tables, as the owner.
  var direct: String?

  /// A version of OPEN in SQL, with what changes in it.
  static func amend(_ change: String, on day: String = "2022-06-01") -> String {
    "select ledger.amend_award(1, 'OPEN', '\(day)', 'Officer', 'letter', 'attempt', null, \(change))"
  }

  static func all(_ books: GrantBooks) -> [GrantAttempt] {
    overspending(books) + revisions + order + commitments(books)
  }

  private static func expense(_ cents: Int64, commitment: Int64? = nil, line: String? = "supplies") -> EntryDraft {
    Drafts.expense(key: "attempt", cents: cents).changed {
      $0.lines[0].commitment = commitment
      $0.lines[0].budgetLine = line
    }
  }

  private static func entry(_ name: String, _ refusal: String, _ draft: EntryDraft) -> GrantAttempt {
    GrantAttempt(
      name: name, refusal: refusal, login: .recorder, function: DirectSQL.post(draft), direct: DirectSQL.insert(draft))
  }

  /// 5,000.00 less 160.00 spent less 500.00 committed leaves 4,340.00.
  private static func overspending(_ books: GrantBooks) -> [GrantAttempt] {
    [
      entry("expense above the line", "LA009", expense(4_340_01)),
      entry("expense above the line and its commitment", "LA009", expense(4_840_01, commitment: books.commitment)),
      entry("cost on no line", "LA009", expense(1, line: nil)),
      // An accrual of what is left, whose reversal is dated ahead: until then nothing is left.
      GrantAttempt(
        name: "expense before an accrual ends", refusal: "LA009", login: .recorder,
        function: """
          \(DirectSQL.post(Drafts.expense(key: "accrual", cents: 4_100_00)))
          select ledger.reverse_entry(1, (select id from ledger.journal_entry where idempotency_key = 'accrual'), '2021-10-01', 'Billed');
          \(DirectSQL.post(Drafts.expense(key: "meanwhile", cents: 4_100_00, on: "2021-09-20")))
          """),
      GrantAttempt(
        name: "commitment after the term", refusal: "LA001", login: .recorder,
        function:
          "select * from ledger.add_commitment(1, 'OPEN', 'supplies', 'acme', 1, '2022-07-01', null, 'x', null, 'x')",
        direct: """
          insert into ledger.commitment (
            organization_id, award_code, budget_line_code, party_code, amount_cents, made_on, description, idempotency_key)
          values (1, 'OPEN', 'supplies', 'acme', 1, '2022-07-01', 'x', 'x')
          """),
      GrantAttempt(
        name: "commitment above the line", refusal: "LA009", login: .recorder,
        function:
          "select * from ledger.add_commitment(1, 'OPEN', 'supplies', 'acme', 434001, '2021-09-01', null, 'x', null, 'x')",
        direct: """
          insert into ledger.commitment (
            organization_id, award_code, budget_line_code, party_code, amount_cents, made_on, description, idempotency_key)
          values (1, 'OPEN', 'supplies', 'acme', 434001, '2021-09-01', 'x', 'x')
          """),
    ]
  }

  private static let revisions = [
    GrantAttempt(
      name: "spread that does not add up", refusal: "LA020", login: .recorder,
      function: GrantBooks.spread(cents: 2_500_01),
      direct: """
        insert into ledger.budget_spread (
          organization_id, award_code, number, budget_version, budget_line_code, effective_on, first_month, months_cents)
        values (1, 'OPEN', 1, 1, 'supplies', '2021-07-01', '2021-07-01', array[499999])
        """),
    GrantAttempt(
      name: "spread with less than nothing in a month", refusal: "budget_spread_months_check", login: .recorder,
      function:
        "select ledger.spread_budget(1, 'OPEN', 1, '2021-07-01', array['supplies', 'supplies'], array['2021-07-01', '2021-08-01']::date[], array[500001, -1]::bigint[])"
    ),
    GrantAttempt(
      name: "spread of a line that is not there", refusal: "budget_spread_amount_fkey", login: .recorder,
      function:
        "select ledger.spread_budget(1, 'OPEN', 1, '2021-07-01', array['van'], array['2021-07-01']::date[], array[1]::bigint[])"
    ),
    GrantAttempt(
      name: "spread by somebody else", refusal: "42501", login: .approver, function: GrantBooks.spread(cents: 2_500_00)),
    GrantAttempt(
      name: "spread of another's books", refusal: "LM001", login: .southRecorder,
      function: GrantBooks.spread(cents: 2_500_00)),
    GrantAttempt(
      name: "revision above the grantee's freedom", refusal: "LA010",
      function: GrantBooks.revise(supplies: 5_500_01, salaries: 17_499_99, indirect: 2_000_00)),
    GrantAttempt(
      name: "revision that raises indirect", refusal: "LA010",
      function: GrantBooks.revise(supplies: 4_999_99, salaries: 18_000_00, indirect: 2_000_01)),
    GrantAttempt(
      name: "revision below what is used", refusal: "LA011",
      function: GrantBooks.revise(supplies: 659_99, salaries: 22_340_01, indirect: 2_000_00, by: "funder")),
    GrantAttempt(
      name: "revision that does not add up", refusal: "LA007",
      function: GrantBooks.revise(supplies: 5_100_00, salaries: 18_000_00, indirect: 2_000_00, by: "funder")
        + "; set constraints all immediate"),
    GrantAttempt(
      name: "amount without its budget", refusal: "LA007",
      function: amend("amount_cents => 2600000") + "; set constraints all immediate"),
    GrantAttempt(
      name: "amount below what is recognized", refusal: "LA004", function: amend("amount_cents => 1999999")),
    GrantAttempt(
      name: "revision that leaves a line out", refusal: "LA007",
      function: """
        select ledger.revise_budget(1, 'OPEN', '2021-10-01', 'funder', 'x', null, 'x', false, array['supplies', 'salaries'],
          array['Supplies', 'Salaries'], array['supplies', 'personnel'], array['8110', '7220'], array[700000, 1800000]::bigint[])
        """),
    GrantAttempt(
      name: "amount added to a version", refusal: "LA007",
      direct: """
        insert into ledger.budget_line (organization_id, award_code, code, name, category, account_code, position)
        values (1, 'OPEN', 'more', 'More', 'other', '8590', 9);
        insert into ledger.budget_amount (organization_id, award_code, version, budget_line_code, amount_cents)
        values (1, 'OPEN', 1, 'more', 0)
        """),
  ]

  private static let order = [
    GrantAttempt(
      name: "revision before the budget it revises", refusal: "LA014",
      function: GrantBooks.revise(supplies: 5_100_00, salaries: 17_900_00, indirect: 2_000_00, on: "2021-06-30")
        + "; set constraints all immediate"),
    GrantAttempt(
      name: "terms before those that hold", refusal: "LA014",
      function:
        "select ledger.set_award_terms(1, 'OPEN', '2021-06-30', 'x', null, 'x', null, array['interest'], array['award'])"
    ),
    GrantAttempt(
      name: "end before what was charged", refusal: "LA014", function: amend("ends_on => '2021-07-31'")),
    GrantAttempt(
      name: "end before what was ordered", refusal: "LA014",
      function:
        "select * from ledger.add_commitment(1, 'OPEN', 'supplies', 'acme', 1, '2022-06-20', null, 'x', null, 'x'); "
        + amend("ends_on => '2022-06-19'")),
    GrantAttempt(
      name: "start after what was charged", refusal: "LA014", function: amend("starts_on => '2022-06-02'")),
    GrantAttempt(
      name: "version that changes nothing", refusal: "LA014",
      function: amend("name => 'Award OPEN', ends_on => '2022-06-30'")),
    GrantAttempt(
      name: "version before the one it follows", refusal: "LA014",
      function: amend("name => 'Later'", on: "2022-06-02") + ";" + amend("name => 'Earlier'", on: "2022-06-01")),
    GrantAttempt(
      name: "change that names no document", refusal: "award_version_document_check",
      function: "select ledger.amend_award(1, 'OPEN', '2022-06-01', 'x', null, 'x', null, name => 'Other')"),
    GrantAttempt(
      name: "version of another number", refusal: "LA014",
      direct: """
        insert into ledger.award_version (
          organization_id, award_code, version, effective_on, name, amount_cents, starts_on, ends_on, approved_by, document, reason)
        values (1, 'OPEN', 3, '2022-06-01', 'Other', 2500000, '2021-07-01', '2022-06-30', 'x', 'x', 'x')
        """),
    GrantAttempt(
      name: "award without a version", refusal: "LA014",
      direct: """
        insert into ledger.fund (organization_id, code, name, kind) values (1, 'bare', 'Bare', 'award');
        insert into ledger.award (organization_id, code, funder_code, recognition, fund_code, program_code, revenue_account_code)
        values (1, 'BARE', 'fund', 'conditional', 'bare', 'program', '4230')
        """),
    GrantAttempt(
      name: "terms of another version", refusal: "LA014",
      direct: """
        insert into ledger.award_terms (organization_id, award_code, version, effective_on, approved_by, reason)
        values (1, 'OPEN', 9, '2021-08-01', 'x', 'x')
        """),
    GrantAttempt(
      name: "unknown overspend policy", refusal: "award_terms_overspend_check",
      function:
        "select ledger.set_award_terms(1, 'OPEN', '2021-07-01', 'x', null, 'x', null, array['overspend_policy'], array['stop'])"
    ),
    GrantAttempt(
      name: "explanation of nothing", refusal: "variance_explanation_overrun_check", login: .recorder,
      function: "select ledger.explain_variance(1, 'OPEN', 'supplies', '2021-12-31', 'x')"),
  ]

  private static func commitments(_ books: GrantBooks) -> [GrantAttempt] {
    [
      GrantAttempt(
        name: "release of more than is open", refusal: "LC001", login: .recorder,
        function: "select ledger.release_commitment(1, \(books.commitment), 50001, '2021-09-02', 'x')",
        direct: """
          insert into ledger.commitment_event (organization_id, commitment_number, kind, amount_cents, on_date, reason)
          values (1, \(books.commitment), 'release', 50001, '2021-09-02', 'x')
          """),
      GrantAttempt(
        name: "draw that no entry made", refusal: "LE009",
        direct: """
          insert into ledger.commitment_event (organization_id, commitment_number, kind, amount_cents, on_date, entry_id)
          values (1, \(books.commitment), 'draw', 100, '2021-09-02', \(books.sample.number("expense")))
          """),
      entry(
        "commitment of another line", "LR002",
        expense(1_00, commitment: books.commitment).changed {
          $0.lines[0].budgetLine = "salaries"
        }),
      entry("commitment met by nothing", "LA017", expense(-1_00, commitment: books.commitment)),
      GrantAttempt(
        name: "same key, other commitment", refusal: "LK001", login: .recorder,
        function:
          "select * from ledger.add_commitment(1, 'OPEN', 'supplies', 'acme', 50001, '2021-09-01', null, 'Chairs', null, 'chairs')"
      ),
    ]
  }
}
