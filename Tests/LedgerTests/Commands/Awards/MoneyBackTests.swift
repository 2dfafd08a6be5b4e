import Testing

@testable import Ledger

/// Money that goes back to funders: what was received and is not spent, never what never came, and nothing twice.
@Suite struct MoneyBackTests: ProgramStory {
  let program: Program
  private let books: TestBooks
  private let login: String

  init() throws {
    (program, books, login) = try Program.withBooks()
    try program.addAward()
  }

  /// What the funder never paid is not paid back.
  @Test func whatNeverCameDoesNotGoBack() throws {
    try refused("LA018", "award", "return", "YOUTH", "--amount", "1.00", "--date", "2021-08-01", "--reason", "x")
    try ok("award", "receive", "YOUTH", "--amount", "6000.00", "--date", "2021-07-20")
    #expect(try program.addExpense("1000.00", key: "a").status == 0)
    try refused("LA018", "award", "return", "YOUTH", "--amount", "5000.01", "--date", "2021-10-01", "--reason", "x")
    try ok("award", "return", "YOUTH", "--amount", "5000.00", "--date", "2021-10-01", "--reason", "x")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// A return that was paid at once is undone with its payment, whichever is named; one that was paid later not under its payment: what is due to
  /// the funder never falls below zero.
  @Test func aPaidReturnIsNotUndoneByHalf() throws {
    try ok("award", "receive", "YOUTH", "--amount", "10000.00", "--date", "2021-07-20")
    try ok(
      "award", "return", "YOUTH", "--amount", "700.00", "--date", "2021-10-01", "--reason", "x", "--key", "back",
      "--paid-from", "bank")
    #expect(try ok("entry", "show", "back:paid").contains("part 2 of 2 of return"))
    let undone = try ok("undo", "back:paid", "--date", "2021-10-05", "--reason", "Not so")
    #expect(undone.contains("with it entry"), "\(undone)")
    try ok("entry", "move", "back", "--date", "2021-10-02", "--reason", "That day")
    #expect(try ok("register", "--account", "2420", "--format", "csv").contains(",0.00\n"))
    #expect(try ok("register", "--account", "1010", "--to", "2021-10-03", "--format", "csv").hasSuffix(",10000.00\n"))
    try ok(
      "award", "return", "YOUTH", "--amount", "600.00", "--date", "2021-10-06", "--reason", "x", "--key", "later")
    try ok("award", "return", "YOUTH", "--owed", "--paid-from", "bank", "--date", "2021-10-07", "--key", "paid-later")
    try refused("LA015", "undo", "later", "--reason", "half")
    try ok("undo", "paid-later", "--reason", "Bounced")
    try ok("undo", "later", "--reason", "Not so")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  @Test func whatIsDueToAFunderIsPaidOnce() throws {
    try ok("award", "receive", "YOUTH", "--amount", "10000.00", "--date", "2021-07-20")
    try ok(
      "award", "return", "YOUTH", "--amount", "700.00", "--date", "2021-10-01", "--reason", "x", "--key", "back",
      "--paid-from", "bank")
    try refused(
      "LA015", "entry", "post", "--date", "2021-10-02", "--description", "Twice", "--key", "twice", "--line",
      "2420 700.00 fund=YOUTH award=YOUTH party=funder", "--line", "1010 -700.00 fund=YOUTH")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// A mistake that was found after its months were closed and released: what is unspent goes back, wherever its release stands.
  @Test func whatCameBackAfterItsReleaseGoesBack() throws {
    try ok("award", "receive", "YOUTH", "--amount", "30000.00", "--date", "2021-07-20")
    #expect(try program.addExpense("1000.00", key: "a", "--date", "2022-05-01").status == 0)
    #expect(try program.addExpense("200.00", key: "b", "--date", "2022-05-02").status == 0)
    let words = ["period", "close", "2022-06", "--year-end", "--return-unspent", "--reason", "Year end"]
    #expect(try program.run(words).output.contains("28,800.00 of YOUTH goes back"))
    try ok("period", "reopen", "2022-05", "--reason", "Digits")
    try ok("correct", "a", "--amount", "400.00", "--reason", "Digits")
    let again = try program.run(words)
    #expect(again.status == 0 && again.output.contains("600.00 of YOUTH goes back"), "\(again)")
    // A refund of the next month does too, before that month is closed; and the award is not closed over it.
    try ok("expense", "refund", "b", "--amount", "100.00", "--date", "2022-07-10")
    try refused("is no longer spent", "award", "close", "YOUTH", "--date", "2022-07-20", "--final-report", "2022-07-20")
    try ok("award", "return", "YOUTH", "--amount", "100.00", "--date", "2022-07-15", "--reason", "Refund")
    try ok("period", "close", "2022-07", "--reason", "Month")
    let position = try ok("statement", "position", "--as-of", "2022-07-31", "--format", "csv")
    #expect(position.contains("detail,Due to funder,29500.00"), "\(position)")
    let activities = try ok("statement", "activities", "--as-of", "2022-07-31", "--format", "csv")
    #expect(activities.contains("total,Net assets at end,0.00,0.00,0.00"), "\(activities)")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// What was released because time came and what was spent use the same support: the rest goes back.
  @Test func timeAndSpendingUseTheSameSupport() throws {
    try ok("award", "receive", "YOUTH", "--amount", "30000.00", "--date", "2021-07-20")
    try ok(
      "award", "release", "YOUTH", "--for", "time", "--date", "2021-12-31", "--reason", "The season began", "--amount",
      "6000.00")
    #expect(try program.addExpense("5000.00", key: "a", "--date", "2022-02-10").status == 0)
    let closed = try ok("period", "close", "2022-06", "--year-end", "--return-unspent", "--reason", "Year end")
    #expect(closed.contains("24,000.00 of YOUTH goes back"), "\(closed)")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// Of two closed awards a refund goes to that of its cost.
  /// What is committed does not go back, a cost that comes after the return is seen, and what is owed to the funder is to do.
  @Test func whatIsCommittedStaysAndWhatIsSpentSinceIsSaid() throws {
    try ok("award", "receive", "YOUTH", "--amount", "30000.00", "--date", "2021-07-20")
    #expect(try program.addExpense("5000.00", key: "a", "--date", "2022-05-01").status == 0)
    try ok("award", "terms", "YOUTH", "--unspent", "return", "--approved-by", "F", "--reason", "Letter")
    try ok(
      "commitment", "add", "YOUTH", "--line", "food", "--amount", "400.00", "--payee", "shop", "--date", "2022-05-02",
      "--for", "Snacks")
    let words = ["period", "close", "2022-06", "--year-end", "--return-unspent", "--reason", "Year end"]
    let closed = try ok(words)
    #expect(
      closed.contains(
        "24,600.00 unspent, which goes back to its funder by its terms; 400.00 more is committed, and stays")
        && closed.contains("24,600.00 of YOUTH goes back to its funder"), "\(closed)")
    #expect(try ok("todo", "--format", "csv").contains("24,600.00 is owed to "))
    // A late bill of that year: the month opens again, and the checklist says what the return has taken too much.
    try ok("period", "reopen", "2022-06", "--reason", "Late bill")
    #expect(try program.addExpense("1000.00", key: "late", "--date", "2022-06-20").status == 0)
    let list = try ok("period", "checklist", "2022-06", "--format", "csv")
    #expect(
      list.contains("4. Release,YOUTH,600.00 that was returned to the funder is spent,\"ledgerctl undo 5"), "\(list)")
    // The year that was left open is said by the months after it.
    try ok("period", "close", "2022-06", "--reason", "Month")
    let july = try ok("period", "close", "2022-07", "--reason", "Month")
    #expect(
      july.contains("The fiscal year ended 2022-06-30 is not closed to net assets: reopen 2022-06 and close it"),
      "\(july)")
    let next = try ok("period", "checklist", "2022-08", "--format", "csv")
    #expect(next.contains("5. Close,,the fiscal year ended 2022-06-30 is not closed to net assets,"), "\(next)")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// What the terms let the grantee keep is restricted no more once the award is closed, nor is a refund that comes later.
  @Test func whatIsKeptIsRestrictedNoMore() throws {
    func restricted(_ day: String) throws -> String {
      let rows = try ok("statement", "award-schedule", "--as-of", day, "--format", "csv").split(separator: "\n")
      let row = try #require(rows.first { $0.hasPrefix("detail,YOUTH,") })
      return String(row.split(separator: ",", omittingEmptySubsequences: false).dropLast(10).last ?? "")
    }
    try ok("award", "terms", "YOUTH", "--unspent", "keep", "--approved-by", "F", "--reason", "Letter")
    try ok("award", "receive", "YOUTH", "--amount", "30000.00", "--date", "2021-07-20")
    #expect(try program.addExpense("29000.00", key: "a", "--date", "2022-05-01").status == 0)
    try ok("period", "close", "2022-05", "--reason", "Month")
    try ok("budget", "explain", "YOUTH", "food", "--reason", "Agreed")
    let close = ["award", "close", "YOUTH", "--date", "2022-06-30", "--final-report", "2022-07-15"]
    #expect(try ok(close + ["--dry-run"]).contains("1,000.00 of YOUTH is unspent and kept by its terms"))
    #expect(try restricted("2022-06-30") == "1000.00")
    #expect(try ok(close).contains("1,000.00 of YOUTH is unspent and kept by its terms"))
    #expect(try restricted("2022-06-30") == "0.00")
    // It stays released, whatever closes after it; and what comes back later is kept too.
    #expect(try !ok("period", "close", "2022-06", "--year-end", "--reason", "Year end").contains("Took back"))
    try ok("expense", "refund", "a", "--amount", "50.00", "--date", "2022-07-10", "--to", "bank", "--key", "late")
    #expect(try restricted("2022-07-10") == "0.00" && restricted("2022-07-09") == "0.00")
    let year = try ok("statement", "activities", "--from", "2022-07-01", "--to", "2022-07-31", "--format", "csv")
    #expect(year.contains("Change in net assets,50.00,0.00,50.00"), "\(year)")
    #expect(try !ok("period", "close", "2022-07", "--reason", "Month").contains("eleased"))
    #expect(try ok("check").hasPrefix("Sound"))
    // Undone whole, and open again: what is spent of it then is the organization's own.
    try ok("award", "reopen", "YOUTH", "--date", "2022-08-01", "--reason", "A bill came")
    try ok("undo", "late", "--date", "2022-08-01", "--reason", "Another award's")
    #expect(
      try program.addExpense("300.00", key: "more", "--date", "2022-08-03", "--service-date", "2022-06-20").status == 0)
    #expect(try !ok("period", "close", "2022-08", "--reason", "Month").contains("eleased"))
    try ok("budget", "explain", "YOUTH", "food", "--as-of", "2022-09-30", "--reason", "Agreed")
    try ok("award", "close", "YOUTH", "--date", "2022-09-30", "--final-report", "2022-09-30")
    #expect(try restricted("2022-09-30") == "0.00")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  @Test func aRefundIsOfItsOwnAward() throws {
    try program.addConditionalAward()
    try ok("award", "recognize", "COND", "--amount", "100.00", "--date", "2022-06-01", "--evidence", "Report")
    try ok("award", "receive", "COND", "--amount", "100.00", "--date", "2022-06-15")
    try ok("award", "receive", "YOUTH", "--amount", "30000.00", "--date", "2021-07-20")
    #expect(try program.addConditionalExpense("100.00", on: "2022-06-10").status == 0)
    #expect(try program.addExpense("50.00", key: "a").status == 0)
    try ok("period", "close", "2022-06", "--year-end", "--return-unspent", "--reason", "Year end")
    try ok("award", "return", "YOUTH", "--owed", "--date", "2022-07-05", "--paid-from", "bank")
    for award in ["COND", "YOUTH"] {
      try ok("award", "close", award, "--date", "2022-07-20", "--final-report", "2022-07-20")
    }
    let refunds = [("cond-100.00", "COND"), ("a", "YOUTH")]
    for (key, award) in refunds {
      let refund = try ok("expense", "refund", key, "--amount", "12.00", "--date", "2022-08-02")
      #expect(refund.contains("Award \(award) is closed: 12.00 of it is due to the funder"), "\(refund)")
    }
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// A promise that is not paid is no cost of the award: nothing was done for its purpose.
  @Test func aLossIsNoCost() throws {
    let words = [
      "entry", "post", "--date", "2021-09-20", "--description", "Never paid", "--key", "loss", "--line",
      "8610 7000.00 fund=YOUTH class=without function=management award=YOUTH service=2021-09-20", "--line",
      "1240 -7000.00 fund=YOUTH award=YOUTH party=funder",
    ]
    try refused("LA018", words)
    try refused("award write-off", words)
  }

  /// What a funder will not pay is a loss where it stands: of what is restricted still with restrictions, the rest, released by now, without.
  @Test func aPromiseNotPaidIsALossWhereItStands() throws {
    func activities(_ day: String) throws -> String {
      try ok("statement", "activities", "site", "--as-of", day, "--format", "csv")
    }
    try ok("award", "receive", "YOUTH", "--amount", "2000.00", "--date", "2021-07-20")
    #expect(try program.addExpense("25000.00", key: "a", "--date", "2021-09-10").status == 0)
    try ok("period", "close", "2021-09", "--reason", "Month")
    let writeOff = [
      "award", "write-off", "YOUTH", "--date", "2021-10-15", "--reason", "Letter of October 15", "--amount",
    ]
    try refused("the funder owes 28,000.00 of award YOUTH", writeOff + ["28000.01"])
    try refused("LA018", ["award", "write-off", "YOUTH", "--date", "2021-06-30", "--reason", "x", "--amount", "1.00"])
    let words =
      "written off: 5,000.00 with donor restrictions, 1,000.00 without, since that was spent or released already"
    #expect(try ok(writeOff + ["6000.00", "--dry-run"]).contains(words))
    #expect(try ok(writeOff + ["6000.00"]).contains("6,000.00 of YOUTH \(words)"))
    try refused("says the same: Promise of YOUTH not paid: Letter of October 15", writeOff + ["6000.00"])
    let register = try ok("register", "--account", "5495", "--format", "csv")
    #expect(register.contains("5000.00") && register.contains("1000.00"), "\(register)")
    let budget = try ok("statement", "budget", "YOUTH", "--as-of", "2021-10-31", "--format", "csv")
    #expect(budget.contains("25000.00") && !budget.contains("31000.00"), "\(budget)")
    let closed = try ok("period", "close", "2021-10", "--reason", "Month")
    #expect(!closed.contains("Released"), "\(closed)")
    #expect(try ok("check").hasPrefix("Sound"))
    // Its split is the books' to figure: nobody else says how much of it was released.
    let byHand = try program.run([
      "entry", "post", "--date", "2021-11-01", "--description", "Loss", "--key", "by-hand", "--line",
      "5495 1.00 fund=YOUTH class=without award=YOUTH party=funder", "--line",
      "1240 -1.00 fund=YOUTH award=YOUTH party=funder",
    ])
    #expect(byHand.status == 1 && byHand.errors.contains("LA018"), "\(byHand)")
    // What is received afterwards cannot be more than is still owed and was written off, and undone it is owed again.
    try refused(
      "28,000.00 of its promise outstanding",
      ["award", "receive", "YOUTH", "--amount", "28000.01", "--date", "2021-11-01"])
    #expect(
      try ok("award", "receive", "YOUTH", "--amount", "23500.00", "--date", "2021-11-01", "--dry-run").contains(
        "1,500.00 of it was written off and is recovered"))
    let lost = try #require(
      ok("find", "6000.00", "--format", "csv").split(separator: "\n").last?.split(separator: ",").dropFirst().first)
    try ok("undo", String(lost), "--date", "2021-11-01", "--reason", "They paid")
    // The same again is no repetition: what was undone is said, and what to do.
    try refused("undid it", writeOff + ["6000.00"])
    try refused("to record it again:", writeOff + ["6000.00"])
    let again = try ok(writeOff.map { $0 == "2021-10-15" ? "2021-11-01" : $0 } + ["6000.00", "--key", "again"])
    #expect(again.contains("6,000.00 of YOUTH written off"), "\(again)")
    try ok("undo", "again", "--date", "2021-11-20", "--reason", "They paid")
    try ok("entry", "move", "again", "--date", "2021-11-01", "--reason", "They paid that day")
    try ok("award", "receive", "YOUTH", "--amount", "28000.00", "--date", "2021-11-02")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// Another's money is never spent beyond what is held, on any day: what is more is claimed of the funder, as far as the award goes, or is
  /// the organization's own cost.
  @Test func anAgencyAwardSpendsWhatIsHeld() throws {
    try program.addConditionalAward(code: "HELD", recognition: "agency")
    func spend(_ amount: String, _ day: String, _ more: String...) -> [String] {
      [
        "expense", "add", "--award", "HELD", "--line", "food", "--amount", amount, "--payee", "shop", "--service-date",
        day, "--paid-from", "bank",
      ] + more
    }
    func balance(_ account: String) throws -> String {
      try ok("register", "--account", account, "--format", "csv").split(separator: "\n").last
        .map { String($0.split(separator: ",").last!) } ?? ""
    }
    try refused("LA015", spend("10.00", "2021-08-01"))
    try ok("award", "receive", "HELD", "--amount", "100.00", "--date", "2021-08-05", "--key", "came")
    try refused("LA015", spend("10.00", "2021-08-04"))
    try ok(spend("60.00", "2021-08-10", "--key", "kept"))
    try refused("takes 0.01 more from account 2910 of award HELD", spend("40.01", "2021-08-11"))
    try refused("--account 1240", spend("40.01", "2021-08-11"))
    // A receipt that bounces after it was spent is refused as well, and a day before the receipt has nothing to spend.
    try refused("LA015", "undo", "came", "--reason", "Bounced")
    try refused("is an agency award", spend("5.00", "2021-08-12", "--account", "8110"))
    try ok(spend("40.00", "2021-08-11"))
    let claimed = try ok(spend("25.00", "2021-08-12", "--account", "1240", "--key", "claimed"))
    #expect(claimed.contains("25.00"), "\(claimed)")
    #expect(try balance("1240") == "30025.00" && balance("2910") == "0.00")
    let budget = try ok("statement", "budget", "HELD", "--as-of", "2021-08-31", "--format", "csv")
    #expect(budget.contains("125.00"), "\(budget)")
    let schedule = try ok("statement", "award-schedule", "--as-of", "2021-08-31", "--format", "csv")
    #expect(schedule.contains("HELD") && schedule.contains("25.00"), "\(schedule)")
    // What comes back while the funder still owes is not returned to it.
    try ok("expense", "refund", "kept", "--amount", "10.00", "--date", "2021-08-13")
    try refused("LA018", "award", "return", "HELD", "--amount", "0.01", "--date", "2021-08-31", "--reason", "Unspent")
    // The money that comes settles the claim first, which is then not undone under it.
    let received = try ok("award", "receive", "HELD", "--amount", "40.00", "--date", "2021-09-05")
    #expect(received.contains("40.00 received for HELD: 25.00 that was owed, 15.00 ahead"), "\(received)")
    #expect(try balance("1240") == "30000.00" && balance("2910") == "-25.00")
    try refused("takes 25.00 more from account 1240 of award HELD", "undo", "claimed", "--reason", "Not ours")
    try ok("award", "return", "HELD", "--amount", "25.00", "--date", "2021-09-30", "--reason", "Unspent")
    try refused(
      "LA017",
      [
        "entry", "post", "--date", "2021-09-06", "--description", "x", "--key", "claim", "--line",
        "1240 5.00 fund=YOUTH award=YOUTH budget-line=food party=funder service=2021-09-06", "--line",
        "1010 -5.00 fund=YOUTH",
      ])
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// As README says it: an invoice is named by its number, a second payee's of the same number by its entry.
  @Test func aBillIsNamedByItsNumber() throws {
    for (payee, date) in [("shop", "2021-09-03"), ("funder", "2021-09-04")] {
      try ok(
        "bill", "add", "--award", "YOUTH", "--line", "food", "--amount", "120.00", "--payee", payee, "--number",
        "INV-7",
        "--service-date", date, "--key", payee)
      guard payee == "shop" else { continue }
      let credited = try ok(
        "expense", "refund", "INV-7", "--amount", "20.00", "--date", "2021-09-12", "--to", "payable")
      #expect(credited.contains("100.00 of it is still to be paid"), "\(credited)")
    }
    try refused("2 bills are called", "undo", "INV-7", "--reason", "Twice")
    try ok("undo", "funder", "--reason", "Twice")
  }

  /// What an auditor asks for most: a cost of the closed year comes down, with its release.
  @Test func anAdjustmentLowersACost() throws {
    try ok("award", "receive", "YOUTH", "--amount", "30000.00", "--date", "2021-07-20")
    #expect(try program.addExpense("1000.00", key: "a", "--date", "2022-05-01").status == 0)
    try ok("period", "close", "2022-06", "--year-end", "--reason", "Year end")
    let undone = try ok("undo", "a", "--reason", "Twice", "--dry-run")
    #expect(
      undone.contains("dated 2022-07-01, the first day that is open")
        && undone.contains("ledgerctl period adjust 2022-06"),
      "\(undone)")
    let letter = try temporaryFile(Array("Proposed entries".utf8), name: "letter.txt")
    let adjusted = try ok(
      "period", "adjust", "2022-06", "--description", "Duplicate", "--line", "1010 300.00 fund=YOUTH", "--line",
      "8110 -300.00 fund=YOUTH class=without function=program program=program award=YOUTH budget-line=food party=shop service=2022-05-01",
      "--approved-by", "The auditor", "--document", letter, "--reason", "Duplicate", "--key", "aje")
    #expect(adjusted.contains("Took back a release of 300.00 of YOUTH, 2022-06."), "\(adjusted)")
    #expect(try ok("check").hasPrefix("Sound"))
    // Undone, it counts in the open year; with its own open again, the reversal moves there.
    try ok("undo", "aje", "--reason", "It was none")
    try refused("LP001", "entry", "move", "aje", "--date", "2022-06-30", "--reason", "Of that year")
    try ok("period", "reopen", "2022-06", "--reason", "Its adjustment was none")
    try ok("entry", "move", "aje", "--date", "2022-06-30", "--reason", "Of that year")
    let closed = try ok("period", "close", "2022-06", "--year-end", "--reason", "Year end")
    #expect(closed.contains("Released 300.00 of YOUTH, 2022-06."), "\(closed)")
    let year = try ok(
      "statement", "activities", "--from", "2021-07-01", "--to", "2022-06-30", "--format", "csv")
    #expect(year.contains("Total expenses,1000.00,0.00,1000.00"), "\(year)")
    #expect(try ok("check").hasPrefix("Sound"))
    // Elsewhere it still may not.
    try refused(
      "LA017", "entry", "post", "--date", "2022-07-01", "--description", "Less", "--key", "less", "--line",
      "1010 100.00 fund=YOUTH", "--line",
      "8110 -100.00 fund=YOUTH class=without function=program program=program award=YOUTH budget-line=food party=shop service=2022-05-01"
    )
  }
}
