extension Books {
  /// Entries in which every word is found, by date and number: in the description, a memo, the reason of a reversal, the key,
  /// a payee's code, first or last name, an award, budget line, an account's code, first or last name, the number of an invoice, or a document's
  /// name; or as the number of the entry, its day, or an amount of it. Letters are compared without regard to case, numbers of invoices as `INV-007`
  /// is `inv 7`. The latest `limit` of them.
  package func find(
    _ words: [String], of organization: Organization, in filter: EntryFilter = EntryFilter(), limit: Int
  ) throws -> [RecordedEntry] {
    if words.isEmpty { throw Refusal("nothing to look for", nextStep: "write a word, an amount or a day") }
    var filter = filter
    filter.limit = limit
    filter.numbers = try connection.execute(
      """
      with w as materialized (
        select w.*, lower(w.word) as plain, ledger.invoice_key(w.word) as invoice
        from unnest(\(words)::text[], \(words.map(Self.amount))::bigint[], \(words.map { try? Day(parsing: $0) })::date[],
          \(words.map(Self.number))::bigint[]) as w (word, cents, day, number)
      )
      select e.id
      from ledger.journal_entry e
      left join ledger.bill b on b.organization_id = e.organization_id and e.origin_kind = 'bill' and b.origin_number = e.origin_number
      cross join lateral (
        select lower(concat_ws(' ', e.description, e.reversal_reason, e.idempotency_key, b.invoice_number, string_agg(concat_ws(' ', l.memo,
            l.party_code, p.name, n.name, l.award_code, l.budget_line_code, l.account_code, a.name, m.name), ' '))) as words,
          array_agg(abs(l.amount_cents)) || sum(greatest(l.amount_cents, 0))::bigint as amounts
        from ledger.journal_line l
        left join ledger.party p on p.organization_id = l.organization_id and p.code = l.party_code
        \(Query.lastName(.party, "l.party_code", of: "l.organization_id"))
        join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
        \(Query.lastName(.account, "l.account_code", of: "l.organization_id", as: "m"))
        where l.organization_id = e.organization_id and l.entry_id = e.id
      ) l
      cross join lateral (
        select lower(coalesce(string_agg(concat_ws(' ', d.file_name, k.title), ' '), '')) as words
        from ledger.document_link k
        join ledger.document d on d.organization_id = k.organization_id and d.sha256 = k.sha256
        left join ledger.document_withdrawal w on w.organization_id = k.organization_id and w.link_number = k.number
        where k.organization_id = e.organization_id and k.entry_id = e.id and w.link_number is null
      ) d
      where e.organization_id = \(organization.id)
        and (\(filter.from)::date is null or e.entry_date >= \(filter.from)::date)
        and (\(filter.through)::date is null or e.entry_date <= \(filter.through)::date)
        and not exists (
          select
          from w
          where position(w.plain in l.words) = 0 and position(w.plain in d.words) = 0 and (w.invoice = b.number_key) is not true
            and (w.cents = any (l.amounts)) is not true and (w.day = e.entry_date) is not true and (w.number = e.id) is not true)
      order by e.entry_date desc, e.id desc
      limit \(limit)
      """
    ).map { try $0.int64("id") }
    return try entries(of: organization, filter)
  }

  /// A word as an amount, thousands marked or not, whatever its sign; nil where it is none.
  private static func amount(_ word: String) -> Int64? {
    let plain = String(word.filter { $0 != "," && $0 != "$" })
    return (try? Money(parsing: plain)).map { abs($0.cents) }
  }

  private static func number(_ word: String) -> Int64? {
    word.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int64(word) : nil
  }
}
