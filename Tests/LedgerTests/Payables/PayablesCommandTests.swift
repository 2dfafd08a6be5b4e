import Foundation
import Testing

@testable import Ledger

/// The working week by the command: bills, payments, voids, the card, staff, and costs whose cash lies elsewhere; wrong input too.
@Suite struct PayablesCommandTests {
  private let program: Program

  init() throws {
    (program, _, _) = try Program.withBooks()
    try program.addAward()
    for party in [["card-bank", "Bank of the card"], ["lead", "Program lead", "--kind", "staff"]] {
      #expect(try program.run(["party", "add"] + party).status == 0)
    }
  }

  private func run(_ words: [String], _ status: Int32 = 0, _ said: String...) throws {
    let outcome = try program.run(words)
    #expect(outcome.status == status, "\(words): \(outcome.output)\(outcome.errors)")
    for text in said {
      #expect((outcome.output + outcome.errors).contains(text), "\(words): \(outcome.output)\(outcome.errors)")
    }
  }

  private func bill(_ number: String, _ amount: String, _ day: String, _ more: String...) -> [String] {
    [
      "bill", "add", "--award", "YOUTH", "--line", "food", "--amount", amount, "--payee", "shop", "--number", number,
      "--service-date", day,
    ] + more
  }

  private func pay(_ words: String...) -> [String] { ["payment", "add", "--method", "transfer"] + words }

  private func owed(_ account: String, on day: String) throws -> String {
    let rows = try program("statement", "payables", "--as-of", day, "--format", "csv").output.split(separator: "\n")
    return rows.first { $0.hasPrefix("memo,Balance of \(account)") }.map {
      String($0.split(separator: ",", omittingEmptySubsequences: false)[6])
    }
      ?? "0.00"
  }

  @Test func aBillIsOwedPaidVoidedAndPaidAgain() throws {
    try run(
      bill("INV-007", "120.00", "2021-09-03", "--due", "2021-09-20"), 0,
      "Entry 2: bill INV-007 of The Corner Shop, 120.00")
    try run(bill("inv 7", "120.00", "2021-09-03"), 1, "is recorded as entry 2", "[LB004]", "--same-number")
    try run(bill("inv 7", "5.00", "2021-09-03", "--same-number"))
    try run(bill("INV-8", "80.00", "2021-09-04"))
    let ageing = try program("statement", "payables", "--as-of", "2021-11-30", "--format", "csv").output
    #expect(ageing.contains("detail,The Corner Shop,2,INV-007,YOUTH,2021-09-20,120.00,,,,120.00,"))
    try run(pay("--bill", "INV-007", "--amount", "100.00", "--date", "2021-09-10"), 1, "add up to 120.00", "100.00")
    try run(pay("--bill", "INV-9", "--date", "2021-09-10"), 1, "INV-8")
    try run(pay("--bill", "INV-007=120.01", "--date", "2021-09-10"), 1, "not part of the 120.00 open")
    try run(pay("--bill", "INV-007", "--date", "2021-09-02"), 1, "[LB003]")
    try run(
      [
        "payment", "add", "--method", "check", "--number", "1041", "--bill", "INV-007", "--bill", "INV-8=30.00",
        "--date", "2021-09-10",
      ],
      0, "150.00 to The Corner Shop by check 1041, settles entries 2, ")
    try run(pay("--bill", "2", "--date", "2021-09-11"), 1, "nothing is open of entry 2")
    try run(
      ["payment", "add", "--method", "check", "--number", "1041", "--bill", "INV-8", "--date", "2021-09-10"], 4,
      "a voided check keeps its number")
    #expect(try owed("2010", on: "2021-09-30") == "55.00")
    let spent = try program("statement", "budget", "YOUTH", "--as-of", "2021-09-30", "--format", "csv").output
    try run(["entry", "reverse", "2", "--reason", "x", "--date", "2021-09-30"], 1, "[LB002]", "payment void")
    try run(
      ["payment", "void", "1041", "--reason", "Lost in the mail", "--date", "2021-09-20"], 0, "150.00 is owed again")
    try run(["payment", "void", "1041", "--reason", "Lost in the mail", "--date", "2021-09-20"], 0, "recorded")
    try run(["payment", "void", "1041", "--reason", "Twice", "--date", "2021-09-20"], 4, "was voided by entry")
    #expect(try owed("2010", on: "2021-09-30") == "205.00")
    #expect(try program("statement", "budget", "YOUTH", "--as-of", "2021-09-30", "--format", "csv").output == spent)
    try run(pay("--all", "--payee", "shop", "--date", "2021-09-21"), 0, "205.00 to The Corner Shop")
    #expect(try owed("2010", on: "2021-09-30") == "0.00")
    #expect(try owed("2010", on: "2021-09-20") == "205.00")
    let voucher = try program("entry", "show", "2").output
    for fact in ["Bill:", "invoice INV-007 of 2021-09-03, due 2021-09-20", "Settled by:", "(void)"] {
      #expect(voucher.contains(fact), "\(voucher)")
    }
    let payments = try program("payment", "list", "--format", "csv").output
    #expect(payments.contains("The Corner Shop,check,1041,1010,150.00,") && payments.contains(",2021-09-20"))
    try run(["check"], 0, "Sound")
  }

