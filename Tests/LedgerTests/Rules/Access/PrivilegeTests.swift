import Testing

@testable import Ledger

/// Who may call and touch what, against a table: a grant too many fails here.
@Suite struct PrivilegeTests {
  private func texts(_ sql: String) throws -> [String] {
    try SampleBooks.copy().books.asInstaller().execute(Query(unescaped: sql)).map { try $0.text("x") }
  }

  @Test func functionsAreCalledByWhomTheyAreMeantFor() throws {
    let rows = try SampleBooks.copy().books.asInstaller().execute(
      """
      select n.nspname || '.' || p.proname as name, coalesce((
          select string_agg(g, ' ' order by g)
          from unnest(\(Self.groups)::text[]) g
          where has_function_privilege('ledger_' || g, p.oid, 'execute')), '') as callers,
        exists (
          select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0
        ) as is_public
      from pg_proc p
      join pg_namespace n on n.oid = p.pronamespace
      where n.nspname in ('ledger', 'meta', 'report', 'identity')
      """
    ).map { (name: try $0.text("name"), callers: try $0.text("callers"), isPublic: try $0.bool("is_public")) }
    #expect(Set(rows.map(\.name)) == Set(Self.callers.keys))
    // One function has two faces; any other name means one.
    let doubled = Dictionary(grouping: rows, by: \.name).filter { $0.value.count > 1 }.keys
    #expect(Array(doubled) == ["ledger.record"])
    for row in rows {
      #expect(Set(row.callers.split(separator: " ").map(String.init)) == Self.callers[row.name], "\(row.name)")
      #expect(!row.isPublic, "\(row.name)")
    }
  }

  /// Expressions that are put into the queries of functions that pin their path: a setting of their own would keep them out. The triggers
  /// that stamp every entry and salt its texts qualify each name instead.
  private static let inlined =
    [
      "is_day", "read_day", "entry_as_draft", "line_as_draft", "bill_as_draft", "payment_as_draft", "draft_as_line",
      "installment_as_draft", "staged_as_entry", "staged_as_line", "staged_as_balance", "staged_as_bill", "stamp_entry",
      "award_as_of", "name_of", "give_salts", "commitment", "is_removed", "shown",
    ] + PredicateTests.names

  @Test func definersHaveAPinnedPathAndAnOwnerWithoutTables() throws {
    let loose = try texts(
      """
      select p.oid::regprocedure::text as x
      from pg_proc p
      where p.pronamespace in ('ledger'::regnamespace, 'meta'::regnamespace, 'report'::regnamespace)
        and not (p.proname = any (array[\(Self.inlined.map { "'\($0)'" }.joined(separator: ", "))]) and not p.prosecdef)
        and (p.proconfig is null or not 'search_path=pg_catalog, pg_temp' = any (p.proconfig)
          or p.prosecdef and pg_get_userbyid(p.proowner) not in ('ledger_fn', 'ledger_rules')
            and not (p.proname = 'erase_text' and pg_get_userbyid(p.proowner) = 'ledger_eraser')
          or not p.prosecdef and pg_get_userbyid(p.proowner) <> 'ledger_owner')
      """)
    #expect(loose == [])
    let owners = try texts(
      """
      select c.oid::regclass || ' ' || pg_get_userbyid(c.relowner) as x from pg_class c
      where c.relnamespace in ('ledger'::regnamespace, 'meta'::regnamespace, 'report'::regnamespace, 'identity'::regnamespace)
        and pg_get_userbyid(c.relowner) <> 'ledger_owner'
      """)
    // It reads for functions of ledger_rules; nobody else may read it.
    #expect(Set(owners) == ["ledger.closing_entry ledger_rules"])
    let logins = try texts(
      """
      select rolname as x from pg_roles
      where rolname like 'ledger\\_%' and rolname <> 'ledger_installer' and (rolcanlogin or rolsuper or rolbypassrls or rolcreaterole)
      """)
    #expect(logins == [])
  }

