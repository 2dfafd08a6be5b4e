/// What turned an award from its usual course by a day: the books were opened with it in mid-life, money of it went back, or will not come.
public struct AwardTurns: Sendable, Hashable {
  /// What the books were opened with of an award that had begun before them.
  public struct TakenOver: Sendable, Hashable {
    /// The day of the opening balances: what was spent through it is not in these books.
    public let on: Day
    /// What of it was not spent then: restricted, received ahead of its condition, or held for others.
    public let unspent: Money
    /// What was recognized, received ahead or held since.
    public let since: Money

    /// What these books may spend of it in all.
    public var support: Money { unspent + since }
  }

  /// Nil of an award that began in these books.
  public let takenOver: TakenOver?
  /// What was to go back to its funder, paid or not.
  public let returned: Money
  /// What of that is still owed.
  public let owedBack: Money
  /// What its funder will not pay.
  public let writtenOff: Money

  /// What went back.
  public var paidBack: Money { returned - owedBack }

  /// Reads the columns of `ledger.award_budgets` or `ledger.award_schedule`; nil where nothing turned the award.
  init?(_ row: borrowing Row) throws {
    guard let owedBack = try row.moneyOrNil("owed_back_cents") else { return nil }
    self.owedBack = owedBack
    returned = try row.money("returned_cents")
    writtenOff = try row.money("lost_cents")
    takenOver =
      if let day = try row.dayOrNil("opened_on") {
        TakenOver(on: day, unspent: try row.money("opened_cents"), since: try row.money("came_cents"))
      } else {
        nil
      }
  }

  /// What went back, is owed back and will not come, in sentences that name the award.
  func sentences(of code: String, _ funder: String) -> [String] {
    var said: [String] = []
    if returned > .zero {
      said.append(
        owedBack == .zero
          ? "\(returned.grouped) of \(code) went back to \(funder)."
          : paidBack == .zero
            ? "\(returned.grouped) of \(code) is to go back to \(funder), and still owed."
            : "\(returned.grouped) of \(code) is to go back to \(funder): \(paidBack.grouped) went back, and \(owedBack.grouped) is still owed."
      )
    }
    if writtenOff > .zero {
      said.append("\(writtenOff.grouped) of \(code) was written off: \(funder) will not pay it.")
    }
    return said
  }
}

extension AwardTurns.TakenOver {
  /// What the books were opened with, in a sentence that names the award.
  func sentence(of code: String) -> String {
    "\(code) was taken over into these books on \(on) with \(unspent.grouped) unspent"
      + (since == .zero ? "" : ", and \(since.grouped) was promised, recognized or received ahead since")
      + ". What was promised, received and spent of it through that day is not in these books."
  }
}
