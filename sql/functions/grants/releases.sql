-- Releases of donor restrictions: what is due, and its posting when a month closes.

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
        where t.organization_id = $1 and t.award_code = $2 and t.effective_on <= d.on_day order by t.version desc limit 1) as qualifying, (
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
  award_code text, fund_code text, spent_cents bigint, direct_cents bigint, released_cents bigint, restricted_cents bigint, due_cents bigint
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
  ), of_fund as (
    select
      l.fund_code,
      -sum(l.amount_cents) as restricted,
      sum(l.amount_cents) filter (where a.type = 'release' and c.entry_id is null) as released,
      sum(l.amount_cents) filter (where m.kind = 'release' and a.role = 'release_use') as released_for_spending
    from scope w
    join ledger.journal_line l on l.organization_id = w.organization_id and l.fund_code = w.fund_code and l.net_asset_class = 'with'
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
    join ledger.journal_entry m on m.organization_id = e.organization_id and m.id = coalesce(e.reverses_entry_id, e.id)
    left join ledger.closing_entry c on c.organization_id = l.organization_id and c.entry_id = l.entry_id
    where l.entry_date <= through
    group by l.fund_code
  ), award as (
    select w.code, w.fund_code, s.cents as spent, coalesce(x.direct, 0) as direct, coalesce(f.released, 0) as released,
      greatest(coalesce(f.released_for_spending, 0) + coalesce(x.direct, 0), 0) as met_by_spending, coalesce(f.restricted, 0) as restricted
    from scope w
    cross join lateral (
      select coalesce(sum(q.cents), 0) as cents from ledger.qualifying_spending(w.organization_id, w.code) q where q.on_day <= through
    ) s
    left join of_award x on x.award_code = w.code
    left join of_fund f on f.fund_code = w.fund_code
  )
  -- The lesser of spending and support, less what was recognized directly and released: as much of spending as is restricted still; and where
  -- spending was taken back since, what was released or recognized directly for it. Other releases, as of time, stand.
  select w.code, w.fund_code, w.spent::bigint, w.direct::bigint, w.released::bigint, w.restricted::bigint,
    greatest(least(w.spent - w.direct - w.released, greatest(w.restricted, 0)), -w.met_by_spending)::bigint
  from award w
  order by w.code
$$;
alter function ledger.due_releases(bigint, date) owner to ledger_rules;
comment on function ledger.due_releases(bigint, date) is
  'What is to be released of each unconditional or conditional award on a day, cents, all of it counted through that day: the lesser of its qualifying '
  'spending and its support, less what was recognized without restrictions directly and released before; negative where spending was taken back after '
  'its release. No rows outside the session''s memberships.';
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

create or replace function ledger.release_lines(draft bigint, account_code text, award ledger.award, amount_cents bigint)
returns ledger.line_draft[]
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select array[
    ledger.draft_line($1, 1, $2, $3.fund_code, $4, 'with', award_code => $3.code),
    ledger.draft_line($1, 2, $2, $3.fund_code, -$4, 'without', award_code => $3.code)
  ]
$$;
comment on function ledger.release_lines(bigint, text, ledger.award, bigint) is
  'The lines of a release of an award: Dr with, Cr without, cents; below zero what is taken back.';
grant execute on function ledger.release_lines(bigint, text, ledger.award, bigint) to ledger_fn;

create or replace function ledger.take_back_releases(
  organization_id bigint, fund_code text, days date[], cents bigint[], why text, at_most bigint default null
)
returns table (entry_date date, award_code text, amount_cents bigint, entry_id bigint)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  fund constant text := fund_code;
  release_code constant text := ledger.default_account(org, 'release_use');
  w ledger.award;
  taken record;
begin
  select a.* into w from ledger.award a where a.organization_id = org and a.fund_code = fund;
  select sum(t.amount_cents) as cents, array_agg(t.entry_date order by t.entry_date) as days,
    array_agg(-t.amount_cents order by t.entry_date) as amounts,
    array_agg(ledger.draft_entry(ledger.next_key(org, format('release:%s:%s', w.code, d.day)), d.day, 'release',
      format('Release of %s taken back: %s', w.code, why)) order by t.entry_date) as entries
  into taken
  from ledger.taken_back(org, fund, days, cents) t
  cross join lateral (select to_char(t.entry_date, 'YYYY-MM-DD') as day) d;
  if w.code is null or taken.cents is null or taken.cents > at_most then
    return;
  end if;
  return query
  select p.on_day, w.code::text, p.cents, p.id
  from unnest(taken.days, taken.amounts, ledger.add_entries(org, taken.entries, array(
    select l
    from unnest(taken.amounts) with ordinality as a (cents, place)
    cross join unnest(ledger.release_lines(a.place, release_code, w, a.cents)) l))) as p (on_day, cents, id);
end
$$;
alter function ledger.take_back_releases(bigint, text, date[], bigint[], text, bigint) owner to ledger_fn;
comment on function ledger.take_back_releases(bigint, text, date[], bigint[], text, bigint) is
  'Takes back what ledger.taken_back tells of a fund, an entry of kind release a day (Dr 6910 without, Cr 6910 with), so that its restricted money can fall '
  'on those days; nothing where that is more than at_most, cents. For functions that have asked who may.';

create or replace function ledger.post_releases(organization_id bigint, month date)
returns table (entry_date date, award_code text, amount_cents bigint, entry_id bigint)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  last_day constant date := (date_trunc('month', month) + interval '1 month - 1 day')::date;
  release_code constant text := (
    select a.code from ledger.account a where a.organization_id = $1 and a.role = 'release_use' and a.is_default);
  due record;
  w ledger.award;
  new_id bigint;
begin
  perform ledger.require_administrator(org);
  perform ledger.require_open(org, last_day);
  for due in select d.* from ledger.due_releases(org, last_day) d where d.due_cents <> 0 order by d.award_code loop
    select a.* into w from ledger.award a where a.organization_id = org and a.code = due.award_code;
    -- First, so that no day is left with more released than there is.
    return query
    select t.entry_date, t.award_code, t.amount_cents, t.entry_id
    from ledger.take_back_releases(org, due.fund_code, array[last_day], array[due.due_cents], format('released through %s already', last_day)) t;
    new_id := (ledger.add_entries(org, array[ledger.draft_entry(
      ledger.next_key(org, 'release:' || due.award_code || ':' || to_char(last_day, 'YYYY-MM')), to_char(last_day, 'YYYY-MM-DD'), 'release', case
        when due.due_cents > 0 then 'Release of ' || due.award_code || ' for spending through ' || last_day
        else 'Release of ' || due.award_code || ' taken back with its spending'
      end)], ledger.release_lines(1, release_code, w, due.due_cents)))[1];
    return query select last_day, due.award_code, due.due_cents, new_id;
  end loop;
end
$$;
alter function ledger.post_releases(bigint, date) owner to ledger_fn;
comment on function ledger.post_releases(bigint, date) is
  'Posts what ledger.due_releases tells through the last day of a month (Dr 6910 with, Cr 6910 without), one entry an award of kind release, '
  'cents; and before it takes back on each later day what was released there and is no longer covered, where books were reopened. Raises LM001, LP002.';
grant execute on function ledger.post_releases(bigint, date) to ledger_finance_admin;
