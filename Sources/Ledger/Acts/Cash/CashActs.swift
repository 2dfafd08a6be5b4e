/// Moves money from one cash account to another, as to refill petty cash.
package struct MoveCash: RecordingAct {
  package static let words = ["cash", "move"]
  package static let fields: [ActField] =
    [
      .organization, .cashAccount("from", "Out of which account"), .cashAccount("to", "Into which account"),
      .needed("amount", "Amount", .money), .countingDay("date", "Day it is moved"), .fund,
      .memo("Description (empty: from where to where)"),
    ] + .named

  private let money: CashDraft
  private let source: Account

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let money = try CashDraft(&reader, account: "to", books)
    let source = try reader.read("from") { typed in try money.map { try books.cash(typed, of: $0.organization) } }
    if let source, let money, source.code == money.cash.code {
      reader.object(to: "to", "the money is there already", nextStep: "name another account")
    }
    try reader.finish()
    guard let money, let source else { preconditionFailure("a fault was kept") }
    (self.money, self.source) = (money, source)
  }

  package func prepared(_ books: borrowing Books) throws -> PreparedEntry {
    let words = "from \(source.name) (\(source.code)) to \(money.cash.name) (\(money.cash.code))"
    return money.prepared(
      ["moved", source.code, money.cash.code], EntryLine(account: source.code, fund: money.fund, amount: -money.amount),
      description: "Moved \(words)", "\(money.amount.grouped) moved \(words)")
  }
}

/// Records money that came and is no grant and no refund of a cost: a donation, a fee, interest, a deposit. It is the unrestricted fund's: what is given for
/// a purpose is an award.
package struct ReceiveOtherMoney: RecordingAct {
  package static let comesInHeaps = true
  package static let words = ["cash", "receive"]
  package static let fields: [ActField] =
    [
      .organization, .needed("payer", "Who paid it", .code(.party)).choosingParty, account,
      .needed("amount", "Amount", .money), .countingDay("date", "Day it came"), into,
      .memo("Description (empty: what the account is)"),
    ] + .named

  private static var account: ActField {
    var field = ActField.needed("account", "What it is: the account", .code(.account))
    field.choices = { values, books in
      try books.accounts(of: values.organization(books)).filter(isIncome).map {
        ActChoice(code: $0.code, about: $0.name)
      }
    }
    return field
  }

  private static var into: ActField {
    var field = ActField.cashAccount("to", "Where it went")
    field.isNeeded = { _ in false }
    field.isAsked = { _, _ in true }
    field.fallback = { _, _ in MoneyAccount.bank.rawValue }
    return field
  }

  private let money: CashDraft
  private let payer: Party
  private let account: Account

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let money = try CashDraft(&reader, account: "to", books)
    let payer = try reader.read("payer") { typed in try money.map { try books.party(typed, of: $0.organization) } }
    let account = try reader.read("account") { typed in
      try money.map { try Self.income(books.account(typed, of: $0.organization)) }
    }
    try reader.finish()
    guard let money, let payer, let account else { preconditionFailure("a fault was kept") }
    (self.money, self.payer, self.account) = (money, payer, account)
  }

  /// Revenue of money, or what is held for others or comes back: what the books figure themselves, and what has a command of its own, is none.
  private static func isIncome(_ account: Account) -> Bool {
    switch account.kind {
    case .revenue: [nil, .interest, .programFees, .foundationGrants, .nonprofitGrants].contains(account.role)
    case .liability: account.role == nil
    case .asset: account.role == nil || account.role == .accountsReceivable
    default: false
    }
  }

  private static func income(_ account: Account) throws -> Account {
    guard !isIncome(account) else { return account }
    throw Refusal(
      "account \(account.code), \(account.name), is not an account that money is received on",
      nextStep: account.kind == .expense
        ? "what comes back of a cost is recorded with \"ledgerctl expense refund ENTRY\""
        : "name an account of revenue, or what is held or owed without a role; \"ledgerctl account list\" shows them")
  }

  package func prepared(_ books: borrowing Books) throws -> PreparedEntry {
    var line = EntryLine(account: account.code, fund: money.fund, amount: -money.amount, party: payer.code)
    if account.kind == .revenue { line.netAssetClass = .without }
    return money.prepared(
      ["received", payer.code, account.code], line, description: "\(account.name), \(payer.name)",
      "\(money.amount.grouped) received from \(payer.name), \(account.name) (\(account.code))")
  }
}

/// Money that comes into a cash account, or leaves it, once: what the acts of this folder read.
struct CashDraft: Sendable {
  let organization: Organization
  let cash: Account
  let amount: Money
  let date: Day
  let fund: String
  private let memo: String?
  private let key: String?

  /// As given, `account` naming the cash account; nil with its faults kept.
  init?(_ reader: inout ActReader, account: String, _ books: borrowing Books) throws {
    let values = reader.values
    let organization = try reader.organization(books)
    let cash = try reader.keep(account) {
      try organization.flatMap { try books.cash(values[account] ?? MoneyAccount.bank.rawValue, of: $0) }
    }
    let amount = try reader.money("amount")
    let date = try reader.day("date")
    let fund = try reader.keep("fund") { try organization.map { try books.fundCode(values["fund"], of: $0) } }
    guard let organization, let cash, let amount, let date, let fund else { return nil }
    (self.organization, self.cash, self.amount, self.date, self.fund) = (organization, cash, amount, date, fund)
    (memo, key) = (values["memo"]?.trimmingSpaces, values["key"])
  }

  /// The entry that brings the money, `other` saying what it is.
  func prepared(_ named: [String], _ other: EntryLine, description: String, _ summary: String) -> PreparedEntry {
    let line = EntryLine(account: cash.code, fund: fund, amount: amount, party: other.party)
    let draft = EntryDraft(key: "", date: date, description: (memo ?? description).clipped(2000), lines: [line, other])
    return PreparedEntry(
      .entry(draft), named: named + ["\(date)", "\(amount)"], said: [draft], key: key, summary: summary,
      in: organization)
  }
}

extension ActField {
  /// The fund whose money it is; the unrestricted fund where none is named.
  static var fund: ActField {
    ActField("fund", "The fund whose money it is; defaults to the unrestricted fund", .code(.fund))
  }

  /// An account of money at hand, by its code, its name, or as bank, petty-cash or savings.
  static func cashAccount(_ name: String, _ label: String) -> ActField {
    var field = ActField.needed(name, label, .code(.account))
    field.choices = { values, books in
      try books.accounts(of: values.organization(books)).filter { $0.role.map(AccountRole.money.contains) == true }
        .map { ActChoice(code: $0.code, about: $0.name) }
    }
    field.isThere = { typed, values, books in (try? books.cash(typed, of: values.organization(books))) != nil }
    return field
  }
}

extension Books {
  /// A cash account, by its code, its name, or as bank, petty-cash or savings. Throws `UnknownCode` or `Refusal`.
  func cash(_ name: String, of organization: Organization) throws -> Account {
    try account(cashAccount(name, of: organization), of: organization)
  }
}
