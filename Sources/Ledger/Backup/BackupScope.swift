/// What a backup is of, as asked of the books that it is taken from, and of the new ones that it is restored into.
enum BackupScope {
  /// Every table whose rows are of these books, with its columns. Left out are rows that are the same in all books, which the program's
  /// scripts make, rows that are on their way and gone with their transaction, and a table that somebody made beside those of the program:
  /// it is not to stop a backup. While rows are restored there are no traits yet, and no other tables.
  static let tables = """
    select format('%I.%I', n.nspname, c.relname) as name, (
        select string_agg(quote_ident(a.attname), ', ' order by a.attnum)
        from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and (c.oid = 'meta.instance'::regclass or n.nspname = 'identity' or (n.nspname = 'ledger' and not exists (
      select from meta.not_backed_up b where b.table_name = c.relname)
      and (not exists (select from meta.table_trait) or exists (select from meta.table_trait t where t.table_name = c.relname))))
    order by 1
    """

  /// Every sequence, with the last number that was drawn from it; 0 where none was.
  static let sequences = """
    select format('%I.%I', n.nspname, c.relname) as name, coalesce(pg_sequence_last_value(c.oid), 0) as last_number
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'S' and n.nspname in ('ledger', 'meta', 'identity')
    order by 1
    """

  /// How values are written, beside what every session of ours is given.
  static let settings = "set local bytea_output = 'hex'; set local intervalstyle = 'postgres';"
}

extension SchemaScripts {
  /// Whether the tables of that backup were made by migrations that are among these: none left out, none changed.
  func made(_ contents: BackupContents) -> Bool {
    let known = migrations.filter { $0.version <= contents.schemaVersion }
    let same = known.map { ($0.version, $0.name, SHA256.hex(of: Array($0.text.utf8))) }
    return !known.isEmpty && same.count == contents.migrations.count
      && zip(same, contents.migrations).allSatisfy { $0 == ($1.version, $1.name, $1.checksum) }
  }
}
