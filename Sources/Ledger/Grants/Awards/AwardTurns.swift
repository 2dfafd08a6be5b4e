/// What turned an award from its usual course by a day: the books were opened with it in mid-life, money of it went back, or will not come.
package struct AwardTurns: Sendable, Hashable {
  /// What the books were opened with of an award that had begun before them.
  package struct TakenOver: Sendable, Hashable {
    /// The day of the opening balances: what was spent through it is not in these books.
    package let on: Day
    /// What of it was not spent then: restricted, received ahead of its condition, or held for others.
    package let unspent: Money
    /// What was recognized, received ahead or held since.
    package let since: Money

    /// What these books may spend of it in all.
    package var support: Money { unspent + since }
  }

  /// Nil of an award that began in these books.
  package let takenOver: TakenOver?
  /// What was to go back to its funder, by what these books say, paid or not.
  package let returned: Money
  /// What was owed back as the books were opened with it.
  package let owedWhenTakenOver: Money
  /// What of both is owed by now.
  package let owedBack: Money
  /// What its funder will not pay.
  package let writtenOff: Money

  /// What went back of both. What is owed longer is paid first.
  package var paidBack: Money { returned + owedWhenTakenOver - owedBack }
  /// What of `returned` is still owed.
  var returnedAndOwed: Money { min(returned, owedBack) }

  /// Reads the columns of `ledger.award_budgets` or `ledger.award_schedule`; nil where nothing turned the award.
  init?(_ row: borrowing Row) throws {
    guard let owedBack = try row.moneyOrNil("owed_back_cents") else { return nil }
    self.owedBack = owedBack
    returned = try row.money("returned_cents")
    writtenOff = try row.money("lost_cents")
    owedWhenTakenOver = try row.money("opened_owed_cents")
    takenOver =
      if let day = try row.dayOrNil("opened_on") {
        TakenOver(on: day, unspent: try row.money("opened_cents"), since: try row.money("came_cents"))
      } else {
        nil
      }
  }

  /// What went back, is owed back and will not come, in sentences that name the award.
  func sentences(of code: String, _ funder: String) -> [String] {
    /// Of an amount that was to go back, what is still owed.
    func sentence(_ amount: Money, _ when: String, owed: Money) -> [String] {
      if amount == .zero { return [] }
      let what = "\(amount.grouped) of \(code)"
      if owed == .zero { return ["\(what)\(when) went back to \(funder)."] }
      let paid = amount - owed
      return [
        "\(what)\(when) is to go back to \(funder)"
          + (paid == .zero
            ? ", and still owed." : ": \(paid.grouped) went back, and \(owed.grouped) is still owed.")
      ]
    }
    var said = sentence(
      owedWhenTakenOver, ", owed back when it was taken over,",
      owed: owedBack - returnedAndOwed)
    said += sentence(returned, "", owed: returnedAndOwed)
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
