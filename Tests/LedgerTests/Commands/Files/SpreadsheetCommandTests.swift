import Foundation
import Testing

@testable import Ledger
@testable import Spreadsheets

/// Templates filled in, workbooks and own spreadsheets imported, faults told by sheet and cell.
@Suite struct SpreadsheetCommandTests {
  private let program: Program

  init() throws {
    (program, _, _) = try Program.withBooks()
    try program.addAward()
  }

  private func run(_ words: [String], _ status: Int32 = 0, _ said: String...) throws {
    let outcome = try program.run(words)
    #expect(outcome.status == status, "\(words): \(outcome.output)\(outcome.errors)")
    for text in said {
      #expect((outcome.output + outcome.errors).contains(text), "\(words): \(outcome.output)\(outcome.errors)")
    }
  }

  private func workbook(
    _ names: [String], _ rows: [[String?]], dates: Set<String> = ["date", "service_date", "invoice_date"],
    sheet: String = "May"
  ) throws -> String {
    let path = try temporaryFile([], name: "book.xlsx")
    try WorkbookWriter.write(
      path, sheet: sheet,
      columns: names.map {
        .init($0, dates.contains($0) ? .date : ["amount", "debit", "credit"].contains($0) ? .amount : .text, help: $0)
      }, rows: rows)
    return path
  }

