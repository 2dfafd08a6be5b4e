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

  /// Bills by the number of the invoice however it is typed, and entries by the names of their accounts.
  @Test func invoicesAndAccountsAreFound() throws {
    for (number, amount) in [("INV-007", "31.00"), ("2021/118", "32.00")] {
      let outcome = try program(
        "bill", "add", "--award", "YOUTH", "--line", "food", "--amount", amount, "--payee", "shop", "--number", number,
        "--service-date", "2021-10-05", "--memo", "Paper")
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    #expect(
      try amounts("INV-007") == ["31.00"] && amounts("inv 7") == ["31.00"] && amounts("inv7", "shop") == ["31.00"])
    #expect(try amounts("2021/118") == ["32.00"] && amounts("2021-118") == ["32.00"] && amounts("INV-008") == [])
    #expect(try amounts("payable") == ["31.00", "32.00"])
    let name = "Groceries and paper"
    #expect(try amounts("groceries") == [])
    #expect(try program("account", "rename", "8110", name, "--reason", "Wider").status == 0)
    #expect(try amounts("groceries", "31") == ["31.00"] && amounts("supplies", "31") == ["31.00"])
  }

  @Test func aRegisterRunsABalance() throws {
    let register = try program(
      "register", "--award", "YOUTH", "--line", "food", "--from", "2021-09-02", "--format", "csv")
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

  @Test func theJournalGoesOutWhole() throws {
    let path = try temporaryFile([], name: "journal.csv")
    let said = try program("export", "journal", "-o", path)
    #expect(said.output == "8 lines of Site written to \(path).\n" && said.status == 0, "\(said.errors)")
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(try program("export", "journal").output.utf8.elementsEqual(bytes))
    let table = CSVTable(parsing: bytes, file: path, columns: JournalExport.columns.map { .required($0) })
    #expect(table.faults.isEmpty && table.rows.count == 8)
    var balances: [String: Money] = [:]
    for row in table.rows {
      let (debit, credit) = (row["debit"].ifFilled?.text ?? "0", row["credit"].ifFilled?.text ?? "0")
      balances[row["account"].text, default: .zero] += try Money(parsing: debit) - Money(parsing: credit)
    }
    let trial = try program("statement", "trial-balance", "--format", "csv").output
    #expect(trial.contains("detail,8110,") && balances["8110"] == Money(cents: 119_50))
    #expect(trial.contains("119.50") && balances["1010"] == Money(cents: -119_50))
    #expect(table.rows.last?["memo"].text == "" && table.rows.contains { $0["memo"].text == "'=SUM(A1)" })
    // Every column is in the document, in order.
    let document = try Repository.text("docs/journal-export.md")
    let told = document.split(separator: "\n").filter { $0.hasPrefix("| `") }.map {
      String($0.split(separator: "`")[1])
    }
    #expect(told == JournalExport.columns)
    #expect(try program("export", "journal", "--from", "2021-10-01").output.split(separator: "\n").count == 3)
    #expect(try program("export", "journal", "-o", "/nowhere/x.csv").status == 1)
  }

  @Test func codesOfErrorsAreExplained() throws {
    let told = try program("help", "errors", "LA009", "--format", "csv").output
    #expect(told.contains("blocked line not overspent"))
    #expect(try program("errors", "la009", "--format", "csv").output == told)
    #expect(try program("errors", "journal_entry_reversed_once").status == 1)
    #expect(try program("errors", "journal_entry_idempotency_key").output.contains("constraint"))
    #expect(try program("errors").output.contains("LE001"))
    let unknown = try program("errors", "LA0009")
    #expect(unknown.status == 1 && unknown.errors.contains("did you mean ‹LA009›"))
  }

  @Test func undoneEntriesAreCounted() throws {
    let undone = try program("undo", "k2", "--reason", "Twice", "--date", "2021-10-05")
    #expect(undone.status == 0 && undone.output.contains("reverses entry 3"), "\(undone.errors)")
    #expect(try program("undo", "3", "--reason", "Again").status == 4)
    let stats = try program("stats", "--format", "csv").output.split(separator: "\n").map(String.init)
    #expect(stats[1] == "detail,site,5,10,2021-07-01,2021-10-05,1,0,2,0,,5", "\(stats)")
    _ = try program("seal")
    #expect(try program("stats", "--format", "csv").output.contains("1,0,2,0,,0"))
    let register = try program("register", "--award", "YOUTH", "--line", "food", "--format", "csv").output
    #expect(register.contains("total,,,Total,,119.50,100.00,19.50"))
  }
}
