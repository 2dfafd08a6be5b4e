import Testing

@testable import Ledger

/// What holds of every budget statement, whatever the books and the window.
@Suite struct BudgetStatementPropertyTests {
  private static let seeds: [UInt64] = [1, 2, 3, 4, 5, 6]

  private func windows(_ generator: inout ModelGenerator, _ count: Int) -> [DayWindow] {
    let all = DayWindow(unchecked: Day(unchecked: 2021, 5, 1), Day(unchecked: 2023, 2, 28))
    return (0..<count).map { _ in
      let (one, other) = (generator.day(all), generator.day(all))
      return DayWindow(unchecked: min(one, other), max(one, other))
    }
  }

  @Test(arguments: seeds) func totalsFoot(seed: UInt64) throws {
    var books = try StatementWorld(seed: seed)
    for window in windows(&books.generator, 4) {
      for period in [nil, DayWindow.Period.month, .quarter, .year] {
        var singles: [[String: Money]] = []
        for award in StatementWorld.awards {
          let report = try books.budget([award], window, by: period)
          let statement = report.statement(of: report.parts[0])
          let total = statement.sum(statement.rows(.total))
          #expect(statement.sum(statement.rows(.detail)) == total)
          #expect(statement.sum(statement.rows(.subtotal)) == total)
          for row in statement.rows where row.kind != .heading {
            let amounts = statement.amounts(row)
            #expect(amounts["to_date"].map { $0 + (amounts["available"] ?? .zero) } == amounts["budget"])
          }
          for line in report.parts[0].lines {
            #expect(line.spent.windows.total() + line.spent.before == line.spent.toDate)
          }
          singles.append(total)
        }
        try consolidates(books, window, period, singles)
      }
    }
  }

  private func consolidates(
    _ books: StatementWorld, _ window: DayWindow, _ period: DayWindow.Period?, _ singles: [[String: Money]]
  ) throws {
    let statement = try books.budget(StatementWorld.awards, window, by: period).consolidatedStatement()
    let total = statement.sum(statement.rows(.total))
    #expect(singles.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) } == total)
    let bySite = try #require(statement.rows.firstIndex { $0.label == "By site" })
    // Up to the total: what follows says whose it is that an award spent above its amount.
    let sites = statement.rows[bySite...].prefix { $0.kind != .total }
    #expect(statement.sum(sites.filter { $0.kind == .memo }) == total)
    #expect(statement.sum(statement.rows[..<bySite].filter { $0.kind == .detail }) == total)
  }

  @Test(arguments: seeds) func adjoiningWindowsAddUp(seed: UInt64) throws {
    var books = try StatementWorld(seed: seed)
    for whole in windows(&books.generator, 12) where whole.days > 1 {
      let cut = books.generator.day(DayWindow(unchecked: whole.from, whole.through.adding(days: -1)))
      let first = try books.budget([], DayWindow(unchecked: whole.from, cut))
      let second = try books.budget([], DayWindow(unchecked: cut.adding(days: 1), whole.through))
      let both = try books.budget([], whole)
      let sum = first.spent { $0.windows[0] }.merging(second.spent { $0.windows[0] }, uniquingKeysWith: +)
      #expect(sum.filter { $0.value != .zero } == both.spent { $0.windows[0] })
      #expect(second.spent(\.toDate) == both.spent(\.toDate))
      #expect(first.spent(\.before) == both.spent(\.before))
      #expect(second.spent(\.before) == first.spent(\.toDate))
      for period in DayWindow.Period.allCases {
        let divided = try books.budget([], whole, by: period)
        #expect(divided.spent { $0.windows.total() } == both.spent { $0.windows[0] })
        #expect(divided.spent(\.toDate) == both.spent(\.toDate))
      }
    }
  }

  /// The model's own reckoning: what carries a budget line, or is an expense of the award, on accounts that count.
  @Test(arguments: seeds) func showsWhatTheModelSays(seed: UInt64) throws {
    var books = try StatementWorld(seed: seed)
    for window in windows(&books.generator, 8) {
      var expected: [LineName: Money] = [:]
      for site in books.world.model.sites {
        for entry in site.entries.values where window.contains(entry.draft.date) {
          for line in entry.draft.lines where !site.uncounted.contains(line.account) {
            guard let award = line.award, line.budgetLine != nil || site.accounts[line.account] == .expense else {
              continue
            }
            expected[LineName(award: "\(site.code)/\(award)", code: line.budgetLine), default: .zero] += line.amount
          }
        }
      }
      #expect(try books.budget([], window).spent { $0.windows[0] } == expected.filter { $0.value != .zero })
    }
  }

  @Test(arguments: seeds) func isAllZeroBeforeTheFirstEntry(seed: UInt64) throws {
    let books = try StatementWorld(seed: seed, entries: 20)
    let early = DayWindow(unchecked: .earliest, Day(unchecked: 2021, 5, 31))
    let report = try books.budget([], early, by: .year)
    #expect(report.spent(\.toDate).isEmpty)
    for part in report.parts { #expect(part.lines.map(\.budget).total() == part.award.amount) }
    let trial = try books.world.administrator.trialBalance(of: nil, asOf: early.through).statement()
    #expect(trial.rows(.detail).isEmpty)
    #expect(trial.sum(trial.rows(.total)) == ["debit": .zero, "credit": .zero])
  }

  @Test(arguments: seeds) func aReversedEntryNetsToZero(seed: UInt64) throws {
    var books = try StatementWorld(seed: seed, entries: 30)
    let window = DayWindow(unchecked: Day(unchecked: 2021, 6, 1), Day(unchecked: 2022, 12, 31))
    let before = try books.budget([], window, by: .month).consolidatedStatement().rows
    let trial = try books.world.administrator.trialBalance(of: nil, by: .fund, asOf: window.through).statement().rows
    for _ in 0..<10 {
      let draft = books.generator.draft(books.world.model.sites[0])
      let post = ModelOperation(actor: .administrator, site: 0, action: .post([draft]))
      guard case .posted = books.world.model.answer(to: post) else { continue }
      try books.apply(post)
      let number = try #require(books.world.model.sites[0].keys[draft.key])
      let reversal = ModelOperation.Reversal(number: number, date: draft.date, reason: "wrong")
      try books.apply(ModelOperation(actor: .administrator, site: 0, action: .reverse(reversal)))
    }
    #expect(try books.budget([], window, by: .month).consolidatedStatement().rows == before)
    #expect(
      try books.world.administrator.trialBalance(of: nil, by: .fund, asOf: window.through).statement().rows == trial)
  }

  @Test(arguments: seeds.prefix(3)) func orderOfPostingDoesNotMatter(seed: UInt64) throws {
    var books = try StatementWorld(seed: seed, adjusted: false)
    let other = try StatementWorld.copy(of: books, seed: seed)
    for window in windows(&books.generator, 4) {
      for award in StatementWorld.awards {
        let here = try books.budget([award], window, by: .month)
        let there = try other.administrator.budgetVersusActual(
          [award], from: window.from, to: window.through, by: .month, today: window.through)
        #expect(here.statement(of: here.parts[0]).rows == there.statement(of: there.parts[0]).rows)
      }
      #expect(
        try books.world.administrator.trialBalance(of: nil, by: .fund, asOf: window.through).statement()
          == other.administrator.trialBalance(of: nil, by: .fund, asOf: window.through).statement())
    }
  }
}
