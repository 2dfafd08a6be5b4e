/// A calendar day, without time or zone: the day something counts in the books.
///
/// A day can be written from 2000-01-01 to 2099-12-31. Arithmetic may step outside of that range, as to the day after
/// the last one, up to the years 1 and 9999.
public struct Day: Hashable, Comparable, Sendable {
  /// Days since 1970-01-01, negative before it.
  public let daysSinceEpoch: Int

  /// The first day that can be written, 2000-01-01.
  public static let earliest = Day(unchecked: 2000, 1, 1)
  /// The last day that can be written, 2099-12-31.
  public static let latest = Day(unchecked: 2099, 12, 31)

  /// Makes a day of the calendar.
  /// - Throws: `DayError` when there is no such day, or it is outside of 2000 to 2099.
  public init(year: Int, month: Int, day: Int) throws(DayError) {
    let text = Day.spelled(year, month, day)
    guard (1...12).contains(month) else { throw DayError(text: text, reason: .noSuchMonth(month)) }
    guard (2000...2099).contains(year) else { throw DayError(text: text, reason: .outOfRange) }
    let last = Month.length(year: year, month: month)
    guard (1...last).contains(day) else {
      throw DayError(text: text, reason: .noSuchDay(month: Day.spelled(year, month), lastDay: last))
    }
    self.init(unchecked: year, month, day)
  }

  package init(daysSinceEpoch: Int) {
    precondition((-719_162...2_932_896).contains(daysSinceEpoch), "a day outside of the years 1 to 9999")
    self.daysSinceEpoch = daysSinceEpoch
  }

  /// Counts from 1 March of year 0, so that a leap day is the last of its year.
  package init(unchecked year: Int, _ month: Int, _ day: Int) {
    let years = month > 2 ? year : year - 1
    let (cycle, yearOfCycle) = years.quotientAndRemainder(dividingBy: 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfCycle = yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear
    self.init(daysSinceEpoch: cycle * 146_097 + dayOfCycle - 719_468)
  }

  private var parts: (year: Int, month: Int, day: Int) {
    let (cycle, dayOfCycle) = (daysSinceEpoch + 719_468).quotientAndRemainder(dividingBy: 146_097)
    let yearOfCycle = (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
    let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }

  /// The year, as 2021.
  public var year: Int { parts.year }
  /// The month the day is in.
  public var month: Month { Month(unchecked: parts.year, parts.month) }

  /// The day that many days later, or earlier where the count is negative.
  public func adding(days: Int) -> Day { Day(daysSinceEpoch: daysSinceEpoch + days) }

  /// How many days later the other day is; negative when it is earlier, zero when it is the same.
  public func days(until other: Day) -> Int { other.daysSinceEpoch - daysSinceEpoch }

  public static func < (left: Day, right: Day) -> Bool { left.daysSinceEpoch < right.daysSinceEpoch }
}

extension Day: CustomStringConvertible {
  /// The day as `2021-07-01`.
  public var description: String { Day.spelled(parts.year, parts.month, parts.day) }

  /// Reads a day written as `YYYY-MM-DD`, with all its zeros.
  /// - Throws: `DayError` when it is written otherwise, is no day of the calendar, or is outside of 2000 to 2099.
  public init(parsing text: String) throws(DayError) {
    let bytes = Array(text.utf8)
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let year = Day.number(bytes[0..<4]), let month = Day.number(bytes[5..<7]), let day = Day.number(bytes[8..<10])
    else { throw DayError(text: text, reason: text.isEmpty ? .empty : .notWrittenAsDay) }
    try self.init(year: year, month: month, day: day)
  }

  static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard digits.allSatisfy(Money.isDigit) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  static func spelled(_ year: Int, _ rest: Int...) -> String {
    let digits = String(year)
    let padded = String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    return rest.reduce(padded) { $0 + ($1 < 10 ? "-0" : "-") + String($1) }
  }
}
