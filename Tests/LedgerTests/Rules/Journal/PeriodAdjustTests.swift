import Testing

@testable import Ledger

/// Adjustments of a fiscal year that is closed, as an auditor proposes them (LP007).
@Suite struct PeriodAdjustTests {
  /// Books closed through July 2022, their fiscal year that ended in June too: an award with support of 20.00, of whose spending 15.00 was
  /// released in June and 5.00 of 10.00 in July.
  private func closed() throws -> (Program, TestBooks) {
    let (program, books, _) = try Program.withBooks()
    try program.addConditionalAward()
    try #require(
      try program("award", "recognize", "COND", "--amount", "20.00", "--date", "2022-06-01", "--evidence", "Report")
        .status == 0)
    try #require(try program.addConditionalExpense("15.00", on: "2022-06-10").status == 0)
    let late = try program(
      "expense", "add", "--award", "COND", "--line", "food", "--amount", "10.00", "--payee", "shop", "--service-date",
      "2022-06-20", "--date", "2022-07-05", "--paid-from", "bank", "--key", "late")
    try #require(late.status == 0, "\(late)")
    try #require(try program("period", "close", "2022-06", "--year-end", "--reason", "Year end").status == 0)
    let july = try program("period", "close", "2022-07", "--reason", "Month")
    try #require(july.output.contains("Released 5.00 of COND, 2022-07."), "\(july)")
    return (program, books)
  }

  private func words(_ month: String = "2022-06", document: String? = nil, cents: String = "3.00") throws -> [String] {
    [
      "period", "adjust", month, "--description", "Auditor entry 1", "--line",
      "8110 \(cents) fund=COND award=COND budget-line=food class=without function=program program=program party=shop service=2022-06-25",
      "--line", "1010 -\(cents) fund=COND", "--approved-by", "The auditor", "--document",
      try document ?? temporaryFile(Array("Proposed entries".utf8), name: "letter.txt"), "--reason", "Late invoice",
      "--key",
      "aje-1",
    ]
  }

  @Test func anAdjustmentIsOneTransactionWithWhatFollowsFromIt() throws {
    let (program, _) = try closed()
    let sound = try program("check").output
    let trial = try program.run(words() + ["--dry-run"])
    let said = [
      "Auditor entry 1, adjusting the year ended 2022-06-30, approved by The auditor",
      "Released 3.00 of COND, 2022-06.",
      "Took back a release of 3.00 of COND, 2022-07.", "Closed the fiscal year ended 2022-06-30 to net assets.",
    ]
    for line in said { #expect(trial.output.contains("dry run, nothing recorded: \(line)"), "\(trial)") }
    #expect(try program("check").output == sound)

    let adjusted = try program.run(words())
    #expect(adjusted.status == 0, "\(adjusted)")
    for line in said { #expect(adjusted.output.contains(line), "\(line): \(adjusted)") }
    #expect(try program("check").output.hasPrefix("Sound"))
    // The year has the cost and nothing left open, and the month after it as much less released.
    let year = try program(
      "statement", "activities", "--from", "2021-07-01", "--to", "2022-06-30", "--format", "csv"
    ).output
    #expect(year.contains("subtotal,Total expenses,18.00,0.00,18.00"), "\(year)")
    #expect(year.contains("total,Net assets at end,0.00,2.00,2.00"), "\(year)")
    let july = try program("statement", "activities", "--from", "2022-07-01", "--to", "2022-07-31", "--format", "csv")
      .output
    #expect(july.contains("subtotal,Change in net assets,-8.00,-2.00,-10.00"), "\(july)")
    // It is known for what it is, and the books are as closed as before.
    let voucher = try program("entry", "show", "aje-1").output
    #expect(
      voucher.contains("the closed year ended 2022-06-30, approved by The auditor: Late invoice")
        && voucher.contains("letter.txt"), "\(voucher)")
    let history = try program("period", "history", "--format", "csv").output
    #expect(
      history.contains("\"adjusted the year ended 2022-06-30, approved by The auditor, document 1\"")
        && history.split(separator: "\n").last?.contains("closed through 2022-07-31") == true, "\(history)")
    let months = try program("period", "list", "--format", "csv").output
    #expect(months.contains("2022-07,closed") && months.contains("adjust by"), "\(months)")
    let post = try program(
      "entry", "post", "--date", "2022-06-30", "--description", "x", "--key", "x", "--line", "1010 1.00", "--line",
      "1040 -1.00")
    #expect(post.errors.contains("LP001"), "\(post)")
    // Again it is recorded once; with other content it is refused.
    #expect(try program.run(words()).output.contains("before"))
    #expect(try program.run(words(cents: "4.00")).errors.contains("LK001"))
    // Reopening the year undoes both closings of it, and it closes as a whole again.
    let reopened = try program("period", "reopen", "2022-06", "--reason", "Again")
    #expect(reopened.output.split(separator: "\n").count { $0.contains("Undid the closing") } == 2, "\(reopened)")
    #expect(try program("period", "close", "2022-06", "--year-end", "--reason", "Again").status == 0)
    #expect(try program("check").output.hasPrefix("Sound"))
  }

  @Test func onlyAClosedYearIsAdjusted() throws {
    let (program, _) = try closed()
    func entries() throws -> Substring? { try program("check").output.split(separator: "\n").first }
    let before = try entries()
    let middle = try program.run(words("2021-12"))
    #expect(middle.status == 1 && middle.errors.contains("ledgerctl period adjust 2022-06"), "\(middle)")
    let open = try program.run(words("2023-06"))
    #expect(open.status == 1 && open.errors.contains("LP007") && open.errors.contains("entry post"), "\(open)")
    let gone = try program.run(words(document: "/nowhere/letter.txt"))
    #expect(gone.status == 1 && gone.errors.contains("cannot read"), "\(gone)")
    let kind = try program.run(words(document: temporaryFile(Array("x".utf8), name: "letter.exe")))
    #expect(kind.status == 1 && kind.errors.contains("says no kind of document"), "\(kind)")
    #expect(try program.run(words().filter { !$0.hasPrefix("The auditor") && $0 != "--approved-by" }).status == 2)
    // Whatever follows from it is refused with it: a cost above what the award's line was approved for, or lines that do not balance.
    var unbalanced = try words()
    unbalanced[unbalanced.firstIndex { $0.hasPrefix("1010") } ?? 0] = "1010 -2.00 fund=COND"
    #expect(try program.run(unbalanced).errors.contains("LE001"))
    #expect(try entries() == before)
    let history = try program("period", "history", "--format", "csv").output
    #expect(!history.contains("adjusted"), "\(history)")
  }

  /// By direct SQL: only finance administrators, and nothing dated elsewhere, without its document or with the books left open.
  @Test func nobodyElseAdjusts() throws {
    let sample = try SampleBooks.copy()
    let adjust = DirectSQL.adjust(Drafts.transfer(key: "adjusts", on: "2021-06-30"), yearEnded: "2021-06-30")
    for login in SampleLogin.allCases {
      let expected =
        switch login {
        case .financeAdmin: "LP007"
        case .southFinanceAdmin: "LM001"
        default: "42501"
        }
      #expect(outcome(try sample.as(login), adjust) == expected, "\(login)")
    }
    let owner = try sample.asOwner()
    #expect(outcome(owner, DirectSQL.adjusting) == "LP007")
    let plain =
      "insert into ledger.closing_event (organization_id, action, closed_through, reason) values (1, 'adjust', '2021-05-31', 'x')"
    #expect(outcome(owner, plain) == "closing_event_approval_check")
    #expect(
      outcome(owner, DirectSQL.adjusting.replacing("sha256('letter'), 'Audit'", with: "sha256('other'), 'Audit'"))
        == "closing_event_document_fkey")
    // A year that is closed, adjusted by an entry of another day.
    let admin = Books(try sample.as(.financeAdmin))
    _ = try admin.close(through: Month(parsing: "2022-06"), of: sample.north, reason: "Year end", yearEnd: true)
    let elsewhere = DirectSQL.adjust(Drafts.transfer(key: "elsewhere", on: "2022-06-29"), yearEnded: "2022-06-30")
    #expect(outcome(admin.connection, elsewhere) == "LP007")
    #expect(
      outcome(
        admin.connection, DirectSQL.adjust(Drafts.transfer(key: "adjusts", on: "2022-06-30"), yearEnded: "2022-06-30"))
        == "accepted")
    #expect(try brokenRules(admin.connection).isEmpty)
  }
}
