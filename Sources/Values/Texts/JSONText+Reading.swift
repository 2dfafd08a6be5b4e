extension JSONText {
  /// Reads JSON whose numbers are integers; nil where it is something else.
  ///
  /// What we read is short and our own, the detail of a refusal and the parser's picture of a command: Foundation's decoder would be loaded with
  /// every command for it.
  package init?(reading text: String) {
    var reader = JSONReader(text: Array(text.unicodeScalars))
    guard let value = reader.value(), reader.isAtEnd else { return nil }
    self = value
  }

  /// A member of an object; nil where there is none, and of all else.
  package subscript(_ key: String) -> JSONText? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The text of a string; nil of all else.
  package var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// The items of an array; none of all else.
  package var items: [JSONText] {
    guard case .array(let items) = self else { return [] }
    return items
  }

  /// Whether it is `true`.
  package var isTrue: Bool {
    guard case .bool(true) = self else { return false }
    return true
  }
}

/// Reads one value after the other.
private struct JSONReader {
  let text: [Unicode.Scalar]
  private var place = 0
  private var depth = 0

  init(text: [Unicode.Scalar]) { self.text = text }

  private var next: Unicode.Scalar? { place < text.count ? text[place] : nil }

  var isAtEnd: Bool {
    mutating get {
      skipSpace()
      return next == nil
    }
  }

  private mutating func skipSpace() {
    while let next, [" ", "\n", "\r", "\t"].contains(next) { place += 1 }
  }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == scalar else { return false }
    place += 1
    return true
  }

  private mutating func take(word: String) -> Bool {
    let word = Array(word.unicodeScalars)
    guard text[place...].starts(with: word) else { return false }
    place += word.count
    return true
  }

  mutating func value() -> JSONText? {
    skipSpace()
    guard depth < 100 else { return nil }
    depth += 1
    defer { depth -= 1 }
    switch next {
    case "{": return object()
    case "[": return array()
    case "\"": return string().map(JSONText.string)
    case "t": return take(word: "true") ? .bool(true) : nil
    case "f": return take(word: "false") ? .bool(false) : nil
    case "n": return take(word: "null") ? .null : nil
    default:
      let digits = text[place...].prefix { $0 == "-" || ("0"..."9").contains($0) }
      place += digits.count
      return Int(String(String.UnicodeScalarView(digits))).map(JSONText.integer)
    }
  }

  private mutating func object() -> JSONText? {
    var members: [(key: String, value: JSONText)] = []
    place += 1
    if take("}") { return .object(members) }
    repeat {
      skipSpace()
      guard next == "\"", let key = string(), take(":"), let value = value() else { return nil }
      members.append((key, value))
    } while take(",")
    return take("}") ? .object(members) : nil
  }

  private mutating func array() -> JSONText? {
    var items: [JSONText] = []
    place += 1
    if take("]") { return .array(items) }
    repeat {
      guard let value = value() else { return nil }
      items.append(value)
    } while take(",")
    return take("]") ? .array(items) : nil
  }

  private mutating func string() -> String? {
    var found = String.UnicodeScalarView()
    place += 1
    while let scalar = next, scalar.value >= 0x20 {
      place += 1
      switch scalar {
      case "\"": return String(found)
      case "\\":
        guard let escaped = escape() else { return nil }
        found.append(escaped)
      default: found.append(scalar)
      }
    }
    return nil
  }

  private mutating func escape() -> Unicode.Scalar? {
    guard let letter = next else { return nil }
    place += 1
    switch letter {
    case "\"", "\\", "/": return letter
    case "b": return "\u{8}"
    case "f": return "\u{C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "u":
      guard let unit = unit() else { return nil }
      guard (0xD800...0xDBFF).contains(unit) else { return Unicode.Scalar(unit) }
      guard take(word: "\\u"), let low = self.unit(), (0xDC00...0xDFFF).contains(low) else { return nil }
      return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
    default: return nil
    }
  }

  private mutating func unit() -> UInt32? {
    let digits = text[place...].prefix(4)
    guard digits.count == 4, digits.allSatisfy(\.properties.isASCIIHexDigit) else { return nil }
    place += 4
    return UInt32(String(String.UnicodeScalarView(digits)), radix: 16)
  }
}
