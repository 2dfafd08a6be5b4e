/// What to do next after a refusal: words, and the acts that do it with what is known of their fields.
///
/// The books give it as data (`ledger.next_step_parts`), so that each client tells it in its own way: the program as commands, a page as links.
package struct NextStep: Sendable, Hashable {
  /// An act by the name of its command, as `commitment release`.
  package struct NamedAct: Sendable, Hashable {
    /// The words of its name.
    package let words: [String]
    /// What is known of its fields, by their names; nil of what whoever does it says.
    package let fields: [String: String?]

    package init(words: [String], fields: [String: String?]) { (self.words, self.fields) = (words, fields) }
  }

  /// A piece of it.
  package enum Part: Sendable, Hashable {
    case words(String)
    case act(NamedAct)
  }

  /// Words and acts, in order.
  package let parts: [Part]

  /// Reads what `ledger.next_step_parts` gives; nil where it is something else.
  package init?(parts json: String) {
    guard let parts = JSONText(reading: json) else { return nil }
    self.init(parts)
  }

  /// Reads the detail of a refusal, an object of JSON; nil where it is something else.
  package init?(detail: String) {
    guard let parts = JSONText(reading: detail)?["next_step"] else { return nil }
    self.init(parts)
  }

  private init?(_ json: JSONText) {
    guard case .array(let items) = json else { return nil }
    parts = items.compactMap { item in
      if let words = item.string { return .words(words) }
      guard let name = item["act"]?.string, case .object(let fields)? = item["fields"] else { return nil }
      return .act(
        NamedAct(
          words: name.split(separator: " ").map(String.init),
          fields: Dictionary(fields.map { ($0.key, $0.value.string) }) { first, _ in first }))
    }
    guard parts.count == items.count else { return nil }
  }

  /// The whole of it, with each act told by `told`.
  package func text(_ told: (NamedAct) throws -> String) rethrows -> String {
    try parts.map { part in
      switch part {
      case .words(let words): words
      case .act(let act): try told(act)
      }
    }.joined()
  }
}
