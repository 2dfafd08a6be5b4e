import Foundation
import Synchronization
import Testing

@testable import Ledger

/// Every figure that the statements print of the sample books, on twelve days, is the one recorded in Tests/LedgerTests/Figures.
///
/// LEDGER_RECORD_FIGURES=1 writes the files anew, and the test fails so that nothing passes by recording. Cells that changed on purpose
/// are listed in differences.md of that folder.
@Suite struct SampleFiguresTests {
  private static let folder = Repository.root.appending(path: "Tests/LedgerTests/Figures")
  private static let differencesFile = "differences.md"
  private static let isRecording = ProcessInfo.processInfo.environment["LEDGER_RECORD_FIGURES"] == "1"

  private static let awards: [(award: String, org: String)] = [
    ("TFS-CHICAGO", "thrive-chicago"), ("TFS-DAYTON", "learn-to-earn-dayton"),
    ("TFS-LEHIGH", "lehigh-valley-reads"), ("TFS-MEMPHIS", "cis-memphis"),
  ]

  private static let days = [
    "2021-07-26",  // The first money of three awards is in, the fourth is still owed; nothing is spent.
    "2021-09-30",  // Quarter end: indirect costs charged and not settled, the first condition met.
    "2021-10-15",  // Mid-month, the day after the settlement.
    "2021-12-31",  // Fiscal year end of Dayton, quarter end; gift cards on hand.
    "2022-01-20",  // Mid-month: swapped digits reversed and posted again, second money half in.
    "2022-03-31",  // Quarter end: revision, refund, interest, a shared cost.
    "2022-05-23",  // Mid-month: three commitments open, the extension approved.
    "2022-06-30",  // Fiscal year end of the others and end of the term; Memphis closes the year.
    "2022-07-14",  // Mid-month: check void and written again, staff owed, money not yet returned.
    "2022-07-31",  // Month end: a cost accrued, what is left returned.
    "2022-08-31",  // End of the extended term; the award of Memphis is closed.
    "2022-12-31",  // Fiscal year end of Dayton after quiet months; what is owed is long past due.
  ]

  /// A file, and the commands whose output it holds. ORG and AWARD stand for each of the four, AWARDS for all of them, DAY for each day,
  /// FROM for the day 45 days before it. None has --as-recorded: what a seal holds depends on when it was made.
  private struct File {
    let name: String
    /// Commands that print one statement.
    var single: [String] = []
    /// Commands that print a statement for each award or organization, by its code; one process is faster than four.
    var ofAll: [String] = []

    var format: String { name.hasSuffix(".csv") ? "csv" : "markdown" }
  }

  private static let files: [File] = [
    File(
      name: "budget.csv",
      // Alone, as beside others the columns are the fiscal years of the first award's organization.
      single: ["statement budget TFS-DAYTON --as-of DAY --by year"],
      ofAll: [
        "statement budget AWARDS --as-of DAY", "statement budget AWARDS --as-of DAY --by month",
        "statement budget AWARDS --as-of DAY --by quarter", "statement budget AWARDS --as-of DAY --by year",
        "statement budget AWARDS --as-of DAY --brief", "statement budget AWARDS --as-of DAY --budget-version 1",
        "statement budget AWARDS --from FROM --to DAY", "statement budget AWARDS --from FROM --to DAY --by month",
      ]),
    File(
      name: "budget-consolidated.csv",
      single: [
        "statement budget --consolidated --as-of DAY", "statement budget --consolidated --as-of DAY --by quarter",
        "statement budget --consolidated --as-of DAY --by year",
        "statement budget --consolidated --as-of DAY --brief",
        "statement budget --consolidated --from FROM --to DAY",
      ]),
    // Facts and notes, which hold figures too and stand in no CSV.
    File(
      name: "budget-notes.txt", single: ["statement budget --consolidated --as-of DAY"],
      ofAll: ["statement budget AWARDS --as-of DAY"]),
    // Of all organizations at once; the options that leave some out are tried with one.
    File(
      name: "trial-balance.csv",
      single: [
        "statement trial-balance --as-of DAY", "statement trial-balance --as-of DAY --by fund",
        "statement trial-balance --org cis-memphis --as-of DAY",
        "statement trial-balance --org cis-memphis --fund TFS-MEMPHIS --as-of DAY",
      ]),
    File(
      name: "activities.csv",
      ofAll: [
        "statement activities --as-of DAY", "statement activities --as-of DAY --by fund",
        "statement activities --as-of DAY --by function", "statement activities --from FROM --to DAY",
      ]),
    File(
      name: "position.csv",
      ofAll: ["statement position --as-of DAY", "statement position --as-of DAY --by fund"]),
    File(name: "award-schedule.csv", ofAll: ["statement award-schedule --as-of DAY"]),
    File(name: "payables.csv", single: ["statement payables --org ORG --as-of DAY"]),
    File(
      name: "cash.csv",
      single: [
        "statement cash --org ORG --as-of DAY", "statement cash --org learn-to-earn-dayton --from FROM --to DAY",
      ]),
    // No statement that people sign, but figures by the day that no other has.
    File(name: "indirect.csv", single: ["indirect show AWARD --through DAY"]),
  ]

