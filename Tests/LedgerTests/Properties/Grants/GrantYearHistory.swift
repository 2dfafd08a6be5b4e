@testable import Ledger

/// Books in which one thing after another is done that bookkeepers do in a grant's year, and the facts of what was recorded. The fiscal year is the
/// calendar year, so that one ends among the months.
final class GrantYearHistory {
  static let months = (0..<12).map { Day(unchecked: 2021, 7, 1).month.adding(months: $0) }
  static let awarded: Int64 = 25_000_00
  private static let yearEnd = Day(unchecked: 2021, 12, 31)

  let organization: Organization
  let books: Books
  private let awards: [GrantYear.AwardCode: Award]
  private var random: SeededRandom
  private(set) var year = GrantYear()
  private(set) var step = 0
  /// What was done, and what was refused, by rule.
  private(set) var done: [String: Int] = [:]
  private(set) var refused: [String: Int] = [:]

  init(seed: UInt64) throws {
    let sample = try SampleBooks.copy()
    organization = try sample.addCalendarYear()
    books = Books(try sample.as(.financeAdmin))
    try SampleBooks.addAward("AGENCY", .agency, through: SampleBooks.term.through, to: organization, books)
    var awards: [GrantYear.AwardCode: Award] = [:]
    for code in GrantYear.AwardCode.allCases { awards[code] = try books.award("calendar/\(code.rawValue)") }
    self.awards = awards
    random = SeededRandom(seed: seed)
    if seed % 2 == 0 {
      try books.adoptPolicy(
        simultaneousRelease: seed % 4 == 0 ? .all : .conditional, effectiveOn: "2021-07-01".day, approvedBy: "Board",
        reason: "Simpler", for: organization)
    }
    // The months begin with the first entry.
    try spend(.open, 1, on: "2021-07-01".day, line: "supplies", claimed: false)
  }

  var closedThrough: Day { get throws { try books.closedThrough(of: organization) ?? "2021-06-30".day } }

