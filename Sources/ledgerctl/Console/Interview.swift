import ArgumentParser
import Ledger

/// Asks, at a terminal, for what a command lacks, shows what it would record, and asks whether to.
///
/// The answers become the words of the command itself: what is typed here is recorded as the same words by flags would be, and they are
/// printed. Where nobody can answer, with --yes, or where nothing is missing, nothing is asked.
enum Interview {
  /// The words of a command, with the answers for what was missing. Ends the program where the person says no.
  static func completed(_ words: [String]) throws -> [String] {
    guard Console.isInteractive, !words.contains(where: { ["--yes", "-y", "--help", "-h", "--dry-run"].contains($0) }),
      let questions = Questions.of(words)
    else { return words }
    var answers = Answers(words, skipping: questions.command.count)
    let before = answers.words
    try answers.connection().open { books in
      for question in questions.list { try answer(question, &answers, books) }
    }
    guard answers.words != before else { return words }
    print("\nThis would be recorded:")
    var trial = try Ledgerctl.parseAsRoot(answers.words + ["--dry-run"])
    try trial.run()
    print("\nAs a command:\n  \(answers.command)\n")
    guard try Console.confirms("Record it?") else {
      throw Refusal(
        answers.hasAdded ? "nothing else was recorded" : "nothing was recorded",
        nextStep: "start again, or change the command above")
    }
    return answers.words
  }

  private static func answer(_ question: Question, _ answers: inout Answers, _ books: borrowing Books) throws {
    guard answers[question.option] == nil, try question.isAsked(answers, books) else { return }
    let choices = try question.choices?(answers, books) ?? []
    if question.choices != nil, choices.isEmpty, question.adding == nil {
      throw Refusal("there is nothing to choose from: \(question.text)", nextStep: "say it with \(question.option)")
    }
    let fallback = try question.fallback(answers, books)
    show(choices)
    let now = try question.now(answers, books).map { ", now \(VisibleText.escaped($0)) (empty: it was right)" } ?? ""
    while true {
      let typed = try Console.ask(question.text + now, fallback: fallback)
      if typed.isEmpty {
        if question.isOptional { return }
        print("  Something is needed here.")
        continue
      }
      let isListed =
        choices.contains { $0.code == typed } || Int(typed).map { choices.indices.contains($0 - 1) } == true
      let isThere = try !isListed && question.isThere?(typed, answers, books) == true
      if let value = try isThere ? typed : accepted(typed, question, choices) ?? added(typed, question, answers, books)
      {
        if !isThere, question.adding != nil, !choices.contains(where: { $0.code == value }) { answers.hasAdded = true }
        if value == question.word { return answers.add(flag: "--" + value) }
        return answers.add(question.option, value)
      }
    }
  }

  /// At most so many choices are listed; of more, a part of the name is asked for.
  private static let mostListed = 30

  private static func show(_ choices: [Choice]) {
    guard !choices.isEmpty else { return }
    guard choices.count <= mostListed else {
      return print("  \(choices.count) to choose from: type a code, or a part of the name.")
    }
    let width = choices.map { DisplayWidth.of($0.code) }.max() ?? 0
    for (index, choice) in choices.enumerated() {
      let code = choice.code + String(repeating: " ", count: width - DisplayWidth.of(choice.code))
      print("  \(index + 1 < 10 ? " " : "")\(index + 1)  \(code)  \(VisibleText.escaped(choice.about))")
    }
  }

  /// What was typed is not there, and may be added; nil where it is not.
  private static func added(
    _ typed: String, _ question: Question, _ answers: Answers, _ books: borrowing Books
  ) throws -> String? {
    guard let adding = question.adding,
      try question.choices?(answers, books).contains(where: { $0.has(typed) }) == false
    else { return nil }
    return try adding(typed, answers, books)
  }

  /// What was meant, or nil after saying why it is nothing.
  private static func accepted(_ typed: String, _ question: Question, _ choices: [Choice]) -> String? {
    if !choices.isEmpty {
      let same = choices.filter { $0.code.lowercased() == typed.trimmingSpaces.lowercased() }
      if let found = choices.first(where: { $0.code == typed }) ?? (same.count == 1 ? same[0] : nil) {
        return found.code
      }
      if let index = Int(typed), choices.indices.contains(index - 1), choices.count <= mostListed {
        return choices[index - 1].code
      }
      let near = choices.filter { $0.has(typed) }
      if near.count == 1 { return near[0].code }
      if near.isEmpty {
        let suggestion = Suggestion.nearest(to: typed, among: choices.map(\.code)).map { " Did you mean \($0)?" } ?? ""
        print("  There is no \(VisibleText.quoted(typed)).\(suggestion)")
      } else {
        print("  \(near.count) of them have \(VisibleText.quoted(typed)) in their name:")
        show(Array(near.prefix(mostListed)))
      }
      return nil
    }
    do {
      let value = try question.read(typed)
      if value != typed { print("  \(value)") }
      return value
    } catch let input as any InputError {
      print("  \(input.cause); \(input.nextStep)")
    } catch {
      print("  \(error)")
    }
    return nil
  }
}

