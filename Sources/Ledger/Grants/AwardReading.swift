extension Books {
  /// The award of this code, or of `ORGANIZATION/CODE`. Throws `UnknownCode`, or `Refusal` where several match.
  public func award(_ reference: String) throws -> Award { try awards([reference])[0] }

  /// The awards of these references, in that order; without any, all that this login may read, by organization.
  public func awards(_ references: [String] = [], asOf day: Day? = nil) throws -> [Award] {
    let codes = references.map { Self.split($0).code }
    let found = try readAwards(codes: references.isEmpty ? nil : codes, asOf: day)
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
      let known = try readAwards(codes: nil, asOf: nil)
      throw UnknownCode(
        "award", reference, among: known.flatMap { [$0.code, $0.reference] }, listCommand: "ledgerctl award list")
    }
  }

  private static func split(_ reference: String) -> (organization: String?, code: String) {
    guard let slash = reference.utf8.firstIndex(of: UInt8(ascii: "/")) else { return (nil, reference) }
    return (String(reference[..<slash]), String(reference[reference.utf8.index(after: slash)...]))
  }

  private func readAwards(codes: [String]?, asOf day: Day?) throws -> [Award] {
    var awards: [Award] = []
    try connection.execute(
      """
      select o.id, o.code as organization_code, o.name as organization_name, o.ein, o.fiscal_year_first_month,
        w.code, w.name, w.funder_code, f.name as funder_name, w.amount_cents, w.starts_on::date, w.ends_on::date,
        w.recognition, w.basis, w.fund_code, w.program_code, w.revenue_account_code, p.promised_cents, p.received_cents,
        ledger.recorded_through(o.id) as recorded_through,
        l.code as line_code, l.name as line_name, l.category, l.account_code, a.type as account_type,
        coalesce(b.amount_cents, 0) as budget_cents
      from ledger.award w
      join ledger.organization o on o.id = w.organization_id
      join ledger.award_progress p on p.organization_id = w.organization_id and p.award_code = w.code
      left join ledger.party f on f.organization_id = w.organization_id and f.code = w.funder_code
      left join lateral (
        select v.version
        from ledger.budget_version v
        where v.organization_id = w.organization_id and v.award_code = w.code
        order by (\(day)::date is null or v.effective_on <= \(day)::date) desc,
          case when \(day)::date is null or v.effective_on <= \(day)::date then -v.version else v.version end
        limit 1
      ) v on true
      left join ledger.budget_line l on l.organization_id = w.organization_id and l.award_code = w.code
      left join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
      left join ledger.budget_amount b
        on b.organization_id = l.organization_id and b.award_code = l.award_code and b.version = v.version
          and b.budget_line_code = l.code
      where \(codes)::text[] is null or w.code = any (\(codes)::text[])
      order by o.code, w.code, l.position
      """
    ).forEachRow { row in
      let organization = try row.text("organization_code")
      let code = try row.text("code")
      if awards.last?.code != code || awards.last?.organization.code != organization {
        awards.append(try Self.award(row))
      }
      if let line = try Self.budgetLine(row) { awards[awards.count - 1].lines.append(line) }
    }
    return awards
  }

  private static func award(_ row: borrowing Row) throws -> Award {
    Award(
      organization: Organization(
        id: try row.int64("id"), code: try row.text("organization_code"), name: try row.text("organization_name"),
        ein: try row.textOrNil("ein"), fiscalYearFirstMonth: try row.int("fiscal_year_first_month")),
      code: try row.text("code"), name: try row.text("name"), funder: try row.text("funder_code"),
      funderName: try row.textOrNil("funder_name") ?? row.text("funder_code"), amount: try row.money("amount_cents"),
      term: try DayWindow(from: row.day("starts_on"), through: row.day("ends_on")),
      recognition: Recognition(rawValue: try row.text("recognition")) ?? .unconditional,
      basis: AwardBasis(rawValue: try row.text("basis")) ?? .accrual, fund: try row.text("fund_code"),
      program: try row.text("program_code"), revenueAccount: try row.text("revenue_account_code"),
      promised: try row.money("promised_cents"), received: try row.money("received_cents"),
      recordedThrough: try row.int64OrNil("recorded_through"), lines: [])
  }

  private static func budgetLine(_ row: borrowing Row) throws -> BudgetLine? {
    guard let code = try row.textOrNil("line_code") else { return nil }
    return BudgetLine(
      code: code, name: try row.text("line_name"),
      category: BudgetCategory(rawValue: try row.text("category")) ?? .other,
      account: try row.text("account_code"), accountKind: try Books.kind(try row.text("account_type")),
      amount: try row.money("budget_cents"))
  }
}
