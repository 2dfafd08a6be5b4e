import Testing

@testable import Ledger

/// A dry run says all that is said when it is recorded: what looks recorded already, and what is above its budget.
@Suite struct DryRunTests {
  /// What a command prints, by lines, without what only one of both can say: numbers, and what undoes what was recorded.
  private static func said(_ outcome: Program.Outcome) -> [String] {
    outcome.output.split(separator: "\n").filter { line in !told.contains { line.hasPrefix($0) } }.map { line in
      var line = String(line).replacing("dry run, nothing recorded: ", with: "")
      line = line.replacing(" would be ", with: " is now ")
      line.replace(#/Where (it is|[0-9]+ and [0-9]+ are) the same .*/#, with: "")
      line.replace(#/^(Entry|Commitment|A commitment|Proposal|A proposal) ?[0-9]*: /#, with: "")
      line.replace(#/ Import [0-9]+: "ledgerctl import undo [0-9]+ [^"]*" takes all of it back\./#, with: "")
      line.replace(#/, entries [0-9]+ to [0-9]+|, now (entry )?[0-9]+( texts removed)?| as document [0-9]+/#, with: "")
      line.replace(#/^(Document [0-9]+|scan.pdf) is attached/#, with: "it is attached")
      line.replace(#/ (NUMBER|-?[0-9]+)(?![0-9-]|[.,][0-9])/#, with: " N")
      return line
    }
  }

  /// Lines of what is done beside the books, after they hold it: a seal, and the files of the server.
  private static let told = ["Seal ", "The texts are out of the books; files of the server"]

  private func program(_ template: CutRow.Template, as login: CutRow.Login) throws -> (Program, CutTemplate, String) {
    let prepared = try CutTemplate.prepared(template)
    let books = try TestBooks.copy(of: prepared.database)
    for login in [prepared.administrator, CutTemplate.second] { _ = try books.as(login: login) }
    return (Program(books: books, login: prepared.login(login)), prepared, books.database)
  }

  private func isSame(_ program: Program, _ words: [String]) throws -> [String] {
    let tried = try program.run(words + ["--dry-run"])
    let done = try program.run(words)
    #expect(tried.status == 0 && done.status == 0, "\(words): \(tried) \(done)")
    let difference = Self.said(tried).difference(from: Self.said(done))
    #expect(difference.isEmpty, "\(words): \(tried.output)\n\(done.output)")
    return Self.said(done)
  }

  /// Every command that has a dry run.
  @Test(arguments: CutTable.rows.filter { CutTable.withoutTrial[$0.command] == nil })
  func everyDryRunSaysWhatIsDone(row: CutRow) throws {
    let (program, prepared, database) = try program(row.template, as: row.login)
    _ = try isSame(program, row.words(prepared, in: database))
  }

  /// Where a line takes more than it has: the row of a command, its words otherwise, and what is run before.
  private static let overrun: [String: (words: [(String, String)], before: String?)] = [
    "commitment draw": (
      [("supper", "more")],
      "commitment add YOUTH --line stipends --amount 60.00 --payee shop --date 2021-08-01 --for Cards --key more"
    )
  ]
  private static let withoutLine: Set<String> = [
    "award promise", "award receive", "award recognize", "award interest", "award return", "award write-off",
    "award release", "expense refund", "payment add", "advance give", "advance return", "cash move", "cash receive",
    "payroll remit", "entry post", "period adjust",
  ]

  /// Options by which the same event is said in another way, as near as a row has one.
  private static let otherwise = ["memo", "reason", "evidence", "for", "service-date", "date", "description"]

  /// Every command that makes its key, on a line that is above its budget where it names one, after one that looks like it.
  @Test(arguments: SameEventTests.rows) func overrunsAndLookAlikesAreToldBefore(row: SameEventTests.Row) throws {
    let (program, prepared, _) = try program(.books, as: .administrator)
    let other = Self.overrun[row.command] ?? ([("food", "stipends")], nil)
    for command in row.before + [other.before].compactMap(\.self) {
      let outcome = try program.run(Program.words(of: command))
      try #require(outcome.status == 0, "\(command): \(outcome.errors)")
    }
    let line = other.words.reduce("\(row.command) \(row.words)") { $0.replacing($1.0, with: $1.1) }
      .replacing("FILES", with: prepared.files)
    let first = Program.words(of: line)
    let begun = try program.run(first)
    try #require(begun.status == 0, "\(first): \(begun.errors)")
    let option = try #require(Self.otherwise.first { row.others[$0] != nil })
    let words = SameEventTests.changed(first, by: Program.words(of: row.others[option] ?? ""))
    let said = try isSame(program, words)
    #expect(said.contains { $0.contains(" is of the same ") || $0.contains("moved the same") }, "\(words): \(said)")
    if !Self.withoutLine.contains(row.command) {
      #expect(said.contains { $0.contains(" above its budget. Explain it: ") }, "\(words): \(said)")
    }
  }

  /// Spending on no budget line, which no measure limits, and a service that runs on.
  @Test func spendingOnNoLineIsToldBefore() throws {
    let (program, _, _) = try program(.books, as: .administrator)
    for amount in ["7.00", "9.00"] {
      let said = try isSame(
        program,
        Program.words(
          of:
            "expense add --award YOUTH --no-line --account 8110 --amount \(amount) --payee shop --service-date 2021-09-03 --service-through 2021-11-02 --date 2021-09-05 --paid-from bank"
        ))
      let above = amount == "7.00" ? "7.00" : "16.00"
      #expect(said.contains { $0.hasPrefix("On no budget line of YOUTH is now \(above) above its budget.") }, "\(said)")
      #expect(said.contains { $0.hasPrefix("Its service runs through 2021-11-02") }, "\(said)")
    }
  }
}