  @Test func aCardStatementIsPaidToTheCent() throws {
    for (amount, day) in [("40.00", "2021-09-05"), ("25.50", "2021-09-20"), ("10.00", "2021-10-02")] {
      try run([
        "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", amount, "--payee", "shop", "--service-date",
        day,
        "--paid-from", "card",
      ])
    }
    try run(["expense", "refund", "2", "--amount", "15.00", "--date", "2021-09-25", "--to", "card"])
    let statement = ["--card", "--through", "2021-09-30", "--payee", "card-bank", "--date", "2021-10-15"]
    try run(
      ["payment", "add", "--method", "direct-debit"] + statement + ["--amount", "65.50"], 1, "add up to 50.50",
      "15.00 more", "entry 5")
    try run(
      ["payment", "add", "--method", "direct-debit"] + statement + ["--amount", "50.50"], 0, "50.50 to Bank of the card"
    )
    #expect(try owed("2015", on: "2021-10-31") == "10.00")
    try run(["check"], 0, "Sound")
  }

  @Test func staffAreOwedWhatTheyPaid() throws {
    try run(
      [
        "mileage", "add", "lead", "--award", "YOUTH", "--line", "food", "--miles", "10", "--service-date", "2021-09-01",
        "--memo", "x",
      ], 1, "mileage rate")
    try run(["mileage", "rate", "--cents", "56", "--from", "2021-01-01", "--source", "IRS Notice 2021-02"])
    try run(["mileage", "rate", "--cents", "58.5", "--from", "2022-01-01", "--source", "IRS Notice 2022-03"])
    try run(["mileage", "rate", "--cents", "58.5", "--from", "2022-01-01", "--source", "again"], 4, "it stands")
    let drive = [
      "mileage", "add", "lead", "--award", "YOUTH", "--line", "food", "--memo", "To the venue", "--service-date",
    ]
    try run(drive + ["2021-09-01", "--miles", "12.5"], 0, "12.5 miles at 56.0 cents, 7.00, owed to Program lead")
    try run(drive + ["2022-01-03", "--miles", "12.5"], 0, "12.5 miles at 58.5 cents, 7.31")
    try run(drive + ["2021-09-01", "--miles", "12,5"], 1, "not a number of miles")
    try run([
      "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", "20.00", "--payee", "shop", "--service-date",
      "2021-09-02", "--paid-from", "staff", "--staff", "lead",
    ])
    try run(
      [
        "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", "20.00", "--payee", "shop",
        "--service-date", "2021-09-02", "--paid-from", "staff",
      ],
      2, "--staff: nothing is given")
    try run(pay("--all", "--payee", "lead", "--date", "2022-01-10"), 0, "34.31 to Program lead")
    try run([
      "advance", "give", "lead", "--amount", "100.00", "--date", "2022-01-11", "--for", "Groceries", "--fund", "YOUTH",
    ])
    let buy = { (amount: String) in
      [
        "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", amount, "--payee", "shop", "--service-date",
        "2022-01-12", "--paid-from", "advance", "--staff", "lead",
      ]
    }
    try run(buy("100.01"), 1, "has 100.00 of advances in fund YOUTH")
    try run(buy("64.25"))
    #expect(try program("advance", "list", "--format", "csv").output.contains(",YOUTH,100.00,35.75,"))
    try run(
      ["advance", "return", "lead", "--date", "2022-01-13", "--fund", "YOUTH"], 0, "35.75 came back", "0.00 is open")
    try run(
      ["advance", "give", "shop", "--amount", "1.00", "--date", "2022-01-11", "--for", "x"], 1, "not a member of staff")
    try run(["check"], 0, "Sound")
  }

