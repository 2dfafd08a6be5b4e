import Foundation
import Testing

@testable import Ledger

/// Plain things that needed entries by hand.
@Suite struct PlainCommandTests: ProgramStory {
  let program: Program

  init() throws {
    (program, _, _) = try Program.withBooks()
    try program.addAward()
    try ok("party", "add", "revenue", "Tax office", "--kind", "government")
  }

  /// What is owed of a payroll is paid once, whatever the order of the days, and the same twice is asked about though the cents of the funds differ.
  @Test func aRemittanceIsPaidOnce() throws {
    let funds = [("general", "30.60"), ("YOUTH", "45.90")]
    for (fund, amount) in funds {
      let award = fund == "YOUTH" ? " award=YOUTH budget-line=food service=2021-09-01" : ""
      let cost = "8110 \(amount) fund=\(fund) class=without function=program program=program\(award)"
      let posted = try program.run([
        "entry", "post", "--date", "2021-09-30", "--description", "Tax", "--key", "tax-\(fund)", "--line", cost,
        "--line",
        "2130 -\(amount) fund=\(fund)",
      ])
      #expect(posted.status == 0, "\(posted)")
    }
    func remit(_ more: String...) throws -> Program.Outcome {
      try program.run(["payroll", "remit", "--account", "2130", "--payee", "revenue"] + more)
    }
    let part = try remit("--date", "2021-10-15", "--amount", "20.01")
    #expect(part.status == 0 && part.output.contains("56.49 is owed still"), "\(part)")
    let again = try remit("--date", "2021-10-15", "--amount", "20.01")
    #expect(again.status == 4 && again.errors.contains("says the same"), "\(again)")
    let earlier = try remit("--date", "2021-10-01", "--amount", "60.00")
    #expect(earlier.status == 1 && earlier.errors.contains("56.49 is owed"), "\(earlier)")
    #expect(try remit("--date", "2021-10-01").output.contains("56.49 of Payroll taxes payable"))
    for day in ["2021-10-01", "2021-10-15", "2021-09-01"] { #expect(try remit("--date", day).status == 1, "\(day)") }
    #expect(try program("check").output.hasPrefix("Sound"))
  }

  /// Money that is no grant: each account shows it, it is undone as any entry, and what has a command of its own is refused.
  @Test func moneyThatIsNoGrantComesAndMoves() throws {
    try ok("cash", "receive", "--payer", "shop", "--account", "4010", "--amount", "250.00", "--date", "2021-09-04")
    try ok(
      "cash", "move", "--from", "bank", "--to", "petty-cash", "--amount", "40.00", "--date", "2021-09-05", "--key",
      "till")
    func cash(_ account: String) throws -> String? {
      try ok("register", "--account", account, "--to", "2021-09-30", "--format", "csv").split(separator: "\n").last
        .map { String($0.split(separator: ",").last ?? "") }
    }
    #expect(try cash("1010") == "210.00" && cash("1040") == "40.00")
    let activities = try ok("statement", "activities", "--as-of", "2021-09-30", "--format", "csv")
    #expect(activities.contains("250.00"), "\(activities)")
    let corrected = try program("correct", "till", "--amount", "30.00", "--reason", "Less")
    #expect(corrected.status == 1 && corrected.errors.contains("undo it and record the right one"), "\(corrected)")
    try ok("undo", "till", "--reason", "Less")
    #expect(try cash("1040") == "0.00")
    for account in ["2410", "2420", "2015", "2110", "2130", "4110", "5495", "1450", "3010", "6910", "7055"] {
      let refused = try program(
        "cash", "receive", "--payer", "shop", "--account", account, "--amount", "1.00", "--date", "2021-09-04")
      #expect(refused.status == 1 && refused.errors.contains("--account: "), "\(account): \(refused)")
    }
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// What is dated later is no part of all that is owed on a day; who is no member of staff is told so.
  @Test func allIsWhatIsOpenOnTheDay() throws {
    let cost = ["--award", "YOUTH", "--line", "food", "--payee", "shop"]
    for (number, day) in [("1", "2021-09-03"), ("2", "2021-12-24")] {
      try ok(["bill", "add", "--number", number, "--amount", "10.00", "--service-date", day] + cost)
    }
    let paid = try ok("payment", "add", "--all", "--payee", "shop", "--method", "transfer", "--date", "2021-10-05")
    #expect(paid.contains("10.00 to"), "\(paid)")
    let staff = try program.run(
      [
        "expense", "add", "--amount", "1.00", "--service-date", "2021-09-04", "--paid-from", "staff", "--staff",
        "revenue",
      ]
        + cost)
    #expect(staff.status == 1 && staff.errors.contains("--staff: Tax office is not a member of staff"), "\(staff)")
    // Where a term does not cover it, the same act is printed with the fund that bears it, and runs as printed.
    let ahead = try program.run(
      [
        "prepay", "--amount", "100.00", "--date", "2022-05-15", "--service-date", "2022-07-01", "--service-through",
        "2022-09-30", "--paid-from", "bank",
      ] + cost)
    let command = try #require(
      ahead.errors.split(separator: "\n").first { $0.contains("ledgerctl prepay ") }, "\(ahead)")
    try ok(Array(Program.words(of: command.trimmingCharacters(in: [" "])).dropFirst()))
    #expect(try ok("check").hasPrefix("Sound"))
  }
}
