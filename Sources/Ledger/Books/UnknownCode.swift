/// A code that the books do not know, at least for this login.
public struct UnknownCode: Error, Sendable, Hashable, CustomStringConvertible {
  /// What it should name, such as `award`.
  public let kind: String
  /// What was typed.
  public let typed: String
  /// The nearest code that exists.
  public let suggestion: String?
  /// The command that lists what exists.
  public let listCommand: String

  init(_ kind: String, _ typed: String, among known: [String], listCommand: String) {
    self.kind = kind
    self.typed = typed
    self.suggestion = Suggestion.nearest(to: typed, among: known)
    self.listCommand = listCommand
  }

  /// A fund that an organization does not have.
  public static func fund(_ typed: String, among known: [String], _ organization: Organization) -> UnknownCode {
    UnknownCode("fund", typed, among: known, listCommand: "ledgerctl fund list --org \(organization.code)")
  }

  /// A category or account that the indirect base does not know.
  public static func category(_ typed: String, among known: [String]) -> UnknownCode {
    UnknownCode("budget category", typed, among: known, listCommand: "ledgerctl budget import --help")
  }

  /// The cause, in one line.
  public var cause: String { "there is no \(kind) ‹\(VisibleText.escaped(typed))›" }

  /// What to do.
  public var nextStep: String {
    let list = "\"\(listCommand)\" shows what there is"
    return suggestion.map { "did you mean ‹\($0)›? \(list)" } ?? list
  }

  /// The cause, then what to do.
  public var description: String { "\(cause): \(nextStep)" }
}

/// Asked about books of which this login reads only awards, or nothing: an empty answer would say something untrue.
public struct NotAReader: Error, Sendable, Hashable, CustomStringConvertible {
  /// Code of the organization; nil where the login reads nothing at all.
  public let organization: String?
  /// Why there is no answer.
  public var cause: String {
    organization.map { "you do not read the books of ‹\($0)›, only awards of it" } ?? "your login reads nothing here"
  }
  /// What to do.
  public var nextStep: String {
    organization == nil
      ? "ask the owner of the books to run \"ledgerctl user grant\""
      : "\"ledgerctl statement budget\" shows them; the owner of the books gives memberships"
  }
  /// The cause, then what to do.
  public var description: String { "\(cause): \(nextStep)" }
}

/// Something asked for that the books refuse before the database has to, with what to do instead.
public struct Refusal: Error, Sendable, Hashable, CustomStringConvertible {
  /// Why it is refused.
  public let cause: String
  /// What to do.
  public let nextStep: String

  /// Refuses with a cause and a next step.
  public init(_ cause: String, nextStep: String) {
    self.cause = cause
    self.nextStep = nextStep
  }

  /// The cause, then what to do.
  public var description: String { "\(cause): \(nextStep)" }
}
