import Ledger

/// Asks, at a terminal, for what an act lacks, by its fields.
enum Interview {
  /// Whether an act cannot be done with these values alone. One that can is not asked for what may be said besides.
  static func lacks(_ given: ActValues, _ fields: [ActField], _ books: borrowing Books) throws -> Bool {
    try fields.contains { try $0.isLacking(given, books) } || lacksChange(given, fields)
  }

  /// Asks for what these values lack and fills it in. Returns whether somebody was added on the way, who stays.
  static func complete(_ answers: inout ActValues, _ fields: [ActField], _ books: borrowing Books) throws -> Bool {
    var hasAdded = false
    for field in fields where try field.isAsked(answers, books) {
      if try answer(field, &answers, books) { hasAdded = true }
    }
    return hasAdded
  }

  /// Whether an act that says what is right instead says nothing.
  private static func lacksChange(_ answers: ActValues, _ fields: [ActField]) -> Bool {
    let changes = fields.filter { $0.now != nil }
    return !changes.isEmpty && !changes.contains { answers.has($0.name) }
  }

  /// Tells why what was answered is refused and asks which answer is another one; false where none is, or it is not of the answers. `hasAdded`: whether
  /// somebody was added on the way, who stays.
  static func mends(
    _ error: any Error, _ answers: inout ActValues, _ fields: [ActField], notIn given: ActValues,
    hasAdded: inout Bool, _ books: borrowing Books
  ) throws -> Bool {
    let failure = Failure(error)
    let asked = fields.filter { field in
      !given.has(field.name) && (answers.has(field.name) && field.kind != .flag || field.isFlagged(answers, given))
    }
    guard [.refused, .usage].contains(failure.status), !asked.isEmpty else { return false }
    print("\n  \(failure.cause)")
    if let next = failure.nextStep { print("  \(next)") }
    let names = asked.map { $0.option }
    while true {
      let typed = try Console.ask("Change which answer: \(names.joined(separator: ", ")) (empty: none)", fallback: nil)
      if typed.isEmpty { return false }
      guard let field = asked.first(where: { [$0.option, $0.name].contains(typed.lowercased()) || $0.option == typed })
      else { continue }
      if try change(field, &answers, fields, notIn: given, books) { hasAdded = true }
      return true
    }
  }

  /// Asks one field anew, and then what the new answer needs and the old one did not; what it no longer allows is dropped. Returns whether somebody
  /// was added.
  private static func change(
    _ field: ActField, _ answers: inout ActValues, _ fields: [ActField], notIn given: ActValues,
    _ books: borrowing Books
  ) throws -> Bool {
    let before = answers
    drop(field, &answers, given)
    var hasAdded = try answer(field, &answers, books)
    // Whose books it is stands: an award says it too, but not every answer after it.
    for other in fields
    where other.name != field.name && !given.has(other.name) && ![.flag, .code(.organization)].contains(other.kind) {
      let wasAsked = try other.isAskedAnew(before, books)
      guard try other.isAskedAnew(answers, books) else {
        if wasAsked { drop(other, &answers, given) }
        continue
      }
      if wasAsked || answers.has(other.name), try other.holds(answers, before, books) { continue }
      drop(other, &answers, given)
      if try answer(other, &answers, books) { hasAdded = true }
    }
    return hasAdded
  }

  private static func drop(_ field: ActField, _ answers: inout ActValues, _ given: ActValues) {
    answers.set(field.name, [])
    if let flag = field.flagAnswer, !given.has(flag) { answers.set(flag, []) }
  }

  /// Whether the same is to be asked once more, for another one.
  static func asksForAnother() throws -> Bool {
    Recording.process.goOn()
    do {
      return try Console.confirms("\nAnother one?")
    } catch is Refusal {
      // The end of the input.
      return false
    }
  }

