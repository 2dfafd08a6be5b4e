import Ledger

extension WriteOptions {
  /// The key of an event: the one that was given, else one of all that the command says. Where the same stands already, a person is asked whether it
  /// happened twice; where nobody can answer, it is refused with the words that record it, `more` among them.
  func key(
    _ given: String?, _ event: EventKey, in organization: Organization, _ books: borrowing Books,
    also more: [String] = []
  ) throws -> String {
    try key(given, try books.standing(event, of: organization), also: more)
  }

  /// The same of an event that an entry says: however it was typed, and under whatever key it stands. `rest`: what else is said of it.
  func key(
    _ given: String?, _ named: [String], saying draft: EntryDraft, rest: [String?] = [], in organization: Organization,
    _ books: borrowing Books, also more: [String] = [], isMeant: (Int64) throws -> Bool = { _ in true }
  ) throws -> String {
    if let given { return given }
    let event = EventKey(named, saying: draft, rest: rest)
    return try key(nil, try books.standing(event, saying: draft, of: organization, isMeant: isMeant), also: more)
  }

  /// The same, of what is no entry.
  func key(
    _ given: String?, _ standing: @autoclosure () throws -> EventStanding, also more: [String] = []
  ) throws -> String {
    if let given { return given }
    let standing = try standing()
    guard let same = standing.same else {
      Repeat.note(key: standing.nextKey, after: standing.keyAfter)
      return standing.nextKey
    }
    let instead = same.replacedBy.map { "; entry \($0) stands in its place" } ?? ""
    let undone = same.undone.map { ", and \($0)\(instead)" } ?? ""
    let isUndone = same.undone != nil && same.replacedBy == nil
    let what =
      "\(same.what) \(same.number) of \(same.date) says the same\(undone): \(VisibleText.escaped(same.description))"
    guard Console.isInteractive, !isSilent else {
      Repeat.note(key: standing.nextKey, after: standing.nextKey)
      throw Self.conflict(what, isUndone: isUndone, also: more)
    }
    print("\(what.prefix(1).uppercased() + what.dropFirst()).")
    guard try Console.confirms(isUndone ? "Record it again?" : "Did it happen twice?") else {
      throw ExplainedError(failure: Failure(.conflict, "nothing was recorded: it is \(same.what) \(same.number)"))
    }
    Repeat.note(key: standing.nextKey, after: standing.keyAfter, isAnother: true)
    return standing.nextKey
  }

  /// Asks a person whether the same happened twice; where nobody can answer, it is refused with the words that record it, `more` among them.
  func confirmTwice(_ what: String, also more: [String]) throws {
    guard Console.isInteractive, !isSilent else { throw Self.conflict(what, also: more) }
    print("\(what.prefix(1).uppercased() + what.dropFirst()).")
    guard try Console.confirms("Did it happen twice?") else {
      throw ExplainedError(failure: Failure(.conflict, "nothing was recorded: \(what)"))
    }
  }

  /// Refuses what nobody meant to repeat.
  static func conflict(_ cause: String, isUndone: Bool = false, also more: [String] = []) -> ExplainedError {
    let advice = isUndone ? "to record it again:" : "where it is one event, all is recorded; where it happened twice:"
    return ExplainedError(
      failure: Failure(.conflict, cause, nextStep: "\(advice)\n  \(Repeat.commandForAnother(more))"))
  }

  /// Says where a service runs on after the month that its cost counts in.
  func sayLongService(_ expense: Expense) {
    guard expense.service.through.month > expense.date.month else { return }
    print(
      "Its service runs through \(expense.service.through), and all of it counts on \(expense.date). What is paid ahead is spread over its months by \"ledgerctl prepay\"."
    )
  }
}

extension Books {
  /// The sentence for a key that was given and is recorded already with what the command says, amounts that it leaves to the books as they were recorded; nil where it is not recorded. Throws where it
  /// was undone since, and where it says something else: a different event is never answered with another.
  func recorded(
    _ key: String?, of organization: Organization, as said: (RecordedEntry) throws -> EntryDraft
  ) throws -> String? {
    guard let key, let entry = try recordedEntry(key, of: organization) else { return nil }
    if let difference = try entry.draft.difference(from: said(entry)) {
      throw ExplainedError(
        failure: Failure(
          .conflict,
          "key ‹\(VisibleText.escaped(key))› belongs to entry \(entry.number), which has another \(difference)",
          code: SQLState.keyMeansContent.rawValue,
          nextStep: "if it is another event, give it a key of its own with --key"))
    }
    return PostedEntry(number: entry.number, wasRecorded: true).sentence(entry.draft.description)
  }

  /// The entry of a key that was given; nil where there is none. Throws where it was undone since.
  func recordedEntry(_ key: String, of organization: Organization) throws -> RecordedEntry? {
    var filter = EntryFilter()
    filter.key = key
    guard let entry = try entries(of: organization, filter).first else { return nil }
    try Self.requireStanding(entry)
    return entry
  }

  /// Throws where what was recorded before under a key that was given was undone since: the answer would say that it stands.
  func requireStanding(_ posted: PostedEntry, of organization: Organization) throws {
    guard posted.wasRecorded else { return }
    try Self.requireStanding(entry("\(posted.number)", of: organization))
  }

  private static func requireStanding(_ entry: RecordedEntry) throws {
    guard let reversal = entry.reversedBy else { return }
    throw ExplainedError(
      failure: Failure(
        .conflict, "entry \(entry.number) recorded this and was reversed by entry \(reversal)",
        nextStep: "to record it again, give it a key of its own with --key"))
  }
}
