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
    AddAward.self, SetTerms.self, ExtendAward.self, RenameAward.self, CloseAward.self, ReopenAward.self,
    RecordPromise.self, RecognizeCondition.self, RecordInterest.self, ReturnToFunder.self, ReleaseRestriction.self,
    WriteOffPromise.self, ReviseBudget.self, MakeCommitment.self, ReleaseCommitment.self, ClosePeriod.self,
    ReopenPeriod.self, AdjustYear.self, AddParty.self, AddAccount.self, AddFund.self, AddProgram.self,
    AddOrganization.self, AdoptPolicy.self, AddAllocationRule.self, ChargeIndirect.self, SettleInterfund.self,
    MoveReversal.self, UndoImport.self,
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

  static func values(_ others: KeyValuePairs<String, String?>, of cost: Bool = true) -> ActValues {
    ActValues(others).filled(with: cost ? ActValues(Self.cost) : ActValues())
  }

  /// What is recorded of a recording act by its values.
  private func record<A: RecordingAct>(_: A.Type, _ values: ActValues, _ books: borrowing Books) throws -> ActOutcome {
    let prepared = try A(values, books).prepared(books)
    let key = try books.standing(prepared).nextKey
    return try books.recordOrPropose(prepared.under(key, isAnother: false), dryRun: false) { () -> Void? in nil }
      .outcome
  }

  /// What somebody else records while it is looked for has used its key: the next one has another.
  @Test func aKeyThatIsUsedMeanwhileIsNotOffered() throws {
    let site = try site()
    let values = Self.values(["amount": "4.00", "paid-from": "bank"])
    let typed = try RecordExpense(values.filled(with: ActValues(["key": "typed"])), site.books).prepared(site.books)
    _ = try site.books.recordOrPropose(typed.under("typed", isAnother: false), dryRun: false) { () -> Void? in nil }
    let prepared = try RecordExpense(values, site.books).prepared(site.books)
    var isRecorded = false
    let standing = try site.books.standing(prepared.event, saying: prepared.said[0], of: prepared.organization) { _ in
      if !isRecorded {
        isRecorded = true
        _ = try site.books.recordOrPropose(
          prepared.under(prepared.event.text(ofNumber: 1), isAnother: true), dryRun: false
        ) { () -> Void? in nil }
      }
      return true
    }
    #expect(isRecorded && standing.same != nil)
    #expect(standing.nextKey == prepared.event.text(ofNumber: 2), "\(standing)")
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

  /// Whatever is missing or makes no sense, of whatever act, is told as a fault of that field.
  @Test func whateverIsMissingOrWrongIsAFault() throws {
    let site = try site()
    #expect(Self.complete.count == Self.all.count)
    try site.program(
      "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", "3.00", "--payee", "shop", "--service-date",
      "2021-09-03", "--paid-from", "bank", "--key", "meal")
    for (act, given) in Self.complete {
      var values = given
      if act == AddAllocationRule.self { values.set("share", ["YOUTH:food 1", "unrestricted:8110 2"]) }
      if act == SplitExpense.self { values.set("share", ["YOUTH:food 50%", "YOUTH:stipends 50%"]) }
      for field in act.fields where field.kind != .flag {
        var without = values
        without[field.name] = nil
        var faults = try Self.faults(act, without, site.books)
        if field.isNeeded(without) { #expect(faults?.contains(field.name) == true, "\(act) without \(field.name)") }
        // What is open of a bill is looked for when it is paid.
        guard ![.text, .file, .code(.bill)].contains(field.kind) else { continue }
        var wrong = values
        wrong[field.name] = "?!"
        faults = try Self.faults(act, wrong, site.books)
        #expect(faults?.contains(field.name) == true, "\(act) with wrong \(field.name): \(faults ?? [])")
      }
    }
  }

  /// The fields that are told to be wrong; nil where none is.
  private static func faults(_ act: any Act.Type, _ values: ActValues, _ books: borrowing Books) throws -> [String]? {
    do {
      _ = try act.init(values, books)
    } catch let faults as ActFaults {
      return faults.faults.map(\.field)
    } catch is ActConflict {} catch is Refusal {}
    return nil
  }

  /// The options of a command are the fields of its act.
  @Test func optionsAreTheFields() throws {
    let (program, _, _) = try Program.withBooks()
    let common: Set = [
      "books", "as", "allow-unverified-server", "json-errors", "dry-run", "yes", "help", "version", "output", "format",
      "width",
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
      #expect(names.subtracting(common) == Set(act.fields.map(\.name)).subtracting(common), "\(act)")
      #expect(Set(act.fields.map(\.name)).count == act.fields.count, "\(act)")
    }
  }

  /// No act is left out of the tests above.
  @Test func allActsAreHere() throws {
    let folder = Repository.root.appending(path: "Sources/Ledger/Acts")
    let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    var found: Set<String> = []
    for case let file as URL in files where file.pathExtension == "swift" {
      for match in try String(contentsOf: file, encoding: .utf8).matches(
        of: #/struct (\w+): (Recording|Event|Fact)?Act \{/#)
      {
        found.insert(String(match.1))
      }
    }
    #expect(found == Set(Self.all.map { "\($0)" }))
  }

  /// No command makes a draft: acts do, which a page can do as well. What a file says is read by what reads files.
  @Test func noCommandMakesADraft() throws {
    let folder = Repository.root.appending(path: "Sources/ledgerctl")
    let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    let drafts = #/\b(?:Entry|Bill|Payment|Award|Commitment|Budget)Draft\((?!parsing:)/#
    #expect("let draft = EntryDraft(key: key)".contains(drafts))
    for case let file as URL in files where file.pathExtension == "swift" {
      let code = try String(contentsOf: file, encoding: .utf8)
      #expect(!code.contains(drafts), "\(file.lastPathComponent)")
    }
  }

  /// What there is to choose from at a prompt is what shells complete, by what is typed already.
  @Test func completionsAreTheChoices() throws {
    let site = try site()
    try site.program(
      "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", "3.00", "--payee", "shop", "--service-date",
      "2021-09-03", "--paid-from", "bank", "--key", "meal")
    try site.program(
      "commitment", "add", "YOUTH", "--line", "food", "--amount", "6.00", "--payee", "shop", "--date", "2021-09-01",
      "--for", "Bread")
    var compared = 0
    for (act, given) in Self.complete {
      for (index, field) in act.fields.enumerated() where field.kind != .flag && field.name != "org" {
        var before = given
        before[field.name] = nil
        guard let choices = field.choices else { continue }
        // Of what stands before it, as somebody types.
        let named = act.fields[..<index].filter {
          before.has($0.name) && !$0.isRepeated && ![.text, .file].contains($0.kind)
        }
        var values = ActValues()
        for other in named { values[other.name] = before[other.name] }
        let offered = try Set(choices(values, site.books).map(\.code).filter { $0 != field.flagAnswer })
        let typed = named.flatMap { other in
          other.isArgument ? [values[other.name] ?? ""] : [other.option, values[other.name] ?? ""]
        }
        let position = act.fields.filter(\.isArgument).firstIndex { $0.name == field.name }
        let line = ["ledgerctl"] + act.words + typed + (field.isArgument ? [""] : [field.option, ""])
        let place = position.map { "positional@\($0)" } ?? field.option
        let ran = try site.program.run(["---completion"] + act.words + ["--", place, "\(line.count - 1)", "0"] + line)
        let completed = Set(ran.output.split(separator: "\n").map(String.init))
        #expect(ran.status == 0 && completed == offered, "\(act) \(field.name): \(ran)")
        compared += 1
      }
    }
    #expect(compared > 60, "\(compared)")
  }
}
