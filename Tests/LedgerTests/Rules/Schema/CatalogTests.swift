import Foundation
import Testing

@testable import Ledger

/// What the schema says of itself is whole: every rule, table, column and constraint that a person can meet.
@Suite struct CatalogTests {
  private let scripts = SchemaScripts.embedded

  private func texts(_ sql: String) throws -> [String] {
    try TestBooks.copy().asInstaller().execute(Query(unescaped: sql)).map { try $0.text("x") }
  }

  private func codes(in text: String, _ pattern: String) throws -> Set<String> {
    let expression = try NSRegularExpression(pattern: pattern)
    let range = NSRange(text.startIndex..., in: text)
    return Set(
      expression.matches(in: text, range: range).compactMap {
        Range($0.range(at: 1), in: text).map { String(text[$0]) }
      })
  }

  @Test func everyFileIsCarriedAsItIs() throws {
    func texts(_ folder: String) throws -> [String: String] {
      try Dictionary(
        uniqueKeysWithValues: Repository.paths(in: "sql/\(folder)", ending: ".sql").map {
          (String($0.dropFirst("sql/\(folder)/".count).dropLast(4)), try Repository.text($0))
        })
    }
    func carried(_ scripts: [SchemaScripts.Script]) -> [String: String] {
      Dictionary(uniqueKeysWithValues: scripts.map { ($0.name, $0.text) })
    }
    #expect(try carried([scripts.roles, scripts.bootstrap]) == texts("cluster"))
    #expect(try carried(scripts.migrations) == texts("migrations"))
    #expect(try carried(scripts.functions) == texts("functions"))
    #expect(scripts.migrations.map(\.version) == Array(1...scripts.migrations.count))
    for script in scripts.functions {
      #expect(script.fingerprint == SchemaScripts.Script(name: script.name, text: script.text).fingerprint)
    }
  }

  @Test func everyRuleIsRaisedListedAndNamed() throws {
    // The rules of limits are those of their measures.
    let raising =
      scripts.functions.filter { $0.name != "rules/refusals" }
      + scripts.migrations.filter { $0.name.contains("measures") }
    let raised = try raising.reduce(into: Set<String>()) { $0.formUnion(try codes(in: $1.text, "'(L[A-Z][0-9]{3})'")) }
    let listed = Set(try texts("select sqlstate as x from ledger.rule"))
    #expect(raised == listed)
    #expect(listed.allSatisfy { SQLState(rawValue: $0).isRule })
    // Refusals carry a code of ours or one of PostgreSQL's, never the catch-all.
    for script in scripts.functions {
      #expect(!script.text.contains("raise exception '"), "\(script.name)")
    }
  }

  /// The program names the rules that it tells apart, and no other.
  @Test func everyNameOfARuleIsUsed() throws {
    let listed = Set(try texts("select sqlstate as x from ledger.rule"))
    let files = try Repository.paths(in: "Sources", ending: ".swift")
    let list = try #require(files.first { $0.hasSuffix("/SQLState+Rules.swift") })
    let declared = try Repository.text(list)
    let named = try codes(in: declared, "static let [A-Za-z]+: SQLState = \"(L[A-Z][0-9]{3})\"")
    let names = try codes(in: declared, "static let ([A-Za-z]+): SQLState = ")
    let others = try files.filter { $0 != list }.map(Repository.text).joined()
    #expect(named.isSubset(of: listed) && named.count == names.count && !names.isEmpty)
    #expect(try names.filter { try codes(in: others, "[.](\($0))\\b").isEmpty } == [])
  }

