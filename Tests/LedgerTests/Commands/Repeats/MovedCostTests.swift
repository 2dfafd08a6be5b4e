import Testing

@testable import Ledger

/// The cost of a bill that was paid, moved to the line that bears it, and money of it that comes back.
@Suite struct MovedCostTests {
  private let program: Program
  private let testBooks: TestBooks
  private let login: String

  init() throws {
    (program, testBooks, login) = try Program.withBooks()
    try program.addAward()
    try run([
      "bill", "add", "--award", "YOUTH", "--line", "food", "--amount", "33.00", "--payee", "shop", "--number", "INV-8",
      "--service-date", "2021-09-09", "--key", "inv-8",
    ])
    try run(["payment", "add", "--bill", "INV-8", "--method", "check", "--number", "1020", "--date", "2021-09-15"])
  }

  private func run(_ words: [String], _ status: Int32 = 0, _ said: String...) throws {
    let outcome = try program.run(words)
    #expect(outcome.status == status, "\(words): \(outcome.output)\(outcome.errors)")
    for text in said {
      #expect((outcome.output + outcome.errors).contains(text), "\(words): \(outcome.output)\(outcome.errors)")
    }
  }

  /// What each line has spent through a day.
  private func spent(_ day: String) throws -> [String: String] {
    let table = CSVTable(
      parsing: Array(
        try program("statement", "budget", "YOUTH", "--as-of", day, "--brief", "--format", "csv").output.utf8),
      file: "budget.csv", columns: [.required("Budget line"), .required("To date")])
    return Dictionary(table.rows.map { ($0["Budget line"].text, $0["To date"].text) }) { first, _ in first }
  }

  /// What came back goes to the line that bears the cost, whenever it comes.
  @Test func whatComesBackFollowsItsCost() throws {
    let bill = "inv-8"
    try run(["expense", "refund", bill, "--amount", "15.00", "--date", "2021-10-02", "--key", "early"])
    // Its cost alone would move, and what came back would stay.
    try run(
      ["correct", bill, "--line", "stipends", "--reason", "Wrong line"], 4, "gave back money of entry 2",
      "record what came back again")
    #expect(try spent("2021-10-31")["Food"] == "18.00")
    try run(["undo", "early", "--reason", "To move its cost"])
    try run(["correct", bill, "--line", "stipends", "--reason", "Wrong line"], 0, "its payment stands")
    try run(["expense", "refund", bill, "--amount", "15.00", "--date", "2021-10-02", "--key", "again"])
    for (day, stipends) in [("2021-09-30", "33.00"), ("2021-10-31", "18.00")] {
      let lines = try spent(day)
      #expect(lines["Food"] == "0.00" && lines["Stipends"] == stipends, "\(day): \(lines)")
    }
    // No more than the cost, and the move stands while money of it came back.
    try run(["expense", "refund", bill, "--amount", "18.01", "--date", "2021-10-03"], 1, "[LE012]")
    #expect(try program("entry", "show", "again").output.contains("stipends"))
    try run(["expense", "refund", bill, "--amount", "18.00", "--date", "2021-10-03", "--key", "rest"])
    #expect(try spent("2021-10-31")["Stipends"] == "0.00")
    // Undone and recorded again, in any order.
    try run(["undo", "again", "--reason", "Counted twice"])
    try run(["expense", "refund", bill, "--amount", "15.00", "--date", "2021-10-04"])
    #expect(try spent("2021-10-31")["Stipends"] == "0.00")
    try run(["check"], 0, "Sound")
  }

  /// A credit note is not lost with its bill: a correction of what money came back of is refused, whatever it would change, by command and by the books.
  @Test func aCreditNoteIsNotLostWithItsBill() throws {
    try run([
      "bill", "add", "--award", "YOUTH", "--line", "food", "--amount", "20.00", "--payee", "shop", "--number", "INV-9",
      "--service-date", "2021-09-10", "--key", "inv-9",
    ])
    try run([
      "expense", "refund", "inv-9", "--amount", "5.00", "--date", "2021-09-12", "--to", "payable", "--key", "note",
    ])
    for change in [
      ["--line", "stipends"], ["--amount", "22.00"], ["--memo", "Lunch"], ["--service-date", "2021-09-09"],
      ["--date", "2021-09-11"],
    ] {
      for trial in [[], ["--dry-run"]] {
        try run(
          ["correct", "inv-9", "--reason", "Wrong"] + change + trial, 4, "gave back money of entry", "ledgerctl undo")
      }
    }
    #expect(try spent("2021-09-30")["Food"] == "48.00")
    let books = Books(try testBooks.as(login: login))
    let site = try books.organization("site")
    func correct() throws {
      let wrong = try books.entry("inv-9", of: site)
      var change = ExpenseChange()
      change.amount = Money(cents: 22_00)
      _ = try books.write {
        try books.correct(
          wrong, by: wrong.corrected(change, key: "right"), of: site, reversedOn: wrong.draft.date, reason: "Wrong")
      }
    }
    let refused = #expect(throws: DatabaseError.self) { try correct() }
    #expect(refused?.sqlState?.rawValue == "LE013", "\(String(describing: refused))")
    // Without the rule the note goes with its bill, and nobody records it again.
    try testBooks.asInstaller().script(
      Mutant.edit("ledger.correct_entry", [("f.refunds_entry_id = $2", "f.refunds_entry_id = -$2")]))
    try correct()
    #expect(try spent("2021-09-30")["Food"] == "55.00")
  }

