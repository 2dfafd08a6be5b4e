// Fields of acts on awards.

extension ActField {
  /// An award that is open, by its code or `ORGANIZATION/CODE`, of those that `isMeant` says; any other may be named.
  static func award(_ label: String, _ isMeant: @escaping @Sendable (Award) -> Bool = { $0.closedOn == nil })
    -> ActField
  {
    var field = ActField.needed("award", label, .code(.award))
    field.isArgument = true
    field.choices = { _, books in
      let found = try books.awards().filter(isMeant)
      let isOne = Set(found.map(\.organization.code)).count == 1
      return found.map { ActChoice(code: isOne ? $0.code : $0.reference, about: "\($0.name), \($0.funderName)") }
    }
    field.isThere = { typed, _, books in (try? books.award(typed)) != nil }
    return field
  }

  /// One of the words of a type, each with what it means.
  static func word(_ name: String, _ label: String, _ words: [(code: String, about: String)]) -> ActField {
    var field = ActField(name, label, .choice)
    field.choices = { _, _ in words.map { ActChoice(code: $0.code, about: $0.about) } }
    return field
  }

  /// The same, of which several may be given.
  static func repeatedWord(_ name: String, _ label: String, _ words: [(code: String, about: String)]) -> ActField {
    var field = word(name, label, words)
    field.isRepeated = true
    return field
  }

  /// The same, needed.
  var always: ActField {
    var field = self
    field.isNeeded = { _ in true }
    return field
  }

  /// A day that is likely today.
  static func day(_ name: String, _ label: String) -> ActField {
    var field = ActField.needed(name, label, .day(.past))
    field.fallback = { values, _ in values.today?.description }
    return field
  }

  /// The same, not asked for where it is not given.
  var quiet: ActField {
    var field = self
    field.isNeeded = { _ in false }
    field.isAsked = { _, _ in false }
    return field
  }
}

extension ActReader {
  /// An award that is named.
  mutating func award(_ books: borrowing Books) throws -> Award? { try read("award") { try books.award($0) } }

  /// A number of one or more.
  mutating func count(_ field: String, from least: Int = 1) throws -> Int? {
    try read(field) { typed in
      guard let number = Int(typed), number >= least else {
        throw Refusal(
          "‹\(VisibleText.escaped(typed))› is not a number of \(least) or more", nextStep: "write it in figures, as 2")
      }
      return number
    }
  }

  /// A text without spaces around it.
  func text(_ field: String) -> String? { values[field]?.trimmingSpaces }
}
