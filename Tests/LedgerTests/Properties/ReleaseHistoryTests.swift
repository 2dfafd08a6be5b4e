import Testing

@testable import Ledger

/// Through any history of spending, support, returns, closings and reopenings, dated back or ahead: at the end of every closed month of an award
/// what was recognized directly and released is the lesser of its spending and its support through that day, and on no day more was released
/// than there was. Figured from lines alone, by arithmetic that shares nothing with the books'.
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
  }

  private struct History: ~Copyable {
    let sample: SampleBooks
    let books: Books
    var random: SeededRandom
    var step = 0
    var expenses: [(number: Int64, day: Day)] = []
    /// Promises, and conditions met.
    var supports: [(number: Int64, day: Day)] = []
    /// What was refused, by its code.
    var refused: [String: Int] = [:]

    init(_ sample: SampleBooks, _ books: consuming Books, seed: UInt64) {
      self.sample = sample
      self.books = books
      random = SeededRandom(seed: seed)
    }

    static func begun(seed: UInt64) throws -> History {
      let sample = try SampleBooks.copy()
      let books = Books(try sample.as(.financeAdmin))
      if seed % 2 == 0 {
        try books.adoptPolicy(
          simultaneousRelease: .conditional, effectiveOn: "2021-07-01".day, approvedBy: "Board", reason: "Simpler",
          for: sample.north)
      }
      return History(sample, books, seed: seed)
    }

    var closedThrough: Day { get throws { try books.closedThrough(of: sample.north) ?? "2021-06-30".day } }

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
          expenses.append((try books.post(draft, to: sample.north).number, day))
        case ..<45:
          guard let index = expenses.indices.randomElement(using: &random), let day = try day() else { return }
          let expense = expenses[index]
          try books.reverse(expense.number, of: sample.north, on: max(day, expense.day), reason: "typed twice")
          expenses.remove(at: index)
        case ..<65:
          guard let day = try day() else { return }
          let cents = Int64.random(in: 1...1_500_00, using: &random)
          if award == "OPEN" {
            let draft = Drafts.promise(key: "promise \(step)", cents: cents).changed { $0.date = day }
            supports.append((try books.post(draft, to: sample.north).number, day))
          } else {
            let number = try books.connection.execute(
              "select entry_id from ledger.meet_condition(1, 'COND', \(cents), \("\(day)"), 'Report', null, \("met \(step)"))"
            ).only { try $0.int64("entry_id") }
            supports.append((number, day))
          }
        case ..<70:
          guard let index = supports.indices.randomElement(using: &random), let day = try day() else { return }
          let support = supports[index]
          try books.reverse(support.number, of: sample.north, on: max(day, support.day), reason: "withdrawn")
          supports.remove(at: index)
        case ..<75:
          guard let day = try day() else { return }
          try books.connection.execute(
            """
            select * from ledger.return_to_funder(
              1, \(award), \(Int64.random(in: 1...2_000_00, using: &random)), \("\(day)"), 'Unspent', \("back \(step)"))
            """)
        case ..<90:
          let open = try closedThrough
          guard
            let month = ReleaseHistoryTests.months.filter({ $0.lastDay > open }).prefix(4).randomElement(using: &random)
          else { return }
          try books.close(through: month, of: sample.north, reason: "month")
        default:
          let open = try closedThrough
          guard let month = ReleaseHistoryTests.months.filter({ $0.lastDay <= open }).randomElement(using: &random)
          else { return }
          try books.reopen(from: month, of: sample.north, reason: "more came in")
        }
      } catch let error as DatabaseError {
        refused[error.sqlState?.rawValue ?? "", default: 0] += 1
      }
    }

    /// All lines of the two awards.
    func facts() throws -> [Fact] {
      try sample.asOwner().execute(
        """
        select l.entry_date::text as day, l.fund_code as award, l.amount_cents as cents, a.type, a.counts_toward_budget as counts,
          coalesce(l.net_asset_class = 'with', false) as is_restricted, coalesce(o.kind, e.kind) as kind
        from ledger.journal_line l
        join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
        join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
        left join ledger.journal_entry o on o.organization_id = e.organization_id and o.id = e.reverses_entry_id
        where l.organization_id = 1 and l.fund_code in ('OPEN', 'COND')
        """
      ).map { row in
        let (type, cents) = (try row.text("type"), try row.int64("cents"))
        let isRestricted = try row.bool("is_restricted")
        let isCost = try type == "expense" && row.bool("counts")
        return Fact(
          day: try Day(parsing: row.text("day")), award: try row.text("award"),
          spent: isCost ? cents : 0, support: type == "revenue" ? -cents : 0,
          direct: type == "revenue" && !isRestricted ? -cents : 0,
          released: type == "release" && isRestricted ? cents : 0)
      }
    }
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>) func closedMonthsAreReleasedAndNoDayMore(seed: UInt64) throws {
    var history = try History.begun(seed: seed)
    for _ in 1...60 {
      try history.doSomething()
      let closed = try history.closedThrough
      for (award, facts) in Dictionary(grouping: try history.facts(), by: \.award) {
        var (spent, support, direct, released) = (Int64(0), Int64(0), Int64(0), Int64(0))
        var ahead = facts.sorted { $0.day < $1.day }[...]
        func take(through day: Day) {
          while let fact = ahead.first, fact.day <= day {
            spent += fact.spent
            support += fact.support
            direct += fact.direct
            released += fact.released
            ahead.removeFirst()
          }
        }
        for day in Set(facts.map(\.day) + Self.months.map(\.lastDay)).sorted() {
          take(through: day)
          #expect(support - direct - released >= 0, "\(award) \(day), step \(history.step)")
          guard day <= closed, day == day.month.lastDay else { continue }
          #expect(direct + released == min(spent, support), "\(award) \(day), step \(history.step)")
        }
      }
    }
    #expect(history.refused.keys.allSatisfy { ["LA018", "LA004", "LA012"].contains($0) }, "\(history.refused)")
    #expect(try history.books.check().broken == [])
  }
}
