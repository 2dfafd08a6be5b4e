/// What somebody does, as a value: made of its fields, and then recorded or proposed.
package protocol Act: Sendable {
  /// The command that does it: `expense`, `add`.
  static var words: [String] { get }
  /// What it takes, in the order in which it is asked.
  static var fields: [ActField] { get }
  /// Whether several are done one after another, as bills that lie in a heap.
  static var comesInHeaps: Bool { get }
  /// Reads its values. Throws `ActFaults` with all that is wrong with them.
  init(_ values: ActValues, _ books: borrowing Books) throws
}

extension Act {
  package static var comesInHeaps: Bool { false }

  /// Reads values by the fields of the act.
  static func reader(_ values: ActValues) -> ActReader { ActReader(values, fields) }
}

/// An act that records one event of its own, known by its key.
package protocol RecordingAct: Act {
  /// What is recorded already under the key that was given, where it cannot be told from the draft alone; nil where nothing is. Throws
  /// `ActConflict` where it says something else, or was undone since.
  func recorded(_ books: borrowing Books) throws -> RecordedEntry?
  /// What it would record.
  func prepared(_ books: borrowing Books) throws -> PreparedEntry
}

extension RecordingAct {
  package func recorded(_ books: borrowing Books) throws -> RecordedEntry? { nil }
}

/// What an act would record, everything known but its key.
package struct PreparedEntry: Sendable {
  /// Whose books.
  package let organization: Organization
  /// What is recorded, or proposed where the policy asks for another person.
  package private(set) var draft: ProposalDraft
  /// The words that people read in the key of the event.
  package let named: [String]
  /// The entries that the event says, by which the same event is known; none where what is said of it makes none.
  package let said: [EntryDraft]
  /// What else is said of the event.
  package var rest: [String?] = []
  /// The key that was given.
  package let key: String?
  /// What is recorded, in words.
  package let summary: String
  /// The budget lines that it charges; nil for a cost of an award on none.
  package var charged: [(award: Award, lines: [String?])] = []
  /// What a person may want to know of it.
  package var notes: [String] = []
  /// The words that, beside its key, say that it is meant a second time: a flag, or what the books figured.
  package var wordsOfAnother: [String] = []
  /// Why it cannot be meant a second time as it is said, and what to do; nil where it can.
  package var onceBecause: String?
  /// Whether what stands of the same event is looked for by its key alone, since what is recorded of it depends on what was open.
  package var isKnownByKeyAlone = false
  /// Where the term of its award does not cover it: what records it otherwise.
  package var remedyOutsideTerm: Remedy?
  /// Whether an entry that says the same is the same event.
  package var isMeant: @Sendable (Int64, borrowing Books) throws -> Bool = { _, _ in true }

  package init(
    _ draft: ProposalDraft, named: [String], said: [EntryDraft], key: String?, summary: String,
    in organization: Organization
  ) {
    (self.draft, self.named, self.said, self.key, self.summary) = (draft, named, said, key, summary)
    self.organization = organization
  }

  /// The event that it is.
  package var event: EventKey { EventKey(named, saying: said, rest: rest) }

  /// The first entry that is recorded, by which others look alike; nil of a reversal.
  package var first: EntryDraft? {
    switch draft {
    case .entry(let entry, _, _): entry
    case .origin(_, let entries): entries.first
    case .act(let act): act.said
    default: nil
    }
  }

  /// The same under a key; `isAnother`: meant a second time.
  package func under(_ key: String, isAnother: Bool) -> PreparedEntry {
    var keyed = self
    keyed.draft = draft.under(key, isAnother: isAnother)
    return keyed
  }
}

/// An act that leads on from a refusal, with its values.
package struct Remedy: Sendable {
  /// What it does: `check the service date, or book it to the unrestricted fund`.
  package let sentence: String
  /// The command of the act.
  package let words: [String]
  /// Its fields.
  package let fields: [ActField]
  /// What they are.
  package let values: ActValues
}

/// What became of an act.
package enum ActOutcome: Sendable {
  case recorded(PostedEntry)
  /// It waits for another person.
  case proposed(PostedEntry)
}

extension ProposalDraft {
  /// The same under a key; of several entries the first has it, and the others what they have behind it.
  fileprivate func under(_ key: String, isAnother: Bool) -> ProposalDraft {
    switch self {
    case .entry(var draft, var bill, var payment):
      draft.key = key
      payment?.key = key
      if isAnother { bill?.isRepeated = true }
      return .entry(draft, bill: bill, payment: payment)
    case .origin(let kind, var drafts):
      for index in drafts.indices { drafts[index].key = key + drafts[index].key }
      return .origin(kind, drafts)
    case .act(let act): return .act(act.under(key))
    default: return self
    }
  }
}

extension Books {
  /// What stands already of what an act would record.
  package func standing(_ prepared: PreparedEntry) throws -> EventStanding {
    try standing(
      prepared.event, saying: prepared.isKnownByKeyAlone || prepared.said.count != 1 ? nil : prepared.said[0],
      of: prepared.organization
    ) { try prepared.isMeant($0, self) }
  }

  /// Records what was prepared; where the organization's policy asks for another person, proposes it. A dry run takes it back. `looking`: what is
  /// seen of the books while it stands, in a dry run before it is taken back.
  package func recordOrPropose<Seen>(
    _ prepared: PreparedEntry, dryRun: Bool, looking: () throws -> Seen?
  ) throws -> (outcome: ActOutcome, seen: Seen?) {
    do {
      let (posted, seen) = try write(dryRun: dryRun) {
        let posted = try record(prepared.draft, to: prepared.organization)
        return (posted, try dryRun ? looking() : nil)
      }
      return (.recorded(posted), try dryRun ? seen : looking())
    } catch let error where SQLState.approvalWhereRequired ~= error {
      return (.proposed(try write(dryRun: dryRun) { try propose(prepared.draft, to: prepared.organization) }), nil)
    }
  }

  private func record(_ draft: ProposalDraft, to organization: Organization) throws -> PostedEntry {
    switch draft {
    case .entry(let entry, let bill?, _): try record(bill, entry, to: organization)
    case .entry(_, _, let payment?): try pay(payment, of: organization)
    case .entry(let entry, nil, nil): try post(entry, to: organization)
    case .origin(let kind, let entries): try record(entries, as: kind, to: organization)[0]
    case .reversal(let entry, let day, let reason):
      try undo(entry, of: organization, on: day, reason: reason)[0].reversal
    case .act(let act): try record(act, to: organization)
    case .revision: preconditionFailure("a revision of a budget is recorded with its award")
    }
  }
}
