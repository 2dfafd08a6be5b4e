import Testing

@testable import Ledger
@testable import Reports

/// Names of organizations, parties, accounts, funds, programs and budget lines: the first stands, the last holds, and a statement as
/// recorded at a seal shows the one of then.
@Suite struct RenamingTests {
  /// Something of the sample with a name, and how SQL renames it.
  private struct Named {
    let subject: NamedSubject
    let kind: String
    let code: String
    var award = ""
    /// Without a sign that Markdown would escape.
    var other: String { "Other \(kind.replacing("_", with: " "))" }

    func rename(_ name: String) -> String {
      "select ledger.rename(1, '\(kind)', '\(code)', '\(name)', 'Why', '\(award)')"
    }
  }

  private static let named = [
    Named(subject: .organization, kind: "organization", code: "north"),
    Named(subject: .party("fund"), kind: "party", code: "fund"),
    Named(subject: .account("8110"), kind: "account", code: "8110"),
    Named(subject: .fund("general"), kind: "fund", code: "general"),
    Named(subject: .program("program"), kind: "program", code: "program"),
    Named(subject: .budgetLine("supplies", award: "OPEN"), kind: "budget_line", code: "supplies", award: "OPEN"),
  ]

  private static let day = "2022-06-30".day

  /// The statements that may be asked for as recorded, as people read them.
  private static func statements(
    _ books: borrowing Books, _ organization: Organization, asRecorded seal: Int64? = nil
  ) throws -> String {
    let moment = seal.map { RecordedMoment.seal($0) }
    let budget = try books.budgetVersusActual(["OPEN"], asOf: day, asRecorded: moment, today: day)
    var drawn = budget.parts.map { budget.statement(of: $0) }
    drawn.append(try books.trialBalance(of: organization, asOf: day, asRecorded: moment).statement())
    drawn.append(try books.trialBalance(of: nil, asOf: day, asRecorded: moment).statement())
    drawn += try books.activities(of: "north", to: day, asRecorded: moment).map { $0.statement() }
    drawn += try books.activities(of: "north", to: day, by: .function, asRecorded: moment).map { $0.statement() }
    drawn += try books.position(of: "north", asOf: day, asRecorded: moment).map { $0.statement() }
    drawn += try books.awardSchedule(of: "north", asOf: day, asRecorded: moment).map { $0.statement() }
    return drawn.map { $0.render(.markdown, width: 100) }.joined(separator: "\n")
  }

  @Test func statementsAsRecordedShowTheNamesOfThen() throws {
    let sample = try SampleBooks.copy()
    let admin = Books(try sample.as(.financeAdmin))
    func seal() throws -> Int64 {
      _ = try admin.seal()
      return try #require(try admin.seals().last).number
    }
    let first = try seal()
    let then = try Self.statements(admin, sample.north, asRecorded: first)
    for named in Self.named {
      try admin.rename(named.subject, of: sample.north, to: named.other, reason: "Why")
    }
    let now = try Self.statements(admin, try admin.organization("north"))
    let second = try seal()
    try admin.rename(.account("8110"), of: sample.north, to: "Third", reason: "Why")
    // Statements show no name of a fund, and none of a party but the funder's.
    for named in Self.named where named.kind != "fund" {
      #expect(!then.contains(named.other) && now.contains(named.other), "\(named.kind)")
    }
    let organization = try admin.organization("north")
    #expect(try Self.statements(admin, organization, asRecorded: first) == then)
    let later = try Self.statements(admin, organization, asRecorded: second)
    #expect(later.contains("Other account") && !later.contains("Third"))
    for named in Self.named where named.kind != "fund" { #expect(later.contains(named.other)) }
    let today = try Self.statements(admin, organization)
    #expect(today.contains("Third") && !today.contains("Other account"))
    #expect(try brokenRules(admin.connection).isEmpty)
    // The first names are where they were.
    let owner = try sample.asOwner()
    #expect(
      try owner.execute("select from ledger.first_name where name in ('Other account', 'Other party', 'Third')").count
        == 0)
  }

