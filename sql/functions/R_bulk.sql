-- Bulk posting: lines are copied into ledger.staged_line, then posted slice by slice in the same transaction.

alter table ledger.staged_line disable row level security;
revoke all on ledger.staged_line from ledger_fn, ledger_recorder, ledger_finance_admin;
grant insert (
  import_id, organization_id, entry_ordinal, line_number, row_number, idempotency_key, content_key, entry_date, kind, description,
  refunds_entry_id, account_code, balancing_account_code, fund_code, amount_cents, net_asset_class, function, program_code, award_code,
  budget_line_code, party_code, service_from, service_through, memo, commitment_number
) on ledger.staged_line to ledger_recorder, ledger_finance_admin;
grant select, delete on ledger.staged_line to ledger_fn;
grant update (occurrence) on ledger.staged_line to ledger_fn;

create or replace function ledger.number_staged(import_id uuid)
returns void
language sql
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set enable_nestloop = off
set work_mem = '64MB'
as $$
  update ledger.staged_line s
  set occurrence = r.occurrence
  from (
    select n.ctid, row_number() over (partition by n.idempotency_key, n.content_key order by n.entry_ordinal) as occurrence
    from ledger.staged_line n
    join (
      select m.idempotency_key, m.content_key
      from ledger.staged_line m
      where m.import_id = $1 and m.login = session_user and m.line_number = 1
      group by m.idempotency_key, m.content_key
      having count(*) > 1
    ) m on coalesce(m.idempotency_key, m.content_key::text) = coalesce(n.idempotency_key, n.content_key::text)
      and (m.idempotency_key is null) = (n.idempotency_key is null)
    where n.import_id = $1 and n.login = session_user and n.line_number = 1
  ) r
  where s.ctid = r.ctid and r.occurrence > 1
$$;
alter function ledger.number_staged(uuid) owner to ledger_fn;
comment on function ledger.number_staged(uuid) is
  'Counts how often each key or content stands in an import; called once, between copying and posting.';
