/// Pays bills, a card statement, or what a member of staff is owed.
package struct PayBills: RecordingAct {
  package static let words = ["payment", "add"]
  package static let fields: [ActField] =
    [
      .organization, bill, .flag("all", "Everything open of a payee"), .flag("card", "The purchases on the card"),
      ActField("card-account", "Which card", .code(.account)),
      .dependent("through", "Last day of purchase", .day(.past), on: "card"),
      .repeated("except", "An entry that the statement does not have", .code(.entry)),
      .dependent("amount", "What is paid in all", .money, on: "card"),
      .dependent("payee", "Who is paid", .code(.party), on: "all", "card").choosingParty,
      .countingDay("date", "Day it is paid"), method, number,
      ActField("from", "The cash account", .code(.account)),
      ActField("memo", "Description", .text),
    ] + .named

  private static var bill: ActField {
    var field = ActField("bill", "Which bill is paid", .code(.bill))
    field.isRepeated = true
    field.choices = { values, books in
      try books.openItems(of: values.organization(books), .payable).filter { $0.owed > .zero }
        .map {
          ActChoice(
            code: "\($0.entry)",
            about: "\($0.invoice.map { "\($0) of " } ?? "")\($0.partyName), \($0.owed.grouped), due \($0.due)")
        }
    }
    field.isNeeded = { !$0.has("all", "card") }
    return field
  }

  private static var method: ActField {
    var field = ActField("method", "How", .choice)
    field.choices = { _, _ in
      PaymentMethod.allCases.map { ActChoice(code: $0.rawValue, about: $0 == .check ? "has a number" : "") }
    }
    field.fallback = { values, books in try books.payments(of: values.organization(books)).last?.method.rawValue }
    field.isNeeded = { _ in true }
    return field
  }

  /// Of a check the number after the last one.
  private static var number: ActField {
    var field = ActField("number", "Number of the check", .text)
    field.fallback = { values, books in
      try books.payments(of: values.organization(books)).last { $0.method == .check }?.reference.flatMap { Int($0) }
        .map { "\($0 + 1)" }
    }
    field.isNeeded = { $0["method"]?.lowercased() == PaymentMethod.check.rawValue }
    return field
  }

  private let organization: Organization
  private let date: Day
  private let total: Money?
  private let account: String
  private let payee: Party?
  private let method: PaymentMethod
  private let number: String?
  private let memo: String?
  private let key: String?
  private let choice: PaidChoice

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    Self.requireOne(values, &reader)
    let organization = try reader.organization(books)
    let date = try reader.day("date")
    let total = try reader.money("amount")
    let method = try reader.choice("method", PaymentMethod.self)
    let account = try reader.keep("from") {
      try organization.flatMap { try books.cashAccount(values["from"] ?? MoneyAccount.bank.rawValue, of: $0) }
    }
    let payee = try reader.party("payee", of: organization, books)
    let choice = try PaidChoice(&reader)
    try reader.finish()
    guard let organization, let date, let method, let account else { preconditionFailure("a fault was kept") }
    (self.organization, self.date, self.total, self.account) = (organization, date, total, account)
    (self.payee, self.method, number, memo, key) = (payee, method, values["number"], values["memo"], values["key"])
    self.choice = choice
  }

  private static func requireOne(_ values: ActValues, _ reader: inout ActReader) {
    let kinds = ["bill", "all", "card"].filter { values.has($0) }
    if kinds.count > 1 {
      reader.object(
        to: kinds[1], "it does not go with --\(kinds[0])", nextStep: "say which bills, everything, or the card")
    }
    if !values.has("card") {
      for name in ["card-account", "through", "except"] where values.has(name) {
        reader.object(to: name, "it goes with --card", nextStep: "leave it out, or say --card")
      }
    }
  }

  /// What is recorded under the key that was given: what it paid is open no longer, so it is compared as it stands.
  package func recorded(_ books: borrowing Books) throws -> RecordedEntry? {
    try books.recorded(key, of: organization) { entry in
      let paid = try books.payments(of: organization, entry: entry.number).first
      let settled = try books.settled(by: entry, of: organization)
      guard let paid, paid.method == method, paid.reference == number, paid.account == account,
        payee.map({ $0.code == paid.payee }) != false, total.map({ $0 == paid.amount }) != false,
        try choice.isPaid(by: entry, settled)
      else { return EntryDraft(key: "", date: date, description: "another payment", lines: []) }
      return EntryDraft(key: "", date: date, kind: .payment, description: memo ?? entry.draft.description, lines: [])
    }
  }

  package func prepared(_ books: borrowing Books) throws -> PreparedEntry {
    let parts = try choice.parts(of: payee, on: date, in: organization, books)
    let paid = parts.map(\.amount).total()
    if let total, total != paid { throw choice.disagreement(total, paid, parts) }
    let billers = Set(parts.compactMap(\.item.party))
    guard
      let party = try payee ?? (billers.count == 1 ? billers.first : nil).map({ try books.party($0, of: organization) })
    else {
      throw Refusal(
        "these are bills of several payees", nextStep: "pay each by itself, or name who is paid with --payee")
    }
    let payment = PaymentDraft(
      payee: party.code, account: account, method: method, reference: number, date: date, parts: parts, memo: memo,
      key: "")
    let how = number.map { "\(method.rawValue) \(VisibleText.escaped($0))" } ?? method.rawValue
    var prepared = PreparedEntry(
      .entry(try payment.entry(), payment: payment), named: ["payment", party.code, "\(date)", "\(paid)"], said: [],
      key: key, summary: "\(paid.grouped) to \(party.name) by \(how), settles \(Self.settled(parts))", in: organization)
    prepared.rest = [
      account, method.rawValue, number?.trimmingSpaces, memo?.trimmingSpaces,
      parts.map { "\($0.item.entry) \($0.item.fund) \($0.amount)" }.joined(separator: ", "),
    ]
    if method == .check { prepared.onceBecause = "a check is written once: another payment has a --number of its own" }
    prepared.notes = try notes(party, parts, books)
    return prepared
  }

  /// What the payee owes on other items of these funds, which this payment leaves open.
  private func notes(_ party: Party, _ parts: [SettledPart], _ books: borrowing Books) throws -> [String] {
    guard case .bills = choice else { return [] }
    let left = try books.openItems(of: organization, .payable, party: party.code).filter { item in
      item.owed < .zero && item.date <= date && parts.contains { $0.item.fund == item.fund }
        && !parts.contains { $0.item == item }
    }
    guard !left.isEmpty else { return [] }
    let entries = left.map { "entry \($0.entry)" }.joined(separator: ", ")
    return [
      "\(party.name) still owes \((-left.map(\.owed).total()).grouped) (\(entries)): \"payment add --all\" takes it off, \"payment match\" settles it with what is owed."
    ]
  }

  private static func settled(_ parts: [SettledPart]) -> String {
    let entries = Set(parts.map(\.item.entry)).sorted()
    if entries.count > 5 { return "\(entries.count) entries" }
    return "entr\(entries.count == 1 ? "y" : "ies") \(entries.map(String.init).joined(separator: ", "))"
  }
}
