import Foundation
import Testing

@testable import Ledger

/// The week of July in the sample books: the commands of its script, and the same week typed at a terminal by somebody who gives only what
/// no prompt asks for.
@Suite struct SampleWeekTests {
  private static let org = "learn-to-earn-dayton"
  private static let folder = Repository.root.appending(path: "Examples/together-for-students")

  /// What a prompt asks for, in the order of asking.
  private static let prompts: [(command: [String], asked: [(option: String, prompt: String)])] = [
    (
      ["bill", "add"],
      cost + [
        ("--number", "Number of the invoice"), ("--due", "Day it is to be paid by"), ("--memo", "What it was for"),
      ]
    ),
    (
      ["expense", "add"],
      cost + [("--paid-from", "Paid from"), ("--staff", "Which member of staff"), ("--memo", "What it was for")]
    ),
    (
      ["payment", "add"],
      [
        ("--bill", "Which bill"), ("--date", "Day it is paid"), ("--method", "How"),
        ("--number", "Number of the check"),
      ]
    ),
    (["payment", "void"], [("--reason", "Why"), ("--date", "Day it is void")]),
    (
      ["mileage", "add"],
      [
        ("--unrestricted", "Which award bears it"), ("--account", "Which account"), ("--miles", "Miles"),
        ("--service-date", "Day of the drive"), ("--memo", "Where and what for"),
      ]
    ),
  ]
  private static let cost = [
    ("--unrestricted", "Which award bears it"), ("--account", "Which account"), ("--payee", "Who is paid"),
    ("--amount", "Amount"), ("--service-date", "Day of the service"),
  ]

  @Test func theSamplesWeekTypedIsItsWeekByFlags() throws {
    let week = try commands(from: "# A week of July", to: "# After the lost check")
    let approved = try commands(from: "run org approvals \"$org\"", to: "for proposal in")
    #expect(week.count == 10 && approved.count == 3)
    let (typed, flagged) = (try Office("week_typed"), try Office("week_flagged"))
    for command in week + approved {
      let outcome = try flagged.program.run(command)
      #expect(outcome.status == 0, "\(command): \(outcome.errors)")
      try type(command, typed.program)
      let difference = try typed.program.journal(of: Self.org).difference(from: flagged.program.journal(of: Self.org))
      #expect(difference.isEmpty, "\(command): \(difference)")
    }
    let before = try typed.program.journal(of: Self.org).count
    for office in [typed, flagged] {
      // What was shown before it was proposed has drawn numbers.
      let waiting = try office.second("approve", "list", "--org", Self.org, "--format", "csv").output.split(
        separator: "\n"
      ).dropFirst()
        .map { $0.split(separator: ",")[1] }
      #expect(waiting.count == 2)
      for number in waiting {
        let given = try office.second("approve", "give", String(number), "--org", Self.org, "--reason", "Invoice seen")
        #expect(given.status == 0, "\(given.errors)")
      }
    }
    let journals = try [typed, flagged].map { try $0.program.journal(of: Self.org) }
    let difference = journals[0].difference(from: journals[1]).map { "\($0)" }
    #expect(difference.isEmpty && journals[0].count == before + 4, "\(difference)")
    for statement in ["cash", "payables"] {
      let outputs = try [typed, flagged].map {
        try $0.program("statement", statement, "--org", Self.org, "--as-of", "2022-08-01").output
          .replacing(/\b[0-9]+\b/, with: "N")
      }
      #expect(outputs[0] == outputs[1])
    }
    for office in [typed, flagged] { #expect(try office.program("check").output.hasPrefix("Sound")) }
  }

  /// Types a command: begun with what is not asked for, answered from what it says; one that asks nothing is typed whole.
  private func type(_ command: [String], _ program: Program) throws {
    guard let (_, asked) = Self.prompts.first(where: { command.starts(with: $0.command) }) else {
      let terminal = try Terminal(program, command)
      #expect(terminal.end() == 0, "\(command): \(terminal.screen)")
      return
    }
    var begun = command
    var answers: [(prompt: String, answer: String)] = []
    for (option, prompt) in asked {
      if let index = begun.firstIndex(of: option) {
        let isFlag = option == "--unrestricted"
        answers.append((prompt, isFlag ? "unrestricted" : begun[index + 1]))
        begun.removeSubrange(index...(isFlag ? index : index + 1))
      } else if option == "--due" {
        answers.append((prompt, ""))
      }
    }
    let terminal = try Terminal(program, begun)
    let isRepeated =
      [["expense", "add"], ["bill", "add"]].contains { begun.starts(with: $0) } && !begun.contains("--key")
    for (prompt, answer) in answers + [("Record it?", "yes")] + (isRepeated ? [("Another one?", "")] : []) {
      #expect(terminal.answer(prompt, answer), "\(begun): waiting for \(prompt)\n\(terminal.screen)")
    }
    #expect(terminal.end() == 0, "\(begun): \(terminal.screen)")
  }

  /// The commands of a part of the sample's script, as words.
  private func commands(from first: String, to last: String) throws -> [[String]] {
    let script = try String(contentsOf: Self.folder.appending(path: "load"), encoding: .utf8)
    let start = try #require(script.range(of: first)?.lowerBound)
    let end = try #require(script.range(of: last, range: start..<script.endIndex)?.lowerBound)
    let lines = script[start..<end].replacing(/(\\|\|\|)\n */, with: " ").split(separator: "\n")
    return lines.compactMap { line in
      line.range(of: "run ").map {
        Program.words(of: String(line[$0.upperBound...]).replacing("\"$org\"", with: Self.org))
      }
    }
  }

  /// Books of Dayton with its payees and its opening balance, the one who keeps them, and a second person.
  private struct Office {
    let program: Program
    let second: Program

    init(_ login: String) throws {
      let (program, books, _) = try Program.withBooks()
      self.program = program
      try program("org", "add", SampleWeekTests.org, "Learn to Earn Dayton", "--fiscal-year-start", "1")
      try program(
        "party", "import", SampleWeekTests.folder.appending(path: "parties-\(SampleWeekTests.org).csv").path, "--org",
        SampleWeekTests.org)
      let opening = "account,fund,class,debit,credit\n1010,general,,9650.00,\n3010,general,without,,9650.00\n"
      try program(
        "opening", "import", try temporaryFile(Array(opening.utf8)), "--org", SampleWeekTests.org, "--date",
        "2022-06-30")
      _ = try books.as(login: login, roles: ["ledger_approver"])
      let installer = Books(try books.asInstaller())
      try installer.grant(.approver, to: login, in: .organization(try installer.organization(SampleWeekTests.org)))
      second = Program(books: books, login: login)
    }
  }
}