  @Test func listsViewsAndSearchesShowTheLastName() throws {
    let sample = try SampleBooks.copy()
    let admin = Books(try sample.as(.financeAdmin))
    for named in Self.named { try admin.connection.script(named.rename(named.other)) }
    try admin.rename(.party("acme"), of: sample.north, to: "Acme and Daughters", reason: "Married")
    let north = try admin.organization("north")
    #expect(north.name == "Other organization")
    #expect(try admin.account("8110", of: north).name == "Other account")
    #expect(try admin.fund("general", of: north).name == "Other fund")
    #expect(try admin.program("program", of: north).name == "Other program")
    #expect(try admin.party("Other party", of: north).code == "fund")
    #expect(try admin.award("OPEN").line("supplies").name == "Other budget line")
    #expect(try admin.award("OPEN").funderName == "Other party")
    #expect(try admin.award("CASH").line("supplies").name != "Other budget line")
    let views = [
      ("journal", "account_name", "Other account"), ("journal", "party_name", "Acme and Daughters"),
      ("trial_balance", "account_name", "Other account"), ("budget", "budget_line_name", "Other budget line"),
    ]
    for (view, column, name) in views {
      let found = try admin.connection.execute(
        "select from report.\(unescaped: view) where \(unescaped: column) = \(name)")
      #expect(found.count > 0, "\(view).\(column)")
    }
    let register = try admin.register(
      of: north,
      {
        var f = Register.Filter()
        f.party = "acme"
        return f
      }())
    #expect(register.statement().render(.csv, width: 100).contains("Acme and Daughters"))
    #expect(try admin.find(["daughters"], of: north, limit: 5).isEmpty == false)
    let names = try admin.renamings(of: north)
    #expect(names.count == 7 && names.last?.subject == "party acme")
    #expect(names.last?.name == "Acme and Daughters" && names.last?.recordedBy == SampleLogin.financeAdmin.rawValue)
    #expect(names.last?.reason == "Married")
    // An organization beside it has its own names.
    let other = Books(try sample.as(.southFinanceAdmin))
    #expect(try other.account("8110", of: sample.south).name != "Other account")
    #expect(try other.renamings(of: sample.south).isEmpty)
  }