grant execute on function ledger.number_staged(uuid) to ledger_recorder, ledger_finance_admin;

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
    select s.entry_ordinal, s.organization_id, s.entry_date, s.kind, s.description, s.refunds_entry_id,
      coalesce(s.idempotency_key, 'row:' || ltrim(replace(s.content_key::text, '-', ''), '0') || ':' || s.occurrence) as key
    from ledger.staged_line s
    where s.import_id = import and s.login = session_user and s.entry_ordinal between first_ordinal and last_ordinal
      and s.line_number = 1
  ), inserted as (
    insert into ledger.journal_entry (organization_id, entry_date, kind, description, idempotency_key, refunds_entry_id)
    select h.organization_id, h.entry_date, h.kind, h.description, h.key, h.refunds_entry_id
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
    s.organization_id, n.id, s.line_number + side.step, s.entry_date,
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
  -- From the array, whose length the planner knows, as nothing is known of lines just copied in.
  from unnest(new_ids) with ordinality as n (id, place)
  left join ledger.staged_line s
    on s.entry_ordinal - first_ordinal + 1 = n.place and s.import_id = import and s.login = session_user
      and s.entry_ordinal between first_ordinal and last_ordinal
  cross join (values (0), (1)) as side (step)
  left join ledger.account a on a.organization_id = s.organization_id and a.code = s.account_code
  left join ledger.account z on z.organization_id = s.organization_id and z.code = s.balancing_account_code
  left join ledger.fund f on f.organization_id = s.organization_id and f.code = s.fund_code
  left join ledger.program g on g.organization_id = s.organization_id and g.code = s.program_code
  left join ledger.award w on w.organization_id = s.organization_id and w.code = s.award_code
  left join ledger.budget_line b
    on b.organization_id = s.organization_id and b.award_code = s.award_code and b.code = s.budget_line_code
  left join ledger.party t on t.organization_id = s.organization_id and t.code = s.party_code
  where n.id is not null and (side.step = 0 or s.balancing_account_code is not null);

  if array_position(new_ids, null) is not null then
    perform ledger.require_same_staged(import, first_ordinal, last_ordinal, new_ids);
  end if;
  return query
  select count(n.id), count(*) - count(n.id), min(n.id), max(n.id) from unnest(new_ids) as n (id);
end
$$;
alter function ledger.post_staged_slice(uuid, integer, integer) owner to ledger_fn;
comment on function ledger.post_staged_slice(uuid, integer, integer) is 'Posts entries of an import, for ledger.post_staged and ledger.staged_faults.';

create or replace function ledger.require_same_staged(import_id uuid, first_ordinal integer, last_ordinal integer, new_ids bigint[])
returns void
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  import constant uuid := import_id;
  difference record;
begin
  with staged as materialized (
    select s.*, n.id as new_id
    from ledger.staged_line s
    join unnest(new_ids) with ordinality as n (id, place) on n.place = s.entry_ordinal - first_ordinal + 1
    where s.import_id = import and s.login = session_user and s.entry_ordinal between first_ordinal and last_ordinal
      and n.id is null
  ), given as materialized (
    select s.*, (
        select e.id
        from ledger.journal_entry e
        where e.organization_id = s.organization_id
          and e.idempotency_key = coalesce(s.idempotency_key, 'row:' || ltrim(replace(s.content_key::text, '-', ''), '0') || ':' || s.occurrence)
      ) as entry_id
    from staged s
    where s.line_number = 1
  ), given_line as (
    select s.organization_id, g.entry_id, s.entry_ordinal, s.line_number + side.step as line_number,
      case side.step when 0 then s.account_code else s.balancing_account_code end as account_code, s.fund_code,
      case side.step when 0 then s.amount_cents else -s.amount_cents end as amount_cents,
      case side.step when 0 then s.net_asset_class end as net_asset_class, case side.step when 0 then s.function end as function,
      case side.step when 0 then s.program_code end as program_code, case side.step when 0 then s.award_code end as award_code,
      case side.step when 0 then s.budget_line_code end as budget_line_code, s.party_code,
      case side.step when 0 then s.service_from end as service_from, case side.step when 0 then s.service_through end as service_through,
      case side.step when 0 then s.memo end as memo, case side.step when 0 then s.commitment_number end as commitment_number
    from staged s
    join given g on g.entry_ordinal = s.entry_ordinal
    cross join (values (0), (1)) as side (step)
    where side.step = 0 or s.balancing_account_code is not null
  ), stored_line as (
    select g.entry_ordinal, l.*
    from given g
    join ledger.journal_line l on l.organization_id = g.organization_id and l.entry_id = g.entry_id
  )
  select d.* into difference
  from (
    select g.entry_ordinal, g.entry_id, 0 as line_number, case
        when g.kind is distinct from e.kind then 'kind'
        when g.entry_date is distinct from e.entry_date::date then 'date'
        when g.description is distinct from e.description::text then 'description'
        when g.refunds_entry_id is distinct from e.refunds_entry_id then 'refunded entry'
      end as field
    from given g
    join ledger.journal_entry e on e.organization_id = g.organization_id and e.id = g.entry_id
    union all
    select coalesce(l.entry_ordinal, s.entry_ordinal), coalesce(l.entry_id, s.entry_id), coalesce(l.line_number, s.line_number), case
        when l.line_number is null or s.line_number is null then 'number of lines'
        when l.account_code is distinct from s.account_code::text then 'account'
        when l.amount_cents is distinct from s.amount_cents::bigint then 'amount'
        when l.fund_code is distinct from s.fund_code::text then 'fund'
        when l.net_asset_class is distinct from s.net_asset_class then 'class'
        when l.function is distinct from s.function then 'function'
        when l.program_code is distinct from s.program_code::text then 'program'
        when l.award_code is distinct from s.award_code::text then 'award'
        when l.budget_line_code is distinct from s.budget_line_code::text then 'budget line'
        when l.party_code is distinct from s.party_code::text then 'party'
        when l.service_from is distinct from s.service_from::date then 'first service date'
        when l.service_through is distinct from s.service_through::date then 'last service date'
        when l.memo is distinct from s.memo::text then 'memo'
        when l.commitment_number is distinct from s.commitment_number then 'commitment'
      end
    from given_line l
    full join stored_line s on s.entry_ordinal = l.entry_ordinal and s.line_number = l.line_number
  ) d
  where d.field is not null
  order by d.entry_ordinal, d.line_number
  limit 1;
  if found then
    perform ledger.refuse('LK001', format(
      'the entry is recorded as number %s under the same key, with another %s%s', difference.entry_id, difference.field,
      case when difference.line_number > 0 then format(' (line %s)', difference.line_number) else '' end));
  end if;
end
$$;
alter function ledger.require_same_staged(uuid, integer, integer, bigint[]) owner to ledger_fn;
comment on function ledger.require_same_staged(uuid, integer, integer, bigint[]) is
  'Raises LK001, naming the field, where entries recorded under the keys of an import have other content.';

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

create or replace function ledger.staged_faults(import_id uuid, first_ordinal integer, last_ordinal integer, most integer)
returns table (row_number integer, sqlstate text, message text, hint text)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  import constant uuid := import_id;
  place integer := first_ordinal;
  size integer := 1000;
  ordinals integer[] := '{}';
  states text[] := '{}';
  messages text[] := '{}';
  hints text[] := '{}';
  state text;
  named text;
  said text;
  advice text;
begin
  begin
    while place <= last_ordinal and cardinality(ordinals) < most loop
      begin
        perform ledger.post_staged_slice(import, place, least(place + size - 1, last_ordinal));
        place := place + size;
        size := least(size * 4, 1000);
      exception when others then
        if size > 1 then
          size := greatest(least(size, last_ordinal - place + 1) / 4, 1);
        else
          get stacked diagnostics
            state = returned_sqlstate, named = constraint_name, said = message_text, advice = pg_exception_hint;
          ordinals := ordinals || place;
          states := states || state;
          messages := messages || coalesce((
              select coalesce(obj_description(k.oid, 'pg_constraint'), said)
              from pg_constraint k
              where k.conname = named and k.connamespace = 'ledger'::regnamespace
              limit 1), said);
          hints := hints || advice;
          place := place + 1;
        end if;
      end;
    end loop;
    raise exception using errcode = 'XB000', message = 'nothing of this is kept';
  exception when sqlstate 'XB000' then
    -- What was posted on trial is undone; the variables stand.
  end;
  return query
  select s.row_number, f.state, f.message, nullif(f.hint, '')
  from unnest(ordinals, states, messages, hints) with ordinality as f (ordinal, state, message, hint, place)
  left join ledger.staged_line s
    on s.import_id = import and s.login = session_user and s.entry_ordinal = f.ordinal and s.line_number = 1
  order by f.place;
end
$$;
alter function ledger.staged_faults(uuid, integer, integer, integer) owner to ledger_fn;
comment on function ledger.staged_faults(uuid, integer, integer, integer) is
  'Tries entries first to last of an import by the rules themselves, keeps nothing, and tells for each that is refused its line of the '
  'file, SQLSTATE, message (of a constraint its comment) and next step; at most so many.';
grant execute on function ledger.staged_faults(uuid, integer, integer, integer) to ledger_recorder, ledger_finance_admin;
