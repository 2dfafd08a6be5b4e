/// A run of days with both ends in it, as a statement's period: never empty.
public struct DayWindow: Hashable, Sendable {
  /// The first day.
  public let from: Day
  /// The last day, which is in the window.
  public let through: Day

  /// Makes a window.
  /// - Throws: `DayError` when the last day is before the first.
  public init(from: Day, through: Day) throws(DayError) {
    guard from <= through else { throw DayError(text: from.description, reason: .reversed(through: through)) }
    self.init(unchecked: from, through)
  }

  package init(unchecked from: Day, _ through: Day) {
    self.from = from
    self.through = through
  }

  /// The number of days, at least one.
  public var days: Int { from.days(until: through) + 1 }

  /// Whether the day is in the window, ends included.
  public func contains(_ day: Day) -> Bool { from <= day && day <= through }

  /// The length of the parts that a window is split into.
  public enum Period: String, Sendable, CaseIterable {
    case month, quarter, year

    var months: Int {
      switch self {
      case .month: 1
      case .quarter: 3
      case .year: 12
      }
    }
  }

  /// The window cut at the ends of months, quarters or years; the first and last part may be partial.
  ///
  /// The parts adjoin and cover the window exactly.
  /// - Parameter yearStart: the month, 1 to 12, in which the year begins; 7 for a fiscal year from July.
  public func split(by period: Period, yearStart: Int = 1) -> [DayWindow] {
    precondition((1...12).contains(yearStart), "a year starts in a month from 1 to 12")
    var parts: [DayWindow] = []
    var start = from
    while start <= through {
      let month = start.month
      let monthsIn = (month.number - yearStart + 12) % period.months
      let end = min(month.adding(months: period.months - 1 - monthsIn).lastDay, through)
      parts.append(DayWindow(unchecked: start, end))
      start = end.adding(days: 1)
    }
    return parts
  }
}

extension DayWindow: CustomStringConvertible {
  /// The window in words: `2021-07-01 through 2022-06-30`.
  public var description: String { "\(from) through \(through)" }
}
