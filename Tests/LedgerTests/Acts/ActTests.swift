import Foundation
import Testing

@testable import Ledger

/// Acts by their fields alone, as a page would do them: no command line.
@Suite struct ActTests {
  /// All acts, by command.
  static let all: [any Act.Type] = [
    RecordExpense.self, RecordBill.self, RecordMileage.self, Prepay.self, Accrue.self, PayBills.self, ReceiveMoney.self,
    MatchItems.self, PostEntry.self, DrawCommitment.self, SplitExpense.self, GiveAdvance.self, ReturnAdvance.self,
    RefundExpense.self,
    UndoEntry.self, VoidPayment.self, CorrectExpense.self, MoveCash.self, ReceiveOtherMoney.self, RemitPayroll.self,
  ]

  private struct Site: ~Copyable {
    let program: Program
    let books: Books
  }

  /// Books with an award, a member of staff and a rate, and a connection of somebody who records.
  private func site() throws -> Site {
    let (program, books, login) = try Program.withBooks()
    try program.addAward()
    try program("party", "add", "lead", "Program lead", "--kind", "staff")
    try program("mileage", "rate", "--cents", "56", "--from", "2021-01-01", "--source", "IRS Notice 2021-02")
    return Site(program: program, books: Books(try books.as(login: login)))
  }

  private static let cost: KeyValuePairs<String, String?> = [
    "award": "YOUTH", "line": "food", "payee": "shop", "service-date": "2021-09-03",
  ]

  private static func words(_ act: any Act.Type, _ values: ActValues) -> [String] {
    act.words
      + values.ordered(act.fields).flatMap { field, text in
        field.isArgument ? [text] : field.kind == .flag ? [field.option] : [field.option, text]
      }
  }

  private static func values(_ others: KeyValuePairs<String, String?>, of cost: Bool = true) -> ActValues {
    ActValues(others).filled(with: cost ? ActValues(Self.cost) : ActValues())
  }

  /// What is recorded of a recording act by its values.
  private func record<A: RecordingAct>(_: A.Type, _ values: ActValues, _ books: borrowing Books) throws -> ActOutcome {
    let prepared = try A(values, books).prepared(books)
    let key = try books.standing(prepared).nextKey
    return try books.recordOrPropose(prepared.under(key, isAnother: false), dryRun: false) { () -> Void? in nil }
      .outcome
  }

  /// By its fields and by the command: the same books.
  @Test func anActByItsFieldsIsItsCommand() throws {
    let byFields = try site()
    let byCommand = try site()
    let week: [(act: any RecordingAct.Type, values: ActValues)] = [
      (RecordExpense.self, Self.values(["amount": "48.20", "paid-from": "bank", "memo": "Snacks"])),
      (RecordExpense.self, Self.values(["amount": "5.00", "paid-from": "staff", "staff": "lead"])),
      (RecordBill.self, Self.values(["amount": "120.00", "number": "A-17", "due": "2021-10-01"])),
      (
        PayBills.self,
        Self.values(["bill": "A-17", "date": "2021-09-10", "method": "check", "number": "1041"], of: false)
      ),
      (
        RecordMileage.self,
        Self.values(
          [
            "award": "YOUTH", "line": "food", "staff": "lead", "miles": "12.5", "service-date": "2021-09-04",
            "memo": "To the venue",
          ], of: false)
      ),
      (
        Prepay.self,
        Self.values(["amount": "30.00", "date": "2021-09-01", "service-through": "2021-11-30", "paid-from": "bank"])
      ),
      (Accrue.self, Self.values(["amount": "7.00", "reverse-on": "2021-10-01"])),
      (
        RecordExpense.self,
        Self.values(
          [
            "unrestricted": "", "account": "8110", "amount": "9.00", "payee": "shop", "service-date": "2021-09-05",
            "paid-from": "petty-cash",
          ], of: false)
      ),
    ]
    for (act, values) in week {
      guard case .recorded(let posted) = try record(act, values, byFields.books) else {
        Issue.record("\(act) was not recorded")
        continue
      }
      #expect(!posted.wasRecorded)
      let outcome = try byCommand.program.run(Self.words(act, values))
      #expect(outcome.status == 0, "\(act): \(outcome.errors)")
      let journals = try (byFields.program.journal(), byCommand.program.journal())
      #expect(journals.0.difference(from: journals.1).isEmpty, "\(act): \(journals)")
    }
    #expect(try byFields.program("check").output.hasPrefix("Sound"))
  }

  /// Where another person approves, the same act proposes.
  @Test func anActProposesWhereThePolicyAsks() throws {
    let site = try site()
    try site.program("org", "approvals", "--above", "100", "--approved-by", "Board", "--reason", "Two people")
    let outcome = try record(
      RecordExpense.self, Self.values(["amount": "148.20", "paid-from": "bank"]), site.books)
    guard case .proposed(let proposed) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(try site.books.proposals(of: site.books.organization("site"), number: proposed.number).count == 1)
  }

  /// Whatever is wrong with the values is told at once, each at its field, and what is missing beside it.
  @Test func allFaultsAreToldAtOnce() throws {
    let site = try site()
    var without = Self.values(["amount": "4O", "paid-from": "bnak", "service-date": "2021-02-30"])
    without["payee"] = nil
    do {
      _ = try RecordExpense(without, site.books)
      Issue.record("nothing was told")
    } catch let faults as ActFaults {
      #expect(Set(faults.faults.map(\.field)) == ["payee", "amount", "service-date", "paid-from"], "\(faults.faults)")
      #expect(faults.faults.first { $0.field == "payee" }?.isOfGrammar == true)
      #expect(faults.faults.first { $0.field == "paid-from" }?.nextStep.contains("did you mean bank?") == true)
    }
    let told = try site.program.run(Self.words(RecordExpense.self, without))
    #expect(told.status == 1, "\(told)")
    for option in ["--payee: nothing is given", "--amount: ", "--service-date: ", "--paid-from: "] {
      #expect(told.errors.contains(option), "\(told.errors)")
    }
    let missing = try site.program.run(["bill", "add", "--award", "YOUTH"])
    #expect(missing.status == 2, "\(missing)")
    for option in ["--line", "--payee", "--amount", "--service-date", "--number"] {
      #expect(missing.errors.contains("\(option): nothing is given"), "\(missing.errors)")
    }
  }

