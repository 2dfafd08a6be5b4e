/// A short name that people type: of an organization, an award, a budget line, a party.
///
/// One to forty of the ASCII letters, digits, `.`, `_` and `-`, the first a letter or digit. Being ASCII it needs no
/// Unicode normalisation, and two codes are equal exactly when their bytes are. Case is kept, and the
/// books take no second code that differs only by case.
public struct Code: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The code as typed.
  public let text: String

  /// Reads a code.
  /// - Throws: `CodeError`, which names the first character that cannot be in a code.
  public init(parsing text: String) throws(CodeError) {
    guard let first = text.unicodeScalars.first else { throw CodeError(text: text, reason: .empty) }
    if let wrong = text.unicodeScalars.first(where: { !Code.isAllowed($0) }) {
      throw CodeError(text: text, reason: .character(wrong))
    }
    guard Code.isAlphanumeric(first) else { throw CodeError(text: text, reason: .start(first)) }
    guard text.utf8.count <= 40 else { throw CodeError(text: text, reason: .tooLong(text.utf8.count)) }
    self.text = text
  }

  public var description: String { text }

  public static func < (left: Code, right: Code) -> Bool { left.text.utf8.lexicographicallyPrecedes(right.text.utf8) }

  private static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "A"..."Z", "a"..."z", "0"..."9": true
    default: false
    }
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    isAlphanumeric(scalar) || scalar == "." || scalar == "_" || scalar == "-"
  }
}

/// Why a text is not a code.
public struct CodeError: InputError, Hashable {
  /// The kinds of wrong code.
  public enum Reason: Sendable, Hashable {
    case empty
    case character(Unicode.Scalar)
    case start(Unicode.Scalar)
    case tooLong(Int)
  }

  /// The text as it was given.
  public let text: String
  /// What is wrong with it.
  public let reason: Reason

  public var cause: String {
    let quoted = VisibleText.quoted(text)
    switch reason {
    case .empty: return "the code is empty"
    case .character(" "): return "code \(quoted) has a space in it"
    case .character(let scalar): return "code \(quoted) has \(VisibleText.quoted(String(scalar))) in it"
    case .start(let scalar): return "code \(quoted) starts with \(VisibleText.quoted(String(scalar)))"
    case .tooLong(let count): return "code \(quoted) has \(count) characters"
    }
  }

  public var nextStep: String {
    switch reason {
    case .empty, .character: "write codes with the letters A-Z and a-z, digits, . _ and -"
    case .start: "start codes with a letter or a digit"
    case .tooLong: "write at most 40"
    }
  }
}
