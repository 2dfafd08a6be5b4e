-- Releases of donor restrictions: what is due, and its posting when a month closes.

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
      sum(l.amount_cents) filter (
        where a.counts_toward_budget and (l.budget_line_code is not null or a.type = 'expense')) as spent,
      -sum(l.amount_cents) filter (
        where a.type = 'revenue' and l.net_asset_class = 'without' and m.kind = 'condition') as direct
    from scope w
    join ledger.journal_line l on l.organization_id = w.organization_id and l.award_code = w.code
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
    join ledger.journal_entry m on m.organization_id = e.organization_id and m.id = coalesce(e.reverses_entry_id, e.id)
    where l.entry_date <= through
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
    select w.code, w.fund_code, coalesce(x.spent, 0) as spent, coalesce(x.direct, 0) as direct, coalesce(f.released, 0) as released,
      greatest(coalesce(f.released_for_spending, 0) + coalesce(x.direct, 0), 0) as met_by_spending, coalesce(f.restricted, 0) as restricted
    from scope w
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

create or replace function ledger.post_taken_back(organization_id bigint, fund_code text, days date[], cents bigint[], why text)
returns table (entry_date date, award_code text, amount_cents bigint, entry_id bigint)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  fund constant text := fund_code;
  award constant text := (select w.code from ledger.award w where w.organization_id = org and w.fund_code = fund);
  account constant text := ledger.default_account(org, 'release_use');
  on_days date[];
  amounts bigint[];
  entries ledger.entry_draft[];
  lines ledger.line_draft[];
begin
  select array_agg(t.entry_date order by t.entry_date), array_agg(-t.amount_cents order by t.entry_date),
    array_agg(ledger.draft_entry(
      ledger.next_key(org, 'release:' || award || ':' || to_char(t.entry_date, 'YYYY-MM-DD')), to_char(t.entry_date, 'YYYY-MM-DD'), 'release',
      'Release of ' || award || ' taken back: ' || why) order by t.entry_date)
  into on_days, amounts, entries
  from ledger.taken_back(org, fund, days, cents) t;
  if award is null or entries is null then
    return;
  end if;
  select array_agg(ledger.draft_line(a.place, l.number, account, fund, l.sign * a.cents, l.class, award_code => award) order by a.place, l.number)
  into lines
  from unnest(amounts) with ordinality as a (cents, place)
  cross join (values (1, 1, 'with'), (2, -1, 'without')) as l (number, sign, class);
  return query
  select p.on_day, award, p.cents, p.id
  from unnest(on_days, amounts, ledger.add_entries(org, entries, lines)) as p (on_day, cents, id);
end
$$;
alter function ledger.post_taken_back(bigint, text, date[], bigint[], text) owner to ledger_fn;
comment on function ledger.post_taken_back(bigint, text, date[], bigint[], text) is
  'Takes back what ledger.taken_back tells of a fund, an entry of kind release a day (Dr 6910 without, Cr 6910 with), so that its restricted money can fall '
  'on those days. For functions that have asked who may.';

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
  new_id bigint;
begin
  perform ledger.require_administrator(org);
  perform ledger.require_open(org, last_day);
  for due in select d.* from ledger.due_releases(org, last_day) d where d.due_cents <> 0 order by d.award_code loop
    -- First, so that no day is left with more released than there is.
    return query
    select t.entry_date, t.award_code, t.amount_cents, t.entry_id
    from ledger.post_taken_back(org, due.fund_code, array[last_day], array[due.due_cents], 'released through ' || last_day || ' already') t;
    new_id := (ledger.add_entries(org, array[ledger.draft_entry(
      ledger.next_key(org, 'release:' || due.award_code || ':' || to_char(last_day, 'YYYY-MM')), to_char(last_day, 'YYYY-MM-DD'), 'release', case
        when due.due_cents > 0 then 'Release of ' || due.award_code || ' for spending through ' || last_day
        else 'Release of ' || due.award_code || ' taken back with its spending'
      end)], array[
        ledger.draft_line(1, 1, release_code, due.fund_code, due.due_cents, 'with', award_code => due.award_code),
        ledger.draft_line(1, 2, release_code, due.fund_code, -due.due_cents, 'without', award_code => due.award_code)
      ]))[1];
    return query select last_day, due.award_code, due.due_cents, new_id;
  end loop;
end
$$;
alter function ledger.post_releases(bigint, date) owner to ledger_fn;
comment on function ledger.post_releases(bigint, date) is
  'Posts what ledger.due_releases tells through the last day of a month (Dr 6910 with, Cr 6910 without), one entry an award of kind release, '
  'cents; and before it takes back on each later day what was released there and is no longer covered, where books were reopened. Raises LM001, LP002.';
grant execute on function ledger.post_releases(bigint, date) to ledger_finance_admin;

create or replace function ledger.close_books(organization_id bigint, through_month date, reason text, year_end boolean default false, early boolean default false)
returns table (starts_on date, kind text, award_code text, amount_cents bigint, entry_id bigint)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  through constant date := (date_trunc('month', through_month) + interval '1 month - 1 day')::date;
  first_day date;
  month date;
  last_day date;
  why ledger.remark;
begin
  perform ledger.require_administrator(org);
  why := reason;
  perform ledger.require_open(org, through);
  select coalesce(
    (select c.closed_through + 1 from ledger.closing_in_force(org) c),
    (select date_trunc('month', min(e.entry_date))::date from ledger.journal_entry e where e.organization_id = org)
  ) into first_day;
  for month in select m::date from generate_series(first_day::timestamp, through::timestamp, interval '1 month') m order by m loop
    last_day := (month + interval '1 month - 1 day')::date;
    return query
    select date_trunc('month', r.entry_date)::date, 'release', r.award_code, r.amount_cents, r.entry_id from ledger.post_releases(org, month) r;
    if year_end and last_day = ledger.fiscal_year_end(org, last_day) then
      return query
      select month, 'closing', null::text, null::bigint, c.entry_id from ledger.close_year(org, last_day) c;
    end if;
  end loop;
  insert into ledger.closing_event (organization_id, action, closed_through, is_early, reason)
  values (org, 'close', through, early and through >= (now() at time zone 'UTC')::date, why);
end
$$;
alter function ledger.close_books(bigint, date, text, boolean, boolean) owner to ledger_fn;
comment on function ledger.close_books(bigint, date, text, boolean, boolean) is
  'Closes the books through the last day of a month, all or nothing: posts the releases of each open month on the way, with year_end the '
  'closing of each fiscal year that ends on the way, then closes. One row an entry posted. Raises LM001, LP002, LP004, and without early '
  'constraint closing_event_early_check where the month is not over.';
grant execute on function ledger.close_books(bigint, date, text, boolean, boolean) to ledger_finance_admin;
