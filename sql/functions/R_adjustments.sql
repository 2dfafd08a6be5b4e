-- What reversals and refunds may be.

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
           n.budget_line_code, n.party_code, n.service_from, n.service_through, n.commitment_number)
      is distinct from
          (o.account_code, o.fund_code, -o.amount_cents::bigint, o.net_asset_class, o.function, o.program_code, o.award_code,
           o.budget_line_code, o.party_code, o.service_from, o.service_through, o.commitment_number)
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
