-- Bulk posting: lines are copied into ledger.staged_line, then posted slice by slice in the same transaction.

revoke insert, update, delete on ledger.staged_line, ledger.staged_bill from ledger_fn, ledger_recorder, ledger_finance_admin;
-- Clients stage what drafts say; who they are and how often a key stands is told by the books.
do $$
begin
  execute (
    select string_agg(format('grant insert (%s) on %s to ledger_recorder, ledger_finance_admin', s.columns, s.name), '; ')
    from (
      select a.attrelid::regclass as name, string_agg(quote_ident(a.attname), ', ') as columns
      from pg_attribute a
      where a.attrelid in ('ledger.staged_line'::regclass, 'ledger.staged_bill'::regclass) and a.attnum > 0 and not a.attisdropped
        and a.attname not in ('login', 'occurrence', 'generation', 'entry_key')
      group by a.attrelid
    ) s);
end
$$;
grant delete on ledger.staged_line, ledger.staged_bill to ledger_fn;
grant update (occurrence, generation) on ledger.staged_line to ledger_fn;

create or replace function ledger.post_staged_slice(import_id uuid, first_ordinal integer, last_ordinal integer)
returns table (posted bigint, already_recorded bigint, first_entry_id bigint, last_entry_id bigint)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set work_mem = '64MB'
as $$
#variable_conflict use_column
declare
  import constant uuid := import_id;
  fault record;
  organizations bigint[];
  head_count bigint;
  org bigint;
  entries ledger.entry_draft[];
  lines ledger.line_draft[];
  origins ledger.origin_part[];
  made bigint[];
begin
  select array_agg(distinct s.organization_id order by s.organization_id), count(*) filter (where s.line_number = 1)
  into organizations, head_count
  from ledger.staged_line s
  where s.import_id = import and s.login = session_user and s.entry_ordinal between first_ordinal and last_ordinal;
  perform ledger.require_recorder(o) from unnest(organizations) o;

  select s.entry_ordinal, s.idempotency_key, s.row_number into fault
  from ledger.staged_line s
  where s.import_id = import and s.login = session_user and s.entry_ordinal between first_ordinal and last_ordinal
    and s.occurrence > 1 and s.idempotency_key is not null
  order by s.entry_ordinal
  limit 1;
  if found then
    perform ledger.refuse('LK002', format('key ‹%s› stands twice, first in line %s', fault.idempotency_key, (
      select f.row_number
      from ledger.staged_line f
      where f.import_id = import and f.login = session_user and f.idempotency_key = fault.idempotency_key
      order by f.entry_ordinal
      limit 1)));
  end if;
  -- Balances that books begin with are staged by who administers them, as an import of their own.
  perform ledger.refuse(case when ledger.is_key_of_books(s.idempotency_key) then 'LK003' else 'LE021' end,
    case when ledger.is_key_of_books(s.idempotency_key) then format('key %s is one that the books give themselves', quote_literal(s.idempotency_key))
      else format('an entry of kind %s comes from a client', s.kind) end)
  from ledger.staged_line s
  where s.import_id = import and s.login = session_user and s.entry_ordinal between first_ordinal and last_ordinal and s.line_number = 1
    and (ledger.is_key_of_books(s.idempotency_key) or ledger.is_made_by_books(s.kind) and not (s.kind = 'opening' and exists (
      select
      from ledger.import_batch b
      where b.organization_id = s.organization_id and b.import_id = import and b.kind = 'opening' and b.recorded_by = session_user
        and s.organization_id = any (ledger.administered_organizations()))))
  order by s.entry_ordinal
  limit 1;
  -- The ids of new entries stand in an array by ordinal: each ordinal is there once.
  if head_count <> last_ordinal - first_ordinal + 1 or exists (
    select
    from ledger.staged_line s
    where s.import_id = import and s.login = session_user and s.entry_ordinal between first_ordinal and last_ordinal
      and s.line_number = 1
    group by s.entry_ordinal
    having count(*) > 1
  ) then
    perform ledger.refuse('LE003', format('entries %s to %s of the import have not one first line each', first_ordinal, last_ordinal));
  end if;

  posted := 0;
  already_recorded := 0;
  foreach org in array organizations loop
    with head as materialized (
      select s.entry_ordinal, row_number() over (order by s.entry_ordinal) as place, ledger.staged_as_entry(s.entry_key, s) as draft
      from ledger.staged_line s
      where s.import_id = import and s.login = session_user and s.entry_ordinal between first_ordinal and last_ordinal
        and s.line_number = 1 and s.organization_id = org
    )
    select
      (select array_agg(h.draft order by h.place) from head h), array_agg(x.draft order by x.place, x.line_number)
    into entries, lines
    from (
      select h.place, s.line_number, ledger.staged_as_line(h.place, s) as draft
      from ledger.staged_line s
      join head h on h.entry_ordinal = s.entry_ordinal
      where s.import_id = import and s.login = session_user and s.entry_ordinal between first_ordinal and last_ordinal
      union all
      select h.place, s.line_number + 1,
        ledger.staged_as_balance(h.place, s.line_number + 1, s.balancing_account_code, -s.amount_cents, s)
      from ledger.staged_line s
      join head h on h.entry_ordinal = s.entry_ordinal
      where s.import_id = import and s.login = session_user and s.entry_ordinal between first_ordinal and last_ordinal
        and s.balancing_account_code is not null
    ) x;
    origins := ledger.staged_origins(org, import, first_ordinal, last_ordinal);
    made := ledger.add_entries(org, entries, lines, (
      -- Opened by this session in this transaction: an import takes no entries later.
      select b.number
      from ledger.import_batch b
      where b.organization_id = org and b.import_id = import and b.recorded_by = session_user and b.recorded_at >= now()), origins);
    if array_position(made, null) is not null then
      perform ledger.require_same(org, entries, lines, made, origins);
    end if;
    if origins is not null then
      perform ledger.add_staged_bills(org, import, first_ordinal, last_ordinal, origins, made);
    end if;
    select posted + count(m.id), already_recorded + count(*) - count(m.id), least(first_entry_id, min(m.id)), greatest(last_entry_id, max(m.id))
    into posted, already_recorded, first_entry_id, last_entry_id
    from unnest(made) as m (id);
  end loop;
  return next;
