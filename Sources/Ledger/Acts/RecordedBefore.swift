/// What stands already, and is no answer to what is said.
package struct ActConflict: Error, Sendable {
  /// Why, in one line.
  package let cause: String
  /// What to do.
  package let nextStep: String
  /// The rule that it would break; nil where there is none.
  package let code: SQLState?
  /// The key under which the same can be recorded once more; nil where it cannot be by a key alone.
  package let keyOfAnother: String?

  /// A conflict with what to do about it.
  package init(cause: String, nextStep: String, code: SQLState? = nil, keyOfAnother: String? = nil) {
    (self.cause, self.nextStep, self.code, self.keyOfAnother) = (cause, nextStep, code, keyOfAnother)
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
    try requireStanding(entry, of: organization)
    return entry
  }

  /// Throws `ActConflict` where what was recorded before under a key that was given was undone since: the answer would say that it stands.
  package func requireStanding(_ posted: PostedEntry, of organization: Organization) throws {
    guard posted.wasRecorded else { return }
    try requireStanding(entry("\(posted.number)", of: organization), of: organization)
  }

  private func requireStanding(_ entry: RecordedEntry, of organization: Organization) throws {
    guard let reversal = entry.reversedBy else { return }
    throw Self.undone(entry.number, reversal, try keyOfAnother(entry.draft.key, of: organization))
  }

  /// Throws `ActConflict` where what was recorded under a key that was given was undone since. The books put words of their own before the key of what
  /// they figured.
  package func requireStanding(key: String, of organization: Organization) throws {
    let undone = try connection.execute(
      """
      select e.id, ledger.standing_reversal(e.organization_id, e.id) as reversal_id
      from ledger.journal_entry e
      where e.organization_id = \(organization.id) and (
          e.idempotency_key = \(key) or e.idempotency_key ^@ 'books:' and regexp_replace(e.idempotency_key, '^books:[^:]*:', '') = \(key))
        and exists (
          select from ledger.journal_entry r where r.organization_id = e.organization_id and r.reverses_entry_id = e.id)
      order by e.id
      """
    ).map { (entry: try $0.int64("id"), reversal: try $0.int64("reversal_id")) }
    guard let (entry, reversal) = undone.last else { return }
    throw Self.undone(entry, reversal, try keyOfAnother(key, of: organization))
  }

  private static func undone(_ entry: Int64, _ reversal: Int64, _ key: String?) -> ActConflict {
    ActConflict(
      cause: "entry \(entry) recorded this and was reversed by entry \(reversal)",
      nextStep: "to record it again, give it a key of its own with --key", keyOfAnother: key)
  }

  /// A key that nothing has, of an event like one that has this key: `meal#2` after `meal`; nil where many are taken.
  private func keyOfAnother(_ key: String, of organization: Organization) throws -> String? {
    var (base, number) = (key[...], 1)
    if let mark = key.lastIndex(of: "#"), let counted = Int(key[key.index(after: mark)...]), counted > 0 {
      (base, number) = (key[..<mark], counted)
    }
    let keys = (1...30).map { "\(base)#\(number + $0)" }
    let used = try connection.execute(
      """
      select regexp_replace(e.idempotency_key, '^books:[^:]*:', '') as key
      from ledger.journal_entry e
      where e.organization_id = \(organization.id) and (
        e.idempotency_key = any (\(keys)::text[])
        or e.idempotency_key ^@ 'books:' and regexp_replace(e.idempotency_key, '^books:[^:]*:', '') = any (\(keys)::text[]))
      union all
      select p.idempotency_key
      from ledger.proposal p
      where p.organization_id = \(organization.id) and p.idempotency_key = any (\(keys)::text[])
      """
    ).map { try $0.text("key") }
    return keys.first { !used.contains($0) }
  }
}
