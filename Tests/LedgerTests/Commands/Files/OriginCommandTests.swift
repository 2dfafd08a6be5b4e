import Foundation
import Testing

@testable import Ledger

/// What people see of origins: a prepayment undone whole, a promise in installments, a file of bills with conflicts.
@Suite struct OriginCommandTests {
  private let program: Program

  init() throws {
    (program, _, _) = try Program.withBooks()
    try program.addAward()
  }

  private func run(_ words: [String], _ status: Int32 = 0, _ said: String...) throws {
    let outcome = try program.run(words)
    #expect(outcome.status == status, "\(words): \(outcome.output)\(outcome.errors)")
    for text in said {
      #expect((outcome.output + outcome.errors).contains(text), "\(words): \(outcome.output)\(outcome.errors)")
    }
  }

  private func balance(_ account: String) throws -> Substring? {
    try program("register", "--account", account, "--format", "csv").output.split(separator: "\n").last?
      .split(separator: ",").last
  }

  @Test func aPrepaymentIsUndoneWhole() throws {
    let prepay = [
      "prepay", "--award", "YOUTH", "--line", "food", "--payee", "shop", "--amount", "100.00", "--date", "2021-09-01",
      "--service-date", "2021-09-16", "--service-through", "2021-11-30", "--paid-from", "bank", "--key", "insurance",
    ]
    try run(prepay, 0, "Entry 2: 100.00 to The Corner Shop ahead", "in 3 parts")
    try run(prepay, 0, "Entry 2 had recorded this before")
    try run(
      ["entry", "show", "4"], 0, "Origin:", "part 3 of 4 of prepayment 1: entries 2, 3, 4, 5, undone together")
    try run(
      ["correct", "3", "--amount", "1.00", "--reason", "x"], 1, "entry 3 is part 2 of 4 of prepayment 1",
      "ledgerctl undo 3")
    let undo = ["undo", "3", "--reason", "Canceled", "--date", "2021-09-30"]
    try run(undo + ["--dry-run"], 0, "dry run, nothing recorded", "with it entries 2, 4, 5 of prepayment 1")
    #expect(try balance("1450") == "0.00" && balance("8110") != "0.00")
    try run(
      undo, 0, "reverses entry 3 of 2021-09-30", "with it entries 2, 4, 5 of prepayment 1",
      "reverses entry 5, which belongs to it, on 2021-11-30")
    try run(undo, 0, "had recorded this before")
    let spent = try program("register", "--award", "YOUTH", "--to", "2022-06-30", "--format", "csv").output
    #expect(spent.hasSuffix(",0.00\n"), "\(spent)")
    try run(["undo", "5", "--reason", "Again", "--date", "2021-11-30"], 4, "was reversed by entry 9")
    try run(["check"], 0, "Sound")
  }

  @Test func oneApprovalUndoesAPrepayment() throws {
    try run([
      "prepay", "--award", "YOUTH", "--line", "food", "--payee", "shop", "--amount", "60.00", "--date", "2021-09-01",
      "--service-date", "2021-09-01", "--service-through", "2021-10-31", "--paid-from", "bank",
    ])
    try run(["org", "approvals", "--reversals", "--approved-by", "Board", "--reason", "Two people"])
    try run(
      ["entry", "reverse", "2", "--reason", "Canceled", "--date", "2021-10-31"], 0,
      "Proposal 1: dated 2021-10-31, reverses entry 2", "with it entries 3, 4 of prepayment 1")
    let shown = try program("approve", "show", "1", "--format", "csv").output
    #expect(shown.split(separator: "\n").filter { $0.hasPrefix("detail,1450") }.count == 3, "\(shown)")
  }

