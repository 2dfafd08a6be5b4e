/// A limit by percent, by amount or by both, as award agreements write them: `10% and 1000.00 of line`.
package struct LimitRule: Sendable, Hashable {
  /// Whether both limits must be passed, or either.
  package enum Test: String, Sendable {
    case both, either
  }

  /// What the percent is of.
  package enum Basis: String, Sendable, CaseIterable {
    /// The budget line.
    case line
    /// The whole budget.
    case total
    /// The whole budget, the transfers of all revisions added up.
    case transfers
  }

  /// Tenths of a percent; nil where no percent limits it.
  package let percentTenths: Int?
  /// Nil where no amount limits it.
  package let amount: Money?
  /// How the two go together.
  package let test: Test
  /// What the percent is of.
  package let basis: Basis

  /// No limit: whatever is above zero passes.
  package static let none = LimitRule(percentTenths: nil, amount: nil, test: .both, basis: .line)

  /// Whether an amount passes it. `whole` is what the percent is of; without any limit, whatever is above zero passes.
  package func isPassed(by moved: Money, of whole: Money) -> Bool {
    let overPercent = percentTenths.map { Int128(moved.cents) * 1000 > Int128($0) * Int128(whole.cents) }
    let overAmount = amount.map { moved > $0 }
    switch (overPercent, overAmount) {
    case (nil, nil): return moved > .zero
    case (let percent?, nil): return percent
    case (nil, let amount?): return amount
    case (let percent?, let amount?): return test == .both ? percent && amount : percent || amount
    }
  }
}

/// Why a rule could not be read.
package struct LimitRuleError: InputError, Hashable {
  let typed: String
  let bases: [LimitRule.Basis]

  /// What is wrong.
  package var cause: String { "‹\(VisibleText.escaped(typed))› is not a limit" }
  /// How one is written.
  package var nextStep: String {
    let ofWhat = bases.map { "\"of \($0.rawValue)\"" }
    return "write it as \"10%\", \"1000.00\", \"10% and 1000.00\" or \"10% or 1000.00\", then "
      + ofWhat.dropLast().joined(separator: ", ") + " or \(ofWhat.last ?? "")"
  }
}

extension LimitRule {
  /// Reads a rule. Without `of`, the percent is of the line. `bases`: what it may be of.
  package init(parsing text: String, of bases: [Basis] = Basis.allCases) throws(LimitRuleError) {
    let fault = LimitRuleError(typed: text, bases: bases)
    var words = text.split(separator: " ").map(String.init)
    var basis = Basis.line
    if let of = words.firstIndex(of: "of") {
      guard of == words.count - 2, let named = Basis(rawValue: words[of + 1]), bases.contains(named) else {
        throw fault
      }
      basis = named
      words.removeLast(2)
    }
    var percent: Int?
    var amount: Money?
    var test = Test.both
    for (index, word) in words.enumerated() {
      if index == 1 {
        guard words.count == 3, word == "and" || word == "or" else { throw fault }
        test = word == "and" ? .both : .either
      } else if word.utf8.last == UInt8(ascii: "%"), percent == nil {
        guard let read = Self.tenths(word) else { throw fault }
        percent = read
      } else if let read = try? Money(parsing: word), !read.isNegative, amount == nil {
        amount = read
      } else {
        throw fault
      }
    }
    guard words.count == 1 || words.count == 3 else { throw fault }
    self.init(percentTenths: percent, amount: amount, test: test, basis: basis)
  }

  /// Tenths of a percent of `10%` or `7.5%`, at most 1000%.
  static func tenths(_ text: String) -> Int? {
    guard text.utf8.last == UInt8(ascii: "%"), let share = try? Money(parsing: String(text.dropLast())),
      share.cents % 10 == 0, (0...100_000).contains(share.cents)
    else { return nil }
    return Int(share.cents / 10)
  }
}
