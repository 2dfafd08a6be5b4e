/// What files of folders name of other folders, where each may name what is its own and what is below it.
///
/// A name counts where it is declared in higher folders alone: then nothing below can be meant. Found so are types, and members that
/// extensions give to types of others, where they are named behind a point, or inside of that type itself.
struct Arrows {
  struct File {
    let path: String
    let folder: String
    let code: SwiftCode
  }

  private struct Member {
    let owner: String
    let folder: String
  }

  private let files: [File]
  /// Places of folders, from the highest.
  private let rank: [String: Int]
  /// By every name that is declared: the lowest folder that does.
  private var lowest: [String: Int] = [:]
  private var types: Set<String> = []
  /// By name: the types that extensions give it to.
  private var owners: [String: Set<String>] = [:]

  init(_ files: [File], order: [String]) {
    self.files = files
    rank = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($0.element, $0.offset) })
    for file in files { declare(file) }
  }

  /// Every arrow that goes up, as `Books/Entry.swift:12: Award`.
  var upward: [String] {
    files.flatMap { file -> [String] in
      var owner = ""
      var found: [String] = []
      for (index, word) in file.code.words.enumerated() {
        if let type = Self.owner(at: index, in: file.code.words) { owner = type.name }
        guard let here = rank[file.folder], let lowest = lowest[word.text], lowest < here else { continue }
        let isOfOwner = owners[word.text]?.contains(owner) == true && word.after != ":"
        let isMember = owners[word.text] != nil && (word.before == "." || isOfOwner)
        if types.contains(word.text) || isMember { found.append("\(file.path):\(word.line): \(word.text)") }
      }
      return found
    }
  }

  private static let typeWords: Set = ["struct", "enum", "class", "protocol", "typealias", "actor"]
  private static let memberWords: Set = ["func", "var", "let"]

  /// The type that is declared or extended at a word, where that is not inside of another.
  private static func owner(at index: Int, in words: [SwiftCode.Word]) -> (name: String, isExtension: Bool)? {
    let word = words[index]
    guard word.depth == 0, index + 1 < words.count, typeWords.contains(word.text) || word.text == "extension" else {
      return nil
    }
    return (words[index + 1].text, word.text == "extension")
  }

  private mutating func declare(_ file: File) {
    guard let here = rank[file.folder] else { return }
    let words = file.code.words
    func note(_ name: String) { lowest[name] = max(lowest[name] ?? here, here) }
    var owner: (name: String, isExtension: Bool) = ("", false)
    for (index, word) in words.enumerated() {
      if let type = Self.owner(at: index, in: words) { owner = type }
      // Names of parameters too: what is called may be one of them.
      if word.after == ":" { note(word.text) }
      let following = words[(index + 1)...].prefix { $0.line == word.line }
      guard let next = following.first else { continue }
      let line = words[..<index].reversed().prefix { $0.line == word.line }
      let isHidden = line.contains { $0.text == "private" || $0.text == "fileprivate" }
      if Self.typeWords.contains(word.text) {
        note(next.text)
        if word.depth == 0, !isHidden { types.insert(next.text) }
      } else if Self.memberWords.contains(word.text) {
        if next.before == "(" {
          for inside in following.prefix(while: { $0.before != "=" }) { note(inside.text) }
        } else {
          note(next.text)
        }
        if word.depth == 1, owner.isExtension, !isHidden, word.text != "let" {
          owners[next.text, default: []].insert(owner.name)
        }
      } else if word.text == "case" {
        for name in following where name.before != "." { note(name.text) }
      }
    }
  }
}
