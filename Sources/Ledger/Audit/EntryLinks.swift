/// What an entry has to do with others: its invoice, how it paid, and who settled it.
package struct EntryLinks: Sendable {
  /// The invoice behind it: number, day and due day.
  package let bill: (number: String, invoicedOn: Day, due: Day)?
  /// How it was paid, of a payment.
  package let payment: Payment?
  /// The entries that settle what it left open, by number.
  package let settledBy: [(entry: Int64, isVoid: Bool)]
  /// The proposal that it came of, with its preparer and its approver.
  package let proposal: Proposal?
  /// The wrong entry in whose place it stands.
  package let corrects: Int64?
  /// The right entry that stands in its place.
  package let correctedBy: Int64?
  /// The closing event of an entry that adjusts a closed year; nil of any other.
  package let adjusting: ClosingEvent?
  /// What is open of it; zero where nothing was, or is.
  package let open: Money
}

extension Books {
  /// The links of an entry.
  package func links(ofEntry number: Int64, of organization: Organization) throws -> EntryLinks {
    let items = try items(of: organization, entries: [number])
    let settledBy = try connection.execute(
      """
      select distinct l.entry_id, r.id is not null as is_void
      from ledger.journal_line l
      join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
      left join ledger.journal_entry r on r.organization_id = e.organization_id and r.reverses_entry_id = e.id
      where l.organization_id = \(organization.id) and l.settles_entry_id = \(number) and e.kind <> 'reversal'
      order by l.entry_id
      """
    ).map { (entry: try $0.int64("entry_id"), isVoid: try $0.bool("is_void")) }
    let correction = try connection.execute(
      """
      select
        (select c.corrects_entry_id from ledger.correction c
         where c.organization_id = \(organization.id) and c.entry_id = \(number)) as corrects,
        (select c.entry_id from ledger.correction c
         where c.organization_id = \(organization.id) and c.corrects_entry_id = \(number)) as corrected_by
      """
    ).only { (try $0.int64OrNil("corrects"), try $0.int64OrNil("corrected_by")) }
    let adjusting = try connection.execute(
      """
      select c.number
      from ledger.journal_entry e
      join ledger.closing_event c on c.organization_id = e.organization_id and c.number = e.closing_number and c.action = 'adjust'
      where e.organization_id = \(organization.id) and e.id = \(number) and e.kind not in ('release', 'closing')
      """
    ).map { try $0.int("number") }.first
    return EntryLinks(
      bill: try invoice(ofEntry: number, of: organization),
      payment: try payments(of: organization, entry: number).first, settledBy: settledBy,
      proposal: try proposals(of: organization, entry: number).first,
      corrects: correction.0, correctedBy: correction.1,
      adjusting: try adjusting.flatMap { try closingEvents(of: organization, number: $0).first },
      open: items.map(\.owed).total())
  }
}
