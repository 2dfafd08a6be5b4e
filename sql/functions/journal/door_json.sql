-- The second face of the door: entries as JSON, by the names of the fields, so that an older caller survives a new field.

create or replace function ledger.record(organization_id bigint, entries jsonb)
returns table (entry_ordinal bigint, entry_id bigint, already_recorded boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  drafts ledger.entry_draft[];
  lines ledger.line_draft[];
begin
  if jsonb_typeof(entries) is distinct from 'array' then
    perform ledger.refuse('LE017', 'entries are given as an array of objects');
  end if;
  perform ledger.refuse('LE017', string_agg(f.message, '; ' order by f.place))
  from ledger.json_faults(entries) with ordinality as f (message, place)
  having count(*) > 0;
  select array_agg(jsonb_populate_record(null::ledger.entry_draft, e.value) order by e.place) into drafts
  from jsonb_array_elements(entries) with ordinality as e (value, place);
  select array_agg(jsonb_populate_record(null::ledger.line_draft,
    l.value || jsonb_build_object('entry_ordinal', e.place, 'line_number', l.place)) order by e.place, l.place)
  into lines
  from jsonb_array_elements(entries) with ordinality as e (value, place)
  cross join lateral jsonb_array_elements(coalesce(e.value -> 'lines', '[]')) with ordinality as l (value, place);
  return query select r.entry_ordinal, r.entry_id, r.already_recorded from ledger.record(organization_id, drafts, lines) r;
end
$$;
alter function ledger.record(bigint, jsonb) owner to ledger_fn;
comment on function ledger.record(bigint, jsonb) is
  'The other face of the door: an array of objects, one an entry, with its lines in "lines"; fields by the names of ledger.entry_draft and '
  'ledger.line_draft, entries and lines numbered by their places. A field that is not known is refused. Raises as the first.';
grant execute on function ledger.record(bigint, jsonb) to ledger_recorder, ledger_finance_admin;

create or replace function ledger.json_faults(entries jsonb)
returns setof text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with field as (
    select t.oid::regtype as draft, a.attname::text as name, a.atttypid = 'bigint'::regtype as is_number, a.attnum
    from pg_type t
    join pg_attribute a on a.attrelid = t.typrelid and a.attnum > 0
    where t.oid in ('ledger.entry_draft'::regtype, 'ledger.line_draft'::regtype) and a.attname not in ('entry_ordinal', 'line_number')
    union all
    select 'ledger.entry_draft'::regtype, 'lines', false, 999
  ), object as (
    select format('entry %s', e.place) as place, e.place as entry, 0::bigint as line, e.value, 'ledger.entry_draft'::regtype as draft
    from jsonb_array_elements($1) with ordinality as e (value, place)
    union all
    select format('entry %s, line %s', e.place, l.place), e.place, l.place, l.value, 'ledger.line_draft'::regtype
    from jsonb_array_elements($1) with ordinality as e (value, place)
    cross join lateral jsonb_array_elements(
      case when jsonb_typeof(e.value -> 'lines') = 'array' then e.value -> 'lines' else '[]' end) with ordinality as l (value, place)
  ), fault as (
    select o.entry, o.line, 0 as position, format('%s is not an object', o.place) as message
    from object o
    where jsonb_typeof(o.value) <> 'object'
    union all
    select o.entry, o.line, 0, format('%s: its lines are no array', o.place)
    from object o
    where o.line = 0 and jsonb_typeof(o.value -> 'lines') <> 'array'
    union all
    select o.entry, o.line, coalesce(f.attnum, 1000), case
        when f.name is null then format('%s has no field ‹%s›; it has %s', o.place, left(v.name, 60), (
          select string_agg(g.name, ', ' order by g.attnum) from field g where g.draft = o.draft))
        else format('%s: %s ‹%s› is not a whole number', o.place, ledger.field_in_words(f.name::name), left(v.value #>> '{}', 60))
      end
    from object o
    cross join lateral jsonb_each(case jsonb_typeof(o.value) when 'object' then o.value else '{}' end) v (name, value)
    left join field f on f.draft = o.draft and f.name = v.name
    where f.name is null or (f.is_number and jsonb_typeof(v.value) <> 'null' and (v.value #>> '{}') !~ '^-?[0-9]{1,18}$')
  )
  select f.message from fault f order by f.entry, f.line, f.position
$$;
comment on function ledger.json_faults(jsonb) is
  'What of entries in JSON is not a draft: members that are not known, numbers that are none, with their entry and line, in order.';
grant execute on function ledger.json_faults(jsonb) to ledger_fn;
