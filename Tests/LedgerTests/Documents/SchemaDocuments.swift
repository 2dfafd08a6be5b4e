@testable import Ledger

/// The documents that are made from the schema itself, so that they cannot disagree with it.
enum SchemaDocuments {
  /// docs/errors.md.
  static func errors(_ connection: borrowing Connection) throws -> String {
    let rules = try connection.execute(
      """
      select sqlstate, name, meaning, ledger.next_step_parts(next_step) as next_step, coalesce(held_by, 'nothing; check sees it') as held_by,
        coalesce(checked_by, 'None: ' || unseen_because) as checked_by
      from ledger.rule
      order by sqlstate
      """
    ).map { row in
      let cells = try [
        row.text("name"), row.text("meaning"), row.nextStep("next_step").documented, row.text("held_by"),
        row.text("checked_by"),
      ]
      return "| `\(try row.text("sqlstate"))` | \(cells.joined(separator: " | ")) |"
    }
    let order = try connection.execute(
      "select sqlstate from ledger.rule where precedence is not null order by precedence"
    )
    .map { try $0.text("sqlstate") }
    let letters = try connection.execute(
      "select col_description('ledger.rule'::regclass, 1) as comment"
    ).only { try $0.text("comment") }
    let constraints = try connection.execute(constraintQuery).map {
      "| `\(try $0.text("name"))` | \(try $0.text("kind")) | `\(try $0.text("owner"))` | \(try $0.nextStep("comment").documented) |"
    }
    return """
      # Errors

      Made from the schema by `RECORD=1 swift test --filter SchemaDocumentTests`; a test compares it.

      ## Rules

      Raised by triggers and functions; LS is found by `ledgerctl check`. \(letters)
      Where an entry breaks several, the first of these is told, whichever of its lines breaks it; LE004
      of a header without lines, of a single line after LE003:
      \(order.joined(separator: ", ")).

      A next step names acts as commands, with what each takes in parentheses; a refusal says what is known of it, the
      program as a whole command, SQL as a sentence (the hint) and as JSON (the detail): {"rule", "next_step": [texts and
      {"act", "fields"}]}.
      "Held by" names what refuses a breach, "Checked by" what sees one in the rows.

      | SQLSTATE | rule | what must hold | next step | Held by | Checked by |
      |---|---|---|---|---|---|
      \(rules.joined(separator: "\n"))

      ## Constraints

      Raised by PostgreSQL: 23502 a value is missing, 23503 a reference to nothing, 23505 twice, 23514 a check. The name of the
      constraint says which; `ledgerctl` shows the explanation.

      | constraint | SQLSTATE | on | explanation |
      |---|---|---|---|
      \(constraints.joined(separator: "\n"))

      ## Exit statuses of ledgerctl

      | status | meaning |
      |---:|---|
      | 0 | done; also where it is recorded and only what follows could not be looked at, which is said |
      | 1 | refused by a rule, or invalid input; nothing was recorded |
      | 2 | usage: the command was not understood |
      | 3 | not permitted, or locked by somebody else |
      | 4 | conflict: the key or name is taken, or somebody changed the same at the same moment |
      | 5 | the database could not be reached |
      | 6 | not known whether it is recorded: the answer to COMMIT was lost; the command is printed with its key, to be run again |
      | 130 | interrupted; nothing was recorded |

      """
  }

  private static let constraintQuery: Query = """
    select k.conname as name,
      case k.contype when 'f' then '23503' when 'c' then '23514' else '23505' end as kind,
      coalesce(nullif(k.conrelid, 0)::regclass::text, k.contypid::regtype::text) as owner,
      ledger.next_step_parts(obj_description(k.oid, 'pg_constraint')) as comment
    from pg_constraint k
    where k.connamespace = 'ledger'::regnamespace and obj_description(k.oid, 'pg_constraint') is not null
    union all
    select c.relname, '23505', i.indrelid::regclass::text, ledger.next_step_parts(obj_description(c.oid, 'pg_class'))
    from pg_index i
    join pg_class c on c.oid = i.indexrelid
    where c.relnamespace = 'ledger'::regnamespace and i.indisunique and obj_description(c.oid, 'pg_class') is not null
    order by 3, 1
    """

