import ArgumentParser
import Ledger

struct PaymentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "payment", abstract: "Payments of bills, card statements and staff; voids.",
    subcommands: [Add.self, Void.self, Match.self, List.self])

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Pay bills, a card statement, or what a member of staff is owed.",
      discussion: """
        Bills: --bill with the invoice or entry number, once or more; "--bill INV-7=40.00" pays a part. Everything open of one payee:
        --all --payee WHO. A card statement: --card --through DAY --amount TOTAL --payee BANK, which pays the purchases through that
        day and is refused where they do not add up to the total. Each fund pays its own part.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Option(
      help: "A bill: its invoice or entry number, and where only a part is paid, =AMOUNT.", completion: .openBills)
    var bill: [String] =
      []
    @Flag(help: "Everything open of --payee.") var all = false
    @Flag(help: "The purchases on the card.") var card = false
    @Option(help: "With --card: which card, by its account; else the default one.", completion: .accounts)
    var cardAccount: String?
    @Option(help: "With --card: through this day of purchase.", transform: Typed.keep) var through: Typed?
    @Option(help: "With --card: an entry that the statement does not have.") var except: [Int64] = []
    @Option(
      help: "What is paid in all, which must agree; with --card, the total of the statement.", transform: Typed.keep)
    var amount: Typed?
    @Option(help: "Who is paid: a party's code or name; else who billed.", completion: .parties) var payee: String?
    @Option(help: "check, transfer, direct-debit, card or cash.") var method: PaymentMethod
    @Option(help: "Number of the check, or what the bank shows.") var number: String?
    @Option(help: "The day it is paid, YYYY-MM-DD.", transform: Typed.keep) var date: Typed
    @Option(help: "The cash account: bank, petty-cash, savings, or an account code.") var from = "bank"
    @Option(help: "What to say of it; else the invoices.") var memo: String?
    @Option(help: "Idempotency key; else one of all that is said.") var key: String?

    func validate() throws {
      guard [!bill.isEmpty, all, card].count(where: { $0 }) == 1 else {
        throw ValidationError("name the bills with --bill, or everything with --all, or --card")
      }
      if all || card, payee == nil { throw ValidationError("name who is paid with --payee") }
      if card != (through != nil) || (card && amount == nil) {
        throw ValidationError("--card goes with --through and --amount: the last day and the total of the statement")
      }
      if cardAccount != nil, !card { throw ValidationError("--card-account goes with --card") }
      if !except.isEmpty, !card { throw ValidationError("--except goes with --card") }
      if method == .check, number == nil { throw ValidationError("name the check's number with --number") }
    }

    func run() throws {
      try connection.open { books in
        var faults = ArgumentFaults()
        let organization = try books.organization(organization.org)
        let date = try faults.read("--date") { try Day(parsing: self.date.text) }
        let total = try faults.read("--amount") { try amount.map { try Money(typed: $0.text) } }
        let through = try faults.read("--through") { try self.through.map { try Day(parsing: $0.text) } }
        let account = try faults.read("--from") { try books.cashAccount(from, of: organization) }
        let payee = try faults.read("--payee") { try self.payee.map { try books.party($0, of: organization) } }
        if let date, let account, let known = try recorded(date, total, account, payee, organization, books) {
          return write.say(known)
        }
        let parts = try faults.read("--bill") { try self.parts(payee, through, organization, books) }
        try faults.throwIfAny()
        guard let date, let account, let parts else { return }
        let paid = parts.map(\.amount).total()
        if let total, total != paid { throw disagreement(total, paid, parts, organization) }
        let billers = Set(parts.compactMap(\.item.party))
        guard
          let party = try payee
            ?? (billers.count == 1 ? billers.first : nil).map({ try books.party($0, of: organization) })
        else {
          throw Refusal(
            "these are bills of several payees", nextStep: "pay each by itself, or name who is paid with --payee")
        }
        let event = EventKey(
          ["payment", party.code, "\(date)", "\(paid)"],
          rest: [
            account, method.rawValue, number?.withoutOuterSpaces, memo?.withoutOuterSpaces,
            parts.map { "\($0.item.entry) \($0.item.fund) \($0.amount)" }.joined(separator: ", "),
          ])
        let payment = PaymentDraft(
          payee: party.code, account: account, method: method, reference: number, date: date, parts: parts, memo: memo,
          key: try write.key(key, event, in: organization, books))
        let how = number.map { "\(method.rawValue) \(VisibleText.escaped($0))" } ?? method.rawValue
        try write.sayRecorded(
          .entry(payment.entry(), payment: payment),
          "\(paid.grouped) to \(party.name) by \(how), settles \(Self.settled(parts))", in: organization, books
        ) { try books.pay(payment, of: organization) }
        try write.sayAlike(payment.entry(), in: organization, books)
      }
    }

    /// What is recorded under the key that was given: what it paid is open no longer, so it is compared as it stands.
    private func recorded(
      _ date: Day, _ total: Money?, _ account: String, _ payee: Party?, _ organization: Organization,
      _ books: borrowing Books
    ) throws -> String? {
      try books.recorded(
        key, of: organization,
        as: { entry in
          let paid = try books.payments(of: organization, entry: entry.number).first
          let settled = try books.settled(by: entry, of: organization)
          // A bill by its entry, invoice or key, in whole or, as it was written, in part.
          func isPaid(_ text: String) throws -> Bool {
            let words = text.split(separator: "=", maxSplits: 1).map(String.init)
            let items = settled.filter { String($0.entry) == words[0] || $0.invoice == words[0] || $0.key == words[0] }
            let lines = entry.draft.lines.filter { line in items.contains { $0.entry == line.settles } }
            let part = try words.count == 2 ? Money(typed: words[1]) : nil
            return !items.isEmpty && part.map { $0 == lines.map(\.amount).total() } != false
          }
          guard let paid, paid.method == method, paid.reference == number, paid.account == account,
            payee.map({ $0.code == paid.payee }) != false, total.map({ $0 == paid.amount }) != false,
            try bill.allSatisfy(isPaid), bill.isEmpty || Set(settled.map(\.entry)).count == bill.count,
            !all || settled.allSatisfy({ $0.open == .zero })
          else { return EntryDraft(key: "", date: date, description: "another payment", lines: []) }
          return EntryDraft(
            key: "", date: date, kind: .payment, description: memo ?? entry.draft.description, lines: [])
        })
    }

    private func parts(
      _ payee: Party?, _ through: Day?, _ organization: Organization, _ books: borrowing Books
    ) throws -> [SettledPart] {
      if card {
        let account = try books.cardAccount(cardAccount, of: organization)
        let items = try books.openItems(of: organization, .card).filter { item in
          item.account == account && through.map { item.date <= $0 } != false && !except.contains(item.entry)
        }
        guard !items.isEmpty else {
          throw Refusal(
            "nothing is open on card \(account)\(through.map { " of what was bought through \($0)" } ?? "")",
            nextStep: "\"ledgerctl payment list --org \(organization.code)\" shows what was paid of it")
        }
        return items.map(\.whole)
      }
      if all {
        let items = try payee.map { try books.openItems(of: organization, .payable, party: $0.code) } ?? []
        guard !items.isEmpty else {
          throw Refusal(
            "nothing is open of \(payee?.name ?? "that payee")",
            nextStep: "see \"ledgerctl statement payables --org \(organization.code)\"")
        }
        return items.map(\.whole)
      }
      var parts: [SettledPart] = []
      for text in bill {
        let found = try Self.parts(of: text, payee, organization, books)
        if let twice = found.first(where: { part in parts.contains { $0.item == part.item } }) {
          throw Refusal("entry \(twice.item.entry) is named twice", nextStep: "name each bill once")
        }
        parts += found
      }
      return parts
    }

    /// `NAME` or `NAME=AMOUNT`; a part is shared by the bill's funds in proportion.
    private static func parts(
      of text: String, _ payee: Party?, _ organization: Organization, _ books: borrowing Books
    ) throws -> [SettledPart] {
      let equals = text.utf8.lastIndex(of: UInt8(ascii: "="))
      let name = equals.map { String(text[..<$0]) } ?? text
      let items = try books.bill(name, of: organization, payee: payee?.code)
      guard let equals else { return items.map(\.whole) }
      let part = try Money(typed: String(text[text.utf8.index(after: equals)...]))
      let owed = items.map(\.owed).total()
      guard part > .zero, part <= owed else {
        throw Refusal(
          "\(part.grouped) is no part of the \(owed.grouped) open of \(name)", nextStep: "write what is paid of it")
      }
      return zip(items, part.split(weights: items.map { max(0, $0.owed.cents) })).filter { $1 > .zero }
        .map { SettledPart(item: $0, amount: $1) }
    }

    private func disagreement(
      _ total: Money, _ paid: Money, _ parts: [SettledPart], _ organization: Organization
    ) -> Refusal {
      let (what, more) = card ? ("the purchases through that day", "statement") : ("what is named", "amount")
      let difference = total < paid ? paid - total : total - paid
      let listed = parts.prefix(20).map {
        "\n    entry \($0.item.entry)  \($0.item.date)  \($0.amount.grouped)  \($0.item.description)"
      }
      return Refusal(
        "\(what) add up to \(paid.grouped), the \(more) says \(total.grouped): \(difference.grouped) \(total < paid ? "less" : "more")",
        nextStep: card
          ? "record what is missing with \"ledgerctl expense add --paid-from card\", or leave out with --except ENTRY what is not on it:\(listed.joined())"
          : "check the amount, name other bills, or what is paid of one, as --bill INV-7=40.00:\(listed.joined())")
    }

    private static func settled(_ parts: [SettledPart]) -> String {
      let entries = Set(parts.map(\.item.entry)).sorted()
      if entries.count > 5 { return "\(entries.count) entries" }
      return "entr\(entries.count == 1 ? "y" : "ies") \(entries.map(String.init).joined(separator: ", "))"
    }
  }

  struct Void: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "void", abstract: "Void a payment: what it paid is owed again, and the cost stays as it is.",
      discussion: "A voided check keeps its number; write a new one for the same bills.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(help: "The payment: its entry number, or the check's number.") var payment: String
    @Option(help: "Why.") var reason: String
    @OptionGroup var date: ReversalDayOption

    func run() throws {
      try connection.open { books in
        let organization = try books.organization(organization.org)
        let found = try books.payment(payment, of: organization)
        if let voidedBy = found.voidedBy {
          let known = try books.entry("\(voidedBy)", of: organization)
          if date.date == nil || known.draft.date == date.date, known.reversalReason == reason {
            return try write.say(
              PostedEntry(number: voidedBy, wasRecorded: true), "voids payment \(found.entry), \(found.words)")
          }
          throw ExplainedError(
            failure: Failure(
              .conflict, "payment \(found.entry) was voided by entry \(voidedBy)", code: "23505",
              nextStep: "pay again with \"ledgerctl payment add\""))
        }
        let on = try date.day(write) { try books.reversalDay(ofEntry: found.entry, of: organization) }
        let day = on.day
        try write.sayRecorded(
          .reversal(of: found.entry, on: day, reason: reason),
          "\(on.inWords), voids payment \(found.entry), \(found.words): \(found.amount.grouped) is owed again",
          in: organization, books
        ) { try books.reverse(found.entry, of: organization, on: day, reason: reason) }
      }
    }
  }

  struct Match: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "match", abstract: "Settle what is owed with what is owed to us: no money moves.",
      discussion: """
        For a refund that a payee keeps for the next bill, and for books that paid bills by journal entries. In every fund the
        oldest first, as far as both sides go.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Option(help: "Of this payee: a party's code or name.", completion: .parties) var payee: String?
    @Flag(help: "The purchases and payments of the cards, whoever sold; each card by itself.") var card = false
    @Option(help: "The day it counts; else today.", transform: Read.day) var date: Day?
    @Option(help: "Idempotency key; else one of all that is said.") var key: String?

    func validate() throws {
      guard card != (payee != nil) else { throw ValidationError("name either --payee or --card") }
    }

    func run() throws {
      let day = try date ?? Console.today()
      try connection.open { books in
        let organization = try books.organization(organization.org)
        let party = try payee.map { try books.party($0, of: organization) }
        let name = party?.name ?? "the card"
        if let known = try books.recorded(
          key, of: organization,
          as: { _ in
            EntryDraft(key: "", date: day, description: "Settled against each other: \(name)", lines: [])
          })
        {
          return write.say(known)
        }
        let items = try books.openItems(of: organization, card ? .card : .payable, party: party?.code)
          .filter { $0.date <= day }
        var draft = try items.matched(on: day, key: key ?? "", name: name)
        let event = EventKey(
          ["match", party?.code ?? "card", "\(day)"],
          rest: [draft.lines.map { "\($0.settles ?? 0) \($0.amount)" }.joined(separator: ", ")])
        draft.key = try write.key(key, event, in: organization, books)
        let posted = try books.write(dryRun: write.dryRun) { try books.post(draft, to: organization) }
        try write.say(
          posted,
          "\(draft.lines.map(\.amount).filter { $0 > .zero }.total().grouped) of \(party?.name ?? "the card") settled against each other"
        )
      }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List payments, voided ones too.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions
    @Option(help: "As of this day; else today.", transform: Read.day) var asOf: Day?

    func run() throws {
      let day = try asOf ?? Console.today()
      try connection.open { books in
        let organization = try books.readOrganization(organization.org)
        let later = try books.payments(of: organization).count { $0.date > day }
        let names = Dictionary(uniqueKeysWithValues: try books.parties(of: organization).map { ($0.code, $0.name) })
        try output.write(
          .list(
            "Payments of \(organization.name)",
            [
              StatementColumn("entry", "Entry", .integer), StatementColumn("date", "Date", .date),
              StatementColumn("payee", "Payee", .text, wraps: true), StatementColumn("method", "Method", .text),
              StatementColumn("number", "Number", .text), StatementColumn("account", "From", .text),
              StatementColumn("amount", "Amount", .money), StatementColumn("for", "For", .text, wraps: true),
              StatementColumn("voided", "Voided", .date),
            ],
            try books.payments(of: organization, asOf: day).map { payment in
              [
                .integer(Int(payment.entry)), .day(payment.date), .text(names[payment.payee] ?? payment.payee),
                .text(payment.method.rawValue), .optional(payment.reference), .text(payment.account),
                .money(payment.amount), .text(payment.description), payment.voidedOn.map { .day($0) } ?? .empty,
              ]
            }, empty: "There are no payments; \"ledgerctl payment add\" records one.", asOf: day, later: later))
      }
    }
  }
}