  /// What holds a rule and what sees a breach exist; what sees it names the rule, or asks a function of the books that does.
  @Test func whatHoldsARuleIsThere() throws {
    let known = Set(
      try texts(
        """
        select 'trigger ' || c.relname || '.' || t.tgname as x from pg_trigger t join pg_class c on c.oid = t.tgrelid
        where c.relnamespace = 'ledger'::regnamespace and not t.tgisinternal
        union all
        select 'constraint ' || conname from pg_constraint where connamespace = 'ledger'::regnamespace
        union all
        select 'index ' || relname from pg_class where relnamespace = 'ledger'::regnamespace and relkind = 'i'
        union all
        select 'function ledger.' || proname from pg_proc where pronamespace = 'ledger'::regnamespace
        """))
    let held = try texts("select x from ledger.rule, unnest(string_to_array(held_by, ', ')) x")
    #expect(held.filter { !known.contains($0) } == [])
    #expect(try texts("select sqlstate as x from ledger.rule where held_by is null") == ["LS001"])
    #expect(
      try texts(
        """
        with source as (
          select 'ledger.' || p.proname as name, p.prosrc from pg_proc p where p.pronamespace = 'ledger'::regnamespace
        )
        select r.sqlstate || ' ' || c.name as x
        from ledger.rule r
        cross join lateral unnest(string_to_array(r.checked_by, ', ')) c (name)
        where not exists (
          select
          from source s
          left join source p on position(p.name || '(' in s.prosrc) > 0 and position('''' || r.sqlstate || '''' in p.prosrc) > 0
          where s.name = c.name and (position('''' || r.sqlstate || '''' in s.prosrc) > 0 or p.name is not null
            or exists (
              select from ledger.measure_kind k
              where k.rule = r.sqlstate and (s.name = 'ledger.check_measures' or position('''' || k.kind || '''' in s.prosrc) > 0))))
        order by 1
        """) == [])
    #expect(
      try texts(
        "select precedence::text as x from ledger.rule where precedence is not null group by 1 having count(*) > 1")
        == [])
  }

  /// What is told first is what the triggers of lines look at first: they fire in the order of their names.
  @Test func precedenceIsThatOfTheTriggers() throws {
    let triggers = try texts(
      """
      select t.name as x
      from (
        select r.precedence, min(h.name) as name
        from ledger.rule r
        cross join lateral unnest(string_to_array(r.held_by, ', ')) h (name)
        where h.name like 'trigger journal\\_line.%' and r.sqlstate <> 'LE009' and r.sqlstate <> 'LE004' and r.precedence is not null
        group by r.sqlstate, r.precedence
      ) t
      order by t.precedence
      """)
    #expect(triggers == triggers.sorted() && Set(triggers).count > 4, "\(triggers)")
  }

  @Test func everyRefusalSaysWhatToDo() throws {
    #expect(try texts("select sqlstate as x from ledger.rule where btrim(meaning) = '' or btrim(next_step) = ''") == [])
    let sample = try SampleBooks.copy()
    let owner = try sample.asOwner()
    let error = #expect(throws: DatabaseError.self) {
      try owner.script("update ledger.journal_entry set description = 'x'")
    }
    let step = try owner.execute(
      "select ledger.in_words(ledger.next_step_parts(next_step)) as x from ledger.rule where sqlstate = 'LE008'"
    ).only { try $0.text("x") }
    #expect(error?.hint == step)
  }

  @Test func everythingHasAComment() throws {
    let schemas = "(select oid from pg_namespace where nspname in ('ledger', 'meta', 'report', 'identity'))"
    let silent = try texts(
      """
      select 'schema ' || oid::regnamespace as x from pg_namespace
      where oid in \(schemas) and obj_description(oid, 'pg_namespace') is null
      union all
      select 'table ' || c.oid::regclass from pg_class c
      where c.relnamespace in \(schemas) and c.relkind in ('r', 'v') and obj_description(c.oid, 'pg_class') is null
      union all
      select 'column ' || c.oid::regclass || '.' || a.attname
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace in \(schemas) and c.relkind in ('r', 'v') and col_description(c.oid, a.attnum) is null
      union all
      select 'function ' || p.oid::regprocedure from pg_proc p
      where p.pronamespace in \(schemas) and obj_description(p.oid, 'pg_proc') is null
      union all
      select 'domain ' || t.oid::regtype from pg_type t
      where t.typnamespace in \(schemas) and t.typtype = 'd' and obj_description(t.oid, 'pg_type') is null
      """)
    #expect(silent == [])
  }

  /// Constraints without a comment: no person can break them through the functions, the grants or `ledgerctl`, because
  /// the functions write those columns themselves, or another constraint or policy refuses first.
  private static let unexplained: Set<String> = [
    "award_version_version_check", "budget_adds_up", "has_version", "award_event_award_fkey",
    "allocation_rule_organization_fkey",
    "allocation_share_pkey", "allocation_share_rule_fkey", "entry_allocation_pkey", "entry_allocation_entry_fkey",
    "entry_allocation_rule_fkey", "award_report_terms_fkey", "award_tranche_pkey", "award_tranche_terms_fkey",
    "award_terms_version_check", "measure_pkey", "measure_day_pkey", "measure_day_measure_fkey", "measure_kind_fkey",
    "measure_kind_pkey", "measure_kind_unit_check", "commitment_line_key",
    "commitment_pkey", "commitment_event_pkey", "commitment_event_entry_fkey", "commitment_event_kind_check",
    "commitment_event_source_check", "commitment_progress_pkey", "commitment_progress_commitment_fkey",
    "variance_explanation_award_fkey", "budget_spread_first_month_check", "budget_spread_number_check",
    "organization_policy_version_check", "account_organization_fkey",
    "closing_event_pkey", "entry_award_pkey", "award_organization_fkey", "award_progress_award_fkey",
    "award_progress_pkey",
    "budget_amount_line_fkey", "budget_amount_pkey", "budget_amount_version_fkey", "budget_line_award_fkey",
    "budget_version_version_check", "document_pkey", "document_number_key", "document_organization_fkey",
    "document_link_pkey", "fund_kind_key", "fund_organization_fkey", "has_amounts", "seal_pkey", "seal_number_check",
    "seal_leaf_count_check", "seal_root_check", "tree_head_pkey", "tree_head_leaf_count_check",
    "tree_head_root_check",
    "tree_head_frontier_check", "signed_note_pkey", "month_rollup_pkey", "month_rollup_is_rectangular",
    "signed_note_seal_fkey", "signed_note_number_check", "leaf_pkey", "leaf_record_key",
    "leaf_index_check", "leaf_hash_check", "rollup_key_pkey", "rollup_key_key", "rollup_pkey", "rollup_amount_check",
    "sealing_pkey", "sealing_is_only_check", "open_item_pkey", "open_item_entry_fkey", "mileage_rate_organization_fkey",
    "pays", "approval_policy_organization_fkey", "proposal_pkey", "proposal_organization_fkey",
    "import_profile_organization_fkey", "coverage_organization_fkey", "journal_entry_pkey", "membership_pkey",
    "organization_pkey", "party_organization_fkey",
    "program_organization_fkey", "renaming_number_check", "rule_name_key", "rule_pkey", "rule_precedence_key",
    "rule_seen_check", "rule_sqlstate_format",
    "standard_account_pkey",
    "account_role_pkey", "account_role_type_key", "origin_kind_pkey", "origin_pkey", "proposal_kind_pkey",
  ]

  /// After a crash an unlogged table is made empty again, and its indexes too; of a BRIN index that leaves a state from which the planner
  /// computes costs below zero.
  @Test func whatACrashEmptiesHasNoIndex() throws {
    #expect(
      try texts(
        """
        select i.relname as x
        from pg_class i
        join pg_am m on m.oid = i.relam
        where i.relkind = 'i' and i.relpersistence = 'u' and m.amname <> 'btree'
        """) == [])
    #expect(try texts("select relname as x from pg_class where relkind = 'r' and relpersistence = 'u'").count == 2)
  }

  @Test func constraintsThatPeopleMeetAreExplained() throws {
    let silent = try texts(
      """
      select k.conname::text as x from pg_constraint k
      where k.connamespace = 'ledger'::regnamespace and obj_description(k.oid, 'pg_constraint') is null
      union all
      select i.indexrelid::regclass::text from pg_index i join pg_class c on c.oid = i.indrelid
      where c.relnamespace = 'ledger'::regnamespace and i.indisunique and obj_description(i.indexrelid, 'pg_class') is null
        and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
      """)
    // The books give every record its number.
    let numbers = try texts(
      "select table_name || '_record_key' as x from meta.table_trait where is_numbered and table_name <> 'journal_entry'"
    )
    // And the salts of its texts.
    let salts = try texts("select distinct table_name || '_salts_check' as x from meta.free_text")
    let expected = Self.unexplained.union(numbers).union(salts)
    #expect(Set(silent).symmetricDifference(expected) == [])
    // A name means one constraint: an error is explained by its name alone.
    let doubled = try texts(
      """
      select conname::text as x from pg_constraint where connamespace = 'ledger'::regnamespace group by 1 having count(*) > 1
      """)
    #expect(doubled == [])
  }
}
