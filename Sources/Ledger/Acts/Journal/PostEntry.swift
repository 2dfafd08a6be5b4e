/// Posts an entry line by line, as a bookkeeper writes it.
package struct PostEntry: RecordingAct {
  package static let words = ["entry", "post"]
  package static let fields: [ActField] =
    [
      .organization, .countingDay("date", "Day it counts"), .needed("description", "What happened, in words", .text),
      .lines,
    ] + .named

  private let organization: Organization
  private let draft: EntryDraft
  private let key: String?

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let organization = try reader.organization(books)
    let date = try reader.day("date")
    let lines = try reader.lines("line", of: organization, books)
    try reader.finish()
    guard let organization, let date, let description = values["description"] else {
      preconditionFailure("a fault was kept")
    }
    self.organization = organization
    key = values["key"]
    draft = EntryDraft(key: "", date: date, description: description, lines: lines)
  }

  package func prepared(_ books: borrowing Books) throws -> PreparedEntry {
    PreparedEntry(
      .entry(draft),
      named: ["entry", "\(draft.date)", "\(draft.lines.filter { $0.amount > .zero }.map(\.amount).total())"],
      said: [draft], key: key, summary: draft.description, in: organization)
  }
}

extension Books {
  /// Puts codes where a line names something by its name or in another case. Throws `UnknownCode`.
  func nameByCodes(_ line: inout EntryLine, of organization: Organization) throws {
    line.account = try account(line.account, of: organization).code
    line.fund = try fund(line.fund, of: organization).code
    line.party = try line.party.map { try party($0, of: organization).code }
    guard let named = line.award else { return }
    let award = try award("\(organization.code)/\(named)")
    line.award = award.code
    line.budgetLine = try line.budgetLine.map { try award.line($0).code }
  }
}

extension EntryLine {
  /// Reads a line as typed. Throws `Refusal` or the error of the value, each naming the line.
  init(typed text: String, number: Int, fund: String) throws {
    var words = text.split(separator: " ").map(String.init)
    guard words.count >= 2 else {
      throw Refusal(
        "line \(number) ‹\(VisibleText.escaped(text))› needs an account and an amount",
        nextStep: "write it as \"1010 -500.00\"")
    }
    let account = words.removeFirst()
    let amount = try Money(typed: words.removeFirst())
    self.init(account: account, fund: fund, amount: amount)
    var said: Set<String> = []
    for word in words {
      let pair = word.split(separator: "=", maxSplits: 1).map(String.init)
      if let name = pair.first, pair.count == 2, !said.insert(name).inserted {
        throw Refusal("line \(number) says \(name)= twice", nextStep: "say it once")
      }
      guard pair.count == 2, try set(pair[0], to: pair[1]) else {
        let known = ["fund=", "class=", "function=", "program=", "award=", "budget-line=", "party=", "service="]
        let near = Suggestion.nearest(to: pair.first.map { $0 + "=" } ?? word, among: known)
        throw Refusal(
          "line \(number): ‹\(VisibleText.escaped(word))› is not understood",
          nextStep: near.map { "did you mean ‹\($0)…›?" } ?? "use \(known.joined(separator: ", "))")
      }
    }
  }

  private mutating func set(_ name: String, to value: String) throws -> Bool {
    switch name {
    case "fund": fund = value
    case "program": program = value
    case "award": award = value
    case "budget-line": budgetLine = value
    case "party": party = value
    case "class":
      guard let found = NetAssetClass(rawValue: value) else { return false }
      netAssetClass = found
    case "function":
      guard let found = ExpenseFunction(rawValue: value) else { return false }
      function = found
    case "service":
      let days = value.split(separator: ".", omittingEmptySubsequences: true).map(String.init)
      guard let first = days.first, let last = days.last, days.count <= 2 else { return false }
      service = try DayWindow(from: Day(parsing: first), through: Day(parsing: last))
    default: return false
    }
    return true
  }
}

extension ActField {
  /// The lines of an entry, two or more.
  static var lines: ActField {
    var field = ActField.repeated("line", "A line; two or more", .text)
    field.isNeeded = { _ in true }
    field.isAskedUntilEmpty = true
    return field
  }
}
