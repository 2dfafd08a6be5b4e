/// Why a text is not a day, a month, or a window of days.
public struct DayError: InputError, Hashable {
  /// The kinds of wrong day.
  public enum Reason: Sendable, Hashable {
    case empty
    case notWrittenAsDay
    case notWrittenAsMonth
    case noSuchMonth(Int)
    case noSuchDay(month: String, lastDay: Int)
    case outOfRange
    case reversed(through: Day)
  }

  /// The text as it was given.
  public let text: String
  /// What is wrong with it.
  public let reason: Reason

  public var cause: String {
    let quoted = VisibleText.quoted(text)
    switch reason {
    case .empty: return "the date is empty"
    case .notWrittenAsDay: return "date \(quoted) is not written as a day"
    case .notWrittenAsMonth: return "month \(quoted) is not written as a month"
    case .noSuchMonth(let month): return "date \(quoted) has the month \(month)"
    case .noSuchDay: return "there is not a day \(quoted)"
    case .outOfRange: return "date \(quoted) is outside of the years 2000 to 2099"
    case .reversed(let through): return "the window from \(text) through \(through) ends before it starts"
    }
  }

  public var nextStep: String {
    switch reason {
    case .empty, .notWrittenAsDay: "write YYYY-MM-DD, as 2021-07-01"
    case .notWrittenAsMonth: "write YYYY-MM, as 2021-07"
    case .noSuchMonth: "write YYYY-MM-DD, with a month from 01 to 12"
    case .noSuchDay(let month, let lastDay): "the last day of \(month) is \(month)-\(lastDay)"
    case .outOfRange: "check the year"
    case .reversed: "give the earlier day first"
    }
  }
}
