@testable import Ledger

/// Donor restrictions in the model: what lines move, and what a month's close releases.
extension ModelBooks.Site {
  /// The entry of a release by hand.
  func entry(of release: ModelOperation.Release) -> EntryDraft {
    let fund = awards[release.award]?.fund ?? ""
    func line(_ cents: Int64, _ netAssetClass: NetAssetClass) -> EntryLine {
      EntryLine(
        account: "6930", fund: fund, amount: Money(cents: cents), netAssetClass: netAssetClass, award: release.award)
    }
    return EntryDraft(
      key: "books:release-by-hand:\(release.key)", date: release.date, kind: .release,
      description: "Release of \(release.award): It came",
      lines: [line(release.cents, .with), line(-release.cents, .without)])
  }

  /// What a release by hand is answered with.
  func answer(to release: ModelOperation.Release) -> ModelAnswer {
    guard [.unconditional, .conditional].contains(awards[release.award]?.recognition) else { return .refused("LA018") }
    let draft = entry(of: release)
    if let number = keys[draft.key], let known = entries[number] {
      let isSame = known.draft.date == release.date && known.draft.lines[0].amount.cents == release.cents
      return isSame ? .posted([number]) : .refused("LK001")
    }
    if isClosed(release.date.month) { return .refused("LP001") }
    let passed = passed(by: [measured(draft.lines, .release, on: release.date, turned: false)])
    return passed.isEmpty ? .posted([nil]) : .refused("LA012")
  }

  /// How lines move the restricted balances of awards, credits up.
  func restrictedChanges(by lines: [EntryLine]) -> [String: Int64] {
    var changes: [String: Int64] = [:]
    for line in lines where line.netAssetClass == .with {
      for award in awards.values where award.fund == line.fund { changes[award.code, default: 0] -= line.amount.cents }
    }
    return changes
  }

  /// Whether the books are closed through a month.
  func isClosed(_ month: Month) -> Bool { closed.map { month <= $0 } ?? false }

  /// The first month that a closing closes: after those that are closed, else that of the first entry.
  var firstOpenMonth: Month? { closed?.adding(months: 1) ?? entries.values.map(\.draft.date.month).min() }

  /// The entries that closing a month posts, by award: the release on its last day, and what is taken back on later days that do not cover it.
  func releases(closing month: Month) -> [EntryDraft] {
    awards.values.sorted { $0.code < $1.code }.flatMap { award -> [EntryDraft] in
      let due = dueRelease(of: award, through: month.lastDay)
      if due == 0 { return [] }
      func entry(_ day: Day, _ cents: Int64, _ key: String, _ description: String) -> EntryDraft {
        func line(_ amount: Int64, _ netAssetClass: NetAssetClass) -> EntryLine {
          EntryLine(
            account: "6910", fund: award.fund, amount: Money(cents: amount), netAssetClass: netAssetClass,
            award: award.code)
        }
        let key = "books:release:\(award.code):\(key)"
        let number = (1...).first { keys[$0 == 1 ? key : "\(key):\($0)"] == nil } ?? 1
        return EntryDraft(
          key: number == 1 ? key : "\(key):\(number)", date: day, kind: .release, description: description,
          lines: [line(cents, .with), line(-cents, .without)])
      }
      let release = entry(
        month.lastDay, due, "\(month)",
        due > 0
          ? "Release of \(award.code) for spending through \(month.lastDay)"
          : "Release of \(award.code) taken back with its spending")
      return [release]
        + takenBack(of: award, after: month.lastDay, due).map {
          entry(
            $0.day, -$0.cents, "\($0.day)",
            "Release of \(award.code) taken back: released through \(month.lastDay) already")
        }
    }
  }

  /// Day after day, what of a release that day does not cover.
  private func takenBack(of award: ModelBooks.Award, after day: Day, _ due: Int64) -> [(day: Day, cents: Int64)] {
    var changes: [Day: Int64] = [:]
    for entry in entries.values {
      for line in entry.draft.lines where line.fund == award.fund && line.netAssetClass == .with {
        changes[entry.draft.date, default: 0] -= line.amount.cents
      }
    }
    var restricted: Int64 = 0
    var taken: Int64 = 0
    var found: [(day: Day, cents: Int64)] = []
    for (on, change) in changes.sorted(by: { $0.key < $1.key }) {
      restricted += change
      guard on > day else { continue }
      let lacking = due - restricted - taken
      if lacking > 0 {
        found.append((on, lacking))
        taken += lacking
      }
    }
    return found
  }

  /// The lesser of spending and support through a day, less what was released; or what was released for spending that is no more.
  private func dueRelease(of award: ModelBooks.Award, through day: Day) -> Int64 {
    guard award.recognition == .unconditional || award.recognition == .conditional else { return 0 }
    var spent: Int64 = 0
    var released: Int64 = 0
    var releasedForSpending: Int64 = 0
    var restricted: Int64 = 0
    for entry in entries.values where entry.draft.date <= day {
      for line in entry.draft.lines where line.fund == award.fund {
        let cents = line.amount.cents
        let isCost = line.budgetLine != nil || accounts[line.account] == .expense
        if isCost, line.award == award.code, !uncounted.contains(line.account) { spent += cents }
        guard line.netAssetClass == .with else { continue }
        restricted -= cents
        guard accounts[line.account] == .release else { continue }
        released += cents
        let original = entry.reverses.flatMap { entries[$0] } ?? entry
        if original.draft.kind == .release, line.account == "6910" { releasedForSpending += cents }
      }
    }
    return max(min(spent - released, max(restricted, 0)), -max(releasedForSpending, 0))
  }
}
