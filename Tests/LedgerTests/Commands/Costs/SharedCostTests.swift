import Foundation
import Testing

@testable import Ledger

/// Costs that several awards share: splits, saved rules, payrolls and indirect costs.
@Suite struct SharedCostTests {
  private let program: Program
  private let books: TestBooks

  init() throws {
    (program, books, _) = try Program.withBooks()
    try program.addAward()
  }

  private func ok(_ arguments: String...) throws -> String {
    let outcome = try program.run(arguments)
    #expect(outcome.status == 0, "\(arguments.joined(separator: " ")): \(outcome.errors)")
    return outcome.output
  }

  /// Shares always sum to the whole, whatever the weights, and the same split is the same split.
  @Test(arguments: [11, 12, 13] as [UInt64]) func sharesSumToTheWhole(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for _ in 0..<500 {
      let amount = Money(cents: .random(in: 1...99_999_99, using: &random))
      let weights = (0..<Int.random(in: 1...9, using: &random)).map { index in
        (CostTarget(award: "A", line: "l\(index)"), Int64.random(in: 1...1_000_000, using: &random))
      }
      let split = ExpenseSplit(amount, by: weights.map { (target: $0.0, weight: $0.1) })
      #expect(split.shares.map(\.amount).total() == amount)
      #expect(split.shares == ExpenseSplit(amount, by: weights.map { (target: $0.0, weight: $0.1) }).shares)
      let sum = weights.map(\.1).reduce(0, +)
      for (share, weight) in zip(split.shares, weights) {
        let exact = Double(amount.cents) * Double(weight.1) / Double(sum)
        #expect(abs(Double(share.amount.cents) - exact) < 1)
      }
    }
  }

