/// A value that can be bound to a parameter of a query, in PostgreSQL's text format.
///
/// The type is given by a cast in the SQL where PostgreSQL cannot tell it: `\(amounts)::bigint[]`.
public protocol QueryParameter {
  /// The value in text format, or nil for NULL.
  var parameterText: String? { get }
}

extension String: QueryParameter {
  /// The text itself.
  public var parameterText: String? { self }
}

extension Int: QueryParameter {
  /// Decimal digits.
  public var parameterText: String? { String(self) }
}

extension Int16: QueryParameter {
  /// Decimal digits.
  public var parameterText: String? { String(self) }
}

extension Int64: QueryParameter {
  /// Decimal digits.
  public var parameterText: String? { String(self) }
}

extension Bool: QueryParameter {
  /// `true` or `false`.
  public var parameterText: String? { self ? "true" : "false" }
}

extension Optional: QueryParameter where Wrapped: QueryParameter {
  /// The value in text format, or nil for NULL.
  public var parameterText: String? { self?.parameterText }
}

/// One-dimensional arrays; an array of arrays is not supported.
extension Array: QueryParameter where Element: QueryParameter {
  /// A PostgreSQL array literal: each element in quotes, NULL for nil.
  public var parameterText: String? {
    var literal: [UInt8] = [UInt8(ascii: "{")]
    for (position, element) in enumerated() {
      if position > 0 { literal.append(UInt8(ascii: ",")) }
      guard let text = element.parameterText else {
        literal.append(contentsOf: "NULL".utf8)
        continue
      }
      literal.append(UInt8(ascii: "\""))
      for byte in text.utf8 {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { literal.append(UInt8(ascii: "\\")) }
        literal.append(byte)
      }
      literal.append(UInt8(ascii: "\""))
    }
    literal.append(UInt8(ascii: "}"))
    return String(decoding: literal, as: UTF8.self)
  }
}