  @Test func aPromiseIsPaidInInstallments() throws {
    try run([
      "award", "add", "PARTS", "Paid in parts", "--funder", "funder", "--amount", "25000.00", "--from", "2021-07-01",
      "--through", "2023-06-30", "--recognition", "unconditional",
    ])
    let whole = ["award", "promise", "PARTS", "--date", "2021-07-01"]
    let promise = whole + ["--later-installments", "time-restricted", "--key", "parts"]
    try run(whole + ["--installment", "12,500.00"], 1, "is not an installment", "write day and amount")
    try run(
      promise + ["--installment", "2022-01-15 12,500.00", "--installment", "2023-01-15 12,499.00"], 1, "[LO003]",
      "installments of 24,999.00 and credits 25,000.00")
    let both = ["--installment", "2023-01-15 12,500.00", "--installment", "2022-01-15 12,500.00"]
    try run(promise + both + ["--dry-run"], 0, "dry run, nothing recorded", "in 2 installments, the last on 2023-01-15")
    try run(promise + both, 0, "promise of 25,000.00 for PARTS in 2 installments, the last on 2023-01-15")
    try run(promise + both, 0, "had recorded this before")
    try run(promise.dropLast(2) + both, 1, "[LA004]")
    let other = ["--installment", "2023-01-15 12,500.00", "--installment", "2022-01-16 12,500.00"]
    try run(promise + other, 4, "[LK001]", "whose promise has another installment")
    try run(
      ["award", "show", "PARTS"], 0, "Installments of the promise", "2022-01-15", "2023-01-15", "12,500.00")
    try run(["award", "show", "YOUTH"], 0)
    #expect(try !program("award", "show", "YOUTH").output.contains("Installments"))
    try run(["undo", "parts", "--reason", "Not yet", "--date", "2021-07-02"])
    #expect(try !program("award", "show", "PARTS").output.contains("Installments"))
    try run(["check"], 0, "Sound")
  }

  private func bills(_ rows: [String]) throws -> String {
    let text = (["payee,number,invoice_date,due,award,line,amount,service_date"] + rows).joined(separator: "\n")
    return try temporaryFile(Array(text.utf8), name: "bills.csv")
  }

  @Test func aFileOfBillsWithConflictsIsRefusedWhole() throws {
    let rows = (1...4).map { "shop,B-\($0),2021-09-05,2021-10-05,YOUTH,food,\($0)0.00,2021-09-01" }
    let sound = try bills(rows)
    try run(["bill", "import", sound, "--dry-run"], 0, "4 bills recorded")
    #expect(try program("bill", "list").output.contains("There are no such bills"))
    // Two of one number, typed in two ways, and one that was typed by hand before.
    try run([
      "bill", "add", "--award", "YOUTH", "--line", "food", "--amount", "5.00", "--payee", "shop", "--number", "C-1",
      "--service-date", "2021-09-01",
    ])
    let doubled = try bills(
      rows + ["shop,b 2,2021-09-05,,YOUTH,food,1.00,2021-09-01", "shop,c1,2021-09-05,,YOUTH,food,1.00,2021-09-01"])
    try run(["bill", "import", doubled], 1, "bills.csv:7", "[LB004]", "take the row out, or correct its number")
    #expect(try !program("bill", "list").output.contains("B-1"))
    try run(["bill", "import", sound], 0, "4 bills recorded")
    try run(["bill", "import", sound], 0, "0 bills recorded; 4 had been recorded before")
    // The same number with another day is no repetition.
    let later = try bills(rows.dropLast() + [rows[3].replacing("2021-10-05", with: "2021-10-06")])
    try run(["bill", "import", later], 1, "bills.csv:5", "[LB004]", "take the row out, or correct its number")
    let dearer = try bills(rows.dropLast() + [rows[3].replacing("40.00", with: "41.00")])
    try run(["bill", "import", dearer], 1, "bills.csv:5", "[LB004]")
    let more = try bills(rows + ["shop,B-5,2021-09-05,2021-10-05,YOUTH,food,50.00,2021-09-01"])
    try run(["bill", "import", more], 0, "1 bill recorded; 4 had been recorded before")
    let exported = try program("export", "journal").output.split(separator: "\n").filter { $0.contains(",B-5,") }
    #expect(exported.count == 2 && exported.allSatisfy { $0.contains(",bill,") })
    try run(["check"], 0, "Sound")
  }
}
