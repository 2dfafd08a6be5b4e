-- What the statements of activities and of position, and the schedule of awards, read. As in award_budgets.sql, the scope of the
-- session is asked once.

create or replace function ledger.classified_balances(
  organization_id bigint, first_day date, last_day date, as_recorded bigint default null
)
returns table (
  fund_code text, account_code text, account_name text, account_type text, net_asset_class text, function text,
  program_code text, is_closing boolean, before_cents bigint, opened_cents bigint, within_cents bigint
)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with movement as (
    -- What the books were opened with was there before its day: it is no activity, but for revenue and expenses of the year till then.
    select m.*, a.name as first_name, a.type,
      m.bucket > 0 and m.entry_kind = 'opening' and a.type in ('asset', 'liability', 'net_assets') as is_opened
    from ledger.movements($1, array[$2, $3 + 1], $4) m
    join ledger.account a on a.organization_id = $1 and a.code = m.account_code
    where ledger.reads_books($1)
  ), balance as (
    select
      m.fund_code, m.account_code, m.first_name, m.type as account_type, nullif(m.net_asset_class, '') as net_asset_class,
      nullif(m.function, '') as function, nullif(m.program_code, '') as program_code, m.entry_kind = 'closing' as is_closing,
      coalesce(sum(m.debit_cents - m.credit_cents) filter (where m.bucket = 0 or m.is_opened), 0)::bigint as before_cents,
      coalesce(sum(m.debit_cents - m.credit_cents) filter (where m.is_opened), 0)::bigint as opened_cents,
      coalesce(sum(m.debit_cents - m.credit_cents) filter (where m.bucket > 0 and not m.is_opened), 0)::bigint as within_cents
    from movement m
    group by 1, 2, 3, 4, 5, 6, 7, 8
  )
  select
    b.fund_code, b.account_code, coalesce(n.name, b.first_name), b.account_type, b.net_asset_class, b.function, b.program_code, b.is_closing,
    b.before_cents, b.opened_cents, b.within_cents
  from balance b
  left join lateral ledger.name_of($1, 'account', b.account_code, '', $4) n (name) on true
  where b.before_cents <> 0 or b.within_cents <> 0
  order by b.account_code, b.fund_code, b.net_asset_class, b.function, b.program_code, b.is_closing
$$;
alter function ledger.classified_balances(bigint, date, date, bigint) owner to ledger_rules;
comment on function ledger.classified_balances(bigint, date, date, bigint) is
  'Balances of an organization by fund, account, class, function and program, cents, debits positive: before the first day, with what the books '
  'were opened with since (opened_cents), and from it through the last. is_closing: what entries that close a year, or reverse that, have moved. '
  'as_recorded: as the books stood at that seal, null for now. No rows outside the session''s memberships.';
grant execute on function ledger.classified_balances(bigint, date, date, bigint)
  to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.account_balances(organization_id bigint, as_of date, as_recorded bigint default null)
returns table (fund_code text, account_code text, net_asset_class text, balance_cents bigint)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select m.fund_code, m.account_code, nullif(m.net_asset_class, ''), sum(m.debit_cents - m.credit_cents)::bigint
  from ledger.movements($1, array[$2 + 1], $3) m
  where ledger.reads_books($1)
  group by 1, 2, 3
$$;
alter function ledger.account_balances(bigint, date, bigint) owner to ledger_rules;
comment on function ledger.account_balances(bigint, date, bigint) is
  'Balances of an organization''s accounts through a day by fund and class, cents, debits positive. as_recorded: as the books stood at that '
  'seal, null for now. No rows outside the session''s memberships.';
grant execute on function ledger.account_balances(bigint, date, bigint)
  to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.month_balances(organization_ids bigint[], as_of date, as_recorded bigint default null)
returns table (organization_id bigint, account_code text, net_asset_class text, balance_cents bigint)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
set jit = off
as $$
#variable_conflict use_column
declare
  orgs constant bigint[] := array(select o from unnest(organization_ids) o where ledger.reads_books(o));
  last_seal constant bigint := coalesce(as_recorded, (select max(s.number) from ledger.seal s), 0);
  entry_floor constant bigint := case when as_recorded is null then (select s.entry_floor from ledger.sealing s) end;
  -- The first day of a month that the day divides, which is read line by line; else the day after.
  whole_until constant date := date_trunc('month', as_of + 1)::date;
