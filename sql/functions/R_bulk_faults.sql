-- What is wrong with staged entries: other content under a known key, and every entry that a rule refuses.

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
          and e.idempotency_key = s.entry_key
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
              select obj_description(k.oid, 'pg_constraint')
              from pg_constraint k
              where k.conname = named and k.connamespace = 'ledger'::regnamespace
              limit 1
            ), (
              select obj_description(c.oid, 'pg_class')
              from pg_class c
              where c.relname = named and c.relnamespace = 'ledger'::regnamespace
            ), said);
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
  'file, SQLSTATE, message (of a constraint or index its comment) and next step; at most so many.';
grant execute on function ledger.staged_faults(uuid, integer, integer, integer) to ledger_recorder, ledger_finance_admin;
