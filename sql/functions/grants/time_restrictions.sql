-- Restrictions of time: what of promises is due in a later fiscal year than they were made, and is not yet there to be released; and what of it
-- the calendar released, because spending had earned it before (ASC 958-605-45-5).

create or replace function ledger.promised_parts(organization_id bigint)
returns table (
  award_code text, fund_code text, promised_on date, due_on date, amount_cents bigint, is_time_restricted boolean, reversed_on date
)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select l.award_code, l.fund_code, e.entry_date::date, i.due_on::date, i.amount_cents, i.is_time_restricted, r.entry_date::date
  from ledger.promise_installment i
  join ledger.journal_entry e
    on e.organization_id = i.organization_id and e.origin_kind = i.origin_kind and e.origin_number = i.origin_number
  cross join lateral (
    select distinct l.award_code::text, l.fund_code::text
    from ledger.journal_line l
    join ledger.award w on w.organization_id = l.organization_id and w.code = l.award_code and w.revenue_account_code = l.account_code
    where l.organization_id = e.organization_id and l.entry_id = e.id and l.net_asset_class = 'with'
  ) l
  left join ledger.journal_entry r on r.organization_id = e.organization_id and r.id = ledger.standing_reversal(e.organization_id, e.id)
  where i.organization_id = $1
$$;
alter function ledger.promised_parts(bigint) owner to ledger_rules;
comment on function ledger.promised_parts(bigint) is
  'The installments of an organization, one row each, cents: the days of the promise, of its reversal, wherever it was moved to (null where it stands), and the day they are due on; and whether '
  'they are restricted by time. For functions.';

create or replace function ledger.time_restrictions(organization_id bigint)
returns table (
  award_code text, fund_code text, promised_on date, due_on date, amount_cents bigint, reversed_on date, is_lifted boolean
)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with part as (
    select p.* from ledger.promised_parts($1) p where p.is_time_restricted
  )
  select p.award_code, p.fund_code, p.promised_on, p.due_on, p.amount_cents, p.reversed_on, false
  from part p
  union all
  -- What of them will not come, from the day that this was known; and what of that will come all the same, from the day of its reversal, wherever either
  -- was moved to: each line by itself, so that they add up on every day.
  select l.award_code, l.fund_code, l.entry_date::date, l.service_from::date, -l.amount_cents, null::date, false
  from ledger.journal_line l
  join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code and a.role = 'losses'
  join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
  left join ledger.journal_entry m on m.organization_id = e.organization_id and m.id = e.reverses_entry_id
  where l.organization_id = $1 and l.net_asset_class = 'with' and coalesce(m.kind, e.kind) = 'loss'
    and case when m.id is null then l.service_from > l.entry_date else l.service_from >= l.entry_date end
    and (l.award_code, l.service_from) in (select p.award_code, p.due_on from part p)
  union all
  -- What of them waits no longer, because the funder lifted that, from that day.
  select l.award_code, l.fund_code, l.entry_date::date, l.service_from::date, -l.amount_cents, r.entry_date::date, true
  from ledger.journal_entry e
  join ledger.journal_line l on l.organization_id = e.organization_id and l.entry_id = e.id and l.amount_cents > 0
  left join ledger.journal_entry r on r.organization_id = e.organization_id and r.id = ledger.standing_reversal(e.organization_id, e.id)
  where e.organization_id = $1 and e.kind = 'release' and ledger.is_time_lifted(e.idempotency_key) and exists (select from part)
$$;
alter function ledger.time_restrictions(bigint) owner to ledger_rules;
grant execute on function ledger.time_restrictions(bigint) to ledger_fn;
comment on function ledger.time_restrictions(bigint) is
  'The installments of an organization that are restricted by time, one row each, cents: the days of the promise, of its reversal (null where it stands), and the day they '
  'are due on; and below zero what of them will not come, as it was written off by name (above zero its reversal), and what of them waits no longer, because the funder lifted that (is_lifted). For functions.';

create or replace function ledger.time_restricted_parts(organization_id bigint, fund_code text, through date, at_most bigint default null)
returns table (due_on date, cents bigint)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with part as (
    select t.due_on, greatest(0, coalesce(sum(t.amount_cents) filter (where not t.is_lifted), 0)) as promised,
      coalesce(-sum(t.amount_cents) filter (where t.is_lifted), 0) as lifted
    from ledger.time_restrictions($1) t
    where t.fund_code = $2 and t.promised_on <= $3 and t.due_on > $3 and (t.reversed_on <= $3) is not true
    group by t.due_on
  ), owed as (
    select least(coalesce(sum(l.amount_cents), 0), $4) as cents
    from ledger.journal_line l
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code and a.role = 'grants_receivable'
    where l.organization_id = $1 and l.fund_code = $2 and l.entry_date <= $3 and exists (select from part)
  )
  -- What came early is of the parts that are due first; and of what a part still waits for, its funder lifted some.
  select p.due_on, greatest(0, least(p.promised, o.cents - coalesce(sum(p.promised) over later, 0)) - p.lifted)::bigint
  from part p
  cross join owed o
  window later as (order by p.due_on desc rows between unbounded preceding and 1 preceding)
