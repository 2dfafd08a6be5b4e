import Foundation
import Testing

@testable import Interchange
@testable import Ledger

/// The staging table by direct SQL as each role, and imports through it.
@Suite struct StagingTests {
  private static let row = """
    insert into ledger.staged_line (import_id, organization_id, entry_ordinal, line_number, row_number, idempotency_key, entry_date,
      kind, description, account_code, balancing_account_code, fund_code, amount_cents)
    values ('00000000-0000-0000-0000-000000000001', 1, 1, 1, 2, 'staged', '2021-09-15', 'journal', 'Staged', '1070', '1010', 'general', 5);
    """
  private static let post = "select ledger.post_staged('00000000-0000-0000-0000-000000000001', 1, 1)"

  @Test func recordersStageAndNobodyReads() throws {
    let sample = try SampleBooks.copy()
    for login in SampleLogin.allCases {
      let connection = try sample.as(login)
      let stages = [MemberRole.recorder, .financeAdmin].contains(login.role)
      #expect(outcome(connection, "begin; \(Self.row) rollback") == (stages ? "accepted" : "42501"), "\(login)")
      try connection.script("rollback")
      for command in ["select import_id from", "delete from"] {
        #expect(outcome(connection, "\(command) ledger.staged_line") == "42501", "\(login)")
      }
      #expect(outcome(connection, "update ledger.staged_line set amount_cents = 1") == "42501", "\(login)")
      let forged = Self.row.replacingOccurrences(of: "(import_id,", with: "(login, import_id,")
        .replacingOccurrences(of: "('0000", with: "('sample_recorder', '0000")
      #expect(outcome(connection, forged) == "42501", "\(login)")
    }
  }

  /// Bills beside their lines: staged by recorders, read by nobody, one an entry, and gone when they are posted.
  @Test func billsAreStagedBesideTheirLines() throws {
    let sample = try SampleBooks.copy()
    let bill = """
      insert into ledger.staged_bill (import_id, entry_ordinal, party_code, invoice_number, invoiced_on, due_on, is_repeated)
      values ('00000000-0000-0000-0000-000000000001', 1, 'acme', 'S-1', '2021-09-15', '2021-10-15', false);
      """
    for login in SampleLogin.allCases {
      let connection = try sample.as(login)
      let stages = [MemberRole.recorder, .financeAdmin].contains(login.role)
      #expect(outcome(connection, "begin; \(bill) rollback") == (stages ? "accepted" : "42501"), "\(login)")
      try connection.script("rollback")
      for command in [
        "select import_id from ledger.staged_bill", "delete from ledger.staged_bill",
        "update ledger.staged_bill set due_on = ''",
      ] {
        #expect(outcome(connection, command) == "42501", "\(login)")
      }
      let forged = bill.replacing("(import_id,", with: "(login, import_id,").replacing(
        "('0000", with: "('sample_recorder', '0000")
      #expect(outcome(connection, forged) == "42501", "\(login)")
    }
    let before = try sample.books.digest()
    let recorder = try sample.as(.recorder)
    for (sql, refusal) in [
      (Self.row + bill + bill + Self.post, "LE003"), (Self.row + bill + Self.post, "LB006"),
      (Self.row + bill.replacing("'2021-10-15'", with: "'soon'") + Self.post, "LE017"),
    ] {
      #expect(outcome(recorder, "begin; \(sql)") == refusal, "\(sql)")
      try recorder.script("rollback")
    }
    #expect(try sample.books.digest() == before)
    let owing = Self.row.replacing("'1070', '1010'", with: "'1070', '2010'")
      .replacing("fund_code, amount_cents)", with: "fund_code, amount_cents, party_code)").replacing(
        "'general', 5)", with: "'general', 5, 'acme')")
    // What another login staged as a bill of the same import is not recorded.
    try sample.as(.financeAdmin).script(bill.replacing("'S-1'", with: "'other'"))
    try recorder.script("begin; \(owing) \(bill) \(Self.post); commit")
    #expect(try Books(consume recorder).bills(of: sample.north).map(\.invoice) == ["S-1"])
    #expect(try sample.books.asInstaller().execute("select from ledger.staged_bill").count == 1)
    #expect(try brokenRules(sample.as(.auditor)).isEmpty)
  }

  /// What another login staged is never posted, nor by who records elsewhere.
  @Test func onlyOnesOwnRowsArePosted() throws {
    let sample = try SampleBooks.copy()
    try sample.as(.financeAdmin).script(Self.row)
    let before = try sample.books.digest()
    #expect(outcome(try sample.as(.recorder), Self.post) == "LE003")
    #expect(try sample.books.digest() == before)
    let other = try sample.as(.southRecorder)
    #expect(outcome(other, Self.row + Self.post) == "LM001")
    #expect(try sample.books.digest() == before)
    let admin = try sample.as(.financeAdmin)
    #expect(outcome(admin, Self.post) == "accepted")
    #expect(try Books(consume admin).entry("staged", of: sample.north).draft.lines.count == 2)
    #expect(try sample.books.asInstaller().execute("select from ledger.staged_line").count == 0)
  }

