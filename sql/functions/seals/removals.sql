-- The removal of texts: which places there are, where a text was copied, and the one function that takes a text away. What is removed leaves
-- its commitment in its column and zeros for its salt, so that leaves, trees and seals stay as they were.

create or replace view meta.text_place as
with word as (
  select f.table_name, f.column_name, f.place from meta.free_text f
  union all
  -- What people write elsewhere: it is in no leaf, and is found but not removed.
  values ('account', 'name', null::integer), ('allocation_rule', 'name', null), ('allocation_rule', 'base', null),
    ('allocation_rule', 'document', null), ('document', 'file_name', null), ('fund', 'name', null), ('import_profile', 'content', null),
    ('organization', 'name', null), ('party', 'name', null), ('program', 'name', null)
)
select w.table_name, w.column_name, w.place, k.key, k.matches, case w.table_name
    when 'organization' then 'r.id = $1'
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
begin
  select t.value into wanted from ledger.text_at($1, $2, $3, $4) t where not t.is_removed;
  -- Of the content of a proposal the books make no copy but what it says, which has its own place.
  if wanted is null or $2 = 'proposal' and $4 = 'content' then
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
    join ledger.journal_entry e on e.organization_id = o.organization_id and ledger.key_proposed(o.organization_id, e.idempotency_key) = o.idempotency_key
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
        o.idempotency_key in (select ledger.key_proposed(e.organization_id, e.idempotency_key) from entry e)
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
  'other versions of an award or its terms. '
  'A text of less than 4 characters is a copy only where it is the whole text. For functions.';
grant execute on function ledger.copies_of_text(bigint, text, text, text) to ledger_fn;

create or replace function ledger.propose_removal(organization_id bigint, places jsonb, reason text, idempotency_key text)
returns table (number bigint, already_recorded boolean, copies jsonb)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := $1;
  added jsonb;
  known record;
begin
  perform ledger.require_administrator(org);
  if jsonb_typeof(places) is distinct from 'array' or jsonb_array_length(places) = 0 then
    perform ledger.refuse('LV003', 'a removal names places, as objects of table, key and column');
  end if;
  select o.number, o.content into known
  from ledger.proposal o
  where o.organization_id = org and o.idempotency_key = $4 and o.kind = 'removal' and o.content ->> 'reason' = $3 and o.content -> 'places' @> $2;
  if found then
    return query select known.number, true, '[]'::jsonb;
    return;
  end if;
  select coalesce(jsonb_agg(distinct jsonb_build_object('table', c.copy_table, 'key', c.copy_key, 'column', c.copy_column)), '[]') into added
  from jsonb_to_recordset(places) as p ("table" text, key text, "column" text)
  cross join lateral ledger.copies_of_text(org, p."table", p.key, p."column") c
  where not exists (
    select
    from jsonb_to_recordset(places) as q ("table" text, key text, "column" text)
    where (q."table", q.key, q."column") = (c.copy_table, c.copy_key, c.copy_column));
  return query
  select p.number, p.already_recorded, added
  from ledger.propose(org, 'removal', $4, format('Remove %s', case jsonb_array_length(places || added)
      when 1 then 'a text' else jsonb_array_length(places || added) || ' texts' end),
    jsonb_build_object('places', places || added, 'reason', $3)) p;
end
$$;
alter function ledger.propose_removal(bigint, jsonb, text, text) owner to ledger_fn;
comment on function ledger.propose_removal(bigint, jsonb, text, text) is
  'Proposes that texts are removed, with a reason: places are objects of table, key and column (meta.free_text, meta.text_place). Where the books '
  'copied one of them, that place is added, and returned in copies. For finance administrators; raises LM001, LV003.';
grant execute on function ledger.propose_removal(bigint, jsonb, text, text) to ledger_finance_admin;

create or replace function ledger.remove_text(organization_id bigint, proposal_number bigint)
returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := $1;
  asked constant bigint := $2;
  content constant jsonb := (select o.content from ledger.proposal o where o.organization_id = $1 and o.number = $2 and o.kind = 'removal');
  place record;
  removed bigint := 0;
