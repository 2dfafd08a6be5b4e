import Foundation
import Testing

@testable import Ledger

/// Commands that are printed to repeat what was recorded do what they say when they are run as they are printed.
@Suite struct RepeatedActTests {
  /// What is not undone as an entry, with why.
  private static let notUndone = [
    "commitment add": "a commitment is released, and no entry",
    "period adjust": "its year is closed, and it is changed by another adjustment",
  ]

  private func books() throws -> Program {
    let template = try CutTemplate.prepared(.books)
    let books = try TestBooks.copy(of: template.database)
    _ = try books.as(login: template.administrator)
    return Program(books: books, login: template.administrator)
  }

  /// The command that is printed below a refusal, as a shell reads it.
  static func printed(_ outcome: Program.Outcome) throws -> [String] {
    let line = String(outcome.errors.split(separator: "\n").last ?? "").trimmingCharacters(in: [" "])
    let words = Program.words(of: line)
    try #require(words.first == "ledgerctl", "\(outcome)")
    return Array(words.dropFirst())
  }

  /// The entry that was recorded, or had been.
  private static func entry(_ output: String) throws -> String {
    let found = try #require(output.firstMatch(of: /[Ee]ntry ([0-9]+)/), "\(output)")
    return String(found.1)
  }

  private func undo(_ number: String, _ row: SameEventTests.Row, _ program: Program) throws {
    let verb = row.command == "payment add" ? ["payment", "void"] : ["undo"]
    let undone = try program.run(verb + [number, "--reason", "Not so"])
    try #require(undone.status == 0, "\(row.command) \(number): \(undone)")
  }

