import Testing

@testable import Ledger
@testable import Values

@Suite struct DayTests {
  @Test(arguments: ["2000-01-01", "2021-07-01", "2024-02-29", "2000-02-29", "2099-12-31"])
  func readsAndShowsDays(text: String) throws {
    #expect(try Day(parsing: text).description == text)
  }

  @Test(arguments: [
    ("", "the date is empty: write YYYY-MM-DD, as 2021-07-01"),
    ("2022-02-30", "there is not a day ‹2022-02-30›: the last day of 2022-02 is 2022-02-28"),
    ("2022-04-00", "there is not a day ‹2022-04-00›: the last day of 2022-04 is 2022-04-30"),
    ("2022-13-01", "date ‹2022-13-01› has the month 13: write YYYY-MM-DD, with a month from 01 to 12"),
    ("0000-01-01", "date ‹0000-01-01› is outside of the years 2000 to 2099: check the year"),
    ("1999-12-31", "date ‹1999-12-31› is outside of the years 2000 to 2099: check the year"),
    ("2100-01-01", "date ‹2100-01-01› is outside of the years 2000 to 2099: check the year"),
    ("02/03/2022", "date ‹02/03/2022› is not written as a day: write YYYY-MM-DD, as 2021-07-01"),
  ])
  func saysWhatIsWrong(text: String, message: String) {
    #expect(#expect(throws: DayError.self) { try Day(parsing: text) }?.description == message)
  }

  @Test(arguments: [
    "infinity", "today", "J2451187", "2022-2-3", "+022-01-01", "2022-01-01 ", " 2022-01-01", "2022-01-01T00:00",
    "２022-01-01",
    "2022–01–01", "20220101", "2022-01-0١", "2022-W01-1", "-2022-01-1", "2022-01-01\0",
  ])
  func readsNothingElse(text: String) {
    #expect(#expect(throws: DayError.self) { try Day(parsing: text) }?.reason == .notWrittenAsDay)
  }

  @Test func everyDayOfTheCenturyFollowsTheOneBefore() throws {
    var day = Day.earliest
    #expect(day.daysSinceEpoch == 10957)
    var count = 0
    for year in 2000...2099 {
      for month in 1...12 {
        for number in 1...Month.length(year: year, month: month) {
          let made = try Day(year: year, month: month, day: number)
          guard made == day, made.year == year, made.month.number == month, Int(made.description.suffix(2)) == number
          else {
            Issue.record("\(made) came where \(day) was due")
            return
          }
          day = day.adding(days: 1)
          count += 1
        }
      }
    }
    #expect(count == 36525)
    #expect(day.description == "2100-01-01")
    #expect(Day.earliest.adding(days: -1).description == "1999-12-31")
    #expect(Day.earliest.days(until: .latest) == 36524)
  }
}

@Suite struct MonthTests {
  @Test func knowsItsDaysAndQuarter() throws {
    let month = try Month(parsing: "2024-02")
    #expect(month.firstDay.description == "2024-02-01")
    #expect(month.lastDay.description == "2024-02-29")
    #expect(month.adding(months: -2).description == "2023-12")
    #expect(try Month(year: 2021, month: 12).adding(months: 1).description == "2022-01")
    #expect(try Month(parsing: "2021-12") < month)
    #expect(month.window.days == 29)
  }

  @Test(arguments: ["2024-2", "2024", "2024-13", "1999-01", "2024-02-01", "Feb 2024", ""])
  func refusesOtherSpellings(text: String) {
    #expect(throws: DayError.self) { try Month(parsing: text) }
  }
}

@Suite struct DayWindowTests {
  private func window(_ from: String, _ through: String) throws -> DayWindow {
    try DayWindow(from: Day(parsing: from), through: Day(parsing: through))
  }

  @Test func refusesToEndBeforeItStarts() {
    let error = #expect(throws: DayError.self) { try window("2022-01-02", "2022-01-01") }
    #expect(error?.description.contains("through 2022-01-01 ends before it starts") == true)
  }

  @Test func splitsAtCalendarEnds() throws {
    let year = try window("2021-07-15", "2022-06-30")
    #expect(year.split(by: .month).count == 12)
    #expect(
      year.split(by: .quarter).map(\.description) == [
        "2021-07-15 through 2021-09-30", "2021-10-01 through 2021-12-31", "2022-01-01 through 2022-03-31",
        "2022-04-01 through 2022-06-30",
      ])
    #expect(year.split(by: .year).map(\.through.description) == ["2021-12-31", "2022-06-30"])
    #expect(year.split(by: .year, yearStart: 7) == [year])
    #expect(year.split(by: .quarter, yearStart: 2).first?.through.description == "2021-07-31")
    #expect(try window("2022-01-01", "2022-01-01").split(by: .year).map(\.days) == [1])
  }

  @Test(arguments: DayWindow.Period.allCases, [1, 2, 3, 7, 12])
  func partsAdjoinAndCover(period: DayWindow.Period, yearStart: Int) throws {
    let whole = try window("2020-02-11", "2099-12-31")
    let parts = whole.split(by: period, yearStart: yearStart)
    #expect(parts.first?.from == whole.from && parts.last?.through == whole.through)
    #expect(parts.map(\.days).reduce(0, +) == whole.days)
    #expect(zip(parts, parts.dropFirst()).allSatisfy { $0.through.adding(days: 1) == $1.from })
  }

  @Test func containsBothEnds() throws {
    let may = try window("2022-05-01", "2022-05-31")
    #expect(may.contains(may.from) && may.contains(may.through))
    #expect(!may.contains(may.through.adding(days: 1)) && !may.contains(may.from.adding(days: -1)))
  }
}
