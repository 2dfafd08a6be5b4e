/// One cost shared by several awards, lines and funds: one entry, balanced in every fund.
package struct ExpenseSplit: Sendable {
  /// A share of the cost.
  package struct Share: Sendable, Hashable {
    /// Where it goes.
    package let target: CostTarget
    /// Its part; of a negative or zero part there is no line.
    package let amount: Money
  }

  /// The shares; they add up to the cost.
  package let shares: [Share]

  private init(shares: [Share]) { self.shares = shares }

  /// Shares by weight, to the cent, by largest remainder.
  /// - Precondition: a weight is above zero and none is negative.
  package init(_ amount: Money, by weights: [(target: CostTarget, weight: Int64)]) {
    let parts = amount.split(weights: weights.map(\.weight))
    self.init(shares: zip(weights, parts).map { Share(target: $0.target, amount: $1) })
  }

  /// Shares as typed: all `TARGET 60%`, or all `TARGET 400.00`, and of either at most one `TARGET rest`.
  /// Throws `Refusal` where they do not add up to the amount or to 100%.
  package init(_ amount: Money, typed: [String]) throws(Refusal) {
    var parts: [(target: CostTarget, value: String)] = []
    for text in typed {
      let words = text.split(separator: " ").map(String.init)
      guard words.count == 2 else {
        throw Refusal(
          "‹\(VisibleText.escaped(text))› is not a share",
          nextStep: "write \"AWARD:LINE 60%\", \"AWARD:LINE 400.00\" or \"AWARD:LINE rest\"")
      }
      parts.append((try CostTarget(parsing: words[0]), words[1]))
    }
    let percents = parts.count { $0.value.utf8.last == UInt8(ascii: "%") }
    let rests = parts.count { $0.value == "rest" }
    if percents > 0, percents + rests == parts.count {
      self.init(amount, by: try Self.weights(parts))
      return
    }
    guard percents == 0 else {
      throw Refusal("some shares are percents and some amounts", nextStep: "write all in percent, or all as amounts")
    }
    var fixed: [Money?] = []
    for part in parts {
      guard part.value != "rest" else {
        fixed.append(nil)
        continue
      }
      guard let share = try? Money(typed: part.value), share > .zero else {
        throw Refusal(
          "‹\(VisibleText.escaped(part.value))› is not an amount above zero", nextStep: "write it as 400.00, or rest")
      }
      fixed.append(share)
    }
    let rest = amount - fixed.compactMap { $0 }.total()
    let open = fixed.count { $0 == nil }
    guard open <= 1, open == 1 ? rest > .zero : rest == .zero else {
      throw Refusal(
        open > 1
          ? "two shares take the rest"
          : "the shares add up to \((amount - rest).grouped), the cost is \(amount.grouped)",
        nextStep: "change a share, or write \"rest\" for one of them")
    }
    self.init(shares: zip(parts, fixed).map { Share(target: $0.target, amount: $1 ?? rest) })
  }

  private static func weights(_ parts: [(target: CostTarget, value: String)]) throws(Refusal) -> [(CostTarget, Int64)] {
    var weights: [(CostTarget, Int64)] = []
    var rest: Int?
    for part in parts {
      guard part.value != "rest" else {
        guard rest == nil else {
          throw Refusal("two shares take the rest", nextStep: "give one of them its percent")
        }
        rest = weights.count
        weights.append((part.target, 0))
        continue
      }
      guard let share = try? Money(parsing: String(part.value.dropLast())), share > .zero else {
        throw Refusal(
          "‹\(VisibleText.escaped(part.value))› is not a percent above zero",
          nextStep: "write it as 60%, 33.33% or rest")
      }
      weights.append((part.target, share.cents))
    }
    if let rest { weights[rest].1 = max(0, 100_00 - weights.map(\.1).reduce(0, +)) }
    let sum = weights.map(\.1).reduce(0, +)
    guard rest.map({ weights[$0].1 > 0 }) != false else {
      throw Refusal(
        "the percents leave no rest: they add up to \(Money(cents: sum))",
        nextStep: "lower one of them, or leave \"rest\" out")
    }
    guard sum == 100_00 else {
      throw Refusal(
        "the percents add up to \(Money(cents: sum)), not 100", nextStep: "change them so that they add up to 100")
    }
    return weights
  }

  /// The entry of a cost in these shares, every fund paying its own. `resolve` finds award, line and account of a share.
  package func entry(
    of expense: Expense, in organization: Organization, unrestricted fund: String, program: String,
    resolve: (CostTarget) throws -> (award: Award?, line: BudgetLine?, account: Account?)
  ) throws -> EntryDraft {
    var debits: [EntryLine] = []
    var credits: [EntryLine] = []
    for share in shares where share.amount != .zero {
      var part = expense
      part.amount = share.amount
      let found = try resolve(share.target)
      let draft: EntryDraft
      if let award = found.award {
        draft = try part.entry(award: award, line: found.line, account: found.account)
      } else if let account = found.account {
        draft = try part.entry(
          unrestricted: fund, of: organization, account: account, function: share.target.function, program: program)
      } else {
        throw Refusal("a share of the unrestricted fund needs an account", nextStep: "write unrestricted:ACCOUNT")
      }
      debits.append(draft.lines[0])
      if let same = credits.firstIndex(where: { $0.fund == draft.lines[1].fund }) {
        credits[same].amount += draft.lines[1].amount
      } else {
        credits.append(draft.lines[1])
      }
    }
    return EntryDraft(
      key: expense.key, date: expense.date, kind: .expense, description: expense.memo ?? "Shared cost",
      lines: debits + credits)
  }
}
