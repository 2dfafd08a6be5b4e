/// Lines one after the other, with the balance after each: of an account, a party on an account, or what an award or budget
/// line has spent.
package struct Register: Sendable {
  /// Which lines; what is nil does not limit. Lines of an award or a budget line are those that count as its spending, so
  /// that the last balance is "to date" of its budget statement.
  package struct Filter: Sendable, Hashable {
    /// Natural account.
    package var account: String?
    /// Fund.
    package var fund: String?
    /// Award; only its spending.
    package var award: String?
    /// Budget line of the award.
    package var budgetLine: String?
    /// Who was paid or who gave.
    package var party: String?
    /// First day; the balance before it stands in the first row.
    package var from: Day?
    /// Last day.
    package var through: Day?

    /// No limit at all.
    package init() {}
  }

  struct Line {
    let date: Day
    let entry: Int64
    let description: String
    let party: String
    let amount: Money
  }

  /// What it is a register of, in words.
  let title: String
  let organization: Organization
  let filter: Filter
  /// The balance of the days before the first; debits positive.
  let opening: Money
  let lines: [Line]

  /// The balance after the last line; debits positive.
  package var balance: Money { opening + lines.map(\.amount).total() }

  /// The register: a row a line.
  package func statement() -> Statement {
    var facts = [StatementFact("Organization", organization.name), StatementFact("Of", title)]
    if filter.from != nil || filter.through != nil {
      facts.append(
        StatementFact(
          "Days",
          "\(filter.from.map { "\($0)" } ?? "the first") through \(filter.through.map { "\($0)" } ?? "the last")"))
    }
    facts.append(StatementFact("Balance", "debits less credits; US dollars"))
    var sum = opening
    var rows: [StatementRow] = []
    if let from = filter.from {
      rows.append(.detail([.empty, .empty, .text("Before \(from)"), .empty, .empty, .empty, .money(opening)]))
    }
    for line in lines {
      sum += line.amount
      rows.append(
        .detail([
          .day(line.date), .integer(Int(line.entry)), .text(line.description),
          line.party.isEmpty ? .empty : .text(line.party),
          line.amount > .zero ? .money(line.amount) : .empty, line.amount < .zero ? .money(-line.amount) : .empty,
          .money(sum),
        ]))
    }
    let debits = lines.map(\.amount).filter { $0 > .zero }.total()
    let credits = lines.map(\.amount).filter { $0 < .zero }.total()
    rows.append(.total([.empty, .empty, .text("Total"), .empty, .money(debits), .money(-credits), .money(sum)]))
    return Statement(
      title: "Register", facts: facts,
      columns: [
        StatementColumn("date", "Date", .date), StatementColumn("entry", "Entry", .integer),
        StatementColumn("description", "Description", .text, wraps: true),
        StatementColumn("party", "Party", .text, wraps: true),
        StatementColumn("debit", "Debit", .money), StatementColumn("credit", "Credit", .money),
        StatementColumn("balance", "Balance", .money),
      ],
      rows: rows, notes: lines.isEmpty ? ["There are no such lines."] : [])
  }
}

extension Books {
  /// The register of an organization's lines, by date and number. Throws `UnknownCode` where a code is none, or `Refusal`
  /// where nothing says of what.
  package func register(of organization: Organization, _ filter: Register.Filter) throws -> Register {
    // What is read is what is named, by its code.
    var filter = filter
    let title = try titleOfRegister(organization, &filter)
    return try connection.transaction(isolation: .repeatableRead, readOnly: true) { _ in
      let lines = try connection.execute(registerQuery(organization, filter)).map { row in
        Register.Line(
          date: try row.day("entry_date"), entry: try row.int64("entry_id"), description: try row.text("description"),
          party: try row.text("party"), amount: try row.money("amount_cents"))
      }
      var before = Money.zero
      if let from = filter.from {
        before = try connection.execute(
          "select coalesce(sum(l.amount_cents), 0)::bigint as cents \(registerLines(organization, filter)) and l.entry_date < \(from)::date"
        ).only { try $0.money("cents") }
      }
      return Register(title: title, organization: organization, filter: filter, opening: before, lines: lines)
    }
  }

  private func registerQuery(_ organization: Organization, _ filter: Register.Filter) -> Query {
    """
    select l.entry_date::date, l.entry_id, coalesce(l.memo::text, e.description::text) as description,
      coalesce(n.name, p.name, '') as party, l.amount_cents::bigint
    \(registerLines(organization, filter))
      and (\(filter.from)::date is null or l.entry_date >= \(filter.from)::date)
    order by l.entry_date, l.entry_id, l.line_number
    """
  }

  private func registerLines(_ organization: Organization, _ filter: Register.Filter) -> Query {
    """
    from ledger.journal_line l
    join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    left join ledger.party p on p.organization_id = l.organization_id and p.code = l.party_code
    \(Query.lastName(.party, "l.party_code", of: "l.organization_id"))
    where l.organization_id = \(organization.id)
      and (\(filter.account)::text is null or l.account_code = \(filter.account)::text)
      and (\(filter.fund)::text is null or l.fund_code = \(filter.fund)::text)
      and (\(filter.party)::text is null or l.party_code = \(filter.party)::text)
      and (\(filter.award)::text is null or (
        l.award_code = \(filter.award)::text and a.counts_toward_budget and (l.budget_line_code is not null or a.type = 'expense')))
      and (\(filter.budgetLine)::text is null or l.budget_line_code = \(filter.budgetLine)::text)
      and (\(filter.through)::date is null or l.entry_date <= \(filter.through)::date)
    """
  }

  /// What the filter asks for in words; what it names by name, or in another case, is its code from there on.
  private func titleOfRegister(_ organization: Organization, _ filter: inout Register.Filter) throws -> String {
    var parts: [String] = []
    if let code = filter.account {
      let account = try account(code, of: organization)
      filter.account = account.code
      parts.append("account \(account.code) \(account.name)")
    }
    if let reference = filter.award {
      let award = try award("\(organization.code)/\(reference)")
      filter.award = award.code
      if let code = filter.budgetLine {
        let line = try award.line(code)
        filter.budgetLine = line.code
        parts.append("spending of award \(award.code) on line \(line.code), \(line.name)")
      } else {
        parts.append("spending of award \(award.code), \(award.name)")
      }
    }
    if let code = filter.party {
      let party = try party(code, of: organization)
      filter.party = party.code
      parts.append("party \(party.code), \(party.name)")
    }
    if let code = filter.fund {
      let fund = try fund(code, of: organization)
      filter.fund = fund.code
      parts.append("fund \(fund.code)")
    }
    if filter.budgetLine != nil, filter.award == nil {
      throw Refusal("a budget line belongs to an award", nextStep: "name the award with --award")
    }
    if filter.account == nil, filter.award == nil, filter.party == nil {
      throw Refusal(
        "nothing says what the register is of",
        nextStep: "name an account, an award or a party: \"ledgerctl register --help\"")
    }
    return parts.joined(separator: ", ")
  }
}
