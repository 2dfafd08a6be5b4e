import Testing

@testable import Ledger

/// What the questions of a command say to an answer that cannot be recorded, and whether another one follows.
@Suite(.serialized) struct InterviewTests: ProgramStory {
  let program: Program

  init() throws {
    (program, _, _) = try Program.withBooks()
    try program.addAward()
    try ok("award", "receive", "YOUTH", "--amount", "20000.00", "--date", "2021-07-05")
    try ok("period", "close", "2021-08", "--reason", "Reconciled")
  }

  private let cost = ["expense", "add", "--award", "YOUTH", "--line", "food", "--payee", "shop", "--paid-from", "bank"]

  /// Answers in order; each must be asked for.
  private func type(_ words: [String], _ answers: [(String, String)]) throws -> Terminal {
    let terminal = try Terminal(program, words)
    for (prompt, answer) in answers {
      #expect(terminal.answer(prompt, answer), "\(words): waiting for \(prompt)\n\(terminal.screen)")
    }
    return terminal
  }

  /// Zero, and a day that is closed, at their own questions.
  @Test func whatCannotBeRecordedIsToldAtItsQuestion() throws {
    let terminal = try type(
      cost + ["--memo", "x"],
      [
        ("Amount: ", "0"), ("the amount is more than zero", ""), ("Something is needed here", "-5"),
        ("the amount is more than zero", "5"), ("Day of the service", "2021-08-31"),
        ("2021-08-31 is closed: the books are closed through 2021-08-31", "2021-09-01"), ("Record it?", "yes"),
        ("Another one?", ""),
      ])
    #expect(terminal.end() == 0, "\(terminal.screen)")
    // A service of a closed month that counts on a later day.
    let late = try type(
      cost + ["--memo", "y", "--date", "2021-09-02"],
      [("Amount: ", "6"), ("Day of the service", "2021-08-30"), ("Record it?", "yes"), ("Another one?", "n")])
    #expect(late.end() == 0, "\(late.screen)")
    try ok(cost + ["--amount", "7.00", "--service-date", "2021-09-03", "--key", "seven"])
    let undone = try type(
      ["undo", "seven"],
      [
        ("Why", "Twice"), ("Day the reversal counts [2021-09-03]", "2021-08-03"),
        ("2021-08-03 is closed", "2021-09-04"),
        ("Record it?", "no"),
      ])
    #expect(undone.end() == 1, "\(undone.screen)")
    let paid = try type(
      ["payment", "add", "--method", "transfer", "--all", "--payee", "shop"],
      [("Day it is paid", "2021-07-31")])
    #expect(paid.interrupt(at: "2021-07-31 is closed") && paid.end() == 130, "\(paid.screen)")
  }

  /// The same questions once more; each time with the words that the command began with.
  @Test func anotherOneIsAskedFor() throws {
    func entries() throws -> Int { try ok("entry", "list", "--format", "csv").split(separator: "\n").count }
    let before = try entries()
    let heap = try type(
      cost + ["--memo", "Supper"],
      [
        ("Amount: ", "11"), ("Day of the service", "2021-09-01"), ("Record it?", "yes"), ("Another one?", "y"),
        ("Amount: ", "12"), ("Day of the service", "2021-09-02"), ("Record it?", "yes"), ("Another one?", "maybe"),
        ("Answer yes or no", "n"),
      ])
    #expect(heap.end() == 0, "\(heap.screen)")
    #expect(try entries() == before + 2)
    // Ctrl-C leaves at once, and says that what was recorded stands.
    let left = try type(
      cost + ["--memo", "Supper"], [("Amount: ", "13"), ("Day of the service", "2021-09-03"), ("Record it?", "yes")])
    #expect(left.interrupt(at: "Another one?"))
    #expect(left.end() == 130 && left.screen.contains("what was recorded before it stands"), "\(left.screen)")
    let within = try type(
      cost + ["--memo", "Supper"],
      [
        ("Amount: ", "14"), ("Day of the service", "2021-09-03"), ("Record it?", "yes"), ("Another one?", "y"),
      ])
    #expect(within.interrupt(at: "Amount: "))
    #expect(within.end() == 130 && within.screen.contains("what was recorded before it stands"), "\(within.screen)")
    // The end of the input is no.
    let ended = try type(
      cost + ["--memo", "Supper"],
      [
        ("Amount: ", "15"), ("Day of the service", "2021-09-03"), ("Record it?", "yes"), ("Another one?", "\u{4}"),
      ])
    #expect(ended.end() == 0, "\(ended.screen)")
    #expect(try entries() == before + 5)
    // A key is of one event; who was asked nothing is not asked.
    let keyed = try type(
      cost + ["--memo", "Supper", "--key", "mine"],
      [("Amount: ", "16"), ("Day of the service", "2021-09-03"), ("Record it?", "yes")])
    let whole = try type(cost + ["--memo", "Supper", "--amount", "17.00", "--service-date", "2021-09-03"], [])
    for terminal in [keyed, whole] {
      #expect(terminal.end() == 0 && !terminal.screen.contains("Another one?"), "\(terminal.screen)")
    }
  }

  /// Money that came is asked for, too, and bills one after another.
  @Test func receiptsAndBillsComeInHeaps() throws {
    let receipts = try type(
      ["award", "receive"],
      [
        ("Which award it is for", "youth"), ("Amount received", "0"), ("the amount is more than zero", "100"),
        ("Day it came", "2021-07-30"), ("2021-07-30 is closed", "2021-09-05"), ("Where it went [bank]", ""),
        ("Description", ""), ("Record it?", "yes"), ("Another one?", "y"), ("Which award it is for", "1"),
        ("Amount received", "200"), ("Day it came", "2021-09-06"), ("Where it went [bank]", "savings"),
        ("Description", "Check"), ("Record it?", "yes"), ("Another one?", ""),
      ])
    #expect(receipts.end() == 0, "\(receipts.screen)")
    let listed = try ok("entry", "list", "--format", "csv")
    #expect(listed.contains("2021-09-05") && listed.contains("2021-09-06"), "\(listed)")
    let whole = try type(["award", "receive", "YOUTH", "--amount", "300.00", "--date", "2021-09-07"], [])
    #expect(whole.end() == 0 && !whole.screen.contains("Where it went"), "\(whole.screen)")
    var answers: [(String, String)] = []
    for number in ["A-1", "A-2"] {
      answers += [
        ("Amount: ", "40"), ("Number of the invoice", number), ("Day it is to be paid by", ""), ("Record it?", "yes"),
        ("Another one?", number == "A-1" ? "y" : ""),
      ]
    }
    let bills = try type(
      [
        "bill", "add", "--award", "YOUTH", "--line", "food", "--payee", "shop", "--service-date", "2021-09-03",
        "--memo",
        "Rice",
      ], answers)
    #expect(bills.end() == 0, "\(bills.screen)")
    #expect(try ok("bill", "list", "--as-of", "2021-09-30").contains("A-2"))
    #expect(try ok("check").hasPrefix("Sound"))
  }
}
