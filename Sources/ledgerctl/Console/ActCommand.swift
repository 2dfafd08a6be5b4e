import ArgumentParser
import Ledger

/// A command that does an act: its options are the act's fields, as text. What is missing is asked for at a terminal, once it is parsed.
protocol ActCommand: ParsableCommand {
  associatedtype Done: Act
  var connection: BooksOptions { get }
  var write: WriteOptions { get }
  /// What its own options say.
  var given: ActValues { get }
  /// Does it, or with a dry run says what it would do.
  func perform(_ act: Done, _ write: WriteOptions, _ books: borrowing Books) throws
}

extension ActCommand {
  func run() throws {
    let given = given.said(on: try? Console.today())
    let words = Repeat.words
    try connection.open { books in
      var isAnother = false
      repeat {
        if isAnother { Repeat.begin(words) }
        isAnother = try runOnce(given, books) && Done.comesInHeaps && !given.has("key") && Interview.asksForAnother()
      } while isAnother
    }
  }

  /// Returns whether something was asked.
  private func runOnce(_ given: ActValues, _ books: borrowing Books) throws -> Bool {
    var values = given
    // What is wrong with what was given is told before anything is asked.
    if write.asks { try tellFaults(of: values, books) }
    let outcome = try write.asks ? Interview.complete(&values, Done.fields, books) : Interview.Outcome()
    let act = try Done(values, books)
    guard outcome.hasAsked else {
      try perform(act, write, books)
      return false
    }
    Repeat.add(values.words(of: Done.fields, notIn: given))
    print("\nThis would be recorded:")
    try perform(act, write.trying, books)
    print("\nAs a command:\n  \(Repeat.commandAsAnswered)\n")
    guard try Console.confirms("Record it?") else {
      throw Refusal(
        outcome.hasAdded ? "nothing else was recorded" : "nothing was recorded",
        nextStep: "start again, or change the command above")
    }
    try perform(act, write, books)
    return true
  }
}

extension ActCommand {
  private func tellFaults(of values: ActValues, _ books: borrowing Books) throws {
    do {
      _ = try Done(values, books)
    } catch let faults as ActFaults {
      if let wrong = faults.ofGiven(values) { throw wrong }
    }
  }
}

extension ActCommand where Done: RecordingAct {
  func perform(_ act: Done, _ write: WriteOptions, _ books: borrowing Books) throws {
    if let prepared = try write.keyed(act, books) { try write.record(prepared, books) }
  }
}

extension WriteOptions {
  /// Whether a person may be asked.
  fileprivate var asks: Bool { Console.isInteractive && !isSilent && !dryRun }

  /// The same as a dry run.
  fileprivate var trying: WriteOptions {
    var trying = self
    trying.dryRun = true
    return trying
  }

  /// What an act would record, under its key; nil where it is recorded already under one that was given, which is said.
  func keyed(_ act: some RecordingAct, _ books: borrowing Books) throws -> PreparedEntry? {
    if let known = try act.recorded(books) {
      try say(PostedEntry(number: known.number, wasRecorded: true), known.draft.description)
      return nil
    }
    let prepared = try act.prepared(books)
    // Whoever was asked for the preview whether it happened twice is not asked again.
    let key =
      try Repeat.keyOfAnother
      ?? key(
        prepared.key, try books.standing(prepared), also: prepared.flagsOfAnother.map { "--\($0)" },
        once: prepared.onceBecause)
    return prepared.under(key, isAnother: Repeat.isAnother)
  }

  /// Records what was prepared, or proposes it where the policy asks for another person, and says so with what follows from it.
  func record(_ prepared: PreparedEntry, _ books: borrowing Books) throws {
    let organization = prepared.organization
    let (outcome, sentences) = try explaining(prepared.remedyOutsideTerm) {
      try books.recordOrPropose(prepared, dryRun: dryRun) {
        try prepared.charged.flatMap { try overruns(of: $0.award, lines: $0.lines, books) }
      }
    }
    switch outcome {
    case .recorded(let posted):
      try books.requireStanding(posted, of: organization)
      try say(posted, prepared.summary)
      for sentence in sentences ?? [] { print(sentence) }
    case .proposed(let proposed): try say(proposal: proposed, prepared.summary, in: organization, books)
    }
    for note in prepared.notes { print(note) }
    if let first = prepared.first { try sayAlike(first, in: organization, books) }
  }

  /// Runs `body`, and where an award's term does not cover the service, says what records it otherwise.
  private func explaining<Value>(_ remedy: Remedy?, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error where SQLState.serviceWithinTerm ~= error {
      guard let remedy, var refused = error as? DatabaseError else { throw error }
      refused.hint = "\(remedy.sentence):\n  \(remedy.command)"
      throw refused
    }
  }
}

extension Remedy {
  /// As a shell takes it.
  var command: String { (["ledgerctl"] + words + values.words(of: fields)).map(Shell.quoted).joined(separator: " ") }
}

extension ActValues {
  /// What is given, as the words of a command; without what is in `others`.
  func words(of fields: [ActField], notIn others: ActValues = ActValues()) -> [String] {
    ordered(fields.filter { !others.has($0.name) }).flatMap { field, text in
      field.isArgument ? [text] : field.kind == .flag ? [field.option] : [field.option, text]
    }
  }
}