end
$$;
alter function ledger.post_staged_slice(uuid, integer, integer) owner to ledger_fn;
comment on function ledger.post_staged_slice(uuid, integer, integer) is 'Posts entries of an import, for ledger.post_staged and ledger.staged_faults.';

create or replace function ledger.post_staged(import_id uuid, first_ordinal integer, last_ordinal integer)
returns table (posted bigint, already_recorded bigint, first_entry_id bigint, last_entry_id bigint)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_nestloop = on
set enable_mergejoin = on
set join_collapse_limit = 8
as $$
#variable_conflict use_column
declare
  import constant uuid := import_id;
begin
  if last_ordinal - first_ordinal >= 1000 then
    -- Nothing is known of lines just copied in, and a plan for few takes hours for many.
    perform set_config('enable_nestloop', 'off', true), set_config('enable_mergejoin', 'off', true),
      set_config('join_collapse_limit', '1', true);
  end if;
  return query select p.* from ledger.post_staged_slice(import, first_ordinal, last_ordinal) p;
  if not exists (
    select from ledger.staged_line s where s.import_id = import and s.login = session_user and s.entry_ordinal > last_ordinal
  ) then
    delete from ledger.staged_line s where s.import_id = import and s.login = session_user;
    delete from ledger.staged_bill s where s.import_id = import and s.login = session_user;
  end if;
end
$$;
alter function ledger.post_staged(uuid, integer, integer) owner to ledger_fn;
comment on function ledger.post_staged(uuid, integer, integer) is
  'Posts entries first to last of an import that the session''s login staged, all or none; one recorded before under its key with the '
  'same content is left out. Called slice after slice in one transaction; the last removes the staged lines. '
  'Raises LM001, LK001, LK002, LE003 and whatever rule of the journal is broken; ledger.staged_faults then names every fault.';
grant execute on function ledger.post_staged(uuid, integer, integer) to ledger_recorder, ledger_finance_admin;
