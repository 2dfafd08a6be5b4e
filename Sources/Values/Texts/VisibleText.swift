/// Text made safe to show: no character of it can move the cursor, hide text or turn its direction.
package enum VisibleText {
  /// The text with control characters, line separators and direction marks written as escapes.
  ///
  /// `\n`, `\r` and `\t` keep their short names, other bytes are written `\x1B`, longer ones `\u{202E}`.
  package static func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isHazardous) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if isHazardous(scalar) { result += escape(scalar) } else { result.unicodeScalars.append(scalar) }
    }
    return result
  }

  /// The text between ‹ and ›, escaped, and shortened when it is long: for use inside a message.
  package static func quoted(_ text: String) -> String {
    let longest = 60
    let scalars = text.unicodeScalars
    guard scalars.count > longest else { return "‹\(escaped(text))›" }
    return "‹\(escaped(String(scalars.prefix(longest - 1))))…›"
  }

  private static func isHazardous(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F: true  // C0 and C1
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true  // direction marks and overrides
    case 0x2028, 0x2029: true  // line and paragraph separators
    case 0xE0000...0xE007F: true  // tags: invisible copies of ASCII
    default: false
    }
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    default:
      let digits = String(scalar.value, radix: 16, uppercase: true)
      return scalar.value > 0xFF ? "\\u{\(digits)}" : "\\x" + (digits.utf8.count < 2 ? "0" : "") + digits
    }
  }
}
