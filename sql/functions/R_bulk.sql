-- Bulk posting: lines are copied into ledger.staged_line, then posted slice by slice in the same transaction.

alter table ledger.staged_line disable row level security;
revoke all on ledger.staged_line from ledger_fn, ledger_recorder, ledger_finance_admin;
grant insert (
  import_id, organization_id, entry_ordinal, line_number, row_number, idempotency_key, content_key, entry_date, kind, description,
  refunds_entry_id, account_code, balancing_account_code, fund_code, amount_cents, net_asset_class, function, program_code, award_code,
  budget_line_code, party_code, service_from, service_through, memo, commitment_number
) on ledger.staged_line to ledger_recorder, ledger_finance_admin;
grant select, delete on ledger.staged_line to ledger_fn;
grant update (occurrence, generation) on ledger.staged_line to ledger_fn;

create or replace function ledger.staged_rows(import_id uuid, first_ordinal integer, last_ordinal integer)
returns setof ledger.staged_line
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
rows 50000
as $$
  select s.*
  from ledger.staged_line s
  where s.import_id = $1 and s.login = session_user and s.entry_ordinal between $2 and $3
  order by s.entry_ordinal, s.line_number
$$;
alter function ledger.staged_rows(uuid, integer, integer) owner to ledger_fn;
comment on function ledger.staged_rows(uuid, integer, integer) is
  'What the session''s login staged of these entries of an import, in their order. For ledger.post_staged_slice.';

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
  new_ids bigint[];
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

  with head as (
    select s.entry_ordinal, s.organization_id, s.entry_date, s.kind, s.description, s.refunds_entry_id, s.entry_key as key,
      b.number as import_number
    from ledger.staged_line s
    -- Opened by this session in this transaction: an import takes no entries later.
    left join ledger.import_batch b
      on b.organization_id = s.organization_id and b.import_id = import and b.recorded_by = session_user and b.recorded_at >= now()
    where s.import_id = import and s.login = session_user and s.entry_ordinal between first_ordinal and last_ordinal
      and s.line_number = 1
  ), inserted as (
    insert into ledger.journal_entry (
      organization_id, entry_date, kind, description, idempotency_key, refunds_entry_id, import_number
    )
    select h.organization_id, h.entry_date, h.kind, h.description, h.key, h.refunds_entry_id, h.import_number
    from head h
    order by h.entry_ordinal
    on conflict on constraint journal_entry_idempotency_key do nothing
    returning organization_id, id, idempotency_key
  )
  select array_agg(n.id order by h.entry_ordinal) into new_ids
  from head h
  left join inserted n on n.organization_id = h.organization_id and n.idempotency_key = h.key;

  -- Codes come typed from the tables they refer to, so that their domain is not asked again line by line. A code that is not
  -- there is written as it stands, and refused by LR002.
  insert into ledger.journal_line (
    organization_id, entry_id, line_number, entry_date, account_code, fund_code, amount_cents, net_asset_class, function,
    program_code, award_code, budget_line_code, party_code, service_from, service_through, memo, commitment_number
  )
  select
    s.organization_id, new_ids[s.entry_ordinal - first_ordinal + 1], s.line_number + side.step, s.entry_date,
    case
      when side.step = 1 then case when z.code is null then s.balancing_account_code::ledger.code else z.code end
      when a.code is null then s.account_code::ledger.code
      else a.code
    end,
    case when f.code is null then s.fund_code::ledger.code else f.code end,
    case side.step when 1 then -s.amount_cents else s.amount_cents end,
    case side.step when 0 then s.net_asset_class end,
    case side.step when 0 then s.function end,
    case when side.step = 1 then null when g.code is null then s.program_code::ledger.code else g.code end,
    case when side.step = 1 then null when w.code is null then s.award_code::ledger.code else w.code end,
    case when side.step = 1 then null when b.code is null then s.budget_line_code::ledger.code else b.code end,
    case when t.code is null then s.party_code::ledger.code else t.code end,
    case side.step when 0 then s.service_from end,
    case side.step when 0 then s.service_through end,
    case side.step when 0 then s.memo end,
    case side.step when 0 then s.commitment_number end
  -- In the order of the entries, whose ids stand in the array; through a function, so that the planner takes it for many.
  from ledger.staged_rows(import, first_ordinal, last_ordinal) s
  cross join (values (0), (1)) as side (step)
  left join ledger.account a on a.organization_id = s.organization_id and a.code = s.account_code
  left join ledger.account z on z.organization_id = s.organization_id and z.code = s.balancing_account_code
  left join ledger.fund f on f.organization_id = s.organization_id and f.code = s.fund_code
  left join ledger.program g on g.organization_id = s.organization_id and g.code = s.program_code
  left join ledger.award w on w.organization_id = s.organization_id and w.code = s.award_code
  left join ledger.budget_line b
    on b.organization_id = s.organization_id and b.award_code = s.award_code and b.code = s.budget_line_code
  left join ledger.party t on t.organization_id = s.organization_id and t.code = s.party_code
  where new_ids[s.entry_ordinal - first_ordinal + 1] is not null and (side.step = 0 or s.balancing_account_code is not null);

  if array_position(new_ids, null) is not null then
    perform ledger.require_same_staged(import, first_ordinal, last_ordinal, new_ids);
  end if;
  return query
  select count(n.id), count(*) - count(n.id), min(n.id), max(n.id) from unnest(new_ids) as n (id);
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
  end if;
end
$$;
alter function ledger.post_staged(uuid, integer, integer) owner to ledger_fn;
comment on function ledger.post_staged(uuid, integer, integer) is
  'Posts entries first to last of an import that the session''s login staged, all or none; one recorded before under its key with the '
  'same content is left out. Called slice after slice in one transaction; the last removes the staged lines. '
  'Raises LM001, LK001, LK002, LE003 and whatever rule of the journal is broken; ledger.staged_faults then names every fault.';
grant execute on function ledger.post_staged(uuid, integer, integer) to ledger_recorder, ledger_finance_admin;
