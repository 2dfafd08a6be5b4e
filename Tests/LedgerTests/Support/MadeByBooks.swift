@testable import Ledger

// What functions of the books do that no command of ours asks of them by itself.
extension Books {
  /// Closes the revenue, expenses and releases of the fiscal year that ends on a day, without closing the month.
  /// Nil where nothing is open. For finance administrators; throws SQLSTATE LM001, LE015 or LP002.
  func closeYear(endedOn day: Day, of organization: Organization) throws -> Int64? {
    try connection.execute("select entry_id from ledger.close_year(\(organization.id), \(day))")
      .map { try $0.int64("entry_id") }.first
  }
}

extension EntryKind {
  /// Whether functions of the books alone make such entries, which figure what they say or ask who may (LE021).
  var isMadeByBooks: Bool {
    switch self {
    case .condition, .indirect, .release, .return, .loss, .opening, .closing, .reversal: true
    case .journal, .promise, .receipt, .expense, .payment, .refund, .reclass: false
    }
  }
}
