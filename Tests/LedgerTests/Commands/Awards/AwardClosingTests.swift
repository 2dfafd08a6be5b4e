import Foundation
import Testing

@testable import Ledger

/// Closing an award by the command: refused for each thing that is open, until nothing is; then it rests.
@Suite struct AwardClosingTests {
  private let program: Program
  private let books: TestBooks

  init() throws {
    (program, books, _) = try Program.withBooks()
    try program.addAward()
    try ok(
      "award", "terms", "YOUTH", "--indirect-rate", "10%", "--outside-base", "participant_support", "--approved-by",
      "Funder", "--explain-above", "5% of line")
    // The award's life: money, costs of every kind that leaves something open.
    try ok("award", "receive", "YOUTH", "--amount", "29000.00", "--date", "2021-07-05", "--key", "r1")
    try ok(
      "commitment", "add", "YOUTH", "--line", "food", "--amount", "300.00", "--payee", "shop", "--date", "2021-08-01",
      "--for", "supper")
    try expense("10600.00", "food", "payable", "over")
    try expense("1000.00", "stipends", "bank", "paid")
    try ok(
      "entry", "post", "--date", "2021-09-01", "--description", "Cash box", "--key", "box", "--line",
      "1040 50.00 fund=YOUTH", "--line", "1010 -50.00 fund=YOUTH")
    try ok(
      "entry", "post", "--date", "2021-09-02", "--description", "Camera", "--key", "camera", "--line",
      "1640 400.00 fund=YOUTH award=YOUTH budget-line=stipends service=2021-09-02", "--line", "1010 -400.00 fund=YOUTH")
  }

  @discardableResult
  private func ok(_ arguments: String...) throws -> String {
    let outcome = try program.run(arguments)
    #expect(outcome.status == 0, "\(arguments.joined(separator: " ")): \(outcome.errors)")
    return outcome.output
  }

  private func expense(_ amount: String, _ line: String, _ from: String, _ key: String) throws {
    try ok(
      "expense", "add", "--award", "YOUTH", "--line", line, "--amount", amount, "--payee", "shop", "--service-date",
      "2021-09-01", "--paid-from", from, "--key", key)
  }

