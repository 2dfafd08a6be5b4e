import Foundation
import Testing

@testable import Ledger

/// Rows of files that say what is recorded otherwise: they are passed over and named, with the words that record them again.
@Suite struct PassedOverTests: ProgramStory {
  let program: Program

  init() throws {
    (program, _, _) = try Program.withBooks()
    try program.addAward()
  }

  private static let head = "date,award,line,amount,payee,service_date,memo"

  /// The output of an import of rows of a file of that name, which must end well.
  private func imported(
    _ rows: [String], _ name: String = "food.csv", _ more: String..., of noun: String = "expense"
  ) throws -> String { try imported(rows, name, more, of: noun) }

  private func imported(
    _ rows: [String], _ name: String = "food.csv", _ more: [String], of noun: String = "expense"
  ) throws -> String {
    let file = FileManager.default.temporaryDirectory.appending(path: "ledger-file-\(UUID())").appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: file.deletingLastPathComponent()) }
    try Data((rows.joined(separator: "\n") + "\n").utf8).write(to: file)
    return try ok([noun, "import", file.path] + more)
  }

  private func type(_ amount: String, _ memo: String) throws {
    try ok(
      "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", amount, "--payee", "shop", "--service-date",
      "2021-09-03", "--paid-from", "bank", "--memo", memo)
  }

  private func count(_ amount: String) throws -> Int {
    try ok("entry", "list", "--format", "csv").split(separator: "\n").count {
      $0.contains(",\(amount),") || $0.hasSuffix(",\(amount)")
    }
  }

  @Test func whatWasTypedIsNotImported() throws {
    try type("4.44", "Typed")
    let file = [
      Self.head, "2021-09-03,YOUTH,food,4.44,shop,2021-09-03,Typed ", "2021-09-03,YOUTH,food,4.45,shop,2021-09-03,New",
    ]
    let first = try imported(file)
    #expect(first.contains("1 expense recorded") && first.contains("1 had been recorded before"), "\(first)")
    #expect(first.contains("line 2 (entry ") && first.contains(", by hand)") && first.contains("--again"), "\(first)")
    #expect(try imported(file).contains("0 expenses recorded"))
    #expect(try count("4.44") == 1 && count("4.45") == 1)
    // What only looks the same is recorded and named.
    let near = try imported([Self.head, "2021-09-05,YOUTH,food,4.44,shop,2021-09-05,In other words"], "near.csv")
    #expect(near.contains("1 expense recorded") && near.contains("within a week that is there: entry "), "\(near)")
    try ok(
      "import", "undo",
      try #require(near.split(separator: "Import ").last?.split(separator: ":").first.map(String.init)), "--reason",
      "One")
    // Another award's is another event.
    try program.addConditionalAward(code: "OTHER", recognition: "unconditional")
    let other = try imported([Self.head, "2021-09-05,OTHER,food,4.44,shop,2021-09-05,In other words"], "award.csv")
    #expect(other.contains("1 expense recorded") && !other.contains("within a week"), "\(other)")
    try ok(
      "import", "undo",
      try #require(other.split(separator: "Import ").last?.split(separator: ":").first.map(String.init)), "--reason",
      "One")
    // What was typed and is corrected since does not come again.
    try type("4.46", "Typo")
    let row = "2021-09-03,YOUTH,food,4.46,shop,2021-09-03,Typo"
    let typed = try #require(
      try ok("entry", "list", "--format", "csv").split(separator: "\n").first { $0.contains("4.46") }?.split(
        separator: ","
      )
      .first { Int($0) != nil })
    try ok("correct", String(typed), "--amount", "4.47", "--reason", "Typo")
    #expect(try imported([Self.head, row], "typo.csv").contains("0 expenses recorded"))
    // A second one in the file is another; and typed after it, it is asked about.
    let twice = try imported(file + ["2021-09-03,YOUTH,food,4.44,shop,2021-09-03,Typed"])
    #expect(twice.contains("1 expense recorded"), "\(twice)")
    try refused(
      "says the same", "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", "4.45", "--payee", "shop",
      "--service-date", "2021-09-03", "--paid-from", "bank", "--memo", "New")
    let again = try imported(Array(file.prefix(2)), "other.csv", "--again")
    #expect(again.contains("1 expense recorded"), "\(again)")
    // The first two and this one, and the two that were undone with their reversals.
    #expect(try count("4.44") == 7)
    #expect(try ok("check").hasPrefix("Sound"))
  }

  @Test func otherFilesAndUndoneRowsAreNamed() throws {
    let rows = [
      Self.head, "2021-09-03,YOUTH,food,5.01,shop,2021-09-03,One", "2021-09-03,YOUTH,food,5.02,shop,2021-09-03,Two",
    ]
    #expect(try imported(rows).contains("2 expenses recorded"))
    // The same file says nothing of it; another one names it.
    #expect(try !imported(rows).contains("Passed over"))
    let other = try imported(rows, "september.csv")
    #expect(
      other.contains("since the same is recorded otherwise: line 2 (entry ") && other.contains("food.csv)"), "\(other)")
    let numbers = try ok("entry", "list", "--format", "csv").split(separator: "\n").filter { $0.contains("5.0") }
      .compactMap { $0.split(separator: ",").first { Int($0) != nil } }
    try #require(numbers.count == 2)
    try ok("undo", String(numbers[0]), "--reason", "Wrong")
    try ok("correct", String(numbers[1]), "--amount", "5.03", "--reason", "Typo")
    let undone = try imported(rows)
    #expect(undone.contains("since it was undone: line 2 (entry \(numbers[0]), by entry "), "\(undone)")
    #expect(undone.contains("0 expenses recorded") && !undone.contains("line 3"), "\(undone)")
    let again = try imported(rows, "food.csv", "--again")
    #expect(again.contains("1 expense recorded"), "\(again)")
    // What was corrected is that event, and said.
    #expect(
      again.contains("since it was corrected: line 3 (entry \(numbers[1]), in whose place stands entry "), "\(again)")
    #expect(!again.contains("with --again"), "\(again)")
    #expect(try count("5.02") == 2)
    // Under a key of its own a row is recorded once, whatever is said.
    let keyed = [Self.head + ",key", "2021-09-04,YOUTH,food,5.05,shop,2021-09-04,Keyed,k-1"]
    #expect(try imported(keyed, "keyed.csv").contains("1 expense recorded"))
    try ok("undo", "k-1", "--reason", "Wrong")
    for more in [[], ["--again"]] {
      let none = try imported(keyed, "keyed.csv", more)
      #expect(none.contains("0 expenses recorded") && none.contains("since it was undone: line 2"), "\(none)")
      #expect(none.contains("under another key") && !none.contains("with --again"), "\(none)")
    }
    #expect(try ok("check").hasPrefix("Sound"))
  }

  @Test func billsAndWagesComeAgain() throws {
    let head = "payee,number,invoice_date,award,line,amount,service_date"
    #expect(
      try imported([head, "shop,B-1,2021-09-03,YOUTH,food,8.00,2021-09-03"], of: "bill").contains("1 bill recorded"))
    #expect(
      try imported([head, "shop,B-1,2021-09-03,YOUTH,food,8.00,2021-09-03"], of: "bill").contains("0 bills recorded"))
    let entry = try ok("bill", "list", "--format", "csv").split(separator: "\n").last { $0.contains("B-1") } ?? ""
    let number = try #require(entry.split(separator: ",").first { Int($0) != nil })
    try ok("undo", String(number), "--reason", "Typo")
    // A mended row is another bill, now that the wrong one is undone; the wrong one is not recorded again by itself.
    #expect(
      try imported([head, "shop,B-1,2021-09-03,YOUTH,food,8.00,2021-09-03"], of: "bill").contains("since it was undone")
    )
    #expect(
      try imported([head, "shop,B-1,2021-09-03,YOUTH,food,9.00,2021-09-03"], of: "bill").contains("1 bill recorded"))

    try ok("party", "add", "pat", "Employee", "--kind", "staff")
    let wages = "pay_date,employee,service_from,service_through,gross,fringe,award,line,hours"
    let row = "2021-09-30,pat,2021-09-01,2021-09-30,70.00,0.00,YOUTH,stipends,10"
    #expect(try imported([wages, row], of: "payroll").contains("1 payroll recorded"))
    #expect(try imported([wages, row], of: "payroll").contains("0 payrolls recorded"))
    // A second pay of one day.
    let bonus = row.replacing("70.00", with: "15.00")
    #expect(try imported([wages, bonus], "bonus.csv", "--again", of: "payroll").contains("1 payroll recorded"))
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// Whatever was undone, by hand or with its file, and however it comes again: once, and said so.
  @Test func whatWasUndoneComesAgainOnlyWhereItIsSaid() throws {
    let row = "2021-09-03,YOUTH,food,6.01,shop,2021-09-03,Egg"
    func numbers(_ amount: String) throws -> [Substring] {
      try ok("entry", "list", "--format", "csv").split(separator: "\n").filter { $0.contains(amount) }.compactMap {
        $0.split(separator: ",").first { Int($0) != nil }
      }
    }
    // Typed and undone, then in a file.
    try type("6.01", "Egg")
    try ok("undo", String(try #require(numbers("6.01").last)), "--reason", "Wrong")
    let passed = try imported([Self.head, row])
    #expect(passed.contains("0 expenses recorded") && passed.contains("since it was undone: line 2"), "\(passed)")
    #expect(try imported([Self.head, row], "food.csv", "--again").contains("1 expense recorded"))
    // In a file and undone by itself, then typed.
    try ok("undo", String(try #require(numbers("6.01").last)), "--reason", "Wrong")
    try refused(
      "undid it", "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", "6.01", "--payee", "shop",
      "--service-date", "2021-09-03", "--paid-from", "bank", "--memo", "Egg")
    // Undone with its file and typed since: the file finds what was typed, and the same with two equal rows of which one stands.
    let twins = [Self.head] + Array(repeating: row.replacing("6.01", with: "6.02"), count: 2)
    let batch = try imported(twins, "twins.csv")
    #expect(batch.contains("2 expenses recorded"), "\(batch)")
    let number = try #require(batch.split(separator: "Import ").last?.split(separator: ":").first.map(String.init))
    try ok("import", "undo", number, "--reason", "Wrong file")
    try type("6.02", "Egg")
    let again = try imported(twins, "twins.csv")
    #expect(again.contains("1 expense recorded") && again.contains("line 2 (entry "), "\(again)")
    #expect(try imported(twins, "twins.csv").contains("0 expenses recorded"))
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// What was undone by itself before its file was undone as a whole stays undone, moved or not, in the file, in another one and typed.
  @Test func whatWasUndoneByItselfStaysUndoneWithItsFile() throws {
    let rows =
      [Self.head] + ["7.01", "7.02", "7.03"].map { "2021-09-03,YOUTH,food,\($0),shop,2021-09-03,Jam" }
    func number(_ amount: String) throws -> String {
      let found = try ok("entry", "list", "--format", "csv").split(separator: "\n").first { $0.contains(amount) }
      return String(try #require(found?.split(separator: ",").first { Int($0) != nil }))
    }
    let batch = try imported(rows)
    let file = try #require(batch.split(separator: "Import ").last?.split(separator: ":").first.map(String.init))
    let (alone, moved) = (try number("7.01"), try number("7.02"))
    for entry in [alone, moved] { try ok("undo", entry, "--reason", "Wrong") }
    try ok("entry", "move", moved, "--date", "2021-09-05", "--reason", "Another day")
    try ok("import", "undo", file, "--reason", "Wrong file")
    // The reversal that the undo of the file made may count on another day as well.
    try ok("entry", "move", number("7.03"), "--date", "2021-09-06", "--reason", "Another day")
    for name in ["food.csv", "other.csv"] {
      let again = try imported(rows, name)
      #expect(again.contains(name == "food.csv" ? "1 expense recorded" : "0 expenses recorded"), "\(again)")
      for (line, entry) in [(2, alone), (3, moved)] {
        #expect(again.contains("line \(line) (entry \(entry), by entry "), "\(again)")
      }
    }
    try refused(
      "undid it", "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", "7.01", "--payee", "shop",
      "--service-date", "2021-09-03", "--paid-from", "bank", "--memo", "Jam")
    #expect(try imported(rows, "food.csv", "--again").contains("2 expenses recorded"))
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// What was undone and stands again, by hand or from another file, is named as what stands; a bill too, whichever came first.
  @Test func whatStandsAgainIsNamed() throws {
    let row = "2021-09-03,YOUTH,food,9.99,shop,2021-09-03,Ham"
    func last(_ amount: String) throws -> String {
      let found = try ok("entry", "list", "--format", "csv").split(separator: "\n").last { $0.contains(amount) }
      return String(try #require(found?.split(separator: ",").first { Int($0) != nil }))
    }
    try #require(try imported([Self.head, row]).contains("1 expense recorded"))
    try ok("undo", last("9.99"), "--reason", "Wrong")
    try ok(
      "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", "9.99", "--payee", "shop", "--service-date",
      "2021-09-03", "--paid-from", "bank", "--memo", "Ham", "--key", "again")
    let again = try imported([Self.head, row])
    #expect(again.contains("recorded otherwise: line 2 (entry \(try last("9.99")), by hand)"), "\(again)")
    #expect(!again.contains("undone"), "\(again)")

    let head = "payee,number,invoice_date,award,line,amount,service_date"
    let bill = "shop,W-1,2021-09-03,YOUTH,food,8.00,2021-09-03"
    let typed = [
      "bill", "add", "--award", "YOUTH", "--line", "food", "--amount", "8.00", "--payee", "shop", "--service-date",
      "2021-09-03", "--number", "W-1", "--invoice-date", "2021-09-03",
    ]
    try ok(typed)
    let known = try imported([head, bill], "bills.csv", of: "bill")
    #expect(known.contains("0 bills recorded") && known.contains("by hand)"), "\(known)")
    try ok("undo", "W-1", "--reason", "Wrong")
    let undone = try imported([head, bill], "bills.csv", of: "bill")
    #expect(undone.contains("0 bills recorded") && undone.contains("since it was undone: line 2"), "\(undone)")
    #expect(try imported([head, bill], "bills.csv", "--again", of: "bill").contains("1 bill recorded"))
    try ok("undo", "W-1", "--reason", "Wrong")
    try ok(typed + ["--key", "typed-again"])
    let stands = try imported([head, bill], "bills.csv", of: "bill")
    #expect(stands.contains("recorded otherwise: line 2") && stands.contains("by hand)"), "\(stands)")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// What was corrected does not come again as it was: typed after a file, or by a file after it was typed, whatever was corrected, with --again too.
  @Test func whatWasCorrectedDoesNotComeAgain() throws {
    try ok("party", "add", "other", "Other Shop", "--kind", "business")
    let head = "payee,number,invoice_date,award,line,amount,service_date"
    let bill = "shop,Y-1,2021-09-03,YOUTH,food,8.00,2021-09-03"
    func typed(_ number: String) -> [String] {
      [
        "bill", "add", "--award", "YOUTH", "--line", "food", "--amount", "8.00", "--payee", "shop", "--service-date",
        "2021-09-03", "--number", number, "--invoice-date", "2021-09-03",
      ]
    }
    _ = try imported([head, bill], "bills.csv", of: "bill")
    try ok("correct", "Y-1", "--payee", "other", "--reason", "Payee")
    let again = try program.run(typed("Y-1"))
    #expect(again.status == 4 && again.errors.contains("stands in its place"), "\(again)")
    try ok("undo", "Y-1", "--reason", "Never")
    #expect(try program.run(typed("Y-1")).status == 4)

    try ok(typed("Y-2"))
    try ok("correct", "Y-2", "--payee", "other", "--reason", "Payee")
    let second = bill.replacing("Y-1", with: "Y-2")
    #expect(try imported([head, second], "more.csv", "--again", of: "bill").contains("0 bills recorded"))
    try type("48.20", "Paint")
    let wrong = try ok("entry", "list", "--format", "csv").split(separator: "\n").last { $0.contains("48.20") }
    let number = String(try #require(wrong?.split(separator: ",").first { Int($0) != nil }))
    try ok("correct", number, "--amount", "84.20", "--reason", "Digits")
    let row = "2021-09-03,YOUTH,food,48.20,shop,2021-09-03,Paint"
    #expect(try imported([Self.head, row], "x.csv", "--again").contains("0 expenses recorded"))
    #expect(try count("48.20") == 2)
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// What the command says by itself of a cost goes with its line, so that the right one typed again is the same; what somebody said stays.
  @Test func aCorrectedLineSaysWhatItIs() throws {
    func typed(_ line: String) -> [String] {
      [
        "expense", "add", "--award", "YOUTH", "--line", line, "--amount", "7.77", "--payee", "shop", "--service-date",
        "2021-09-03", "--paid-from", "bank",
      ]
    }
    let wrong = try #require(try ok(typed("food")).firstMatch(of: #/Entry ([0-9]+)/#)).output.1
    let right = try #require(
      try ok("correct", String(wrong), "--line", "stipends", "--reason", "Line").firstMatch(
        of: #/Entry ([0-9]+): [^\n]*stands in its place/#)
    ).output.1
    for line in ["food", "stipends"] {
      let again = try program.run(typed(line))
      #expect(again.status == 4 && again.errors.contains("says the same"), "\(again)")
    }
    let named = try #require(try ok(typed("food") + ["--memo", "Tea"]).firstMatch(of: #/Entry ([0-9]+)/#)).output.1
    #expect(try ok("correct", String(named), "--line", "stipends", "--reason", "Line").contains("stands in its place"))
    #expect(try ok("entry", "list", "--format", "csv").split(separator: "\n").filter { $0.contains("Tea") }.count >= 2)
    // What was corrected and undone since has nothing in its place.
    let once = try program.run(["correct", String(wrong), "--line", "food", "--reason", "Again"])
    #expect(once.status == 4 && once.errors.contains("ledgerctl correct \(right) --org "), "\(once)")
    try ok("undo", String(right), "--reason", "Never")
    let twice = try program.run(["correct", String(wrong), "--line", "food", "--reason", "Again"])
    #expect(twice.status == 4 && twice.errors.contains("nothing stands in its place"), "\(twice)")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// A bill that is recorded otherwise is not recorded again by any word: it is said what does.
  @Test func aBillThatIsThereIsNotOfferedAgain() throws {
    let head = "payee,number,invoice_date,award,line,amount,service_date"
    try ok(
      "bill", "add", "--award", "YOUTH", "--line", "food", "--amount", "9.00", "--payee", "shop", "--service-date",
      "2021-09-03", "--number", "Z-1", "--invoice-date", "2021-09-03")
    let passed = try imported([head, "shop,Z-1,2021-09-03,YOUTH,food,9.00,2021-09-03"], "z.csv", of: "bill")
    #expect(
      passed.contains("0 bills recorded") && passed.contains("its own number") && !passed.contains("--again"),
      "\(passed)")
  }

  /// What stands in the place of a row is not undone with its file, is named, and the row does not come again.
  @Test func aCorrectedRowStandsWhenItsFileIsUndone() throws {
    let rows = [
      Self.head, "2021-09-03,YOUTH,food,6.50,shop,2021-09-03,Tea", "2021-09-03,YOUTH,food,6.60,shop,2021-09-03,Tea",
    ]
    let batch = try imported(rows)
    let number = try #require(batch.split(separator: "Import ").last?.split(separator: ":").first.map(String.init))
    let wrong = try #require(
      try ok("entry", "list", "--format", "csv").split(separator: "\n").first { $0.contains("6.60") }?.split(
        separator: ","
      )
      .first { Int($0) != nil })
    try ok("correct", String(wrong), "--amount", "6.61", "--reason", "Digits")
    let undone = try ok("import", "undo", number, "--reason", "Wrong")
    #expect(undone.contains("stands in the place of entry \(wrong)"), "\(undone)")
    for name in ["food.csv", "other.csv"] {
      let again = try imported(rows, name)
      #expect(again.contains(name == "food.csv" ? "1 expense recorded" : "0 expenses recorded"), "\(again)")
    }
    // Nor is the wrong amount typed again unasked.
    try refused(
      "stands in its place", "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", "6.60", "--payee",
      "shop", "--service-date", "2021-09-03", "--paid-from", "bank", "--memo", "Tea")
    #expect(try ok("check").hasPrefix("Sound"))
  }
}
