extension Money: CustomStringConvertible {
  /// The exact amount for files and machines: `1234.50`, `-0.05`.
  public var description: String { spelled(separator: "") }

  /// The exact amount for people: `1,234.50`, `-1,234.50`.
  public var grouped: String { spelled(separator: ",") }

  private func spelled(separator: String) -> String {
    let (dollars, rest) = cents.magnitude.quotientAndRemainder(dividingBy: 100)
    var digits = String(dollars)
    if !separator.isEmpty {
      var groups: [Substring] = []
      var remaining = digits[...]
      while remaining.utf8.count > 3 {
        groups.insert(remaining.suffix(3), at: 0)
        remaining = remaining.dropLast(3)
      }
      digits = ([remaining] + groups).joined(separator: separator)
    }
    return (cents < 0 ? "-" : "") + digits + (rest < 10 ? ".0" : ".") + String(rest)
  }

  /// Reads an amount written as digits with an optional minus sign and at most two decimals: `1234.5`, `-12`.
  ///
  /// Nothing else is read: no commas, currency signs, plus signs, spaces or exponents, and no negative zero, because a
  /// sign that means nothing is a sign of something gone wrong.
  /// - Throws: `MoneyError`, which says what is wrong and how the amount is written properly where that can be told.
  public init(parsing text: String) throws(MoneyError) {
    guard let money = Money(exactly: text.utf8) else { throw MoneyError(diagnosing: text) }
    self = money
  }

  /// The strict reading, byte by byte: `^-?[0-9]{1,15}(\.[0-9]{1,2})?$`, without negative zero.
  init?(exactly bytes: some Collection<UInt8>) {
    var rest = bytes[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative { rest = rest.dropFirst() }
    let dollars = rest.prefix(while: Money.isDigit)
    guard (1...15).contains(dollars.count) else { return nil }
    rest = rest.dropFirst(dollars.count)
    var value = dollars.reduce(Int64(0)) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) } * 100
    if rest.first == UInt8(ascii: ".") {
      let decimals = rest.dropFirst()
      guard (1...2).contains(decimals.count), decimals.allSatisfy(Money.isDigit) else { return nil }
      value += decimals.reduce(Int64(0)) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) } * (decimals.count == 1 ? 10 : 1)
    } else if !rest.isEmpty {
      return nil
    }
    if isNegative && value == 0 { return nil }
    self.init(cents: isNegative ? -value : value)
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
