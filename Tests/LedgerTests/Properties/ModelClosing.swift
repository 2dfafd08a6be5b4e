@testable import Ledger

/// What the model holds of the closing of years, and of money received ahead.
extension ModelBooks.Site {
  /// Whether an entry closes a fiscal year, which ends in June, and does nothing else; the drafts are posted together.
  func isClosing(_ draft: EntryDraft, among drafts: [EntryDraft]) -> Bool {
    guard draft.date == draft.date.month.lastDay, draft.date.month.number == 6 else { return false }
    func isActivity(_ line: EntryLine) -> Bool {
      [.revenue, .expense, .release].contains(accounts[line.account])
    }
    for line in draft.lines {
      if line.award != nil || line.budgetLine != nil || line.service != nil { return false }
      let isNetAssets =
        line.account == "3010" && line.netAssetClass == .without
        || line.account == "3110" && line.netAssetClass == .with
      if !isActivity(line), !isNetAssets { return false }
    }
    let byClass = Dictionary(grouping: draft.lines) { [$0.fund, $0.netAssetClass?.rawValue] }
    guard byClass.values.allSatisfy({ $0.map(\.amount).total() == .zero }) else { return false }
    func place(_ line: EntryLine) -> [String?] {
      [line.account, line.fund, line.netAssetClass?.rawValue, line.function?.rawValue, line.program]
    }
    let all = (entries.values.map(\.draft) + drafts).filter { $0.date <= draft.date }.flatMap(\.lines)
    let closed = Set(draft.lines.filter(isActivity).map(place))
    return closed.allSatisfy { closed in all.filter { place($0) == closed }.map(\.amount).total() == .zero }
  }

  /// Whether conditions met or returns among the drafts take more from an advance, or from custodial money, than is there.
  func overdrawsAdvance(_ drafts: [EntryDraft]) -> Bool {
    func place(_ line: EntryLine) -> [String?] { [line.account, line.fund, line.award] }
    let taken = drafts.filter { $0.kind == .condition || $0.kind == .return }.flatMap(\.lines).filter {
      ($0.account == "2410" || $0.account == "2910") && $0.amount > .zero
    }
    let all = (entries.values.map(\.draft) + drafts).flatMap(\.lines)
    return Set(taken.map(place)).contains { taken in
      all.filter { place($0) == taken }.map(\.amount).total() > .zero
    }
  }
}
