@testable import Ledger

extension Program {
  /// Adds, by commands alone, a funder, a shop, an award of $30,000.00 with a budget of three lines, and its promise.
  func addAward() throws {
    try self("party", "add", "funder", "The Funder", "--kind", "foundation")
    try self("party", "add", "shop", "The Corner Shop")
    try self(
      "award", "add", "YOUTH", "Youth engagement", "--funder", "funder", "--amount", "30000.00", "--from", "2021-07-01",
      "--through", "2022-06-30", "--recognition", "unconditional")
    let budget = """
      line,name,category,account,amount
      food,Food,supplies,8110,10000.00
      stipends,Stipends,participant_support,7045,15000.00
      indirect,Indirect,indirect,9930,5000.00

      """
    try self(
      "budget", "import", "YOUTH", try temporaryFile(Array(budget.utf8)), "--approved-by", "Funder", "--effective",
      "2021-07-01")
    try self("award", "promise", "YOUTH", "--date", "2021-07-01")
  }

  /// Adds an expense of $10.00 for food; further options are added, or take the place of the usual ones.
  func addExpense(_ amount: String = "10.00", line: String = "food", key: String, _ more: String...) throws -> Outcome {
    let usual = [
      ("--award", "YOUTH"), ("--line", line), ("--amount", amount), ("--payee", "shop"),
      ("--service-date", "2021-09-01"), ("--paid-from", "bank"), ("--key", key),
    ]
    // What is said otherwise is said once.
    let words = usual.filter { !more.contains($0.0) }.flatMap { [$0.0, $0.1] }
    return try run(["expense", "add"] + words + more)
  }

  /// Adds a conditional award, or one of another kind, of $10,000.00 with one budget line, beside those there are.
  func addConditionalAward(code: String = "COND", recognition: String = "conditional") throws {
    try self("party", "add", "funder", "The Funder", "--kind", "foundation")
    try self("party", "add", "shop", "The Corner Shop")
    try self(
      "award", "add", code, "Sessions held", "--funder", "funder", "--amount", "10000.00", "--from", "2021-07-01",
      "--through", "2022-06-30", "--recognition", recognition)
    let budget = "line,name,category,account,amount\nfood,Food,supplies,8110,10000.00\n"
    try self(
      "budget", "import", code, try temporaryFile(Array(budget.utf8)), "--approved-by", "Funder", "--effective",
      "2021-07-01")
  }

  /// Adds an expense of the conditional award.
  func addConditionalExpense(_ amount: String, on date: String = "2021-11-15") throws -> Outcome {
    try self(
      "expense", "add", "--award", "COND", "--line", "food", "--amount", amount, "--payee", "shop", "--service-date",
      date, "--paid-from", "bank", "--key", "cond-\(amount)")
  }
}
