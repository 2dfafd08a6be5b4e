/// Costs whose cash and whose service lie apart: prepaid ones spread over the days of the service, accrued ones turned again.
extension Expense {
  /// The entries of a prepaid cost: the payment to prepaid expenses, and a part of the cost on the last day of every month of
  /// the service, by its days, be it one month that comes later. `cost` makes the entry of the cost as if it were paid at once.
  package func prepaid(of organization: Organization, _ cost: (Expense) throws -> EntryDraft) throws -> [EntryDraft] {
    let prepaid = organization.accounts[.prepaid]
    let months = service.split(by: .month)
    guard months.count > 1 || date.month < service.from.month else {
      throw Refusal(
        "the service lies within the month of the payment, so there is nothing to spread",
        nextStep: "record it with \"ledgerctl expense add\"; --service-through names the last day of a longer service")
    }
    var begun = self
    begun.date = max(date, service.from)
    let whole = try cost(begun)
    var payment = whole
    (payment.kind, payment.date) = (.journal, date)
    payment.lines =
      whole.costsByFund.map {
        EntryLine(account: prepaid, fund: $0.fund, amount: $0.amount, party: payee, memo: memo)
      } + whole.lines.filter { !$0.isCost }
    payment.description = "Prepaid: \(whole.description)".clipped(2000)
    let parts = amount.split(weights: months.map { Int64($0.days) })
    return [payment]
      + (try zip(months, parts).enumerated().filter { $0.element.1 > .zero }.map { index, part in
        var share = self
        (share.service, share.amount) = part
        // In the month of the service, or of the payment where that came later.
        share.date = max(part.0.through, date)
        share.key = "\(key):\(index + 1)"
        var entry = try cost(share)
        entry.lines =
          entry.lines.filter(\.isCost)
          + entry.costsByFund.map { EntryLine(account: prepaid, fund: $0.fund, amount: -$0.amount, party: payee) }
        entry.description = "\(whole.description), part \(index + 1) of \(months.count) of what was prepaid".clipped(
          2000)
        return entry
      })
  }

  /// The entries of a cost that is due and not billed: owed on accrued expenses, and turned on a later day.
  package func accrued(
    of organization: Organization, turnedOn day: Day, _ cost: (Expense) throws -> EntryDraft
  ) throws -> [EntryDraft] {
    var entry = try cost(self)
    entry.lines =
      entry.lines.filter(\.isCost)
      + entry.costsByFund.map {
        EntryLine(account: organization.accounts[.accrued], fund: $0.fund, amount: -$0.amount, party: payee)
      }
    let whole = entry.description
    entry.description = "Accrued: \(whole)".clipped(2000)
    var turning = entry
    (turning.key, turning.date, turning.kind) = ("\(key):turned", day, .journal)
    turning.description = "Accrual turned: \(whole)".clipped(2000)
    for place in turning.lines.indices { turning.lines[place].amount = -turning.lines[place].amount }
    return [entry, turning]
  }
}

extension EntryLine {
  /// Whether it is what the entry is about, not what it is paid from or owed to.
  fileprivate var isCost: Bool { function != nil || budgetLine != nil }
}

extension EntryDraft {
  /// What its costs come to in each fund, in the order of their lines.
  fileprivate var costsByFund: [(fund: String, amount: Money)] {
    let costs = lines.filter(\.isCost)
    var funds: [String] = []
    for line in costs where !funds.contains(line.fund) { funds.append(line.fund) }
    return funds.map { fund in (fund, costs.filter { $0.fund == fund }.map(\.amount).total()) }
  }
}