extension PaymentMethod: ExpressibleByArgument {}

extension Payment {
  /// In words: `check 1042 to quick-print`.
  var words: String { "\(method.rawValue)\(reference.map { " \(VisibleText.escaped($0))" } ?? "") to \(payee)" }
}

extension Books {
  /// The account of a card, by its code; without one, the default card's. Throws `UnknownCode` or `Refusal`.
  func cardAccount(_ code: String?, of organization: Organization) throws -> String {
    guard let code else { return organization.accounts[.card] }
    let account = try account(code, of: organization)
    guard account.role == .card else {
      throw Refusal(
        "account \(account.code), \(account.name), is no card",
        nextStep: "name one of \(organization.accounts.codes(of: .card).joined(separator: ", "))")
    }
    return account.code
  }

  /// The code of a cash account, by its code or as bank, petty-cash or savings. Throws `UnknownCode` or `Refusal`.
  func cashAccount(_ name: String, of organization: Organization) throws -> String {
    let accounts = organization.accounts
    if let money = MoneyAccount.allCases.first(where: { $0.rawValue == name }) {
      return try accounts.account(
        money, of: AccountRole.money, refused: "cash does not lie on", instead: "bank, petty-cash or savings")
    }
    let account = try account(name, of: organization)
    guard account.role.map(AccountRole.money.contains) == true else {
      throw Refusal(
        "account \(account.code), \(account.name), is no cash account",
        nextStep:
          "name bank, petty-cash, savings, or one of \(accounts.codes(of: AccountRole.money).joined(separator: ", "))")
    }
    return account.code
  }
}
