/// What was wrong with a text somebody typed: said in words, with what to write instead.
///
/// Every value type of this folder throws one of these, so that a fault in a file can be built from any of them.
public protocol InputError: Error, Sendable, CustomStringConvertible {
  /// What is wrong, naming the text, without a full stop: `amount ‹1,2.50› has a comma in it`.
  var cause: String { get }
  /// What to do about it: `write amounts without commas, as 12.50`.
  var nextStep: String { get }
}

extension InputError {
  /// The cause and the next step in one line.
  public var description: String { "\(cause): \(nextStep)" }
}
