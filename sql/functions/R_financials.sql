-- What the statements of activities and of position, and the schedule of awards, read. As in R_statements, the scope of the
-- session is asked once.

create or replace function ledger.reads_books(organization_id bigint)
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select $1 = any (ledger.readable_organizations()) or pg_has_role(session_user, 'ledger_owner', 'member')
$$;
alter function ledger.reads_books(bigint) owner to ledger_rules;
comment on function ledger.reads_books(bigint) is
  'Whether the session''s login reads the whole books of the organization; the owner of the books reads all.';
grant execute on function ledger.reads_books(bigint)
  to ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.classified_balances(organization_id bigint, first_day date, last_day date)
returns table (
  fund_code text, account_code text, account_name text, account_type text, net_asset_class text, function text,
  program_code text, is_closing boolean, before_cents bigint, within_cents bigint
)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with scope as (
    select $1 as organization_id where ledger.reads_books($1)
  ), balance as (
    select
      l.organization_id, l.fund_code, l.account_code, l.net_asset_class, l.function, l.program_code,
      c.entry_id is not null as is_closing,
      coalesce(sum(l.amount_cents) filter (where l.entry_date < first_day), 0) as before_cents,
      coalesce(sum(l.amount_cents) filter (where l.entry_date >= first_day), 0) as within_cents
    from scope s
    join ledger.journal_line l on l.organization_id = s.organization_id
    left join ledger.closing_entry c on c.organization_id = l.organization_id and c.entry_id = l.entry_id
    where l.entry_date <= last_day
    group by 1, 2, 3, 4, 5, 6, 7
  )
  select
    b.fund_code, b.account_code, a.name, a.type, b.net_asset_class, b.function, b.program_code, b.is_closing,
    b.before_cents::bigint, b.within_cents::bigint
  from balance b
  join ledger.account a on a.organization_id = b.organization_id and a.code = b.account_code
  where b.before_cents <> 0 or b.within_cents <> 0
  order by b.account_code, b.fund_code, b.net_asset_class, b.function, b.program_code, b.is_closing
$$;
alter function ledger.classified_balances(bigint, date, date) owner to ledger_rules;
comment on function ledger.classified_balances(bigint, date, date) is
  'Balances of an organization by fund, account, class, function and program, cents, debits positive: before the first day, and from it '
  'through the last. is_closing: what entries that close a year, or reverse that, have moved. No rows outside the session''s memberships.';
grant execute on function ledger.classified_balances(bigint, date, date)
  to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.award_schedule(organization_id bigint, as_of date)
returns table (
  award_code text, name text, funder_name text, recognition text, fund_code text, revenue_account_code text, amount_cents bigint,
  received_cents bigint, receivable_cents bigint, advance_cents bigint, custodial_cents bigint, recognised_cents bigint,
  other_revenue_cents bigint, released_cents bigint, returned_cents bigint, spent_cents bigint, restricted_cents bigint
)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with scope as (
    select w.*
    from ledger.award w
    where w.organization_id = $1 and ledger.reads_books($1)
  ), of_award as (
    select
      l.award_code,
      -- A receipt is counted by what it credits, as the running totals are.
      sum(case when e.kind = 'reversal' then greatest(l.amount_cents, 0) else least(l.amount_cents, 0) end)
        filter (where m.kind = 'receipt') as received,
      sum(l.amount_cents) filter (where l.account_code = '1240') as receivable,
      sum(l.amount_cents) filter (where l.account_code = '2410') as advance,
      sum(l.amount_cents) filter (where l.account_code = '2910') as custodial,
      sum(l.amount_cents) filter (where l.account_code = w.revenue_account_code) as recognised,
      sum(l.amount_cents) filter (where a.type = 'revenue' and l.account_code <> w.revenue_account_code) as other_revenue,
      sum(l.amount_cents) filter (where a.type = 'release' and l.net_asset_class = 'with') as released,
      sum(l.amount_cents) filter (where m.kind = 'return' and l.account_code = '2420') as returned,
      sum(l.amount_cents) filter (
        where a.counts_toward_budget and (l.budget_line_code is not null or a.type = 'expense')) as spent
    from scope w
    join ledger.journal_line l on l.organization_id = w.organization_id and l.award_code = w.code
    join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
    join ledger.journal_entry m on m.organization_id = e.organization_id and m.id = coalesce(e.reverses_entry_id, e.id)
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    where l.entry_date <= as_of
    group by l.award_code
  ), of_fund as (
    select l.fund_code, sum(l.amount_cents) as restricted
    from ledger.journal_line l
    where l.organization_id = $1 and l.entry_date <= as_of and l.net_asset_class = 'with'
    group by l.fund_code
  )
  select
    w.code, w.name, p.name, w.recognition, w.fund_code, w.revenue_account_code, w.amount_cents,
    coalesce(-x.received, 0)::bigint, coalesce(x.receivable, 0)::bigint, coalesce(-x.advance, 0)::bigint,
    coalesce(-x.custodial, 0)::bigint, coalesce(-x.recognised, 0)::bigint,
    coalesce(-x.other_revenue, 0)::bigint, coalesce(x.released, 0)::bigint,
    coalesce(-x.returned, 0)::bigint, coalesce(x.spent, 0)::bigint, coalesce(-f.restricted, 0)::bigint
  from scope w
  join ledger.party p on p.organization_id = w.organization_id and p.code = w.funder_code
  left join of_award x on x.award_code = w.code
  left join of_fund f on f.fund_code = w.fund_code
  order by w.code
$$;
alter function ledger.award_schedule(bigint, date) owner to ledger_rules;
comment on function ledger.award_schedule(bigint, date) is
  'The awards of an organization through a day, cents, from the lines that name each: received; balances of receivable (1240), refundable '
  'advance (2410) and custodial money (2910); revenue recognised on its account, less what of it goes back; other revenue, as interest; released; returned (kind return on 2420); '
  'spent; and the net assets with restrictions of its fund. No rows outside the session''s memberships.';
grant execute on function ledger.award_schedule(bigint, date)
  to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
