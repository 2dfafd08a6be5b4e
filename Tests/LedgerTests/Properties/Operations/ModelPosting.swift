import Foundation

@testable import Ledger

/// Everything that is wrong with a call that posts entries.
struct ModelPosting {
  let site: ModelBooks.Site
  let drafts: [EntryDraft]
  let mayRecord: Bool

  private var new: [(offset: Int, element: EntryDraft)] {
    drafts.enumerated().filter { site.keys[$0.element.key] == nil }
  }

  var breaches: [Breach] {
    var found: [Breach] = []
    if !mayRecord { found.append(Breach(stage: .membership, name: "LM001")) }
    if Set(drafts.map { Array($0.key.utf8) }).count < drafts.count { found.append(Breach(stage: .call, name: "LK002")) }
    for (index, draft) in drafts.enumerated() {
      if draft.key.utf8.starts(with: "books:".utf8) {
        found.append(Breach(stage: .call, entry: index, rank: 1, name: "LK003"))
      }
      if draft.kind.isMadeByBooks { found.append(Breach(stage: .call, entry: index, rank: 2, name: "LE021")) }
      // Of a known key too: the header is looked at before it is passed over.
      found += header(draft).map { Breach(stage: .header, entry: index, rank: $0, name: $1) }
      if let number = site.keys[draft.key], let known = site.entries[number],
        known.reverses != nil || !Self.isSame(known.draft, draft)
      {
        found.append(Breach(stage: .sameContent, entry: index, name: "LK001"))
      }
    }
    for (index, draft) in new { found += entry(draft, index) }
    // Where a row was refused, every draft of the call is read again for what cannot be read, the known ones too.
    if drafts.contains(where: { !ModelBooks.isText($0.description, 2000) })
      || new.contains(where: { Self.isUnreadable($0.element) })
      || (found.contains { [.header, .lineValue].contains($0.stage) } && drafts.contains(where: Self.isUnreadable))
    {
      found.append(Breach(stage: .unreadable, name: "LE017"))
    }
    for (index, draft) in new where site.movesNetAssets(draft) {
      found.append(Breach(stage: .closing, entry: index, name: "LE022"))
    }
    return found
      + site.passed(
        by: new.map { site.measured($0.element.lines, $0.element.kind, on: $0.element.date, turned: false) })
  }

  /// Whether a text or an amount of it cannot be read.
  private static func isUnreadable(_ draft: EntryDraft) -> Bool {
    !ModelBooks.isText(draft.description, 2000)
      || draft.lines.contains { line in
        line.amount == .zero || line.amount.cents.magnitude > 9_999_999_999_999
          || line.memo.map { !ModelBooks.isText($0, 2000) } == true
      }
  }

  /// In the order of the names of the constraints.
  private func header(_ draft: EntryDraft) -> [(Int, String)] {
    var found: [(Int, String)] = []
    if !Self.isKey(draft.key) { found.append((1, "journal_entry_key_is_text")) }
    if [.refund, .reclass].contains(draft.kind) != (draft.refunds != nil) {
      found.append((2, "journal_entry_refund_check"))
    }
    if draft.kind == .reversal { found.append((3, "journal_entry_reversal_check")) }
    return found
  }

  static func isKey(_ key: String) -> Bool {
    !key.isEmpty && key.utf8.count <= 200 && Array(key.precomposedStringWithCanonicalMapping.utf8) == Array(key.utf8)
  }

