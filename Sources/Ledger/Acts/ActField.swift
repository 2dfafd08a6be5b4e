/// A value that an act takes: its name, what it is, and how somebody is helped to say it. Options, prompts, completions and a page's form are
/// drawn from it.
package struct ActField: Sendable {
  /// What its text is read as.
  package enum Kind: Sendable, Hashable {
    case money, text, number, flag, choice, month
    /// A file, by its name; what is in it is attached to the values.
    case file
    /// A day; where its year is not said, the last such day or the next one.
    case day(Day.Nearness)
    /// A code of the books, or a name.
    case code(Noun)
  }

  /// What a code names.
  package enum Noun: Sendable, Hashable {
    case organization, award, budgetLine, account, fund, program, party, entry, bill, payment, commitment
  }

  /// As an option, without its dashes: `service-date`.
  package let name: String
  /// As it is asked: `Day of the service`.
  package let label: String
  /// What it is read as.
  package let kind: Kind
  /// Whether a command takes it without a name.
  package var isArgument = false
  /// Whether it may be given more than once.
  package var isRepeated = false
  /// Whether, where it is asked for, it is asked for again until an answer is empty.
  package var isAskedUntilEmpty = false
  /// Whether the act cannot do without it where it is asked for, though nothing else is missing.
  package var isAskedAlone = false
  /// Whether an answer to its question may be empty, though it is asked for.
  package var mayBeEmpty = false
  /// The answer that sets the flag of its name instead: `unrestricted`.
  package var flagAnswer: String?
  /// Whether something is missing without it, by what else is given.
  package var isNeeded: @Sendable (ActValues) -> Bool = { _ in false }
  /// Whether a person is asked for it where it is not given; nil for whenever it is needed.
  package var isAsked: (@Sendable (ActValues, borrowing Books) throws -> Bool)?
  /// What there is to choose from; nil where anything may be said.
  package var choices: (@Sendable (ActValues, borrowing Books) throws -> [ActChoice])?
  /// Whether what is typed is there though it is no choice; nil where all there is, is one.
  package var isThere: (@Sendable (String, ActValues, borrowing Books) throws -> Bool)?
  /// What is likely meant: that of the most similar earlier entry.
  package var fallback: (@Sendable (ActValues, borrowing Books) throws -> String?)?
  /// What is recorded now, of a field that says what is right instead; an empty answer leaves it.
  package var now: (@Sendable (ActValues, borrowing Books) throws -> String?)?
  /// Why a value that can be read cannot be recorded, by what is in the books: told where it is asked; nil where it can.
  package var refusal: (@Sendable (String, ActValues, borrowing Books) throws -> Refusal?)?

  /// A field of a name, a label and a kind.
  package init(_ name: String, _ label: String, _ kind: Kind) {
    (self.name, self.label, self.kind) = (name, label, kind)
  }

  /// As a command takes it: `--service-date`, or `PARTY`.
  package var option: String { isArgument ? name.uppercased() : "--\(name)" }

  /// Whether it is asked for, by what is given.
  package func isAsked(_ values: ActValues, _ books: borrowing Books) throws -> Bool {
    try !values.has(name) && (isAsked?(values, books) ?? isNeeded(values))
  }

  /// The text of what is typed, as the act reads it: people's ways of writing amounts and days. Throws an `InputError`.
  package func reading(_ typed: String, today: Day) throws -> String {
    switch kind {
    case .money: try Self.positive(Money(typed: typed)).description
    case .day(let nearness): try Day(typed: typed, today: today, nearness).description
    default: typed
    }
  }
}

extension ActField {
  private static func positive(_ amount: Money) throws -> Money {
    guard amount > .zero else {
      throw Refusal("the amount is more than zero", nextStep: "write what is on the receipt")
    }
    return amount
  }
}

/// One of the values that a field takes.
package struct ActChoice: Sendable, Hashable {
  /// As the act reads it.
  package let code: String
  /// What it is, and what is left on it.
  package let about: String

  /// A choice of a code and what it is.
  package init(code: String, about: String = "") { (self.code, self.about) = (code, about) }

  /// Whether what is typed is in its code or in what it is.
  package func has(_ typed: String) -> Bool {
    "\(code) \(about)".lowercased().contains(typed.trimmingSpaces.lowercased())
  }
}
