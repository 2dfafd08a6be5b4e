/// The schedule of an organization's awards that auditors ask for: what each was, received, recognized and released, and
/// what is left; with rows that tie it to the ledger.
///
/// The rows of awards are read from the lines that name the award. The tie-out reads the balances of the awards' funds, so
/// that a line in an award's fund that names no award shows as a difference.
package struct AwardSchedule: Sendable {
  /// One award. Amounts are positive in their usual direction.
  package struct Row: Sendable, Hashable {
    /// The award's code.
    package let code: String
    /// Its title.
    package let name: String
    /// The funder's name.
    package let funder: String
    /// When its revenue is recognized.
    package let recognition: Recognition
    /// Its fund.
    package let fund: String
    /// The account that its revenue is recognized on.
    package let revenueAccount: String
    /// Awarded.
    package let amount: Money
    /// Cash received.
    package let received: Money
    /// Owed by the funder.
    package let receivable: Money
    /// Received ahead of its condition.
    package let advance: Money
    /// Held for others.
    package let custodial: Money
    /// Revenue of the award, less what of it goes back.
    package let recognized: Money
    /// Other revenue in its fund, as interest.
    package let otherRevenue: Money
    /// Released from restrictions.
    package let released: Money
    /// To be given back to the funder, paid or owed.
    package let returned: Money
    /// What of its revenue, less its losses, is without restrictions: recognized as its condition was met, or lost of what was released.
    package let direct: Money
    /// Restricted net assets that the books were opened with.
    package let takenOver: Money
    /// Balance that is due to its funder: what goes back, and interest.
    package let dueToFunder: Money
    /// What was paid of that.
    package let paidToFunder: Money
    /// What turned it from its usual course; nil where nothing did.
    package let turns: AwardTurns?
    /// Actual spending.
    package let spent: Money
    /// Net assets with restrictions of its fund.
    package let restricted: Money

    /// Whether it was closed by the day.
    package let isClosed: Bool

    /// What its funder will not pay.
    package var losses: Money { turns?.writtenOff ?? .zero }

    /// Of a conditional award that is open, what is neither recognized nor given back: disclosed, not recorded. Nil of one that was taken over:
    /// what was recognized before is not in these books.
    package var conditional: Money? {
      if recognition != .conditional || isClosed { return .zero }
      return turns?.takenOver == nil ? max(.zero, amount - recognized - returned) : nil
    }
  }

  /// Whose awards.
  package let organization: Organization
  /// Through this day.
  package let asOf: Day
  /// The awards, by code.
  package let rows: [Row]
  let balances: [ClassifiedBalance]
  let recorded: [StatementFact]
  /// What is not released yet.
  let releases: ReleaseStanding

  private struct Column {
    let column: StatementColumn
    /// Nil where these books do not know it.
    let amount: (Row) -> Money?
    /// The same amount by the balances of the awards' funds; nil where no account holds it.
    let byLedger: Money?

    init(_ key: String, _ title: String, _ amount: @escaping (Row) -> Money?, byLedger: Money? = nil) {
      column = StatementColumn(key, title, .money)
      self.amount = amount
      self.byLedger = byLedger
    }
  }

  /// The sum over the awards' funds, without the closing of years, as a credit.
  private func ledger(_ holds: (ClassifiedBalance, Row) -> Bool) -> Money {
    let byFund = Dictionary(rows.map { ($0.fund, $0) }, uniquingKeysWith: { first, _ in first })
    return balances.filter { balance in byFund[balance.fund].map { holds(balance, $0) } ?? false }
      .credit(.all, \.through)
  }

  private var columns: [Column] {
    func account(_ role: AccountRole) -> Money {
      ledger { balance, _ in organization.accounts.role(of: balance.account) == role }
    }
    /// Columns of what few awards have.
    func shown(_ column: Column) -> [Column] { rows.contains { column.amount($0) != .zero } ? [column] : [] }
    return [
      Column("amount", "Awarded", \.amount), Column("received", "Received", \.received),
      Column("receivable", "Receivable", \.receivable, byLedger: -account(.grantsReceivable)),
      Column("advance", "Refundable advance", \.advance, byLedger: account(.refundableAdvance)),
      Column("custodial", "Custodial", \.custodial, byLedger: account(.custodial)),
    ]
      + shown(
        Column(
          "taken_over", "Restricted, taken over", \.takenOver,
          byLedger: ledger { balance, _ in
            balance.netAssetClass == .with && balance.kind == .netAssets && !balance.isClosing
          }))
      + [
        Column(
          "recognized", "Recognized, net of returned", \.recognized,
          byLedger: ledger { balance, row in balance.account == row.revenueAccount && !balance.isClosing }),
        Column(
          "other_revenue", "Other revenue", \.otherRevenue,
          byLedger: ledger { balance, row in
            balance.kind == .revenue && balance.account != row.revenueAccount && !balance.isClosing
              && organization.accounts.role(of: balance.account) != .losses
          }),
      ]
      + shown(
        Column(
          "losses", "Losses", { -$0.losses },
          byLedger: ledger { balance, _ in
            organization.accounts.role(of: balance.account) == .losses && !balance.isClosing
          }))
      + shown(
        Column(
          "direct", "Of it without restrictions", \.direct,
          byLedger: ledger { balance, _ in
            balance.kind == .revenue && balance.netAssetClass == .without && !balance.isClosing
          }))
      + [
        Column(
          "released", "Released", \.released,
          byLedger: -ledger { balance, _ in
            balance.kind == .release && balance.netAssetClass == .with && !balance.isClosing
          }),
        Column("paid_to_funder", "Paid to funder", \.paidToFunder),
      ] + shown(Column("due_to_funder", "Due to funder", \.dueToFunder, byLedger: account(.dueToFunder)))
      + [
        Column("spent", "Spent", \.spent),
        Column(
          "restricted", "Restricted, left", \.restricted,
          byLedger: ledger { balance, _ in balance.netAssetClass == .with }),
        Column("conditional", "Conditional, not yet recognized", \.conditional),
      ]
  }

  /// The differences between the awards and the ledger, by column; empty where all tie.
  package var differences: [String: Money] {
    var found: [String: Money] = [:]
    for column in columns {
      guard let byLedger = column.byLedger else { continue }
      let difference = rows.compactMap(column.amount).total() - byLedger
      if difference != .zero { found[column.column.key] = difference }
    }
    return found
  }

  /// The statement.
  package func statement() -> Statement {
    let columns = columns
    func cells(_ name: String, _ amount: (Column) -> StatementCell) -> [StatementCell] {
      [.text(name), .empty] + columns.map(amount)
    }
    var drawn = rows.map { row in
      StatementRow.detail(
        [.text(row.code), .text(row.recognition.rawValue)]
          + columns.map { $0.amount(row).map { .money($0) } ?? .notApplicable },
        keys: StatementKeys(fund: row.fund, award: row.code))
    }
    func total(_ column: Column) -> Money { rows.compactMap(column.amount).total() }
    drawn.append(.total(cells("Total") { .money(total($0)) }))
    drawn.append(.heading("Tie-out to the trial balance"))
    drawn.append(
      .memo(cells("By the ledger") { $0.byLedger.map { .money($0) } ?? .notApplicable }, indent: 1))
    drawn.append(
      .subtotal(cells("Difference") { column in column.byLedger.map { .money(total(column) - $0) } ?? .notApplicable }))
    return Statement(
      title: "Schedule of awards", subtitle: organization.name,
      facts: [
        StatementFact("As of", asOf.description),
        StatementFact("Funders", Set(rows.map(\.funder)).sorted().joined(separator: "; ")),
      ] + recorded,
      columns: [
        StatementColumn("award", "Award", .text),
        StatementColumn("recognition", "Recognition", .text),
      ] + columns.map(\.column), rows: drawn, notes: notes(columns),
      scope: StatementScope("award-schedule", StatementKeys(organization: organization.code), asOf: asOf))
  }

  private func notes(_ columns: [Column]) -> [String] {
    var notes = rows.isEmpty ? ["There are no awards."] : []
    let differences = differences
    for column in columns {
      guard let difference = differences[column.column.key] else { continue }
      notes.append(
        "\(column.column.title) differs from the ledger by \(difference.grouped): lines in an award's fund name no award."
      )
    }
    if rows.contains(where: { $0.conditional.map { $0 > .zero } ?? false }) {
      notes.append("Conditional amounts not yet recognized are disclosed, not recorded.")
    }
    for row in rows {
      if let taken = row.turns?.takenOver {
        notes.append(
          taken.sentence(of: row.code)
            + (row.recognition == .conditional && !row.isClosed
              ? " So what is still conditional of it is not said, nor in the total." : ""))
      }
    }
    if rows.contains(where: { $0.direct != .zero }) {
      notes.append(
        "Restricted, left: \(rows.contains { $0.takenOver != .zero } ? "what was taken over, " : "")revenue and losses but for those without restrictions, less what was released."
      )
    }
    notes += releases.notes
    for award in releases.awards where award.timeRestricted != .zero {
      notes.append(
        "Of what \(award.award) has left, \(award.timeRestricted.grouped) is restricted by time: it is due in a later fiscal year than it was promised."
      )
    }
    return notes
  }
}

