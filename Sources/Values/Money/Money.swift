/// An amount of US dollars, held exactly as a count of cents.
///
/// Arithmetic traps on overflow rather than wrap: a wrong amount is worse than a stop. The largest amount that can be
/// typed, 999,999,999,999,999.99, leaves room to add ninety of them.
public struct Money: Hashable, Comparable, Sendable, AdditiveArithmetic {
  /// The amount in cents; negative amounts are credits or refunds, as the place of use says.
  public let cents: Int64

  /// Makes an amount from cents.
  public init(cents: Int64) { self.cents = cents }

  /// No money.
  public static let zero = Money(cents: 0)
  /// The largest amount of a line, either way: 99,999,999,999.99, as in the schema.
  public static let largest = Money(cents: 9_999_999_999_999)

  /// Whether the amount is below zero.
  public var isNegative: Bool { cents < 0 }

  public static func < (left: Money, right: Money) -> Bool { left.cents < right.cents }
  public static func + (left: Money, right: Money) -> Money { Money(cents: left.cents + right.cents) }
  public static func - (left: Money, right: Money) -> Money { Money(cents: left.cents - right.cents) }
  public static prefix func - (amount: Money) -> Money { Money(cents: -amount.cents) }
  public static func * (amount: Money, times: Int64) -> Money { Money(cents: amount.cents * times) }
  public static func * (times: Int64, amount: Money) -> Money { amount * times }

  /// What this amount is of a whole, in tenths of a percent, rounded half away from zero; nil when the whole is zero.
  ///
  /// `Money(cents: 432).tenthsOfPercent(of: Money(cents: 1000))` is 432, shown as 43.2%.
  public func tenthsOfPercent(of whole: Money) -> Int? {
    guard whole.cents != 0 else { return nil }
    let (numerator, denominator) = (Int128(cents) * 1000, Int128(whole.cents))
    let rounded = (2 * numerator.magnitude + denominator.magnitude) / (2 * denominator.magnitude)
    let magnitude = Int(clamping: rounded)
    return (numerator < 0) == (denominator < 0) ? magnitude : -magnitude
  }
}

extension Sequence where Element == Money {
  /// The sum of the amounts; zero when there are none.
  public func total() -> Money { reduce(.zero, +) }
}
