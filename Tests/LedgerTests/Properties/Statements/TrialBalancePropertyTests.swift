import Foundation
import Testing

@testable import Interchange
@testable import Ledger
@testable import Reports

/// What holds of every trial balance, and of every format.
@Suite struct TrialBalancePropertyTests {
  private static let seeds: [UInt64] = [11, 12, 13, 14]
  private static let days = DayWindow(unchecked: Day(unchecked: 2021, 6, 1), Day(unchecked: 2023, 1, 31))

  /// Debits less credits by account, over all groups of the statement.
  private func balances(_ statement: Statement) -> [String: Money] {
    var balances: [String: Money] = [:]
    for row in statement.rows(.detail) {
      guard case .text(let account) = row.cells[0] else { continue }
      let amounts = statement.amounts(row)
      balances[account, default: .zero] += (amounts["debit"] ?? .zero) - (amounts["credit"] ?? .zero)
    }
    return balances.filter { $0.value != .zero }
  }

  private func foots(_ statement: Statement) {
    for row in statement.rows where row.kind == .subtotal || row.kind == .total {
      let amounts = statement.amounts(row)
      #expect(amounts["debit"] == amounts["credit"])
    }
    let groups = statement.rows(.subtotal)
    let details = statement.sum(statement.rows(.detail))
    for (column, total) in statement.sum(groups) { #expect(details[column, default: .zero] == total) }
  }

  @Test(arguments: seeds) func balancesForAnyOrganizationFundAndDay(seed: UInt64) throws {
    var books = try StatementWorld(seed: seed)
    for _ in 0..<6 {
      let day = books.generator.day(Self.days)
      foots(try books.world.administrator.trialBalance(of: nil, asOf: day).statement())
      for (organization, site) in zip(books.world.organizations, books.world.model.sites) {
        let whole = try books.world.administrator.trialBalance(of: organization, asOf: day).statement()
        let byFund = try books.world.administrator.trialBalance(of: organization, by: .fund, asOf: day).statement()
        foots(whole)
        foots(byFund)
        #expect(balances(whole) == balances(byFund))
        var sum: [String: Money] = [:]
        for fund in site.funds.keys {
          let one = try books.world.administrator.trialBalance(of: organization, fund: fund, asOf: day).statement()
          foots(one)
          sum.merge(balances(one), uniquingKeysWith: +)
        }
        #expect(sum.filter { $0.value != .zero } == balances(whole))
      }
    }
  }

  @Test(arguments: seeds) func spendingTiesToTheFundsExpenses(seed: UInt64) throws {
    var books = try StatementWorld(seed: seed, assetLines: false)
    for _ in 0..<6 {
      let day = books.generator.day(Self.days)
      for (organization, site) in zip(books.world.organizations, books.world.model.sites) {
        for award in site.awards.values where award.recognition != .agency {
          let report = try books.budget(["\(site.code)/\(award.code)"], DayWindow(unchecked: day, day))
          let spent = report.parts[0].lines.map(\.spent.toDate).total()
          let trial = try books.world.administrator.trialBalance(of: organization, fund: award.fund, asOf: day)
          let expenses = balances(trial.statement()).filter {
            site.accounts[$0.key] == .expense && !site.uncounted.contains($0.key)
          }
          #expect(expenses.values.total() == spent)
        }
      }
    }
  }

  @Test(arguments: seeds) func everyFormatShowsTheSameNumbers(seed: UInt64) throws {
    var books = try StatementWorld(seed: seed)
    let window = DayWindow(unchecked: Self.days.from, books.generator.day(Self.days))
    let statements = [
      try books.budget([], window, by: .quarter).consolidatedStatement(),
      try books.budget(["alder/A1"], DayWindow(unchecked: window.through, window.through)).consolidatedStatement(),
      try books.world.administrator.trialBalance(of: nil, by: .fund, asOf: window.through).statement(),
      try books.world.administrator.activities(of: "alder", to: window.through, by: .fund)[0].statement(),
      try books.world.administrator.position(of: "alder", asOf: window.through, by: .fund)[0].statement(),
      try books.world.administrator.awardSchedule(of: "alder", asOf: window.through)[0].statement(),
    ]
    for statement in statements {
      let cells = statement.rows.filter { $0.kind != .heading }.map { row in
        statement.columns.indices.filter { statement.columns[$0].type != .bar }.map { row.cells[$0].exact ?? "" }
      }
      #expect(csv(statement) == cells)
      #expect(try json(statement) == cells)
      #expect(try html(statement) == cells)
      let rows = statement.rows.filter { $0.kind != .heading }
      for width in [60, 80, 200] {
        let table = statement.render(.table, width: width)
        for row in rows { for text in amounts(row) { #expect(table.contains(text)) } }
      }
      let markdown = statement.render(.markdown).split(separator: "\n").filter { $0.hasPrefix("| ") }
      for row in rows { #expect(markdown.contains { line in amounts(row).allSatisfy { line.contains($0) } }) }
    }
  }

  private func amounts(_ row: StatementRow) -> [String] {
    row.cells.compactMap { cell in
      guard case .money(let money) = cell else { return nil }
      return money.isNegative ? "(\((-money).grouped))" : money.grouped
    }
  }

  private func html(_ statement: Statement) throws -> [[String]] {
    try HTMLPage(statement.render(.html)).rows.filter { $0.part != "thead" && $0.kind != "heading" }.map(\.exact)
  }

  private func csv(_ statement: Statement) -> [[String]] {
    let titles = statement.columns.filter { $0.type != .bar }.map(\.title)
    let table = CSVTable(
      parsing: Array(statement.render(.csv).utf8), file: "s.csv",
      columns: (["kind"] + titles).map { .required($0) })
    return table.rows.map { row in titles.map { row[$0].text } }
  }

  private func json(_ statement: Statement) throws -> [[String]] {
    let parsed = try JSONSerialization.jsonObject(with: Data(statement.render(.json).utf8)) as? [String: Any]
    let rows = try #require(parsed?["rows"] as? [[String: Any]])
    let keys = statement.columns.filter { $0.type != .bar }.map(\.key)
    return rows.filter { $0["kind"] as? String != "heading" }.map { row in
      let cells = row["cells"] as? [String: Any] ?? [:]
      return keys.map { cells[$0] as? String ?? "" }
    }
  }
}
