// What a statement says below its total: what of the budget is not there to be spent, and what was spent beyond the award.
extension BudgetSheet {
  /// Why the budget less spending is not what is left to spend: an award that was taken over in mid-life, money that went back or will not come, an
  /// award that is closed. None where nothing of that is so.
  func standing() -> [StatementRow] {
    func sum(_ amount: (Part) -> Money) -> Money { parts.map(amount).total() }
    let reasons: [(title: String, amount: Money)] = [
      ("Neither taken over nor come since", sum(\.notTakenOver)),
      ("Went back to the funder", sum { $0.award.turns.map { $0.returned - $0.returnedAndOwed } ?? .zero }),
      ("Owed back to the funder", sum { $0.award.turns?.returnedAndOwed ?? .zero }),
      ("Written off", sum { $0.award.turns?.writtenOff ?? .zero }),
      (parts.count == 1 ? "Closed, not spent" : "Not spent of closed awards", sum { lapsed($0) }),
    ].filter { $0.amount != .zero }
    if reasons.isEmpty || !parts.allSatisfy(\.isKnown) {
      return reasons.map { row($0.title, -$0.amount, in: "available") }
    }
    let left = sum { $0.unlapsed - lapsed($0) }
    return reasons.map { row($0.title, -$0.amount, in: "available") } + [row("Left to spend", left, in: "available")]
  }

  /// Where an award spent more than it is, how much its funder bears at most, and what is the organization's own.
  func claimable() -> [StatementRow] {
    let own = parts.map(\.own).total()
    guard own > .zero else { return [] }
    let spent = allLines.map(\.spent.toDate).total()
    let within =
      parts.count > 1
      ? "Within the awards"
      : parts[0].award.turns?.takenOver == nil ? "Within the award" : "Within what came of it"
    return [
      row(within, spent - own, in: "to_date"), row("Above it, the organization's own", own, in: "to_date"),
    ]
  }

  /// What is left of an award that is closed: no longer there to be spent.
  private func lapsed(_ part: Part) -> Money { isClosed(part) ? max(.zero, part.unlapsed) : .zero }

  func isClosed(_ part: Part) -> Bool { part.award.closedOn.map { $0 <= window.through } ?? false }

  private func row(_ title: String, _ amount: Money, in key: String) -> StatementRow {
    let place = columns.firstIndex { $0.key == key }
    return .memo(columns.indices.map { $0 == 0 ? .text(title) : $0 == place ? .money(amount) : .empty }, indent: 1)
  }

  /// What turned the awards from their usual course, and what that leaves.
  func turnNotes(of part: Part) -> [String] {
    let award = part.award
    guard let turns = award.turns else { return closingNote(part) }
    var said = turns.takenOver.map { [$0.sentence(of: award.code)] } ?? []
    said += turns.sentences(of: award.code, award.funderName)
    if !part.isKnown {
      said.append(
        "What of \(award.code) may still be recognized is not in these books, so what is left to spend is not said.")
    } else if !isClosed(part), award.budgetVersion != nil, part.unlapsed != part.lines.map(\.available).total() {
      let left = part.unlapsed
      said.append(
        left.isNegative
          ? "Nothing is left to spend of \(award.code): \((-left).grouped) more is spent or committed than there was."
          : left == .zero
            ? "Nothing is left to spend of \(award.code), whatever its budget lines have available."
            : "Left to spend of \(award.code): \(left.grouped), not what its budget lines have available.")
    }
    return said + closingNote(part)
  }

  private func closingNote(_ part: Part) -> [String] {
    guard isClosed(part), let day = part.award.closedOn else { return [] }
    return ["\(part.award.code) was closed on \(day): what was not spent is no longer available."]
  }
}

extension BudgetVersusActual.Part {
  /// Whether what is left to spend is known: of a conditional award that was taken over, what it may recognize yet is not in these books.
  fileprivate var isKnown: Bool { award.turns?.takenOver == nil || award.recognition != .conditional }

  /// What of the budget these books cannot spend, because they neither took it over nor was it promised, recognized or received since.
  fileprivate var notTakenOver: Money {
    guard let taken = award.turns?.takenOver, award.budgetVersion != nil, isKnown else { return .zero }
    return lines.map(\.budget).total() - taken.support
  }

  /// What could be spent yet, whether or not the award is closed.
  fileprivate var unlapsed: Money {
    lines.map(\.available).total() - notTakenOver - (award.turns?.returned ?? .zero)
      - (award.turns?.writtenOff ?? .zero)
  }

  /// What was spent beyond what the funder bears at most, where that is known.
  fileprivate var own: Money {
    guard isKnown else { return .zero }
    let turns = award.turns
    let bearable =
      (turns?.takenOver?.support ?? award.amount) - (turns?.returned ?? .zero) - (turns?.writtenOff ?? .zero)
    return max(.zero, lines.map(\.spent.toDate).total() - bearable)
  }
}
