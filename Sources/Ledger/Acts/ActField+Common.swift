// Fields that acts of several folders have.

extension [ActField] {
  static let named: [ActField] = [
    ActField("key", "Key of the event; defaults to one made from everything that is said", .text)
  ]
}

extension ActField {
  static func flag(_ name: String, _ label: String) -> ActField { ActField(name, label, .flag) }

  static func repeated(_ name: String, _ label: String, _ kind: Kind) -> ActField {
    var field = ActField(name, label, kind)
    field.isRepeated = true
    return field
  }

  /// What is needed with another field, one of some.
  static func dependent(_ name: String, _ label: String, _ kind: Kind, on others: String...) -> ActField {
    var field = ActField(name, label, kind)
    field.isNeeded = { values in others.contains { values.has($0) } }
    return field
  }

  /// The day that an entry counts on, today where nobody says another; a day of a closed month is refused where it is asked.
  static func countingDay(_ name: String, _ label: String) -> ActField {
    var field = ActField(name, label, .day(.past))
    field.fallback = { values, _ in values.today?.description }
    field.isNeeded = { _ in true }
    field.refusal = refusalOfClosed(name)
    return field
  }

  /// Refuses a day of a closed month, where an entry would be dated on it.
  static func refusalOfClosed(_ name: String) -> @Sendable (String, ActValues, borrowing Books) throws -> Refusal? {
    { value, values, books in
      guard !values.has("date"), let closed = try books.closedThrough(of: values.organization(books)),
        try Day(parsing: value) <= closed
      else { return nil }
      return Refusal(
        "\(value) is closed: the books are closed through \(closed)",
        nextStep: name == "date"
          ? "name a later day" : "name a later day, or begin again with --date DAY, the day that the cost counts")
    }
  }

  static func needed(_ name: String, _ label: String, _ kind: Kind) -> ActField {
    var field = ActField(name, label, kind)
    field.isNeeded = { _ in true }
    return field
  }

  static var organization: ActField {
    var field = ActField("org", "Which organization", .code(.organization))
    field.isAskedAlone = true
    field.choices = { _, books in try books.organizations().map { ActChoice(code: $0.code, about: $0.name) } }
    field.isAsked = { values, books in try !values.has("award") && books.organizations().count > 1 }
    return field
  }

  /// The same, chosen of the parties.
  var choosingParty: ActField {
    var field = self
    field.choices = { values, books in
      try books.parties(of: values.organization(books)).map { ActChoice(code: $0.code, about: $0.name) }
    }
    return field
  }

  /// What it was for.
  static func memo(_ label: String) -> ActField {
    var field = ActField("memo", label, .text)
    field.isAsked = { _, _ in true }
    field.mayBeEmpty = true
    return field
  }

  static func members(_ values: ActValues, _ books: borrowing Books) throws -> [ActChoice] {
    try books.parties(of: values.organization(books)).filter { $0.kind == .staff || $0.kind == .individual }
      .map { ActChoice(code: $0.code, about: $0.name) }
  }

  /// A commitment that is open, by its number or its key; any other may be named.
  static func commitment(_ label: String) -> ActField {
    var field = ActField.needed("commitment", label, .code(.commitment))
    field.isArgument = true
    field.choices = { values, books in
      try books.commitments(of: values.organization(books)).filter { $0.open > .zero }.map {
        ActChoice(
          code: "\($0.number)",
          about: "\($0.party), \($0.award), \($0.line), \($0.open.grouped) open, \($0.description)")
      }
    }
    field.isThere = { typed, values, books in
      (try? books.commitment(typed, of: values.organization(books))) != nil
    }
    return field
  }
}
