/// The statement of activities of one organization: revenue, releases and expenses of a window, and how they change net
/// assets (ASC 958-220).
///
///     revenue + releases - expenses + other changes = change in net assets
///     net assets at beginning + change = net assets at end
///
/// Where the organization's policy is that all support whose restrictions are met within the fiscal year it came in is shown without them
/// (`SimultaneousRelease.all`), a window from the first day of a fiscal year says how much of it that is, and shows as much less released.
///
/// Entries that close a year are no activity. Expenses are by natural account, or by function.
package struct Activities: Sendable {
  /// What the columns are, and whether expenses stand by function.
  package enum Grouping: String, Sendable, CaseIterable {
    /// Without and with donor restrictions, and the total.
    case netAssetClass = "class"
    /// One column a fund, and the total.
    case fund
    /// The columns of `class`; expenses by function.
    case function
  }

  /// Whose activities.
  package let organization: Organization
  /// The days they cover.
  package let window: DayWindow
  /// How they are divided.
  package let grouping: Grouping
  let balances: [ClassifiedBalance]
  let columns: [AmountColumn]
  let programs: [Program]
  let recorded: [StatementFact]
  /// The policy that holds on the last day; nil where none was chosen.
  let policy: OrganizationPolicy?
  /// The funds of conditional awards.
  let conditionalFunds: Set<String>
  /// What is not released yet.
  let releases: ReleaseStanding

  /// What happened in the window, without the closing of years.
  private var activity: [ClassifiedBalance] {
    balances.filter { $0.isNetAssets && !$0.isClosing && $0.within != .zero }
  }

  private func members(_ kind: Account.Kind) -> [ClassifiedBalance] { activity.filter { $0.kind == kind } }

  /// The statement.
  package func statement() -> Statement {
    let income = members(.revenue) + members(.release)
    let expenses = members(.expense)
    var rows: [StatementRow] = [.heading("Revenue and support")]
    rows += byAccount(members(.revenue))
    let met = metWithinYear
    if met > .zero, grouping != .fund {
      rows.append(metRow("Support whose restrictions were met in the year it came in", met))
    }
    rows += byAccount(members(.release)) { "Net assets released: \($0.lowercasedFirst)" }
    if met > .zero, grouping != .fund { rows.append(metRow("Of these releases, shown with the support above", -met)) }
    rows.append(.subtotal(amounts("Total revenue, support and releases", income)))
    rows.append(.heading("Expenses"))
    rows += grouping == .function ? byFunction(expenses) : byAccount(expenses, turned: true)
    rows.append(.subtotal(amounts("Total expenses", expenses, turned: true)))
    let other = members(.netAssets)
    if !other.isEmpty {
      rows.append(.heading("Other changes in net assets"))
      rows += byAccount(other)
      rows.append(.subtotal(amounts("Total other changes", other)))
    }
    rows.append(.subtotal(amounts("Change in net assets", activity)))
    let netAssets = balances.filter(\.isNetAssets)
    rows.append(.memo(cells("Net assets at beginning") { column in netAssets.credit(column, \.before) }))
    rows.append(.total(cells("Net assets at end") { column in netAssets.credit(column, \.through) }))
    return Statement(
      title: "Statement of activities", subtitle: organization.name,
      facts: [StatementFact("Period", window.description)] + recorded,
      columns: [StatementColumn("line", "Line", .text)] + columns.map { $0.drawn() }, rows: rows,
      notes: (activity.isEmpty ? ["There is no activity in these days."] : []) + releases.notes
        + (activity.isEmpty ? [] : policyNotes) + openingNotes,
      scope: StatementScope(
        "activities", StatementKeys(organization: organization.code), from: window.from, asOf: window.through))
  }

  /// Support with donor restrictions that was released in the fiscal year it came in, fund by fund, as the policy says of which: of what was
  /// released, first comes what was restricted when the year began.
  private var metWithinYear: Money {
    guard showsSimultaneousRelease, isFromYearStart else { return .zero }
    let isOfAll = policy?.simultaneousRelease == .all
    let restricted = balances.filter {
      $0.netAssetClass == .with && !$0.isClosing && (isOfAll || conditionalFunds.contains($0.fund))
    }
    return Dictionary(grouping: restricted, by: \.fund).values
      .map { members in
        let support = members.filter { $0.kind == .revenue }.credit(.all, \.within)
        let released = -members.filter { $0.kind == .release }.credit(.all, \.within)
        let restricted = members.credit(.all, \.before)
        return max(.zero, min(support, released - max(.zero, restricted)))
      }.total()
  }

  /// Whether the days are of one fiscal year, from its first on.
  private var isFromYearStart: Bool {
    let year = organization.fiscalYear(of: window.from)
    return window.from == year.from && window.through <= year.through
  }

  private func metRow(_ title: String, _ met: Money) -> StatementRow {
    .detail(
      cells(title) { column in
        switch column {
        case .netAssetClass(.without): met
        case .netAssetClass(.with): -met
        default: .zero
        }
      }, indent: 1)
  }

  private var showsSimultaneousRelease: Bool { policy.map { $0.simultaneousRelease != .none } ?? false }

  private var openingNotes: [String] {
    balances.contains { $0.isNetAssets && $0.opened != .zero }
      ? [
        "Net assets at beginning are those that the books were opened with, in these days: what came before is not in these books."
      ]
      : []
  }

  private var policyNotes: [String] {
    guard showsSimultaneousRelease, grouping != .fund else { return [] }
    let (support, source) =
      policy?.simultaneousRelease == .all ? ("support", "45-4") : ("support of conditional awards", "45-4B")
    return [
      isFromYearStart
        ? "By the organization's policy, \(support) whose donor restrictions are met in the fiscal year it came in is shown without them "
          + "(ASC 958-605-\(source)); what was released is taken first from what was restricted when the year began."
        : "The policy on restrictions met in the fiscal year that support came in is shown in statements from the first day of one."
    ]
  }

  private func cells(_ name: String, _ amount: (AmountColumn) -> Money) -> [StatementCell] {
    [.text(name)] + columns.map { .money(amount($0)) }
  }

  private func amounts(_ name: String, _ members: [ClassifiedBalance], turned: Bool = false) -> [StatementCell] {
    cells(name) { column in
      let credit = members.credit(column, \.within)
      return turned ? -credit : credit
    }
  }

  /// One row an account that moved in some column, in order of the chart.
  private func byAccount(
    _ members: [ClassifiedBalance], turned: Bool = false, _ title: (String) -> String = { $0 }
  ) -> [StatementRow] {
    Dictionary(grouping: members, by: \.account).sorted { $0.key < $1.key }.compactMap { _, members in
      if columns.allSatisfy({ members.credit($0, \.within) == .zero }) { return nil }
      return .detail(
        amounts(title(members[0].accountName), members, turned: turned), indent: 1,
        keys: StatementKeys(account: members[0].account))
    }
  }

  /// One row a program, then management and general, then fundraising. Indirect costs that one fund charged another are
  /// no cost of the organization: what was charged stays where it was spent.
  private func byFunction(_ members: [ClassifiedBalance]) -> [StatementRow] {
    let indirect = Set(organization.accounts.codes(of: .indirect))
    let charged = members.filter { indirect.contains($0.account) }
    let members = charged.credit(.all, \.within) == .zero ? members.filter { !indirect.contains($0.account) } : members
    let served = Set(members.compactMap(\.program))
    var rows = programs.filter { served.contains($0.code) }.map { program in
      StatementRow.detail(
        amounts("Program: \(program.name)", members.filter { $0.program == program.code }, turned: true), indent: 1)
    }
    for (function, title) in [(ExpenseFunction.management, "Management and general"), (.fundraising, "Fundraising")] {
      let found = members.filter { $0.function == function }
      if !found.isEmpty { rows.append(.detail(amounts(title, found, turned: true), indent: 1)) }
    }
    return rows
  }
}