  /// Returns whether somebody was added.
  private static func answer(
    _ field: ActField, _ answers: inout ActValues, _ books: borrowing Books
  ) throws -> Bool {
    let choices = try field.choices?(answers, books) ?? []
    if field.choices != nil, choices.isEmpty, !field.canBeAdded {
      throw Refusal("there is nothing to choose from: \(field.label)", nextStep: "say it with \(field.option)")
    }
    let fallback = try field.fallback?(answers, books)
    show(choices, of: field)
    let now = try field.now?(answers, books).map { ", now \(VisibleText.escaped($0)) (empty: it was right)" } ?? ""
    while true {
      let isMore = field.isAskedUntilEmpty && answers.has(field.name)
      let typed = try Console.ask(isMore ? "Another one (empty: no more)" : field.label + now, fallback: fallback)
      if typed.isEmpty {
        if field.mayBeEmpty || isMore { return false }
        print("  Something is needed here.")
        continue
      }
      guard let value = try read(typed, field, choices, answers, books) else { continue }
      if let refusal = try field.refusal?(value.text, answers, books) {
        print("  \(refusal.cause); \(refusal.nextStep)")
        continue
      }
      if field.isAskedUntilEmpty {
        answers.add(field.name, value.text)
        continue
      }
      if value.text == field.flagAnswer { answers.set(value.text, true) } else { answers[field.name] = value.text }
      return value.isAdded
    }
  }

  /// What was meant, or nil after saying why it is nothing.
  private static func read(
    _ typed: String, _ field: ActField, _ choices: [ActChoice], _ answers: ActValues, _ books: borrowing Books
  ) throws -> (text: String, isAdded: Bool)? {
    let isListed = choices.contains { $0.code == typed } || field.row(typed, of: choices) != nil
    if try !isListed && field.isThere?(typed, answers, books) == true { return (typed, false) }
    if let chosen = accepted(typed, field, choices) { return (chosen, false) }
    guard field.canBeAdded, !choices.contains(where: { $0.has(typed) }) else { return nil }
    return try addParty(typed, answers, books).map { ($0, true) }
  }

  /// At most so many choices are listed; of more, a part of the name is asked for.
  private static let mostListed = 30

  private static func show(_ choices: [ActChoice], of field: ActField) {
    guard !choices.isEmpty else { return }
    guard choices.count <= mostListed else {
      return print("  \(choices.count) to choose from: type a code, or a part of the name.")
    }
    let width = choices.map { DisplayWidth.of($0.code) }.max() ?? 0
    for (index, choice) in choices.enumerated() {
      let code = choice.code + String(repeating: " ", count: width - DisplayWidth.of(choice.code))
      let place = field.hasRowNumbers ? "\(index + 1 < 10 ? " " : "")\(index + 1)  " : ""
      print("  \(place)\(code)  \(VisibleText.escaped(choice.about))")
    }
  }

  private static func accepted(_ typed: String, _ field: ActField, _ choices: [ActChoice]) -> String? {
    if !choices.isEmpty { return chosen(typed, field, choices) }
    do {
      let value = try field.reading(typed)
      if value != typed { print("  \(value)") }
      return value
    } catch let input as any InputError {
      print("  \(input.cause); \(input.nextStep)")
    } catch let refusal as Refusal {
      print("  \(refusal.cause); \(refusal.nextStep)")
    } catch {
      print("  \(error)")
    }
    return nil
  }

  private static func chosen(_ typed: String, _ field: ActField, _ choices: [ActChoice]) -> String? {
    let same = choices.filter { $0.code.lowercased() == typed.trimmingSpaces.lowercased() }
    if let found = choices.first(where: { $0.code == typed }) ?? (same.count == 1 ? same[0] : nil) {
      return found.code
    }
    if let row = field.row(typed, of: choices), choices.count <= mostListed { return row.code }
    let near = choices.filter { $0.has(typed) }
    if near.count == 1 { return near[0].code }
    if near.isEmpty {
      let suggestion = Suggestion.nearest(to: typed, among: choices.map(\.code)).map { " Did you mean \($0)?" } ?? ""
      print("  There is no \(VisibleText.quoted(typed)).\(suggestion)")
    } else {
      print("  \(near.count) of them have \(VisibleText.quoted(typed)) in their name:")
      show(Array(near.prefix(mostListed)), of: field)
    }
    return nil
  }

