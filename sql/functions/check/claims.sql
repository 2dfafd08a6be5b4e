-- The part of check that asks of entries and notes what they say of themselves: numbers, keys, kinds, seals.

create or replace function ledger.broken_claims(scope bigint[])
returns table (sqlstate text, organization_id bigint, place text, problem text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select 'LE009', x.organization_id, 'entry ' || x.id, format('is adjustment %s of entry %s, which has %s before it',
    coalesce(x.adjustment_number::text, 'without a number'), x.target_id, x.due - 1)
  from (
    select e.organization_id, e.id, e.adjustment_number, coalesce(e.reverses_entry_id, e.refunds_entry_id) as target_id,
      row_number() over (
        partition by e.organization_id, coalesce(e.reverses_entry_id, e.refunds_entry_id) order by e.adjustment_number nulls last, e.id) as due
    from ledger.journal_entry e
    where e.organization_id = any (scope) and e.kind in ('reversal', 'refund', 'reclass')
  ) x
  where x.adjustment_number is distinct from x.due
  union all
  select 'LK003', e.organization_id, 'entry ' || e.id, format('of kind %s has key %s, as the books give', e.kind, quote_literal(e.idempotency_key))
  from ledger.journal_entry e
  where e.organization_id = any (scope) and not ledger.has_key_of_books(e.kind, e.origin_kind)
    and ledger.is_key_of_books(e.idempotency_key)
  union all
  select distinct 'LA018', e.organization_id, 'entry ' || e.id, format('is of kind %s, and award %s is %s', e.kind, w.code, w.recognition)
  from ledger.journal_entry e
  join ledger.entry_award r on r.organization_id = e.organization_id and r.entry_id = e.id
  join ledger.award w on w.organization_id = r.organization_id and w.code = r.award_code
  where e.organization_id = any (scope) and not ledger.is_moved_as_recognized(e.kind, w.recognition)
  union all
  -- By the terms that it relied on, of the award that it charges.
  select distinct 'LA018', e.organization_id, 'entry ' || e.id, format('charges indirect costs of award %s, whose terms gave no rate', r.award_code)
  from ledger.journal_entry e
  join ledger.entry_award r on r.organization_id = e.organization_id and r.entry_id = e.id
  where e.organization_id = any (scope) and e.kind = 'indirect' and not exists (
    -- A version that holds on some day, as it was known then.
    select
    from ledger.award_terms t
    where t.organization_id = r.organization_id and t.award_code = r.award_code and t.version <= r.terms_version
      and t.indirect_rate_basis_points is not null and (t.version = 1 or not exists (
        select
        from ledger.award_terms n
        where n.organization_id = t.organization_id and n.award_code = t.award_code and n.version > t.version and n.version <= r.terms_version
          and n.effective_on <= t.effective_on)))
$$;
alter function ledger.broken_claims(bigint[]) owner to ledger_rules;
comment on function ledger.broken_claims(bigint[]) is
  'LE009: adjustments of these organizations whose number does not count them; LK003: keys of the books on entries that they do not make; LA018: '
  'entries of a kind that the recognition or terms of their award do not allow. For ledger.check_history.';

create or replace function ledger.broken_notes(scope bigint[])
returns table (sqlstate text, organization_id bigint, place text, problem text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select 'LS005', x.organization_id, 'note ' || x.number, case
      when x.due is null then format('is of seal %s, which does not exist', x.seal_number)
      else format('does not begin with the checkpoint of seal %s', x.seal_number)
    end
  from (
    select n.*, case n.organization_id
        when 0 then ledger.checkpoint(n.seal_number)
        else (
          select ledger.checkpoint_text(s.instance_number, n.organization_id, h.leaf_count, h.root)
          from ledger.tree_heads(s.number) h
          where h.organization_id = n.organization_id)
      end as due
    from ledger.signed_note n
    left join ledger.seal s on s.number = n.seal_number
    where n.organization_id = any (scope)
  ) x
  where x.due is null or split_part(x.note, E'\n\n', 1) || E'\n' <> x.due
$$;
alter function ledger.broken_notes(bigint[]) owner to ledger_rules;
comment on function ledger.broken_notes(bigint[]) is
  'LS005: notes kept of the trees of these organizations that do not begin with the checkpoint of their seal. For ledger.check_history.';

create or replace function ledger.drawn_numbers()
returns table (sequence text, last_drawn bigint, usable_through bigint, place text, highest bigint)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  -- Far more than any books draw; of what people and their settings are few, numbers stay within 32 bits.
  most constant bigint := 1000000000000000;
  most_of_few constant bigint := 2000000000;
  source record;
begin
  for source in
    select s.oid, s.oid::regclass::text as sequence, a.attrelid::regclass::text as place, quote_ident(a.attname) as numbers, least(
        case when s.relname in ('journal_entry_number', 'record_number', 'rollup_key_number') then most else most_of_few end,
        (select q.seqmax - 1000000 from pg_sequence q where q.seqrelid = s.oid)) as usable_through
    from pg_class s
    join pg_attribute a on a.attnum > 0 and not a.attisdropped and (
      -- Entries and records of all tables are numbered in one order.
      s.oid = 'ledger.record_number'::regclass and a.attname = 'record_number' and exists (
        select from pg_class c where c.oid = a.attrelid and c.relnamespace = 'ledger'::regnamespace and c.relkind = 'r')
      or exists (
        select
        from pg_depend d
        where d.classid = 'pg_class'::regclass and d.objid = s.oid and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')
          and d.refobjid = a.attrelid and d.refobjsubid = a.attnum))
    where s.relkind = 'S' and s.relnamespace in (select n.oid from pg_namespace n where n.nspname in ('ledger', 'meta'))
  loop
    return query execute format('select $1, $2, $3, $4, coalesce(max(%s), 0)::bigint from %s', source.numbers, source.place)
      using source.sequence, coalesce(pg_sequence_last_value(source.oid), 0), source.usable_through, source.place;
  end loop;
  -- What a seal says that it covers has been drawn: recorded under again, it would not be sealed.
  return query
  select x.sequence::text, coalesce(pg_sequence_last_value(x.sequence), 0), most, 'ledger.seal', x.floor
  from (
    select 'ledger.journal_entry_number'::regclass as sequence, coalesce(max(s.entry_floor), 0) as floor from ledger.seal s
    union all
    select 'ledger.record_number', coalesce(max(s.record_floor), 0) from ledger.seal s
  ) x;
end
$$;
alter function ledger.drawn_numbers() owner to ledger_rules;
comment on function ledger.drawn_numbers() is
  'Each sequence that numbers are drawn from, with the number drawn last, the highest that books should ever reach, and the highest that stands in '
  'each table that is numbered from it; 0 for none.';
grant execute on function ledger.drawn_numbers() to ledger_owner;
do $$
declare
  made record;
begin
  for made in
    select s.oid::regclass as sequence
    from pg_class s
    where s.relkind = 'S' and s.relnamespace in (select n.oid from pg_namespace n where n.nspname in ('ledger', 'meta'))
  loop
    execute format('grant select on sequence %s to ledger_rules', made.sequence);
  end loop;
end
$$;

create or replace function ledger.repeated_numbers()
returns table (number bigint, places text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set work_mem = '128MB'
set jit = off
as $$
begin
  return query execute (
    select 'select r.record_number, string_agg(r.place, '' and '' order by r.place) from ('
      || string_agg(format('select record_number, %L as place from %s', c.oid::regclass, c.oid::regclass), ' union all ')
      || ') r group by 1 having count(*) > 1'
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'record_number'
    where c.relnamespace = 'ledger'::regnamespace and c.relkind = 'r');
end
$$;
alter function ledger.repeated_numbers() owner to ledger_rules;
comment on function ledger.repeated_numbers() is 'Record numbers that more than one row has, of all tables and organizations, with the tables. For broken_numbers.';

create or replace function ledger.endless_moments()
returns table (place text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  source record;
begin
  for source in
    select c.oid::regclass::text as place, string_agg(format('not isfinite(%I)', a.attname), ' or ') as is_endless
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    where c.relnamespace in ('ledger'::regnamespace, 'meta'::regnamespace) and c.relkind = 'r'
      and coalesce(nullif(t.typbasetype, 0), t.oid) in ('date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype)
    group by c.oid
  loop
    return query execute format('select $1 where exists (select from %s where %s)', source.place, source.is_endless) using source.place;
  end loop;
end
$$;
alter function ledger.endless_moments() owner to ledger_rules;
comment on function ledger.endless_moments() is
  'Tables in which a day or moment of a row is infinite, which the books never give and take from nobody. For broken_numbers.';

create or replace function ledger.broken_numbers()
returns table (sqlstate text, place text, problem text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select 'LE009', 'sequence ' || n.sequence, case
      when n.last_drawn < max(n.highest)
        then format('would give number %s again, which a row of %s has', n.last_drawn + 1, min(n.place) filter (where n.last_drawn < n.highest))
      else format('stands at %s, near its end: no books draw so many numbers', n.last_drawn)
    end
  from ledger.drawn_numbers() n
  group by n.sequence, n.last_drawn
  having n.last_drawn < max(n.highest) or n.last_drawn > min(n.usable_through)
  union all
  select 'LE009', 'record number ' || r.number, format('stands in %s', r.places)
  from ledger.repeated_numbers() r
  union all
  select 'LE009', m.place, 'a day or moment of a row is none of any calendar'
  from ledger.endless_moments() m
$$;
alter function ledger.broken_numbers() owner to ledger_rules;
comment on function ledger.broken_numbers() is
  'LE009: sequences that would give a number again or are near their end, record numbers that stand twice, days and moments that are infinite; of all '
  'organizations. For check_books.';
grant execute on function ledger.broken_numbers() to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
