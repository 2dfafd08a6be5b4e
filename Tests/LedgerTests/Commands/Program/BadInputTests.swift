import Testing

@testable import Ledger

/// What people type wrong, through the command: the cause, the next step, the exit status, and books unchanged.
@Suite struct BadInputTests {
  struct Case: CustomTestStringConvertible {
    let words: [String]
    let status: Int32
    let says: [String]
    var testDescription: String { words.joined(separator: " ") }

    init(_ words: [String], _ status: Int32, _ says: String...) {
      self.words = words
      self.status = status
      self.says = says
    }
  }

  private static func expense(_ changes: [String: String]) -> [String] {
    var options = [
      "--award": "YOUTH", "--line": "food", "--amount": "10.00", "--payee": "shop", "--service-date": "2021-09-01",
      "--paid-from": "bank",
    ]
    options.merge(changes) { _, new in new }
    return ["expense", "add"] + options.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
  }

  static let cases: [Case] = [
    Case(expense(["--amount": "1,2.50"]), 1, "‹1,2.50› has a comma", "without commas"),
    Case(expense(["--amount": "1e3"]), 1, "exponent"),
    Case(expense(["--amount": "٣"]), 1, "digits that are not 0-9"),
    Case(expense(["--amount": "0"]), 1, "more than zero"),
    Case(expense(["--amount": "-5"]), 1, "--amount: ", "more than zero"),
    Case(expense(["--amount": "-$5.00"]), 1, "--amount: ", "more than zero"),
    Case(expense(["--amount": "10000000000000000"]), 1, "15 digits"),
    Case(expense(["--amount": "999999999999999.99"]), 1, "99,999,999,999.99"),
    Case(expense(["--amount": "€5"]), 1, "currency sign"),
    Case(expense(["--service-date": "2022-02-30"]), 1, "2022-02-28"),
    Case(expense(["--service-date": "infinity"]), 1, "YYYY-MM-DD"),
    Case(expense(["--service-date": "0000-01-01"]), 1, "2000 to 2099"),
    Case(expense(["--award": "YOUT"]), 1, "no award ‹YOUT›", "did you mean ‹YOUTH›"),
    Case(expense(["--line": "fod"]), 1, "did you mean ‹food›"),
    Case(expense(["--payee": "shap"]), 1, "did you mean ‹shop›"),
    Case(expense(["--account": "811"]), 1, "did you mean ‹8110›"),
    Case(expense(["--paid-from": "cash"]), 1, "petty-cash"),
    Case(
      expense(["--amount": "x", "--line": "fod", "--payee": "shap", "--service-date": "today"]), 1, "--amount",
      "--line",
      "--payee", "--service-date"),
    Case(
      expense(["--service-date": "2021-06-30", "--memo": "it's late"]), 1, "LA001",
      "ledgerctl expense add --org site --unrestricted", #"'it'\''s late'"#),
    Case(["expense", "add"], 2, "--amount"),
    Case(["expnse", "add"], 2, "expnse"),
    Case(["entry", "show", "77"], 1, "no entry ‹77›"),
    Case(
      ["entry", "post", "--date", "2021-09-01", "--description", "x", "--key", "k", "--line", "1010 5"], 1, "LE004"),
    Case(
      [
        "entry", "post", "--date", "2021-09-01", "--description", "x", "--key", "k", "--line", "1010 5", "--line",
        "1040 -4",
      ], 1,
      "LE001", "1.00"),
    Case(
      [
        "entry", "post", "--date", "2021-09-01", "--description", "x", "--key", "k", "--line", "1010 5 fund=YOUTH",
        "--line", "1040 -5",
      ],
      1, "LE002"),
    Case(
      [
        "entry", "post", "--date", "2021-09-01", "--description", "x", "--key", "k", "--line", "1010 5 clas=with",
        "--line", "1040 -5",
      ],
      1, "class="),
    Case(
      [
        "entry", "post", "--date", "2021-09-01", "--description", "x", "--key", "k", "--line",
        "1010 5 fund=YOUTH fund=general", "--line", "1040 -5",
      ],
      1, "--line: line 1 says fund= twice"),
    Case(
      ["award", "terms", "YOUTH", "--outside-base", "8119", "--approved-by", "F"], 1, "--outside-base: ", "‹8119›",
      "did you mean"),
    Case(["award", "terms", "YOUTH", "--outside-base", "suplies", "--approved-by", "F"], 1, "--outside-base: "),
    Case(["entry", "list", "--limit", "-1"], 2, "--limit takes 1 or more"),
    Case(
      [
        "budget", "revise", "YOUTH", "--move", "food food 5.00", "--approver", "funder", "--approved-by", "F",
        "--effective", "2021-08-01", "--reason", "x",
      ], 1, "--move: nothing moves from food to itself"),
    Case(
      [
        "expense", "add", "--unrestricted", "--account", "8110", "--commitment", "1", "--amount", "1.00", "--payee",
        "shop", "--service-date", "2021-09-01", "--paid-from", "bank",
      ], 2, "--commitment: it is on a budget line of an award"),
    Case(["entry", "reverse", "1", "--reason", " ", "--date", "2021-09-01"], 1, "it is empty"),
    Case(["award", "promise", "YOUTH", "--date", "2021-07-02", "--key", "again"], 1, "LA004"),
    Case(["award", "receive", "YOUTH", "--amount", "30000.01", "--date", "2021-07-02"], 1, "outstanding"),
    Case(["org", "add", "site", "Again"], 4, "exists"),
    Case(["party", "add", "shop", "Again"], 4, "exists"),
    Case(["period", "reopen", "2021-07", "--reason", "x"], 1, "LP003"),
    Case(["statement", "budget", "YOUTH", "--from", "2021-08-01", "--to", "2021-07-01"], 1, "earlier day first"),
    Case(["statement", "trial-balance", "--org", "site", "--fund", "generl"], 1, "did you mean ‹general›"),
    Case(["expense", "import", "/nonexistent.csv"], 1, "cannot read"),
    Case(["org", "list", "--books", "host=203.0.113.1 dbname=x"], 5, "sslmode=verify-full"),
    Case(["org", "list", "--books", "host=/nonexistent dbname=x"], 5, "check that the server runs"),
  ]

  @Test func everyCaseIsRefusedAndExplained() throws {
    let (program, books, _) = try Program.withBooks()
    try program.addAward()
    let reader = Books(try books.asInstaller())
    let before = try reader.entries(of: reader.organization("site"))
    for wrong in Self.cases {
      let outcome = try program.run(wrong.words)
      #expect(outcome.status == wrong.status, "\(wrong.testDescription): \(outcome.errors)")
      for text in wrong.says { #expect(outcome.errors.contains(text), "\(wrong.testDescription): \(outcome.errors)") }
      #expect(outcome.output.isEmpty, "\(wrong.testDescription): \(outcome.output)")
    }
    #expect(try reader.entries(of: reader.organization("site")) == before)
  }

  @Test func everyFaultOfAFileIsToldAndNothingIsLoaded() throws {
    let (program, books, _) = try Program.withBooks()
    try program.addAward()
    let text =
      "\u{FEFF}payee,amount,date,award,line,service_date,memo\r\n"
      + "shop,10.00,2021-09-01,YOUTH,food,2021-09-01,good\r\n"
      + "shap,\"1,2.50\",2022-02-30,YOUTH,fod,2021-06-30,\"quoted \"\"memo\"\"\"\r\n"
      + "shop,-0,2021-09-01,YOUT,food,infinity,\r\n"
    let outcome = try program("expense", "import", try temporaryFile(Array(text.utf8)))
    #expect(outcome.status == 1)
    for place in [":3:1: ", ":3:6: ", ":3:15: ", ":3:32: ", ":3:36: ", ":4:6: ", ":4:20: ", ":4:30: "] {
      #expect(outcome.errors.contains("file.csv\(place)"), "\(place) in \(outcome.errors)")
    }
    for text in ["‹shop›", "‹food›", "‹YOUTH›", "8 faults; nothing was recorded"] {
      #expect(outcome.errors.contains(text))
    }
    let reader = Books(try books.asInstaller())
    #expect(try reader.entries(of: reader.organization("site")).count == 1)
  }

  @Test func headersMissingExtraAndReordered() throws {
    let (program, _, _) = try Program.withBooks()
    try program.addAward()
    let outcome = try program(
      "expense", "import", try temporaryFile(Array("date,awrd,line,amount,payee,service_date,colour\n".utf8)))
    #expect(outcome.status == 1)
    for text in ["award is missing", "no column ‹awrd›", "did you mean ‹award›", "no column ‹colour›"] {
      #expect(outcome.errors.contains(text), "\(outcome.errors)")
    }
  }

  @Test func amountsTooLargeForALineAreFaultsNotCrashes() throws {
    let (program, _, _) = try Program.withBooks()
    try program.addAward()
    let rows = (1...200).map { _ in "2021-09-01,YOUTH,food,999999999999999.99,shop,2021-09-01\n" }
    let text = "date,award,line,amount,payee,service_date\n" + rows.joined()
    let outcome = try program("expense", "import", try temporaryFile(Array(text.utf8)))
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("larger than 99,999,999,999.99"))
    #expect(outcome.errors.contains("200 faults"))
  }

  @Test func errorsAsJSONParse() throws {
    let (program, _, _) = try Program.withBooks()
    let outcome = try program("award", "show", "\"quo\\te\"", "--json-errors")
    #expect(outcome.status == 1)
    #expect(outcome.errors.hasPrefix("{\"error\": {\"status\": 1, "))
    #expect(outcome.errors.contains(#"\"quo\\te\""#))
  }
}
