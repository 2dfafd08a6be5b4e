import Foundation

@testable import Ledger

/// Books with two organizations, five awards, one login of every kind and a few entries. Made once a run; `copy` is cheap.
///
///     north (Sample Network)   OPEN unconditional, COND conditional, AGENCY agency, CASH on the cash basis
///     south                    AWAY unconditional
struct SampleBooks: Sendable {
  /// The database.
  let books: TestBooks
  /// The organization that most tests work in.
  let north: Organization
  /// Somebody else's organization.
  let south: Organization
  /// Numbers of the entries of `north` made with the sample, by key.
  let entries: [String: Int64]

  /// Every award's term.
  static let term = DayWindow(unchecked: try! Day(parsing: "2021-07-01"), try! Day(parsing: "2022-06-30"))

  private static let template: Result<SampleBooks, any Error> = Result {
    let books = try TestBooks.copy()
    let (north, south) = try prepare(books)
    let entries = try post(books, north)
    return SampleBooks(books: books, north: north, south: south, entries: entries)
  }

  /// Sample books of a test's own.
  static func copy() throws -> SampleBooks {
    let template = try template.get()
    return SampleBooks(
      books: try TestBooks.copy(of: template.books.database), north: template.north, south: template.south,
      entries: template.entries)
  }

  /// The number of a sample entry.
  func number(_ key: String) -> Int64 { entries[key]! }

  /// A connection as one of the sample's logins.
  func `as`(_ login: SampleLogin) throws -> Connection {
    try books.as(login: login.rawValue, roles: login.role.map { [$0.groupRole] } ?? [])
  }

  /// The installer in the owner's role: what an administrator of the server can do without being a superuser's replica.
  func asOwner() throws -> Connection {
    let connection = try books.asInstaller()
    try connection.script("set role ledger_owner")
    return connection
  }

  /// A superuser's session as a replica: triggers run only where they are ENABLE ALWAYS, foreign keys not at all.
  func asReplica() throws -> Connection {
    let connection = try books.asInstaller()
    try connection.script("set session_replication_role = replica")
    return connection
  }

  private static func prepare(_ books: TestBooks) throws -> (Organization, Organization) {
    let installer = Books(try books.asInstaller())
    for (code, name) in [("north", "North Side Youth Alliance"), ("south", "South Side Youth Alliance")] {
      try installer.addOrganization(code: code, name: name, ein: nil, fiscalYearFirstMonth: 7)
    }
    let (north, south) = (try installer.organization("north"), try installer.organization("south"))
    try installer.addNetwork(code: "sample", name: "Sample Network", organizations: [north])
    for login in SampleLogin.allCases { _ = try books.as(login: login.rawValue) }
    for (login, organization) in [(SampleLogin.financeAdmin, north), (.southFinanceAdmin, south)] {
      try installer.grant(.financeAdmin, to: login.rawValue, in: .organization(organization))
      let admin = Books(try books.as(login: login.rawValue))
      try admin.addParties(
        [
          Party(code: "acme", name: "Acme Office Supply", kind: .business),
          Party(code: "fund", name: "Sample Foundation", kind: .foundation),
        ], to: organization)
      let awards: [(String, Recognition, AwardBasis)] =
        organization == south
        ? [("AWAY", .unconditional, .accrual)]
        : [
          ("OPEN", .unconditional, .accrual), ("COND", .conditional, .accrual), ("AGENCY", .agency, .accrual),
          ("CASH", .unconditional, .cash),
        ]
      for (code, recognition, basis) in awards {
        try admin.addAward(
          AwardDraft(
            code: code, name: "Award \(code)", funder: "fund", amount: Money(cents: 25_000_00), term: term,
            recognition: recognition, basis: basis), to: organization)
        try adoptBudget(of: try admin.award(code), admin)
      }
    }
    let open = try Books(try books.as(login: SampleLogin.financeAdmin.rawValue)).award("OPEN")
    for login in SampleLogin.allCases {
      guard let role = login.role, let scope = login.scope(north, south, open: open) else {
        continue
      }
      try installer.grant(role, to: login.rawValue, in: scope)
    }
    return (north, south)
  }

