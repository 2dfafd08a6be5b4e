-- Releases of donor restrictions: what is due, and what a day no longer covers.

create or replace function ledger.qualifying_spending(organization_id bigint, award_code text)
returns table (on_day date, cents bigint)
-- PL/pgSQL, so that an award whose terms never go by lines asks for no budget.
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  if not exists (
    select from ledger.award_terms t where t.organization_id = $1 and t.award_code = $2 and t.qualifying = 'lines'
  ) then
    return query
    select l.entry_date::date, sum(l.amount_cents)::bigint
    from ledger.journal_line l
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    where l.organization_id = $1 and l.award_code = $2 and a.counts_toward_budget and (l.budget_line_code is not null or a.type = 'expense')
    group by 1;
    return;
  end if;
  return query
  with spent as (
    select l.entry_date::date as on_day, l.budget_line_code::text as line, sum(l.amount_cents) as cents
    from ledger.journal_line l
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    where l.organization_id = $1 and l.award_code = $2 and a.counts_toward_budget and (l.budget_line_code is not null or a.type = 'expense')
    group by 1, 2
  ), day as (
    -- Each on which something was spent, or another budget or other terms began.
    select s.on_day from spent s
    union select v.effective_on::date from ledger.budget_version v where v.organization_id = $1 and v.award_code = $2
    union select t.effective_on::date from ledger.award_terms t where t.organization_id = $1 and t.award_code = $2
  ), held as (
    select d.on_day, (
        select t.qualifying from ledger.award_terms t
        where t.organization_id = $1 and t.award_code = $2 and (t.effective_on <= d.on_day or t.version = 1)
        order by t.version desc limit 1) as qualifying, (
        select v.version from ledger.budget_version v
        where v.organization_id = $1 and v.award_code = $2 and v.effective_on <= d.on_day order by v.version desc limit 1) as version
    from day d
  ), through as (
    select h.on_day, sum(case when h.qualifying = 'lines' then least(x.cents, coalesce(m.amount_cents, 0)) else x.cents end) as cents
    from held h
    cross join lateral (select s.line, sum(s.cents) as cents from spent s where s.on_day <= h.on_day group by s.line) x
    left join ledger.budget_amount m
      on m.organization_id = $1 and m.award_code = $2 and m.version = h.version and m.budget_line_code = x.line
    group by h.on_day
  )
  select t.on_day, (t.cents - lag(t.cents, 1, 0::numeric) over (order by t.on_day))::bigint
  from through t;
end
$$;
alter function ledger.qualifying_spending(bigint, text) owner to ledger_rules;
comment on function ledger.qualifying_spending(bigint, text) is
  'What qualifying spending of an award, by its terms of each day, rose by on that day, cents; below zero where it fell. For functions.';

