/// What a payment pays: bills by name, everything of a payee, or the purchases on a card.
enum PaidChoice: Sendable {
  case bills([Named])
  case all
  case card(account: String?, through: Day?, except: [Int64])

  /// A bill, and where only a part is paid, how much of it.
  struct Named: Sendable {
    let name: String
    let part: Money?

    /// `NAME` or `NAME=AMOUNT`.
    init(_ text: String) throws {
      guard let equals = text.utf8.lastIndex(of: UInt8(ascii: "=")) else {
        (name, part) = (text, nil)
        return
      }
      name = String(text[..<equals])
      part = try Money(typed: String(text[text.utf8.index(after: equals)...]))
    }
  }

  init(_ reader: inout ActReader) throws {
    let values = reader.values
    if values.has("card") {
      let except = try values.all("except").compactMap { text in
        try reader.keep("except") {
          guard let number = Int64(text) else {
            throw Refusal("‹\(VisibleText.escaped(text))› is not an entry number", nextStep: "write it as 17")
          }
          return number
        }
      }
      self = .card(account: values["card-account"], through: try reader.day("through"), except: except)
    } else if values.has("all") {
      self = .all
    } else {
      self = .bills(try values.all("bill").compactMap { text in try reader.keep("bill") { try Named(text) } })
    }
  }

  /// What is settled on a day, and how much of each. Throws `Refusal` where there is nothing, or no such bill.
  func parts(
    of payee: Party?, on date: Day, in organization: Organization, _ books: borrowing Books
  ) throws -> [SettledPart] {
    switch self {
    case .card(let named, let through, let except):
      let account = try books.cardAccount(named, of: organization)
      let items = try books.openItems(of: organization, .card).filter { item in
        item.account == account && through.map { item.date <= $0 } == true && !except.contains(item.entry)
      }
      guard !items.isEmpty else {
        throw Refusal(
          "nothing is open on card \(account)\(through.map { " of what was bought through \($0)" } ?? "")",
          nextStep: "\"ledgerctl payment list --org \(organization.code)\" shows what was paid of it")
      }
      return items.map(\.whole)
    case .all:
      let items =
        try payee.map { try books.openItems(of: organization, .payable, party: $0.code) }?.filter { $0.date <= date }
        ?? []
      guard !items.isEmpty else {
        throw Refusal(
          "nothing is open of \(payee?.name ?? "that payee") on \(date)",
          nextStep: "see \"ledgerctl statement payables --org \(organization.code)\"")
      }
      return items.map(\.whole)
    case .bills(let bills):
      var parts: [SettledPart] = []
      for bill in bills {
        let found = try Self.parts(of: bill, payee, organization, books)
        if let twice = found.first(where: { part in parts.contains { $0.item == part.item } }) {
          throw Refusal("entry \(twice.item.entry) is named twice", nextStep: "name each bill once")
        }
        parts += found
      }
      return parts
    }
  }

  /// A part is shared by the bill's funds in proportion.
  private static func parts(
    of bill: Named, _ payee: Party?, _ organization: Organization, _ books: borrowing Books
  ) throws -> [SettledPart] {
    let items = try books.bill(bill.name, of: organization, payee: payee?.code)
    guard let part = bill.part else { return items.map(\.whole) }
    let owed = items.map(\.owed).total()
    guard part > .zero, part <= owed else {
      throw Refusal(
        "\(part.grouped) is not part of the \(owed.grouped) open of \(bill.name)", nextStep: "write what is paid of it")
    }
    return zip(items, part.split(weights: items.map { max(0, $0.owed.cents) })).filter { $1 > .zero }
      .map { SettledPart(item: $0, amount: $1) }
  }

  /// Whether an entry that settled these items pays this.
  func isPaid(by entry: RecordedEntry, _ settled: [OpenItem]) throws -> Bool {
    switch self {
    case .card: true
    case .all: settled.allSatisfy { $0.open == .zero }
    case .bills(let bills):
      // A bill by its entry, invoice or key, in whole or, as it was written, in part.
      bills.allSatisfy { bill in
        let items = settled.filter {
          String($0.entry) == bill.name || $0.invoice == bill.name || $0.key == bill.name
        }
        let lines = entry.draft.lines.filter { line in items.contains { $0.entry == line.settles } }
        return !items.isEmpty && bill.part.map { $0 == lines.map(\.amount).total() } != false
      } && Set(settled.map(\.entry)).count == bills.count
    }
  }

  /// What is told where the parts do not add up to what is paid in all.
  func disagreement(_ total: Money, _ paid: Money, _ parts: [SettledPart]) -> Refusal {
    let isCard = if case .card = self { true } else { false }
    let (what, more) = isCard ? ("the purchases through that day", "statement") : ("what is named", "amount")
    let difference = total < paid ? paid - total : total - paid
    let listed = parts.prefix(20).map {
      "\n    entry \($0.item.entry)  \($0.item.date)  \($0.amount.grouped)  \($0.item.description)"
    }
    return Refusal(
      "\(what) add up to \(paid.grouped), the \(more) says \(total.grouped): \(difference.grouped) \(total < paid ? "less" : "more")",
      nextStep: isCard
        ? "record what is missing with \"ledgerctl expense add --paid-from card\", or leave out with --except ENTRY what is not on it:\(listed.joined())"
        : "check the amount, name other bills, or what is paid of one, as --bill INV-7=40.00:\(listed.joined())")
  }
}

extension Books {
  /// The account of a card, by its code; without one, the default card's. Throws `UnknownCode` or `Refusal`.
  package func cardAccount(_ code: String?, of organization: Organization) throws -> String {
    guard let code else { return organization.accounts[.card] }
    let account = try account(code, of: organization)
    guard account.role == .card else {
      throw Refusal(
        "account \(account.code), \(account.name), is not a card",
        nextStep: "name one of \(organization.accounts.codes(of: .card).joined(separator: ", "))")
    }
    return account.code
  }

  /// The code of a cash account, by its code or as bank, petty-cash or savings. Throws `UnknownCode` or `Refusal`.
  package func cashAccount(_ name: String, of organization: Organization) throws -> String {
    let accounts = organization.accounts
    if let money = MoneyAccount.allCases.first(where: { $0.rawValue == name }) {
      return try accounts.account(
        money, of: AccountRole.money, refused: "cash does not lie on", instead: "bank, petty-cash or savings")
    }
    let account = try account(name, of: organization)
    guard account.role.map(AccountRole.money.contains) == true else {
      throw Refusal(
        "account \(account.code), \(account.name), is not a cash account",
        nextStep:
          "name bank, petty-cash, savings, or one of \(accounts.codes(of: AccountRole.money).joined(separator: ", "))")
    }
    return account.code
  }
}