begin
  return query
  select m.organization_id, m.account_code, nullif(m.net_asset_class, ''), sum(m.cents)::bigint
  from (
    select r.organization_id, u.account_code, u.net_asset_class, u.debit_cents - u.credit_cents as cents
    from unnest(orgs) o (id)
    cross join lateral (
      -- The months that have rows, one look-up each.
      with recursive month as (
        select (select r.month from ledger.month_rollup r where r.organization_id = o.id order by r.month limit 1) as first_day
        union all
        select (
          select r.month
          from ledger.month_rollup r
          where r.organization_id = o.id and r.month > m.first_day
          order by r.month
          limit 1)
        from month m
        where m.first_day is not null
      )
      select m.first_day from month m where m.first_day < whole_until
    ) m
    cross join lateral (
      select r.*
      from ledger.month_rollup r
      where r.organization_id = o.id and r.month = m.first_day and r.seal_number <= last_seal
      order by r.seal_number desc
      limit 1
    ) r
    cross join lateral unnest(r.account_codes, r.net_asset_classes, r.debit_cents, r.credit_cents)
      u (account_code, net_asset_class, debit_cents, credit_cents)
    union all
    select l.organization_id, l.account_code, coalesce(l.net_asset_class, ''), l.amount_cents
    from (
      select e.organization_id, e.id
      from ledger.journal_entry e
      where e.organization_id = any (orgs) and e.entry_date >= whole_until and e.entry_date <= as_of
        and (as_recorded is null or ledger.was_sealed(e.organization_id, 'entry', e.id, as_recorded))
      union all
      select e.organization_id, e.id
      from ledger.journal_entry e
      where e.organization_id = any (orgs) and e.id > entry_floor and e.entry_date < whole_until and not exists (
        select from ledger.leaf f where f.organization_id = e.organization_id and f.kind = 'entry' and f.number = e.id)
    ) e
    join ledger.journal_line l on l.organization_id = e.organization_id and l.entry_id = e.id
  ) m
  group by 1, 2, 3;
end
$$;
alter function ledger.month_balances(bigint[], date, bigint) owner to ledger_rules;
comment on function ledger.month_balances(bigint[], date, bigint) is
  'Balances of organizations through a day by account and class, cents, debits positive, of those of them that the session reads. Whole months '
  'come from the rollups of months, a divided one and what is not sealed yet from their lines. as_recorded: as the books stood at that seal, '
  'null for now.';
grant execute on function ledger.month_balances(bigint[], date, bigint)
  to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

-- Books made before have it with fewer columns.
drop function if exists ledger.award_schedule(bigint, date, bigint);

