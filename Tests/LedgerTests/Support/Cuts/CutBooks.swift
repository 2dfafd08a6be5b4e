import Foundation
import Synchronization

@testable import Ledger

/// A copy of prepared books for commands whose connection is cut, and what stands in it.
final class CutBooks {
  let books: TestBooks
  private let installer: Connection
  private static let copies = Atomic<Int>(0)

  /// What stands in books, by table: counts of rows and sums of what every run of the same commands records alike. Seals apart: a command
  /// that lost its connection leaves them to the next one.
  struct Fingerprint: Equatable {
    var records: [String: String] = [:]
    var seals: [String: String] = [:]

    /// The tables that tell them apart, for messages.
    func difference(from other: Fingerprint) -> String {
      let (mine, theirs) = (all, other.all)
      let tables = Set(mine.keys).union(theirs.keys).filter { mine[$0] != theirs[$0] }.sorted()
      return tables.map { "\($0): \(theirs[$0] ?? "") -> \(mine[$0] ?? "")" }.joined(separator: "; ")
    }

    private var all: [String: String] { records.merging(seals) { first, _ in first } }
  }

  /// A copy, made by a connection to the server. Everybody may open it: there are some hundred of them in a run.
  init(copyOf template: String, _ server: borrowing Connection) throws {
    books = TestBooks(database: "cut_\(Self.copies.add(1, ordering: .relaxed).newValue)")
    try server.script(
      """
      create database \(books.database) owner ledger_owner template \(template) strategy file_copy
      tablespace \(try TestCluster.memory.get())
      """)
    installer = try books.asInstaller()
  }

  /// Removes it, whoever is connected.
  func drop(_ server: borrowing Connection) throws {
    try server.script("drop database \(books.database) with (force)")
  }

  func fingerprint() throws -> Fingerprint {
    var found = Fingerprint()
    for (table, isSeal, sum) in try installer.execute(Query(unescaped: try Self.question.get())).map({
      (try $0.text("name"), try $0.bool("is_seal"), try $0.text("sum"))
    }) {
      if isSeal { found.seals[table] = sum } else { found.records[table] = sum }
    }
    return found
  }

  /// A query of every table: its rows, the sums of its amounts, and a sum over its texts, days and flags. Left out are keys, which are drawn
  /// at random, numbers, in which a run that was rolled back leaves a gap, and bytes and moments.
  private static let question: Result<String, any Error> = Result {
    let tables = try TestBooks.copy().asInstaller().execute(
      """
      select n.nspname || '.' || c.relname as name,
        coalesce(t.recorded_by in ('sealer', 'nobody') or t.shown_to = 'functions', false) as is_seal,
        string_agg(format('sum(%I)', a.attname), ', ' order by a.attnum) filter (
          where (a.attname like '%\\_cents' or a.attname = 'tail_limit') and y.typcategory <> 'A') as amounts,
        string_agg(format('%I', a.attname), ', ' order by a.attnum) filter (
          where coalesce(nullif(y.typbasetype, 0), y.oid) in (
              'text'::regtype, 'date'::regtype, 'bool'::regtype, 'name'::regtype, 'text[]'::regtype, 'bigint[]'::regtype)
            and a.attname not like '%key%') as texts
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace and n.nspname in ('ledger', 'identity')
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      join pg_type y on y.oid = a.atttypid
      left join meta.table_trait t on t.table_name = c.relname and n.nspname = 'ledger'
      where c.relkind in ('r', 'p') and not c.relispartition
      group by 1, 2
      order by 1
      """
    ).map { row -> String in
      let name = try row.text("name")
      let texts = try row.textOrNil("texts").map {
        // A login of the copy's own is named after it; a description may name the number of another entry.
        "sum(hashtextextended(regexp_replace(replace(concat_ws('|', \($0)), current_database(), ''), '(entry|Reversal of) [0-9]+', '', 'g'), 0)::numeric)"
      }
      let sums = (["count(*)"] + [try row.textOrNil("amounts"), texts].compactMap(\.self)).joined(separator: ", ")
      return
        "select '\(name)' as name, \(try row.bool("is_seal")) as is_seal, concat_ws(' ', \(sums)) as sum from \(name)"
    }
    let roles = """
      select 'roles of the login of its own', false, count(*)::text from pg_auth_members m join pg_roles r on r.oid = m.member
      where r.rolname = '\(CutRow.login(""))' || current_database()
      """
    return (tables + [roles]).joined(separator: "\nunion all ")
  }
}