create or replace function ledger.due_releases(organization_id bigint, through date)
returns table (
  award_code text, fund_code text, spent_cents bigint, direct_cents bigint, released_cents bigint, restricted_cents bigint, due_cents bigint,
  time_restricted_cents bigint, time_due_cents bigint
)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with scope as (
    select w.organization_id, w.code, w.fund_code
    from ledger.award w
    where w.organization_id = $1 and w.recognition in ('unconditional', 'conditional') and ledger.reads_books($1)
  ), of_award as (
    select
      l.award_code,
      -sum(l.amount_cents) as direct
    from scope w
    join ledger.journal_line l on l.organization_id = w.organization_id and l.award_code = w.code
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
    join ledger.journal_entry m on m.organization_id = e.organization_id and m.id = coalesce(e.reverses_entry_id, e.id)
    where l.entry_date <= through and a.type = 'revenue' and l.net_asset_class = 'without' and m.kind = 'condition'
    group by l.award_code
  ), lost as (
    -- Of promises not paid, what had been released by then: it was used, and stays released.
    select l.award_code, sum(l.amount_cents) as cents
    from scope w
    join ledger.journal_line l on l.organization_id = w.organization_id and l.award_code = w.code and l.net_asset_class = 'without'
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code and a.role = 'losses'
    where l.entry_date <= through
    group by l.award_code
  ), of_fund as (
    select
      l.fund_code,
      -sum(l.amount_cents) as restricted,
      sum(l.amount_cents) filter (where a.type = 'release' and c.entry_id is null and not ledger.is_kept(m.idempotency_key)) as released,
      sum(l.amount_cents) filter (where m.kind = 'release' and a.role = 'release_use') as released_for_use,
      sum(l.amount_cents) filter (
        where m.kind = 'release' and a.role = 'release_time' and not ledger.is_released_by_hand(m.idempotency_key)
          and not ledger.is_kept(m.idempotency_key)) as released_by_time
    from scope w
    join ledger.journal_line l on l.organization_id = w.organization_id and l.fund_code = w.fund_code and l.net_asset_class = 'with'
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
    join ledger.journal_entry m on m.organization_id = e.organization_id and m.id = coalesce(e.reverses_entry_id, e.id)
    left join ledger.closing_entry c on c.organization_id = l.organization_id and c.entry_id = l.entry_id
    where l.entry_date <= through
    group by l.fund_code
  ), award as (
    select w.code, w.fund_code, s.cents as spent, s.cents + coalesce(o.cents, 0) as used, coalesce(x.direct, 0) as direct, coalesce(f.released, 0) as released,
      coalesce(f.released_for_use, 0) as released_for_use, coalesce(f.released_by_time, 0) as released_by_time, coalesce(f.restricted, 0) as restricted,
      case when t.is_any then ledger.time_restricted(w.organization_id, w.fund_code, through) else 0 end as time_restricted,
      case when t.is_any then ledger.earned_before_due(w.organization_id, w.code, through) else 0 end as earned_before_due
    from scope w
    cross join (
      select exists (select from ledger.promise_installment i where i.organization_id = $1 and i.is_time_restricted) as is_any
    ) t
    cross join lateral (
      select coalesce(sum(q.cents), 0) as cents from ledger.qualifying_spending(w.organization_id, w.code) q where q.on_day <= through
    ) s
    left join of_award x on x.award_code = w.code
    left join lost o on o.award_code = w.code
    left join of_fund f on f.fund_code = w.fund_code
  )
  -- The lesser of spending (and what is lost of what it released) and support whose time has come, less what was recognized directly and released: as much of spending as is there to be
  -- released; and where spending was taken back since, what was released or recognized directly for it. Releases by hand, as of time, stand. What
  -- spending had earned before the time came goes as released by time, the rest as released for use; both cumulative, so that they are figured anew.
  select w.code, w.fund_code, w.spent::bigint, w.direct::bigint, w.released::bigint, w.restricted::bigint, d.cents::bigint, w.time_restricted::bigint,
    (greatest(0, least(w.earned_before_due, w.released_for_use + w.released_by_time + d.cents)) - w.released_by_time)::bigint
  from award w
  cross join lateral (
    select greatest(least(w.used - w.direct - w.released, greatest(w.restricted, 0) - w.time_restricted),
      -greatest(w.released_for_use + w.released_by_time + w.direct, 0)) as cents
  ) d
  order by w.code
$$;
alter function ledger.due_releases(bigint, date) owner to ledger_rules;
comment on function ledger.due_releases(bigint, date) is
  'What is to be released of each unconditional or conditional award on a day, cents, all of it counted through that day: the lesser of its qualifying '
  'spending, with what is lost of a promise that was released, and its support without what is restricted by time, less what was recognized without restrictions directly and released before; negative where '
  'spending was taken back after its release. Of what is due, time_due_cents goes to the account of role release_time: what spending had earned before the day came; '
  'it may move between the two where nothing is due. No rows outside the session''s memberships.';
grant execute on function ledger.due_releases(bigint, date)
  to ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.taken_back(organization_id bigint, fund_code text, days date[], cents bigint[])
returns table (entry_date date, amount_cents bigint)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with moved as (
    -- What is restricted on a day is that of the last day without what moved it since.
    select y.on_day, m.limit_amount - m.used_amount
        - coalesce(sum(y.limit_amount - y.used_amount) over (order by y.on_day desc rows between unbounded preceding and 1 preceding), 0) as restricted
    from ledger.measure m
    join ledger.measure_day y on y.organization_id = m.organization_id and y.kind = m.kind and y.key = m.key
    where m.organization_id = $1 and m.kind = 'restricted' and m.key = ledger.measure_key(null, null, $2, null)
  ), day as (
    select d.on_day, (select sum(t.cents) from unnest($3, $4) as t (on_day, cents) where t.on_day <= d.on_day)
        - coalesce((select w.restricted from moved w where w.on_day <= d.on_day order by w.on_day desc limit 1), 0) as lacking
    from (select w.on_day from moved w union select t.on_day from unnest($3) as t (on_day)) d
    where d.on_day >= (select min(t.on_day) from unnest($3) as t (on_day))
  ), due as (
    select d.on_day, max(greatest(0, d.lacking)) over (order by d.on_day) as cents from day d
  )
  select d.on_day, (d.cents - d.cents_before)::bigint
  from (select d.*, lag(d.cents, 1, 0::numeric) over (order by d.on_day) as cents_before from due d) d
  where d.cents > d.cents_before
$$;
alter function ledger.taken_back(bigint, text, date[], bigint[]) owner to ledger_rules;
comment on function ledger.taken_back(bigint, text, date[], bigint[]) is
  'Where the restricted money of a fund falls by so many cents on those days: each day from then on that does not cover it, because it was released '
  'already, and what of those releases is to be taken back on it. For functions.';
grant execute on function ledger.taken_back(bigint, text, date[], bigint[]) to ledger_fn;
