@testable import Ledger

/// Attempts on restricted balances and on the closing of a year. The sample's award OPEN has 19,840.00 with restrictions.
extension Attempt {
  static var restrictions: [Attempt] {
    [
      .entry("release beyond the restricted balance", "LA012", Drafts.release(key: "attempt", cents: 19_840_01)),
      .entry(
        "release that names no award", "LA012",
        Drafts.release(key: "attempt", cents: 19_840_01).changed { draft in
          for line in draft.lines.indices { draft.lines[line].award = nil }
        }),
      .entry("release of an award with nothing", "LA012", Drafts.release(key: "attempt", cents: 1, award: "COND")),
      .entry("return beyond the restricted balance", "LA012", Drafts.giveBack(key: "attempt", cents: 19_840_01)),
      .entry(
        "release dressed as a transfer", "LE022",
        Drafts.release(key: "attempt", cents: 19_840_01).changed { $0.kind = .journal }),
      .entry(
        "restricted net assets taken by their account", "LE022",
        Drafts.release(key: "attempt", cents: 19_840_01).changed { draft in
          draft.kind = .journal
          draft.lines[0].account = "3110"
          draft.lines[1].account = "3010"
        }),
      .entry(
        "net assets moved from one class to the other", "LE022",
        Drafts.release(key: "attempt", cents: 1).changed { draft in
          draft.kind = .journal
          draft.lines[0].account = "3110"
          draft.lines[1].account = "3010"
        }),
      .entry("return of an advance that is not there", "LA015", ofAdvance(.return, "2420", nil)),
      .entry("condition that takes an advance that is not there", "LA015", ofAdvance(.condition, "4230", .with)),
      .entry("advance taken by a journal entry", "LA018", ofAdvance(.journal, "1010", nil)),
      .entry("condition beyond the award", "LA004", Drafts.condition(key: "attempt", cents: 25_000_01)),
      .entry(
        "promise and condition together beyond the award", "LA004",
        Drafts.condition(key: "attempt", cents: 5_000_01, award: "OPEN")),
    ]
  }

  /// One cent of the refundable advance of COND, which received nothing.
  private static func ofAdvance(_ kind: EntryKind, _ account: String, _ netAssetClass: NetAssetClass?) -> EntryDraft {
    EntryDraft(
      key: "attempt", date: "2021-09-30".day, kind: kind, description: "Advance",
      lines: [
        EntryLine(account: "2410", fund: "COND", amount: Money(cents: 1), award: "COND"),
        EntryLine(
          account: account, fund: "COND", amount: Money(cents: -1), netAssetClass: netAssetClass, award: "COND"),
      ])
  }

  static var closings: [Attempt] {
    func closing(_ change: (inout EntryDraft) -> Void) -> EntryDraft { Drafts.closing(key: "attempt").changed(change) }
    return [
      .entry("closing in the middle of the year", "LE015", closing { $0.date = "2021-12-31".day }),
      .entry("closing on the first day of a year", "LE015", closing { $0.date = "2022-07-01".day }),
      .entry("closing over a year that is open", "LE015", closing { $0.date = "2023-06-30".day }),
      .entry(
        "closing that leaves something", "LE015",
        closing {
          $0.lines[0].amount += Money(cents: 1)
          $0.lines[1].amount -= Money(cents: 1)
        }),
      .entry(
        "closing of what is not there", "LE015",
        closing { draft in for line in draft.lines.indices { draft.lines[line].fund = "CASH" } }),
      .entry(
        "closing that names an award", "LE015",
        closing {
          $0.lines[0].award = "OPEN"
          $0.lines[0].service = SampleBooks.term
        }),
      .entry("closing to designated net assets", "LE015", closing { $0.lines[1].account = "3020" }),
      .entry(
        "closing from one class to the other", "LE015",
        closing {
          $0.lines[1].account = "3110"
          $0.lines[1].netAssetClass = .with
        }),
      .entry(
        "transfer dressed as a closing", "LE015",
        Drafts.transfer(key: "attempt").changed {
          $0.kind = .closing
          $0.date = "2022-06-30".day
        }),
    ]
  }
}
