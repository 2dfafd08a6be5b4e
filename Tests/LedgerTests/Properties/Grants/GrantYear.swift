@testable import Ledger

/// What happened in a grant's year, as a list of facts, and what every statement must say of any day, by arithmetic on their days alone: nothing is
/// kept running, and nothing is read from the books but the part of a loss that they said was restricted still. Amounts in cents.
struct GrantYear {
  enum AwardCode: String, CaseIterable {
    case open = "OPEN"
    case conditional = "COND"
    case agency = "AGENCY"
  }

  enum Kind: Equatable {
    /// A promise, of which so much is restricted by time until a day of a later fiscal year.
    case promised(later: Int64, due: Day)
    case met, received, returned, paidBack
    /// A cost on a budget line, or a refund, below zero; `claimed` of an agency award's funder, rather than spent of what is held.
    case spent(line: String, claimed: Bool)
    case lost(restricted: Int64)
  }

  struct Fact {
    let number: Int64
    let award: AwardCode
    let day: Day
    let cents: Int64
    let kind: Kind
    /// Of money received or returned and of a condition met, what moves the advance (2410) or the money that is held (2910).
    var ahead: Int64 = 0
    /// Of money received, what recovers a loss, by the class that the loss stands in.
    var recovered: (with: Int64, without: Int64) = (0, 0)
    /// The day on which its reversal counts.
    var undone: Day?
    /// The expense that a refund is of.
    var refunds: Int64?

    func counts(on day: Day) -> Bool { self.day <= day && undone.map { $0 > day } ?? true }
    var isCost: Bool { if case .spent = kind { true } else { false } }
  }

  var facts: [Fact] = []

  /// The sum over the facts of an award that count on a day.
  private func sum(_ award: AwardCode, _ day: Day, _ cents: (Fact) -> Int64) -> Int64 {
    facts.reduce(0) { $1.award == award && $1.counts(on: day) ? $0 + cents($1) : $0 }
  }

  private func sum(_ award: AwardCode, _ day: Day, of kind: Kind) -> Int64 {
    sum(award, day) { $0.kind == kind ? $0.cents : 0 }
  }

  func spent(_ award: AwardCode, _ day: Day, line: String? = nil) -> Int64 {
    sum(award, day) { fact in
      if case .spent(let of, _) = fact.kind, line == nil || line == of { fact.cents } else { 0 }
    }
  }

  func received(_ award: AwardCode, _ day: Day) -> Int64 { sum(award, day, of: .received) }
  func returned(_ award: AwardCode, _ day: Day) -> Int64 { sum(award, day, of: .returned) }
  func dueToFunder(_ award: AwardCode, _ day: Day) -> Int64 { returned(award, day) - sum(award, day, of: .paidBack) }

  func promised(_ award: AwardCode, _ day: Day) -> Int64 {
    sum(award, day) { if case .promised = $0.kind { $0.cents } else { 0 } }
  }

  /// What was lost and is not recovered.
  func lost(_ award: AwardCode, _ day: Day, restricted: Bool) -> Int64 {
    sum(award, day) { fact in
      if case .lost(let part) = fact.kind { return restricted ? part : fact.cents - part }
      return -(restricted ? fact.recovered.with : fact.recovered.without)
    }
  }

  /// Spending, and what was lost of a promise that it had released.
  private func used(_ award: AwardCode, _ day: Day) -> Int64 {
    spent(award, day) + lost(award, day, restricted: false)
  }

  /// What the funder owes (1240).
  func owed(_ award: AwardCode, _ day: Day) -> Int64 {
    sum(award, day) { fact in
      switch fact.kind {
      case .promised: fact.cents
      case .met: fact.cents - fact.ahead
      case .received: fact.ahead + fact.recovered.with + fact.recovered.without - fact.cents
      case .lost: -fact.cents
      case .spent(_, let claimed): claimed ? fact.cents : 0
      case .returned, .paidBack: 0
      }
    }
  }

