import Testing

@testable import Interchange
@testable import Ledger

/// Every list and statement on a terminal of 80 columns: nothing of a text is left out, and codes are whole.
@Suite struct ListWidthTests {
  private static let code = "A-CODE-OF-FORTY-CHARACTERS-FOR-2021-2022"

  /// What a command needs beside its own words.
  private static let needs: [String: String] = [
    "find": "shop", "register": "--account 1010", "award show": "YOUTH",
    "budget history": "YOUTH", "budget plan": "YOUTH", "budget explain": "YOUTH", "approve show": "1",
    "document missing": "YOUTH", "entry show": "5", "period checklist": "2021-09", "indirect show": "YOUTH",
    "import show": "1", "org names": "site", "text find": "shop",
  ]

  /// What prints no list of books as they are, with why.
  private static let others = [
    "check": "sentences, where all is sound", "handover": "it is for the owner of the server",
    "award close": "it lists what keeps an award open", "import profile show": "there is no profile",
  ]

  private func books() throws -> Program {
    let template = try CutTemplate.prepared(.approvals)
    let books = try TestBooks.copy(of: template.database)
    for login in [template.administrator, CutTemplate.second] { _ = try books.as(login: login) }
    let program = Program(books: books, login: template.administrator)
    let long = "A title of an award that is much longer than any column of a list on a terminal could ever be"
    for words in [
      [
        "award", "add", Self.code, long, "--funder", "funder", "--amount", "1000000.00", "--from", "2021-07-01",
        "--through", "2022-06-30", "--recognition", "conditional",
      ],
      ["party", "add", "a-party-of-a-rather-long-short-name-2021", "The Society for the Long Names of Parties, Inc."],
      [
        "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", "907.00", "--payee",
        "a-party-of-a-rather-long-short-name-2021", "--service-date", "2021-09-03", "--paid-from", "bank",
      ],
    ] {
      let outcome = try program.run(words)
      try #require(outcome.status == 0, "\(words): \(outcome)")
    }
    return program
  }

  @Test func nothingIsCut() throws {
    let program = try books()
    var (tried, refused) = (0, [String]())
    for command in SaidTwiceTests.commands
    where command.single.contains(["--width"]) && Self.others[command.testDescription] == nil {
      let words = command.path + Program.words(of: Self.needs[command.testDescription] ?? "")
      let table = try program.run(words + ["--width", "80"])
      guard table.status == 0 else {
        refused.append("\(words): \(table.errors)")
        continue
      }
      tried += 1
      #expect(!table.output.contains("…"), "\(words):\n\(table.output)")
      let broad = table.output.split(separator: "\n").filter { DisplayWidth.of(String($0)) > 80 }
      #expect(broad.isEmpty, "\(words):\n\(broad.joined(separator: "\n"))")
      var rows = CSVTable.records(try program.run(words + ["--format", "csv"]).output)
      // Statements, and pages of several tables, have more in a file.
      guard let titles = rows.first, !titles.contains("as_of"), !titles.contains("Section") else { continue }
      rows.removeFirst()
      for cell in rows.flatMap({ $0.dropFirst() })
      where cell.count <= 40 && !cell.contains(" ") && cell.contains(where: \.isLetter) {
        #expect(table.output.contains(cell), "\(words): \(cell)\n\(table.output)")
      }
    }
    #expect(tried > 35 && refused.isEmpty, "\(tried)\n\(refused.joined(separator: "\n"))")
  }
}
