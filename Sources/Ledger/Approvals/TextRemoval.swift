/// Where a text stands: a table, the key of a row without the organization, parts divided by /, and a column.
package struct TextPlace: Sendable, Hashable, CustomStringConvertible {
  /// A table of schema `ledger`, as journal_entry.
  package let table: String
  /// The key of the row: of an entry its number, of a line the number of the entry, / and its own.
  package let key: String
  /// The column, as description.
  package let column: String

  /// Names a place.
  package init(table: String, key: String, column: String) {
    self.table = table
    self.key = key
    self.column = column
  }

  /// Reads TABLE:KEY:COLUMN; nil for what is none.
  package init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    self.init(table: parts[0], key: parts[1], column: parts[2])
  }

  /// TABLE:KEY:COLUMN.
  package var description: String { "\(table):\(key):\(column)" }

  fileprivate var json: JSONText {
    .object([("table", .string(table)), ("key", .string(key)), ("column", .string(column))])
  }
}

extension Books {
  /// The places whose text contains these words, in whatever case, and whether each is a free text of a sealed record, which can be removed.
  /// For finance administrators; throws SQLSTATE LM001.
  package func places(of words: String, in organization: Organization) throws -> [(place: TextPlace, isSealed: Bool)] {
    try connection.execute(
      "select table_name, row_key, column_name, is_sealed from ledger.find_text(\(organization.id), \(words))"
    ).map { (place: try Self.place($0), isSealed: try $0.bool("is_sealed")) }
  }

  /// Proposes that texts are removed, with a reason that does not say what they are. Where the books copied one of them, as in the
  /// description of a reversal, that place is added, and returned. For finance administrators; throws SQLSTATE LM001, LV003.
  package func proposeRemoval(of places: [TextPlace], reason: String, key: String, in organization: Organization) throws
    -> (proposal: PostedEntry, copies: [TextPlace])
  {
    let content = JSONText.array(places.map(\.json)).inline
    let (posted, copies) = try connection.execute(
      """
      select number, already_recorded, copies::text
      from ledger.propose_removal(\(organization.id), \(content)::jsonb, \(reason), \(key))
      """
    ).only {
      (
        PostedEntry(number: try $0.int64("number"), wasRecorded: try $0.bool("already_recorded")),
        try $0.text("copies")
      )
    }
    return (posted, try self.places(json: copies))
  }

  /// The places that a proposal of kind removal names, and why they are to be removed; nil for a proposal of another kind.
  package func removal(of proposal: Proposal, _ organization: Organization) throws -> (
    places: [TextPlace], reason: String
  )? {
    let content = try connection.execute(
      """
      select coalesce(content -> 'places', '[]')::text as places, coalesce(content ->> 'reason', content #>> '{}') as reason
      from ledger.proposal
      where organization_id = \(organization.id) and number = \(proposal.number) and kind = 'removal'
      """
    ).map { (places: try $0.text("places"), reason: try $0.text("reason")) }.first
    guard let content else { return nil }
    return (try places(json: content.places), content.reason)
  }

  private func places(json: String) throws -> [TextPlace] {
    try connection.execute(
      """
      select p."table" as table_name, p.key as row_key, p."column" as column_name
      from jsonb_to_recordset(\(json)::jsonb) as p ("table" text, key text, "column" text)
      order by 1, 2, 3
      """
    ).map(Self.place)
  }

  private static func place(_ row: borrowing Row) throws -> TextPlace {
    TextPlace(
      table: try row.text("table_name"), key: try row.text("row_key"), column: try row.text("column_name"))
  }
}

