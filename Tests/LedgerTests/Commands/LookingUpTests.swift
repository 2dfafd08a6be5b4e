import Foundation
import Testing

@testable import Ledger

/// Looking entries and lines up by the command, with wrong input too.
@Suite struct LookingUpTests {
  private let program: Program

  init() throws {
    (program, _, _) = try Program.withBooks()
    try program.addAward()
    for (key, amount, day, memo) in [
      ("k1", "12.50", "2021-09-01", "Snacks for the Café"), ("k2", "100.00", "2021-09-02", "Bus"),
      ("k3", "7.00", "2021-10-03", "=SUM(A1)"),
    ] {
      let outcome = try program(
        "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", amount, "--payee", "shop", "--date", day,
        "--service-date", day, "--paid-from", "bank", "--memo", memo, "--key", key)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
  }

  /// The descriptions' keys that a search finds, by the amounts of its rows.
  private func amounts(_ words: String...) throws -> [String] {
    let outcome = try program.run(["find"] + words + ["--format", "csv"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    return outcome.output.split(separator: "\n").dropFirst().map { String($0.split(separator: ",")[4]) }
  }

  @Test func everyWordMustBeFound() throws {
    #expect(try amounts("SNACKS") == ["12.50"])
    #expect(try amounts("café") == ["12.50"])
    #expect(try amounts("shop") == ["12.50", "100.00", "7.00"])
    #expect(try amounts("shop", "100") == ["100.00"])
    #expect(try amounts("2021-10-03") == ["7.00"])
    #expect(try amounts("food", "k2") == ["100.00"])
    #expect(try amounts("shop", "nothing") == [])
    #expect(try amounts("shop", "--to", "2021-09-01") == ["12.50"])
    #expect(try amounts("shop", "--limit", "1") == ["7.00"])
    #expect(try program("find").status == 2)
    #expect(try program("find", "nothing").output.contains("There are no such entries."))
  }

  @Test func aRegisterRunsABalance() throws {
    let register = try program("register", "--award", "YOUTH", "--line", "food", "--from", "2021-09-02", "--format", "csv")
    #expect(
      register.output.split(separator: "\n").map(String.init) == [
        "kind,Date,Entry,Description,Party,Debit,Credit,Balance",
        "detail,,,Before 2021-09-02,,,,12.50",
        "detail,2021-09-02,3,Bus,The Corner Shop,100.00,,112.50",
        "detail,2021-10-03,4,'=SUM(A1),The Corner Shop,7.00,,119.50",
        "total,,,Total,,107.00,0.00,119.50",
      ])
    let bank = try program("register", "--account", "1010", "--format", "csv")
    #expect(bank.output.contains("total,,,Total,,0.00,119.50,-119.50"))
    let nothing = try program("register")
    #expect(nothing.status == 1 && nothing.errors.contains("name an account, an award or a party"))
    let unknown = try program("register", "--account", "1011")
    #expect(unknown.status == 1 && unknown.errors.contains("did you mean ‹1010›"))
    let line = try program("register", "--line", "food", "--account", "1010")
    #expect(line.status == 1 && line.errors.contains("a budget line belongs to an award"))
  }
}
