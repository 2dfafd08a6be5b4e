/// A part of a promise, and the day that it is to be paid.
package struct Installment: Sendable, Hashable {
  /// The day.
  package let due: Day
  /// How much.
  package let amount: Money
  /// Whether it is restricted by time until the day that it is due: so is what is due in a later fiscal year than the promise, unless the letter
  /// shows support of the year of the promise (ASC 958-605-45-5). Nil where that was not said, which is enough for what is due in the same year.
  package let isTimeRestricted: Bool?

  /// A part of a promise. `isTimeRestricted` is given where it is due in a later fiscal year than the promise.
  package init(due: Day, amount: Money, isTimeRestricted: Bool? = nil) {
    self.due = due
    self.amount = amount
    self.isTimeRestricted = isTimeRestricted
  }

  /// All that is said of it.
  package var said: String { "\(due) \(amount) \(isTimeRestricted.map { $0 ? "restricted" : "open" } ?? "")" }

  /// As `ledger.installment_draft`.
  var parameter: CompositeParameter {
    CompositeParameter(fields: [due.parameterText, amount.parameterText, isTimeRestricted?.parameterText])
  }
}
