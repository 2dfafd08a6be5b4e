import Testing

@testable import Ledger

/// What an entry does decides, never what it calls itself: claims of a plain recorder, each refused.
@Suite struct ClaimTests {
  /// Books in which whatever takes money out, amounts above 500.00, transfers, reversals and revisions are approved by another person.
  private static func strict() throws -> GrantBooks {
    let books = try GrantBooks.copy()
    try Books(try books.sample.as(.financeAdmin)).adopt(
      ApprovalPolicy(above: Money(cents: 500_00), payments: true, transfers: true, reversals: true, revisions: true),
      approvedBy: "Board", reason: "Two people", for: books.sample.north)
    return books
  }

  private static func entry(_ kind: EntryKind, _ lines: [EntryLine], key: String = "attempt") -> EntryDraft {
    EntryDraft(key: key, date: "2021-09-20".day, kind: kind, description: "Attempt", lines: lines)
  }

  private static func line(
    _ account: String, _ cents: Int64, fund: String = "general", _ change: (inout EntryLine) -> Void = { _ in }
  ) -> EntryLine {
    var line = EntryLine(account: account, fund: fund, amount: Money(cents: cents))
    change(&line)
    return line
  }

  private static func cost(_ account: String, _ cents: Int64) -> EntryLine {
    line(account, cents) {
      $0.netAssetClass = .without
      $0.function = .management
    }
  }

  @Test func kindsThatTheBooksMakeAreNoClients() throws {
    let sample = try SampleBooks.copy()
    let before = try sample.books.digest()
    for kind in EntryKind.allCases where kind.isMadeByBooks {
      for login in [SampleLogin.recorder, .financeAdmin] {
        let draft = Self.entry(kind, Drafts.transfer(key: "x").lines)
        #expect(outcome(try sample.as(login), DirectSQL.post(draft)) == "LE021", "\(kind), \(login)")
        #expect(outcome(try sample.as(login), DirectSQL.propose(draft)) == "LE021", "\(kind), \(login)")
      }
    }
    #expect(try sample.books.digest() == before)
  }

