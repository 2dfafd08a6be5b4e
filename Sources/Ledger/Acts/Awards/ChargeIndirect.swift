/// Charges indirect costs of an award through a day, or gives back what was too much.
package struct ChargeIndirect: Act {
  package static let words = ["indirect", "charge"]
  package static let fields: [ActField] = [
    .award("Of which award"), .day("through", "Through which day"),
    ActField("date", "Day it counts; defaults to that day", .day(.past)),
  ]

  package let award: Award
  package let through: Day
  private let date: Day?

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let award = try reader.award(books)
    let through = try reader.day("through")
    date = try reader.day("date")
    try reader.finish()
    guard let award, let through else { preconditionFailure("a fault was kept") }
    (self.award, self.through) = (award, through)
  }

  /// What is due, and what was charged.
  package func cost(_ books: borrowing Books) throws -> IndirectCost {
    try books.indirect(of: award, through: through, on: date)
  }

  /// Charges it; nil where nothing is to be charged. Inside a transaction.
  package func record(_ books: borrowing Books) throws -> PostedEntry? {
    try books.chargeIndirect(of: award, through: through, on: date ?? through)
  }
}

/// Moves the cash that an award's fund owes the unrestricted fund on a day, or the other way around.
package struct SettleInterfund: Act {
  package static let words = ["indirect", "settle"]
  package static let fields: [ActField] = [.award("Of which award"), .countingDay("date", "Day the cash moves")]

  package let award: Award
  package let date: Day

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let award = try reader.award(books)
    let date = try reader.day("date")
    try reader.finish()
    guard let award, let date else { preconditionFailure("a fault was kept") }
    (self.award, self.date) = (award, date)
  }

  /// What is to be moved.
  package struct Due: Sendable {
    /// The fund that pays, and the one that is paid.
    package let payer: String
    package let payee: String
    /// What is owed, and what of it the payer holds; more than zero.
    package let owed: Money
    package let amount: Money
    fileprivate let draft: EntryDraft
  }

  /// What is owed and can be moved; nil where nothing is owed. Throws `Refusal` where the fund that owes it holds nothing.
  package func due(_ books: borrowing Books) throws -> Due? {
    let organization = award.organization
    let owed = try books.interfund(of: award, on: date)
    if owed == .zero { return nil }
    // From whichever fund owes it, as far as that holds it.
    let own = try books.unrestrictedFund(of: organization)
    let (payer, payee) = owed.isNegative ? (own, award.fund) : (award.fund, own)
    let due = owed.isNegative ? -owed : owed
    let amount = min(due, try books.cashToSettle(in: payer, of: organization, from: date))
    guard amount > .zero else {
      throw Refusal(
        "fund \(payer) owes \(due.grouped) and holds nothing in account \(organization.accounts[.cash]) on \(date) or later",
        nextStep: "settle it when its money has come; \"ledgerctl statement cash\" shows the cash of each fund")
    }
    let moved = owed.isNegative ? -amount : amount
    // What is owed says that it is another event than one before.
    let event = EventKey(["interfund", award.code, "\(date)", "\(moved)"])
    let draft = award.interfundSettlement(
      moved, on: date, unrestricted: own, key: try books.standing(event, of: organization).nextKey)
    return Due(payer: payer, payee: payee, owed: due, amount: amount, draft: draft)
  }

  /// Moves it. Inside a transaction.
  package func record(_ due: Due, _ books: borrowing Books) throws -> PostedEntry {
    try books.post(due.draft, to: award.organization)
  }
}
