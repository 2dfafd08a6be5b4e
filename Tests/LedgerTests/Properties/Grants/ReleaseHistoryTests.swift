import Testing

@testable import Ledger

/// Through any history of spending, support, returns, closings and reopenings, dated back or ahead: at the end of every closed month of an award
/// what was recognized directly and released is the lesser of its spending and its support through that day without what is restricted by time, and
/// on no day more was released than there was; and the calendar released what was spent before the time came. Figured from lines and from what was
/// promised alone, by arithmetic that shares nothing with the books'. The fiscal year is the calendar year, so that a promise of 2021 has installments
/// of a later one among these months.
@Suite struct ReleaseHistoryTests {
  private static let months = (0..<12).map { Day(unchecked: 2021, 7, 1).month.adding(months: $0) }

  /// One line of an award, as far as it matters here.
  private struct Fact {
    let day: Day
    let award: String
    let spent: Int64
    let support: Int64
    let direct: Int64
    let released: Int64
    /// Of the released, what stands on the account of time.
    let byTime: Int64
    let owed: Int64
  }

  /// A part of a promise that is restricted by time until it is due, or until the promise is withdrawn.
  private struct Later {
    let promise: Int64
    let promised: Day
    let due: Day
    let cents: Int64
    var withdrawn: Day?

    func isRestricted(on day: Day) -> Bool { promised <= day && due > day && withdrawn.map { $0 > day } ?? true }
  }

  private struct History: ~Copyable {
    let sample: SampleBooks
    let organization: Organization
    let books: Books
    var random: SeededRandom
    var step = 0
    var expenses: [(number: Int64, day: Day)] = []
    /// Promises, and conditions met.
    var supports: [(number: Int64, day: Day)] = []
    /// What of promises is restricted by time.
    var later: [Later] = []
    /// What of them waits no longer, by the day that it is due on, because the funder lifted that on a day.
    var lifted: [(due: Day, day: Day, cents: Int64)] = []
    /// What was refused, by its code.
    var refused: [String: Int] = [:]

    init(_ sample: SampleBooks, _ organization: Organization, _ books: consuming Books, seed: UInt64) {
      self.sample = sample
      self.organization = organization
      self.books = books
      random = SeededRandom(seed: seed)
    }

    static func begun(seed: UInt64) throws -> History {
      let sample = try SampleBooks.copy()
      let organization = try sample.addCalendarYear()
      let books = Books(try sample.as(.financeAdmin))
      // The months begin with the first one.
      try books.post(Drafts.expense(key: "first", cents: 1, on: "2021-07-01"), to: organization)
      if seed % 2 == 0 {
        try books.adoptPolicy(
          simultaneousRelease: .conditional, effectiveOn: "2021-07-01".day, approvedBy: "Board", reason: "Simpler",
          for: organization)
      }
      var history = History(sample, organization, books, seed: seed)
      try history.begin()
      return history
    }

    /// Spends beyond what was due in the year of a promise, and closes months after the rest came due: then the calendar has released.
    private mutating func begin() throws {
      supports.append((try promise(3_000_00, on: "2021-07-02".day, isRestricted: true), "2021-07-02".day))
      for (key, date) in [("early", "2021-08-20"), ("late", "2021-12-20"), ("last", "2022-04-20")] {
        let draft = Drafts.expense(key: key, cents: .random(in: 700_00...1_200_00, using: &random), on: date)
        expenses.append((try books.post(draft, to: organization).number, date.day))
      }
      try books.close(through: Month(parsing: "2022-05"), of: organization, reason: "month")
      try books.reopen(
        from: ReleaseHistoryTests.months[.random(in: 0..<10, using: &random)], of: organization, reason: "more came in")
    }

    var closedThrough: Day { get throws { try books.closedThrough(of: organization) ?? "2021-06-30".day } }

    mutating func day() throws -> Day? {
      let open = try closedThrough
      let days = (0..<365).map { "2021-07-01".day.adding(days: $0) }.filter { $0 > open }
      return days.randomElement(using: &random)
    }

