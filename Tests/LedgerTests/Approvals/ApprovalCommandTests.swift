import Foundation
import Testing

@testable import Ledger

/// Two people at the command: one proposes, the other approves or refuses.
@Suite struct ApprovalCommandTests {
  @Test func oneProposesAndAnotherApproves() throws {
    let (program, books, _) = try Program.withBooks()
    try program.addAward()
    _ = try books.as(login: "second_person", roles: ["ledger_approver"])
    let installer = Books(try books.asInstaller())
    try installer.grant(.approver, to: "second_person", in: .organization(try installer.organization("site")))
    let second = Program(books: books, login: "second_person")
    func run(_ program: Program, _ words: [String], _ status: Int32 = 0, _ said: String...) throws {
      let outcome = try program.run(words)
      #expect(outcome.status == status, "\(words): \(outcome.output)\(outcome.errors)")
      for text in said {
        #expect((outcome.output + outcome.errors).contains(text), "\(words): \(outcome.output)\(outcome.errors)")
      }
    }
    try run(program, ["org", "approvals"], 0, "Nothing needs the approval")
    try run(program, ["org", "approvals", "--payments"], 2, "--approved-by")
    try run(
      program,
      [
        "org", "approvals", "--above", "500", "--payments", "--reversals", "--revisions", "--approved-by",
        "Board", "--reason", "Two people",
      ],
      0, "From now on", "amounts above 500.00, payments, reversals, revisions of budgets")
    try run(program, ["org", "approvals"], 0, "amounts above 500.00")
    let spend = { (amount: String) in
      [
        "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", amount, "--payee", "shop", "--service-date",
        "2021-09-03", "--paid-from", "card",
      ]
    }
    try run(program, spend("500.00"), 0, "Entry 2: 500.00 to The Corner Shop")
    try run(program, spend("500.01") + ["--dry-run"], 0, "dry run, nothing recorded: A proposal: 500.01")
    try run(program, spend("900.00"), 0, "900.00 to The Corner Shop", "approve give 1")
    try run(
      program,
      [
        "bill", "add", "--award", "YOUTH", "--line", "food", "--amount", "700.00", "--payee", "shop", "--number", "9",
        "--service-date", "2021-09-03",
      ], 0, "approve give 2")
    try run(
      program, ["undo", "2", "--reason", "Twice", "--date", "2021-09-30"], 0, "reverses entry 2", "approve give 3")
    try run(
      program,
      [
        "budget", "revise", "YOUTH", "--move", "food stipends 100.00", "--approver", "funder", "--approved-by",
        "Officer", "--effective", "2021-10-01", "--reason", "More",
      ], 0, "version 2 of the budget of YOUTH", "approve give 4")
    try run(
      program,
      [
        "budget", "revise", "YOUTH", "--move", "food stipends 100.00", "--approver", "funder", "--approved-by",
        "Officer", "--effective", "2021-10-01", "--reason", "More",
      ], 0, "Proposal 4 says this already")
    try run(program, ["approve", "give", "1"], 1, "was prepared by", "[LV001]", "approve refuse")
    try run(second, ["approve", "list"], 0, "900.00 to", "Revision of the budget of YOUTH", "waiting")
    try run(
      second, ["approve", "show", "2"], 0, "invoice number", "award YOUTH; budget line food", "2010",
      "approve give 2")
    try run(second, ["approve", "give", "1", "--reason", "Receipt seen"], 0, "Approved proposal 1", "now entry ")
    try run(second, ["approve", "give", "2"])
    try run(second, ["approve", "give", "4"], 0, "now version 2 of the budget")
    try run(second, ["approve", "refuse", "3", "--reason", "It was bought twice"], 0, "Refused proposal 3")
    try run(second, ["approve", "give", "3"], 4, "was decided before")
    try run(second, ["approve", "give", "44"], 1, "there is no proposal ‹44›")
    try run(second, spend("1.00"), 3, "your login may not do this")
    try run(
      program, ["payment", "add", "--bill", "9", "--method", "transfer", "--date", "2021-09-20"], 0, "approve give 5")
    try run(
      program, ["payment", "add", "--bill", "9", "--method", "transfer", "--date", "2021-09-20", "--key", "k"], 0,
      "approve give 6")
    try run(second, ["approve", "give", "5"])
    try run(second, ["approve", "give", "6"], 1, "[LB001]")
    try run(program, ["approve", "refuse", "6", "--reason", "Paid by 5"], 0, "Refused proposal 6")
    let entry =
      try program("find", "900.00", "--format", "csv").output.split(separator: "\n").last.map {
        String($0.split(separator: ",")[1])
      } ?? ""
    let voucher = try second("entry", "show", entry).output
    #expect(voucher.contains("Prepared:") && voucher.contains("by second_person: Receipt seen"), "\(voucher)")
    #expect(try program("approve", "list").output.contains("Nothing waits for approval."))
    try run(program, ["org", "approvals", "--none", "--approved-by", "Board", "--reason", "Alone again"], 0, "nothing")
    try run(program, spend("900.00") + ["--memo", "Second supper"], 0, "Entry ")
    try run(program, ["check"], 0, "Sound")
  }

