extension Books {
  /// The award of this code, or of `ORGANIZATION/CODE`. Throws `UnknownCode`, or `Refusal` where several match.
  package func award(_ reference: String) throws -> Award { try awards([reference])[0] }

  /// The awards of these references, in that order; without any, all that this login may read, by organization.
  ///
  /// As of a day: with the term, terms and budget that held, or with the budget's version asked for; of what was recorded
  /// by a seal, where one is given.
  package func awards(
    _ references: [String] = [], asOf day: Day? = nil, budgetVersion: Int? = nil, asRecorded seal: Seal? = nil
  ) throws -> [Award] {
    let codes = references.map { Self.split($0).code }
    let found = try readAwards(codes: references.isEmpty ? nil : codes, asOf: day, budgetVersion, seal)
    if references.isEmpty { return found }
    return try references.map { reference in
      let (organization, code) = Self.split(reference)
      let matches = found.filter { $0.code == code && (organization == nil || $0.organization.code == organization) }
      if matches.count == 1 { return matches[0] }
      if matches.count > 1 {
        throw Refusal(
          "several organizations have an award ‹\(code)›",
          nextStep: "name one of them: \(matches.map(\.reference).joined(separator: ", "))")
      }
      let known = try readAwards(codes: nil, asOf: nil, nil, seal)
      let meant = known.filter {
        organization == nil || $0.organization.code.lowercased() == organization?.lowercased()
      }
      .called(code, code: \.code, name: \.name)
      if meant.count == 1, meant[0].reference != reference {
        return try awards([meant[0].reference], asOf: day, budgetVersion: budgetVersion, asRecorded: seal)[0]
      }
      throw UnknownCode(
        "award", reference, among: known.flatMap { [$0.code, $0.reference] }, listCommand: "ledgerctl award list")
    }
  }

  private static func split(_ reference: String) -> (organization: String?, code: String) {
    guard let slash = reference.utf8.firstIndex(of: UInt8(ascii: "/")) else { return (nil, reference) }
    return (String(reference[..<slash]), String(reference[reference.utf8.index(after: slash)...]))
  }

  private func readAwards(codes: [String]?, asOf day: Day?, _ version: Int?, _ seal: Seal?) throws -> [Award] {
    var awards: [Award] = []
    try connection.execute(
      "select * from ledger.award_budgets(\(codes)::text[], \(day ?? .latest)::date, \(version)::integer, \(seal?.number)::bigint)"
    ).forEachRow { row in
      let organization = try row.text("organization_code")
      let code = try row.text("code")
      if awards.last?.code != code || awards.last?.organization.code != organization {
        awards.append(try Self.award(row, after: awards.last))
      }
      if let line = try Self.budgetLine(row) { awards[awards.count - 1].lines.append(line) }
    }
    if awards.isEmpty { try requireReading() }
    return awards
  }

  /// Only the first row of an organization has its accounts.
  private static func award(_ row: borrowing Row, after last: Award?) throws -> Award {
    let organization =
      if let last, try row.int64("organization_id") == last.organization.id {
        last.organization
      } else {
        Organization(
          id: try row.int64("organization_id"), code: try row.text("organization_code"),
          name: try row.text("organization_name"), ein: try row.textOrNil("ein"),
          fiscalYearFirstMonth: try row.int("fiscal_year_first_month"),
          accounts: RoleAccounts(parsing: try row.textOrNil("account_roles")))
      }
    return Award(
      organization: organization, code: try row.text("code"), name: try row.text("name"),
      funder: try row.text("funder_code"),
      funderName: try row.text("funder_name"), amount: try row.money("amount_cents"),
      term: try DayWindow(from: row.day("starts_on"), through: row.day("ends_on")),
      recognition: Recognition(rawValue: try row.text("recognition")) ?? .unconditional,
      basis: AwardBasis(rawValue: try row.text("basis")) ?? .accrual, fund: try row.text("fund_code"),
      program: try row.text("program_code"), revenueAccount: try row.text("revenue_account_code"),
      recordedThrough: try row.int64OrNil("recorded_through"),
      overspending: OverspendPolicy(rawValue: try row.text("overspend_policy")) ?? .warn,
      closedOn: try row.dayOrNil("closed_on"), budgetVersion: try row.intOrNil("version"),
      budgetVersionInForce: try row.intOrNil("version_in_force"),
      varianceRule: LimitRule(
        percentTenths: try row.intOrNil("variance_percent_tenths"), amount: try row.moneyOrNil("variance_amount_cents"),
        test: try row.textOrNil("variance_test").flatMap(LimitRule.Test.init(rawValue:)) ?? .both,
        basis: try row.textOrNil("variance_basis").flatMap(LimitRule.Basis.init(rawValue:)) ?? .line),
      unbudgetedExplained: try row.moneyOrNil("unbudgeted_explained_cents") ?? .zero,
      isSpread: try row.bool("is_spread"), turns: try AwardTurns(row), lines: [])
  }

  private static func budgetLine(_ row: borrowing Row) throws -> BudgetLine? {
    guard let code = try row.textOrNil("line_code") else { return nil }
    return BudgetLine(
      code: code, name: try row.text("line_name"),
      category: BudgetCategory(rawValue: try row.text("category")) ?? .other,
      account: try row.text("account_code"), accountKind: try Books.kind(try row.text("account_type")),
      amount: try row.money("budget_cents"), approved: try row.money("approved_cents"),
      isInVersion: try row.bool("is_in_version"),
      committed: try row.money("committed_cents"), explained: try row.money("explained_cents"))
  }
}
