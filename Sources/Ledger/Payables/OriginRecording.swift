extension Books {
  /// Records entries as one origin, with what belongs to it: the invoice of a bill, how a payment is paid, the installments of a
  /// promise; all or nothing, an answer an entry. Throws SQLSTATE LK001 where a key has other content or is another origin's, LO001,
  /// LO003, LO004, and what posting throws.
  @discardableResult
  package func record(
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
}