  @Test func everyStatementOfTheSampleIsTheOneRecorded() throws {
    let (program, cluster) = try Program.withLocalBooks()
    defer { cluster.destroy() }
    let load = Repository.root.appending(path: "Examples/together-for-students/load").path
    let loaded = try program.run([load], executable: "/bin/sh")
    try #require(loaded.status == 0, "\(loaded.errors)")
    try everyKindOfStatementIsAsked(program)

    let commands = try Self.files.map(Self.commands)
    var printed = try Self.print(commands.flatMap { $0 }, program)
    for (file, commands) in zip(Self.files, commands) {
      let figures = RecordedFigures(sections: printed.prefix(commands.count).flatMap { $0 })
      printed.removeFirst(commands.count)
      let path = Self.folder.appending(path: file.name)
      if Self.isRecording {
        try figures.text.write(to: path, atomically: true, encoding: .utf8)
      } else {
        let recorded = RecordedFigures((try? String(contentsOf: path, encoding: .utf8)) ?? "")
        Self.report(recorded.differences(from: figures), in: file.name)
      }
    }
    if Self.isRecording {
      Issue.record("The figures were recorded, not compared: LEDGER_RECORD_FIGURES is set. Run again without it.")
    }
    try aCentIsNoticed(program)
  }

  /// A cent that moves is noticed in every file, and said with its statement, its day and both lines.
  @Test(arguments: files.map(\.name)) func aCentMovedInAFileIsNoticed(name: String) throws {
    let recorded = RecordedFigures(try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8))
    #expect(recorded.differences(from: recorded).isEmpty)
    #expect(RecordedFigures(recorded.text) == recorded)
    let place = try #require(
      recorded.sections.indices.last { recorded.sections[$0].lines.contains { $0.contains(/[0-9]\.[0-9][0-9]/) } })
    let row = try #require(recorded.sections[place].lines.lastIndex { $0.contains(/[0-9]\.[0-9][0-9]/) })
    let line = recorded.sections[place].lines[row]
    var printed = recorded
    printed.sections[place].lines[row] = line.replacing(/([0-9]\.[0-9])([0-9])/, maxReplacements: 1) { match in
      "\(match.1)\(match.2 == "9" ? "8" : "9")"
    }
    let expected = """
      \(recorded.sections[place].title)
        recorded: \(line)
        printed:  \(printed.sections[place].lines[row])
      """
    #expect(recorded.differences(from: printed) == [expected])
    #expect(Self.days.contains { expected.contains($0) })

    printed = recorded
    printed.sections[place].lines.remove(at: row)
    #expect(
      recorded.differences(from: printed) == ["\(recorded.sections[place].title)\n  recorded: \(line)"])
    printed = recorded
    printed.sections.remove(at: place)
    #expect(recorded.differences(from: printed).first?.hasSuffix("is recorded and was not printed") == true)
    #expect(printed.differences(from: recorded).first?.hasSuffix("is printed and was not recorded") == true)
  }

  /// Each file of the folder is one that is compared, and holds exactly the statements that are asked.
  @Test func theFolderHoldsWhatIsCompared() throws {
    let found = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(Set(found) == Set(Self.files.map(\.name) + [Self.differencesFile]))
    #expect(Set(Self.days).count == 12)
    for file in Self.files {
      let recorded = RecordedFigures(
        try String(contentsOf: Self.folder.appending(path: file.name), encoding: .utf8))
      #expect(try recorded.sections.map(\.title) == Self.commands(file).flatMap(\.titles))
      #expect(recorded.sections.allSatisfy { !$0.lines.isEmpty })
    }
  }

  /// Each cell that is listed as changed on purpose names a statement and a day that are compared, and says everything.
  @Test func theListOfDifferencesIsWhole() throws {
    let text = try String(contentsOf: Self.folder.appending(path: Self.differencesFile), encoding: .utf8)
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("|") }
      .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
    try #require(rows.count >= 2 && rows[0] == ["statement", "day", "cell", "was", "is", "why"])
    let statements = Self.files.map { $0.name.prefix { $0 != "." } }
    for row in rows.dropFirst(2) {
      #expect(row.count == 6 && !row.contains(""), "\(row)")
      #expect(statements.contains { $0 == row[0] }, "\(row)")
      #expect(row.count > 1 && Self.days.contains(row[1]), "\(row)")
    }
  }

  /// What is asked for on one day, and whose statements it prints where it prints those of all.
  private struct Command {
    let text: String
    let parts: [String]
    /// What the sections of the file are headed by.
    var titles: [String] { parts.isEmpty ? [text] : parts.map { "\($0): \(text)" } }
  }

  /// Why a command printed nothing to compare.
  private struct Unprinted: Error { let reason: String }

  /// The commands of a file: the first of its templates for every award and day, then the second.
  private static func commands(_ file: File) throws -> [Command] {
    let templates = file.ofAll.map { ($0, true) } + file.single.map { ($0, false) }
    return try templates.flatMap { template, isOfAll in
      let isOfOne = template.contains(" AWARD ") || template.contains(" ORG ")
      return try (isOfOne ? awards : [awards[0]]).flatMap { whose in
        try days.map { day in
          let from = try Day(parsing: day).adding(days: -45).description
          let words = template.split(separator: " ").map { word in
            switch word {
            case "DAY": day
            case "FROM": from
            case "AWARDS": awards.map(\.award).joined(separator: " ")
            case "AWARD": whose.award
            case "ORG": whose.org
            default: String(word)
            }
          }
          let parts = template.contains(" AWARDS ") ? awards.map(\.award) : awards.map(\.org).sorted()
          let text = "ledgerctl \(words.joined(separator: " ")) --format \(file.format)"
          return Command(text: text, parts: isOfAll ? parts : [])
        }
      }
    }
  }

  /// What the commands print, asked by two threads.
  private static func print(_ commands: [Command], _ program: Program) throws -> [[RecordedFigures.Section]] {
    let found = Mutex([[RecordedFigures.Section]](repeating: [], count: commands.count))
    let failures = Mutex([String]())
    let next = Mutex(0)
    let works = (0..<2).map { _ in
      inThread {
        while true {
          let index = next.withLock { index in
            defer { index += 1 }
            return index
          }
          guard index < commands.count else { return }
          do {
            let sections = try print(commands[index], program)
            found.withLock { $0[index] = sections }
          } catch {
            failures.withLock { $0.append("\(error)") }
          }
        }
      }
    }
    for work in works { work.wait() }
    let failed = failures.withLock { $0 }
    try #require(failed.isEmpty, "\(failed.count) commands failed: \(failed.prefix(3))")
    return found.withLock { $0 }
  }

  private static func print(_ command: Command, _ program: Program) throws -> [RecordedFigures.Section] {
    let outcome = try program.run(command.text.split(separator: " ").dropFirst().map(String.init))
    guard outcome.status == 0 else { throw Unprinted(reason: "\(command.text): \(outcome.errors)") }
    let isMarkdown = command.text.hasSuffix("markdown")
    let parts =
      command.parts.isEmpty
      ? [outcome.output]
      : isMarkdown ? outcome.output.components(separatedBy: "\n# ") : Self.byPart(outcome.output)
    guard parts.count == command.titles.count else {
      throw Unprinted(reason: "\(command.text) prints \(parts.count) statements")
    }
    return zip(command.titles, parts).map { title, part in
      let lines = part.split(separator: "\n").map(String.init)
      return RecordedFigures.Section(title: title, lines: isMarkdown ? figuresOfNotes(lines) : figures(lines))
    }
  }

  /// The rows of each organization or, of budgets, of each award, under the titles of their table.
  private static func byPart(_ text: String) -> [String] {
    text.components(separatedBy: "\n\n").flatMap { table -> [String] in
      let lines = table.split(separator: "\n").map(String.init)
      let titles = fields(lines[0])
      let place = titles.firstIndex(
        of: fields(lines[1])[titles.firstIndex(of: "statement")!] == "budget" ? "award" : "organization")!
      var parts: [(code: String, lines: [String])] = []
      for line in lines.dropFirst() {
        let code = fields(line)[place]
        if parts.last?.code != code { parts.append((code, [lines[0]])) }
        parts[parts.count - 1].lines.append(line)
      }
      return parts.map { $0.lines.joined(separator: "\n") }
    }
  }

  /// The fields of a line as they are written.
  private static func fields(_ line: String) -> [String] {
    var (found, isQuoted) = ([""], false)
    for character in line {
      if character == "\"" { isQuoted.toggle() }
      if character == ",", !isQuoted { found.append("") } else { found[found.count - 1].append(character) }
    }
    return found
  }

  /// The facts and notes without their table, which the CSV has. How many entries there are and who keeps the books are no figures.
  private static func figuresOfNotes(_ lines: [String]) -> [String] {
    lines.filter {
      $0.hasPrefix("- ") && !$0.hasPrefix("- **Recorded through:**") && !$0.hasPrefix("- One login alone keeps")
    }
  }

  /// The lines of a CSV. Of payables, without the numbers of entries: they are no figures, and depend on the order of loading.
  private static func figures(_ lines: [String]) -> [String] {
    guard lines.first?.hasPrefix("kind,Payee,Entry,") == true else { return lines }
    return lines.map { line in line.replacing(/^(detail,(?:"[^"]*"|[^,"]*),)[0-9]+,/) { "\($0.1)," } }
  }

  private static func report(_ differences: [String], in file: String) {
    guard !differences.isEmpty else { return }
    let rest = differences.count - 4
    Issue.record(
      """
      Tests/LedgerTests/Figures/\(file): statements that differ: \(differences.count). Where that is meant, record them anew with \
      LEDGER_RECORD_FIGURES=1 and list each cell in \(differencesFile).
      \(differences.prefix(4).joined(separator: "\n"))\(rest > 0 ? "\nand more statements: \(rest)" : "")
      """)
  }

  /// A statement that the program offers and that no file holds would go unseen.
  private func everyKindOfStatementIsAsked(_ program: Program) throws {
    let help = try program("statement", "--help").output
    let listed = try #require(help.components(separatedBy: "SUBCOMMANDS:\n").last).split(separator: "\n")
      .prefix { $0.hasPrefix("  ") }.compactMap { line in
        line.wholeMatch(of: /[ ]{2}([a-z-]+)(?: .*)?/).map { String($0.1) }
      }
    #expect(listed.count >= 7, "\(help)")
    let asked: [String] = Self.files.flatMap { $0.single + $0.ofAll }
    for kind in listed { #expect(asked.contains { $0.hasPrefix("statement \(kind) ") }, "\(kind) is not compared") }
  }

  /// One cent recorded last is seen in the statements of its day and those after it, and in none before it.
  private func aCentIsNoticed(_ program: Program) throws {
    let commands = ["2022-07-31", "2022-08-31", "2022-12-31"].flatMap { day in
      ["trial-balance", "position", "cash"].map { kind in
        Command(text: "ledgerctl statement \(kind) --org thrive-chicago --as-of \(day) --format csv", parts: [])
      }
    }
    let before = RecordedFigures(sections: try Self.print(commands, program).flatMap { $0 })
    let posted = try program(
      "entry", "post", "--org", "thrive-chicago", "--date", "2022-08-30", "--description", "A cent", "--key", "a-cent",
      "--line", "1010 0.01", "--line", "5490 -0.01 class=without")
    try #require(posted.status == 0, "\(posted.errors)")
    let after = RecordedFigures(sections: try Self.print(commands, program).flatMap { $0 })
    let differences = before.differences(from: after)
    #expect(differences.count == 6 && !differences.contains { $0.contains("2022-07-31") }, "\(differences)")
  }
}
