import Testing

@testable import Ledger

/// What the questions of a command say to an answer that cannot be recorded, and whether another one follows.
@Suite(.serialized) struct InterviewTests: ProgramStory {
  let program: Program
  private let books: TestBooks

  init() throws {
    (program, books, _) = try Program.withBooks()
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
    // What was not meant, after another that was recorded.
    let second = try type(
      cost + ["--memo", "Supper"],
      [
        ("Amount: ", "18"), ("Day of the service", "2021-09-03"), ("Record it?", "yes"), ("Another one?", "y"),
        ("Amount: ", "19"), ("Day of the service", "2021-09-03"), ("Record it?", "no"),
      ])
    #expect(second.end() == 1 && second.screen.contains("nothing else was recorded"), "\(second.screen)")
    // The end of the input is no.
    let ended = try type(
      cost + ["--memo", "Supper"],
      [
        ("Amount: ", "15"), ("Day of the service", "2021-09-03"), ("Record it?", "yes"), ("Another one?", "\u{4}"),
      ])
    #expect(ended.end() == 0, "\(ended.screen)")
    #expect(try entries() == before + 6)
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

  /// What a changed answer needs is asked, and what it no longer allows is dropped; what else was answered stands.
  @Test func anotherAnswerAsksWhatItNeeds() throws {
    try ok("party", "add", "lead", "Program lead", "--kind", "staff")
    try ok(
      "commitment", "add", "YOUTH", "--line", "food", "--amount", "90.00", "--payee", "shop", "--date", "2021-09-01",
      "--for", "Bread")
    func command(_ terminal: Terminal) -> [String] {
      let line = terminal.screen.components(separatedBy: "As a command:\n").last?.split(separator: "\n").first ?? ""
      return Program.words(of: line.trimmingCharacters(in: [" "]))
    }
    let change = "Change which answer: "
    let cost = try type(
      ["expense", "add", "--payee", "shop", "--amount", "21.00"],
      [
        ("Which award bears it", "YOUTH"), ("Which budget line", "food"), ("Day of the service", "2022-08-05"),
        ("Paid from", "staff"), ("Which member of staff", "lead"), ("What it was for", "Supper"),
        (change + "--award, --line, --service-date, --paid-from, --staff, --memo (empty: none)", "--paid-from"),
        ("Paid from", "bank"),
        (change + "--award, --line, --service-date, --paid-from, --memo (empty: none)", "award"),
        ("Which award bears it", "unrestricted"), ("Which account", "8110"), ("Record it?", "yes"),
        ("Another one?", ""),
      ])
    #expect(cost.end() == 0, "\(cost.screen)")
    #expect(
      command(cost) == [
        "ledgerctl", "expense", "add", "--payee", "shop", "--amount", "21.00", "--unrestricted", "--account", "8110",
        "--service-date", "2022-08-05", "--paid-from", "bank", "--memo", "Supper",
      ], "\(cost.screen)")
    // The other way around: a commitment is met by its award alone.
    let met = try type(
      ["expense", "add", "--payee", "shop", "--amount", "22.00", "--commitment", "1", "--service-date", "2021-09-03"],
      [
        ("Which award bears it", "unrestricted"), ("Which account", "8110"), ("Paid from", "bank"),
        ("What it was for", ""), (change + "--award, --account, --paid-from (empty: none)", "--award"),
        ("Which award bears it", "YOUTH"), ("Which budget line", "food"), ("Record it?", "yes"), ("Another one?", ""),
      ])
    #expect(met.end() == 0, "\(met.screen)")
    let words = command(met)
    #expect(words.contains("--line") && !words.contains("--unrestricted") && !words.contains("--account"), "\(words)")
    // A check has a number, a transfer needs none.
    for (number, first, second) in [("A-1", "transfer", "check"), ("A-2", "check", "transfer")] {
      try ok(
        "bill", "add", "--award", "YOUTH", "--line", "food", "--payee", "shop", "--service-date", "2021-09-10",
        "--amount", "40.00", "--number", number, "--key", number)
      let asked = [("Number of the check", "77")]
      let paid = try type(
        ["payment", "add", "--bill", number],
        [("Day it is paid", "2021-09-05"), ("How", first)] + (first == "check" ? asked : [])
          + [(change, "--method"), ("How", second)] + (second == "check" ? asked : [])
          + [(change, "--date"), ("Day it is paid", "2021-09-11"), ("Record it?", "yes")])
      #expect(paid.end() == 0, "\(paid.screen)")
      #expect(command(paid).contains("77") == (second == "check"), "\(paid.screen)")
    }
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// Whoever was added while an answer was changed stays, and is not said to be nothing.
  @Test func whoWasAddedByAnotherAnswerStays() throws {
    let terminal = try type(
      ["expense", "add", "--award", "YOUTH", "--line", "food", "--amount", "23.00", "--paid-from", "bank"],
      [
        ("Who is paid", "shop"), ("Day of the service", "2022-08-05"), ("What it was for", ""),
        ("Change which answer: ", "--payee"), ("Who is paid", "Baker"), ("Add ‹Baker› as a new payee", "yes"),
        ("What it is", ""), ("Short name", ""), ("Change which answer: ", "--service-date"),
        ("Day of the service", "2021-09-05"), ("Record it?", "no"),
      ])
    #expect(terminal.end() == 1 && terminal.screen.contains("nothing else was recorded"), "\(terminal.screen)")
    #expect(try ok("party", "list").contains("baker"))
  }

  /// With --yes rows that say the same are each recorded, as where nobody can answer.
  @Test func yesAsksNothingOfRows() throws {
    let row = "2021-09-08,YOUTH,food,31.00,shop,2021-09-08"
    let text = "date,award,line,amount,payee,service_date\n\(row)\n\(row)\n"
    let terminal = try Terminal(program, ["expense", "import", try temporaryFile(Array(text.utf8)), "--yes"])
    #expect(terminal.end() == 0 && !terminal.screen.contains("two purchases?"), "\(terminal.screen)")
    #expect(terminal.screen.contains("2 expenses recorded"), "\(terminal.screen)")
  }

  /// Where two organizations have an award of one code, it is chosen with its organization.
  @Test func anAwardOfTwoOrganizationsIsChosenWithItsOwn() throws {
    let installer = Books(try books.asInstaller())
    try installer.addOrganization(code: "other", name: "Other", ein: nil, fiscalYearFirstMonth: 7)
    try ok("party", "add", "funder", "The Funder", "--kind", "foundation", "--org", "other")
    try ok(
      "award", "add", "YOUTH", "Youth", "--org", "other", "--funder", "funder", "--amount", "100.00", "--from",
      "2021-07-01", "--through", "2022-06-30", "--recognition", "unconditional")
    let terminal = try type(
      ["expense", "add", "--payee", "shop", "--amount", "24.00", "--paid-from", "bank"],
      [
        ("Which organization", "site"), ("Which award bears it", "site/YOUTH"), ("Which budget line", "food"),
        ("Day of the service", "2021-09-03"), ("What it was for", ""), ("Record it?", "yes"), ("Another one?", ""),
      ])
    #expect(terminal.end() == 0, "\(terminal.screen)")
  }
}