  /// docs/data-model.md.
  static func dataModel(_ connection: borrowing Connection) throws -> String {
    let schemas = try connection.execute(
      """
      select nspname, obj_description(oid, 'pg_namespace') as comment
      from pg_namespace
      where nspname in ('ledger', 'identity', 'report', 'meta')
      order by array_position(array['ledger', 'identity', 'report', 'meta'], nspname::text)
      """
    ).map { (name: try $0.text("nspname"), comment: try $0.text("comment")) }
    var text = """
      # Data model

      Made from the schema by `RECORD=1 swift test --filter SchemaDocumentTests`; a test compares it. Money is whole cents in columns
      named `_cents`, debits positive; in schema `report` it is dollars.

      """
    for schema in schemas {
      text += "\n## Schema \(schema.name)\n\n\(schema.comment)\n"
      for table in try relations(of: schema.name, connection) { text += try section(of: table, connection) }
    }
    text += "\n## Functions\n\n| function | what it does |\n|---|---|\n"
    for line in try functions(connection) { text += line + "\n" }
    return text
  }

  private static func relations(of schema: String, _ connection: borrowing Connection) throws -> [String] {
    try connection.execute(
      """
      select c.oid::regclass::text as name
      from pg_class c
      where c.relnamespace = \(schema)::regnamespace and c.relkind in ('r', 'v')
      order by c.relkind, c.relname
      """
    ).map { try $0.text("name") }
  }

  private static func section(of relation: String, _ connection: borrowing Connection) throws -> String {
    let comment = try connection.execute(
      "select coalesce(obj_description(\(relation)::regclass, 'pg_class'), '') as comment"
    ).only { try $0.text("comment") }
    let columns = try connection.execute(
      """
      select a.attname, format_type(a.atttypid, a.atttypmod) as type,
        a.attnotnull or (select c.relkind from pg_class c where c.oid = a.attrelid) = 'v' as attnotnull,
        coalesce(col_description(a.attrelid, a.attnum), '') as comment
      from pg_attribute a
      where a.attrelid = \(relation)::regclass and a.attnum > 0 and not a.attisdropped
      order by a.attnum
      """
    ).map {
      "| `\(try $0.text("attname"))` | \(try $0.text("type"))\(try $0.bool("attnotnull") ? "" : ", may be null") | \(try $0.text("comment")) |"
    }
    let keys = try connection.execute(
      """
      select k.conname, pg_get_constraintdef(k.oid) as definition
      from pg_constraint k
      where k.conrelid = \(relation)::regclass and k.contype in ('p', 'u', 'f')
      order by array_position(array['p', 'u', 'f'], k.contype::text), k.conname
      """
    ).map { "- `\(try $0.text("conname"))`: \(try $0.text("definition"))" }
    let triggers = try connection.execute(
      """
      select t.tgname, p.oid::regprocedure::text as function, obj_description(p.oid, 'pg_proc') as comment
      from pg_trigger t
      join pg_proc p on p.oid = t.tgfoid
      where t.tgrelid = \(relation)::regclass and not t.tgisinternal
      order by t.tgname
      """
    ).map { "- trigger `\(try $0.text("tgname"))`: \(try $0.text("comment"))" }
    let rest = keys + triggers
    return "\n### \(relation)\n\n\(comment)\n\n| column | type | meaning |\n|---|---|---|\n"
      + columns.map { $0 + "\n" }.joined() + (rest.isEmpty ? "" : "\n" + rest.map { $0 + "\n" }.joined())
  }

  private static func functions(_ connection: borrowing Connection) throws -> [String] {
    try connection.execute(
      """
      select p.oid::regproc::text as name, obj_description(p.oid, 'pg_proc') as comment
      from pg_proc p
      where p.pronamespace in ('ledger'::regnamespace, 'meta'::regnamespace)
      order by 1, 2
      """
    ).map { "| `\(try $0.text("name"))` | \(try $0.textOrNil("comment") ?? "") |" }
  }
}

extension NextStep {
  /// As the documents tell it: `"ledgerctl undo" (entry, reason)`.
  var documented: String {
    text { act in
      let fields = act.fields.sorted { $0.key < $1.key }.map { name, value in value.map { "\(name) \($0)" } ?? name }
      let more = fields.isEmpty ? "" : " (\(fields.joined(separator: ", ")))"
      return "\"ledgerctl \(act.words.joined(separator: " "))\"\(more)"
    }
  }
}
