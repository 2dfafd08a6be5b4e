extension Restore {
  /// Takes the rows of a backup into the tables that the program has just made, as the owner of the books. Names in SQL are those of the
  /// catalog; of the backup nothing is run. Throws `BackupError`.
  func fill(_ books: borrowing Connection, from file: borrowing BackupFile, _ contents: BackupContents) throws {
    let known = try books.execute("\(unescaped: BackupScope.tables)").map {
      (name: try $0.text("name"), columns: try $0.text("columns"))
    }
    let sequences = try books.execute("\(unescaped: BackupScope.sequences)").map { try $0.text("name") }
    let strange =
      Set(contents.tables.map { "table \($0.name) (\($0.columns))" } + contents.sequences.map { "sequence \($0.name)" })
      .symmetricDifference(known.map { "table \($0.name) (\($0.columns))" } + sequences.map { "sequence \($0)" })
    if let first = strange.sorted().first { throw BackupError.strangeTable(path: file.path, first) }

    let keys = try foreignKeys(books)
    try books.script(
      keys.map { "alter table \($0.table) drop constraint \($0.name);" }.joined()
        + "truncate \(known.map(\.name).joined(separator: ", "))")
    let tables = Dictionary(contents.tables.map { ($0.name, $0) }) { first, _ in first }
    for (name, columns) in known {
      guard let table = tables[name] else { continue }
      let taken = try naming(name, file.path) {
        try books.copyIn("copy \(name) (\(columns)) from stdin") { rows in
          try file.rows(of: table, interruption: interruption) { try rows.written($0) }
        }
      }
      // A line with nothing but \\. ends a COPY, and what comes after it is dropped.
      guard taken == table.rowCount else {
        throw BackupError.rowsRefused(path: file.path, table: name, constraint: nil)
      }
    }
    let drawn = contents.sequences.filter { $0.lastNumber > 0 }
    _ = try naming(nil, file.path) {
      try books.execute(
        """
        select setval(name::regclass, last_number)
        from unnest(\(drawn.map(\.name))::text[], \(drawn.map { "\($0.lastNumber)" })::bigint[]) as drawn (name, last_number)
        """)
    }
    try books.execute("insert into ledger.sealing default values on conflict do nothing")
    try setFloors(books)
    // All rows of a key are compared at once, which takes a fraction of one after the other.
    try naming(nil, file.path) { try books.script(keys.map(\.again).joined()) }
  }

  /// How far sealing has come is what the last seal says, which its root holds; never above what was drawn, which would leave records out for
  /// good. And an identifier of a transaction means nothing on another server.
  private func setFloors(_ books: borrowing Connection) throws {
    try books.execute(
      """
      update ledger.sealing
      set entry_floor = least(coalesce(l.entry_floor, 0), d.entry_number), record_floor = least(coalesce(l.record_floor, 0), d.record_number),
        entry_candidate = 0, record_candidate = 0, candidate_xid = null
      from (
        select coalesce(pg_sequence_last_value('ledger.journal_entry_number'), 0) as entry_number,
          coalesce(pg_sequence_last_value('ledger.record_number'), 0) as record_number
      ) d
      left join lateral (select s.entry_floor, s.record_floor from ledger.seal s order by s.number desc limit 1) l on true
      """)
  }

  /// Of books that are taken although they are broken: no number is given again, whatever the backup says of those that were drawn, and none
  /// is near its end.
  func settleNumbers(_ books: borrowing Connection) throws {
    try books.transaction { books in
      try books.script("set local role ledger_owner")
      let moved = try books.execute(
        """
        select setval(n.sequence::regclass, greatest(max(n.highest), 1))
        from ledger.drawn_numbers() n
        group by n.sequence, n.last_drawn, n.usable_through
        having max(n.highest) > n.last_drawn or n.last_drawn > n.usable_through
        """)
      if moved.count > 0 { try setFloors(books) }
    }
  }

  private struct ForeignKey {
    let table: String
    let name: String
    let definition: String
    /// Quoted.
    let comment: String?

    /// The SQL that makes it again, with its comment: from it people are told what is wrong.
    var again: String {
      "alter table \(table) add constraint \(name) \(definition);"
        + (comment.map { "comment on constraint \(name) on \(table) is \($0);" } ?? "")
    }
  }

  private func foreignKeys(_ books: borrowing Connection) throws -> [ForeignKey] {
    try books.execute(
      """
      select format('%I.%I', n.nspname, c.relname) as place, quote_ident(k.conname) as name,
        pg_get_constraintdef(k.oid) as definition, quote_literal(obj_description(k.oid, 'pg_constraint')) as comment
      from pg_constraint k
      join pg_class c on c.oid = k.conrelid
      join pg_namespace n on n.oid = c.relnamespace
      where k.contype = 'f' and n.nspname in ('ledger', 'meta', 'identity')
      order by 1, 2
      """
    ).map {
      ForeignKey(
        table: try $0.text("place"), name: try $0.text("name"), definition: try $0.text("definition"),
        comment: try $0.textOrNil("comment"))
    }
  }

  /// Runs `body`; rows that the table refuses are told without their values.
  private func naming<Value>(_ table: String?, _ path: String, _ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let error as DatabaseError where !error.isConnectionLost {
      guard let code = error.sqlState?.rawValue, code.hasPrefix("22") || code.hasPrefix("23") else { throw error }
      throw BackupError.rowsRefused(
        path: path, table: table ?? "ledger.\(error.tableName ?? "a table")", constraint: error.constraintName)
    }
  }
}