/// Takes removed texts out of the files of the server: the old versions of rows, statistics, the write-ahead log.
package struct TextPurge {
  /// What was done, and what still holds texts.
  package struct Report: Sendable, Hashable {
    /// How many tables were written anew.
    package let tables: Int
    /// Files of the write-ahead log of before that the server still keeps: for a replica, a slot or an archive that is behind.
    package let keptLogFiles: Int
  }

  private let target: ConnectionTarget
  /// How long transactions that began before may go on: what they still see is kept.
  private let patience: Duration

  /// For the books of a target.
  package init(_ target: ConnectionTarget, patience: Duration = .seconds(30)) {
    self.target = target
    self.patience = patience
  }

  /// Purges. As a superuser of the server; throws `NotASuperuser`, or `StillRead` where somebody's transaction goes on that began
  /// before. Whoever uses a table meanwhile waits.
  package func run() throws -> Report {
    let books = try target.connectAsInstaller()
    let isSuperuser = try books.execute("select rolsuper from pg_roles where rolname = session_user").only {
      try $0.bool("rolsuper")
    }
    guard isSuperuser else { throw NotASuperuser(login: books.login) }
    let tables = try books.execute(
      """
      select distinct table_name from ledger.text_removal
      union select unnest(array['proposal', 'staged_line', 'staged_bill', 'text_removal'])
      order by 1
      """
    ).map { try $0.text("table_name") }
    try awaitReaders(books)
    try books.script("set lock_timeout = '30s'")
    for table in tables {
      try books.script("vacuum (full, analyze) ledger.\(Query.identifier(table).sql)")
    }
    // Statistics hold the commonest texts of each column, and old versions of themselves.
    try books.script("vacuum full pg_catalog.pg_statistic")
    let configured = try books.execute(
      "select setting from pg_file_settings where name = 'wal_recycle' and sourcefile like '%/postgresql.auto.conf'"
    ).map { try $0.text("setting") }.last
    try setRecycling("off", books)
    defer { try? setRecycling(configured, books) }
    try books.script("checkpoint")
    // Files that were recycled before have names that are still to come: each is written over by a switch.
    let last = try books.execute(
      "select coalesce(max(name), '') as name from pg_ls_waldir() where name ~ '^[0-9A-F]{24}$'"
    ).only {
      try $0.text("name")
    }
    var first = ""
    for _ in 0..<100_000 {
      let name = try books.execute(
        "select pg_walfile_name(pg_logical_emit_message(true, 'ledgerctl', 'purge')) as name"
      ).only { try $0.text("name") }
      if first.isEmpty { first = name }
      try books.execute("select pg_switch_wal()")
      if name >= last { break }
    }
    try books.script("checkpoint; checkpoint")
    let kept = try books.execute(
      "select count(*) as kept from pg_ls_waldir() where name ~ '^[0-9A-F]{24}$' and name <= \(first)"
    ).only { try $0.int("kept") }
    return Report(tables: tables.count, keptLogFiles: kept)
  }

  /// Waits until whoever may still see old versions of rows has ended.
  private func awaitReaders(_ books: borrowing Connection) throws {
    let began = try books.execute("select clock_timestamp()::text as began").only { try $0.text("began") }
    let deadline = ContinuousClock.now + patience
    while true {
      let readers = try books.execute(
        """
        select coalesce(string_agg(distinct a.usename, ', ' order by a.usename), '') as logins
        from pg_stat_activity a
        where a.datname = current_database() and a.pid <> pg_backend_pid() and a.backend_type = 'client backend'
          and a.xact_start < \(began)::timestamptz and coalesce(a.backend_xid, a.backend_xmin) is not null
        """
      ).only { try $0.text("logins") }
      if readers.isEmpty { return }
      if ContinuousClock.now > deadline { throw StillRead(logins: readers) }
      try Interruption.process.wait(milliseconds: 50)
    }
  }

  /// Whether a checkpoint gives files of the log that are done with new names; nil: as the server is configured. Returns when sessions go by it.
  private func setRecycling(_ value: String?, _ books: borrowing Connection) throws {
    let before = try loaded(books)
    try books.execute(
      value.map { "alter system set wal_recycle = \(Query.identifier($0))" } ?? "alter system reset wal_recycle")
    try books.execute("select pg_reload_conf()")
    for _ in 0..<1000 {
      // A session that begins now: the server tells its checkpointer before it lets one in.
      if try loaded(try target.connectAsInstaller()) != before { return }
      try Interruption.process.wait(milliseconds: 5)
    }
  }

  private func loaded(_ session: borrowing Connection) throws -> String {
    try session.execute("select pg_conf_load_time()::text as loaded").only { try $0.text("loaded") }
  }

  /// Somebody's transaction that began before goes on, and what it sees is kept.
  package struct StillRead: Error {
    /// Whose.
    package let logins: String
  }

  /// A login that is no superuser of the server of the books.
  package struct NotASuperuser: Error {
    /// The login.
    package let login: String
  }
}
