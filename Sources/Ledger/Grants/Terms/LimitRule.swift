/// A limit by percent, by amount or by both, as award agreements write them: `10% and 1000.00 of line`.
public struct LimitRule: Sendable, Hashable {
  /// Whether both limits must be passed, or either.
  public enum Test: String, Sendable {
    case both, either
  }

  /// What the percent is of.
  public enum Basis: String, Sendable, CaseIterable {
    /// The budget line.
    case line
    /// The whole budget.
    case total
    /// The whole budget, the transfers of all revisions added up.
    case transfers
  }

  /// Tenths of a percent; nil where no percent limits it.
  public let percentTenths: Int?
  /// Nil where no amount limits it.
  public let amount: Money?
  /// How the two go together.
  public let test: Test
  /// What the percent is of.
  public let basis: Basis

  /// No limit: whatever is above zero passes.
  public static let none = LimitRule(percentTenths: nil, amount: nil, test: .both, basis: .line)

  /// Whether an amount passes it. `whole` is what the percent is of; without any limit, whatever is above zero passes.
  public func isPassed(by moved: Money, of whole: Money) -> Bool {
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
public struct LimitRuleError: InputError, Hashable {
  let typed: String

  /// What is wrong.
  public var cause: String { "‹\(VisibleText.escaped(typed))› is no limit" }
  /// How one is written.
  public var nextStep: String {
    "write it as \"10%\", \"1000.00\", \"10% and 1000.00\" or \"10% or 1000.00\", then \"of line\", \"of total\" or \"of transfers\""
  }
}

extension LimitRule {
  /// Reads a rule. Without `of`, the percent is of the line.
  public init(parsing text: String) throws(LimitRuleError) {
    let fault = LimitRuleError(typed: text)
    var words = text.split(separator: " ").map(String.init)
    var basis = Basis.line
    if let of = words.firstIndex(of: "of") {
      guard of == words.count - 2, let named = Basis(rawValue: words[of + 1]) else { throw fault }
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
