import ArgumentParser
import Ledger
import Reports

struct TasksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tasks", abstract: "How things are done: \"ledgerctl help pay a card bill\".",
    discussion: """
      Without words, all tasks; with some, the commands for what fits them best. Where no task fits them all, the nearest, and which of
      the words no task knows. Capital letters in a command stand for what you fill in; ORG may be left out where the books hold one
      organization.
      """)
  @Argument(help: "What you want to do, in your words.") var words: [String] = []

  func run() throws {
    let (found, isHere, unknown) = Task.matching(words)
    let asked = VisibleText.quoted(words.joined(separator: " "))
    guard !found.isEmpty else {
      throw Refusal(
        "no task is about \(asked)",
        nextStep: "\"ledgerctl help tasks\" lists all; \"ledgerctl --help\" lists the commands")
    }
    if !isHere {
      let strange = unknown.map { VisibleText.quoted($0) }.joined(separator: ", ")
      print(
        "Not here: no task is about \(asked)\(unknown.isEmpty ? "" : "; help does not know \(strange)"). The nearest:\n"
      )
    }
    if words.isEmpty || found.count > 3 { return Console.write(Self.list(found)) }
    Console.write(found.map(Self.page).joined(separator: "\n"))
  }

  private static func list(_ tasks: [Task]) -> String {
    Statement.list(
      "How things are done",
      [StatementColumn("task", "Task", .text), StatementColumn("commands", "Commands", .text, wraps: true)],
      tasks.map { [.text($0.title), .text($0.verbs.joined(separator: ", "))] }, empty: ""
    ).adding(notes: ["With examples: ledgerctl help and some words of a task, as \"ledgerctl help void a check\"."])
      .render(.table, width: Console.width)
  }

  /// Commands are never broken into lines, so that they can be copied.
  private static func page(_ task: Task) -> String {
    (["\(task.title)", ""] + (task.about.isEmpty ? [] : [task.about, ""]) + task.commands.map { "  \($0)" })
      .joined(separator: "\n") + "\n"
  }
}

extension Ledgerctl {
  /// The words with which `help` is asked, as a command: of tasks and codes, which the parser's own help does not know.
  static func withoutHelp(_ words: [String]) -> [String] {
    guard words.first == "help", let topic = words.dropFirst().first, !topic.hasPrefix("-") else { return words }
    if ["errors", "tasks"].contains(topic) { return Array(words.dropFirst()) }
    // Words that lead to a command are the parser's; those of a task may begin like a command, as in "find an entry".
    var command: any ParsableCommand.Type = self
    for word in words.dropFirst() where !word.hasPrefix("-") {
      guard let next = command.configuration.subcommands.first(where: { $0.configuration.commandName == word }) else {
        return ["tasks"] + words.dropFirst()
      }
      command = next
    }
    return words
  }
}