  /// The day that a cost counts goes with that of its service, where it was that of its service; both months open.
  @Test func aCorrectedServiceTakesItsDayAlong() throws {
    try run([
      "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", "7.00", "--payee", "shop", "--paid-from",
      "bank",
      "--service-date", "2021-09-20", "--key", "same-day",
    ])
    try run([
      "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", "8.00", "--payee", "shop", "--paid-from",
      "bank",
      "--date", "2021-10-20", "--service-date", "2021-09-21", "--key", "later",
    ])
    let change = ["--service-date", "2021-08-20", "--reason", "Day"]
    try run(["correct", "same-day", "--dry-run"] + change, 0, "dated 2021-08-20")
    try run(["correct", "same-day"] + change, 0, "dated 2021-08-20")
    try run(["correct", "later"] + change, 0, "dated 2021-10-20")
    #expect(try spent("2021-08-31")["Food"] == "7.00")
    #expect(try spent("2021-09-30")["Food"] == "40.00")
    // Of a closed month nothing moves, and into one nothing does.
    try run(["period", "close", "2021-08", "--reason", "Reported"])
    try run([
      "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", "9.00", "--payee", "shop", "--paid-from",
      "bank",
      "--service-date", "2021-09-22", "--key", "open",
    ])
    try run(["correct", "open"] + change, 0, "dated 2021-09-22")
    try run(["check"], 0, "Sound")
  }

  /// What undoes a move bears no cost: nothing comes back of it.
  @Test func nothingComesBackOfWhatUndoesAMove() throws {
    try run(["correct", "inv-8", "--line", "stipends", "--reason", "Wrong line"], 0, "its payment stands")
    try run(["undo", "cost-moved:2", "--reason", "It was right"])
    let books = Books(try testBooks.as(login: login))
    let site = try books.organization("site")
    let turned = try #require(try books.entry("cost-moved:2", of: site).reversedBy)
    var refund = try books.entry("inv-8", of: site).refundEntry(
      Money(cents: 5_00), of: site, on: "2021-10-02".day, to: .bank, key: "", memo: nil)
    (refund.key, refund.refunds) = ("astray", turned)
    let refused = #expect(throws: DatabaseError.self) { try books.post(refund, to: site) }
    #expect(refused?.sqlState?.rawValue == "LE012", "\(String(describing: refused))")
    try run(["expense", "refund", "inv-8", "--amount", "5.00", "--date", "2021-10-02"])
    try run(["check"], 0, "Sound")
  }

  /// While a cost is reclassified, nothing reaches it on the line that bears it no more: not by the books either, whoever asks; and what was planted is found.
  @Test func theBooksHoldAReclassification() throws {
    try run(["correct", "inv-8", "--line", "stipends", "--reason", "Wrong line"], 0, "its payment stands")
    let books = Books(try testBooks.as(login: login))
    let site = try books.organization("site")
    let bill = try books.entry("inv-8", of: site)
    let reclass = try books.entry("cost-moved:2", of: site)
    #expect(reclass.draft.kind == .reclass && reclass.draft.refunds == 2 && bill.reclassedBy == [reclass.number])
    var refund = try bill.refundEntry(
      Money(cents: 5_00), of: site, on: "2021-10-02".day, to: .bank, key: "old-line", memo: nil)
    let onOldLine = outcome { try books.post(refund, to: site) }
    var again = reclass.draft
    again.key = "again"
    (refund.key, refund.lines[1].budgetLine) = ("both", "stipends")
    refund.lines[1].account = reclass.draft.lines[0].account
    for (what, sqlState) in [
      (onOldLine, "LE012"), (outcome { try books.post(again, to: site) }, "LE012"),
      (outcome { try books.post(refund, to: site) }, "LE012"),
      (outcome { _ = try books.reverse(bill.number, of: site, on: "2021-10-02".day, reason: "Twice") }, "LE013"),
    ] { #expect(what == sqlState) }
    try run(["payment", "void", "3", "--reason", "Lost"])
    #expect(outcome { _ = try books.reverse(bill.number, of: site, on: "2021-10-02".day, reason: "Twice") } == "LE013")
    // Planted past the rules, it is found.
    try testBooks.asInstaller().script(
      """
      alter table ledger.journal_entry disable trigger append_only;
      update ledger.journal_entry set refunds_entry_id = 1 where id = \(reclass.number)
      """)
    #expect(try brokenRules(books.connection).contains("LE012"))
  }

  private func outcome(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "accepted"
    } catch { return LedgerTests.outcome(of: error) }
  }

  /// What is not paid lowers what is owed, or money came back: nobody guesses which.
  @Test func aRefundOfWhatIsOwedSaysWhere() throws {
    try run([
      "bill", "add", "--award", "YOUTH", "--line", "food", "--amount", "20.00", "--payee", "shop", "--number", "INV-9",
      "--service-date", "2021-09-10", "--key", "inv-9",
    ])
    let bill = "inv-9"
    let refund = ["expense", "refund", bill, "--amount", "5.00", "--date", "2021-09-12"]
    try run(refund, 2, "--to", "is not paid")
    try run(refund + ["--to", "payable"], 0, "15.00 of it is still to be paid")
    try run(["check"], 0, "Sound")
  }

  /// A reason is written, whoever asks: by the command and by the books.
  @Test func reasonsAreWritten() throws {
    for words in [
      ["award", "write-off", "YOUTH", "--amount", "1.00", "--date", "2021-09-30", "--reason", " "],
      ["undo", "1", "--reason", ""], ["period", "close", "2021-09", "--reason", ""],
      [
        "commitment", "add", "YOUTH", "--line", "food", "--amount", "1.00", "--payee", "shop", "--date", "2021-09-01",
        "--for", "",
      ],
    ] { try run(words, 1, "it is empty") }
  }
}