  private func file(_ rows: [String]) -> [UInt8] {
    Array((["date,award,line,amount,payee,service_date,memo,key"] + rows).joined(separator: "\n").utf8)
  }

  /// A file through staging gives the journal that the same entries give by arrays, and again adds nothing.
  @Test func stagedAndPostedAreTheSame() throws {
    let (staged, posted) = (try SampleBooks.copy(), try SampleBooks.copy())
    var random = SeededRandom(seed: 11)
    let rows = (0..<120).map { number in
      let day =
        "2021-\(["08", "09", "10"].randomElement(using: &random) ?? "08")-1\(Int.random(in: 0...9, using: &random))"
      let amount = "\(Int.random(in: 1...20, using: &random)).\(Int.random(in: 10...99, using: &random))"
      let memo = ["", "Café, 2 \"big\"", "tab\there", "back\\slash"].randomElement(using: &random) ?? ""
      return "\(day),\(number % 3 == 0 ? "north/COND" : "OPEN"),supplies,\(amount),acme,\(day),"
        + "\"\(memo.replacingOccurrences(of: "\"", with: "\"\""))\",\(number % 4 == 0 ? "key-\(number)" : "")"
    }
    let one = Books(try staged.as(.recorder))
    let other = Books(try posted.as(.recorder))
    let input = InputFile(file(rows), name: "f.csv")
    let result = try one.importExpenses(input)
    #expect(result.recorded == 120 && result.known == 0 && result.count == 120)
    let reader = try other.expenseReader()
    var table = CSVTable(parsing: file(rows), file: "f.csv", columns: ExpenseImport.columns)
    let drafts = table.rows.compactMap { row in
      guard let entry = reader.entry(row, &table.faults) else { return nil as EntryDraft? }
      var draft = entry.draft
      if let content = entry.contentKey { draft.key = "row:\(String(content, radix: 16)):1" }
      return draft
    }
    #expect(drafts.count == 120 && result.total == drafts.map { $0.lines[0].amount }.total())
    try other.post(drafts, to: posted.north)
    func content(_ books: borrowing Books, _ organization: Organization) throws -> [EntryDraft] {
      try books.entries(of: organization).map(\.draft).sorted { $0.key < $1.key }
    }
    #expect(try content(one, staged.north) == content(other, posted.north))
    #expect(try brokenRules(try staged.books.asInstaller()).isEmpty)
    // Both ways know what the other recorded.
    let again = try one.importExpenses(input)
    #expect(again.recorded == 0 && again.known == 120 && again.numbers == nil)
    let across = try other.importExpenses(input)
    #expect(across.recorded == 0 && across.known == 120)
  }

  /// The key of a row without one: the first 128 bits of SHA-256 of what it says, without leading zeros, and how often it stood.
  @Test func keysOfContentStayAsTheyAre() throws {
    let sample = try SampleBooks.copy()
    let recorder = Books(try sample.as(.recorder))
    let row = "2021-09-15,OPEN,supplies,1.41,acme,2021-09-15,Café,"
    _ = try recorder.importExpenses(InputFile(file([row, row]), name: "f.csv"))
    let keys = try recorder.connection.execute(
      "select idempotency_key from ledger.journal_entry where idempotency_key like 'row:%' order by id"
    ).map { try $0.text("idempotency_key") }
    #expect(keys == ["row:4bf35f6ef7ba3956c7c61e3952b9ab7e:1", "row:4bf35f6ef7ba3956c7c61e3952b9ab7e:2"])
  }

  /// Every row that the rules refuse is named, with its line, and nothing is recorded.
  @Test func allRefusedRowsAreNamed() throws {
    let books = try GrantBooks.copy()
    let recorder = Books(try books.sample.as(.recorder))
    let before = try books.sample.books.digest()
    let rows = ["4000.00", "1.00", "900.00", "2.00", "800.00"].enumerated().map {
      "2021-09-15,OPEN,supplies,\($0.element),acme,2021-09-15,,row-\($0.offset)"
    }
    let input = InputFile(file(rows), name: "f.csv")
    let refused = #expect(throws: SourceFaults.self) { try recorder.importExpenses(input) }
    #expect(refused?.faults.map(\.line) == [4, 6])
    #expect(refused?.faults.allSatisfy { $0.cause.hasSuffix("[LA009]") && $0.nextStep != nil } == true)
    #expect(refused?.faults.first?.excerpt == rows[2])
    #expect(try books.sample.books.digest() == before)
    #expect(try books.sample.books.asInstaller().execute("select from ledger.staged_line").count == 0)
  }

  /// A file that was changed while it was imported has other lines: what was refused is told all the same.
  @Test func refusalsOfLinesThatAreGoneAreTold() throws {
    let row = "2021-09-15,OPEN,supplies,1.00,acme,2021-09-15,,a"
    var refused = StagedFaults(file: InputFile(file([row]), name: "f.csv"), columns: ExpenseImport.columns)
    refused.add(.booksOpen, line: 2, "closed", nextStep: nil, advice: nil)
    refused.add(.booksOpen, line: 9, "closed", nextStep: "reopen it", advice: nil)
    let empty = CSVTable(parsing: file([row]), file: "f.csv", columns: ExpenseImport.columns).faults
    let faults = try refused.located(beside: empty).faults
    #expect(faults.map(\.line) == [2, 9] && faults.map(\.excerpt) == [row, ""])
    #expect(faults.last?.cause == "closed [LP001]" && faults.last?.nextStep == "reopen it")
  }

  /// What cannot be read and what a rule refuses of the rows that can be, in one run, each at its place.
  @Test func unreadableAndRefusedRowsAreNamedTogether() throws {
    let books = try GrantBooks.copy()
    let recorder = Books(try books.sample.as(.recorder))
    let admin = Books(try books.sample.as(.financeAdmin))
    try admin.close(through: Month(parsing: "2021-08"), of: books.sample.north, reason: "Reconciled")
    let before = try books.sample.books.digest()
    let rows = [
      "2021-09-15,OPEN,supplies,1x,acme,2021-09-15,,a", "2021-09-15,OPEN,supplies,9000.00,acme,2021-09-15,,b",
      "2021-08-15,OPEN,supplies,1.00,acme,2021-08-15,,c", "2021-09-15,OPEN,supplies,2.00,acme,2021-09-15,,d",
      "2021-09-15,OPEN,supplies,3.00,acme,2021-09-15,,d",
    ]
    let refused = #expect(throws: SourceFaults.self) {
      try recorder.importExpenses(InputFile(file(rows), name: "f.csv"))
    }
    let places = refused?.faults.map { "\($0.line):\($0.column) \($0.cause.suffix(7))" }
    #expect(places == ["2:26  amount", "3:26 [LA009]", "4:1 [LP001]", "6:48 [LK002]"], "\(refused?.description ?? "")")
    #expect(refused?.faults.map(\.excerpt) == [rows[0], rows[1], rows[2], rows[4]])
    #expect(try books.sample.books.digest() == before)
  }

  /// A key that belongs to another content is a conflict, and nothing of the file is recorded.
  @Test func anotherContentUnderAKeyIsAConflict() throws {
    let sample = try SampleBooks.copy()
    let recorder = Books(try sample.as(.recorder))
    _ = try recorder.post(Drafts.expense(key: "same", cents: 5_00), to: sample.north)
    let before = try sample.books.digest()
    let other = file([
      "2021-09-15,OPEN,supplies,6.00,acme,2021-09-15,,same",
      "2021-09-15,OPEN,supplies,1.00,acme,2021-09-15,,new",
    ])
    let error = #expect(throws: DatabaseError.self) {
      try recorder.importExpenses(InputFile(other, name: "f.csv"))
    }
    #expect(error?.sqlState == .keyMeansContent)
    #expect(try sample.books.digest() == before)
  }

  /// Two imports of one file at the same moment record it once.
  @Test func twoImportsAtOnceRecordOnce() throws {
    let sample = try SampleBooks.copy()
    let rows = (0..<200).map { "2021-09-15,OPEN,supplies,1.00,acme,2021-09-15,,row-\($0)" }
    let bytes = file(rows)
    let imports = [SampleLogin.recorder, .financeAdmin].map { login in
      inThread {
        do {
          let books = Books(try sample.as(login))
          _ = try books.importExpenses(InputFile(bytes, name: "f.csv"))
        } catch { Issue.record(error) }
      }
    }
    for work in imports { work.wait() }
    let count = try sample.books.asInstaller().execute(
      "select from ledger.journal_entry where idempotency_key like 'row-%'"
    ).count
    #expect(count == 200)
    #expect(try brokenRules(try sample.books.asInstaller()).isEmpty)
  }

  /// A dry run leaves nothing, neither in the journal nor staged.
  @Test func aDryRunStagesNothing() throws {
    let sample = try SampleBooks.copy()
    let recorder = Books(try sample.as(.recorder))
    let before = try sample.books.digest()
    let input = InputFile(file(["2021-09-15,OPEN,supplies,1.00,acme,2021-09-15,,dry"]), name: "f.csv")
    var told: [ImportProgress] = []
    #expect(try recorder.importExpenses(input, dryRun: true) { told.append($0) }.recorded == 1)
    #expect(told == [ImportProgress(part: .finishing, done: 1, fraction: 1)])
    #expect(try sample.books.digest() == before)
    #expect(try sample.books.asInstaller().execute("select from ledger.staged_line").count == 0)
  }
}
