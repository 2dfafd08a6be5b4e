extension Books {
  /// Whether an award has its first budget, which is this one. Throws `ActConflict` where it says something else; what was revised since does not count.
  package func isThere(_ budget: BudgetDraft, _ approval: BudgetApproval, of award: Award) throws -> Bool {
    guard let first = try budgetHistory(of: award).first, !award.lines.isEmpty else { return false }
    let lines = budget.lines.flatMap { line -> [ActConflict.Field] in
      guard let there = award.lines.first(where: { $0.code == line.code }) else { return [] }
      return [
        ("category of \(line.code)", there.category.rawValue, line.category.rawValue),
        ("account of \(line.code)", there.account, line.account),
      ]
    }
    try ActConflict.require(
      "the budget of \(award.code)",
      first.approval.differences(from: approval)
        + Set(first.amounts.keys).union(budget.amounts.keys).sorted().map {
          ("line \($0)", first.amounts[$0]?.grouped, budget.amounts[$0]?.grouped)
        } + lines,
      nextStep:
        "\"ledgerctl budget history \(award.reference)\" lists its versions; \"budget revise\" records another")
    return true
  }
}
