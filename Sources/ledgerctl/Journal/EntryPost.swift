import ArgumentParser
import Ledger

struct EntryPost: ParsableCommand {
  /// How a line is written.
  static let grammar = """
    A line: "ACCOUNT AMOUNT [fund=F] [class=with|without] [function=program|management|fundraising] [program=P] [award=A]
    [budget-line=L] [party=P] [service=YYYY-MM-DD[..YYYY-MM-DD]]". Debits are positive, credits negative. Without fund=, the
    unrestricted fund. The lines add up to zero, in every fund.
    """
  static let configuration = CommandConfiguration(
    commandName: "post", abstract: "Post a journal entry line by line.",
    discussion: grammar)
  @OptionGroup var connection: BooksOptions
  @OptionGroup var organization: OrganizationOption
  @OptionGroup var write: WriteOptions
  @Option(help: "The day it counts, YYYY-MM-DD.", transform: Read.day) var date: Day
  @Option(help: "What happened, in words.") var description: String
  @Option(name: .customLong("line"), help: "A line; give two or more.") var lines: [String]
  @Option(help: "Idempotency key: the same key is never recorded twice.") var key: String

  func run() throws {
    try connection.open { books in
      let organization = try books.organization(organization.org)
      let drafts = try Self.lines(lines, of: organization, books)
      let draft = EntryDraft(key: key, date: date, description: description, lines: drafts)
      try write.sayRecorded(.entry(draft), description, in: organization, books) {
        try books.post(draft, to: organization)
      }
    }
  }

  /// Reads lines as typed, whose codes are all known. Throws `Refusal` or `UnknownCode`.
  static func lines(_ typed: [String], of organization: Organization, _ books: borrowing Books) throws -> [EntryLine] {
    let fund = try books.unrestrictedFund(of: organization)
    var lines = try typed.enumerated().map { try EntryLine(typed: $1, number: $0 + 1, fund: fund) }
    for place in lines.indices { try books.nameByCodes(&lines[place], of: organization) }
    return lines
  }
}

extension Books {
  /// Puts codes where a line names something by its name or in another case. Throws `UnknownCode`.
  fileprivate func nameByCodes(_ line: inout EntryLine, of organization: Organization) throws {
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
    for word in words {
      let pair = word.split(separator: "=", maxSplits: 1).map(String.init)
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