  private func entry(_ draft: EntryDraft, _ index: Int) -> [Breach] {
    var found: [Breach] = []
    if let target = draft.refunds, site.entries[target] == nil {
      found.append(Breach(stage: .headerReference, entry: index, name: "journal_entry_refunds_fkey"))
    }
    // The model pays nothing: whatever calls itself a payment says nowhere how.
    if draft.kind == .payment { found.append(Breach(stage: .commit, entry: index, rank: 1, name: "LB005")) }
    if site.isClosed(draft.date.month) { found.append(Breach(stage: .period, entry: index, name: "LP001")) }
    if draft.lines.isEmpty {
      return found + [Breach(stage: .lines, entry: index, name: "LE004")]
    }
    for (number, line) in draft.lines.enumerated() {
      let rules = ModelLine(site: site, line: line)
      found += rules.values.map { Breach(stage: .lineValue, entry: index, line: number, rank: $0, name: $1) }
      found += rules.references.map { Breach(stage: .lineReference, entry: index, line: number, rank: $0, name: $1) }
      if let name = rules.rule(in: draft), let rank = ModelLine.order.firstIndex(of: name) {
        found.append(Breach(stage: .lineRule, entry: index, rank: rank, name: name))
      }
    }
    if draft.lines.count < 2 {
      found.append(Breach(stage: .balance, entry: index, name: "LE004"))
    } else if draft.lines.map(\.amount).total() != .zero {
      found.append(Breach(stage: .balance, entry: index, name: "LE001"))
    }
    if Dictionary(grouping: draft.lines, by: \.fund).values.contains(where: { $0.map(\.amount).total() != .zero }) {
      found.append(Breach(stage: .fundBalance, entry: index, name: "LE002"))
    }
    if draft.kind != .refund, takesOffABudget(draft) {
      found.append(Breach(stage: .lineCredit, entry: index, name: "LA017"))
    }
    if let target = draft.refunds.flatMap({ site.entries[$0] }), target.draft.date > draft.date {
      found.append(Breach(stage: .adjustment, entry: index, name: "LE014"))
    }
    if let target = draft.refunds, !isRefundable(target, by: draft) {
      found.append(Breach(stage: .adjustment, entry: index, rank: 1, name: "LE012"))
    }
    return found
  }

  /// Whether the budget lines of an award get more back than they are charged.
  private func takesOffABudget(_ draft: EntryDraft) -> Bool {
    let charged = draft.lines.filter { $0.budgetLine != nil && !site.uncounted.contains($0.account) }
    return Dictionary(grouping: charged, by: \.award).values.contains { $0.map(\.amount).total() < .zero }
  }

  /// A refund goes back to the line of an expense, or of a reclassification, that stands; a reclassification takes of the lines of an expense and pays
  /// nothing; all of them together are at most what was borne.
  private func isRefundable(_ target: Int64, by draft: EntryDraft) -> Bool {
    let isReclass = draft.kind == .reclass
    guard let expense = site.entries[target], site.reversedBy[target] == nil,
      expense.draft.kind == .expense || expense.draft.kind == .reclass && !isReclass
    else { return false }
    func costs(_ lines: [EntryLine]) -> [[String?]: Int64] {
      let costs = lines.filter { $0.function != nil || $0.budgetLine != nil }
      return Dictionary(
        costs.map {
          ([$0.account, $0.fund, $0.award, $0.budgetLine, $0.function?.rawValue, $0.program], $0.amount.cents)
        }, uniquingKeysWith: +)
    }
    let refund = costs(draft.lines)
    let spent = costs(expense.draft.lines)
    let refunds =
      site.standingRefunds(of: target).compactMap { site.entries[$0]?.draft }
      + new.map(\.element).filter { $0.refunds == target }
    let left = refunds.reduce(into: spent) { $0.merge(costs($1.lines), uniquingKeysWith: +) }
    // The money comes back to where it may.
    let comesBack = draft.lines.allSatisfy {
      $0.function != nil || $0.budgetLine != nil
        || !isReclass && $0.amount > .zero
          && ["1010", "1040", "1045", "1070", "2010", "2015", "1310"].contains($0.account)
    }
    return comesBack && !refund.isEmpty
      && refund.allSatisfy { $0.value < 0 ? spent[$0.key, default: 0] > 0 : isReclass || $0.value == 0 }
      && left.allSatisfy { $0.value >= 0 || spent[$0.key, default: 0] <= 0 }
      && site.isCovered(target, also: new.map(\.element).filter { $0.refunds == target }.map { ($0.date, $0.lines, 1) })
  }

