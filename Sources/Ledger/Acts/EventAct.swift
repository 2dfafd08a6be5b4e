/// An act that records one event, of which the books figure the entries themselves, known by all that is said of it.
package protocol EventAct: Act {
  /// Whose books.
  var organization: Organization { get }
  /// The event, by which the same is known.
  var event: EventKey { get }
  /// The key that was given.
  var key: String? { get }
  /// What is recorded already under the key that was given, where what is said is compared with it and not with what the books would make of it now;
  /// nil where nothing is. Throws `ActConflict` where it says something else, or was undone since.
  func recorded(_ books: borrowing Books) throws -> RecordedEntry?
  /// Throws `ActConflict` where it goes on from what stands already, and is to be said so.
  func requireNew(_ books: borrowing Books) throws
  /// Records it under a key. Inside a transaction.
  func record(under key: String, _ books: borrowing Books) throws -> ActReport
  /// What waits for another person where the policy asks for one; nil of what no policy asks about.
  func proposal(under key: String, _ books: borrowing Books) throws -> (draft: ProposalDraft, summary: String)?
}

extension EventAct {
  package func recorded(_ books: borrowing Books) throws -> RecordedEntry? { nil }

  package func proposal(
    under key: String, _ books: borrowing Books
  ) throws -> (draft: ProposalDraft, summary: String)? { nil }

  package func requireNew(_ books: borrowing Books) throws {}
}

/// What an act recorded, in words.
package struct ActReport: Sendable {
  /// Its entries, each with what it says.
  package var entries: [(posted: PostedEntry, summary: String)]
  /// What follows from it.
  package var notes: [String] = []
  /// By which others look alike; nil where none could.
  package var look: EntryLook?

  /// One entry.
  package init(_ posted: PostedEntry, _ summary: String, notes: [String] = [], look: EntryLook? = nil) {
    (entries, self.notes, self.look) = ([(posted, summary)], notes, look)
  }
}

/// An act that records a fact that is known by itself, as an award by its code: it is there, or is recorded once.
package protocol FactAct: Act {
  /// What says that it is there already; nil where it is not. Throws `ActConflict` where what is there says something else.
  func standing(_ books: borrowing Books) throws -> String?
  /// What a person is asked before it is recorded a second time; nil where it is not.
  func again(_ books: borrowing Books) throws -> RecordedAgain?
  /// Records it and says what was recorded, then what follows from it. Inside a transaction.
  func record(_ books: borrowing Books) throws -> FactReport
  /// What waits for another person where the policy asks for one, in whose books, and in words; nil of what no policy asks about.
  func proposal(
    _ books: borrowing Books
  ) throws -> (draft: ProposalDraft, summary: String, organization: Organization)?
}

extension FactAct {
  package func proposal(
    _ books: borrowing Books
  ) throws -> (draft: ProposalDraft, summary: String, organization: Organization)? { nil }

  package func standing(_ books: borrowing Books) throws -> String? { nil }
  package func again(_ books: borrowing Books) throws -> RecordedAgain? { nil }
}

/// What is there already in the same words, and may be meant once more.
package struct RecordedAgain: Sendable {
  /// What is there.
  package let what: String
  /// The words that record it once more.
  package let words: [String]
}

/// What a fact was recorded as.
package struct FactReport: Sendable {
  /// Its entries, each with what it says; most facts have none.
  package var entries: [(posted: PostedEntry, summary: String)] = []
  /// What was recorded, a sentence each.
  package var recorded: [String]
  /// What follows from it.
  package var notes: [String] = []
  /// What follows of a dry run alone, instead of what has a number.
  package var notesOfTrial: [String]?

  /// One sentence.
  package init(_ recorded: String, notes: [String] = []) { (self.recorded, self.notes) = ([recorded], notes) }
}

extension ActConflict {
  /// What is there of a field, and what is said of it.
  package typealias Field = (name: String, there: String?, said: String?)

  /// Throws where what is there differs from what is said. `what`: `award YOUTH`.
  package static func require(
    _ what: String, _ fields: [Field], nextStep: String
  ) throws(ActConflict) {
    let others = fields.filter { $0.there != $0.said }.map { "\($0.name) \($0.there ?? "none")" }
    guard !others.isEmpty else { return }
    throw ActConflict(
      cause: VisibleText.escaped("\(what) is there and says something else: \(others.joined(separator: ", "))"),
      nextStep: nextStep)
  }
}