$$;
alter function ledger.time_restricted_parts(bigint, text, date, bigint) owner to ledger_rules;
comment on function ledger.time_restricted_parts(bigint, text, date, bigint) is
  'What in the fund of an award is restricted by time through a day, cents, by the day it waits for: installments of promises that stand on it which are due later, but '
  'at most what funders owe there, or at_most where that is less: what was paid early, written off or withdrawn is no promise of a later year; and without what the funder lifted. '
  'For functions.';
grant execute on function ledger.time_restricted_parts(bigint, text, date, bigint) to ledger_fn;

create or replace function ledger.time_restricted(organization_id bigint, fund_code text, through date, at_most bigint default null)
returns bigint
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(sum(p.cents), 0)::bigint from ledger.time_restricted_parts($1, $2, $3, $4) p
$$;
alter function ledger.time_restricted(bigint, text, date, bigint) owner to ledger_rules;
comment on function ledger.time_restricted(bigint, text, date, bigint) is
  'What in the fund of an award is restricted by time through a day, cents: the sum of ledger.time_restricted_parts. What is released by hand is of the rest, and lowers it by nothing. '
  'For functions.';
grant execute on function ledger.time_restricted(bigint, text, date, bigint) to ledger_fn;

create or replace function ledger.earned_before_due(organization_id bigint, award_code text, through date)
returns bigint
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with due as (
    -- Of each month in which the time of installments came: how much, the last day of the month before, and its own.
    select p.fund_code, (m.first_day - 1) as before, least($3, ledger.month_end(m.first_day)) as after, sum(greatest(0, p.cents)) as cents
    from (
      select w.fund_code::text as fund_code, t.due_on, sum(t.amount_cents) as cents
      from ledger.award w
      join ledger.time_restrictions($1) t on t.award_code = w.code and t.fund_code = w.fund_code
      where w.organization_id = $1 and w.code = $2 and t.due_on <= $3 and (t.reversed_on <= t.due_on) is not true
      group by w.fund_code, t.due_on
    ) p
    cross join lateral (select date_trunc('month', p.due_on::timestamp)::date as first_day) m
    group by p.fund_code, m.first_day
  ), state as (
    select d.cents, b.support_before - ledger.time_restricted($1, d.fund_code, d.before) as there_before,
      b.support_after - ledger.time_restricted($1, d.fund_code, d.after) as there_after,
      (select coalesce(sum(q.cents), 0) from ledger.qualifying_spending($1, $2) q where q.on_day <= d.before) as spent, b.by_hand
    from due d
    cross join lateral (
      select coalesce(-sum(l.amount_cents) filter (where x.is_support and l.entry_date <= d.before), 0) as support_before,
        coalesce(-sum(l.amount_cents) filter (where x.is_support), 0) as support_after,
        coalesce(sum(l.amount_cents) filter (
          where not x.is_support and l.entry_date <= d.before and ledger.is_released_by_hand(m.idempotency_key)), 0) as by_hand
      from ledger.journal_line l
      join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
      join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
      join ledger.journal_entry m on m.organization_id = e.organization_id and m.id = coalesce(e.reverses_entry_id, e.id)
      -- What the funder lifted for good is support no longer.
      cross join lateral (select a.type <> 'release' or ledger.is_kept(m.idempotency_key) as is_support) x
      where l.organization_id = $1 and l.fund_code = d.fund_code and l.net_asset_class = 'with' and l.entry_date <= d.after and m.kind <> 'closing'
    ) b
  )
  -- Spending that was there before and waited for the day: what it could release with what came, and not without; an installment that was written off
  -- or withdrawn before its day brings nothing.
  select coalesce(sum(least(s.cents, greatest(0, least(s.spent, s.there_after) - greatest(least(s.spent, s.there_before), s.by_hand)))), 0)::bigint
  from state s
$$;
alter function ledger.earned_before_due(bigint, text, date) owner to ledger_rules;
comment on function ledger.earned_before_due(bigint, text, date) is
  'What of an award''s installments that were restricted by time and came due by a day its spending had earned by the end of the month before they came '
  'due, cents: the calendar releases it, and spending the rest. For functions.';

create or replace function ledger.released_by_books(organization_id bigint, fund_code text, through date, out use_cents bigint, out time_cents bigint)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(sum(l.amount_cents) filter (where a.role = 'release_use'), 0)::bigint,
    coalesce(sum(l.amount_cents) filter (where a.role = 'release_time' and not ledger.is_released_by_hand(m.idempotency_key)
      and not ledger.is_kept(m.idempotency_key)), 0)::bigint
  from ledger.journal_line l
  join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
  join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
  join ledger.journal_entry m on m.organization_id = e.organization_id and m.id = coalesce(e.reverses_entry_id, e.id)
  where l.organization_id = $1 and l.fund_code = $2 and l.net_asset_class = 'with' and l.entry_date <= $3 and m.kind = 'release'
$$;
alter function ledger.released_by_books(bigint, text, date) owner to ledger_rules;
comment on function ledger.released_by_books(bigint, text, date) is
  'What the books released of a fund through a day for spending, cents: because the use was made, and because the time came of what was spent before. '
  'Without what was released by hand. For functions.';
grant execute on function ledger.released_by_books(bigint, text, date) to ledger_fn;