  /// A valid command is never asked, wherever its argument stands; a typo never begins an interview; what lacks something is asked.
  @Test func aCommandIsParsedBeforeAnythingIsAsked() throws {
    let site = try site()
    let values = Self.values(["amount": "3.00", "paid-from": "bank", "key": "k"])
    let whole = try Terminal(site.program, Self.words(RecordExpense.self, values))
    #expect(whole.end() == 0 && !whole.screen.contains("Record it?"), "\(whole.screen)")
    let undone = try Terminal(site.program, ["undo", "--reason", "Twice", "k"])
    #expect(undone.end() == 0 && undone.screen.contains("reverses entry"), "\(undone.screen)")
    let typo = try Terminal(site.program, ["expense", "add", "--award", "YOUTH", "--lien", "food"])
    #expect(typo.end() == 2 && typo.screen.contains("--lien") && !typo.screen.contains("Which"), "\(typo.screen)")
    for wrong in [["--line", "fod"], ["--amount", "5x"], ["--paid-from", "bnak"]] {
      let terminal = try Terminal(site.program, ["expense", "add", "--award", "YOUTH"] + wrong)
      #expect(terminal.end() == 1 && terminal.screen.contains("\(wrong[0]): "), "\(terminal.screen)")
    }
    let asked = try Terminal(site.program, ["expense", "add", "--award", "YOUTH"])
    #expect(asked.interrupt(at: "Which budget line"))
    #expect(asked.end() == 130)
  }

  /// What is owed of a payroll is paid once, whatever the order of the days, and the same twice is asked about though the cents of the funds differ.
  @Test func aRemittanceIsPaidOnce() throws {
    let site = try site()
    try site.program("party", "add", "revenue", "Tax office", "--kind", "government")
    let funds = [("general", "30.60"), ("YOUTH", "45.90")]
    for (fund, amount) in funds {
      let award = fund == "YOUTH" ? " award=YOUTH budget-line=food service=2021-09-01" : ""
      let cost = "8110 \(amount) fund=\(fund) class=without function=program program=program\(award)"
      let posted = try site.program.run([
        "entry", "post", "--date", "2021-09-30", "--description", "Tax", "--key", "tax-\(fund)", "--line", cost,
        "--line",
        "2130 -\(amount) fund=\(fund)",
      ])
      #expect(posted.status == 0, "\(posted)")
    }
    func remit(_ more: String...) throws -> Program.Outcome {
      try site.program.run(["payroll", "remit", "--account", "2130", "--payee", "revenue"] + more)
    }
    let part = try remit("--date", "2021-10-15", "--amount", "20.01")
    #expect(part.status == 0 && part.output.contains("56.49 is owed still"), "\(part)")
    let again = try remit("--date", "2021-10-15", "--amount", "20.01")
    #expect(again.status == 4 && again.errors.contains("says the same"), "\(again)")
    let earlier = try remit("--date", "2021-10-01", "--amount", "60.00")
    #expect(earlier.status == 1 && earlier.errors.contains("56.49 is owed"), "\(earlier)")
    #expect(try remit("--date", "2021-10-01").output.contains("56.49 of Payroll taxes payable"))
    for day in ["2021-10-01", "2021-10-15", "2021-09-01"] { #expect(try remit("--date", day).status == 1, "\(day)") }
    #expect(try site.program("check").output.hasPrefix("Sound"))
  }

  /// The options of a command are the fields of its act.
  @Test func optionsAreTheFields() throws {
    let (program, _, _) = try Program.withBooks()
    let common: Set = [
      "books", "as", "allow-unverified-server", "json-errors", "dry-run", "yes", "help", "version",
    ]
    for act in Self.all {
      let dump = try program.run(act.words + ["--experimental-dump-help"])
      let help = try JSONSerialization.jsonObject(with: Data(dump.output.utf8)) as? [String: Any]
      let command = try #require(help?["command"] as? [String: Any], "\(act): \(dump)")
      var names: Set<String> = []
      for argument in try #require(command["arguments"] as? [[String: Any]]) {
        if argument["kind"] as? String == "positional" {
          names.insert(try #require(argument["valueName"] as? String))
        } else {
          let longs = (argument["names"] as? [[String: Any]] ?? []).filter { $0["kind"] as? String == "long" }
          names.formUnion(longs.compactMap { $0["name"] as? String })
        }
      }
      #expect(names.subtracting(common) == Set(act.fields.map(\.name)), "\(act)")
      #expect(Set(act.fields.map(\.name)).count == act.fields.count, "\(act)")
    }
  }

  /// No act is left out of the tests above.
  @Test func allActsAreHere() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
      path: "../../../Sources/Ledger/Acts")
    let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    var found: Set<String> = []
    for case let file as URL in files where file.pathExtension == "swift" {
      for match in try String(contentsOf: file, encoding: .utf8).matches(of: #/struct (\w+): (Recording)?Act \{/#) {
        found.insert(String(match.1))
      }
    }
    #expect(found == Set(Self.all.map { "\($0)" }))
  }
}
