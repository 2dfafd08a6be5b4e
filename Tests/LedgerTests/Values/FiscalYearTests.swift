import Testing

@testable import Ledger
@testable import Values

/// The fiscal year of a day, in the library and in the books.
@Suite struct FiscalYearTests {
  @Test(arguments: 1...12) func coversTheDayAndTwelveMonths(first: Int) throws {
    let organization = Organization(id: 1, code: "site", name: "Site", ein: nil, fiscalYearFirstMonth: first)
    for month in (0..<36).map({ Month(firstOf: "2021-01-01".day).adding(months: $0) }) {
      for day in [month.firstDay, month.lastDay] {
        let year = organization.fiscalYear(of: day)
        #expect(year.contains(day))
        #expect(year.from.month.number == first && year.from == year.from.month.firstDay)
        #expect(year.through == year.from.month.adding(months: 11).lastDay)
      }
    }
  }

  @Test func theBooksAgree() throws {
    let books = Books(try TestBooks.copy().asInstaller())
    for first in 1...12 {
      try books.addOrganization(code: "site-\(first)", name: "Site", ein: nil, fiscalYearFirstMonth: first)
      let organization = try books.organization("site-\(first)")
      for month in (0..<14).map({ Month(firstOf: "2021-12-01".day).adding(months: $0) }) {
        let end = try books.connection.execute(
          "select ledger.fiscal_year_end(\(organization.id), \(month.lastDay)) as day"
        ).only { try $0.day("day") }
        #expect(end == organization.fiscalYear(of: month.lastDay).through, "\(first), \(month)")
      }
    }
  }
}

extension Month {
  fileprivate init(firstOf day: Day) { self = day.month }
}
