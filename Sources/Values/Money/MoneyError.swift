/// Why a text is not an amount.
public struct MoneyError: InputError, Hashable {
  /// The kinds of wrong amount, each with its own words.
  public enum Reason: Sendable, Hashable, CaseIterable {
    /// There is nothing but space.
    case empty
    /// ` 5`, `1 250`.
    case space
    /// `(5.00)`, as accountants write minus.
    case parentheses
    /// `+5`.
    case plusSign
    /// `−5`, with a dash of print.
    case foreignMinus
    /// `$5`.
    case currencySign
    /// `٣`, `²`: digits of another script or place.
    case foreignDigits
    /// `1e3`.
    case exponent
    /// `1,250.00`, `12,50`.
    case comma
    /// `-0`, `-0.00`.
    case negativeZero
    /// `5.`
    case trailingPoint
    /// `.5`
    case leadingPoint
    /// `1.005`
    case tooManyDecimals
    /// More than 15 digits before the point.
    case tooManyDigits
    /// Anything else.
    case unreadable
  }

  /// The text as it was given.
  public let text: String
  /// What is wrong with it, the first reason that applies.
  public let reason: Reason
  /// The amount that was probably meant; nil when it cannot be told.
  public let suggestion: Money?

  public var cause: String {
    guard reason != .empty else { return "the amount is empty" }
    return "amount \(VisibleText.quoted(text)) \(complaint)"
  }

  public var nextStep: String {
    if let suggestion { return "\(rule), as \(suggestion)" }
    return rule
  }

  private var complaint: String {
    switch reason {
    case .empty: "is empty"
    case .space: "has a space in it"
    case .parentheses: "is in parentheses"
    case .plusSign: "has a plus sign"
    case .foreignMinus: "has a dash that is not the minus sign"
    case .currencySign: "has a currency sign"
    case .foreignDigits: "has digits that are not 0-9"
    case .exponent: "has an exponent"
    case .comma: "has a comma in it"
    case .negativeZero: "is a negative zero"
    case .trailingPoint: "ends with a point"
    case .leadingPoint: "starts with a point"
    case .tooManyDecimals: "has more than two decimals"
    case .tooManyDigits: "has more than 15 digits before the point"
    case .unreadable: "is not an amount"
    }
  }

  private var rule: String {
    switch reason {
    case .empty: "write dollars and cents, as 12.50"
    case .space: "write amounts without spaces"
    case .parentheses: "write negative amounts with a minus sign"
    case .plusSign: "write positive amounts without a sign"
    case .foreignMinus: "write the minus sign as -"
    case .currencySign: "write amounts in dollars without the sign"
    case .foreignDigits: "write amounts with the digits 0-9"
    case .exponent: "write the amount out in full"
    case .comma: "write amounts without commas"
    case .negativeZero: "write zero as 0, or the amount that was meant"
    case .trailingPoint: "write two decimals after the point, or no point"
    case .leadingPoint: "write a zero before the point"
    case .tooManyDecimals: "write whole cents"
    case .tooManyDigits: "the largest amount is 99,999,999,999.99"
    case .unreadable: "write dollars and cents, as 12.50"
    }
  }
}

extension MoneyError {
  /// Finds the reason why a text that the strict reading refused is not an amount.
  init(diagnosing text: String) {
    self.text = text
    self.reason = MoneyError.reason(for: text)
    self.suggestion = MoneyError.suggestion(for: text, reason)
  }

  private static func reason(for text: String) -> Reason {
    let scalars = text.unicodeScalars
    if scalars.allSatisfy({ $0.properties.isWhitespace }) { return .empty }
    if !scalars.contains(where: { $0.properties.numericType != nil }) { return .unreadable }
    if scalars.contains(where: { $0.properties.isWhitespace }) { return .space }
    if scalars.first == "(" && scalars.last == ")" { return .parentheses }
    if scalars.contains(where: { $0.properties.generalCategory == .currencySymbol }) { return .currencySign }
    if scalars.first == "+" { return .plusSign }
    if scalars.first.map(isForeignMinus) == true { return .foreignMinus }
    if scalars.contains(where: { !$0.isASCII && $0.properties.numericType != nil }) { return .foreignDigits }

    let bytes = Array(text.utf8)
    let unsigned = bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes[...]
    if isExponent(unsigned) { return .exponent }
    let plain = unsigned.filter { $0 != UInt8(ascii: ",") }
    let parts = plain.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.joined().allSatisfy(Money.isDigit) else { return .unreadable }
    if plain.count < unsigned.count { return .comma }
    guard parts.count <= 2 else { return .unreadable }
    if parts[0].isEmpty { return .leadingPoint }
    if parts.count == 2 && parts[1].isEmpty { return .trailingPoint }
    if parts[0].count > 15 { return .tooManyDigits }
    if parts.count == 2 && parts[1].count > 2 { return .tooManyDecimals }
    return .negativeZero
  }

  private static func isExponent(_ bytes: ArraySlice<UInt8>) -> Bool {
    let parts = bytes.split(omittingEmptySubsequences: false) { $0 | 0x20 == UInt8(ascii: "e") }
    guard parts.count == 2, let mantissa = parts.first, let power = parts.last else { return false }
    return mantissa.contains(where: Money.isDigit) && power.contains(where: Money.isDigit)
      && mantissa.allSatisfy { Money.isDigit($0) || $0 == UInt8(ascii: ".") }
      && power.allSatisfy { Money.isDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
  }

  private static func isForeignMinus(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x2010...0x2015, 0x2212, 0xFE58, 0xFE63, 0xFF0D: true
    default: false
    }
  }

  /// The amount that is left when the marks that the reason complains about are taken away.
  private static func suggestion(for text: String, _ reason: Reason) -> Money? {
    switch reason {
    case .exponent, .negativeZero, .tooManyDecimals, .tooManyDigits, .unreadable, .empty: return nil
    default: break
    }
    var bytes: [UInt8] = reason == .parentheses ? [UInt8(ascii: "-")] : []
    for scalar in text.unicodeScalars {
      let properties = scalar.properties
      if properties.isWhitespace || properties.generalCategory == .currencySymbol { continue }
      if scalar == "(" || scalar == ")" || scalar == "+" { continue }
      if isForeignMinus(scalar) {
        bytes.append(UInt8(ascii: "-"))
      } else if properties.numericType == .decimal, let value = properties.numericValue {
        bytes.append(UInt8(ascii: "0") + UInt8(value))
      } else if scalar.isASCII {
        bytes.append(UInt8(scalar.value))
      } else {
        return nil
      }
    }
    return Money(exactly: withoutGrouping(bytes))
  }

  /// Commas removed; where a comma is the last mark and stands before one or two digits, it was meant as the point.
  private static func withoutGrouping(_ bytes: [UInt8]) -> [UInt8] {
    let (comma, point) = (UInt8(ascii: ","), UInt8(ascii: "."))
    var result = bytes
    if let last = result.lastIndex(where: { $0 == comma || $0 == point }), result[last] == comma,
      (1...2).contains(result.count - last - 1)
    {
      result.removeAll { $0 == point }
      if let last = result.lastIndex(of: comma) { result[last] = point }
    }
    result.removeAll { $0 == comma }
    if result.last == point { result.removeLast() }
    if let first = result.firstIndex(where: { $0 != UInt8(ascii: "-") }), result[first] == point {
      result.insert(UInt8(ascii: "0"), at: first)
    }
    return result
  }
}
