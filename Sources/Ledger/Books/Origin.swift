/// What entries come of that a client records, where they do not stand for themselves: rows of `ledger.origin_kind`, which has more, as
/// a reversal that was moved.
public enum OriginKind: String, Sendable, CaseIterable {
  /// An invoice that came.
  case bill
  /// A payment of what is owed.
  case payment
  /// A promise that is paid in installments.
  case promise
  /// A cost paid ahead, and its parts month by month.
  case prepayment
  /// A cost that is due and not billed, and what turns it on a later day.
  case accrual
}

/// Which part of what an entry is.
public struct EntryOrigin: Sendable, Hashable {
  /// Kind of the origin.
  public let kind: String
  /// Its number.
  public let number: Int64
  /// Which entry of it, from 1.
  public let part: Int
  /// All of its entries, in their order, which are undone together.
  public let entries: [Int64]

  /// Kind and number, as `moved reversal 7`.
  public var name: String { "\(kind.replacing("_", with: " ")) \(number)" }

  /// In words: `bill 7`, or `part 2 of 5 of prepayment 3`.
  public var words: String {
    entries.count > 1 ? "part \(part) of \(entries.count) of \(name)" : name
  }
}

/// A part of a promise, and the day that it is to be paid.
public struct Installment: Sendable, Hashable {
  /// The day.
  public let due: Day
  /// How much.
  public let amount: Money
  /// Whether it is restricted by time until the day that it is due: so is what is due in a later fiscal year than the promise, unless the letter
  /// shows support of the year of the promise (ASC 958-605-45-5). Nil where that was not said, which is enough for what is due in the same year.
  public let isTimeRestricted: Bool?

  /// A part of a promise. `isTimeRestricted` is given where it is due in a later fiscal year than the promise.
  public init(due: Day, amount: Money, isTimeRestricted: Bool? = nil) {
    self.due = due
    self.amount = amount
    self.isTimeRestricted = isTimeRestricted
  }

  /// All that is said of it.
  public var said: String { "\(due) \(amount) \(isTimeRestricted.map { $0 ? "restricted" : "open" } ?? "")" }

  /// As `ledger.installment_draft`.
  fileprivate var parameter: CompositeParameter {
    CompositeParameter(fields: [due.parameterText, amount.parameterText, isTimeRestricted?.parameterText])
  }
}

/// The installments of a promise.
public struct PromisedInstallments: Sendable, Hashable {
  /// The entry of the promise.
  public let entry: Int64
  /// Its installments, by day.
  public internal(set) var installments: [Installment]
  /// What of them was written off by name, and in which entry.
  public internal(set) var losses: [Loss] = []

  /// A part of an installment that will not come.
  public struct Loss: Sendable, Hashable {
    /// The entry that wrote it off.
    public let entry: Int64
    /// The day it was known.
    public let date: Day
    /// The day on which the installment was due.
    public let due: Day
    /// How much of it will not come.
    public let amount: Money
  }
}

extension Books {
  /// Records entries as one origin, with what belongs to it: the invoice of a bill, how a payment is paid, the installments of a
  /// promise; all or nothing, an answer an entry. Throws SQLSTATE LK001 where a key has other content or is another origin's, LO001,
  /// LO003, LO004, and what posting throws.
  @discardableResult
  public func record(
    _ entries: [EntryDraft], as kind: OriginKind, bill: BillDraft? = nil, payment: PaymentDraft? = nil,
    installments: [Installment] = [], to organization: Organization
  ) throws -> [PostedEntry] {
    try connection.execute(
      """
      select r.entry_id, r.already_recorded
      from ledger.record_as(
        \(organization.id), \(kind.rawValue), \(DraftParameters(entries).query), \(bill?.parameter)::ledger.bill_draft,
        \(payment?.parameter)::ledger.payment_draft, \(installments.map(\.parameter))::ledger.installment_draft[]
      ) with ordinality as r
      order by r.ordinality
      """
    ).map { PostedEntry(number: try $0.int64("entry_id"), wasRecorded: try $0.bool("already_recorded")) }
  }

