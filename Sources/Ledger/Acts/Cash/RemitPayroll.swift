/// Pays what is owed of a payroll: taxes, withholdings, or wages that were accrued. Every fund pays what it owes.
package struct RemitPayroll: RecordingAct {
  package static let words = ["payroll", "remit"]
  package static let fields: [ActField] =
    [
      .organization, account, .needed("payee", "Who is paid", .code(.party)).choosingParty,
      .countingDay("date", "Day it is paid"),
      amount, .pays("from"), .memo("Description (empty: what the account is)"),
    ] + .named

  private static let roles: [AccountRole] = [.payrollTaxes, .withholdings, .payroll]

  private static var account: ActField {
    var field = ActField.needed("account", "What is paid: the account that it is owed on", .code(.account))
    field.choices = { values, books in
      let organization = try values.organization(books)
      return try books.accounts(of: organization).filter { $0.role.map(roles.contains) == true }.map { account in
        let owed = try values.today.map {
          try books.owed(on: account.code, of: organization, from: $0).map(\.amount).total()
        }
        return ActChoice(code: account.code, about: account.name + (owed.map { ", \($0.grouped) owed" } ?? ""))
      }
    }
    return field
  }

  /// All that is owed on the day, where nobody says another amount.
  private static var amount: ActField {
    var field = ActField("amount", "Amount", .money)
    field.isAsked = { _, _ in true }
    field.fallback = { values, books in
      guard let account = values["account"], let day = try values["date"].map({ try Day(parsing: $0) }) else {
        return nil
      }
      let organization = try values.organization(books)
      let code = try books.account(account, of: organization).code
      let owed = try books.owed(on: code, of: organization, from: day).map(\.amount).total()
      return owed > .zero ? owed.description : nil
    }
    return field
  }

  private let organization: Organization
  private let account: Account
  private let payee: Party
  private let date: Day
  private let amount: Money?
  private let cash: Account
  private let memo: String?
  private let key: String?

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let organization = try reader.organization(books)
    let account = try reader.read("account") { typed in
      try organization.map { try Self.owing(books.account(typed, of: $0), $0) }
    }
    let payee = try reader.party("payee", of: organization, books)
    let date = try reader.day("date")
    amount = try reader.money("amount")
    let cash = try reader.keep("from") {
      try organization.flatMap { try books.cash(values["from"] ?? MoneyAccount.bank.rawValue, of: $0) }
    }
    try reader.finish()
    guard let organization, let account, let payee, let date, let cash else { preconditionFailure("a fault was kept") }
    (self.organization, self.account, self.payee, self.date, self.cash) = (organization, account, payee, date, cash)
    (memo, key) = (values["memo"]?.trimmingSpaces, values["key"])
  }

  private var words: String { (memo ?? "\(account.name), \(payee.name)").clipped(2000) }

  private static func owing(_ account: Account, _ organization: Organization) throws -> Account {
    guard account.role.map(roles.contains) == true else {
      throw Refusal(
        "nothing of a payroll is owed on account \(account.code), \(account.name)",
        nextStep: "name one of \(organization.accounts.codes(of: roles).joined(separator: ", "))")
    }
    return account
  }

  /// What is recorded under the key that was given: what it paid is owed no longer, so it is compared as it stands.
  package func recorded(_ books: borrowing Books) throws -> RecordedEntry? {
    try books.recorded(key, of: organization) { entry in
      let lines = entry.draft.lines
      let isSame =
        entry.draft.date == date && entry.draft.description == words && amount.map { $0 == entry.debits } != false
        && lines.allSatisfy {
          $0.party == payee.code && $0.account == ($0.amount.isNegative ? cash.code : account.code)
        }
      return isSame
        ? entry.draft : EntryDraft(key: "", date: date, description: "another remittance", lines: [])
    }
  }

  package func prepared(_ books: borrowing Books) throws -> PreparedEntry {
    let owed = try books.owed(on: account.code, of: organization, from: date)
    let total = owed.map(\.amount).total()
    let paid = amount ?? total
    guard paid > .zero, paid <= total else {
      throw Refusal(
        "\(total.grouped) is owed on account \(account.code), \(account.name), on \(date), what is dated later counted",
        nextStep: total > .zero
          ? "pay that much or less" : "see \"ledgerctl register --account \(account.code) --org \(organization.code)\"")
    }
    let parts = zip(owed, paid.split(weights: owed.map(\.amount.cents))).filter { $1 > .zero }
    let lines =
      parts.map { EntryLine(account: account.code, fund: $0.fund, amount: $1, party: payee.code) }
      + parts.map { EntryLine(account: cash.code, fund: $0.fund, amount: -$1, party: payee.code) }
    let draft = EntryDraft(
      key: "", date: date, description: words, lines: lines)
    var prepared = PreparedEntry(
      .entry(draft), named: ["remitted", account.code, payee.code, "\(date)", "\(paid)"], said: [], key: key,
      summary:
        "\(paid.grouped) of \(account.name) (\(account.code)) paid to \(payee.name), \((total - paid).grouped) is owed still",
      in: organization)
    // How cents are split among the funds goes by what they owe: it is no part of what is said.
    prepared.rest = [cash.code, memo]
    prepared.wordsOfAnother = amount == nil ? ["--amount", "\(paid)"] : []
    return prepared
  }
}

extension Books {
  /// What each fund owes on a liability account on a day and on every later one, by fund, so that what was paid since is not paid again; of one that owes
  /// nothing, nothing.
  func owed(on account: String, of organization: Organization, from day: Day) throws -> [(fund: String, amount: Money)]
  {
    try connection.execute(
      """
      select r.fund_code, min(r.cents)::bigint as cents
      from (
        select l.fund_code, l.entry_date, sum(-sum(l.amount_cents)) over (partition by l.fund_code order by l.entry_date) as cents,
          lead(l.entry_date) over (partition by l.fund_code order by l.entry_date) as next_date
        from ledger.journal_line l
        where l.organization_id = \(organization.id) and l.account_code = \(account)
        group by l.fund_code, l.entry_date
      ) r
      where r.next_date is null or r.next_date > \(day)
      group by r.fund_code
      having min(r.cents) > 0 and min(r.entry_date) <= \(day)
      order by r.fund_code
      """
    ).map { (try $0.text("fund_code"), Money(cents: try $0.int64("cents"))) }
  }
}
