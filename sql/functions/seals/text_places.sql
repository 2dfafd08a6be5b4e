-- Where people write words: the places of texts, and where words are found. Where one was copied is in text_copies.sql, and what takes a text away
-- in removals.sql.

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