  @Test func aSplitIsOneEntryBalancedInEveryFund() throws {
    let split = [
      "expense", "split", "--amount", "100.01", "--payee", "shop", "--service-date", "2021-09-01", "--paid-from",
      "payable", "--memo", "Rent",
    ]
    let shares = [
      "--share", "YOUTH:food 33.33%", "--share", "YOUTH:stipends 33.33%", "--share", "unrestricted:8210 33.34%",
    ]
    let said = try program.run(split + shares)
    #expect(
      said.output.contains("YOUTH:food  33.33") && said.output.contains("unrestricted:8210:management  33.35"),
      "\(said.output)")
    let again = try program.run(split + shares)
    #expect(again.status == 4 && again.errors.contains("entry 2 of "), "\(again)")
    let entry = try program("entry", "show", "2", "--format", "csv").output
    #expect(entry.contains("detail,2010,YOUTH,,66.66") && entry.contains("detail,2010,general,,33.35"), "\(entry)")
    for (wrong, cause) in [
      (["YOUTH:food 50%", "YOUTH:stipends 49%"], "add up to 99.00, not 100"),
      (["YOUTH:food 50%", "YOUTH:stipends 50.00"], "some shares are percents"),
      (["YOUTH:food 50.00", "YOUTH:stipends 50.00"], "add up to 100.00, the cost is 100.01"),
      (["YOUTH:food rest", "YOUTH:stipends rest"], "two shares take the rest"),
      (["YOUTH:food 60%", "YOUTH:stipends rest", "unrestricted:8210 rest"], "two shares take the rest"),
      (["YOUTH:food 100%", "YOUTH:stipends rest"], "leave no rest: they add up to 100.00"),
      (["YOUTH:food 60%", "YOUTH:stipends rest", "unrestricted:8210 1.00"], "some shares are percents"),
      (["YOUTH:fod 50%", "YOUTH:stipends 50%"], "no budget line of award YOUTH ‹fod›"),
      (["YOUTH 50%", "YOUTH:stipends 50%"], "names no place"),
    ] {
      let refused = try program.run(split + ["--key", "w"] + wrong.flatMap { ["--share", $0] })
      #expect(refused.status == 1 && refused.errors.contains(cause), "\(wrong): \(refused.errors)")
    }
    let rest = try program.run(
      split + ["--key", "r", "--dry-run", "--share", "YOUTH:food 33.33%", "--share", "unrestricted:8210 rest"])
    #expect(rest.output.contains("YOUTH:food  33.33") && rest.output.contains("8210:management  66.68"), "\(rest)")
    let refund = try program("expense", "refund", "2", "--amount", "5.00", "--date", "2021-10-01", "--to", "payable")
    #expect(refund.status == 1 && refund.errors.contains("3 cost lines"))
    #expect(try ok("check").hasPrefix("Sound"))
  }

  @Test func aRuleSplitsByTheVersionOfTheDay() throws {
    for (day, weights) in [("2021-07-01", (1, 3)), ("2022-01-01", (1, 1))] {
      _ = try ok(
        "allocation", "add", "rent", "--name", "Rent", "--base", "Desks", "--document", "Plan of \(day)", "--effective",
        day, "--share", "YOUTH:food \(weights.0)", "--share", "unrestricted:8210 \(weights.1)")
    }
    func split(_ day: String) throws -> String {
      try ok(
        "expense", "split", "--rule", "rent", "--amount", "100.00", "--payee", "shop", "--service-date", day,
        "--paid-from", "bank", "--memo", "Rent")
    }
    #expect(try split("2021-12-31").contains("version 1 (Desks, Plan of 2021-07-01)"))
    #expect(try split("2022-01-01").contains("site/YOUTH:food  50.00"))
    let early = try program(
      "expense", "split", "--rule", "rent", "--amount", "1.00", "--payee", "shop", "--service-date", "2021-06-30",
      "--paid-from", "bank", "--memo", "Rent")
    #expect(early.status == 1 && early.errors.contains("holds from 2021-07-01"))
    #expect(
      try program(
        "expense", "split", "--rule", "rnt", "--amount", "1.00", "--payee", "shop", "--service-date",
        "2021-09-01", "--paid-from", "bank", "--memo", "x"
      ).errors.contains("did you mean ‹rent›"))
    #expect(try ok("entry", "show", "2").contains("rent"))
  }

  @Test func payrollIsSplitByHoursAndToldOnce() throws {
    _ = try ok("party", "add", "s-1", "Employee 1", "--kind", "staff")
    let header = "pay_date,employee,service_from,service_through,gross,fringe,award,line,fringe_line,hours\n"
    func payroll(_ rows: String) throws -> Program.Outcome {
      try program("payroll", "import", try temporaryFile(Array((header + rows).utf8)))
    }
    let rows = """
      2021-09-30,s-1,2021-09-01,2021-09-30,1000.00,76.51,YOUTH,food,food,1
      2021-09-30,s-1,2021-09-01,2021-09-30,1000.00,76.51,YOUTH,stipends,stipends,1
      2021-09-30,s-1,2021-09-01,2021-09-30,1000.00,76.51,unrestricted,management,,1

      """
    #expect(try payroll(rows).output.contains("1 payroll recorded"))
    #expect(try payroll(rows).output.contains("1 had been recorded before"))
    let entry = try program("entry", "show", "payroll:s-1:2021-09-30", "--format", "csv").output
    #expect(entry.contains("333.34") && entry.contains("333.33") && entry.contains("25.51") && entry.contains("25.50"))
    #expect(entry.contains("1010,YOUTH,,666.67") && entry.contains("2130,general,,25.50"), "\(entry)")
    let changed = try payroll(rows.replacingOccurrences(of: "1000.00", with: "1000.10"))
    #expect(changed.status == 4 && changed.errors.contains("LK001"))
    let faults = try payroll(
      """
      2021-10-30,s-2,2021-10-01,2021-10-31,1000.00,76.50,YOUTH,food,food,1
      2021-10-30,s-1,2021-10-01,2021-10-31,1000.00,76.50,YOUTH,food,,0
      2021-10-30,s-1,2021-10-01,2021-10-31,1000.00,76.50,YOUTH,food,food,1
      2021-10-30,s-1,2021-10-01,2021-10-31,1000.01,76.50,YOUTH,food,food,1
      2021-10-30,s-1,2021-06-01,2021-06-30,1000.00,76.50,YOUTH,food,food,1

      """)
    #expect(faults.status == 1)
    for cause in [
      "2:12: there is no employee ‹s-2›", "hours is not above zero", "has no line of category fringe",
      "gross of s-1 on 2021-10-30 is another than in line 4", "outside the term of award YOUTH",
    ] { #expect(faults.errors.contains(cause), "\(cause): \(faults.errors)") }
    _ = try ok("period", "close", "2021-09", "--reason", "Reconciled")
    let late = try payroll("2021-09-29,s-1,2021-09-01,2021-09-30,1000.00,76.51,YOUTH,food,food,1\n")
    #expect(late.status == 1 && late.errors.contains(":2:1: the books are closed through 2021-09-30"), "\(late.errors)")
    // What was recorded before its month was closed is no fault.
    #expect(try payroll(rows).output.contains("1 had been recorded before"))
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// FIELD.md: $30,000 with $9,000 of stipends at 15%: base 18,260.87, indirect 2,739.13, total direct 27,260.87.
  @Test func indirectFollowsRateBaseCapAndTrueUp() throws {
    _ = try ok("award", "terms", "YOUTH", "--preset", "de-minimis-15", "--approved-by", "Funder")
    _ = try ok(
      "budget", "revise", "YOUTH", "--move", "food stipends 0.01", "--approver", "funder", "--approved-by", "F",
      "--effective", "2021-07-01", "--reason", "r")
    for (amount, line, key) in [("9000.00", "stipends", "s"), ("9989.99", "food", "f"), ("8270.88", "food", "g")] {
      #expect(try program.addExpense(amount, line: line, key: key, "--date", "2021-09-30").status == 0)
    }
    let shown = try ok("indirect", "show", "YOUTH", "--through", "2021-09-30", "--format", "csv")
    #expect(
      shown.contains("Direct costs,27260.87") && shown.contains("Base,18260.87") && shown.contains("15.00%,2739.13"),
      "\(shown)")
    #expect(
      try ok("indirect", "charge", "YOUTH", "--through", "2021-09-30").contains("2,739.13 of indirect costs charged"))
    #expect(try ok("indirect", "charge", "YOUTH", "--through", "2021-09-30").contains("are charged through"))
    // A cost taken back trues it up downwards.
    _ = try ok("entry", "reverse", "g", "--reason", "wrong", "--date", "2021-09-30")
    #expect(
      try ok("indirect", "charge", "YOUTH", "--through", "2021-09-30").contains("1,240.63 of indirect costs given back")
    )
    // Never beyond the budget's line of 5,000.00.
    #expect(try program.addExpense("90000.00", key: "huge", "--date", "2021-10-31").status == 0)
    let capped = try ok("indirect", "charge", "YOUTH", "--through", "2021-10-31")
    #expect(
      capped.contains("3,501.50 of indirect costs charged") && capped.contains("the budget allows 5,000.00"),
      "\(capped)")
    // Of a subrecipient's grants, what is above the cap is outside the base.
    #expect(
      try program.addExpense("60000.00", line: "food", key: "sub", "--account", "7020", "--date", "2021-11-30").status
        == 0)
    #expect(
      try ok("indirect", "show", "YOUTH", "--through", "2021-11-30", "--format", "csv").contains(
        "Subawards above the cap,-10000.00"))
    // Both funds have their side, and organization-wide both accounts vanish.
    let balances = try books.asInstaller().execute(
      "select account_code || ' ' || fund_code || ' ' || sum(amount_cents) as x from ledger.journal_line where account_code in ('1990', '9930') group by account_code, fund_code order by 1"
    ).map { try $0.text("x") }
    #expect(balances == ["1990 YOUTH -500000", "1990 general 500000", "9930 YOUTH 500000", "9930 general -500000"])
    let settled = try program("indirect", "settle", "YOUTH", "--date", "2021-12-01")
    #expect(settled.status == 1 && settled.errors.contains("fund YOUTH owes 5,000.00 and holds nothing"), "\(settled)")
    let without = try program("award", "terms", "YOUTH", "--indirect-rate", "none", "--approved-by", "F")
    #expect(without.status == 0)
    #expect(
      try program("indirect", "charge", "YOUTH", "--through", "2021-12-31").errors.contains("give no indirect rate"))
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// What was charged on a later day is not charged again for an earlier one, whichever way it is asked; what is due by then still is.
  @Test func indirectOfALaterDayCounts() throws {
    _ = try ok("award", "terms", "YOUTH", "--indirect-rate", "10%", "--approved-by", "Funder")
    for (amount, day, key) in [("1000.00", "2021-09-10", "a"), ("500.00", "2021-11-10", "b")] {
      #expect(try program.addExpense(amount, line: "food", key: key, "--date", day).status == 0)
    }
    #expect(
      try ok("indirect", "charge", "YOUTH", "--through", "2021-11-30").contains("150.00 of indirect costs charged"))
    for words in [
      ["2021-09-30"], ["2021-10-31"], ["2021-09-30", "--date", "2021-10-15"], ["2021-10-31", "--date", "2021-12-05"],
    ] {
      let outcome = try program.run(["indirect", "charge", "YOUTH", "--through"] + words)
      #expect(outcome.status == 0 && outcome.output.contains("are charged through"), "\(words): \(outcome)")
      #expect(
        outcome.output.contains("100.00 of what is due was charged on a later day") == !words.contains("2021-12-05"),
        "\(words): \(outcome)")
    }
    // What stands in both funds is listed once.
    let list = try ok("entry", "list", "--format", "csv")
    #expect(list.contains("150.00") && !list.contains("300.00"), "\(list)")
    let shown = try ok("indirect", "show", "YOUTH", "--through", "2021-09-30", "--format", "csv")
    #expect(shown.contains("Charged on later days,-100.00") && shown.contains("To charge,0.00"), "\(shown)")
    // A cost of then that is recorded now is charged then.
    #expect(try program.addExpense("200.00", line: "food", key: "c", "--date", "2021-09-12").status == 0)
    let late = try ok("indirect", "charge", "YOUTH", "--through", "2021-09-30")
    #expect(late.contains("20.00 of indirect costs charged") && late.contains("100.00 of what is due"), "\(late)")
    for (day, charged) in [("2021-09-30", "20.00"), ("2021-11-29", "20.00"), ("2021-11-30", "170.00")] {
      let budget = try ok("statement", "budget", "YOUTH", "--as-of", day, "--format", "csv")
      let row = budget.split(separator: "\n").first { $0.contains(",indirect,") }
      #expect(row?.contains(",\(charged),") == true, "\(day): \(budget)")
    }
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// What was charged and undone is charged again, and what was dated before the last day of its costs is trued up.
  @Test func indirectIsChargedAgainAfterItWasUndone() throws {
    _ = try ok("award", "terms", "YOUTH", "--indirect-rate", "10%", "--approved-by", "Funder")
    #expect(try program.addExpense("1000.00", line: "food", key: "a", "--date", "2021-09-10").status == 0)
    func charge(_ words: String...) throws -> (output: String, number: String) {
      let outcome = try program.run(["indirect", "charge", "YOUTH", "--through"] + words)
      #expect(outcome.status == 0 && !outcome.output.contains("before:"), "\(words): \(outcome)")
      return (outcome.output, String(outcome.output.drop { !$0.isNumber }.prefix { $0.isNumber }))
    }
    for _ in 0..<3 {
      let charged = try charge("2021-09-30")
      #expect(charged.output.contains("100.00 of indirect costs charged"), "\(charged)")
      _ = try ok("undo", charged.number, "--reason", "Tried")
    }
    #expect(try charge("2021-09-30", "--date", "2021-08-31").output.contains("100.00 of indirect costs charged"))
    let early = "100.00 more was charged than is due by then; by a later day it is due, or was given back."
    #expect(try charge("2021-08-31").output.contains(early))
    #expect(try charge("2021-09-30").output.contains("are charged through"))
    // What was given back later is not given back twice.
    try program("undo", "a", "--reason", "Twice")
    #expect(try charge("2021-12-31").output.contains("100.00 of indirect costs given back"))
    let again = try charge("2021-10-31")
    #expect(again.output.contains(early), "\(again)")
    #expect(
      try ok("indirect", "show", "YOUTH", "--through", "2021-09-30", "--format", "csv").contains("To charge,0.00"))
    #expect(try ok("check").hasPrefix("Sound"))
  }
}
