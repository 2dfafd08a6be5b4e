/// What stands in the place of a text that was removed from the books, and what is shown instead. Every row that the library reads goes
/// through here; `report` views do the same in SQL (`ledger.shown`).
enum RemovedText {
  static let prefix = "removed:"
  /// The prefix and 32 bytes in base64.
  static let length = 52

  /// The commitment where the whole of a text, or of a JSON string, is such a mark; nil otherwise.
  static func commitment(in text: String) -> String? {
    let mark = text.hasPrefix("\"") && text.hasSuffix("\"") ? String(text.dropFirst().dropLast()) : text
    return marks(in: mark) == [mark] ? String(mark.dropFirst(prefix.count)) : nil
  }

  /// Whatever looks like it in a text.
  static func marks(in text: String) -> [String] {
    text.matches(of: /removed:[A-Za-z0-9+\/]{43}=/).map { String($0.output) }
  }

  /// Of those that stand for a text that was removed: what is shown.
  static func days(of marks: Set<String>, _ connection: borrowing Connection) throws -> [String: String] {
    let rows = try connection.run(
      """
      select m.mark, ledger.removed_on(m.mark)::text as day
      from unnest(\(marks.sorted())::text[]) as m (mark)
      where ledger.removed_on(m.mark) is not null
      """, .statement)
    var days: [String: String] = [:]
    for row in 0..<rows.count { days[rows.stored(row, 0)] = "text removed on \(rows.stored(row, 1))" }
    return days
  }

  /// The text with what is shown.
  static func shown(_ text: String, _ removed: [String: String]) -> String {
    marks(in: text).reduce(text) { text, mark in
      removed[mark].map { text.replacing(mark, with: $0) } ?? text
    }
  }
}

/// What is shown in the place of texts that were removed, by what stands there.
final class RemovedTexts: Sendable {
  let shown: [String: String]
  init(_ shown: [String: String]) { self.shown = shown }
}