  @Test func keysOfTheBooksAreNoClients() throws {
    let sample = try SampleBooks.copy()
    let draft = Drafts.transfer(key: "books:reversal-of:\(sample.number("expense"))")
    for login in [SampleLogin.recorder, .financeAdmin] {
      #expect(outcome(try sample.as(login), DirectSQL.post(draft)) == "LK003")
      #expect(outcome(try sample.as(login), DirectSQL.propose(draft)) == "LK003")
      for sql in [
        DirectSQL.condition(key: "books:x", cents: 1_00), DirectSQL.giveBack(key: "books:x", cents: 1_00),
      ] { #expect(outcome(try sample.as(login), sql) == "LK003") }
    }
    #expect(
      outcome(try sample.as(.financeAdmin), DirectSQL.release(key: "books:x", cents: 1_00)) == "LK003")
    // What stands under such a key is what the books made.
    let recorder = Books(try sample.as(.recorder))
    let reversal = try recorder.reverse(
      sample.number("expense"), of: sample.north, on: "2021-09-30".day, reason: "Wrong")
    #expect(
      try recorder.entry("books:reversal-of:\(sample.number("expense"))", of: sample.north).number == reversal.number)
    let installer = try sample.books.asInstaller()
    #expect(try brokenRules(installer).isEmpty)
    try installer.script(
      """
      alter table ledger.journal_entry disable trigger append_only;
      update ledger.journal_entry set idempotency_key = 'mine' where id = \(reversal.number);
      alter table ledger.journal_entry enable always trigger append_only;
      """)
    #expect(try brokenRules(installer).contains("LE021"))
  }

  /// Money that leaves is approved, whatever the entry calls itself and wherever the other side stands.
  @Test func moneyThatLeavesIsApproved() throws {
    let books = try Self.strict()
    let recorder = try books.sample.as(.recorder)
    let attempts: [(String, [EntryLine])] = [
      ("equipment", [Self.line("1640", 1_00), Self.line("1010", -1_00)]),
      ("prepaid", [Self.line("1450", 1_00), Self.line("1010", -1_00)]),
      ("advance", [Self.line("1310", 1_00) { $0.party = "acme" }, Self.line("1010", -1_00)]),
      ("receivable", [Self.line("1240", 1_00), Self.line("1010", -1_00)]),
      ("liability", [Self.line("2150", 1_00), Self.line("1010", -1_00)]),
      ("cost", [Self.cost("8110", 1_00), Self.line("1010", -1_00)]),
      ("cost netted", [Self.cost("8110", 900_00), Self.cost("8120", -899_00), Self.line("1010", -1_00)]),
      ("cost moved", [Self.cost("8110", 500_01), Self.cost("8120", -500_01)]),
      ("cost owed", [Self.cost("8110", 500_01), Self.line("2010", -500_01) { $0.party = "acme" }]),
      ("cost taken off", [Self.cost("8110", -500_01), Self.line("1010", 500_01)]),
      ("owed without cost", [Self.line("1450", 500_01), Self.line("2010", -500_01) { $0.party = "acme" }]),
      ("owed on another account", [Self.line("1450", 500_01), Self.line("2150", -500_01)]),
      (
        "owed to another payee",
        [Self.line("2010", 500_01) { $0.party = "acme" }, Self.line("2010", -500_01) { $0.party = "fund" }]
      ),
      (
        "income beside it",
        [
          Self.line("1450", 1_00), Self.line("1010", -1_00), Self.line("1010", 1_00),
          Self.line("5490", -1_00) { $0.netAssetClass = .without },
        ]
      ),
      ("transfer", [Self.line("1070", 1_00), Self.line("1010", -1_00)]),
    ]
    let installer = try books.sample.books.asInstaller()
    for (name, lines) in attempts {
      for kind in [EntryKind.journal, .expense, .receipt] {
        let draft = Self.entry(kind, lines)
        #expect(outcome(recorder, DirectSQL.post(draft)) == "LV002", "\(name), \(kind)")
      }
    }
    // The mutant: with the rule taken out each is recorded, and check names it.
    try installer.script("alter table ledger.journal_line disable trigger needs_approval")
    for (name, lines) in attempts {
      #expect(outcome(recorder, DirectSQL.post(Self.entry(.journal, lines, key: name))) == "accepted", "\(name)")
    }
    try installer.script("alter table ledger.journal_line enable always trigger needs_approval")
    let named = try installer.execute("select place from ledger.check_books() where rule like 'LV002%'").count
    #expect(named == attempts.count)
    // Within the limits nobody is asked.
    let small = Self.entry(
      .journal, [Self.cost("8110", 500_00), Self.line("2010", -500_00) { $0.party = "acme" }], key: "small")
    #expect(outcome(recorder, DirectSQL.post(small)) == "accepted")
  }

  /// An approval is of what was shown: not of another entry under its key, and not of a revision.
  @Test func anApprovalIsOfWhatWasShown() throws {
    let books = try Self.strict()
    let north = books.sample.north
    let admin = Books(try books.sample.as(.financeAdmin))
    let approver = Books(try books.sample.as(.approver))
    let award = try admin.award("OPEN")
    let budget = try BudgetDraft(
      moving: [BudgetMove(from: "salaries", to: "supplies", amount: Money(cents: 1_00))], in: award)
    let revision = try admin.propose(
      .revision(
        budget, of: award, by: .funder, belowUsed: false,
        BudgetApproval(effectiveOn: "2021-10-01".day, approvedBy: "Director", reason: "More"), key: "K"), to: north)
    try approver.approve(revision.number, of: north, reason: nil)
    let expense = Drafts.expense(key: "K", cents: 600_00)
    #expect(outcome(try books.sample.as(.recorder), DirectSQL.post(expense)) == "LV002")
    // Who owns the tables names the proposal: it is a revision, or says something else.
    let owner = try books.sample.asOwner()
    #expect(outcome(owner, DirectSQL.insert(expense, proposal: revision.number)) == "LV004")
    let proposed = try admin.propose(.entry(Drafts.expense(key: "shown", cents: 600_00)), to: north).number
    #expect(
      outcome(owner, DirectSQL.insert(Drafts.expense(key: "shown", cents: 600_00), proposal: proposed)) == "LV004")
    try approver.approve(proposed, of: north, reason: nil)
    for changed in [Drafts.expense(key: "other", cents: 600_01), Drafts.expense(key: "again", cents: 600_00)] {
      #expect(outcome(owner, DirectSQL.insert(changed, proposal: proposed)) == "LV004")
      #expect(outcome(try books.sample.asReplica(), DirectSQL.insert(changed, proposal: proposed)) == "LV004")
    }
    let installer = try books.sample.books.asInstaller()
    #expect(try brokenRules(installer).isEmpty)
    try installer.script("alter table ledger.journal_entry disable trigger origins_hold")
    #expect(
      outcome(owner, DirectSQL.insert(Drafts.expense(key: "again", cents: 600_00), proposal: proposed)) == "accepted")
    try installer.script("alter table ledger.journal_entry enable always trigger origins_hold")
    #expect(try brokenRules(installer) == ["LV004"])
  }

  /// A proposal is kept as it was read; nobody words it for the approver, and what cannot be read is refused.
  @Test func aProposalReadsAlikeToBoth() throws {
    let books = try Self.strict()
    let recorder = try books.sample.as(.recorder)
    for day in ["06/05/2022", "today", "2022-6-5", "infinity", "20220605"] {
      let sql = DirectSQL.propose(Drafts.expense(key: "when")).replacing("2021-09-15", with: day)
      #expect(outcome(recorder, sql) == "LE017", "\(day)")
      #expect(
        outcome(recorder, "select ledger.propose_reversal(1, \(books.sample.number("expense")), '\(day)', 'x')")
          == "LE017",
        "\(day)")
    }
    for login in SampleLogin.allCases {
      #expect(
        outcome(
          try books.sample.as(login),
          "select ledger.propose(1, 'entry', 'k', '{\"entries\": [], \"lines\": [], \"note\": \"unknown\"}')")
          == "42501")
    }
    let session = Books(try books.sample.as(.recorder))
    let number = try session.propose(.entry(Drafts.expense(key: "shown", cents: 600_00)), to: books.sample.north).number
    let proposal = try session.proposal(number, of: books.sample.north)
    #expect(proposal.summary == "Expense of 2021-09-15, 600.00 to acme: Paper", "\(proposal.summary)")
    let fields = try session.fields(of: proposal, books.sample.north)
    #expect(Set(fields.map(\.name)) == ["description", "entry date", "key", "kind"], "\(fields)")
    #expect(fields.contains { $0.name == "entry date" && $0.value == "2021-09-15" }, "\(fields)")
    let large = Drafts.expense(key: "large").changed { draft in
      for _ in 0..<1_600 {
        draft.lines += [Self.line("1070", 1), Self.line("1070", -1)].map { line in
          var line = line
          line.memo = String(repeating: "long ", count: 60)
          return line
        }
      }
    }
    #expect(outcome(recorder, DirectSQL.propose(large)) == "proposal_content_size")
  }

  /// What consists of several entries is proposed, shown, approved and recorded together.
  @Test func severalEntriesAreOneProposal() throws {
    let books = try Self.strict()
    let north = books.sample.north
    let recorder = Books(try books.sample.as(.recorder))
    let parts = [
      Self.entry(.journal, [Self.line("1450", 600_00), Self.line("1010", -600_00)], key: "ahead"),
      Self.entry(.journal, [Self.cost("8110", 600_00), Self.line("1450", -600_00)], key: "part"),
    ]
    let number = try recorder.propose(.origin(.prepayment, parts), to: north).number
    #expect(try recorder.lines(of: recorder.proposal(number, of: north), north).count == 4)
    let approver = Books(try books.sample.as(.approver))
    let first = try approver.approve(number, of: north, reason: nil)
    let made = try approver.connection.execute(
      "select id, origin_part from ledger.journal_entry where proposal_number = \(number) order by id"
    ).map { (try $0.int64("id"), try $0.text("origin_part")) }
    #expect(made.map(\.1) == ["1", "2"] && made[0].0 == first)
    #expect(try brokenRules(try books.sample.as(.auditor)).isEmpty)
  }
}
