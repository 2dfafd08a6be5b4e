import ArgumentParser
import Ledger

struct Period: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "period",
    abstract: "Accounting periods: books close through the end of a month, and reopen from one on.",
    subcommands: [Checklist.self, Close.self, Reopen.self, PeriodAdjust.self, List.self, History.self])

  struct Close: ParsableCommand {
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
    @Argument(help: "The month, YYYY-MM; earlier months that are open close with it.", transform: Read.month) var month:
      Month
    @Option(help: "Why.") var reason: String
    @Flag(help: "Close the fiscal year as well; MONTH is its last month.") var yearEnd = false
    @Flag(help: "With --year-end: record first what goes back of awards that ended.") var returnUnspent = false
    @Flag(help: "Close a month that is not over: what is still to come of it counts in the next one.") var early = false

    func validate() throws {
      if returnUnspent, !yearEnd { throw ValidationError("--return-unspent goes with --year-end") }
    }

    func run() throws {
      try connection.open { books in
        let organization = try books.readOrganization(organization.org)
        let yearEndMonth = organization.fiscalYear(of: month.firstDay).through.month
        if yearEnd, month != yearEndMonth {
          throw Refusal(
            "\(month) is not the last month of a fiscal year of \(organization.name)",
            nextStep:
              "its fiscal year ends with \(yearEndMonth): ledgerctl period close \(yearEndMonth) --year-end --org "
              + "\(organization.code) --reason ...")
        }
        if yearEnd, let entry = try books.closingEntry(ofYearEnded: month.lastDay, of: organization) {
          return print("The fiscal year ended \(month.lastDay) is closed to net assets by entry \(entry).")
        }
        let left = try books.yearLeftOpen(of: organization, before: month.lastDay)
        if let closed = try books.closedThrough(of: organization) {
          let first = left ?? month.lastDay
          if yearEnd, closed >= first {
            throw Refusal(
              "\(organization.name) is closed through \(closed), and "
                + (left == nil ? "its fiscal year" : "the fiscal year ended \(first)") + " is not closed to net assets",
              nextStep:
                "reopen \(first.month) first: ledgerctl period reopen \(first.month) --org \(organization.code) --reason ..."
                + (left == nil ? "" : ", and close it and the years after it with --year-end"))
          }
          if closed >= month.lastDay {
            return print("\(organization.name) is closed through \(closed) already.")
          }
        }
        let earlier = try books.periods(of: organization).filter {
          !$0.isClosed && $0.month < month && $0.entryCount > 0
        }
        let unspent = yearEnd ? try unspentByYear(of: organization, books) : []
        try sayOpen(try books.closingChecklist(of: organization, through: month))
        let isReturned = try returns(unspent)
        let (returned, closing) = try books.write(dryRun: write.dryRun) {
          var returned: [(UnspentYear, UnspentAward, PostedEntry)] = []
          var closings: [PeriodClosing] = []
          var next = earlier.first?.month ?? month
          for year in isReturned ? unspent : [] {
            // Earlier months first, so that what they take back is there to be returned.
            if next < year.end.month {
              closings.append(try close(through: year.end.month.adding(months: -1), of: organization, books))
            }
            for one in year.awards {
              returned.append((year, one, try give(one, back: year.end, of: organization, books)))
            }
            if year.end.month < month { closings.append(try close(through: year.end.month, of: organization, books)) }
            next = year.end.month.adding(months: 1)
          }
          let last = try close(through: month, of: organization, books)
          return (returned, closings.reversed().reduce(last) { $1.followed(by: $0) })
        }
        for (year, one, posted) in returned {
          try write.say(
            posted,
            "\(one.amount.grouped) of \(one.award) goes back to its funder"
              + (isOfOtherYears(unspent) ? ", \(year.end)" : ""))
        }
        if !isReturned { sayLeft(unspent, of: organization) }
        say(closing)
        write.say("Closed \(organization.name) through \(month.lastDay)\(Self.with(earlier.map(\.month))).")
        if !write.dryRun { print(try books.sealingSentence()) }
        if !yearEnd, month == yearEndMonth {
          print(
            "\(yearEndMonth) ends the fiscal year, which is not closed to net assets"
              + (left == nil ? ": reopen the month and close it with --year-end." : "."))
        }
        if let left, !yearEnd {
          print(
            "The fiscal year ended \(left) is not closed to net assets: reopen \(left.month) and close it with --year-end."
          )
        }
      }
    }

    /// Lists what goes back by the terms of awards that ended; whether it is recorded now.
    private func returns(_ unspent: [UnspentYear]) throws -> Bool {
      for year in unspent {
        if isOfOtherYears(unspent) { print("Of the fiscal year ended \(year.end):") }
        for one in year.awards {
          print(
            "\(one.award) ended on \(one.endedOn) with \(one.amount.grouped) unspent, which goes back to its funder by its terms"
              + (one.committed > .zero ? "; \(one.committed.grouped) more is committed, and stays." : ".")
          )
        }
      }
      if unspent.isEmpty || returnUnspent || write.dryRun || !Console.isInteractive { return returnUnspent }
      return try Console.confirms(
        isOfOtherYears(unspent)
          ? "Record that it is owed to the funder, on the last day of each year, before that is closed?"
          : "Record that it is owed to the funder, on \(month.lastDay), before the year is closed?")
    }

    /// Whether something goes back on another day than the last one that is closed.
    private func isOfOtherYears(_ unspent: [UnspentYear]) -> Bool {
      unspent.contains { $0.end != month.lastDay }
    }

    private func close(
      through last: Month, of organization: Organization, _ books: borrowing Books
    ) throws -> PeriodClosing {
      try books.close(through: last, of: organization, reason: reason, yearEnd: yearEnd, early: early)
    }

    /// Records that what is unspent of an award is owed to its funder.
    private func give(
      _ one: UnspentAward, back day: Day, of organization: Organization, _ books: borrowing Books
    ) throws -> PostedEntry {
      let award = try books.award("\(organization.code)/\(one.award)")
      return try books.returnToFunder(
        one.amount, of: award, on: day, reason: "Unspent when its term ended on \(one.endedOn)",
        key: try books.standing(
          EventKey(["return", award.code, "\(day)", "\(one.amount)"]), of: organization
        ).nextKey
      ).due
    }

    /// What is unspent of awards that ended, by the open fiscal year in which it goes back.
    private func unspentByYear(of organization: Organization, _ books: borrowing Books) throws -> [UnspentYear] {
      let first =
        try books.closedThrough(of: organization)?.adding(days: 1)
        ?? books.periods(of: organization).map(\.month.firstDay).min() ?? month.firstDay
      return try books.unspentByYear(of: organization, from: first, through: month.lastDay)
    }

    /// Says what is open of the steps before this one; at a terminal, asks whether to close all the same.
    private func sayOpen(_ checklist: ClosingChecklist) throws {
      guard !checklist.open.isEmpty else { return }
      print("Before it is closed, this is open (ledgerctl period checklist \(month)):")
      for item in checklist.open { print("  \(item.step.name): \(item.award.map { "\($0), " } ?? "")\(item.what).") }
      guard Console.isInteractive, !write.dryRun, !write.isSilent else { return }
      guard try Console.confirms("Close all the same?") else {
        throw Refusal("nothing was recorded", nextStep: "settle what is open, then close")
      }
    }

    /// How to record what was not recorded now.
    private func sayLeft(_ unspent: [UnspentYear], of organization: Organization) {
      guard let first = unspent.first else { return }
      print(
        write.dryRun
          ? "It is recorded with the closing where --return-unspent is given."
          : "It is not recorded. To record it in \(unspent.count > 1 ? "these years" : "this year"), reopen \(first.end.month) and close"
            + (first.end.month < month ? " through \(month)" : " it") + " with --return-unspent; in the next:"
      )
      let day = month.adding(months: 1).firstDay
      for one in unspent.flatMap(\.awards) where !write.dryRun {
        print(
          "  ledgerctl award return \(organization.code)/\(one.award) --amount \(one.amount) --date \(day) --reason \"Unspent\""
        )
      }
    }

    private static func with(_ months: [Month]) -> String {
      guard let first = months.first, let last = months.last else { return "" }
      return first == last ? ", \(first) with it" : ", \(first) to \(last) with it"
    }

    private func say(_ closing: PeriodClosing) {
      write.say(closing)
      if yearEnd, closing.yearEnds[month] == nil {
        write.say("The fiscal year ended \(month.lastDay) has nothing left to close.")
      }
    }
  }

  struct Checklist: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "checklist", abstract: "What is done before a month is closed, in order, and what of it is open.",
      discussion: """
        Accrue what was ordered and expected, and approve what waits; charge indirect costs; recognize what conditional awards have earned;
        then close, which releases what spending has met.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions
    @Argument(help: "The month, YYYY-MM.", transform: Read.month) var month: Month

    func run() throws {
      try connection.open { books in
        let organization = try books.readOrganization(organization.org)
        try output.write(try books.closingChecklist(of: organization, through: month).statement())
      }
    }
  }

  struct Reopen: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "reopen", abstract: "Reopen a closed month, and every month after it.",
      discussion: """
        The closing of a fiscal year that is open again is undone on its own day. Releases stand; the next closing brings them in line with
        what was recorded meanwhile.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(help: "The month, YYYY-MM.", transform: Read.month) var month: Month
    @Option(help: "Why.") var reason: String

    func run() throws {
      try connection.open { books in
        let organization = try books.readOrganization(organization.org)
        let months = try books.periods(of: organization).filter { $0.isClosed && $0.month >= month }.map(\.month)
        if let last = months.last, last > month, Console.isInteractive, !write.dryRun, !write.isSilent {
          guard try Console.confirms("Every closed month from \(month) to \(last) is open again then. Reopen them?")
          else {
            throw Refusal("nothing was reopened", nextStep: "name the last month that is to be open")
          }
        }
        let undone = try books.write(dryRun: write.dryRun) {
          try books.reopen(from: month, of: organization, reason: reason)
        }
        for closing in undone {
          write.say(
            "\(write.dryRun ? "" : "Entry \(closing.reversal): ")Undid the closing of the fiscal year ended \(closing.yearEnd), entry \(closing.entry)."
          )
        }
        write.say("Reopened \(organization.name) from \(month) on.")
        if !undone.isEmpty { print("Close the year again with --year-end.") }
      }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List months with entries, and closed ones.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions

    func run() throws {
      try connection.open { books in
        let organization = try books.readOrganization(organization.org)
        let rows = try books.periods(of: organization).map { period -> [StatementCell] in
          [
            .text(period.month.description), .text(period.isClosed ? "closed" : "open"), .integer(period.entryCount),
            .optional(period.lastEvent),
          ]
        }
        try output.write(
          .list(
            "Accounting periods of \(organization.name)",
            [
              StatementColumn("month", "Month", .text), StatementColumn("state", "State", .text),
              StatementColumn("entries", "Entries", .integer), StatementColumn("last_event", "Last event", .text),
            ], rows, empty: "There are no entries yet."))
      }
    }
  }

  struct History: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "history", abstract: "List every closing, reopening and adjustment: who, when, why.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions

    func run() throws {
      try connection.open { books in
        let organization = try books.readOrganization(organization.org)
        let events = try books.closingEvents(of: organization)
        try output.write(
          Statement(
            title: "Closings of \(organization.name)",
            columns: [
              StatementColumn("number", "Number", .integer), StatementColumn("recorded_at", "Recorded (UTC)", .text),
              StatementColumn("by", "By", .text), StatementColumn("event", "What", .text),
              StatementColumn("reason", "Reason", .text, wraps: true),
            ],
            rows: events.map { event in
              return .detail([
                .integer(event.number), .text(event.recordedAt), .text(event.recordedBy), .text(event.words),
                .text(event.reason),
              ])
            },
            notes: events.isEmpty ? ["Nothing was ever closed."] : []))
      }
    }
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
