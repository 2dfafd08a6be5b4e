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
    for field in fields where field.isNeeded(values) {
      if !values.has(field.name) {
        object(to: field.name, "nothing is given", nextStep: "it is needed: \(field.label)")
      } else if field.kind == .text, values.all(field.name).contains(where: { $0.trimmingSpaces.isEmpty }) {
        faults.append(
          ActFault(
            field: field.name, cause: "it is empty", nextStep: "write it: \(field.label)", isOfGrammar: false))
      }
    }
  }

  /// What `read` makes of a field; nil where nothing is given, or with the fault kept.
  package mutating func read<Value>(_ field: String, _ read: (String) throws -> Value?) throws -> Value? {
    guard let text = values[field] else { return nil }
    return try keep(field) { try read(text) }
  }

  /// An amount, more than zero.
  package mutating func money(_ field: String) throws -> Money? {
    try read(field) { typed in
      let amount = try Money(typed: typed)
      guard amount > .zero else {
        throw Refusal(
          "the amount is more than zero",
          nextStep: "write what was paid or came; what came back of a cost is \"ledgerctl expense refund\"")
      }
      return amount
    }
  }

  /// The organization that is named, or the only one.
  package mutating func organization(_ books: borrowing Books) throws -> Organization? {
    let code = values["org"]
    return try keep("org") { try books.organization(code) }
  }

  /// A party of an organization.
  package mutating func party(
    _ field: String, of organization: Organization?, _ books: borrowing Books
  ) throws -> Party? {
    try read(field) { typed in try organization.map { try books.party(typed, of: $0) } }
  }

  /// The code of a program of an organization.
  package mutating func program(
    _ field: String, of organization: Organization?, _ books: borrowing Books
  ) throws -> String? {
    try read(field) { typed in
      guard let organization else { return nil }
      let all = try books.programs(of: organization)
      let found = all.called(typed, code: \.code, name: \.name)
      guard found.count == 1 else {
        throw UnknownCode(
          "program", typed, among: all.flatMap { [$0.code, $0.name] },
          listCommand: "ledgerctl program list --org \(organization.code)")
      }
      return found[0].code
    }
  }

  /// A member of staff of an organization.
  package mutating func member(
    _ field: String, of organization: Organization?, _ books: borrowing Books
  ) throws -> Party? {
    let party = try party(field, of: organization, books)
    return try keep(field) {
      guard let party, party.kind != .staff, party.kind != .individual else { return party }
      throw Refusal(
        "\(party.name) is not a member of staff",
        nextStep: "add who it is with \"ledgerctl party add ... --kind staff\"")
    }
  }

  /// A day, written in full.
  package mutating func day(_ field: String) throws -> Day? { try read(field) { try Day(parsing: $0) } }

  /// A day; the one on which it is said where none is given.
  package mutating func dayOrToday(_ field: String) throws -> Day? {
    if values.has(field) { return try day(field) }
    if values.today == nil { object(to: field, "nothing is given, and nobody knows today", nextStep: "name the day") }
    return values.today
  }

  /// A month, as 2021-09.
  package mutating func month(_ field: String) throws -> Month? { try read(field) { try Month(parsing: $0) } }

  /// What is attached to a field: a file, whose name its value is.
  package mutating func file(_ field: String) throws -> AttachedFile? {
    guard values.has(field) else { return nil }
    guard let file = values.attached[field] else {
      object(to: field, "the file is not given with its name", nextStep: "give the file")
      return nil
    }
    return try keep(field) { try file.get() }
  }

  /// Lines of an entry, as a bookkeeper writes them.
  mutating func lines(_ field: String, of organization: Organization?, _ books: borrowing Books) throws -> [EntryLine] {
    let fund = try organization.map { try books.unrestrictedFund(of: $0) } ?? ""
    return try values.all(field).enumerated().compactMap { place, typed in
      try keep(field) { () throws -> EntryLine? in
        var line = try EntryLine(typed: typed, number: place + 1, fund: fund)
        if let organization { try books.nameByCodes(&line, of: organization) }
        return line
      }
    }
  }

  /// One of the words of a type.
  package mutating func choice<Value: RawRepresentable & CaseIterable>(
    _ field: String, _: Value.Type = Value.self
  ) throws -> Value? where Value.RawValue == String {
    try read(field) { try Self.word($0, Value.self) }
  }

  /// One of the words of a type. Throws `Refusal`.
  static func word<Value: RawRepresentable & CaseIterable>(_ typed: String, _: Value.Type) throws -> Value?
  where Value.RawValue == String {
    let words = Value.allCases.map(\.rawValue)
    guard let word = words.first(where: { $0 == typed.lowercased() }) else {
      let near = Suggestion.nearest(to: typed, among: words).map { "did you mean \($0)? " } ?? ""
      throw Refusal(
        "‹\(VisibleText.escaped(typed))› is none of its words",
        nextStep: "\(near)write one of \(words.joined(separator: ", "))")
    }
    return Value(rawValue: word)
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
