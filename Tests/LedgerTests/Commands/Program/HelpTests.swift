import Foundation
import Testing

@testable import Ledger

/// Help by task, and completions: what they say must be what the commands take and what the books hold.
@Suite struct HelpTests {
  /// Books that cannot be reached: a command whose words are right fails with 5, or 1 for a file that is not there, never with 2.
  private static let nowhere = Program(environment: ["LEDGER_BOOKS": "host=/nonexistent"])

  static let titles: [String] = {
    guard let listed = try? nowhere.run(["help", "tasks"]).output else { return [] }
    return listed.split(separator: "\n").drop { !$0.hasPrefix("─") }.dropFirst().compactMap { line in
      let title = line.prefix { $0 != "\u{0}" }.components(separatedBy: "  ")[0]
      return title.isEmpty || title.hasPrefix("•") ? nil : title
    }
  }()

  @Test func everyTaskIsListed() { #expect(Self.titles.count >= 30, "\(Self.titles)") }

  @Test(arguments: titles) func everyCommandOfATaskIsOneThatThereIs(title: String) throws {
    let page = try Self.nowhere.run(["help"] + title.lowercased().split(separator: " ").map(String.init)).output
    #expect(page.hasPrefix(title + "\n"), "\(title): \(page)")
    let commands = page.split(separator: "\n").filter { $0.hasPrefix("  ledgerctl ") }
    #expect(!commands.isEmpty)
    for command in commands {
      let words = Program.words(of: String(command.dropFirst("  ledgerctl ".count)))
      let ran = try Self.nowhere.run(words)
      #expect(ran.status != 2, "\(command): \(ran.errors)")
      if ran.status == 0 { #expect(words.contains("tasks"), "\(command) did something without books") }
    }
  }

  @Test func helpTakesWordsAndSaysWhenItKnowsNone() throws {
    #expect(try Self.nowhere.run(["help", "how", "do", "I", "reimburse", "mileage"]).output.contains("mileage add"))
    #expect(try Self.nowhere.run(["help", "expense"]).output.contains("USAGE: ledgerctl expense"))
    #expect(try Self.nowhere.run(["help", "expense", "add"]).output.contains("--service-date"))
    #expect(
      try Self.nowhere.run(["help"]).output.contains("SUBCOMMANDS")
        || Self.nowhere.run(["help"]).output.contains("USAGE"))
    #expect(
      try Self.nowhere.run(["help", "increase", "the", "amount", "of", "an", "award"]).output.hasPrefix(
        "Record more money or more time for an award\n"))
    #expect(try Self.nowhere.run(["help", "bank"]).output.hasPrefix("Compare the books with the bank\n"))
    let unknown = try Self.nowhere.run(["help", "frobnicate"])
    #expect(unknown.status == 1 && unknown.errors.contains("help tasks"), "\(unknown)")
  }

  /// What is not there is said to be not there, with the words that no task knows, and the nearest.
  @Test func helpSaysWhatIsNotThere() throws {
    let print = try Self.nowhere.run(["help", "print", "a", "check"]).output
    #expect(
      print.hasPrefix("Not here: no task is about ‹print a check›; help does not know ‹print›. The nearest:\n\n"),
      "\(print)")
    #expect(print.contains("Void a check"), "\(print)")
    // Its words are known, of different tasks.
    let void = try Self.nowhere.run(["help", "void", "a", "budget"]).output
    #expect(void.hasPrefix("Not here: no task is about ‹void a budget›. The nearest:\n\n"), "\(void)")
    for (asked, title) in [
      ("reconcile the bank", "Compare the books with the bank"), ("how do I pay a card bill?", "Pay a card bill"),
      ("settle indirect costs", "Charge indirect costs"),
    ] {
      let page = try Self.nowhere.run(["help"] + asked.split(separator: " ").map(String.init)).output
      #expect(page.hasPrefix(title + "\n"), "\(asked): \(page)")
    }
  }

  @Test func shellsAreOfferedTheCodesOfTheBooks() throws {
    let (program, copy, login) = try Program.withBooks()
    try program.addAward()
    let books = Books(try copy.as(login: login, roles: []))
    let site = try books.organization("site")
    func offered(_ command: [String], _ option: String, _ typed: String...) throws -> [String] {
      let line = ["ledgerctl"] + command + typed
      let words =
        ["---completion"] + command + ["--", option, "\(line.count - 1)", "\(typed.last?.utf8.count ?? 0)"] + line
      let ran = try program.run(words)
      #expect(ran.status == 0, "\(ran)")
      return ran.output.split(separator: "\n").map(String.init)
    }
    let award = try books.award("YOUTH")
    #expect(try offered(["expense", "add"], "--award", "--award", "") == ["YOUTH"])
    #expect(try offered(["expense", "add"], "--award", "--award", "YO") == ["YOUTH"])
    #expect(try offered(["expense", "add"], "--award", "--award", "X").isEmpty)
    #expect(
      try offered(["expense", "add"], "--line", "--award", "YOUTH", "--line", "") == award.lines.map(\.code).sorted())
    #expect(try offered(["expense", "add"], "--line", "--award", "OTHER", "--line", "").isEmpty)
    #expect(
      try offered(["expense", "add"], "--payee", "--payee", "") == books.parties(of: site).map(\.code).sorted())
    #expect(try offered(["register"], "--fund", "--fund", "") == books.funds(of: site).map(\.code).sorted())
    #expect(try offered(["register"], "--account", "--account", "10").contains("1010"))
    #expect(try offered(["entry", "list"], "--org", "--org", "") == ["site"])
    // Books that are not there offer nothing, and print nothing into the command line.
    let silent = try Self.nowhere.run(
      ["---completion", "expense", "add", "--", "--award", "3", "0", "ledgerctl", "expense", "add", "--award", ""])
    #expect(silent.output == "\n" && silent.errors.isEmpty, "\(silent)")
  }

  @Test(arguments: ["bash", "zsh", "fish"]) func scriptsAskForCodes(shell: String) throws {
    let script = try Self.nowhere.run(["--generate-completion-script", shell])
    #expect(script.status == 0 && script.output.contains("---completion"), "\(script.errors)")
  }

  /// What the manual is made from.
  @Test func theManualCanBeMade() throws {
    let dump = try Self.nowhere.run(["--experimental-dump-help"])
    let tool = try JSONSerialization.jsonObject(with: Data(dump.output.utf8)) as? [String: Any]
    let command = tool?["command"] as? [String: Any]
    let names = (command?["subcommands"] as? [[String: Any]])?.compactMap { $0["commandName"] as? String } ?? []
    #expect(names.contains("handover") && names.contains("tasks") && names.count > 40, "\(names)")
  }
}
