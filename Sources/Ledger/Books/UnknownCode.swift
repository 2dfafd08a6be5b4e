/// A code that the books do not know, at least for this login.
package struct UnknownCode: Error, Sendable, Hashable, CustomStringConvertible {
  /// What it should name, such as `award`.
  package let kind: String
  /// What was typed.
  package let typed: String
  /// The nearest code that exists.
  package let suggestion: String?
  /// The command that lists what exists.
  package let listCommand: String

  init(_ kind: String, _ typed: String, among known: [String], listCommand: String) {
    self.kind = kind
    self.typed = typed
    self.suggestion = Suggestion.nearest(to: typed, among: known)
    self.listCommand = listCommand
  }

  /// A fund that an organization does not have.
  package static func fund(_ typed: String, among known: [String], _ organization: Organization) -> UnknownCode {
    UnknownCode("fund", typed, among: known, listCommand: "ledgerctl fund list --org \(organization.code)")
  }

  /// A category or account that the indirect base does not know.
  package static func category(_ typed: String, among known: [String]) -> UnknownCode {
    UnknownCode("budget category", typed, among: known, listCommand: "ledgerctl budget import --help")
  }

  /// The cause, in one line.
  package var cause: String { "there is no \(kind) ‹\(VisibleText.escaped(typed))›" }

  /// What to do.
  package var nextStep: String {
    let list = "\"\(listCommand)\" shows what there is"
    return suggestion.map { "did you mean ‹\($0)›? \(list)" } ?? list
  }

  /// The cause, then what to do.
  package var description: String { "\(cause): \(nextStep)" }
}

/// Asked about books of which this login reads only awards, or nothing: an empty answer would say something untrue.
package struct NotAReader: Error, Sendable, Hashable, CustomStringConvertible {
  /// Code of the organization; nil where the login reads nothing at all.
  package let organization: String?
  /// Why there is no answer.
  package var cause: String {
    organization.map { "you do not read the books of ‹\($0)›, only awards of it" } ?? "your login reads nothing here"
  }
  /// What to do.
  package var nextStep: String {
    organization == nil
      ? "ask the owner of the books to run \"ledgerctl user grant\""
      : "\"ledgerctl statement budget\" shows them; the owner of the books gives memberships"
  }
  /// The cause, then what to do.
  package var description: String { "\(cause): \(nextStep)" }
}
