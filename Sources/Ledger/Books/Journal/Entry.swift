/// Whether donors restrict what a line's amount may be used for (ASU 2016-14).
package enum NetAssetClass: String, Sendable, CaseIterable {
  case with, without
}

/// What an expense served, in the functional classification.
package enum ExpenseFunction: String, Sendable, CaseIterable {
  /// A program; the line names which.
  case program
  /// Management and general.
  case management
  case fundraising
}

/// A line of an entry.
package struct EntryLine: Sendable, Hashable {
  /// Account code.
  package var account: String
  /// Fund code.
  package var fund: String
  /// Debit positive, credit negative, never zero.
  package var amount: Money
  /// On net-asset, revenue, expense and release accounts; an expense is always `without`.
  package var netAssetClass: NetAssetClass?
  /// On expenses.
  package var function: ExpenseFunction?
  /// Where the function is `program`.
  package var program: String?
  /// The award, where one applies; the line is then in the award's fund.
  package var award: String?
  /// The award's budget line: the amount is then actual spending of the award.
  package var budgetLine: String?
  /// Payee, funder or other party, by code.
  package var party: String?
  /// The young person whom it concerns, by code; never a name. Refused until there are participants.
  package var participant: String?
  /// The days of the service; must be given with a budget line.
  package var service: DayWindow?
  /// Free text; never a young person's name.
  package var memo: String?
  /// The commitment that a cost meets, on the same budget line.
  package var commitment: Int64?
  /// The entry whose open item this line settles: the bill that is paid, the advance that is cleared.
  package var settles: Int64?

  /// Describes a line; what is left out does not apply.
  package init(
    account: String, fund: String, amount: Money, netAssetClass: NetAssetClass? = nil, function: ExpenseFunction? = nil,
    program: String? = nil, award: String? = nil, budgetLine: String? = nil, party: String? = nil,
    participant: String? = nil,
    service: DayWindow? = nil, memo: String? = nil, commitment: Int64? = nil, settles: Int64? = nil
  ) {
    self.account = account
    self.fund = fund
    self.amount = amount
    self.netAssetClass = netAssetClass
    self.function = function
    self.program = program
    self.award = award
    self.budgetLine = budgetLine
    self.party = party
    self.participant = participant
    self.service = service
    self.memo = memo
    self.commitment = commitment
    self.settles = settles
  }
}

/// What an entry records.
package enum EntryKind: String, Sendable, CaseIterable {
  case journal, promise
  /// The barrier of a conditional award met: revenue.
  case condition
  case receipt, expense
  /// What is owed is paid.
  case payment
  case refund
  /// A cost moved from the line that bore it to the one that bears it.
  case reclass
  /// Indirect costs charged to an award.
  case indirect
  /// Net assets released from restrictions.
  case release
  /// Money owed back to a funder.
  case `return`
  /// What a funder owes and will not pay is written off.
  case loss
  /// The balances with which books begin.
  case opening
  /// A fiscal year closed to net assets.
  case closing
  case reversal
}

/// An entry to be posted.
package struct EntryDraft: Sendable, Hashable {
  /// The caller's key: the same key and content is the same entry, however often it is posted.
  package var key: String
  /// The day it counts.
  package var date: Day
  /// What it records. Condition, indirect, release, return, opening, closing and reversal are made by functions of the books alone (LE021).
  package var kind: EntryKind
  /// What happened, in words.
  package var description: String
  /// The expense that a refund gives back, or whose cost a reclassification moves; of a refund also the reclassification whose cost it gives back.
  package var refunds: Int64?
  /// The entry that a reversal turns, and why. Given by the books; a reversal is made by `reverse` only.
  package internal(set) var reverses: Int64?
  package internal(set) var reversalReason: String?
  /// Two or more lines that balance per entry and per fund.
  package var lines: [EntryLine]

  /// Describes an entry.
  package init(
    key: String, date: Day, kind: EntryKind = .journal, description: String, refunds: Int64? = nil, lines: [EntryLine]
  ) {
    self.key = key
    self.date = date
    self.kind = kind
    self.description = description
    self.refunds = refunds
    self.lines = lines
  }
}

extension EntryDraft {
  /// All that it says but its key, however it was typed: its lines in any order, texts without the spaces around them.
  var said: [String] {
    let own = [date.description, kind.rawValue, description.trimmingSpaces, refunds.map(String.init) ?? ""]
    let lines = self.lines.map { line in
      EntryLine.fields.map { $0.text(line)?.trimmingSpaces ?? "" }.joined(separator: "\u{1F}")
    }
    return own + lines.sorted()
  }
}

/// The answer to posting an entry.
package struct PostedEntry: Sendable, Hashable {
  /// The permanent number of the entry.
  package let number: Int64
  /// Whether it had been recorded before under the same key, with the same content.
  package let wasRecorded: Bool

  /// An answer.
  package init(number: Int64, wasRecorded: Bool) {
    self.number = number
    self.wasRecorded = wasRecorded
  }
}
