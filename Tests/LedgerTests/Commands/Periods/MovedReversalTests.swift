import Testing

@testable import Ledger

/// An undoing is moved where it could have been recorded, and nowhere else: what `undo` refuses, `entry move` refuses.
@Suite struct MovedReversalTests: ProgramStory {
  let program: Program

  init() throws {
    (program, _, _) = try Program.withBooks()
    try program.addAward()
  }

  private func spend(_ key: String, from source: String = "bank", _ day: String) throws {
    try ok(
      "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", "50.00", "--payee", "shop", "--service-date",
      day, "--paid-from", source, "--key", key)
  }

  private func move(_ key: String, _ day: String) -> [String] {
    ["entry", "move", key, "--date", day, "--reason", "Known then"]
  }

  private func refused(_ text: String, moving key: String, to day: String) throws {
    let outcome = try program.run(move(key, day))
    #expect(outcome.status == 1 && outcome.errors.contains(text), "\(outcome)")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// What is open of commitment "bread" on days.
  private func open(_ days: String...) throws -> [String] {
    try days.map { day in
      let list = try ok("commitment", "list", "--as-of", day, "--format", "csv").split(separator: "\n")
      let place = try #require(list[0].split(separator: ",").firstIndex { $0.lowercased() == "open" })
      return list.count < 2 ? "" : String(list[1].split(separator: ",", omittingEmptySubsequences: false)[place])
    }
  }

  /// A draw that stands again until its undoing counts meets its commitment as it did, though all that was open is let go since.
  @Test func aDrawMovesWithItsCommitment() throws {
    try ok(
      "commitment", "add", "YOUTH", "--line", "food", "--amount", "100.00", "--payee", "shop", "--date", "2021-09-01",
      "--for", "Bread", "--key", "bread")
    try ok(
      "commitment", "draw", "bread", "--amount", "60.00", "--service-date", "2021-09-08", "--paid-from", "bank",
      "--key",
      "draw")
    try ok("undo", "draw", "--reason", "Wrong", "--date", "2021-10-11")
    func days() throws -> [String] {
      try open("2021-09-07", "2021-09-08", "2021-09-15", "2021-10-10", "2021-10-11", "2021-10-20")
    }
    #expect(try days() == ["100.00", "40.00", "40.00", "40.00", "100.00", "100.00"])
    try ok(move("draw", "2021-10-21"))
    #expect(try days() == ["100.00", "40.00", "40.00", "40.00", "40.00", "40.00"])
    try ok("commitment", "release", "bread", "--date", "2021-11-02", "--reason", "Enough")
    try ok(move("draw", "2021-09-10"))
    #expect(try days() == ["100.00", "40.00", "100.00", "100.00", "100.00", "100.00"])
    #expect(try ok("check").hasPrefix("Sound"))
    // Let go wholly on a day from which it would stand drawn again.
    try refused("LC001", moving: "draw", to: "2021-11-15")
  }

  @Test func notBeforeItsRefundWasUndone() throws {
    try spend("meal", "2021-09-05")
    try ok("expense", "refund", "meal", "--amount", "20.00", "--date", "2021-09-15", "--key", "back")
    try ok("undo", "back", "--reason", "Wrong", "--date", "2021-10-10")
    try ok("undo", "meal", "--reason", "Wrong", "--date", "2021-10-12")
    try refused("was undone on 2021-10-10", moving: "meal", to: "2021-09-20")
    try ok(move("meal", "2021-10-10"))
    #expect(try ok("check").hasPrefix("Sound"))
  }

  @Test func notBeforeItsPaymentWasVoid() throws {
    try spend("bill", from: "payable", "2021-09-08")
    try ok("payment", "add", "--bill", "bill", "--method", "check", "--number", "7", "--date", "2021-09-18")
    try ok("payment", "void", "7", "--reason", "Lost", "--date", "2021-10-13")
    // What settles it is the payment that stands, not the void.
    let again = try ok("payment", "add", "--bill", "bill", "--method", "check", "--number", "8", "--date", "2021-10-14")
    let number = try #require(again.split(separator: ":").first?.split(separator: " ").last)
    let undone = try program("undo", "bill", "--reason", "Wrong", "--date", "2021-10-20").errors
    #expect(undone.contains("settled by entry \(number), which stands") && undone.contains("payment void"), "\(undone)")
    try ok("payment", "void", "8", "--reason", "Lost", "--date", "2021-10-14")
    try ok("undo", "bill", "--reason", "Wrong", "--date", "2021-10-20")
    try refused("was undone on 2021-10-13", moving: "bill", to: "2021-09-25")
    try ok(move("bill", "2021-10-13"))
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// A refund in cash that was undone moves before the day on which what it refunds was undone, not behind it.
  @Test func aRefundMovesBeforeWhatItRefunds() throws {
    try spend("meal", "2021-09-05")
    try ok("expense", "refund", "meal", "--amount", "20.00", "--date", "2021-09-15", "--key", "back")
    try ok("undo", "back", "--reason", "Wrong", "--date", "2021-10-10")
    try ok("undo", "meal", "--reason", "Wrong", "--date", "2021-10-12")
    try ok(move("back", "2021-09-20"))
    #expect(try ok("check").hasPrefix("Sound"))
    try refused("LE012", moving: "back", to: "2021-10-15")
    try ok(move("meal", "2021-09-25"))
    let spent = try ok("register", "--award", "YOUTH", "--to", "2021-09-25", "--format", "csv").split(separator: "\n")
    #expect(spent.last?.hasSuffix(",0.00") == true, "\(spent)")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// Where the cost of what is paid was moved to another line, that is undone before what it moved is undone, refunded or corrected.
  @Test func aMovedCostIsMovedBackFirst() throws {
    try spend("bill", from: "payable", "2021-09-08")
    try ok("payment", "add", "--bill", "bill", "--method", "check", "--number", "7", "--date", "2021-09-18")
    try ok("correct", "bill", "--line", "stipends", "--reason", "Line")
    try ok("payment", "void", "7", "--reason", "Lost")
    for words in [
      ["undo", "bill", "--reason", "Never"], ["correct", "bill", "--amount", "40.00", "--reason", "Less"],
    ] {
      let refused = try program.run(words)
      let undo = try #require(refused.errors.firstMatch(of: #/undo that first: ledgerctl (undo [0-9]+)/#), "\(refused)")
      #expect(refused.status == 4 && undo.1.hasPrefix("undo"), "\(refused)")
    }
    let refused = try program("undo", "bill", "--reason", "Never").errors
    let undo = try #require(refused.firstMatch(of: #/ledgerctl undo ([0-9]+)/#))
    try ok("undo", String(undo.1), "--reason", "Back")
    try ok("undo", "bill", "--reason", "Never")
    let left = try ok("statement", "budget", "YOUTH", "--as-of", "2021-12-31", "--format", "csv")
    #expect(!left.contains("50.00") && !left.contains("-50.00"), "\(left)")
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// Reversal and right entry count on one day, wherever that is: both move with the right one.
  @Test func aCorrectionMovesWhole() throws {
    func spent(_ day: String) throws -> [String] {
      try ["food", "stipends"].map { line in
        let sheet = try ok("statement", "budget", "YOUTH", "--as-of", day, "--format", "csv").split(separator: "\n")
        let head = sheet[0].split(separator: ",", omittingEmptySubsequences: false)
        let row = try #require(sheet.first { $0.contains(",\(line),") || $0.hasSuffix(",\(line)") }, "\(sheet)")
        let place = try #require(head.firstIndex { $0 == "To date" }, "\(head)")
        return String(row.split(separator: ",", omittingEmptySubsequences: false)[place])
      }
    }
    try spend("wrong", "2021-09-03")
    try ok("period", "close", "2021-09", "--reason", "Reported")
    try ok("correct", "wrong", "--line", "stipends", "--reason", "Line")
    try refused("both count on one day", moving: "wrong", to: "2021-10-05")
    let right = try #require(
      try program("entry", "move", "wrong", "--date", "2021-10-05", "--reason", "x").errors.firstMatch(
        of: #/ledgerctl correct ([0-9]+) [^"]*--date/#))
    let said = try ok("correct", String(right.1), "--date", "2021-10-05", "--reason", "The day that is meant")
    let now = try #require(said.firstMatch(of: #/Entry ([0-9]+): [^\n]*stands in its place/#), "\(said)")
    #expect(said.contains("is the reversal now"), "\(said)")
    #expect(try spent("2021-10-04") == ["50.00", "0.00"] && spent("2021-10-05") == ["0.00", "50.00"])
    #expect(try ok("check").hasPrefix("Sound"))
    // What was corrected and undone since has nothing in its place: its reversal moves alone.
    try ok("undo", String(now.1), "--reason", "Not ours")
    try ok(move("wrong", "2021-10-09"))
    #expect(try spent("2021-10-08") == ["50.00", "0.00"] && spent("2021-10-09") == ["0.00", "0.00"])
    #expect(try ok("check").hasPrefix("Sound"))
  }
}
