@testable import Ledger

/// Entries for tests, in the sample's organization `north`.
enum Drafts {
  /// A valid expense of 100.00 on a line of an award, paid from the bank.
  static func expense(
    key: String, award: String = "OPEN", cents: Int64 = 100_00, on date: String = "2021-09-15",
    from account: String = "1010"
  ) -> EntryDraft {
    EntryDraft(
      key: key, date: date.day, kind: .expense, description: "Paper",
      lines: [
        EntryLine(
          account: "8110", fund: award, amount: Money(cents: cents), netAssetClass: .without, function: .program,
          program: "program", award: award, budgetLine: "supplies", party: "acme",
          service: DayWindow(unchecked: date.day, date.day)),
        EntryLine(account: account, fund: award, amount: Money(cents: -cents), party: "acme"),
      ])
  }

  /// The refund of so many cents of an entry made by `expense`.
  static func refund(of number: Int64, key: String, cents: Int64) -> EntryDraft {
    var draft = expense(key: key, cents: -cents, on: "2021-09-25")
    draft.kind = .refund
    draft.refunds = number
    return draft
  }

  /// So many cents of an entry made by `expense`, moved to another line.
  static func reclass(of number: Int64, key: String, cents: Int64, to line: String = "salaries") -> EntryDraft {
    var draft = refund(of: number, key: key, cents: cents)
    draft.kind = .reclass
    draft.lines[1] = draft.lines[0]
    draft.lines[1].amount = Money(cents: cents)
    draft.lines[1].budgetLine = line
    return draft
  }

  /// A transfer between bank and savings in the unrestricted fund.
  static func transfer(key: String, cents: Int64 = 50_00, on date: String = "2021-09-15") -> EntryDraft {
    EntryDraft(
      key: key, date: date.day, description: "Transfer",
      lines: [
        EntryLine(account: "1070", fund: "general", amount: Money(cents: cents)),
        EntryLine(account: "1010", fund: "general", amount: Money(cents: -cents)),
      ])
  }

  /// A valid promise for an award.
  static func promise(key: String, cents: Int64, award: String = "OPEN") -> EntryDraft {
    EntryDraft(
      key: key, date: "2021-08-01".day, kind: .promise, description: "Promise",
      lines: [
        EntryLine(account: "1240", fund: award, amount: Money(cents: cents), award: award),
        EntryLine(account: "4230", fund: award, amount: Money(cents: -cents), netAssetClass: .with, award: award),
      ])
  }

  /// A valid receipt for an award.
  static func receipt(key: String, cents: Int64, award: String = "OPEN") -> EntryDraft {
    EntryDraft(
      key: key, date: "2021-08-02".day, kind: .receipt, description: "Receipt",
      lines: [
        EntryLine(account: "1010", fund: award, amount: Money(cents: cents)),
        EntryLine(account: "1240", fund: award, amount: Money(cents: -cents), award: award),
      ])
  }

  /// A release of so many cents of an award, on the last day of September.
  static func release(key: String, cents: Int64, award: String = "OPEN") -> EntryDraft {
    EntryDraft(
      key: key, date: "2021-09-30".day, kind: .release, description: "Release",
      lines: [
        EntryLine(account: "6910", fund: award, amount: Money(cents: cents), netAssetClass: .with, award: award),
        EntryLine(account: "6910", fund: award, amount: Money(cents: -cents), netAssetClass: .without, award: award),
      ])
  }

  /// The barrier of a conditional award met, with nothing received ahead.
  static func condition(key: String, cents: Int64, award: String = "COND") -> EntryDraft {
    promise(key: key, cents: cents, award: award).changed {
      $0.kind = .condition
      $0.description = "Condition met"
    }
  }

  /// Money of an unconditional award that goes back.
  static func giveBack(key: String, cents: Int64, award: String = "OPEN") -> EntryDraft {
    EntryDraft(
      key: key, date: "2022-06-30".day, kind: .return, description: "Unspent",
      lines: [
        EntryLine(account: "4230", fund: award, amount: Money(cents: cents), netAssetClass: .with, award: award),
        EntryLine(account: "2420", fund: award, amount: Money(cents: -cents), award: award),
      ])
  }

  /// The closing of what the sample spent on supplies of OPEN through the year: 160.00.
  static func closing(key: String) -> EntryDraft {
    EntryDraft(
      key: key, date: "2022-06-30".day, kind: .closing, description: "Closing",
      lines: [
        EntryLine(
          account: "8110", fund: "OPEN", amount: Money(cents: -160_00), netAssetClass: .without, function: .program,
          program: "program"),
        EntryLine(account: "3010", fund: "OPEN", amount: Money(cents: 160_00), netAssetClass: .without),
      ])
  }
}

extension EntryDraft {
  /// This entry after a change.
  func changed(_ change: (inout EntryDraft) -> Void) -> EntryDraft {
    var draft = self
    change(&draft)
    return draft
  }
}
