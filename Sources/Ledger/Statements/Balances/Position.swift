/// The statement of financial position of one organization: what it owns, owes, and has left, as of a day.
///
///     assets = liabilities + net assets, for the organization and for every fund
///
/// Net assets of a class are its net-asset accounts and its revenue, expenses and releases that no year's end has closed.
package struct Position: Sendable {
  /// What the columns are. Net assets stand by class in both.
  package enum Grouping: String, Sendable, CaseIterable {
    /// One column.
    case netAssetClass = "class"
    /// One column a fund, and the organization, where money between funds cancels out.
    case fund
  }

  /// Whose position.
  package let organization: Organization
  /// Through this day.
  package let asOf: Day
  /// How it is divided.
  package let grouping: Grouping
  let balances: [ClassifiedBalance]
  let columns: [AmountColumn]
  let recorded: [StatementFact]
  /// What is not released yet.
  let releases: ReleaseStanding

  private func members(_ kind: Account.Kind) -> [ClassifiedBalance] { balances.filter { $0.kind == kind } }

  /// The statement.
  package func statement() -> Statement {
    let netAssets = balances.filter(\.isNetAssets)
    let liabilities = members(.liability)
    var rows: [StatementRow] = [.heading("Assets")]
    rows += byAccount(members(.asset), turned: true)
    rows.append(.subtotal(amounts("Total assets", members(.asset), turned: true)))
    rows.append(.heading("Liabilities"))
    rows += byAccount(liabilities)
    rows.append(.subtotal(amounts("Total liabilities", liabilities)))
    rows.append(.heading("Net assets"))
    for (netAssetClass, title) in [(NetAssetClass.without, "without"), (.with, "with")] {
      let members = netAssets.filter { $0.netAssetClass == netAssetClass }
      rows.append(.heading("\(title.prefix(1).uppercased())\(title.dropFirst()) donor restrictions", indent: 1))
      rows += byAccount(members.filter { $0.kind == .netAssets }, indent: 2)
      let open = members.filter { $0.kind != .netAssets }
      rows.append(.detail(amounts("Activity not yet closed", open), indent: 2))
      rows.append(.subtotal(amounts("Total \(title) donor restrictions", members), indent: 1))
    }
    rows.append(.subtotal(amounts("Total net assets", netAssets)))
    rows.append(.total(amounts("Total liabilities and net assets", liabilities + netAssets)))
    return Statement(
      title: "Statement of financial position", subtitle: organization.name,
      facts: [StatementFact("As of", asOf.description)] + recorded,
      columns: [StatementColumn("line", "Line", .text)]
        + columns.map { $0.drawn(total: grouping == .fund ? "Total" : "Amount") },
      rows: rows, notes: notes + releases.timeNote + releases.notes,
      scope: StatementScope("position", StatementKeys(organization: organization.code), asOf: asOf))
  }

  private var notes: [String] {
    if balances.isEmpty { return ["There are no entries through that day."] }
    return oddNotes + interfundNotes
  }

  /// Assets below zero, and debts of which more was paid than was owed.
  private var oddNotes: [String] {
    Dictionary(grouping: members(.asset) + members(.liability), by: \.account).sorted { $0.key < $1.key }.compactMap {
      account, members in
      let role = organization.accounts.role(of: account)
      if role == .interfund || role == .accumulatedDepreciation { return nil }
      let isAsset = members[0].kind == .asset
      let amount = members.credit(.all, \.through)
      guard isAsset ? amount > .zero : amount < .zero else { return nil }
      let said = "\(members[0].accountName) (\(account)) is \((isAsset ? amount : -amount).grouped)"
      return isAsset ? "\(said) below zero." : "\(said) on the wrong side: more was paid than was owed."
    }
  }

  private var interfundNotes: [String] {
    let interfund = members(.asset).filter { organization.accounts.role(of: $0.account) == .interfund }
    guard !interfund.isEmpty else { return [] }
    let left = -interfund.credit(.all, \.through)
    if left == .zero { return grouping == .fund ? ["Interfund is eliminated in the total."] : [] }
    return [
      "Interfund (\(organization.accounts[.interfund])) does not cancel out: \(left.grouped) stands on one side only."
    ]
  }

  private func amounts(_ name: String, _ members: [ClassifiedBalance], turned: Bool = false) -> [StatementCell] {
    [.text(name)]
      + columns.map { column in
        let credit = members.credit(column, \.through)
        return .money(turned ? -credit : credit)
      }
  }

  /// One row an account that holds anything in some fund, in order of the chart.
  private func byAccount(_ members: [ClassifiedBalance], turned: Bool = false, indent: Int = 1) -> [StatementRow] {
    Dictionary(grouping: members, by: \.account).sorted { $0.key < $1.key }.compactMap { _, members in
      if columns.allSatisfy({ members.credit($0, \.through) == .zero }) { return nil }
      return .detail(
        amounts(members[0].accountName, members, turned: turned), indent: indent,
        keys: StatementKeys(account: members[0].account))
    }
  }
}

extension Books {
  /// Statements of financial position: of one organization, or of each that this login reads. Read at one moment.
  /// `asRecorded`: as the books stood at a seal. Throws `UnknownCode` or `Refusal`.
  package func position(
    of code: String? = nil, asOf day: Day, by grouping: Position.Grouping = .netAssetClass,
    asRecorded moment: RecordedMoment? = nil
  ) throws -> [Position] {
    try connection.transaction(isolation: .repeatableRead, readOnly: true) { _ in
      let seal = try moment.map { try self.seal($0) }
      return try organizationsToRead(code, asRecorded: seal).map { organization in
        let balances = try classifiedBalances(of: organization, DayWindow(unchecked: .earliest, day), asRecorded: seal)
        return Position(
          organization: organization, asOf: day, grouping: grouping, balances: balances,
          columns: grouping == .fund
            ? AmountColumn.funds(try funds(of: organization), holding: balances) : [.all],
          recorded: try recordedFacts(of: organization, asRecorded: seal),
          releases: try releaseStanding(of: organization, asOf: day, asRecorded: seal))
      }
    }
  }
}
