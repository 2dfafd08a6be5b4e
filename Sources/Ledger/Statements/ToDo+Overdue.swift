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
          due: installment.due, award: award.code,
          what: "\(missing.grouped) of the installment of \(installment.due) has not come",
          command: "ledgerctl award receive \(award.reference) --amount \(missing) --date DAY; what will not come: "
            + "ledgerctl award write-off \(award.reference) --amount AMOUNT --due \(installment.due) --date DAY --reason WHY"
        ))
    }
    return items.reversed()
  }

  /// The first fiscal year before the day's own that has revenue or expenses that were not closed to net assets; of its last month, where that is
  /// open and has entries, its own item tells.
  func yearToClose(of organization: Organization, _ periods: [AccountingPeriod], _ today: Day) throws -> [ToDo.Item] {
    var last = organization.lastMonthOfYear(before: today)
    guard try isLeft(by: last.lastDay, of: organization) else { return [] }
    // The first one: later ones are closed after it.
    while try isLeft(by: last.adding(months: -12).lastDay, of: organization) { last = last.adding(months: -12) }
    if periods.contains(where: { $0.month == last && !$0.isClosed && $0.entryCount > 0 }) { return [] }
    let isClosed = periods.contains { $0.month >= last && $0.isClosed }
    return [
      ToDo.Item(
        due: last.lastDay, award: nil,
        what: "the fiscal year that ended on \(last.lastDay) is not closed to net assets",
        command: (isClosed ? "ledgerctl period reopen \(last) --org \(organization.code) --reason WHY, then " : "")
          + "ledgerctl period close \(last) --org \(organization.code) --year-end --reason WHY")
    ]
  }
}

extension Books {
  /// Whether revenue or expenses through a day are not closed to net assets.
  private func isLeft(by day: Day, of organization: Organization) throws -> Bool {
    try connection.execute(
      """
      select exists (
        select
        from ledger.classified_balances(\(organization.id), \(day), \(day)) b
        where b.account_type in ('revenue', 'expense', 'release')
        group by b.account_code, b.fund_code, b.net_asset_class, b.function, b.program_code
        having sum(b.before_cents + b.within_cents) <> 0
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
