import Testing

@testable import Ledger

/// What waits for a second person is not changed, refunded or undone meanwhile; what was changed meanwhile is told as that.
@Suite struct WaitingChangeTests {
  private let program: Program
  private let approver: Program
  private let testBooks: TestBooks
  private let login: String
  private let site: Organization

  init() throws {
    (program, testBooks, login) = try Program.withBooks()
    try program.addAward()
    _ = try testBooks.as(login: "second_person", roles: ["ledger_approver"])
    let installer = Books(try testBooks.asInstaller())
    site = try installer.organization("site")
    try installer.grant(.approver, to: "second_person", in: .organization(site))
    approver = Program(books: testBooks, login: "second_person")
    try run([
      "bill", "add", "--award", "YOUTH", "--line", "food", "--amount", "170.00", "--payee", "shop", "--number", "V-1",
      "--service-date", "2021-09-09", "--key", "v-1",
    ])
    try run(["payment", "add", "--bill", "V-1", "--method", "check", "--number", "1020", "--date", "2021-09-15"])
    try run([
      "commitment", "add", "YOUTH", "--line", "food", "--amount", "300.00", "--payee", "shop", "--date", "2021-09-01",
      "--for", "Party", "--key", "party",
    ])
    try run([
      "org", "approvals", "--above", "100", "--payments", "--reversals", "--approved-by", "Board", "--reason", "Two",
    ])
  }

  private func books() throws -> Books { Books(try testBooks.as(login: login)) }

  private func run(_ words: [String], _ status: Int32 = 0, _ said: String..., by someone: Program? = nil) throws {
    let outcome = try (someone ?? program).run(words)
    #expect(outcome.status == status, "\(words): \(outcome.output)\(outcome.errors)")
    for text in said {
      #expect((outcome.output + outcome.errors).contains(text), "\(words): \(outcome.output)\(outcome.errors)")
    }
  }

  /// The number of the proposal that was made last.
  private func proposed() throws -> String { "\(try #require(try books().proposals(of: site).last?.number))" }

  private func give(_ number: String, _ status: Int32 = 0, _ said: String...) throws {
    let outcome = try approver.run(["approve", "give", number])
    #expect(outcome.status == status, "\(outcome)")
    for text in said { #expect(outcome.errors.contains(text), "\(outcome)") }
  }

  /// A cost moves once, and what comes back goes to the line that bears it, however often its move was proposed.
  @Test func aCostMovesOnceHoweverOftenItIsProposed() throws {
    let correct = ["correct", "V-1", "--line", "stipends", "--reason", "Line"]
    try run(correct, 0, "roposal")
    let first = try proposed()
    for words in [
      correct, ["correct", "V-1", "--line", "stipends", "--reason", "Other words"],
      ["undo", "V-1", "--reason", "Never"],
      ["expense", "refund", "V-1", "--amount", "20.00", "--date", "2021-10-01"],
    ] { try run(words, 4, "proposal \(first) changes entry 2", "ledgerctl approve refuse \(first)") }
    try run(["approve", "refuse", first, "--reason", "No"], by: approver)
    try run(correct, 0, "roposal")
    let second = try proposed()
    #expect(second != first)
    try give(second)
    try run(correct, 4, "moved the cost of entry 2 already")
    try run(["expense", "refund", "V-1", "--amount", "20.00", "--date", "2021-10-01"], 0, "20.00 came back")
    #expect(try program("register", "--award", "YOUTH", "--line", "stipends").output.contains("20.00"))
    try run(["check"], 0, "Sound")
  }

  /// A correction, or an undoing, that waits is proposed once; another of it says that it waits.
  @Test func aCorrectionWaitsOnce() throws {
    try run([
      "bill", "add", "--award", "YOUTH", "--line", "food", "--amount", "50.00", "--payee", "shop", "--number", "V-2",
      "--service-date", "2021-09-09", "--key", "v-2",
    ])
    let correct = ["correct", "V-2", "--amount", "120.00", "--reason", "Digits"]
    try run(correct, 0, "roposal")
    let number = try proposed()
    try run(correct, 4, "proposal \(number) changes entry", "waits for approval")
    try run(["approve", "refuse", number, "--reason", "No"], by: approver)
    let undo = ["undo", "V-2", "--reason", "Never"]
    try run(undo, 0, "roposal")
    let undoing = try proposed()
    try run(undo, 0, "Proposal \(undoing) says this already")
    try run(
      ["undo", "V-2", "--reason", "Other"], 4, "proposal \(undoing) says this already", "approve refuse \(undoing)")
    try run(correct, 4, "proposal \(undoing) changes entry")
    try give(undoing)
    try run(["check"], 0, "Sound")
  }

  /// What another one corrected meanwhile is told as that, by the books too.
  @Test func whatWasCorrectedMeanwhileIsTold() throws {
    try run([
      "bill", "add", "--award", "YOUTH", "--line", "food", "--amount", "50.00", "--payee", "shop", "--number", "V-3",
      "--service-date", "2021-09-09", "--key", "v-3",
    ])
    let wrong = try books().entry("v-3", of: site)
    var change = ExpenseChange()
    var numbers: [Int64] = []
    // Two at once, who did not see each other's proposal.
    for cents in [120_00, 130_00] {
      change.amount = Money(cents: Int64(cents))
      numbers.append(
        try books().propose(
          books().correction(
            wrong, by: wrong.corrected(change, key: "right-\(cents)"), of: site, reversedOn: wrong.draft.date,
            reason: "Digits"), to: site
        ).number)
    }
    try give("\(numbers[0])")
    let right = try books().entry("right-12000", of: site).number
    try give("\(numbers[1])", 1, "[LE016]", "entry \(right) stands in its place", "ledgerctl correct \(right)")
    try run(["check"], 0, "Sound")
  }

  /// The last draw releases what it was shown to release, or is refused, on trial too.
  @Test func aLastDrawReleasesWhatWasShown() throws {
    let draw = ["commitment", "draw", "party", "--service-date", "2021-09-20", "--paid-from", "bank"]
    try run(draw + ["--amount", "200.00", "--final"], 0, "roposal")
    let last = try proposed()
    try run(["approve", "show", last], 0, "Released:", "100.00")
    try run(draw + ["--amount", "150.00"], 0, "roposal")
    try give(try proposed())
    try run(["approve", "give", last, "--dry-run"], 1, "[LV004]", "to release 100.00", by: approver)
    try give(last, 1, "[LV004]", "and would release 0.00", "propose it again")
    try run(["check"], 0, "Sound")
  }

  /// What was shown is what is undone: a credit note that somebody else recorded meanwhile is not undone unseen.
  @Test func anApprovalUndoesWhatWasShown() throws {
    try run([
      "bill", "add", "--award", "YOUTH", "--line", "food", "--amount", "50.00", "--payee", "shop", "--number", "V-4",
      "--service-date", "2021-09-01", "--key", "v-4",
    ])
    try run(["undo", "V-4", "--reason", "Not ours"], 0, "roposal")
    let number = try proposed()
    try run(
      ["expense", "refund", "V-4", "--amount", "12.00", "--date", "2021-09-08", "--to", "payable"], 4,
      "proposal \(number) changes entry")
    let other = try books()
    let bill = try other.entry("v-4", of: site)
    let note = try bill.refundEntry(
      Money(cents: 12_00), of: site, on: "2021-09-08".day, to: .payable, key: "note", memo: nil
    ).lowering(other.unpaid(bill, of: site))
    try other.post(note, to: site)
    try give(number, 1, "[LV004]", "propose it again")
    try run(["check"], 0, "Sound")
  }
}
