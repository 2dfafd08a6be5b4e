/// What somebody recorded while a command ran.
package struct Meanwhile: Sendable, Hashable {
  /// What it is, as "budget version" or "entry 15".
  package let what: String
  /// The login that recorded it.
  package let login: String
  /// When, in UTC, to the second.
  package let moment: String
}

extension Books {
  /// What others committed since this connection was made, or since its first transaction began, as far as this login sees it: newest first,
  /// at most `limit`. Nothing where nothing was to be recorded. It reads every table that keeps who recorded what, so it is for a refusal.
  package func meanwhile(limit: Int = 3) throws -> [Meanwhile] {
    guard let snapshot = connection.session.firstSnapshot, !connection.isInTransaction else { return [] }
    let tables = try connection.execute(
      """
      select c.relname::text as name, exists (
        select from pg_attribute a where a.attrelid = c.oid and a.attname = 'number' and not a.attisdropped) as is_numbered
      from pg_class c
      where c.relnamespace = 'ledger'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and has_table_privilege(c.oid, 'select') and 2 = (
          select count(*) from pg_attribute a
          where a.attrelid = c.oid and a.attname in ('recorded_by', 'recorded_at') and not a.attisdropped)
      order by 1
      """
    ).map { (name: try $0.text("name"), isNumbered: try $0.bool("is_numbered")) }
    guard !tables.isEmpty else { return [] }
    let parts = tables.map { table -> String in
      let words = table.name == "journal_entry" ? "entry" : table.name.replacing("_", with: " ")
      let number = table.name == "journal_entry" ? "' ' || r.id" : "''"
      return """
        (select '\(words)' || \(number) as what, r.recorded_by::text as login, r.recorded_at as moment
        from ledger.\(table.name) r, began
        where r.recorded_at >= now() - interval '1 hour' and (r.recorded_at >= began.moment or not pg_visible_in_snapshot(
          ((pg_snapshot_xmax(began.snapshot)::text::bigint >> 32 << 32) + r.xmin::text::bigint)::text::xid8, began.snapshot))
        limit 100)
        """
    }
    return try connection.execute(
      """
      with began as materialized (
        select \(snapshot)::text::pg_snapshot as snapshot, coalesce(
          (select backend_start from pg_stat_activity where pid = pg_backend_pid()), now()) as moment)
      select what, login, to_char(max(moment) at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as moment
      from (\(unescaped: parts.joined(separator: " union all "))) as found
      group by what, login
      order by max(moment) desc, what
      limit \(limit)
      """
    ).map { Meanwhile(what: try $0.text("what"), login: try $0.text("login"), moment: try $0.text("moment")) }
  }
}
