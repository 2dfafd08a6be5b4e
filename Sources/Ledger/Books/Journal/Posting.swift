extension Books {
  /// Posts an entry. Throws SQLSTATE LK001 where its key has other content, LM001, or whatever rule it breaks.
  @discardableResult
  package func post(_ draft: EntryDraft, to organization: Organization) throws -> PostedEntry {
    try post([draft], to: organization)[0]
  }

  /// Posts entries in one round trip, all or none, and answers in the same order. Outside of a transaction it seals the
  /// books afterwards, where that is due; see `sealIfDue`.
  @discardableResult
  package func post(_ drafts: [EntryDraft], to organization: Organization) throws -> [PostedEntry] {
    if drafts.isEmpty { return [] }
    var isSealDue = false
    let posted = try connection.record(
      """
      select entry_id, already_recorded, (select ledger.seal_is_due()) as is_seal_due
      from ledger.record(\(organization.id), \(DraftParameters(drafts).query))
      order by entry_ordinal
      """, name: "ledger_post"
    ).map {
      isSealDue = try $0.bool("is_seal_due")
      return PostedEntry(number: try $0.int64("entry_id"), wasRecorded: try $0.bool("already_recorded"))
    }
    if isSealDue { sealIfDue() }
    return posted
  }

  /// Reverses an entry, once at most, on a date in an open period; what belongs together with it too, as `undo` does.
  /// Throws SQLSTATE LE011, LE013, LP001, LK001, or constraint `journal_entry_reversed_once`.
  @discardableResult
  package func reverse(
    _ number: Int64, of organization: Organization, on date: Day, reason: String
  ) throws -> PostedEntry {
    try undo(number, of: organization, on: date, reason: reason)[0].reversal
  }
}
