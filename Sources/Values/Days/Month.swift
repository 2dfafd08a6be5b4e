/// A month of a year, as 2021-07; it can be written from 2000-01 to 2099-12.
public struct Month: Hashable, Comparable, Sendable {
  /// Months since January of year 0.
  private let count: Int

  /// Makes a month.
  /// - Throws: `DayError` when there is no such month, or it is outside of 2000 to 2099.
  public init(year: Int, month: Int) throws(DayError) {
    let text = Day.spelled(year, month)
    guard (1...12).contains(month) else { throw DayError(text: text, reason: .noSuchMonth(month)) }
    guard (2000...2099).contains(year) else { throw DayError(text: text, reason: .outOfRange) }
    self.init(unchecked: year, month)
  }

  package init(unchecked year: Int, _ month: Int) { self.init(count: year * 12 + month - 1) }

  private init(count: Int) {
    precondition((12..<120_000).contains(count), "a month outside of the years 1 to 9999")
    self.count = count
  }

  /// The year, as 2021.
  public var year: Int { count / 12 }
  /// The number of the month in its year, from 1 for January.
  public var number: Int { count % 12 + 1 }
  /// The first day of the month.
  public var firstDay: Day { Day(unchecked: year, number, 1) }
  /// The last day of the month, leap years counted.
  public var lastDay: Day { Day(unchecked: year, number, Month.length(year: year, month: number)) }
  /// All days of the month.
  public var window: DayWindow { DayWindow(unchecked: firstDay, lastDay) }

  /// The month that many months later, or earlier where the count is negative.
  public func adding(months: Int) -> Month { Month(count: count + months) }

  public static func < (left: Month, right: Month) -> Bool { left.count < right.count }

  static func length(year: Int, month: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension Month: CustomStringConvertible {
  /// The month as `2021-07`.
  public var description: String { Day.spelled(year, number) }

  /// Reads a month written as `YYYY-MM`.
  /// - Throws: `DayError` when it is written otherwise, is no month, or is outside of 2000 to 2099.
  public init(parsing text: String) throws(DayError) {
    let bytes = Array(text.utf8)
    guard bytes.count == 7, bytes[4] == UInt8(ascii: "-"), let year = Day.number(bytes[0..<4]),
      let month = Day.number(bytes[5..<7])
    else { throw DayError(text: text, reason: .notWrittenAsMonth) }
    try self.init(year: year, month: month)
  }
}
