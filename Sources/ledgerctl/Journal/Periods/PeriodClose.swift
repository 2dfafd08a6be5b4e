import ArgumentParser
import Ledger

struct PeriodClose: ActCommand {
  typealias Done = ClosePeriod

  static let configuration = CommandConfiguration(
    commandName: "close",
    abstract: "Close the books through the end of a month: no entry can be dated on or before it.",
    discussion: """
      What each award released from its donor's restrictions, its spending, is posted first, on the last day of each open month up to
      it; of what was spent before an installment was due that is restricted by time, when that day has come. With --year-end, after the last month of the fiscal year, its revenue, expenses and releases are closed to net assets too.
      --dry-run says what would be posted.

      With --year-end, what is unspent of awards that ended, and goes back by their terms, is listed; --return-unspent records first
      that it is owed to their funders, on the last day of the fiscal year in which the award ended, or of the first open one after
      it. At a terminal you are asked.
      """)
  @OptionGroup var connection: BooksOptions
  @OptionGroup var organization: OrganizationOption
  @OptionGroup var write: WriteOptions
  @Argument(help: "The month, YYYY-MM; earlier months that are open close with it.") var month: String?
  @Option(help: "Why.") var reason: String?
  @Flag(help: "Close the fiscal year as well; MONTH is its last month.") var yearEnd = false
  @Flag(help: "With --year-end: record first what goes back of awards that ended.") var returnUnspent = false
  @Flag(help: "Close a month that is not over: what is still to come of it counts in the next one.") var early = false

  var given: ActValues {
    var given = ActValues(["org": organization.org, "month": month, "reason": reason])
    given.set("year-end", yearEnd)
    given.set("return-unspent", returnUnspent)
    given.set("early", early)
    return given
  }

  func perform(_ act: ClosePeriod, _ write: WriteOptions, _ books: borrowing Books) throws {
    let (organization, month) = (act.organization, act.month)
    if let there = try act.standing(books) { return print(there) }
    let earlier = try act.earlier(books)
    let left = try act.yearLeftOpen(books)
    let unspent = try act.unspent(books)
    try sayOpen(try books.closingChecklist(of: organization, through: month), of: month, organization, write)
    let isReturned = try returns(unspent, act, write)
    let closed = try books.write(dryRun: write.dryRun) {
      try act.record(books, returning: isReturned ? unspent : [])
    }
    for (year, one, posted) in closed.returned {
      try write.say(
        posted,
        "\(one.amount.grouped) of \(one.award) goes back to its funder"
          + (act.isOfOtherYears(unspent) ? ", \(year.end)" : ""))
    }
    if !isReturned { sayLeft(unspent, act, write) }
    write.say(closed.closing)
    if act.isYearEnd, closed.closing.yearEnds[month] == nil {
      write.say("The fiscal year ended \(month.lastDay) has nothing left to close.")
    }
    write.say("Closed \(organization.name) through \(month.lastDay)\(Self.with(earlier, month)).")
    if !write.dryRun { print(try books.sealingSentence()) }
    if act.isYearEnd { return }
    if month == organization.fiscalYear(of: month.firstDay).through.month {
      print(
        "\(month) ends the fiscal year, which is not closed to net assets"
          + (left == nil ? ": reopen the month and close it with --year-end." : "."))
    }
    if let left {
      print(
        "The fiscal year ended \(left) is not closed to net assets: reopen \(left.month) and close it with --year-end.")
    }
  }

  /// Lists what goes back by the terms of awards that ended; whether it is recorded now.
  private func returns(_ unspent: [UnspentYear], _ act: ClosePeriod, _ write: WriteOptions) throws -> Bool {
    let isOfOtherYears = act.isOfOtherYears(unspent)
    for year in unspent {
      if isOfOtherYears { print("Of the fiscal year ended \(year.end):") }
      for one in year.awards {
        print(
          "\(one.award) ended on \(one.endedOn) with \(one.amount.grouped) unspent, which goes back to its funder by its terms"
            + (one.committed > .zero ? "; \(one.committed.grouped) more is committed, and stays." : "."))
      }
    }
    if unspent.isEmpty || act.returnsUnspent || write.dryRun || write.isSilent || !Console.isInteractive {
      return act.returnsUnspent
    }
    return try Console.confirms(
      isOfOtherYears
        ? "Record that it is owed to the funder, on the last day of each year, before that is closed?"
        : "Record that it is owed to the funder, on \(act.month.lastDay), before the year is closed?")
  }

