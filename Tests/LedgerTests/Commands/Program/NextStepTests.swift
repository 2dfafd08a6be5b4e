import Foundation
import Testing

@testable import Ledger

/// What refusals say to do next: acts with what is known of them, in the schema; commands in the program; sentences in SQL.
@Suite struct NextStepTests {
  private static let nowhere = Program(environment: [:])

  /// The fields of every command that there is, by its words.
  private static let commands: Result<[[String]: Set<String>], any Error> = Result {
    let dump = try nowhere.run(["--experimental-dump-help"]).output
    let tool = try JSONSerialization.jsonObject(with: Data(dump.utf8)) as? [String: Any]
    var found: [[String]: Set<String>] = [:]
    func collect(_ command: [String: Any], _ path: [String]) {
      for child in command["subcommands"] as? [[String: Any]] ?? [] {
        collect(child, path + [child["commandName"] as? String ?? ""])
      }
      let arguments = command["arguments"] as? [[String: Any]] ?? []
      found[path] = Set(
        arguments.flatMap { argument in
          let names = (argument["names"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
          return names.isEmpty ? [argument["valueName"] as? String ?? ""] : names
        })
    }
    collect(tool?["command"] as? [String: Any] ?? [:], [])
    return found
  }

  private func expectCommands(_ steps: [NextStep]) throws -> Int {
    let commands = try Self.commands.get()
    let acts = steps.flatMap(\.parts).compactMap { if case .act(let act) = $0 { act } else { nil } }
    for act in acts {
      let fields = try #require(commands[act.words], "\(act)")
      // "%s" are fields that a function puts together.
      #expect(Set(act.fields.keys).subtracting(fields).subtracting(["%s"]).isEmpty, "\(act)")
    }
    return acts.count
  }

  /// Of every rule and every constraint.
  @Test func actsOfTheSchemaAreCommands() throws {
    let steps = try TestBooks.copy().asInstaller().execute(
      """
      select ledger.next_step_parts(next_step) as x from ledger.rule
      union all
      select ledger.next_step_parts(d.description)
      from pg_description d
      join pg_constraint c on c.oid = d.objoid and c.connamespace = 'ledger'::regnamespace
      union all
      select ledger.next_step_parts(d.description)
      from pg_description d
      join pg_class c on c.oid = d.objoid and c.relkind = 'i' and c.relnamespace = 'ledger'::regnamespace
      """
    ).map { try $0.nextStep("x") }
    #expect(try expectCommands(steps) > 100)
  }

  /// Where the schema's functions name an act, they name it as data: its words are those of a command, its fields those that it takes.
  @Test func actsOfFunctionsAreCommands() throws {
    let found = try Repository.paths(in: "sql/functions", ending: ".sql").flatMap { path in
      try Repository.text(path).matches(of: /\{[a-z][a-z -]*(?:: [^{}]*)?\}/).map { String($0.output) }
    }
    let steps = try TestBooks.copy().asInstaller().execute(
      "select ledger.next_step_parts(x) as x from unnest(\(found)::text[]) x"
    ).map { try $0.nextStep("x") }
    #expect(try expectCommands(steps) > 90)
  }

  /// No text of the schema that people read is a command of a shell.
  @Test func noTextOfTheSchemaIsForAShell() throws {
    for path in try Repository.paths(in: "sql", ending: ".sql") {
      for line in try Repository.text(path).split(separator: "\n") where line.contains(/ledgerctl [a-z]+ [a-z]/) {
        // Of a view it is said which command writes it.
        #expect(line.contains("Also what \"ledgerctl export journal\" writes."), "\(path): \(line)")
      }
    }
  }

  @Test func psqlReadsASentenceAndData() throws {
    let sample = try SampleBooks.copy()
    let recorder = try sample.as(.recorder)
    let refused = try #require(throws: DatabaseError.self) {
      _ = try recorder.execute("select 1 / 0")
    }
    #expect(refused.nextStep == nil)
    let parts = try recorder.execute(
      """
      select ledger.next_step_parts('Undo it: {undo: entry=12, reason}, or see {entry list}.')::text as parts,
        ledger.in_words(ledger.next_step_parts('Undo it: {undo: entry=12, reason}, or see {entry list}.')) as words,
        ledger.in_words(ledger.next_step_parts('See {award show: award}.', '{"award": "SITE-A", "entry": 3}')) as known,
        ledger.in_words(ledger.next_step_parts('See {award show: award=B}.', '{"award": "SITE-A"}')) as said
      """)
    try parts.only { row throws in
      #expect(
        try NextStep(parts: row.text("parts"))?.parts == [
          .words("Undo it: "),
          .act(NextStep.NamedAct(words: ["undo"], fields: ["entry": "12", "reason": nil])), .words(", or see "),
          .act(NextStep.NamedAct(words: ["entry", "list"], fields: [:])), .words("."),
        ])
      #expect(try row.text("words") == "Undo it: \"undo\" (entry 12, reason), or see \"entry list\".")
      #expect(try row.text("known") == "See \"award show\" (award SITE-A).")
      #expect(try row.text("said") == "See \"award show\" (award B).")
    }
  }

  /// The detail of a refusal is read by the library, and the program prints the command, with what it was given itself.
  @Test func theProgramPrintsTheCommand() throws {
    let books = try GrantBooks.copy()
    let recorder = try books.sample.as(.recorder)
    let refused = try #require(throws: DatabaseError.self) {
      try recorder.script(
        "select ledger.add_commitment(1, 'OPEN', 'supplies', 'acme', 100, '2030-01-01', null, 'x', null, 'late')")
    }
    #expect(refused.sqlState?.rawValue == "LA001", "\(refused)")
    #expect(refused.hint?.contains("\"award extend\" (") == true && refused.hint?.contains("ledgerctl") == false)
    let act = refused.nextStep?.parts.compactMap { if case .act(let act) = $0 { act } else { nil } }.first
    #expect(act?.words == ["award", "extend"] && act?.fields == ["award": "OPEN", "through": nil])
    let program = Program(books: books.sample.books, login: SampleLogin.recorder.rawValue)
    let told = try program.run([
      "commitment", "add", "OPEN", "--line", "supplies", "--amount", "1.00", "--payee", "acme", "--date", "2030-01-01",
      "--for", "x",
    ])
    #expect(told.errors.contains("\"ledgerctl award extend OPEN --through ..."), "\(told.errors)")
  }
}
