/// What the ledger holds of one combination of fund, account, class, function and program: the smallest part that the
/// statements of activities and of position are made of.
struct ClassifiedBalance: Sendable, Hashable {
  let fund: String
  let account: String
  let accountName: String
  let kind: Account.Kind
  /// None on assets and liabilities.
  let netAssetClass: NetAssetClass?
  /// On expenses.
  let function: ExpenseFunction?
  let program: String?
  /// Moved by an entry that closes a year, or by the reversal of one: no activity.
  let isClosing: Bool
  /// Before the first day, and what the books were opened with since; debits positive.
  let before: Money
  /// What of that the books were opened with from the first day on.
  let opened: Money
  /// From the first day through the last; debits positive.
  let within: Money

  /// Through the last day.
  var through: Money { before + within }
  /// Whether it is part of net assets: a net-asset account, or revenue, expense or release, closed or not.
  var isNetAssets: Bool { kind != .asset && kind != .liability }
}

/// A column of amounts: everything, one class, or one fund.
enum AmountColumn: Sendable, Hashable {
  case all
  case netAssetClass(NetAssetClass)
  case fund(String)

  /// Whether the balance counts in the column.
  func holds(_ balance: ClassifiedBalance) -> Bool {
    switch self {
    case .all: true
    case .netAssetClass(let netAssetClass): balance.netAssetClass == netAssetClass
    case .fund(let fund): balance.fund == fund
    }
  }

  /// The column as statements draw it; `all` is called `total`.
  func drawn(total: String = "Total") -> StatementColumn {
    switch self {
    case .all: StatementColumn("total", total, .money)
    case .netAssetClass(.without): StatementColumn("without", "Without donor restrictions", .money)
    case .netAssetClass(.with): StatementColumn("with", "With donor restrictions", .money)
    case .fund(let fund): StatementColumn("fund_\(fund)", fund, .money)
    }
  }

  /// Both classes, then the total.
  static let classes: [AmountColumn] = [.netAssetClass(.without), .netAssetClass(.with), .all]

  /// A column for each fund that holds anything, in that order, then the total.
  static func funds(_ funds: [Fund], holding balances: [ClassifiedBalance]) -> [AmountColumn] {
    let used = Set(balances.map(\.fund))
    return funds.filter { used.contains($0.code) }.map { .fund($0.code) } + [.all]
  }
}

extension Sequence where Element == ClassifiedBalance {
  /// The sum of what the column holds, as a credit: positive for revenue, net assets and liabilities.
  func credit(_ column: AmountColumn, _ amount: (ClassifiedBalance) -> Money) -> Money {
    -filter { column.holds($0) }.map(amount).total()
  }
}

extension Books {
  /// The balances of an organization before a window and in it. Empty for those who do not read its books.
  func classifiedBalances(
    of organization: Organization, _ window: DayWindow, asRecorded seal: Seal?
  ) throws -> [ClassifiedBalance] {
    try connection.execute(
      """
      select *
      from ledger.classified_balances(\(organization.id), \(window.from)::date, \(window.through)::date, \(seal?.number)::bigint)
      """
    ).map { row in
      ClassifiedBalance(
        fund: try row.text("fund_code"), account: try row.text("account_code"),
        accountName: try row.text("account_name"),
        kind: try Books.kind(try row.text("account_type")),
        netAssetClass: try row.textOrNil("net_asset_class").flatMap { NetAssetClass(rawValue: $0) },
        function: try row.textOrNil("function").flatMap { ExpenseFunction(rawValue: $0) },
        program: try row.textOrNil("program_code"), isClosing: try row.bool("is_closing"),
        before: try row.money("before_cents"), opened: try row.money("opened_cents"),
        within: try row.money("within_cents"))
    }
  }

  /// The facts that both statements carry: how far the books were recorded, and on which basis.
  func recordedFacts(of organization: Organization, asRecorded seal: Seal?) throws -> [StatementFact] {
    let last = try connection.execute(
      """
      select case when \(seal?.number)::bigint is null then (
          select max(e.id) from ledger.journal_entry e where e.organization_id = \(organization.id))
        else (
          select max(t.last_entry_number)
          from ledger.tree_head t
          where t.organization_id = \(organization.id) and t.seal_number <= \(seal?.number)::bigint)
        end as number
      """
    ).only { try $0.int64OrNil("number") }
    return (seal.map { [$0.fact] } ?? []) + (last.map { [StatementFact("Recorded through", "entry \($0)")] } ?? [])
      + [StatementFact("Basis", "accrual; US dollars")]
  }
}
