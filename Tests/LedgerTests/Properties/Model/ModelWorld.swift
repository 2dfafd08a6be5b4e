@testable import Ledger

/// Two organizations, in the model and in a database, with two logins.
final class ModelWorld {
  let books: TestBooks
  /// Administers the whole books.
  let administrator: Books
  /// Records for the first organization only.
  let recorder: Books
  let organizations: [Organization]
  var model: ModelBooks

  private init(
    books: TestBooks, administrator: consuming Books, recorder: consuming Books, organizations: [Organization],
    model: ModelBooks
  ) {
    self.books = books
    self.administrator = administrator
    self.recorder = recorder
    self.organizations = organizations
    self.model = model
  }

  static func make() throws -> ModelWorld {
    let books = try TestBooks.copy()
    let installer = try books.asInstaller()
    let administrator = Books(try books.as(login: "model_administrator", roles: ["ledger_finance_admin"]))
    let recorder = Books(try books.as(login: "model_recorder", roles: ["ledger_recorder"]))
    try installer.execute("insert into ledger.membership (login, role) values ('model_administrator', 'finance_admin')")
    // Sealed every few entries, so that whatever is read comes from rollups, from divided months and from a tail.
    _ = try administrator.limitTail(to: 7)
    var model = ModelBooks(sites: sites)
    for site in sites {
      try administrator.addOrganization(code: site.code, name: "Site \(site.code)", ein: nil, fiscalYearFirstMonth: 7)
      try fill(try administrator.organization(site.code), site, administrator)
    }
    let organizations = try administrator.organizations()
    for (index, organization) in organizations.enumerated() {
      for account in try administrator.accounts(of: organization) {
        model.sites[index].accounts[account.code] = account.kind
        if !account.countsTowardBudget { model.sites[index].uncounted.insert(account.code) }
      }
    }
    try installer.execute(
      """
      insert into ledger.membership (login, role, organization_id)
      values ('model_recorder', 'recorder', \(organizations[0].id))
      """)
    return ModelWorld(
      books: books, administrator: administrator, recorder: recorder, organizations: organizations, model: model)
  }

  private static func fill(_ organization: Organization, _ site: ModelBooks.Site, _ books: borrowing Books) throws {
    try books.addParties(
      site.parties.sorted().map {
        Party(code: $0, name: "Party \($0)", kind: $0 == "funder" ? .foundation : .business)
      },
      to: organization)
    for program in site.programs where program != "program" {
      try books.addProgram(code: program, name: "Program \(program)", to: organization)
    }
    if organization.code == "birch" {
      try books.addAccount(Account(code: "7999", name: "Only here", kind: .expense), to: organization)
    }
    for (fund, isOfAward) in site.funds.sorted(by: { $0.key < $1.key }) where isOfAward {
      try books.addFund(code: fund, name: "Fund \(fund)", to: organization)
    }
    for award in site.awards.values.sorted(by: { $0.code < $1.code }) {
      try books.addAward(
        AwardDraft(
          code: award.code, name: "Award \(award.code)", funder: "funder", amount: Money(cents: award.amount),
          term: award.term, recognition: award.recognition, basis: award.basis, fund: award.fund),
        to: organization)
      let budget = BudgetDraft(
        lines: award.lines.map {
          BudgetDraft.Line(
            code: $0.code, name: "Line \($0.code)", category: $0.category, account: $0.account,
            amount: Money(cents: $0.budget))
        })
      try books.adopt(
        budget, for: try books.award("\(organization.code)/\(award.code)"),
        BudgetApproval(effectiveOn: award.term.from, approvedBy: "Funder"))
    }
  }

  private static var sites: [ModelBooks.Site] {
    func term(_ from: String, _ through: String) -> DayWindow {
      try! DayWindow(from: Day(parsing: from), through: Day(parsing: through))
    }
    var alder = ModelBooks.Site(code: "alder")
    alder.funds = ["general": false, "A1": true, "F-2": true, "A3": true, "reserve": true]
    alder.programs = ["program", "film"]
    alder.parties = ["funder", "vendor", "staff"]
    let alderAwards = [
      ModelBooks.Award(
        code: "A1", fund: "A1", amount: 3_000_000, term: term("2021-07-01", "2022-06-30"), recognition: .unconditional,
        basis: .accrual,
        lines: [
          ("stipends", "7045", 1_200_000, .participantSupport), ("film", "7540", 900_000, .contractual),
          ("food", "8110", 400_000, .supplies), ("camera", "1640", 200_000, .equipment),
          ("indirect", "9930", 300_000, .indirect),
        ]),
      ModelBooks.Award(
        code: "A2", fund: "F-2", amount: 1_200_000, term: term("2022-01-01", "2022-12-31"), recognition: .conditional,
        basis: .cash, lines: [("travel", "8310", 700_000, .travel), ("meals", "7055", 500_000, .participantSupport)]),
      ModelBooks.Award(
        code: "A3", fund: "A3", amount: 800_000, term: term("2021-09-15", "2022-08-14"), recognition: .agency,
        basis: .accrual, lines: [("food", "8110", 800_000, .supplies)]),
    ]
    var birch = ModelBooks.Site(code: "birch")
    birch.funds = ["general": false, "B1": true, "X1": true]
    birch.programs = ["program"]
    birch.parties = ["funder", "vendor", "staff", "only-birch"]
    let birchAwards = [
      ModelBooks.Award(
        code: "A1", fund: "B1", amount: 2_500_000, term: term("2021-07-01", "2022-06-30"), recognition: .unconditional,
        basis: .cash,
        lines: [("stipends", "7045", 2_000_000, .participantSupport), ("indirect", "9930", 500_000, .indirect)]),
      ModelBooks.Award(
        code: "X1", fund: "X1", amount: 600_000, term: term("2021-07-01", "2023-06-30"), recognition: .exchange,
        basis: .accrual, lines: [("training", "7540", 600_000, .contractual)]),
    ]
    for award in alderAwards { alder.awards[award.code] = award }
    for award in birchAwards { birch.awards[award.code] = award }
    return [alder, birch]
  }
}

extension ModelWorld {
  /// What the database answers, and the numbers of the entries.
  func perform(_ operation: ModelOperation) throws -> (answer: ModelAnswer, numbers: [Int64]) {
    do {
      switch operation.actor {
      case .administrator: return try perform(operation, administrator)
      case .recorder: return try perform(operation, recorder)
      }
    } catch let error as DatabaseError {
      guard let name = error.constraintName ?? error.sqlState?.rawValue else { throw error }
      return (.refused(name), [])
    }
  }

  private func perform(_ operation: ModelOperation, _ books: borrowing Books) throws -> (ModelAnswer, [Int64]) {
    let organization = organizations[operation.site]
    let posted: [PostedEntry]
    switch operation.action {
    case .post(let drafts): posted = try books.post(drafts, to: organization)
    case .reverse(let reversal):
      posted = [
        try books.reverse(
          reversal.number, of: organization, on: reversal.date, reason: reversal.reason)
      ]
    case .release(let release):
      let award = try books.award("\(organization.code)/\(release.award)")
      posted = [
        try books.release(
          Money(cents: release.cents), of: award, for: .time, on: release.date, reason: "It came", key: release.key
        ).posted
      ]
    case .close(let month, let reason):
      let closing = try books.close(through: month, of: organization, reason: reason)
      return (.changed, closing.releases.map(\.entry))
    case .reopen(let month, let reason):
      try books.reopen(from: month, of: organization, reason: reason)
      return (.changed, [])
    }
    return (.posted(posted.map { $0.wasRecorded ? $0.number : nil }), posted.map(\.number))
  }
}
