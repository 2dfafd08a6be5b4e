-- Where the text of a place was copied: by the books, by a command, and as a hash in a key that a command made.

create or replace function ledger.related_entries(organization_id bigint, entry_id bigint)
returns bigint[]
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with first as (
    -- A reversal belongs to what it reverses, a refund to its expense.
    select coalesce(e.reverses_entry_id, e.refunds_entry_id, e.id) as id
    from ledger.journal_entry e
    where e.organization_id = $1 and e.id = $2
  ), whole as (
    select u.id from first f cross join lateral unnest(ledger.undone_together($1, f.id)) u (id)
    union
    select $2
  ), near as (
    select w.id from whole w
    union
    select c.entry_id from ledger.correction c join whole w on w.id = c.corrects_entry_id where c.organization_id = $1
    union
    -- What settles it says in its description what it pays.
    select l.entry_id from ledger.journal_line l join whole w on w.id = l.settles_entry_id where l.organization_id = $1
  )
  select array_agg(distinct n.id)
  from (
    select n.id from near n
    union
    select e.id
    from ledger.journal_entry e
    join near n on n.id = e.reverses_entry_id
    where e.organization_id = $1
    union
    select e.id
    from ledger.journal_entry e
    join near n on n.id = e.refunds_entry_id
    where e.organization_id = $1
  ) n
$$;
alter function ledger.related_entries(bigint, bigint) owner to ledger_rules;
comment on function ledger.related_entries(bigint, bigint) is
  'The entries in which the books, or a command, may have copied a text of an entry: itself, its reversals, refunds and corrections, what is undone with '
  'it, and what settles it. For functions.';
grant execute on function ledger.related_entries(bigint, bigint) to ledger_fn;

create or replace function ledger.is_made_key(key text)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select $1 ~ '(^|:)([0-9a-f]{24,32}|[0-9a-z]{12})([:#~]|$)'
$$;
comment on function ledger.is_made_key(text) is
  'Whether a key has the form that the program gives one that it makes of what a command, 12 letters and figures, or a row of a file says, up to 32 '
  'hexadecimal figures. For functions.';
grant execute on function ledger.is_made_key(text) to ledger_rules;

