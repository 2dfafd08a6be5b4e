@testable import Ledger

/// What the model holds of net assets, their classes, and money received ahead.
extension ModelBooks.Site {
  /// Whether an entry that a client gives moves accounts which openings, releases and closings alone move, or revenue of a fund from one
  /// class to the other.
  func movesNetAssets(_ draft: EntryDraft) -> Bool {
    if draft.lines.contains(where: { [.netAssets, .release].contains(accounts[$0.account]) }) { return true }
    let revenue = draft.lines.filter { accounts[$0.account] == .revenue }
    return Dictionary(grouping: revenue, by: \.fund).values.contains { lines in
      let with = lines.filter { $0.netAssetClass == .with }.map(\.amount).total()
      let without = lines.filter { $0.netAssetClass == .without }.map(\.amount).total()
      return with.cents.signum() * without.cents.signum() < 0
    }
  }

  /// Whether entries with these lines take more from an advance than is there.
  func overdrawsAdvance(_ lines: [EntryLine]) -> Bool {
    func place(_ line: EntryLine) -> [String?] { [line.account, line.fund, line.award] }
    let taken = lines.filter { $0.account == "2410" && $0.amount > .zero }
    let all = entries.values.flatMap(\.draft.lines) + lines
    return Set(taken.map(place)).contains { taken in
      all.filter { place($0) == taken }.map(\.amount).total() > .zero
    }
  }
}