  /// An organization whose fiscal year is the calendar year, beside the sample's, with awards OPEN and COND and the sample's finance administrator.
  func addCalendarYear() throws -> Organization {
    let installer = Books(try books.asInstaller())
    try installer.addOrganization(code: "calendar", name: "Calendar Youth Alliance", ein: nil, fiscalYearFirstMonth: 1)
    let organization = try installer.organization("calendar")
    try installer.grant(.financeAdmin, to: SampleLogin.financeAdmin.rawValue, in: .organization(organization))
    let admin = Books(try self.as(.financeAdmin))
    try admin.addParties(
      [
        Party(code: "acme", name: "Acme Office Supply", kind: .business),
        Party(code: "fund", name: "Sample Foundation", kind: .foundation),
      ], to: organization)
    for (code, recognition) in [("OPEN", Recognition.unconditional), ("COND", .conditional)] {
      try Self.addAward(code, recognition, through: Self.term.through, to: organization, admin)
    }
    return organization
  }

  /// Adds an award that begins with the sample's, and its budget.
  static func addAward(
    _ code: String, _ recognition: Recognition, through last: Day, to organization: Organization,
    _ books: borrowing Books
  ) throws {
    try books.addAward(
      AwardDraft(
        code: code, name: "Award \(code)", funder: "fund", amount: Money(cents: 25_000_00),
        term: DayWindow(from: term.from, through: last), recognition: recognition), to: organization)
    try adoptBudget(of: try books.award("\(organization.code)/\(code)"), books)
  }

  private static func adoptBudget(of award: Award, _ books: borrowing Books) throws {
    let text = """
      line,name,category,account,amount
      supplies,Supplies,supplies,8110,5000
      salaries,Salaries,personnel,7220,18000
      indirect,Indirect,indirect,9930,2000
      """
    let budget = try BudgetDraft(
      parsing: Array(text.utf8), file: "budget.csv", award: award,
      accounts: try books.accounts(of: award.organization))
    try books.adopt(budget, for: award, BudgetApproval(effectiveOn: term.from, approvedBy: "Sample Foundation"))
  }

  /// A promise, a receipt, an expense with a refund, one that is reversed, and one untouched; what was spent is released in May 2022, and
  /// the books are closed through June 2021, before the first award.
  private static func post(_ books: TestBooks, _ north: Organization) throws -> [String: Int64] {
    let recorder = Books(try books.as(login: SampleLogin.recorder.rawValue))
    let award = try recorder.award("OPEN")
    var numbers: [String: Int64] = [:]
    func post(_ draft: EntryDraft) throws { numbers[draft.key] = try recorder.post(draft, to: north).number }
    try post(award.promiseEntry(Money(cents: 20_000_00), on: "2021-07-02".day, key: "promise"))
    try post(
      award.receiptEntry(
        Money(cents: 10_000_00), after: AwardProgress(promised: Money(cents: 20_000_00), received: .zero),
        on: "2021-07-20".day, key: "receipt"))
    for key in ["expense", "refunded", "reversed"] { try post(Drafts.expense(key: key)) }
    let refunded = try recorder.entry("refunded", of: north)
    try post(refunded.refundEntry(Money(cents: 40_00), of: north, on: "2021-09-20".day, to: .bank, key: "refund"))
    numbers["reversal"] =
      try recorder.reverse(numbers["reversed"]!, of: north, on: "2021-09-21".day, reason: "entered twice").number
    let admin = Books(try books.as(login: SampleLogin.financeAdmin.rawValue))
    numbers["release"] = try admin.connection.execute(
      "select entry_id from ledger.post_releases(\(north.id), '2022-05-01')"
    ).only { try $0.int64("entry_id") }
    try admin.close(through: try Month(parsing: "2021-06"), of: north, reason: "sent to the funder")
    let southAdmin = Books(try books.as(login: SampleLogin.southFinanceAdmin.rawValue))
    try southAdmin.post(Drafts.expense(key: "away", award: "AWAY"), to: try southAdmin.organization("south"))
    return numbers
  }
}

extension String {
  /// The day of a literal such as `2021-07-02`.
  var day: Day { try! Day(parsing: self) }
}
