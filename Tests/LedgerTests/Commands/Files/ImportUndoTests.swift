import Foundation
import Testing

@testable import Ledger

/// Imports as batches: listed, undone as a whole, imported again; and single entries corrected.
@Suite struct ImportUndoTests {
  private let program: Program
  private let books: TestBooks

  init() throws {
    (program, books, _) = try Program.withBooks()
    try program.addAward()
  }

  private func run(_ words: [String], _ status: Int32 = 0, _ said: String...) throws {
    let outcome = try program.run(words)
    #expect(outcome.status == status, "\(words): \(outcome.output)\(outcome.errors)")
    for text in said {
      #expect((outcome.output + outcome.errors).contains(text), "\(words): \(outcome.output)\(outcome.errors)")
    }
  }

  private func file(_ rows: [String]) throws -> String {
    let text = (["date,award,line,amount,payee,service_date,paid_from,memo,key"] + rows).joined(separator: "\n")
    return try temporaryFile(Array(text.utf8), name: "september.csv")
  }

  /// Every balance, budget line, open item and total of an award.
  private func standing() throws -> [String] {
    let trial = try program("statement", "trial-balance", "--by", "fund", "--as-of", "2022-12-31", "--format", "csv")
    let budget = try program("statement", "budget", "YOUTH", "--as-of", "2022-12-31", "--format", "csv")
    let payables = try program("statement", "payables", "--as-of", "2022-12-31", "--format", "csv")
    // The last day of a measure stays that of what was undone, and so does a measure of nothing.
    let tables = [
      "(select kind, key, limit_amount, used_amount from ledger.measure where used_amount <> 0)",
      "ledger.award_progress",
    ]
    let rows = try tables.map { table in
      try books.asInstaller().execute(
        Query(unescaped: "select coalesce(string_agg(t::text, ' ' order by t::text), '') as x from \(table) t")
      ).only { try $0.text("x") }
    }
    return [trial.output, budget.output] + rows + [payables.output]
  }

  private static let rows = [
    "2021-09-01,YOUTH,food,10.00,shop,2021-09-01,bank,Rice,", "2021-09-01,YOUTH,food,10.00,shop,2021-09-01,bank,Rice,",
    "2021-09-02,YOUTH,stipends,25.00,shop,2021-09-02,payable,Cards,",
    "2021-10-02,YOUTH,food,7.50,shop,2021-10-02,card,Bus,k-1",
  ]

  /// What was paid or refunded and that was undone goes back on its own day as well, unless that was undone on a later day than it was dated: what the
  /// others count on does not move for it.
  @Test func whatWasPaidMeanwhileMovesNothingElse() throws {
    try run(["expense", "import", try file(Self.rows)])
    let found = try program("find", "25.00", "--format", "csv").output.split(separator: "\n").last ?? ""
    let number = try #require(found.split(separator: ",").lazy.compactMap { Int($0) }.first.map(String.init))
    func pay(_ day: String, _ check: String, voided: String? = nil) throws {
      try run(["payment", "add", "--bill", number, "--method", "check", "--number", check, "--date", day])
      try run(["payment", "void", check, "--reason", "Lost"] + (voided.map { ["--date", $0] } ?? []))
    }
    // Void on its own day: nothing is in the way.
    try pay("2021-11-10", "2001")
    try run(["undo", number, "--reason", "Wrong", "--dry-run"], 0, "dated 2021-09-02")
    try run(["correct", number, "--amount", "26.00", "--reason", "Digits", "--dry-run"], 0, "dated 2021-09-02")
    try run(
      ["import", "undo", "1", "--reason", "Wrong", "--dry-run"], 0, "4 entries reversed, dated 2021-09-01; what is")
    // Void later: that one waits, and no other.
    try pay("2021-11-12", "2002", voided: "2021-11-20")
    try run(
      ["undo", number, "--reason", "Wrong", "--dry-run"], 0, "dated 2021-11-20, when what had settled or refunded it")
    try run(
      ["import", "undo", "1", "--reason", "Wrong"], 0,
      "dated 2021-09-01; what is dated later, on its own day; what was paid or refunded meanwhile, when that was undone"
    )
    let reversals = try program("entry", "list", "--format", "csv").output.split(separator: "\n").filter {
      $0.contains("Wrong") || $0.contains("Reversal of")
    }
    let days = try books.asInstaller().execute(
      "select entry_date::text as day from ledger.journal_entry where reversal_reason = 'Wrong' order by 1"
    ).map { try $0.text("day") }
    #expect(days == ["2021-09-01", "2021-09-01", "2021-10-02", "2021-11-20"], "\(reversals)")
    try run(["check"], 0, "Sound")
  }