extension String {
  /// With its first letter small, for the middle of a sentence.
  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}

extension Books {
  /// Statements of activities: of one organization, or of each that this login reads. Read at one moment.
  ///
  /// The window is `from` through `to`; without `from`, from the first day of the fiscal year of `to`.
  /// `asRecorded`: as the books stood at a seal. Throws `UnknownCode`, `Refusal`, or `DayError` where `from` is after `to`.
  package func activities(
    of code: String? = nil, from: Day? = nil, to: Day, by grouping: Activities.Grouping = .netAssetClass,
    asRecorded moment: RecordedMoment? = nil
  ) throws -> [Activities] {
    try connection.transaction(isolation: .repeatableRead, readOnly: true) { _ in
      let seal = try moment.map { try self.seal($0) }
      return try organizationsToRead(code, asRecorded: seal).map { organization in
        let window = try DayWindow(from: from ?? organization.fiscalYear(of: to).from, through: to)
        let balances = try classifiedBalances(of: organization, window, asRecorded: seal)
        return Activities(
          organization: organization, window: window, grouping: grouping, balances: balances,
          columns: grouping == .fund
            ? AmountColumn.funds(try funds(of: organization), holding: balances.filter(\.isNetAssets))
            : AmountColumn.classes,
          programs: try programs(of: organization, asRecorded: seal),
          recorded: try recordedFacts(of: organization, asRecorded: seal),
          policy: try policy(of: organization, on: to, asRecorded: seal),
          conditionalFunds: try conditionalFunds(of: organization),
          releases: try releaseStanding(of: organization, asOf: to, asRecorded: seal))
      }
    }
  }
}

extension Books {
  private func conditionalFunds(of organization: Organization) throws -> Set<String> {
    Set(
      try connection.execute(
        "select fund_code from ledger.award where organization_id = \(organization.id) and recognition = 'conditional'"
      ).map { try $0.text("fund_code") })
  }
}
