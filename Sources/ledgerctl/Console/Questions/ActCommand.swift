import ArgumentParser
import Ledger

/// A command that does an act: its options are the act's fields, as text. What is missing is asked for at a terminal, once it is parsed.
protocol ActCommand: ParsableCommand {
  associatedtype Done: Act
  var connection: BooksOptions { get }
  var write: WriteOptions { get }
  /// What its own options say.
  var given: ActValues { get }
  /// Whether a person is asked at a terminal though nothing is missing, since it changes what was closed.
  static var confirmsAlways: Bool { get }
  /// The file of a path that was given. Throws `Refusal`.
  static func attached(_ path: String) throws -> AttachedFile
  /// Does it, or with a dry run says what it would do.
  func perform(_ act: Done, _ write: WriteOptions, _ books: borrowing Books) throws
}

/// A command of an act that records one event.
protocol EventCommand: ActCommand where Done: EventAct {}

/// A command of an act that records a fact.
protocol FactCommand: ActCommand where Done: FactAct {}

extension ActCommand {
  static var confirmsAlways: Bool { false }

  static func attached(_ path: String) throws -> AttachedFile {
    let file = try DocumentFile.read(path)
    return AttachedFile(name: file.fileName, bytes: file.bytes)
  }

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
    let given = Self.withFiles(given)
    guard try write.asks && (Self.confirmsAlways || Interview.lacks(given, Done.fields, books)) else {
      try perform(Done(given, books), write, books)
      return false
    }
    try tellFaults(of: given, books)
    var values = given
    var hasAdded = try Interview.complete(&values, Done.fields, books)
    let act = try tried(&values, given, &hasAdded, books)
    if write.dryRun { return true }
    print("\nAs a command:\n  \(Repeat.commandAsAnswered)\n")
    guard try Console.confirms("Record it?") else {
      throw Refusal(
        hasAdded || Recording.process.hasCommitted ? "nothing else was recorded" : "nothing was recorded",
        nextStep: "start again, or change the command above")
    }
    try perform(act, write, books)
    return true
  }

  /// The act that was asked for, after a dry run of it. What is refused is told, and the answer that is named is asked for again.
  private func tried(
    _ values: inout ActValues, _ given: ActValues, _ hasAdded: inout Bool, _ books: borrowing Books
  ) throws -> Done {
    let words = Repeat.words
    while true {
      values = Self.withFiles(values)
      Repeat.begin(Repeat.adding(values.words(of: Done.fields, notIn: given), to: words))
      do {
        let act = try Done(values, books)
        print("\nThis would be recorded:")
        try perform(act, write.trying, books)
        return act
      } catch {
        guard try Interview.mends(error, &values, Done.fields, notIn: given, hasAdded: &hasAdded, books) else {
          throw error
        }
      }
    }
  }

  /// The same with what is in the files that they name.
  private static func withFiles(_ values: ActValues) -> ActValues {
    var values = values
    for field in Done.fields where field.kind == .file && values.attached[field.name] == nil {
      guard let path = values[field.name] else { continue }
      do {
        values.attached[field.name] = .success(try attached(path))
      } catch {
        values.attached[field.name] = .failure(
          error as? Refusal ?? Refusal("\(error)", nextStep: "check the name of the file"))
      }
    }
    return values
  }

  /// Throws what is wrong with the values that were given, before anything is asked.
  private func tellFaults(of given: ActValues, _ books: borrowing Books) throws {
    do {
      _ = try Done(given, books)
    } catch let faults as ActFaults {
      if let wrong = faults.ofGiven(given) { throw wrong }
    }
  }
}

extension ActCommand where Done: RecordingAct {
  func perform(_ act: Done, _ write: WriteOptions, _ books: borrowing Books) throws {
    if let prepared = try write.keyed(act, books) { try write.record(prepared, books) }
  }
}

extension EventCommand {
  func perform(_ act: Done, _ write: WriteOptions, _ books: borrowing Books) throws { try record(act, write, books) }

  /// Records the event under its key, and says so with what follows from it.
  func record(_ act: Done, _ write: WriteOptions, _ books: borrowing Books) throws {
    if let known = try act.recorded(books) {
      return try write.say(PostedEntry(number: known.number, wasRecorded: true), known.draft.description)
    }
    if Repeat.keyOfAnother == nil { try act.requireNew(books) }
    let key = try write.key(act.key, try books.standing(act.event, of: act.organization))
    let done: ActReport
    do {
      done = try books.write(dryRun: write.dryRun) { try act.record(under: key, books) }
    } catch let error where SQLState.approvalWhereRequired ~= error {
      guard let proposal = try act.proposal(under: key, books) else { throw error }
      return try write.propose(proposal.draft, proposal.summary, in: act.organization, books)
    } catch let error where SQLState.keyMeansContent ~= error {
      try books.requireStanding(key: key, of: act.organization)
      throw error
    }
    for (posted, summary) in done.entries {
      try books.requireStanding(posted, of: act.organization)
      try write.say(posted, summary)
    }
    for note in done.notes { print(note) }
    if let look = done.look { try write.sayAlike(look, in: act.organization, books) }
  }
}

extension FactCommand {
  func perform(_ act: Done, _ write: WriteOptions, _ books: borrowing Books) throws { try record(act, write, books) }

  /// Records the fact unless it is there, or proposes it where the policy asks for another person, and says so with what follows from it.
  func record(_ act: Done, _ write: WriteOptions, _ books: borrowing Books) throws {
    if let there = try act.standing(books) { return print(there) }
    if let again = try act.again(books) { try write.confirm(again) }
    let done: FactReport
    do {
      done = try books.write(dryRun: write.dryRun) { try act.record(books) }
    } catch let error where SQLState.approvalWhereRequired ~= error {
      guard let proposal = try act.proposal(books) else { throw error }
      return try write.propose(proposal.draft, proposal.summary, in: proposal.organization, books)
    }
    for (posted, summary) in done.entries { try write.say(posted, summary) }
    write.say(done)
  }
}

extension WriteOptions {
  /// Says what was recorded, and what follows from it.
  func say(_ done: FactReport) {
    for sentence in done.recorded { say(sentence) }
    for note in dryRun ? done.notesOfTrial ?? done.notes : done.notes { print(note) }
  }

  /// Asks whether what is there in the same words is meant once more.
  func confirm(_ again: RecordedAgain) throws {
    if Repeat.isConfirmed { return }
    try confirmTwice(again.what, also: again.words)
    Repeat.noteConfirmed()
  }

  /// Whether a person may be asked.
  fileprivate var asks: Bool { Console.isInteractive && !isSilent }

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
    return try keyed(try act.prepared(books), books)
  }

  /// What an act would record, under its key.
  func keyed(_ prepared: PreparedEntry, _ books: borrowing Books) throws -> PreparedEntry {
    let key = try key(
      prepared.key, try books.standing(prepared), also: prepared.wordsOfAnother, once: prepared.onceBecause)
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
  var command: String {
    (["ledgerctl"] + words + values.words(of: fields) + Repeat.placeWords).map(Shell.quoted).joined(separator: " ")
  }
}

extension ActValues {
  /// What is given, as the words of a command; without what is in `others`. A text that begins with "-" is joined to its option, or it would be
  /// taken for one.
  func words(of fields: [ActField], notIn others: ActValues = ActValues()) -> [String] {
    ordered(fields.filter { !others.has($0.name) }).flatMap { field, text in
      if field.isArgument { return [text] }
      if field.kind == .flag { return [field.option] }
      return text.hasPrefix("-") ? ["\(field.option)=\(text)"] : [field.option, text]
    }
  }
}