  /// What was received ahead (2410), or is held for others (2910).
  func ahead(_ award: AwardCode, _ day: Day) -> Int64 {
    sum(award, day) { fact in
      switch fact.kind {
      case .received: fact.ahead
      case .met, .returned: -fact.ahead
      case .spent(_, let claimed): award == .agency && !claimed ? -fact.cents : 0
      case .promised, .paidBack, .lost: 0
      }
    }
  }

  /// Revenue less what of it goes back.
  func recognized(_ award: AwardCode, _ day: Day) -> Int64 {
    promised(award, day) + sum(award, day, of: .met)
      - sum(award, day) { $0.kind == .returned && award != .agency ? $0.cents - $0.ahead : 0 }
  }

  /// Support that spending can release: recognized, and not lost while it was restricted.
  func support(_ award: AwardCode, _ day: Day) -> Int64 {
    recognized(award, day) - lost(award, day, restricted: true)
  }

  func timeRestricted(_ award: AwardCode, _ day: Day) -> Int64 {
    let later = sum(award, day) { fact in
      if case .promised(let cents, let due) = fact.kind, due > day { cents } else { 0 }
    }
    return min(later, max(0, owed(award, day)))
  }

  /// Net assets with donor restrictions at the end of a month that is closed: the lesser of spending and of support that time does not hold back
  /// has left them.
  func restricted(_ award: AwardCode, endOfClosed day: Day) -> Int64 {
    support(award, day) - min(used(award, day), support(award, day) - timeRestricted(award, day))
  }

  /// Net assets of both classes.
  func netAssets(_ day: Day) -> Int64 {
    [AwardCode.open, .conditional].reduce(0) {
      $0 + support($1, day) - lost($1, day, restricted: false) - spent($1, day)
    }
  }

  func losses(_ day: Day) -> Int64 {
    [AwardCode.open, .conditional].reduce(0) {
      $0 + lost($1, day, restricted: true) + lost($1, day, restricted: false)
    }
  }

  func cash(_ award: AwardCode, _ day: Day) -> Int64 {
    received(award, day) - spent(award, day) - sum(award, day, of: .paidBack)
  }

  /// What came of the agency award ahead, and what is claimed of it.
  private func heldAndClaimed(_ day: Day) -> Int64 {
    sum(.agency, day) { fact in
      switch fact.kind {
      case .received: fact.ahead
      case .returned: -fact.ahead
      case .spent(_, let claimed): claimed ? fact.cents : 0
      default: 0
      }
    }
  }

  /// The days on which anything changes.
  var days: [Day] { Set(facts.flatMap { [$0.day, $0.undone ?? $0.day] }).sorted() }

  /// The least of a balance on a day and on every later one.
  func room(_ balance: (Day) -> Int64, from day: Day) -> Int64 {
    ([day] + days.filter { $0 > day }).map(balance).min() ?? 0
  }

  /// The limits that these facts break, by rule; empty of books that stand.
  func brokenLimits(awarded: Int64) -> Set<String> {
    var broken: Set<String> = []
    for day in days {
      for award in AwardCode.allCases {
        if owed(award, day) < 0 || ahead(award, day) < 0 || dueToFunder(award, day) < 0 { broken.insert("LA015") }
        let lost = [true, false].map { self.lost(award, day, restricted: $0) }
        if lost.contains(where: { $0 < 0 }) { broken.insert("LA015") }
        // With what was lost, and without.
        let recognized = promised(award, day) + sum(award, day, of: .met)
        if recognized > awarded || recognized - lost.reduce(0, +) > awarded { broken.insert("LA004") }
        if award == .agency, heldAndClaimed(day) > awarded { broken.insert("LA004") }
        let back = award == .open ? 0 : returned(award, day)
        if received(award, day) - back > awarded { broken.insert("LA005") }
        for line in ["supplies", "salaries"] where spent(award, day, line: line) < 0 { broken.insert("LA017") }
      }
      if received(.open, day) > promised(.open, day) { broken.insert("LA008") }
    }
    return broken
  }

  /// What of an award can go back to its funder on a day: received, and not spent or gone back then or later.
  func returnable(_ award: AwardCode, _ day: Day) -> Int64 {
    max(0, room({ received(award, $0) - spent(award, $0) - returned(award, $0) }, from: day))
  }
}
