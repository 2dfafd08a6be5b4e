/// What entries come of that a client records, where they do not stand for themselves: rows of `ledger.origin_kind`, which has more, as
/// a reversal that was moved.
package enum OriginKind: String, Sendable, CaseIterable {
  /// An invoice that came.
  case bill
  /// A payment of what is owed.
  case payment
  /// A promise that is paid in installments.
  case promise
  /// A cost paid ahead, and its parts month by month.
  case prepayment
  /// A cost that is due and not billed, and what turns it on a later day.
  case accrual
}

/// Which part of what an entry is.
package struct EntryOrigin: Sendable, Hashable {
  /// Kind of the origin.
  package let kind: String
  /// Its number.
  package let number: Int64
  /// Which entry of it, from 1.
  package let part: Int
  /// All of its entries, in their order, which are undone together.
  package let entries: [Int64]

  /// Kind and number, as `moved reversal 7`.
  package var name: String { "\(kind.replacing("_", with: " ")) \(number)" }

  /// In words: `bill 7`, or `part 2 of 5 of prepayment 3`.
  package var words: String {
    entries.count > 1 ? "part \(part) of \(entries.count) of \(name)" : name
  }
}
