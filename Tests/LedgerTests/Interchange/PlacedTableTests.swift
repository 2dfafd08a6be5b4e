import Testing

@testable import Interchange
@testable import Ledger

/// Tables read by a profile: every fault once, at its own cell, and nothing taken for what the cell does not show.
@Suite struct PlacedTableTests {
  private let columns: [CSVColumn] = [
    .required("date"), .required("number"), .required("amount"), .optional("memo"),
  ]

  private func csv(_ text: String) throws -> SourceTable { try SourceTable(csv: Array(text.utf8), name: "own.csv") }

  private func read(_ table: SourceTable, _ profile: ImportProfile = ImportProfile(kind: .expenses)) -> PlacedTable {
    PlacedTable(table, by: profile, file: "own.csv", columns: columns)
  }

  private func sheet(_ rows: [[SourceCell]]) -> SourceTable {
    let names = ["date", "number", "amount", "memo"].map { SourceCell(text: $0, place: "sheet ‹A›, cell \($0)1") }
    return SourceTable(rows: [names] + rows)
  }

  private func cell(
    _ text: String, _ kind: SourceCell.Kind = .text, at place: String, unit: String? = nil, isPlain: Bool = true
  ) -> SourceCell {
    var cell = SourceCell(text: text, place: place)
    (cell.kind, cell.unit, cell.isShownPlain) = (kind, unit, isPlain)
    return cell
  }

  /// A fault that is found in the table, and one that the import finds in the CSV made of it, stand each where it is in the file.
  @Test func faultsStandAtTheirOwnCell() throws {
    let table = read(
      try csv("memo,date,number,amount\na,2023-09-02,7,two\nb,2023-09-01,8,1.00\nc,2023-09-05,9,three\n"))
    #expect(table.faults.map { [$0.line, $0.column] } == [[2, 16], [4, 16]] && table.rowCount == 1)
    // The one row that is left is line 2 of the CSV, and line 3 of the file.
    let place = try #require(table.csv.text.split(separator: "\n").last?.firstRange(of: "8")?.lowerBound)
    let row = table.csv.text.split(separator: "\n")[1]
    let column = row.distance(from: row.startIndex, to: place) + 1
    let found = SourceFaults([
      SourceFault(file: "own.csv", line: 2, column: column, excerpt: row.description, cause: "x")
    ])
    #expect(table.placed(found).map { [$0.line, $0.column] } == [[3, 14]])
  }

  /// A value in a column without a name is told once a column, wherever the column lies.
  @Test func aColumnWithoutANameIsAFault() throws {
    let table = read(
      try csv("date,number,,amount\n2023-09-02,7,,1.00\n2023-09-02,8,5.00,1.00,x\n2023-09-02,9,6.00,1.00,y\n"))
    #expect(table.faults.map { "\($0.line):\($0.column)" } == ["3:14", "3:24"])
    #expect(table.faults.allSatisfy { $0.cause == "the cell stands in a column that has no name" })
    #expect(read(try csv("date,number,,amount\n2023-09-02,7,,1.00\n")).faults.isEmpty)
  }

  @Test func whatACellShowsIsNotTakenForDollars() {
    var profile = ImportProfile(kind: .bills)
    func causes(_ amount: SourceCell) -> [String] {
      read(
        sheet([[cell("2023-03-01", .date, at: "A2"), cell("7", at: "B2"), amount, cell("", at: "D2")]]), profile
      ).faults.map { "\($0.cell ?? ""): \($0.cause)" }
    }
    #expect(
      causes(cell("20.11", .number, at: "C2", unit: "€", isPlain: false)) == [
        "C2: amount ‹20.11› is shown with ‹€›, not as US dollars"
      ])
    #expect(
      causes(cell("0.5", .number, at: "C2", unit: "%", isPlain: false)) == [
        "C2: amount ‹0.5› is shown with ‹%›, not as US dollars"
      ])
    #expect(causes(cell("20.11", .number, at: "C2", unit: "$", isPlain: false)) == [])
    #expect(causes(cell("20.11", .number, at: "C2", isPlain: false)) == [])
    #expect(causes(cell("2023-03-01", .date, at: "C2")) == ["C2: amount ‹2023-03-01› is a date, not an amount"])
    profile.currency = "€"
    #expect(causes(cell("20.11", .number, at: "C2", unit: "€", isPlain: false)) == [])
    #expect(causes(cell("20.11", .number, at: "C2", unit: "CHF", isPlain: false)).count == 1)
  }

  @Test func aTextIsWhatItsCellShows() {
    func number(_ cell: SourceCell) -> (String, [String]) {
      let read = read(sheet([[self.cell("2023-03-01", .date, at: "A2"), cell, self.cell("1.00", .number, at: "C2")]]))
      return (read.csv.cell(line: 2, column: 14)?.text ?? "", read.faults.map(\.cause))
    }
    #expect(number(cell("000123", .number, at: "B2")) == ("000123", []))
    #expect(number(cell("2023-03-01", .date, at: "B2")).1 == ["number ‹2023-03-01› is a date, not a text"])
    #expect(
      number(cell("1234", .number, at: "B2", isPlain: false)).1 == [
        "number ‹1234› is a number that the cell shows in another way"
      ])
    var lost = cell("2.4952E+19", .number, at: "B2")
    lost.fault = "its number has lost its last digits: a spreadsheet keeps 15"
    #expect(number(lost).1 == ["number cannot be read: its number has lost its last digits: a spreadsheet keeps 15"])
  }
}
