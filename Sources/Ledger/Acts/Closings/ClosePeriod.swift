/// Closes the books through the end of a month: no entry can be dated on or before it.
package struct ClosePeriod: Act {
  package static let words = ["period", "close"]
  package static let fields: [ActField] = [
    .organization, .month("month", "Through which month, as 2021-09"), .needed("reason", "Why", .text),
    .flag("year-end", "Close the fiscal year as well; the month is its last"),
    .flag("return-unspent", "Record first what goes back of awards that ended"),
    .flag("early", "Close a month that is not over"),
  ]

  package let organization: Organization
  package let month: Month
  package let isYearEnd: Bool
  /// Whether what goes back of awards that ended is recorded first.
  package let returnsUnspent: Bool
  private let reason: String
  private let isEarly: Bool

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    if values.has("return-unspent"), !values.has("year-end") {
      reader.object(to: "return-unspent", "it goes with --year-end", nextStep: "give both, or leave it out")
    }
    let organization = try reader.keep("org") { try books.readOrganization(values["org"]) }
    let month = try reader.month("month")
    if values.has("year-end") {
      _ = try reader.keep("month") {
        try month.flatMap { try organization?.yearEnd(in: $0, "close", " --year-end") }
      }
    }
    try reader.finish()
    guard let organization, let month, let reason = values["reason"] else { preconditionFailure("a fault was kept") }
    (self.organization, self.month, self.reason) = (organization, month, reason)
    (isYearEnd, returnsUnspent) = (values.has("year-end"), values.has("return-unspent"))
    isEarly = values.has("early")
  }

  /// What says that it is closed already; nil where it is not. Throws `Refusal` where a year cannot be closed any more as the books are.
  package func standing(_ books: borrowing Books) throws -> String? {
    if isYearEnd, let entry = try books.closingEntry(ofYearEnded: month.lastDay, of: organization) {
      return "The fiscal year ended \(month.lastDay) is closed to net assets by entry \(entry)."
    }
    guard let closed = try books.closedThrough(of: organization) else { return nil }
    let left = try yearLeftOpen(books)
    let first = left ?? month.lastDay
    if isYearEnd, closed >= first {
      throw Refusal(
        "\(organization.name) is closed through \(closed), and "
          + (left == nil ? "its fiscal year" : "the fiscal year ended \(first)") + " is not closed to net assets",
        nextStep:
          "reopen \(first.month) first: ledgerctl period reopen \(first.month) --org \(organization.code) --reason ..."
          + (left == nil ? "" : ", and close it and the years after it with --year-end"))
    }
    return closed >= month.lastDay ? "\(organization.name) is closed through \(closed) already." : nil
  }

  /// The last day of a fiscal year before it that is not closed to net assets; nil where there is none.
  package func yearLeftOpen(_ books: borrowing Books) throws -> Day? {
    try books.yearLeftOpen(of: organization, before: month.lastDay)
  }

  /// What is unspent of awards that ended, by the open fiscal year in which it goes back; none where no year is closed.
  package func unspent(_ books: borrowing Books) throws -> [UnspentYear] {
    guard isYearEnd else { return [] }
    let first =
      try books.closedThrough(of: organization)?.adding(days: 1)
      ?? books.periods(of: organization).map(\.month.firstDay).min() ?? month.firstDay
    return try books.unspentByYear(of: organization, from: first, through: month.lastDay)
  }

  /// Whether some of it goes back on another day than the last one that is closed.
  package func isOfOtherYears(_ unspent: [UnspentYear]) -> Bool { unspent.contains { $0.end != month.lastDay } }

  /// Earlier months that are open and have entries: they close with it.
  package func earlier(_ books: borrowing Books) throws -> [Month] {
    try books.periods(of: organization).filter { !$0.isClosed && $0.month < month && $0.entryCount > 0 }.map(\.month)
  }

  /// Closes, and records before each year's end what of it goes back. Inside a transaction.
  package func record(_ books: borrowing Books, returning unspent: [UnspentYear]) throws -> ClosedPeriod {
    var closed = ClosedPeriod()
    var next = try earlier(books).first ?? month
    for year in unspent {
      // Earlier months first, so that what they take back is there to be returned.
      if next < year.end.month { closed.add(try close(through: year.end.month.adding(months: -1), books)) }
      do {
        for one in year.awards { closed.returned.append((year, one, try give(one, back: year.end, books))) }
      } catch let error where SQLState.approvalWhereRequired ~= error {
        throw needsApproval(unspent)
      }
      if year.end.month < month { closed.add(try close(through: year.end.month, books)) }
      next = year.end.month.adding(months: 1)
    }
    closed.add(try close(through: month, books))
    return closed
  }

  private func close(through last: Month, _ books: borrowing Books) throws -> PeriodClosing {
    try books.close(through: last, of: organization, reason: reason, yearEnd: isYearEnd, early: isEarly)
  }

  /// What is owed to funders is approved by another person: it is proposed by itself, and the year is closed afterwards.
  private func needsApproval(_ unspent: [UnspentYear]) -> Refusal {
    let commands = unspent.flatMap { year in
      year.awards.map { one in
        "ledgerctl award return \(organization.code)/\(one.award) --amount \(one.amount) --date \(year.end) --reason \"\(Self.reason(one))\""
      }
    }
    return Refusal(
      "what goes back to funders is approved by another person here",
      nextStep: "propose it, have it approved, then close the year:\n  " + commands.joined(separator: "\n  "))
  }

  private static func reason(_ one: UnspentAward) -> String { "Unspent when its term ended on \(one.endedOn)" }

  /// Records that what is unspent of an award is owed to its funder.
  private func give(_ one: UnspentAward, back day: Day, _ books: borrowing Books) throws -> PostedEntry {
    let award = try books.award("\(organization.code)/\(one.award)")
    return try books.returnToFunder(
      one.amount, of: award, on: day, reason: Self.reason(one),
      key: try books.standing(
        EventKey(["return", award.code, "\(day)", "\(one.amount)"]), of: organization
      ).nextKey
    ).due
  }
}

/// What closing recorded.
package struct ClosedPeriod: Sendable {
  /// What goes back to funders.
  package fileprivate(set) var returned: [(year: UnspentYear, award: UnspentAward, posted: PostedEntry)] = []
  /// The releases, and the closings of years.
  package private(set) var closing = PeriodClosing()

  fileprivate mutating func add(_ next: PeriodClosing) { closing = closing.followed(by: next) }
}

/// Reopens a closed month, and every month after it.
package struct ReopenPeriod: Act {
  package static let words = ["period", "reopen"]
  package static let fields: [ActField] = [
    .organization, .month("month", "From which month on, as 2021-09"), .needed("reason", "Why", .text),
  ]

  package let organization: Organization
  package let month: Month
  private let reason: String

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let organization = try reader.keep("org") { try books.readOrganization(values["org"]) }
    let month = try reader.month("month")
    try reader.finish()
    guard let organization, let month, let reason = values["reason"] else { preconditionFailure("a fault was kept") }
    (self.organization, self.month, self.reason) = (organization, month, reason)
  }

  /// The closed months that are open again then.
  package func months(_ books: borrowing Books) throws -> [Month] {
    try books.periods(of: organization).filter { $0.isClosed && $0.month >= month }.map(\.month)
  }

  /// Reopens them. Inside a transaction.
  package func record(_ books: borrowing Books) throws -> [UndoneClosing] {
    try books.reopen(from: month, of: organization, reason: reason)
  }
}
