/// How far the books of one organization are recorded and closed: what its rows of a trial balance cover.
struct ClosedBooks: Sendable {
  let organization: String
  /// The last entry.
  let recordedThrough: Int64?
  /// The last day that nothing can be recorded on any more; nil where no month is closed.
  let closedThrough: Day?
  /// The last day of the last fiscal year that is closed by the day of the statement; nil where none is.
  let yearThrough: Day?
}

extension [ClosedBooks] {
  /// Of one organization how far it is recorded and closed; of several, notes say it.
  var facts: [StatementFact] {
    guard let books = first, count == 1 else { return [] }
    return (books.recordedThrough.map { [StatementFact("Recorded through", "entry \($0)")] } ?? [])
      + [StatementFact("Closed through", books.closedThrough?.description ?? "no month is closed")]
  }

  /// What the closing of years leaves out, and how organizations of one total differ in it.
  var notes: [String] {
    var notes: [String] = []
    if count > 1 {
      notes.append("Books are closed through \(listed(\.closedThrough, none: "no month")).")
    }
    guard contains(where: { $0.yearThrough != nil }) else {
      return notes + (isEmpty ? [] : ["No fiscal year is closed: revenue and expenses are those of all years."])
    }
    let left = "Revenue and expenses of closed years stand in net assets, not in rows of their own."
    if Set(map(\.yearThrough)).count == 1, let day = self[0].yearThrough {
      return notes + ["Fiscal years are closed through \(day). \(left)"]
    }
    return notes + [
      "Fiscal years are closed through \(listed(\.yearThrough, none: "none")). \(left) The organizations differ in that, so no total of revenue or expenses is one of the same years."
    ]
  }

  /// Each day with the organizations that have it, as `2022-06-30 (a, b)`; the day alone where all have it.
  private func listed(_ day: (ClosedBooks) -> Day?, none: String) -> String {
    let groups = Dictionary(grouping: self, by: day).sorted { ($0.key ?? .latest) < ($1.key ?? .latest) }
    return groups.map { key, members in
      let said = key?.description ?? none
      return groups.count == 1 ? said : "\(said) (\(members.map(\.organization).joined(separator: ", ")))"
    }.joined(separator: ", ")
  }
}

extension Books {
  /// How far the books of these organizations are recorded, and closed as a statement of a day shows them.
  func closedBooks(of codes: [String], asOf day: Day, asRecorded seal: Seal?) throws -> [ClosedBooks] {
    try connection.execute(
      """
      select o.code, case when \(seal?.number)::bigint is null then (
          select max(e.id) from ledger.journal_entry e where e.organization_id = o.id)
        else (
          select max(t.last_entry_number)
          from ledger.tree_head t
          where t.organization_id = o.id and t.seal_number <= \(seal?.number)::bigint)
        end as last_number, (
          select c.closed_through::date
          from ledger.closing_event c
          where c.organization_id = o.id and (\(seal?.number)::bigint is null
            or ledger.was_known(o.id, 'closing_event', c.record_number, \(seal?.number)::bigint))
          order by c.number desc
          limit 1
        ) as closed_through, (
          select max(e.entry_date)::date
          from ledger.journal_entry e
          where e.organization_id = o.id and e.kind = 'closing' and e.entry_date <= \(day)::date
            and (\(seal?.number)::bigint is null or ledger.was_known(o.id, 'entry', e.id, \(seal?.number)::bigint)) and not exists (
              select
              from ledger.journal_entry r
              where r.organization_id = e.organization_id and r.reverses_entry_id = e.id
                and (\(seal?.number)::bigint is null or ledger.was_known(o.id, 'entry', r.id, \(seal?.number)::bigint)))
        ) as year_through
      from ledger.organization o
      where o.code = any (\(codes)::text[])
      order by o.code
      """
    ).map { row in
      ClosedBooks(
        organization: try row.text("code"), recordedThrough: try row.int64OrNil("last_number"),
        closedThrough: try row.dayOrNil("closed_through"), yearThrough: try row.dayOrNil("year_through"))
    }
  }
}