  /// Adds a payee that is not there yet. What was answered so far is kept.
  private static func addParty(_ name: String, _ answers: ActValues, _ books: borrowing Books) throws -> String? {
    let name = name.trimmingSpaces
    guard try Console.confirms("  Add \(VisibleText.quoted(name)) as a new payee, now?") else { return nil }
    let kinds = Party.Kind.allCases.map(\.rawValue)
    var kind: Party.Kind?
    while kind == nil {
      kind = Party.Kind(
        rawValue: try Console.ask(
          "  What it is: \(kinds.joined(separator: ", "))", fallback: Party.Kind.business.rawValue))
    }
    while true {
      do {
        let code = try Code(parsing: try Console.ask("  Short name for it", fallback: code(of: name))).text
        try books.write(dryRun: false) {
          try books.addParties(
            [Party(code: code, name: name, kind: kind ?? .business)], to: answers.organization(books))
        }
        Recording.process.goOn()
        print("  Added \(code), \(VisibleText.escaped(name)).")
        return code
      } catch let input as any InputError {
        print("  \(input.cause); \(input.nextStep)")
      }
    }
  }

  /// A short name: the letters and digits of a name, small, with - between its words.
  private static func code(of name: String) -> String {
    let words = name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return String(words.joined(separator: "-").prefix(40))
  }
}

extension ActField {
  /// Whether rows of its choices are numbered: not where a number is itself a code, as of entries.
  fileprivate var hasRowNumbers: Bool {
    ![.code(.entry), .code(.bill), .code(.payment), .code(.commitment)].contains(kind)
  }

  /// The choice of a row number.
  fileprivate func row(_ typed: String, of choices: [ActChoice]) -> ActChoice? {
    guard hasRowNumbers, let number = Int(typed), choices.indices.contains(number - 1) else { return nil }
    return choices[number - 1]
  }

  /// Whether what is not there may be added where it is asked.
  fileprivate var canBeAdded: Bool { name == "payee" && kind == .code(.party) }

  /// Whether its answer was the flag that it sets instead.
  fileprivate func isFlagged(_ answers: ActValues, _ given: ActValues) -> Bool {
    flagAnswer.map { answers.has($0) && !given.has($0) } ?? false
  }

  /// Whether it is asked for by what else is answered.
  fileprivate func isAskedAnew(_ answers: ActValues, _ books: borrowing Books) throws -> Bool {
    var others = answers
    others.set(name, [])
    return try isAsked(others, books)
  }

  /// Whether its answer, which may be none, still stands: it is one of the choices if it was one before, and can be recorded.
  fileprivate func holds(_ answers: ActValues, _ before: ActValues, _ books: borrowing Books) throws -> Bool {
    for text in answers.all(name) {
      let isChoice = try choices?(answers, books).contains { $0.code == text } ?? true
      let wasChoice = try choices?(before, books).contains { $0.code == text } ?? true
      if try wasChoice && !isChoice || !wasChoice && isThere?(text, answers, books) == false { return false }
      if try refusal?(text, answers, books) != nil { return false }
    }
    return true
  }

  /// Whether an act cannot do without it: which organization, too, where there are several.
  fileprivate func isLacking(_ values: ActValues, _ books: borrowing Books) throws -> Bool {
    try !values.has(name) && (isNeeded(values) || isAskedAlone && isAsked(values, books))
  }

  /// What is typed, as the act reads it.
  fileprivate func reading(_ typed: String) throws -> String {
    if case .day = kind { return try reading(typed, today: Console.today()) }
    return try reading(typed, today: Day(year: 2000, month: 1, day: 1))
  }
}
