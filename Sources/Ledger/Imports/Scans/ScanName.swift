/// What the name of a scanned receipt says, such as `2021-09-03 48.20 shop.pdf` or `entry-12.jpg`.
///
/// Words stand between spaces or underscores. A day is `YYYY-MM-DD`, an amount has two decimals and a full stop, an entry is
/// `entry 12`, `entry-12` or `#12`. Whatever is written otherwise is a word, never a guess.
package struct ScanName: Sendable, Hashable {
  /// The name without its ending.
  package let stem: String
  /// The number of an entry.
  package private(set) var entry: Int64?
  /// A day; nil where two are named.
  package private(set) var day: Day?
  /// An amount; nil where two are named.
  package private(set) var amount: Money?
  /// The other words, in small letters.
  package private(set) var words: [String] = []

  /// Reads the name of a file.
  package init(_ fileName: String) {
    let dot = fileName.lastIndex(of: ".")
    stem = dot.map { String(fileName[..<$0]) } ?? fileName
    var (days, amounts): ([Day], [Money]) = ([], [])
    var isAfterEntry = false
    for part in stem.split(whereSeparator: { $0 == " " || $0 == "_" }) {
      let word = part.lowercased()
      if isAfterEntry, let number = Self.number(word) {
        entry = number
      } else if let number = Self.entryNumber(word) {
        entry = number
      } else if let day = try? Day(parsing: word) {
        days.append(day)
      } else if let amount = Self.amount(word) {
        amounts.append(amount)
      } else if word != "entry" {
        words.append(word)
      }
      isAfterEntry = word == "entry"
    }
    day = Set(days).count == 1 ? days[0] : nil
    amount = Set(amounts).count == 1 ? amounts[0] : nil
  }

  private static func entryNumber(_ word: String) -> Int64? {
    for prefix in ["entry-", "entry", "#"] where word.hasPrefix(prefix) {
      return number(String(word.dropFirst(prefix.count)))
    }
    return nil
  }

  private static func number(_ text: String) -> Int64? {
    text.utf8.allSatisfy { (48...57).contains($0) } ? Int64(text) : nil
  }

  private static func amount(_ word: String) -> Money? {
    let parts = word.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].utf8.count == 2, parts[0].utf8.first.map({ (48...57).contains($0) }) == true else {
      return nil
    }
    return try? Money(parsing: word)
  }
}