  @Test func templatesAreFilledInAndImported() throws {
    for kind in ["expenses", "bills", "payroll"] {
      let path = try temporaryFile([], name: "\(kind).xlsx")
      try run(["template", kind, "-o", path], 0, "Wrote ")
      let book = try Workbook(Array(try Data(contentsOf: URL(filePath: path))))
      let header = try book.table(sheet: nil).rows[0].map(\.text)
      let columns = ImportProfile.columns(of: ImportKind(rawValue: kind) ?? .expenses)
      #expect(
        Set(header).isSubset(of: columns.map(\.name))
          && Set(columns.filter(\.isRequired).map(\.name)).isSubset(of: header), "\(kind)")
      let lists = try book.table(sheet: "Lists").rows.flatMap { $0.map(\.text) }
      #expect(lists.contains("YOUTH") && lists.contains("food"), "\(kind)")
    }
    try run(["template", "budget", "--award", "YOUTH", "-o", "x.csv"], 2, ".xlsx")
    try run(["template", "budget", "-o", "x.xlsx"], 2, "--award")
    let budget = try temporaryFile([], name: "budget.xlsx")
    try run(["template", "budget", "--award", "YOUTH", "-o", budget])
    try run([
      "award", "add", "AGAIN", "Again", "--funder", "funder", "--amount", "30000.00", "--from", "2021-07-01",
      "--through", "2022-06-30", "--recognition", "conditional",
    ])
    try run(
      ["budget", "import", "AGAIN", budget, "--approved-by", "Funder", "--effective", "2021-07-01"], 0,
      "3 lines, 30,000.00")
  }

  @Test func aWorkbookIsImportedAsTheSameCSVIs() throws {
    let names = ["date", "award", "line", "amount", "payee", "service_date", "memo"]
    let rows: [[String?]] = [
      ["2021-09-01", "YOUTH", "food", "10.30", "shop", "2021-09-01", "=SUM(A1) Café"],
      ["2021-09-02", "YOUTH", "food", "5.00", "shop", "2021-09-02", nil],
    ]
    let path = try workbook(names, rows)
    try run(["expense", "import", path], 0, "2 expenses recorded", "15.30")
    try run(["expense", "import", path], 0, "0 expenses recorded; 2 had been recorded before")
    let exported = try program("register", "--award", "YOUTH", "--format", "csv").output
    #expect(exported.contains("'=SUM(A1) Café"))
    try run(["find", "=SUM(A1)"], 0, "10.30")
    try run(["check"], 0, "Sound")
  }

  /// Two rows alike are two purchases where nobody can be asked, and named where they stand.
  @Test func rowsAlikeAreNamedByTheirCells() throws {
    let names = ["date", "award", "line", "amount", "payee", "service_date"]
    let row: [String?] = ["2021-09-01", "YOUTH", "food", "10.30", "shop", "2021-09-01"]
    let path = try workbook(names, [row, ["2021-09-02"] + row.dropFirst(), row])
    try run(
      ["expense", "import", path], 0, "3 expenses recorded",
      "Rows that say the same were each recorded: sheet ‹May›, cell A2 and sheet ‹May›, cell A4.")
  }

  @Test func faultsNameSheetAndCell() throws {
    let names = ["date", "award", "line", "amount", "payee", "service_date", "memo", "Extra"]
    let path = try workbook(
      names,
      [
        ["2021-09-01", "YOUTH", "foot", "10.00", "shop", "2021-09-01", nil, nil],
        [nil, nil, nil, nil, nil, nil, nil, nil],
        ["2021-09-02", "YOUTH", "food", "-5.00", "ship", "2022-09-02", nil, nil],
        ["2021-09-03", "YOUTH", "food", "10000.01", "shop", "2021-09-03", nil, nil],
      ], sheet: "Spring & fall")
    let outcome = try program("expense", "import", path)
    #expect(outcome.status == 1)
    for text in [
      "sheet ‹Spring & fall›, cell C2: there is no line ‹foot›", "did you mean ‹food›?",
      "cell D4: an expense is more than zero", "cell E4: there is no payee ‹ship›",
      "cell F4: the service is outside the term", "cell H1: the profile does not say what column ‹Extra› is",
    ] { #expect(outcome.errors.contains(text), "\(text)\n\(outcome.errors)") }
    let kept = try program("expense", "import", path, "--json-errors").errors
    #expect(kept.contains("cell C2"))
    try run(["award", "terms", "YOUTH", "--overspend", "block", "--approved-by", "F", "--reason", "x"])
    let over = try workbook(
      Array(names.dropLast()),
      [
        ["2021-09-03", "YOUTH", "food", "1.00", "shop", "2021-09-03", nil],
        ["2021-09-03", "YOUTH", "food", "10000.00", "shop", "2021-09-03", nil],
      ])
    try run(["expense", "import", over], 1, "sheet ‹May›, cell D3: award YOUTH blocks overspending", "[LA009]")
    #expect(try program("register", "--award", "YOUTH").output.contains("There are no such lines"))
  }

  /// A workbook and then its CSV, the payee by name: the rows are the same.
  @Test func aRowIsKnownByWhatItSays() throws {
    let names = ["date", "award", "line", "amount", "payee", "service_date", "memo"]
    let book = try workbook(
      names, [["2021-09-03", "YOUTH", "food", "12.50", "shop", "2021-09-03", "Bread"]])
    try run(["expense", "import", book], 0, "1 ")
    let sheet =
      "memo,date,award,line,amount,payee,service_date\nBread,2021-09-03,site/YOUTH,food,12.5,The Corner Shop,2021-09-03\n"
      + "Bread,2021-09-03,YOUTH,food,12.51,shop,2021-09-03\n"
    let outcome = try program("expense", "import", try temporaryFile(Array(sheet.utf8), name: "sheet.csv"))
    #expect(outcome.status == 0, "\(outcome)")
    let spent = try program("register", "--award", "YOUTH", "--format", "csv").output
    #expect(spent.components(separatedBy: ",12.50,").count == 2 && spent.contains(",12.51,"), "\(spent)")
    #expect(outcome.output.contains("recorded before"), "\(outcome)")
  }

  /// Her own spreadsheet: other names, dates by month, dollars in groups, no award in it.
  @Test func anOwnSpreadsheetIsImportedByItsProfile() throws {
    let own =
      "When;What for;Store;Cost;Ours\n9/1/2021;Snacks;shop;$1,234.50;x\n09/02/2021;\"Bus; two ways\";shop;$7;y\n"
    let path = try temporaryFile(Array(own.utf8), name: "own.csv")
    let declare = [
      "import", "profile", "make", path, "--name", "own", "--separator", ";", "--column", "When=date", "--column",
      "What for=memo", "--column", "Store=payee",
      "--column", "Cost=amount", "--ignore", "Ours", "--constant", "award=YOUTH", "--constant", "line=food",
      "--constant", "service_date=2021-09-01",
    ]
    try run(Array(declare.prefix(6)) + ["--separator", ";"], 1, "it is not said", "--column")
    try run(declare, 1, "--grouping")
    try run(declare + ["--grouping", ",", "--currency", "$"], 1, "--date-order")
    try run(declare + ["--grouping", ",", "--currency", "$", "--date-order", "mdy"], 0, "Profile own, version 1")
    try run(
      ["import", "profile", "list"], 0, "own", "03/04/2022 (month, day, year)", "$1,234.50, below zero -$1,234.50")
    try run(["import", "profile", "show", "own"], 0, "Store", "always YOUTH", "Ours, passed over")
    try run(["expense", "import", path], 1)
    try run(["expense", "import", path, "--profile", "owm"], 1, "did you mean ‹own›")
    try run(["expense", "import", path, "--profile", "own"], 0, "2 expenses recorded", "1,241.50")
    let wrong = try temporaryFile(
      Array("When;What for;Store;Cost;Ours\n13/1/2021;x;shop;$1,23;x\n9/2/2021;y;ship;($5);x\n".utf8), name: "wrong.csv"
    )
    let outcome = try program("expense", "import", wrong, "--profile", "own")
    for text in [
      "wrong.csv:2:1: date ‹13/1/2021› is not a date", "amount ‹$1,23› is not an amount as declared", "amount ‹($5)›",
    ] {
      #expect(outcome.errors.contains(text), "\(text)\n\(outcome.errors)")
    }
    try run(["bill", "import", path, "--profile", "own"], 1, "is for expenses")
    try run(declare + ["--grouping", ",", "--currency", "$", "--date-order", "dmy"], 0, "version 2")
    // Read the other way around, September is January, and its costs would count before their service.
    try run(["expense", "import", path, "--profile", "own"], 1, "own.csv:2:1", "in a month before its service")
    try run(["check"], 0, "Sound")
  }

  @Test func aFileOfBillsIsOwedAndUndone() throws {
    let names = ["payee", "number", "invoice_date", "award", "line", "amount", "service_date"]
    let path = try workbook(
      names,
      [
        ["shop", "B-1", "2021-09-05", "YOUTH", "food", "40.00", "2021-09-01"],
        ["shop", "B-2", "2021-09-06", "YOUTH", "food", "60.00", "2021-09-02"],
      ])
    try run(["bill", "import", path], 0, "2 bills recorded", "100.00")
    try run(["bill", "import", path], 0, "0 bills recorded; 2 had been recorded before")
    try run(["bill", "list", "--open"], 0, "B-1", "2021-10-05", "100.00")
    let twice = try workbook(
      names,
      [
        ["shop", "b 01", "2021-09-07", "YOUTH", "food", "1.00", "2021-09-01"],
        ["shop", "B-3", "2021-09-07", "YOUTH", "food", "1.00", "2021-09-01"],
      ])
    try run(["bill", "import", twice], 1, "sheet ‹May›, cell B2", "[LB004]")
    try run(
      ["payment", "add", "--bill", "B-2", "--method", "check", "--number", "77", "--date", "2021-09-20"], 0, "60.00")
    try run(["import", "undo", "1", "--reason", "x", "--date", "2021-09-30"], 1, "payment void")
    // Undone and mended, the same bills come again with their invoices.
    try run(["payment", "void", "77", "--reason", "x", "--date", "2021-09-30"])
    try run(["import", "undo", "1", "--reason", "x", "--date", "2021-09-30"], 0, "2 entries reversed")
    #expect(try !program("bill", "list").output.contains("B-1"))
    try run(["bill", "import", path], 0, "2 bills recorded")
    try run(["bill", "list", "--open"], 0, "B-1", "B-2", "100.00")
    try run(["check"], 0, "Sound")
  }

  @Test func booksOpenWithBalances() throws {
    let names = ["account", "fund", "class", "debit", "credit", "party"]
    let rows: [[String?]] = [
      ["1010", "general", nil, "5000.00", nil, nil], ["2010", "general", nil, nil, "200.00", "shop"],
      ["3010", "general", "without", nil, "4800.00", nil],
      ["1010", "SMALL", nil, "900.00", nil, nil], ["3110", "SMALL", "with", nil, "900.00", nil],
    ]
    try run(["fund", "add", "SMALL", "Small"], 0)
    try run(
      ["opening", "import", try workbook(names, Array(rows.dropLast())), "--date", "2021-06-30"], 1,
      "fund SMALL does not balance")
    try run(
      [
        "opening", "import", try workbook(names, rows + [["4230", "general", "without", nil, "1.00", nil]]), "--date",
        "2021-06-30",
      ], 1, "its balance is part of net assets")
    // All of YOUTH is promised, so that nothing of it was there before.
    try run(
      [
        "opening", "import",
        try workbook(names, rows.map { $0.map { $0 == "SMALL" ? "YOUTH" : $0 } }), "--date", "2021-06-30",
      ], 1, "[LA004]", "award YOUTH is 30,000.00")
    let path = try workbook(names, rows)
    try run(["opening", "import", path, "--date", "2021-06-30"], 0, "5,900.00 of debits")
    try run(["opening", "import", path, "--date", "2021-06-30"], 0, "recorded before")
    try run(["statement", "payables", "--as-of", "2021-07-31"], 0, "The Corner Shop", "200.00")
    try run(
      ["payment", "add", "--all", "--payee", "shop", "--method", "check", "--number", "1", "--date", "2021-07-05"], 0,
      "200.00 to The Corner Shop")
    try run(["statement", "cash", "--from", "2021-07-01", "--to", "2021-07-31"], 0, "5,000.00", "4,800.00")
    try run(["check"], 0, "Sound")
  }
}