    /// Does one thing that bookkeepers do; what is refused changes nothing.
    mutating func doSomething() throws {
      step += 1
      let award = Bool.random(using: &random) ? "OPEN" : "COND"
      do {
        switch Int.random(in: 0..<100, using: &random) {
        case ..<35:
          guard let day = try day() else { return }
          let draft = Drafts.expense(
            key: "spend \(step)", award: award, cents: .random(in: 1...900_00, using: &random), on: "\(day)")
          expenses.append((try books.post(draft, to: organization).number, day))
        case ..<45:
          guard let index = expenses.indices.randomElement(using: &random), let day = try day() else { return }
          let expense = expenses[index]
          try books.reverse(expense.number, of: organization, on: max(day, expense.day), reason: "typed twice")
          expenses.remove(at: index)
        case ..<65:
          guard let day = try day() else { return }
          let cents = Int64.random(in: 1...1_500_00, using: &random)
          if award == "OPEN" {
            supports.append((try promise(cents, on: day), day))
          } else {
            let number = try books.connection.execute(
              "select entry_id from ledger.meet_condition(\(organization.id), 'COND', \(cents), \("\(day)"), 'Report', null, \("met \(step)"))"
            ).only { try $0.int64("entry_id") }
            supports.append((number, day))
          }
        case ..<70:
          guard let index = supports.indices.randomElement(using: &random), let day = try day() else { return }
          let support = supports[index]
          try books.reverse(support.number, of: organization, on: max(day, support.day), reason: "withdrawn")
          supports.remove(at: index)
          for part in later.indices where later[part].promise == support.number {
            later[part].withdrawn = max(day, support.day)
          }
        case ..<73:
          guard let day = try day() else { return }
          let draft = Drafts.receipt(key: "paid \(step)", cents: .random(in: 1...800_00, using: &random))
          try books.post(draft.changed { $0.date = day }, to: organization)
        case ..<76:
          guard let day = try day() else { return }
          try lift(on: day)
        case ..<79:
          guard let day = try day() else { return }
          try books.connection.execute(
            """
            select * from ledger.return_to_funder(
              \(organization.id), \(award), \(Int64.random(in: 1...2_000_00, using: &random)), \("\(day)"), 'Unspent', \("back \(step)"))
            """)
        case ..<90:
          let open = try closedThrough
          guard
            let month = ReleaseHistoryTests.months.filter({ $0.lastDay > open }).prefix(4).randomElement(using: &random)
          else { return }
          try books.close(through: month, of: organization, reason: "month")
        default:
          let open = try closedThrough
          guard let month = ReleaseHistoryTests.months.filter({ $0.lastDay <= open }).randomElement(using: &random)
          else { return }
          try books.reopen(from: month, of: organization, reason: "more came in")
        }
      } catch let error as DatabaseError {
        refused[error.sqlState?.rawValue ?? "", default: 0] += 1
      }
    }

    /// What waits for its time on a day, of which so much is owed then, by the day that it waits for: what came early is of what is due first.
    func waiting(on day: Day, owed: Int64) -> [(due: Day, cents: Int64)] {
      let parts = Dictionary(grouping: later.filter { $0.isRestricted(on: day) }, by: \.due)
        .mapValues { $0.map(\.cents).reduce(0, +) }
      var left = max(0, owed)
      var found: [(due: Day, cents: Int64)] = []
      for (due, cents) in parts.sorted(by: { $0.key > $1.key }) {
        let unpaid = min(cents, left)
        left -= unpaid
        found.append((due, max(0, unpaid - liftedBy(day, of: due))))
      }
      return found.reversed()
    }

    /// What waited for its time until a day of a month.
    func came(in month: Month) -> Int64 {
      Dictionary(grouping: later.filter { $0.due.month == month && ($0.withdrawn ?? .latest) > $0.due }, by: \.due)
        .map { due, parts in max(0, parts.map(\.cents).reduce(0, +) - liftedBy(due, of: due)) }.reduce(0, +)
    }

    func liftedBy(_ day: Day, of due: Day) -> Int64 {
      lifted.filter { $0.due == due && $0.day <= day }.map(\.cents).reduce(0, +)
    }

    /// Some of what waits for its time waits no longer, of what is due first.
    private mutating func lift(on day: Day) throws {
      let owed = try facts().filter { $0.award == "OPEN" && $0.day <= day }.map(\.owed).reduce(0, +)
      let waiting = waiting(on: day, owed: owed)
      let all = waiting.map(\.cents).reduce(0, +)
      guard all > 0 else { return }
      var cents = Int64.random(in: 1...all, using: &random)
      try books.connection.execute(
        "select * from ledger.release_restriction(\(organization.id), 'OPEN', \(cents), \("\(day)"), 'release_time', 'Letter', \("lift \(step)"), true)"
      )
      for part in waiting where part.cents > 0 && cents > 0 {
        lifted.append((part.due, day, min(cents, part.cents)))
        cents -= min(cents, part.cents)
      }
    }

