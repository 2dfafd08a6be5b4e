/// What stands already, and is no answer to what is said.
package struct ActConflict: Error, Sendable {
  /// Why, in one line.
  package let cause: String
  /// What to do.
  package let nextStep: String
  /// The rule that it would break; nil where there is none.
  package let code: SQLState?

  /// A conflict with what to do about it.
  package init(cause: String, nextStep: String, code: SQLState? = nil) {
    (self.cause, self.nextStep, self.code) = (cause, nextStep, code)
  }
}

extension Books {
  /// The entry of a key that was given, which says what `said` makes of it: amounts that it leaves to the books as they were recorded; nil where
  /// nothing is recorded under it. Throws `ActConflict` where it was undone since, and where it says something else: a different event is never
  /// answered with another.
  package func recorded(
    _ key: String?, of organization: Organization, saying said: (RecordedEntry) throws -> EntryDraft
  ) throws -> RecordedEntry? {
    guard let key, let entry = try recordedEntry(key, of: organization) else { return nil }
    if let difference = try entry.draft.difference(from: said(entry)) {
      throw ActConflict(
        cause: "key ‹\(VisibleText.escaped(key))› belongs to entry \(entry.number), which has another \(difference)",
        nextStep: "if it is another event, give it a key of its own with --key", code: .keyMeansContent)
    }
    return entry
  }

  /// The entry of a key that was given; nil where there is none. Throws `ActConflict` where it was undone since.
  package func recordedEntry(_ key: String, of organization: Organization) throws -> RecordedEntry? {
    var filter = EntryFilter()
    filter.key = key
    guard let entry = try entries(of: organization, filter).first else { return nil }
    try requireStanding(entry)
    return entry
  }

  /// Throws `ActConflict` where what was recorded before under a key that was given was undone since: the answer would say that it stands.
  package func requireStanding(_ posted: PostedEntry, of organization: Organization) throws {
    guard posted.wasRecorded else { return }
    try requireStanding(entry("\(posted.number)", of: organization))
  }

  private func requireStanding(_ entry: RecordedEntry) throws {
    guard let reversal = entry.reversedBy else { return }
    throw ActConflict(
      cause: "entry \(entry.number) recorded this and was reversed by entry \(reversal)",
      nextStep: "to record it again, give it a key of its own with --key")
  }
}
