import Foundation
import Testing

@testable import Ledger
@testable import Reports

/// The CSV of every statement is one table that reads by itself: rectangular, each row with its keys, and the details add up to the sums.
@Suite struct StatementTableTests {
  private struct Table {
    let titles: [String]
    let rows: [[String: String]]

    init(_ text: String) throws {
      var table = CSVTable.records(text)
      titles = table.removeFirst()
      #expect(Set(titles).count == titles.count, "\(titles)")
      let names = titles
      rows = table.map { fields in
        #expect(fields.count == names.count, "\(fields)")
        return Dictionary(uniqueKeysWithValues: zip(names, fields))
      }
    }

    /// The sum of a column over rows, in cents.
    func sum(_ column: String, _ isMeant: ([String: String]) -> Bool) throws -> Money {
      try rows.filter { $0["kind"] == "detail" && isMeant($0) }.compactMap { $0[column] }.filter { !$0.isEmpty }
        .map { try Money(parsing: $0) }.total()
    }

    func cell(_ column: String, of first: String) throws -> Money {
      let row = try #require(rows.last { row in row[titles[1]] == first || row[titles[2]] == first }, "\(first)")
      return try Money(parsing: row[column] ?? "")
    }
  }

  private func program() throws -> Program {
    let template = try CutTemplate.prepared(.books)
    let books = try TestBooks.copy(of: template.database)
    _ = try books.as(login: template.administrator)
    return Program(books: books, login: template.administrator)
  }

  private func table(_ program: Program, _ words: String...) throws -> Table {
    let outcome = try program.run(["statement"] + words + ["--format", "csv"])
    try #require(outcome.status == 0, "\(words): \(outcome.errors)")
    let table = try Table(outcome.output)
    #expect(
      table.titles.suffix(words[0] == "budget" ? 10 : 9) == [
        "section", "statement", "organization", "fund", "award", "account", "budget_line", "from", "as_of",
      ] + (words[0] == "budget" ? ["budget_version"] : []))
    for row in table.rows {
      #expect(row["statement"] == words[0] && row["as_of"] == "2021-09-30", "\(row)")
      if row["kind"] == "detail" { #expect(row["organization"] == "site", "\(row)") }
    }
    return table
  }

  @Test func everyStatementAddsUp() throws {
    let program = try program()
    let day = ["--as-of", "2021-09-30"]
    for words in [["YOUTH"], ["--consolidated"]] {
      let budget = try table(program, "budget", words[0], day[0], day[1])
      for column in ["Approved", "Revised", "Prior", "This period", "To date", "Committed", "Available", "Variance"] {
        #expect(try budget.sum(column) { _ in true } == budget.cell(column, of: "Total"), "\(column)")
      }
      #expect(budget.rows.filter { $0["kind"] == "detail" }.allSatisfy { $0["award"] != "" && $0["budget_line"] != "" })
    }
    let trial = try table(program, "trial-balance", "--by", "fund", day[0], day[1])
    #expect(try trial.sum("Debit") { _ in true } == trial.cell("Debit", of: "Total"))
    #expect(try trial.sum("Credit") { _ in true } == trial.cell("Debit", of: "Total"))
    #expect(trial.rows.filter { $0["kind"] == "detail" }.allSatisfy { $0["fund"] != "" && $0["account"] != "" })
    let cash = try table(program, "cash", day[0], day[1])
    for column in ["Before", "Received", "Paid", "Balance"] {
      #expect(try cash.sum(column) { $0["account"] == "1010" } == cash.cell(column, of: "Total 1010"), "\(column)")
    }
    let payables = try table(program, "payables", day[0], day[1])
    #expect(try payables.sum("Owed") { _ in true } == payables.cell("Owed", of: "Total liabilities"))
    let schedule = try table(program, "award-schedule", day[0], day[1])
    for column in ["Awarded", "Received", "Receivable", "Recognized, net of returned", "Spent", "Restricted, left"] {
      #expect(try schedule.sum(column) { _ in true } == schedule.cell(column, of: "Total"), "\(column)")
    }
    let position = try table(program, "position", day[0], day[1])
    #expect(try position.cell("Amount", of: "Total liabilities") == payables.cell("Owed", of: "Total liabilities"))
    #expect(try position.sum("Amount") { $0["section"] == "Assets" } == position.cell("Amount", of: "Total assets"))
    #expect(
      try position.sum("Amount") { $0["section"] == "Liabilities" } == position.cell("Amount", of: "Total liabilities"))
    #expect(
      try position.sum("Amount") { $0["section"]?.hasPrefix("Net assets: ") == true }
        == position.cell("Amount", of: "Total net assets"))
    let activities = try table(program, "activities", day[0], day[1])
    #expect(
      try activities.sum("Total") { $0["section"] == "Revenue and support" }
        == activities.cell("Total", of: "Total revenue, support and releases"))
    #expect(
      try activities.sum("Total") { $0["section"] == "Expenses" } == activities.cell("Total", of: "Total expenses"))
  }

  /// Of several awards or organizations there is one table, and every format has the same cells.
  @Test func severalAreOneTableAndFormatsAgree() throws {
    let program = try program()
    let words = ["statement", "budget", "YOUTH", "COND", "LOST", "--as-of", "2021-09-30"]
    let outcome = try program.run(words + ["--format", "csv"])
    let table = try Table(outcome.output)
    #expect(Set(table.rows.compactMap { $0["award"] }) == ["YOUTH", "COND", "LOST"], "\(outcome)")
    let json =
      try JSONSerialization.jsonObject(
        with: Data(try program.run(words + ["--format", "json"]).output.utf8)) as? [[String: Any]]
    let drawn = try #require(json).flatMap { $0["rows"] as? [[String: Any]] ?? [] }.filter {
      $0["kind"] as? String != "heading"
    }
    #expect(drawn.count == table.rows.count)
    let markdown = try program.run(words + ["--format", "markdown"]).output
    for (row, other) in zip(table.rows, drawn) {
      let cells = try #require(other["cells"] as? [String: Any])
      #expect(cells["to_date"] as? String == row["To date"] && cells["line"] as? String == row["Budget line"])
      #expect(cells["rule"] as? String ?? "" == row["Rule"] && other["kind"] as? String == row["kind"])
      let amount = try Money(parsing: row["To date"] ?? "").grouped
      #expect(markdown.contains(amount), "\(amount)")
    }
  }
}

extension CSVTable {
  /// The fields of a text in CSV, record by record.
  static func records(_ text: String) -> [[String]] {
    var (records, isQuoted) = ([[""]], false)
    for character in text {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == ",", !isQuoted {
        records[records.count - 1].append("")
      } else if character == "\n", !isQuoted {
        records.append([""])
      } else {
        let last = records.count - 1
        records[last][records[last].count - 1].append(character)
      }
    }
    return records.filter { $0 != [""] }
  }
}