/// One of the values that a question takes.
struct Choice {
  let code: String
  let about: String

  /// Whether what is typed is in its code or in what it is.
  func has(_ typed: String) -> Bool { "\(code) \(about)".lowercased().contains(typed.trimmingSpaces.lowercased()) }
}

/// A question of an interview: for an option, a flag, or the one argument of a command (an empty option).
struct Question: Sendable {
  let option: String
  let text: String
  /// The answer that sets a flag of its name, rather than the option.
  var word = ""
  var isOptional = false
  var choices: (@Sendable (Answers, borrowing Books) throws -> [Choice])?
  /// Whether what is typed is there though it is not listed; nil where all there is, is listed.
  var isThere: (@Sendable (String, Answers, borrowing Books) throws -> Bool)?
  /// Adds what is typed and not there, and gives its code; nil where the person declines.
  var adding: (@Sendable (String, Answers, borrowing Books) throws -> String?)?
  /// What is typed, as the option takes it.
  var read: @Sendable (String) throws -> String = { $0 }
  /// What is recorded, where it is asked what is right; an empty answer leaves it.
  var now: @Sendable (Answers, borrowing Books) throws -> String? = { _, _ in nil }
  var fallback: @Sendable (Answers, borrowing Books) throws -> String? = { _, _ in nil }
  var isAsked: @Sendable (Answers, borrowing Books) throws -> Bool = { _, _ in true }

  static func money(_ option: String, _ text: String) -> Question {
    Question(option: option, text: text, read: typedMoney)
  }

  @Sendable static func typedMoney(_ text: String) throws -> String { try Money(typed: text).description }
  @Sendable static func typedDay(_ text: String) throws -> String {
    try Day(typed: text, today: Console.today()).description
  }

  static func day(_ option: String, _ text: String) -> Question {
    Question(
      option: option, text: text, read: typedDay,
      fallback: { _, _ in try Console.today().description })
  }

  static func words(_ option: String, _ text: String, optional: Bool = false) -> Question {
    Question(option: option, text: text, isOptional: optional)
  }
}

/// The words of a command so far, by option.
struct Answers {
  private(set) var words: [String]
  /// Whether somebody was added on the way, who stays.
  var hasAdded = false
  private let argumentStart: Int

  init(_ words: [String], skipping count: Int) { (self.words, argumentStart) = (words, count) }

  /// The value of an option, an empty text for a flag that is set; of an empty option, the command's argument.
  subscript(_ option: String) -> String? {
    if option.isEmpty {
      return words.count > argumentStart && !words[argumentStart].hasPrefix("-") ? words[argumentStart] : nil
    }
    for (index, word) in words.enumerated() {
      if word == option { return index + 1 < words.count ? words[index + 1] : "" }
      if word.hasPrefix(option + "=") { return String(word.dropFirst(option.count + 1)) }
    }
    return nil
  }

  /// Whether one of these options is there.
  func has(_ options: String...) -> Bool { options.contains { self[$0] != nil } }

  mutating func add(_ option: String, _ value: String) {
    if option.isEmpty { words.insert(value, at: argumentStart) } else { words += [option, value] }
  }

  mutating func add(flag: String) { words.append(flag) }

  /// Where the books are, by the words.
  func connection() throws -> BooksOptions {
    var chosen: [String] = []
    for option in ["--books", "--as"] { if let value = self[option] { chosen += [option, value] } }
    if words.contains("--allow-unverified-server") { chosen.append("--allow-unverified-server") }
    return try BooksOptions.parse(chosen)
  }

  /// The organization that they name; throws where they name none and there are several.
  func organization(_ books: borrowing Books) throws -> Organization {
    if let award = self["--award"] { return try books.award(award).organization }
    return try books.organization(self["--org"])
  }

  /// As a shell takes it.
  var command: String { (["ledgerctl"] + words).map(Self.quoted).joined(separator: " ") }

  /// One word, as a shell takes it.
  static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.utf8.allSatisfy {
        (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || "-_./:=@%+,".utf8.contains($0)
      }
    return isPlain ? word : Expense.shellQuoted(word)
  }
}
