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

  /// A draw that stood again would meet a commitment a second time.
  @Test func aDrawStaysOnItsDay() throws {
    try ok(
      "commitment", "add", "YOUTH", "--line", "food", "--amount", "100.00", "--payee", "shop", "--date", "2021-09-01",
      "--for", "Bread", "--key", "bread")
    try ok(
      "commitment", "draw", "bread", "--amount", "60.00", "--service-date", "2021-09-08", "--paid-from", "bank",
      "--key",
      "draw")
    try ok("undo", "draw", "--reason", "Wrong", "--date", "2021-10-11")
    try refused("which would stand drawn", moving: "draw", to: "2021-10-21")
    #expect(try ok("commitment", "list", "--format", "csv").contains("100.00"))
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
    try ok("undo", "bill", "--reason", "Wrong", "--date", "2021-10-20")
    try refused("was undone on 2021-10-13", moving: "bill", to: "2021-09-25")
    try ok(move("bill", "2021-10-13"))
    #expect(try ok("check").hasPrefix("Sound"))
  }

  /// Reversal and right entry count on one day.
  @Test func aCorrectionStaysWhole() throws {
    try spend("wrong", "2021-09-03")
    try ok("correct", "wrong", "--amount", "55.00", "--reason", "Digits")
    try refused("was corrected by entry", moving: "wrong", to: "2021-10-05")
  }
}
