import Testing

@testable import Ledger

/// The last balance of a register is what the statements say, for random books.
@Suite struct RegisterPropertyTests {
  private static let days = DayWindow(unchecked: Day(unchecked: 2021, 6, 1), Day(unchecked: 2023, 1, 31))

  @Test(arguments: [21, 22, 23] as [UInt64]) func registersTieToStatements(seed: UInt64) throws {
    var books = try StatementWorld(seed: seed)
    var tied = 0
    for _ in 0..<3 {
      let day = books.generator.day(Self.days)
      for (organization, site) in zip(books.world.organizations, books.world.model.sites) {
        let trial = try books.world.administrator.trialBalance(of: organization, asOf: day)
        for account in site.accounts.keys {
          var filter = Register.Filter()
          (filter.account, filter.through) = (account, day)
          let whole = try books.world.administrator.register(of: organization, filter)
          let balance = trial.rows.filter { $0.account == account }.map(\.balance).total()
          #expect(whole.balance == balance)
          if balance != .zero { tied += 1 }
          filter.from = books.generator.day(DayWindow(unchecked: Self.days.from, day))
          let part = try books.world.administrator.register(of: organization, filter)
          #expect(part.balance == balance && part.lines.count <= whole.lines.count)
        }
        // The same months as the statement of activities.
        let activities = try books.world.administrator.activities(of: site.code, to: day)[0].statement()
        let expenses = activities.rows.first {
          if case .text("Total expenses") = $0.cells.first { true } else { false }
        }
        let monthly = try books.world.administrator.monthlySpending(of: organization, through: day)
        #expect((expenses.flatMap { activities.amounts($0)["total"] } ?? .zero) == monthly.months.map(\.spent).total())
        for award in site.awards.values {
          let report = try books.budget(["\(site.code)/\(award.code)"], DayWindow(unchecked: day, day))
          let spending = try books.world.administrator.monthlySpending(of: report.parts[0].award, through: day)
          #expect(
            spending.before + spending.months.map(\.spent).total() == report.parts[0].lines.map(\.spent.toDate).total())
          for line in report.parts[0].lines {
            var filter = Register.Filter()
            (filter.award, filter.budgetLine, filter.through) = (award.code, line.code, day)
            // Without a line it is the whole award.
            let register = try books.world.administrator.register(of: organization, filter)
            let expected = line.code == nil ? report.parts[0].lines.map(\.spent.toDate).total() : line.spent.toDate
            #expect(register.balance == expected)
            if expected != .zero { tied += 1 }
          }
        }
      }
    }
    #expect(tied > 20)
  }
}
