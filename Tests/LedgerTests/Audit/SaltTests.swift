import Testing

@testable import Ledger

/// Every free text has its salt.
@Suite struct SaltTests {
  /// No row is without the salts of its texts, nor with salts of another length, whoever writes it.
  @Test func saltsAreThere() throws {
    let sample = try SealDamageTests.sealed()
    let installer = try sample.books.asInstaller()
    let tables = try installer.execute("select distinct table_name from meta.free_text order by 1").map {
      try $0.text("table_name")
    }
    for table in tables
    where try installer.execute("select from ledger.\(unescaped: table) where salts is not null limit 1").count > 0 {
      for salts in ["null", "''", "salts || '\\x00'", "substr(salts, 2)"] {
        try installer.script(
          "begin; alter table ledger.\(table) disable trigger user; set local session_replication_role = replica")
        let refusal = outcome(installer, "update ledger.\(table) set salts = \(salts)")
        #expect(["23502", "\(table)_salts_check"].contains(refusal), "\(table), \(salts): \(refusal)")
        try installer.script("rollback")
      }
    }
  }

  /// No two texts have the same salt, and a reversal its own.
  @Test func saltsAreNeverTheSame() throws {
    let sample = try SealDamageTests.sealed()
    let repeated = try sample.books.asInstaller().execute(
      """
      select string_agg(distinct s.table_name, ' ') as x
      from (
        select f.table_name, substr(x.salts, 16 * f.place - 15, 16) as salt
        from meta.free_text f
        join (
          select 'journal_entry' as table_name, salts from ledger.journal_entry
          union all select 'journal_line', salts from ledger.journal_line where salts is not null
          union all select 'award_version', salts from ledger.award_version
          union all select 'award_terms', salts from ledger.award_terms
          union all select 'budget_line', salts from ledger.budget_line
          union all select 'budget_version', salts from ledger.budget_version
        ) x on x.table_name = f.table_name
      ) s
      group by s.salt
      having count(*) > 1 or get_byte(s.salt, 6) >> 4 <> 4
      """
    ).map { try $0.text("x") }
    #expect(repeated == [])
  }
}
