import Ledger

/// Text set in lines.
enum TextWrap {
  /// The lines of a text broken at spaces; a word wider than the line is cut, never lost.
  static func lines(_ text: String, width: Int) -> [String] {
    let width = max(1, width)
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      let joined = line.isEmpty ? String(word) : line + " " + word
      if DisplayWidth.of(joined) <= width {
        line = joined
        continue
      }
      if !line.isEmpty { lines.append(line) }
      line = ""
      for character in word {
        if DisplayWidth.of(line) + DisplayWidth.of(character) > width && !line.isEmpty {
          lines.append(line)
          line = ""
        }
        line.append(character)
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }

  /// The width of the longest word, with the spaces before it where it is the first.
  static func longestWord(_ text: String) -> Int {
    let indent = text.prefix { $0 == " " }.count
    return indent + (text.split(separator: " ").map { DisplayWidth.of(String($0)) }.max() ?? 0)
  }

  /// The text moved to the left or right edge of a column by spaces.
  static func aligned(_ text: String, width: Int, onTheRight: Bool) -> String {
    let space = String(repeating: " ", count: max(0, width - DisplayWidth.of(text)))
    return onTheRight ? space + text : text + space
  }
}
