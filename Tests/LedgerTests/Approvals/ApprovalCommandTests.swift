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
    for number in try installer.proposals(of: site).map(\.number).sorted() {
      let given = try approver("approve", "give", "\(number)")
      #expect(given.status == 0, "\(given.errors)")
    }
    let amounts = try program("entry", "list", "--from", "2021-09-01", "--format", "csv").output
    for amount in ["20.00", "11.20", "30.00", "12.00"] { #expect(amounts.contains(amount), "\(amounts)") }
    #expect(try program("commitment", "list").output.contains("10.00"))
    #expect(try program("check").output.hasPrefix("Sound"))
  }

  /// What the books figure themselves, or record in several steps, is proposed as well, and recorded by who approves it, who records nothing else.
  @Test func actsOfTheBooksArePreparedAndApproved() throws {
    let (program, books, _) = try Program.withBooks()
    try program.addAward()
    try program(
      "award", "terms", "YOUTH", "--interest", "return", "--approved-by", "Funder", "--effective", "2021-07-01",
      "--reason", "Agreement")
    try program("award", "promise", "YOUTH", "--date", "2021-07-01")
    try program("award", "receive", "YOUTH", "--amount", "500.00", "--date", "2021-07-02")
    try program(
      "commitment", "add", "YOUTH", "--line", "food", "--amount", "40.00", "--payee", "shop", "--date", "2021-08-01",
      "--for", "Fruit", "--key", "fruit")
    try program(
      "allocation", "add", "desks", "--name", "Desks", "--base", "desks", "--document", "Plan", "--effective",
      "2021-07-01", "--share", "YOUTH:food 1", "--share", "unrestricted:8110 2")
    let cost = ["--award", "YOUTH", "--line", "food", "--payee", "shop", "--paid-from", "bank"]
    for (key, amount) in [("wrong", "20.00"), ("undone", "21.00")] {
      _ = try program.run(
        ["expense", "add"] + cost + ["--amount", amount, "--service-date", "2021-09-01", "--key", key])
    }
    try program("undo", "undone", "--reason", "Twice")
    let file = try temporaryFile(
      Array(
        "date,award,line,amount,payee,service_date,paid_from,memo\n2021-09-02,YOUTH,food,22.00,shop,2021-09-02,bank,Rice\n"
          .utf8))
    try program("expense", "import", file)
    _ = try books.as(login: "third_person", roles: ["ledger_approver"])
    let installer = Books(try books.asInstaller())
    let site = try installer.organization("site")
    try installer.grant(.approver, to: "third_person", in: .organization(site))
    let approver = Program(books: books, login: "third_person")
    try program(
      "org", "approvals", "--above", "5", "--reversals", "--payments", "--approved-by", "Board", "--reason", "Two")
    let commands: [[String]] = [
      [
        "expense", "split", "--rule", "desks", "--amount", "9.00", "--payee", "shop", "--service-date", "2021-09-03",
        "--paid-from", "bank", "--memo", "Paper",
      ],
      [
        "commitment", "draw", "fruit", "--service-date", "2021-09-05", "--paid-from", "bank", "--amount", "31.00",
        "--final",
      ],
      ["correct", "wrong", "--amount", "19.00", "--reason", "Misread"],
      ["entry", "move", "undone", "--date", "2021-09-06", "--reason", "Seen then"],
      ["import", "undo", "1", "--reason", "Wrong file"],
      ["award", "interest", "YOUTH", "--amount", "8.00", "--date", "2021-09-30"],
      ["award", "write-off", "YOUTH", "--amount", "6.00", "--date", "2021-09-30", "--reason", "Letter"],
      [
        "award", "return", "YOUTH", "--amount", "7.00", "--date", "2021-09-30", "--reason", "Unspent", "--paid-from",
        "bank",
      ],
    ]
    for command in commands {
      let before = try program.journal()
      for run in [command + ["--dry-run"], command] {
        let proposed = try program.run(run)
        #expect(proposed.status == 0 && proposed.output.contains("roposal"), "\(run): \(proposed)")
        #expect(try program.journal() == before, "\(run)")
      }
      let number = try #require(try installer.proposals(of: site).last?.number)
      let shown = try approver("approve", "show", "\(number)").output
      let facts = ["correct": ["Correction of entry", "19.00 to shop", "Wrong:"], "commitment": ["Commitment:"]]
      for fact in facts[command[0]] ?? [] { #expect(shown.contains(fact), "\(shown)") }
      #expect(try program.run(["approve", "give", "\(number)"]).status == 1, "who prepared it does not approve it")
      let tried = try approver.run(["approve", "give", "\(number)", "--dry-run"])
      #expect(try tried.status == 0 && program.journal() == before, "\(tried)")
      let given = try approver.run(["approve", "give", "\(number)"])
      #expect(given.status == 0, "\(command): \(given)")
      #expect(try program.journal() != before, "\(command)")
      let check = try program.run(["check"])
      #expect(check.output.hasPrefix("Sound"), "\(command): \(check)")
    }
    // A file is many events: each is proposed by itself.
    let many = try program.run(["expense", "import", file])
    #expect(many.status == 1 && many.errors.contains("[LV002]"), "\(many)")
    // What goes back at a year's end is proposed before.
    let closing = try program.run(["period", "close", "2022-06", "--year-end", "--return-unspent", "--reason", "End"])
    #expect(
      closing.status == 1 && closing.errors.contains("\n  ledgerctl award return site/YOUTH --amount "), "\(closing)")
    #expect(try program("commitment", "list").output.contains("9.00"))
    #expect(try program("import", "list").output.contains("2021-09-02"))
    let journal = try program("entry", "list", "--format", "csv").output
    for amount in ["9.00", "31.00", "19.00", "6.00", "7.00", "8.00"] { #expect(journal.contains(amount), "\(amount)") }
  }
}