  @Test func anUndoneImportLeavesEveryBalanceAsItWas() throws {
    try run([
      "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", "3.00", "--payee", "shop", "--service-date",
      "2021-09-01", "--paid-from", "payable",
    ])
    let before = try standing()
    let path = try file(Self.rows)
    try run(
      ["expense", "import", path], 0, "4 expenses recorded", "import undo 1",
      "Rows that say the same were each recorded: line 2 and line 3.")
    let imported = try standing()
    #expect(imported != before)
    try run(["expense", "import", path], 0, "0 expenses recorded", "4 had been recorded before")
    // What was handed over and held nothing new is not left lying.
    #expect(try books.asInstaller().execute("select from ledger.staged_line").count == 0)
    #expect(try standing() == imported)
    try run(
      ["import", "undo", "1", "--reason", "Wrong month", "--date", "2021-10-01", "--dry-run"], 0,
      "4 entries reversed, dated 2021-10-01; what is dated later, on its own day")
    try run(
      ["import", "undo", "1", "--reason", "Wrong month", "--date", "2021-10-31", "--dry-run"], 0,
      "dry run, nothing recorded", "4 entries reversed")
    #expect(try standing() == imported)
    try run(["import", "undo", "1", "--reason", "Wrong month", "--date", "2021-10-31"], 0, "4 entries reversed")
    #expect(try standing() == before)
    try run(["import", "undo", "1", "--reason", "Wrong month", "--date", "2021-10-31"], 4, "undone before")
    try run(["import", "undo", "9", "--reason", "x"], 1, "there is no import ‹9›")
    let list = try program("import", "list", "--format", "csv").output
    #expect(list.contains(",expenses,september.csv,4,0,2021-10-31"))
    // The same file comes again whole, its row with a key of its own too, and once more adds nothing.
    try run(["expense", "import", path], 0, "4 expenses recorded", "import undo ")
    // Payables name other entries than before.
    #expect(try standing().dropLast() == imported.dropLast())
    try run(["expense", "import", path], 0, "0 expenses recorded")
    let shown =
      try program("import", "list", "--format", "csv").output.split(separator: "\n").last.map(String.init) ?? ""
    let number = shown.split(separator: ",")[1]
    #expect(try program("import", "show", String(number)).output.contains("September".lowercased() + ".csv"))
    try run(["check"], 0, "Sound")
  }

  /// What was reversed by itself stays reversed, whoever undoes the rest; what is settled or refunded is in the way, all told at once.
  @Test func whatIsInUseIsInTheWay() throws {
    let path = try file(Self.rows)
    try run(["expense", "import", path])
    try run(["payment", "add", "--all", "--payee", "shop", "--method", "transfer", "--date", "2021-09-20"])
    try run(["expense", "refund", "2", "--amount", "1.00", "--date", "2021-09-25"])
    try run(["undo", "3", "--reason", "Typed twice", "--date", "2021-09-30"])
    let undo = ["import", "undo", "1", "--reason", "Wrong", "--date", "2021-12-31"]
    try run(
      undo, 1, "2 of its entries are in use", "ledgerctl payment void 6",
      "entry 2 is refunded by entry 7: ledgerctl undo 7")
    try run(["payment", "void", "6", "--reason", "Wrong", "--date", "2021-09-30"])
    try run(["undo", "7", "--reason", "Wrong", "--date", "2021-09-30"])
    try run(undo, 0, "3 entries reversed", "1 had been reversed before")
    // What was undone by itself stays so.
    try run(
      ["expense", "import", path], 0, "3 expenses recorded", "since it was undone: line 3 (entry 3, by entry ")
    try run(["check"], 0, "Sound")
  }