  /// Recorded, said again, undone, said again, and recorded anew, by the commands as they are printed.
  @Test(arguments: SameEventTests.rows) func whatIsPrintedIsWhatItSays(row: SameEventTests.Row) throws {
    let program = try books()
    for command in row.before { try #require(program.run(Program.words(of: command)).status == 0, "\(command)") }
    let files = try CutTemplate.prepared(.books).files
    let said = Program.words(of: "\(row.command) \(row.words)".replacing("FILES", with: files))
    let first = try program.run(said)
    try #require(first.status == 0, "\(first)")
    let again = try program.run(said)
    let twice = try Self.printed(again)
    #expect(again.status == 4 && again.errors.contains("where it happened twice:"), "\(again)")
    // A dry run names the same command, which records.
    let dry = try program.run(said + ["--dry-run"])
    #expect(try dry.status == 4 && Self.printed(dry) == twice, "\(dry)")
    let second = try program.run(twice)
    #expect(second.status == 0 && !second.output.contains("before"), "\(second)")
    let known = try program.run(twice)
    #expect(known.status == 0 && known.output.contains("had recorded this before"), "\(known)")
    if Self.notUndone[row.command] != nil { return }
    // What has a key that was given.
    try undo(Self.entry(second.output), row, program)
    for words in [twice, twice + ["--dry-run"]] {
      let gone = try program.run(words)
      #expect(gone.status == 4 && gone.errors.contains("was reversed by entry"), "\(gone)")
      #expect(gone.errors.contains("to record it again:"), "\(gone)")
    }
    let anew = try Self.printed(program.run(twice + ["--dry-run"]))
    #expect(anew.count == twice.count && anew != twice && anew.dropLast() == twice.dropLast(), "\(anew)")
    let third = try program.run(anew)
    #expect(third.status == 0 && !third.output.contains("before"), "\(third)")
    let thirdKnown = try program.run(anew)
    #expect(thirdKnown.status == 0 && thirdKnown.output.contains("had recorded this before"), "\(thirdKnown)")
    // What has a key that was made: all that says the same is undone.
    try undo(Self.entry(first.output), row, program)
    try undo(Self.entry(third.output), row, program)
    let none = try program.run(said)
    #expect(none.status == 4 && none.errors.contains("to record it again:"), "\(none)")
    #expect(none.errors.contains("undid it") || none.errors.contains("was reversed by entry"), "\(none)")
    let fourth = try program.run(Self.printed(none))
    #expect(fourth.status == 0 && !fourth.output.contains("before"), "\(fourth)")
    #expect(try program("check").output.hasPrefix("Sound"))
  }

  /// Quotes, a dash at the beginning, and what stands behind "--", as they were said; where there are several organizations, whose books.
  @Test func wordsAreQuotedAsTheyWereSaid() throws {
    let (program, copy, login) = try Program.withBooks()
    try program.addAward()
    let installer = Books(try copy.asInstaller())
    try installer.addOrganization(code: "other", name: "Other", ein: nil, fiscalYearFirstMonth: 7)
    try installer.grant(.financeAdmin, to: login, in: .organization(installer.organization("other")))
    let memo = "-it's \"$5\" * `x`; ü"
    let cost = ["--service-date", "2021-09-03", "--payee", "shop", "--amount", "12.50", "--paid-from", "bank"]
    let said =
      ["expense", "add", "--org", "site", "--unrestricted", "--account", "8110", "--memo=\(memo)"] + cost
    try #require(program.run(said).status == 0)
    let again = try program.run(said)
    let line = try #require(again.errors.split(separator: "\n").last)
    // A shell reads it.
    let shell = try program.run(
      [
        "-c",
        line.trimmingCharacters(in: [" "]).replacing("ledgerctl ", with: "'\(Program.path)' ", maxReplacements: 1),
      ],
      executable: "/bin/sh")
    #expect(shell.status == 0 && shell.output.contains("12.50 to"), "\(shell)")
    let found = try program("find", "12.50", "--org", "site", "--format", "csv")
    #expect(found.output.components(separatedBy: "-it's").count == 3, "\(found)")
    // Behind "--" nothing is an option: the key stands before it.
    let receipt = ["award", "receive", "--amount", "5.00", "--date", "2021-09-05", "--", "site/YOUTH"]
    try #require(program.run(receipt).status == 0)
    let twice = try Self.printed(program.run(receipt))
    #expect(twice.suffix(2) == ["--", "site/YOUTH"] && twice.contains("--key"), "\(twice)")
    #expect(try program.run(twice).status == 0)
    // Answers become words in the same way.
    let terminal = try Terminal(
      program, said.filter { !$0.hasPrefix("--memo") }.map { $0 == "12.50" ? "13.50" : $0 }.dropLast(2))
    for (prompt, answer) in [("Paid from", "bank"), ("What it was for", "-x rice"), ("Record it?", "no")] {
      #expect(terminal.answer(prompt, answer), "\(prompt): \(terminal.screen)")
    }
    #expect(terminal.end() == 1 && terminal.screen.contains("'--memo=-x rice'"), "\(terminal.screen)")
  }

  /// A key that is counted goes on counting, and one that somebody has taken is passed over.
  @Test func anotherKeyIsOneThatNothingHas() throws {
    let (program, _, _) = try Program.withBooks()
    try program.addAward()
    let cost = Program.words(
      of: "expense add --award YOUTH --line food --amount 7.00 --payee shop --service-date 2021-09-03 --paid-from bank")
    for key in ["meal", "meal#2", "meal#x"] { try #require(program.run(cost + ["--key", key]).status == 0) }
    try #require(program("undo", "meal#2", "--reason", "Not so").status == 0)
    let counted = try program.run(cost + ["--key=meal#2"])
    #expect(try counted.status == 4 && Self.printed(counted) == cost + ["--key", "meal#3"], "\(counted)")
    try #require(program("undo", "meal#x", "--reason", "Not so").status == 0)
    #expect(try Self.printed(program.run(cost + ["--key", "meal#x"])).last == "meal#x#2")
  }

  /// What another person approved and somebody undid is not said to wait.
  @Test func whatWasApprovedAndUndoneDoesNotWait() throws {
    let template = try CutTemplate.prepared(.approvals)
    let copy = try TestBooks.copy(of: template.database)
    for login in [template.administrator, CutTemplate.second] { _ = try copy.as(login: login) }
    let program = Program(books: copy, login: template.administrator)
    let second = Program(books: copy, login: CutTemplate.second)
    let cost = Program.words(
      of:
        "expense add --award YOUTH --line food --amount 907.00 --payee shop --service-date 2021-09-03 --paid-from bank --key lot"
    )
    let proposed = try program.run(cost)
    let number = try #require(proposed.output.firstMatch(of: /Proposal ([0-9]+)/), "\(proposed)").1
    let waits = try program.run(cost)
    #expect(waits.output.contains("it waits: ledgerctl approve show \(number) --org site"), "\(waits)")
    let given = try second("approve", "give", "\(number)")
    try #require(given.status == 0, "\(given)")
    let entry = try Self.entry(given.output)
    let known = try program.run(cost)
    #expect(known.status == 0 && !known.output.contains("waits") && known.output.contains(entry), "\(known)")
    var undone = try program("undo", entry, "--reason", "Not so")
    if let asked = undone.output.firstMatch(of: /Proposal ([0-9]+)/) {
      undone = try second("approve", "give", "\(asked.1)")
    }
    try #require(undone.status == 0, "\(undone)")
    let gone = try program.run(cost)
    #expect(gone.status == 4 && gone.errors.contains("was reversed by entry"), "\(gone)")
    let anew = try program.run(Self.printed(gone))
    #expect(anew.status == 0 && anew.output.contains("It is recorded when another person approves it"), "\(anew)")
  }
}