  @Test func costsCountWhenTheServiceIs() throws {
    let cost = ["--award", "YOUTH", "--line", "food", "--payee", "shop"]
    try run(
      [
        "prepay", "--amount", "100.00", "--date", "2021-09-01", "--service-date", "2021-09-16", "--service-through",
        "2021-11-30", "--paid-from", "bank",
      ] + cost,
      0, "in 3 parts from 2021-09-30 to 2021-11-30")
    func spent(_ day: String) throws -> String {
      let rows = try program("register", "--award", "YOUTH", "--to", day, "--format", "csv").output.split(
        separator: "\n")
      return rows.last.map { String($0.split(separator: ",").last!) } ?? ""
    }
    // 15, 31 and 30 of 76 days.
    #expect(try spent("2021-09-30") == "19.74" && spent("2021-10-31") == "60.53" && spent("2021-11-30") == "100.00")
    #expect(try program("register", "--account", "1450", "--format", "csv").output.hasSuffix(",100.00,100.00,0.00\n"))
    try run(
      [
        "prepay", "--amount", "100.00", "--date", "2021-09-01", "--service-date", "2021-09-01", "--service-through",
        "2021-09-30", "--paid-from", "bank",
      ] + cost,
      1, "within the month of the payment")
    // A cost counts in no month before its service; what is paid ahead for one month counts in that.
    let later = ["--amount", "10.00", "--date", "2021-09-01", "--service-date", "2021-12-03", "--paid-from", "bank"]
    try run(["expense", "add"] + later + cost, 1, "in a month before its service, 2021-12-03", "ledgerctl prepay")
    try run(
      ["bill", "add", "--number", "D-1"] + later.dropLast(2) + cost, 1, "in a month before its service, 2021-12-03")
    try run(
      ["prepay", "--service-through", "2021-12-03", "--key", "december"] + later + cost, 0, "in 1 part from 2021-12-03")
    #expect(try spent("2021-11-30") == "100.00" && spent("2021-12-03") == "110.00")
    try run(["undo", "december", "--date", "2021-09-01", "--reason", "Test"])
    let accrual = ["accrue", "--amount", "40.00", "--service-date", "2021-12-31"] + cost
    try run(accrual + ["--reverse-on", "2021-12-31"], 1, "is not after 2021-12-31")
    try run(
      accrual + ["--reverse-on", "2022-01-01"], 0, "40.00 accrued for The Corner Shop", "and turned on 2022-01-01")
    #expect(try spent("2021-12-31") == "140.00" && spent("2022-01-01") == "100.00")
    try run(["check"], 0, "Sound")
  }

