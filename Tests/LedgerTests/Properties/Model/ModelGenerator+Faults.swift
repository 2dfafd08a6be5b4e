@testable import Ledger

/// Ways to get an entry wrong. Some leave it right: the model says which.
extension ModelGenerator {
  mutating func spoil(_ draft: inout EntryDraft, _ site: ModelBooks.Site, other: ModelBooks.Site) {
    guard let index = draft.lines.indices.randomElement(using: &random) else { return }
    let cost = draft.lines.firstIndex { $0.function != nil || $0.budgetLine != nil } ?? index
    switch Int.random(in: 0..<39, using: &random) {
    case 0: draft.lines[index].amount += Money(cents: one([1, -1, 900]))
    case 1: draft.lines[index].fund = one(site.funds.keys.sorted())
    case 2:
      let fund = one(site.funds.keys.sorted())
      for line in draft.lines.indices { draft.lines[line].fund = fund }
    case 3: draft.lines[index].netAssetClass = one([nil, .with, .without])
    case 4: draft.lines[cost].netAssetClass = one([nil, .with])
    case 5:
      draft.lines[cost].function = nil
      draft.lines[cost].program = nil
    case 6: draft.lines[index].function = one([nil, .management, .program])
    case 7: draft.lines[index].program = one([nil, "film", "nothing"])
    case 8: draft.lines[cost].award = nil
    case 9:
      draft.lines[cost].award = nil
      draft.lines[cost].budgetLine = nil
    case 10: draft.lines[cost].award = award(site).code
    case 11: draft.lines[index].award = one(["Z9", "X1", "A2", "A1"])
    case 12: draft.lines[cost].budgetLine = one(["nothing", "food", "stipends"])
    case 13: draft.lines[cost].service = nil
    case 14:
      let days = DayWindow(unchecked: Day(unchecked: 2021, 6, 1), Day(unchecked: 2023, 7, 31))
      draft.lines[cost].service = DayWindow(unchecked: day(days), Day(unchecked: 2023, 7, 31))
    case 15:
      let from = day(DayWindow(unchecked: Day(unchecked: 2021, 6, 1), Day(unchecked: 2021, 9, 30)))
      draft.lines[cost].service = DayWindow(unchecked: from, from)
    case 16: draft.lines = [draft.lines[index]]
    case 17: draft.lines = []
    case 18: draft.lines[index].amount = .zero
    case 19:
      for line in draft.lines.indices where draft.lines.count == 2 {
        draft.lines[line].amount = Money(cents: line == 0 ? 10_000_000_000_000 : -10_000_000_000_000)
      }
    case 20:
      draft.lines[index].account = one([
        "0000", "7999", "1010.", "-1", "3010", "2010", "4230", "4250", "5495", "4110", "2410", "2420", "2910", "1240",
        "1640", "8120", "9930",
      ])
    case 21: draft.lines[index].fund = one(["none", "B1", "F-2", "general", "a b", ""])
    case 22: draft.lines[index].party = one(["nobody", "only-birch", "é"])
    // Promises that are taken back, written off or met elsewhere; receipts against the wrong account.
    case 37, 38:
      for line in draft.lines.indices where ["1010", "4230"].contains(draft.lines[line].account) {
        draft.lines[line].account = one(["1110", "5495", "4250", "4110", "1240"])
      }
    case 23, 24: repeatKnown(&draft, site, changed: false)
    case 25, 26: repeatKnown(&draft, site, changed: true)
    case 27:
      draft.key = one([
        "", String(repeating: "k", count: 200), String(repeating: "k", count: 201), "cafe\u{301}", "caf\u{e9}", "日本",
      ])
    case 28: draft.description = one(["", " \r\n", String(repeating: "d", count: 2001), "\u{a0}", "e\u{301}"])
    case 29: draft.lines[index].memo = one(["", "\t", String(repeating: "é", count: 2000), "=1+1\u{202e}"])
    case 30: draft.kind = one(EntryKind.allCases)
    case 31: draft.refunds = one([nil, 1, 9_999_999, site.entries.keys.max(), other.entries.keys.max()])
    case 32:
      draft.kind = .refund
      draft.refunds = site.entries.keys.sorted().randomElement(using: &random)
    case 33: for line in draft.lines.indices { draft.lines[line].amount = -draft.lines[line].amount }
    case 34: if let closed = site.closed { draft.date = closed.firstDay }
    case 35:
      for line in draft.lines.indices where draft.lines[line].account == "1010" { draft.lines[line].account = "2010" }
    default: draft.lines.swapAt(0, draft.lines.count - 1)
    }
  }

  /// A key that is known, with its content or with one thing changed.
  private mutating func repeatKnown(_ draft: inout EntryDraft, _ site: ModelBooks.Site, changed: Bool) {
    guard let number = site.entries.keys.sorted().randomElement(using: &random), let known = site.entries[number] else {
      return
    }
    draft = known.draft
    guard changed, !draft.lines.isEmpty else { return }
    let index = Int.random(in: draft.lines.indices, using: &random)
    switch Int.random(in: 0..<9, using: &random) {
    case 0: draft.date = draft.date.adding(days: 1)
    case 1: draft.description += "!"
    case 2: draft.lines[index].amount += Money(cents: 1)
    case 3: draft.lines[index].account = "1110"
    case 4: draft.lines[index].memo = "other"
    case 5: draft.lines.removeLast()
    case 6: draft.lines.append(draft.lines[0])
    case 7: draft.lines[index].party = draft.lines[index].party == nil ? "staff" : nil
    default: draft.kind = draft.kind == .journal ? .expense : .journal
    }
  }
}
