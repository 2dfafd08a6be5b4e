import Foundation
import Testing

@testable import Ledger

/// The same event once, every other event: each command that makes its key itself, said again, and with one thing said otherwise.
@Suite struct SameEventTests {
  /// A command, and for each of its options what makes it another event; `~OPTION` takes an option of the first words away.
  struct Row: Sendable, CustomTestStringConvertible {
    let command: String
    let words: String
    let others: [String: String]
    /// Options by which nothing is another event by itself, each with why.
    var besides: [String: String] = [:]
    /// What is run first.
    var before: [String] = []
    /// Other words for the same event.
    var sames: [String] = []
    var testDescription: String { command }
  }

  /// Those that have nothing to say twice.
  private static let exempt = [
    "payment match": "what is settled is open no more"
  ]

  /// Options of the books, and of how it is recorded.
  private static let common: Set<String> = [
    "books", "as", "allow-unverified-server", "json-errors", "org", "dry-run", "yes", "y", "key", "version", "help",
    "h",
  ]

  /// Every command whose key need not be given has a row, and every option of it a value that makes another event.
  @Test func everyCommandThatMakesItsKeyIsTried() throws {
    let dump = try Program(environment: [:])("--experimental-dump-help").output
    let tool = try #require(try JSONSerialization.jsonObject(with: Data(dump.utf8)) as? [String: Any])
    var found: [String: Set<String>] = [:]
    func collect(_ command: [String: Any], _ path: [String]) {
      for next in command["subcommands"] as? [[String: Any]] ?? [] {
        if let name = next["commandName"] as? String { collect(next, path + [name]) }
      }
      let arguments = command["arguments"] as? [[String: Any]] ?? []
      func names(_ argument: [String: Any]) -> [String] {
        (argument["names"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
      }
      guard let key = arguments.first(where: { names($0).contains("key") }), key["isOptional"] as? Bool == true else {
        return
      }
      found[path.joined(separator: " ")] = Set(arguments.flatMap(names)).subtracting(Self.common)
    }
    collect(try #require(tool["command"] as? [String: Any]), [])
    #expect(Set(found.keys) == Set(Self.rows.map(\.command)).union(Self.exempt.keys))
    for row in Self.rows {
      let tried = Set(row.others.keys).union(row.besides.keys)
      #expect(
        found[row.command] == tried, "\(row.command): \(found[row.command, default: []].symmetricDifference(tried))")
    }
  }

  @Test(arguments: rows) func theSameIsAskedAndAnotherIsRecorded(row: Row) throws {
    let template = try CutTemplate.prepared(.books)
    let books = try TestBooks.copy(of: template.database)
    _ = try books.as(login: template.administrator)
    let program = Program(books: books, login: template.administrator)
    for command in row.before {
      let outcome = try program.run(Program.words(of: command))
      try #require(outcome.status == 0, "\(command): \(outcome.errors)")
    }
    let said = Program.words(of: "\(row.command) \(row.words)".replacing("FILES", with: template.files))
    let first = try program.run(said)
    try #require(first.status == 0, "\(first.errors)")
    func count() throws -> String {
      String(try program("check").output.prefix { $0 != "\n" }) + (try program("commitment", "list").output)
    }
    let before = try count()
    let again = try program.run(said)
    #expect(again.status == 4 && again.errors.contains("says the same"), "\(again)")
    for same in row.sames {
      let outcome = try program.run(Self.changed(said, by: Program.words(of: same)))
      #expect(outcome.status == 4 && outcome.errors.contains("says the same"), "\(same): \(outcome)")
    }
    #expect(try count() == before && before.hasPrefix("Sound"))
    // The words that record it, and only once.
    let words = Program.words(of: String(again.errors.split(separator: "\n").last ?? "").trimmingCharacters(in: [" "]))
    try #require(words.first == "ledgerctl" && words.contains("--key"), "\(again.errors)")
    let second = try program.run(Array(words.dropFirst()))
    #expect(second.status == 0 && !second.output.contains("before"), "\(second)")
    let after = try count()
    #expect(after != before)
    let repeated = try program.run(Array(words.dropFirst()))
    #expect(repeated.status == 0 && repeated.output.contains("had recorded this before"), "\(repeated)")
    #expect(try count() == after)
    // Under the key that was given, nothing else is answered with it.
    let key = Array(words.suffix(2))
    var named: [String: String] = [:]
    for (option, other) in row.others.sorted(by: { Self.order($0.key) < Self.order($1.key) }) {
      let changed = Self.changed(said, by: Program.words(of: other))
      let claimed = try program.run(changed + key)
      #expect(claimed.status != 0, "\(option) \(key): \(claimed)")
      let outcome = try program.run(changed)
      #expect(outcome.status == 0 && !outcome.output.contains("before"), "\(option): \(changed) \(outcome)")
      if outcome.output.contains(" is of the same ") { named[option] = outcome.output }
    }
    // What has the amount and its award or party still is named with it, and what undoes it works as it is printed.
    #expect(!Self.words.isDisjoint(with: named.keys), "\(row.command) names nothing like it: \(named.keys)")
    let undo = try #require(Self.words.sorted().compactMap { named[$0] }.last.flatMap(Self.undo))
    let undone = try program.run(undo)
    #expect(undone.status == 0, "\(undo): \(undone)")
    #expect(try program("check").output.hasPrefix("Sound"))
  }

  /// Options that say the same event in another way, or on another day.
  private static let words: Set<String> = [
    "date", "memo", "reason", "evidence", "for", "service-date", "share", "description",
  ]

  /// The command that undoes what was recorded, as it is printed.
  private static func undo(in output: String) -> [String]? {
    guard let line = output.split(separator: "\n").first(where: { $0.contains("are the same event: ledgerctl ") }),
      let command = line.components(separatedBy: "are the same event: ledgerctl ").last
    else { return nil }
    return Program.words(of: command)
  }

  /// What leaves nothing to pay or to draw comes last.
  private static func order(_ option: String) -> String { ["all", "final"].contains(option) ? "~" + option : option }

  private func books() throws -> Program {
    let template = try CutTemplate.prepared(.books)
    let books = try TestBooks.copy(of: template.database)
    _ = try books.as(login: template.administrator)
    return Program(books: books, login: template.administrator)
  }

  /// What goes back and is owed still is not decided again where it is paid.
  @Test func aReturnThatWasDecidedIsPaid() throws {
    let program = try books()
    let said = Program.words(of: "award return COND --amount 2.00 --date 2021-09-30 --reason Unspent")
    try #require(program.run(said).status == 0)
    let again = try program.run(said + ["--paid-from", "bank"])
    #expect(again.status == 4 && again.errors.contains("says that it goes back, and it is owed still"), "\(again)")
    let words = Program.words(of: String(again.errors.split(separator: "\n").last ?? "").trimmingCharacters(in: [" "]))
    try #require(words.first == "ledgerctl" && words.contains("--owed"), "\(again.errors)")
    #expect(try program.run(Array(words.dropFirst())).status == 0)
    #expect(try program("register", "--account", "2420", "--format", "csv").output.contains(",0.00"))
  }

  /// What was corrected since is named by what stands in its place, and what was recorded under another key by its entry.
  @Test func whatStandsIsNamed() throws {
    let program = try books()
    let said = Program.words(
      of: "expense add --award YOUTH --line food --amount 61.00 --payee shop --service-date 2021-09-03 --paid-from bank"
    )
    let first = try program.run(said)
    let number = try #require(Int(first.output.drop { !$0.isNumber }.prefix { $0.isNumber }))
    try #require(program.run(["correct", "\(number)", "--memo", "Brushes", "--reason", "Memo"]).status == 0)
    let again = try program.run(said)
    #expect(again.status == 4 && again.errors.contains("entry \(number + 2) stands in its place"), "\(again)")
    #expect(again.errors.contains("where it happened twice"), "\(again)")
    let right = try program.run(said + ["--memo", "Brushes"])
    #expect(right.status == 4 && right.errors.contains("entry \(number + 2) of 2021-09-03 says the same"), "\(right)")
    // Under a key of its own.
    let keyed = said.map { $0 == "61.00" ? "62.00" : $0 }
    try #require(program.run(keyed + ["--key", "mine"]).status == 0)
    let unkeyed = try program.run(keyed)
    #expect(unkeyed.status == 4 && unkeyed.errors.contains("entry \(number + 3) of "), "\(unkeyed)")
  }

  /// What waits for a second person is known as what is recorded, and what was refused is said so, with words that propose it anew.
  @Test func whatWasRefusedIsNotTakenForWaiting() throws {
    let template = try CutTemplate.prepared(.approvals)
    let books = try TestBooks.copy(of: template.database)
    for login in [template.administrator, CutTemplate.second] { _ = try books.as(login: login) }
    let program = Program(books: books, login: template.administrator)
    let second = Program(books: books, login: CutTemplate.second)
    for command in [
      "prepay --award YOUTH --line food --amount 24.00 --payee shop --date 2021-09-01 --service-date 2021-09-01 --service-through 2021-10-31 --paid-from bank",
      "expense add --award YOUTH --line food --amount 7.77 --payee shop --service-date 2021-09-04 --paid-from bank",
    ] {
      let said = Program.words(of: command)
      let first = try program.run(said)
      try #require(first.status == 0 && first.output.contains("Proposal "), "\(first)")
      let number = try #require(first.output.split(separator: " ").dropFirst().first?.split(separator: ":").first)
      #expect(
        try program("approve", "show", String(number)).output.contains(
          command.hasPrefix("prepay") ? "24.00 to shop" : "7.77 to shop"))
      let waiting = try program.run(said)
      #expect(waiting.status == 4 && waiting.errors.contains("proposal \(number) of "), "\(waiting)")
      #expect(try second.run(["approve", "refuse", String(number), "--reason", "No"]).status == 0)
      let refused = try program.run(said)
      #expect(refused.status == 4 && refused.errors.contains("and it was refused"), "\(refused)")
      // Proposed anew, and once more: both are approved.
      for _ in 0..<2 {
        let again = try program.run(said)
        let words = Program.words(
          of: String(again.errors.split(separator: "\n").last ?? "").trimmingCharacters(in: [" "]))
        let anew = try program.run(Array(words.dropFirst()))
        try #require(anew.status == 0 && anew.output.contains("Proposal "), "\(again) \(anew)")
        let other = try #require(anew.output.split(separator: " ").dropFirst().first?.split(separator: ":").first)
        let given = try second.run(["approve", "give", String(other)])
        #expect(given.status == 0, "\(given)")
      }
    }
    #expect(try program("check").output.hasPrefix("Sound"))
  }

  /// The words with those options instead.
  static func changed(_ words: [String], by others: [String]) -> [String] {
    let dropped = Set(
      others.filter { $0.hasPrefix("--") } + others.filter { $0.hasPrefix("~") }.map { "--" + $0.dropFirst() })
    var kept: [String] = []
    var skips = false
    for word in words {
      if word.hasPrefix("--") { skips = dropped.contains(word) }
      if !skips { kept.append(word) }
    }
    return kept + others.filter { !$0.hasPrefix("~") }
  }
}
