import Testing

@testable import Ledger

/// Whatever is done in a grant's year, in any order that is allowed, every statement of every month's end says what follows from the facts by their
/// days; no limit is broken on any day, nothing is refused that breaks none, and `check` finds the books sound.
@Suite struct GrantYearTests {
  @Test(arguments: 1...8 as ClosedRange<UInt64>) func everyStatementFollowsFromTheFacts(seed: UInt64) throws {
    let history = try GrantYearHistory(seed: seed)
    for _ in 1...6 {
      for _ in 1...15 { try history.doSomething() }
      for month in GrantYearHistory.months { try Comparison(history, month.lastDay).compare() }
    }
    let known = [
      "LA004", "LA005", "LA008", "LA012", "LA015", "LA017", "LA018", "LE012", "LE013", "LO005", "LP001", "refusal",
    ]
    #expect(history.refused.keys.allSatisfy(known.contains), "\(history.refused)")
    #expect(history.done.count >= 11, "\(history.done)")
    #expect(try history.books.check().broken == [])
  }
}

/// The statements of one day against the facts.
private struct Comparison {
  let history: GrantYearHistory
  let day: Day
  let isClosed: Bool
  let place: String

  init(_ history: GrantYearHistory, _ day: Day) throws {
    self.history = history
    self.day = day
    isClosed = try history.closedThrough >= day
    place = "\(day), step \(history.step)"
  }

  private var year: GrantYear { history.year }

  func compare() throws {
    try budgets()
    try trialBalances()
    try schedule()
    try cash()
    try position()
    try activities()
  }

  private func budgets() throws {
    for award in GrantYear.AwardCode.allCases {
      let part = try history.books.budgetVersusActual(["calendar/\(award.rawValue)"], asOf: day, today: day).parts[0]
      for line in ["supplies", "salaries"] {
        let found = part.lines.first { $0.code == line }?.spent
        #expect(found?.toDate.cents == year.spent(award, day, line: line), "\(award) \(line) \(place)")
        let before = year.spent(award, day.month.firstDay.adding(days: -1), line: line)
        #expect(found?.before.cents == before, "\(award) \(line) before \(place)")
      }
      let months = try history.books.monthlySpending(of: recorded(award), through: day)
      #expect(
        months.months.map(\.spent).total().cents + months.before.cents == year.spent(award, day), "\(award) \(place)")
      #expect(
        months.months.last?.spent.cents
          == year.spent(award, day) - year.spent(award, day.month.firstDay.adding(days: -1)), "\(award) \(place)")
    }
  }

  private func recorded(_ code: GrantYear.AwardCode) throws -> Award {
    try history.books.award("calendar/\(code.rawValue)")
  }

  private func trialBalances() throws {
    for award in GrantYear.AwardCode.allCases {
      let rows = try history.books.trialBalance(of: history.organization, fund: award.rawValue, asOf: day).rows
      func balance(_ account: String) -> Int64 { rows.filter { $0.account == account }.map(\.balance).total().cents }
      #expect(balance("1010") == year.cash(award, day), "cash of \(award) \(place)")
      #expect(balance("1240") == year.owed(award, day), "1240 of \(award) \(place)")
      #expect(-balance("2420") == year.dueToFunder(award, day), "2420 of \(award) \(place)")
      #expect(-balance(award == .agency ? "2910" : "2410") == year.ahead(award, day), "ahead of \(award) \(place)")
      #expect(rows.map(\.balance).total() == .zero)
    }
  }

  private func schedule() throws {
    let schedule = try history.books.awardSchedule(of: "calendar", asOf: day)[0]
    #expect(schedule.differences == [:], "\(place)")
    for award in GrantYear.AwardCode.allCases {
      let row = try #require(schedule.rows.first { $0.code == award.rawValue })
      #expect(row.received.cents == year.received(award, day), "received of \(award) \(place)")
      #expect(row.receivable.cents == year.owed(award, day), "receivable of \(award) \(place)")
      #expect((row.advance + row.custodial).cents == year.ahead(award, day), "ahead of \(award) \(place)")
      #expect(row.recognized.cents == year.recognized(award, day), "recognized of \(award) \(place)")
      #expect(row.returned.cents == year.returned(award, day), "returned of \(award) \(place)")
      #expect(row.spent.cents == year.spent(award, day), "spent of \(award) \(place)")
      guard isClosed, award != .agency else { continue }
      #expect(row.restricted.cents == year.restricted(award, endOfClosed: day), "restricted of \(award) \(place)")
    }
  }

  private func cash() throws {
    let window = DayWindow(unchecked: day.month.firstDay, day)
    let cash = try history.books.cash(of: history.organization, in: window)
    for award in GrantYear.AwardCode.allCases {
      let rows = cash.rows.filter { $0.fund == award.rawValue }
      #expect(rows.map(\.balance).total().cents == year.cash(award, day), "cash of \(award) \(place)")
      #expect(
        rows.map(\.opening).total().cents == year.cash(award, window.from.adding(days: -1)), "cash of \(award) \(place)"
      )
    }
  }

  private var restricted: Int64 {
    year.restricted(.open, endOfClosed: day) + year.restricted(.conditional, endOfClosed: day)
  }

  private func position() throws {
    let statement = try history.books.position(of: "calendar", asOf: day)[0].statement()
    func total(_ name: String) throws -> Int64? { try statement.amounts(named: name)["total"]?.cents }
    #expect(try total("Total net assets") == year.netAssets(day), "net assets \(place)")
    let assets = GrantYear.AwardCode.allCases.reduce(0) { $0 + year.cash($1, day) + year.owed($1, day) }
    let liabilities = GrantYear.AwardCode.allCases.reduce(0) { $0 + year.dueToFunder($1, day) + year.ahead($1, day) }
    #expect(try total("Total assets") == assets, "assets \(place)")
    #expect(try total("Total liabilities") == liabilities, "liabilities \(place)")
    guard isClosed else { return }
    #expect(try total("Total with donor restrictions") == restricted, "with \(place)")
    #expect(try total("Total without donor restrictions") == year.netAssets(day) - restricted, "without \(place)")
  }

  private func activities() throws {
    let before = history.organization.fiscalYear(of: day).from.adding(days: -1)
    let statement = try history.books.activities(of: "calendar", from: before.adding(days: 1), to: day)[0].statement()
    func amounts(_ name: String) throws -> [String: Money] { try statement.amounts(named: name) }
    let spent = [GrantYear.AwardCode.open, .conditional].reduce(0) { $0 + year.spent($1, day) - year.spent($1, before) }
    #expect(try amounts("Total expenses")["total"]?.cents == spent, "expenses \(place)")
    #expect(try amounts("Net assets at beginning")["total"]?.cents == year.netAssets(before), "beginning \(place)")
    #expect(
      try amounts("Change in net assets")["total"]?.cents == year.netAssets(day) - year.netAssets(before),
      "change \(place)")
    #expect(try amounts("Net assets at end")["total"]?.cents == year.netAssets(day), "end \(place)")
    if isClosed { #expect(try amounts("Net assets at end")["with"]?.cents == restricted, "with at end \(place)") }
  }
}