  /// What `award close` still lists.
  private func obstacles(_ more: String...) throws -> String {
    let outcome = try program.run(
      ["award", "close", "YOUTH", "--date", "2022-07-31", "--final-report", "2022-08-31"] + more)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("cannot be closed yet"))
    return outcome.output
  }

  @Test func isRefusedForEachReasonInTurnThenDone() throws {
    func settle(_ obstacle: String, _ steps: [String]...) throws {
      #expect(try obstacles().contains(obstacle), "\(obstacle)")
      for step in steps {
        let outcome = try program.run(step)
        #expect(outcome.status == 0, "\(step): \(outcome.errors)")
      }
      #expect(try !obstacles().contains(obstacle), "\(obstacle) after \(steps)")
    }
    func post(_ key: String, _ first: String, _ second: String) -> [String] {
      ["entry", "post", "--date", "2022-07-01", "--description", key, "--key", key, "--line", first, "--line", second]
    }
    try settle(
      "commitment 1 of food is open", ["commitment", "release", "1", "--reason", "not needed", "--date", "2022-06-30"])
    try settle("bills are unpaid", post("bill", "2010 10600.00 fund=YOUTH", "1010 -10600.00 fund=YOUTH"))
    try settle("petty cash is out", post("box back", "1010 50.00 fund=YOUTH", "1040 -50.00 fund=YOUTH"))
    try settle(
      "line food is above its budget and not explained",
      ["budget", "explain", "YOUTH", "food", "--reason", "More youth came", "--as-of", "2022-06-30"])
    try settle("indirect costs are not trued up", ["indirect", "charge", "YOUTH", "--through", "2022-06-30"])
    try settle("the interfund account is not settled", ["indirect", "settle", "YOUTH", "--date", "2022-07-02"])
    try settle(
      "the funder still owes money", ["award", "receive", "YOUTH", "--amount", "1000.00", "--date", "2022-07-03"])
    try settle(
      "restricted money is neither released nor returned",
      ["period", "close", "2022-06", "--reason", "year"],
      ["award", "return", "YOUTH", "--amount", "16940.00", "--date", "2022-07-10", "--reason", "unspent"])
    #expect(try obstacles().contains("money is due to the funder"))
    try ok("award", "return", "YOUTH", "--owed", "--paid-from", "bank", "--date", "2022-07-11")
    #expect(try obstacles().contains("equipment was bought"))

    let close = [
      "award", "close", "YOUTH", "--date", "2022-07-31", "--final-report", "2022-08-31", "--equipment", "Kept",
    ]
    #expect(try program.run(close + ["--dry-run"]).output.hasPrefix("dry run"))
    #expect(try program.run(close).output.contains("Keep its records through 2025-08-31"))
    #expect(try program.run(close).output.contains("is closed since 2022-07-31"))
    #expect(try ok("award", "show", "YOUTH").contains("closed on 2022-07-31"))
    #expect(try ok("check").hasPrefix("Sound"))
    try aClosedAwardRests()
  }

  private func aClosedAwardRests() throws {
    func refused(_ rule: String, _ arguments: String...) throws {
      let outcome = try program.run(arguments)
      #expect(outcome.status == 1 && outcome.errors.contains(rule), "\(arguments): \(outcome.errors)")
    }
    let cost = ["--amount", "5.00", "--payee", "shop", "--service-date", "2022-06-30", "--date", "2022-07-31"]
    for place in [["--line", "food"], ["--no-line", "--account", "8110"]] {
      let outcome = try program.run(["expense", "add", "--award", "YOUTH", "--paid-from", "bank"] + place + cost)
      #expect(outcome.status == 1 && outcome.errors.contains("LA013"), "\(outcome.errors)")
    }
    try refused("LA013", "award", "promise", "YOUTH", "--date", "2022-07-31", "--amount", "1.00")
    try refused(
      "LA013", "commitment", "add", "YOUTH", "--line", "food", "--amount", "5.00", "--payee", "shop", "--date",
      "2022-07-31", "--for", "more")
    try refused(
      "LA013", "budget", "revise", "YOUTH", "--move", "stipends food 100.00", "--approver", "funder", "--approved-by",
      "F", "--effective", "2022-07-31", "--reason", "late")
    try refused(
      "LA013", "award", "rename", "YOUTH", "Other", "--date", "2022-07-31", "--approved-by", "F", "--document", "L",
      "--reason", "late")
    try refused(
      "LA013", "award", "extend", "YOUTH", "--through", "2022-12-31", "--approved-on", "2022-07-31", "--approved-by",
      "F",
      "--document", "L", "--reason", "late")
    try refused("LA013", "entry", "reverse", "paid", "--reason", "late", "--date", "2022-07-31")
    let refund = try ok("expense", "refund", "paid", "--amount", "25.00", "--date", "2022-07-31")
    #expect(refund.contains("25.00 of it is due to the funder (2420)"), "\(refund)")
    let second = try program("expense", "refund", "paid", "--amount", "25.00", "--date", "2022-07-31")
    #expect(second.status == 4 && second.errors.contains("says the same"), "\(second)")
    let again = try program("award", "reopen", "YOUTH", "--reason", "Refund to be sent on", "--date", "2022-07-31")
    #expect(again.status == 0)
    #expect(try program("award", "reopen", "YOUTH", "--reason", "x", "--date", "2022-07-31").errors.contains("LA014"))
    #expect(try obstacles("--equipment", "Kept").contains("money is due to the funder"))
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// A refund after closing goes to its line; the organization's own part of the cost comes down first, and the rest is the funder's.
  @Test func aRefundAfterClosingIsTheFundersAsFarAsItPaid() throws {
    let (program, books, login) = try Program.withBooks()
    func ok(_ arguments: String...) throws -> String { try program.ok(arguments) }
    try program.closeConditionalAward()
    func refund(_ amount: String, _ more: String...) throws -> String {
      let outcome = try program.run(
        ["expense", "refund", "cond-130.00", "--amount", amount, "--date", "2022-08-05"] + more)
      #expect(outcome.status == 0, "\(outcome)")
      return outcome.output
    }
    #expect(try refund("10.00").contains("nothing of it is due to the funder"))
    let before = try program("expense", "refund", "cond-130.00", "--amount", "1.00", "--date", "2022-07-30")
    #expect(
      before.status == 1 && before.errors.contains("was closed on 2022-07-31, after 2022-07-30 [LA013]"), "\(before)")
    #expect(try refund("50.00", "--dry-run").contains("30.00 of it is due to the funder (2420)"))
    #expect(try refund("50.00").contains("30.00 of it is due to the funder (2420)"))
    let budget = try ok("statement", "budget", "COND", "--as-of", "2022-08-31", "--format", "csv")
    #expect(budget.contains("70.00"), "\(budget)")
    #expect(try ok("check").hasPrefix("Sound"))
    // Past the command it is refused at commit: what is no longer earned does not stay. Without that, check names it.
    let direct = Books(try books.as(login: login, roles: []))
    let site = try direct.organization("site")
    let expense = try direct.entry("cond-130.00", of: site)
    let draft = try expense.refundEntry(Money(cents: 5_00), of: site, on: "2022-08-06".day, to: .bank, key: "bare")
    #expect(throws: DatabaseError.self) { try direct.post(draft, to: site) }
    #expect(outcome(direct.connection, DirectSQL.post(draft)) == "LA013")
    _ = try ok("award", "return", "COND", "--owed", "--date", "2022-08-10", "--paid-from", "bank")
    _ = try ok("period", "close", "2022-08", "--reason", "Month")
    #expect(try ok("check").hasPrefix("Sound"))
    try books.asInstaller().script("alter table ledger.journal_entry disable trigger refund_settles")
    #expect(outcome(direct.connection, DirectSQL.post(draft.changed { $0.date = "2022-09-06".day })) == "accepted")
    #expect(try brokenRules(direct.connection).contains("LA013"))
  }

  /// Where another person approves it, a refund of a closed award says the commands that lead there, and they do.
  @Test func aRefundOfAClosedAwardThatNeedsApprovalSaysTheWay() throws {
    let (program, books, _) = try Program.withBooks()
    try program.closeConditionalAward()
    _ = try books.as(login: "closing_second")
    let installer = Program(books: books, login: LocalCluster.installerLogin)
    try #require(installer("user", "grant", "closing_second", "approver", "--org", "site").status == 0)
    let second = Program(books: books, login: "closing_second")
    _ = try program.ok(["org", "approvals", "--above", "5", "--approved-by", "Board", "--reason", "Two people"])
    let refund = ["expense", "refund", "cond-130.00", "--amount", "50.00", "--date", "2022-08-05"]
    for words in [refund + ["--dry-run"], refund] {
      let refused = try program.run(words)
      #expect(refused.status == 1 && refused.errors.contains("award COND is closed"), "\(refused)")
      let commands = refused.errors.split(separator: "\n").map { $0.trimmingCharacters(in: [" "]) }
        .filter { $0.hasPrefix("ledgerctl ") && $0 != "ledgerctl: error" }
      #expect(commands.count == 2 && !refused.errors.contains("--dry-run"), "\(refused)")
      if words.last == "--dry-run" { continue }
      for command in commands {
        let words = Program.words(of: command.replacing("\"", with: "'"))
        let outcome = try program.run(Array(words.dropFirst()))
        #expect(outcome.status == 0, "\(command): \(outcome)")
        if words[1] == "expense" { #expect(outcome.output.contains("approve give 1 --org site"), "\(outcome)") }
      }
      #expect(try second("approve", "give", "1").status == 0)
      let closed = try program("award", "close", "COND", "--date", "2022-08-31", "--final-report", "2022-08-31")
      #expect(closed.status == 1 && closed.output.contains("what was released is no longer spent"), "\(closed)")
      _ = try program.ok(["org", "approvals", "--none", "--approved-by", "Board", "--reason", "Done"])
    }
    #expect(try program.ok(["check"]).hasPrefix("Sound"))
  }

  /// Reopened, the award's refund is undone with what was taken back and returned for it, and not without.
  @Test func aRefundAfterClosingIsUndoneWhole() throws {
    let (program, _, _) = try Program.withBooks()
    try program.closeConditionalAward()
    let refund = ["expense", "refund", "cond-130.00", "--amount", "50.00", "--date", "2022-08-05", "--key", "back"]
    #expect(try program.ok(refund).contains("20.00 of it is due to the funder (2420)"))
    #expect(try program.ok(refund).contains("had recorded this before"))
    let number = try #require(
      program.ok(["entry", "list", "--from", "2022-08-05", "--format", "csv"]).split(separator: "\n").first {
        $0.contains("refund")
      }?.split(separator: ",").first(where: { Int($0) != nil }).flatMap { Int($0) })
    #expect(try program.ok(["entry", "show", "back"]).contains("part 1 of 3 of refund 1"))
    _ = try program.ok(["award", "reopen", "COND", "--reason", "Mistake", "--date", "2022-08-06"])
    let undone = try program.ok(["undo", "\(number + 2)", "--reason", "Never came"])
    #expect(undone.contains("with it entries \(number), \(number + 1) of refund 1"), "\(undone)")
    let due = try program.ok(["register", "--account", "2420", "--format", "csv"])
    #expect(due.hasSuffix(",0.00\n"), "\(due)")
    #expect(try program.ok(["check"]).hasPrefix("Sound"))
  }

  /// The rule is the schema's: the owner's own insert is refused as well, and names what is open and the terms.
  @Test func theSchemaRefusesTheOwnerToo() throws {
    let installer = try books.asInstaller()
    try installer.script("set role ledger_owner")
    let close = """
      insert into ledger.award_event (organization_id, award_code, number, action, on_date, reason, equipment, final_report_on, retain_until)
      values (1, 'YOUTH', 1, 'close', '2022-07-31', 'x', 'kept', '2022-08-31', '2025-08-31')
      """
    #expect(outcome(installer, close) == "LA016")
    do { try installer.script(close) } catch {
      #expect("\(error)".contains("commitment 1 of food is open: 300.00"))
      #expect("\(error)".contains("version 2"))
    }
    let reopen =
      "insert into ledger.award_event (organization_id, award_code, number, action, on_date, reason) values (1, 'YOUTH', 1, 'reopen', '2022-07-31', 'x')"
    #expect(outcome(installer, reopen) == "LA014")
    // Without the question, an award with open commitments closes, and check names it, and the schema.
    try books.asInstaller().script(
      Mutant.edit("ledger.apply_award_event", [("if obstacles is not null then", "if false then")]))
    #expect(outcome(installer, close) == "accepted")
    let cost = Drafts.transfer(key: "late").changed {
      $0.lines[0].fund = "YOUTH"
      $0.lines[1].fund = "YOUTH"
    }
    #expect(outcome(installer, DirectSQL.insert(cost)) == "accepted")
    #expect(try brokenRules(try books.asInstaller()) == ["LA016", "LS001"])
  }

  /// A cost posted while the award is being closed waits for the closing, and is refused; or the closing waits, and sees it.
  @Test func closingAndPostingAreKeptApart() throws {
    let sample = try SampleBooks.copy()
    let admin = Books(try sample.as(.financeAdmin))
    let award = try admin.award("AGENCY")
    let close = "select ledger.close_award(1, 'AGENCY', '2022-07-31', 'done', null, '2022-08-31')"
    let post = DirectSQL.post(
      Drafts.expense(key: "late", award: "AGENCY").changed {
        // Claimed of the funder: nothing is held yet.
        $0.lines[0].account = "1240"
        ($0.lines[0].netAssetClass, $0.lines[0].function, $0.lines[0].program) = (nil, nil, nil)
      })
    let late = try Race.run(sample, first: (.financeAdmin, close), second: (.recorder, post))
    #expect(late == .init(first: "accepted", second: "LA013"))
    try admin.reopen(award, on: "2022-07-31".day, reason: "race")
    let early = try Race.run(sample, first: (.recorder, post), second: (.financeAdmin, close))
    #expect(early == .init(first: "accepted", second: "LA016"))
    #expect(try brokenRules(try sample.as(.auditor)).isEmpty)
  }
}

extension Program {
  @discardableResult
  fileprivate func ok(_ arguments: [String]) throws -> String {
    let outcome = try run(arguments)
    #expect(outcome.status == 0, "\(arguments): \(outcome)")
    return outcome.output
  }

  /// A conditional award with a cost of 130.00, of which 100.00 were recognized, received and released; closed on 2022-07-31.
  fileprivate func closeConditionalAward() throws {
    try addConditionalAward()
    try ok(["award", "recognize", "COND", "--amount", "100.00", "--date", "2022-06-01", "--evidence", "Report"])
    try ok(["award", "receive", "COND", "--amount", "100.00", "--date", "2022-06-15"])
    #expect(try addConditionalExpense("130.00", on: "2022-06-10").status == 0)
    try ok(["period", "close", "2022-06", "--reason", "Month"])
    try ok(["award", "close", "COND", "--date", "2022-07-31", "--final-report", "2022-08-31"])
  }
}
