import Testing

@testable import Ledger

/// Activities, position and trial balance are three readings of the same lines, and agree for any books.
@Suite struct FinancialStatementPropertyTests {
  private static let seeds: [UInt64] = [21, 22, 23, 24]
  private static let days = DayWindow(unchecked: Day(unchecked: 2021, 6, 1), Day(unchecked: 2023, 1, 31))

  @Test(arguments: seeds) func positionTiesToTheTrialBalance(seed: UInt64) throws {
    var world = try StatementWorld(seed: seed)
    let books = world.world
    for _ in 0..<5 {
      let day = world.generator.day(Self.days)
      for (organization, site) in zip(books.organizations, books.model.sites) {
        let byFund = try books.administrator.position(of: site.code, asOf: day, by: .fund)[0].statement()
        let whole = try books.administrator.position(of: site.code, asOf: day)[0].statement()
        try foots(byFund)
        try foots(whole)
        for name in ["Total assets", "Total liabilities", "Total net assets"] {
          let funds = try byFund.amounts(named: name)
          #expect(try whole.amounts(named: name)["total"] == funds["total"])
          #expect(funds.filter { $0.key != "total" }.values.total() == funds["total"])
        }
        #expect(try byFund.amountsIfAny(named: "Interfund")["total", default: .zero] == .zero)
        for fund in site.funds.keys {
          let trial = try books.administrator.trialBalance(of: organization, fund: fund, asOf: day)
          let sums = Dictionary(grouping: trial.rows) { site.accounts[$0.account] }.mapValues {
            $0.map(\.balance).total()
          }
          let column = "fund_\(fund)"
          #expect(try byFund.amounts(named: "Total assets")[column, default: .zero] == sums[.asset, default: .zero])
          #expect(
            try byFund.amounts(named: "Total liabilities")[column, default: .zero] == -sums[.liability, default: .zero])
          let net = [Account.Kind.netAssets, .revenue, .expense, .release].map { sums[$0, default: .zero] }.total()
          #expect(try byFund.amounts(named: "Total net assets")[column, default: .zero] == -net)
        }
      }
    }
  }

  @Test(arguments: seeds) func activitiesLeadFromOnePositionToTheNext(seed: UInt64) throws {
    var world = try StatementWorld(seed: seed)
    for _ in 0..<5 {
      let (one, other) = (world.generator.day(Self.days), world.generator.day(Self.days))
      let window = DayWindow(unchecked: min(one, other), max(one, other))
      for site in world.world.model.sites {
        try leads(world.world.administrator, site.code, window)
      }
    }
  }

  private func leads(_ books: borrowing Books, _ code: String, _ window: DayWindow) throws {
    let byClass = try books.activities(of: code, from: window.from, to: window.through)[0].statement()
    let byFund = try books.activities(of: code, from: window.from, to: window.through, by: .fund)[0].statement()
    let byFunction = try books.activities(of: code, from: window.from, to: window.through, by: .function)[0]
      .statement()
    let first = try books.position(of: code, asOf: window.from.adding(days: -1), by: .fund)[0].statement()
    let last = try books.position(of: code, asOf: window.through, by: .fund)[0].statement()
    for statement in [byClass, byFund, byFunction] {
      let change = try statement.amounts(named: "Change in net assets")
      let start = try statement.amounts(named: "Net assets at beginning")
      let end = try statement.amounts(named: "Net assets at end")
      #expect(start.merging(change, uniquingKeysWith: +) == end)
      let income = try statement.amounts(named: "Total revenue, support and releases")
      let expenses = try statement.amounts(named: "Total expenses")
      let others = try statement.amountsIfAny(named: "Total other changes")
      for (column, amount) in change {
        #expect(income[column]! - expenses[column]! + others[column, default: .zero] == amount)
      }
      #expect(change.filter { $0.key != "total" }.values.total() == change["total"])
      #expect(try first.amounts(named: "Total net assets")["total"] == start["total"])
      #expect(try last.amounts(named: "Total net assets")["total"] == end["total"])
    }
    // By class and by fund, each column of one statement is a row or column of the other.
    let end = try byClass.amounts(named: "Net assets at end")
    #expect(try last.amounts(named: "Total without donor restrictions")["total"] == end["without"])
    #expect(try last.amounts(named: "Total with donor restrictions")["total"] == end["with"])
    for (column, amount) in try byFund.amounts(named: "Net assets at end") {
      #expect(try last.amounts(named: "Total net assets")[column, default: .zero] == amount)
    }
    #expect(try byClass.amounts(named: "Total expenses") == byFunction.amounts(named: "Total expenses"))
    #expect(try byClass.amounts(named: "Total expenses")["with"] == .zero)
    let released = byClass.rows(.detail).filter { $0.text?.hasPrefix("Net assets released") == true }
    #expect(byClass.sum(released)["total", default: .zero] == .zero)
  }

  /// Rows add up to their subtotals, and assets are liabilities and net assets in every column.
  private func foots(_ statement: Statement) throws {
    #expect(
      try statement.amounts(named: "Total assets") == statement.amounts(named: "Total liabilities and net assets"))
    let assets = try #require(statement.rows.firstIndex { $0.text == "Total assets" })
    let liabilities = try #require(statement.rows.firstIndex { $0.text == "Total liabilities" })
    for (rows, name) in [
      (statement.rows[..<assets], "Total assets"), (statement.rows[assets..<liabilities], "Total liabilities"),
      (statement.rows[liabilities...], "Total net assets"),
    ] {
      let sum = statement.sum(rows.filter { $0.kind == .detail })
      for (column, amount) in try statement.amounts(named: name) { #expect(sum[column, default: .zero] == amount) }
    }
  }

  /// What the schedule says of the awards and what it cannot place is together what the ledger says.
  @Test(arguments: seeds) func theScheduleTiesToTheLedger(seed: UInt64) throws {
    var world = try StatementWorld(seed: seed)
    let books = world.world
    for _ in 0..<5 {
      let day = world.generator.day(Self.days)
      for (organization, site) in zip(world.world.organizations, world.world.model.sites) {
        let schedule = try books.administrator.awardSchedule(of: site.code, asOf: day)[0]
        let statement = schedule.statement()
        let total = try statement.amounts(named: "Total")
        let ledger = try statement.amounts(named: "By the ledger")
        for (column, difference) in try statement.amounts(named: "Difference") {
          #expect(total[column]! - ledger[column]! == difference)
          #expect(schedule.differences[column, default: .zero] == difference)
        }
        var receivable = Money.zero
        for award in site.awards.values {
          let trial = try books.administrator.trialBalance(of: organization, fund: award.fund, asOf: day)
          receivable += trial.rows.filter { $0.account == "1240" }.map(\.balance).total()
          let report = try books.administrator.budgetVersusActual(["\(site.code)/\(award.code)"], asOf: day, today: day)
          let row = try #require(schedule.rows.first { $0.code == award.code })
          #expect(row.spent == report.parts[0].lines.map(\.spent.toDate).total())
        }
        #expect(ledger["receivable"] == receivable)
        // Entries of the model name the award on these, so that they tie; its releases name none, and the difference is theirs.
        for column in ["receivable", "advance", "custodial", "recognized"] {
          #expect(schedule.differences[column] == nil)
        }
        #expect(try books.administrator.awardSchedule(asOf: day).map(\.organization.code) == ["alder", "birch"])
      }
    }
  }
}

extension StatementRow {
  /// The words of its first cell.
  var text: String? {
    if case .text(let text)? = cells.first { return text }
    return nil
  }
}

extension Statement {
  /// The amounts of the one row of that name.
  func amounts(named name: String) throws -> [String: Money] {
    let found = rows.filter { $0.text == name }
    try #require(found.count == 1, "\(found.count) rows are called \(name)")
    return amounts(found[0])
  }

  /// The same; nothing where there is no such row.
  func amountsIfAny(named name: String) throws -> [String: Money] {
    rows.contains { $0.text == name } ? try amounts(named: name) : [:]
  }
}
