import Testing

@testable import Ledger

/// The cost of a bill that was paid, moved to the line that bears it, and money of it that comes back.
@Suite struct MovedCostTests {
  private let program: Program

  init() throws {
    (program, _, _) = try Program.withBooks()
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
