extension Award {
  /// How its budget is to be spread, as somebody says it: one line by month, as `2021-10 300.00`, or evenly from one month through another; without a line,
  /// those that are not spread as they are budgeted, or with `all` every one. `known`: how the lines are spread now. Throws `Refusal`, `UnknownCode`
  /// or an `InputError`.
  package func spreads(
    of line: String?, from: Month?, through: Month?, byMonth typed: [String], all: Bool, _ known: [String: BudgetSpread]
  ) throws -> [BudgetSpread] {
    let first = from ?? term.from.month
    let last = through ?? max(first, term.through.month)
    guard first <= last else {
      throw Refusal("\(last) is before \(first)", nextStep: "give --from the first month and --through the last one")
    }
    if let line {
      let line = try self.line(line)
      return [
        typed.isEmpty ? BudgetSpread(line, from: first, through: last) : try BudgetSpread(line, typed: typed)
      ]
    }
    return lines.filter { $0.amount > .zero && (all || known[$0.code]?.total != $0.amount) }.map { line in
      // A line that was revised keeps the shape that it had.
      if from == nil, through == nil, let before = known[line.code], before.total > .zero, before.total != line.amount {
        return before.scaled(to: line.amount)
      }
      return BudgetSpread(line, from: first, through: last)
    }
  }
}

extension BudgetSpread {
  /// A line by month, as `2021-10 300.00`; a month without an amount takes the whole line. Where they do not add up to the line's budget, the books
  /// refuse them.
  /// - Precondition: there is a month.
  fileprivate init(_ line: BudgetLine, typed: [String]) throws {
    var amounts: [Month: Money] = [:]
    for text in typed {
      let words = text.split(separator: " ").map(String.init)
      guard let first = words.first, words.count < 3 else {
        throw Refusal(
          "‹\(VisibleText.escaped(text))› is not a month and an amount", nextStep: "write --month \"2021-10 300.00\"")
      }
      let month = try Month(parsing: first)
      let amount = words.count == 2 ? try Money(typed: words[1]) : line.amount
      guard amount >= .zero else {
        throw Refusal("the amount of \(month) is below zero", nextStep: "write what is planned for it, zero or more")
      }
      guard amounts.updateValue(amount, forKey: month) == nil else {
        throw Refusal("\(month) is there twice", nextStep: "give each month once")
      }
    }
    self.init(line: line.code, byMonth: amounts)
  }
}

extension Books {
  /// The day that a spread holds from where nobody says one: what was spread as it is budgeted is planned anew from today; else the plan begins with the
  /// version of the budget.
  package func firstDay(
    of new: [BudgetSpread], _ known: [String: BudgetSpread], version: Int, of award: Award, today: Day
  ) throws -> Day {
    if new.contains(where: { spread in known[spread.line]?.total == spread.total }) { return today }
    return try budgetHistory(of: award).first { $0.number == version }?.effectiveOn ?? award.term.from
  }
}