  /// Nobody but the owner writes to a whole row: columns that the books stamp are granted to nobody.
  @Test func writingIsByColumnList() throws {
    let wide = try texts(
      """
      select c.oid::regclass || ' ' || a.privilege_type || ' ' || a.grantee::regrole as x
      from pg_class c, aclexplode(c.relacl) a
      where c.relnamespace in ('ledger'::regnamespace, 'meta'::regnamespace, 'report'::regnamespace)
        and a.grantee <> c.relowner and a.privilege_type <> 'SELECT'
      """)
    #expect(
      Set(wide) == [
        "ledger.journal_entry_number USAGE ledger_rules", "ledger.journal_entry_number USAGE ledger_fn",
        "ledger.record_number USAGE ledger_fn", "ledger.trial_number USAGE ledger_fn",
        "ledger.record_number USAGE ledger_rules",
        "ledger.rollup_key_number USAGE ledger_rules", "ledger.import_number USAGE ledger_rules",
        "ledger.origin_number USAGE ledger_rules",
        "ledger.trial_number USAGE ledger_rules", "ledger.commitment_number USAGE ledger_rules",
        "ledger.proposal_number USAGE ledger_rules", "ledger.document_number USAGE ledger_rules",
        "ledger.document_link_number USAGE ledger_rules",
        // Every column of a line is said by its draft, but for salts, which its trigger gives, and refuses where they are given.
        "ledger.journal_line INSERT ledger_fn",
        "ledger.staged_line DELETE ledger_fn", "ledger.staged_bill DELETE ledger_fn",
        "ledger.act_in_hand DELETE ledger_rules",
      ])
    let stamped = try texts(
      """
      select distinct c.relname || '.' || t.attname || ' ' || a.grantee::regrole as x
      from pg_attribute t join pg_class c on c.oid = t.attrelid, aclexplode(t.attacl) a
      where c.relnamespace = 'ledger'::regnamespace
        and t.attname in ('id', 'record_number', 'recorded_at', 'recorded_by', 'adjustment_number', 'promised_cents', 'salts')
        and a.privilege_type = 'INSERT'
      """)
    #expect(stamped == [])
    let updates = try texts(
      """
      select c.relname || '.' || t.attname || ' ' || a.grantee::regrole as x
      from pg_attribute t join pg_class c on c.oid = t.attrelid, aclexplode(t.attacl) a
      where c.relnamespace = 'ledger'::regnamespace and a.privilege_type not in ('INSERT', 'SELECT')
        and a.grantee <> 'ledger_eraser'::regrole
      order by 1
      """)
    #expect(
      updates == [
        "award_progress.amount_cents ledger_rules", "award_progress.award_version ledger_rules",
        "award_progress.budget_version ledger_rules", "award_progress.closed_on ledger_rules",
        "award_progress.ends_on ledger_rules",
        "award_progress.starts_on ledger_rules", "award_progress.terms_version ledger_rules",
        "commitment_progress.open_cents ledger_rules",
        "measure.is_held ledger_rules", "measure.last_day ledger_rules", "measure.limit_amount ledger_rules",
        "measure.used_amount ledger_rules", "measure_day.limit_amount ledger_rules",
        "measure_day.used_amount ledger_rules", "open_item.open_cents ledger_rules",
        "sealing.candidate_xid ledger_rules", "sealing.entry_candidate ledger_rules",
        "sealing.entry_floor ledger_rules",
        "sealing.record_candidate ledger_rules", "sealing.record_floor ledger_rules", "sealing.tail_limit ledger_rules",
        "staged_line.generation ledger_fn", "staged_line.idempotency_key ledger_fn", "staged_line.occurrence ledger_fn",
      ])
    let writers = try texts(
      """
      select distinct c.relname || ' ' || a.grantee::regrole as x
      from pg_attribute t join pg_class c on c.oid = t.attrelid, aclexplode(t.attacl) a
      where c.relnamespace = 'ledger'::regnamespace and a.privilege_type = 'INSERT' and a.grantee::regrole::text <> 'ledger_fn'
      order by 1
      """)
    #expect(
      writers == [
        "account ledger_finance_admin", "act_in_hand ledger_rules", "award_progress ledger_rules",
        "commitment_event ledger_rules", "commitment_progress ledger_rules", "entry_award ledger_rules",
        "leaf ledger_rules", "measure ledger_rules", "measure_day ledger_rules", "month_rollup ledger_rules",
        "open_item ledger_rules", "party ledger_finance_admin",
        "party ledger_recorder", "program ledger_finance_admin", "rollup ledger_rules", "rollup_key ledger_rules",
        "seal ledger_rules", "signed_note ledger_rules", "staged_bill ledger_finance_admin",
        "staged_bill ledger_recorder",
        "staged_line ledger_finance_admin", "staged_line ledger_recorder", "tree_head ledger_rules",
      ])
  }

  /// The eraser changes free texts, their salts and what is made from one, and nothing else; it is nobody's role, and owns one function.
  @Test func theEraserChangesTextsAndNothingElse() throws {
    let rights = try texts(
      """
      select distinct c.relname || '.' || t.attname || ' ' || a.privilege_type as x
      from pg_attribute t join pg_class c on c.oid = t.attrelid, aclexplode(t.attacl) a
      where a.grantee = 'ledger_eraser'::regrole
      union
      select c.oid::regclass || ' ' || a.privilege_type
      from pg_class c, aclexplode(c.relacl) a
      where a.grantee = 'ledger_eraser'::regrole and a.privilege_type <> 'SELECT'
      order by 1
      """)
    let due = try texts(
      """
      select table_name || '.' || column_name || ' UPDATE' as x from meta.free_text
      union
      select table_name || '.salts UPDATE' from meta.free_text
      union
      select 'bill.number_key UPDATE'
      order by 1
      """)
    #expect(rights == due)
    let members = try texts(
      """
      select m.member::regrole || ' ' || m.roleid::regrole as x from pg_auth_members m
      where 'ledger_eraser'::regrole in (m.member, m.roleid)
      """)
    #expect(members == [])
    let owned = try texts("select oid::regproc::text as x from pg_proc where proowner = 'ledger_eraser'::regrole")
    #expect(owned == ["ledger.erase_text"])
  }

  /// Salts are for those who make leaves again, who read the texts as well: a funder reads every other column of its awards.
  @Test func fundersReadNoSalts() throws {
    let kept = try texts(
      """
      select c.relname || '.' || t.attname as x
      from pg_attribute t join pg_class c on c.oid = t.attrelid
      where c.relnamespace = 'ledger'::regnamespace and c.relkind = 'r' and t.attnum > 0
        and has_any_column_privilege('ledger_funder', c.oid, 'select')
        and not has_column_privilege('ledger_funder', c.oid, t.attnum, 'select')
      order by 1
      """)
    #expect(
      kept == [
        "account.salts", "award_event.salts", "award_report.salts", "award_terms.salts", "award_tranche.salts",
        "award_version.salts",
        "budget_line.salts", "budget_version.salts", "organization.salts", "party.salts", "renaming.salts",
        "variance_explanation.salts",
      ])
    let readers = try texts(
      """
      select distinct r.role as x
      from pg_attribute t join pg_class c on c.oid = t.attrelid
      cross join unnest(array['recorder', 'approver', 'finance_admin', 'auditor', 'funder']) r (role)
      where c.relnamespace = 'ledger'::regnamespace and t.attname = 'salts'
        and has_column_privilege('ledger_' || r.role, c.oid, t.attnum, 'select')
      order by 1
      """)
    #expect(Set(readers) == Self.readers)
    // By column, nobody else was given anything to read.
    let byColumn = try texts(
      """
      select distinct a.grantee::regrole::text as x
      from pg_attribute t join pg_class c on c.oid = t.attrelid, aclexplode(t.attacl) a
      where c.relnamespace = 'ledger'::regnamespace and a.privilege_type = 'SELECT'
      """)
    #expect(byColumn == ["ledger_funder"])
    let sample = try SampleBooks.copy()
    for table in ["award_version", "award_terms", "budget_version", "budget_line"] {
      let connection = try sample.as(.funder)
      #expect(outcome(connection, "select salts from ledger.\(table)") == "42501", "\(table)")
      #expect(outcome(connection, "select count(*) from ledger.\(table)") == "accepted", "\(table)")
    }
    #expect(try sample.as(.auditor).execute("select salts from ledger.award_version").count > 0)
  }

  /// Every table with an organization's rows has row-level security, and each rule fires for replicas as well.
  @Test func nothingIsLeftOpen() throws {
    let open = try texts(
      """
      select c.relname as x from pg_class c
      where c.relnamespace = 'ledger'::regnamespace and c.relkind = 'r' and not c.relrowsecurity order by 1
      """)
    #expect(
      open == [
        "account_role", "measure_kind", "origin_kind", "proposal_kind", "rule", "staged_bill", "staged_line",
        "standard_account",
      ])
    let sleeping = try texts(
      """
      select t.tgrelid::regclass || '.' || t.tgname as x
      from pg_trigger t join pg_class c on c.oid = t.tgrelid
      where c.relnamespace = 'ledger'::regnamespace and not t.tgisinternal and t.tgenabled <> 'A'
      """)
    #expect(sleeping == [])
    let views = try texts(
      """
      select c.relname as x from pg_class c
      where c.relnamespace = 'report'::regnamespace and c.relkind in ('v', 'm')
        and not coalesce(c.reloptions @> array['security_invoker=true', 'security_barrier=true'], false)
      """)
    #expect(views == [])
  }
}