  /// An accrual of the wrong amount is undone with what turns it, whichever is named, and recorded again; a bill with its credit note.
  @Test func whatBelongsTogetherIsUndoneWhole() throws {
    let accrual = [
      "accrue", "--award", "YOUTH", "--line", "food", "--payee", "shop", "--service-date", "2021-12-31", "--reverse-on",
      "2022-01-01", "--amount",
    ]
    try run(accrual + ["400.00", "--key", "typo"])
    try run(
      ["correct", "typo", "--amount", "40.00", "--reason", "Digits"], 1, "is part 1 of 2 of accrual 1", "ledgerctl undo"
    )
    try run(
      ["undo", "3", "--reason", "Digits", "--dry-run"], 0, "dated 2022-01-01, reverses entry 3 of 2022-01-01",
      "with it entry 2 of accrual 1", "reverses entry 2, which belongs to it, on 2021-12-31")
    try run(
      ["undo", "typo", "--reason", "Digits"], 0, "dated 2021-12-31, reverses entry", "with it entry 3 of accrual 1",
      "reverses entry 3, which belongs to it, on 2022-01-01")
    try run(["entry", "show", "3"], 0, "part 2 of 2 of accrual 1")
    // Reversals of both halves move together, each never before its own day.
    try run(
      ["entry", "move", "3", "--date", "2022-01-15", "--reason", "Late"], 0, "dated 2021-12-31, takes reversal 4 off",
      "dated 2022-01-01, takes reversal 5 off")
    func accrued(_ day: String) throws -> String? {
      try program("register", "--account", "2150", "--to", day, "--format", "csv").output.split(separator: "\n").last
        .map { String($0.split(separator: ",").last!) }
    }
    #expect(try accrued("2021-12-31") == "-400.00" && accrued("2022-01-14") == "0.00")
    try run(
      ["entry", "move", "typo", "--date", "2021-12-31", "--reason", "Not so"], 0, "dated 2021-12-31, is the reversal",
      "dated 2022-01-01, is the reversal")
    #expect(try accrued("2021-12-31") == "0.00")
    try run(accrual + ["40.00", "--key", "right"])
    try run(
      ["expense", "refund", "right", "--amount", "1.00", "--date", "2022-01-03", "--to", "bank"], 1, "[LE012]",
      "is an accrual")
    try run(["statement", "trial-balance", "--as-of", "2021-12-31", "--format", "csv"], 0, ",2150,")
    #expect(try accrued("2021-12-31") == "-40.00" && accrued("2022-01-01") == "0.00")

    try run(bill("C-1", "50.00", "2021-09-01"))
    try run(["expense", "refund", "C-1", "--amount", "12.00", "--date", "2021-09-08", "--to", "payable"])
    try run(["undo", "C-1", "--reason", "Not ours", "--dry-run"], 0, "with it entry 18, on their own days")
    try run(["undo", "C-1", "--reason", "Not ours"], 0, "reverses entry 18, which belongs to it, on 2021-09-08")
    #expect(try owed("2010", on: "2021-09-30") == "0.00")
    // Moved whole too, later and earlier; a credit note alone not to where it would give back more than there is.
    try run(["entry", "move", "17", "--date", "2021-09-20", "--reason", "Late"], 0, "dated 2021-09-20")
    #expect(try owed("2010", on: "2021-09-19") == "38.00" && owed("2010", on: "2021-09-20") == "0.00")
    try run(["entry", "move", "18", "--date", "2021-09-25", "--reason", "Later"], 1, "[LE012]", "on 2021-09-20")
    try run(["entry", "move", "C-1", "--date", "2021-09-10", "--reason", "Early"], 0, "dated 2021-09-10")
    #expect(try owed("2010", on: "2021-09-09") == "38.00")
    for day in ["2021-09-10", "2021-09-20", "2021-10-31"] {
      let ageing = try program("statement", "payables", "--as-of", day, "--format", "csv").output
      #expect(try owed("2010", on: day) == "0.00" && !ageing.contains("differ") && !ageing.contains("C-1"))
    }
    try run(["check"], 0, "Sound")
  }

