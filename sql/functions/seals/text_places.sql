-- Where people write words: the places of texts, where one was copied, and where words are found. What takes a text away is in removals.sql.

create or replace view meta.text_place as
with word as (
  select f.table_name, f.column_name, f.place from meta.free_text f
  union all
  -- What people write elsewhere: it is in no leaf, and is found but not removed.
  values ('document', 'file_name', null::integer)
)
select w.table_name, w.column_name, w.place, k.key, k.matches, case w.table_name
    when 'organization' then 'r.id = $1'
    -- Of no organization, whose administrators would take it away from the others.
    when 'network' then 'false'
    when 'membership_revocation' then
      'exists (select from ledger.membership m where m.number = r.membership_number and m.organization_id = $1)'
    else 'r.organization_id = $1'
  end as belongs
from word w
cross join lateral (
  -- Where somebody dropped a primary key, nothing names a row, and check goes on.
  select coalesce('concat_ws(''/'', ' || string_agg(p.part, ', ' order by p.place) || ')', 'null::text') as key,
    string_agg(p.condition, ' and ' order by p.place) filter (where p.condition is not null) as matches
  from (
    select u.place, case
        when w.table_name = 'organization' then 'r.code'
        when c.is_text then format('ledger.commitment(r.salts, %s, r.%I)', c.text_place, a.attname)
        else format('r.%I', a.attname)
      end as part,
      case when w.table_name <> 'organization' and not c.is_text then
        format('r.%I = split_part($2, ''/'', %s)::%s', a.attname, row_number() over (order by u.place),
          format_type(coalesce(nullif(t.typbasetype, 0), t.oid), null))
      end as condition
    from pg_index i
    cross join lateral unnest(i.indkey) with ordinality as u (attnum, place)
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = u.attnum
    join pg_type t on t.oid = a.atttypid
    cross join lateral (
      select count(f.place) > 0 as is_text, max(f.place) as text_place
      from meta.free_text f
      where f.table_name = w.table_name and f.column_name = a.attname
    ) c
    where i.indrelid = format('ledger.%I', w.table_name)::regclass and i.indisprimary and a.attname <> 'organization_id'
  ) p
) k;
comment on view meta.text_place is
  'The columns that people write words in, and how a row of each table is named: by its primary key without the organization, parts divided by /.';
comment on column meta.text_place.table_name is 'A table of schema ledger.';
comment on column meta.text_place.column_name is 'A column of it.';
comment on column meta.text_place.place is 'As meta.free_text.place; null where the text is in no leaf.';
comment on column meta.text_place.key is 'The key of row r, in SQL.';
comment on column meta.text_place.matches is 'What finds the row of key $2 by its index, in SQL; null where nothing does.';
comment on column meta.text_place.belongs is 'Whether row r is of organization $1, in SQL.';
grant select on meta.text_place to ledger_rules, ledger_eraser;

create or replace function ledger.text_at(organization_id bigint, table_name text, row_key text, column_name text)
returns table (value text, commitment text, is_removed boolean, record_number bigint)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set datestyle = 'ISO, YMD'
as $$
#variable_conflict use_column
declare
  place record;
begin
  select p.* into place from meta.text_place p where p.table_name = $2 and p.column_name = $4 and p.place is not null;
  if not found then
    return;
  end if;
  return query execute format(
    'select r.%1$I::text, ledger.commitment(r.salts, %2$s, r.%1$I::text), ledger.is_removed(r.salts, %2$s, r.%1$I::text), null::bigint '
    'from ledger.%3$I r where %4$s and %5$s and %6$s = $2 and r.%1$I is not null',
    place.column_name, place.place, place.table_name, place.belongs, coalesce(place.matches, 'true'), place.key) using $1, $3;
exception
  -- A key that is none.
  when invalid_text_representation or numeric_value_out_of_range or invalid_datetime_format or datetime_field_overflow then return;
end
$$;
alter function ledger.text_at(bigint, text, text, text) owner to ledger_rules;
comment on function ledger.text_at(bigint, text, text, text) is
  'The free text of a sealed record that stands in a place, its commitment, and whether it was removed; no row where there is none. For functions.';
grant execute on function ledger.text_at(bigint, text, text, text) to ledger_fn;

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
  )
  select distinct p.table_name, p.row_key, p.column_name
  from place p
  where (p.table_name, p.row_key, p.column_name) <> ($2, $3, $4)
    and (p.column_name = 'content' or p.value = wanted or (length(wanted) >= 4 and strpos(p.value, wanted) > 0));
end
$$;
alter function ledger.copies_of_text(bigint, text, text, text) owner to ledger_rules;
comment on function ledger.copies_of_text(bigint, text, text, text) is
  'Where the books, or a command, copied the text of a place: in its entry, reversal, refund, correction or payment, in the proposals of these, and in '
  'other versions of an award, its terms or a rule of allocation; the title of an award in the name of its fund; the name of a party in descriptions of entries of it. '
  'A text of less than 4 characters is a copy only where it is the whole text. For functions.';
grant execute on function ledger.copies_of_text(bigint, text, text, text) to ledger_fn;

create or replace function ledger.find_text(organization_id bigint, words text)
returns table (table_name text, row_key text, column_name text, is_sealed boolean)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set datestyle = 'ISO, YMD'
as $$
#variable_conflict use_column
declare
  place record;
begin
  if $1 is null or not $1 = any (ledger.administered_organizations()) then
    perform ledger.refuse('LM001', format('login %s is no finance administrator of this organization', session_user));
  end if;
  if btrim(coalesce(words, '')) = '' then
    return;
  end if;
  for place in select p.* from meta.text_place p order by p.table_name, p.column_name loop
    -- JSON escapes quotes and the like; a part of it is found as it is escaped.
    return query execute format(
      'select %L, %s, %L, %L::boolean from ledger.%I r where %s and strpos(lower(r.%I::text), lower(%s)) > 0 order by r.ctid',
      place.table_name, place.key, place.column_name, place.place is not null, place.table_name, place.belongs, place.column_name,
      case place.column_name when 'content' then 'substr(to_jsonb($2)::text, 2, length(to_jsonb($2)::text) - 2)' else '$2' end) using $1, words;
  end loop;
end
$$;
alter function ledger.find_text(bigint, text) owner to ledger_rules;
comment on function ledger.find_text(bigint, text) is
  'The places of an organization whose text contains these words, in whatever case: free texts of sealed records, and names of files and the like that are in no '
  'leaf. For finance administrators; raises LM001.';
grant execute on function ledger.find_text(bigint, text) to ledger_finance_admin;
