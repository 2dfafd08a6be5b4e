/// The installments of a promise.
package struct PromisedInstallments: Sendable, Hashable {
  /// The entry of the promise.
  package let entry: Int64
  /// Its installments, by day.
  package internal(set) var installments: [Installment]
  /// What of them was written off by name, and in which entry.
  package internal(set) var losses: [Loss] = []

  /// A part of an installment that will not come.
  package struct Loss: Sendable, Hashable {
    /// The entry that wrote it off.
    package let entry: Int64
    /// The day it was known.
    package let date: Day
    /// The day on which the installment was due.
    package let due: Day
    /// How much of it will not come.
    package let amount: Money
  }
}

extension Books {
  /// The promises of an award that stand and are paid in installments, by entry. None for a funder, who reads no entries.
  package func installments(of award: Award) throws -> [PromisedInstallments] {
    let mayRead = try connection.execute(
      "select has_table_privilege('ledger.promise_installment', 'select') as may_read"
    ).only { try $0.bool("may_read") }
    guard mayRead else { return [] }
    var found: [PromisedInstallments] = []
    try connection.execute(
      """
      select e.id, i.due_on::date, i.amount_cents, i.is_time_restricted
      from ledger.promise_installment i
      join ledger.journal_entry e
        on e.organization_id = i.organization_id and e.origin_kind = i.origin_kind and e.origin_number = i.origin_number
      where i.organization_id = \(award.organization.id)
        and exists (
          select
          from ledger.journal_line l
          where l.organization_id = e.organization_id and l.entry_id = e.id and l.award_code = \(award.code))
        and not exists (
          select from ledger.journal_entry r where r.organization_id = e.organization_id and r.reverses_entry_id = e.id)
      order by e.id, i.number
      """
    ).forEachRow { row in
      let entry = try row.int64("id")
      let installment = Installment(
        due: try row.day("due_on"), amount: try row.money("amount_cents"),
        isTimeRestricted: try row.bool("is_time_restricted"))
      if found.last?.entry == entry {
        found[found.count - 1].installments.append(installment)
      } else {
        found.append(PromisedInstallments(entry: entry, installments: [installment]))
      }
    }
    guard !found.isEmpty else { return [] }
    for loss in try losses(ofInstallmentsOf: award) {
      let promise = found.firstIndex { $0.installments.contains { $0.due == loss.due } }
      found[promise ?? found.count - 1].losses.append(loss)
    }
    return found
  }

  private func losses(ofInstallmentsOf award: Award) throws -> [PromisedInstallments.Loss] {
    try connection.execute(
      """
      select e.id, e.entry_date::date, l.service_from::date, -l.amount_cents as amount_cents
      from ledger.journal_entry e
      join ledger.journal_line l on l.organization_id = e.organization_id and l.entry_id = e.id
      join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code and a.role = 'grants_receivable'
      where l.organization_id = \(award.organization.id) and l.award_code = \(award.code) and e.kind = 'loss'
        and l.service_from is not null
        and not exists (
          select from ledger.journal_entry r where r.organization_id = e.organization_id and r.reverses_entry_id = e.id)
      order by e.id
      """
    ).map {
      PromisedInstallments.Loss(
        entry: try $0.int64("id"), date: try $0.day("entry_date"), due: try $0.day("service_from"),
        amount: try $0.money("amount_cents"))
    }
  }
}