  /// What a bill leaves owed goes with its reversal, wherever that is moved; so does a credit note that alone was undone.
  @Test func theReversalOfABillIsMovedWithWhatItLeavesOwed() throws {
    try run(bill("C-1", "50.00", "2021-09-01"))
    try run(["undo", "C-1", "--reason", "Not ours", "--date", "2021-10-05"])
    #expect(try owed("2010", on: "2021-09-30") == "50.00" && owed("2010", on: "2021-10-05") == "0.00")
    try run(
      ["entry", "move", "2", "--date", "2021-09-03", "--reason", "September"], 0, "dated 2021-09-03, is the reversal")
    #expect(try owed("2010", on: "2021-09-02") == "50.00")
    for day in ["2021-09-03", "2021-09-30", "2021-10-31"] { #expect(try owed("2010", on: day) == "0.00", "\(day)") }
    // By item too, whatever the days of what moved it.
    for day in ["2021-09-02", "2021-09-20", "2021-10-05", "2021-10-31"] {
      let ageing = try program("statement", "payables", "--as-of", day, "--format", "csv").output
      #expect(ageing.contains("detail,The Corner Shop,2,C-1,") == (day == "2021-09-02"), "\(ageing)")
      #expect(!ageing.contains("differ"), "\(ageing)")
    }
    try run(["entry", "move", "2", "--date", "2021-11-03", "--reason", "November after all"], 0)
    let later = try program("statement", "payables", "--as-of", "2021-11-02", "--format", "csv").output
    #expect(later.contains("detail,The Corner Shop,2,C-1,"), "\(later)")
    try run(["check"], 0, "Sound")
    // A void is moved as well.
    try run(bill("P-1", "20.00", "2021-09-01", "--key", "p-1"))
    try run(pay("--bill", "P-1", "--date", "2021-09-05", "--key", "paid"))
    try run(["payment", "void", "9", "--date", "2021-10-05", "--reason", "Lost"])
    try run(["entry", "move", "paid", "--date", "2021-09-06", "--reason", "Lost at once"], 0)
    #expect(try owed("2010", on: "2021-09-05") == "50.00" && owed("2010", on: "2021-09-06") == "70.00")
    try run(pay("--bill", "P-1", "--date", "2021-09-07"), 0)
    try run(["entry", "move", "2", "--date", "2021-09-03", "--reason", "September"], 0)
    try run(bill("C-2", "50.00", "2021-09-01", "--key", "c-2"))
    try run([
      "expense", "refund", "c-2", "--amount", "12.00", "--date", "2021-09-08", "--to", "payable", "--key", "note",
    ])
    try run(["undo", "note", "--reason", "Not given", "--date", "2021-10-05"])
    try run(["entry", "move", "note", "--date", "2021-09-08", "--reason", "September"], 0)
    #expect(try owed("2010", on: "2021-09-30") == "50.00")
    try run(["undo", "c-2", "--reason", "Not ours", "--date", "2021-10-07"])
    try run(["entry", "move", "c-2", "--date", "2021-09-10", "--reason", "September"], 0)
    #expect(try owed("2010", on: "2021-09-09") == "50.00" && owed("2010", on: "2021-09-30") == "0.00")
    try run(["check"], 0, "Sound")
  }

  /// A reversal on the wrong day is moved, to an earlier or a later one, and again; never before what it reverses.
  @Test func aReversalIsMoved() throws {
    func spent(_ day: String) throws -> String {
      let rows = try program("register", "--award", "YOUTH", "--to", day, "--format", "csv").output.split(
        separator: "\n")
      return rows.last.map { String($0.split(separator: ",").last!) } ?? ""
    }
    try run([
      "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", "7.00", "--payee", "shop", "--service-date",
      "2021-09-03", "--paid-from", "bank", "--key", "twice",
    ])
    try run(["undo", "twice", "--reason", "Twice", "--date", "2021-10-05"])
    #expect(try spent("2021-10-04") == "7.00" && spent("2021-10-05") == "0.00")
    let move = ["entry", "move", "3", "--reason", "Wrong month", "--date"]
    try run(move + ["2021-09-02"], 1, "[LO005]", "before 2021-09-03", "ledgerctl entry move")
    try run(move + ["2021-10-05"], 1, "[LO005]", "counts on 2021-10-05 already")
    try run(["entry", "move", "1", "--reason", "x", "--date", "2021-10-05"], 1, "[LO005]", "is not a reversal")
    try run(move + ["2021-09-03", "--dry-run"], 0, "takes reversal 3 off that day", "is the reversal now")
    #expect(try spent("2021-09-30") == "7.00")
    try run(move + ["2021-09-03"], 0, "Entry 4: dated 2021-10-05, takes reversal 3", "Entry 5: dated 2021-09-03")
    #expect(try spent("2021-09-30") == "0.00" && spent("2021-10-04") == "0.00" && spent("2021-10-31") == "0.00")
    try run(move + ["2021-09-03"], 0, "had recorded this before")
    try run(move + ["2021-09-04"], 4, "[LK001]", "moved before, to 2021-09-03 by entry 5", "Move entry 5")
    try run(["entry", "move", "5", "--reason", "Later after all", "--date", "2021-11-01"], 0, "dated 2021-11-01")
    #expect(try spent("2021-10-31") == "7.00" && spent("2021-11-01") == "0.00")
    try run(
      ["entry", "move", "7", "--reason", "Too early", "--date", "2021-09-01"], 1, "[LO005]", "before 2021-09-03")
    try run(["entry", "show", "5"], 0, "part 2 of 2 of moved reversal")
    try run(["period", "close", "2021-11", "--reason", "Reconciled"])
    try run(["entry", "move", "7", "--reason", "x", "--date", "2021-12-01"], 1, "[LP001]")
    try run(["check"], 0, "Sound")
  }

  /// A refund that came after the payment is taken off the next bill, or matched without money.
  @Test func whatAPayeeOwesIsTakenOff() throws {
    try run(bill("1", "50.00", "2021-09-01"))
    try run(pay("--bill", "1", "--date", "2021-09-05"))
    try run(["expense", "refund", "2", "--amount", "12.00", "--date", "2021-09-08", "--to", "payable"])
    try run(["payment", "match", "--payee", "shop", "--date", "2021-09-09"], 1, "no fund has both")
    try run(bill("2", "30.00", "2021-09-10"))
    try run(["payment", "match", "--payee", "shop", "--date", "2021-09-10"], 0, "12.00 of The Corner Shop")
    try run(pay("--bill", "2", "--date", "2021-09-12"), 0, "18.00 to The Corner Shop")
    #expect(try owed("2010", on: "2021-09-30") == "0.00")
    try run(["check"], 0, "Sound")
  }

  /// What falls due, what staff have not accounted for, and what waits stands in the list of things to do; its command settles it.
  @Test func whatFallsDueIsToDo() throws {
    func toDo() throws -> String { try program("todo", "--format", "csv").output }
    try run(bill("T-1", "40.00", "2021-09-01"))
    try run(["advance", "give", "lead", "--amount", "25.00", "--date", "2021-09-01", "--for", "Groceries"])
    #expect(try toDo().contains("2021-10-01,YOUTH,40.00 is due to The Corner Shop,"))
    #expect(try toDo().contains("2021-10-01,,Program lead has 25.00 of an advance without receipts,"))
    try run(["payment", "add", "--org", "site", "--date", "2021-09-20", "--method", "transfer", "--bill", "2"])
    try run(["advance", "return", "lead", "--org", "site", "--fund", "general", "--date", "2021-09-20"])
    try run(["org", "approvals", "--reversals", "--approved-by", "Board", "--reason", "x"])
    try run(["payment", "void", "4", "--reason", "x", "--date", "2021-09-21"], 0, "approve give 1")
    #expect(try !toDo().contains("is due to") && !toDo().contains("an advance"))
    #expect(try toDo().contains("proposal 1 of ") && toDo().contains("ledgerctl approve show 1 --org site"))
    try run(["approve", "refuse", "1", "--reason", "x"])
    #expect(try !toDo().contains("proposal 1"))
  }

  /// A void that was moved is told with the day that it counts on, and money that never moved is neither received nor paid.
  @Test func whatIsUndoneNeitherCameNorWent() throws {
    try run(bill("V-1", "100.00", "2021-09-02"))
    try run(
      ["payment", "add", "--bill", "V-1", "--method", "check", "--number", "77", "--date", "2021-09-05"], 0)
    try run(["payment", "void", "77", "--reason", "Lost", "--date", "2021-10-01"], 0)
    try run(["entry", "move", "77", "--date", "2021-09-15", "--reason", "Wrong day"], 1)
    let voided = try #require(
      program("payment", "list", "--format", "csv").output.split(separator: "\n").last?.split(separator: ",")
        .dropFirst().first)
    try run(["entry", "move", String(voided), "--date", "2021-09-15", "--reason", "Wrong day"], 0)
    #expect(try program("payment", "list", "--format", "csv").output.contains(",2021-09-15"))
    let cash = try program("statement", "cash", "--as-of", "2021-09-30", "--format", "csv").output
    #expect(cash.contains("Fund") && !cash.contains("100.00"), "\(cash)")
    try run(["check"], 0, "Sound")
  }

