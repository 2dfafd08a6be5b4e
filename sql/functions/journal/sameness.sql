-- What is recorded under a key against what is given under it again, and what of drafts cannot be read.

create or replace function ledger.require_same(
  organization_id bigint, entries ledger.entry_draft[], lines ledger.line_draft[], made bigint[], origins ledger.origin_part[] default null
)
returns bigint[]
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  known bigint[];
  difference record;
begin
  select array_agg(e.id order by d.ordinality) into known
  from unnest(entries) with ordinality as d
  left join ledger.journal_entry e
    on e.organization_id = org and e.idempotency_key = d.idempotency_key and made[d.ordinality] is null;
  with known_entry as materialized (
    select k.id, k.place from unnest(known) with ordinality as k (id, place) where k.id is not null
  )
  select x.* into difference
  from (
    select e.id, 0::smallint as line_number, to_jsonb(ledger.entry_as_draft(e)) as stored, to_jsonb(d) as given
    from known_entry k
    join ledger.journal_entry e on e.organization_id = org and e.id = k.id
    join unnest(entries) d on d.idempotency_key = e.idempotency_key
    where ledger.entry_as_draft(e) is distinct from d
    union all
    select coalesce(g.id, s.id), coalesce(g.line_number, s.line_number), to_jsonb(s.draft), to_jsonb(g.draft)
    from (
      select k.id, l.line_number::smallint as line_number, l as draft
      from unnest(lines) l
      join known_entry k on k.place = l.entry_ordinal
    ) g
    full join (
      select k.id, l.line_number, ledger.line_as_draft(k.place, l) as draft
      from known_entry k
      join ledger.journal_line l on l.organization_id = org and l.entry_id = k.id
    ) s on s.id = g.id and s.line_number = g.line_number
    where s.draft is distinct from g.draft
  ) x
  where ledger.passing_over(x.stored, x.given) is distinct from x.stored
  order by x.id, x.line_number
  limit 1;
  if found then
    perform ledger.refuse('LK001', format('key %s belongs to entry %s, which has another %s%s',
      quote_literal((select e.idempotency_key from ledger.journal_entry e where e.organization_id = org and e.id = difference.id)),
      difference.id, ledger.first_difference(difference.stored, ledger.passing_over(difference.stored, difference.given)),
      case when difference.line_number > 0 then format(' (line %s)', difference.line_number) else '' end));
  end if;
  -- Their numbers were drawn for this call, so that kind and part alone are compared.
  perform ledger.refuse('LK001', format('key %s belongs to entry %s, which is %s', quote_literal(e.idempotency_key), e.id,
    coalesce(ledger.origin_in_words(e.origin_kind, e.origin_number, e.origin_part), 'an entry by itself')))
  from unnest(known) with ordinality as k (id, place)
  join ledger.journal_entry e on e.organization_id = org and e.id = k.id
  left join unnest(origins) with ordinality as o on o.ordinality = k.place
  where (e.origin_kind, e.origin_part::bigint) is distinct from (o.kind, o.part)
  order by k.place
  limit 1;
  return known;
end
$$;
alter function ledger.require_same(bigint, ledger.entry_draft[], ledger.line_draft[], bigint[], ledger.origin_part[]) owner to ledger_fn;
comment on function ledger.require_same is
  'Of a call whose made numbers are null where the key is recorded already: the numbers recorded under those keys, in the same order. Raises '
  'LK001, naming the first field, where one has other content.';

create or replace function ledger.draft_faults(entries ledger.entry_draft[], lines ledger.line_draft[])
returns setof text
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  field record;
  named text;
begin
  for field in
    select p.place, a.attname, coalesce(a.domain, a.type) as type, a.type = 'ledger.day' as is_day, a.attnotnull, p.draft ->> a.attname as value
    from (
      select format('entry %s', d.ordinality) as place, 'ledger.journal_entry'::regclass as journal, d.ordinality as entry, 0::bigint as line,
        to_jsonb(d) as draft
      from unnest(entries) with ordinality as d
      union all
      select format('entry %s, line %s', l.entry_ordinal, l.line_number), 'ledger.journal_line'::regclass, l.entry_ordinal, l.line_number,
        to_jsonb(l)
      from unnest(lines) l
    ) p
    cross join lateral (
      select c.attname, c.attnum, c.attnotnull, format_type(c.atttypid, c.atttypmod) as type, null::text as domain
      from pg_attribute c
      where c.attrelid = p.journal and c.attnum > 0 and not c.attisdropped and p.draft ? c.attname
    ) a
    order by p.entry, p.line, a.attnum
  loop
    named := null;
    if field.value is null then
      if field.attnotnull then
        return next format('%s: the %s is missing', field.place, ledger.field_in_words(field.attname));
      end if;
    elsif field.is_day and not ledger.is_day(field.value) then
      return next format('%s: %s ‹%s› is not a day; write YYYY-MM-DD', field.place, ledger.field_in_words(field.attname), left(field.value, 60));
    else
      begin
        execute format('select %L::%s', field.value, field.type);
      exception when others then
        get stacked diagnostics named = constraint_name;
        return next format('%s: %s ‹%s›: %s', field.place, ledger.field_in_words(field.attname), left(field.value, 60), coalesce(
          ledger.in_words(ledger.next_step_parts(ledger.explanation(named))), 'cannot be read'));
      end;
    end if;
  end loop;
end
$$;
alter function ledger.draft_faults(ledger.entry_draft[], ledger.line_draft[]) owner to ledger_fn;
comment on function ledger.draft_faults is
  'Every field of drafts that cannot be read, with its entry, line and what is wrong, in order; asked only where the door was refused.';

create or replace function ledger.field_in_words(field name)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select replace(regexp_replace(regexp_replace($1::text, '_(code|cents|entry_id)$', ''), '^idempotency_', ''), '_', ' ')
$$;
comment on function ledger.field_in_words(name) is 'A field of a draft as people call it: amount, budget line, service from.';

create or replace function ledger.first_difference(stored jsonb, given jsonb)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case when $1 is null or $2 is null then 'number of lines' else (
    select ledger.field_in_words(a.attname)
    from pg_attribute a
    where a.attrelid in ('ledger.entry_draft'::regclass, 'ledger.line_draft'::regclass) and a.attnum > 0
      and $1 ? a.attname and $1 -> a.attname is distinct from $2 -> a.attname
    order by a.attnum
    limit 1) end
$$;
comment on function ledger.first_difference(jsonb, jsonb) is 'The first field in which two drafts differ, in words.';
grant execute on function ledger.first_difference(jsonb, jsonb) to ledger_fn, ledger_rules;
grant execute on function ledger.field_in_words(name) to ledger_fn, ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
