/// Something asked for that is refused before the database has to, with what to do instead.
public struct Refusal: Error, Sendable, Hashable, CustomStringConvertible {
  /// Why it is refused.
  public let cause: String
  /// What to do.
  public let nextStep: String

  /// Refuses with a cause and a next step.
  public init(_ cause: String, nextStep: String) {
    self.cause = cause
    self.nextStep = nextStep
  }

  /// The cause, then what to do.
  public var description: String { "\(cause): \(nextStep)" }
}