  @Test func administratorsAloneRename() throws {
    let sample = try SampleBooks.copy()
    for login in SampleLogin.allCases {
      let connection = try sample.as(login)
      let refusal = login == .southFinanceAdmin ? "LM001" : "42501"
      for named in Self.named {
        #expect(
          outcome(connection, named.rename("Other")) == (login == .financeAdmin ? "accepted" : refusal), "\(login)")
      }
      let direct = """
        insert into ledger.renaming (organization_id, subject, code, name, reason) values (1, 'party', 'acme', 'Other', 'x')
        """
      #expect(outcome(connection, direct) == "42501", "\(login)")
      #expect(outcome(connection, "update ledger.party set name = 'Other'") == "42501", "\(login)")
    }
  }

  /// Funders read other names of what they read the names of.
  @Test func othersReadNamesInTheirScope() throws {
    let sample = try SampleBooks.copy()
    let admin = try sample.as(.financeAdmin)
    for named in Self.named { try admin.script(named.rename("Other")) }
    try admin.script("select ledger.rename(1, 'party', 'acme', 'Other', 'Why')")
    try admin.script("select ledger.rename(1, 'budget_line', 'supplies', 'Other', 'Why', 'COND')")
    func read(_ login: SampleLogin) throws -> [String] {
      try sample.as(login).execute(
        "select concat_ws(' ', subject, nullif(award_code, ''), code) as what from ledger.current_name order by 1"
      ).map { try $0.text("what") }
    }
    let funders = ["account 8110", "budget_line OPEN supplies", "organization north", "party fund"]
    #expect(try read(.funder) == funders && read(.awardAuditor) == funders)
    #expect(try read(.southRecorder) == [])
    for login in [SampleLogin.recorder, .approver, .auditor, .networkAuditor] { #expect(try read(login).count == 8) }
    let books = Books(try sample.as(.funder))
    let award = try books.award("OPEN")
    #expect(award.funderName == "Other" && award.organization.name == "Other")
    #expect(try award.line("supplies").name == "Other" && books.organization("north").name == "Other")
    #expect(try books.account("8110", of: award.organization).name == "Other")
    let lines = try books.connection.execute("select from report.budget where budget_line_name = 'Other'")
    #expect(lines.count > 0)
  }

  private static let refused: [(sql: String, refusal: String)] = [
    ("select ledger.rename(1, 'party', 'nowhere', 'Other', 'x')", "LN001"),
    ("select ledger.rename(1, 'budget_line', 'supplies', 'Other', 'x', 'NONE')", "LN001"),
    ("select ledger.rename(1, 'budget_line', 'supplies', 'Other', 'x')", "LN001"),
    ("select ledger.rename(1, 'award', 'OPEN', 'Other', 'x')", "LN001"),
    ("select ledger.rename(1, 'organization', 'south', 'Other', 'x')", "LN001"),
    (
      "select ledger.rename(1, 'party', 'acme', 'Other', 'x'); select ledger.rename(1, 'party', 'acme', 'Other', 'x')",
      "LN002"
    ),
    ("select ledger.rename(1, 'party', 'acme', ' ', 'x')", "label_is_text"),
  ]

  @Test func whatIsNotThereOrNoOtherNameIsRefused() throws {
    let sample = try SampleBooks.copy()
    let admin = try sample.as(.financeAdmin)
    for (sql, refusal) in Self.refused {
      #expect(outcome(admin, "begin; \(sql)") == refusal, "\(sql)")
      try admin.script("rollback")
    }
    let first = try Books(try sample.as(.financeAdmin)).party("acme", of: sample.north).name
    #expect(outcome(admin, "select ledger.rename(1, 'party', 'acme', '\(first)', 'x')") == "LN002")
    // Back to the first name is another name, after another one.
    try admin.script("select ledger.rename(1, 'party', 'acme', 'Other', 'x')")
    try admin.script("select ledger.rename(1, 'party', 'acme', '\(first)', 'x')")
    #expect(try Books(try sample.as(.auditor)).party("acme", of: sample.north).name == first)
    #expect(try brokenRules(admin).isEmpty)
  }

  @Test func namesAreSealedAsPublished() throws {
    let sample = try SampleBooks.copy()
    let admin = Books(try sample.as(.financeAdmin))
    try admin.rename(.budgetLine("supplies", award: "OPEN"), of: sample.north, to: "Café", reason: "Tab\there")
    _ = try admin.seal()
    let installer = try sample.books.asInstaller()
    let text = try installer.execute(
      "select text from ledger.record_texts(0, 9223372036854775807) where kind = 'renaming'"
    ).only { try $0.text("text") }
    let salts = try installer.execute("select encode(salts, 'hex') as salts from ledger.renaming").only {
      try $0.text("salts")
    }
    let name = CanonicalEntry.commitment(salts, 1, "Café")
    let reason = CanonicalEntry.commitment(salts, 2, "Tab\there")
    #expect(
      text.hasPrefix("renaming/2\tnorth\t")
        && text.hasSuffix("\tbudget_line\tOPEN\tsupplies\t1\t\(name)\t\(reason)\n"), "\(text)")
    #expect(try brokenRules(installer).isEmpty)
    try installer.script(
      """
      begin; alter table ledger.renaming disable trigger user; set local session_replication_role = replica;
      update ledger.renaming set reason = 'Other';
      """)
    #expect(try brokenRules(installer).contains("LS002"))
    try installer.script("rollback")
  }

  /// Two at once: the second waits and follows the first. Were there nothing to wait for, the number would be that of both.
  @Test func twoNamesAtOnceFollowEachOther() throws {
    func race(_ sample: SampleBooks) throws -> Race.Result {
      try Race.run(
        sample, first: (.financeAdmin, "select ledger.rename(1, 'party', 'acme', 'One', 'x')"),
        second: (.financeAdmin, "select ledger.rename(1, 'party', 'acme', 'Two', 'x')"))
    }
    let sample = try SampleBooks.copy()
    #expect(try race(sample) == .init(first: "accepted", second: "accepted"))
    let names = try Books(try sample.as(.auditor)).renamings(of: sample.north)
    #expect(names.map(\.name) == ["One", "Two"] && names.last?.formerName == "One")
    let loose = try SampleBooks.copy()
    try loose.books.asInstaller().script(
      Mutant.edit("ledger.hold", [("if not (case when alone", "if false and (case when alone")]))
    #expect(try race(loose) == .init(first: "accepted", second: "renaming_pkey"))
  }
}