begin
  if jsonb_typeof(content -> 'places') is distinct from 'array' or jsonb_typeof(content -> 'reason') is distinct from 'string'
    or jsonb_array_length(content -> 'places') = 0
  then
    perform ledger.refuse('LV003', 'a removal names places, as objects of table, key and column, and a reason');
  end if;
  for place in
    with named as (
      select distinct p."table" as table_name, p.key as row_key, p."column" as column_name
      from jsonb_to_recordset(content -> 'places') as p ("table" text, key text, "column" text)
    )
    select n.*, t.value, t.commitment, t.is_removed, dense_rank() over (order by t.value) as text_number, (
        select concat_ws(':', c.copy_table, c.copy_key, c.copy_column)
        from ledger.copies_of_text(org, n.table_name, n.row_key, n.column_name) c
        where not exists (
          select from named o where (o.table_name, o.row_key, o.column_name) = (c.copy_table, c.copy_key, c.copy_column))
        limit 1
      ) as copy
    from named n
    left join lateral ledger.text_at(org, n.table_name, n.row_key, n.column_name) t on true
    order by n.table_name, n.row_key, n.column_name
  loop
    if place.commitment is null or (place.table_name, place.row_key) = ('proposal', asked::text) then
      perform ledger.refuse('LV003', format('there is no text %s:%s:%s to remove', place.table_name, place.row_key, place.column_name));
    elsif place.is_removed then
      perform ledger.refuse('LV003', format('text %s:%s:%s was removed before', place.table_name, place.row_key, place.column_name));
    elsif place.copy is not null then
      perform ledger.refuse('LV003', format('text %s:%s:%s stands in %s too, which the removal does not name', place.table_name, place.row_key,
        place.column_name, place.copy));
    end if;
    insert into ledger.text_removal (
      organization_id, table_name, row_key, column_name, commitment, text_number, proposal_number, reason
    )
    values (
      org, place.table_name, place.row_key, place.column_name, place.commitment, place.text_number, asked, content ->> 'reason'
    );
    removed := removed + 1;
  end loop;
  -- The keys of rows of which a title is part are those of before: each is named by its commitment, which stays.
  for place in
    select t.table_name, t.row_key, t.column_name
    from ledger.text_removal t
    where t.organization_id = org and t.proposal_number = asked
    order by t.record_number
  loop
    perform ledger.erase_text(org, place.table_name, place.row_key, place.column_name);
  end loop;
  return removed;
end
$$;
alter function ledger.remove_text(bigint, bigint) owner to ledger_fn;
comment on function ledger.remove_text(bigint, bigint) is
  'Removes the texts that a proposal names, and returns how many. Raises LV003 where one is not there or a copy is not named, LV002 where nobody '
  'else approved it. For ledger.record_proposed.';

-- Owned by ledger_eraser, of which nobody is a member: the last upgrade gives it to that role (Migrator), so it is made anew each time. In
-- the hands of anybody else it changes nothing (LE008).
drop function if exists ledger.erase_text(bigint, text, text, text);
create function ledger.erase_text(organization_id bigint, table_name text, row_key text, column_name text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set datestyle = 'ISO, YMD'
as $$
#variable_conflict use_column
declare
  removal record;
  place record;
  erased bigint;
begin
  -- In this transaction, by the session's own approval of what another person prepared, and of just this place.
  select t.commitment into removal
  from ledger.text_removal t
  join ledger.proposal o on o.organization_id = t.organization_id and o.number = t.proposal_number and o.kind = 'removal'
  join ledger.decision d on d.organization_id = o.organization_id and d.proposal_number = o.number
  where t.organization_id = $1 and t.table_name = $2 and t.row_key = $3 and t.column_name = $4
    and d.is_given and d.recorded_by <> o.recorded_by and d.recorded_by = session_user and d.recorded_at >= now()
    and o.content -> 'places' @> jsonb_build_array(jsonb_build_object('table', $2, 'key', $3, 'column', $4));
  if not found then
    perform ledger.refuse('LV002', format('texts are removed once another person has approved it, and %s:%s:%s is not', $2, $3, $4));
  end if;
  select p.* into place from meta.text_place p where p.table_name = $2 and p.column_name = $4 and p.place is not null;
  execute format(
    'update ledger.%1$I r set %2$I = %3$s, salts = overlay(r.salts placing %4$L from %5$s)%6$s '
    'where %7$s and %8$s and %9$s = $2 and ledger.commitment(r.salts, %10$s, r.%2$I::text) = $3',
    place.table_name, place.column_name,
    case when (place.table_name, place.column_name) = ('proposal', 'content') then 'to_jsonb(''removed:'' || $3)' else '''removed:'' || $3' end,
    '\x00000000000000000000000000000000'::bytea, 16 * place.place - 15,
    case when place.table_name = 'bill' then ', number_key = ''removed:'' || $3' else '' end,
    place.belongs, coalesce(place.matches, 'true'), place.key, place.place) using $1, $3, removal.commitment;
  get diagnostics erased = row_count;
  if erased <> 1 then
    perform ledger.refuse('LS006', format('text %s:%s:%s is not there with the commitment of its removal', $2, $3, $4));
  end if;
end
$$;
comment on function ledger.erase_text(bigint, text, text, text) is
  'Puts the commitment in the place of a text, and zeros in the place of its salt, where ledger.text_removal says so and another person approved it in '
  'this transaction. For ledger.remove_text.';
grant execute on function ledger.erase_text(bigint, text, text, text) to ledger_fn;

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
  'The places of an organization whose text contains these words, in whatever case: free texts of sealed records, and names and the like that are in no '
  'leaf. For finance administrators; raises LM001.';
grant execute on function ledger.find_text(bigint, text) to ledger_finance_admin;
