import Testing

@testable import Ledger

/// Every table says what is true of it, and the catalog agrees: a table that is forgotten fails here.
@Suite struct TraitTests {
  private func texts(_ sql: String) throws -> [String] {
    try TestBooks.copy().asInstaller().execute(Query(unescaped: sql)).map { try $0.text("x") }
  }

  /// Whether the table of trait row `t` has such a column, in SQL.
  private static func hasColumn(_ condition: String) -> String {
    """
    exists (
      select from pg_attribute a join pg_class c on c.oid = a.attrelid
      where c.relnamespace = 'ledger'::regnamespace and c.relname = t.table_name and a.attnum > 0
        and not a.attisdropped and (\(condition)))
    """
  }

  @Test func everyTableHasTraits() throws {
    let unmatched = try texts(
      """
      select coalesce(c.relname, t.table_name)::text as x
      from (select relname from pg_class where relnamespace = 'ledger'::regnamespace and relkind in ('r', 'p')) c
      full join meta.table_trait t on t.table_name = c.relname
      where c.relname is null or t.table_name is null
      """)
    #expect(unmatched == [])
  }

  @Test func traitsAreThoseOfTheColumns() throws {
    func tables(where condition: String) throws -> [String] {
      try texts("select t.table_name::text as x from meta.table_trait t where \(condition) order by 1")
    }
    let recorder = Self.hasColumn("a.attname = 'recorded_by'")
    #expect(try tables(where: "t.is_stamped <> \(recorder)") == [])
    // The watermark of records is no record.
    let number = Self.hasColumn("a.attname = 'record_number'")
    #expect(try tables(where: "t.is_numbered <> (\(number) and t.keeps <> 'one_row')") == [])
    let version = Self.hasColumn("a.attname = 'version'")
    // An entry names the version of the rule that divided it.
    #expect(try tables(where: "\(version) and not t.is_versioned") == ["entry_allocation"])
    let remark = Self.hasColumn("a.atttypid = 'ledger.remark'::regtype or a.attname in ('approved_by', 'bytes')")
    #expect(try tables(where: "\(remark) and not t.holds_names") == [])
    // A name that statements show is one that never changes, or has versions. These are not shown.
    let name = Self.hasColumn("a.attname = 'name' and a.atttypid = 'ledger.label'::regtype")
    let renamed = "\(name) and t.keeps <> 'append_only' and not t.is_versioned"
    #expect(try tables(where: renamed) == ["standard_account"])
    #expect(try tables(where: "\(renamed) and t.why not like '%versioned%:%'") == [])
    #expect(
      try tables(where: "t.keeps = 'free'")
        == [
          "account_role", "act_in_hand", "measure_kind", "origin_kind", "proposal_kind", "rule", "staged_bill",
          "staged_line", "standard_account",
        ])
  }

  /// A backup leaves out what the program makes anew, and nothing else.
  @Test func whatNoBackupHoldsIsTheSameInAllBooks() throws {
    let unmatched = try texts(
      """
      select coalesce(b.table_name, t.table_name)::text as x
      from meta.not_backed_up b
      full join (
        select * from meta.table_trait where shown_to in ('all', 'functions') or (shown_to = 'rules' and keeps = 'free')
      ) t using (table_name)
      where b.why is distinct from case t.shown_to when 'all' then 'same' else 'passing' end
      """)
    #expect(unmatched == [])
  }

  @Test func whatIsSealedIsInALeaf() throws {
    let unread = try texts(
      """
      select t.table_name::text as x
      from meta.table_trait t
      cross join (
        select string_agg(p.prosrc, ' ') as text from pg_proc p
        where p.pronamespace = 'ledger'::regnamespace and p.proname in ('entry_leaves', 'record_texts')) s
      where t.is_sealed and s.text !~ ('(from|join) ledger\\.' || t.table_name || '\\M')
        or t.is_numbered and t.table_name <> 'journal_entry' and strpos(s.text, '''' || t.table_name || '''') = 0
      """)
    #expect(unread == [])
  }

  /// Each column of a sealed table is in the part of the texts that reads the table; what is not says why.
  @Test func whatASealedTableSaysIsInItsLeaf() throws {
    let unread = try texts(
      """
      with part as (
        select x.text
        from pg_proc p
        cross join lateral regexp_split_to_table(p.prosrc, 'union all') x (text)
        where p.pronamespace = 'ledger'::regnamespace and p.proname in ('entry_leaves', 'record_texts')
      )
      select t.table_name || '.' || a.attname as x
      from meta.table_trait t
      join pg_attribute a on a.attrelid = ('ledger.' || t.table_name)::regclass and a.attnum > 0 and a.attgenerated = ''
      where t.is_sealed and a.attname not in ('organization_id', 'record_number') and not exists (
        select
        from part
        where part.text ~ ('(from|join) ledger\\.' || t.table_name || '\\M') and part.text ~ ('\\.' || a.attname || '\\M'))
      order by 1
      """)
    #expect(unread == Self.unsealedColumns)
  }

  /// Each free text of a sealed table has its place in `meta.free_text`, and stands in the leaf as the commitment of that place.
  @Test func everyFreeTextIsCommitted() throws {
    // Whatever may hold words: domains of words, keys, JSON. What else is text is a code or one of few words.
    let unlisted = try texts(
      """
      select c.relname || '.' || a.attname as x
      from meta.table_trait t
      join pg_class c on c.oid = ('ledger.' || t.table_name)::regclass
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and a.attgenerated = ''
      left join meta.free_text f on f.table_name = c.relname and f.column_name = a.attname
      where t.is_sealed
        and (a.atttypid in ('ledger.label'::regtype, 'ledger.remark'::regtype, 'jsonb'::regtype, 'json'::regtype)
          or a.attname = 'idempotency_key') <> (f.place is not null)
        or not t.is_sealed and f.place is not null
      """)
    #expect(unlisted == [])
    // What else is text in a sealed table is the same as ever: a new column of words would be among these.
    let others = try texts(
      """
      select c.relname || '.' || a.attname as x
      from meta.table_trait t
      join pg_class c on c.oid = ('ledger.' || t.table_name)::regclass
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and a.attgenerated = '' and a.atttypid = 'text'::regtype
      where t.is_sealed and a.attname not in ('recorded_by', 'idempotency_key') and a.attname !~ '_code$'
        and not exists (
          select from pg_constraint k
          where k.conrelid = c.oid and k.contype in ('c', 'f') and a.attnum = any (k.conkey)
            and (k.contype = 'f' or pg_get_constraintdef(k.oid) ~ (a.attname || ' = ANY')))
      order by 1
      """)
    #expect(others == Self.otherTexts)
    // Salts are as long as there are texts, in the order of the columns.
    let misplaced = try texts(
      """
      select f.table_name || '.' || f.column_name as x
      from (
        select f.*, row_number() over (partition by f.table_name order by a.attnum) as due, count(*) over (partition by f.table_name) as texts
        from meta.free_text f
        join pg_attribute a on a.attrelid = ('ledger.' || f.table_name)::regclass and a.attname = f.column_name
      ) f
      left join pg_constraint k
        on k.conrelid = ('ledger.' || f.table_name)::regclass and k.conname = f.table_name || '_salts_check'
      where f.place <> f.due or k.convalidated is not true
        or strpos(pg_get_constraintdef(k.oid), 'octet_length(salts) = ' || 16 * f.texts) = 0
      """)
    #expect(misplaced == [])
    let uncommitted = try texts(
      """
      with part as (
        select x.text
        from pg_proc p
        cross join lateral regexp_split_to_table(p.prosrc, 'union all') x (text)
        where p.pronamespace = 'ledger'::regnamespace and p.proname in ('entry_leaves', 'record_texts')
      )
      select f.table_name || '.' || f.column_name as x
      from meta.free_text f
      where not exists (
        select
        from part
        cross join lateral regexp_matches(part.text, '(?:from|join) ledger\\.' || f.table_name || '\\s+(\\w+)', 'g') m
        where part.text ~ format('ledger\\.commitment\\(%1$s\\.salts, %2$s, %1$s\\.%3$s(::text)?\\)', m[1], f.place, f.column_name))
      """)
    #expect(uncommitted == [])
    // What is counted and not committed is a login.
    let counted = try texts(
      """
      select distinct m[1] as x
      from pg_proc p
      cross join lateral regexp_matches(p.prosrc, '(?:ledger\\.counted|octet_length)\\(\\w+\\.(\\w+)', 'g') m
      where p.pronamespace = 'ledger'::regnamespace and p.proname in ('entry_leaves', 'record_texts', 'restored_leaves')
      order by 1
      """)
    #expect(counted == ["created_by", "login", "recorded_by"])
  }

  /// Texts of sealed tables that are neither codes nor of few words, and no free texts.
  private static let otherTexts = [
    "bill.number_key", "journal_entry.origin_kind", "membership.login", "organization.ein", "renaming.code",
    "text_removal.column_name",
    "text_removal.commitment", "text_removal.row_key", "text_removal.table_name",
  ]

  /// Columns of sealed tables that are in no leaf: keys and counts that the books make from what is, and the import of an entry.
  private static let unsealedColumns = [
    "bill.number_key", "bill.ordinal", "document_link.times_withdrawn", "import_batch.import_id",
    "journal_entry.adjustment_number",
  ]

  @Test func rowsOfOrganizationsAreWithinPolicies() throws {
    let open = try texts(
      """
      select t.table_name::text as x
      from meta.table_trait t
      join pg_class c on c.relnamespace = 'ledger'::regnamespace and c.relname = t.table_name
      where c.relrowsecurity <> t.has_row_security
        or \(Self.hasColumn("a.attname = 'organization_id'")) and not (
          c.relrowsecurity and exists (select from pg_policy p where p.polrelid = c.oid))
      """)
    // Rows on their way are read by one function, and by nobody else.
    #expect(open == ["staged_line"])
  }

  @Test func everyNoSaysWhy() throws {
    let owner = try SampleBooks.copy().asOwner()
    #expect(outcome(owner, "update meta.table_trait set why = ' '") == "table_trait_why_check")
    for change in ["is_numbered = false", "is_stamped = false", "has_row_security = false"] {
      let sql = "update meta.table_trait set \(change), why = 'erasable: sealed' where table_name = 'coverage'"
      #expect(outcome(owner, sql) == "table_trait_why_check", "\(change)")
    }
  }

  private func catalog(_ connection: borrowing Connection) throws -> String {
    try connection.execute(
      """
      select md5(string_agg(concat_ws(' ', kind, name, checksum), ',' order by kind, name)) as x
      from meta.catalog_objects()
      """
    ).only { try $0.text("x") }
  }

  /// Traits are the whole of it: what they do not ask for is taken away, and what is missing is made again.
  @Test func makingAgainLeavesWhatTraitsAskFor() throws {
    let owner = try SampleBooks.copy().asOwner()
    let before = try catalog(owner)
    for sql in [
      "select meta.make_from_traits()",
      """
      create trigger append_only before update on ledger.rule
      for each statement execute function ledger.refuse_change()
      """,
      "create trigger stamp before insert on ledger.leaf for each row execute function ledger.stamp_record()",
      "alter table ledger.journal_line disable trigger append_only", "drop trigger numbers_record on ledger.bill",
      "create policy read_all on ledger.bill for select to ledger_funder using (true)",
      "alter policy read_in_scope on ledger.bill using (true)", "drop policy record_in_scope on ledger.bill",
      "alter table ledger.leaf disable row level security",
      "alter table ledger.staged_line enable row level security", "grant select on ledger.rollup to ledger_funder",
      "grant select on ledger.bill to public", "grant select on ledger.award_terms to ledger_funder",
      "grant select (salts) on ledger.award_terms to ledger_funder",
      "grant select (memo) on ledger.journal_line to ledger_funder",
      "revoke select (reason) on ledger.award_terms from ledger_funder",
      "drop trigger gives_salts on ledger.journal_line",
      "create trigger gives_salts before insert on ledger.award for each row execute function ledger.give_salts(1)",
      "revoke select on ledger.bill from ledger_auditor",
      "grant update (kind) on ledger.party to ledger_eraser", "grant update on ledger.network to ledger_eraser",
      "grant select on ledger.party to ledger_funder", "revoke update (name) on ledger.party from ledger_eraser",
      "revoke update (memo) on ledger.journal_line from ledger_eraser",
    ] {
      try owner.script(sql)
      try owner.script("select meta.make_from_traits()")
      #expect(try catalog(owner) == before, "\(sql)")
    }
  }
}