  /// Letter for letter: two spellings of one accented letter are two texts.
  private static func isSame(_ left: EntryDraft, _ right: EntryDraft) -> Bool {
    left == right && left.description.utf8.elementsEqual(right.description.utf8)
      && zip(left.lines, right.lines).allSatisfy { ($0.memo ?? "").utf8.elementsEqual(($1.memo ?? "").utf8) }
  }
}

/// Everything that is wrong with a call that reverses an entry.
struct ModelReversal {
  let site: ModelBooks.Site
  let reversal: ModelOperation.Reversal
  let mayRecord: Bool

  var breaches: [Breach] {
    var found: [Breach] = []
    if !mayRecord { found.append(Breach(stage: .membership, name: "LM001")) }
    if let known = site.keys[reversal.key].flatMap({ site.entries[$0] }) {
      let isSame =
        known.reverses == reversal.number && known.draft.date == reversal.date && known.reason == reversal.reason
      if isSame { return found }
      let isReadable = ModelBooks.isText(reversal.reason, 2000)
      return found + [Breach(stage: .call, name: isReadable ? "journal_entry_reversed_once" : "LE017")]
    }
    if !ModelBooks.isText(reversal.reason, 2000) { found.append(Breach(stage: .unreadable, name: "LE017")) }
    if site.reversedBy[reversal.number] != nil {
      found.append(Breach(stage: .header, rank: 2, name: "journal_entry_reversed_once"))
    }
    if site.isClosed(reversal.date.month) { found.append(Breach(stage: .period, name: "LP001")) }
    guard let target = site.entries[reversal.number] else {
      return found + [Breach(stage: .headerReference, name: "journal_entry_reverses_fkey")]
    }
    if target.reverses != nil { found.append(Breach(stage: .adjustment, name: "LE011")) }
    let taken = target.draft.lines
    if !site.standingRefunds(of: reversal.number).isEmpty
      || !site.isCovered(reversal.number, also: [(reversal.date, taken, -1)])
    {
      found.append(Breach(stage: .adjustment, rank: 1, name: "LE013"))
    }
    if target.draft.date > reversal.date { found.append(Breach(stage: .adjustment, rank: 2, name: "LE014")) }
    let turned = target.draft.lines.map { line in
      var turned = line
      turned.amount = -line.amount
      return turned
    }
    return found
      + site.passed(by: [site.measured(turned, target.draft.kind, on: reversal.date, turned: true)])
  }
}

extension ModelBooks.Site {
  /// Whether on no day more of an expense is refunded than is left of it, where a refund of it was undone on its own day.
  func isCovered(_ expense: Int64, also more: [(date: Day, lines: [EntryLine], sign: Int64)]) -> Bool {
    let refunds = entries.filter { $0.value.draft.refunds == expense }
    let undone = refunds.compactMap { number, entry in
      reversedBy[number].flatMap { entries[$0] }.map {
        (date: $0.draft.date, lines: entry.draft.lines, sign: Int64(-1))
      }
    }
    guard !undone.isEmpty, let spent = entries[expense]?.draft else { return true }
    let events =
      [(date: Day.earliest, lines: spent.lines, sign: Int64(1))]
      + refunds.map { (date: $0.value.draft.date, lines: $0.value.draft.lines, sign: Int64(1)) } + undone + more
    func key(_ line: EntryLine) -> [String?] {
      [line.fund, line.award, line.budgetLine, line.function?.rawValue, line.program]
    }
    func isCost(_ line: EntryLine) -> Bool { line.function != nil || line.budgetLine != nil }
    let borne = Dictionary(
      spent.lines.filter(isCost).map { (key($0), $0.amount.cents) }, uniquingKeysWith: +)
    var left: [[String?]: Int64] = [:]
    for (_, events) in Dictionary(grouping: events, by: \.date).sorted(by: { $0.key < $1.key }) {
      for event in events {
        for line in event.lines where isCost(line) { left[key(line), default: 0] += event.sign * line.amount.cents }
      }
      if left.contains(where: { $0.value < 0 && borne[$0.key, default: 0] > 0 }) { return false }
    }
    return true
  }
}