  /// The promises of an award that stand and are paid in installments, by entry. None for a funder, who reads no entries.
  public func installments(of award: Award) throws -> [PromisedInstallments] {
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

/// What undoing an entry recorded.
public struct UndoneEntry: Sendable, Hashable {
  /// The entry.
  public let entry: Int64
  /// Its reversal.
  public let reversal: PostedEntry
}

/// A reversal that was moved to another day.
public struct MovedReversal: Sendable, Hashable {
  /// The reversal that was moved.
  public let reversal: Int64
  /// The day on which it counted, and the one on which it counts now.
  public let from: Day
  public let to: Day
  /// What it had reversed, again, on the day of the reversal.
  public let again: PostedEntry
  /// Its reversal, on the day that was meant.
  public let moved: PostedEntry

  init(_ row: borrowing Row) throws {
    let wasRecorded = try row.bool("already_recorded")
    (reversal, from, to) = (try row.int64("moved_reversal"), try row.day("counted_on"), try row.day("counts_on"))
    again = PostedEntry(number: try row.int64("again_id"), wasRecorded: wasRecorded)
    moved = PostedEntry(number: try row.int64("moved_id"), wasRecorded: wasRecorded)
  }
}

extension Books {
  /// What is undone together with an entry, itself included: all of its origin, and the credit notes that lowered it.
  public func undoneTogether(_ number: Int64, of organization: Organization) throws -> [Int64] {
    try connection.execute("select unnest(ledger.undone_together(\(organization.id), \(number))) as id").map {
      try $0.int64("id")
    }
  }

  /// Lets a reversal, named by itself or by what it reverses, count on another open day, with a reason, and with it the reversals of
  /// all that is one origin: what each had reversed stands again on its day, and is reversed on the day that is meant, or its own where
  /// that is later. Throws SQLSTATE LO005 for what is no reversal, is not moved, or would count before what it reverses; LK001 where it
  /// was moved to another day before; LP001, and whatever rule of the journal is broken.
  @discardableResult
  public func moveReversal(
    _ number: Int64, of organization: Organization, to date: Day, reason: String
  ) throws -> [MovedReversal] {
    try connection.execute(
      """
      select r.moved_reversal, r.counted_on, r.counts_on, r.entry_id as again_id, r.moved_id, r.already_recorded
      from ledger.move_reversal(\(organization.id), \(number), \(date), \(reason)) r
      """
    ).map { try MovedReversal($0) }
  }

  /// Reverses an entry and all that is undone together with it: what is dated later on its own day.
  /// Returns the entry itself first, then the others in their order. Throws SQLSTATE LE011, LE013, LP001, LK001, or constraint `journal_entry_reversed_once`.
  @discardableResult
  public func undo(
    _ number: Int64, of organization: Organization, on date: Day, reason: String
  ) throws -> [UndoneEntry] {
    try connection.execute(
      """
      select r.reversed_id, r.reversal_id, r.already_recorded
      from ledger.reverse_entry(\(organization.id), \(number), \(date), \(reason)) with ordinality as r
      order by r.reversed_id <> \(number), r.ordinality
      """
    ).map {
      UndoneEntry(
        entry: try $0.int64("reversed_id"),
        reversal: PostedEntry(number: try $0.int64("reversal_id"), wasRecorded: try $0.bool("already_recorded"))
      )
    }
  }

  /// The releases that the books have taken back in the transaction that is open, because reversals of it lowered their support. Empty
  /// outside a transaction.
  public func releasesTakenBack(of organization: Organization) throws -> [TakenBackRelease] {
    try connection.execute(
      """
      select e.id, e.entry_date::date as on_day, l.award_code, l.amount_cents
      from ledger.journal_entry e
      join ledger.journal_line l on l.organization_id = e.organization_id and l.entry_id = e.id and l.amount_cents > 0
      where e.organization_id = \(organization.id) and e.kind = 'release' and e.recorded_at >= now() and e.recorded_by = session_user
      order by e.id
      """
    ).map {
      TakenBackRelease(
        entry: try $0.int64("id"), date: try $0.day("on_day"), award: try $0.text("award_code"),
        amount: try $0.money("amount_cents"))
    }
  }
}

/// A release of donor restrictions that was taken back with the support that it released.
public struct TakenBackRelease: Sendable, Hashable {
  /// The entry that takes it back.
  public let entry: Int64
  /// Its day.
  public let date: Day
  /// The award.
  public let award: String
  /// How much, more than zero.
  public let amount: Money
}
