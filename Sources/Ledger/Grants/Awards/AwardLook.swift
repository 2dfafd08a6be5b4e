extension EntryLook {
  /// How an event of an award looks, of which the books make the entry: by award and amount.
  package init(_ kind: EntryKind, of award: Award, _ amount: Money, on date: Day, number: Int64) {
    self.init(kind, ofAward: award.code, fund: award.fund, amount, on: date, number: number)
  }
}

extension MemberScope {
  /// A right in one award.
  package static func award(_ award: Award) -> MemberScope { .award(award.code, of: award.organization) }
}
