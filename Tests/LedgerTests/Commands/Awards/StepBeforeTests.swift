import Testing

@testable import Ledger

/// What stands in the way of an entry of a promise is named with its number.
@Suite struct StepBeforeTests: ProgramStory {
  let program: Program

  init() throws {
    (program, _, _) = try Program.withBooks()
    try program.addAward()
  }

  @Test func aLossThatWasRecoveredIsUndoneAfterItsReceipt() throws {
    let lost = try ok(
      "award", "write-off", "YOUTH", "--amount", "1000.00", "--date", "2021-09-01", "--reason", "Letter")
    try ok("award", "receive", "YOUTH", "--amount", "29000.00", "--date", "2021-09-10")
    let receipt = try ok("award", "receive", "YOUTH", "--amount", "600.00", "--date", "2021-09-20")
    #expect(receipt.contains("600.00 of it was written off and is recovered"), "\(receipt)")
    func number(_ said: String) -> String { String(said.drop { !$0.isNumber }.prefix { $0.isNumber }) }
    let undo = ["undo", number(lost), "--reason", "It came"]
    try refused("Undo entry \(number(receipt)) first, which recovered of what was written off", undo)
    try ok("undo", number(receipt), "--reason", "It came")
    try ok(undo)
    #expect(try ok("check").hasPrefix("Sound"))
  }

  @Test func thePromiseThatStandsIsNamed() throws {
    try refused(
      "promises 30,000.00 of it", "award", "promise", "YOUTH", "--date", "2021-07-02", "--memo", "Another letter")
  }
}
