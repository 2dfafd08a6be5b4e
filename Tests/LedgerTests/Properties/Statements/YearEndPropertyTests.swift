import Testing

@testable import Ledger

/// Closing months and years moves money between lines of net assets, and nothing that anybody reports.
@Suite struct YearEndPropertyTests {
  private static let seeds: [UInt64] = [31, 32, 33, 34]
  private static let june = Month(unchecked: 2022, 6)

  /// What a closing must leave as it is.
  private struct Reading: Equatable {
    let activities: [Statement]
    let budgets: [LineName: Money]
    let netAssets: [[String: Money]]
    let schedule: [[AwardSchedule.Row]]

    init(_ books: StatementWorld, _ day: Day) throws {
      activities = try books.world.model.sites.flatMap { site in
        try [Activities.Grouping.netAssetClass, .fund, .function].map {
          try books.world.administrator.activities(of: site.code, from: Day(unchecked: 2021, 7, 1), to: day, by: $0)[0]
            .statement().withoutFacts
        }
      }
      budgets = try books.budget([], DayWindow(unchecked: day, day)).spent(\.toDate)
      netAssets = try books.world.model.sites.flatMap { site in
        let position = try books.world.administrator.position(of: site.code, asOf: day, by: .fund)[0].statement()
        return try [
          "Total assets", "Total liabilities", "Total without donor restrictions", "Total with donor restrictions",
        ].map { try position.amounts(named: $0) }
      }
      schedule = try books.world.administrator.awardSchedule(asOf: day).map(\.rows)
    }
  }

  @Test(arguments: seeds) func closingAYearChangesNoStatement(seed: UInt64) throws {
    let world = try StatementWorld(seed: seed)
    let books = world.world
    for organization in books.organizations {
      _ = try books.administrator.connection.execute(
        "select * from ledger.post_releases(\(organization.id), \(Self.june.firstDay))")
    }
    for organization in books.organizations {
      _ = try books.administrator.closeYear(endedOn: Self.june.adding(months: -12).lastDay, of: organization)
    }
    let days = [Self.june.lastDay, Day(unchecked: 2022, 12, 31)]
    let before = try days.map { try Reading(world, $0) }
    for organization in books.organizations {
      #expect(try books.administrator.closeYear(endedOn: Self.june.lastDay, of: organization) != nil)
      // Nothing of the year is left open, so a second closing has nothing to do.
      #expect(try books.administrator.closeYear(endedOn: Self.june.lastDay, of: organization) == nil)
      let position = try books.administrator.position(of: organization.code, asOf: Self.june.lastDay, by: .fund)[0]
      let open = position.statement().rows.filter { $0.text == "Activity not yet closed" }
      #expect(open.count == 2)
      for row in open { #expect(position.statement().amounts(row).values.allSatisfy { $0 == .zero }) }
      for fund in try books.administrator.funds(of: organization) {
        let trial = try books.administrator.trialBalance(of: organization, fund: fund.code, asOf: Self.june.lastDay)
        #expect(trial.rows.allSatisfy { $0.account < "4000" })
      }
    }
    #expect(try days.map { try Reading(world, $0) } == before)
    #expect(try books.administrator.check().broken.isEmpty)
  }

  /// A reopening undoes the closing of the year on its own day; with a late entry the year closes again as a whole, and another reopening
  /// gives the open year back.
  @Test(arguments: seeds) func aReopenedYearClosesAsAWhole(seed: UInt64) throws {
    let books = try StatementWorld(seed: seed).world
    let organization = books.organizations[0]
    try books.administrator.close(
      through: Self.june.adding(months: -12), of: organization, reason: "year", yearEnd: true)
    let before = try books.administrator.close(through: Self.june, of: organization, reason: "year", yearEnd: true)
    let first = try #require(before.yearEnds[Self.june])
    let undone = try books.administrator.reopen(from: Self.june, of: organization, reason: "late invoice")
    #expect(undone.map(\.entry) == [first] && undone.map(\.yearEnd) == [Self.june.lastDay])
    #expect(try books.administrator.entry("\(undone[0].reversal)", of: organization).draft.date == Self.june.lastDay)
    #expect(try books.administrator.check().broken.isEmpty)
    var late = Drafts.expense(key: "late", award: "A1", cents: 12_34, on: "2022-06-15")
    late.lines[0].budgetLine = "food"
    for line in late.lines.indices { late.lines[line].party = "vendor" }
    late.lines[1].account = "1010"
    try books.administrator.post(late, to: organization)
    let closing = try books.administrator.close(through: Self.june, of: organization, reason: "again", yearEnd: true)
    let second = try #require(closing.yearEnds[Self.june])
    let lines = try [first, second].map { try books.administrator.entry("\($0)", of: organization).draft.lines }
    func total(_ lines: [EntryLine], _ account: String) -> Money {
      lines.filter { $0.account == account }.map(\.amount).total()
    }
    #expect(total(lines[1], "8110") == total(lines[0], "8110") - Money(cents: 12_34))
    #expect(lines[1].allSatisfy { $0.award == nil && $0.budgetLine == nil && $0.service == nil })
    let closed = try books.administrator.position(of: organization.code, asOf: Self.june.lastDay)[0].statement()
    for row in closed.rows where row.text == "Activity not yet closed" {
      #expect(closed.amounts(row).values.allSatisfy { $0 == .zero })
    }
    #expect(try books.administrator.check().broken.isEmpty)
    try books.administrator.reopen(
      from: Self.june.adding(months: -12), of: organization, reason: "closed too early")
    let position = try books.administrator.position(of: organization.code, asOf: Self.june.lastDay)[0].statement()
    #expect(position.rows.allSatisfy { $0.text?.hasPrefix("Net assets") != true })
    #expect(try books.administrator.check().broken.isEmpty)
  }

  /// Through any months closed, reopened and closed again, no award is released more than it spent or had.
  @Test(arguments: seeds) func releasesStayWithinSpendingAndBalance(seed: UInt64) throws {
    var world = try StatementWorld(seed: seed)
    let books = world.world
    let organization = books.organizations[0]
    let months = (0..<19).map { Month(unchecked: 2021, 6).adding(months: $0) }
    for month in (0..<12).map({ _ in months.randomElement(using: &world.generator.random)! }) + [months[18]] {
      if let closed = try books.administrator.closedThrough(of: organization), closed >= month.lastDay {
        try books.administrator.reopen(from: month, of: organization, reason: "more came in")
      }
      try books.administrator.close(through: month, of: organization, reason: "month")
    }
    for due in try books.administrator.dueReleases(of: organization, through: Day(unchecked: 2023, 1, 31)) {
      #expect(due.restricted >= .zero)
      // All that could be released is released: either all spending, or all that was restricted.
      #expect(due.due == .zero, "\(due)")
    }
    #expect(try books.administrator.check().broken.isEmpty)
  }
}

extension Statement {
  /// Without the head, which says through which entry the books were recorded.
  fileprivate var withoutFacts: Statement {
    Statement(title: title, subtitle: subtitle, columns: columns, rows: rows, notes: notes)
  }
}

extension Month {
  fileprivate init(unchecked year: Int, _ month: Int) {
    self = Day(unchecked: year, month, 1).month
  }
}