extension Books {
  /// Schedules of awards: of one organization, or of each that this login reads. Read at one moment.
  /// `asRecorded`: as the books stood at a seal. Throws `UnknownCode` or `Refusal`.
  package func awardSchedule(
    of code: String? = nil, asOf day: Day, asRecorded moment: RecordedMoment? = nil
  ) throws -> [AwardSchedule] {
    try connection.transaction(isolation: .repeatableRead, readOnly: true) { _ in
      let seal = try moment.map { try self.seal($0) }
      return try organizationsToRead(code, asRecorded: seal).map { organization in
        AwardSchedule(
          organization: organization, asOf: day, rows: try scheduleRows(of: organization, asOf: day, asRecorded: seal),
          balances: try classifiedBalances(of: organization, DayWindow(unchecked: .earliest, day), asRecorded: seal),
          recorded: try recordedFacts(of: organization, asRecorded: seal),
          releases: try releaseStanding(of: organization, asOf: day, asRecorded: seal))
      }
    }
  }

  private func scheduleRows(
    of organization: Organization, asOf day: Day, asRecorded seal: Seal?
  ) throws -> [AwardSchedule.Row] {
    try connection.execute(
      "select * from ledger.award_schedule(\(organization.id), \(day)::date, \(seal?.number)::bigint)"
    ).map { row in
      AwardSchedule.Row(
        code: try row.text("award_code"), name: try row.text("name"), funder: try row.text("funder_name"),
        recognition: Recognition(rawValue: try row.text("recognition")) ?? .unconditional,
        fund: try row.text("fund_code"), revenueAccount: try row.text("revenue_account_code"),
        amount: try row.money("amount_cents"), received: try row.money("received_cents"),
        receivable: try row.money("receivable_cents"), advance: try row.money("advance_cents"),
        custodial: try row.money("custodial_cents"), recognized: try row.money("recognized_cents"),
        otherRevenue: try row.money("other_revenue_cents"), released: try row.money("released_cents"),
        returned: try row.money("returned_cents"), direct: try row.money("direct_cents"),
        takenOver: try row.money("taken_over_cents"),
        dueToFunder: try row.money("due_to_funder_cents"), paidToFunder: try row.money("paid_to_funder_cents"),
        turns: try AwardTurns(row), spent: try row.money("spent_cents"),
        restricted: try row.money("restricted_cents"), isClosed: try row.bool("is_closed"))
    }
  }
}
