/// Who bears a cost: a budget line of an award, an award without a line, the unrestricted fund, or several of them.
package struct CostBearer: Sendable {
  package let organization: Organization
  package let award: Award?
  package let line: BudgetLine?
  package let account: Account?
  /// That of the award, else the unrestricted fund.
  package let fund: String
  private let function: ExpenseFunction
  private let program: String
  /// As typed; empty where one bears all.
  package let shares: [String]

  /// What the values name; nil where it is not clear whose cost it is, or with faults of it kept.
  package init?(_ reader: inout ActReader, _ books: borrowing Books) throws {
    let values = reader.values
    Self.requireOne(values, &reader)
    let award = try reader.read("award") { try books.award($0) }
    line = try reader.read("line") { typed in try award.map { try $0.line(typed) } }
    let owner = try reader.keep("org") { try Self.owner(of: award, values, books) }
    let chart = owner ?? values.likelyOrganization(books)
    account = try reader.read("account") { typed in try chart.map { try books.account(typed, of: $0) } }
    function = try reader.choice("function") ?? .program
    program = try reader.program("program", of: chart, books) ?? "program"
    guard let owner else { return nil }
    organization = owner
    self.award = award
    fund = try award?.fund ?? books.unrestrictedFund(of: owner)
    shares = values.all("share")
  }

  /// Whose books: those of the award, which are the named ones where some are named.
  private static func owner(of award: Award?, _ values: ActValues, _ books: borrowing Books) throws -> Organization? {
    let named = try values["org"].map { try books.organization($0) }
    guard let award else { return try values.has("award") ? nil : named ?? books.organization(nil) }
    if let named, named != award.organization {
      throw Refusal(
        "award \(award.code) belongs to \(award.organization.code), \(award.organization.name)",
        nextStep: "leave --org out, or name an award of \(named.code)")
    }
    return award.organization
  }

  /// One of award, unrestricted fund and shares, and what goes with each.
  private static func requireOne(_ values: ActValues, _ reader: inout ActReader) {
    let isUnrestricted = values.has("unrestricted")
    let shares = values.all("share")
    switch (values.has("award"), isUnrestricted, !shares.isEmpty) {
    case (false, false, false), (true, false, false), (false, true, false), (false, false, true): break
    default:
      reader.object(to: "award", "it goes with neither --unrestricted nor --share", nextStep: "say one of the three")
    }
    if shares.count == 1 {
      reader.object(to: "share", "one share alone is not a split", nextStep: "say --award and --line")
    }
    if !shares.isEmpty {
      for name in ["line", "no-line", "account"] where values.has(name) {
        reader.object(
          to: name, "a share says its line and account itself", nextStep: "write it as \"AWARD:LINE:ACCOUNT 400.00\"")
      }
    }
    if values.has("line"), values.has("no-line") {
      reader.object(to: "no-line", "it does not go with --line", nextStep: "leave one of them out")
    }
    if isUnrestricted {
      for name in ["line", "no-line"] where values.has(name) {
        reader.object(to: name, "a cost of the unrestricted fund has no budget line", nextStep: "leave it out")
      }
    }
    if values.has("award") {
      for name in ["function", "program"] where values.has(name) {
        reader.object(
          to: name, "it is for --unrestricted costs; an award says which program it serves", nextStep: "leave it out")
      }
    }
  }

  /// The entry for a cost that this bears.
  package func entry(of expense: Expense, _ books: borrowing Books) throws -> EntryDraft {
    if let award { return try expense.entry(award: award, line: line, account: account) }
    if let account {
      return try expense.entry(
        unrestricted: fund, of: organization, account: account, function: function, program: program)
    }
    let organization = organization
    return try ExpenseSplit(expense.amount, typed: shares).entry(
      of: expense, in: organization, unrestricted: fund, program: program
    ) { try books.resolve($0, of: organization) }
  }

  /// In words: `tfs-2021, Student stipends`, or `unrestricted, account 8110`.
  package var words: String {
    if let award { return "\(award.code), \(line?.name ?? "no budget line")" }
    return account.map { "unrestricted, account \($0.code)" } ?? "shared by \(shares.joined(separator: ", "))"
  }

  /// The budget lines that are charged, by award.
  package func charged(_ books: borrowing Books) throws -> [(award: Award, lines: [String?])] {
    if let award { return [(award, [line?.code])] }
    return try shares.compactMap { share in
      let target = try CostTarget(parsing: share.split(separator: " ").first.map(String.init) ?? "")
      return try target.award.map { named in
        let award = try books.award(named.reference)
        return (award, [try award.line(named.line).code])
      }
    }
  }

  /// The same act where the award's term does not cover its service: the unrestricted fund bears it.
  func remedyOutsideTerm<A: Act>(_: A.Type, _ given: ActValues) -> Remedy {
    var values = given
    for name in ["award", "line", "no-line", "share", "commitment"] { values[name] = nil }
    values.set("unrestricted", true)
    values["org"] = organization.code
    values["account"] = account?.code ?? line?.account ?? organization.accounts[.otherExpenses]
    return Remedy(
      sentence: "check the service date, or book it to the unrestricted fund", words: A.words, fields: A.fields,
      values: values)
  }
}

extension Books {
  /// Award, line and account of a share. Throws `UnknownCode`, or `Refusal` for another organization's award.
  package func resolve(_ target: CostTarget, of organization: Organization) throws -> (
    award: Award?, line: BudgetLine?, account: Account?
  ) {
    let account = try target.account.map { try self.account($0, of: organization) }
    guard let named = target.award else { return (nil, nil, account) }
    let award = try self.award(named.reference)
    guard award.organization == organization else {
      throw Refusal(
        "award \(award.code) belongs to \(award.organization.name)",
        nextStep: "a cost is shared within one organization")
    }
    return (award, try award.line(named.line), account)
  }
}
