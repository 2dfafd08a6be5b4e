// What a statement says below its table.
extension BudgetSheet {
  func notes() -> [String] {
    var notes: [String] = []
    for part in parts {
      let award = part.award
      if let version = award.budgetVersion {
        if let other = award.budgetVersionInForce, other != version {
          notes.append(
            "Budget\(parts.count == 1 ? "" : " of \(award.code)"): version \(version), not the one in force on \(window.through), which is version \(other)."
          )
        }
      } else {
        notes.append("\(award.code) has no approved budget yet.")
      }
      if window.through < award.term.from {
        notes.append("\(award.code) begins on \(award.term.from): no earlier service is a cost of it.")
      }
      notes += turnNotes(of: part)
    }
    if source.span.period == .year { notes += yearNotes }
    if parts.flatMap(\.lines).contains(where: { $0.code == nil }) {
      notes.append("Spending on no budget line is shown so that totals agree with the ledger.")
    }
    if isBrief, allLines.contains(where: { $0.approved != $0.budget }) {
      notes.append("The budget was revised: --full shows what was approved and what was revised of each line.")
    }
    if !isBrief { notes.append("Variance: the revised budget less what was spent to date, committed or not.") }
    notes += planNotes
    for part in parts {
      for line in part.lines where line.variance != .none { notes.append(note(part, line)) }
      for line in part.lines where line.committed > .zero && line.available.isNegative {
        notes.append(
          "\(label(part, line)): spent and committed are \((-line.available).grouped) above its budget.")
      }
      for line in part.lines where line.isAsset && line.spent.toDate != .zero {
        notes.append(
          "\(label(part, line)): what is spent on account \(line.account ?? "") is an asset in the statements of position and activities, not an expense."
        )
      }
      for line in part.lines where line.spent.earlierService != .zero {
        notes.append(
          "\(label(part, line)): \(line.spent.earlierService.grouped) is for services that ended before the \(source.span.period?.rawValue ?? "period") it counts in."
        )
      }
    }
    return notes
  }

  /// Which organizations of one statement have other fiscal years than its columns.
  private var yearNotes: [String] {
    let first = source.yearStart
    var others: [String] = []
    for other in parts.map(\.award.organization) where other.fiscalYearFirstMonth != first {
      let said = "that of \(other.code) begins in month \(other.fiscalYearFirstMonth)"
      if !others.contains(said) { others.append(said) }
    }
    return others.isEmpty || parts.count == 1
      ? [] : ["The columns are fiscal years that begin in month \(first); \(others.joined(separator: ", "))."]
  }

  /// What is planned and projected or, where some lines are spread over months and others are not, which keep it from being shown.
  private var planNotes: [String] {
    let day = window.through
    if isPlanned { return definitions(day) + comparisons }
    guard allLines.contains(where: { $0.budget > .zero && $0.plan != nil }) else { return [] }
    let taken = parts.filter { $0.award.turns?.takenOver != nil }.map(\.award.code)
    if !taken.isEmpty {
      return [
        "Nothing is projected: what was spent of \(taken.joined(separator: ", ")) before it was taken over is not in these books."
      ]
    }
    if parts.count > 1 {
      let unspread = parts.filter { !$0.unplanned.isEmpty }.map(\.award.code)
      let listed =
        unspread.count > 3 ? "\(unspread.count) of these \(parts.count) awards" : unspread.joined(separator: ", ")
      return ["Nothing is projected: not all of the budget of \(listed) is spread over months as of \(day)."]
    }
    return parts.map { part in
      let isWhole = part.unplanned.count == part.lines.count { $0.budget > .zero }
      let lines = isWhole ? "the budget" : part.unplanned.map(\.name).joined(separator: ", ")
      return
        "Nothing is projected. Not spread over months as it was budgeted on \(day): \(lines) of \(part.award.code)."
    }
  }

  private func definitions(_ day: Day) -> [String] {
    let planned =
      "Planned to date: of the budget by months, the months that ended by \(day) and of one that goes on the part that its days are of it."
    return (isBrief ? [] : [planned]) + [
      "Projected: spent to date, and what the budget by months has for the days after \(day) or, where it is more, what is committed."
    ]
  }

  /// How spending stands to the plan, and what is projected above its budget.
  private var comparisons: [String] {
    func sum(_ amount: (Line) -> Money?) -> Money { allLines.compactMap(amount).total() }
    let (spent, planned) = (sum(\.spent.toDate), sum(\.plan?.toDate))
    let difference = spent < planned ? planned - spent : spent - planned
    let words = spent < planned ? "less than" : "more than"
    var notes = spent == planned ? [] : ["Spent \(difference.grouped) \(words) planned to date."]
    for part in parts {
      for line in part.lines {
        guard let projected = line.projected, projected > line.budget, line.spent.toDate <= line.budget else {
          continue
        }
        notes.append("\(label(part, line)) is projected \((projected - line.budget).grouped) above its budget.")
      }
      let (projected, budget) = (part.lines.compactMap(\.projected).total(), part.lines.map(\.budget).total())
      if projected > budget {
        notes.append(
          "\(part.award.code) is projected at \(projected.grouped), \((projected - budget).grouped) above its budget.")
      }
    }
    return notes
  }

  private func note(_ part: Part, _ line: Line) -> String {
    let over = "\(label(part, line)) is overspent by \(line.overrun.grouped)"
    switch line.variance {
    case .none, .withinRule: return "\(over), within the award's rule."
    case .explained:
      let words = part.explanations.last { $0.line == line.code && $0.overrun >= line.overrun }?.text
      return "\(over). Explained: \(words ?? "")"
    case .unexplained: return "\(over). An explanation is missing."
    }
  }

  private func label(_ part: Part, _ line: Line) -> String {
    parts.count == 1 ? line.name : "\(part.award.code), \(line.name)"
  }
}
