extension Books {
  /// Throws `ActConflict` where a proposal waits that would correct an entry, reclassify its cost, or undo it: what is done to the entry meanwhile
  /// would be done to what stands no more, or the proposal could not be given. `butUndoing`: an undoing that waits is answered by itself.
  package func requireNoProposal(
    changing entry: RecordedEntry, of organization: Organization, butUndoing: Bool = false
  ) throws {
    let waiting = try connection.execute(
      """
      select p.number, p.summary
      from ledger.proposal p
      where p.organization_id = \(organization.id) and p.kind in ('act', 'entry', 'reversal') and jsonb_typeof(p.content) = 'object'
        and not exists (select from ledger.decision d where d.organization_id = p.organization_id and d.proposal_number = p.number)
        and (p.content #> '{said,wrong}' = to_jsonb(\(entry.number)::bigint)
          or p.content #>> '{entries,0,kind}' = 'reclass' and p.content #> '{entries,0,refunds_entry_id}' = to_jsonb(\(entry.number)::bigint)
          or not \(butUndoing)::boolean and p.content -> 'undoes' @> to_jsonb(\(entry.number)::bigint))
      order by p.number
      limit 1
      """
    ).map { (number: try $0.int64("number"), summary: try $0.text("summary")) }.first
    guard let waiting else { return }
    throw ActConflict(
      cause:
        "proposal \(waiting.number) changes entry \(entry.number), and waits for approval: \(VisibleText.escaped(waiting.summary))",
      nextStep:
        "have it approved first, or withdraw it: ledgerctl approve refuse \(waiting.number) --org \(organization.code) --reason ..."
    )
  }
}