  /// Says what is open of the steps before this one; at a terminal, asks whether to close all the same.
  private func sayOpen(
    _ checklist: ClosingChecklist, of month: Month, _ organization: Organization, _ write: WriteOptions
  ) throws {
    guard !checklist.open.isEmpty else { return }
    print("Before it is closed, this is open (ledgerctl period checklist \(month) --org \(organization.code)):")
    for item in checklist.open { print("  \(item.step.name): \(item.award.map { "\($0), " } ?? "")\(item.what).") }
    guard Console.isInteractive, !write.dryRun, !write.isSilent else { return }
    guard try Console.confirms("Close all the same?") else {
      throw Refusal("nothing was recorded", nextStep: "settle what is open, then close")
    }
  }

  /// How to record what was not recorded now.
  private func sayLeft(_ unspent: [UnspentYear], _ act: ClosePeriod, _ write: WriteOptions) {
    guard let first = unspent.first else { return }
    let month = act.month
    print(
      write.dryRun
        ? "It is recorded with the closing where --return-unspent is given."
        : "It is not recorded. To record it in \(unspent.count > 1 ? "these years" : "this year"), reopen \(first.end.month) and close"
          + (first.end.month < month ? " through \(month)" : " it") + " with --return-unspent; in the next:")
    let day = month.adding(months: 1).firstDay
    for one in unspent.flatMap(\.awards) where !write.dryRun {
      print(
        "  ledgerctl award return \(act.organization.code)/\(one.award) --amount \(one.amount) --date \(day) --reason \"Unspent\""
      )
    }
  }

  /// The months before it that are closed with it, also those in which nothing counted.
  private static func with(_ earlier: [Month], _ month: Month) -> String {
    guard let first = earlier.first else { return "" }
    let last = month.adding(months: -1)
    return first == last ? ", \(first) with it" : ", \(first) to \(last) with it"
  }
}

struct PeriodReopen: ActCommand {
  typealias Done = ReopenPeriod

  static let configuration = CommandConfiguration(
    commandName: "reopen", abstract: "Reopen a closed month, and every month after it.",
    discussion: """
      The closing of a fiscal year that is open again is undone on its own day. Releases stand; the next closing brings them in line with
      what was recorded meanwhile.
      """)
  @OptionGroup var connection: BooksOptions
  @OptionGroup var organization: OrganizationOption
  @OptionGroup var write: WriteOptions
  @Argument(help: "The month, YYYY-MM.") var month: String?
  @Option(help: "Why.") var reason: String?

  var given: ActValues { ActValues(["org": organization.org, "month": month, "reason": reason]) }

  func perform(_ act: ReopenPeriod, _ write: WriteOptions, _ books: borrowing Books) throws {
    if let last = try act.months(books).last, last > act.month, Console.isInteractive, !write.dryRun, !write.isSilent {
      guard try Console.confirms("Every closed month from \(act.month) to \(last) is open again then. Reopen them?")
      else {
        throw Refusal("nothing was reopened", nextStep: "name the last month that is to be open")
      }
    }
    let undone = try books.write(dryRun: write.dryRun) { try act.record(books) }
    for closing in undone {
      write.say(
        "\(write.dryRun ? "" : "Entry \(closing.reversal): ")Undid the closing of the fiscal year ended \(closing.yearEnd), entry \(closing.entry)."
      )
    }
    write.say("Reopened \(act.organization.name) from \(act.month) on.")
    if !undone.isEmpty { print("Close the year again with --year-end.") }
  }
}

extension WriteOptions {
  /// Says what a closing posted: releases by month, then the closings of years.
  func say(_ closing: PeriodClosing) {
    func entry(_ number: Int64) -> String { dryRun ? "" : "Entry \(number): " }
    for release in closing.releases {
      let said =
        release.amount > .zero
        ? "Released \(release.amount.grouped) of \(release.award)"
        : "Took back a release of \((-release.amount).grouped) of \(release.award)"
      say("\(entry(release.entry))\(said)\(release.why), \(release.month).")
    }
    for (month, number) in closing.yearEnds.sorted(by: { $0.key < $1.key }) {
      say("\(entry(number))Closed the fiscal year ended \(month.lastDay) to net assets.")
    }
  }
}

extension PeriodClosing.Release {
  /// Why the calendar released it, or no longer does; empty where spending did.
  fileprivate var why: String {
    if !isByTime { return "" }
    return amount > .zero ? ": time restriction ended" : " whose time restriction had ended"
  }
}