create or replace function ledger.award_schedule(organization_id bigint, as_of date, as_recorded bigint default null)
returns table (
  award_code text, name text, funder_name text, recognition text, fund_code text, revenue_account_code text, amount_cents bigint,
  received_cents bigint, receivable_cents bigint, advance_cents bigint, custodial_cents bigint, recognized_cents bigint,
  other_revenue_cents bigint, released_cents bigint, returned_cents bigint, spent_cents bigint, restricted_cents bigint, is_closed boolean,
  direct_cents bigint, taken_over_cents bigint, opened_on date, opened_cents bigint, came_cents bigint, owed_back_cents bigint, lost_cents bigint,
  opened_owed_cents bigint, due_to_funder_cents bigint, paid_to_funder_cents bigint
)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with scope as (
    select w.*, v.name, v.amount_cents
    from ledger.award w
    cross join lateral ledger.award_as_of(w.organization_id, w.code, $2, $3) v
    where w.organization_id = $1 and ledger.reads_books($1)
      and ($3 is null or ledger.was_sealed($1, 'award', w.record_number, $3))
  ), movement as (
    select m.*, m.debit_cents - m.credit_cents as cents
    from ledger.movements($1, array[$2 + 1], $3) m
  ), of_award as (
    select
      m.award_code,
      -- A receipt is counted by what it credits, as the running totals are.
      sum(case when m.is_reversal then m.debit_cents else -m.credit_cents end) filter (where m.entry_kind = 'receipt') as received,
      sum(m.cents) filter (where a.role = 'grants_receivable') as receivable,
      sum(m.cents) filter (where a.role = 'refundable_advance') as advance,
      sum(m.cents) filter (where a.role = 'custodial') as custodial,
      sum(m.cents) filter (where m.account_code = w.revenue_account_code) as recognized,
      sum(m.cents) filter (where a.type = 'revenue' and m.account_code <> w.revenue_account_code and a.role is distinct from 'losses') as other_revenue,
      sum(m.cents) filter (where a.type = 'revenue' and m.net_asset_class = 'without') as direct,
      sum(m.cents) filter (where a.type = 'release' and m.net_asset_class = 'with') as released,
      sum(m.cents) filter (where m.entry_kind = 'return' and a.role = 'due_to_funder') as returned,
      sum(m.cents) filter (where a.role = 'due_to_funder') as due,
      sum(case when m.is_reversal then -m.credit_cents else m.debit_cents end) filter (where a.role = 'due_to_funder') as paid,
      sum(m.cents) filter (where a.counts_toward_budget and (m.on_budget_line or a.type = 'expense')) as spent
    from scope w
    join movement m on m.award_code = w.code
    join ledger.account a on a.organization_id = w.organization_id and a.code = m.account_code
    group by m.award_code
  ), of_fund as (
    select m.fund_code, sum(m.cents) as restricted, sum(m.cents) filter (where m.entry_kind = 'opening' and a.type = 'net_assets') as taken_over
    from movement m
    join ledger.account a on a.organization_id = $1 and a.code = m.account_code
    where m.net_asset_class = 'with'
    group by m.fund_code
  )
  select
    w.code, w.name, coalesce(m.name, p.name), w.recognition, w.fund_code, w.revenue_account_code, w.amount_cents,
    coalesce(-x.received, 0)::bigint, coalesce(x.receivable, 0)::bigint, coalesce(-x.advance, 0)::bigint,
    coalesce(-x.custodial, 0)::bigint, coalesce(-x.recognized, 0)::bigint,
    coalesce(-x.other_revenue, 0)::bigint, coalesce(x.released, 0)::bigint,
    coalesce(-x.returned, 0)::bigint, coalesce(x.spent, 0)::bigint, coalesce(-f.restricted, 0)::bigint,
    coalesce((
      select e.action = 'close'
      from ledger.award_event e
      where e.organization_id = w.organization_id and e.award_code = w.code and e.on_date <= $2
        and ($3 is null or ledger.was_sealed($1, 'award_event', e.record_number, $3))
      order by e.number desc
      limit 1), false), coalesce(-x.direct, 0)::bigint, coalesce(-f.taken_over, 0)::bigint,
    t.opened_on, t.opened_cents, t.came_cents, t.owed_back_cents, t.lost_cents, t.opened_owed_cents, coalesce(-x.due, 0)::bigint,
    coalesce(x.paid, 0)::bigint
  from scope w
  join ledger.party p on p.organization_id = w.organization_id and p.code = w.funder_code
  left join lateral ledger.name_of(w.organization_id, 'party', w.funder_code, '', $3) m (name) on true
  left join of_award x on x.award_code = w.code
  left join of_fund f on f.fund_code = w.fund_code
  left join ledger.award_turns($1, $2, $3) t on t.award_code = w.code
  order by w.code
$$;
alter function ledger.award_schedule(bigint, date, bigint) owner to ledger_rules;
comment on function ledger.award_schedule(bigint, date, bigint) is
  'The awards of an organization through a day, cents, from the lines that name each: received; balances of receivable, refundable '
  'advance and custodial money; revenue recognized on its account, less what of it goes back; other revenue, as interest, without losses; released; returned (kind return on what is due to the funder); '
  'spent; and the net assets with restrictions of its fund; whether it was closed by then; what of its revenue and losses is without restrictions (direct_cents), the restricted net assets that the books were opened with, and opened_on to opened_owed_cents as ledger.award_turns, null where it has none, and what is due and was paid to its funder of returns, of interest, and of what was due as the books were opened. Name and amount are those of the day. as_recorded: as the books stood at that seal, null for now. No rows outside the '
  'session''s memberships.';
grant execute on function ledger.award_schedule(bigint, date, bigint)
  to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
