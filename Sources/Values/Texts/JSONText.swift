/// JSON with its keys in the order given.
///
/// We write it ourselves because that order is part of the output: a reader meets title, facts, columns, rows, notes, and
/// two statements can be compared line by line. JSONEncoder sorts keys by name or leaves them unordered.
package indirect enum JSONText {
  case null
  case bool(Bool)
  case integer(Int)
  case string(String)
  case array([JSONText])
  case object([(key: String, value: JSONText)])

  /// The value on one line.
  package var inline: String {
    switch self {
    case .null: "null"
    case .bool(let bool): String(bool)
    case .integer(let integer): String(integer)
    case .string(let text): JSONText.quoted(text)
    case .array(let items): "[" + items.map(\.inline).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { "\(JSONText.quoted($0.key)): \($0.value.inline)" }.joined(separator: ", ") + "}"
    }
  }

  /// The value with a line for each member, and for each item of a member that is an array.
  package var document: String {
    guard case .object(let members) = self else { return inline + "\n" }
    let lines = members.map { key, value in
      guard case .array(let items) = value, !items.isEmpty else { return "  \(JSONText.quoted(key)): \(value.inline)" }
      return "  \(JSONText.quoted(key)): [\n" + items.map { "    \($0.inline)" }.joined(separator: ",\n") + "\n  ]"
    }
    return "{\n" + lines.joined(separator: ",\n") + "\n}\n"
  }

  /// Everything below U+0020, DEL to U+009F, direction marks and the line separators are escaped, so that the text is
  /// safe to print and to paste into a script.
  package static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x22: result += "\\\""
      case 0x5C: result += "\\\\"
      case 0x0A: result += "\\n"
      case 0x0D: result += "\\r"
      case 0x09: result += "\\t"
      case 0x00...0x1F, 0x7F...0x9F, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
