/// What undoing an entry recorded.
package struct UndoneEntry: Sendable, Hashable {
  /// The entry.
  package let entry: Int64
  /// Its reversal.
  package let reversal: PostedEntry
}

/// A reversal that was moved to another day.
package struct MovedReversal: Sendable, Hashable {
  /// The reversal that was moved.
  package let reversal: Int64
  /// The day on which it counted, and the one on which it counts now.
  package let from: Day
  package let to: Day
  /// What it had reversed, again, on the day of the reversal.
  package let again: PostedEntry
  /// Its reversal, on the day that was meant.
  package let moved: PostedEntry

  init(_ row: borrowing Row) throws {
    let wasRecorded = try row.bool("already_recorded")
    (reversal, from, to) = (try row.int64("moved_reversal"), try row.day("counted_on"), try row.day("counts_on"))
    again = PostedEntry(number: try row.int64("again_id"), wasRecorded: wasRecorded)
    moved = PostedEntry(number: try row.int64("moved_id"), wasRecorded: wasRecorded)
  }
}

extension Books {
  /// What is undone together with an entry, itself included: all of its origin, and the credit notes that lowered it.
  package func undoneTogether(_ number: Int64, of organization: Organization) throws -> [Int64] {
    try connection.execute("select unnest(ledger.undone_together(\(organization.id), \(number))) as id").map {
      try $0.int64("id")
    }
  }

  /// Lets a reversal, named by itself or by what it reverses, count on another open day, with a reason, and with it the reversals of
  /// all that is one origin: what each had reversed stands again on its day, and is reversed on the day that is meant, or its own where
  /// that is later. Throws SQLSTATE LO005 for what is no reversal, is not moved, or would count before what it reverses; LK001 where it
  /// was moved to another day before; LP001, and whatever rule of the journal is broken.
  @discardableResult
  package func moveReversal(
    _ number: Int64, of organization: Organization, to date: Day, reason: String
  ) throws -> [MovedReversal] {
    try connection.execute(
      """
      select r.moved_reversal, r.counted_on, r.counts_on, r.entry_id as again_id, r.moved_id, r.already_recorded
      from ledger.move_reversal(\(organization.id), \(number), \(date), \(reason)) r
      """
    ).map { try MovedReversal($0) }
  }

  /// Reverses an entry and all that is undone together with it: what is dated later on its own day.
  /// Returns the entry itself first, then the others in their order. Throws SQLSTATE LE011, LE013, LP001, LK001, or constraint `journal_entry_reversed_once`.
  @discardableResult
  package func undo(
    _ number: Int64, of organization: Organization, on date: Day, reason: String
  ) throws -> [UndoneEntry] {
    try connection.execute(
      """
      select r.reversed_id, r.reversal_id, r.already_recorded
      from ledger.reverse_entry(\(organization.id), \(number), \(date), \(reason)) with ordinality as r
      order by r.reversed_id <> \(number), r.ordinality
      """
    ).map {
      UndoneEntry(
        entry: try $0.int64("reversed_id"),
        reversal: PostedEntry(number: try $0.int64("reversal_id"), wasRecorded: try $0.bool("already_recorded"))
      )
    }
  }

  /// The releases that the books have taken back in the transaction that is open, because reversals of it lowered their support. Empty
  /// outside a transaction.
  package func releasesTakenBack(of organization: Organization) throws -> [TakenBackRelease] {
    try connection.execute(
      """
      select e.id, e.entry_date::date as on_day, l.award_code, l.amount_cents
      from ledger.journal_entry e
      join ledger.journal_line l on l.organization_id = e.organization_id and l.entry_id = e.id and l.amount_cents > 0
      where e.organization_id = \(organization.id) and e.kind = 'release' and e.recorded_at >= now() and e.recorded_by = session_user
      order by e.id
      """
    ).map {
      TakenBackRelease(
        entry: try $0.int64("id"), date: try $0.day("on_day"), award: try $0.text("award_code"),
        amount: try $0.money("amount_cents"))
    }
  }
}

/// A release of donor restrictions that was taken back with the support that it released.
package struct TakenBackRelease: Sendable, Hashable {
  /// The entry that takes it back.
  package let entry: Int64
  /// Its day.
  package let date: Day
  /// The award.
  package let award: String
  /// How much, more than zero.
  package let amount: Money
}
