/// What is changed of an expense that was recorded wrong; what is nil stays.
package struct ExpenseChange: Sendable {
  /// The amount of the whole cost.
  package var amount: Money?
  /// The day it counts.
  package var date: Day?
  /// The days of the service.
  package var service: DayWindow?
  /// Who is paid, by code.
  package var payee: String?
  /// What it was for.
  package var memo: String?
  /// The line that bears the cost, with account, fund, award and function; its amount, party, service and memo count for nothing.
  package var bearer: EntryLine?
  /// What an entry of that line says where nobody said what it was for; nil where what the wrong one says stays.
  package var subject: String?

  /// Changes nothing.
  package init() {}
}

extension RecordedEntry {
  /// The day that the right cost counts where its service was on other days: the last of them, where the wrong one counted on the last day of
  /// its service; nil where its day stays. Throws `Refusal` where several lines bear the cost.
  package func dayFollowing(_ service: DayWindow) throws(Refusal) -> Day? {
    guard let old = try refundableLine().service, old.through == draft.date, service.through != draft.date else {
      return nil
    }
    return service.through
  }

  /// This expense as it should have been: the one line that bears the cost, and what it was paid from, after the change. Throws
  /// `Refusal` where it has several lines of either, where others belong to it, or where nothing changes.
  package func corrected(_ change: ExpenseChange, key: String) throws(Refusal) -> EntryDraft {
    if let origin, origin.entries.count > 1 {
      throw Refusal(
        "entry \(number) is \(origin.words), which is undone whole",
        nextStep: "undo all of it with \"ledgerctl undo \(number) --reason ...\" and record it again")
    }
    var cost = try refundableLine()
    let old = draft
    let others = old.lines.filter { $0 != cost }
    guard others.count == 1, var payment = others.first else {
      throw Refusal(
        "entry \(number) is paid from several funds or accounts, so it is not clear what becomes of each",
        nextStep: "undo it with \"ledgerctl undo \(number) --reason ...\" and record it again")
    }
    let oldPayee = cost.party
    if let bearer = change.bearer {
      (cost.account, cost.fund, cost.netAssetClass) = (bearer.account, bearer.fund, bearer.netAssetClass)
      (cost.function, cost.program) = (bearer.function, bearer.program)
      (cost.award, cost.budgetLine, cost.commitment) = (bearer.award, bearer.budgetLine, nil)
      payment.fund = bearer.fund
    }
    if let amount = change.amount { (cost.amount, payment.amount) = (amount, -amount) }
    if let service = change.service { cost.service = service }
    if let memo = change.memo { cost.memo = memo }
    if let payee = change.payee {
      cost.party = payee
      if payment.party == oldPayee { payment.party = payee }
    }
    var new = old
    (new.key, new.lines) = (key, old.lines.map { $0 == others[0] ? payment : cost })
    new.date = change.date ?? old.date
    if let said = change.memo ?? change.subject { new.description = said.clipped(2000) }
    guard new.lines != old.lines || new.date != old.date || new.description != old.description else {
      throw Refusal("nothing of entry \(number) would change", nextStep: "name what was wrong, as --amount or --line")
    }
    guard new.lines.contains(where: { $0.amount > .zero }), change.amount.map({ $0 > .zero }) ?? true else {
      throw Refusal("an expense is more than zero", nextStep: "undo it with \"ledgerctl undo \(number) --reason ...\"")
    }
    return new
  }
}

extension RecordedEntry {
  /// The entry that moves the cost of this one, which is paid, to where the right one has it; the payment stands, and so does what was owed. Nil
  /// where more than that would change.
  package func reclassed(to right: EntryDraft, on day: Day, reason: String, key: String) -> EntryDraft? {
    let changed = zip(draft.lines, right.lines).filter { $0 != $1 }
    guard right.date == draft.date || right.date == day, right.description == draft.description, changed.count == 1,
      var (from, to) = changed.first, from.amount == to.amount, from.fund == to.fund, from.party == to.party,
      from.service == to.service
    else { return nil }
    from.amount = -from.amount
    (from.commitment, to.commitment) = (nil, nil)
    // What the first said of the cost stands there.
    (from.memo, to.memo) = (nil, nil)
    return EntryDraft(
      key: key, date: day, kind: .reclass, description: "Cost of entry \(number) moved: \(reason)".clipped(2000),
      refunds: number, lines: [to, from])
  }
}

extension Books {
  /// Whether something was paid or taken off of what an entry left owed.
  package func isSettled(_ entry: RecordedEntry, of organization: Organization) throws -> Bool {
    try items(of: organization, entries: [entry.number]).contains { $0.open != $0.amount }
  }

  /// Reverses a wrong entry and records the right one in its place, linked, with the documents and the invoice of the wrong one; all
  /// or nothing. What was turned together with a wrong one that was a correction itself counts on the day of the right one, too. Throws what reversing and posting throw, SQLSTATE LE016, or constraint `correction_once`.
  package func correct(
    _ wrong: RecordedEntry, by right: EntryDraft, of organization: Organization, reversedOn day: Day, reason: String
  ) throws -> (reversal: PostedEntry, correction: PostedEntry, moved: [MovedReversal]) {
    let bill = try billAgain(of: wrong, right, organization)
    var halves: (reversal: PostedEntry?, correction: PostedEntry?) = (nil, nil)
    var moved: [MovedReversal] = []
    try connection.execute(
      """
      select *
      from ledger.correct_entry(
        \(organization.id), \(wrong.number), \(day), \(reason), \(DraftParameters([right]).query), \(bill?.parameter)::ledger.bill_draft)
      """
    ).forEachRow { row in
      let posted = PostedEntry(number: try row.int64("entry_id"), wasRecorded: try row.bool("already_recorded"))
      switch try row.text("part") {
      case "reversal": halves.reversal = posted
      case "correction": halves.correction = posted
      default: moved.append(try MovedReversal(row))
      }
    }
    guard let reversal = halves.reversal, let correction = halves.correction else {
      preconditionFailure("a correction has two halves")
    }
    return (reversal, correction, moved)
  }

  /// The invoice of a wrong bill, behind the right one; nil where it was none.
  package func billAgain(of wrong: RecordedEntry, _ right: EntryDraft, _ organization: Organization) throws
    -> BillDraft?
  {
    guard let bill = try items(of: organization, entries: [wrong.number]).first(where: { $0.invoice != nil }),
      let invoice = bill.invoice
    else { return nil }
    return BillDraft(
      payee: right.lines.last { organization.accounts.role(of: $0.account) == .payables }?.party ?? bill.party ?? "",
      invoice: invoice, invoicedOn: bill.invoicedOn, due: bill.due)
  }
}
