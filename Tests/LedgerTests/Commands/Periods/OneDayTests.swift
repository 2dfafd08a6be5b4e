import Foundation
import Testing

@testable import Ledger

/// Lists, payables and what is to be done answer as of one day alike, whatever is recorded of later days.
@Suite struct OneDayTests: ProgramStory {
  let program: Program

  /// A bill of September, paid in two parts in October and December, the second voided in January; an advance of October, returned in
  /// December; an order of September, let go in December; a cost of September, undone in December.
  init() throws {
    (program, _, _) = try Program.withBooks()
    try program.addAward()
    try ok("party", "add", "staff", "A member of staff", "--kind", "individual")
    try ok(
      "bill", "add", "--award", "YOUTH", "--line", "food", "--amount", "90.00", "--payee", "shop", "--number", "B-1",
      "--service-date", "2021-09-03", "--date", "2021-09-03", "--due", "2021-09-30", "--key", "bill")
    for (amount, day, number) in [("40.00", "2021-10-05", "901"), ("50.00", "2021-12-05", "902")] {
      let words = [
        "payment", "add", "--amount", amount, "--method", "check", "--number", number, "--date", day, "--bill",
      ]
      let whole = try program.run(words + ["bill"])
      if number == "901" {
        #expect(
          whole.errors.contains("says 40.00: 50.00 less") && whole.errors.contains("--bill INV-7=40.00"), "\(whole)")
        try ok(words + ["bill=\(amount)"])
      }
    }
    try ok("payment", "void", "902", "--reason", "Lost", "--date", "2022-01-10")
    try ok("advance", "give", "staff", "--amount", "100.00", "--fund", "YOUTH", "--date", "2021-10-01", "--for", "Trip")
    try ok("advance", "return", "staff", "--amount", "100.00", "--fund", "YOUTH", "--date", "2021-12-10")
    try ok(
      "commitment", "add", "YOUTH", "--line", "food", "--amount", "60.00", "--payee", "shop", "--date", "2021-09-01",
      "--for", "Bread", "--expected-by", "2021-09-20", "--key", "order")
    try ok("commitment", "release", "order", "--date", "2021-12-15", "--reason", "Never came")
    try ok(
      "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", "200.00", "--payee", "shop", "--service-date",
      "2021-09-06", "--paid-from", "bank", "--key", "cost")
    try ok("undo", "cost", "--reason", "Twice", "--date", "2021-12-20")
    try ok(
      "award", "terms", "YOUTH", "--receipts-from", "75.00", "--approved-by", "Funder", "--effective", "2021-07-01")
    try ok(
      "award", "extend", "YOUTH", "--through", "2022-08-31", "--approved-on", "2022-02-01", "--approved-by", "Funder",
      "--document", "Letter", "--reason", "Later")
  }

  private func csv(_ words: String...) throws -> String { try ok(words + ["--format", "csv"]) }

  /// What is open, by day: of the bill, the advance and the order; whether the cost lacks a document; payments, and how many are voided.
  private static let days:
    [(day: String, bill: String?, advance: String?, order: String?, isMissing: Bool, paid: [String], voided: Int)] = [
      ("2021-08-31", nil, nil, nil, false, [], 0),
      ("2021-09-30", "90.00", nil, "60.00", true, [], 0),
      ("2021-11-30", "50.00", "100.00", "60.00", true, ["901"], 0),
      ("2021-12-31", "0.00", nil, "0.00", false, ["901", "902"], 0),
      ("2022-01-31", "50.00", nil, "0.00", false, ["901", "902"], 1),
    ]

  @Test func everyListIsOfItsDay() throws {
    for day in Self.days {
      let bills = try csv("bill", "list", "--as-of", day.day)
      let row = bills.split(separator: "\n").first { $0.contains("B-1") }
      #expect((row != nil) == (day.bill != nil), "\(day.day): \(bills)")
      if let open = day.bill { #expect(row?.contains(",90.00,\(open),") == true, "\(day.day): \(bills)") }
      let isOpen = day.bill != nil && day.bill != "0.00"
      #expect(try csv("bill", "list", "--open", "--as-of", day.day).contains("B-1") == isOpen, "\(day.day)")
      let payables = try csv("statement", "payables", "--as-of", day.day)
      #expect(
        payables.contains("B-1,") == isOpen && (!isOpen || payables.contains(",\(day.bill!),")),
        "\(day.day): \(payables)")

      let advances = try csv("advance", "list", "--as-of", day.day)
      #expect(
        advances.contains("A member") == (day.advance != nil), "\(advances)")
      let orders = try csv("commitment", "list", "--as-of", day.day)
      #expect(orders.contains("Bread") == (day.order != nil), "\(day.day): \(orders)")
      if let open = day.order { #expect(orders.contains(",\(open),Bread"), "\(day.day): \(orders)") }
      let budget = try csv("statement", "budget", "YOUTH", "--as-of", day.day)
      #expect(budget.contains(",60.00,") == (day.order == "60.00"), "\(day.day): \(budget)")
      let missing = try csv("document", "missing", "YOUTH", "--as-of", day.day)
      #expect(missing.contains("200.00") == day.isMissing, "\(day.day): \(missing)")

      let payments = try csv("payment", "list", "--as-of", day.day)
      for number in ["901", "902"] {
        #expect(payments.contains(",\(number),") == day.paid.contains(number), "\(payments)")
      }
      #expect(payments.contains("2022-01-10") == (day.voided > 0), "\(day.day): \(payments)")

      let toDo = try csv("todo", "--as-of", day.day)
      #expect(toDo.contains("is due to The Corner Shop") == isOpen, "\(day.day): \(toDo)")
      if isOpen { #expect(toDo.contains("\(day.bill!) is due to"), "\(day.day): \(toDo)") }
      #expect(toDo.contains("of an advance without receipts") == (day.advance != nil), "\(day.day): \(toDo)")
      #expect(toDo.contains("has 60.00 open") == (day.order == "60.00"), "\(day.day): \(toDo)")
      #expect(toDo.contains("200.00, has no document") == day.isMissing, "\(day.day): \(toDo)")
    }
  }

  /// A bill that is undone or corrected after a day is on the list of that day, as it is among the payables.
  @Test func aBillUndoneLaterIsListed() throws {
    for number in ["U-1", "C-1"] {
      try ok(
        "bill", "add", "--award", "YOUTH", "--line", "food", "--amount", "71.00", "--payee", "shop", "--number", number,
        "--service-date", "2021-10-02", "--key", number)
    }
    try ok("undo", "U-1", "--reason", "Typo", "--date", "2021-11-20")
    try ok("period", "close", "2021-10", "--reason", "October is done")
    try ok("correct", "C-1", "--reason", "Typo", "--amount", "70.00", "--date", "2021-11-20")
    for (day, isThere) in [("2021-10-15", true), ("2021-11-19", true), ("2021-11-20", false)] {
      let (listed, owed) = (try csv("bill", "list", "--as-of", day), try csv("statement", "payables", "--as-of", day))
      for number in ["U-1", "C-1"] {
        let row = listed.split(separator: "\n").first { $0.contains(",\(number),") && $0.contains(",71.00,71.00,") }
        #expect((row != nil) == isThere, "\(number) \(day): \(listed)")
        let open = owed.split(separator: "\n").first { $0.contains("\(number),") && $0.contains("71.00") }
        #expect((open != nil) == isThere, "\(number) \(day): \(owed)")
      }
    }
  }

  /// What is of later days is counted, and titles and terms are those of the day.
  @Test func whatIsLaterIsSaid() throws {
    #expect(try ok("bill", "list", "--as-of", "2021-08-31").contains("Not shown: 1 dated after 2021-08-31"))
    #expect(try ok("payment", "list", "--as-of", "2021-10-31").contains("Not shown: 1 dated after 2021-10-31"))
    #expect(try ok("commitment", "list", "--as-of", "2021-08-31").contains("Not shown: 1 dated"))
    #expect(try !ok("payment", "list").contains("Not shown"))
    #expect(try csv("award", "list", "--as-of", "2022-01-31").contains("2022-06-30"))
    #expect(try csv("award", "list", "--as-of", "2022-02-01").contains("2022-08-31"))
    // The term had ended then as it was known by then.
    #expect(try csv("todo", "--as-of", "2022-07-15").contains("the term has ended") == false)
    #expect(try csv("todo", "--as-of", "2022-09-15").contains("The Funder owes 30,000.00, and the term has ended"))
    try ok("award", "receive", "YOUTH", "--amount", "30000.00", "--date", "2022-09-20")
    #expect(try csv("todo", "--as-of", "2022-09-15").contains("The Funder owes 30,000.00, and the term has ended"))
    #expect(try !csv("todo", "--as-of", "2022-09-20").contains("The Funder owes"))
  }
}
