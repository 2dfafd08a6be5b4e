@testable import Ledger

/// What the model holds of net assets and their classes.
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
}
