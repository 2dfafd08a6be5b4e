-- Reversals and refunds: what they may be, and how an entry is reversed.

create or replace function ledger.broken_adjustment(organization_id bigint, entry_id bigint)
returns table (sqlstate text, message text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with adjusting as (
    select e.organization_id, e.id, e.kind, e.entry_date, coalesce(e.reverses_entry_id, e.refunds_entry_id) as target_id
    from ledger.journal_entry e
    where e.organization_id = $1 and e.id = $2 and e.kind in ('reversal', 'refund')
  ), target as (
    select a.kind as adjusting_kind, a.entry_date as adjusting_date, t.*
    from adjusting a
    join ledger.journal_entry t on t.organization_id = a.organization_id and t.id = a.target_id
  ), live_refund as (
    select r.organization_id, r.id
    from target t
    join ledger.journal_entry r on r.organization_id = t.organization_id and r.refunds_entry_id = t.id
    where not exists (
      select from ledger.journal_entry v where v.organization_id = r.organization_id and v.reverses_entry_id = r.id
    )
  ), new_line as (
    select l.* from ledger.journal_line l join adjusting a on a.organization_id = l.organization_id and a.id = l.entry_id
  ), old_line as (
    select l.* from ledger.journal_line l join adjusting a on a.organization_id = l.organization_id and a.target_id = l.entry_id
  )
  select 'LE011', format('entry %s is itself a reversal', t.id)
  from target t
  where t.kind = 'reversal' and t.adjusting_kind = 'reversal'
  union all
  select 'LE013', format('entry %s has refunds that stand', t.id)
  from target t
  where t.adjusting_kind = 'reversal' and exists (select from live_refund)
  union all
  select 'LE010', format('the lines are not the turned lines of entry %s', t.id)
  from target t
  where t.adjusting_kind = 'reversal' and exists (
    select
    from (select * from new_line) n
    full join (select * from old_line) o on o.line_number = n.line_number
    where (n.account_code, n.fund_code, n.amount_cents::bigint, n.net_asset_class, n.function, n.program_code, n.award_code,
           n.budget_line_code, n.party_code, n.service_from, n.service_through, n.commitment_number, n.settles_entry_id)
      is distinct from
          (o.account_code, o.fund_code, -o.amount_cents::bigint, o.net_asset_class, o.function, o.program_code, o.award_code,
           o.budget_line_code, o.party_code, o.service_from, o.service_through, o.commitment_number, o.settles_entry_id)
  )
  union all
  select 'LE014', format('entry %s is dated %s, after its %s', t.id, t.entry_date, t.adjusting_kind)
  from target t
  where t.entry_date > t.adjusting_date
  union all
  select 'LE012', format('entry %s is no expense that stands, so nothing of it can be refunded', t.id)
  from target t
  where t.adjusting_kind = 'refund' and (t.kind <> 'expense' or exists (
    select from ledger.journal_entry v where v.organization_id = t.organization_id and v.reverses_entry_id = t.id
  ))
  union all
  select 'LE012', format('the refunds of entry %s would be more than the expense, or go to another line', t.id)
  from target t
  where t.adjusting_kind = 'refund' and exists (
    select
    from (
      select l.account_code, l.fund_code, l.award_code, l.budget_line_code, l.function, l.program_code,
        sum(l.amount_cents) filter (where l.entry_id = t.id) as expense_cents,
        sum(l.amount_cents) filter (where l.entry_id = (select a.id from adjusting a)) as refund_cents,
        sum(l.amount_cents) as left_cents
      from ledger.journal_line l
      where l.organization_id = t.organization_id
        and (l.entry_id = t.id or l.entry_id in (select r.id from live_refund r))
        and (l.function is not null or l.budget_line_code is not null)
      group by l.account_code, l.fund_code, l.award_code, l.budget_line_code, l.function, l.program_code
    ) x
    where x.refund_cents > 0 or (x.refund_cents < 0 and x.expense_cents is null) or x.left_cents < 0
  )
  union all
  select 'LE012', format('a refund of entry %s must give something back to its line', t.id)
  from target t
  where t.adjusting_kind = 'refund'
    and not exists (select from new_line n where n.function is not null or n.budget_line_code is not null)
  limit 1
$$;
alter function ledger.broken_adjustment(bigint, bigint) owner to ledger_rules;
comment on function ledger.broken_adjustment(bigint, bigint) is
  'The first rule (LE010 to LE014) that a reversal or refund breaks; no row where it holds. Also read by check.';

create or replace function ledger.record_reversals(
  organization_id bigint, entry_ids bigint[], keys text[], entry_date date, reason text
)
returns setof bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  on_date constant date := entry_date;
  made bigint[];
begin
  with header as (
    insert into ledger.journal_entry (
      organization_id, entry_date, kind, description, idempotency_key, reverses_entry_id, reversal_reason
    )
    select org, on_date, 'reversal', left(concat('Reversal of ', t.target, ': ' || e.description), 2000), t.key, t.target, $5
    from unnest($2, $3) with ordinality as t (target, key, place)
    left join ledger.journal_entry e on e.organization_id = org and e.id = t.target
    order by t.place
    returning id
  )
  select array_agg(h.id order by h.id) into made from header h;
  insert into ledger.journal_line (
    organization_id, entry_id, line_number, entry_date, account_code, fund_code, amount_cents, net_asset_class, function,
    program_code, award_code, budget_line_code, party_code, service_from, service_through, memo, commitment_number,
    settles_entry_id
  )
  select
    l.organization_id, r.id, l.line_number, on_date, l.account_code, l.fund_code, -l.amount_cents, l.net_asset_class, l.function,
    l.program_code, l.award_code, l.budget_line_code, l.party_code, l.service_from, l.service_through, l.memo, l.commitment_number,
    l.settles_entry_id
  from ledger.journal_entry r
  join ledger.journal_line l on l.organization_id = org and l.entry_id = r.reverses_entry_id
  where r.organization_id = org and r.id = any (made);
  return query select unnest(made);
end
$$;
alter function ledger.record_reversals(bigint, bigint[], text[], date, text) owner to ledger_fn;
comment on function ledger.record_reversals(bigint, bigint[], text[], date, text) is
  'Records the reversals of entries, each under its key, and returns their numbers. For functions that have asked who may.';

create or replace function ledger.reverse_entry(
  organization_id bigint, entry_id bigint, entry_date date, reason text, idempotency_key text
)
returns table (reversal_id bigint, already_recorded boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  target constant bigint := entry_id;
  on_date constant date := entry_date;
  key constant text := idempotency_key;
  known record;
begin
  perform ledger.require_recorder(org);
  select e.id, e.reverses_entry_id, e.entry_date::date as entry_date, e.reversal_reason::text as reason into known
  from ledger.journal_entry e
  where e.organization_id = org and e.idempotency_key = key;
  if found then
    if known.reverses_entry_id is distinct from target or known.entry_date is distinct from on_date
      or known.reason is distinct from reason then
      perform ledger.refuse('LK001', format('key %s belongs to entry %s, which has another %s', quote_literal(key), known.id, case
        when known.reverses_entry_id is distinct from target then 'reversed entry'
        when known.entry_date is distinct from on_date then 'date'
        else 'reason'
      end));
    end if;
    return query select known.id, true;
    return;
  end if;

  return query select r, false from ledger.record_reversals(org, array[target], array[key], on_date, reason) r;
end
$$;
alter function ledger.reverse_entry(bigint, bigint, date, text, text) owner to ledger_fn;
comment on function ledger.reverse_entry(bigint, bigint, date, text, text) is
  'Reverses an entry once, on a date in an open period, with a reason. Raises LK001, LE011, LE013, LP001, '
  'or constraint journal_entry_reversed_once.';
grant execute on function ledger.reverse_entry(bigint, bigint, date, text, text) to ledger_recorder, ledger_finance_admin;
