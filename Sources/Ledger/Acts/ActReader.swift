/// What is wrong with a value of an act, or that it is missing.
package struct ActFault: Sendable, Hashable {
  /// The field.
  package let field: String
  /// What is wrong, in one line.
  package let cause: String
  /// What to do.
  package let nextStep: String
  /// Whether it is missing, or does not go with others; else what it says is wrong.
  package let isOfGrammar: Bool
}

/// All that is wrong with the values of an act.
package struct ActFaults: Error, Sendable {
  /// The fields of the act.
  package let fields: [ActField]
  /// In the order of the fields.
  package let faults: [ActFault]

  /// What is wrong with values that were given; nil where only something is missing.
  package func ofGiven(_ values: ActValues) -> ActFaults? {
    let wrong = faults.filter { !$0.isOfGrammar && values.has($0.field) }
    return wrong.isEmpty ? nil : ActFaults(fields: fields, faults: wrong)
  }
}

/// Reads the values of an act, and keeps every fault.
package struct ActReader {
  /// What was given.
  package let values: ActValues
  private let fields: [ActField]
  private var faults: [ActFault] = []

  /// Reads these values by these fields. What is needed and not given is a fault.
  package init(_ values: ActValues, _ fields: [ActField]) {
    (self.values, self.fields) = (values, fields)
    for field in fields where field.isNeeded(values) && !values.has(field.name) {
      object(to: field.name, "nothing is given", nextStep: "it is needed: \(field.label)")
    }
  }

  /// What `read` makes of a field; nil where nothing is given, or with the fault kept.
  package mutating func read<Value>(_ field: String, _ read: (String) throws -> Value?) throws -> Value? {
    guard let text = values[field] else { return nil }
    return try keep(field) { try read(text) }
  }

  /// An amount.
  package mutating func money(_ field: String) throws -> Money? { try read(field) { try Money(typed: $0) } }

  /// A day, written in full.
  package mutating func day(_ field: String) throws -> Day? { try read(field) { try Day(parsing: $0) } }

  /// One of the words of a type.
  package mutating func choice<Value: RawRepresentable & CaseIterable>(
    _ field: String, _: Value.Type = Value.self
  ) throws -> Value? where Value.RawValue == String {
    try read(field) { typed in
      let words = Value.allCases.map(\.rawValue)
      guard let word = words.first(where: { $0 == typed.lowercased() }) else {
        let near = Suggestion.nearest(to: typed, among: words).map { "did you mean \($0)? " } ?? ""
        throw Refusal(
          "‹\(VisibleText.escaped(typed))› is none of its words",
          nextStep: "\(near)write one of \(words.joined(separator: ", "))")
      }
      return Value(rawValue: word)
    }
  }

  /// An account of these roles of an organization, as somebody writes it: a word, or its code. `refused`: `a cost is not paid from`; `besides`: other words that the field takes.
  package mutating func moneyAccount(
    _ field: String, of organization: Organization?, _ roles: [AccountRole], refused: String, besides: [String] = []
  ) throws -> MoneyAccount? {
    try read(field) { typed in
      func isOne(_ account: MoneyAccount) -> Bool {
        guard let accounts = organization?.accounts else { return true }
        return (try? accounts.account(account, of: roles, refused: "", instead: "")) != nil
      }
      if let named = MoneyAccount(rawValue: typed), isOne(named) { return named }
      let words =
        MoneyAccount.allCases.filter(isOne).map(\.rawValue) + besides + (organization?.accounts.codes(of: roles) ?? [])
      let near = Suggestion.nearest(to: typed, among: words).map { "did you mean \($0)? " } ?? ""
      throw Refusal(
        "\(refused) ‹\(VisibleText.escaped(typed))›", nextStep: "\(near)write one of \(words.joined(separator: ", "))")
    }
  }

  /// What `body` makes, or nil with its fault kept as one of this field.
  package mutating func keep<Value>(_ field: String, _ body: () throws -> Value?) throws -> Value? {
    do {
      return try body()
    } catch let input as any InputError {
      faults.append(ActFault(field: field, cause: input.cause, nextStep: input.nextStep, isOfGrammar: false))
    } catch let unknown as UnknownCode {
      faults.append(ActFault(field: field, cause: unknown.cause, nextStep: unknown.nextStep, isOfGrammar: false))
    } catch let refusal as Refusal {
      faults.append(ActFault(field: field, cause: refusal.cause, nextStep: refusal.nextStep, isOfGrammar: false))
    }
    return nil
  }

  /// A field that does not go with others.
  package mutating func object(to field: String, _ cause: String, nextStep: String) {
    faults.append(ActFault(field: field, cause: cause, nextStep: nextStep, isOfGrammar: true))
  }

  /// Throws all faults, where there is one.
  package func finish() throws {
    if faults.isEmpty { return }
    let places = Dictionary(uniqueKeysWithValues: fields.enumerated().map { ($1.name, $0) })
    let ordered = faults.enumerated().sorted { a, b in
      (places[a.element.field] ?? fields.count, a.offset) < (places[b.element.field] ?? fields.count, b.offset)
    }
    throw ActFaults(fields: fields, faults: ordered.map(\.element))
  }
}