    /// A promise of an award, whole or in parts, of which those of the next year are restricted by time as often as not.
    mutating func promise(_ cents: Int64, on day: Day, isRestricted always: Bool = false) throws -> Int64 {
      let draft = Drafts.promise(key: "promise \(step)", cents: cents).changed { $0.date = day }
      guard cents >= 3, always || Int.random(in: 0..<4, using: &random) > 0 else {
        return try books.post(draft, to: organization).number
      }
      let dues = [1...100, 184...260, 200...300].map { day.adding(days: .random(in: $0, using: &random)) }.sorted()
      let isRestricted = always || Int.random(in: 0..<4, using: &random) > 0
      let parts = zip(dues, [cents / 3, cents / 3, cents - 2 * (cents / 3)]).map { due, cents in
        Installment(
          due: due, amount: Money(cents: cents),
          isTimeRestricted: due > organization.fiscalYear(of: day).through ? isRestricted : nil)
      }
      let number = try books.record([draft], as: .promise, installments: parts, to: organization)[0].number
      for part in parts where part.isTimeRestricted == true {
        later.append(Later(promise: number, promised: day, due: part.due, cents: part.amount.cents))
      }
      return number
    }

    /// All lines of the two awards.
    func facts() throws -> [Fact] {
      try sample.asOwner().execute(
        """
        select l.entry_date::text as day, l.fund_code as award, l.amount_cents as cents, a.type, a.counts_toward_budget as counts, a.code as account,
          coalesce(l.net_asset_class = 'with', false) as is_restricted, coalesce(o.kind, e.kind) as kind
        from ledger.journal_line l
        join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
        join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
        left join ledger.journal_entry o on o.organization_id = e.organization_id and o.id = e.reverses_entry_id
        where l.organization_id = \(organization.id) and l.fund_code in ('OPEN', 'COND')
        """
      ).map { row in
        let (type, cents) = (try row.text("type"), try row.int64("cents"))
        let isRestricted = try row.bool("is_restricted")
        let isCost = try type == "expense" && row.bool("counts")
        return Fact(
          day: try Day(parsing: row.text("day")), award: try row.text("award"),
          spent: isCost ? cents : 0, support: type == "revenue" ? -cents : 0,
          direct: type == "revenue" && !isRestricted ? -cents : 0,
          released: type == "release" && isRestricted ? cents : 0,
          byTime: try isRestricted && row.text("account") == "6930" ? cents : 0,
          owed: try row.text("account") == "1240" ? cents : 0)
      }
    }
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>) func closedMonthsAreReleasedAndNoDayMore(seed: UInt64) throws {
    var history = try History.begun(seed: seed)
    #expect(try history.facts().contains { $0.byTime > 0 }, "the calendar released something")
    for _ in 1...60 {
      try history.doSomething()
      let closed = try history.closedThrough
      for (award, facts) in Dictionary(grouping: try history.facts(), by: \.award) {
        var (spent, support, direct, released, byTime, owed) = (
          Int64(0), Int64(0), Int64(0), Int64(0), Int64(0), Int64(0)
        )
        var ahead = facts.sorted { $0.day < $1.day }[...]
        func take(through day: Day) {
          while let fact = ahead.first, fact.day <= day {
            spent += fact.spent
            support += fact.support
            direct += fact.direct
            released += fact.released
            byTime += fact.byTime
            owed += fact.owed
            ahead.removeFirst()
          }
        }
        // What spending of the months before released by what came in a month, and what of such the calendar released since.
        var (spentBefore, availableBefore, calendar) = (Int64(0), Int64(0), Int64(0))
        for day in Set(facts.map(\.day) + Self.months.map(\.lastDay)).sorted() {
          take(through: day)
          #expect(support - direct - released >= 0, "\(award) \(day), step \(history.step)")
          guard day == day.month.lastDay else { continue }
          let restricted = award == "OPEN" ? history.waiting(on: day, owed: owed).map(\.cents).reduce(0, +) : 0
          let there = min(spent, support - restricted)
          let available = support - restricted
          calendar += min(
            max(0, min(spentBefore, available) - min(spentBefore, availableBefore)),
            award == "OPEN" ? history.came(in: day.month) : 0)
          (spentBefore, availableBefore) = (spent, available)
          guard day <= closed else { continue }
          #expect(direct + released == there, "\(award) \(day), step \(history.step)")
          #expect(byTime == max(0, min(calendar, released)), "\(award) \(day), step \(history.step)")
        }
      }
    }
    #expect(
      history.refused.keys.allSatisfy { ["LA018", "LA004", "LA008", "LA012"].contains($0) }, "\(history.refused)")
    #expect(try history.books.check().broken == [])
  }
}
