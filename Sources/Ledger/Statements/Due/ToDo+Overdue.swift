extension Books {
  /// Installments of a promise whose day has passed, as far as what the funder owes on that day says that they have not come. After the end of the
  /// term all that is owed is told.
  func overdueInstallments(of award: Award, _ today: Day) throws -> [ToDo.Item] {
    guard award.term.through >= today, award.recognition != .exchange else { return [] }
    let all = try installments(of: award).flatMap { promise in
      promise.installments.map { installment in
        let lost = promise.losses.filter { $0.due == installment.due && $0.date <= today }.map(\.amount).total()
        return (due: installment.due, amount: installment.amount - lost)
      }
    }
    guard all.contains(where: { $0.due < today }) else { return [] }
    let owed = try standing(.grantsReceivable, of: award, today)
    var left = owed - all.filter { $0.due >= today }.map(\.amount).total()
    // What has come paid the first ones.
    var items: [ToDo.Item] = []
    for installment in all.filter({ $0.due < today && $0.amount > .zero }).sorted(by: { $0.due > $1.due }) {
      guard left > .zero else { break }
      let missing = min(left, installment.amount)
      left -= missing
      items.append(
        ToDo.Item(
          due: installment.due, award: award.code, what: "what will not come of what was due then is written off",
          command:
            "ledgerctl award write-off \(award.reference) --amount AMOUNT --due \(installment.due) --date DAY --reason WHY",
          step: 1))
      items.append(
        ToDo.Item(
          due: installment.due, award: award.code,
          what: "\(missing.grouped) of the installment of \(installment.due) has not come",
          command: "ledgerctl award receive \(award.reference) --amount \(missing) --date DAY"))
    }
    let first = items.last?.due
    return items.reversed().map { item in
      guard item.step == 0, item.due != first else { return item }
      return ToDo.Item(
        due: item.due, award: item.award, what: item.what + "; money that comes pays what was due earlier first",
        command: item.command)
    }
  }

  /// Each ended fiscal year with revenue or expenses that are not closed to net assets, in order. Of one whose last month is open and has
  /// entries, the item of that month tells. Where the first one is closed without it, it is reopened first.
  func yearsToClose(of organization: Organization, _ periods: [AccountingPeriod], _ today: Day) throws -> [ToDo.Item] {
    var months: [Month] = []
    var last = organization.lastMonthOfYear(before: today)
    while try isLeft(by: last.lastDay, since: nil, of: organization) {
      if try isLeft(by: last.lastDay, since: last.adding(months: -11).firstDay, of: organization) {
        months.append(last)
      }
      last = last.adding(months: -12)
    }
    var items: [ToDo.Item] = []
    for month in months.reversed() {
      if periods.contains(where: { $0.month == month && !$0.isClosed && $0.entryCount > 0 }) { continue }
      let what = "the fiscal year that ended on \(month.lastDay) is not closed to net assets"
      // Reopening a month reopens all later ones.
      let isClosed = items.isEmpty && periods.contains { $0.month >= month && $0.isClosed }
      if isClosed {
        items.append(
          ToDo.Item(
            due: month.lastDay, award: nil, what: "\(what), and \(month) is closed: reopen it",
            command: "ledgerctl period reopen \(month) --org \(organization.code) --reason WHY", step: ToDo.Item.closing
          ))
      }
      items.append(
        ToDo.Item(
          due: month.lastDay, award: nil,
          what: isClosed ? "the fiscal year that ended on \(month.lastDay) is closed, once \(month) is open" : what,
          command: "ledgerctl period close \(month) --org \(organization.code) --year-end --reason WHY",
          step: ToDo.Item.closing + 1))
    }
    return items
  }
}

extension Books {
  /// Whether revenue or expenses through a day, of the days since another alone where one is given, are not closed to net assets.
  private func isLeft(by day: Day, since first: Day?, of organization: Organization) throws -> Bool {
    try connection.execute(
      """
      select exists (
        select
        from ledger.classified_balances(\(organization.id), \(first ?? day), \(day)) b
        where b.account_type in ('revenue', 'expense', 'release')
        group by b.account_code, b.fund_code, b.net_asset_class, b.function, b.program_code
        having sum(case when \(first == nil) then b.before_cents else 0 end + b.within_cents) <> 0
      ) as is_left
      """
    ).only { try $0.bool("is_left") }
  }
}

extension Organization {
  /// The last month of the fiscal year before the one that a day lies in.
  func lastMonthOfYear(before day: Day) -> Month {
    let sinceStart = (day.month.number - fiscalYearFirstMonth + 12) % 12
    return day.month.adding(months: -sinceStart - 1)
  }

  /// Whether a month is the last of a fiscal year.
  func endsYear(_ month: Month) -> Bool { month.adding(months: 1).number == fiscalYearFirstMonth }
}
