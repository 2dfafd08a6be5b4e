/// The words of a Swift file that are code: not those of comments, nor of texts, but those of expressions inside of texts.
struct SwiftCode {
  struct Word {
    let text: String
    /// The line of the file, from 1.
    let line: Int
    /// How many braces are open before it.
    let depth: Int
    /// The character before it and the one after it; a space where there is none.
    let before: Character
    let after: Character
  }

  private(set) var words: [Word] = []

  init(_ text: String) {
    var code = Blanked(Array(text))
    code.blankCode(from: 0, inText: false)
    var (line, depth, word) = (1, 0, "")
    var before: Character = " "
    for (index, character) in (code.characters + ["\n"]).enumerated() {
      if character.isLetter || character.isNumber || character == "_" {
        if word.isEmpty, index > 0 { before = code.characters[index - 1] }
        word.append(character)
        continue
      }
      if !word.isEmpty {
        words.append(Word(text: word, line: line, depth: depth, before: before, after: character))
        (word, before) = ("", " ")
      }
      switch character {
      case "{": depth += 1
      case "}": depth -= 1
      case "\n", "\r\n": line += 1
      default: break
      }
    }
  }

  /// A text whose comments and strings are written over with spaces.
  private struct Blanked {
    var characters: [Character]

    init(_ characters: [Character]) { self.characters = characters }

    private func has(_ text: String, at index: Int) -> Bool {
      index < characters.count && characters[index] == text.first && characters[index...].starts(with: text)
    }

    private mutating func blank(_ range: Range<Int>) {
      for index in range where !characters[index].isNewline { characters[index] = " " }
    }

    /// Goes over code, to the end or, inside of a text, past the parenthesis that ends the expression; where it ended.
    @discardableResult
    mutating func blankCode(from start: Int, inText: Bool) -> Int {
      var (index, open) = (start, 0)
      while index < characters.count {
        guard ["/", "\"", "#", "(", ")"].contains(characters[index]) else {
          index += 1
          continue
        }
        if has("//", at: index) {
          let end = characters[index...].firstIndex { $0.isNewline } ?? characters.count
          blank(index..<end)
          index = end
        } else if has("/*", at: index) {
          var end = index + 2
          while end < characters.count, !has("*/", at: end) { end += 1 }
          end = min(end + 2, characters.count)
          blank(index..<end)
          index = end
        } else if let quote = quote(at: index) {
          index = blankText(from: index, quote)
        } else {
          if characters[index] == "(" { open += 1 }
          if characters[index] == ")" {
            if inText, open == 0 { return index + 1 }
            open -= 1
          }
          index += 1
        }
      }
      return index
    }

    /// How a text begins here: its quotes, and the number signs before them.
    private func quote(at index: Int) -> (signs: String, quotes: String)? {
      guard characters[index] == "\"" || characters[index] == "#" else { return nil }
      let signs = characters[index...].prefix { $0 == "#" }
      guard has("\"", at: index + signs.count) else { return nil }
      return (String(signs), has("\"\"\"", at: index + signs.count) ? "\"\"\"" : "\"")
    }

    private mutating func blankText(from start: Int, _ quote: (signs: String, quotes: String)) -> Int {
      let (escape, end) = ("\\" + quote.signs, quote.quotes + quote.signs)
      var index = start + quote.signs.count + quote.quotes.count
      blank(start..<index)
      while index < characters.count {
        if has(escape + "(", at: index) {
          blank(index..<index + escape.count + 1)
          index = blankCode(from: index + escape.count + 1, inText: true)
          blank(index - 1..<index)
        } else if has(escape, at: index) {
          let next = min(index + escape.count + 1, characters.count)
          blank(index..<next)
          index = next
        } else if has(end, at: index) {
          blank(index..<index + end.count)
          return index + end.count
        } else {
          blank(index..<index + 1)
          index += 1
        }
      }
      return index
    }
  }
}
