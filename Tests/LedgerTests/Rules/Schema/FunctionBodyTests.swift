import Testing

@testable import Ledger

/// Bodies of functions may name what comes later, so nothing looks at them as they are made. Here each is looked at once all is there: what it calls, and
/// with which arguments.
@Suite struct FunctionBodyTests {
  @Test func everyBodyCallsWhatIsThere() throws {
    let installer = try TestBooks.copy().asInstaller()
    try installer.script(
      "create extension plpgsql_check schema public; set check_function_bodies = on; set client_min_messages = error")
    #expect(try faults(installer) == [])
    let checked = try installer.execute(
      """
      select count(pg_catalog.fmgr_sql_validator(p.oid)::text)::bigint as count
      from pg_catalog.pg_proc p
      join pg_catalog.pg_language l on l.oid = p.prolang and l.lanname = 'sql'
      where p.pronamespace = any (array['ledger', 'meta', 'report']::regnamespace[])
      """
    ).only { try $0.int64("count") }
    #expect(checked > 100)
    // One that is called with other arguments than it has is seen.
    try installer.script(
      """
      set check_function_bodies = off;
      create function ledger.stale() returns void language plpgsql as 'begin perform ledger.read_day(1, 2); end'
      """)
    #expect(try faults(installer) == ["ledger.stale():1: function ledger.read_day(integer, integer) does not exist"])
  }

  /// What is wrong with bodies in PL/pgSQL. Records whose fields come with the table, or with the row that is read, are not looked into.
  private func faults(_ installer: borrowing Connection) throws -> [String] {
    try installer.execute(
      """
      with body as (
        select p.oid, t.tgrelid, t.tgnewtable, t.tgoldtable
        from pg_catalog.pg_proc p
        join pg_catalog.pg_language l on l.oid = p.prolang and l.lanname = 'plpgsql'
        left join pg_catalog.pg_trigger t on t.tgfoid = p.oid
        where p.pronamespace = any (array['ledger', 'meta', 'report']::regnamespace[]) and p.prorettype <> 'event_trigger'::regtype
      )
      select distinct b.oid::regprocedure::text as name, coalesce(c.lineno, 0) as line, c.message
      from body b
      cross join lateral public.plpgsql_check_function_tb(
        b.oid, coalesce(b.tgrelid, 0), fatal_errors => false, performance_warnings => false, oldtable => b.tgoldtable,
        newtable => b.tgnewtable) c
      where c.message like 'unused variable%' or c.level = 'error' and c.message not like 'record %'
      order by 1, 2
      """
    ).map { "\(try $0.text("name")):\(try $0.int("line")): \(try $0.text("message"))" }
  }
}
