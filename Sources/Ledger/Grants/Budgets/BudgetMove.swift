/// Money that moves between two lines of a budget.
package struct BudgetMove: Sendable, Hashable {
  /// The line that it leaves, and the one that it goes to, by code or name.
  package var from: String
  package var to: String
  /// More than zero.
  package let amount: Money

  /// The same by the codes of its lines. Throws `UnknownCode`, or `Refusal` where it leaves the line that it goes to.
  func named(in award: Award) throws -> BudgetMove {
    var named = self
    (named.from, named.to) = (try award.line(from).code, try award.line(to).code)
    guard named.from != named.to else {
      throw Refusal("nothing moves from \(named.from) to itself", nextStep: "name two lines")
    }
    return named
  }

  /// A move of an amount.
  package init(from: String, to: String, amount: Money) { (self.from, self.to, self.amount) = (from, to, amount) }

  /// Reads `food supplies 500.00`.
  package init(typed text: String) throws {
    let words = text.split(separator: " ").map(String.init)
    guard words.count == 3 else {
      throw Refusal(
        "‹\(VisibleText.escaped(text))› moves nothing",
        nextStep: "write the line it leaves, the line it goes to and the amount: \"food supplies 500.00\"")
    }
    let amount = try Money(typed: words[2])
    guard amount > .zero else { throw Refusal("what moves is more than zero", nextStep: "turn the two lines around") }
    self.init(from: words[0], to: words[1], amount: amount)
  }
}