  /// A file of several organizations is one import, undone in each by who records there.
  @Test func anImportIsUndoneWithinItsOrganization() throws {
    let sample = try SampleBooks.copy()
    let recorder = try sample.as(.recorder)
    let text = "date,award,line,amount,payee,service_date\n2021-09-01,OPEN,supplies,5.00,acme,2021-09-01\n"
    let books = Books(consume recorder)
    let recorded = try books.importExpenses(InputFile(Array(text.utf8), name: "one.csv"))
    let number = try #require(recorded.importNumber)
    for (login, refusal) in [
      (SampleLogin.southRecorder, "LM001"), (.auditor, "42501"), (.approver, "42501"), (.funder, "42501"),
    ] {
      #expect(
        outcome(try sample.as(login), "select * from ledger.undo_import(1, \(number), '2021-09-30', 'x')") == refusal,
        "\(login)")
    }
    let owner = try sample.asOwner()
    for (sql, refusal) in [
      ("update ledger.import_batch set file_name = 'x'", "LE008"), ("delete from ledger.import_undo", "LE008"),
      ("update ledger.correction set entry_id = 1 where false", "LE008"),
      (
        """
        insert into ledger.correction (organization_id, entry_id, corrects_entry_id)
        values (1, \(sample.number("expense")), \(sample.number("refunded")))
        """, "LE016"
      ),
      (
        """
        insert into ledger.correction (organization_id, entry_id, corrects_entry_id)
        values (1, \(sample.number("reversal")), \(sample.number("reversed")))
        """, "LE016"
      ),
    ] { #expect(outcome(owner, sql) == refusal, "\(sql)") }
    // An import takes no entries once its transaction has ended.
    let id = try sample.books.asInstaller().execute("select import_id::text as id from ledger.import_batch").only {
      try $0.text("id")
    }
    let late = """
      insert into ledger.staged_line (import_id, organization_id, entry_ordinal, line_number, row_number, idempotency_key, entry_date,
        kind, description, account_code, balancing_account_code, fund_code, amount_cents)
      values ('\(id)', 1, 1, 1, 2, 'late', '2021-09-15', 'journal', 'Late', '1070', '1010', 'general', 5);
      select ledger.post_staged('\(id)', 1, 1)
      """
    #expect(outcome(try sample.as(.recorder), late) == "accepted")
    #expect(try books.entry("late", of: sample.north).importNumber == nil)
    #expect(try brokenRules(owner).isEmpty)
  }

  @Test func aCorrectionStandsInThePlaceOfTheWrongEntry() throws {
    try run([
      "bill", "add", "--award", "YOUTH", "--line", "food", "--amount", "261.45", "--payee", "shop", "--number", "A-1",
      "--service-date", "2021-09-03",
    ])
    let receipt = try temporaryFile(Array("Receipt of the shop".utf8), name: "receipt.txt")
    try run(["document", "attach", receipt, "--entry", "2"])
    try run(["correct", "2", "--reason", "Digits swapped"], 1, "nothing of entry 2 would change")
    try run(["correct", "2", "--reason", "x", "--amount", "0"], 1, "more than zero")
    try run(["correct", "2", "--reason", "x", "--line", "foot"], 1, "food")
    try run(
      ["correct", "2", "--reason", "Digits swapped", "--amount", "216.45", "--line", "stipends", "--memo", "Cards"], 0,
      "dated 2021-09-03, reverses entry 2", "216.45, YOUTH, stipends", "stands in its place")
    try run(["correct", "2", "--reason", "x", "--amount", "1.00"], 4, "entry 2 was reversed by entry 3", "correct 4")
    let wrong = try program("entry", "show", "2").output
    #expect(wrong.contains("Corrected by:") && wrong.contains("entry 4") && wrong.contains("Reversed by:"))
    let right = try program("entry", "show", "4").output
    for fact in ["Corrects:", "entry 2", "invoice A-1", "receipt.txt", "7045", "2010", "216.45"] {
      #expect(right.contains(fact), "\(right)")
    }
    let register = try program("register", "--award", "YOUTH", "--to", "2021-09-30", "--format", "csv").output
    #expect(register.hasSuffix(",216.45\n"))
    try run(
      ["payment", "add", "--bill", "A-1", "--method", "transfer", "--date", "2021-09-20"], 0,
      "216.45 to The Corner Shop")
    try run(["correct", "4", "--reason", "x", "--amount", "1.00"], 1, "[LB002]", "payment void")
    try run(["period", "close", "2021-09", "--reason", "Reported"])
    try run(["payment", "void", "5", "--reason", "x", "--date", "2021-10-05"])
    try run(["correct", "4", "--reason", "Wrong payee day", "--service-date", "2021-09-04"], 0, "stands in its place")
    #expect(try program("document", "missing", "YOUTH", "--format", "csv").output.split(separator: "\n").count == 1)
    try run(["check"], 0, "Sound")
  }
}
