import Testing

@testable import Ledger

/// A bill is found by its number however its letters are typed, and never another in its place.
@Suite struct BillNumberTests: ProgramStory {
  let program: Program

  init() throws {
    (program, _, _) = try Program.withBooks()
    try program.addAward()
  }

  @Test func aNumberIsFoundWithOtherCapitalLetters() throws {
    for (number, amount) in [("INV-7", "10.00"), ("INV-8", "11.00")] {
      try ok(
        "bill", "add", "--award", "YOUTH", "--line", "food", "--amount", amount, "--payee", "shop", "--number", number,
        "--service-date", "2021-09-03")
    }
    func pay(_ number: String) -> [String] {
      ["payment", "add", "--bill", number, "--method", "transfer", "--date", "2021-09-20"]
    }
    try ok(pay("INV-7"))
    try refused(", bill INV-7, ", pay("inv-7"))
    #expect(try ok(pay("inv-8")).contains("11.00 to The Corner Shop"))
    try refused("there is no open bill ‹inv-9›", pay("inv-9"))
    #expect(try ok("check").hasPrefix("Sound"))
  }
}
