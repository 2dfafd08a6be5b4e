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
    let lines = try typed.enumerated().map { try EntryLine(typed: $1, number: $0 + 1, fund: fund) }
    try requireKnown(lines, organization, books)
    return lines
  }

  private static func requireKnown(_ lines: [EntryLine], _ organization: Organization, _ books: borrowing Books) throws
  {
    let accounts = try books.accounts(of: organization).map(\.code)
    let funds = try books.funds(of: organization).map(\.code)
    for line in lines {
      if !accounts.contains(line.account) { _ = try books.account(line.account, of: organization) }
      if !funds.contains(line.fund) { throw UnknownCode.fund(line.fund, among: funds, organization) }
      if let party = line.party { _ = try books.party(party, of: organization) }
      if let award = line.award {
        let known = try books.award("\(organization.code)/\(award)")
        if let budgetLine = line.budgetLine { _ = try known.line(budgetLine) }
      }
    }
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
    let amount = try Money(parsing: words.removeFirst())
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