  private func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }
  private func cents(_ most: Int) -> Int64 { Int64(1 + below(most)) }
  private func one(_ facts: [GrantYear.Fact]) -> GrantYear.Fact? {
    facts.isEmpty ? nil : facts[below(facts.count)]
  }

  /// A day that is open; nil where none is.
  private func openDay() throws -> Day? {
    let closed = try closedThrough
    let days = (0..<365).map { "2021-07-01".day.adding(days: $0) }.filter { $0 > closed }
    return days.isEmpty ? nil : days[below(days.count)]
  }

  /// Does one thing; what is refused must break a limit by the facts, and what is recorded none.
  func doSomething() throws {
    step += 1
    let award = GrantYear.AwardCode.allCases[below(3)]
    guard let day = try openDay() else { return try reopen() }
    let before = year
    var what = ""
    do {
      switch below(100) {
      case ..<24:
        what = "spend"
        try spend(
          award, cents(600_00), on: day, line: below(3) == 0 ? "salaries" : "supplies",
          claimed: award == .agency && below(3) == 0)
      case ..<29:
        what = "refund"
        try refund(on: day)
      case ..<37:
        what = "undo"
        try undo(on: day)
      case ..<42:
        what = "move"
        try move(to: day)
      case ..<46:
        what = "correct"
        try correct(on: day)
      case ..<58:
        what = "support"
        try support(award, on: day)
      case ..<68:
        what = "receive"
        try receive(award, on: day)
      case ..<73:
        what = "return"
        try giveBack(award, on: day)
      case ..<75:
        what = "pay back"
        try payBack(award, on: day)
      case ..<77:
        what = "write off"
        try writeOff(award == .agency ? .open : award, on: day)
      case ..<80:
        what = "adjust"
        try adjust()
      case ..<92:
        what = "close"
        try close()
      default:
        what = "reopen"
        try reopen()
      }
      done[what, default: 0] += 1
      try check(year.brokenLimits(awarded: Self.awarded).isEmpty, "\(what), step \(step)", year)
    } catch let error as DatabaseError {
      let rule = error.sqlState?.rawValue ?? ""
      refused[rule, default: 0] += 1
      // What the facts would have broken stands in `year` until it is taken back.
      if ["LA004", "LA005", "LA008", "LA015", "LA017"].contains(rule) {
        try check(
          year.brokenLimits(awarded: Self.awarded).contains(rule), "\(what) refused with \(rule), step \(step)", year)
      }
      year = before
    } catch is Refusal {
      refused["refusal", default: 0] += 1
      year = before
    }
  }

  struct Disagreement: Error, CustomStringConvertible { let description: String }

  private func check(_ holds: Bool, _ what: String, _ year: GrantYear) throws {
    guard !holds else { return }
    throw Disagreement(description: "\(what): \(year.brokenLimits(awarded: Self.awarded)); \(year.facts.suffix(3))")
  }

  /// Holds a fact before it is recorded, so that what is refused can be judged, and then by its number.
  private func record(
    _ award: GrantYear.AwardCode, _ day: Day, _ cents: Int64, _ kind: GrantYear.Kind, ahead: Int64 = 0,
    recovered: (with: Int64, without: Int64) = (0, 0), refunds: Int64? = nil, _ post: () throws -> Int64
  ) throws {
    func fact(_ number: Int64) -> GrantYear.Fact {
      GrantYear.Fact(
        number: number, award: award, day: day, cents: cents, kind: kind, ahead: ahead, recovered: recovered,
        refunds: refunds)
    }
    year.facts.append(fact(0))
    let number = try post()
    year.facts[year.facts.count - 1] = fact(number)
  }

  private func cost(
    _ award: GrantYear.AwardCode, _ cents: Int64, on day: Day, line: String, claimed: Bool
  ) -> EntryDraft {
    var draft = Drafts.expense(key: "spend \(step)", award: award.rawValue, cents: cents, on: "\(day)")
    draft.lines[0].budgetLine = line
    if line == "salaries" { draft.lines[0].account = "7220" }
    if award == .agency {
      draft.lines[0].account = claimed ? "1240" : "2910"
      draft.lines[0].netAssetClass = nil
      draft.lines[0].function = nil
      draft.lines[0].program = nil
    }
    return draft
  }

  private func spend(
    _ award: GrantYear.AwardCode, _ cents: Int64, on day: Day, line: String, claimed: Bool
  ) throws {
    let draft = cost(award, cents, on: day, line: line, claimed: claimed)
    let held = claimed ? year.room({ year.ahead(award, $0) }, from: day) : 0
    do {
      try recordSpending(award, cents, on: day, line: line, claimed: claimed, draft)
    } catch let error as DatabaseError where error.sqlState?.rawValue == "LA018" {
      try check(held > 0, "a claim beside \(held) held, step \(step)", year)
      throw error
    }
    try check(held <= 0, "a claim beside \(held) held, step \(step)", year)
  }

  private func recordSpending(
    _ award: GrantYear.AwardCode, _ cents: Int64, on day: Day, line: String, claimed: Bool, _ draft: EntryDraft
  ) throws {
    try record(award, day, cents, .spent(line: line, claimed: claimed)) {
      try books.post(draft, to: organization).number
    }
  }

  /// Facts that stand, of a kind of thing.
  private func standing(_ isMeant: (GrantYear.Fact) -> Bool) -> [GrantYear.Fact] {
    year.facts.filter { $0.undone == nil && isMeant($0) }
  }

  private func refund(on day: Day) throws {
    guard let expense = one(standing { $0.isCost && $0.cents > 1 }) else { return }
    let recorded = try books.entry("\(expense.number)", of: organization)
    let back = Int64(1 + below(Int(expense.cents)))
    let draft = try recorded.refundEntry(
      Money(cents: back), of: organization, on: max(day, expense.day), to: .bank, key: "refund \(step)")
    try record(expense.award, max(day, expense.day), -back, expense.kind, refunds: expense.number) {
      try books.post(draft, to: organization).number
    }
  }

  private func undo(_ number: Int64, on day: Day) throws {
    for index in year.facts.indices where year.facts[index].number == number { year.facts[index].undone = day }
  }

  private func undo(on day: Day) throws {
    guard let fact = one(standing { $0.number > 0 }) else { return }
    try undo(fact.number, on: max(day, fact.day))
    try books.undo(fact.number, of: organization, on: max(day, fact.day), reason: "Not so")
  }

  /// Lets a reversal count on another day.
  private func move(to day: Day) throws {
    guard let fact = one(year.facts.filter { $0.undone != nil }) else { return }
    let to = max(day, fact.day)
    guard to != fact.undone else { return }
    try undo(fact.number, on: to)
    try books.moveReversal(fact.number, of: organization, to: to, reason: "Of that day \(step)")
  }

  /// The wrong half and the right one of a cost on one day, as of a month that is closed.
  private func correct(on day: Day) throws {
    guard let wrong = one(standing({ $0.isCost && $0.cents > 0 })), day >= wrong.day else { return }
    let recorded = try books.entry("\(wrong.number)", of: organization)
    var change = ExpenseChange()
    change.amount = Money(cents: cents(900_00))
    change.date = day
    let right = try recorded.corrected(change, key: "correction \(step)")
    try undo(wrong.number, on: day)
    try record(wrong.award, day, right.lines.filter { $0.budgetLine != nil }.map(\.amount).total().cents, wrong.kind) {
      try books.connection.transaction { _ in
        try books.correct(recorded, by: right, of: organization, reversedOn: day, reason: "Amount").correction.number
      }
    }
  }

  private func support(_ award: GrantYear.AwardCode, on day: Day) throws {
    let cents = cents(1_500_00)
    switch award {
    case .agency: return
    case .conditional:
      let ahead = min(cents, max(0, year.room({ year.ahead(.conditional, $0) }, from: day)))
      let met = ConditionMet(amount: Money(cents: cents), date: day, evidence: "Report")
      try record(award, day, cents, .met, ahead: ahead) {
        try books.recognize(met, of: awards[award]!, key: "met \(step)").posted.number
      }
    case .open:
      let draft = Drafts.promise(key: "promise \(step)", cents: cents).changed { $0.date = day }
      let due = Self.yearEnd.adding(days: 1 + below(150))
      let later = day <= Self.yearEnd && below(2) == 0 ? cents / 2 : 0
      let parts = [
        Installment(due: max(day, min(day.adding(days: 20), Self.yearEnd)), amount: Money(cents: cents - later)),
        Installment(due: due, amount: Money(cents: later), isTimeRestricted: true),
      ]
      try record(award, day, cents, .promised(later: later, due: due)) {
        try later > 0
          ? books.record([draft], as: .promise, installments: parts, to: organization)[0].number
          : books.post(draft, to: organization).number
      }
    }
  }

  private func receive(_ award: GrantYear.AwardCode, on day: Day) throws {
    let cents = cents(1_500_00)
    let owed = max(0, year.room({ year.owed(award, $0) }, from: day))
    let lost = [true, false].map { restricted in
      max(0, year.room({ year.lost(award, $0, restricted: restricted) }, from: day))
    }
    let draft = try awards[award]!.receiptEntry(
      Money(cents: cents), after: try books.progress(of: awards[award]!), receivable: Money(cents: owed),
      recoverable: LostPromises(without: Money(cents: lost[1]), with: Money(cents: lost[0])), on: day,
      key: "receipt \(step)")
    let left = cents - min(cents, owed)
    let without = min(left, lost[1])
    let with = min(left - without, lost[0])
    try record(
      award, day, cents, .received, ahead: award == .open ? 0 : left - without - with, recovered: (with, without)
    ) {
      try books.post(draft, to: organization).number
    }
  }

  private func giveBack(_ award: GrantYear.AwardCode, on day: Day) throws {
    let most = year.returnable(award, day)
    let isPaid = below(3) == 0
    // As often as not more than there is.
    let cents = max(1, below(2) == 0 ? cents(Int(most) + 100_00) : cents(max(1, Int(most))))
    let ahead = min(cents, max(0, year.room({ year.ahead(award, $0) }, from: day)))
    do {
      try record(award, day, cents, .returned, ahead: award == .open ? 0 : ahead) {
        try books.returnToFunder(
          Money(cents: cents), of: awards[award]!, on: day, reason: "Unspent", key: "return \(step)",
          paidFrom: isPaid ? .bank : nil
        ).due.number
      }
    } catch let error as DatabaseError where error.sqlState?.rawValue == "LA018" {
      try check(cents > most, "a return of \(cents), step \(step), of \(most)", year)
      throw error
    }
    try check(cents <= most, "a return of \(cents), step \(step), of \(most)", year)
    guard isPaid, let due = year.facts.last else { return }
    // Its payment is one with it, and undone and moved with it.
    year.facts.append(
      GrantYear.Fact(number: due.number, award: award, day: day, cents: cents, kind: .paidBack))
  }

  private func payBack(_ award: GrantYear.AwardCode, on day: Day) throws {
    let due = year.room({ year.dueToFunder(award, $0) }, from: day)
    guard due > 0 else { return }
    let draft = try awards[award]!.returnPayment(
      Money(cents: cents(Int(due) + 10)), from: .bank, on: day, key: "back \(step)")
    try record(award, day, draft.lines[0].amount.cents, .paidBack) { try books.post(draft, to: organization).number }
  }

  private func writeOff(_ award: GrantYear.AwardCode, on day: Day) throws {
    let owed = year.room({ year.owed(award, $0) }, from: day)
    guard owed > 0 else { return }
    let cents = cents(Int(min(owed, 500_00)))
    let lost = try books.writeOff(
      Money(cents: cents), of: awards[award]!, on: day, reason: "Letter", key: "loss \(step)")
    try record(award, day, cents, .lost(restricted: lost.restricted.cents)) { lost.posted.number }
  }

  /// A cost of a fiscal year that is closed, as an auditor proposes it.
  private func adjust() throws {
    guard try closedThrough >= Self.yearEnd, try books.closingEntry(ofYearEnded: Self.yearEnd, of: organization) != nil
    else { return }
    let award: GrantYear.AwardCode = below(2) == 0 ? .open : .conditional
    let cents = cents(500_00) * (below(3) == 0 ? -1 : 1)
    let draft = cost(award, cents, on: Self.yearEnd, line: "supplies", claimed: false).changed { $0.kind = .journal }
    try record(award, Self.yearEnd, cents, .spent(line: "supplies", claimed: false)) {
      try books.adjust(
        yearEnded: Self.yearEnd, of: organization, [draft], approvedBy: "The auditor",
        document: DocumentDraft(fileName: "letter.txt", bytes: Array("Proposed".utf8)), reason: "Late invoice"
      ).entries[0].number
    }
  }

  private func close() throws {
    let closed = try closedThrough
    let open = Self.months.filter { $0.lastDay > closed }
    guard !open.isEmpty else { return }
    try books.close(
      through: open[min(below(4), open.count - 1)], of: organization, reason: "Month", yearEnd: below(3) > 0)
  }

  private func reopen() throws {
    let closed = try closedThrough
    let months = Self.months.filter { $0.lastDay <= closed }
    guard !months.isEmpty else { return }
    let before = try books.entries(of: organization).count
    let undone = try books.reopen(from: months[below(months.count)], of: organization, reason: "More came in")
    // Releases stand until the next closing: nothing is recorded but what undoes the closings of years.
    let recorded = try books.entries(of: organization).count - before
    try check(recorded == undone.count, "a reopening recorded \(recorded) entries, step \(step)", year)
  }
}