create or replace function ledger.key_of_text(organization_id bigint, table_name text, row_key text)
returns table (table_name text, row_key text, value text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select 'journal_entry', e.id::text, e.idempotency_key
  from ledger.journal_entry e
  where e.organization_id = $1 and e.id = case
      when $2 in ('journal_entry', 'journal_line') then split_part($3, '/', 1)::bigint
      when $2 in ('bill', 'payment') then ledger.entry_of_origin($1, $2, $3::bigint)
    end
  union all
  select 'proposal', o.number::text, o.idempotency_key
  from ledger.proposal o
  where o.organization_id = $1 and o.number = case when $2 = 'proposal' then $3::bigint end
  union all
  select 'commitment', c.number::text, c.idempotency_key
  from ledger.commitment c
  where c.organization_id = $1 and c.number = case when $2 = 'commitment' then $3::bigint end
$$;
alter function ledger.key_of_text(bigint, text, text) owner to ledger_rules;
comment on function ledger.key_of_text(bigint, text, text) is
  'The key of the entry, proposal or commitment that a text belongs to, and where it stands. For functions.';
grant execute on function ledger.key_of_text(bigint, text, text) to ledger_fn;

create or replace function ledger.copies_of_text(organization_id bigint, table_name text, row_key text, column_name text)
returns table (copy_table text, copy_key text, copy_column text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set datestyle = 'ISO, YMD'
as $$
#variable_conflict use_column
declare
  org constant bigint := $1;
  wanted text;
  in_json text;
  entries bigint[];
  party constant text := case when $2 = 'party' then $3 when $2 = 'renaming' and $3 like 'party/%' then split_part($3, '/', 3) end;
begin
  select t.value into wanted from ledger.text_at($1, $2, $3, $4) t where not t.is_removed;
  -- Of the content of a proposal the books make no copy but what it says, which has its own place; of that of a profile, none.
  if wanted is null or $4 = 'content' then
    return;
  end if;
  in_json := to_jsonb(wanted)::text;
  if $2 in ('journal_entry', 'journal_line') then
    entries := ledger.related_entries(org, split_part($3, '/', 1)::bigint);
  elsif $2 in ('bill', 'payment') then
    entries := ledger.related_entries(org, ledger.entry_of_origin(org, $2, $3::bigint));
  elsif $2 = 'proposal' then
    select ledger.related_entries(org, e.id) into entries
    from ledger.proposal o
    join ledger.journal_entry e on e.organization_id = o.organization_id and e.proposal_number = o.number
    where o.organization_id = org and o.number = $3::bigint;
  end if;
  return query
  with entry as (
    select e.* from ledger.journal_entry e where e.organization_id = org and e.id = any (entries)
  ), proposal as (
    select o.*
    from ledger.proposal o
    where o.organization_id = org and o.kind <> 'removal' and (
      entries is null and strpos(o.content::text, in_json) > 0
      or entries is not null and (
        o.number in (select e.proposal_number from entry e)
        or o.kind = 'reversal' and o.content ->> 'reverses' in (select e.id::text from entry e))
      or $2 = 'proposal' and o.number::text = $3)
  ), place as (
    select 'journal_entry' as table_name, e.id::text as row_key, x.column_name, x.value
    from entry e
    cross join lateral (values
      ('description', e.description::text), ('idempotency_key', e.idempotency_key), ('reversal_reason', e.reversal_reason::text)
    ) x (column_name, value)
    union all
    select 'journal_line', concat_ws('/', l.entry_id, l.line_number), 'memo', l.memo
    from entry e
    join ledger.journal_line l on l.organization_id = e.organization_id and l.entry_id = e.id
    union all
    select 'bill', b.origin_number::text, 'invoice_number', b.invoice_number
    from entry e
    join ledger.bill b on b.organization_id = e.organization_id and b.origin_kind = e.origin_kind and b.origin_number = e.origin_number
    union all
    select 'payment', p.origin_number::text, 'reference', p.reference
    from entry e
    join ledger.payment p on p.organization_id = e.organization_id and p.origin_kind = e.origin_kind and p.origin_number = e.origin_number
    union all
    select 'proposal', o.number::text, x.column_name, x.value
    from proposal o
    cross join lateral (values ('idempotency_key', o.idempotency_key), ('summary', o.summary::text)) x (column_name, value)
    union all
    select 'proposal', o.number::text, 'content', o.content::text
    from proposal o
    where strpos(o.content::text, btrim(in_json, '"')) > 0 and (length(wanted) >= 4 or strpos(o.content::text, in_json) > 0)
    union all
    -- What one version of an award or of its terms says is said again by the next.
    select 'award_version', concat_ws('/', v.award_code, v.version), 'name', v.name
    from ledger.award_version v
    where $2 = 'award_version' and v.organization_id = org and v.award_code = split_part($3, '/', 1)
    union all
    -- Commands say the name of a party in what they record of it.
    select 'journal_entry', e.id::text, 'description', e.description
    from ledger.journal_entry e
    where party is not null and $4 = 'name' and e.organization_id = org and strpos(e.description, wanted) > 0 and exists (
      select
      from ledger.journal_line l
      left join ledger.award w on w.organization_id = l.organization_id and w.code = l.award_code
      where l.organization_id = e.organization_id and l.entry_id = e.id and (l.party_code = party or w.funder_code = party))
    union all
    -- Each version of a rule that splits a cost says again what it is.
    select 'allocation_rule', concat_ws('/', a.code, a.version), x.column_name, x.value
    from ledger.allocation_rule a
    cross join lateral (values ('name', a.name::text), ('base', a.base::text), ('document', a.document::text)) x (column_name, value)
    where $2 = 'allocation_rule' and a.organization_id = org and a.code = split_part($3, '/', 1)
    union all
    -- The fund of an award is called after it.
    select 'fund', f.code, 'name', f.name
    from ledger.award w
    join ledger.fund f on f.organization_id = w.organization_id and f.code = w.fund_code
    where $2 = 'award_version' and $4 = 'name' and w.organization_id = org and w.code = split_part($3, '/', 1)
    union all
    select 'award_terms', concat_ws('/', t.award_code, t.version), 'preset', t.preset
    from ledger.award_terms t
    where $2 = 'award_terms' and t.organization_id = org and t.award_code = split_part($3, '/', 1)
    union all
    select 'award_report', concat_ws('/', r.award_code, r.version, r.due_on, ledger.commitment(r.salts, 1, r.title)), 'title', r.title
    from ledger.award_report r
    where $2 = 'award_report' and r.organization_id = org and r.award_code = split_part($3, '/', 1)
    union all
    select 'award_tranche', concat_ws('/', t.award_code, t.version, t.number), 'condition', t.condition
    from ledger.award_tranche t
    where $2 = 'award_tranche' and t.organization_id = org and t.award_code = split_part($3, '/', 1)
  ), found as (
    select p.table_name, p.row_key, p.column_name
    from place p
    where p.column_name = 'content' or p.value = wanted or (length(wanted) >= 4 and strpos(p.value, wanted) > 0)
    union
    select $2, $3, $4
  )
  select c.table_name, c.row_key, c.column_name
  from (
    select f.table_name, f.row_key, f.column_name from found f
    union
    -- A key made of what a command or a row says is a hash of the text, which confirms a guess of it.
    select k.table_name, k.row_key, 'idempotency_key'
    from found f
    cross join lateral ledger.key_of_text(org, f.table_name, f.row_key) k
    where ledger.is_made_key(k.value)
  ) c
  where (c.table_name, c.row_key, c.column_name) <> ($2, $3, $4);
end
$$;
alter function ledger.copies_of_text(bigint, text, text, text) owner to ledger_rules;
comment on function ledger.copies_of_text(bigint, text, text, text) is
  'Where the books, or a command, copied the text of a place: in its entry, reversal, refund, correction or payment, in the proposals of these, and in '
  'other versions of an award, its terms or a rule of allocation; the title of an award in the name of its fund; the name of a party in descriptions of entries of it; and the keys '
  'that a command made of it (ledger.is_made_key). A text of less than 4 characters is a copy only where it is the whole text. For functions.';
grant execute on function ledger.copies_of_text(bigint, text, text, text) to ledger_fn;