  /// A paid bill on the wrong line is a cost of the right one, and the check that paid it stands.
  @Test func aPaidBillIsMovedToItsLine() throws {
    try run(bill("W-1", "80.00", "2021-09-02"))
    try run(["payment", "add", "--bill", "W-1", "--method", "check", "--number", "91", "--date", "2021-09-05"])
    func spent() throws -> String {
      try program("statement", "budget", "YOUTH", "--as-of", "2021-09-30", "--format", "csv").output
    }
    let wrong = ["correct", "W-1", "--reason", "Stipends"]
    try run(wrong + ["--amount", "81.00"], 1, "[LB002]")
    try run(wrong + ["--line", "stipends", "--dry-run"], 0, "dry run, nothing recorded", "its payment stands")
    try run(wrong + ["--line", "stipends"], 0, "80.00 of entry 2, which is paid, is a cost of YOUTH, stipends")
    #expect(try spent().contains("detail,Stipends,15000.00,0.00,15000.00,0.00,80.00,80.00,"))
    #expect(try spent().contains("detail,Food,10000.00,0.00,10000.00,0.00,0.00,0.00,"))
    #expect(try owed("2010", on: "2021-09-30") != "80.00" && program("payment", "list").output.contains("91"))
    try run(wrong + ["--line", "stipends"], 4, "moved the cost of entry 2 already", "ledgerctl undo ")
    try run(["undo", "cost-moved:2", "--reason", "Food after all"])
    #expect(try spent().contains("detail,Food,10000.00,0.00,10000.00,0.00,80.00,80.00,"))
    try run(wrong + ["--line", "stipends"], 0, "its payment stands")
    try run(["check"], 0, "Sound")
  }
}