  /// Whatever records one cost is proposed where it needs approval, and recorded as it was said.
  @Test func everyCommandForACostProposes() throws {
    let (program, books, _) = try Program.withBooks()
    try program.addAward()
    try program("party", "add", "lead", "Program lead", "--kind", "staff")
    try program("mileage", "rate", "--cents", "56", "--from", "2021-01-01", "--source", "IRS Notice 2021-02")
    try program(
      "commitment", "add", "YOUTH", "--line", "food", "--amount", "40.00", "--payee", "shop", "--date", "2021-08-01",
      "--for", "Fruit", "--key", "fruit")
    _ = try books.as(login: "third_person", roles: ["ledger_approver"])
    let installer = Books(try books.asInstaller())
    let site = try installer.organization("site")
    try installer.grant(.approver, to: "third_person", in: .organization(site))
    let approver = Program(books: books, login: "third_person")
    try program("org", "approvals", "--above", "5", "--approved-by", "Board", "--reason", "Two people")
    let commands = [
      [
        "expense", "split", "--share", "YOUTH:food 60%", "--share", "unrestricted:8110:program rest", "--amount",
        "20.00",
        "--payee", "shop", "--service-date", "2021-09-01", "--paid-from", "bank", "--memo", "Rice",
      ],
      [
        "mileage", "add", "lead", "--award", "YOUTH", "--line", "food", "--miles", "20", "--service-date", "2021-09-02",
        "--memo", "To the market", "--key", "drive",
      ],
      ["commitment", "draw", "fruit", "--service-date", "2021-09-03", "--paid-from", "bank", "--amount", "30.00"],
      [
        "entry", "post", "--date", "2021-09-04", "--description", "Paper", "--key", "paper", "--line",
        "8110 12.00 class=without function=program program=program service=2021-09-04", "--line", "1010 -12.00",
      ],
    ]
    for command in commands {
      let tried = try program.run(command + ["--dry-run"])
      #expect(tried.status == 0 && tried.output.contains("A proposal: "), "\(command): \(tried)")
      let proposed = try program.run(command)
      #expect(proposed.status == 0 && proposed.output.contains("approve give"), "\(command): \(proposed)")
    }
    for command in [
      [
        "commitment", "draw", "fruit", "--service-date", "2021-09-05", "--paid-from", "bank", "--amount", "31.00",
        "--final",
      ]
    ] {
      let refused = try program.run(command)
      #expect(refused.status == 1 && refused.errors.contains("[LV002]"), "\(command): \(refused)")
    }
    for number in try installer.proposals(of: site).map(\.number).sorted() {
      let given = try approver("approve", "give", "\(number)")
      #expect(given.status == 0, "\(given.errors)")
    }
    let amounts = try program("entry", "list", "--from", "2021-09-01", "--format", "csv").output
    for amount in ["20.00", "11.20", "30.00", "12.00"] { #expect(amounts.contains(amount), "\(amounts)") }
    #expect(try program("commitment", "list").output.contains("10.00"))
    #expect(try program("check").output.hasPrefix("Sound"))
  }
}
